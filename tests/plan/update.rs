//! A layer brought up to date where its coordinates are shifted: the datum that was chosen once goes for the newer file
//! too, and what is doubtful is said before it is accepted.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fugai::analysis::renewal::{MatchedBy, Renewal};
use fugai::crs::wgs84_to_gcj02;
use fugai::geom::Coord;
use fugai::model::{CrsOrigin, Layer, Role};
use fugai::session::{Action, OpenRequest, PlanAction};

use super::support::Desk;

/// Squares of a thousandth of a degree, 12 parks or 40 toilets beside them, as a web map has them.
fn write(path: &Path, order: &[usize], points: bool, crs: &str) -> PathBuf {
    let features: Vec<String> = order
        .iter()
        .map(|&i| {
            let (lon, lat) = (119.96 + 0.004 * (i % 4) as f64, 31.77 + 0.003 * (i / 4) as f64);
            let at = |dx: f64, dy: f64| {
                let c = wgs84_to_gcj02(Coord { x: lon + dx, y: lat + dy });
                format!("[{},{}]", c.x, c.y)
            };
            let geometry = if points {
                format!(r#"{{"type":"Point","coordinates":{}}}"#, at(0.0, 0.0))
            } else {
                let ring = [(0.0, 0.0), (0.001, 0.0), (0.001, 0.001), (0.0, 0.001), (0.0, 0.0)].map(|(x, y)| at(x, y));
                format!(r#"{{"type":"Polygon","coordinates":[[{}]]}}"#, ring.join(","))
            };
            format!(r#"{{"type":"Feature","properties":{{"name":"甲 {i}"}},"geometry":{geometry}}}"#)
        })
        .collect();
    let member = if crs.is_empty() {
        String::new()
    } else {
        format!(r#""crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"#)
    };
    fs::write(path, format!(r#"{{"type":"FeatureCollection",{member}"features":[{}]}}"#, features.join(","))).unwrap();
    path.to_owned()
}

fn request(path: PathBuf, role: Role, crs: Option<&str>) -> OpenRequest {
    OpenRequest { path, role: Some(role), crs: crs.map(str::to_owned) }
}

/// Homes in WGS 84, and a layer that somebody said to be in GCJ-02.
fn opened(dir: &Path, role: Role, points: bool) -> (Desk, Arc<Layer>) {
    let order: Vec<usize> = (0..if points { 40 } else { 12 }).collect();
    let homes = dir.join("居住用地.geojson");
    fs::write(
        &homes,
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[119.955,31.765],[119.985,31.765],[119.985,31.785],[119.955,31.785],[119.955,31.765]]]}}]}"#,
    )
    .unwrap();
    let file = write(&dir.join("old.geojson"), &order, points, "");
    let desk = Desk::start(Some(&dir.join("data")));
    desk.send(Action::Open(vec![request(homes, Role::Residential, None), request(file, role, Some("gcj02"))]));
    let open = desk.until(|s| s.analysis.is_some() && !s.stale);
    let layer = open.project.as_ref().unwrap().layers_of(role).next().unwrap().clone();
    assert_eq!((layer.source.crs.as_str(), layer.source.crs_origin), ("gcj02", CrsOrigin::Chosen));
    (desk, layer)
}

fn read(desk: &Desk, layer: &Layer, path: PathBuf, crs: Option<&str>) -> Arc<Renewal> {
    desk.send(PlanAction::DropUpdate);
    let crs = crs.map(str::to_owned);
    desk.send(PlanAction::ReadUpdate(layer.id, OpenRequest { path, crs, ..OpenRequest::default() }));
    desk.done();
    desk.until(|s| s.update.is_some() && s.job.is_none()).update.as_ref().unwrap().renewal.clone()
}

fn notes(renewal: &Renewal) -> Vec<(&'static str, &str)> {
    renewal.layer.import.notes.iter().map(|n| (n.key, n.detail.as_str())).collect()
}

fn changed(renewal: &Renewal) -> usize {
    renewal.figures.iter().filter(|d| d.before != d.after).count()
}

#[test]
fn the_datum_that_was_chosen_goes_for_the_newer_file_too() {
    for (role, points) in [(Role::Park, false), (Role::Toilet, true)] {
        let dir = tempfile::tempdir().unwrap();
        let (desk, layer) = opened(dir.path(), role, points);
        let count = layer.features.len();
        let backwards: Vec<usize> = (0..count).rev().collect();
        let newer = write(&dir.path().join("2026.geojson"), &backwards, points, "");
        let renewal = read(&desk, &layer, newer, None);
        assert_eq!((&renewal.by, renewal.same.len()), (&MatchedBy::Place, count), "{role:?}");
        assert_eq!(changed(&renewal), 0, "{role:?}: the same things at the same places");
        assert!(notes(&renewal).contains(&("crs_taken_over", "gcj02")), "{:?}", notes(&renewal));
        desk.send(PlanAction::AcceptUpdate);
        let after = desk.done();
        let source = after.document.as_ref().unwrap().layer(layer.id).unwrap().source.clone();
        assert_eq!((source.crs.as_str(), source.crs_origin), ("gcj02", CrsOrigin::Chosen), "and for the one after it");
    }
}

#[test]
fn another_datum_than_before_is_doubted_before_it_is_accepted() {
    for (role, points) in [(Role::Park, false), (Role::Toilet, true)] {
        let dir = tempfile::tempdir().unwrap();
        let (desk, layer) = opened(dir.path(), role, points);
        let all: Vec<usize> = (0..layer.features.len()).collect();
        // The numbers of GCJ-02 under the name of CGCS2000, as many a program writes them.
        let newer = write(&dir.path().join("2026.geojson"), &all, points, "EPSG:4490");
        let renewal = read(&desk, &layer, newer.clone(), None);
        assert_eq!(renewal.layer.source.crs_origin, CrsOrigin::Declared, "what the file says is not overruled");
        let told = notes(&renewal);
        assert!(told.contains(&("crs_other_than_before", "gcj02")), "{role:?}: {told:?}");
        assert!(told.contains(&("datum_shift_suspected", "gcj02")), "{role:?}: {told:?}");
        assert!(renewal.same.is_empty());
        let renewal = read(&desk, &layer, newer, Some("gcj02"));
        assert_eq!((renewal.same.len(), changed(&renewal)), (layer.features.len(), 0), "{role:?}");
        assert!(notes(&renewal).iter().all(|(key, _)| !key.contains("suspected") && !key.contains("before")));
    }
}

#[test]
fn a_choice_that_cannot_be_any_more_gives_way() {
    let dir = tempfile::tempdir().unwrap();
    let (desk, layer) = opened(dir.path(), Role::Park, false);
    // Next year somebody exports metres of the zone instead of degrees.
    let squares: Vec<String> = (0..4)
        .map(|i| {
            let x = 40_497_000.0 + 200.0 * f64::from(i);
            let (e, s, n) = (x + 90.0, 3_516_900.0, 3_516_990.0);
            format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{s}],[{e},{s}],[{e},{n}],[{x},{n}],[{x},{s}]]]}}}}"#)
        })
        .collect();
    let path = dir.path().join("米.geojson");
    fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","))).unwrap();
    desk.send(PlanAction::ReadUpdate(layer.id, OpenRequest { path, ..OpenRequest::default() }));
    desk.done();
    let told = desk.until(|s| s.messages.iter().any(|m| m.fix.is_some()));
    let fix = told.messages.iter().find_map(|m| m.fix.clone()).unwrap();
    let Action::Plan(PlanAction::ReadUpdate(id, OpenRequest { crs: Some(crs), .. })) = &fix else { panic!("{fix:?}") };
    assert_eq!((*id, crs.as_str()), (layer.id, "EPSG:4528"));
    desk.send(fix);
    desk.done();
    let renewal = desk.until(|s| s.update.is_some()).update.as_ref().unwrap().renewal.clone();
    assert_eq!(renewal.layer.features.len(), 4);
}
