//! How much of one parcel is covered: certificates where they suffice, else sweeps over windows small enough.

use super::frame::{Box4, length};
use super::lines::{Extent, Line, cut, extent};
use super::site::{Edge, Site, apart, nearest_on};
use super::sweep::{Frame, Role, Sweep, Tally};

/// A window with more curves than this is halved, unless it is small already.
const MANY: usize = 30;
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
    /// How far each band of a window is from its middle.
    gaps: Vec<f64>,
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
        let (c, h) = (win.center(), win.half_diagonal());
        let mut bounded = false;
        let mut slack = std::mem::take(&mut self.slack);
        slack.clear();
        slack.resize(ids, f64::INFINITY);
        for (role, range) in &outer.sets {
            let start = level.lines.len();
            cut(&outer.lines[range.clone()], win, &mut level.lines, &mut self.marks);
            let is = extent(&level.lines[start..], win);
            match (role, is) {
                (Role::Cover(site), Extent::Everything) => {
                    slack[*site as usize] = f64::NEG_INFINITY;
                    level.lines.truncate(start);
                }
                (Role::Parcel | Role::Boundary, Extent::Nothing) => {
                    self.slack = slack;
                    return;
                }
                (_, Extent::Nothing) => {}
                _ => level.sets.push((*role, start..level.lines.len())),
            }
            bounded |= *role == Role::Boundary;
        }
        debug_assert_eq!(bounded, self.frame.bounded);

        let mut gaps = std::mem::take(&mut self.gaps);
        gaps.clear();
        for band in &outer.bands {
            let s = apart(nearest_on(&band.edge, c), c) - band.r;
            gaps.push(s);
            let least = &mut slack[band.site as usize];
            *least = least.min(s);
        }
        // A vertex with edges is never nearer than they are.
        for disc in outer.discs.iter().filter(|d| d.along == [[0.0; 2]; 2]) {
            let s = apart(disc.at, c) - disc.r;
            let least = &mut slack[disc.site as usize];
            *least = least.min(s);
        }
        base += slack.iter().filter(|&&s| s <= -h - MARGIN).count() as u32;
        if base < self.deepest {
            let keep = |site: u32, s: f64| {
                let least = slack[site as usize];
                least > -h - MARGIN && s <= h.min(least + 2.0 * h) + MARGIN
            };
            level.bands.extend(outer.bands.iter().zip(&gaps).filter(|(b, s)| keep(b.site, **s)).map(|(b, _)| *b));
            for disc in &outer.discs {
                let (dx, dy) = (c[0] - disc.at[0], c[1] - disc.at[1]);
                // The cone of points nearest to the vertex, against the circle around the window.
                let in_cone = disc.along.iter().all(|u| dx * u[0] + dy * u[1] <= h + MARGIN);
                if in_cone && keep(disc.site, apart(disc.at, c) - disc.r) {
                    level.discs.push(*disc);
                }
            }
            level.sets.retain(|(role, _)| !matches!(role, Role::Cover(site) if slack[*site as usize] <= -h - MARGIN));
        } else {
            level.sets.retain(|(role, _)| !matches!(role, Role::Cover(_)));
        }
        self.slack = slack;
        self.gaps = gaps;
        let covers = level.sets.iter().any(|(role, _)| matches!(role, Role::Cover(_)));
        if base == 0 && !covers && level.bands.is_empty() && level.discs.is_empty() {
            return;
        }

        let lines: usize = level.sets.iter().map(|(_, range)| range.len()).sum();
        let curves = lines + 2 * (level.bands.len() + level.discs.len());
        let (w, t) = (win.width(), win.height());
        // Windows of demand alone are cheap: lines of one set do not cross.
        let many = if level.bands.len() + level.discs.len() == 0 { 4 * MANY } else { MANY };
        if curves > many && w.max(t) > SMALL {
            let (mut one, mut two) = (*win, *win);
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
        self.integrate(win, level, base);
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
