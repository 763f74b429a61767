//! Sets of straight boundary pieces that bound areas by the even-odd rule, and how they are cut to a window.
//!
//! A sweep in y needs no horizontal edges, and an area cut to a window needs no closing edges at its top, bottom and
//! right. What lies left of the window is projected onto its left side, where pieces that lie there twice cancel.
//! Cutting narrows the span of y in which a line is valid; the line itself keeps the ends it came with, so that
//! cutting again and again loses nothing.

use super::frame::Box4;

/// A piece of the straight line from `a` up to `b` (`ya < yb`), valid for y between `lo` and `hi`. Metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Line {
    pub xa: f64,
    pub ya: f64,
    pub xb: f64,
    pub yb: f64,
    pub lo: f64,
    pub hi: f64,
}

impl Line {
    /// The edge between two points; `None` if it is horizontal.
    #[inline]
    pub(super) fn new([px, py]: [f64; 2], [qx, qy]: [f64; 2]) -> Option<Self> {
        if py < qy {
            Some(Self { xa: px, ya: py, xb: qx, yb: qy, lo: py, hi: qy })
        } else if qy < py {
            Some(Self { xa: qx, ya: qy, xb: px, yb: py, lo: qy, hi: py })
        } else {
            None
        }
    }

    fn vertical(x: f64, lo: f64, hi: f64) -> Self {
        Self { xa: x, ya: lo, xb: x, yb: hi, lo, hi }
    }

    /// x at height `y`, exact at both ends.
    #[inline]
    pub(super) fn at(&self, y: f64) -> f64 {
        let slope = (self.xb - self.xa) / (self.yb - self.ya);
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

/// Appends the edges of closed rings given as open vertex sequences.
pub(super) fn ring_lines(ring: &[[f64; 2]], out: &mut Vec<Line>) {
    let mut previous = ring[ring.len() - 1];
    for &vertex in ring {
        out.extend(Line::new(previous, vertex));
        previous = vertex;
    }
}

/// Cuts a set to the window and appends the result; `marks` is scratch.
pub(super) fn cut(set: &[Line], win: &Box4, out: &mut Vec<Line>, marks: &mut Vec<f64>) {
    marks.clear();
    for line in set {
        let (lo, hi) = (line.lo.max(win.y0), line.hi.min(win.y1));
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
    marks.sort_unstable_by(f64::total_cmp);
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
