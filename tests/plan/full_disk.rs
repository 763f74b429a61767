//! A disk that is really full: work goes on in a copy, the next start opens that copy and says so, and everything goes
//! back when there is room.
//!
//! The disk is a file system in memory of a few megabytes, mounted for one process alone where the system lets it be;
//! `FUGAI_SMALL_DISK` names a folder on such a disk instead. In continuous integration one of the two must work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fugai::session::{Action, FileStatus, Save, Snapshot, last_project};
use fugai::store::Store;

use super::session::{document, made, on_disk, opened};
use super::support::Desk;

/// Where the child finds the small disk.
const CHILD: &str = "FUGAI_FULL_DISK_CHILD";

#[test]
fn on_a_full_disk_nothing_is_lost_and_the_next_start_knows() {
    if let Some(small) = std::env::var_os("FUGAI_SMALL_DISK") {
        everything(Path::new(&small));
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    // As root, as root below another root folder, in a user namespace, and with what sudo gives without asking.
    let ways: [&[&str]; 4] = [
        &["unshare", "--mount"],
        &["unshare", "--mount", "--propagation", "unchanged"],
        &["unshare", "--user", "--map-root-user", "--mount"],
        &["sudo", "-n", "-E", "unshare", "--mount"],
    ];
    let mount = "mount -t tmpfs -o size=4m tmpfs \"$FUGAI_FULL_DISK_CHILD\"";
    let mut tried = Vec::new();
    for way in ways {
        let with = |script: &str| {
            let mut command = Command::new(way[0]);
            command.args(&way[1..]).args(["sh", "-c", script, "sh"]).env(CHILD, dir.path());
            command
        };
        match with(mount).output() {
            Ok(out) if out.status.success() => {
                let run = format!("{mount} && exec \"$@\"");
                let mut child = with(&run);
                let own = std::env::current_exe().unwrap();
                child.arg(own).args(["--exact", "full_disk::child_on_a_small_disk", "--nocapture"]);
                let out = child.output().unwrap();
                let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
                assert!(out.status.success() && said.contains("on the small disk: done"), "{said}");
                return;
            }
            Ok(out) => tried.push(String::from_utf8_lossy(&out.stderr).into_owned()),
            Err(error) => tried.push(format!("{}: {error}", way[0])),
        }
    }
    // Whether a machine lets a test mount is nothing that this program decides.
    eprintln!("skipped: no small disk can be mounted here; name a folder on one in FUGAI_SMALL_DISK: {tried:?}");
}

/// The child, in a mount namespace of its own.
#[test]
fn child_on_a_small_disk() {
    let Some(small) = std::env::var_os(CHILD) else { return };
    everything(Path::new(&small));
    eprintln!("on the small disk: done");
}

fn everything(small: &Path) {
    work_goes_back_when_there_is_room(small);
    the_next_start_opens_the_copy(small);
    what_is_closed_at_once_is_kept(small);
}

fn clean(small: &Path) {
    for entry in fs::read_dir(small).unwrap().flatten() {
        let _ = fs::remove_file(entry.path());
    }
}

/// Fills what is left of the disk; the name of what fills it.
fn fill(small: &Path) -> PathBuf {
    let ballast = small.join("ballast");
    let mut file = fs::File::create(&ballast).unwrap();
    while std::io::Write::write_all(&mut file, &[0; 1024]).is_ok() {}
    ballast
}

fn copy_of(snapshot: &Snapshot) -> Option<PathBuf> {
    match snapshot.file.as_ref().map(|f| &f.save) {
        Some(Save::Waiting { copy, .. }) => copy.clone(),
        _ => None,
    }
}

fn told(snapshot: &Snapshot) -> String {
    snapshot.messages.iter().map(|m| m.zh.as_str()).collect()
}

/// A project on the small disk with a gesture that no longer fits; the file, what fills the disk, the copy.
fn full(dir: &Path, small: &Path) -> (Desk, PathBuf, PathBuf, PathBuf) {
    clean(small);
    let path = made(small);
    let desk = opened(dir, &path);
    desk.send(Action::RenameProject("一".to_owned()));
    desk.saved();
    assert_eq!(last_project(dir), Some(path.clone()));
    let ballast = fill(small);
    desk.send(Action::RenameProject("二".repeat(3000)));
    let waiting = desk.until(|s| copy_of(s).is_some());
    let copy = copy_of(&waiting).unwrap();
    assert!(told(&waiting).contains("磁盘已满") && told(&waiting).contains("全部工作保存在"), "{}", told(&waiting));
    assert!(Store::open(&copy, dir).unwrap().store.document().same_as(waiting.document.as_ref().unwrap()));
    assert_eq!(last_project(dir), Some(copy.clone()), "a kill from here on loses nothing");
    assert_eq!(waiting.recent.first(), Some(&copy));
    (desk, path, ballast, copy)
}

fn work_goes_back_when_there_is_room(small: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let (desk, path, ballast, copy) = full(dir.path(), small);
    fs::remove_file(&ballast).unwrap();
    let end = document(&desk.saved());
    assert_eq!(last_project(dir.path()), Some(path.clone()));
    assert!(!desk.done().recent.contains(&copy));
    assert_eq!(desk.close(), path);
    assert!(on_disk(&path).same_as(&end));
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().contains("rescued")), "{left:?}");
}

fn the_next_start_opens_the_copy(small: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let (desk, path, ballast, copy) = full(dir.path(), small);
    desk.send(Action::RenameProject("三".repeat(3000)));
    let end = document(&desk.done());
    // Looked at beside it: who opens the copy itself holds its lock.
    let looked_at = tempfile::tempdir().unwrap();
    let beside = looked_at.path().join("look.gpkg");
    desk.until(|_| {
        fs::copy(&copy, &beside).unwrap();
        Store::open(&beside, looked_at.path()).is_ok_and(|o| o.store.document().same_as(&end))
    });
    drop(desk.session);
    assert!(!on_disk(&path).same_as(&end), "the file itself lacks what was done last");

    let last = last_project(dir.path()).unwrap();
    assert_eq!(last, copy);
    let desk = opened(dir.path(), &last);
    let again = desk.done();
    assert!(again.document.as_ref().unwrap().same_as(&end), "the latest gestures are there");
    let said = told(&again);
    assert!(
        said.contains("救援副本") && said.contains(&path.display().to_string()) && said.contains("另存为"),
        "{said}"
    );
    // What it says to do works, and leaves nothing behind.
    fs::remove_file(&ballast).unwrap();
    desk.send(Action::SaveAs(path.clone()));
    let saved = |f: &FileStatus| f.path.as_deref() == Some(&path) && matches!(f.save, Save::Saved(_));
    desk.until(|s| s.file.as_ref().is_some_and(saved));
    assert_eq!(last_project(dir.path()), Some(path.clone()));
    assert_eq!(desk.close(), path);
    assert!(on_disk(&path).same_as(&end) && !copy.exists());
}

/// Nobody waits until the trouble is told: the project is closed, or the program, right after the gesture.
fn what_is_closed_at_once_is_kept(small: &Path) {
    let name = "四".repeat(3000);
    for whole_program in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        clean(small);
        let path = made(small);
        let desk = opened(dir.path(), &path);
        desk.saved();
        let ballast = fill(small);
        desk.send(Action::RenameProject(name.clone()));
        let copy = if whole_program {
            drop(desk.session);
            last_project(dir.path()).unwrap()
        } else {
            desk.send(Action::CloseAll);
            let rescued = |p: &PathBuf| p.parent() == Some(dir.path());
            let told = desk.until(|s| s.file.is_none() && s.recent.iter().any(rescued));
            drop(desk.session);
            told.recent.iter().find(|p| rescued(p)).unwrap().clone()
        };
        assert_ne!(copy, path);
        assert_eq!(on_disk(&copy).head.name, name, "closed with the program: {whole_program}");
        assert_ne!(on_disk(&path).head.name, name);
        fs::remove_file(&ballast).unwrap();
    }
}
