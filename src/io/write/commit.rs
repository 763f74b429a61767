//! Several files that appear together or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::io::IoError;

/// Files under way to a folder. Dropped before [`Files::commit`], it leaves the folder as it was.
pub(super) struct Files {
    dir: PathBuf,
    /// Folders that were made for them, the outermost first.
    made: Vec<PathBuf>,
    written: Vec<Pending>,
    done: bool,
}

struct Pending {
    temporary: PathBuf,
    target: PathBuf,
    /// Where the file that was there before waits meanwhile.
    backup: PathBuf,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Written,
    /// The old file is at `backup`, the new one not yet in place.
    Aside,
    /// The new file is in place; whether an old one is at `backup`.
    Placed(bool),
}

/// What an office program leaves beside a file that it has open: LibreOffice, then Excel and WPS. Such a file could be
/// replaced on many systems, but what its reader then saves would be the old one.
fn open_elsewhere(folder: &Path, name: &str) -> Option<String> {
    let locks = [format!(".~lock.{name}#"), format!("~${name}")];
    locks.into_iter().find(|lock| folder.join(lock).exists())
}

fn failed(path: &Path, error: &io::Error) -> IoError {
    IoError::Write { path: path.to_owned(), problem: error.to_string() }
}

impl Files {
    /// Makes the folder where it is missing.
    pub(super) fn in_folder(dir: &Path) -> Result<Self, IoError> {
        let mut it = Self { dir: dir.to_owned(), made: Vec::new(), written: Vec::new(), done: false };
        it.make(dir)?;
        Ok(it)
    }

    /// Makes a folder and those above it, and remembers which were not there. Of those above the folder of the files
    /// only the innermost is taken away again on failure.
    fn make(&mut self, dir: &Path) -> Result<(), IoError> {
        let missing: Vec<PathBuf> =
            dir.ancestors().take_while(|a| a.starts_with(&self.dir) && !a.exists()).map(Path::to_owned).collect();
        let result = fs::create_dir_all(dir).map_err(|e| failed(dir, &e));
        self.made.extend(missing.into_iter().rev());
        result
    }

    /// Writes a file under a temporary name and has the disk confirm it. The name may begin with folders, parted by `/`;
    /// it comes from the program, never from data.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), IoError> {
        let target = self.dir.join(name);
        let (folder, name) = match name.rsplit_once('/') {
            Some((folder, name)) => (self.dir.join(folder), name),
            None => (self.dir.clone(), name),
        };
        if folder != self.dir {
            self.make(&folder)?;
        }
        if target.is_dir() {
            return Err(IoError::FolderInTheWay { path: target });
        }
        if let Some(lock) = open_elsewhere(&folder, name) {
            return Err(IoError::OpenElsewhere { path: target, lock });
        }
        let unique = std::process::id();
        let pending = Pending {
            temporary: folder.join(format!(".{name}.{unique}.new")),
            backup: folder.join(format!(".{name}.{unique}.old")),
            target,
            state: State::Written,
        };
        let result =
            File::create(&pending.temporary).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
        let problem = result.err().map(|e| failed(&pending.target, &e));
        self.written.push(pending);
        problem.map_or(Ok(()), Err)
    }

    /// Puts all files in their places. What was there before is put back if any of them cannot be placed.
    pub(super) fn commit(mut self) -> Result<(), IoError> {
        for file in &mut self.written {
            let held = |e: io::Error| failed(&file.target, &e);
            if file.target.exists() {
                fs::rename(&file.target, &file.backup).map_err(held)?;
                file.state = State::Aside;
            }
            fs::rename(&file.temporary, &file.target).map_err(held)?;
            file.state = State::Placed(file.state == State::Aside);
        }
        self.done = true;
        Ok(())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        for file in &self.written {
            // Nothing more can be done about a failure here, and the first error is the one to report.
            if self.done {
                let _ = fs::remove_file(&file.backup);
                continue;
            }
            match file.state {
                State::Written => {}
                State::Aside | State::Placed(true) => {
                    let _ = fs::rename(&file.backup, &file.target);
                }
                State::Placed(false) => {
                    let _ = fs::remove_file(&file.target);
                }
            }
            let _ = fs::remove_file(&file.temporary);
        }
        if !self.done {
            for dir in self.made.iter().rev() {
                // Only ever removes an empty folder.
                let _ = fs::remove_dir(dir);
            }
        }
    }
}
