//! A made-up city of any size: parcels in a street grid, parks of two tiers, sixteen zones. Metres, from a seed. And
//! Malta, where its layers are at hand.
#![allow(dead_code, reason = "each of the programs that share it needs a part of it")]

pub(crate) mod file;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fugai::analysis::{Analysis, analyse};
use fugai::crs::plane_from_epsg;
use fugai::geom::coverage::{CoverageModel, Demand, ParcelRef, SiteRef};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};
use fugai::io::import::{settle_crs, to_layer};
use fugai::io::read::read_geojson;
use fugai::model::{Feature, Import, Layer, LayerId, Project, Role, RuleSet, Source};

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

    /// The real city, EPSG:32633: its homes overlap, its parks have many vertices. Parks of 400 m² and more. `None` where
    /// the folder, `FUGAI_BENCH_MALTA` or by default `../shared/data/malta`, does not have it.
    pub(crate) fn malta() -> Option<Self> {
        let beside = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/malta"));
        let folder = std::env::var_os("FUGAI_BENCH_MALTA").map_or_else(beside, PathBuf::from);
        if !folder.join("residential.geojson").exists() {
            return None;
        }
        let plane = plane_from_epsg(32633).expect("a plane in metres");
        let regions = |file: &str, role: Role| -> Vec<Region> {
            let raw = read_geojson(&folder.join(file), &()).expect("the file loads");
            let settled = settle_crs(&raw, None).expect("degrees are plausible");
            let layer = to_layer(raw, role, &settled, &plane, LayerId(1), &()).expect("the coordinates are on Earth");
            layer.features.iter().map(|f| f.shape.region.clone()).filter(|r| !r.polygons().is_empty()).collect()
        };
        let parks = regions("parks.geojson", Role::Park).into_iter().filter(|r| r.area() >= 400.0).map(|r| {
            let radius = if r.area() >= 5000.0 { 500.0 } else { 300.0 };
            (Shape::from_region(r), radius)
        });
        let parks = parks.collect();
        Some(Self { parcels: regions("residential.geojson", Role::Residential), parks, zones: Vec::new() })
    }

    /// Its land, made disjoint and split by zone.
    pub(crate) fn demand(&self) -> Arc<Demand> {
        let parcels: Vec<_> = self.parcels.iter().map(|region| ParcelRef { region, population: None }).collect();
        let zones: Vec<&Region> = self.zones.iter().collect();
        Arc::new(Demand::new(&parcels, &zones, None, &()).expect("nobody cancels"))
    }

    /// What its parks cover of it.
    pub(crate) fn model(&self, demand: &Arc<Demand>) -> CoverageModel {
        let sites: Vec<_> = self.parks.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
        CoverageModel::new(Arc::clone(demand), &sites, &()).expect("nobody cancels")
    }

    /// The same as GeoJSON in plane metres, for other programs: parcels, and parks with a property `radius`.
    pub(crate) fn write(&self, folder: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let parcels = self.parcels.iter().map(|r| (r, None));
        std::fs::write(folder.join("parcels.geojson"), collection(parcels))?;
        let parks = self.parks.iter().map(|(s, r)| (&s.region, Some(*r)));
        std::fs::write(folder.join("parks.geojson"), collection(parks))
    }
}

/// A park 100 m to the east.
pub(crate) fn moved(shape: &Shape) -> Shape {
    Shape::from_region(moved_by(&shape.region, 100.0))
}

/// The exterior of a region's first part some metres to the east.
pub(crate) fn moved_by(region: &Region, metres: f64) -> Region {
    use geo::Translate as _;
    let polygon = region.polygons()[0].translate(metres, 0.0);
    normalise(vec![vec![polygon.exterior().0.clone()]]).0
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

/// The city as a project with one layer of homes and one of parks, and its analysis.
pub(crate) fn project(city: &City) -> (Project, Analysis) {
    let layer = |id: u32, role: Role, shapes: &mut dyn Iterator<Item = Shape>| {
        let features: Vec<Feature> =
            shapes.zip(0..).map(|(shape, index)| Feature { index, shape, ..Feature::default() }).collect();
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: Arc::from([]),
            import: Import { total: features.len(), ..Import::default() },
            features: features.into(),
        })
    };
    let homes = &mut city.parcels.iter().cloned().map(Shape::from_region);
    let parks = &mut city.parks.iter().map(|(shape, _)| shape.clone());
    let project = Project {
        name: String::new(),
        synthetic: true,
        plane: plane_from_epsg(4549).expect("a built-in plane"),
        layers: vec![layer(0, Role::Residential, homes), layer(1, Role::Park, parks)],
        rules: Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).expect("a built-in rule set")),
        targets: None,
    };
    let analysis = analyse(&project, &()).expect("nobody cancels");
    (project, analysis)
}
