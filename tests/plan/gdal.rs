//! GDAL reads the file as it is.

use std::process::Command;
use std::sync::Arc;

use fugai::model::plan::{Proposal, Scenario, ScenarioId};
use fugai::store::{History, Store, View};

use super::support::{Dice, district, pocket};

#[test]
fn gdal_lists_the_layers_and_converts_them_without_a_warning() {
    let Ok(version) = Command::new("ogrinfo").arg("--version").output() else {
        let required = cfg!(target_os = "linux") && std::env::var_os("CI").is_some();
        assert!(!required, "ogrinfo is not installed: `sh scripts/setup.sh test` installs gdal-bin");
        eprintln!("skipped: ogrinfo is not installed");
        return;
    };
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("project.gpkg");
    let mut document = district();
    let mut scenario = Scenario::empty(ScenarioId(1), "方案一");
    let mut dice = Dice(1);
    scenario.proposals = (1..6)
        .map(|i| Arc::new(Proposal { id: fugai::model::plan::ProposalId(i), ..pocket(&mut dice, "口袋公园") }))
        .collect();
    document.scenarios.push(Arc::new(scenario));
    drop(Store::create(&path, &document, &History::default(), &View::default()).unwrap());

    let info = Command::new("ogrinfo").args(["-al", "-so"]).arg(&path).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&info.stdout), String::from_utf8_lossy(&info.stderr));
    assert!(info.status.success() && !err.contains("ERROR") && !err.contains("Warning"), "{version}{err}");
    for layer in &document.layers {
        let block = out.split("Layer name: ").find(|b| b.starts_with(layer.name.as_str()));
        let block = block.unwrap_or_else(|| panic!("no {} in {out}", layer.name));
        assert!(block.contains(&format!("Feature Count: {}", layer.features.len())), "{block}");
        assert!(block.contains("4549") || block.contains("CGCS2000"), "{block}");
    }
    let proposals = out.split("Layer name: ").find(|b| b.starts_with("fugai_proposals")).unwrap();
    assert!(proposals.contains("Feature Count: 5"), "{proposals}");

    let copy = dir.path().join("copy.geojson");
    let convert = Command::new("ogr2ogr").arg(&copy).arg(&path).arg("公园").output().unwrap();
    let err = String::from_utf8_lossy(&convert.stderr);
    assert!(convert.status.success() && !err.contains("ERROR"), "{err}");
    assert!(std::fs::read_to_string(&copy).unwrap().contains("北园"));

    // Another program edits through the spatial index, and the file is a project still.
    let edit = Command::new("ogrinfo")
        .arg(&path)
        .args(["-sql", "UPDATE \"公厕\" SET name = '改' WHERE fid = 1"])
        .output()
        .unwrap();
    assert!(edit.status.success() && !String::from_utf8_lossy(&edit.stderr).contains("ERROR"));
    let opened = Store::open(&path, dir.path()).unwrap();
    assert_eq!(opened.read_only, None);
    assert_eq!(opened.findings.len(), 1, "{:?}", opened.findings);
}
