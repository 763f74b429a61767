//! The only writer of a project: actions in, jobs, results out. Drives windows and the command line alike.

pub mod action;
mod compare;
mod desk;
mod desk_export;
mod desk_file;
mod desk_jobs;
mod desk_load;
mod desk_plan;
mod desk_show;
mod error;
pub mod export;
mod frame;
mod hand_in;
mod keeper;
mod key;
mod ledger;
mod live;
pub mod load;
mod messages;
mod place;
mod plan_action;
pub mod preview;
pub mod query;
mod records;
pub mod snapshot;
pub mod tables;
pub mod templates;
mod update;
pub mod verify;
mod verify_files;
mod words;
pub mod work;
mod worker;

pub use action::{Action, OpenRequest};
pub use compare::{Compared, Difference};
pub use error::SessionError;
pub use export::{ExportRequest, Format, Subject};
pub use frame::{FramePosition, LayerFrame, PlaneView, frame_name, has_own_frame};
pub use hand_in::{HandIn, hand_in};
pub use key::{Key, Which};
pub use place::{Place, data_folder, last_project, unnamed_projects};
pub use plan_action::PlanAction;
pub use snapshot::{
    BuildOutOf, ComparisonOf, Exported, FileStatus, JobKind, JobStatus, Message, PendingUpdate, Save, Severity,
    Snapshot, Steps,
};
pub use worker::{Session, Start};

pub use crate::io::pack::FileFault;
pub use crate::io::write::{
    CommentRow, Date, DatedRow, LedgerRow, Plan, ProposalRow, Records, ScenarioColumn, ScoreRow, Timings,
};
pub use crate::report::{Paper, Raster, SheetOptions};
pub use crate::store::{Finding, ReadOnly, is_project};

/// Whether a text names a datum or projection that a layer may be given, such as `gcj02` or `EPSG:4549`.
pub fn is_crs(text: &str) -> bool {
    text.parse::<crate::io::import::ChosenCrs>().is_ok()
}
