//! The coverage engine: preparing a demand, evaluating it, and moving one park.
//!
//! `FUGAI_BENCH_LARGE=1` adds a million parcels; `FUGAI_BENCH_EXPORT=DIR` writes the 40,000-parcel city as GeoJSON
//! for `benches/peers` and ends.

#![allow(clippy::print_stderr)]

mod city;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use city::City;
use criterion::{Criterion, SamplingMode};
use fugai::geom::coverage::{CoverageModel, Demand, ParcelRef, SiteKey, SiteRef};
use fugai::geom::{Region, Shape};

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

fn main() {
    if let Some(folder) = std::env::var_os("FUGAI_BENCH_EXPORT") {
        let city = City::new(40_000, 3_000);
        city.write(folder.as_ref()).expect("a folder to write to");
        let total = model(&demand(&city), &city).total();
        eprintln!("value {:.12}", total.covered_m2 / total.demand_m2);
        return;
    }
    let mut c = Criterion::default().configure_from_args();
    measure(&mut c, 40_000, 3_000);
    measure(&mut c, 100_000, 10_000);
    if std::env::var_os("FUGAI_BENCH_LARGE").is_some() {
        measure(&mut c, 1_000_000, 50_000);
    }
    c.final_summary();
}
