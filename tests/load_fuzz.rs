//! Whatever bytes come, the loader answers with a layer or with a sentence, and never panics.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test says how much it has tried")]

use std::time::{Duration, Instant};

use fugai::crs::plane_for;
use fugai::geom::Coord;
use fugai::io::import::{extent_degrees, guess_role, settle_crs, to_layer};
use fugai::io::read::{read_geojson_bytes, read_geojson_bytes_in_windows};
use fugai::io::{IoError, RawLayer};
use fugai::model::{Layer, LayerId, Role};

/// A generator that is the same everywhere and for ever (splitmix64).
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// Files to start from: all kinds of geometry, properties and systems.
const SEEDS: [&str; 6] = [
    r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"w1","properties":{"name":"翠竹新村","area":1.5e3,"none":null},"geometry":{"type":"Polygon","coordinates":[[[119.95,31.78],[119.96,31.78],[119.96,31.79],[119.95,31.79],[119.95,31.78]],[[119.953,31.783],[119.957,31.783],[119.957,31.787],[119.953,31.783]]]}},{"type":"Feature","properties":null,"geometry":null}]}"#,
    r#"{"type":"FeatureCollection","name":"a","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4549"}},"features":[{"type":"Feature","properties":{"x":[1,{"y":"\u00e9\ud83d\ude00"}]},"geometry":{"type":"MultiPolygon","coordinates":[[[[500000,3500000],[500100,3500000],[500100,3500100],[500000,3500000]]],[[[500200,3500000,12],[500300,3500000],[500300,3500100],[500200,3500000]]]]}}]}"#,
    r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[14.4,35.9]},{"type":"MultiPoint","coordinates":[[14.4,35.9],[14.5,35.8]]},{"type":"LineString","coordinates":[[14.4,35.9],[14.5,35.8],[14.45,35.85]]},{"type":"MultiLineString","coordinates":[[[14.4,35.9],[14.5,35.8]],[[14.41,35.9],[14.5,35.81]]]}]}"#,
    r#"{"features":[{"geometry":{"coordinates":[[[0,0],[2,2],[0,2],[2,0],[0,0]]],"type":"Polygon"},"properties":{"a":true},"type":"Feature"}],"type":"FeatureCollection"}"#,
    "\u{feff}{\"type\": \"Feature\",\n \"properties\": {}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [-1.0E+2, 5e-324]}}\r\n",
    r#"{"type":"FeatureCollection","features":[]}"#,
];

/// What breaks readers where it comes unexpectedly.
const SPICES: [&[u8]; 24] = [
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b",",
    b":",
    b"null",
    b"1e999",
    b"-",
    b"-0.0",
    b"1e-400",
    b"\\ud800",
    b"\xff\xfe",
    b"\xe4\xb8",
    b"\0",
    b"[[[[[[[[[[[[[[[[",
    b"{\"type\":",
    b"\"coordinates\":[]",
    b"NaN",
    b"99999999999999999999999",
    b"\"type\":\"Polygon\"",
    b"[180,90]",
];

fn mutate(rng: &mut Seeded) -> Vec<u8> {
    let mut bytes = SEEDS[rng.below(SEEDS.len())].as_bytes().to_vec();
    for _ in 0..rng.below(8) {
        let (at, len) = (rng.below(bytes.len() + 1), rng.below(24));
        let end = (at + len).min(bytes.len());
        match rng.below(7) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.truncate(at),
            2 if at < bytes.len() => bytes[at] ^= 1 << rng.below(8),
            3 => drop(bytes.splice(at..at, SPICES[rng.below(SPICES.len())].iter().copied())),
            4 => drop(bytes.splice(at..end, SPICES[rng.below(SPICES.len())].iter().copied())),
            5 => {
                let piece = bytes[at..end].to_vec();
                let to = rng.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            // A digit for another, so that the text stays sound and the geometry does not.
            _ => {
                for b in &mut bytes[at..end] {
                    if b.is_ascii_digit() {
                        *b = b'0' + rng.below(10) as u8;
                    }
                }
            }
        }
    }
    if rng.below(16) == 0 {
        bytes = (0..rng.below(200)).map(|_| rng.next() as u8).collect();
    }
    bytes
}

fn import(raw: RawLayer) -> Result<Layer, IoError> {
    let settled = settle_crs(&raw, None)?;
    let centre = extent_degrees(&raw, &settled)?.map_or(Coord { x: 0.0, y: 0.0 }, geo::Rect::center);
    let role = guess_role(&raw).unwrap_or(Role::Context);
    to_layer(raw, role, &settled, &plane_for(centre.x, centre.y), LayerId(1), &())
}

fn check(bytes: &[u8]) -> bool {
    let whole = read_geojson_bytes("fuzz.geojson", bytes, &());
    // Large files are read window by window; small windows stand in for large files.
    let window = 50 + bytes.iter().map(|b| usize::from(*b)).sum::<usize>() % 400;
    let windowed = read_geojson_bytes_in_windows("fuzz.geojson", bytes, window, &()).map(|(layer, _)| layer);
    assert_eq!(format!("{whole:?}"), format!("{windowed:?}"), "windows of {window} bytes");
    match whole.and_then(import) {
        Ok(layer) => {
            assert_eq!(layer.features.len() + layer.import.skipped.len(), layer.import.total);
            for feature in &*layer.features {
                let bounds = feature.shape.bounds().expect("a loaded feature has a shape");
                assert!([bounds.min(), bounds.max()].iter().all(|c| c.x.is_finite() && c.y.is_finite()));
                assert!(feature.shape.region.area() >= 0.0);
            }
            true
        }
        Err(error) => {
            assert!(error.zh().ends_with('。') && error.en().ends_with('.'), "{} | {}", error.zh(), error.en());
            false
        }
    }
}

/// For as many seconds as FUGAI_FUZZ_SECONDS says (2 by default) from the seed FUGAI_FUZZ_SEED on.
#[test]
fn fuzz() {
    let from = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let (span, first) = (from("FUGAI_FUZZ_SECONDS").unwrap_or(2), from("FUGAI_FUZZ_SEED").unwrap_or(1));
    let (start, mut seed, mut files, mut loaded) = (Instant::now(), first, 0_u64, 0_u64);
    while start.elapsed() < Duration::from_secs(span) {
        let bytes = mutate(&mut Seeded(seed));
        let found = std::panic::catch_unwind(|| check(&bytes));
        assert!(found.is_ok(), "seed {seed}: {:?}", String::from_utf8_lossy(&bytes));
        loaded += u64::from(found.is_ok_and(|ok| ok));
        files += 1;
        seed = seed.wrapping_add(1);
    }
    let (last, took) = (seed.wrapping_sub(1), start.elapsed().as_secs_f64());
    println!("fuzz: {files} files, {loaded} of them loaded, seeds {first} to {last}, {took:.1} s, nothing found");
    assert!(files < 200 || loaded > 0);
}
