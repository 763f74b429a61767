//! Generated layers as GeoJSON (RFC 7946): longitude and latitude, 7 decimals, the same bytes everywhere.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::feature::{Content, Geometry, Item, SynthLayer, Value};
use super::land::plot_item;
use super::plane::Fixed;
use super::{SynthCity, SynthError};

/// The mark that every generated file carries in its `name`.
pub const MARK: &str = "示例数据（合成）";

/// Writes every layer of a city into a folder, which is made if it is missing, and returns the files in the order of the
/// layers. A file that is there is replaced.
///
/// # Errors
/// [`SynthError`] names the file that could not be written.
pub fn write(city: &SynthCity, dir: &Path) -> Result<Vec<PathBuf>, SynthError> {
    let fault = |path: &Path| {
        let path = path.to_path_buf();
        move |source| SynthError { path, source }
    };
    std::fs::create_dir_all(dir).map_err(fault(dir))?;
    let mut files = Vec::with_capacity(city.layers.len());
    for layer in &city.layers {
        let path = dir.join(layer.file_name);
        let file = File::create(&path).map_err(fault(&path))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        layer.write_to(&mut out).and_then(|()| out.flush()).map_err(fault(&path))?;
        files.push(path);
    }
    Ok(files)
}

/// Features turned into text at a time: enough to keep every core busy, little enough to stay small.
const BATCH: usize = 32_768;

impl SynthLayer {
    /// Writes the layer as one FeatureCollection.
    ///
    /// # Errors
    /// What `out` reports.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        write!(
            out,
            "{{\"name\":\"{MARK}{}\",\"synthetic\":true,\"license\":\"CC0-1.0\",\"type\":\"FeatureCollection\",\"features\":[",
            self.title
        )?;
        let mut first = true;
        match &self.content {
            Content::Items(items) => put_all(out, items, &mut first)?,
            Content::Plots { seed, prefix, plots, faults } => {
                for (batch, plots) in plots.chunks(BATCH).enumerate() {
                    let texts: Vec<Vec<u8>> = plots
                        .par_chunks(2_048)
                        .enumerate()
                        .map(|(chunk, plots)| {
                            let mut text = Vec::with_capacity(plots.len() * 400);
                            for (k, plot) in plots.iter().enumerate() {
                                let number = batch * BATCH + chunk * 2_048 + k;
                                put(&mut text, &plot_item(plot, number, *prefix, *seed), number == 0);
                            }
                            text
                        })
                        .collect();
                    for text in texts {
                        out.write_all(&text)?;
                    }
                    first = false;
                }
                put_all(out, faults, &mut first)?;
            }
        }
        out.write_all(b"\n]}\n")
    }
}

fn put_all(out: &mut impl Write, items: &[Item], first: &mut bool) -> io::Result<()> {
    let mut text = Vec::new();
    for item in items {
        text.clear();
        put(&mut text, item, *first);
        *first = false;
        out.write_all(&text)?;
    }
    Ok(())
}

fn put(out: &mut Vec<u8>, item: &Item, first: bool) {
    out.extend_from_slice(if first { b"\n" } else { b",\n" });
    out.extend_from_slice(b"{\"type\":\"Feature\",");
    if !item.id.is_empty() {
        out.extend_from_slice(b"\"id\":");
        text(out, &item.id);
        out.push(b',');
    }
    out.extend_from_slice(b"\"properties\":{");
    for (k, (key, value)) in item.properties.iter().enumerate() {
        if k > 0 {
            out.push(b',');
        }
        text(out, key);
        out.push(b':');
        match value {
            Value::Text(t) => text(out, t),
            Value::Int(n) => integer(out, *n),
            Value::Tenths(n) => {
                if *n < 0 {
                    out.push(b'-');
                }
                integer(out, n.abs() / 10);
                out.push(b'.');
                integer(out, n.abs() % 10);
            }
            Value::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
            Value::Null => out.extend_from_slice(b"null"),
        }
    }
    out.extend_from_slice(b"},\"geometry\":");
    geometry(out, &item.geometry);
    out.push(b'}');
}

fn geometry(out: &mut Vec<u8>, geometry: &Geometry) {
    match geometry {
        Geometry::Null => out.extend_from_slice(b"null"),
        Geometry::Point(p) => {
            out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            position(out, *p);
            out.push(b'}');
        }
        Geometry::Line(points) => {
            out.extend_from_slice(b"{\"type\":\"LineString\",\"coordinates\":");
            positions(out, points, false);
            out.push(b'}');
        }
        Geometry::Polygon(rings) => {
            out.extend_from_slice(b"{\"type\":\"Polygon\",\"coordinates\":");
            polygon(out, rings);
            out.push(b'}');
        }
        Geometry::MultiPolygon(polygons) => {
            out.extend_from_slice(b"{\"type\":\"MultiPolygon\",\"coordinates\":[");
            for (k, rings) in polygons.iter().enumerate() {
                if k > 0 {
                    out.push(b',');
                }
                polygon(out, rings);
            }
            out.extend_from_slice(b"]}");
        }
        Geometry::Raw(ring) => {
            out.extend_from_slice(b"{\"type\":\"Polygon\",\"coordinates\":[");
            positions(out, ring, false);
            out.extend_from_slice(b"]}");
        }
    }
}

fn polygon(out: &mut Vec<u8>, rings: &[Vec<Fixed>]) {
    out.push(b'[');
    for (k, ring) in rings.iter().enumerate() {
        if k > 0 {
            out.push(b',');
        }
        positions(out, ring, true);
    }
    out.push(b']');
}

fn positions(out: &mut Vec<u8>, points: &[Fixed], close: bool) {
    out.push(b'[');
    for (k, p) in points.iter().chain(points.first().filter(|_| close)).enumerate() {
        if k > 0 {
            out.push(b',');
        }
        position(out, *p);
    }
    out.push(b']');
}

fn position(out: &mut Vec<u8>, p: Fixed) {
    out.push(b'[');
    degrees(out, p[0]);
    out.push(b',');
    degrees(out, p[1]);
    out.push(b']');
}

/// 1e-7 degree as a decimal, without zeros at the end.
fn degrees(out: &mut Vec<u8>, fixed: i32) {
    if fixed < 0 {
        out.push(b'-');
    }
    let all = fixed.unsigned_abs();
    integer(out, i64::from(all / 10_000_000));
    let mut rest = all % 10_000_000;
    if rest == 0 {
        return;
    }
    let mut digits = [b'0'; 7];
    for d in digits.iter_mut().rev() {
        *d = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let end = digits.iter().rposition(|d| *d != b'0').map_or(0, |e| e + 1);
    out.push(b'.');
    out.extend_from_slice(&digits[..end]);
}

fn integer(out: &mut Vec<u8>, n: i64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = n.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if n < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Text in quotes. Names come from our own tables and hold nothing that JSON escapes.
fn text(out: &mut Vec<u8>, value: &str) {
    debug_assert!(!value.contains(['"', '\\']) && value.chars().all(|c| c >= ' '));
    out.push(b'"');
    out.extend_from_slice(value.as_bytes());
    out.push(b'"');
}
