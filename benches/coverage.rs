//! The coverage engine: preparing a demand and evaluating it.
//!
//! `FUGAI_BENCH_LARGE=1` adds a million parcels. Malta is measured where its layers are at hand (see `benches/city`).
//! `cargo bench --bench table` is quicker and sums everything up; `benches/peers/run.sh` sets peers beside it.

mod city;

use std::hint::black_box;

use city::City;
use criterion::{Criterion, SamplingMode};

fn measure(c: &mut Criterion, parcels: usize, parks: usize) {
    let city = City::new(parcels, parks);
    let prepared = city.demand();
    let mut group = c.benchmark_group(format!("{parcels} parcels, {parks} parks"));
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.bench_function("demand", |b| b.iter(|| black_box(city.demand())));
    group.bench_function("analysis", |b| b.iter(|| black_box(city.model(&prepared).total())));
    group.finish();
}

fn main() {
    let mut c = Criterion::default().configure_from_args();
    measure(&mut c, 40_000, 3_000);
    measure(&mut c, 100_000, 10_000);
    if std::env::var_os("FUGAI_BENCH_LARGE").is_some() {
        measure(&mut c, 1_000_000, 50_000);
    }
    if let Some(city) = City::malta() {
        let mut group = c.benchmark_group("Malta");
        let prepared = city.demand();
        group.bench_function("demand", |b| b.iter(|| black_box(city.demand())));
        group.bench_function("analysis", |b| b.iter(|| black_box(city.model(&prepared).total())));
        group.bench_function("demand and analysis", |b| b.iter(|| black_box(city.model(&city.demand()).total())));
        group.finish();
    }
    c.final_summary();
}
