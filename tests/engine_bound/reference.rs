//! Covered area by another way than the engine's, in twice its precision: no windows, no certificates, no cutting. Every
//! curve of the scene is swept at once, from event to event, and integrated in closed form.

use geo::LineString;

use crate::dd::Dd;
use crate::engine_scenes::Scene;
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region};

/// What a group of curves bounds.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Demand,
    Boundary,
    Cover,
}

enum Course {
    /// Through this point, with this dx/dy.
    Line { x: Dd, y: Dd, slope: Dd },
    /// The left (−1) or right (1) side of a circle.
    Arc { x: Dd, y: Dd, r: Dd, side: f64 },
}

struct Curve {
    lo: Dd,
    hi: Dd,
    /// Bounds in x, a little wide.
    min: f64,
    max: f64,
    group: usize,
    course: Course,
}

/// √(r² − t²).
fn half_width(r: Dd, t: Dd) -> Dd {
    ((r - t) * (r + t)).root()
}

impl Curve {
    fn at(&self, at: Dd) -> Dd {
        match self.course {
            Course::Line { x, y, slope } => x + (at - y) * slope,
            Course::Arc { x, y, r, side } => x + half_width(r, at - y) * side.into(),
        }
    }

    /// ∫ x dy.
    fn area(&self, from: Dd, to: Dd) -> Dd {
        let h = to - from;
        match self.course {
            Course::Line { .. } => self.at((from + to).half()) * h,
            Course::Arc { x, y, r, side } => {
                let (s, t) = ((from - y).most(-r), (to - y).least(r));
                let (v, w) = (half_width(r, s), half_width(r, t));
                let angle = Dd::angle(t * v - s * w, v * w + s * t);
                x * h + (t * w - s * v + r * r * angle).half() * side.into()
            }
        }
    }
}

/// Areas in m², and by how much they may be off.
pub(crate) struct Reference {
    pub(crate) demand: f64,
    pub(crate) covered: f64,
    /// What the areas have beyond a usual number's last digit.
    pub(crate) rest: [f64; 2],
    pub(crate) own_error: f64,
}

#[derive(Default)]
struct Picture {
    curves: Vec<Curve>,
    kinds: Vec<Kind>,
    origin: Coord,
}

/// What a value may lose, as a share of its size: a step of the arithmetic loses 2⁻¹⁰³ at most, and none takes more than a few
/// hundred steps, in which nothing grows by more than 2⁶ (the angles are doubled six times). 2⁻⁸⁸.
const LOSS: f64 = 1.0 / (1_u64 << 44) as f64 / (1_u64 << 44) as f64;

impl Picture {
    fn local(&self, c: Coord) -> [Dd; 2] {
        // Exact: the difference of two numbers is a sum of two.
        [Dd::from(c.x) - self.origin.x.into(), Dd::from(c.y) - self.origin.y.into()]
    }

    fn line(&mut self, a: [Dd; 2], b: [Dd; 2]) {
        let (a, b) = if a[1] < b[1] { (a, b) } else { (b, a) };
        if a[1] == b[1] {
            return;
        }
        let slope = (b[0] - a[0]) / (b[1] - a[1]);
        self.curves.push(Curve {
            lo: a[1],
            hi: b[1],
            min: a[0].0.min(b[0].0) - 1e-6,
            max: a[0].0.max(b[0].0) + 1e-6,
            group: self.kinds.len() - 1,
            course: Course::Line { x: a[0], y: a[1], slope },
        });
    }

    fn region(&mut self, region: &Region, kind: Kind) {
        self.kinds.push(kind);
        for polygon in region.polygons() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                for l in ring.lines() {
                    self.line(self.local(l.start), self.local(l.end));
                }
            }
        }
    }

    fn disc(&mut self, at: Coord, radius: f64) {
        self.kinds.push(Kind::Cover);
        let ([x, y], r) = (self.local(at), Dd::from(radius));
        for side in [-1.0, 1.0] {
            let ends = [x.0, x.0 + side * radius];
            self.curves.push(Curve {
                lo: y - r,
                hi: y + r,
                min: ends[0].min(ends[1]) - 1e-6,
                max: ends[0].max(ends[1]) + 1e-6,
                group: self.kinds.len() - 1,
                course: Course::Arc { x, y, r, side },
            });
        }
    }

    fn band(&mut self, a: Coord, b: Coord, radius: f64) {
        let (a, b) = (self.local(a), self.local(b));
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let length = (dx * dx + dy * dy).root();
        if length == Dd::ZERO {
            return;
        }
        self.kinds.push(Kind::Cover);
        let scale = Dd::from(radius) / length;
        let (nx, ny) = (-dy * scale, dx * scale);
        let corners = [[a[0] + nx, a[1] + ny], [b[0] + nx, b[1] + ny], [b[0] - nx, b[1] - ny], [a[0] - nx, a[1] - ny]];
        for i in 0..4 {
            self.line(corners[i], corners[(i + 1) % 4]);
        }
    }

    fn of(scene: &Scene) -> Self {
        let mut it = Self::default();
        let parcels: Vec<Region> = scene.parcels.iter().map(|(raw, _)| normalise(raw.clone()).0).collect();
        if let Some(bounds) = parcels.iter().find_map(Region::bounds) {
            it.origin = Coord { x: bounds.center().x.round(), y: bounds.center().y.round() };
        }
        for region in &parcels {
            it.region(region, Kind::Demand);
        }
        if let Some(boundary) = &scene.boundary {
            it.region(&normalise(boundary.clone()).0, Kind::Boundary);
        }
        for site in &scene.sites {
            let shape = site.shape();
            it.region(&shape.region, Kind::Cover);
            if site.radius <= 0.0 {
                continue;
            }
            let rings = |p: &geo::Polygon<f64>| {
                std::iter::once(p.exterior()).chain(p.interiors()).cloned().collect::<Vec<LineString<f64>>>()
            };
            let outlines: Vec<LineString<f64>> = shape.region.polygons().iter().flat_map(rings).collect();
            for &p in &*shape.points {
                it.disc(p, site.radius);
            }
            for path in outlines.iter().chain(shape.lines.iter()) {
                for &p in &path.0 {
                    it.disc(p, site.radius);
                }
                for l in path.lines() {
                    it.band(l.start, l.end, site.radius);
                }
            }
        }
        it
    }

    /// Heights at which the order of the curves may change.
    fn events(&self) -> Vec<Dd> {
        let mut events: Vec<Dd> = self.curves.iter().flat_map(|c| [c.lo, c.hi]).collect();
        for (i, a) in self.curves.iter().enumerate() {
            for b in &self.curves[i + 1..] {
                let apart = a.hi <= b.lo || b.hi <= a.lo || a.max < b.min || b.max < a.min;
                if a.group != b.group && !apart {
                    events.extend(meetings(&a.course, &b.course).into_iter().flatten());
                }
            }
        }
        events.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
        events
    }
}

/// Heights at which two lines or circles meet; what lies beyond the ends of the curves does no harm.
fn meetings(a: &Course, b: &Course) -> [Option<Dd>; 2] {
    match (a, b) {
        (Course::Line { x, y, slope }, Course::Line { x: u, y: v, slope: other }) => {
            let turn = *slope - *other;
            // x + (t − y) slope = u + (t − v) other
            let t = (*u - *x + *y * *slope - *v * *other) / turn;
            [(turn != Dd::ZERO && t.0.is_finite()).then_some(t), None]
        }
        (Course::Line { x, y, slope }, Course::Arc { x: cx, y: cy, r, .. })
        | (Course::Arc { x: cx, y: cy, r, .. }, Course::Line { x, y, slope }) => {
            // The foot of the centre on the line, and half the chord along it.
            let square = *slope * *slope + 1.0.into();
            let (wx, wy) = (*cx - *x, *cy - *y);
            let foot = *y + (wx * *slope + wy) / square;
            let off = wx - wy * *slope;
            let rest = *r * *r - off * off / square;
            let half = (rest / square).root();
            [Some(foot - half), Some(foot + half)]
        }
        (Course::Arc { x, y, r, .. }, Course::Arc { x: u, y: v, r: s, .. }) => {
            let (dx, dy) = (*u - *x, *v - *y);
            let square = dx * dx + dy * dy;
            if square == Dd::ZERO {
                return [None, None];
            }
            let along = (square + (*r - *s) * (*r + *s)).half() / square;
            let half = (*r * *r / square - along * along).root();
            let foot = *y + along * dy;
            [Some(foot - half * dx), Some(foot + half * dx)]
        }
    }
}

/// How many curves a scene has.
pub(crate) fn size(scene: &Scene) -> usize {
    Picture::of(scene).curves.len()
}

/// See the module.
pub(crate) fn reference(scene: &Scene) -> Reference {
    let picture = Picture::of(scene);
    let events = picture.events();
    let reach = picture
        .curves
        .iter()
        .fold(1.0_f64, |m, c| m.max(c.min.abs()).max(c.max.abs()).max(c.lo.0.abs()).max(c.hi.0.abs()));
    // An arc's area is as large as its square, and moves with the rounding of where it ends.
    let radius = scene.sites.iter().fold(0.0_f64, |m, s| m.max(s.radius));
    let of_arcs = LOSS * radius * (radius + reach);
    let (mut demand, mut covered, mut own_error) = (Dd::ZERO, Dd::ZERO, 0.0);
    let mut on = vec![false; picture.kinds.len()];
    let mut order: Vec<(Dd, &Curve)> = Vec::new();
    for pair in events.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let middle = (from + to).half();
        if !(from < middle && middle < to) {
            continue;
        }
        order.clear();
        order.extend(picture.curves.iter().filter(|c| c.lo < middle && middle < c.hi).map(|c| (c.at(middle), c)));
        order.sort_by(|a, b| a.0.partial_cmp(&b.0).expect("numbers"));
        on.fill(false);
        let mut counts = [0_i32; 3];
        let (mut land, mut served) = (false, false);
        let bounded = picture.kinds.contains(&Kind::Boundary);
        for (_, curve) in &order {
            on[curve.group] = !on[curve.group];
            counts[picture.kinds[curve.group] as usize] += if on[curve.group] { 1 } else { -1 };
            let now = counts[0] > 0 && (!bounded || counts[1] > 0);
            let hit = now && counts[2] > 0;
            if now != land || hit != served {
                // Left ends are taken away, right ones added.
                let area = curve.area(from, to);
                own_error += of_arcs + LOSS * reach * (to - from).0;
                if now != land {
                    demand = if now { demand - area } else { demand + area };
                }
                if hit != served {
                    covered = if hit { covered - area } else { covered + area };
                }
                (land, served) = (now, hit);
            }
        }
        // What is out of order by rounding, in all of the slab.
        own_error += LOSS * reach * (to - from).0 * order.len() as f64;
    }
    Reference { demand: demand.0, covered: covered.0, rest: [demand.1, covered.1], own_error }
}
