//! Which file a project is in, when files come and go while others are being written.

use std::fs;

use fugai::session::{Action, Save, Snapshot, unnamed_projects};
use fugai::store::{History, Store, View};

use super::session::{document, on_disk};
use super::support::{Desk, district};

fn file(snapshot: &Snapshot) -> Option<std::path::PathBuf> {
    snapshot.file.as_ref().and_then(|f| f.path.clone())
}

/// The sample, worked on, in a nameless file.
fn sample(data: &std::path::Path) -> Desk {
    let desk = Desk::start(Some(data));
    desk.send(Action::OpenSample);
    desk.settled();
    desk.send(Action::RenameProject("甲".to_owned()));
    desk.saved();
    desk
}

#[test]
fn a_file_that_is_finished_after_its_project_was_closed_is_not_taken_for_the_next_one() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let desk = sample(&data);
    let own = dir.path().join("甲.gpkg");
    desk.send(Action::SaveAs(own.clone()));
    desk.send(Action::CloseAll);
    desk.until(|s| s.recent.contains(&own));
    assert_eq!(desk.done().file, None, "nothing is open");
    assert_eq!(on_disk(&own).head.name, "甲");
    // What is done next goes into a file of its own.
    desk.send(Action::OpenSample);
    desk.settled();
    desk.send(Action::RenameProject("乙".to_owned()));
    let saved = desk.saved();
    let next = file(&saved).unwrap();
    assert_ne!(next, own);
    let end = document(&saved);
    assert_eq!(desk.close(), next);
    assert!(on_disk(&next).same_as(&end));
    assert_eq!(on_disk(&own).head.name, "甲");
}

#[test]
fn a_file_that_is_finished_late_does_not_take_away_the_one_that_is_open() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    fs::create_dir_all(&data).unwrap();
    let nameless = data.join("unsaved-7.gpkg");
    drop(Store::create(&nameless, &district(), &History::default(), &View::default()).unwrap());
    let desk = sample(&data);
    let own = dir.path().join("甲.gpkg");
    desk.send(Action::SaveAs(own.clone()));
    desk.send(Action::OpenProject(nameless.clone()));
    desk.until(|s| s.recent.contains(&own) && file(s).as_ref() == Some(&nameless) && s.job.is_none());
    desk.send(Action::RenameProject("丙".to_owned()));
    let saved = desk.saved();
    assert_eq!(file(&saved).as_ref(), Some(&nameless));
    assert_eq!(desk.close(), nameless);
    assert_eq!((on_disk(&nameless).head.name.as_str(), on_disk(&own).head.name.as_str()), ("丙", "甲"));
}

#[test]
fn a_name_that_cannot_be_written_leaves_the_nameless_file_in_place() {
    let dir = tempfile::tempdir().unwrap();
    let desk = sample(&dir.path().join("data"));
    let own = file(&desk.saved()).unwrap();
    desk.send(Action::RenameProject("乙".to_owned()));
    desk.send(Action::SaveAs(dir.path().join("no such folder").join("x.gpkg")));
    desk.send(Action::RenameProject("丙".to_owned()));
    desk.until(|s| !s.messages.is_empty() && matches!(s.file.as_ref().map(|f| &f.save), Some(Save::Saved(_))));
    assert_eq!(desk.close(), own);
    assert_eq!(on_disk(&own).head.name, "丙");
}

#[test]
fn what_a_crash_left_without_a_name_is_offered() {
    let dir = tempfile::tempdir().unwrap();
    for n in [3, 5] {
        drop(
            Store::create(
                &dir.path().join(format!("unsaved-{n}.gpkg")),
                &district(),
                &History::default(),
                &View::default(),
            )
            .unwrap(),
        );
    }
    fs::write(dir.path().join(".unsaved-9.gpkg.1.new.gpkg"), "half").unwrap();
    let desk = Desk::start(Some(dir.path()));
    let names = |s: &Snapshot| -> Vec<String> {
        let mut names: Vec<_> =
            s.unnamed.iter().map(|(p, _)| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let first = desk.done();
    assert_eq!(names(&first), ["unsaved-3.gpkg", "unsaved-5.gpkg"]);
    assert!(first.unnamed.iter().all(|(_, at)| at.is_some()));
    // One more comes into being, and one gets a name.
    desk.send(Action::OpenSample);
    desk.settled();
    desk.send(Action::RenameProject("甲".to_owned()));
    assert_eq!(names(&desk.saved()), ["unsaved-1.gpkg", "unsaved-3.gpkg", "unsaved-5.gpkg"]);
    desk.send(Action::OpenProject(dir.path().join("unsaved-5.gpkg")));
    desk.until(|s| file(s).is_some_and(|p| p.ends_with("unsaved-5.gpkg")));
    let own = tempfile::tempdir().unwrap();
    desk.send(Action::SaveAs(own.path().join("有名")));
    let named = desk.until(|s| s.file.as_ref().is_some_and(|f| !f.unnamed));
    assert_eq!(names(&named), ["unsaved-1.gpkg", "unsaved-3.gpkg"]);
    assert_eq!(unnamed_projects(dir.path()).len(), 2);
}
