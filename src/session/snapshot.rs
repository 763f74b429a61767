//! What a window sees of a session: one consistent state, cheap to hold.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use crate::analysis::Analysis;
use crate::analysis::build_out::BuildOut;
use crate::analysis::compare::Comparison;
use crate::analysis::live::LiveFigures;
use crate::analysis::renewal::Renewal;
use crate::analysis::scenario::Orphan;
use crate::model::plan::{Document, ScenarioId};
use crate::model::{LayerId, Project, Text};
use crate::store::{Finding, ReadOnly};

/// One consistent state of a session. Never changes once handed out; compare `revision` to see that a newer one came.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Counts up with every change of the project (not of jobs or messages).
    pub revision: u64,
    /// The project as the scenario shown makes it by the year shown; the base itself where no scenario is. `None`
    /// before the first layers are there.
    pub project: Option<Arc<Project>>,
    /// The newest analysis; `None` before the first one is done.
    pub analysis: Option<Arc<Analysis>>,
    /// Whether `analysis` belongs to an older `project` than the one here: its figures are stale.
    pub stale: bool,
    /// The job under way.
    pub job: Option<JobStatus>,
    /// What the user should know, oldest first.
    pub messages: Vec<Message>,
    /// How long the newest analysis took, in milliseconds.
    pub analyse_ms: Option<f64>,
    /// Everything that is saved: the base, the scenarios, the ledger, score sheets, dated figures.
    pub document: Option<Arc<Document>>,
    /// The scenario shown; `None` for the base.
    pub scenario: Option<ScenarioId>,
    /// Up to which year; `None` for all of the scenario.
    pub year: Option<i32>,
    /// Proposals of the scenario shown whose facility is gone.
    pub orphans: Arc<[Orphan]>,
    /// What undo would take back.
    pub undo: Option<Text>,
    /// What redo would do again.
    pub redo: Option<Text>,
    /// The project file; `None` where nothing is kept.
    pub file: Option<FileStatus>,
    /// The figures of what follows the pointer.
    pub live: Option<Arc<LiveFigures>>,
    /// The figures of the base, to tell what a scenario changes: those of `analysis` while the base is shown. `None`
    /// while they are being computed.
    pub base: Option<Arc<Analysis>>,
    /// The build-out of a scenario, as it was computed last.
    pub build_out: Option<Arc<BuildOutOf>>,
    /// The build-outs of every scenario that was computed so far, and of the base.
    pub build_outs: Arc<[Arc<BuildOutOf>]>,
    /// Two scenarios compared, as they were last.
    pub comparison: Option<Arc<ComparisonOf>>,
    /// A newer file for a layer, to be accepted or dropped.
    pub update: Option<Arc<PendingUpdate>>,
    /// What came of the last export; `None` before the first.
    pub exported: Option<Arc<Exported>>,
    /// What the window kept when the project was saved last.
    pub window: Arc<str>,
    /// The steps that can be taken back and done again, by name.
    pub history: Arc<Steps>,
    /// Project files that were open before, the newest first; each was there when it was noted.
    pub recent: Arc<[PathBuf]>,
    /// Projects in the data folder that nobody has named a place for, with when each was written last, the newest first:
    /// the one that is open too, if it is one, and those that a crash has left.
    pub unnamed: Arc<[(PathBuf, Option<SystemTime>)]>,
}

/// The steps of the history by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Steps {
    /// Those that undo would take back, the newest first; the oldest of a long history are left out.
    pub done: Vec<Text>,
    /// Those that redo would do again, the next first.
    pub undone: Vec<Text>,
}

/// What came of an export.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exported {
    /// Counts the exports of this session, from 1.
    pub number: u64,
    /// The folder.
    pub dir: PathBuf,
    /// Every file that was written, with its size in bytes; none where it failed.
    pub files: Vec<(PathBuf, u64)>,
    /// Why nothing was written; empty where everything was.
    pub problem: Option<Text>,
    /// Whether the user stopped it.
    pub cancelled: bool,
}

/// The project file and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct FileStatus {
    /// Where it is; `None` while it is being made.
    pub path: Option<PathBuf>,
    /// Whether it lies in the user's data folder, because nobody has named a place yet.
    pub unnamed: bool,
    /// How far it is.
    pub save: Save,
    /// Why it may only be read; `None` where it may be written.
    pub read_only: Option<ReadOnly>,
    /// What was found when it was opened.
    pub findings: Vec<Finding>,
}

/// How far a project file is.
#[derive(Debug, Clone, PartialEq)]
pub enum Save {
    /// Everything is on the disk, since then; no time for a file as it was opened.
    Saved(Option<SystemTime>),
    /// The last gesture is being written.
    Saving,
    /// It cannot be written: the sentence says why, and where the work is kept meanwhile.
    Waiting {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
        /// The copy in the user's data folder that has everything.
        copy: Option<PathBuf>,
    },
}

/// The build-out of a scenario.
#[derive(Debug, Clone)]
pub struct BuildOutOf {
    /// Which scenario; `None` for the base.
    pub scenario: Option<ScenarioId>,
    /// Whether the project has changed since.
    pub stale: bool,
    /// The curve.
    pub curve: Arc<BuildOut>,
}

/// Two scenarios compared.
#[derive(Debug, Clone)]
pub struct ComparisonOf {
    /// The one; `None` for the base.
    pub a: Option<ScenarioId>,
    /// The other.
    pub b: Option<ScenarioId>,
    /// Up to which year.
    pub year: Option<i32>,
    /// Whether the project has changed since.
    pub stale: bool,
    /// What differs.
    pub result: Arc<Comparison>,
}

/// A newer file for a layer.
#[derive(Debug, Clone)]
pub struct PendingUpdate {
    /// The layer it is for.
    pub layer: LayerId,
    /// What it adds, removes, moves and changes, and the indicators before and after.
    pub renewal: Arc<Renewal>,
}

/// A job under way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JobStatus {
    /// What is being done.
    pub kind: JobKind,
    /// How much of it is done, from 0 to 1.
    pub progress: f32,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Reading layer files.
    Load,
    /// Computing the indicators.
    Analyse,
    /// Writing the summary.
    Export,
    /// Computing a scenario year by year.
    BuildOut,
    /// Comparing scenarios, or a layer with its newer file.
    Compare,
}

/// Something the user should know.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Identifies it for [`super::Action::DismissMessage`].
    pub id: u64,
    /// How grave it is.
    pub severity: Severity,
    /// One sentence in Chinese: the file, the place, what to do.
    pub zh: String,
    /// The same sentence in English.
    pub en: String,
    /// A fix that one click applies, where there is one.
    pub fix: Option<super::Action>,
}

/// How grave a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Good to know, such as "exported to …".
    Info,
    /// Something was left out or looks wrong.
    Warning,
    /// Something could not be done.
    Error,
}
