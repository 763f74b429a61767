//! Generated cities hold what they promise: counts, valid and disjoint land, zones that tile, the same bytes again.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::collections::BTreeSet;

use fugai::synth::{self, SAMPLE, SynthCity, SynthOptions};
use geo::{Area as _, BooleanOps as _, BoundingRect as _, Centroid as _, Polygon, Validation as _};
use serde_json::Value;

fn read(city: &SynthCity, file: &str) -> Vec<Value> {
    let mut text = Vec::new();
    city.layer(file).unwrap().write_to(&mut text).unwrap();
    let json: Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(json["synthetic"], true);
    assert!(json["name"].as_str().unwrap().starts_with("示例数据（合成）"));
    json["features"].as_array().unwrap().clone()
}

/// Rings on a plane that is good enough to compare areas: metres, true to about a thousandth.
fn polygon(feature: &Value) -> Option<Polygon<f64>> {
    if feature["geometry"]["type"] != "Polygon" || feature["id"].as_str().is_some_and(|id| id.starts_with("RX")) {
        return None;
    }
    let mut rings = feature["geometry"]["coordinates"].as_array().unwrap().iter().map(|ring| {
        let at = |p: &Value, k: usize| p[k].as_f64().unwrap();
        ring.as_array()
            .unwrap()
            .iter()
            .map(|p| ((at(p, 0) - 119.9756) * 94_724.0, (at(p, 1) - 31.7749) * 110_883.0))
            .collect()
    });
    let outer = rings.next().unwrap();
    Some(Polygon::new(outer, rings.collect()))
}

const LAND: [&str; 8] = [
    "parks.geojson",
    "pocket_parks.geojson",
    "residential.geojson",
    "candidates.geojson",
    "commercial.geojson",
    "industrial.geojson",
    "public.geojson",
    "water.geojson",
];

fn check_land(options: SynthOptions) {
    let city = synth::generate(&options);
    let mut land: Vec<Polygon<f64>> = Vec::new();
    for file in LAND {
        for feature in read(&city, file) {
            // Canals cross, and ponds fill the holes of parks: water is held against land, not against water.
            if file == "water.geojson" && feature["properties"]["class"] == "河道" {
                continue;
            }
            let Some(p) = polygon(&feature) else { continue };
            assert!(p.is_valid(), "{file} {}", feature["id"]);
            assert!(p.signed_area() > 0.0, "{file} {}: the outer ring runs clockwise", feature["id"]);
            land.push(p);
        }
    }
    let mut order: Vec<_> = land.iter().map(|p| (p.bounding_rect().unwrap(), p)).collect();
    order.sort_by(|a, b| a.0.min().x.total_cmp(&b.0.min().x));
    for (k, (a, p)) in order.iter().enumerate() {
        for (b, q) in order[k + 1..].iter().take_while(|(b, _)| b.min().x < a.max().x) {
            if b.min().y < a.max().y && a.min().y < b.max().y {
                let shared = p.intersection(*q).unsigned_area();
                assert!(shared < 0.05, "{shared} m² drawn twice near {:?}", p.centroid());
            }
        }
    }
}

#[test]
fn land_of_the_sample_is_valid_and_disjoint() {
    check_land(SAMPLE);
}

#[test]
fn land_of_a_larger_city_is_valid_and_disjoint() {
    check_land(SynthOptions { seed: 7, parcels: 21_000, parks: 900 });
}

#[test]
fn counts_are_as_asked() {
    for (seed, parcels, parks) in [(1, 800, 40), (2, 5_000, 174), (3, 30_000, 2_000)] {
        let city = synth::generate(&SynthOptions { seed, parcels, parks });
        let count = |file| city.layer(file).unwrap().len();
        assert_eq!(count("residential.geojson"), parcels, "seed {seed}");
        let green = count("parks.geojson") + count("pocket_parks.geojson");
        assert!(green <= parks && green * 100 >= parks * 95, "seed {seed}: {green} of {parks} parks");
        assert_eq!(count("zones.geojson"), 7);
    }
}

#[test]
fn next_to_nothing_is_no_failure() {
    for (parcels, parks) in [(0, 0), (1, 1), (50, 0), (60, 4)] {
        let city = synth::generate(&SynthOptions { seed: 9, parcels, parks });
        assert_eq!(city.layers().len(), 17);
        assert!(city.layer("residential.geojson").unwrap().len() <= parcels);
    }
}

#[test]
fn the_same_options_give_the_same_bytes_on_any_number_of_threads() {
    let options = SynthOptions { seed: 41, parcels: 3_000, parks: 90 };
    let text = || {
        let city = synth::generate(&options);
        let mut text = Vec::new();
        for layer in city.layers() {
            layer.write_to(&mut text).unwrap();
        }
        text
    };
    let many = text();
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(text);
    assert!(many == one);
    let other = synth::generate(&SynthOptions { seed: 42, ..options });
    let mut parks = Vec::new();
    other.layer("parks.geojson").unwrap().write_to(&mut parks).unwrap();
    assert!(!many.windows(parks.len()).any(|w| w == parks), "another seed gives another city");
}

#[test]
fn zones_of_the_sample_tile_the_district() {
    let city = synth::generate(&SAMPLE);
    let zones: Vec<_> = read(&city, "zones.geojson").iter().map(|z| polygon(z).unwrap()).collect();
    let boundary = polygon(&read(&city, "boundary.geojson")[0]).unwrap();
    assert!(boundary.is_valid() && zones.iter().all(geo::Validation::is_valid));
    let sum: f64 = zones.iter().map(geo::Area::unsigned_area).sum();
    assert!((sum - boundary.unsigned_area()).abs() < 1e-3, "{sum}");
    assert!((150e6..160e6).contains(&sum), "about 155 km²: {sum}");
    // Shared borders are shared corner by corner: each corner of a zone is one of another zone or of the boundary.
    let corner = |p: &geo::Coord<f64>| (p.x.to_bits(), p.y.to_bits());
    let mut uses = std::collections::BTreeMap::new();
    for ring in zones.iter().chain([&boundary]) {
        let mine: BTreeSet<_> = ring.exterior().coords().map(corner).collect();
        for c in mine {
            *uses.entry(c).or_insert(0) += 1;
        }
    }
    assert!(uses.values().all(|&n| n >= 2));
}

#[test]
fn the_sample_misses_its_target_plausibly() {
    let city = synth::generate(&SAMPLE);
    // Parks as points along their outlines, every few metres: coverage by sampling, good to a quarter of a percent.
    let mut sources: Vec<(f64, f64, f64)> = Vec::new();
    let (mut small, mut near_miss) = (0, 0);
    for file in ["parks.geojson", "pocket_parks.geojson"] {
        for feature in read(&city, file) {
            let p = polygon(&feature).unwrap();
            let size = p.unsigned_area();
            let field = feature["properties"]["area_m2"].as_f64().unwrap();
            assert!((field / size - 1.0).abs() < 3e-3, "{} {field} {size}", feature["id"]);
            small += usize::from(size < 400.0);
            near_miss += usize::from((4_850.0..5_000.0).contains(&field) || (370.0..400.0).contains(&field));
            let radius = if size >= 5_000.0 { 500.0 } else { 300.0 };
            if size >= 400.0 {
                for line in p.exterior().lines() {
                    let n = (line.dx().hypot(line.dy()) / 12.0).ceil().max(1.0);
                    let at = |k: f64| (line.start.x + line.dx() * k / n, line.start.y + line.dy() * k / n);
                    sources.extend((0..n as usize).map(|k| (at(k as f64).0, at(k as f64).1, radius)));
                }
            }
        }
    }
    assert!(small >= 3 && near_miss >= 2, "{small} {near_miss}");
    sources.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut served, mut all) = (0.0, 0.0);
    for p in read(&city, "residential.geojson").iter().filter_map(polygon) {
        let size = p.unsigned_area();
        let middle = p.centroid().unwrap();
        let points: Vec<_> =
            p.exterior().coords().map(|c| (0.5 * (c.x + middle.x()), 0.5 * (c.y + middle.y()))).collect();
        let hit = |x: f64, y: f64| {
            let from = sources.partition_point(|s| s.0 < x - 500.0);
            sources[from..]
                .iter()
                .take_while(|s| s.0 <= x + 500.0)
                .any(|s| (s.0 - x).powi(2) + (s.1 - y).powi(2) < s.2 * s.2)
        };
        let hits = points.iter().filter(|(x, y)| hit(*x, *y)).count();
        served += size * hits as f64 / points.len() as f64;
        all += size;
    }
    let coverage = served / all;
    assert!((0.81..0.83).contains(&coverage), "{coverage}");
}

#[test]
fn files_are_written_and_a_bad_folder_is_named() {
    let city = synth::generate(&SynthOptions { seed: 3, parcels: 300, parks: 12 });
    let dir = tempfile::tempdir().unwrap();
    let files = synth::write(&city, &dir.path().join("new")).unwrap();
    assert_eq!(files.len(), city.layers().len());
    assert!(files.iter().all(|f| f.metadata().unwrap().len() > 60));
    let file = dir.path().join("plain");
    std::fs::write(&file, "x").unwrap();
    let error = synth::write(&city, &file).unwrap_err();
    assert!(error.to_string().contains("plain"), "{error}");
}
