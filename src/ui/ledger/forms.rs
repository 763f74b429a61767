//! The forms of the ledger: a problem, what happened to it, a comment.

use egui::Ui;

use super::{problems, state_key};
use crate::geom::Coord;
use crate::model::plan::{
    Comment, CommentId, Date, Happened, Problem, ProblemId, ProblemPlace, ProblemState, ProposalId, ScenarioId,
};
use crate::session::PlanAction;
use crate::ui::context::Cx;
use crate::ui::controls;
use crate::ui::dated::wrong_date;
use crate::ui::forms::{Outcome, buttons, focus_first, title};
use crate::ui::state::Tab;
use crate::ui::widgets;

/// A problem, new or to be changed.
#[derive(Debug, Clone)]
pub struct ProblemForm {
    problem: Problem,
    deadline: String,
    note: String,
    fresh: bool,
}

/// Kinds that are offered; any other can be written.
const KINDS: [&str; 5] =
    ["ledger.kind_gap", "ledger.kind_facility", "ledger.kind_site", "ledger.kind_upkeep", "ledger.kind_other"];

impl ProblemForm {
    pub(super) fn new(at: Coord, place: ProblemPlace, title: String) -> Self {
        let problem = Problem {
            id: ProblemId(0),
            at: [at.x, at.y],
            place,
            title,
            kind: String::new(),
            unit: String::new(),
            deadline: None,
            state: ProblemState::Open,
            history: Vec::new(),
        };
        Self { problem, deadline: String::new(), note: String::new(), fresh: true }
    }

    pub(super) fn of(problem: &Problem) -> Self {
        let deadline = problem.deadline.map(|d| d.to_string()).unwrap_or_default();
        Self { problem: problem.clone(), deadline, note: String::new(), fresh: true }
    }

    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        let new = self.problem.id.0 == 0;
        title(ui, cx, cx.tr(if new { "ledger.new_title" } else { "ledger.edit_title" }));
        let place = match &self.problem.place {
            ProblemPlace::Place => "ledger.at_place",
            ProblemPlace::Gap => "ledger.at_gap",
            ProblemPlace::Facility(_) => "ledger.at_facility",
            ProblemPlace::Proposal(_) => "ledger.at_a_proposal",
        };
        let at = format!("E {:.1}  N {:.1}", self.problem.at[0], self.problem.at[1]);
        widgets::muted(ui, cx.trf("ledger.pinned", &[("place", cx.tr(place)), ("at", &at)]));
        ui.add_space(8.0);
        let field = controls::field(ui, cx.tr("ledger.title"), &mut self.problem.title, cx.tr("ledger.title_hint"));
        focus_first(ui, &field, &mut self.fresh);
        let mut enter = controls::entered(ui, &field, cx.state.composing);
        controls::captioned(ui, cx.tr("ledger.kind"), |ui| {
            let hint = cx.tr("ledger.kind_hint");
            let field = controls::bare_field(ui, cx.tr("ledger.kind"), &mut self.problem.kind, hint, f32::INFINITY);
            enter |= controls::entered(ui, &field, cx.state.composing);
            ui.add_space(2.0);
            ui.horizontal_wrapped(|ui| {
                let chips = KINDS.map(|key| (cx.tr(key).to_owned(), cx.tr(key) == self.problem.kind));
                if let Some(n) = controls::filter_chips(ui, &chips) {
                    self.problem.kind.clone_from(&chips[n].0);
                }
            });
        });
        self.unit(ui, cx, &mut enter);
        let field = controls::field(ui, cx.tr("ledger.deadline_field"), &mut self.deadline, "2024-06-30");
        enter |= controls::entered(ui, &field, cx.state.composing);
        let deadline: Option<Date> = self.deadline.parse().ok();
        let dated = self.deadline.trim().is_empty() || deadline.is_some();
        if !dated {
            wrong_date(ui, cx);
        }
        if new {
            controls::paragraph(ui, cx.tr("ledger.note_field"), &mut self.note, cx.tr("ledger.note_hint"), 2);
        }
        let titled = !self.problem.title.trim().is_empty();
        let action = cx.tr(if new { "ledger.put" } else { "form.apply" });
        let (sent, outcome) = buttons(ui, cx, action, titled && dated, enter);
        if sent {
            self.send(cx, deadline, new);
        }
        outcome
    }

    /// The unit, with those that are in the ledger already to choose from.
    fn unit(&mut self, ui: &mut Ui, cx: &Cx<'_>, enter: &mut bool) {
        let mut known: Vec<String> = problems(cx).iter().map(|p| p.unit.clone()).filter(|u| !u.is_empty()).collect();
        known.sort();
        known.dedup();
        known.truncate(6);
        controls::captioned(ui, cx.tr("ledger.unit"), |ui| {
            let hint = cx.tr("ledger.unit_hint");
            let field = controls::bare_field(ui, cx.tr("ledger.unit"), &mut self.problem.unit, hint, f32::INFINITY);
            *enter |= controls::entered(ui, &field, cx.state.composing);
            if !known.is_empty() {
                ui.add_space(2.0);
                ui.horizontal_wrapped(|ui| {
                    let chips: Vec<(String, bool)> =
                        known.iter().map(|u| (u.clone(), *u == self.problem.unit)).collect();
                    if let Some(n) = controls::filter_chips(ui, &chips) {
                        self.problem.unit.clone_from(&known[n]);
                    }
                });
            }
        });
    }

    fn send(&self, cx: &mut Cx<'_>, deadline: Option<Date>, new: bool) {
        let mut problem = self.problem.clone();
        for text in [&mut problem.title, &mut problem.kind, &mut problem.unit] {
            *text = text.trim().to_owned();
        }
        problem.deadline = deadline;
        if new {
            let text = self.note.trim().to_owned();
            problem.history = vec![Happened { date: cx.today(), state: ProblemState::Open, by: String::new(), text }];
            cx.state.ledger.part = super::Part::Problems;
            cx.show_tab(Tab::Ledger);
        }
        cx.send(PlanAction::PutProblem(Box::new(problem)).into());
    }
}

/// What happened to a problem.
#[derive(Debug, Clone)]
pub struct ProgressForm {
    id: ProblemId,
    state: ProblemState,
    date: String,
    by: String,
    text: String,
    fresh: bool,
}

const STATES: [ProblemState; 3] = [ProblemState::Open, ProblemState::UnderWay, ProblemState::Closed];

impl ProgressForm {
    pub(super) fn new(id: ProblemId, state: ProblemState, today: Date) -> Self {
        Self { id, state, date: today.to_string(), by: String::new(), text: String::new(), fresh: true }
    }

    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        title(ui, cx, cx.tr("ledger.progress"));
        controls::captioned(ui, cx.tr("ledger.new_state"), |ui| {
            ui.horizontal(|ui| {
                let chips = STATES.map(|s| (cx.tr(state_key(s)).to_owned(), s == self.state));
                if let Some(n) = controls::filter_chips(ui, &chips) {
                    self.state = STATES[n];
                }
            });
        });
        let field =
            controls::paragraph(ui, cx.tr("ledger.what_happened"), &mut self.text, cx.tr("ledger.what_hint"), 3);
        focus_first(ui, &field, &mut self.fresh);
        let date: Option<Date> = self.date.parse().ok();
        let field = controls::field(ui, cx.tr("dated.date"), &mut self.date, "2024-06-30");
        let mut enter = controls::entered(ui, &field, cx.state.composing);
        if date.is_none() {
            wrong_date(ui, cx);
        }
        let field = controls::field(ui, cx.tr("ledger.by"), &mut self.by, cx.tr("ledger.by_hint"));
        enter |= controls::entered(ui, &field, cx.state.composing);
        let (sent, outcome) = buttons(ui, cx, cx.tr("ledger.note_it"), date.is_some(), enter);
        if sent && let Some(date) = date {
            let (by, text) = (self.by.trim().to_owned(), self.text.trim().to_owned());
            cx.send(PlanAction::NoteProblem(self.id, Happened { date, state: self.state, by, text }).into());
        }
        outcome
    }
}

/// A comment on a proposed site.
#[derive(Debug, Clone)]
pub struct CommentForm {
    id: CommentId,
    proposal: ProposalId,
    scenario: Option<ScenarioId>,
    name: String,
    by: String,
    text: String,
    fresh: bool,
}

impl CommentForm {
    pub(super) fn new(proposal: ProposalId, scenario: Option<ScenarioId>, name: String) -> Self {
        Self { id: CommentId(0), proposal, scenario, name, by: String::new(), text: String::new(), fresh: true }
    }

    pub(super) fn of(comment: &Comment, name: String) -> Self {
        Self {
            id: comment.id,
            proposal: comment.proposal,
            scenario: comment.scenario,
            name,
            by: comment.by.clone(),
            text: comment.text.clone(),
            fresh: true,
        }
    }

    pub(in crate::ui) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        title(ui, cx, &cx.trf("ledger.comment_on", &[("name", &self.name)]));
        let field = controls::paragraph(ui, cx.tr("ledger.comment"), &mut self.text, cx.tr("ledger.comment_hint"), 4);
        focus_first(ui, &field, &mut self.fresh);
        let field = controls::field(ui, cx.tr("ledger.by"), &mut self.by, cx.tr("ledger.by_hint"));
        let enter = controls::entered(ui, &field, cx.state.composing);
        let ready = !self.text.trim().is_empty();
        let (sent, outcome) = buttons(ui, cx, cx.tr("form.apply"), ready, enter);
        if sent {
            let comment = Comment {
                id: self.id,
                proposal: self.proposal,
                scenario: self.scenario,
                date: cx.today(),
                by: self.by.trim().to_owned(),
                text: self.text.trim().to_owned(),
            };
            cx.send(PlanAction::PutComment(Box::new(comment)).into());
            cx.state.ledger.part = super::Part::Comments;
            cx.show_tab(Tab::Ledger);
        }
        outcome
    }
}
