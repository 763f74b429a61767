//! The map canvas in a window without a screen: what it draws, what a click takes, what it costs.

mod city;

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, Pos2, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use fugai::model::{LayerId, Role};
use fugai::session::Snapshot;
use fugai::ui::i18n::Lang;
use fugai::ui::map::{LayerStyle, MapInput, MapOutput, MapPanel, Overlays, Selected, chunks_built};
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
}

impl eframe::App for Window {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let input = MapInput {
            snapshot: &self.snapshot,
            styles: &self.styles,
            overlays: self.overlays,
            selection: self.selection,
            dark: self.dark,
            lang: self.lang,
        };
        self.output = self.panel.show(ui, &input);
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
        assert!(start.elapsed() < Duration::from_secs(60), "the map does not come to rest");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// For looking at: writes a picture where FUGAI_PICTURES says.
fn keep(image: &image::RgbaImage, name: &str) {
    if let Some(dir) = std::env::var_os("FUGAI_PICTURES") {
        image.save(std::path::Path::new(&dir).join(name).with_extension("png")).expect("the folder can be written");
    }
}

#[test]
fn pictures() {
    let mut harness = open();
    keep(&settle(&mut harness), "all");
    let view = harness.state().panel.view().unwrap();
    for (name, mpp) in [("mid", 2.2), ("near", 0.8), ("street", 0.2)] {
        harness.state_mut().panel.set_view(fugai::ui::map::view::View { metres_per_point: mpp, ..view });
        keep(&settle(&mut harness), name);
    }
    harness.state_mut().dark = true;
    harness.state_mut().lang = Lang::En;
    harness.state_mut().panel.set_view(fugai::ui::map::view::View { metres_per_point: 2.2, ..view });
    keep(&settle(&mut harness), "dark");
}
