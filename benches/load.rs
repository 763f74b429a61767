//! Loading a large GeoJSON file: `cargo bench --bench load`.
//!
//! The file (200 MB, or `FUGAI_LOAD_MB`) is generated into a temporary folder, or taken from `FUGAI_LOAD_FILE`. The peer
//! is `benches/peers/load_pyogrio.py`; the file it needs is left behind where `FUGAI_LOAD_KEEP` names a path.
#![allow(clippy::print_stdout, reason = "what was measured is printed")]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use fugai::crs::plane_from_epsg;
use fugai::io::import::{settle_crs, to_layer};
use fugai::io::read::read_geojson;
use fugai::model::{LayerId, Role};

/// Writes parcels of 5 to 16 corners near 120° E 31.8° N until the file has about `bytes` bytes.
fn generate(path: &Path, bytes: u64) -> std::io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        // xorshift64*: the same file on every machine.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    };
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut written = 0u64;
    let mut n = 0u32;
    let mut line = Vec::with_capacity(1024);
    while written < bytes {
        line.clear();
        let (lon, lat) = (119.9 + 0.3 * random(), 31.7 + 0.2 * random());
        let corners = 5 + (random() * 12.0) as usize;
        let comma = if n == 0 { "" } else { "," };
        write!(
            line,
            "{comma}\n{{\"type\":\"Feature\",\"properties\":{{\"osm_id\":\"w{}\",\"name\":\"居住小区 {n}\",\"kind\":\"R2\",\"far\":{:.2},\"note\":null}},\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[",
            100_000_000 + n,
            1.0 + 2.0 * random(),
        )?;
        let mut first = Vec::new();
        for corner in 0..corners {
            let angle = std::f64::consts::TAU * corner as f64 / corners as f64;
            let reach = 0.0004 + 0.0003 * random();
            let position = format!("[{:.7},{:.7}]", lon + reach * angle.cos(), lat + reach * angle.sin());
            line.extend_from_slice(position.as_bytes());
            line.push(b',');
            if corner == 0 {
                first = position.into_bytes();
            }
        }
        line.extend_from_slice(&first);
        line.extend_from_slice(b"]]}}");
        out.write_all(&line)?;
        written += line.len() as u64;
        n += 1;
    }
    writeln!(out, "\n]}}")?;
    out.flush()
}

/// The most memory this process ever had, in bytes; `None` where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

fn load(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary folder can be made");
    let megabytes = std::env::var("FUGAI_LOAD_MB").ok().and_then(|m| m.parse().ok()).unwrap_or(200u64);
    let path = std::env::var_os("FUGAI_LOAD_FILE").map_or_else(
        || {
            let path =
                std::env::var_os("FUGAI_LOAD_KEEP").map_or_else(|| dir.path().join("load.geojson"), PathBuf::from);
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
    drop(raw);

    let plane = plane_from_epsg(4549).expect("a built-in plane");
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
