//! What a user can ask of the plans of a project: scenarios, proposals, the ledger, score sheets, dated figures.

use std::path::PathBuf;

use crate::model::LayerId;
use crate::model::plan::{
    Comment, CommentId, Date, FiguresId, Happened, Period, PlacementRules, Prefer, Problem, ProblemId, Proposal,
    ProposalId, ScenarioId, ScoreSheet, SheetId,
};

use super::OpenRequest;

/// What a user can ask of the plans of a project. Each that changes something is one step of undo.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanAction {
    /// Make a scenario and show it: empty over the base, or a fork of another one.
    NewScenario {
        /// Its name; a number is added where another scenario has it.
        name: String,
        /// The scenario to start from; `None` for the base.
        from: Option<ScenarioId>,
    },
    /// Call a scenario otherwise.
    RenameScenario(ScenarioId, String),
    /// Write down what to know about a scenario.
    NoteScenario(ScenarioId, String),
    /// Take a scenario out.
    RemoveScenario(ScenarioId),
    /// Merge a scenario into another one, which is shown then.
    Merge {
        /// The scenario whose changes are taken over.
        from: ScenarioId,
        /// The scenario that takes them.
        into: ScenarioId,
        /// Whose word counts where both changed the same.
        prefer: Prefer,
    },
    /// Show a scenario; `None` for the base. Not a step of undo.
    ShowScenario(Option<ScenarioId>),
    /// Show the scenario of this name, once what is being loaded is there.
    ShowNamed(String),
    /// Show what is done by the end of a year; `None` for all of it. Not a step of undo.
    ShowYear(Option<i32>),
    /// What the window wants to find again when the project is opened (the place on the map and the like). Not a step
    /// of undo.
    KeepWindow {
        /// What is kept; means something to the window alone.
        text: String,
        /// What was kept before, as far as the window knows: where it differs, another project has been opened
        /// meanwhile, and nothing is kept. `None` for whatever it was.
        was: Option<String>,
    },
    /// Add a proposal to the scenario that is shown (number 0), or change it. Where the base is shown, a scenario is made
    /// for it.
    Put(Box<Proposal>),
    /// Add or change several at once, in one step.
    PutAll(Vec<Proposal>),
    /// Take proposals out of the scenario that is shown.
    Remove(Vec<ProposalId>),
    /// A proposal follows the pointer: number 0 for one that is not placed yet. Nothing is written; the figures come in
    /// [`Snapshot::live`](super::Snapshot::live). The gesture ends with [`PlanAction::Put`] or [`PlanAction::EndDrag`].
    Drag(Box<Proposal>),
    /// The pointer let go without placing anything.
    EndDrag,
    /// Set the rules of placement.
    SetPlacement(PlacementRules),
    /// Add a problem to the ledger (number 0), or change it.
    PutProblem(Box<Problem>),
    /// Note what happened to a problem.
    NoteProblem(ProblemId, Happened),
    /// Take a problem out of the ledger.
    RemoveProblem(ProblemId),
    /// Add a comment on a proposed site (number 0), or change it.
    PutComment(Box<Comment>),
    /// Take a comment away.
    RemoveComment(CommentId),
    /// Add a score sheet (number 0), or change it.
    PutSheet(Box<ScoreSheet>),
    /// Take a score sheet away.
    RemoveSheet(SheetId),
    /// Keep the figures that are shown, under a date.
    KeepFigures {
        /// The day they are of.
        date: Date,
        /// For what they are kept.
        period: Period,
        /// A name; may be empty.
        label: String,
    },
    /// Take dated figures away.
    RemoveFigures(FiguresId),
    /// Compute every indicator for every year of the scenario that is shown; the curve comes in
    /// [`Snapshot::build_out`](super::Snapshot::build_out).
    BuildOut,
    /// The same for any scenario (`None` for the base); all that were computed are kept in
    /// [`Snapshot::build_outs`](super::Snapshot::build_outs).
    BuildOutOf(Option<ScenarioId>),
    /// Write problems of the ledger as a table for spreadsheets (CSV), in the order given.
    ExportLedger {
        /// The file; it is made or replaced.
        path: PathBuf,
        /// Which problems.
        problems: Vec<ProblemId>,
        /// The day by which a problem counts as overdue.
        today: Date,
        /// Whether headings are in English rather than Chinese.
        english: bool,
    },
    /// Compare two scenarios (`None` for the base) at a year; the result comes in
    /// [`Snapshot::comparison`](super::Snapshot::comparison).
    Compare {
        /// The one.
        a: Option<ScenarioId>,
        /// The other.
        b: Option<ScenarioId>,
        /// Up to which year; `None` for all.
        year: Option<i32>,
    },
    /// Read a newer file for a layer; what would change comes in [`Snapshot::update`](super::Snapshot::update).
    ReadUpdate(LayerId, OpenRequest),
    /// Take the newer file over, in one step.
    AcceptUpdate,
    /// Leave the layer as it is.
    DropUpdate,
}
