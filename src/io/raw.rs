//! A layer file as it was read: source coordinates, nothing decided yet.

use std::path::PathBuf;
use std::sync::Arc;

use crate::geom::{Coord, Rect};
use crate::model::{Import, Value};

/// A layer file as it was read: coordinates in the file's own units, nothing repaired or transformed.
#[derive(Debug, Clone, Default)]
pub struct RawLayer {
    /// The file, as it was given; empty for text that came from elsewhere.
    pub path: PathBuf,
    /// The file's name without its extension.
    pub name: String,
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// The datum or projection that the file's `crs` member names, as it is written there.
    pub declared: Option<String>,
    /// Names of the attributes, in the order of first appearance; each feature's `values` follow it.
    pub fields: Arc<[Box<str>]>,
    /// The usable features, in the order of the file.
    pub features: Vec<RawFeature>,
    /// What was skipped and noticed so far.
    pub import: Import,
    /// How many features hold points, lines and polygons.
    pub kinds: Kinds,
}

/// How many features hold geometry of each kind; a feature of several kinds counts in each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Features with points.
    pub points: usize,
    /// Features with lines.
    pub lines: usize,
    /// Features with polygons.
    pub polygons: usize,
}

/// One feature as it was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawFeature {
    /// Index of the feature in its source file, counted from 0, skipped ones included.
    pub index: u32,
    /// The `id` member, if it had one; numbers as they are written.
    pub id: Option<Box<str>>,
    /// Geometry in source coordinates.
    pub geometry: RawGeometry,
    /// Attributes, in the order of the layer's `fields`; shorter when the last ones are absent.
    pub values: Box<[Value]>,
}

/// Geometry in source coordinates, all positions in one flat run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RawGeometry {
    /// All positions, x and y (east and north, longitude and latitude) as the file has them.
    pub coords: Box<[Coord]>,
    /// How they are cut into parts; empty where every position is a point by itself.
    pub parts: Box<[Part]>,
}

/// A run of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// One past its last position.
    pub end: u32,
}

/// What a run of positions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// Points by themselves.
    Points,
    /// One line of two or more positions.
    Line,
    /// The exterior ring that begins a polygon.
    Exterior,
    /// A hole of the polygon begun before.
    Hole,
}

impl RawGeometry {
    /// The parts with their positions, in order.
    pub fn parts(&self) -> impl Iterator<Item = (PartKind, &[Coord])> {
        const ALL_POINTS: &[Part] = &[Part { kind: PartKind::Points, end: u32::MAX }];
        let parts = if self.parts.is_empty() { ALL_POINTS } else { &self.parts };
        let mut start = 0;
        parts.iter().map(move |part| {
            let end = (part.end as usize).min(self.coords.len());
            let run = &self.coords[start..end];
            start = end;
            (part.kind, run)
        })
    }

    /// Whether it holds a part of this kind.
    pub fn has(&self, kind: PartKind) -> bool {
        self.parts().any(|(k, run)| k == kind && !run.is_empty())
    }
}

impl RawLayer {
    /// The smallest upright rectangle around all coordinates, in source units; `None` without features.
    pub fn extent(&self) -> Option<Rect> {
        let mut coords = self.features.iter().flat_map(|f| f.geometry.coords.iter());
        let &first = coords.next()?;
        let (mut min, mut max) = (first, first);
        for c in coords {
            min = Coord { x: min.x.min(c.x), y: min.y.min(c.y) };
            max = Coord { x: max.x.max(c.x), y: max.y.max(c.y) };
        }
        Some(Rect::new(min, max))
    }

    /// The position of a field, by name without regard to ASCII case.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.eq_ignore_ascii_case(name))
    }
}
