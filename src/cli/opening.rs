//! What the window opens with, from the arguments.

use super::args::CommonArguments;
use crate::session::{Action, SessionError, Start, work};

/// The session's start and its first actions: the layers given, or the sample district where none are.
///
/// # Errors
/// Where the rule set, the targets or the plane is at fault. Layers are opened by the session, which reports in the
/// window what it cannot read.
pub fn opening(common: &CommonArguments) -> Result<(Start, Vec<Action>), SessionError> {
    let start = Start {
        rules: common.rules.as_deref().map(work::rules_from).transpose()?,
        targets: common.targets.as_deref().map(work::targets_from).transpose()?,
        plane: common.crs.as_deref().map(work::plane_from_name).transpose()?,
    };
    let requests = common.requests();
    let first = if requests.is_empty() { Action::OpenSample } else { Action::Open(requests) };
    Ok((start, vec![first]))
}
