//! A made-up city of any size: parcels in a street grid, parks of two tiers, sixteen zones. Metres, from a seed.

use std::fmt::Write as _;

use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};

/// Side of a block of the street grid in metres.
const BLOCK: f64 = 120.0;

pub(crate) struct City {
    pub(crate) parcels: Vec<Region>,
    pub(crate) parks: Vec<(Shape, f64)>,
    pub(crate) zones: Vec<Region>,
}

struct Seeded(u64);

impl Seeded {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A polygon that a circle around its centre meets everywhere once.
    fn star(&mut self, x: f64, y: f64, size: f64, vertices: usize) -> Region {
        let ring = (0..vertices).map(|i| {
            let angle = std::f64::consts::TAU * i as f64 / vertices as f64;
            let r = size * (0.6 + 0.4 * self.unit());
            Coord { x: x + r * angle.cos(), y: y + r * angle.sin() }
        });
        normalise(vec![vec![ring.collect()]]).0
    }
}

impl City {
    pub(crate) fn new(parcels: usize, parks: usize) -> Self {
        let mut rng = Seeded(7);
        let side = (parcels as f64).sqrt().ceil() as usize;
        let extent = BLOCK * side as f64;
        let parcel = |k: usize| {
            let (x, y) = (BLOCK * ((k % side) as f64 + 0.5), BLOCK * ((k / side) as f64 + 0.5));
            let size = 30.0 + 25.0 * rng.unit();
            let vertices = 4 + (12.0 * rng.unit()) as usize;
            rng.star(x, y, size, vertices)
        };
        let parcels = (0..parcels).map(parcel).collect();
        let park = |_| {
            let (x, y) = (extent * rng.unit(), extent * rng.unit());
            let size = if rng.unit() < 0.4 { 40.0 + 80.0 * rng.unit() } else { 8.0 + 25.0 * rng.unit() };
            let vertices = 5 + (15.0 * rng.unit()) as usize;
            let region = rng.star(x, y, size, vertices);
            let radius = if region.area() >= 5000.0 { 500.0 } else { 300.0 };
            (Shape::from_region(region), radius)
        };
        let parks = (0..parks).map(park).collect();
        let quarter = 0.25 * extent;
        let zone = |k: i32| {
            let (x, y) = (quarter * f64::from(k % 4), quarter * f64::from(k / 4));
            let corner = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
            normalise(vec![vec![vec![
                corner(0.0, 0.0),
                corner(quarter, 0.0),
                corner(quarter, quarter),
                corner(0.0, quarter),
            ]]])
            .0
        };
        Self { parcels, parks, zones: (0..16).map(zone).collect() }
    }

    /// The same as GeoJSON in plane metres, for other programs: parcels, and parks with a property `radius`.
    pub(crate) fn write(&self, folder: &std::path::Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let parcels = self.parcels.iter().map(|r| (r, None));
        std::fs::write(folder.join("parcels.geojson"), collection(parcels))?;
        let parks = self.parks.iter().map(|(s, r)| (&s.region, Some(*r)));
        std::fs::write(folder.join("parks.geojson"), collection(parks))
    }
}

fn collection<'a>(features: impl Iterator<Item = (&'a Region, Option<f64>)>) -> String {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\"features\":[");
    for (i, (region, radius)) in features.enumerate() {
        let radius = radius.map_or(String::new(), |r| format!("\"radius\":{r}"));
        let comma = if i > 0 { "," } else { "" };
        let _ = write!(out, "{comma}\n{{\"type\":\"Feature\",\"properties\":{{{radius}}},\"geometry\":");
        let polygon = |p: &geo::Polygon<f64>| {
            let rings: Vec<String> = std::iter::once(p.exterior())
                .chain(p.interiors())
                .map(|r| {
                    let vertices: Vec<String> = r.0.iter().map(|c| format!("[{},{}]", c.x, c.y)).collect();
                    format!("[{}]", vertices.join(","))
                })
                .collect();
            format!("[{}]", rings.join(","))
        };
        let polygons: Vec<String> = region.polygons().iter().map(polygon).collect();
        let _ = write!(out, "{{\"type\":\"MultiPolygon\",\"coordinates\":[{}]}}}}", polygons.join(","));
    }
    out.push_str("\n]}\n");
    out
}
