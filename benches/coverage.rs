//! The coverage engine: preparing a demand, evaluating it, and moving one park.
//!
//! `FUGAI_BENCH_LARGE=1` adds a million parcels. `FUGAI_BENCH_MALTA=DIR` names a folder with `residential.geojson` and
//! `parks.geojson` of Malta, which is measured too. `FUGAI_BENCH_EXPORT=DIR` writes the 40,000-parcel city (`city/`) and
//! Malta (`malta/`) on the plane as GeoJSON for `benches/peers`, and ends.

#![allow(clippy::print_stderr)]

mod city;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use city::City;
use criterion::{Criterion, SamplingMode};
use fugai::crs::plane_from_epsg;
use fugai::geom::coverage::{CoverageModel, Demand, ParcelRef, SiteKey, SiteRef};
use fugai::geom::{Region, Shape};
use fugai::io::import::{settle_crs, to_layer};
use fugai::io::read::read_geojson;
use fugai::model::{LayerId, Role};

fn demand(city: &City) -> Arc<Demand> {
    let parcels: Vec<_> = city.parcels.iter().map(|region| ParcelRef { region, population: None }).collect();
    let zones: Vec<&Region> = city.zones.iter().collect();
    Arc::new(Demand::new(&parcels, &zones, None, &()).expect("nobody cancels"))
}

fn model(demand: &Arc<Demand>, city: &City) -> CoverageModel {
    let sites: Vec<_> = city.parks.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
    CoverageModel::new(Arc::clone(demand), &sites, &()).expect("nobody cancels")
}

/// A park 100 m to the east.
fn moved(shape: &Shape) -> Shape {
    use geo::Translate as _;
    let polygon = shape.region.polygons()[0].translate(100.0, 0.0);
    let ring = polygon.exterior().0.clone();
    Shape::from_region(fugai::geom::repair::normalise(vec![vec![ring]]).0)
}

fn measure(c: &mut Criterion, parcels: usize, parks: usize) {
    let city = City::new(parcels, parks);
    let prepared = demand(&city);
    let mut group = c.benchmark_group(format!("{parcels} parcels, {parks} parks"));
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("demand", |b| b.iter(|| black_box(demand(&city))));
    group.bench_function("analysis", |b| b.iter(|| black_box(model(&prepared, &city).total())));
    group.finish();

    // The tail matters when a park follows the pointer, and criterion tells only of the middle.
    let mut live = model(&prepared, &city);
    let mut times: Vec<f64> = Vec::new();
    for i in 0..500 {
        let at = i * 7919 % city.parks.len();
        let (shape, radius) = &city.parks[at];
        let there = moved(shape);
        for shape in [&there, shape] {
            let start = Instant::now();
            live.replace(SiteKey(at as u32), &SiteRef { shape, radius: *radius });
            black_box(live.total());
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[(share * (times.len() - 1) as f64) as usize];
    eprintln!("{parcels} parcels, {parks} parks/move: median {:.3} ms, p95 {:.3} ms\n", at(0.5), at(0.95));
}

/// The real city, EPSG:32633: its homes overlap, its parks have many vertices.
fn malta() -> Option<City> {
    let folder = std::path::PathBuf::from(std::env::var_os("FUGAI_BENCH_MALTA")?);
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
    Some(City { parcels: regions("residential.geojson", Role::Residential), parks: parks.collect(), zones: Vec::new() })
}

fn main() {
    if let Some(folder) = std::env::var_os("FUGAI_BENCH_EXPORT") {
        for (name, city) in [("city", Some(City::new(40_000, 3_000))), ("malta", malta())] {
            let Some(city) = city else { continue };
            city.write(&std::path::Path::new(&folder).join(name)).expect("a folder to write to");
            let total = model(&demand(&city), &city).total();
            eprintln!("{name}: value {:.12}", total.covered_m2 / total.demand_m2);
        }
        return;
    }
    let mut c = Criterion::default().configure_from_args();
    measure(&mut c, 40_000, 3_000);
    measure(&mut c, 100_000, 10_000);
    if std::env::var_os("FUGAI_BENCH_LARGE").is_some() {
        measure(&mut c, 1_000_000, 50_000);
    }
    if let Some(city) = malta() {
        let mut group = c.benchmark_group("Malta");
        let prepared = demand(&city);
        group.bench_function("demand", |b| b.iter(|| black_box(demand(&city))));
        group.bench_function("analysis", |b| b.iter(|| black_box(model(&prepared, &city).total())));
        group.bench_function("demand and analysis", |b| b.iter(|| black_box(model(&demand(&city), &city).total())));
        group.finish();
    }
    c.final_summary();
}
