//! Every file that is known to trouble readers of GeoJSON is loaded or refused with a sentence.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::path::{Path, PathBuf};

use fugai::crs::plane_for;
use fugai::io::import::{extent_degrees, guess_role, settle_crs, to_layer};
use fugai::io::read::read_geojson;
use fugai::io::{IoError, RawLayer, error::REASONS};
use fugai::model::{Layer, LayerId, Role};

/// The folder of development data; `None`, with a printed line, where it is absent and need not be there.
fn data(folder: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(folder);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} must be there", path.display());
    println!("skipped: {} is absent", path.display());
    None
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|e| e == "geojson" || e == "json") {
            out.push(path);
        }
    }
}

fn import(raw: RawLayer) -> Result<Layer, IoError> {
    let settled = settle_crs(&raw, None)?;
    let centre = extent_degrees(&raw, &settled)?.map_or((0.0, 0.0), |e| (e.center().x, e.center().y));
    let role = guess_role(&raw).unwrap_or(Role::Context);
    to_layer(raw, role, &settled, &plane_for(centre.0, centre.1), LayerId(1), &())
}

#[test]
fn every_file_is_loaded_or_refused_with_a_sentence() {
    let Some(folder) = data("torture") else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    assert!(paths.len() > 300, "{}", paths.len());
    let mut loaded = 0;
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match read_geojson(&path, &()).and_then(import) {
            Ok(layer) => {
                loaded += 1;
                assert_eq!(layer.features.len() + layer.import.skipped.len(), layer.import.total, "{}", path.display());
                for skipped in &layer.import.skipped {
                    assert!(REASONS.iter().any(|r| r.0 == skipped.reason), "{}", skipped.reason);
                }
                for feature in &*layer.features {
                    let bounds = feature.shape.bounds().expect("a loaded feature has a shape");
                    assert!(bounds.min().x.is_finite() && bounds.max().y.is_finite(), "{}", path.display());
                }
            }
            Err(error) => {
                let (zh, en) = (error.zh(), error.en());
                assert!(zh.contains(&name) && en.contains(&name), "{zh} | {en}");
                assert!(zh.ends_with('。') && en.ends_with('.'), "{zh} | {en}");
            }
        }
    }
    assert!(loaded > 200, "{loaded}");
}

/// Good files that are refused all the same, and why.
const GOOD_BUT_REFUSED: &[(&str, &str)] = &[
    ("issue82", "its latitudes reach beyond the poles, down to −134°"),
    ("nullproperties", "its only position is 0, 0, what failed geocoding leaves: nothing tells what it means"),
];

#[test]
fn valid_files_load() {
    let Some(folder) = data("torture/geojsonhint/test/data/good") else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    assert!(paths.len() >= 18, "{}", paths.len());
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let result = read_geojson(&path, &()).and_then(import);
        let refused = GOOD_BUT_REFUSED.iter().any(|g| g.0 == name);
        match result {
            Ok(layer) => {
                assert!(!refused, "{name} loads by now: take it off the list");
                let null = layer.import.skipped.iter().all(|s| s.reason == "null_geometry");
                assert!(null, "{name}: {:?}", layer.import.skipped);
            }
            Err(error) => assert!(refused, "{name}: {error}"),
        }
    }
}

/// Files that break the letter of RFC 7946 but whose geometry is not in doubt: they load whole.
const BAD_BUT_LOADED: &[(&str, &str)] = &[
    ("badfeatureid", "an id that is neither text nor number is left out, with a note"),
    ("bad-polygon-interiorring-rhr", "winding is put right for measuring"),
    ("polygon_winding_order", "winding is put right for measuring"),
    ("bbox-4or6elements", "bbox members are not used"),
    ("bbox-contains-string", "bbox members are not used"),
    ("bbox-string", "bbox members are not used"),
    ("different-first-last", "an open ring is closed for measuring"),
    ("different-first-size", "the height of the last position does not open the ring"),
    ("short-linearring", "three corners and no closing position are a triangle"),
    ("excessive_precision_truncated", "many digits are no fault"),
    ("feature_changed_semantics", "foreign members are ignored"),
    ("featurecollection_changed_semantics", "foreign members are ignored"),
    ("geometry_changed_semantics", "foreign members are ignored"),
    ("geometrycollection_nested", "nesting is discouraged, not wrong"),
    ("geometrycollection_single", "one member is discouraged, not wrong"),
    ("point-toomany", "numbers after the second are not used"),
    ("multiple_problems", "its good features load, the others are skipped"),
    ("stringcoord", "its good features load, the others are skipped"),
    ("bad-duplicate-properties", "an empty one, of either type"),
];

#[test]
fn invalid_files_are_refused_or_lose_what_is_bad() {
    let Some(folder) = data("torture/geojsonhint/test/data/bad") else { return };
    let mut paths = Vec::new();
    files(&folder, &mut paths);
    assert!(paths.len() >= 40, "{}", paths.len());
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let excused = BAD_BUT_LOADED.iter().any(|g| g.0 == name);
        match read_geojson(&path, &()) {
            Ok(raw) => assert!(excused || raw.features.is_empty(), "{name} loads: {:?}", raw.import),
            Err(error) => println!("{error}"),
        }
    }
}

#[test]
fn the_malta_and_tianning_layers_load_whole() {
    for (folder, file, role, count) in [
        ("malta", "residential", Some(Role::Residential), 909),
        ("malta", "parks", Some(Role::Park), 867),
        ("malta", "toilets", Some(Role::Toilet), 107),
        ("malta", "parking", Some(Role::Parking), 609),
        ("malta", "waste", None, 134),
        ("malta", "streets", Some(Role::Road), 25_489),
        ("malta", "buildings", Some(Role::Building), 13_281),
        ("malta", "zones", Some(Role::Zone), 67),
        ("malta", "admin", Some(Role::Zone), 119),
        ("tianning", "streets", Some(Role::Zone), 7),
        ("tianning", "changzhou_districts_gcj02", Some(Role::Zone), 6),
    ] {
        let Some(path) = data(&format!("{folder}/{file}.geojson")) else { return };
        let raw = read_geojson(&path, &()).unwrap();
        assert_eq!(guess_role(&raw), role, "{file}");
        let layer = import(raw).unwrap();
        assert_eq!((layer.features.len(), layer.import.skipped.len()), (count, 0), "{file}: {:?}", layer.import);
    }
}

#[test]
fn the_sub_districts_of_tianning_have_their_area_on_the_ellipsoid() {
    let Some(path) = data("tianning/streets.geojson") else { return };
    let raw = read_geojson(&path, &()).unwrap();
    assert_eq!(raw.declared.as_deref(), Some("EPSG:4490"));
    let layer = import(raw).unwrap();
    assert_eq!(layer.source.crs, "cgcs2000");
    let area: f64 = layer.features.iter().map(|f| f.shape.region.area()).sum();
    // Authalic latitudes on GRS 80, by a separate program; the plane is within 6 ppm of it here.
    assert!((area / 154_842_121.989 - 1.0).abs() < 6e-6, "{area}");
}
