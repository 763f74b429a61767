//! What can go wrong between a user and a project, in both languages.

use std::path::PathBuf;

use crate::crs::CrsError;
use crate::geom::Cancelled;
use crate::io::IoError;
use crate::store::StoreError;
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
    #[error("“{crs}” cannot be used: {en}")]
    BadCrs {
        /// What was given.
        crs: String,
        /// Why not, and what to give, in Chinese.
        zh: String,
        /// Why not, and what to give, in English.
        en: String,
    },
    /// A plane on which the data would be measured wrongly.
    #[error("{}", misfit_en(.plane, *.error, *.better, *.lon, *.lat))]
    PlaneMisfit {
        /// The plane's name.
        plane: String,
        /// By how much lengths are off at the data; `None` where the plane does not reach it.
        error: Option<f64>,
        /// The code of a plane that fits, where there is one.
        better: Option<u32>,
        /// Longitude of the data's centre, in degrees.
        lon: f64,
        /// Latitude of the data's centre, in degrees.
        lat: f64,
    },
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
    /// The project has no scenario of this name.
    #[error("there is no scenario “{name}” ({known})")]
    NoScenario {
        /// The name.
        name: String,
        /// Those that there are, in a form fit for both languages.
        known: String,
    },
    /// A project file is at fault.
    #[error("{0}")]
    Store(#[from] StoreError),
    /// What was asked for cannot be done.
    #[error("{en}")]
    Refused {
        /// Why, and what to do, in Chinese.
        zh: String,
        /// Why, and what to do, in English.
        en: String,
    },
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

fn misfit_en(plane: &str, error: Option<f64>, better: Option<u32>, lon: f64, lat: f64) -> String {
    let off = error.map_or("it does not reach there".to_owned(), |e| format!("lengths are off by {:.1} %", e * 100.0));
    let better = better.map_or("leave --crs out".to_owned(), |code| format!("use EPSG:{code}"));
    format!("{plane} does not fit data at {lon:.2}°, {lat:.2}° ({off}); {better}, or open the layer by itself")
}

impl SessionError {
    /// Something that cannot be done, and what to do instead.
    pub(super) fn refused(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Refused { zh: zh.into(), en: en.into() }
    }

    /// The error of a datum or projection that somebody gave.
    pub(super) fn from_crs(given: &str, error: &CrsError) -> Self {
        Self::BadCrs { crs: given.to_owned(), zh: error.zh(), en: error.to_string() }
    }

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
            Self::BadCrs { crs, zh, .. } => format!("坐标系“{crs}”无法使用：{zh}"),
            Self::PlaneMisfit { plane, error, better, lon, lat } => {
                let off =
                    error.map_or("无法表示该处".to_owned(), |e| format!("在该处长度误差 {:.1} %", e * 100.0));
                let better =
                    better.map_or("去掉 --crs，由程序选择".to_owned(), |code| format!("改用 EPSG:{code}"));
                format!("平面 {plane} 不适合位于 {lon:.2}°、{lat:.2}° 的数据（{off}）；请{better}，或单独打开这个图层")
            }
            Self::UnknownId(id, known) => format!("“{id}”既不是文件，也不是内置的：{known}"),
            Self::BadDataFile { path, zh, .. } => format!("{}：{zh}", path.display()),
            Self::NoGeometry { path } => format!("{}：所有要素都没有几何；请连同几何重新导出。", path.display()),
            Self::NoLayers => "没有打开任何图层：请先打开图层文件（命令行用 --layer 角色=路径）".to_owned(),
            Self::NoScenario { name, known } => format!("没有名为“{name}”的方案（{known}）"),
            Self::Store(e) => e.zh(),
            Self::Refused { zh, .. } => zh.clone(),
            Self::Cancelled => "已取消".to_owned(),
        }
    }
}
