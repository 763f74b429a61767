//! What the window opens with, from the arguments.

use super::args::CommonArguments;
use crate::session::{Action, Place, PlanAction, SessionError, Start, is_project, last_project, work};

/// The session's start and its first actions: the project or the layers given; where none are, the project that was
/// open last in `place`; where there is none, the sample district.
///
/// # Errors
/// Where the rule set, the targets or the plane is at fault. Layers and projects are opened by the session, which
/// reports in the window what it cannot read.
pub fn opening(
    common: &CommonArguments,
    scenario: Option<&str>,
    place: &Place,
) -> Result<(Start, Vec<Action>), SessionError> {
    let start = Start {
        rules: common.rules.as_deref().map(work::rules_from).transpose()?,
        targets: common.targets.as_deref().map(work::targets_from).transpose()?,
        plane: common.crs.as_deref().map(work::plane_from_name).transpose()?,
        place: place.clone(),
    };
    let mut actions = Vec::new();
    let mut requests = common.requests();
    if let Some(at) = requests.iter().position(|r| r.role.is_none() && is_project(&r.path)) {
        // Layers named beside a project are opened into it.
        actions.push(Action::OpenProject(requests.remove(at).path));
        if !requests.is_empty() {
            actions.push(Action::Open(requests));
        }
    } else if !requests.is_empty() {
        actions.push(Action::Open(requests));
    } else {
        let last = match place {
            Place::Folder(folder) => last_project(folder),
            Place::Memory => None,
        };
        actions.push(last.map_or(Action::OpenSample, Action::OpenProject));
    }
    if let Some(name) = scenario {
        actions.push(Action::Plan(PlanAction::ShowNamed(name.to_owned())));
    }
    Ok((start, actions))
}
