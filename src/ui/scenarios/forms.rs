//! The forms of scenarios.

use egui::{RichText, Ui};

use super::{all, name_of};
use crate::model::plan::{Conflict, ConflictOn, Prefer, Scenario, ScenarioId, merge};
use crate::session::PlanAction;
use crate::ui::context::Cx;
use crate::ui::controls;
use crate::ui::forms::{Outcome, buttons, focus_first, title};
use crate::ui::theme::size;
use crate::ui::{format, icons, widgets};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    New,
    Fork(ScenarioId),
    Rename(ScenarioId),
    Note(ScenarioId),
}

/// A name or a note of a scenario.
#[derive(Debug, Clone)]
pub struct ScenarioForm {
    purpose: Purpose,
    text: String,
    fresh: bool,
}

impl ScenarioForm {
    pub(super) fn new(name: String) -> Self {
        Self { purpose: Purpose::New, text: name, fresh: true }
    }

    pub(super) fn fork(id: ScenarioId, name: String) -> Self {
        Self { purpose: Purpose::Fork(id), text: name, fresh: true }
    }

    pub(super) fn rename(id: ScenarioId, name: String) -> Self {
        Self { purpose: Purpose::Rename(id), text: name, fresh: true }
    }

    pub(super) fn note(id: ScenarioId, text: String) -> Self {
        Self { purpose: Purpose::Note(id), text, fresh: true }
    }

    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        let (heading, action) = match self.purpose {
            Purpose::New => ("scene.new_title", "scene.make"),
            Purpose::Fork(_) => ("scene.fork_title", "scene.make"),
            Purpose::Rename(_) => ("scene.rename_title", "form.apply"),
            Purpose::Note(_) => ("scene.note_title", "form.apply"),
        };
        title(ui, cx, cx.tr(heading));
        let mut enter = false;
        if let Purpose::Note(_) = self.purpose {
            let field = controls::paragraph(ui, cx.tr("scene.note_field"), &mut self.text, cx.tr("scene.note_hint"), 5);
            focus_first(ui, &field, &mut self.fresh);
        } else {
            let field = controls::field(ui, cx.tr("scene.name_field"), &mut self.text, "");
            enter = controls::entered(ui, &field, cx.state.composing);
            focus_first(ui, &field, &mut self.fresh);
        }
        match self.purpose {
            Purpose::New => drop(widgets::muted(ui, cx.tr("scene.new_hint"))),
            Purpose::Fork(id) => {
                let n = all(cx).iter().find(|s| s.id == id).map_or(0, |s| s.proposals.len());
                let text = cx.trf("scene.fork_hint", &[("name", &name_of(cx, Some(id))), ("n", &format::count(n))]);
                widgets::muted(ui, text);
            }
            Purpose::Rename(_) | Purpose::Note(_) => {}
        }
        let name = self.text.trim();
        let named = matches!(self.purpose, Purpose::Note(_)) || !name.is_empty();
        let (sent, outcome) = buttons(ui, cx, cx.tr(action), named, enter);
        if sent {
            let text = name.to_owned();
            let action = match self.purpose {
                Purpose::New => PlanAction::NewScenario { name: text, from: None },
                Purpose::Fork(id) => PlanAction::NewScenario { name: text, from: Some(id) },
                Purpose::Rename(id) => PlanAction::RenameScenario(id, text),
                Purpose::Note(id) => PlanAction::NoteScenario(id, text),
            };
            if matches!(self.purpose, Purpose::New | Purpose::Fork(_)) {
                cx.state.scenes.comparing = None;
            }
            cx.send(action.into());
        }
        outcome
    }
}

/// One scenario into another: which, and whose word counts.
#[derive(Debug, Clone, Copy)]
pub struct MergeForm {
    from: ScenarioId,
    into: ScenarioId,
    prefer: Prefer,
}

impl MergeForm {
    pub(super) fn new(from: ScenarioId, into: ScenarioId) -> Self {
        Self { from, into, prefer: Prefer::Ours }
    }

    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        title(ui, cx, cx.tr("scene.merge_title"));
        let names: Vec<String> = all(cx).iter().map(|s| s.name.clone()).collect();
        let ids: Vec<ScenarioId> = all(cx).iter().map(|s| s.id).collect();
        let at = |id: ScenarioId| ids.iter().position(|i| *i == id);
        let width = (ui.available_width() - 60.0) / 2.0;
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.set_width(width);
                controls::captioned(ui, cx.tr("scene.merge_from"), |ui| {
                    if let Some(n) = controls::choose(ui, cx.tr("scene.merge_from"), &names, at(self.from), width) {
                        self.from = ids[n];
                    }
                });
            });
            ui.label(RichText::new(icons::CARET_RIGHT).size(16.0).color(cx.p.muted));
            ui.vertical(|ui| {
                ui.set_width(width);
                controls::captioned(ui, cx.tr("scene.merge_into"), |ui| {
                    if let Some(n) = controls::choose(ui, cx.tr("scene.merge_into"), &names, at(self.into), width) {
                        self.into = ids[n];
                    }
                });
            });
        });
        let of = |id: ScenarioId| all(cx).iter().find(|s| s.id == id);
        let both = of(self.from).zip(of(self.into)).filter(|_| self.from != self.into);
        let ready = if let Some((theirs, ours)) = both {
            self.what_happens(ui, cx, theirs, ours)
        } else {
            widgets::muted(ui, cx.tr("scene.merge_same"));
            false
        };
        let (sent, outcome) = buttons(ui, cx, cx.tr("scene.merge_do"), ready, false);
        if sent {
            cx.state.scenes.comparing = None;
            cx.send(PlanAction::Merge { from: self.from, into: self.into, prefer: self.prefer }.into());
        }
        outcome
    }

    /// What merging brings, and what both changed.
    /// Says what merging brings; tells whether that is anything.
    fn what_happens(&mut self, ui: &mut Ui, cx: &Cx<'_>, theirs: &Scenario, ours: &Scenario) -> bool {
        let merged = merge(ours, theirs, self.prefer);
        let kept = |s: &Scenario| s.proposals.iter().filter(|p| merged.proposals.iter().any(|m| m.id == p.id)).count();
        let added = merged.proposals.len() - kept(ours);
        let gone = ours.proposals.len() - kept(ours);
        let changed =
            merged.proposals.iter().filter(|m| ours.proposals.iter().any(|p| p.id == m.id && p != *m)).count();
        let anything = added + changed + gone > 0;
        let values = [("added", added), ("changed", changed), ("gone", gone)].map(|(k, n)| (k, format::count(n)));
        let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
        ui.label(cx.trf("scene.merge_brings", &values));
        if merged.conflicts.is_empty() {
            widgets::muted(ui, cx.tr("scene.merge_no_conflict"));
            return anything;
        }
        ui.add_space(size::UNIT);
        let n = format::count(merged.conflicts.len());
        let text = cx.trf("scene.merge_conflicts", &[("n", &n)]);
        ui.label(RichText::new(format!("{} {text}", icons::WARNING)).color(cx.p.warning_text));
        widgets::list_up_to(120.0).id_salt("conflicts").show(ui, |ui| {
            for conflict in &merged.conflicts {
                ui.label(RichText::new(format!("· {}", called(cx, conflict))).size(size::SMALL).color(cx.p.muted));
            }
        });
        ui.add_space(size::UNIT);
        controls::captioned(ui, cx.tr("scene.merge_whose"), |ui| {
            for (prefer, name) in [(Prefer::Ours, &ours.name), (Prefer::Theirs, &theirs.name)] {
                let text = cx.trf("scene.merge_follow", &[("name", name)]);
                if ui.radio(self.prefer == prefer, text).clicked() {
                    self.prefer = prefer;
                }
            }
        });
        anything
    }
}

fn called(cx: &Cx<'_>, conflict: &Conflict) -> String {
    match (&conflict.on, conflict.name.as_str()) {
        (ConflictOn::Proposal(id), "") => cx.trf("scene.unnamed_proposal", &[("n", &id.0.to_string())]),
        (ConflictOn::Facility(f), "") => cx.trf("scene.unnamed_facility", &[("n", &(f.index + 1).to_string())]),
        (_, name) => name.to_owned(),
    }
}
