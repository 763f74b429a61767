//! The map canvas in a window without a screen: what it draws, what a click takes, what it costs.
#![allow(clippy::print_stdout)]

mod city;
mod files;

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use fugai::analysis::IndicatorId;
use fugai::analysis::why::Place;
use fugai::geom::Coord;
use fugai::model::{LayerId, Role};
use fugai::session::Snapshot;
use fugai::ui::i18n::Lang;
use fugai::ui::map::view::View;
use fugai::ui::map::{LayerStyle, MapInput, MapOutput, MapPanel, MapView, Overlays, Selected, Selection, Tool};
use fugai::ui::{fonts, theme};

/// A window that is all map.
struct Window {
    panel: MapPanel,
    snapshot: Snapshot,
    styles: Vec<LayerStyle>,
    overlays: Overlays,
    selection: Option<Selected>,
    dark: bool,
    lang: Lang,
    output: MapOutput,
    clicks: Vec<Option<Selected>>,
    asked: Vec<(Place, Coord)>,
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let input = MapInput {
            snapshot: &self.snapshot,
            styles: &self.styles,
            overlays: self.overlays,
            selection: &Selection::one(self.selection),
            why: None,
            difference: None,
            pins: &[],
            indicator: IndicatorId::ParkCoverage,
            to_degrees: &|_| None,
            plan: fugai::ui::map::PlanInput::default(),
            dark: self.dark,
            lang: self.lang,
        };
        self.output = self.panel.show(ui, &input);
        self.asked.extend(self.output.ask_why);
        if let Some(clicked) = self.output.clicked {
            self.clicks.push(clicked);
            self.selection = clicked;
        }
    }
}

fn open_as(
    snapshot: Snapshot,
    size: Vec2,
    ppp: f32,
    change: impl FnOnce(&mut Window) + 'static,
) -> Harness<'static, Window> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_pixels_per_point(ppp)
        .with_render_cursor(false)
        .with_context_setup(|ctx| {
            fonts::install(ctx);
            theme::install(ctx);
        })
        .wgpu()
        .build_eframe(|cc| {
            let mut window = Window {
                panel: MapPanel::new(cc.wgpu_render_state.as_ref().expect("the harness draws with wgpu")),
                snapshot,
                styles: Vec::new(),
                overlays: Overlays::default(),
                selection: None,
                dark: false,
                lang: Lang::Zh,
                output: MapOutput::default(),
                clicks: Vec::new(),
                asked: Vec::new(),
            };
            change(&mut window);
            window
        });
    settle(&mut harness);
    harness
}

fn open() -> Harness<'static, Window> {
    open_as(city::snapshot(), vec2(1000.0, 700.0), 1.0, |_| ())
}

/// Steps and draws until workers and picture are done.
fn settle(harness: &mut Harness<'static, Window>) -> image::RgbaImage {
    let start = Instant::now();
    loop {
        harness.step();
        let image = harness.render().expect("the map can be drawn");
        if harness.state().panel.settled() {
            return image;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "the map does not come to rest");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// For looking at: writes a picture where FUGAI_PICTURES says.
fn keep(image: &image::RgbaImage, name: &str) {
    if let Some(dir) = std::env::var_os("FUGAI_PICTURES") {
        image.save(std::path::Path::new(&dir).join(name).with_extension("png")).expect("the folder can be written");
    }
}

/// Which layer a feature is in, by the identifiers of `city`.
fn layer_of(selected: Option<&Selected>) -> Option<u32> {
    match selected {
        Some(Selected::Feature { layer, .. }) => Some(layer.0),
        _ => None,
    }
}

/// The screen position of something on the plane, in a window that is all map.
fn on_screen(harness: &Harness<'static, Window>, at: geo::Coord) -> Pos2 {
    let view = harness.state().panel.view().expect("the map has data");
    let middle = harness.ctx.content_rect().center();
    let offset = (at - view.center) / view.metres_per_point;
    middle + vec2(offset.x as f32, -offset.y as f32)
}

fn click(harness: &mut Harness<'static, Window>, at: Pos2) {
    harness.hover_at(at);
    harness.step();
    for pressed in [true, false] {
        harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        harness.step();
    }
}

fn drag(harness: &mut Harness<'static, Window>, from: Pos2, by: &[Vec2]) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    let mut at = from;
    for step in by {
        at += *step;
        harness.hover_at(at);
        harness.step();
        harness.render().expect("the map can be drawn");
    }
    harness.drop_at(at);
    harness.remove_cursor();
    harness.step();
}

fn same_picture(a: &image::RgbaImage, b: &image::RgbaImage, what: &str) {
    assert_eq!(a.dimensions(), b.dimensions());
    let differ =
        a.pixels().zip(b.pixels()).filter(|(p, q)| p.0.iter().zip(q.0).any(|(x, y)| x.abs_diff(y) > 8)).count();
    assert!(differ <= 20, "{what}: {differ} pixels differ");
}

#[test]
fn the_map_by_day_looks_as_it_did() {
    let mut harness = open();
    keep(&settle(&mut harness), "all");
    harness.snapshot("map_day");
}

#[test]
fn the_map_by_night_and_closer_looks_as_it_did() {
    let mut harness = open_as(city::snapshot(), vec2(800.0, 560.0), 1.5, |window| {
        window.dark = true;
        window.lang = Lang::En;
    });
    let gap = Selected::Gap(0);
    harness.state_mut().selection = Some(gap);
    harness.key_press(Key::F);
    harness.step();
    keep(&settle(&mut harness), "night");
    harness.snapshot("map_night");
}

#[test]
fn pictures_to_look_at() {
    if std::env::var_os("FUGAI_PICTURES").is_none() {
        println!("skipped: FUGAI_PICTURES names no folder");
        return;
    }
    for (place, zooms) in
        [("city", [30.0, 2.2, 0.8, 0.2]), ("sample", [20.0, 4.0, 1.5, 0.5]), ("malta", [90.0, 8.0, 3.0, 1.0])]
    {
        let snapshot = match place {
            "city" => Some(city::snapshot()),
            "sample" => files::sample(),
            _ => files::malta(),
        };
        let Some(snapshot) = snapshot else { continue };
        let mut harness = open_as(snapshot, vec2(1000.0, 700.0), 1.0, |_| ());
        keep(&settle(&mut harness), &format!("{place}_all"));
        let all = harness.state().panel.view().expect("the map has data");
        // A quarter of the sample where something is: its middle is open land.
        let center = if place == "sample" { all.center - geo::coord! { x: 3200.0, y: 5200.0 } } else { all.center };
        let view = View { center, ..all };
        for (n, metres_per_point) in zooms.into_iter().enumerate() {
            harness.state_mut().panel.set_view(View { metres_per_point, ..view });
            keep(&settle(&mut harness), &format!("{place}_{n}"));
        }
        for (name, housing) in [("depth", MapView::Depth), ("distance", MapView::Distance)] {
            harness.state_mut().overlays.view = housing;
            harness.state_mut().panel.set_view(View { center: all.center, metres_per_point: zooms[1] });
            keep(&settle(&mut harness), &format!("{place}_{name}"));
        }
        harness.state_mut().overlays.view = MapView::Coverage;
        harness.state_mut().dark = true;
        harness.state_mut().lang = Lang::En;
        for (name, metres_per_point) in [("dark", zooms[1]), ("dark_all", all.metres_per_point)] {
            let center = if name == "dark" { center } else { all.center };
            harness.state_mut().panel.set_view(View { center, metres_per_point });
            keep(&settle(&mut harness), &format!("{place}_{name}"));
        }
    }
}

#[test]
fn moving_the_picture_gives_the_same_as_drawing_it() {
    let mut harness = open();
    let view = harness.state().panel.view().expect("the map has data");
    harness.state_mut().panel.set_view(View { metres_per_point: 2.0, ..view });
    settle(&mut harness);
    let built = harness.state().panel.chunks_built();
    let before = harness.state().panel.counts();
    let steps: Vec<Vec2> =
        [(13.0, 7.0), (-41.0, 22.5), (0.25, -90.0), (64.0, 0.0), (-3.0, -3.0)].map(|(x, y)| vec2(x, y)).to_vec();
    drag(&mut harness, pos2(400.0, 300.0), &steps);
    let moved = settle(&mut harness);
    let after = harness.state().panel.counts();
    assert!(after.moved >= before.moved + 4, "panning moves the picture: {before:?} {after:?}");
    assert_eq!(after.whole, before.whole, "panning draws no whole picture");
    assert_eq!(harness.state().panel.chunks_built(), built, "panning builds no vertices");
    keep(&moved, "moved");
    let now = harness.state().panel.view().expect("the map has data");
    let mut fresh = open();
    fresh.state_mut().panel.set_view(now);
    same_picture(&moved, &settle(&mut fresh), "moved against drawn");
}

#[test]
fn a_frame_in_which_nothing_changed_draws_nothing() {
    let mut harness = open();
    let before = harness.state().panel.counts();
    for _ in 0..3 {
        harness.step();
        harness.render().expect("the map can be drawn");
    }
    let after = harness.state().panel.counts();
    assert_eq!((after.whole, after.moved), (before.whole, before.moved));
    assert_eq!(after.kept, before.kept + 3);
}

#[test]
fn a_click_takes_what_hovering_announced() {
    let mut harness = open();
    let snapshot = city::snapshot();
    let toilets = &snapshot.project.as_ref().expect("a project").layers[6];
    assert_eq!(toilets.role, Role::Toilet);
    let at = on_screen(&harness, toilets.features[3].shape.points[0]);
    harness.hover_at(at + vec2(3.0, 3.0));
    harness.step();
    let announced = harness.state().output.hovered.first().copied();
    assert_eq!(announced, Some(Selected::Feature { layer: LayerId(6), feature: 3 }));
    assert!(harness.state().output.hovered.len() > 1, "the zone lies beneath");
    click(&mut harness, at + vec2(3.0, 3.0));
    assert_eq!(harness.state().clicks, [announced]);

    harness.key_press(Key::Escape);
    harness.step();
    assert_eq!(harness.state().clicks.last(), Some(&None), "Esc deselects");
    click(&mut harness, pos2(990.0, 5.0));
    assert_eq!(harness.state().clicks.last(), Some(&None), "nothing is there");
}

#[test]
fn gaps_are_taken_before_the_land_they_lie_on_while_they_are_shown() {
    let mut harness = open();
    let gap = harness.state().snapshot.analysis.as_ref().expect("an analysis").gaps[0].label_point;
    let at = on_screen(&harness, gap);
    harness.hover_at(at);
    harness.step();
    assert_eq!(harness.state().output.hovered.first(), Some(&Selected::Gap(0)));
    harness.state_mut().overlays.coverage = false;
    harness.step();
    assert_eq!(layer_of(harness.state().output.hovered.first()), Some(2), "the parcel");
    let hidden = LayerStyle { layer: LayerId(2), visible: false, color: egui::Color32::RED, by: None };
    harness.state_mut().styles.push(hidden);
    harness.step();
    assert!(harness.state().output.hovered.iter().all(|s| layer_of(Some(s)) != Some(2)), "what is hidden is not hit");
}

#[test]
fn the_wheel_zooms_about_the_pointer_and_home_brings_all_back() {
    let mut harness = open();
    let all = harness.state().panel.view().expect("the map has data");
    let at = pos2(300.0, 200.0);
    harness.hover_at(at);
    harness.step();
    let before = harness.state().output.pointer.expect("the pointer is on the map");
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    for _ in 0..30 {
        harness.step();
    }
    let after = harness.state().output.pointer.expect("the pointer is on the map");
    let closer = harness.state().panel.view().expect("the map has data");
    assert!(closer.metres_per_point < 0.8 * all.metres_per_point);
    let slack = 1.5 * closer.metres_per_point;
    assert!((after.x - before.x).hypot(after.y - before.y) < slack, "what was under the pointer stays there");
    harness.key_press(Key::Home);
    harness.step();
    assert_eq!(harness.state().panel.view(), Some(all));
}

#[test]
fn a_refresh_does_not_move_the_view_and_only_builds_what_is_new() {
    let mut harness = open();
    let view = View { metres_per_point: 1.5, ..harness.state().panel.view().expect("the map has data") };
    harness.state_mut().panel.set_view(view);
    settle(&mut harness);
    let snapshot = &mut harness.state_mut().snapshot;
    let mut project = (**snapshot.project.as_ref().expect("a project")).clone();
    project.layers.remove(1);
    snapshot.project = Some(Arc::new(project));
    snapshot.revision += 1;
    let built = harness.state().panel.chunks_built();
    settle(&mut harness);
    assert_eq!(harness.state().panel.view(), Some(view));
    assert_eq!(harness.state().panel.chunks_built(), built, "what is unchanged is kept");
}

#[test]
fn the_map_and_what_is_on_it_can_be_reached_by_name() {
    let mut harness = open();
    harness.get_by_label("地图");
    let bounds = harness.get_by_label("公厕4").rect();
    click(&mut harness, bounds.center());
    assert_eq!(harness.state().clicks, [Some(Selected::Feature { layer: LayerId(6), feature: 3 })]);
    harness.step();
    harness.get_by_label("已选：公厕4");
    let before = harness.state().panel.view().expect("the map has data").metres_per_point;
    harness.get_by_label("放大 (+)").click();
    harness.step();
    harness.step();
    assert!(harness.state().panel.view().expect("the map has data").metres_per_point < before);
}

#[test]
fn the_legend_folds_on_a_small_map_and_stays_as_the_user_left_it() {
    let mut harness = open();
    harness.get_by_label("收起图例").click();
    harness.step();
    harness.step();
    assert!(harness.query_by_label("收起图例").is_none());
    harness.get_by_label("展开图例");
    let mut small = open_as(city::snapshot(), vec2(500.0, 480.0), 1.0, |window| window.lang = Lang::En);
    small.get_by_label("Show the legend").click();
    small.step();
    small.step();
    small.get_by_label("Hide the legend");
    for _ in 0..3 {
        small.step();
    }
    small.get_by_label("Hide the legend");
    assert!(small.state().clicks.is_empty(), "a click on the legend is none on the map");
}

#[test]
fn letters_follow_the_text_options_of_the_window() {
    let letters = |late: bool| {
        let mut harness = open_as(city::snapshot(), vec2(1000.0, 700.0), 1.0, |_| ());
        if late {
            // A theme with other text options comes and goes, as when the window learns its theme after its first frame.
            harness.ctx.set_theme(egui::Theme::Dark);
            harness.step();
            settle(&mut harness);
            harness.ctx.set_theme(egui::Theme::Light);
        } else {
            harness.ctx.set_theme(egui::Theme::Light);
        }
        harness.step();
        harness.state_mut().panel.fit_all();
        let view = harness.state().panel.view().expect("the map has data");
        harness.state_mut().panel.set_view(View { metres_per_point: 2.0, ..view });
        settle(&mut harness)
    };
    same_picture(&letters(false), &letters(true), "letters of one theme");
}

#[test]
fn the_tool_that_asks_why_outlines_what_it_asks_about() {
    let mut harness = open();
    harness.state_mut().panel.set_tool(Tool::Why);
    let gap = harness.state().snapshot.analysis.as_ref().expect("figures").gaps[0].label_point;
    let at = on_screen(&harness, gap);
    click(&mut harness, at);
    let (asked, _) = *harness.state().asked.last().expect("a question");
    let Place::Feature { layer, feature } = asked else { panic!("a parcel lies there: {asked:?}") };
    harness.hover_at(at);
    harness.step();
    assert_eq!(harness.state().output.hovered.first(), Some(&Selected::Feature { layer, feature }));
    // Where there is no home the question is about the spot: no thing is outlined.
    let park = harness.state().snapshot.project.as_ref().expect("a project").layers[3].features[0].shape.bounds();
    let at = on_screen(&harness, park.expect("it has a place").center());
    click(&mut harness, at);
    assert!(matches!(harness.state().asked.last(), Some((Place::At(_), _))));
    harness.hover_at(at);
    harness.step();
    assert!(harness.state().output.hovered.is_empty());
}
