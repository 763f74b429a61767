//! The only writer of a project: actions in, jobs, results out. Drives windows and the command line alike.

pub mod action;
pub mod snapshot;

pub use action::{Action, OpenRequest};
pub use snapshot::{JobKind, JobStatus, Message, Severity, Snapshot};
