//! The area of demand under coverage within one window, exactly: a sweep over slabs of y.
//!
//! Every boundary, straight or arc, is a curve x(y) that flips the membership of one group. Between two events (ends of
//! curves, crossings, tangencies, sides of the window) the order of the curves does not change, so the area between
//! neighbours is a difference of two closed-form integrals. After the fact each slab is checked: the order found in its
//! middle must hold at its top and bottom. Where it does not, the slab is halved, and what remains in doubt when the
//! halves are too thin to matter goes into the bound.

use super::arc::{half_area, half_width};
use super::frame::{Box4, length};
use super::lines::Line;

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
        (self.x + (y - self.y) * self.slope).max(self.min).min(self.max)
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

/// A curve in a slab: x at its bottom, middle and top, and ∫ x dy over it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    mid: f64,
    bottom: f64,
    top: f64,
    area: f64,
    group: u32,
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
const ULPS: f64 = 16.0;
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
    }

    /// Opens a group; curves added afterwards flip it.
    pub(super) fn group(&mut self, role: Role) {
        self.roles.push(role);
    }

    /// Adds a line that was cut to the window to the newest group.
    pub(super) fn line(&mut self, l: &Line) {
        let [ox, oy] = self.origin;
        let slope = (l.xb - l.xa) / (l.yb - l.ya);
        let length = length(l.xb - l.xa, l.yb - l.ya);
        let near_a = (l.xa - ox).abs() + (l.ya - oy).abs() <= (l.xb - ox).abs() + (l.yb - oy).abs();
        let (x, y) = if near_a { (l.xa - ox, l.ya - oy) } else { (l.xb - ox, l.yb - oy) };
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
            let key = |l: &Straight| [l.lo, l.hi, l.min, l.max, l.slope, l.x, l.y];
            cmp_keys(&key(a), &key(b)).then_with(|| self.roles[a.group as usize].cmp(&self.roles[b.group as usize]))
        });
        self.discs.sort_unstable_by(|a, b| {
            cmp_keys(&[a.y, a.x, a.r], &[b.y, b.x, b.r])
                .then_with(|| self.roles[a.group as usize].cmp(&self.roles[b.group as usize]))
        });
        let Some((lo, hi)) = self.demand_span() else { return };
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

    /// The span of y in which there is any of the parcel.
    fn demand_span(&self) -> Option<(f64, f64)> {
        let parcel = self.lines.iter().filter(|l| self.roles[l.group as usize] == Role::Parcel);
        let (lo, hi) = parcel.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), l| (lo.min(l.lo), hi.max(l.hi)));
        let (lo, hi) = (lo.max(self.win.y0), hi.min(self.win.y1));
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
                if square < TANGENT * d.r * d.r {
                    push(y);
                }
                if square > TOUCH * d.r * d.r {
                    let half = square.sqrt() * l.uy;
                    push(y - half);
                    push(y + half);
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
        self.events.sort_unstable_by(f64::total_cmp);
    }

    /// Adds the slab between two heights.
    fn slab(&mut self, y0: f64, y1: f64, base: u32, tally: &mut Tally, halved: u32) {
        let h = y1 - y0;
        let ym = y0 + 0.5 * h;
        let win = self.win;
        let mut worst = 0.0_f64;
        self.entries.clear();
        self.order.clear();
        for l in &self.lines {
            if l.lo > ym {
                break; // sorted by lo
            }
            if l.hi < ym {
                continue;
            }
            let mid = l.at(ym);
            self.order.push((mid, self.entries.len() as u32));
            self.entries.push(Entry { mid, bottom: l.at(y0), top: l.at(y1), area: mid * h, group: l.group });
        }
        for d in &self.discs {
            if d.lo > ym || d.hi < ym {
                continue;
            }
            let (t0, t1) = ((y0 - d.y).max(-d.r), (y1 - d.y).min(d.r));
            let wm = half_width(d.r, ym - d.y);
            let (left, right) = (d.x - wm, d.x + wm);
            let (w0, w1) = (half_width(d.r, t0), half_width(d.r, t1));
            if left >= win.x1 || right <= win.x0 {
                let out = if left >= win.x1 { win.x1 - d.x } else { d.x - win.x0 };
                worst = worst.max(out + w0).max(out + w1);
                continue;
            }
            let half = if left > win.x0 || right < win.x1 { half_area(d.r, t0, t1, w0, w1) } else { 0.0 };
            let mut arc = |mid: f64, sign: f64| {
                let (bottom, top) = (d.x + sign * w0, d.x + sign * w1);
                if mid >= win.x1 {
                    // Beyond the window nothing is asked any more; it must be beyond it all the way.
                    worst = worst.max(win.x1 - bottom).max(win.x1 - top);
                    return;
                }
                let entry = if mid <= win.x0 {
                    worst = worst.max(bottom - win.x0).max(top - win.x0);
                    Entry { mid: win.x0, bottom: win.x0, top: win.x0, area: win.x0 * h, group: d.group }
                } else {
                    worst = worst.max(win.x0 - bottom).max(win.x0 - top).max(bottom - win.x1).max(top - win.x1);
                    Entry { mid, bottom, top, area: d.x * h + sign * half, group: d.group }
                };
                self.order.push((entry.mid, self.entries.len() as u32));
                self.entries.push(entry);
            };
            arc(left, -1.0);
            arc(right, 1.0);
        }
        insertion_sort(&mut self.order);

        let ulp = f64::EPSILON * self.reach;
        let tolerance = 4.0 * ULPS * ulp;
        for pair in self.order.windows(2) {
            let (a, b) = (&self.entries[pair[0].1 as usize], &self.entries[pair[1].1 as usize]);
            worst = worst.max(a.bottom - b.bottom).max(a.top - b.top);
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
        tally.bound += ULPS * ulp * h * self.order.len() as f64;
        self.walk(h, base, tally);
    }

    /// Walks a slab from left to right and adds what is demanded and covered.
    fn walk(&mut self, h: f64, base: u32, tally: &mut Tally) {
        self.on.fill(false);
        self.site_on.fill(0);
        self.zones_on.clear();
        let (mut parcel, mut inside, mut earlier, mut level) = (false, !self.frame.bounded, 0_u32, base);
        let edge = self.win.x1 * h;
        for (i, &(_, at)) in self.order.iter().enumerate() {
            let entry = self.entries[at as usize];
            let on = !self.on[entry.group as usize];
            self.on[entry.group as usize] = on;
            match self.roles[entry.group as usize] {
                Role::Parcel => parcel = on,
                Role::Boundary => inside = on,
                Role::Earlier => earlier = if on { earlier + 1 } else { earlier - 1 },
                Role::Zone(slot) if on => self.zones_on.push(slot),
                Role::Zone(slot) => self.zones_on.retain(|&s| s != slot),
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
            if !(parcel && inside && level > 0) {
                continue;
            }
            let next = self.order.get(i + 1).map_or(edge, |&(_, n)| self.entries[n as usize].area);
            let area = next - entry.area;
            let mut add = |slot: usize| {
                let sums = &mut tally.slots[slot];
                for depth in 0..(level as usize).min(3) {
                    sums.gross[depth] += area;
                    if earlier == 0 {
                        sums.net[depth] += area;
                    }
                }
            };
            add(0);
            for &slot in &self.zones_on {
                add(slot as usize);
            }
            if let Some(slot) = self.frame.unzoned
                && self.zones_on.is_empty()
            {
                add(slot as usize);
            }
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
