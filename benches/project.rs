//! A project of 100,000 parcels and 10,000 parks: making its file, opening it, one gesture, and a park that follows the
//! pointer.

#![allow(clippy::print_stderr)]

mod city;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use city::City;
use fugai::analysis::live::{Live, prepare};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::plan::{Document, Edit, PlacementRules, Proposal, Scenario, ScenarioId, diff};
use fugai::model::{FacilityKind, Feature, Import, Layer, LayerId, Plane, Role, RuleSet, Source, Text};
use fugai::session::{Action, Place, PlanAction, Session, Start};
use fugai::store::{Commit, History, Store, View};

fn layer(id: u32, role: Role, shapes: impl Iterator<Item = Shape>) -> Arc<Layer> {
    let features = shapes.enumerate().map(|(i, shape)| Feature { index: i as u32, shape, ..Feature::default() });
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: role.id().to_owned(),
        source: Source::default(),
        fields: Arc::new([]),
        features: features.collect(),
        import: Import::default(),
    })
}

fn square(x: f64, y: f64, size: f64) -> Shape {
    let at = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
    Shape::from_region(normalise(vec![vec![vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)]]]).0)
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let result = work();
    eprintln!("{what}: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    result
}

fn spread(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[(share * (times.len() - 1) as f64) as usize];
    eprintln!("{what}: median {:.3} ms, p95 {:.3} ms, p99 {:.3} ms", at(0.5), at(0.95), at(0.99));
}

/// From the moment the window asks until it can see the figures: through the session's queue, its thread and the thread
/// that follows the pointer.
fn through_the_session(path: &std::path::Path, extent: f64) {
    let session = Session::start(Start { place: Place::Folder(path.with_extension("d")), ..Start::default() }, || {});
    session.send(Action::OpenProject(path.to_owned()));
    let ready = |s: &Session| {
        let snap = s.snapshot();
        snap.analysis.is_some() && !snap.stale && snap.job.is_none()
    };
    let begin = Instant::now();
    while !ready(&session) {
        assert!(begin.elapsed().as_secs() < 300, "the project does not open");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let wait = |park: &Proposal| {
        let begin = Instant::now();
        session.send(PlanAction::Drag(Box::new(park.clone())).into());
        while session.snapshot().live.as_ref().is_none_or(|l| l.shape != park.shape) {
            std::thread::yield_now();
        }
        begin.elapsed().as_secs_f64() * 1e3
    };
    let at = |i: u32| {
        let t = f64::from(i) / 1000.0;
        let (x, y) = (extent * t, extent * (0.5 + 0.4 * (20.0 * t).sin()));
        Proposal::new(FacilityKind::PocketPark, square(x, y, 80.0), 2024)
    };
    eprintln!("first figures under the pointer: {:.1} ms", wait(&at(0)));
    spread("pointer to figures in the snapshot", (1..1000).map(|i| wait(&at(i))).collect());
    // Letting go: from the gesture's end until the analysis has the same figures.
    let last = at(1000);
    let _ = wait(&last);
    let said = session.snapshot().live.clone().expect("it follows the pointer");
    let before = session.snapshot().revision;
    let begin = Instant::now();
    session.send(PlanAction::Put(Box::new(last)).into());
    while session.snapshot().revision == before || !ready(&session) {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    eprintln!("let go until analysed: {:.1} ms", begin.elapsed().as_secs_f64() * 1e3);
    let snap = session.snapshot();
    let main = &said.indicators[0];
    let full = snap.analysis.as_ref().and_then(|a| a.indicator(main.id)).and_then(|i| i.quantity);
    assert_eq!(full, main.now, "what was said under the pointer is what it is");
}

fn measure(parcels: usize, parks: usize, folder: &std::path::Path) {
    eprintln!("\n{parcels} parcels, {parks} parks");
    let city = City::new(parcels, parks);
    let mut document = Document::empty(Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).expect("it is built in")));
    document.head_mut().plane = Some(Plane { epsg: Some(4549), definition: "+proj=tmerc +lon_0=120".to_owned() });
    document.layers = vec![
        layer(1, Role::Residential, city.parcels.iter().cloned().map(Shape::from_region)),
        layer(2, Role::Park, city.parks.iter().map(|(s, _)| s.clone())),
        layer(3, Role::Zone, city.zones.iter().cloned().map(Shape::from_region)),
    ];
    document.scenarios.push(Arc::new(Scenario::empty(ScenarioId(1), "A")));
    let path: PathBuf = folder.join(format!("{parcels}.gpkg"));
    let (history, view) = (History::default(), View::default());
    drop(timed("make the file", || Store::create(&path, &document, &history, &view).expect("a folder to write to")));
    let size = std::fs::metadata(&path).map_or(0, |m| m.len());
    eprintln!("size: {:.1} MB", size as f64 / 1e6);
    let mut store = timed("open the file", || Store::open(&path, folder).expect("it was just made")).store;

    let mut times = Vec::new();
    for i in 0..300_u32 {
        let mut next = store.document().clone();
        let mut park = Proposal::new(FacilityKind::PocketPark, square(f64::from(i) * 50.0, 900.0, 40.0), 2024);
        park.id = next.free_proposal();
        let scenario = next.scenario_mut(ScenarioId(1)).expect("it is there");
        scenario.proposals.push(Arc::new(park));
        let edit =
            Edit { name: Text::new("新建口袋公园", "New pocket park"), changes: diff(store.document(), &next) };
        let begin = Instant::now();
        store.commit(&Commit::Did(Arc::new(edit))).expect("there is room");
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    spread("write a gesture", times);

    let base = document.project().expect("it has layers");
    let shown = prepare(&base);
    let mut live = timed("prepare the pointer", || {
        Live::new(&shown, &base, &PlacementRules::default(), &()).expect("nobody cancels")
    });
    let extent = 120.0 * (parcels as f64).sqrt();
    let mut times = Vec::new();
    for i in 0..2000_u32 {
        let t = f64::from(i) / 2000.0;
        let (x, y) = (extent * t, extent * (0.5 + 0.4 * (20.0 * t).sin()));
        let park = Proposal::new(FacilityKind::PocketPark, square(x, y, 80.0), 2024);
        let begin = Instant::now();
        std::hint::black_box(live.drag(&park));
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    spread("pointer to figures", times);
    drop((live, store));
    through_the_session(&path, extent);
}

fn main() {
    let folder = std::env::temp_dir().join(format!("fugai-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder to write to");
    measure(2_000, 200, &folder);
    measure(100_000, 10_000, &folder);
    std::fs::remove_dir_all(&folder).expect("the folder is ours");
}
