//! Several files that appear together or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::io::IoError;

/// Files under way to a folder. Dropped before [`Files::commit`], it leaves the folder as it was.
pub(super) struct Files {
    dir: PathBuf,
    /// Whether the folder was made for them.
    made: bool,
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

fn failed(path: &Path, error: &io::Error) -> IoError {
    IoError::Write { path: path.to_owned(), problem: error.to_string() }
}

impl Files {
    /// Makes the folder where it is missing.
    pub(super) fn in_folder(dir: &Path) -> Result<Self, IoError> {
        let made = !dir.exists();
        fs::create_dir_all(dir).map_err(|e| failed(dir, &e))?;
        Ok(Self { dir: dir.to_owned(), made, written: Vec::new(), done: false })
    }

    /// Writes a file under a temporary name and has the disk confirm it.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), IoError> {
        let target = self.dir.join(name);
        if target.is_dir() {
            let problem = "a folder of this name is in the way / 有同名文件夹".to_owned();
            return Err(IoError::Write { path: target, problem });
        }
        let unique = std::process::id();
        let pending = Pending {
            temporary: self.dir.join(format!(".{name}.{unique}.new")),
            backup: self.dir.join(format!(".{name}.{unique}.old")),
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
        if self.made && !self.done {
            // Only ever removes an empty folder.
            let _ = fs::remove_dir(&self.dir);
        }
    }
}
