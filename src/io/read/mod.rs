//! Layer files, read in parallel straight into flat coordinates.
//!
//! First one pass finds where each feature lies, by braces and quotes alone; then runs of about a megabyte are parsed
//! side by side. Nothing depends on how many threads there are. Coordinates stay as the file has them.

mod crs_member;
mod cursor;
mod feature;
mod geometry;
mod number;
mod scan;
mod text;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use self::feature::{MAX_FIELDS, Run, read_run};
use self::scan::{Failure, Scan, scan};
use super::error::IoError;
pub use super::raw::RawLayer;
use crate::geom::Progress;
use crate::model::{Note, Skipped, Value};

/// About how many bytes one worker parses at a time.
const RUN_BYTES: usize = 1 << 20;

/// Reads a GeoJSON file of any shape: FeatureCollection, Feature, bare geometry, array of features, one feature a line
/// (newline-delimited), or a text sequence with record separators (RFC 8142); UTF-8, UTF-16 or GB 18030.
///
/// A feature that cannot be used is skipped, with its index, its reason and its line; a file that breaks off keeps what
/// is whole and says where it broke off.
///
/// # Errors
/// If the file cannot be read, is empty, of another format, or if no feature in it can be used. A list without features
/// and features that merely lack geometry are no errors.
pub fn read_geojson(path: &Path, progress: &dyn Progress) -> Result<RawLayer, IoError> {
    if let Some(format) = super::open::unsupported_format(path) {
        return Err(IoError::Unsupported { path: path.to_owned(), format });
    }
    let bytes = read_bytes(path, progress)?;
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    read(path.to_owned(), name, bytes, progress)
}

/// Reads the same from memory; `name` is the layer's name, and stands for the path in errors.
///
/// # Errors
/// As [`read_geojson`], but for those of the file system.
pub fn read_geojson_bytes(name: &str, bytes: &[u8], progress: &dyn Progress) -> Result<RawLayer, IoError> {
    let mut raw = read(PathBuf::from(name), name.to_owned(), bytes.to_vec(), progress)?;
    raw.path = PathBuf::new();
    Ok(raw)
}

fn read_bytes(path: &Path, progress: &dyn Progress) -> Result<Vec<u8>, IoError> {
    let unreadable = |e: &std::io::Error| match e.kind() {
        ErrorKind::NotFound => IoError::NotFound { path: path.to_owned() },
        ErrorKind::IsADirectory => IoError::IsFolder { path: path.to_owned() },
        _ => IoError::Unreadable { path: path.to_owned(), problem: e.to_string() },
    };
    let mut file = File::open(path).map_err(|e| unreadable(&e))?;
    let meta = file.metadata().map_err(|e| unreadable(&e))?;
    if meta.is_dir() {
        return Err(IoError::IsFolder { path: path.to_owned() });
    }
    let size = usize::try_from(meta.len()).unwrap_or(0);
    let mut bytes = Vec::new();
    bytes
        .try_reserve_exact(size + 1)
        .map_err(|e| IoError::Unreadable { path: path.to_owned(), problem: e.to_string() })?;
    loop {
        let before = bytes.len();
        (&mut file).take(16 << 20).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
        if progress.cancelled() {
            return Err(IoError::Cancelled);
        }
        if bytes.len() == before {
            return Ok(bytes);
        }
        progress.at(0.1 * (bytes.len() as f32 / size.max(1) as f32).min(1.0));
    }
}

fn read(path: PathBuf, name: String, bytes: Vec<u8>, progress: &dyn Progress) -> Result<RawLayer, IoError> {
    let size = bytes.len() as u64;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IoError::Empty { path });
    }
    if let Some(format) = super::open::format_of_bytes(&bytes) {
        return Err(IoError::Unsupported { path, format });
    }
    let (parsed, sha256) = rayon::join(
        || {
            let (text, encoding) = text::to_utf8(&bytes);
            let mut raw = parse(&path, &text, progress)?;
            if let Some(encoding) = encoding {
                raw.import.notes.insert(0, Note { key: "encoding", detail: encoding.to_owned() });
            }
            Ok::<_, IoError>(raw)
        },
        || hex_sha256(&bytes),
    );
    drop(bytes);
    progress.at(1.0);
    Ok(RawLayer { path, name, sha256, bytes: size, ..parsed? })
}

fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn parse(path: &Path, text: &[u8], progress: &dyn Progress) -> Result<RawLayer, IoError> {
    let scan = scan(text);
    if progress.cancelled() {
        return Err(IoError::Cancelled);
    }
    let broken = scan.notes.iter().find(|n| matches!(n.0, "stray_text" | "truncated"));
    if scan.elements.is_empty() && (!scan.has_list || broken.is_some()) {
        let unreadable = || (Failure::NotJson("no feature can be made out".to_owned()), broken.map_or(0, |b| b.1));
        let (failure, at) = scan.failure.clone().unwrap_or_else(unreadable);
        return Err(not_geojson(path, text, &failure, at));
    }
    let runs = runs(&scan);
    let done = AtomicUsize::new(0);
    let runs: Vec<Run> = runs
        .into_par_iter()
        .map(|(from, to)| {
            if progress.cancelled() {
                return Err(IoError::Cancelled);
            }
            let elements = &scan.elements[from..to];
            let run = read_run(text, elements, scan.sequence, scan.bare);
            let bytes = elements[elements.len() - 1].limit - elements[0].start;
            let done = done.fetch_add(bytes, Ordering::Relaxed) + bytes;
            progress.at(0.1 + 0.9 * done as f32 / text.len() as f32);
            Ok(run)
        })
        .collect::<Result<_, _>>()?;
    merge(path, text, &scan, runs)
}

/// Cuts the elements into runs of about [`RUN_BYTES`], the same whatever the number of threads.
fn runs(scan: &Scan) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = 0;
    for (i, element) in scan.elements.iter().enumerate() {
        if element.limit - scan.elements[from].start >= RUN_BYTES || i + 1 == scan.elements.len() {
            runs.push((from, i + 1));
            from = i + 1;
        }
    }
    runs
}

/// Puts the runs together: indices count on, and fields stand in the order of first appearance in the file.
fn merge(path: &Path, text: &[u8], scan: &Scan, runs: Vec<Run>) -> Result<RawLayer, IoError> {
    let mut layer = RawLayer::default();
    let mut fields: Vec<Box<str>> = Vec::new();
    let mut places: HashMap<Box<str>, usize> = HashMap::new();
    let mut lines = Lines::new(text);
    let mut first_fault = None;
    let (mut too_many_fields, mut ids_ignored) = (false, 0);
    layer.features.reserve_exact(runs.iter().map(|r| r.features.len()).sum());
    for run in runs {
        let base = layer.import.total;
        let mut same = true;
        let map: Vec<Option<usize>> = run
            .fields
            .into_iter()
            .enumerate()
            .map(|(i, name)| {
                let place = places.get(&name).copied().or_else(|| {
                    (fields.len() < MAX_FIELDS).then(|| {
                        fields.push(name.clone());
                        places.insert(name, fields.len() - 1);
                        fields.len() - 1
                    })
                });
                same &= place == Some(i);
                too_many_fields |= place.is_none();
                place
            })
            .collect();
        for mut feature in run.features {
            feature.index += base as u32;
            if !same {
                feature.values = rearrange(feature.values, &map);
            }
            layer.features.push(feature);
        }
        for (index, fault) in run.skipped {
            let (line, column) = lines.place(fault.at);
            let detail = format!("line {line}: {}", fault.detail);
            if fault.reason != "null_geometry" {
                first_fault.get_or_insert((line, column, fault.reason, fault.detail));
            }
            layer.import.skipped.push(Skipped { index: base + index, reason: fault.reason, detail });
        }
        layer.import.total += run.total;
        layer.kinds.points += run.kinds.points;
        layer.kinds.lines += run.kinds.lines;
        layer.kinds.polygons += run.kinds.polygons;
        too_many_fields |= run.too_many_fields;
        ids_ignored += run.ids_ignored;
    }
    // A feature without a place is no fault of the file (RFC 7946, 3.2), even where none has one.
    let placeless = |s: &Skipped| matches!(s.reason, "null_geometry" | "empty_geometry");
    if layer.features.is_empty()
        && !layer.import.skipped.iter().all(placeless)
        && let Some((line, column, reason, detail)) = first_fault
    {
        let total = layer.import.total;
        let detail = detail.into_owned();
        return Err(IoError::NothingUsable { path: path.to_owned(), total, line, column, reason, detail });
    }
    layer.fields = Arc::from(fields);
    layer.declared = scan.crs.and_then(|(from, to)| crs_member::named_crs(&text[from..to]));
    let notes = &mut layer.import.notes;
    let mut note = |key, detail: String| notes.push(Note { key, detail });
    for &(key, at) in scan.notes.iter().take(20) {
        note(key, format!("line {}", Lines::new(text).place(at).0));
    }
    if let Some(name) = &layer.declared {
        note("crs_member", name.clone());
    }
    if too_many_fields {
        note("too_many_fields", MAX_FIELDS.to_string());
    }
    if ids_ignored > 0 {
        note("ids_ignored", ids_ignored.to_string());
    }
    if layer.features.is_empty() {
        note("no_features", layer.import.total.to_string());
    }
    Ok(layer)
}

fn rearrange(values: Box<[Value]>, map: &[Option<usize>]) -> Box<[Value]> {
    let length = map[..values.len()].iter().flatten().max().map_or(0, |m| m + 1);
    let mut out = vec![Value::Null; length];
    for (value, place) in values.into_iter().zip(map) {
        if let Some(place) = place {
            out[*place] = value;
        }
    }
    while out.last().is_some_and(Value::is_null) {
        out.pop();
    }
    out.into_boxed_slice()
}

/// Turns byte offsets into lines and columns; cheap for offsets that mostly grow.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// Line and column of a byte, both from 1.
    fn place(&mut self, at: usize) -> (usize, usize) {
        let at = at.min(self.text.len());
        if at < self.at {
            (self.at, self.line) = (0, 1);
        }
        self.line += memchr::memchr_iter(b'\n', &self.text[self.at..at]).count();
        self.at = at;
        let column = at - memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |i| i + 1) + 1;
        (self.line, column)
    }
}

fn not_geojson(path: &Path, text: &[u8], failure: &Failure, at: usize) -> IoError {
    let (line, column) = Lines::new(text).place(at);
    let (zh, en) = match failure {
        Failure::NotJson(problem) => (
            format!("不是有效的 JSON（{}）。请确认文件完整，并以 GeoJSON 格式重新导出。", syntax_zh(problem)),
            format!("this is not JSON ({problem}). Check that the file is whole, and export it as GeoJSON again."),
        ),
        Failure::OtherJson(kind) => {
            let named = kind.as_ref().map(|k| format!("（type 为“{k}”）")).unwrap_or_default();
            let named_en = kind.as_ref().map(|k| format!(" (its type is \"{k}\")")).unwrap_or_default();
            (
                format!("是 JSON，但不是 GeoJSON{named}。请以 GeoJSON 格式重新导出。"),
                format!("this is JSON but not GeoJSON{named_en}. Export it as GeoJSON again."),
            )
        }
        Failure::NoFeatures => (
            "FeatureCollection 缺少 features 数组。请重新导出。".to_owned(),
            "the FeatureCollection has no array of features. Export it again.".to_owned(),
        ),
        Failure::EsriJson => (
            "这是 Esri JSON，不是 GeoJSON。请在 ArcGIS 中用“要素转 JSON”并勾选 GeoJSON 导出。".to_owned(),
            "this is Esri JSON, not GeoJSON. Export it with \"Features To JSON\" and its GeoJSON option.".to_owned(),
        ),
        Failure::TopoJson => (
            "这是 TopoJSON，不是 GeoJSON。请用 mapshaper 或 QGIS 转换为 GeoJSON。".to_owned(),
            "this is TopoJSON, not GeoJSON. Convert it to GeoJSON with mapshaper or QGIS.".to_owned(),
        ),
    };
    IoError::NotGeoJson { path: path.to_owned(), line, column, zh, en }
}

/// What is wrong with the syntax, in Chinese.
fn syntax_zh(problem: &str) -> String {
    let name = |thing: &str| match thing {
        "a value" => "值".to_owned(),
        "a string" => "字符串".to_owned(),
        "a number" => "数字".to_owned(),
        "a coordinate" => "坐标".to_owned(),
        "the end of the text" => "文件结尾".to_owned(),
        // Characters in quotes, the places after them left out.
        other => other
            .replace(" among the coordinates", "")
            .replace(" in a position", "")
            .replace(" after a position", "")
            .replace("byte ", "字节 ")
            .replace(" or ", "或"),
    };
    match problem {
        "a string is not closed" => "字符串没有结束".to_owned(),
        "nested too deeply" => "嵌套过深".to_owned(),
        "no feature can be made out" => "找不到任何要素".to_owned(),
        _ => problem.strip_prefix("expected ").and_then(|p| p.split_once(", found ")).map_or_else(
            || "语法错误".to_owned(),
            |(wanted, found)| format!("此处应为{}，却是{}", name(wanted), name(found)),
        ),
    }
}

#[cfg(test)]
mod tests;
