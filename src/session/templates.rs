//! Templates of reports that people edit: kept in a folder beside the project, `规划.templates` beside `规划.gpkg`.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::SessionError;
use crate::io::write::place;
use crate::report::TEMPLATES;

/// The folder beside a project file. Looks at no disk.
pub fn beside(project: &Path) -> PathBuf {
    project.with_extension("templates")
}

/// The folder beside a project file where there is one.
pub fn found_beside(project: &Path) -> Option<PathBuf> {
    Some(beside(project)).filter(|dir| dir.is_dir())
}

/// Writes the bundled templates into a folder, to be edited there; it is made where it is missing. Files that are there
/// already are left as they are. Returns those that were written, and how many were left.
///
/// # Errors
/// Where the folder cannot be written; then nothing is.
pub fn save_bundled(dir: &Path) -> Result<(Vec<PathBuf>, usize), SessionError> {
    // A link that leads nowhere is something of the user's as well.
    let there = |name: &str| fs::symlink_metadata(dir.join(name)).is_ok();
    let (kept, missing): (Vec<_>, Vec<_>) = TEMPLATES.into_iter().partition(|(name, _)| there(name));
    let files: Vec<(String, Vec<u8>)> =
        missing.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    Ok((place(dir, &files)?, kept.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_edited_is_left_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let project = dir.path().join("规划 v2.gpkg");
        assert_eq!(found_beside(&project), None);
        let folder = beside(&project);
        assert!(folder.ends_with("规划 v2.templates"));
        assert_eq!(save_bundled(&folder).unwrap().0.len(), TEMPLATES.len());
        assert_eq!(found_beside(&project), Some(folder.clone()));
        fs::write(folder.join("common.typ"), "mine").unwrap();
        fs::remove_file(folder.join("checkup.typ")).unwrap();
        let (written, kept) = save_bundled(&folder).unwrap();
        assert_eq!((written, kept), (vec![folder.join("checkup.typ")], 2));
        assert_eq!(fs::read_to_string(folder.join("common.typ")).unwrap(), "mine");
        fs::write(dir.path().join("file"), "").unwrap();
        assert!(save_bundled(&dir.path().join("file")).is_err());
    }
}
