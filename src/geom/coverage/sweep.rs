//! The area of demand under coverage within one window, exactly: a sweep over slabs of y.
//!
//! Every boundary, straight or arc, is a curve x(y) that flips the membership of one group. Between two events (ends of
//! curves, crossings, tangencies, sides of the window) the order of the curves does not change, so the area between
//! neighbours is a difference of two closed-form integrals. After the fact each slab is checked: the order found in its
//! middle must hold at its top and bottom. Where it does not, the slab is halved, and what remains in doubt when the
//! halves are too thin to matter goes into the bound.

use super::arc::{half_area, half_width};
use super::frame::{Box4, greater, length, lesser};
use super::lines::{Line, sort};

/// What a group of curves bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// The parcel.
    Parcel,
    /// The boundary that demand is clipped to.
    Boundary,
    /// A parcel that has its land before this one.
    Earlier,
    /// The zone of this slot.
    Zone(u32),
    /// What a site serves; sites are told apart only where the depth of cover is asked for.
    Cover(u32),
}

/// Area by depth of cover: at least one site, two, three.
pub(super) type Depths = [f64; 3];

/// Covered areas found in a parcel, in m².
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    /// By slot: the parcel itself, then its zones, then what is in none of them.
    pub slots: Vec<SlotTally>,
    /// The values lie within this of the truth, each of them.
    pub bound: f64,
}

/// Covered areas of one slot, in m².
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SlotTally {
    /// Without the land that an earlier parcel has.
    pub net: Depths,
    /// With it.
    pub gross: Depths,
}

impl Tally {
    pub(super) fn reset(&mut self, slots: usize) {
        self.slots.clear();
        self.slots.resize(slots, SlotTally::default());
        self.bound = 0.0;
    }

    /// Adds land that is served `depth` times, and that no earlier parcel has if it is `net`, to a slot.
    pub(super) fn add(&mut self, slot: usize, depth: u32, area: f64, net: bool) {
        let sums = &mut self.slots[slot];
        for level in 0..(depth as usize).min(3) {
            sums.gross[level] += area;
            if net {
                sums.net[level] += area;
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Straight {
    /// The end nearest to the window, the slope dx/dy, and the direction as a unit vector.
    x: f64,
    y: f64,
    slope: f64,
    ux: f64,
    uy: f64,
    lo: f64,
    hi: f64,
    min: f64,
    max: f64,
    group: u32,
}

impl Straight {
    #[inline]
    fn at(&self, y: f64) -> f64 {
        lesser(greater(self.x + (y - self.y) * self.slope, self.min), self.max)
    }
}

#[derive(Debug, Clone, Copy)]
struct Disc {
    x: f64,
    y: f64,
    r: f64,
    lo: f64,
    hi: f64,
    group: u32,
}

impl Disc {
    /// Where a slab begins and ends, from the disc's centre.
    #[inline]
    fn heights(&self, y0: f64, y1: f64) -> (f64, f64) {
        (greater(y0 - self.y, -self.r), lesser(y1 - self.y, self.r))
    }
}

/// A curve in a slab: x at its bottom, middle and top.
#[derive(Debug, Clone, Copy)]
struct Entry {
    mid: f64,
    bottom: f64,
    top: f64,
    group: u32,
    course: Course,
}

/// How a curve runs through a slab.
#[derive(Debug, Clone, Copy)]
enum Course {
    Straight,
    /// The side of this disc.
    Left(u32),
    Right(u32),
}

/// What a stretch of a slab counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    /// How many sites serve it, 3 standing for more; 0 if it is nobody's or not asked for.
    depth: u32,
    /// No earlier parcel has it.
    net: bool,
}

/// The sweep over one window, and its memory, which is used again and again.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    lines: Vec<Straight>,
    discs: Vec<Disc>,
    roles: Vec<Role>,
    events: Vec<f64>,
    on: Vec<bool>,
    site_on: Vec<u32>,
    zones_on: Vec<u32>,
    entries: Vec<Entry>,
    order: Vec<(f64, u32)>,
    /// Window in local coordinates: its centre is the origin.
    win: Box4Local,
    origin: [f64; 2],
    reach: f64,
    /// How far from its place a curve may lie that was made about the origin of all: corners of bands are rounded there.
    grain: f64,
    frame: Frame,
}

/// What a whole parcel knows and each of its windows needs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Frame {
    /// Demand is clipped to a boundary that runs through the parcel.
    pub bounded: bool,
    /// The slot of land in no zone, where it is asked for.
    pub unzoned: Option<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Box4Local {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

/// Crossings nearer to a tangency than this (squared half chord over squared radius) are events of their own.
const TANGENT: f64 = 1e-9;
/// Below this they are one point: the lens between them is thinner than rounding.
const TOUCH: f64 = 2e-14;
/// Rounding allowance in units of the last place of the largest coordinate, for any one curve.
pub(super) const ULPS: f64 = 16.0;
/// How often a slab whose order is in doubt is halved at most.
const HALVINGS: u32 = 40;

impl Sweep {
    /// Starts a window; lines and discs follow.
    pub(super) fn begin(&mut self, win: &Box4, frame: Frame) {
        self.frame = frame;
        let [ox, oy] = win.center();
        self.origin = [ox, oy];
        self.win = Box4Local { x0: win.x0 - ox, y0: win.y0 - oy, x1: win.x1 - ox, y1: win.y1 - oy };
        self.lines.clear();
        self.discs.clear();
        self.roles.clear();
        self.events.clear();
        self.reach = win.width().max(win.height());
        self.grain = 2.0 * f64::EPSILON * (ox.abs() + oy.abs());
    }

    /// Opens a group; curves added afterwards flip it.
    pub(super) fn group(&mut self, role: Role) {
        self.roles.push(role);
    }

    /// Adds a line that was cut to the window to the newest group.
    pub(super) fn line(&mut self, l: &Line) {
        let [ox, oy] = self.origin;
        let slope = l.slope();
        let length = length(l.xb - l.xa, l.yb - l.ya);
        let (x, y) = l.near([ox, oy]);
        let (lo, hi) = (l.lo - oy, l.hi - oy);
        let (x_lo, x_hi) = (l.at(l.lo) - ox, l.at(l.hi) - ox);
        self.reach = self.reach.max(x.abs()).max(y.abs());
        self.lines.push(Straight {
            x,
            y,
            slope,
            ux: (l.xb - l.xa) / length,
            uy: (l.yb - l.ya) / length,
            lo,
            hi,
            min: x_lo.min(x_hi),
            max: x_lo.max(x_hi),
            group: self.roles.len() as u32 - 1,
        });
    }

    /// Adds a disc to the newest group, which must hold nothing else.
    pub(super) fn disc(&mut self, [x, y]: [f64; 2], r: f64) {
        let (x, y) = (x - self.origin[0], y - self.origin[1]);
        self.reach = self.reach.max(x.abs() + r).max(y.abs() + r);
        self.discs.push(Disc { x, y, r, lo: y - r, hi: y + r, group: self.roles.len() as u32 - 1 });
    }

    /// Integrates and adds to `tally`; `base` sites cover the whole window besides.
    pub(super) fn run(&mut self, base: u32, tally: &mut Tally) {
        // The order in which curves came must not matter to a single bit.
        self.lines.sort_unstable_by(|a, b| {
            let key = |l: &Straight| [l.hi, l.min, l.max, l.slope, l.x, l.y];
            let role = |l: &Straight| self.roles[l.group as usize];
            a.lo.total_cmp(&b.lo).then_with(|| cmp_keys(&key(a), &key(b))).then_with(|| role(a).cmp(&role(b)))
        });
        self.discs.sort_unstable_by(|a, b| {
            cmp_keys(&[a.y, a.x, a.r], &[b.y, b.x, b.r])
                .then_with(|| self.roles[a.group as usize].cmp(&self.roles[b.group as usize]))
        });
        let Some((lo, hi)) = self.span(base) else { return };
        self.collect_events(lo, hi);
        self.on.clear();
        self.on.resize(self.roles.len(), false);
        let sites = self.roles.iter().map(|r| if let Role::Cover(s) = r { s + 1 } else { 0 }).max().unwrap_or(0);
        self.site_on.clear();
        self.site_on.resize(sites as usize, 0);

        let ulp = f64::EPSILON * self.reach;
        let merge = 4.0 * ulp;
        let events = std::mem::take(&mut self.events);
        let mut below = lo;
        let mut merged = 0_u32;
        for &y in &events {
            if y - below <= merge {
                merged += 1;
            } else {
                self.slab(below, y, base, tally, 0);
                below = y;
            }
        }
        tally.bound += f64::from(merged) * merge * (self.win.x1 - self.win.x0);
        self.events = events;
    }

    /// The span of y in which anything can count: where there is some of the parcel, of the boundary if there is one, and of
    /// what serves unless all is served.
    fn span(&self, base: u32) -> Option<(f64, f64)> {
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut parcel, mut boundary, mut cover) = (none, none, none);
        let widen = |span: &mut (f64, f64), lo: f64, hi: f64| *span = (span.0.min(lo), span.1.max(hi));
        for l in &self.lines {
            match self.roles[l.group as usize] {
                Role::Parcel => widen(&mut parcel, l.lo, l.hi),
                Role::Boundary => widen(&mut boundary, l.lo, l.hi),
                Role::Cover(_) => widen(&mut cover, l.lo, l.hi),
                Role::Earlier | Role::Zone(_) => {}
            }
        }
        for d in &self.discs {
            widen(&mut cover, d.lo, d.hi);
        }
        let (mut lo, mut hi) = (parcel.0.max(self.win.y0), parcel.1.min(self.win.y1));
        if self.frame.bounded {
            (lo, hi) = (lo.max(boundary.0), hi.min(boundary.1));
        }
        if base == 0 {
            (lo, hi) = (lo.max(cover.0), hi.min(cover.1));
        }
        (lo < hi).then_some((lo, hi))
    }

    fn collect_events(&mut self, lo: f64, hi: f64) {
        let win = self.win;
        let slack = 1e-9 * self.reach;
        let (wx0, wx1) = (win.x0 - slack, win.x1 + slack);
        let events = &mut self.events;
        events.clear();
        events.push(hi);
        let mut push = |y: f64| {
            if y > lo && y < hi {
                events.push(y);
            }
        };
        for l in &self.lines {
            push(l.lo);
            push(l.hi);
        }
        for (i, a) in self.lines.iter().enumerate() {
            for b in &self.lines[i + 1..] {
                if b.lo > a.hi {
                    break; // sorted by lo
                }
                if a.group == b.group || a.max < b.min || b.max < a.min || b.hi < a.lo {
                    continue;
                }
                let den = a.ux * b.uy - a.uy * b.ux;
                if den == 0.0 {
                    continue;
                }
                let s = ((b.x - a.x) * b.uy - (b.y - a.y) * b.ux) / den;
                let y = a.y + s * a.uy;
                if y > a.lo.max(b.lo) && y < a.hi.min(b.hi) {
                    push(y);
                }
            }
        }
        for (i, d) in self.discs.iter().enumerate() {
            push(d.lo);
            push(d.hi);
            for side in [win.x0, win.x1] {
                let off = (side - d.x).abs();
                let square = (d.r - off) * (d.r + off);
                if square.abs() < TANGENT * d.r * d.r {
                    push(d.y);
                }
                if square > 0.0 {
                    push(d.y - square.sqrt());
                    push(d.y + square.sqrt());
                }
            }
            for l in &self.lines {
                if l.hi <= d.lo || l.lo >= d.hi || l.max <= d.x - d.r || l.min >= d.x + d.r {
                    continue;
                }
                let (wx, wy) = (l.x - d.x, l.y - d.y);
                let along = -(wx * l.ux + wy * l.uy);
                let off = (wx * l.uy - wy * l.ux).abs();
                let square = (d.r - off) * (d.r + off);
                if square < -TANGENT * d.r * d.r {
                    continue;
                }
                let y = l.y + along * l.uy;
                // Its ends are events themselves.
                let mut meet = |y: f64| {
                    if y > l.lo && y < l.hi {
                        push(y);
                    }
                };
                if square < TANGENT * d.r * d.r {
                    meet(y);
                }
                if square > TOUCH * d.r * d.r {
                    let half = square.sqrt() * l.uy;
                    meet(y - half);
                    meet(y + half);
                }
            }
            for e in &self.discs[i + 1..] {
                let (dx, dy) = (e.x - d.x, e.y - d.y);
                let square = dx * dx + dy * dy;
                let dist = square.sqrt();
                if dist == 0.0 || dist > (d.r + e.r) * (1.0 + TANGENT) || dist < (d.r - e.r).abs() * (1.0 - TANGENT) {
                    continue;
                }
                let (ux, uy) = (dx / dist, dy / dist);
                let along = 0.5 * (dist + (d.r - e.r) * (d.r + e.r) / dist);
                let half2 = (d.r - along) * (d.r + along);
                let small = d.r.min(e.r);
                if half2 < -TANGENT * small * small * 8.0 {
                    continue;
                }
                let (px, py) = (d.x + along * ux, d.y + along * uy);
                if half2 < TANGENT * small * small && px >= wx0 && px <= wx1 {
                    push(py);
                }
                if half2 > TOUCH * small * small {
                    let half = half2.sqrt();
                    for s in [-half, half] {
                        let x = px - s * uy;
                        if x >= wx0 && x <= wx1 {
                            push(py + s * ux);
                        }
                    }
                }
            }
        }
        sort(&mut self.events);
    }

    /// Adds the slab between two heights.
    fn slab(&mut self, y0: f64, y1: f64, base: u32, tally: &mut Tally, halved: u32) {
        let h = y1 - y0;
        let ym = y0 + 0.5 * h;
        let win = self.win;
        let mut worst = 0.0_f64;
        let (mut demanded, mut served) = (false, base > 0);
        self.entries.clear();
        self.order.clear();
        for l in &self.lines {
            if l.lo > ym {
                break; // sorted by lo
            }
            if l.hi < ym {
                continue;
            }
            self.on[l.group as usize] = false;
            match self.roles[l.group as usize] {
                Role::Parcel => demanded = true,
                Role::Cover(site) => {
                    served = true;
                    self.site_on[site as usize] = 0;
                }
                _ => {}
            }
            let mid = l.at(ym);
            self.order.push((mid, self.entries.len() as u32));
            self.entries.push(Entry { mid, bottom: l.at(y0), top: l.at(y1), group: l.group, course: Course::Straight });
        }
        if !demanded {
            return;
        }
        for (k, d) in (0..).zip(&self.discs) {
            if d.lo > ym || d.hi < ym {
                continue;
            }
            let (t0, t1) = d.heights(y0, y1);
            let wm = half_width(d.r, ym - d.y);
            let (left, right) = (d.x - wm, d.x + wm);
            let (w0, w1) = (half_width(d.r, t0), half_width(d.r, t1));
            if left >= win.x1 || right <= win.x0 {
                let out = if left >= win.x1 { win.x1 - d.x } else { d.x - win.x0 };
                worst = greater(worst, greater(out + w0, out + w1));
                continue;
            }
            served = true;
            self.on[d.group as usize] = false;
            if let Role::Cover(site) = self.roles[d.group as usize] {
                self.site_on[site as usize] = 0;
            }
            for (mid, sign, course) in [(left, -1.0, Course::Left(k)), (right, 1.0, Course::Right(k))] {
                let (bottom, top) = (d.x + sign * w0, d.x + sign * w1);
                if mid >= win.x1 {
                    // Beyond the window nothing is asked any more; it must be beyond it all the way.
                    worst = greater(worst, greater(win.x1 - bottom, win.x1 - top));
                    continue;
                }
                let entry = if mid <= win.x0 {
                    worst = greater(worst, greater(bottom - win.x0, top - win.x0));
                    Entry { mid: win.x0, bottom: win.x0, top: win.x0, group: d.group, course: Course::Straight }
                } else {
                    let out = greater(greater(win.x0 - bottom, win.x0 - top), greater(bottom - win.x1, top - win.x1));
                    worst = greater(worst, out);
                    Entry { mid, bottom, top, group: d.group, course }
                };
                self.order.push((entry.mid, self.entries.len() as u32));
                self.entries.push(entry);
            }
        }
        // Discs that are beside the window in the middle must be so all the way.
        if !served && worst <= 0.0 {
            return;
        }
        insertion_sort(&mut self.order);

        let ulp = f64::EPSILON * self.reach;
        let tolerance = 4.0 * ULPS * ulp;
        let mut a = &self.entries[self.order[0].1 as usize];
        for &(_, next) in &self.order[1..] {
            let b = &self.entries[next as usize];
            worst = greater(worst, greater(a.bottom - b.bottom, a.top - b.top));
            a = b;
        }
        if worst > tolerance {
            let cells = (win.x1 - win.x0) * (win.y1 - win.y0);
            if halved < HALVINGS && worst * h > 1e-14 * cells && ym > y0 && ym < y1 {
                self.slab(y0, ym, base, tally, halved + 1);
                self.slab(ym, y1, base, tally, halved + 1);
                return;
            }
            tally.bound += worst * h * self.order.len() as f64;
        }
        tally.bound += (ULPS * ulp + self.grain) * h * self.order.len() as f64;
        self.walk(y0, y1, base, tally);
    }

    /// ∫ x dy of a curve over the slab between two heights.
    fn area(&self, entry: &Entry, y0: f64, y1: f64) -> f64 {
        let h = y1 - y0;
        let half = |d: &Disc| {
            let (t0, t1) = d.heights(y0, y1);
            half_area(d.r, t0, t1, half_width(d.r, t0), half_width(d.r, t1))
        };
        match entry.course {
            Course::Straight => entry.mid * h,
            Course::Left(k) => self.discs[k as usize].x * h - half(&self.discs[k as usize]),
            Course::Right(k) => self.discs[k as usize].x * h + half(&self.discs[k as usize]),
        }
    }

    /// Walks a slab from left to right and adds what is demanded and covered. Curves that change nothing about what counts
    /// are not integrated.
    fn walk(&mut self, y0: f64, y1: f64, base: u32, tally: &mut Tally) {
        self.zones_on.clear();
        let (mut parcel, mut inside, mut earlier, mut level) = (false, !self.frame.bounded, 0_u32, base);
        let (mut now, mut from) = (Count { depth: 0, net: false }, 0.0);
        for &(_, at) in &self.order {
            let entry = &self.entries[at as usize];
            let on = !self.on[entry.group as usize];
            self.on[entry.group as usize] = on;
            let role = self.roles[entry.group as usize];
            match role {
                Role::Parcel => parcel = on,
                Role::Boundary => inside = on,
                Role::Earlier => earlier = if on { earlier + 1 } else { earlier - 1 },
                Role::Zone(_) => {}
                Role::Cover(site) => {
                    let count = &mut self.site_on[site as usize];
                    if on {
                        *count += 1;
                        level += u32::from(*count == 1);
                    } else {
                        *count -= 1;
                        level -= u32::from(*count == 0);
                    }
                }
            }
            let depth = if parcel && inside { level.min(3) } else { 0 };
            let next = Count { depth, net: depth > 0 && earlier == 0 };
            if next != now || matches!(role, Role::Zone(_)) {
                if now.depth > 0 || next.depth > 0 {
                    let to = self.area(entry, y0, y1);
                    if now.depth > 0 {
                        self.count(now, to - from, tally);
                    }
                    from = to;
                }
                now = next;
            }
            // After what lies to the left of it was counted.
            match role {
                Role::Zone(slot) if on => self.zones_on.push(slot),
                Role::Zone(slot) => self.zones_on.retain(|&s| s != slot),
                _ => {}
            }
        }
        if now.depth > 0 {
            self.count(now, self.win.x1 * (y1 - y0) - from, tally);
        }
    }

    /// Adds a stretch to the slots of the parcel and of the zones it lies in.
    fn count(&self, what: Count, area: f64, tally: &mut Tally) {
        tally.add(0, what.depth, area, what.net);
        for &slot in &self.zones_on {
            tally.add(slot as usize, what.depth, area, what.net);
        }
        if let Some(slot) = self.frame.unzoned
            && self.zones_on.is_empty()
        {
            tally.add(slot as usize, what.depth, area, what.net);
        }
    }
}

fn cmp_keys<const N: usize>(a: &[f64; N], b: &[f64; N]) -> std::cmp::Ordering {
    a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
}

/// Few and nearly sorted.
fn insertion_sort(order: &mut [(f64, u32)]) {
    for i in 1..order.len() {
        let mut j = i;
        let moving = order[i];
        while j > 0 && order[j - 1].0 > moving.0 {
            order[j] = order[j - 1];
            j -= 1;
        }
        order[j] = moving;
    }
}
