//! The only writer of a project: actions in, jobs, results out. Drives windows and the command line alike.

pub mod action;
mod desk;
mod error;
mod frame;
mod messages;
pub mod query;
pub mod snapshot;
pub mod work;
mod worker;

pub use action::{Action, OpenRequest};
pub use error::SessionError;
pub use frame::PlaneView;
pub use snapshot::{JobKind, JobStatus, Message, Severity, Snapshot};
pub use worker::{Session, Start};

pub use crate::io::write::Timings;

/// Whether a text names a datum or projection that a layer may be given, such as `gcj02` or `EPSG:4549`.
pub fn is_crs(text: &str) -> bool {
    text.parse::<crate::io::import::ChosenCrs>().is_ok()
}
