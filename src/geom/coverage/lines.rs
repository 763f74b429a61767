//! Sets of straight boundary pieces that bound areas by the even-odd rule, and how they are cut to a window.
//!
//! A sweep in y needs no horizontal edges, and an area cut to a window needs no closing edges at its top, bottom and
//! right. What lies left of the window is projected onto its left side, where pieces that lie there twice cancel.
//! Cutting narrows the span of y in which a line is valid; the line itself keeps the ends it came with, so that
//! cutting again and again loses nothing.

use super::frame::{Box4, greater, lesser};

/// A piece of the straight line from `a` up to `b` (`ya < yb`), valid for y between `lo` and `hi`. Metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub xa: f64,
    pub ya: f64,
    pub xb: f64,
    pub yb: f64,
    pub lo: f64,
    pub hi: f64,
    /// 1 where what lies to the right of the line is inside, −1 where it is outside; only if the ring it is from has its
    /// inside to the left.
    pub sign: f64,
}

impl Line {
    /// The edge between two points; `None` if it is horizontal.
    #[inline]
    pub(super) fn new([px, py]: [f64; 2], [qx, qy]: [f64; 2]) -> Option<Self> {
        if py < qy {
            Some(Self { xa: px, ya: py, xb: qx, yb: qy, lo: py, hi: qy, sign: -1.0 })
        } else if qy < py {
            Some(Self { xa: qx, ya: qy, xb: px, yb: py, lo: qy, hi: py, sign: 1.0 })
        } else {
            None
        }
    }

    fn vertical(x: f64, lo: f64, hi: f64) -> Self {
        Self { xa: x, ya: lo, xb: x, yb: hi, lo, hi, sign: 1.0 }
    }

    /// dx/dy.
    #[inline]
    pub(super) fn slope(&self) -> f64 {
        (self.xb - self.xa) / (self.yb - self.ya)
    }

    /// Its end that is nearer to `o`, from there.
    #[inline]
    pub(super) fn near(&self, [ox, oy]: [f64; 2]) -> (f64, f64) {
        let (a, b) = ((self.xa - ox, self.ya - oy), (self.xb - ox, self.yb - oy));
        if a.0.abs() + a.1.abs() <= b.0.abs() + b.1.abs() { a } else { b }
    }

    /// x at height `y`, exact at both ends.
    #[inline]
    pub(super) fn at(&self, y: f64) -> f64 {
        let slope = self.slope();
        let (below, above) = (y - self.ya, self.yb - y);
        if below <= above { self.xa + below * slope } else { self.xb - above * slope }
    }

    /// y where the line, which is not vertical, reaches `x`.
    fn reach(&self, x: f64) -> f64 {
        let slope = (self.yb - self.ya) / (self.xb - self.xa);
        let (from_a, from_b) = (x - self.xa, x - self.xb);
        let y = if from_a.abs() <= from_b.abs() { self.ya + from_a * slope } else { self.yb + from_b * slope };
        y.clamp(self.lo, self.hi)
    }
}

/// Sorts numbers, mostly few.
pub(super) fn sort(numbers: &mut [f64]) {
    if numbers.len() > 32 {
        numbers.sort_unstable_by(f64::total_cmp);
        return;
    }
    for i in 1..numbers.len() {
        let moving = numbers[i];
        let mut j = i;
        while j > 0 && numbers[j - 1] > moving {
            numbers[j] = numbers[j - 1];
            j -= 1;
        }
        numbers[j] = moving;
    }
}

/// Appends the edges of a closed ring given as an open vertex sequence.
pub(super) fn ring_lines(ring: &[[f64; 2]], out: &mut Vec<Line>) {
    let mut previous = ring[ring.len() - 1];
    out.reserve(ring.len());
    for &vertex in ring {
        if let Some(line) = Line::new(previous, vertex) {
            out.push(line);
        }
        previous = vertex;
    }
}

/// Those edges of a closed ring that make a difference to what is cut to `win`.
pub(super) fn ring_lines_near(ring: &[[f64; 2]], win: &Box4, out: &mut Vec<Line>) {
    let mut p = ring[ring.len() - 1];
    for &q in ring {
        if lesser(p[1], q[1]) < win.y1
            && greater(p[1], q[1]) > win.y0
            && lesser(p[0], q[0]) < win.x1
            && let Some(line) = Line::new(p, q)
        {
            out.push(line);
        }
        p = q;
    }
}

/// Cuts a set to the window and appends the result; `marks` is scratch.
pub(super) fn cut(set: &[Line], win: &Box4, out: &mut Vec<Line>, marks: &mut Vec<f64>) {
    marks.clear();
    for line in set {
        let (lo, hi) = (greater(line.lo, win.y0), lesser(line.hi, win.y1));
        if lo >= hi {
            continue;
        }
        // Most lines are wholly on one side: that needs no slope.
        if line.xa >= win.x1 && line.xb >= win.x1 {
            continue;
        }
        if line.xa <= win.x0 && line.xb <= win.x0 {
            marks.extend([lo, hi]);
            continue;
        }
        if line.xa >= win.x0 && line.xb >= win.x0 && line.xa <= win.x1 && line.xb <= win.x1 {
            out.push(Line { lo, hi, ..*line });
            continue;
        }
        let (x_lo, x_hi) = (line.at(lo), line.at(hi));
        if x_lo >= win.x1 && x_hi >= win.x1 {
            continue;
        }
        if x_lo <= win.x0 && x_hi <= win.x0 {
            marks.extend([lo, hi]);
            continue;
        }
        let (mut from, mut to) = (lo, hi);
        if x_lo < win.x0 {
            from = line.reach(win.x0).clamp(lo, hi);
            marks.extend([lo, from]);
        } else if x_lo > win.x1 {
            from = line.reach(win.x1).clamp(lo, hi);
        }
        if x_hi < win.x0 {
            to = line.reach(win.x0).clamp(from, hi);
            marks.extend([to, hi]);
        } else if x_hi > win.x1 {
            to = line.reach(win.x1).clamp(from, hi);
        }
        if from < to {
            out.push(Line { lo: from, hi: to, ..*line });
        }
    }
    close(win, out, marks);
}

/// Of a set, less that makes the same once it is cut to any box within the window: whole lines instead of cut ones, so that
/// cutting never starts from what was rounded. Appends like [`cut`].
pub(super) fn thin(set: &[Line], win: &Box4, out: &mut Vec<Line>, marks: &mut Vec<f64>) {
    marks.clear();
    for line in set {
        let (lo, hi) = (greater(line.lo, win.y0), lesser(line.hi, win.y1));
        if lo >= hi || line.xa >= win.x1 && line.xb >= win.x1 {
            continue;
        }
        if line.xa <= win.x0 && line.xb <= win.x0 {
            marks.extend([lo, hi]);
            continue;
        }
        // What passes the window by must do so by more than rounding.
        let margin = 1e-6 + 1e-12 * (line.xa.abs() + line.xb.abs());
        let (x_lo, x_hi) = (line.at(lo), line.at(hi));
        if lesser(x_lo, x_hi) >= win.x1 + margin {
            continue;
        }
        if greater(x_lo, x_hi) <= win.x0 - margin {
            marks.extend([lo, hi]);
            continue;
        }
        out.push(Line { lo, hi, ..*line });
    }
    close(win, out, marks);
}

/// Appends what projection onto the left side has left there.
fn close(win: &Box4, out: &mut Vec<Line>, marks: &mut [f64]) {
    if marks.is_empty() {
        return;
    }
    sort(marks);
    // Equal marks in pairs cancel: the projection changes sides there an even number of times.
    let mut open: Option<f64> = None;
    let mut i = 0;
    while i < marks.len() {
        let mut j = i;
        while j < marks.len() && marks[j] == marks[i] {
            j += 1;
        }
        if (j - i) % 2 == 1 {
            match open.take() {
                None => open = Some(marks[i]),
                Some(start) => out.push(Line::vertical(win.x0, start, marks[i])),
            }
        }
        i = j;
    }
}

/// The bounds in the window of a set that was cut to it and whose signs are known, and how much of its area in m² may lie
/// outside them by rounding.
pub(super) fn land_bounds(set: &[Line], win: &Box4) -> (Box4, f64) {
    let (mut bounds, mut open, mut heights) = (Box4::EMPTY, 0.0, 0.0);
    for l in set {
        bounds.y0 = lesser(bounds.y0, l.lo);
        bounds.y1 = greater(bounds.y1, l.hi);
        bounds.x0 = lesser(bounds.x0, lesser(l.xa, l.xb));
        bounds.x1 = greater(bounds.x1, greater(l.xa, l.xb));
        open += l.sign * (l.hi - l.lo);
        heights += l.hi - l.lo;
    }
    bounds = bounds.meet(win);
    // Over the heights where it reaches the right side, one line more enters it than leaves it.
    let rounding = 0.5 * f64::EPSILON * set.len() as f64 * heights;
    if open > 2.0 * rounding {
        bounds.x1 = win.x1;
        return (bounds, 0.0);
    }
    (bounds, (open.abs() + rounding) * (win.x1 - bounds.x1))
}

/// What a set that was cut to `win` is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// It holds nothing of the window.
    Nothing,
    /// It holds the whole window.
    Everything,
    /// Its boundary runs through the window.
    Part,
}

pub(super) fn extent(set: &[Line], win: &Box4) -> Extent {
    match set {
        [] => Extent::Nothing,
        [l] if l.xa == win.x0 && l.xb == win.x0 && l.lo == win.y0 && l.hi == win.y1 => Extent::Everything,
        _ => Extent::Part,
    }
}
