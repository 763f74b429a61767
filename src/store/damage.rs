//! What is done with a file that is damaged: a copy is kept, and the copy is read as far as it goes.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::StoreError;

/// What SQLite finds wrong with the file; `None` where it finds nothing.
pub(super) fn check(connection: &Connection) -> Option<String> {
    let found: rusqlite::Result<String> = connection.query_row("PRAGMA quick_check(1)", [], |r| r.get(0));
    match found {
        Ok(text) if text == "ok" => None,
        Ok(text) => Some(text.lines().last().unwrap_or_default().chars().take(160).collect()),
        Err(error) => Some(error.to_string()),
    }
}

/// Copies a file, and the journal that a killed process left beside it, to a name of its own: beside the file, or else in
/// `otherwise`. The file must not be open in this process.
pub(super) fn keep_copy(path: &Path, mark: &str, otherwise: &Path) -> Result<PathBuf, StoreError> {
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let beside = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut last = StoreError::ReadOnly { path: path.to_owned() };
    for folder in [beside.as_path(), otherwise] {
        for n in 1..1000 {
            let name = if n == 1 { format!("{stem}.{mark}.gpkg") } else { format!("{stem}.{mark}-{n}.gpkg") };
            let copy = folder.join(name);
            if copy.exists() {
                continue;
            }
            match fs::copy(path, &copy) {
                Ok(_) => return Ok(copy),
                Err(error) => {
                    // A folder that cannot be written, or no room: what was begun is taken away again.
                    let _ = fs::remove_file(&copy);
                    last = StoreError::io(&copy, &error);
                    break;
                }
            }
        }
    }
    Err(last)
}
