//! The only writer of a project: actions in, jobs, results out. Drives windows and the command line alike.

pub mod action;
mod compare;
mod desk;
mod error;
pub mod export;
mod frame;
mod messages;
pub mod snapshot;
pub mod verify;
pub mod work;
mod worker;

pub use action::{Action, OpenRequest};
pub use compare::{Compared, Difference};
pub use error::SessionError;
pub use export::{ExportRequest, Format, Subject};
pub use frame::PlaneView;
pub use snapshot::{JobKind, JobStatus, Message, Severity, Snapshot};
pub use worker::{Session, Start};

pub use crate::io::pack::FileFault;
pub use crate::report::{Paper, SheetOptions};
pub use crate::io::write::{Date, LedgerRow, Plan, ProposalRow, ScenarioColumn, Timings};

/// Whether a text names a datum or projection that a layer may be given, such as `gcj02` or `EPSG:4549`.
pub fn is_crs(text: &str) -> bool {
    text.parse::<crate::io::import::ChosenCrs>().is_ok()
}
