//! The whole way from layer files to figures, held against reference values of a real city (see the data's README):
//! Malta, OpenStreetMap, on EPSG:32633, true arcs.
//!
//! The data is not part of the repository. Without it the tests say so and pass, except where `CI` is set.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use fugai::analysis::analyse;
use fugai::analysis::outcome::{Analysis, Indicator, IndicatorId, Quantity};
use fugai::crs::plane_from_epsg;
use fugai::io::import::{settle_crs, to_layer};
use fugai::io::read::read_geojson;
use fugai::model::{Layer, LayerId, Project, Role, RuleSet};

const DEMAND_M2: f64 = 46_257_293.194_6;

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/malta"));
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "{} must be there", folder.display());
    println!("skipped: {} is not there", folder.display());
    None
}

fn load(role: Role, name: &str) -> Option<Arc<Layer>> {
    let raw = read_geojson(&folder()?.join(name), &()).unwrap();
    let settled = settle_crs(&raw, None).unwrap();
    let plane = plane_from_epsg(32633).unwrap();
    Some(Arc::new(
        to_layer(raw, role, &settled, &plane, LayerId(Role::ALL.iter().position(|r| *r == role).unwrap() as u32), &())
            .unwrap(),
    ))
}

fn layers() -> Option<&'static Vec<Arc<Layer>>> {
    static LAYERS: OnceLock<Option<Vec<Arc<Layer>>>> = OnceLock::new();
    let all = [
        (Role::Park, "parks.geojson"),
        (Role::Toilet, "toilets.geojson"),
        (Role::Parking, "parking.geojson"),
        (Role::Residential, "residential.geojson"),
    ];
    LAYERS.get_or_init(|| all.into_iter().map(|(role, name)| load(role, name)).collect()).as_ref()
}

fn analysis(rules: &str, zones: &str) -> Option<Analysis> {
    let mut layers = layers()?.clone();
    layers.push(load(Role::Zone, zones)?);
    let project = Project {
        name: "Malta".to_owned(),
        synthetic: false,
        plane: plane_from_epsg(32633).unwrap(),
        layers,
        rules: Arc::new(RuleSet::builtin(rules).unwrap()),
        targets: None,
    };
    let started = std::time::Instant::now();
    let analysis = analyse(&project, &()).unwrap();
    println!("{rules}, {zones}: analysed in {:?}", started.elapsed());
    Some(analysis)
}

fn park(a: &Analysis) -> &Indicator {
    a.indicator(IndicatorId::ParkCoverage).unwrap()
}

/// The reference has ten digits after the point.
fn agrees(rules: &str, reference: f64, used: usize) {
    let Some(a) = analysis(rules, "zones.geojson") else { return };
    let park = park(&a);
    let (value, bound) = (park.quantity.and_then(Quantity::value).unwrap(), park.error_bound.unwrap());
    println!("{rules}: {value:.12}, off by {:.2e}, bound {bound:.2e}", value - reference);
    assert!((value - reference).abs() <= 1e-6, "{value}");
    assert!((value - reference).abs() <= bound + 1e-9, "{value} ± {bound}");
    assert!(bound <= 1e-7, "{bound}");
    assert!((park.quantity.unwrap().denominator - DEMAND_M2).abs() <= 0.5, "{:?}", park.quantity);
    let parks = a.layer_use.iter().find(|u| u.layer == a.facilities[0].layer).unwrap();
    assert_eq!(parks.used, used);
    assert_eq!(parks.used + parks.unused.iter().map(|(_, n)| n).sum::<usize>(), 867);
    assert!(parks.unused.contains(&("no_area", 57)), "{:?}", parks.unused);
    closes(&a);
    let gaps: f64 = a.gaps.iter().map(|g| g.area_m2).sum();
    let q = park.quantity.unwrap();
    println!("{} gaps, {:.3} m² off", a.gaps.len(), gaps - (q.denominator - q.numerator));
    assert!((gaps - (q.denominator - q.numerator)).abs() <= 2e-6 * q.denominator);
    let covered: f64 = a.covered.iter().map(geo::Area::unsigned_area).sum();
    assert!((covered - q.numerator).abs() <= 2e-6 * q.denominator);
    assert!(a.gaps.windows(2).all(|w| w[0].area_m2 >= w[1].area_m2));
    assert!(a.gaps.iter().all(|g| g.nearest.as_ref().is_some_and(|n| n.short_m > -1.0)));
}

/// Zones and "in no zone" sum to the whole.
fn closes(a: &Analysis) {
    for indicator in a.indicators.iter().filter(|i| i.quantity.is_some()) {
        let whole = indicator.quantity.unwrap();
        let sum = indicator.zones.iter().map(|z| z.quantity).chain(indicator.unzoned);
        // Its denominator is the zones themselves, its numerator what lies in them.
        if indicator.id == IndicatorId::ToiletDensity {
            let zoned: f64 = indicator.zones.iter().map(|z| z.quantity.numerator).sum();
            assert_eq!(zoned, whole.numerator);
            assert_eq!(zoned + indicator.unzoned.unwrap().numerator, 107.0);
        } else {
            let (n, d) = sum.fold((0.0, 0.0), |(n, d), q| (n + q.numerator, d + q.denominator));
            assert!((n - whole.numerator).abs() <= 0.01, "{:?}: {n} against {}", indicator.id, whole.numerator);
            assert!((d - whole.denominator).abs() <= 0.01, "{:?}: {d} against {}", indicator.id, whole.denominator);
        }
    }
}

#[test]
fn garden_city_2022() {
    agrees("garden-city-2022", 0.794_956_671_7, 629);
}

#[test]
fn the_two_tiers_of_2016_and_2021() {
    agrees("city-checkup-2021", 0.579_336_759_0, 200);
    agrees("garden-city-2016", 0.579_336_759_0, 200);
}

#[test]
fn zones_of_several_levels_are_whole_and_their_overlaps_named() {
    let Some(a) = analysis("garden-city-2022", "admin.geojson") else { return };
    assert!(!a.overlapping_zones.is_empty());
    let value = park(&a).quantity.and_then(Quantity::value).unwrap();
    assert!((value - 0.794_956_671_7).abs() <= 1e-6, "zones change nothing of the whole");
    assert!(park(&a).notes.iter().any(|(key, _)| *key == "zones_overlap"));
    let tiles = analysis("garden-city-2022", "zones.geojson").unwrap();
    assert!(tiles.overlapping_zones.is_empty(), "{:?}", tiles.overlapping_zones);
    // Each zone of the tiling level is among the overlapping ones, with the same figure to the last bit of sense.
    let mut found = 0;
    for zone in &park(&tiles).zones {
        if let Some(same) = park(&a).zones.iter().find(|z| z.id == zone.id) {
            found += 1;
            assert!((same.quantity.numerator - zone.quantity.numerator).abs() <= 0.01, "{}", zone.name);
            assert!((same.quantity.denominator - zone.quantity.denominator).abs() <= 0.01, "{}", zone.name);
        }
    }
    assert!(found >= 60, "{found}");
}

/// What `fugai report`, as a process, says of the Malta layers in `summary.json`.
fn reported(folder: &Path, rules: &str, zones: &str) -> serde_json::Value {
    let out = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fugai"));
    command.args(["report", "--crs", "EPSG:32633", "--format", "json", "--rules", rules, "--out"]).arg(out.path());
    let files = [("park", "parks"), ("toilet", "toilets"), ("parking", "parking"), ("residential", "residential")];
    for (role, name) in files.into_iter().chain([("zone", zones)]) {
        command.arg("--layer").arg(format!("{role}={}/{name}.geojson", folder.display()));
    }
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&std::fs::read(out.path().join("summary.json")).unwrap()).unwrap()
}

fn number(value: &serde_json::Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("{key} is {}", value[key]))
}

/// The coverage by parks in a summary, which agrees with the reference.
fn park_reported(summary: &serde_json::Value, reference: f64) -> &serde_json::Value {
    let park = summary["indicators"].as_array().unwrap().iter().find(|i| i["id"] == "park_coverage").unwrap();
    let value = number(park, "value");
    assert!((value - reference).abs() <= 1e-6, "{value} against {reference}");
    assert!((number(park, "demand_m2") - DEMAND_M2).abs() <= 0.5, "{}", park["demand_m2"]);
    park
}

#[test]
fn the_report_as_a_process_agrees_under_both_rule_sets_and_its_zones_close() {
    let Some(folder) = folder() else { return };
    for (rules, reference) in [("garden-city-2022", 0.794_956_671_7), ("garden-city-2016", 0.579_336_759_0)] {
        let summary = reported(&folder, rules, "zones");
        assert_eq!((&summary["crs"], &summary["rules"]["id"]), (&"EPSG:32633".into(), &rules.into()));
        let park = park_reported(&summary, reference);
        let zones = park["zones"].as_array().unwrap();
        assert_eq!(zones.len(), 67);
        for key in ["covered_m2", "demand_m2"] {
            let sum: f64 = zones.iter().chain([&park["unzoned"]]).map(|z| number(z, key)).sum();
            assert!((sum - number(park, key)).abs() <= 0.01, "{rules}, {key}: {sum} against {}", park[key]);
        }
        assert_eq!(summary["overlapping_zones"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn the_report_as_a_process_names_zones_that_overlap() {
    let Some(folder) = folder() else { return };
    let summary = reported(&folder, "garden-city-2022", "admin");
    let park = park_reported(&summary, 0.794_956_671_7);
    let pairs = summary["overlapping_zones"].as_array().unwrap();
    let known: Vec<&serde_json::Value> = summary["zones"].as_array().unwrap().iter().map(|z| &z["name"]).collect();
    assert!(!pairs.is_empty());
    for pair in pairs {
        let [a, b] = pair.as_array().unwrap().as_slice() else { panic!("no pair: {pair}") };
        assert!(known.contains(&a) && known.contains(&b), "{pair}");
    }
    let note = park["notes"].as_array().unwrap().iter().find(|n| n["key"] == "zones_overlap").expect("the note");
    assert_eq!(note["detail"], pairs.len().to_string());
    for (lang, words) in [("zh", "对分区相互重叠"), ("en", "pairs of zones overlap")] {
        let said = note[lang].as_str().unwrap();
        assert!(said.contains(&pairs.len().to_string()) && said.contains(words), "{said}");
    }
}
