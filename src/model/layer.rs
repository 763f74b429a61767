//! A layer: the features of one file in one role, on the project's plane.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Role, Text, Value};
use crate::geom::Shape;

/// Identifies a layer within a project, for as long as the project lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LayerId(pub u32);

/// The features of one source file in one role.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its identity in the project.
    pub id: LayerId,
    /// What it stands for.
    pub role: Role,
    /// The name shown, by default the file's name without its extension.
    pub name: String,
    /// Where it came from.
    pub source: Source,
    /// Names of the attributes, in the order of first appearance; each feature's `values` follow it.
    pub fields: Arc<[Box<str>]>,
    /// The features, on the project's plane in metres.
    pub features: Arc<[Feature]>,
    /// What was noticed and decided while loading.
    pub import: Import,
}

impl Layer {
    /// The position of a field, by exact name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| &**f == name)
    }

    /// An attribute of a feature by field name; [`Value::Null`] where either lacks it.
    pub fn value<'a>(&self, feature: &'a Feature, name: &str) -> &'a Value {
        const NULL: &Value = &Value::Null;
        self.field(name).and_then(|i| feature.values.get(i)).unwrap_or(NULL)
    }
}

/// One thing on the map.
#[derive(Debug, Clone, Default)]
pub struct Feature {
    /// Index of the feature in its source file, counted from 0, skipped ones included.
    pub index: u32,
    /// The `id` member of the GeoJSON feature, if it had one.
    pub id: Option<Box<str>>,
    /// Geometry in metres on the project's plane.
    pub shape: Shape,
    /// Attributes, in the order of the layer's `fields`; may be shorter when the last ones are absent.
    pub values: Box<[Value]>,
}

/// Where a layer came from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The file, as it was given; empty for what was drawn or generated in the program.
    pub path: PathBuf,
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// The datum or projection its coordinates were taken to be in, such as `EPSG:4490` or `gcj02`.
    pub crs: String,
    /// How that was settled.
    pub crs_origin: CrsOrigin,
}

/// How the datum or projection of a layer was settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CrsOrigin {
    /// The file declares it.
    Declared,
    /// The user chose it.
    Chosen,
    /// Neither; degrees were plausible and WGS 84 was assumed.
    #[default]
    Assumed,
}

/// What was noticed and decided while a file was loaded.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// How many features the file holds, the skipped ones included.
    pub total: usize,
    /// Features that were not loaded, each with its reason. One bad feature never costs the file.
    pub skipped: Vec<Skipped>,
    /// Features whose geometry was mended for measuring, counted by what was wrong (a `snake_case` key:
    /// `self_crossing`, `unclosed`, `duplicate_points`, `spike`, `overlapping_members`, …). Clockwise exteriors are
    /// counted as `winding` and are no fault by themselves.
    pub repaired: std::collections::BTreeMap<String, usize>,
    /// Anything else worth a sentence (a `crs` member of the old standard, swapped axes suspected, …):
    /// a `snake_case` key and its particulars, turned into words by the user interface.
    pub notes: Vec<Note>,
}

/// A feature that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its index in the file, from 0.
    pub index: usize,
    /// Why, as a `snake_case` key that the user interface translates (`null_geometry`, `bad_json`, …).
    pub reason: &'static str,
    /// The line of the file where the fault is, from 1; `None` where it is not one of the text.
    pub line: Option<u32>,
    /// What exactly; may be empty, in one language too where an older project file was read.
    pub detail: Text,
}

/// Something noticed about a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A `snake_case` key, such as `crs_member`, `swapped_axes`, `datum_shift_suspected`.
    pub key: &'static str,
    /// Particulars in a form fit for both languages: a name, a number (that of a line, say), a code.
    pub detail: String,
}
