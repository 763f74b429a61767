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
    #[error("{}: {en}", path.display())]
    BadDataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where, in Chinese.
        zh: String,
        /// What is wrong, and where, in English.
        en: String,
    },
    /// A file in which no feature has a position.
    #[error("{}: no feature has a geometry; export the layer again with its geometry", .path.display())]
    NoGeometry {
        /// The file.
        path: PathBuf,
    },
    /// Nothing to measure: no layers.
    #[error("no layers are open: open layer files first (on the command line: --layer ROLE=PATH)")]
    NoLayers,
    /// `--scenario` without a project that could hold one.
    #[error(
        "scenario “{0}”: scenarios are kept in project files, which this version does not open yet; leave --scenario out"
    )]
    NoScenario(String),
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
            Self::BadDataFile { path, zh, .. } => format!("{}：{zh}", path.display()),
            Self::NoGeometry { path } => format!("{}：所有要素都没有几何；请连同几何重新导出。", path.display()),
            Self::NoLayers => "没有打开任何图层：请先打开图层文件（命令行用 --layer 角色=路径）".to_owned(),
            Self::NoScenario(name) => {
                format!("方案“{name}”：方案保存在项目文件里，这个版本还不能打开项目文件；请去掉 --scenario")
            }
            Self::Cancelled => "已取消".to_owned(),
        }
    }
}
