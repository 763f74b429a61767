//! What can go wrong between a user and a project, in both languages.

use std::path::PathBuf;

use crate::geom::Cancelled;
use crate::io::IoError;
use crate::synth::SynthError;

/// Something that a session could not do.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// A layer file or an answer file is at fault.
    #[error("{0}")]
    Io(#[source] IoError),
    /// A synthetic city could not be written.
    #[error("{0}")]
    Synth(#[from] SynthError),
    /// A datum or projection that is not known or does not fit.
    #[error("“{0}”: {1}; give wgs84, cgcs2000, gcj02, bd09 or EPSG:n")]
    BadCrs(String, String),
    /// No built-in rule set or plan has this identifier, and there is no such file.
    #[error("“{0}” is neither a file nor one of: {1}")]
    UnknownId(String, String),
    /// A rule or target file is at fault.
    #[error("{}: {problem}", path.display())]
    BadDataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        problem: String,
    },
    /// Nothing to measure: no layers.
    #[error("no layers: give at least one with --layer ROLE=PATH")]
    NoLayers,
    /// The user stopped it.
    #[error("cancelled")]
    Cancelled,
}

impl From<IoError> for SessionError {
    fn from(error: IoError) -> Self {
        match error {
            IoError::Cancelled => Self::Cancelled,
            other => Self::Io(other),
        }
    }
}

impl From<Cancelled> for SessionError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl SessionError {
    /// One sentence in English.
    pub fn en(&self) -> String {
        match self {
            Self::Io(e) => e.en(),
            other => other.to_string(),
        }
    }

    /// One sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Io(e) => e.zh(),
            Self::Synth(e) => format!("无法写出合成数据：{e}"),
            Self::BadCrs(crs, reason) => {
                format!("坐标系“{crs}”无法使用（{reason}）；请填 wgs84、cgcs2000、gcj02、bd09 或 EPSG:n")
            }
            Self::UnknownId(id, known) => format!("“{id}”既不是文件，也不是内置的：{known}"),
            Self::BadDataFile { path, problem } => format!("{}：{problem}", path.display()),
            Self::NoLayers => "没有图层：请用 --layer 角色=路径 至少给出一个".to_owned(),
            Self::Cancelled => "已取消".to_owned(),
        }
    }
}
