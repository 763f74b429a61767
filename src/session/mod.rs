//! The only writer of a project: actions in, jobs, results out. Drives windows and the command line alike.

pub mod action;
mod desk;
mod error;
mod frame;
mod messages;
pub mod snapshot;
pub mod work;
mod worker;

pub use action::{Action, OpenRequest};
pub use error::SessionError;
pub use frame::PlaneView;
pub use snapshot::{JobKind, JobStatus, Message, Severity, Snapshot};
pub use worker::{Session, Start};
