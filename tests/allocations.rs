//! How much memory the hot paths ask for, so that a creep shows. Counted, not timed: the same on every machine.
//!
//! A limit that is exceeded on purpose is raised here, with the reason in the commit.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test says what it counted")]

#[path = "../benches/city/mod.rs"]
mod city;

use allocation_counter::{AllocationInfo, measure};
use city::{City, moved};
use fugai::geom::coverage::{SiteKey, SiteRef};
use fugai::io::read::{read_geojson_bytes, read_geojson_bytes_in_windows};

/// Runs on one thread, which is the one that is counted.
fn alone<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    pool.install(work)
}

fn city() -> City {
    City::new(4_000, 400)
}

/// Counts held against limits, which must not be far above them either; what is amiss is told in the end.
#[derive(Default)]
struct Pins(Vec<String>);

impl Pins {
    fn hold(&mut self, what: &str, have: u64, limit: u64) {
        println!("{what}: {have} of {limit}");
        if have > limit {
            self.0.push(format!("{what}: {have} is more than {limit}"));
        } else if have * 2 < limit {
            self.0.push(format!("{what}: {have} is far below {limit}: lower the limit"));
        }
    }

    fn tell(&self) {
        assert!(self.0.is_empty(), "{}", self.0.join("\n"));
    }
}

#[test]
fn an_analysis() {
    alone(|| {
        let mut pins = Pins::default();
        let city = city();
        let mut demand = None;
        let AllocationInfo { count_total, bytes_max, .. } = measure(|| demand = Some(city.demand()));
        pins.hold("preparing a parcel, bytes", bytes_max / 4_000, 600);
        pins.hold("preparing 4,000 parcels, allocations", count_total, 16_000);
        let demand = demand.unwrap();
        let mut model = None;
        let AllocationInfo { count_total, bytes_max, .. } = measure(|| model = Some(city.model(&demand)));
        pins.hold("evaluating a parcel, bytes", bytes_max / 4_000, 330);
        pins.hold("evaluating 4,000 parcels with 400 parks, allocations", count_total, 4_200);
        assert!(model.unwrap().total().covered_m2 > 0.0);
        pins.tell();
    });
}

#[test]
fn a_move() {
    alone(|| {
        let mut pins = Pins::default();
        let city = city();
        let mut model = city.model(&city.demand());
        let (shape, radius) = &city.parks[17];
        let there = moved(shape);
        // What the first one makes room for the others use again.
        model.replace(SiteKey(17), &SiteRef { shape: &there, radius: *radius });
        let AllocationInfo { count_total, bytes_total, .. } = measure(|| {
            model.replace(SiteKey(17), &SiteRef { shape, radius: *radius });
        });
        pins.hold("a move, allocations", count_total, 145);
        pins.hold("a move, bytes", bytes_total, 92_000);
        pins.tell();
    });
}

#[test]
fn a_file() {
    alone(|| {
        let mut pins = Pins::default();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.geojson");
        city::file::generate(&path, 4_000_000).unwrap();
        let text = std::fs::read(&path).unwrap();
        let mut features = 0;
        let whole = measure(|| features = read_geojson_bytes("a", &text, &()).unwrap().features.len() as u64);
        pins.hold("a feature, allocations in tenths", whole.count_total * 10 / features, 66);
        pins.hold("reading whole, peak in hundredths of the text", whole.bytes_max * 100 / text.len() as u64, 230);
        let windows = measure(|| {
            let (layer, in_windows) = read_geojson_bytes_in_windows("a", &text, 256 << 10, &()).unwrap();
            assert!(in_windows && layer.features.len() as u64 == features);
        });
        pins.hold(
            "reading in windows, peak in hundredths of the text",
            windows.bytes_max * 100 / text.len() as u64,
            130,
        );
        pins.tell();
    });
}
