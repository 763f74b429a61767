//! One window writes a project: a lock on a file beside it, which the system releases when the process ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::StoreError;

/// The lock, for as long as it lives.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

/// `district.gpkg.lock` beside `district.gpkg`.
pub(super) fn path_of(project: &Path) -> PathBuf {
    let mut name = project.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

impl Lock {
    /// Takes the lock; `None` where another window has it.
    pub(super) fn take(project: &Path) -> Result<Option<Self>, StoreError> {
        let path = path_of(project);
        let file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|e| StoreError::io(project, &e))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            // On a disk that knows no locks (some network drives) it is better to write without one than not at all.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(Self { _file: file })),
        }
    }
}
