//! Where projects that nobody has named yet are kept, and which one was open last.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

/// Where a session keeps its project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Place {
    /// Nowhere: nothing is written but what is exported. For reports.
    #[default]
    Memory,
    /// In a project file from the first second: in this folder until the user names another place.
    Folder(PathBuf),
}

impl Place {
    /// The user's data folder; [`Place::Memory`] on a system that has none.
    pub fn of_user() -> Self {
        data_folder().map_or(Self::Memory, Self::Folder)
    }
}

/// The folder for the data of this program: `FUGAI_DATA_DIR`, else what the system provides (`XDG_DATA_HOME/fugai`,
/// `%APPDATA%\Fugai`, `~/Library/Application Support/Fugai`, `~/.local/share/fugai`).
pub fn data_folder() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    if let Some(own) = from("FUGAI_DATA_DIR") {
        return Some(own);
    }
    if cfg!(windows) {
        return Some(from("APPDATA")?.join("Fugai"));
    }
    if let Some(data) = from("XDG_DATA_HOME").filter(|p| p.is_absolute()) {
        return Some(data.join("fugai"));
    }
    let home = from("HOME")?;
    Some(if cfg!(target_os = "macos") {
        home.join("Library/Application Support/Fugai")
    } else {
        home.join(".local/share/fugai")
    })
}

/// A name in the folder that no project has: `unsaved-1.gpkg` and so on. The folder is made where it is missing.
pub(super) fn free_name(folder: &Path, stem: &str) -> std::io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let name = |n: u32| folder.join(format!("{stem}-{n}.gpkg"));
    // A name whose file is gone may still be in use: its lock lies beside it.
    let taken = |p: &Path| p.exists() || p.with_extension("gpkg.lock").exists();
    Ok((1..100_000).map(name).find(|p| !taken(p)).unwrap_or_else(|| name(0)))
}

/// Takes away a project of ours that nobody needs any more, and its lock.
pub(super) fn remove(path: &Path) {
    // What cannot be removed lies in the data folder, where it harms nobody.
    let _ = fs::remove_file(path);
    let _ = fs::remove_file(path.with_extension("gpkg.lock"));
    let _ = fs::remove_file(origin_note(path));
}

fn origin_note(copy: &Path) -> PathBuf {
    copy.with_extension("gpkg.origin")
}

/// Notes of which file this is a copy, made because that one could not be written.
pub(super) fn note_origin(copy: &Path, original: &Path) {
    // Without the note the copy is an unnamed project like any other.
    let _ = fs::write(origin_note(copy), original.to_string_lossy().as_bytes());
}

/// Of which file this is a copy that has what could not be written there; `None` for any other project.
pub(super) fn origin(copy: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(origin_note(copy)).ok()?;
    Some(PathBuf::from(text.trim_end_matches('\n'))).filter(|p| !p.as_os_str().is_empty())
}

/// Writes a small file in one go. Two threads of a session may do so at once.
fn write_note(note: &Path, text: &[u8]) -> io::Result<()> {
    static WRITTEN: AtomicU32 = AtomicU32::new(0);
    let mut fresh = note.as_os_str().to_owned();
    fresh.push(format!(".{}-{}", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed)));
    fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, note)).inspect_err(|_| {
        let _ = fs::remove_file(&fresh);
    })
}

const LAST: &str = "last-project.txt";

/// The project that was open last, if it is still there.
pub fn last_project(folder: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(folder.join(LAST)).ok()?;
    Some(PathBuf::from(text.trim_end_matches('\n'))).filter(|p| p.is_file())
}

/// Notes which project is open, so that the next start opens it; none for nothing.
pub(super) fn note_last(folder: &Path, project: Option<&Path>) {
    let note = folder.join(LAST);
    // A convenience: where it cannot be written, the next start begins with the sample.
    let _ = match project {
        Some(path) => fs::create_dir_all(folder).and_then(|()| write_note(&note, path.to_string_lossy().as_bytes())),
        None => fs::remove_file(note),
    };
}

const RECENT: &str = "recent-projects.txt";
/// More than this nobody looks through.
const MOST_RECENT: usize = 12;

/// The project files that were open before and are still there, the newest first.
pub(super) fn recent_projects(folder: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(folder.join(RECENT)).unwrap_or_default();
    let paths = text.lines().filter(|l| !l.is_empty()).map(PathBuf::from).filter(|p| p.is_file());
    paths.take(MOST_RECENT).collect()
}

/// Notes that a project was open, and tells which were before.
pub(super) fn note_recent(folder: &Path, project: &Path) -> Vec<PathBuf> {
    let mut all = recent_projects(folder);
    all.retain(|p| p != project);
    all.insert(0, project.to_owned());
    all.truncate(MOST_RECENT);
    let lines: Vec<String> = all.iter().map(|p| p.display().to_string()).collect();
    let text = lines.join("\n");
    // A convenience: where it cannot be written, the list is that of this run.
    let _ = fs::create_dir_all(folder).and_then(|()| write_note(&folder.join(RECENT), text.as_bytes()));
    all
}

/// The projects in the data folder that nobody has given a place of their own, with when each was written last; the
/// newest first, those of one moment by name.
pub fn unnamed_projects(folder: &Path) -> Vec<(PathBuf, Option<SystemTime>)> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
    // What begins with a dot is being written.
    let hidden = |p: &Path| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.'));
    let projects = files.filter(|p| p.extension().is_some_and(|e| e == "gpkg") && !hidden(p) && p.is_file());
    let time = |p: &Path| p.metadata().and_then(|m| m.modified()).ok();
    let mut found: Vec<_> = projects.map(|p| (p.clone(), time(&p))).collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}
