//! The window of the program without a screen: what it says, what it asks for, how it looks.
#![cfg(feature = "gui")]

#[path = "window_map/city.rs"]
mod city;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::analyse;
use fugai::geom::Coord;
use fugai::model::{Layer, LayerId, Note, Role, Skipped, TargetSet};
use fugai::session::snapshot::{JobKind, JobStatus, Message, Severity};
use fugai::session::{Action, Snapshot};
use fugai::ui::map::Selected;
use fugai::ui::state::Tab;
use fugai::ui::{Backend, FugaiApp, Lang, Options};

/// Keeps a project that never changes, and what was asked of it.
#[derive(Clone)]
struct Fake {
    snapshot: Rc<RefCell<Arc<Snapshot>>>,
    actions: Rc<RefCell<Vec<Action>>>,
}

impl Backend for Fake {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.borrow())
    }

    fn send(&self, action: Action) {
        self.actions.borrow_mut().push(action);
    }

    fn to_degrees(&self, at: Coord) -> Option<(f64, f64)> {
        Some((120.0 + (at.x - 500_000.0) / 94_600.0, 31.8 + (at.y - 3_519_000.0) / 110_900.0))
    }
}

/// The small city with every figure that the analysis has for it.
fn measured() -> Snapshot {
    static MADE: OnceLock<Snapshot> = OnceLock::new();
    MADE.get_or_init(|| {
        let plain = city::snapshot();
        let mut project = (*plain.project.expect("a project")).clone();
        project.name = "天宁区公园绿地 2023–2025".to_owned();
        project.targets = TargetSet::builtin("tianning-2023-2025").map(Arc::new);
        for layer in &mut project.layers {
            if layer.role == Role::Parking {
                *layer = Arc::new(with_losses(layer));
            }
        }
        let analysis = analyse(&project, &()).expect("nobody cancels");
        Snapshot {
            revision: 1,
            project: Some(Arc::new(project)),
            analysis: Some(Arc::new(analysis)),
            analyse_ms: Some(12.4),
            ..Snapshot::default()
        }
    })
    .clone()
}

fn with_losses(layer: &Layer) -> Layer {
    let mut layer = layer.clone();
    layer.source.path = PathBuf::from("/data/tianning/parking.geojson");
    layer.source.crs = "EPSG:4490".to_owned();
    layer.import.total = layer.features.len() + 3;
    layer.import.skipped = vec![
        Skipped { index: 4, reason: "null_geometry", detail: String::new() },
        Skipped { index: 17, reason: "null_geometry", detail: String::new() },
        Skipped {
            index: 40,
            reason: "bad_coordinates",
            detail: "coordinates[0]: a text where a number belongs".into(),
        },
    ];
    layer.import.repaired = BTreeMap::from([("duplicate_points".to_owned(), 2)]);
    layer.import.notes = vec![Note { key: "crs_member", detail: "EPSG:4490".to_owned() }];
    layer
}

struct Window {
    harness: Harness<'static, FugaiApp>,
    fake: Fake,
}

fn open_as(snapshot: Snapshot, size: Vec2, options: Options) -> Window {
    let fake = Fake { snapshot: Rc::new(RefCell::new(Arc::new(snapshot))), actions: Rc::default() };
    let backend = Box::new(fake.clone());
    let harness = Harness::builder()
        .with_size(size)
        .with_max_steps(60)
        .with_context_setup(|ctx| {
            // The first pass of the harness comes before the app: its fonts must be there by then.
            fugai::ui::fonts::install(ctx);
            fugai::ui::theme::install(ctx);
        })
        .wgpu()
        .build_eframe(move |cc| FugaiApp::new(cc, backend, options));
    let mut window = Window { harness, fake };
    window.settle();
    window
}

fn open(snapshot: Snapshot) -> Window {
    open_as(snapshot, vec2(1440.0, 900.0), Options { lang: Lang::Zh, dark: Some(false) })
}

impl Window {
    /// Runs until the panels stand still and the map is whole and sharp.
    fn settle(&mut self) {
        for _ in 0..400 {
            self.harness.run_steps(2);
            if self.harness.state().map().is_none_or(fugai::ui::map::MapPanel::settled) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        self.harness.run_steps(4);
    }

    fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.harness.run_steps(4);
    }

    fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(4);
    }

    fn asked(&self) -> Vec<Action> {
        self.fake.actions.borrow().clone()
    }

    fn layer(&self, role: Role) -> LayerId {
        let snapshot = self.fake.snapshot();
        let project = snapshot.project.as_ref().expect("a project");
        project.layers_of(role).next().expect("a layer of the role").id
    }

    fn picture(&mut self, name: &str) {
        self.settle();
        self.harness.snapshot(name);
    }
}

#[test]
fn looks_by_day() {
    open(measured()).picture("shell_light_zh");
}
