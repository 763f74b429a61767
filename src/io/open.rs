//! What the user points at: files and folders.

use std::path::{Path, PathBuf};

use super::error::IoError;

/// Extensions that are read as layers, in lower case.
pub const LAYER_EXTENSIONS: &[&str] = &["geojson", "json", "geojsonl", "ndjson", "geojsons", "jsonl"];

/// Known formats that are not read: extension and name.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("shp", "Shapefile"),
    ("dbf", "Shapefile"),
    ("shx", "Shapefile"),
    ("gpkg", "GeoPackage"),
    ("gdb", "File Geodatabase"),
    ("mdb", "Access"),
    ("kml", "KML"),
    ("kmz", "KMZ"),
    ("gml", "GML"),
    ("gpx", "GPX"),
    ("csv", "CSV"),
    ("tsv", "TSV"),
    ("xls", "Excel"),
    ("xlsx", "Excel"),
    ("dwg", "DWG"),
    ("dxf", "DXF"),
    ("tab", "MapInfo"),
    ("mif", "MapInfo"),
    ("topojson", "TopoJSON"),
    ("fgb", "FlatGeobuf"),
    ("parquet", "GeoParquet"),
    ("tif", "GeoTIFF"),
    ("tiff", "GeoTIFF"),
    ("pbf", "OpenStreetMap PBF"),
    ("osm", "OpenStreetMap XML"),
    ("zip", "ZIP"),
    ("rar", "RAR"),
    ("7z", "7-Zip"),
    ("pdf", "PDF"),
    ("txt", "text"),
    ("doc", "Word"),
    ("docx", "Word"),
];

/// What a file or a folder comes to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// The layer files: the file itself, or those directly in the folder, sorted by name.
    pub files: Vec<PathBuf>,
    /// Files in the folder that are no layers, sorted, hidden ones left out.
    pub ignored: Vec<PathBuf>,
}

/// Expands a folder to the layer files directly in it, and checks a file.
///
/// A file given by itself is taken whatever its extension, unless it is one of a format known not to be read.
///
/// # Errors
/// Where there is no such file or folder, a file is empty or of a format that is not read, or a folder holds no layer.
pub fn expand(path: &Path) -> Result<Found, IoError> {
    let meta = std::fs::metadata(path).map_err(|e| unreadable(path, &e))?;
    if let Some(format) = unsupported_format(path) {
        return Err(IoError::Unsupported { path: path.to_owned(), format });
    }
    if !meta.is_dir() {
        if meta.len() == 0 {
            return Err(IoError::Empty { path: path.to_owned() });
        }
        return Ok(Found { files: vec![path.to_owned()], ignored: Vec::new() });
    }
    let entries = std::fs::read_dir(path).map_err(|e| unreadable(path, &e))?;
    let mut inside: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    inside.retain(|p| !p.file_name().is_some_and(|n| n.to_string_lossy().starts_with('.')) && !p.is_dir());
    inside.sort();
    let is_layer = |p: &PathBuf| extension(p).is_some_and(|e| LAYER_EXTENSIONS.contains(&e.as_str()));
    let (files, ignored): (Vec<_>, Vec<_>) = inside.into_iter().partition(is_layer);
    if files.is_empty() {
        return Err(IoError::NoLayerFiles { path: path.to_owned() });
    }
    Ok(Found { files, ignored })
}

fn unreadable(path: &Path, e: &std::io::Error) -> IoError {
    match e.kind() {
        std::io::ErrorKind::NotFound => IoError::NotFound { path: path.to_owned() },
        _ => IoError::Unreadable { path: path.to_owned(), problem: e.to_string() },
    }
}

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_string_lossy().to_ascii_lowercase())
}

/// The name of the format that a file's extension stands for, where it is known and not read.
pub(super) fn unsupported_format(path: &Path) -> Option<&'static str> {
    let extension = extension(path)?;
    UNSUPPORTED.iter().find(|(e, _)| *e == extension).map(|(_, name)| *name)
}

/// The name of the format that a file's first bytes stand for, where it is known and not read.
pub(super) fn format_of_bytes(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "ZIP"),
        (b"SQLite format 3\0", "GeoPackage"),
        (b"\x00\x00\x27\x0a", "Shapefile"),
        (b"%PDF", "PDF"),
        (b"\x1f\x8b", "gzip"),
        (b"fgb\x03", "FlatGeobuf"),
        (b"PAR1", "GeoParquet"),
        (b"II*\0", "GeoTIFF"),
        (b"MM\0*", "GeoTIFF"),
        (b"\xd0\xcf\x11\xe0", "Excel"),
        (b"Rar!", "RAR"),
    ];
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") {
        let head = start[..start.len().min(400)].to_ascii_lowercase();
        let has = |tag: &[u8]| memchr::memmem::find(&head, tag).is_some();
        return Some(if has(b"<kml") {
            "KML"
        } else if has(b"<osm") {
            "OpenStreetMap XML"
        } else if has(b"<html") || has(b"<!doctype html") {
            "HTML"
        } else {
            "XML"
        });
    }
    MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}
