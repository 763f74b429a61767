//! What a user can ask of a session.

use std::path::PathBuf;

use super::{ExportRequest, PlanAction};
use crate::model::{LayerId, Role};

/// What a user can ask of a session. Sent from the window or the command line, carried out in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Open files or folders as layers, beside what is open; roles and datums are guessed where not given.
    Open(Vec<OpenRequest>),
    /// Start over with the built-in sample district.
    OpenSample,
    /// Close everything.
    CloseAll,
    /// Take a layer out of the project.
    RemoveLayer(LayerId),
    /// Say what a layer stands for.
    SetRole(LayerId, Role),
    /// Say in which datum or projection a layer's coordinates are (`wgs84 cgcs2000 gcj02 bd09 EPSG:n`); reads it again.
    SetCrs(LayerId, String),
    /// Measure by another rule set: an identifier or a file.
    SetRules(String),
    /// Measure against another plan: an identifier or a file; `None` for no targets.
    SetTargets(Option<String>),
    /// Make what is asked for and put it into a folder.
    Export(Box<ExportRequest>),
    /// Open a project file in place of what is open, which stays in its own file.
    OpenProject(PathBuf),
    /// Go on in a file of this name; it is made or replaced.
    SaveAs(PathBuf),
    /// Call the project otherwise.
    RenameProject(String),
    /// Take the last step back.
    Undo,
    /// Do the step again that was taken back last.
    Redo,
    /// Something about scenarios, proposals, the ledger, score sheets or dated figures.
    Plan(PlanAction),
    /// Stop the job under way.
    Cancel,
    /// Put away a message.
    DismissMessage(u64),
}

/// One file or folder to open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenRequest {
    /// The file, or a folder whose layer files are all opened.
    pub path: PathBuf,
    /// What it stands for; `None` to guess.
    pub role: Option<Role>,
    /// Its datum or projection; `None` to go by the file.
    pub crs: Option<String>,
}

impl From<PlanAction> for Action {
    fn from(action: PlanAction) -> Self {
        Self::Plan(action)
    }
}
