//! The binary as a process, with good and bad arguments.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn fugai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fugai")).args(arguments).output().expect("the binary starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary path is UTF-8")
}

fn square(lon: f64, lat: f64, size: f64) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"name":"公园甲"}},"geometry":{{"type":"Polygon","coordinates":[[[{lon},{lat}],[{e},{lat}],[{e},{n}],[{lon},{n}],[{lon},{lat}]]]}}}}"#,
        e = lon + size,
        n = lat + size,
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// A folder with one park and two estates, one beside the park and one far off.
fn small_district(dir: &Path) -> (PathBuf, PathBuf) {
    let park = dir.join("公园 parks.geojson");
    let homes = dir.join("居住用地 residential.geojson");
    fs::write(&park, collection(&[square(119.97, 31.78, 0.001)])).expect("written");
    fs::write(&homes, collection(&[square(119.972, 31.78, 0.001), square(120.05, 31.78, 0.001)])).expect("written");
    (park, homes)
}

fn summary(dir: &Path) -> serde_json::Value {
    let json = fs::read_to_string(dir.join("summary.json")).expect("summary.json is there");
    serde_json::from_str(&json).expect("summary.json is JSON")
}

fn indicator<'a>(summary: &'a serde_json::Value, id: &str) -> &'a serde_json::Value {
    let all = summary["indicators"].as_array().expect("indicators");
    all.iter().find(|i| i["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn a_report_on_two_layers_writes_every_file() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (park, homes) = small_district(dir.path());
    let out = dir.path().join("成果 out");
    let output = fugai(&[
        "report",
        "--layer",
        &format!("park={}", text(&park)),
        "--layer",
        &format!("residential={}", text(&homes)),
        "--out",
        text(&out),
    ]);
    assert!(output.status.success(), "{}", stderr(&output));
    for file in ["summary.json", "summary.csv", "zones.csv", "gaps.geojson", "covered.geojson"] {
        assert!(out.join(file).is_file(), "{file} is missing");
    }
    let summary = summary(&out);
    assert_eq!(summary["schema"], "fugai.summary/1");
    assert_eq!(summary["crs"], "EPSG:4549");
    assert_eq!(summary["rules"]["id"], "garden-city-2022");
    let coverage = indicator(&summary, "park_coverage");
    let value = coverage["value"].as_f64().expect("a value");
    assert!((value - 0.5).abs() < 1e-3, "one of two equal estates is served: {value}");
    assert!(coverage["error_bound"].as_f64().expect("a bound") <= 1e-9);
    assert!(fs::read(out.join("summary.csv")).expect("read").starts_with(b"\xef\xbb\xbf"), "CSV starts with a BOM");
}

#[test]
fn a_report_without_layers_measures_the_sample_district_and_says_that_it_is_synthetic() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let output = fugai(&["report", "--out", text(dir.path())]);
    assert!(output.status.success(), "{}", stderr(&output));
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(table.contains("示例数据（合成）") && table.contains("公园绿地服务半径覆盖率"), "{table}");
    let summary = summary(dir.path());
    assert_eq!(summary["synthetic"], true);
    let value = indicator(&summary, "park_coverage")["value"].as_f64().expect("a value");
    assert!((0.81..=0.83).contains(&value), "the sample misses its 90 % target visibly: {value}");
}

#[test]
fn the_same_report_twice_gives_the_same_bytes_but_for_the_timings() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    for out in [&a, &b] {
        assert!(fugai(&["report", "--out", text(out)]).status.success());
    }
    for file in ["summary.csv", "zones.csv", "gaps.geojson", "covered.geojson"] {
        assert!(fs::read(a.join(file)).expect("read") == fs::read(b.join(file)).expect("read"), "{file} differs");
    }
    let [mut first, mut second] = [summary(&a), summary(&b)];
    for s in [&mut first, &mut second] {
        s.as_object_mut().expect("an object").remove("timings_ms");
    }
    assert_eq!(first, second);
}

#[test]
fn layers_of_two_places_are_measured_with_a_warning() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (park, homes) = small_district(dir.path());
    fs::write(&park, collection(&[square(14.4, 35.9, 0.001)])).expect("written");
    let output = fugai(&[
        "report",
        "--layer",
        &format!("park={}", text(&park)),
        "--layer",
        &format!("residential={}", text(&homes)),
        "--out",
        text(&dir.path().join("out")),
    ]);
    let table = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(table.contains("警告：公园 公园 parks.geojson 距居住用地约"), "{table}{}", stderr(&output));
}

#[test]
fn english_is_spoken_on_request() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let output = fugai(&["report", "--lang", "en", "--out", text(dir.path())]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("Park service-radius coverage"));
}

#[test]
fn usage_errors_exit_with_2() {
    for arguments in [
        &["report"][..],
        &["--layer", "garden=x.geojson"],
        &["--layer", "x.geojson"],
        &["report", "--lang", "fr", "--out", "x"],
        &["--frobnicate"],
    ] {
        let output = fugai(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stderr(&output));
    }
}

/// Runs a report that must be refused with one sentence that contains `word`, and write nothing.
fn refused(arguments: &[&str], word: &str) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let out = dir.path().join("out");
    let mut all = vec!["report", "--out", text(&out)];
    all.extend(arguments);
    let output = fugai(&all);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {message}");
    assert!(message.contains(word), "“{word}” is not in: {message}");
    assert_eq!(message.trim_end().lines().count(), 1, "one sentence: {message}");
    assert!(!out.exists(), "nothing is written");
}

#[test]
fn bad_input_exits_with_1_names_the_file_and_writes_nothing() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (park, _) = small_district(dir.path());
    let (empty, broken, degrees) =
        (dir.path().join("empty.geojson"), dir.path().join("broken.geojson"), dir.path().join("metres.geojson"));
    fs::write(&empty, "").expect("written");
    fs::write(&broken, "{\"type\": \"FeatureColl").expect("written");
    fs::write(&degrees, collection(&[square(497_158.0, 3_517_458.0, 100.0)])).expect("written");
    let park = format!("park={}", text(&park));
    refused(&["--layer", "park=/no/such/file.geojson"], "/no/such/file.geojson");
    refused(&["--layer", &format!("park={}", text(&empty))], "empty.geojson");
    refused(&["--layer", &park, "--layer", &format!("residential={}", text(&broken))], "broken.geojson");
    refused(&["--layer", &format!("residential={}", text(&degrees))], "EPSG:4549");
    refused(&["--layer", &park, "--crs", "EPSG:3857"], "EPSG:3857");
    refused(&["--layer", &park, "--crs", "EPSG:999999"], "EPSG:999999");
    refused(&["--layer", &park, "--crs", "EPSG:32633"], "EPSG:4549");
    refused(&["--scenario", "方案 A"], "方案 A");
    refused(&["--layer", &park, "--rules", "no-such-rules"], "no-such-rules");
    refused(&["--layer", &park, "--targets", "no-such-plan"], "no-such-plan");
}

#[test]
fn a_users_own_rule_file_is_checked_to_the_line() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let rules = dir.path().join("rules.toml");
    fs::write(&rules, "id = \"mine\"\nfrobnicate = 1\n").expect("written");
    refused(&["--rules", text(&rules)], "rules.toml");
}

#[test]
fn synth_writes_a_city_that_report_can_read() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (city, out) = (dir.path().join("city"), dir.path().join("out"));
    let made = fugai(&["synth", "--seed", "7", "--parcels", "600", "--parks", "40", "--out", text(&city)]);
    assert!(made.status.success(), "{}", stderr(&made));
    let output = fugai(&["report", text(&city), "--out", text(&out)]);
    assert!(output.status.success(), "{}", stderr(&output));
    let value = indicator(&summary(&out), "park_coverage")["value"].as_f64().expect("a value");
    assert!(value > 0.0 && value < 1.0);
}
