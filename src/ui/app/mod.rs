//! The window: lays the panels out, carries out what they ask for.

mod carry_out;
mod explain;
mod panels;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Context, Key, Modifiers, Ui, ViewportCommand};

use panels::held;

use super::backend::Backend;
use super::context::{Command, Cx, Work, bounds_of};
use super::dialogs::Dialogs;
use super::i18n::{Lang, tr, trf};
use super::left_as::Leaving;
use super::map::{MapInput, MapPanel, PlanInput, Selected, Tool};
use super::settings::{Keeper, Settings};
use super::state::{State, Tab};
use super::status_line::Pointer;
use super::still::Still;
use super::theme::{self, size};
use super::{
    commands, copy, fonts, forms, ledger, messages, over_map, palette, plan, renewal, scenarios, sheets, status_line,
    top_bar,
};
use crate::model::plan::ProblemId;
use crate::session::Snapshot;

/// How the window starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// The language.
    pub lang: Lang,
    /// Whether the dark theme is on; `None` to go by the system.
    pub dark: Option<bool>,
}

/// The window of the program.
pub struct FugaiApp {
    backend: Box<dyn Backend>,
    state: State,
    map: Option<MapPanel>,
    dialogs: Dialogs,
    pointer: Pointer,
    /// Where the map was clicked last.
    clicked_at: Option<crate::geom::Coord>,
    title: String,
    seen: Option<(u64, Arc<Snapshot>)>,
    work: Work,
    keeper: Option<Keeper>,
    /// The problems whose table is being given a place.
    ledger_asked: Vec<ProblemId>,
    /// Where a problem is to be entered in the next frame, and what lies there.
    report: Option<(crate::geom::Coord, Vec<Selected>)>,
    still: Option<Still>,
    leaving: Leaving,
}

impl FugaiApp {
    /// The window around whatever keeps the project.
    pub fn new(cc: &eframe::CreationContext<'_>, backend: Box<dyn Backend>, options: Options) -> Self {
        fonts::install(&cc.egui_ctx);
        theme::install(&cc.egui_ctx);
        // The size of text is the window's own setting, with keys of its own.
        cc.egui_ctx.options_mut(|o| o.zoom_with_keyboard = false);
        let dark = options.dark.unwrap_or_else(|| cc.egui_ctx.system_theme() == Some(egui::Theme::Dark));
        Self {
            backend,
            state: State::new(options.lang, dark),
            map: cc.wgpu_render_state.as_ref().map(MapPanel::new),
            dialogs: Dialogs::default(),
            pointer: Pointer::default(),
            clicked_at: None,
            title: String::new(),
            seen: None,
            work: Work::default(),
            keeper: None,
            ledger_asked: Vec::new(),
            report: None,
            still: cc.wgpu_render_state.as_ref().and_then(Still::new),
            leaving: Leaving::default(),
        }
    }

    /// The state of the window.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The state of the window, to be changed.
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// The map, where there is a graphics driver for it.
    pub fn map(&self) -> Option<&MapPanel> {
        self.map.as_ref()
    }

    /// Whether there is nothing under way: the figures shown are those of the project shown, and the map is drawn.
    pub fn is_settled(&self) -> bool {
        let snap = self.backend.snapshot();
        let drawn = self.map.as_ref().is_none_or(MapPanel::settled);
        snap.job.is_none() && !snap.stale && snap.analysis.is_some() && drawn
    }

    fn now(ctx: &Context) -> f64 {
        ctx.input(|i| i.time)
    }

    /// What is selected must still be there after the project changed.
    fn forget_what_is_gone(&mut self, snap: &Arc<Snapshot>) {
        let known = self.seen.as_ref().is_some_and(|(_, old)| Arc::ptr_eq(old, snap));
        if known {
            return;
        }
        let before = self.seen.replace((snap.revision, Arc::clone(snap)));
        if let Some((_, old)) = &before {
            plan::follow(&mut self.state, old, snap);
        }
        // Ranks of another analysis name other places.
        let same_gaps = match (before.as_ref().and_then(|(_, s)| s.analysis.as_ref()), &snap.analysis) {
            // A new name brings a new analysis with the same gaps.
            (Some(old), Some(new)) => Arc::ptr_eq(old, new) || old.gaps == new.gaps,
            _ => false,
        };
        let there = |what: Selected| match what {
            Selected::Gap(_) => same_gaps,
            Selected::Feature { .. } => bounds_of(snap, what).is_some(),
        };
        self.state.selected.retain(|s| there(*s));
        if self.state.selection.is_some_and(|s| !there(s)) {
            self.state.selection = self.state.selected.front();
        }
        self.follow_why(before.as_ref().map(|(_, s)| &**s), snap);
    }

    fn set_title(&mut self, ctx: &Context, snap: &Snapshot) {
        let name = tr(self.state.lang, "app.title");
        let title = match snap.project.as_ref().map(|p| p.name.as_str()).filter(|n| !n.is_empty()) {
            Some(project) => format!("{name} — {project}"),
            None => name.to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// The commands whose keys are pressed; Esc goes back one level.
    fn keys(ctx: &Context, cx: &mut Cx<'_>) {
        cx.state.escaped = false;
        // What lies on top first, and only then what lies under it.
        let on_top = cx.is_covered() || cx.work.search.is_open();
        if on_top && !cx.state.composing && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
            let form = cx.state.form.take().is_some();
            if !form && cx.state.palette.take().is_none() && cx.state.sheet.take().is_none() {
                cx.work.search.leave(ctx);
            }
            return;
        }
        // Esc in a field leaves the field, and takes nothing else back.
        let typing = cx.state.plan.typing && !cx.state.composing;
        cx.state.escaped = typing && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
        for entry in commands::pressed(ctx, cx) {
            entry.run(cx);
        }
    }

    /// Has tables copied as tables, not as text alone: for a window on a real desktop.
    #[must_use]
    pub fn with_rich_clipboard(mut self) -> Self {
        self.work.copier.make_rich();
        self
    }

    /// Has the window remembered in a file, and opens it as that file tells. `lang_told`: somebody asked for a
    /// language, which then counts more than the one remembered.
    #[must_use]
    pub fn remembering(mut self, path: PathBuf, settings: Settings, lang_told: bool) -> Self {
        settings.apply(&mut self.state, lang_told);
        self.keeper = Some(Keeper::new(path, settings));
        self
    }

    /// What is to be remembered of the window as it is now.
    fn settings(&self, ctx: &Context) -> Settings {
        let mut now = Settings::of(&self.state);
        let (inner, maximized) = ctx.input(|i| (i.viewport().inner_rect, i.viewport().maximized));
        now.maximized = maximized.unwrap_or_default();
        // The size to go back to is not that of the filled screen. In points of the usual size.
        let zoom = ctx.zoom_factor();
        now.window =
            inner.filter(|_| !now.maximized).map(|r| [(r.width() * zoom).round(), (r.height() * zoom).round()]);
        if now.window.is_none() {
            now.window = self.keeper.as_ref().and_then(Keeper::window);
        }
        now
    }

    fn remember(&mut self, ctx: &Context) {
        let now = self.settings(ctx);
        let clock = Self::now(ctx);
        if let Some(keeper) = &mut self.keeper
            && let Some(wait) = keeper.see(now, clock)
        {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait.max(0.05)));
        }
    }
}

impl FugaiApp {
    /// Has the project's file keep how it is shown.
    fn leave(&mut self, ctx: &Context, snap: &Snapshot) {
        let view = self.map.as_ref().and_then(MapPanel::view);
        let (action, wait) = self.leaving.see(snap, &self.state, view, Self::now(ctx));
        if let Some(action) = action {
            self.backend.send(action);
        }
        if let Some(wait) = wait {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait.max(0.05)));
        }
    }
}

impl eframe::App for FugaiApp {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.poll_dialogs(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, window: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let snap = self.backend.snapshot();
        self.leaving.arrive(&snap, &mut self.state, self.map.as_mut());
        self.forget_what_is_gone(&snap);
        plan::keep_up(&ctx, &mut self.state, &mut self.work.plan, &snap, Self::now(&ctx));
        self.set_title(&ctx, &snap);
        if (ctx.zoom_factor() - self.state.text_size).abs() > 1e-3 {
            ctx.set_zoom_factor(self.state.text_size);
        }
        ctx.set_theme(if self.state.dark { egui::Theme::Dark } else { egui::Theme::Light });
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|f| f.path().to_owned()).collect());
        self.open(dropped);

        let covered = self.state.sheet.is_some() || self.state.palette.is_some() || self.state.form.is_some();
        let report = self.report.take();
        let mut cx = Cx {
            snap: &snap,
            p: theme::palette(self.state.dark),
            state: &mut self.state,
            backend: &*self.backend,
            work: &mut self.work,
            commands: Vec::new(),
        };
        Self::keys(&ctx, &mut cx);
        scenarios::ask(&mut cx);
        renewal::follow(&mut cx);
        if let Some((at, here)) = report {
            ledger::begin_at(&mut cx, at, &here);
        }
        let mut still = self.still.take();
        if let Some(still) = &mut still {
            still.begin(ui);
        }
        top_bar::show(ui, &mut cx);
        held(&mut still, ui, &cx);
        status_line::show(ui, &mut cx, self.pointer);
        held(&mut still, ui, &cx);
        Self::side_panels(ui, &mut cx, &mut still);
        self.still = still;
        if cx.state.selection != cx.state.selected.front() {
            cx.state.select(cx.state.selection);
        }
        let room = ui.available_rect_before_wrap();
        if let Some(map) = self.map.as_mut() {
            map.set_legend_open(cx.state.legend);
            map.set_layers_listed(cx.state.left);
        }
        cx.work.copier.places.insert(copy::Part::Map, room);
        let output = map(ui, &mut cx, self.map.as_mut(), room);
        cx.state.legend = self.map.as_ref().map_or(cx.state.legend, MapPanel::legend_open);
        over_map::empty(ui, &mut cx, room);
        over_map::why_waits(ui, &mut cx, room);
        plan::strip(ui, &mut cx, room);
        plan::toast(ui, &mut cx, room);
        messages::floating(ui, &mut cx, room);
        sheets::show(ui, &mut cx);
        forms::show(ui, &mut cx);
        if let Some(id) = output.as_ref().and_then(|o| o.pin) {
            ledger::visit(&mut cx, id, false);
        }
        palette::show(ui, &mut cx);
        over_map::drop_target(ui, &cx, ctx.content_rect());
        let mut commands = cx.commands;
        if let Some(output) = output {
            if let Some(clicked) = output.clicked
                && !covered
            {
                commands.push(Command::Select(clicked));
                self.state.reveal = true;
                match clicked {
                    Some(Selected::Gap(_)) if self.state.tab != Tab::Selection => self.state.tab = Tab::Gaps,
                    // The table shows what is pointed at in its own row.
                    Some(Selected::Feature { .. }) if self.state.tab == Tab::Table => {}
                    Some(what) if self.state.tab == Tab::Proposals && plan::proposal_of(&snap, what).is_some() => {}
                    Some(_) => self.state.tab = Tab::Selection,
                    None => {}
                }
            }
            if let Some((taken, change)) = output.selected_many
                && !covered
            {
                self.state.change_selection(&taken, change);
                self.state.reveal = true;
                ctx.request_repaint();
            }
            if let Some(view) = output.view {
                self.state.overlays.view = view;
                ctx.request_repaint();
            }
            if let Some(text) = output.copied {
                self.state.plan.toast =
                    Some(plan::Toast::said(trf(self.state.lang, "status.copied", &[("text", &text)])));
                commands.push(Command::Copy(text));
            }
            commands.extend(output.plan.into_iter().map(Command::Plan));
            if output.report.is_some() {
                self.report = output.report;
                ctx.request_repaint();
            }
            if output.close_why {
                self.close_why();
            }
            if let Some((place, at)) = output.ask_why {
                self.ask_why(&snap, place, at);
            }
            let over = output.hovered.first().and_then(|thing| match thing {
                super::map::Selected::Feature { layer, .. } => Some(*layer),
                super::map::Selected::Gap(_) => None,
            });
            if output.pointer.is_some() && ctx.input(|i| i.pointer.any_click()) {
                self.clicked_at = output.pointer;
            }
            // On its way to the status line the pointer leaves the map: what is to be copied there stays.
            let at = output.pointer.or(self.clicked_at).or(self.pointer.at).filter(|_| snap.project.is_some());
            self.clicked_at = self.clicked_at.filter(|_| at.is_some());
            let pointer = Pointer { at, scale: Some(output.scale_denominator), over };
            if pointer != self.pointer {
                // The line is drawn before the map: it follows one frame later.
                self.pointer = pointer;
                ctx.request_repaint();
            }
        }
        self.carry_out(&ctx, window, &snap, commands);
        self.state.plan.placing = self.map.as_ref().is_some_and(|m| m.tool() == Tool::Place || m.will_place());
        self.state.plan.drawing = self.map.as_ref().is_some_and(MapPanel::is_drawing);
        self.state.plan.typing = ctx.text_edit_focused();
        self.copy_pictures(&ctx);
        self.remember(&ctx);
        self.leave(&ctx, &snap);
    }

    fn on_exit(&mut self) {
        if let Some(action) = self.leaving.send() {
            self.backend.send(action);
        }
        if let Some(keeper) = &mut self.keeper {
            keeper.close();
        }
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        theme::palette(self.state.dark).panel.to_normalized_gamma_f32()
    }
}

/// The map in the room that the panels leave.
fn map(ui: &mut Ui, cx: &mut Cx<'_>, map: Option<&mut MapPanel>, room: egui::Rect) -> Option<super::map::MapOutput> {
    let Some(map) = map else {
        ui.painter().text(
            room.center(),
            egui::Align2::CENTER_CENTER,
            cx.tr("map.no_gpu"),
            egui::FontId::proportional(size::TEXT),
            cx.p.muted,
        );
        return None;
    };
    let styles = cx.project().map(|p| cx.state.styles(p)).unwrap_or_default();
    let snap_index = cx.work.plan.snap().cloned().filter(|_| cx.state.plan.snapping);
    let figures = plan::figures_of(cx.snap, &cx.state.plan).cloned();
    let pins = ledger::pins(cx);
    let difference = scenarios::difference(cx);
    let input = MapInput {
        snapshot: cx.snap,
        styles: &styles,
        overlays: cx.state.overlays,
        selection: &cx.state.selected,
        why: cx.state.why.as_ref(),
        difference: difference.as_ref(),
        pins: &pins,
        indicator: cx.state.hero,
        to_degrees: &|at| cx.backend.to_degrees(at),
        plan: PlanInput {
            draft: cx.snap.project.as_ref().map(|_| &cx.state.plan.draft),
            snap: snap_index.as_deref(),
            figures: figures.as_deref(),
            chosen: cx.state.plan.chosen,
        },
        dark: cx.state.dark,
        lang: cx.state.lang,
    };
    Some(ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| map.show(ui, &input)).inner)
}
