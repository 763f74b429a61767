//! What the parts of the window and its dialogs asked for, done.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use super::FugaiApp;
use crate::session::action::OpenRequest;
use crate::session::{Action, PlanAction, Snapshot};
use crate::ui::context::{Command, bounds_of, coordinates, place_of};
use crate::ui::dialogs::{Answer, Purpose};
use crate::ui::forms::Form;
use crate::ui::i18n::{Lang, tr};
use crate::ui::map::{Change, MapPanel, Selected};
use crate::ui::path_form::PathForm;
use crate::ui::state::{Remark, Sheet, Tab};
use crate::ui::{clock, copy, plan, search};

impl FugaiApp {
    pub(super) fn open(&self, paths: Vec<PathBuf>) {
        if !paths.is_empty() {
            let requests = paths.into_iter().map(|path| OpenRequest { path, ..OpenRequest::default() }).collect();
            self.backend.send(Action::Open(requests));
        }
    }

    pub(super) fn poll_dialogs(&mut self, ctx: &Context) {
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
            Purpose::Templates => {
                if let Some(folder) = paths.into_iter().next() {
                    self.state.export.templates = folder.to_string_lossy().into_owned();
                }
            }
            Purpose::OpenProject => self.send_first(paths, Action::OpenProject),
            Purpose::SaveAs => self.send_first(paths, Action::SaveAs),
            Purpose::RenewLayer(layer) => self.send_first(paths, |path| {
                PlanAction::ReadUpdate(layer, OpenRequest { path, ..OpenRequest::default() }).into()
            }),
            Purpose::Ledger => {
                let problems = std::mem::take(&mut self.ledger_asked);
                let today = self.state.today.unwrap_or_else(clock::today);
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

    pub(super) fn carry_out(
        &mut self,
        ctx: &Context,
        window: &eframe::Frame,
        snap: &Arc<Snapshot>,
        commands: Vec<Command>,
    ) {
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
                Command::TemplatesFolder => {
                    self.dialogs.ask(Purpose::Templates, "", self.state.lang, now, Some(window));
                }
                Command::FitAll => self.with_map(MapPanel::fit_all),
                Command::Zoom(factor) => self.with_map(|map| map.zoom(factor)),
                Command::Tool(tool) => self.with_map(|map| map.press_tool(tool)),
                Command::Why(place, at) => self.ask_why(snap, place, at),
                Command::CloseWhy => self.close_why(),
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
                Command::Remark(key) => self.state.remark = Some(copy::remark(key, now)),
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
    pub(super) fn copy_pictures(&mut self, ctx: &Context) {
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
