//! What a window sees of a session: one consistent state, cheap to hold.

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::model::Project;

/// One consistent state of a session. Never changes once handed out; compare `revision` to see that a newer one came.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Counts up with every change of the project (not of jobs or messages).
    pub revision: u64,
    /// The project; `None` before the first layers are there.
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
