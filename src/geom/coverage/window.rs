//! How much of one parcel is covered: certificates where they suffice, else sweeps over windows small enough.

use super::frame::{Box4, length, lesser};
use super::lines::{Extent, Line, cut, extent, land_bounds};
use super::site::{Edge, Site, nearest_on};
use super::sweep::{Frame, Role, Sweep, Tally, ULPS};

/// A window with more curves than this is halved, unless it is small already.
const MANY: usize = 16;
/// Side in metres of a window that is small already.
const SMALL: f64 = 12.0;
/// Metres by which certificates must hold, far above rounding.
const MARGIN: f64 = 1e-7;

/// How much of a parcel is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// None of it.
    Nothing,
    /// All of it, to the greatest depth asked for.
    Everything,
    /// What integration says.
    Tally,
}

/// The parcel under examination.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub bounds: Box4,
    /// The even-odd sets that make it up, [`Role::Parcel`] first.
    pub sets: &'a [(Role, &'a [Line])],
    pub frame: Frame,
    /// How many slots the tally has.
    pub slots: usize,
}

#[derive(Debug, Clone, Copy)]
struct Band {
    edge: Edge,
    r: f64,
    site: u32,
}

#[derive(Debug, Clone, Copy)]
struct Disc {
    at: [f64; 2],
    along: [[f64; 2]; 2],
    r: f64,
    site: u32,
}

/// A window as the tests of what matters in it see it.
#[derive(Debug, Clone, Copy)]
struct Pane {
    c: [f64; 2],
    half: [f64; 2],
    /// Half its diagonal.
    h: f64,
}

impl Pane {
    fn new(win: &Box4) -> Self {
        let half = [0.5 * win.width(), 0.5 * win.height()];
        Self { c: win.center(), half, h: length(half[0], half[1]) }
    }

    /// How far the window extends from its middle in the direction of `u`, times the length of `u`.
    #[inline]
    fn width(&self, u: [f64; 2]) -> f64 {
        self.half[0] * u[0].abs() + self.half[1] * u[1].abs()
    }

    /// Whether the strip of points beside an edge, those nearer to its inside than to its ends, meets the window.
    #[inline]
    fn beside(&self, [a, b]: &Edge) -> bool {
        let e = [b[0] - a[0], b[1] - a[1]];
        let along = (self.c[0] - a[0]) * e[0] + (self.c[1] - a[1]) * e[1];
        let room = self.width(e) + MARGIN * (e[0].abs() + e[1].abs());
        along >= -room && along <= e[0] * e[0] + e[1] * e[1] + room
    }
}

/// How a point, edge or vertex of a site lies to a window.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Gap {
    /// From its nearest point to the middle of the window.
    v: [f64; 2],
    /// The length of `v`, and `v` over it.
    d: f64,
    n: [f64; 2],
    r: f64,
}

impl Gap {
    #[inline]
    fn new(pane: &Pane, nearest: [f64; 2], r: f64) -> Self {
        let v = [pane.c[0] - nearest[0], pane.c[1] - nearest[1]];
        let d = (v[0] * v[0] + v[1] * v[1]).sqrt();
        let scale = if d > 0.0 { 1.0 / d } else { 0.0 };
        Self { v, d, n: [v[0] * scale, v[1] * scale], r }
    }

    /// How far the middle of the window is from what it serves; negative if served.
    #[inline]
    fn slack(&self) -> f64 {
        self.d - self.r
    }

    /// Whether the disc around its nearest point holds the window.
    #[inline]
    fn covers(&self, pane: &Pane) -> bool {
        let (x, y) = (self.v[0].abs() + pane.half[0], self.v[1].abs() + pane.half[1]);
        let r = self.r - MARGIN;
        r > 0.0 && x * x + y * y <= r * r
    }

    /// Whether it can serve any of the window. What is served is convex, and its distance grows at least as fast as that
    /// to the line across `n`.
    #[inline]
    fn reaches(&self, pane: &Pane) -> bool {
        self.slack() <= pane.width(self.n) + MARGIN
    }

    /// Whether its nearest point serves every point of the window by more than `other` does. From the middle of the window
    /// by a vector e of length at most h, the distance of a point grows by n·e + h²/2d at most, by the square root's
    /// tangent; that of anything convex by n·e at least.
    #[inline]
    fn beats(&self, other: &Self, pane: &Pane) -> bool {
        let turn = [other.n[0] - self.n[0], other.n[1] - self.n[1]];
        let most = pane.width(turn) + 0.5 * pane.h * pane.h / self.d;
        let most = lesser(most, 2.0 * pane.h);
        other.slack() - self.slack() > most + MARGIN
    }
}

/// What of a site is nearest to the middle of a window, less its radius.
#[derive(Debug, Clone, Copy)]
struct Nearest {
    gap: Gap,
    /// The site serves the whole window.
    holds: bool,
}

impl Nearest {
    const NONE: Self = Self { gap: Gap { v: [f64::INFINITY; 2], d: f64::INFINITY, n: [0.0; 2], r: 0.0 }, holds: false };

    /// Ties go by place, so that the order in which they come makes no difference.
    #[inline]
    fn consider(&mut self, gap: &Gap) {
        let (new, old) = (gap.slack(), self.gap.slack());
        if new < old || new == old && (gap.r, gap.v[0], gap.v[1]) > (self.gap.r, self.gap.v[0], self.gap.v[1]) {
            self.gap = *gap;
        }
    }
}

/// What is in a window.
#[derive(Debug, Default)]
struct Level {
    lines: Vec<Line>,
    sets: Vec<(Role, std::ops::Range<usize>)>,
    bands: Vec<Band>,
    discs: Vec<Disc>,
}

impl Level {
    /// Holds nothing but the sets of a parcel.
    fn begin(&mut self, subject: &Subject<'_>) {
        self.clear();
        for &(role, set) in subject.sets {
            let start = self.lines.len();
            self.lines.extend_from_slice(set);
            self.sets.push((role, start..self.lines.len()));
        }
    }

    fn clear(&mut self) {
        self.lines.clear();
        self.sets.clear();
        self.bands.clear();
        self.discs.clear();
    }
}

/// Evaluates parcels; holds memory that is used again and again.
#[derive(Debug, Default)]
pub(super) struct Evaluator {
    pub tally: Tally,
    sweep: Sweep,
    levels: Vec<Level>,
    marks: Vec<f64>,
    quad: Vec<Line>,
    slack: Vec<f64>,
    /// How each band of a window lies to it.
    gaps: Vec<Gap>,
    /// What of each site is nearest to the middle of a window.
    near: Vec<Nearest>,
    frame: Frame,
    deepest: u32,
}

impl Evaluator {
    /// Whether certificates settle how much of a parcel the sites cover, to a depth of `deepest` (1 to 3); if not,
    /// ask [`Evaluator::integrate_parcel`] with the same sites next.
    ///
    /// Every site that reaches the bounds must be among the sites; others do no harm. Each comes with the distance
    /// from the middle of the bounds to its box less its radius, in ascending order of that.
    pub(super) fn judge<'s>(
        &mut self,
        bounds: &Box4,
        vertices: &[[f64; 2]],
        sites: impl Iterator<Item = (f64, &'s Site)>,
        deepest: u32,
    ) -> Verdict {
        let (c, h) = (bounds.center(), bounds.half_diagonal());
        self.deepest = deepest;
        // Sites are told apart only where depth matters; otherwise all of them are one.
        let id = |i: usize| if deepest > 1 { i } else { 0 };
        self.slack.clear();
        let mut nearest: Option<(f64, f64, [f64; 2])> = None;
        for (i, (floor, site)) in sites.enumerate() {
            if self.slack.len() <= id(i) {
                self.slack.push(f64::INFINITY);
            }
            let slack = &mut self.slack[id(i)];
            // How near its boundary must be to matter: within sight, and not farther than the nearest one so far.
            // The inside of another site is no measure of that, or the order of sites would show.
            let best = if deepest == 1 { nearest.map_or(f64::INFINITY, |(s, ..)| s) } else { *slack };
            let near = h.min(best) + MARGIN;
            if floor > near {
                if deepest == 1 {
                    break;
                }
                continue;
            }
            if site.holds(c) {
                *slack = slack.min(-site.radius);
            }
            if let Some((d, q)) = site.boundary_distance(c, site.radius + near) {
                // The nearest point of the site that is nearest in all: everything may lie within its disc.
                let s = d - site.radius;
                *slack = slack.min(s);
                let nearer =
                    nearest.is_none_or(|(best, r, at)| (s, -site.radius, q[0], q[1]) < (best, -r, at[0], at[1]));
                if nearer {
                    nearest = Some((s, site.radius, q));
                }
            }
            if deepest == 1 && *slack <= -h - MARGIN {
                return Verdict::Everything;
            }
        }
        let full = self.slack.iter().filter(|&&s| s <= -h - MARGIN).count() as u32;
        if full >= deepest {
            return Verdict::Everything;
        }
        if self.slack.iter().all(|&s| s > h + MARGIN) {
            return Verdict::Nothing;
        }
        if let Some((_, r, q)) = nearest
            && deepest == 1
        {
            let square = (r - MARGIN).max(0.0).powi(2);
            let within = |v: &[f64; 2]| (v[0] - q[0]).powi(2) + (v[1] - q[1]).powi(2) <= square;
            if vertices.iter().all(within) {
                return Verdict::Everything;
            }
        }
        Verdict::Tally
    }

    /// Fills the tally for a parcel that [`Evaluator::judge`] has just left open, with the same sites.
    pub(super) fn integrate_parcel<'s>(&mut self, subject: &Subject<'_>, sites: impl Iterator<Item = &'s Site>) {
        let win = subject.bounds;
        let (c, h) = (win.center(), win.half_diagonal());
        let id = |i: usize| if self.deepest > 1 { i } else { 0 };
        self.frame = subject.frame;
        let full = self.slack.iter().filter(|&&s| s <= -h - MARGIN).count() as u32;

        let mut level = self.levels.pop().unwrap_or_default();
        level.begin(subject);
        for (i, site) in sites.enumerate() {
            let (site_id, slack) = (id(i) as u32, self.slack[id(i)]);
            let limit = site.radius + h.min(slack + 2.0 * h) + MARGIN;
            if slack <= -h - MARGIN || site.bounds.distance(c) > limit {
                continue;
            }
            if site.radius > 0.0 {
                for chunk in site.chunks.iter().filter(|chunk| chunk.bounds.distance(c) <= limit) {
                    for &edge in site.edges(chunk) {
                        level.bands.push(Band { edge, r: site.radius, site: site_id });
                    }
                    for v in site.vertices(chunk) {
                        level.discs.push(Disc { at: v.at, along: v.along, r: site.radius, site: site_id });
                    }
                }
            }
            // With a radius beyond the window's diagonal, the discs and bands along the boundary reach all of the
            // shape that is in a window they do not cover wholly.
            if site.radius <= 2.0 * h + MARGIN && site.area_bounds.touches(&win) {
                let start = level.lines.len();
                cut(&site.area, &win, &mut level.lines, &mut self.marks);
                if level.lines.len() > start {
                    level.sets.push((Role::Cover(site_id), start..level.lines.len()));
                }
            }
        }
        self.tally.reset(subject.slots);
        let ids = self.slack.len();
        self.window(&win, &level, ids, full);
        self.levels.push(level);
    }

    /// The areas of the subject's own slots, covered or not.
    pub(super) fn measure(&mut self, subject: &Subject<'_>) {
        self.frame = subject.frame;
        self.deepest = 1;
        let mut level = self.levels.pop().unwrap_or_default();
        level.begin(subject);
        self.tally.reset(subject.slots);
        self.window(&subject.bounds, &level, 0, 1);
        self.levels.push(level);
    }

    /// Adds one window, given what is in the window around it; `base` sites cover it already.
    fn window(&mut self, win: &Box4, outer: &Level, ids: usize, base: u32) {
        let mut level = self.levels.pop().unwrap_or_default();
        level.clear();
        self.fill(win, outer, &mut level, ids, base);
        self.levels.push(level);
    }

    fn fill(&mut self, win: &Box4, outer: &Level, level: &mut Level, ids: usize, mut base: u32) {
        let mut win = *win;
        let mut near = std::mem::take(&mut self.near);
        near.clear();
        near.resize(ids, Nearest::NONE);
        let mut bounded = false;
        for (role, range) in &outer.sets {
            let start = level.lines.len();
            cut(&outer.lines[range.clone()], &win, &mut level.lines, &mut self.marks);
            let is = extent(&level.lines[start..], &win);
            match (role, is) {
                (Role::Cover(site), Extent::Everything) => {
                    near[*site as usize].holds = true;
                    level.lines.truncate(start);
                }
                (Role::Parcel | Role::Boundary, Extent::Nothing) => {
                    self.near = near;
                    return;
                }
                (_, Extent::Nothing) => {}
                _ => level.sets.push((*role, start..level.lines.len())),
            }
            if *role == Role::Parcel {
                // It comes first: what is beyond its land matters to nothing.
                let (land, lost) = land_bounds(&level.lines[start..], &win);
                self.tally.bound += lost;
                win = land;
            }
            bounded |= *role == Role::Boundary;
        }
        debug_assert_eq!(bounded, self.frame.bounded);

        let pane = Pane::new(&win);
        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.clear();
        for band in &outer.bands {
            let gap = Gap::new(&pane, nearest_on(&band.edge, pane.c), band.r);
            near[band.site as usize].consider(&gap);
            gaps.push(gap);
        }
        // A vertex with edges is never nearer than they are.
        for disc in outer.discs.iter().filter(|d| d.along == [[0.0; 2]; 2]) {
            near[disc.site as usize].consider(&Gap::new(&pane, disc.at, disc.r));
        }
        for nearest in &mut near {
            nearest.holds |= nearest.gap.covers(&pane);
            base += u32::from(nearest.holds);
        }
        if base < self.deepest {
            let keep = |site: u32, gap: &Gap| {
                let nearest = &near[site as usize];
                !nearest.holds && gap.reaches(&pane) && !nearest.gap.beats(gap, &pane)
            };
            for (band, gap) in outer.bands.iter().zip(&gaps) {
                if keep(band.site, gap) && pane.beside(&band.edge) {
                    level.bands.push(*band);
                }
            }
            for disc in &outer.discs {
                let v = [pane.c[0] - disc.at[0], pane.c[1] - disc.at[1]];
                // The cone of points nearest to the vertex.
                let in_cone = disc.along.iter().all(|&u| v[0] * u[0] + v[1] * u[1] <= pane.width(u) + MARGIN);
                if in_cone && keep(disc.site, &Gap::new(&pane, disc.at, disc.r)) {
                    level.discs.push(*disc);
                }
            }
            level.sets.retain(|(role, _)| !matches!(role, Role::Cover(site) if near[*site as usize].holds));
        } else {
            level.sets.retain(|(role, _)| !matches!(role, Role::Cover(_)));
        }
        self.near = near;
        self.gaps = gaps;
        let covers = level.sets.iter().any(|(role, _)| matches!(role, Role::Cover(_)));
        if base == 0 && !covers && level.bands.is_empty() && level.discs.is_empty() {
            return;
        }

        if let [(Role::Parcel, range)] = level.sets.as_slice()
            && self.frame.unzoned.is_none()
            && level.bands.is_empty()
            && level.discs.is_empty()
        {
            self.served_whole(&win, &level.lines[range.clone()], base);
            return;
        }

        let lines: usize = level.sets.iter().map(|(_, range)| range.len()).sum();
        let curves = lines + 2 * (level.bands.len() + level.discs.len());
        let (w, t) = (win.width(), win.height());
        // Windows of demand alone are cheap: lines of one set do not cross.
        let many = if level.bands.len() + level.discs.len() == 0 { 4 * MANY } else { MANY };
        if curves > many && w.max(t) > SMALL {
            let (mut one, mut two) = (win, win);
            if w >= t {
                one.x1 = win.x0 + 0.5 * w;
                two.x0 = one.x1;
            } else {
                one.y1 = win.y0 + 0.5 * t;
                two.y0 = one.y1;
            }
            self.window(&one, level, ids, base);
            self.window(&two, level, ids, base);
            return;
        }
        self.integrate(&win, level, base);
    }

    /// Adds the parcel's land in a window that `base` sites serve whole; `lines` bound nothing else.
    fn served_whole(&mut self, win: &Box4, lines: &[Line], base: u32) {
        let [ox, oy] = win.center();
        let right = win.x1 - ox;
        let (mut area, mut heights, mut reach) = (0.0, 0.0, win.width().max(win.height()));
        for l in lines {
            let (x, y) = l.near([ox, oy]);
            let h = l.hi - l.lo;
            let middle = x + (0.5 * ((l.lo - oy) + (l.hi - oy)) - y) * l.slope();
            area += l.sign * h * (right - middle);
            heights += h;
            reach = reach.max(x.abs()).max(y.abs());
        }
        self.tally.add(0, base, area, true);
        self.tally.bound += ULPS * f64::EPSILON * reach * heights;
    }

    fn integrate(&mut self, win: &Box4, level: &mut Level, base: u32) {
        self.sweep.begin(win, self.frame);
        for (role, range) in &level.sets {
            self.sweep.group(*role);
            for line in &level.lines[range.clone()] {
                self.sweep.line(line);
            }
        }
        level.bands.sort_unstable_by(|a, b| {
            let key = |b: &Band| [b.edge[0][0], b.edge[0][1], b.edge[1][0], b.edge[1][1], b.r];
            super::compare(&key(a), &key(b)).then(a.site.cmp(&b.site))
        });
        level.bands.dedup_by(|a, b| a.edge == b.edge && a.r == b.r && a.site == b.site);
        for band in &level.bands {
            let [a, b] = band.edge;
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let scale = band.r / length(dx, dy);
            let (nx, ny) = (-dy * scale, dx * scale);
            let corners =
                [[a[0] + nx, a[1] + ny], [b[0] + nx, b[1] + ny], [b[0] - nx, b[1] - ny], [a[0] - nx, a[1] - ny]];
            self.quad.clear();
            for i in 0..4 {
                self.quad.extend(Line::new(corners[i], corners[(i + 1) % 4]));
            }
            let start = level.lines.len();
            cut(&self.quad, win, &mut level.lines, &mut self.marks);
            if level.lines.len() > start {
                self.sweep.group(Role::Cover(band.site));
                for line in &level.lines[start..] {
                    self.sweep.line(line);
                }
            }
            level.lines.truncate(start);
        }
        level.discs.sort_unstable_by(|a, b| {
            super::compare(&[a.at[0], a.at[1], a.r], &[b.at[0], b.at[1], b.r]).then(a.site.cmp(&b.site))
        });
        level.discs.dedup_by(|a, b| a.at == b.at && a.r == b.r && a.site == b.site);
        for disc in &level.discs {
            self.sweep.group(Role::Cover(disc.site));
            self.sweep.disc(disc.at, disc.r);
        }
        self.sweep.run(base, &mut self.tally);
    }
}
