//! What every test of the window shares: a stand-in for the session, and a window around it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use egui::{Key, Modifiers, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use fugai::analysis::analyse;
use fugai::geom::Coord;
use fugai::model::{Layer, LayerId, Note, Role, Skipped, TargetSet, Text};
use fugai::session::{Action, FramePosition, LayerFrame, Snapshot};
use fugai::ui::{Backend, FugaiApp, Lang, Options};

use super::city;

/// Keeps a project that never changes, and what was asked of it.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) snapshot: Rc<RefCell<Arc<Snapshot>>>,
    pub(crate) actions: Rc<RefCell<Vec<Action>>>,
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

    fn to_plane(&self, lon: f64, lat: f64) -> Option<Coord> {
        Some(Coord { x: 500_000.0 + (lon - 120.0) * 94_600.0, y: 3_519_000.0 + (lat - 31.8) * 110_900.0 })
    }

    fn to_layer(&self, crs: &str, at: Coord) -> Option<(String, FramePosition)> {
        let frame = LayerFrame::new(&self.snapshot.borrow().project.as_ref()?.plane, crs)?;
        Some((frame.to_string(), frame.at(at)?))
    }
}

/// The small city with every figure that the analysis has for it.
pub(crate) fn measured() -> Snapshot {
    static MADE: OnceLock<Snapshot> = OnceLock::new();
    MADE.get_or_init(|| {
        let plain = city::snapshot();
        let mut project = (*plain.project.expect("a project")).clone();
        "天宁区公园绿地 2023–2025".clone_into(&mut project.name);
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
    "EPSG:4490".clone_into(&mut layer.source.crs);
    layer.import.total = layer.features.len() + 3;
    layer.import.skipped = vec![
        Skipped { index: 4, reason: "null_geometry", line: Some(7), detail: Text::default() },
        Skipped { index: 17, reason: "null_geometry", line: None, detail: Text::default() },
        Skipped {
            index: 40,
            reason: "bad_coordinates",
            line: Some(1043),
            detail: Text::new("坐标不是数字", "a coordinate is not a number"),
        },
    ];
    layer.import.repaired = BTreeMap::from([("duplicate_points".to_owned(), 2)]);
    layer.import.notes = vec![Note { key: "crs_member", detail: "EPSG:4490".to_owned() }];
    layer
}

/// The window on the ground that eframe clears it to; the harness has no such ground of its own.
pub(crate) struct Grounded(pub(crate) FugaiApp);

impl eframe::App for Grounded {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.0.logic(ctx, frame);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let ground = fugai::ui::theme::palette(self.0.state().dark).panel;
        ui.painter().rect_filled(ui.ctx().content_rect(), 0.0, ground);
        self.0.ui(ui, frame);
    }
}

pub(crate) struct Window {
    pub(crate) harness: Harness<'static, Grounded>,
    pub(crate) fake: Fake,
}

pub(crate) fn open_as(snapshot: Snapshot, size: Vec2, options: Options) -> Window {
    open_with(snapshot, size, options, |app| app)
}

/// The same, and the window is changed before it shows.
pub(crate) fn open_with(
    snapshot: Snapshot,
    size: Vec2,
    options: Options,
    change: impl FnOnce(FugaiApp) -> FugaiApp + 'static,
) -> Window {
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
        .build_eframe(move |cc| Grounded(change(FugaiApp::new(cc, backend, options))));
    let mut window = Window { harness, fake };
    window.harness.run_steps(6);
    window
}

pub(crate) fn open(snapshot: Snapshot) -> Window {
    open_as(snapshot, vec2(1440.0, 900.0), Options { lang: Lang::Zh, dark: Some(false) })
}

impl Window {
    pub(crate) fn app(&self) -> &FugaiApp {
        &self.harness.state().0
    }

    /// Runs until the panels stand still and the map is whole and sharp.
    pub(crate) fn settle(&mut self) {
        // The map takes in a change a frame later and refines from picture to picture: it must stay settled for a while.
        let mut quiet = 0;
        for _ in 0..400 {
            self.harness.run_steps(2);
            self.harness.render().expect("a picture");
            let settled = self.app().map().is_none_or(fugai::ui::map::MapPanel::settled);
            quiet = if settled { quiet + 1 } else { 0 };
            if quiet == 8 {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        self.harness.run_steps(4);
    }

    pub(crate) fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    /// Clicks the first thing with this very label.
    pub(crate) fn click(&mut self, label: &str) {
        let Some(node) = self.harness.query_all_by_label(label).next() else { panic!("nothing is labelled {label}") };
        node.click();
        self.harness.run_steps(4);
    }

    pub(crate) fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.run_steps(4);
    }

    /// Types a text into whatever has the keyboard.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.harness.run_steps(4);
    }

    /// Runs until something with this in its label is there: for what is worked out on a thread.
    pub(crate) fn wait_for(&mut self, label: &str) {
        for _ in 0..2_000 {
            self.harness.run_steps(2);
            if self.has(label) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("{label} never came");
    }

    /// The first label that holds a text.
    pub(crate) fn label_of(&self, part: &str) -> String {
        let node = self.harness.query_all_by_label_contains(part).next();
        let label = node.and_then(|n| n.accesskit_node().label());
        label.unwrap_or_else(|| panic!("nothing says {part}"))
    }

    /// Clicks the first thing whose label holds a text.
    pub(crate) fn click_part(&mut self, part: &str) {
        let Some(node) = self.harness.query_all_by_label_contains(part).next() else { panic!("nothing says {part}") };
        node.click();
        self.harness.run_steps(4);
    }

    pub(crate) fn asked(&self) -> Vec<Action> {
        self.fake.actions.borrow().clone()
    }

    pub(crate) fn layer(&self, role: Role) -> LayerId {
        let snapshot = self.fake.snapshot();
        let project = snapshot.project.as_ref().expect("a project");
        project.layers_of(role).next().expect("a layer of the role").id
    }

    pub(crate) fn picture(&mut self, name: &str) {
        self.settle();
        let options = egui_kittest::SnapshotOptions::new().max_failed_pixels(60);
        self.harness.snapshot_options(name, &options);
    }
}
