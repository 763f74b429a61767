//! Small scenes made from a seed: plain ones, and degenerate ones in which everything touches everything.

use std::sync::Arc;

use fugai::geom::coverage::{CoverageModel, CoverageOptions, Demand, ParcelRef, SiteRef};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};

/// A generator that is the same everywhere and for ever (splitmix64).
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn between(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.unit()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

/// Polygons → rings → vertices, not yet in normal form.
pub(crate) type Raw = Vec<Vec<Vec<Coord>>>;

/// A facility as raw geometry.
#[derive(Clone, Debug)]
pub(crate) struct RawSite {
    pub(crate) points: Vec<Coord>,
    pub(crate) lines: Vec<Vec<Coord>>,
    pub(crate) areas: Raw,
    pub(crate) radius: f64,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Scene {
    pub(crate) parcels: Vec<(Raw, Option<f64>)>,
    pub(crate) zones: Vec<Raw>,
    pub(crate) boundary: Option<Raw>,
    pub(crate) sites: Vec<RawSite>,
}

impl Scene {
    /// Anything within about a kilometre; `degenerate` puts everything on a grid, so that edges, arcs and centres
    /// coincide and touch.
    pub(crate) fn new(seed: u64, degenerate: bool) -> Self {
        let rng = &mut Seeded::new(seed);
        let grid = if degenerate { [25.0, 50.0, 100.0][rng.below(3) as usize] } else { 0.0 };
        let far = if rng.below(4) == 0 { Coord { x: 500_000.0, y: 3_500_000.0 } } else { Coord::default() };
        let mut it = Self::default();
        for _ in 0..=rng.below(8) {
            let people = (rng.below(2) == 0).then(|| rng.between(0.0, 500.0).round());
            it.parcels.push((areas(rng, grid, far), people));
        }
        if rng.below(3) == 0 {
            let copy = it.parcels[0].clone();
            it.parcels.push(copy);
        }
        for _ in 0..rng.below(6) {
            it.sites.push(site(rng, grid, far));
        }
        if rng.below(2) == 0 {
            for _ in 0..=rng.below(3) {
                it.zones.push(areas(rng, grid, far));
            }
        }
        if rng.below(4) == 0 {
            let o = rng.between(200.0, 600.0).round();
            it.boundary = Some(vec![vec![square(far, o)]]);
        }
        it
    }

    /// The same turned about its middle.
    pub(crate) fn turned(&self, angle: f64) -> Self {
        let (sin, cos) = angle.sin_cos();
        let turn = |c: &Coord| Coord { x: c.x * cos - c.y * sin, y: c.x * sin + c.y * cos };
        self.mapped(&turn)
    }

    /// The same with every vertex moved.
    pub(crate) fn mapped(&self, f: &dyn Fn(&Coord) -> Coord) -> Self {
        let ring = |r: &Vec<Coord>| -> Vec<Coord> { r.iter().map(f).collect() };
        let raw = |p: &Raw| -> Raw { p.iter().map(|rings| rings.iter().map(ring).collect()).collect() };
        Self {
            parcels: self.parcels.iter().map(|(p, n)| (raw(p), *n)).collect(),
            zones: self.zones.iter().map(raw).collect(),
            boundary: self.boundary.as_ref().map(raw),
            sites: self.sites.iter().map(|s| s.mapped(f)).collect(),
        }
    }

    pub(crate) fn demand(&self) -> Arc<Demand> {
        let parcels: Vec<(Region, Option<f64>)> =
            self.parcels.iter().map(|(raw, n)| (normalise(raw.clone()).0, *n)).collect();
        let refs: Vec<_> =
            parcels.iter().map(|(region, population)| ParcelRef { region, population: *population }).collect();
        let zones: Vec<Region> = self.zones.iter().map(|z| normalise(z.clone()).0).collect();
        let zones: Vec<&Region> = zones.iter().collect();
        let boundary = self.boundary.as_ref().map(|b| normalise(b.clone()).0);
        Arc::new(Demand::new(&refs, &zones, boundary.as_ref(), &()).expect("nobody cancels"))
    }

    pub(crate) fn model(&self, depth: bool) -> CoverageModel {
        model_of(&self.demand(), &self.sites, depth)
    }
}

impl RawSite {
    pub(crate) fn mapped(&self, f: &dyn Fn(&Coord) -> Coord) -> Self {
        let ring = |r: &Vec<Coord>| -> Vec<Coord> { r.iter().map(f).collect() };
        Self {
            points: ring(&self.points),
            lines: self.lines.iter().map(ring).collect(),
            areas: self.areas.iter().map(|rings| rings.iter().map(ring).collect()).collect(),
            radius: self.radius,
        }
    }

    pub(crate) fn shape(&self) -> Shape {
        Shape {
            points: self.points.clone().into(),
            lines: self.lines.iter().map(|l| l.clone().into()).collect(),
            region: normalise(self.areas.clone()).0,
        }
    }
}

pub(crate) fn model_of(demand: &Arc<Demand>, sites: &[RawSite], depth: bool) -> CoverageModel {
    let shapes: Vec<(Shape, f64)> = sites.iter().map(|s| (s.shape(), s.radius)).collect();
    let refs: Vec<_> = shapes.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
    CoverageModel::with_options(Arc::clone(demand), &refs, CoverageOptions { depth }, &()).expect("nobody cancels")
}

/// One facility of any kind.
pub(crate) fn site(rng: &mut Seeded, grid: f64, far: Coord) -> RawSite {
    let radius = match rng.below(6) {
        0 => 0.0,
        1 => 300.0,
        2 => 500.0,
        _ => snap(rng.between(1.0, 400.0), grid),
    };
    let mut it = RawSite { points: Vec::new(), lines: Vec::new(), areas: Vec::new(), radius };
    let kind = rng.below(5);
    if kind == 0 || kind == 4 {
        it.points.extend((0..=rng.below(2)).map(|_| place(rng, grid, far)));
    }
    if kind == 1 || kind == 4 {
        it.lines.push((0..2 + rng.below(4)).map(|_| place(rng, grid, far)).collect());
    }
    if kind == 2 || kind == 3 || kind == 4 {
        it.areas = areas(rng, grid, far);
    }
    it
}

fn snap(v: f64, grid: f64) -> f64 {
    if grid > 0.0 { (v / grid).round() * grid } else { v }
}

fn place(rng: &mut Seeded, grid: f64, far: Coord) -> Coord {
    Coord { x: snap(rng.between(-500.0, 500.0), grid) + far.x, y: snap(rng.between(-500.0, 500.0), grid) + far.y }
}

fn square(far: Coord, o: f64) -> Vec<Coord> {
    [(-o, -o), (o, -o), (o, o), (-o, o)].iter().map(|&(x, y)| Coord { x: x + far.x, y: y + far.y }).collect()
}

/// One to three parts: boxes, stars around a centre, or anything at all; some with a hole.
pub(crate) fn areas(rng: &mut Seeded, grid: f64, far: Coord) -> Raw {
    let parts = if rng.below(4) == 0 { 1 + rng.below(3) } else { 1 };
    let mut raw = Raw::new();
    for _ in 0..parts {
        let c = place(rng, grid, far);
        let size = [8.0_f64, 60.0, 200.0, 500.0][rng.below(4) as usize].max(grid);
        let mut rings = Vec::new();
        match rng.below(4) {
            0 => {
                let (w, h) = (snap(rng.between(0.2, 1.0) * size, grid), snap(rng.between(0.2, 1.0) * size, grid));
                let corner = |x: f64, y: f64| Coord { x: c.x + x, y: c.y + y };
                rings.push(vec![corner(0.0, 0.0), corner(w, 0.0), corner(w, h), corner(0.0, h)]);
                if rng.below(3) == 0 && w > 4.0 && h > 4.0 {
                    let (a, b) = (0.25 * w, 0.75 * h);
                    rings.push(vec![corner(a, a.min(0.25 * h)), corner(a, b), corner(0.75 * w, b)]);
                }
            }
            1 => rings.push((0..3 + rng.below(5)).map(|_| place(rng, grid, far)).collect()),
            _ => {
                let most = if rng.below(5) == 0 { 60 } else { 9 };
                let n = 3 + rng.below(most);
                let start = rng.unit();
                let mut star = |scale: f64| -> Vec<Coord> {
                    let vertices = (0..n).map(|i| {
                        let angle = std::f64::consts::TAU * ((i as f64 + 0.3 * rng.unit()) / n as f64 + start);
                        let r = scale * size * rng.between(0.4, 1.0);
                        Coord {
                            x: snap(c.x - far.x + r * angle.cos(), grid) + far.x,
                            y: snap(c.y - far.y + r * angle.sin(), grid) + far.y,
                        }
                    });
                    vertices.collect()
                };
                rings.push(star(1.0));
                if grid == 0.0 && n.is_multiple_of(3) {
                    rings.push(star(0.3));
                }
            }
        }
        raw.push(rings);
    }
    raw
}
