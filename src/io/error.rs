//! What can go wrong with a file as a whole, in one sentence that names the file, the place and what to do.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::crs::CrsError;

/// A file could not be read, understood or written.
///
/// `Display` is [`Self::en`].
#[derive(Debug, Clone, PartialEq)]
pub enum IoError {
    /// There is no such file or folder.
    NotFound {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A folder was given where a file is needed.
    IsFolder {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A folder holds no layer file.
    NoLayerFiles {
        /// The folder.
        path: PathBuf,
    },
    /// The operating system refuses to read it.
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
        /// What the operating system says.
        problem: String,
    },
    /// The file has no content.
    Empty {
        /// The path as it was given.
        path: PathBuf,
    },
    /// The file is of a format that is not read.
    Unsupported {
        /// The path as it was given.
        path: PathBuf,
        /// The format's name, the same in both languages.
        format: &'static str,
    },
    /// The file is not GeoJSON.
    NotGeoJson {
        /// The path as it was given.
        path: PathBuf,
        /// Line of the place, from 1.
        line: usize,
        /// Column of the place in bytes, from 1.
        column: usize,
        /// What is wrong there, in Chinese.
        zh: String,
        /// What is wrong there, in English.
        en: String,
    },
    /// Every feature of the file had to be skipped.
    NothingUsable {
        /// The path as it was given.
        path: PathBuf,
        /// How many features there are.
        total: usize,
        /// Line of the first one's fault, from 1.
        line: usize,
        /// Column of the first one's fault in bytes, from 1.
        column: usize,
        /// The first one's reason, a key as in [`crate::model::Skipped`].
        reason: &'static str,
        /// What exactly, in English.
        detail: String,
    },
    /// The datum or projection given by the user is unknown.
    UnknownCrs {
        /// What was given.
        text: String,
    },
    /// What the coordinates mean is in doubt, so that every figure from them would be meaningless.
    CrsDoubt {
        /// The path as it was given.
        path: PathBuf,
        /// What is doubtful, in Chinese.
        zh: String,
        /// What is doubtful, in English.
        en: String,
        /// What it may be, the likeliest first; may be empty.
        suggestions: Vec<CrsSuggestion>,
    },
    /// No transformation to the project's plane could be set up.
    Transformation {
        /// The path as it was given.
        path: PathBuf,
        /// What PROJ says.
        problem: String,
    },
    /// The layer's projection cannot be brought to the project's plane.
    Projection {
        /// The path as it was given.
        path: PathBuf,
        /// Why not.
        problem: CrsError,
    },
    /// The file could not be written.
    Write {
        /// Which file.
        path: PathBuf,
        /// What the operating system says.
        problem: String,
    },
    /// Another program has the file open that is to be replaced.
    OpenElsewhere {
        /// Which file.
        path: PathBuf,
        /// The file that says so, beside it.
        lock: String,
    },
    /// A folder has the name of the file that is to be written.
    FolderInTheWay {
        /// Which file.
        path: PathBuf,
    },
    /// Nobody wants the result any more.
    Cancelled,
}

/// A datum or projection that a layer may be in, and how to say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrsSuggestion {
    /// What to choose, in the syntax of [`ChosenCrs`](crate::io::import::ChosenCrs): `EPSG:4549`,
    /// `wgs84;swap`. It can stand after `@` on the command line and in `Action::SetCrs` as it is.
    pub crs: String,
    /// Whether the axes are exchanged (the text has `;swap` then).
    pub swap_axes: bool,
    /// Why, in Chinese.
    pub zh: String,
    /// Why, in English.
    pub en: String,
}

impl IoError {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::NotFound { path } => format!("找不到 {}：请检查路径。", path.display()),
            Self::IsFolder { path } => format!("{} 是文件夹：请指定其中的一个图层文件。", path.display()),
            Self::NoLayerFiles { path } => {
                format!("文件夹 {} 中没有图层文件：请放入 .geojson、.json、.geojsonl 或 .ndjson 文件。", path.display())
            }
            Self::Unreadable { path, problem } => {
                format!("无法读取 {}（{}）：请检查权限，或关闭占用它的程序。", path.display(), os_zh(problem))
            }
            Self::Empty { path } => format!("{} 是空文件：请重新导出。", path.display()),
            Self::Unsupported { path, format } => {
                format!("{} 是 {format} 文件，暂不能读取：请在 QGIS 中打开，另存为 GeoJSON 后再打开。", path.display())
            }
            Self::NotGeoJson { path, line, column, zh, .. } => {
                format!("{} 第 {line} 行第 {column} 列：{zh}", path.display())
            }
            Self::NothingUsable { path, total, line, column, reason, .. } => format!(
                "{} 的 {total} 个要素都无法使用，第一个错误在第 {line} 行第 {column} 列：{}。请修正后重新打开。",
                path.display(),
                reason_zh(reason)
            ),
            Self::UnknownCrs { text } => {
                format!(
                    "不认识坐标系“{text}”：请使用 wgs84、cgcs2000、gcj02、bd09 或 EPSG:编号，可加 ;swap 交换坐标轴。"
                )
            }
            Self::CrsDoubt { path, zh, suggestions, .. } => {
                let fix = suggestions
                    .first()
                    .map_or_else(|| "请指定它的坐标系。".to_owned(), |s| format!("建议按 {} 打开：{}。", s.crs, s.zh));
                format!("{} 的坐标存疑：{zh}。{fix}", brief(path))
            }
            Self::Transformation { path, problem } => {
                format!("{} 无法转换到项目坐标系（{problem}）：请另选坐标系。", path.display())
            }
            Self::Projection { path, problem } => {
                format!("{} 无法转换到项目坐标系（{}）：请另选坐标系。", path.display(), problem.zh())
            }
            Self::Write { path, problem } => {
                format!("无法写入 {}（{}）：请检查文件夹权限和磁盘空间。", path.display(), os_zh(problem))
            }
            Self::OpenElsewhere { path, lock } => {
                format!("{} 正被另一个程序打开：请先在那里关闭（若并未打开，请删除旁边的 {lock}）。", path.display())
            }
            Self::FolderInTheWay { path } => {
                format!("无法写入 {}：有同名的文件夹，请把它移走或另选文件夹。", path.display())
            }
            Self::Cancelled => "已取消。".to_owned(),
        }
    }

    /// The sentence in English.
    pub fn en(&self) -> String {
        match self {
            Self::NotFound { path } => format!("{} was not found: check the path.", path.display()),
            Self::IsFolder { path } => format!("{} is a folder: name one of the layer files in it.", path.display()),
            Self::NoLayerFiles { path } => format!(
                "The folder {} holds no layer file: put .geojson, .json, .geojsonl or .ndjson files into it.",
                path.display()
            ),
            Self::Unreadable { path, problem } => format!(
                "{} could not be read ({problem}): check its permissions, or close the program that holds it.",
                path.display()
            ),
            Self::Empty { path } => format!("{} is empty: export it again.", path.display()),
            Self::Unsupported { path, format } => format!(
                "{} is a {format} file, which is not read: open it in QGIS, save it as GeoJSON and open that.",
                path.display()
            ),
            Self::NotGeoJson { path, line, column, en, .. } => {
                format!("{}, line {line}, column {column}: {en}", path.display())
            }
            Self::NothingUsable { path, total, line, column, detail, .. } => format!(
                "None of the {total} features of {} can be used; the first fault is in line {line}, column {column}: \
                 {detail}. Mend it and open it again.",
                path.display()
            ),
            Self::UnknownCrs { text } => format!(
                "The coordinate system \"{text}\" is unknown: use wgs84, cgcs2000, gcj02, bd09 or EPSG:n, with ;swap \
                 after it where the axes are exchanged."
            ),
            Self::CrsDoubt { path, en, suggestions, .. } => {
                let fix = suggestions.first().map_or_else(
                    || "Say which coordinate system it is in.".to_owned(),
                    |s| format!("Try opening it as {}: {}.", s.crs, s.en),
                );
                format!("The coordinates of {} are in doubt: {en}. {fix}", brief(path))
            }
            Self::Transformation { path, problem } => format!(
                "{} could not be brought to the project's plane ({problem}): choose another coordinate system.",
                path.display()
            ),
            Self::Projection { path, problem } => format!(
                "{} could not be brought to the project's plane ({problem}): choose another coordinate system.",
                path.display()
            ),
            Self::Write { path, problem } => format!(
                "{} could not be written ({problem}): check the folder's permissions and the space on the disk.",
                path.display()
            ),
            Self::OpenElsewhere { path, lock } => format!(
                "{} is open in another program: close it there first (where it is not, remove {lock} beside it).",
                path.display()
            ),
            Self::FolderInTheWay { path } => format!(
                "{} could not be written: a folder has this name; move it away or choose another folder.",
                path.display()
            ),
            Self::Cancelled => "Cancelled.".to_owned(),
        }
    }
}

/// A path whose beginning is left out where it would make a sentence too long to read.
fn brief(path: &Path) -> String {
    const MOST: usize = 30;
    let text = path.display().to_string();
    let length = text.chars().count();
    if length <= MOST { text } else { std::iter::once('…').chain(text.chars().skip(length - MOST)).collect() }
}

/// What the operating system says, in Chinese where it is one of the common things; else as it says it.
fn os_zh(problem: &str) -> &str {
    const KNOWN: &[(&str, &str)] = &[
        ("Permission denied", "没有权限"),
        ("No space left", "磁盘已满"),
        ("No such file", "路径不存在"),
        ("Not a directory", "路径中有一段不是文件夹"),
        ("Is a directory", "是文件夹"),
        ("File exists", "已有同名文件"),
        ("Read-only file system", "磁盘只读"),
        ("File name too long", "文件名过长"),
        ("Input/output error", "磁盘读写错误"),
    ];
    KNOWN.iter().find(|(start, _)| problem.starts_with(start)).map_or(problem, |(_, zh)| zh)
}

/// What a skipped feature's reason means, in Chinese; the key itself where it is unknown.
pub fn reason_zh(key: &str) -> &str {
    REASONS.iter().find(|r| r.0 == key).map_or(key, |r| r.1)
}

/// What a skipped feature's reason means, in English; the key itself where it is unknown.
pub fn reason_en(key: &str) -> &str {
    REASONS.iter().find(|r| r.0 == key).map_or(key, |r| r.2)
}

/// Every reason for which a feature is skipped on loading: key, Chinese, English.
pub const REASONS: &[(&str, &str, &str)] = &[
    ("bad_json", "JSON 语法错误", "broken JSON"),
    ("truncated", "文件在此处中断", "the file breaks off here"),
    ("not_an_object", "要素不是对象", "not an object"),
    ("unknown_type", "不是 GeoJSON 要素（type 有误）", "not a GeoJSON Feature"),
    ("null_geometry", "没有几何", "no geometry"),
    ("empty_geometry", "几何为空", "empty geometry"),
    ("bad_geometry", "几何不是对象", "the geometry is not an object"),
    ("unknown_geometry_type", "未知的几何类型", "unknown geometry type"),
    ("missing_coordinates", "缺少坐标", "no coordinates"),
    ("bad_nesting", "坐标嵌套层数不对", "coordinates wrongly nested"),
    ("too_deep", "嵌套过深", "nested too deeply"),
    ("too_large", "坐标过多", "too many positions"),
    ("too_few_positions", "点数不足", "too few positions"),
    ("too_few_numbers", "坐标缺少数值", "a position of a single number"),
    ("not_a_number", "坐标不是数字", "a coordinate is not a number"),
    ("non_finite", "坐标为无穷或 NaN", "a coordinate is infinite or NaN"),
    ("no_area", "修复后没有面积", "nothing with an area is left after repair"),
    ("outside_projection", "坐标超出投影范围", "outside the reach of the projection"),
    ("far_from_the_rest", "远离本图层其他要素", "far from all other features of the layer"),
];

impl fmt::Display for IoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for IoError {}

impl From<crate::geom::Cancelled> for IoError {
    fn from(_: crate::geom::Cancelled) -> Self {
        Self::Cancelled
    }
}
