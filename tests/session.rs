//! A session as the window drives it: actions in, snapshots out.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use fugai::analysis::IndicatorId;
use fugai::model::{Layer, Role};
use fugai::session::{Action, ExportRequest, OpenRequest, Session, Severity, Snapshot, Start};

/// A session and the bell that it rings.
struct Desk {
    session: Session,
    bell: Receiver<()>,
}

impl Desk {
    fn start() -> Self {
        let (ring, bell) = channel();
        let session = Session::start(Start::default(), move || {
            // The test may have ended already.
            let _ = ring.send(());
        });
        Self { session, bell }
    }

    /// Waits until a snapshot satisfies `wanted`.
    fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let begin = Instant::now();
        loop {
            let snapshot = self.session.snapshot();
            if wanted(&snapshot) {
                return snapshot;
            }
            assert!(
                begin.elapsed() < Duration::from_mins(1),
                "still waiting: {:?} {:?}",
                snapshot.job,
                snapshot.messages
            );
            // Rung or not, look again.
            let _ = self.bell.recv_timeout(Duration::from_millis(50));
        }
    }

    fn settled(&self) -> Arc<Snapshot> {
        self.until(|s| s.job.is_none() && s.analysis.is_some() && !s.stale)
    }
}

fn coverage(snapshot: &Snapshot) -> f64 {
    let analysis = snapshot.analysis.as_ref().unwrap();
    analysis.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().value().unwrap()
}

fn layer(snapshot: &Snapshot, role: Role) -> Arc<Layer> {
    snapshot.project.as_ref().unwrap().layers_of(role).next().cloned().unwrap()
}

fn square(x: f64, y: f64, size: f64) -> String {
    let (e, n) = (x + size, y + size);
    format!(
        r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{e},{y}],[{e},{n}],[{x},{n}],[{x},{y}]]]}}}}"#
    )
}

fn write(dir: &Path, name: &str, features: &[String]) -> PathBuf {
    let path = dir.join(name);
    fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))).unwrap();
    path
}

fn export_to(dir: &Path, english: bool) -> Action {
    Action::Export(Box::new(ExportRequest::summary(dir.to_owned(), english)))
}

fn open(path: &Path) -> Action {
    Action::Open(vec![OpenRequest { path: path.to_owned(), ..OpenRequest::default() }])
}

#[test]
fn the_sample_opens_and_an_edit_changes_the_figures_and_back() {
    let desk = Desk::start();
    desk.session.send(Action::OpenSample);
    let first = desk.settled();
    assert!(first.project.as_ref().unwrap().synthetic);
    let value = coverage(&first);
    assert!((0.81..0.83).contains(&value), "{value}");

    let pockets = layer(&first, Role::PocketPark).id;
    desk.session.send(Action::SetRole(pockets, Role::Context));
    let fewer = desk.until(|s| s.revision > first.revision && s.job.is_none() && !s.stale);
    assert!(coverage(&fewer) < value, "pocket parks served somebody");

    desk.session.send(Action::SetRole(pockets, Role::PocketPark));
    let again = desk.until(|s| s.revision > fewer.revision && s.job.is_none() && !s.stale);
    assert_eq!(coverage(&again).to_bits(), value.to_bits(), "the same input gives the same bits");
}

#[test]
fn rules_and_targets_are_exchanged_and_unknown_ones_refused() {
    let desk = Desk::start();
    desk.session.send(Action::OpenSample);
    let first = desk.settled();
    desk.session.send(Action::SetRules("city-checkup-2021".to_owned()));
    let stricter = desk.until(|s| s.revision > first.revision && s.job.is_none() && !s.stale);
    assert!(coverage(&stricter) < coverage(&first));

    desk.session.send(Action::SetRules("no-such-rules".to_owned()));
    let told = desk.until(|s| !s.messages.is_empty());
    assert_eq!(told.messages[0].severity, Severity::Error);
    assert!(told.messages[0].zh.contains("no-such-rules") && told.messages[0].en.contains("no-such-rules"));
    desk.session.send(Action::DismissMessage(told.messages[0].id));
    desk.until(|s| s.messages.is_empty());
}

#[test]
fn own_files_take_the_place_of_the_sample_and_one_bad_file_does_not_keep_the_others_out() {
    let dir = tempfile::tempdir().unwrap();
    let park = write(dir.path(), "公园.geojson", &[square(119.97, 31.78, 0.001)]);
    let homes = write(dir.path(), "居住用地.geojson", &[square(119.972, 31.78, 0.001), square(120.05, 31.78, 0.001)]);
    let broken = dir.path().join("broken.geojson");
    fs::write(&broken, "{\"type\":").unwrap();

    let desk = Desk::start();
    desk.session.send(Action::OpenSample);
    desk.settled();
    let request = |path: &Path| OpenRequest { path: path.to_owned(), ..OpenRequest::default() };
    desk.session.send(Action::Open(vec![request(&park), request(&broken), request(&homes)]));
    let snapshot =
        desk.until(|s| s.project.as_ref().is_some_and(|p| !p.synthetic) && s.job.is_none() && s.analysis.is_some());
    let project = snapshot.project.as_ref().unwrap();
    assert_eq!(project.layers.iter().map(|l| l.role).collect::<Vec<_>>(), [Role::Park, Role::Residential]);
    assert!((coverage(&snapshot) - 0.5).abs() < 1e-3);
    assert_eq!(snapshot.messages.len(), 1);
    assert!(snapshot.messages[0].en.contains("broken.geojson"));

    // The same file again would count its things twice.
    desk.session.send(open(&park));
    let told = desk.until(|s| s.messages.len() == 2);
    assert_eq!(told.messages[1].severity, Severity::Info);
    assert_eq!(told.project.as_ref().unwrap().layers.len(), 2);

    // Layers opened later get numbers of their own.
    let pocket = write(dir.path(), "口袋公园.geojson", &[square(119.98, 31.78, 0.0003)]);
    desk.session.send(open(&pocket));
    let more = desk.until(|s| s.project.as_ref().is_some_and(|p| p.layers.len() == 3));
    let mut ids: Vec<_> = more.project.as_ref().unwrap().layers.iter().map(|l| l.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
}

#[test]
fn metres_without_a_declared_system_are_refused_with_a_fix_that_works() {
    let dir = tempfile::tempdir().unwrap();
    let homes = write(dir.path(), "居住用地.geojson", &[square(497_158.0, 3_517_458.0, 100.0)]);
    let desk = Desk::start();
    desk.session.send(open(&homes));
    let told = desk.until(|s| !s.messages.is_empty());
    let fix = told.messages[0].fix.clone().expect("a fix is offered");
    assert!(told.project.is_none(), "nothing is applied silently");
    desk.session.send(fix);
    let snapshot = desk.until(|s| s.project.is_some() && s.job.is_none());
    let layer = layer(&snapshot, Role::Residential);
    let corner = layer.features[0].shape.bounds().unwrap().min();
    assert!((corner.x - 497_158.0).abs() < 1e-3 && (corner.y - 3_517_458.0).abs() < 1e-3, "{corner:?}");
}

#[test]
fn a_layer_without_any_geometry_does_not_make_the_others_vanish() {
    let dir = tempfile::tempdir().unwrap();
    let null = r#"{"type":"Feature","properties":{},"geometry":null}"#.to_owned();
    let homes = write(dir.path(), "居住用地.geojson", &[null.clone(), null]);
    let park = write(dir.path(), "公园.geojson", &[square(119.97, 31.78, 0.001)]);
    let desk = Desk::start();
    let request = |path: &Path| OpenRequest { path: path.to_owned(), ..OpenRequest::default() };
    desk.session.send(Action::Open(vec![request(&homes), request(&park)]));
    let snapshot = desk.until(|s| s.job.is_none() && (s.analysis.is_some() || !s.messages.is_empty()));
    let project = snapshot.project.as_ref().expect("the park is there");
    assert!(project.layers_of(Role::Park).next().is_some());
    let told = snapshot.messages.iter().any(|m| m.en.contains("居住用地"));
    let kept = project.layers.iter().any(|l| l.name == "居住用地" && l.import.skipped.len() == 2);
    assert!(told || kept, "the empty layer is spoken of: {:?}", snapshot.messages);

    // By itself it is refused with its name.
    let desk = Desk::start();
    desk.session.send(open(&homes));
    let told = desk.until(|s| !s.messages.is_empty());
    assert!(told.messages[0].zh.contains("居住用地.geojson"), "{}", told.messages[0].zh);
}

#[test]
fn a_users_file_that_is_named_like_one_of_the_samples_is_read_again_itself() {
    let dir = tempfile::tempdir().unwrap();
    let park = write(dir.path(), "parks.geojson", &[square(119.97, 31.78, 0.001)]);
    let desk = Desk::start();
    desk.session.send(open(&park));
    let before = desk.settled();
    let id = layer(&before, Role::Park).id;
    desk.session.send(Action::SetCrs(id, "bd09".to_owned()));
    let after = desk.until(|s| s.revision > before.revision && s.job.is_none());
    assert_eq!(layer(&after, Role::Park).features.len(), 1);
}

#[test]
fn another_datum_moves_a_layer_by_half_a_kilometre() {
    let dir = tempfile::tempdir().unwrap();
    let homes = write(dir.path(), "居住用地.geojson", &[square(119.97, 31.78, 0.001)]);
    let desk = Desk::start();
    desk.session.send(open(&homes));
    let before = desk.settled();
    let old = layer(&before, Role::Residential);
    desk.session.send(Action::SetCrs(old.id, "gcj02".to_owned()));
    let after = desk.until(|s| s.revision > before.revision && s.job.is_none() && !s.stale);
    let new = layer(&after, Role::Residential);
    assert_eq!((new.id, new.source.crs.as_str()), (old.id, "gcj02"));
    let (a, b) = (old.features[0].shape.bounds().unwrap().min(), new.features[0].shape.bounds().unwrap().min());
    assert!((450.0..560.0).contains(&(a.x - b.x).hypot(a.y - b.y)));
}

#[test]
fn an_export_waits_for_the_figures_of_the_project_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("成果");
    let desk = Desk::start();
    desk.session.send(Action::OpenSample);
    desk.session.send(Action::SetRules("city-checkup-2021".to_owned()));
    desk.session.send(export_to(&out, false));
    let told = desk.until(|s| !s.messages.is_empty());
    assert_eq!(told.messages[0].severity, Severity::Info, "{}", told.messages[0].en);
    let summary: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["rules"]["id"], "city-checkup-2021");

    // Into a file there is no exporting; the message says so and nothing else happens.
    let file = dir.path().join("file");
    fs::write(&file, "x").unwrap();
    desk.session.send(export_to(&file, false));
    let told = desk.until(|s| s.messages.iter().any(|m| m.severity == Severity::Error));
    assert!(told.messages.last().unwrap().zh.contains("file"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[test]
fn removing_every_layer_leaves_an_empty_window_and_exporting_says_so() {
    let desk = Desk::start();
    desk.session.send(Action::OpenSample);
    let snapshot = desk.settled();
    for layer in &snapshot.project.as_ref().unwrap().layers {
        desk.session.send(Action::RemoveLayer(layer.id));
    }
    desk.until(|s| s.project.is_none() && s.analysis.is_none() && s.job.is_none());
    desk.session.send(export_to(Path::new("nowhere"), true));
    let told = desk.until(|s| !s.messages.is_empty());
    assert_eq!(told.messages[0].severity, Severity::Error);
    assert!(!Path::new("nowhere").exists());
}
