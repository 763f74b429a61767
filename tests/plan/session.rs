//! A session that plans: every gesture a step, on the disk when it ends, undone and done again across restarts.

use std::fs;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fugai::analysis::IndicatorId;
use fugai::model::plan::{Document, Period, Prefer, Proposal, What};
use fugai::model::{FacilityKind, Role};
use fugai::session::{Action, OpenRequest, PlanAction, ReadOnly, Save, Severity, Snapshot, last_project};
use fugai::store::{History, Store, View};

use super::random::problem;
use super::support::{Desk, Dice, X, Y, district, pocket, square};

pub(crate) fn made(dir: &std::path::Path) -> std::path::PathBuf {
    let path = dir.join("district.gpkg");
    drop(Store::create(&path, &district(), &History::default(), &View::default()).unwrap());
    path
}

pub(crate) fn opened(dir: &std::path::Path, path: &std::path::Path) -> Desk {
    let desk = Desk::start(Some(dir));
    desk.send(Action::OpenProject(path.to_owned()));
    desk.until(|s| s.file.is_some() && s.job.is_none());
    desk
}

pub(crate) fn document(snapshot: &Snapshot) -> Document {
    Document::clone(snapshot.document.as_ref().unwrap())
}

pub(crate) fn on_disk(path: &std::path::Path) -> Document {
    let look = || Store::open(path, &std::env::temp_dir()).unwrap();
    let mut opened = look();
    // Who is done with a file lets it go a moment after having said so.
    let begin = Instant::now();
    while opened.read_only == Some(ReadOnly::InUse) && begin.elapsed() < Duration::from_secs(10) {
        drop(opened);
        std::thread::sleep(Duration::from_millis(20));
        opened = look();
    }
    assert_eq!((opened.findings, opened.read_only), (Vec::new(), None));
    opened.store.document().clone()
}

fn value(snapshot: &Snapshot) -> u64 {
    let analysis = snapshot.analysis.as_ref().unwrap();
    analysis.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().value().unwrap().to_bits()
}

#[test]
fn undo_restores_the_figures_and_says_what_it_undoes() {
    let desk = Desk::start(None);
    desk.send(Action::OpenSample);
    let first = desk.settled();
    assert_eq!((&first.undo, &first.redo), (&None, &None));
    let centre = first.analysis.as_ref().unwrap().gaps[0].label_point;
    let park = Proposal::new(FacilityKind::PocketPark, square(centre.x, centre.y, 30.0), 2024);
    desk.send(PlanAction::Put(Box::new(park)));
    let placed = desk.settled();
    assert_eq!(placed.undo.as_ref().unwrap().zh, "新建口袋公园");
    assert!(f64::from_bits(value(&placed)) > f64::from_bits(value(&first)));
    assert_eq!(placed.scenario, placed.document.as_ref().unwrap().scenarios.first().map(|s| s.id));
    let base = placed.document.as_ref().unwrap().layers.len();
    assert_eq!(placed.project.as_ref().unwrap().layers.len(), base + 1, "the proposal stands in a layer of its own");

    desk.send(Action::Undo);
    let back = desk.done();
    assert_eq!((value(&back), back.stale), (value(&first), false), "the figures are there at once");
    assert_eq!(back.redo.as_ref().unwrap().en, "New pocket park");
    desk.send(Action::Redo);
    let again = desk.done();
    assert_eq!((value(&again), again.stale), (value(&placed), false));

    desk.send(PlanAction::ShowScenario(None));
    let base = desk.done();
    assert_eq!((value(&base), base.stale), (value(&first), false), "switching back is at once");
}

#[test]
fn layers_and_roles_are_undone_too() {
    let dir = tempfile::tempdir().unwrap();
    let desk = Desk::start(Some(&dir.path().join("data")));
    let file = dir.path().join("公园.geojson");
    let ring = "[[119.97,31.78],[119.971,31.78],[119.971,31.781],[119.97,31.781],[119.97,31.78]]";
    fs::write(
        &file,
        format!(r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}"#),
    )
    .unwrap();
    desk.send(Action::Open(vec![OpenRequest { path: file, ..OpenRequest::default() }]));
    let open = desk.until(|s| s.project.is_some() && s.job.is_none());
    assert_eq!(open.undo.as_ref().unwrap().zh, "打开图层：公园");
    let saved = desk.saved();
    let status = saved.file.as_ref().unwrap();
    assert!(status.unnamed && status.path.as_ref().unwrap().starts_with(dir.path().join("data")));
    let id = open.project.as_ref().unwrap().layers[0].id;
    desk.send(Action::SetRole(id, Role::Residential));
    desk.send(Action::RemoveLayer(id));
    assert!(desk.done().project.is_none());
    desk.send(Action::Undo);
    assert_eq!(desk.done().project.as_ref().unwrap().layers[0].role, Role::Residential);
    desk.send(Action::Undo);
    desk.send(Action::Undo);
    assert!(desk.done().project.is_none());
    desk.send(Action::Redo);
    let back = desk.settled();
    assert_eq!(back.project.as_ref().unwrap().layers[0].role, Role::Park);

    // It is kept under the name the user gives it, with its history.
    let own = dir.path().join("我的项目");
    desk.send(Action::SaveAs(own.clone()));
    let named = desk.until(|s| s.file.as_ref().is_some_and(|f| !f.unnamed && matches!(f.save, Save::Saved(_))));
    assert_eq!(named.file.as_ref().unwrap().path.as_deref(), Some(own.with_extension("gpkg").as_path()));
    let end = document(&named);
    assert!(on_disk(&desk.close()).same_as(&end));
}

#[test]
fn a_second_window_says_that_it_only_looks() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let first = Store::open(&path, dir.path()).unwrap();
    let desk = opened(dir.path(), &path);
    let snapshot = desk.done();
    assert_eq!(snapshot.file.as_ref().unwrap().read_only, Some(ReadOnly::InUse));
    desk.send(Action::RenameProject("x".to_owned()));
    let told = desk.done();
    assert_eq!(told.document.as_ref().unwrap().head.name, "小区");
    let last = told.messages.last().unwrap();
    assert!(last.severity == Severity::Warning && last.zh.contains("另存为"), "{last:?}");
    let copy = dir.path().join("copy.gpkg");
    desk.send(Action::SaveAs(copy.clone()));
    desk.until(|s| s.file.as_ref().is_some_and(|f| f.read_only.is_none() && matches!(f.save, Save::Saved(_))));
    desk.send(Action::RenameProject("x".to_owned()));
    assert_eq!(desk.saved().document.as_ref().unwrap().head.name, "x");
    assert_eq!(desk.close(), copy);
    drop(first);
}

#[test]
fn work_goes_on_in_the_data_folder_when_the_file_is_taken_away() {
    let dir = tempfile::tempdir().unwrap();
    let stick = tempfile::tempdir().unwrap();
    let path = made(stick.path());
    let desk = opened(dir.path(), &path);
    desk.send(Action::RenameProject("一".to_owned()));
    desk.saved();
    drop(stick);
    desk.send(Action::RenameProject("二".to_owned()));
    let moved = desk.until(|s| s.file.as_ref().is_some_and(|f| f.unnamed && matches!(f.save, Save::Saved(Some(_)))));
    let told: String = moved.messages.iter().map(|m| m.zh.as_str()).collect();
    assert!(told.contains("移动或删除") && told.contains("什么都没有丢"), "{told}");
    desk.send(Action::RenameProject("三".to_owned()));
    let end = document(&desk.saved());
    let kept = desk.close();
    assert!(kept.starts_with(dir.path()));
    let opened = Store::open(&kept, dir.path()).unwrap();
    assert!(opened.store.document().same_as(&end));
    assert_eq!(opened.history.done.len(), 3, "the history came along");
    drop(opened);
    // The next start opens it, and says what it is.
    assert_eq!(last_project(dir.path()), Some(kept.clone()));
    let desk = self::opened(dir.path(), &kept);
    let told: String = desk.done().messages.iter().map(|m| m.zh.as_str()).collect();
    assert!(told.contains("救援副本") && told.contains(&path.display().to_string()), "{told}");
}

#[test]
fn figures_are_kept_by_date_and_compared() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let desk = opened(dir.path(), &path);
    desk.settled();
    let keep =
        |day: &str| PlanAction::KeepFigures { date: day.parse().unwrap(), period: Period::Month, label: String::new() };
    desk.send(keep("2024-03-31"));
    desk.send(PlanAction::Put(Box::new(Proposal::new(FacilityKind::Park, square(X + 500.0, Y + 500.0, 90.0), 2024))));
    desk.settled();
    desk.send(keep("2024-04-30"));
    let doc = document(&desk.done());
    let [march, april] = &doc.figures[..] else { panic!("two sets of figures") };
    let rows = fugai::model::plan::differences(march, april);
    let park = rows.iter().find(|d| d.indicator == "park_coverage" && d.zone.is_none()).unwrap();
    assert!(park.change().unwrap() > 0.1, "{park:?}");
    desk.close();
    assert!(on_disk(&path).same_as(&doc));
}

#[test]
fn scenarios_are_forked_merged_and_named_apart() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let desk = opened(dir.path(), &path);
    let mut dice = Dice(2);
    desk.send(PlanAction::Put(Box::new(pocket(&mut dice, "一"))));
    let first = desk.done().scenario.unwrap();
    desk.send(PlanAction::NewScenario { name: "方案一".to_owned(), from: Some(first) });
    let fork = desk.done().scenario.unwrap();
    let doc = document(&desk.done());
    assert_eq!(doc.scenarios.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["方案一", "方案一 2"]);
    let shared = doc.scenario(first).unwrap().proposals[0].id;
    let renamed = |name: &str| {
        let mut it = Proposal::clone(&doc.scenario(first).unwrap().proposals[0]);
        it.name = name.to_owned();
        PlanAction::Put(Box::new(it))
    };
    desk.send(renamed("叉"));
    desk.send(PlanAction::Put(Box::new(pocket(&mut dice, "二"))));
    desk.send(PlanAction::ShowScenario(Some(first)));
    desk.send(renamed("本"));
    desk.send(PlanAction::Merge { from: fork, into: first, prefer: Prefer::Theirs });
    let merged = desk.done();
    let scenario = merged.document.as_ref().unwrap().scenario(first).unwrap().clone();
    assert_eq!(scenario.proposals.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["叉", "二"]);
    assert_eq!(scenario.proposals[0].id, shared);
    assert!(merged.messages.last().unwrap().zh.contains("本"), "the conflict is named");
    desk.send(Action::Undo);
    let back = desk.done();
    assert_eq!(back.document.as_ref().unwrap().scenario(first).unwrap().proposals.len(), 1);
    // A scenario that is shown and goes is not shown any more.
    desk.send(PlanAction::RemoveScenario(first));
    assert_eq!(desk.done().scenario, None);
}

#[test]
fn what_cannot_be_placed_is_refused_with_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let desk = opened(dir.path(), &path);
    let nowhere = Proposal::new(FacilityKind::Toilet, fugai::geom::Shape::default(), 2024);
    desk.send(PlanAction::Put(Box::new(nowhere)));
    let told = desk.done();
    assert!(told.messages.last().unwrap().zh.contains("位置") && told.undo.is_none());
    let mut bad = pocket(&mut Dice(1), "x");
    bad.area_m2 = Some(f64::NAN);
    desk.send(PlanAction::Drag(Box::new(bad)));
    assert!(desk.done().messages.last().unwrap().zh.contains("面积"));
}

#[test]
fn the_pointer_is_followed_and_let_go() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let desk = opened(dir.path(), &path);
    desk.settled();
    let before = fs::read(&path).unwrap().len();
    for x in 0..50 {
        let ghost = Proposal::new(FacilityKind::PocketPark, square(X + 10.0 * f64::from(x), Y + 400.0, 40.0), 2024);
        desk.send(PlanAction::Drag(Box::new(ghost)));
    }
    let last = square(X + 490.0, Y + 400.0, 40.0);
    let live = desk.until(|s| s.live.as_ref().is_some_and(|l| l.shape == last)).live.clone().unwrap();
    assert!(live.radius_m.is_some() && live.indicators[0].now.is_some());
    assert!(desk.done().undo.is_none(), "nothing is done yet");
    desk.send(PlanAction::Put(Box::new(Proposal::new(FacilityKind::PocketPark, last, 2024))));
    let placed = desk.settled();
    desk.until(|s| s.live.is_none());
    assert_eq!(placed.undo.as_ref().unwrap().zh, "新建口袋公园");
    let now = live.indicators[0].now.unwrap().value().unwrap();
    assert_eq!(now.to_bits(), value(&placed), "what was shown while dragging is what comes of it");
    assert!(fs::read(desk.close()).unwrap().len() >= before);
}

#[test]
fn a_layer_is_brought_up_to_date_and_the_scenarios_stay() {
    let dir = tempfile::tempdir().unwrap();
    let feature = |id: u32, lon: f64, name: &str| {
        let (e, n) = (lon + 0.001, 31.781);
        format!(
            r#"{{"type":"Feature","id":"{id}","properties":{{"name":"{name}"}},"geometry":{{"type":"Polygon","coordinates":[[[{lon},31.78],[{e},31.78],[{e},{n}],[{lon},{n}],[{lon},31.78]]]}}}}"#
        )
    };
    let write = |name: &str, features: &[String]| {
        let path = dir.path().join(name);
        fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).unwrap();
        OpenRequest { path, ..OpenRequest::default() }
    };
    let homes = write("居住用地.geojson", &[feature(1, 119.972, "a"), feature(2, 120.05, "b")]);
    let old = write(
        "公园.geojson",
        &[feature(1, 119.97, "甲"), feature(2, 119.98, "乙"), feature(3, 119.99, "丙"), feature(4, 120.0, "丁")],
    );
    let new = write(
        "公园2025.geojson",
        &[feature(5, 120.05, "戊"), feature(4, 120.0, "丁"), feature(3, 119.995, "丙"), feature(2, 119.98, "新乙")],
    );
    let desk = Desk::start(Some(&dir.path().join("data")));
    desk.send(Action::Open(vec![homes, old]));
    let open = desk.until(|s| s.analysis.is_some() && !s.stale);
    let park = open.project.as_ref().unwrap().layers_of(Role::Park).next().unwrap().clone();
    let mut change = Proposal::new(FacilityKind::Park, fugai::geom::Shape::default(), 2025);
    change.what = What::Close(fugai::model::plan::FacilityRef::to(&park, &park.features[3]));
    desk.send(PlanAction::Put(Box::new(change)));
    desk.send(PlanAction::ReadUpdate(park.id, new));
    let pending = desk.until(|s| s.update.is_some());
    let renewal = &pending.update.as_ref().unwrap().renewal;
    let counts =
        (renewal.added.len(), renewal.removed.len(), renewal.moved.len(), renewal.changed.len(), renewal.same.len());
    assert_eq!(counts, (1, 1, 1, 1, 1));
    assert_eq!(renewal.changed[0].fields.iter().map(|f| &**f).collect::<Vec<_>>(), ["name"]);
    let park_row = renewal.figures.iter().find(|d| d.indicator == "park_coverage" && d.zone.is_none()).unwrap();
    assert!(park_row.before.is_some() && park_row.before != park_row.after, "{park_row:?}");
    desk.send(PlanAction::AcceptUpdate);
    let after = desk.done();
    assert_eq!(after.undo.as_ref().unwrap().zh, "更新图层：公园");
    assert!(after.update.is_none() && after.orphans.is_empty());
    let doc = after.document.as_ref().unwrap();
    let closed = doc.scenarios[0].proposals[0].facility().unwrap();
    let layer = doc.layer(park.id).unwrap();
    let name = layer.value(&layer.features[closed.find(layer).unwrap()], "name");
    assert_eq!(name.as_text(), Some("丁"), "the proposal is about the same park");
    desk.send(Action::Undo);
    let back = desk.done();
    assert!(Arc::ptr_eq(back.document.as_ref().unwrap().layer(park.id).unwrap(), &park));
}

#[test]
fn what_the_window_keeps_is_found_again_and_is_no_step() {
    let dir = tempfile::tempdir().unwrap();
    let path = made(dir.path());
    let desk = opened(dir.path(), &path);
    let steps = desk.done().history.done.len();
    let keep =
        |text: &str, was: Option<&str>| PlanAction::KeepWindow { text: text.to_owned(), was: was.map(str::to_owned) };
    desk.send(keep("first", None));
    desk.send(keep("second", Some("first")));
    // Made before "second" was known: of another project, for all the session can tell.
    desk.send(keep("third", Some("first")));
    desk.send(PlanAction::PutProblem(Box::new(problem(1))));
    let now = desk.until(|s| s.history.done.len() == steps + 1);
    assert_eq!(&*now.window, "second");
    desk.send(Action::Undo);
    let back = desk.until(|s| s.history.done.len() == steps);
    assert_eq!(&*back.window, "second", "undo takes no place on the map back");
    desk.until(|s| matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(_))));
    drop(desk);
    let again = opened(dir.path(), &path);
    assert_eq!(&*again.until(|s| s.project.is_some()).window, "second");
}
