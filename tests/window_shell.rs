//! The window of the program without a screen: what it says, what it asks for, how it looks.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]
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
use egui_kittest::kittest::{NodeT as _, Queryable as _};
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

/// The window on the ground that eframe clears it to; the harness has no such ground of its own.
struct Grounded(FugaiApp);

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

struct Window {
    harness: Harness<'static, Grounded>,
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
        .build_eframe(move |cc| Grounded(FugaiApp::new(cc, backend, options)));
    let mut window = Window { harness, fake };
    window.harness.run_steps(6);
    window
}

fn open(snapshot: Snapshot) -> Window {
    open_as(snapshot, vec2(1440.0, 900.0), Options { lang: Lang::Zh, dark: Some(false) })
}

impl Window {
    fn app(&self) -> &FugaiApp {
        &self.harness.state().0
    }

    /// Runs until the panels stand still and the map is whole and sharp.
    fn settle(&mut self) {
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

    fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    /// Clicks the first thing with this very label.
    fn click(&mut self, label: &str) {
        let Some(node) = self.harness.query_all_by_label(label).next() else { panic!("nothing is labelled {label}") };
        node.click();
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
        let options = egui_kittest::SnapshotOptions::new().max_failed_pixels(60);
        self.harness.snapshot_options(name, &options);
    }
}

#[test]
fn looks_by_day() {
    open(measured()).picture("shell_light_zh");
}

#[test]
fn looks_by_night_in_english() {
    let mut window = open_as(with_messages(), vec2(1440.0, 900.0), Options { lang: Lang::En, dark: Some(true) });
    window.press(Modifiers::NONE, Key::J);
    window.press(Modifiers::NONE, Key::J);
    window.picture("shell_dark_en");
}

#[test]
fn looks_right_in_a_small_window() {
    let mut window = open_as(measured(), vec2(900.0, 600.0), Options { lang: Lang::Zh, dark: Some(false) });
    let park = window.layer(Role::Park);
    window.harness.state_mut().0.state_mut().selection = Some(Selected::Feature { layer: park, feature: 3 });
    window.click("选中");
    window.picture("shell_small_zh");
}

#[test]
fn says_what_to_do_while_nothing_is_open() {
    let mut window = open(Snapshot::default());
    window.harness.snapshot("shell_empty_zh");
    assert!(window.has("把图层文件拖到这里"));
    window.click("打开示例区");
    assert_eq!(window.asked(), [Action::OpenSample]);
}

fn with_messages() -> Snapshot {
    let mut snapshot = measured();
    snapshot.messages = vec![Message {
        id: 7,
        severity: Severity::Warning,
        zh: "parking.geojson：坐标与其他图层相差约 500 m，疑似 GCJ-02。".to_owned(),
        en: "parking.geojson: its coordinates lie about 500 m off the other layers; it may be GCJ-02.".to_owned(),
        fix: Some(Action::SetCrs(LayerId(7), "gcj02".to_owned())),
    }];
    snapshot
}

#[test]
fn the_language_switch_changes_every_label() {
    let mut window = open(measured());
    assert!(window.has("公园绿地服务半径覆盖率") && window.has("导出成果"));
    window.click("切换为英文");
    assert!(window.has("Park service-radius coverage") && window.has("Export"));
    assert!(!window.has("导出成果") && !window.has("盲区 1"));
    window.click("Switch to Chinese");
    assert!(window.has("导出成果"));
}

#[test]
fn a_click_in_the_list_selects_the_gap() {
    let mut window = open(measured());
    let snapshot = window.fake.snapshot();
    let gap = &snapshot.analysis.as_ref().unwrap().gaps[1];
    let row = window.harness.query_all_by_label_contains("盲区 2：").next().expect("the second row");
    assert!(gap.zone.as_ref().is_some_and(|z| row.accesskit_node().label().is_some_and(|l| l.contains(z.as_str()))));
    row.click();
    window.harness.run_steps(4);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(1)));
    window.click("选中");
    assert!(window.has("平面坐标") && window.has("最近设施"));
}

#[test]
fn j_and_k_step_through_the_gaps() {
    let mut window = open(measured());
    window.press(Modifiers::NONE, Key::J);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(0)));
    window.press(Modifiers::NONE, Key::J);
    window.press(Modifiers::NONE, Key::J);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(2)));
    window.press(Modifiers::NONE, Key::K);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(1)));
    let n = window.fake.snapshot().analysis.as_ref().unwrap().gaps.len();
    assert!(window.has(&format!("已选 1 / {n}")));
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.app().state().selection, None);
}

#[test]
fn the_list_sorts_by_what_is_clicked() {
    let mut window = open(measured());
    window.click("按还差（m）排序");
    window.press(Modifiers::NONE, Key::J);
    let Some(Selected::Gap(first)) = window.app().state().selection else { panic!("a gap is selected") };
    let snapshot = window.fake.snapshot();
    let short = |i: usize| snapshot.analysis.as_ref().unwrap().gaps[i].nearest.as_ref().map_or(0.0, |n| n.short_m);
    let most = (0..snapshot.analysis.as_ref().unwrap().gaps.len()).map(short).fold(0.0, f64::max);
    assert_eq!(short(first), most);
}

#[test]
fn layers_can_be_hidden_and_shown() {
    let mut window = open(measured());
    let project = window.fake.snapshot().project.clone().unwrap();
    let parks = project.layers_of(Role::Park).next().unwrap();
    assert!(window.app().state().look(parks).visible);
    window.click("隐藏图层：公园");
    assert!(!window.app().state().look(parks).visible);
    window.click("显示图层：公园");
    assert!(window.app().state().look(parks).visible);
    assert!(window.asked().is_empty(), "how a layer is drawn is the window's own business");
}

#[test]
fn roles_and_datums_are_asked_of_the_session() {
    let mut window = open(measured());
    let parks = window.layer(Role::Park);
    window.click("图层选项：公园");
    window.click("移除图层");
    assert_eq!(window.asked(), [Action::RemoveLayer(parks)]);
    window.click("图层选项：公园");
    let node = window.harness.query_all_by_label_contains("图层角色").next().expect("the menu of roles");
    node.click();
    window.harness.run_steps(6);
    let node = window.harness.query_all_by_label_contains("备选用地").next().expect("the roles");
    node.click();
    window.harness.run_steps(4);
    assert_eq!(window.asked().last(), Some(&Action::SetRole(parks, Role::Candidate)));
}

#[test]
fn what_was_skipped_is_told_with_its_reason() {
    let mut window = open(measured());
    window.click("跳过 3 个要素，查看原因");
    assert_eq!(window.app().state().tab, Tab::Import);
    assert!(window.has("没有几何 × 2") && window.has("#4, #17"));
    assert!(window.has("重复点 × 2"));
}

#[test]
fn unverified_figures_are_marked_and_their_sources_open() {
    // Tall enough that the box of the rules needs no scrolling.
    let mut window = open_as(measured(), vec2(1440.0, 1300.0), Options { lang: Lang::Zh, dark: Some(false) });
    assert!(window.has("下列数值未经核实"));
    window.click("查看依据");
    assert!(window.has("C 未核实") && window.has("数值依据"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.has("数值依据"));
}

#[test]
fn a_message_offers_its_fix() {
    let mut window = open(with_messages());
    assert!(window.has("疑似 GCJ-02"));
    window.click("改为 gcj02");
    assert_eq!(window.asked(), [Action::SetCrs(LayerId(7), "gcj02".to_owned()), Action::DismissMessage(7)]);
}

#[test]
fn a_job_shows_its_progress_and_can_be_cancelled() {
    let mut snapshot = measured();
    snapshot.job = Some(JobStatus { kind: JobKind::Analyse, progress: 0.42 });
    snapshot.stale = true;
    let mut window = open(snapshot);
    assert!(window.has("计算指标 42%") && window.has("待更新"));
    window.click("取消");
    assert_eq!(window.asked(), [Action::Cancel]);
}

#[test]
fn there_is_nothing_to_export_before_the_figures_are_there() {
    let mut window = open(Snapshot::default());
    let button = window.harness.query_all_by_label("导出成果").next().expect("the button");
    assert!(button.accesskit_node().is_disabled());
    window.press(Modifiers::COMMAND, Key::E);
    assert!(window.asked().is_empty());
}

#[test]
fn the_figure_of_an_indicator_shows_large_when_it_is_chosen() {
    let mut window = open(measured());
    let row = window.harness.query_all_by_label_contains("公厕密度 ").next().expect("the row of the table");
    row.click();
    window.harness.run_steps(4);
    assert_eq!(window.app().state().hero, fugai::analysis::IndicatorId::ToiletDensity);
}
