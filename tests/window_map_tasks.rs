//! What a planner does on the map, done in a window without a screen: select, measure, ask why, copy, mark many.
#![allow(clippy::unwrap_used, reason = "a test that fails says where")]
#![cfg(feature = "gui")]

#[path = "window_map/city.rs"]
mod city;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use egui::{Key, Modifiers, OutputCommand, PointerButton, Pos2, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::analyse;
use fugai::geom::Coord;
use fugai::model::Role;
use fugai::session::{Action, Snapshot};
use fugai::ui::map::{MapView, Selected, Tool};
use fugai::ui::{Backend, FugaiApp, Lang, Options};

#[derive(Clone)]
struct Still {
    snapshot: Arc<Snapshot>,
    actions: Rc<RefCell<Vec<Action>>>,
}

impl Backend for Still {
    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot)
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
}

fn measured() -> Snapshot {
    static MADE: OnceLock<Snapshot> = OnceLock::new();
    MADE.get_or_init(|| {
        let plain = city::snapshot();
        let project = plain.project.expect("a project");
        let analysis = analyse(&project, &()).expect("nobody cancels");
        Snapshot { project: Some(project), analysis: Some(Arc::new(analysis)), ..Snapshot::default() }
    })
    .clone()
}

struct Window {
    harness: Harness<'static, FugaiApp>,
    snapshot: Arc<Snapshot>,
}

fn open() -> Window {
    let snapshot = Arc::new(measured());
    let backend = Still { snapshot: Arc::clone(&snapshot), actions: Rc::default() };
    let harness = Harness::builder()
        .with_size(vec2(1440.0, 900.0))
        .with_max_steps(60)
        .with_context_setup(|ctx| {
            fugai::ui::fonts::install(ctx);
            fugai::ui::theme::install(ctx);
        })
        .wgpu()
        .build_eframe(move |cc| FugaiApp::new(cc, Box::new(backend), Options { lang: Lang::Zh, dark: Some(false) }));
    let mut window = Window { harness, snapshot };
    window.settle();
    window
}

impl Window {
    fn app(&self) -> &FugaiApp {
        self.harness.state()
    }

    /// Runs until everything there is can be pointed at.
    fn settle(&mut self) {
        for _ in 0..400 {
            self.harness.run_steps(2);
            self.harness.render().expect("a picture");
            if self.app().map().is_some_and(fugai::ui::map::MapPanel::settled) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        self.harness.run_steps(3);
    }

    fn press(&mut self, key: Key) {
        self.harness.key_press_modifiers(Modifiers::NONE, key);
        self.harness.run_steps(3);
    }

    /// For looking at: writes a picture where FUGAI_PICTURES says.
    fn keep(&mut self, name: &str) {
        if let Some(dir) = std::env::var_os("FUGAI_PICTURES") {
            let image = self.harness.render().expect("a picture");
            image.save(std::path::Path::new(&dir).join(name).with_extension("png")).expect("the folder can be written");
        }
    }

    /// Where a position lies on the screen.
    fn on_screen(&self, at: Coord) -> Pos2 {
        let view = self.app().map().unwrap().view().expect("the map has data");
        let middle = self.harness.get_by_label("地图").rect().center();
        let offset = (at - view.center) / view.metres_per_point;
        middle + vec2(offset.x as f32, -offset.y as f32)
    }

    fn button(&mut self, at: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) {
        self.harness.event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
        self.harness.step();
    }

    fn click_with(&mut self, at: Pos2, button: PointerButton, modifiers: Modifiers) {
        self.harness.hover_at(at);
        self.harness.step();
        self.button(at, button, true, modifiers);
        self.button(at, button, false, modifiers);
        // Longer than a double click.
        self.harness.run_steps(4);
    }

    fn click(&mut self, at: Pos2) {
        self.click_with(at, PointerButton::Primary, Modifiers::NONE);
    }

    fn drag(&mut self, path: &[Pos2], modifiers: Modifiers) {
        self.harness.hover_at(path[0]);
        self.harness.step();
        self.button(path[0], PointerButton::Primary, true, modifiers);
        for &at in &path[1..] {
            self.harness.event_modifiers(egui::Event::PointerMoved(at), modifiers);
            self.harness.step();
        }
        self.button(path[path.len() - 1], PointerButton::Primary, false, modifiers);
        self.harness.run_steps(3);
    }

    fn has(&self, label: &str) -> bool {
        self.harness.query_all_by_label_contains(label).next().is_some()
    }

    fn take_up(&mut self, label: &str) {
        self.harness.query_all_by_label_contains(label).next().unwrap_or_else(|| panic!("no {label}")).click();
        self.harness.run_steps(3);
    }

    /// What was put on the clipboard in the last frame that put something there.
    fn press_and_copy(&mut self, label: &str) -> String {
        self.harness.query_all_by_label_contains(label).next().unwrap_or_else(|| panic!("no {label}")).click();
        for _ in 0..6 {
            self.harness.step();
            let commands = &self.harness.output().platform_output.commands;
            if let Some(OutputCommand::CopyText(text)) =
                commands.iter().find(|c| matches!(c, OutputCommand::CopyText(_)))
            {
                return text.clone();
            }
        }
        panic!("nothing was copied");
    }

    fn gap(&self, i: usize) -> Coord {
        self.snapshot.analysis.as_ref().unwrap().gaps[i].label_point
    }

    fn parcels(&self) -> usize {
        let project = self.snapshot.project.as_ref().unwrap();
        project.layers_of(Role::Residential).map(|l| l.features.len()).sum()
    }
}

#[test]
fn a_gap_is_selected_its_metres_read_and_its_place_copied() {
    let mut window = open();
    window.press(Key::J);
    window.settle();
    let at = window.on_screen(window.gap(0));
    window.click(at);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(0)));
    window.press(Key::W);
    let why = window.app().state().why.clone().expect("the key asks about what is under the pointer");
    let nearest = why.answer.tiers.iter().filter_map(|t| t.nearest.first()).map(|n| n.short_m).fold(f64::MAX, f64::min);
    assert!(nearest > 0.0, "nothing reaches a gap");
    assert!(window.has("未覆盖") && window.has("，差 "), "the card says it in words");
    window.keep("task_why");
    window.press(Key::Escape);
    window.press(Key::Escape);
    assert!(window.app().state().why.is_none() && window.app().state().selection.is_some(), "one step at a time");

    window.click_with(at, PointerButton::Secondary, Modifiers::NONE);
    let plane = window.press_and_copy("复制平面坐标");
    let (x, y) = plane.split_once(", ").expect("two numbers");
    let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
    let gap = window.gap(0);
    let metres = window.app().map().unwrap().view().unwrap().metres_per_point;
    assert!((x - gap.x).hypot(y - gap.y) < 2.0 * metres, "{plane} against {gap:?}");
    window.click_with(at, PointerButton::Secondary, Modifiers::NONE);
    let degrees = window.press_and_copy("复制经纬度");
    assert!(degrees.starts_with("120.") || degrees.starts_with("119."), "{degrees}");
}

#[test]
fn a_distance_is_measured_taken_back_and_copied() {
    let mut window = open();
    let middle = window.harness.get_by_label("地图").rect().center();
    let metres = window.app().map().unwrap().view().unwrap().metres_per_point;
    window.press(Key::M);
    assert_eq!(window.app().map().unwrap().tool(), Tool::Distance);
    window.click(middle);
    window.click(middle + vec2(120.0, 0.0));
    window.click(middle + vec2(120.0, 90.0));
    assert_eq!(window.app().map().unwrap().measured().len(), 3);
    window.click_with(middle, PointerButton::Secondary, Modifiers::NONE);
    window.press(Key::Escape);
    assert_eq!(window.app().map().unwrap().tool(), Tool::Distance, "a right click ends nothing");
    while window.app().map().unwrap().measured().len() > 2 {
        window.press(Key::Escape);
    }
    window.click(middle + vec2(120.0, 90.0));
    window.press(Key::Enter);
    let text = window.press_and_copy("复制测量结果");
    let length = fugai::ui::format::length(Lang::Zh, 210.0 * metres);
    assert_eq!(text, format!("距离 {length} · 2 段"));
    window.press(Key::A);
    for corner in [vec2(0.0, 0.0), vec2(100.0, 0.0), vec2(100.0, 100.0), vec2(0.0, 100.0)] {
        window.click(middle + corner);
    }
    assert!(window.has("面积") && window.has("周长"));
    window.keep("task_area");
    window.press(Key::Enter);
    let text = window.press_and_copy("复制测量结果");
    let area = fugai::ui::format::area(Lang::Zh, 1e4 * metres * metres);
    let around = fugai::ui::format::length(Lang::Zh, 400.0 * metres);
    assert_eq!(text, format!("面积 {area} · 周长 {around}"));
}

#[test]
fn many_things_are_taken_by_rectangle_lasso_and_shift() {
    let mut window = open();
    let map = window.harness.get_by_label("地图").rect();
    let at = |x: f32, y: f32| map.center() + Vec2::new(x, y);
    window.drag(&[at(-150.0, -120.0), at(0.0, 0.0), at(150.0, 120.0)], Modifiers::SHIFT);
    let by_rectangle = window.app().state().selected.len();
    assert!(by_rectangle > 20, "{by_rectangle}");
    let all: usize = window.snapshot.project.as_ref().unwrap().layers.iter().map(|l| l.features.len()).sum();
    assert!(by_rectangle < all);
    assert!(window.has(&format!("已选 {by_rectangle} / ")), "the count is in the status line");
    assert!(window.parcels() > 0);

    window.press(Key::L);
    let circle: Vec<Pos2> =
        (0..=40).map(|i| i as f32 / 40.0 * 6.2).map(|a| at(60.0 * a.cos(), 60.0 * a.sin())).collect();
    window.drag(&circle, Modifiers::NONE);
    let by_lasso = window.app().state().selected.clone();
    window.keep("task_lasso");
    assert!(!by_lasso.is_empty() && by_lasso.len() < by_rectangle, "{}", by_lasso.len());
    window.press(Key::Escape);
    assert_eq!(window.app().map().unwrap().tool(), Tool::Select);

    let gap = window.on_screen(window.gap(0));
    window.click_with(gap, PointerButton::Primary, Modifiers::SHIFT);
    assert_eq!(window.app().state().selected.len(), by_lasso.len() + 1);
    window.click_with(gap, PointerButton::Primary, Modifiers::SHIFT);
    assert_eq!(window.app().state().selected.len(), by_lasso.len());
    window.press(Key::Escape);
    assert!(window.app().state().selected.is_empty());
}

#[test]
fn gaps_are_taken_by_a_drag_with_alt_although_parcels_lie_under_them() {
    let mut window = open();
    let map = window.harness.get_by_label("地图").rect();
    let at = |x: f32, y: f32| map.center() + Vec2::new(x, y);
    window.press(Key::R);
    assert!(window.has("Alt"), "the hint names the key");
    let path = [at(-150.0, -120.0), at(0.0, 0.0), at(150.0, 120.0)];
    window.drag(&path, Modifiers::ALT);
    let selected = window.app().state().selected.clone();
    assert!(!selected.is_empty());
    assert!(selected.iter().all(|s| matches!(s, Selected::Gap(_))), "{selected:?}");
    // Without it homes and facilities, as ever.
    window.drag(&path, Modifiers::NONE);
    let selected = window.app().state().selected.clone();
    assert!(selected.len() > 20 && selected.iter().all(|s| matches!(s, Selected::Feature { .. })));
}

#[test]
fn what_lies_below_is_reached_by_alt_and_by_the_menu() {
    let mut window = open();
    let gap = window.on_screen(window.gap(0));
    window.click_with(gap, PointerButton::Primary, Modifiers::ALT);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(0)));
    window.click_with(gap, PointerButton::Primary, Modifiers::ALT);
    let below = window.app().state().selection.unwrap();
    assert!(matches!(below, Selected::Feature { .. }), "the parcel beneath");
    window.click_with(gap, PointerButton::Primary, Modifiers::NONE);
    assert_eq!(window.app().state().selection, Some(Selected::Gap(0)));
    window.click_with(gap, PointerButton::Secondary, Modifiers::NONE);
    assert!(window.has("此处的对象"));
    window.keep("task_menu");
    window.take_up("居住用地 ");
    assert!(matches!(window.app().state().selection, Some(Selected::Feature { .. })));
}

#[test]
fn housing_is_shown_by_depth_and_by_distance() {
    let mut window = open();
    window.take_up("视图：层数");
    window.settle();
    assert_eq!(window.app().state().overlays.view, MapView::Depth);
    window.take_up("视图：距离");
    window.settle();
    assert_eq!(window.app().state().overlays.view, MapView::Distance);
    window.take_up("视图：覆盖");
    assert_eq!(window.app().state().overlays.view, MapView::Coverage);
}
