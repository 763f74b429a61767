//! What the window opens with, from the arguments.

use super::args::ViewArguments;
use crate::session::{Action, Place, PlanAction, SessionError, Start, is_project, last_project, work};

/// The session's start and its first actions: the project or the layers given; where none are, the project that was
/// open last in `place`; where there is none, or the sample is asked for, the sample district.
///
/// A project that was open last and is passed over for the sample stays what the next start opens, until something is
/// changed in the sample.
///
/// # Errors
/// Where the rule set, the targets or the plane is at fault. Layers and projects are opened by the session, which
/// reports in the window what it cannot read.
pub fn opening(view: &ViewArguments, place: &Place) -> Result<(Start, Vec<Action>), SessionError> {
    let common = &view.common;
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
            Place::Folder(folder) if !view.sample => last_project(folder),
            _ => None,
        };
        actions.push(last.map_or(Action::OpenSample, Action::OpenProject));
    }
    if let Some(name) = &view.scenario {
        actions.push(Action::Plan(PlanAction::ShowNamed(name.clone())));
    }
    Ok((start, actions))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser as _;

    use super::super::Arguments;
    use super::*;

    fn first(arguments: &[&str], place: &Place) -> Action {
        let all = ["fugai"].iter().chain(arguments);
        let view = Arguments::try_parse_from(all).unwrap().view;
        opening(&view, place).unwrap().1.remove(0)
    }

    #[test]
    fn the_last_project_is_opened_again_unless_the_sample_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("unsaved-1.gpkg");
        let note = folder.path().join("last-project.txt");
        fs::write(&project, "").unwrap();
        fs::write(&note, project.to_str().unwrap()).unwrap();
        let place = Place::Folder(folder.path().to_owned());
        assert_eq!(first(&[], &place), Action::OpenProject(project.clone()));
        assert_eq!(first(&["--sample"], &place), Action::OpenSample);
        assert_eq!(first(&[], &place), Action::OpenProject(project), "the next start finds it again");
        assert_eq!(first(&[], &Place::Memory), Action::OpenSample);
    }

    #[test]
    fn the_sample_and_own_files_are_two_things() {
        for with in [["--sample", "a.gpkg"], ["--sample", "--layer=park=a.geojson"]] {
            assert!(Arguments::try_parse_from(["fugai"].iter().chain(&with)).is_err(), "{with:?}");
        }
    }
}
