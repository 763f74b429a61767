//! One problem in detail: what it is, who solves it by when, and what happened so far.

use std::sync::Arc;

use egui::{Align, Label, Layout, RichText, Ui};

use super::forms::{ProblemForm, ProgressForm};
use super::{place, state_color, state_icon, state_key, zone_name, zones};
use crate::model::plan::{Problem, ProblemPlace, ProblemState};
use crate::session::PlanAction;
use crate::ui::context::{Command, Cx};
use crate::ui::forms::Form;
use crate::ui::icons;
use crate::ui::inspector::fact;
use crate::ui::map::Selected;
use crate::ui::theme::size;
use crate::ui::widgets::{self, icon_button};

/// Takes it out of the ledger.
pub(in crate::ui) fn remove(cx: &mut Cx<'_>, problem: &Problem) {
    cx.send(PlanAction::RemoveProblem(problem.id).into());
    let text = cx.trf("ledger.removed", &[("title", &problem.title)]);
    cx.say_undoable(text);
}

/// Opens the form that changes it.
pub(in crate::ui) fn edit(cx: &mut Cx<'_>, problem: &Problem) {
    cx.state.form = Some(Form::Problem(Box::new(ProblemForm::of(problem))));
}

/// Opens the form that notes what happened to it.
pub(in crate::ui) fn progress(cx: &mut Cx<'_>, problem: &Problem) {
    let next = match problem.state {
        ProblemState::Open => ProblemState::UnderWay,
        ProblemState::UnderWay => ProblemState::Closed,
        ProblemState::Closed => ProblemState::Open,
    };
    cx.state.form = Some(Form::Progress(ProgressForm::new(problem.id, next, cx.today())));
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, problem: &Arc<Problem>) {
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if icon_button(ui, icons::CLOSE, cx.tr("ledger.close_detail")).clicked() {
                cx.state.ledger.selected = None;
            }
            if icon_button(ui, icons::TRASH, cx.tr("ledger.remove")).clicked() {
                remove(cx, problem);
            }
            if icon_button(ui, icons::PENCIL, cx.tr("ledger.edit")).clicked() {
                edit(cx, problem);
            }
            if icon_button(ui, icons::CROSSHAIR, cx.tr("ledger.zoom")).clicked() {
                cx.ask(Command::Jump(place(problem)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = Label::new(widgets::strong(&problem.title, size::TEXT)).truncate();
                ui.add(text).on_hover_text(&problem.title);
            });
        });
    });
    egui::ScrollArea::vertical().id_salt("problem").auto_shrink([false, false]).show(ui, |ui| {
        let tint = state_color(cx, problem.state);
        ui.horizontal(|ui| {
            ui.set_min_height(30.0);
            ui.label(RichText::new(state_icon(problem.state)).size(15.0).color(tint));
            ui.label(widgets::strong(cx.tr(state_key(problem.state)), size::TEXT).color(tint));
            if problem.overdue(cx.today()) {
                let text = cx.tr("ledger.overdue");
                widgets::chip(ui, text, cx.p.warning_fill, cx.p.warning_line, cx.p.warning_text);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if widgets::plain_button(ui, "", cx.tr("ledger.progress")).clicked() {
                    progress(cx, problem);
                }
            });
        });
        let or_none = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
        fact(ui, cx, cx.tr("ledger.unit"), &or_none(&problem.unit));
        fact(ui, cx, cx.tr("ledger.deadline"), &problem.deadline.map_or("–".to_owned(), |d| d.to_string()));
        fact(ui, cx, cx.tr("ledger.kind"), &or_none(&problem.kind));
        let zones = zones(cx);
        fact(ui, cx, cx.tr("gaps.zone"), &or_none(zone_name(&zones, problem.id)));
        pinned_to(ui, cx, problem);
        ui.add_space(size::UNIT);
        widgets::heading(ui, cx.tr("ledger.history"));
        if problem.history.is_empty() {
            widgets::muted(ui, cx.tr("ledger.no_history"));
        }
        for happened in problem.history.iter().rev() {
            ui.horizontal_top(|ui| {
                ui.set_min_height(24.0);
                ui.spacing_mut().item_spacing.x = 8.0;
                let tint = state_color(cx, happened.state);
                ui.label(RichText::new(state_icon(happened.state)).size(13.0).color(tint));
                ui.vertical(|ui| {
                    let by = if happened.by.is_empty() { String::new() } else { format!(" · {}", happened.by) };
                    let head = format!("{} · {}{by}", happened.date, cx.tr(state_key(happened.state)));
                    ui.label(RichText::new(head).size(size::SMALL).color(cx.p.muted));
                    if !happened.text.is_empty() {
                        ui.add(Label::new(RichText::new(&happened.text).color(cx.p.text)).wrap().selectable(true));
                    }
                });
            });
        }
        ui.add_space(size::UNIT);
    });
}

/// What it is pinned to, as something to be shown on the map where it still is there.
fn pinned_to(ui: &mut Ui, cx: &mut Cx<'_>, problem: &Problem) {
    let (text, gone) = match &problem.place {
        ProblemPlace::Place => (cx.tr("ledger.at_place").to_owned(), false),
        ProblemPlace::Gap => (cx.tr("ledger.at_gap").to_owned(), false),
        ProblemPlace::Proposal(id) => (cx.trf("ledger.at_proposal", &[("n", &id.0.to_string())]), false),
        ProblemPlace::Facility(facility) => {
            let found = cx.project().and_then(|p| {
                let layer = p.layers.iter().find(|l| l.id == facility.layer)?;
                Some((layer, facility.find(layer)?))
            });
            match found {
                Some((layer, feature)) => {
                    let name = layer.features.get(feature).and_then(|f| crate::analysis::card::name(layer, f));
                    let name = name.unwrap_or_else(|| format!("{} #{}", layer.name, facility.index + 1));
                    ui.horizontal(|ui| {
                        fact(ui, cx, cx.tr("ledger.at"), "");
                        if widgets::link(ui, &name).clicked() {
                            cx.ask(Command::Visit(Selected::Feature { layer: layer.id, feature }));
                        }
                    });
                    return;
                }
                None => (cx.tr("ledger.at_gone").to_owned(), true),
            }
        }
    };
    fact(ui, cx, cx.tr("ledger.at"), &text);
    if gone {
        widgets::muted(ui, cx.tr("ledger.gone_hint"));
    }
}
