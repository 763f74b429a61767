//! The map canvas: everything of a project on one plane, drawn by own pipelines through egui's paint callback.
//!
//! `content` turns layers into chunks on worker threads, `gpu` draws them into a picture of its own and moves it,
//! `view` says where it looks, `hit` what lies under the pointer, `labels`, `chrome` and `glyphs` write on it, and
//! `access` names what is on it. A frame in which only the view moved costs what is in sight, never what there is.

mod access;
mod api;
mod by_place;
mod chrome;
mod classify;
mod compose;
mod content;
mod covers;
mod difference;
mod fit;
mod ghost;
mod glyphs;
mod gpu;
mod hit;
mod labels;
mod legend;
mod mesh;
mod names;
mod navigate;
pub mod palette;
mod pick;
mod pins;
mod place;
mod plan_menu;
mod pointing;
mod reshape;
mod room;
mod selection;
mod simplify;
mod sketch;
mod style;
mod style_by;
mod tags;
mod task;
mod toolbar;
mod tools;
pub mod view;
mod views;
mod workers;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::{Color32, Rect as UiRect, Role as A11y, Sense, Ui, WidgetInfo};

use crate::geom::{Coord, Rect};
use crate::ui::i18n::{Lang, tr};

use access::Named;
use compose::visible;
use content::Content;
use covers::Covers;
use fit::Fit;
use gpu::picture::Scene;
use gpu::{Overlay, Painter, Request};
use palette::Palette;
use pointing::Over;
use style::Subject;
use view::{Frame, View};

pub use api::{Costs, LayerStyle, MapInput, MapOutput, Overlays, Selected, WhyShown};
pub use difference::DifferenceShown;
pub use gpu::painter::Counts;
pub use navigate::ZOOM_STEP;
pub use pins::Pin;
pub use place::PlanInput;
pub use selection::{Change, Selection};
pub(in crate::ui) use sketch::waiting;
pub use style_by::{Classes, FieldStyle, Method, style_popup_ui};
pub use tools::Tool;
pub use views::MapView;

/// How far from a point or a line a click still takes it, in points.
const TOLERANCE: f64 = 6.0;

/// The state of one map: its view, what is built for it, and its picture.
pub struct MapPanel {
    render_state: eframe::egui_wgpu::RenderState,
    painter: Arc<Mutex<Painter>>,
    content: Content,
    scene: Arc<Scene>,
    scene_key: Option<SceneKey>,
    view: Option<View>,
    pending: Option<Fit>,
    /// Until the user moves the view, it goes on showing everything as layers arrive.
    untouched: bool,
    glyphs_for: Option<GlyphKey>,
    /// Whether the user wants the legend; `None` until told.
    legend_open: Option<bool>,
    /// Whether the layers are listed beside the map, so that the legend need not explain them.
    layers_listed: bool,
    outlines: Vec<(Outline, Overlay)>,
    /// The outlines of a few selected things beside the one in front: of which selection and content, and themselves.
    others: Option<((u64, u64, bool), Option<Overlay>)>,
    named: (Option<NameKey>, Vec<Named>),
    names: names::NameBoard,
    /// What lay over the canvas in the last frame, in points of the window.
    over: Vec<UiRect>,
    /// Where metres were written on the lines of an answer.
    tagged: Vec<UiRect>,
    hand: tools::Hand,
    /// What is being placed, moved or reshaped.
    placing: place::Placing,
    /// A tool whose key was pressed since the last frame.
    asked_tool: Option<Tool>,
    /// Where the menu was opened, and what lies there.
    menu: Option<(Coord, Vec<Selected>)>,
    /// The handle under the pointer when the menu was opened.
    menu_part: Option<reshape::Part>,
    /// Where things that lie upon each other were stepped through last, and how far.
    stack: Option<(egui::Pos2, usize)>,
    /// When the scene was put together last.
    composed: Option<Instant>,
    show_time: Duration,
    hit_time: Duration,
    last_frame: Option<Frame>,
    /// The frame whose things were named last, or would have been.
    seen_frame: Option<Frame>,
    settled: bool,
}

/// All that decides what the picture of a view looks like.
#[derive(Debug, Clone, PartialEq)]
struct SceneKey {
    content: u64,
    styles: Vec<LayerStyle>,
    overlays: Overlays,
    dark: bool,
    lang: Lang,
}

/// All that decides what the letters in the symbols look like. The window's text options come with its theme, a frame
/// or two after the window: letters cut out before that would stay too bold or too thin.
#[derive(Debug, Clone, Copy, PartialEq)]
struct GlyphKey {
    lang: Lang,
    pixels_per_point: f32,
    options: egui::epaint::text::TextOptions,
}

/// All that decides what can be reached by name.
#[derive(Debug, Clone, Copy, PartialEq)]
struct NameKey {
    frame: Frame,
    content: u64,
    scene: u64,
    lang: Lang,
    selection: Option<Selected>,
}

/// What an outline is of, and how it looks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Outline {
    what: Selected,
    color: Color32,
    width: f32,
    content: u64,
}

impl MapPanel {
    /// A map that draws with the window's device.
    pub fn new(render_state: &eframe::egui_wgpu::RenderState) -> Self {
        Self {
            painter: Arc::new(Mutex::new(Painter::new(render_state))),
            content: Content::new(render_state.device.clone()),
            scene: Arc::default(),
            scene_key: None,
            view: None,
            pending: None,
            untouched: true,
            glyphs_for: None,
            legend_open: None,
            layers_listed: false,
            outlines: Vec::new(),
            others: None,
            named: (None, Vec::new()),
            names: names::NameBoard::default(),
            over: Vec::new(),
            tagged: Vec::new(),
            hand: tools::Hand::default(),
            placing: place::Placing::default(),
            asked_tool: None,
            menu: None,
            menu_part: None,
            stack: None,
            composed: None,
            show_time: Duration::ZERO,
            hit_time: Duration::ZERO,
            last_frame: None,
            seen_frame: None,
            settled: false,
            render_state: render_state.clone(),
        }
    }

    /// Whether the user wants the legend unfolded; `None` where nobody said so and the room decides.
    pub fn legend_open(&self) -> Option<bool> {
        self.legend_open
    }

    /// Unfolds the legend, or folds it; `None` for what the room suggests.
    pub fn set_legend_open(&mut self, open: Option<bool>) {
        self.legend_open = open;
    }

    /// Whether the layers are listed beside the map: the legend then leaves out what that list explains.
    pub fn set_layers_listed(&mut self, listed: bool) {
        self.layers_listed = listed;
    }

    /// Where the map looks; `None` before the first data.
    pub fn view(&self) -> Option<View> {
        self.view
    }

    /// Looks elsewhere.
    pub fn set_view(&mut self, view: View) {
        self.view = Some(view);
        self.untouched = false;
        self.pending = None;
    }

    /// Whether all there is is on the screen, sharp and whole: no worker and no picture is under way.
    pub fn settled(&self) -> bool {
        self.settled && !self.content.busy() && self.lock().settled
    }

    /// Has the window drawn once more as soon as that comes about, so that whoever waits for it knows at once.
    pub fn tell_when_settled(&self) {
        self.lock().tells = true;
    }

    /// What the painter has done so far.
    pub fn counts(&self) -> Counts {
        self.lock().counts
    }

    /// How many chunks have been tessellated for this map so far: moving the view adds none.
    pub fn chunks_built(&self) -> u64 {
        self.content.built.load(std::sync::atomic::Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Painter> {
        self.painter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the last frame cost on the window's thread.
    pub fn costs(&self) -> Costs {
        let painter = self.lock();
        Costs { show: self.show_time, prepare: painter.prepare_time, paint: painter.paint_time, hit: self.hit_time }
    }

    /// Draws the map into all the room that `ui` has left, and takes its input.
    pub fn show(&mut self, ui: &mut Ui, input: &MapInput<'_>) -> MapOutput {
        let start = Instant::now();
        let output = self.run(ui, input);
        self.show_time = start.elapsed();
        output
    }

    fn run(&mut self, ui: &mut Ui, input: &MapInput<'_>) -> MapOutput {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click_and_drag());
        let label = tr(input.lang, "map.canvas");
        response.widget_info(|| WidgetInfo::labeled(A11y::Canvas, true, label));
        let ctx = ui.ctx().clone();
        self.content.sync(input, &ctx);
        let was_busy = self.content.busy();
        self.content.receive();
        if was_busy && !self.content.busy() {
            self.keep_in_sight();
        }
        self.settled = self.scene_key.as_ref().is_some_and(|k| k.content == self.content.version);
        if self.content.busy() {
            // Workers wake the window as they finish; this is for what arrives between.
            ctx.request_repaint_after(Duration::from_millis(40));
        }
        let palette = Palette::of(input.dark);
        if self.content.entries.is_empty() {
            // Everything was closed: the next data is first data again.
            self.view = None;
            self.untouched = true;
        }
        self.follow(rect);
        let Some(mut view) = self.view else {
            ui.painter().rect_filled(rect, 0, palette.paper);
            return MapOutput::default();
        };

        let mut output = MapOutput::default();
        self.take_hold(ui, &response, rect, input);
        let mut moves = navigate::read(ui, &response, rect, self.draws(ui), self.hand.tool.sets());
        if response.double_clicked() && self.over_handle(ui, rect, input) {
            // Twice on a corner takes the corner away.
            moves.zoom = None;
        }
        if navigate::apply(&mut view, &moves, rect) {
            self.untouched = false;
        }
        self.view = Some(view);
        if moves.fit_all {
            self.fit_all();
        }
        if moves.fit_selection {
            self.fit_selected(input.selection.front());
        }
        if self.pending.is_some() {
            self.follow(rect);
            view = self.view.unwrap_or(view);
        }

        let frame = self.frame(&view, rect, ctx.pixels_per_point());
        let zooming = self.last_frame.is_some_and(|l| l.metres_per_pixel != frame.metres_per_pixel);
        self.last_frame = Some(frame);
        output.scale_denominator = view.scale_denominator();
        let over = Over { ui, response: &response, rect, frame: &frame, moves: &moves, input };
        self.point(&over, &mut output);

        self.install_glyphs(&ctx, input.lang);
        self.compose(input, palette);
        let mut overlays: Vec<Overlay> = self.others(input.selection, input.dark, palette).into_iter().collect();
        overlays.extend(self.overlays(input.selection.front(), output.hovered.first().copied(), palette));
        self.over.extend(covers::cards(&ctx, rect));
        let names = self.names_on(&ctx, rect, &frame, zooming, input, palette);
        ui.painter().add(eframe::egui_wgpu::Callback::new_paint_callback(
            rect,
            Request {
                painter: Arc::clone(&self.painter),
                frame,
                scene: Arc::clone(&self.scene),
                busy: self.content.busy(),
                overlays,
                names,
                ctx: ctx.clone(),
            },
        ));
        self.draw_plan(ui, rect, &frame, input, palette);
        self.tagged = self.sketch(ui, rect, &frame, input, output.pointer, palette);
        pins::show(ui, rect, &frame, input, &mut output);
        self.write(ui, &response, rect, &frame, input, &mut output);
        self.cards(ui, &response, rect, input, &mut output);
        self.live_card(ui, rect, &frame, input, palette);
        output
    }

    /// Names, scale, legend, buttons and the accessible tree, over the picture.
    fn write(
        &mut self,
        ui: &mut Ui,
        response: &egui::Response,
        rect: UiRect,
        frame: &Frame,
        input: &MapInput<'_>,
        output: &mut MapOutput,
    ) {
        let lang = input.lang;
        let palette = Palette::of(input.dark);
        let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
        let clipped = ui.painter().with_clip_rect(rect);
        let bar = chrome::draw_scale(&clipped, rect, metres_per_point, lang, palette);
        let scale = chrome::scale_text(metres_per_point, output.scale_denominator);
        if chrome::copy_scale(ui, bar, &scale, lang, palette) {
            output.copied = Some(scale);
        }
        let (pressed, buttons) = chrome::buttons(ui, rect, lang, palette);
        let (taken, tools) = toolbar::tools(ui, rect, self.hand.tool, lang, palette);
        if let Some(tool) = taken {
            self.set_tool(tool);
        }
        let (asked, steps) = toolbar::steps(ui, tools, input.snapshot, lang, palette);
        output.plan.extend(asked);
        let offered = input.overlays.coverage && input.snapshot.analysis.is_some() && input.difference.is_none();
        let view = offered.then_some(input.overlays.view);
        let (pressed_view, legend) =
            legend::show(ui, rect, &self.legend(input), view, &mut self.legend_open, lang, palette);
        self.over = [bar, buttons, tools, steps, legend].into_iter().filter(UiRect::is_positive).collect();
        output.view = pressed_view;
        match pressed {
            Some(chrome::Press::FitAll) => self.fit_all(),
            Some(press) => self.zoom(if press == chrome::Press::ZoomIn { ZOOM_STEP } else { 1.0 / ZOOM_STEP }),
            None => {}
        }
        if pressed.is_some() {
            ui.ctx().request_repaint();
        }
        if access::is_read(ui, response) {
            self.name(ui, response, rect, frame, input);
        }
    }

    /// Names facilities in sight and what is selected for those who do not see the map.
    fn name(&mut self, ui: &mut Ui, response: &egui::Response, rect: UiRect, frame: &Frame, input: &MapInput<'_>) {
        let key = Some(NameKey {
            frame: *frame,
            content: self.content.version,
            scene: self.scene.version,
            lang: input.lang,
            selection: input.selection.front(),
        });
        // While the view moves things keep their names: who is read to wants to know where it comes to rest.
        let moving = self.named.0.is_some() && self.seen_frame != Some(*frame);
        self.seen_frame = Some(*frame);
        if moving {
            ui.ctx().request_repaint();
        } else if self.named.0 != key {
            let mut named = access::in_sight(&self.content, frame, input.lang, |e| visible(input, e));
            named.extend(input.selection.front().and_then(|s| access::selected(&self.content, s, input.lang)));
            self.named = (key, named);
        }
        access::publish(ui, response, rect, frame, &self.named.1);
    }

    /// The names on the map.
    fn names_on(
        &mut self,
        ctx: &egui::Context,
        rect: UiRect,
        frame: &Frame,
        zooming: bool,
        input: &MapInput<'_>,
        palette: &Palette,
    ) -> Option<gpu::Names> {
        if !input.overlays.labels {
            return None;
        }
        let seen = self.content.entries.iter().filter(|e| visible(input, e));
        let lists: Vec<names::Names<'_>> = seen.map(|e| names::Names { labels: &e.labels, signs: &e.signs }).collect();
        let key = names::Key {
            scene: self.scene.version,
            zh: input.lang == Lang::Zh,
            pixels_per_point: ctx.pixels_per_point(),
            options: ctx.fonts(|fonts| *fonts.options()),
        };
        let painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner);
        let over: Vec<UiRect> = self.over.iter().chain(&self.tagged).copied().collect();
        let covers = Covers::new(rect, &over);
        self.names.update(ctx, &self.render_state, &painter, frame, key, zooming, &lists, covers, palette)
    }

    fn frame(&self, view: &View, rect: UiRect, pixels_per_point: f32) -> Frame {
        let most = self.render_state.device.limits().max_texture_dimension_2d;
        let pixels = |from: f32, to: f32| {
            let n = (to * pixels_per_point).round() - (from * pixels_per_point).round();
            (n.max(1.0) as u32).min(most)
        };
        Frame::new(view, [pixels(rect.left(), rect.right()), pixels(rect.top(), rect.bottom())], pixels_per_point)
    }

    /// What lies within `tolerance` metres of `at`, what a click takes first.
    fn under(&self, at: Coord, tolerance: f64, input: &MapInput<'_>) -> Vec<Selected> {
        let reach = Coord { x: tolerance, y: tolerance };
        let area = Rect::new(at - reach, at + reach);
        let mut found: Vec<(u8, f64, f64, Selected)> = Vec::new();
        for entry in self.content.entries.iter().filter(|e| visible(input, e)) {
            let Some(hits) = &entry.hits else { continue };
            for index in hits.query(&area) {
                let Some(item) = entry.thing(index as usize) else { continue };
                let Some(distance) = hit::takes(&item, at, tolerance) else { continue };
                let what = match (entry.subject, entry.layer) {
                    (Subject::Gaps, _) => Selected::Gap(index as usize),
                    (_, Some(layer)) => Selected::Feature { layer, feature: index as usize },
                    _ => continue,
                };
                let extent = mesh::bounds(&item).map_or(0.0, |b| b.width() * b.height());
                found.push((hit::rank(entry.subject, !item.points.is_empty()), distance, extent, what));
            }
        }
        // The nearer first, then the smaller, which would otherwise be out of reach.
        found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
        found.into_iter().map(|f| f.3).collect()
    }
}
