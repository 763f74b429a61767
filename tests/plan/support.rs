//! A small district, a session with a bell, and dice.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::plan::{Document, Problem, ProblemId, ProblemPlace, ProblemState, Proposal};
use fugai::model::{
    FacilityKind, Feature, Import, Layer, LayerId, Note, Plane, Role, RuleSet, Skipped, Source, Text, Value,
};
use fugai::session::{Action, Place, PlanAction, Save, Session, Snapshot, Start};

/// A session and the bell that it rings.
pub(crate) struct Desk {
    pub(crate) session: Session,
    bell: Receiver<()>,
    marks: std::cell::Cell<u32>,
}

impl Desk {
    pub(crate) fn start(folder: Option<&Path>) -> Self {
        let (ring, bell) = channel();
        let place = folder.map_or(Place::Memory, |f| Place::Folder(f.to_owned()));
        let session = Session::start(Start { place, ..Start::default() }, move || {
            // The test may have ended already.
            let _ = ring.send(());
        });
        Self { session, bell, marks: std::cell::Cell::new(0) }
    }

    pub(crate) fn send(&self, action: impl Into<Action>) {
        self.session.send(action.into());
    }

    pub(crate) fn until(&self, wanted: impl Fn(&Snapshot) -> bool) -> Arc<Snapshot> {
        let begin = Instant::now();
        // Ten thousand actions are a long queue.
        let long = std::env::var_os("FUGAI_ACTIONS").is_some();
        let limit = if long { Duration::from_hours(1) } else { Duration::from_mins(2) };
        loop {
            let snapshot = self.session.snapshot();
            if wanted(&snapshot) {
                return snapshot;
            }
            let told: Vec<_> = snapshot.messages.iter().map(|m| &m.en).collect();
            assert!(begin.elapsed() < limit, "still waiting: {:?} {told:?}", snapshot.job);
            let _ = self.bell.recv_timeout(Duration::from_millis(50));
        }
    }

    /// Waits until everything that was sent has been carried out.
    pub(crate) fn done(&self) -> Arc<Snapshot> {
        self.marks.set(self.marks.get() + 1);
        let mark = format!("mark {}", self.marks.get());
        self.send(PlanAction::KeepWindow { text: mark.clone(), was: None });
        self.until(|s| *s.window == *mark)
    }

    /// Waits until the figures are those of what is shown.
    pub(crate) fn settled(&self) -> Arc<Snapshot> {
        self.done();
        self.until(|s| s.job.is_none() && s.analysis.is_some() && !s.stale)
    }

    /// Waits until everything is on the disk.
    pub(crate) fn saved(&self) -> Arc<Snapshot> {
        self.done();
        self.until(|s| matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(_))))
    }

    /// The file of the project, which the session is done with.
    pub(crate) fn close(self) -> std::path::PathBuf {
        let path = self.saved().file.as_ref().and_then(|f| f.path.clone()).unwrap();
        drop(self.session);
        path
    }
}

pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }

    pub(crate) fn unit(&mut self) -> f64 {
        self.below(1 << 30) as f64 / (1_u64 << 30) as f64
    }
}

/// A problem of the ledger that is still open.
pub(crate) fn problem(title: &str, at: Coord, place: ProblemPlace) -> Problem {
    Problem {
        id: ProblemId(0),
        at: [at.x, at.y],
        place,
        title: title.to_owned(),
        kind: "服务盲区".to_owned(),
        unit: "街道办".to_owned(),
        deadline: "2024-06-30".parse().ok(),
        state: ProblemState::Open,
        history: Vec::new(),
    }
}

pub(crate) fn square(x: f64, y: f64, size: f64) -> Shape {
    let at = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
    Shape::from_region(normalise(vec![vec![vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size)]]]).0)
}

/// The corner of the small district, on EPSG:4549.
pub(crate) const X: f64 = 497_158.123;
pub(crate) const Y: f64 = 3_517_458.456;

fn layer(id: u32, role: Role, name: &str, fields: &[&str], features: Vec<Feature>) -> Arc<Layer> {
    let total = features.len();
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: name.to_owned(),
        source: Source {
            path: format!("/data/{name}.geojson").into(),
            sha256: format!("{id:064}"),
            ..Source::default()
        },
        fields: fields.iter().map(|f| (*f).into()).collect(),
        features: features.into(),
        import: Import {
            total,
            skipped: vec![Skipped {
                index: 99,
                reason: "null_geometry",
                line: Some(3),
                detail: Text::new("没有几何", "the geometry is null"),
            }],
            repaired: std::collections::BTreeMap::from([("winding".to_owned(), 2)]),
            notes: vec![Note { key: "crs_assumed", detail: "wgs84".to_owned() }],
        },
    })
}

fn feature(index: u32, shape: Shape, values: Vec<Value>) -> Feature {
    Feature { index, id: None, shape, values: values.into() }
}

fn text(t: &str) -> Value {
    Value::Text(t.into())
}

/// Homes in a grid, two parks, some toilets, two zones, candidate land; every kind of value and shape.
pub(crate) fn district() -> Document {
    let rules = Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).unwrap());
    let mut doc = Document::empty(rules);
    "小区".clone_into(&mut doc.head_mut().name);
    doc.head_mut().targets = fugai::model::TargetSet::builtin("tianning-2023-2025").map(Arc::new);
    doc.head_mut().plane = Some(Plane {
        epsg: Some(4549),
        definition: "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs".to_owned(),
    });
    let homes = (0..100_u32).map(|i| {
        let (x, y) = (X + 90.0 * f64::from(i % 10), Y + 90.0 * f64::from(i / 10));
        feature(i, square(x + 1.0 / 3.0, y, 60.0), vec![Value::Number(f64::from(i) * 1.7), text("居住")])
    });
    let mut parks = vec![
        feature(0, square(X, Y, 80.0), vec![text("北园"), Value::Number(0.64), Value::Bool(true)]),
        feature(1, square(X + 2000.0, Y, 20.0), vec![text("小园"), Value::Number(0.04), text("未知")]),
        feature(2, Shape::default(), vec![text("无处"), Value::Null, Value::Number(3.0)]),
    ];
    parks[1].id = Some("p-2".into());
    let toilets = (0..4_u32).map(|i| {
        let at = Coord { x: X + 200.0 * f64::from(i), y: Y + 300.0 };
        feature(i, Shape::from_point(at), vec![text(&format!("公厕 {i}"))])
    });
    let zones = (0..2_u32)
        .map(|i| feature(i, square(X + 450.0 * f64::from(i) - 5.0, Y - 5.0, 450.0), vec![text(&format!("街道 {i}"))]));
    let lots = vec![feature(0, square(X + 300.0, Y + 300.0, 30.0), vec![text("停车场"), Value::Number(120.0)])];
    doc.layers = vec![
        layer(1, Role::Residential, "居住用地", &["population", "geom"], homes.collect()),
        layer(2, Role::Park, "公园", &["名称", "面积公顷", "mixed"], parks),
        layer(3, Role::Toilet, "公厕", &["name"], toilets.collect()),
        layer(4, Role::Zone, "街道", &["name"], zones.collect()),
        layer(5, Role::Parking, "停车场", &["name", "泊位"], lots),
        layer(
            6,
            Role::Candidate,
            "备选",
            &["NAME", "name"],
            vec![feature(0, square(X + 500.0, Y + 500.0, 200.0), vec![])],
        ),
    ];
    doc
}

/// A pocket park somewhere in the district.
pub(crate) fn pocket(dice: &mut Dice, name: &str) -> Proposal {
    let (x, y) = (X + 900.0 * dice.unit(), Y + 900.0 * dice.unit());
    let mut it =
        Proposal::new(FacilityKind::PocketPark, square(x, y, 20.0 + 60.0 * dice.unit()), 2023 + dice.below(3) as i32);
    name.clone_into(&mut it.name);
    it
}
