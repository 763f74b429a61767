//! Loading a large GeoJSON file: `cargo bench --bench load`.
//!
//! The file (200 MB, or `FUGAI_LOAD_MB`) is generated into a temporary folder, or taken from `FUGAI_LOAD_FILE`. The peer
//! is pyogrio, see `benches/peers`.
#![allow(clippy::print_stdout, reason = "what was measured is printed")]

mod city;

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Duration;

use city::file::{generate, peak_memory};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fugai::crs::plane_from_epsg;
use fugai::io::import::{settle_crs, to_layer};
use fugai::io::read::read_geojson;
use fugai::model::{LayerId, Role};

fn load(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let megabytes = std::env::var("FUGAI_LOAD_MB").ok().and_then(|m| m.parse().ok()).unwrap_or(200u64);
    let path = std::env::var_os("FUGAI_LOAD_FILE").map_or_else(
        || {
            let path = dir.path().join("load.geojson");
            generate(&path, megabytes * 1_000_000).expect("the file can be written");
            path
        },
        PathBuf::from,
    );
    let bytes = std::fs::metadata(&path).expect("the file is there").len();

    let before = peak_memory();
    let raw = read_geojson(&path, &()).expect("the file loads");
    if let (Some(before), Some(after)) = (before, peak_memory()) {
        println!(
            "{} features, {:.1} MB; peak memory {:.1} MB before, {:.1} MB after reading: {:.2} times the file",
            raw.features.len(),
            bytes as f64 / 1e6,
            before as f64 / 1e6,
            after as f64 / 1e6,
            after as f64 / bytes as f64
        );
    }
    let plane = plane_from_epsg(4549).expect("a built-in plane");
    let settled = settle_crs(&raw, None).expect("degrees are plausible");
    let layer =
        to_layer(raw, Role::Residential, &settled, &plane, LayerId(1), &()).expect("the coordinates are on Earth");
    if let Some(after) = peak_memory() {
        println!(
            "{} features on the plane: peak {:.2} times the file",
            layer.features.len(),
            after as f64 / bytes as f64
        );
    }
    drop(layer);

    let mut group = c.benchmark_group("load");
    group.throughput(Throughput::Bytes(bytes)).sample_size(10).measurement_time(Duration::from_secs(20));
    group.bench_function("read_geojson", |b| b.iter(|| black_box(read_geojson(&path, &()).expect("the file loads"))));
    group.bench_function("read, settle and bring to the plane", |b| {
        b.iter(|| {
            let raw = read_geojson(&path, &()).expect("the file loads");
            let settled = settle_crs(&raw, None).expect("degrees are plausible");
            let layer = to_layer(raw, Role::Residential, &settled, &plane, LayerId(1), &());
            black_box(layer.expect("the coordinates are on Earth"))
        });
    });
    group.finish();
}

criterion_group!(benches, load);
criterion_main!(benches);
