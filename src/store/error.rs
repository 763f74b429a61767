//! What can go wrong with a project file, in both languages.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Something that could not be done with a project file.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file.
    #[error("{}: there is no such file; check the name, or look in the folder it was moved to", .path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A file that is no project of Fugai.
    #[error("{}: this is no Fugai project ({reason}); open it as a layer instead", .path.display())]
    NotAProject {
        /// The file.
        path: PathBuf,
        /// What it is, or what it lacks.
        reason: String,
    },
    /// A project that a later version of the program has written.
    #[error(
        "{}: this project was written by a newer version of Fugai (file version {version}, this program reads up to \
         {known}); update Fugai to open it", .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of the file.
        version: i64,
        /// The newest version that is known here.
        known: i64,
    },
    /// Another window has it.
    #[error("{}: another window has this project open; close it there, or choose another name", .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It may not be written.
    #[error("{}: this file may not be written; save the project under another name", .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("{}: the disk is full; make room, and saving goes on by itself", .path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file was moved, removed or replaced while it was open, or its disk was taken out.
    #[error("{}: the file was moved or removed while it was open", .path.display())]
    Moved {
        /// The file.
        path: PathBuf,
    },
    /// Another program holds it for the moment.
    #[error("{}: another program is using the file; saving is tried again", .path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// So damaged that nothing could be read.
    #[error("{}: the file is damaged ({detail}) and no document can be read from it; use a copy", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Anything else that reading or writing says.
    #[error("{}: {detail}", .path.display())]
    Io {
        /// The file; empty where it is not known yet.
        path: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// What was to be written does not fit what is in the file: a defect of the program.
    #[error("the project file and the program disagree: {0}")]
    Confused(&'static str),
}

impl StoreError {
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { path, detail: error.to_string() },
        }
    }

    /// The same error, saying which file it is about.
    pub(super) fn at(self, file: &Path) -> Self {
        let own = file.to_owned();
        match self {
            Self::Missing { .. } => Self::Missing { path: own },
            Self::ReadOnly { .. } => Self::ReadOnly { path: own },
            Self::Full { .. } => Self::Full { path: own },
            Self::Moved { .. } => Self::Moved { path: own },
            Self::Busy { .. } => Self::Busy { path: own },
            Self::Damaged { detail, .. } => Self::Damaged { path: own, detail },
            Self::Io { detail, .. } => Self::Io { path: own, detail },
            other => other,
        }
    }

    /// Whether trying again later may succeed.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::Busy { .. })
    }

    /// The sentence in Chinese; `Display` is the one in English.
    pub fn zh(&self) -> String {
        match self {
            Self::Missing { path } => format!("{}：没有这个文件；请核对文件名，或到它移去的文件夹里找", path.display()),
            Self::NotAProject { path, reason } => {
                format!("{}：不是覆盖的项目文件（{reason}）；请把它作为图层打开", path.display())
            }
            Self::Newer { path, version, known } => format!(
                "{}：这个项目由更新版本的程序保存（文件版本 {version}，本程序最高读到 {known}）；请更新程序后再打开",
                path.display()
            ),
            Self::InUse { path } => {
                format!("{}：另一个窗口正打开着这个项目；请在那里关闭，或换一个文件名", path.display())
            }
            Self::ReadOnly { path } => format!("{}：这个文件不能写入；请把项目另存为别的文件", path.display()),
            Self::Full { path } => format!("{}：磁盘已满；请腾出空间，保存会自动继续", path.display()),
            Self::Moved { path } => format!("{}：文件在打开期间被移动或删除", path.display()),
            Self::Busy { path } => format!("{}：另一个程序正在使用这个文件；将自动重试保存", path.display()),
            Self::Damaged { path, detail } => {
                format!("{}：文件已损坏（{detail}），读不出任何内容；请使用备份", path.display())
            }
            Self::Io { path, detail } => format!("{}：{detail}", path.display()),
            Self::Confused(what) => format!("项目文件与程序不一致：{what}"),
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let path = PathBuf::new();
        let extended = error.sqlite_error().map_or(0, |e| e.extended_code);
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full { path },
            // SQLITE_READONLY_DBMOVED; the other read-only errors are those of permissions.
            Some(ErrorCode::ReadOnly) if extended == 1032 => Self::Moved { path },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::ReadOnly { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path, detail: error.to_string() }
            }
            _ => Self::Io { path, detail: error.to_string() },
        }
    }
}
