//! The evidence pack: an untouched one agrees, and whatever is changed in it is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fugai::io::pack::{self, FileFault};
use fugai::session::verify;

fn fugai(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fugai")).args(arguments).output().expect("the binary starts")
}

fn square(lon: f64, lat: f64, size: f64, name: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{lon},{lat}],[{e},{lat}],[{e},{n}],[{lon},{n}],[{lon},{lat}]]]}}}}"#,
        e = lon + size,
        n = lat + size,
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// Two parks, three estates of which one is half out of reach, two sub-districts; one park is broken and is skipped.
fn district(dir: &Path) -> Vec<String> {
    let parks = [
        square(119.970, 31.780, 0.001, "甲园"),
        r#"{"type":"Feature","properties":{"name":"没有几何"},"geometry":null}"#.to_owned(),
        square(119.990, 31.790, 0.0005, "=乙/园"),
    ];
    let homes =
        [square(119.974, 31.780, 0.004, ""), square(119.992, 31.789, 0.003, ""), square(120.05, 31.78, 0.001, "")];
    let zones = [square(119.96, 31.77, 0.025, "东/..街道"), square(119.985, 31.77, 0.025, "西街道")];
    let file = |name: &str, features: &[String]| {
        let path = dir.join(name);
        fs::write(&path, collection(features)).expect("written");
        path.to_str().expect("UTF-8").to_owned()
    };
    vec![
        format!("park={}", file("公园 parks.geojson", &parks)),
        format!("residential={}@cgcs2000", file("居住用地.geojson", &homes)),
        format!("zone={}", file("街道.geojson", &zones)),
    ]
}

fn report(dir: &Path, out: &Path, more: &[&str]) -> PathBuf {
    let layers = district(dir);
    let mut arguments =
        vec!["report", "--out", out.to_str().expect("UTF-8"), "--format", "pack", "--date", "2026-11-22"];
    for layer in &layers {
        arguments.extend(["--layer", layer]);
    }
    arguments.extend(more);
    let output = fugai(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    out.join("pack.zip")
}

/// The pack as a folder in which a test may change things.
fn unpacked(zip: &Path, to: &Path) {
    for (name, bytes) in pack::open(zip).expect("a pack").files {
        let path = to.join(&name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }
}

fn edit(dir: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(dir.join(name)).expect("text");
    assert!(text.contains(from), "{name} holds {from}");
    fs::write(dir.join(name), text.replacen(from, to, 1)).expect("written");
}

/// Writes the list of hashes anew, as somebody would who wants to hide a change.
fn relist(dir: &Path) {
    let sums = fs::read_to_string(dir.join(pack::SUMS)).expect("text");
    let line = |name: &str| format!("{}  {name}\n", pack::sha256(&fs::read(dir.join(name)).expect("a listed file")));
    let text: String = sums.lines().filter_map(|l| l.split_once("  ")).map(|(_, name)| line(name)).collect();
    fs::write(dir.join(pack::SUMS), text).expect("written");
}

struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let zip = report(dir.path(), &dir.path().join("成果 out"), &[]);
        unpacked(&zip, &dir.path().join("pack"));
        // The pack must do by itself.
        for entry in fs::read_dir(dir.path()).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                fs::remove_file(path).expect("removed");
            }
        }
        Self { dir }
    }

    fn pack(&self) -> PathBuf {
        self.dir.path().join("pack")
    }

    fn verify(&self) -> verify::Verification {
        verify::verify(&self.pack(), &()).expect("a pack")
    }
}

#[test]
fn an_untouched_pack_agrees_as_a_folder_and_as_a_zip_without_its_sources() {
    let case = Case::new();
    let found = case.verify();
    assert!(found.agrees(), "{}", verify::verification_text(&found, true));
    assert!(found.tables_compared && found.figures.equal > 100, "{:?}", found.figures);
    assert_eq!(found.figures.close, 0, "the same program gives the same digits");
    let zip = case.dir.path().join("成果 out/pack.zip");
    let output = fugai(&["verify", zip.to_str().expect("UTF-8")]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("全部数字可复算") && said.contains("公园绿地服务半径覆盖率"),
        "{said}"
    );
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let dir = tempfile::tempdir().expect("a folder");
    let a = fs::read(report(dir.path(), &dir.path().join("a"), &[])).expect("read");
    let b = fs::read(report(dir.path(), &dir.path().join("b"), &[])).expect("read");
    assert!(a == b, "two packs of the same input differ");
}

#[test]
fn one_byte_of_an_input_is_named_though_the_hashes_are_made_to_fit() {
    let case = Case::new();
    let before = case.verify();
    edit(&case.pack(), "inputs/02-residential.geojson", "119.974,", "119.973,");
    let found = case.verify();
    assert!(
        found.files.contains(&("inputs/02-residential.geojson".to_owned(), FileFault::Changed)),
        "{:?}",
        found.files
    );
    assert!(found.figures.differs.iter().any(|d| d.place.starts_with("indicators[park_coverage]")));
    relist(&case.pack());
    let hash = pack::sha256(&fs::read(case.pack().join("inputs/02-residential.geojson")).expect("read"));
    let old = pack::open(&case.pack()).expect("a pack").record.inputs[1].sha256.clone();
    let text = fs::read_to_string(case.pack().join("record.json")).expect("text").replace(&old, &hash);
    fs::write(case.pack().join("record.json"), text).expect("written");
    relist(&case.pack());
    let found = case.verify();
    assert!(found.files.iter().all(|(_, fault)| *fault == FileFault::NotFromFigures), "{:?}", found.files);
    assert!(found.figures.differs.iter().any(|d| d.place == "indicators[park_coverage].value"), "the figures tell");
    let value = |v: &verify::Verification| v.indicators[0].2;
    assert!(value(&found) != value(&before) && !found.indicators[0].3);
}

#[test]
fn one_radius_of_the_rules_is_named() {
    let case = Case::new();
    edit(&case.pack(), pack::RULES, "radius_m = 500.0", "radius_m = 501.0");
    let found = case.verify();
    let place = &found.rules.first().expect("a difference").1;
    assert_eq!(
        (place.place.as_str(), place.recorded.as_str(), place.found.as_str()),
        ("park.tiers[0].radius_m", "500.0", "501.0")
    );
    assert!(found.files.contains(&(pack::RULES.to_owned(), FileFault::Changed)));
    assert!(!found.agrees());
    let output = fugai(&["verify", "--lang", "en", case.pack().to_str().expect("UTF-8")]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("park.tiers[0].radius_m") && said.contains("does not agree"), "{said}");
}

#[test]
fn one_figure_is_named_wherever_it_stands() {
    let case = Case::new();
    let record = pack::open(&case.pack()).expect("a pack").record;
    let value = &record.figures["indicators"][0]["value"];
    edit(&case.pack(), "record.json", &format!("\"value\": {value}"), "\"value\": 0.9001");
    relist(&case.pack());
    let found = case.verify();
    let differs: Vec<&str> = found.figures.differs.iter().map(|d| d.place.as_str()).collect();
    assert_eq!(differs, ["indicators[park_coverage].value"]);
    assert_eq!(found.figures.differs[0].recorded, "0.9001");

    for (name, from, to) in
        [("tables/zones.csv", "西街道", "南街道"), ("summary.json", "\"covered_m2\": ", "\"covered_m2\": 1")]
    {
        let case = Case::new();
        edit(&case.pack(), name, from, to);
        relist(&case.pack());
        let found = case.verify();
        assert_eq!(found.files, [(name.to_owned(), FileFault::NotFromFigures)]);
    }
}

#[test]
fn files_that_are_missing_or_were_put_in_are_named() {
    let case = Case::new();
    fs::remove_file(case.pack().join("tables/gaps.csv")).expect("removed");
    fs::write(case.pack().join("more.txt"), "x").expect("written");
    let mut faults = case.verify().files;
    faults.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [("more.txt".to_owned(), FileFault::Unlisted), ("tables/gaps.csv".to_owned(), FileFault::Missing)];
    assert_eq!(faults, expected);
    fs::remove_file(case.pack().join("inputs/02-residential.geojson")).expect("removed");
    let found = case.verify();
    assert!(found.broken.as_ref().is_some_and(|(zh, _)| zh.contains("02-residential")), "{:?}", found.broken);
    assert!(!found.agrees());
}

#[test]
fn no_pack_is_one_sentence() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("x.zip");
    for content in [&b""[..], b"PK\x05\x06", b"hello"] {
        fs::write(&path, content).expect("written");
        let output = fugai(&["verify", path.to_str().expect("UTF-8")]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains("x.zip") && said.trim().lines().count() == 1, "{said}");
    }
    let output = fugai(&["verify", dir.path().join("nowhere").to_str().expect("UTF-8")]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere"));
}

#[test]
fn names_from_data_are_in_no_path_of_the_pack() {
    let case = Case::new();
    let files: BTreeMap<String, Vec<u8>> = pack::open(&case.pack()).expect("a pack").files;
    for name in files.keys() {
        let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/'));
        assert!(plain && !name.contains("..") && !name.starts_with('/'), "{name}");
    }
}

#[test]
fn a_layer_without_its_file_goes_in_as_the_program_holds_it() {
    use fugai::analysis::facility_details;
    use fugai::io::write::{Answer, Lang};
    use fugai::session::{load, work};
    use std::sync::Arc;

    let dir = tempfile::tempdir().expect("a folder");
    let requests: Vec<fugai::session::OpenRequest> =
        district(dir.path()).iter().map(|l| l.parse::<fugai::cli::LayerArgument>().expect("a layer").0).collect();
    let opened = load::open_layers(&requests, None, 1, &()).expect("opened");
    let mut project = work::new_project(opened.plane.expect("a plane"), None, None);
    project.layers = opened.layers.into_iter().map(Arc::new).collect();
    load::note_doubts(&mut project.layers, &project.plane);
    let analysis = work::analyse(&project, &()).expect("analysed");
    let details = facility_details(&project, &()).expect("details");
    let answer = Answer {
        project: &project,
        analysis: &analysis,
        details: &details,
        base: None,
        plan: None,
        date: None,
        lang: Lang::Zh,
    };
    let files = pack::files(&answer, None, &[], Vec::new()).expect("a pack");
    let path = dir.path().join("held.zip");
    fs::write(&path, pack::zip(&files, None).expect("a zip")).expect("written");
    let pack = pack::open(&path).expect("a pack");
    assert!(pack.record.inputs.iter().all(|i| !i.as_read && i.crs.as_deref() == Some("EPSG:4549")));
    let found = verify::verify(&path, &()).expect("verified");
    assert!(found.agrees(), "{}", verify::verification_text(&found, true));
    assert!(found.tables_compared && found.uncompared == ["tables/inputs.csv", "workbook.xlsx"], "{found:?}");
}
