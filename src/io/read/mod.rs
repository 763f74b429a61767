//! Layer files, read in parallel straight into flat coordinates.
//!
//! First one pass finds where each feature lies, by braces and quotes alone; then runs of about a megabyte are parsed
//! side by side. Large files go through this window by window. Nothing depends on how many threads there are, nor on
//! the windows. Coordinates stay as the file has them.

mod crs_member;
mod cursor;
mod feature;
mod gather;
mod geometry;
mod number;
mod scan;
mod stream;
mod text;
mod words;

use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

use self::feature::{Run, read_run};
use self::gather::{Gather, Lines};
use self::scan::{Element, Failure, scan};
use self::stream::{Refusal, Windows};
use self::words::syntax_zh;
use super::error::IoError;
pub use super::raw::RawLayer;
use crate::geom::Progress;
use crate::model::Note;

/// About how many bytes one worker parses at a time.
const RUN_BYTES: usize = 1 << 20;
/// A file of at least this many bytes is read window by window.
const LARGE: u64 = 48 << 20;
/// How many bytes of a large file are read at a time.
const WINDOW_BYTES: usize = 16 << 20;

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
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    if meta.len() >= LARGE {
        match stream::read(path, &mut file, Windows { bytes: WINDOW_BYTES, total: meta.len() }, progress) {
            Ok(layer) => {
                progress.at(1.0);
                return Ok(RawLayer { path: path.to_owned(), name, ..layer });
            }
            Err(Refusal::Final(error)) => return Err(error),
            Err(Refusal::NotPlain) => file.rewind().map_err(|e| unreadable(&e))?,
        }
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
            break;
        }
        progress.at(0.1 * (bytes.len() as f32 / size.max(1) as f32).min(1.0));
    }
    read(path.to_owned(), name, bytes, progress)
}

/// Reads from memory as a large file is read, in windows of so many bytes (1 or more). What comes out is the same as
/// that of [`read_geojson_bytes`]; tests hold the two against one another.
///
/// # Errors
/// As [`read_geojson_bytes`].
#[doc(hidden)]
pub fn read_geojson_bytes_in_windows(
    name: &str,
    bytes: &[u8],
    window: usize,
    progress: &dyn Progress,
) -> Result<(RawLayer, bool), IoError> {
    let windows = Windows { bytes: window, total: bytes.len() as u64 };
    match stream::read(Path::new(name), &mut &*bytes, windows, progress) {
        Ok(layer) => Ok((RawLayer { name: name.to_owned(), ..layer }, true)),
        Err(Refusal::Final(error)) => Err(error),
        Err(Refusal::NotPlain) => Ok((read_geojson_bytes(name, bytes, progress)?, false)),
    }
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
        || hex(Sha256::new_with_prefix(&bytes)),
    );
    drop(bytes);
    progress.at(1.0);
    Ok(RawLayer { path, name, sha256, bytes: size, ..parsed? })
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
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
    let runs = runs(&scan.elements);
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
    let mut lines = Lines::new(text);
    let mut gather = Gather::default();
    gather.reserve(runs.iter().map(|r| r.features.len()).sum());
    for run in runs {
        gather.add(run, &mut lines);
    }
    let place = |&(key, at): &(&'static str, usize)| {
        let detail = Lines::new(text).place(at).0.to_string();
        Note { key, detail }
    };
    let noted = scan.notes.iter().take(20).map(place).collect();
    gather.finish(path, scan.crs.map(|(from, to)| &text[from..to]), noted)
}

/// Cuts the elements into runs of about [`RUN_BYTES`], the same whatever the number of threads.
fn runs(elements: &[Element]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut from = 0;
    for (i, element) in elements.iter().enumerate() {
        if element.limit - elements[from].start >= RUN_BYTES || i + 1 == elements.len() {
            runs.push((from, i + 1));
            from = i + 1;
        }
    }
    runs
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

#[cfg(test)]
mod tests;
