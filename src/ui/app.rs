//! The window: lays the panels out, carries out what they ask for.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Context, Key, Margin, Modifiers, Panel, Ui, ViewportCommand};

use crate::session::action::OpenRequest;
use crate::session::{Action, PlanAction, Snapshot};

use super::backend::Backend;
use super::context::{Command, Cx, Work, bounds_of, coordinates, place_of};
use super::dialogs::{Answer, Dialogs, Purpose};
use super::forms::Form;
use super::i18n::{Lang, tr};
use super::map::{Change, MapInput, MapPanel, PlanInput, Selected, Tool, WhyShown};
use super::path_form::PathForm;
use super::settings::{Keeper, Settings};
use super::state::{Remark, Sheet, State, Tab};
use super::status_line::Pointer;
use super::still::Still;
use super::theme::{self, size};
use super::{
    bottom, clock, commands, copy, fonts, forms, indicators, layers, ledger, messages, over_map, palette, plan,
    renewal, scenarios, search, sheets, status_line, top_bar,
};
use crate::analysis::IndicatorId;
use crate::analysis::why::{Place, why};
use crate::model::plan::ProblemId;

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
    title: String,
    seen: Option<(u64, Arc<Snapshot>)>,
    work: Work,
    keeper: Option<Keeper>,
    /// The problems whose table is being given a place.
    ledger_asked: Vec<ProblemId>,
    /// Where a problem is to be entered in the next frame, and what lies there.
    report: Option<(crate::geom::Coord, Vec<Selected>)>,
    still: Option<Still>,
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
            title: String::new(),
            seen: None,
            work: Work::default(),
            keeper: None,
            ledger_asked: Vec::new(),
            report: None,
            still: cc.wgpu_render_state.as_ref().and_then(Still::new),
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
        let gone = match self.state.selection {
            Some(Selected::Gap(_)) => {
                // Ranks of another analysis name other places.
                let old = before.and_then(|(_, s)| s.analysis.clone());
                match (&old, &snap.analysis) {
                    (Some(old), Some(new)) => !Arc::ptr_eq(old, new),
                    _ => true,
                }
            }
            Some(selected @ Selected::Feature { .. }) => bounds_of(snap, selected).is_none(),
            None => false,
        };
        if gone {
            self.state.select(None);
        }
        self.state.selected.retain(|s| match *s {
            Selected::Gap(_) => !gone,
            Selected::Feature { .. } => bounds_of(snap, *s).is_some(),
        });
        // An answer about an older project is asked for again.
        if let Some(old) = self.state.why.take() {
            self.state.why = explained(snap, old.answer.indicator, old.place, old.at);
        }
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

    fn open(&self, paths: Vec<PathBuf>) {
        if !paths.is_empty() {
            let requests = paths.into_iter().map(|path| OpenRequest { path, ..OpenRequest::default() }).collect();
            self.backend.send(Action::Open(requests));
        }
    }

    fn poll_dialogs(&mut self, ctx: &Context) {
        let now = Self::now(ctx);
        match self.dialogs.poll(ctx, now) {
            Some(Answer::Chosen(purpose, paths)) => self.chosen(purpose, paths),
            Some(Answer::Unavailable(
                purpose @ (Purpose::OpenProject | Purpose::SaveAs | Purpose::RenewLayer(_) | Purpose::Ledger),
                suggested,
            )) => self.state.form = Some(Form::Path(PathForm::new(purpose, suggested))),
            Some(Answer::Unavailable(..)) => self.state.remark = Some(Remark { key: "message.no_dialog", since: now }),
            Some(Answer::Cancelled) | None => {}
        }
    }

    /// Does what a dialog was for.
    fn chosen(&mut self, purpose: Purpose, paths: Vec<PathBuf>) {
        match purpose {
            Purpose::OpenFiles | Purpose::OpenFolder => self.open(paths),
            Purpose::Export => {
                if let Some(folder) = paths.into_iter().next() {
                    self.work.export.set_folder(&folder);
                }
            }
            Purpose::OpenProject => self.send_first(paths, Action::OpenProject),
            Purpose::SaveAs => self.send_first(paths, Action::SaveAs),
            Purpose::RenewLayer(layer) => self.send_first(paths, |path| {
                PlanAction::ReadUpdate(layer, OpenRequest { path, ..OpenRequest::default() }).into()
            }),
            Purpose::Ledger => {
                let problems = std::mem::take(&mut self.ledger_asked);
                let today = self.state.today.unwrap_or_else(super::clock::today);
                let english = self.state.lang == Lang::En;
                self.send_first(paths, |path| PlanAction::ExportLedger { path, problems, today, english }.into());
            }
            Purpose::Rules | Purpose::Targets => {
                if let Some(file) = paths.into_iter().next() {
                    let file = file.to_string_lossy().into_owned();
                    self.backend.send(match purpose {
                        Purpose::Rules => Action::SetRules(file),
                        _ => Action::SetTargets(Some(file)),
                    });
                }
            }
        }
    }

    fn send_first(&self, paths: Vec<PathBuf>, action: impl FnOnce(PathBuf) -> Action) {
        if let Some(path) = paths.into_iter().next() {
            self.backend.send(action(path));
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

    fn carry_out(&mut self, ctx: &Context, window: &eframe::Frame, snap: &Arc<Snapshot>, commands: Vec<Command>) {
        let now = Self::now(ctx);
        for command in commands {
            match command {
                Command::Send(action) => self.backend.send(action),
                Command::OpenFiles => self.dialogs.ask(Purpose::OpenFiles, "", self.state.lang, now, Some(window)),
                Command::OpenFolder => self.dialogs.ask(Purpose::OpenFolder, "", self.state.lang, now, Some(window)),
                Command::RulesFile => self.dialogs.ask(Purpose::Rules, "", self.state.lang, now, Some(window)),
                Command::TargetsFile => self.dialogs.ask(Purpose::Targets, "", self.state.lang, now, Some(window)),
                Command::Export => {
                    if snap.analysis.is_some() {
                        self.work.export.open(snap, &self.state.export, Some(clock::today()));
                        self.state.sheet = Some(Sheet::Export);
                    }
                }
                Command::Typed(purpose, path) => self.chosen(purpose, vec![path]),
                Command::OpenProject => {
                    self.dialogs.ask(Purpose::OpenProject, "", self.state.lang, now, Some(window));
                }
                Command::SaveAs => {
                    let name = snap.project.as_ref().map(|p| p.name.clone()).filter(|n| !n.is_empty());
                    let name =
                        format!("{}.gpkg", name.unwrap_or_else(|| tr(self.state.lang, "app.untitled").to_owned()));
                    let name = name.replace(['/', '\\', ':'], "-");
                    self.dialogs.ask(Purpose::SaveAs, &name, self.state.lang, now, Some(window));
                }
                Command::RenewLayer(layer) => {
                    self.dialogs.ask(Purpose::RenewLayer(layer), "", self.state.lang, now, Some(window));
                }
                Command::ExportLedger(problems) => {
                    self.ledger_asked = problems;
                    let name = format!("{}.csv", tr(self.state.lang, "tab.ledger"));
                    self.dialogs.ask(Purpose::Ledger, &name, self.state.lang, now, Some(window));
                }
                Command::ReportHere => {
                    if let Some(view) = self.map.as_ref().and_then(MapPanel::view) {
                        self.report = Some((view.center, Vec::new()));
                    }
                }
                Command::ExportFolder => {
                    self.dialogs.ask(Purpose::Export, "", self.state.lang, now, Some(window));
                }
                Command::FitAll => self.with_map(MapPanel::fit_all),
                Command::Tool(tool) => self.with_map(|map| map.press_tool(tool)),
                Command::Why(place, at) => self.state.why = explained(snap, self.state.hero, place, at),
                Command::Fit(bounds) => self.with_map(|map| map.fit(bounds)),
                Command::Jump(at) => self.with_map(|map| map.fit(search::around(at))),
                Command::Select(selected) => self.state.select(selected),
                Command::ShowAll(things) => {
                    self.state.change_selection(&things, Change::Replace);
                    let bounds = things.iter().filter_map(|s| bounds_of(snap, *s));
                    if let Some(bounds) = crate::geom::bounds::around_all(bounds) {
                        self.with_map(|map| map.fit(with_surroundings(bounds)));
                    }
                }
                Command::Visit(selected) => self.visit(snap, selected),
                Command::FitSelection => {
                    if let Some(selected) = self.state.selection {
                        self.visit(snap, selected);
                    }
                }
                Command::Step(forward) => {
                    if let Some(analysis) = &snap.analysis
                        && let Some(gap) = self.state.step(analysis, forward)
                    {
                        self.visit(snap, Selected::Gap(gap));
                        self.state.bottom = true;
                        if !matches!(self.state.tab, Tab::Selection) {
                            self.state.tab = Tab::Gaps;
                        }
                    }
                }
                Command::Plan(ask) => {
                    plan::carry_out(ask, snap, &mut self.state, &*self.backend, self.map.as_mut(), now);
                }
                Command::Copy(text) => ctx.copy_text(text),
                Command::CopyTable(table) => {
                    self.work.copier.table(ctx, table);
                    self.state.remark = Some(copy::remark("copy.table_done", now));
                }
                Command::CopyPicture(part) => self.work.copier.picture(part),
                Command::CopyPlace => {
                    let place = self.state.selection.and_then(|s| place_of(snap, s));
                    if let Some(place) = place {
                        ctx.copy_text(coordinates(&*self.backend, place));
                    }
                }
            }
            ctx.request_repaint();
        }
    }

    /// Takes the picture that is due, and lets the remark about it go after a while.
    fn copy_pictures(&mut self, ctx: &Context) {
        let now = Self::now(ctx);
        if self.work.copier.tick(ctx).is_some() {
            self.state.remark = Some(copy::remark("copy.picture_done", now));
        }
        if let Some(remark) = &self.state.remark
            && remark.key.starts_with("copy.")
        {
            let left = remark.since + copy::REMARK_STAYS - now;
            if left <= 0.0 {
                self.state.remark = None;
            } else {
                ctx.request_repaint_after(std::time::Duration::from_secs_f64(left));
            }
        }
    }

    /// Has tables copied as tables, not as text alone: for a window on a real desktop.
    #[must_use]
    pub fn with_rich_clipboard(mut self) -> Self {
        self.work.copier.make_rich();
        self
    }

    fn with_map(&mut self, change: impl FnOnce(&mut MapPanel)) {
        if let Some(map) = self.map.as_mut() {
            change(map);
        }
    }

    /// Selects a thing, shows it on the map and in the list.
    fn visit(&mut self, snap: &Snapshot, selected: Selected) {
        self.state.select(Some(selected));
        self.state.reveal = true;
        if let Some(bounds) = bounds_of(snap, selected) {
            self.with_map(|map| map.fit(with_surroundings(bounds)));
        }
    }

    fn side_panels(ui: &mut Ui, cx: &mut Cx<'_>, still: &mut Option<Still>) {
        let window = ui.ctx().content_rect();
        // The map keeps the most room, whatever the window's size.
        let side = (window.width() * 0.30).clamp(200.0, 420.0);
        let frame = egui::Frame::NONE.inner_margin(Margin::symmetric(size::MARGIN as i8, 12));
        let scroll = |ui: &mut Ui, id: &str, contents: &mut dyn FnMut(&mut Ui)| {
            egui::ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).show(ui, |ui| contents(ui));
        };
        let narrow = window.width() < 1100.0;
        let mut open = cx.state.bottom;
        let height = (window.height() - 76.0) * 0.5;
        let layout = cx.state.layouts;
        let sizes = cx.state.sizes;
        // Shown as at first until somebody drags an edge; only what was dragged is remembered.
        let dragged = |ui: &Ui, size: f32, usual: f32, kept: Option<f32>| match kept {
            _ if !ui.input(|i| i.pointer.any_down()) => kept,
            None if (size - usual).abs() < 1.0 => None,
            _ => Some(size.round()),
        };
        let usual = if narrow { 200.0 } else { 232.0 };
        let shown = Panel::bottom(("tables", layout))
            .resizable(true)
            .default_size(sizes.bottom.unwrap_or(usual))
            .size_range(120.0..=height.max(140.0))
            .frame(egui::Frame::NONE)
            .show_collapsible(ui, &mut open, |ui| bottom::show(ui, cx));
        if let Some(shown) = shown.filter(|_| open) {
            cx.state.sizes.bottom = dragged(ui, shown.response.rect.height(), usual, sizes.bottom);
        }
        cx.state.bottom = open;
        held(still, ui, cx);
        let mut open = cx.state.left;
        let usual = if narrow { 208.0 } else { 248.0 };
        let shown = Panel::left(("layers", layout))
            .resizable(true)
            .default_size(sizes.left.unwrap_or(usual))
            .size_range(180.0..=side)
            .frame(frame)
            .show_collapsible(ui, &mut open, |ui| scroll(ui, "layers", &mut |ui| layers::show(ui, cx)));
        if let Some(shown) = shown.filter(|_| open) {
            cx.state.sizes.left = dragged(ui, shown.response.rect.width(), usual, sizes.left);
        }
        cx.state.left = open;
        held(still, ui, cx);
        let mut open = cx.state.right;
        let usual = if narrow { 264.0 } else { 336.0 };
        let shown = Panel::right(("indicators", layout))
            .resizable(true)
            .default_size(sizes.right.unwrap_or(usual))
            .size_range(240.0..=side.max(264.0))
            .frame(frame)
            .show_collapsible(ui, &mut open, |ui| scroll(ui, "indicators", &mut |ui| indicators::show(ui, cx)));
        if let Some(shown) = shown.filter(|_| open) {
            cx.state.sizes.right = dragged(ui, shown.response.rect.width(), usual, sizes.right);
        }
        cx.state.right = open;
        held(still, ui, cx);
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

impl eframe::App for FugaiApp {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.poll_dialogs(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, window: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        let snap = self.backend.snapshot();
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
            commands.extend(output.plan.into_iter().map(Command::Plan));
            if output.report.is_some() {
                self.report = output.report;
                ctx.request_repaint();
            }
            if output.close_why {
                self.state.why = None;
            }
            if let Some((place, at)) = output.ask_why {
                self.state.why = explained(&snap, self.state.hero, place, at);
            }
            let pointer = Pointer { at: output.pointer, scale: Some(output.scale_denominator) };
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
    }

    fn on_exit(&mut self) {
        if let Some(keeper) = &mut self.keeper {
            keeper.close();
        }
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        theme::palette(self.state.dark).panel.to_normalized_gamma_f32()
    }
}

/// Why a place is served or not under the indicator in front, or under that of parks where it is no coverage.
fn explained(snap: &Snapshot, indicator: IndicatorId, place: Place, at: crate::geom::Coord) -> Option<WhyShown> {
    let (project, analysis) = (snap.project.as_ref()?, snap.analysis.as_ref()?);
    if snap.stale {
        return None;
    }
    let answer = [indicator, IndicatorId::ParkCoverage].into_iter().find_map(|id| why(project, analysis, id, place))?;
    Some(WhyShown { place, at, answer })
}

/// A rectangle around a thing that shows what lies about it: a gap says little without the facilities that miss it.
fn with_surroundings(bounds: crate::geom::Rect) -> crate::geom::Rect {
    const LEAST: f64 = 450.0;
    let middle = bounds.center();
    let half = |extent: f64| (extent * 0.75).max(LEAST);
    let (w, h) = (half(bounds.width()), half(bounds.height()));
    crate::geom::Rect::new(
        crate::geom::Coord { x: middle.x - w, y: middle.y - h },
        crate::geom::Coord { x: middle.x + w, y: middle.y + h },
    )
}

/// Tells whoever keeps panels that one has been drawn.
fn held(still: &mut Option<Still>, ui: &Ui, cx: &Cx<'_>) {
    if let Some(still) = still {
        still.panel(ui, cx.p.panel);
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
