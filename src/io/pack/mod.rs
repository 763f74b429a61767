//! The evidence pack: a folder or a zip file from which anybody can recompute every figure of an answer.
//!
//! | in the pack | what |
//! |---|---|
//! | `record.json` | the machine-readable record, schema `fugai.pack/1` ([`Record`]): figures in full precision, rules, plane, parameters, inputs |
//! | `SHA256SUMS` | a line a file, as `sha256sum -c` reads it |
//! | `README.txt` | what this is and how to verify it, in both languages |
//! | `inputs/…` | the layers as they were read, byte for byte; those without a file of their own as GeoJSON on the plane |
//! | `rules.toml`, `targets.toml` | the rule set and the plan, every figure written out |
//! | `summary.json`, `tables/…`, `workbook.xlsx`, `layers/…`, `*.pdf` | the answer |
//!
//! Names inside are the program's own, ASCII, and never come from data.

mod layer;
mod open;
mod write;

pub use open::{FileFault, Pack, names, open};
pub use write::{PackInput, files, zip};

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use crate::model::plan::{Comment, DatedFigures, Problem, Scenario, ScenarioId, ScoreSheet};

/// The schema's name in [`Record::schema`].
pub const SCHEMA: &str = "fugai.pack/1";
/// The layout of the tables, one more whenever any of them changes: those of a pack with another one are not compared.
pub const LAYOUT: u32 = 1;
/// The record's file.
pub const RECORD: &str = "record.json";
/// The list of hashes.
pub const SUMS: &str = "SHA256SUMS";
/// The rule set, every section written out.
pub const RULES: &str = "rules.toml";
/// The plan that the figures are held against; absent without one.
pub const TARGETS: &str = "targets.toml";
/// The workbook.
pub const WORKBOOK: &str = "workbook.xlsx";

/// The machine-readable record of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: String,
    /// The program that wrote it.
    pub program: String,
    /// Its version.
    pub version: String,
    /// [`LAYOUT`] of the program that wrote it; 0 in packs of before there was one.
    #[serde(default)]
    pub layout: u32,
    /// The day of the answer, `2026-11-22`; `None` where it carries none.
    pub date: Option<String>,
    /// Whether headings and remarks are in English.
    pub english: bool,
    /// The project's name.
    pub name: String,
    /// Whether it is synthetic sample data.
    pub synthetic: bool,
    /// Whether a plan's proposals are among the tables.
    pub plan: bool,
    /// What is planned, as it was decided; `None` where nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Planned>,
    /// The plane that was measured on.
    pub plane: PlaneRecord,
    /// Constants of the method.
    pub parameters: Json,
    /// The rule set, as data.
    pub rules: Json,
    /// The plan, as data; null without one.
    pub targets: Json,
    /// The layers, in their order.
    pub inputs: Vec<InputRecord>,
    /// Every figure in full precision, as in `summary.json`, without how long things took.
    pub figures: Json,
}

/// What is planned, as it was decided: with it and the layers of the base, the figures of a scenario and of every proposal
/// are worked out again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// Every scenario of the project.
    pub scenarios: Vec<Arc<Scenario>>,
    /// The ledger.
    pub problems: Vec<Arc<Problem>>,
    /// Comments on proposed sites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Arc<Comment>>,
    /// Score sheets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<Arc<ScoreSheet>>,
    /// Figures kept by date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Arc<DatedFigures>>,
    /// The scenario that the figures are of; `None` for the base.
    pub scenario: Option<ScenarioId>,
    /// By the end of which year; `None` for all of it.
    pub year: Option<i32>,
}

/// The plane that was measured on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaneRecord {
    /// Its EPSG code, where it has one.
    pub epsg: Option<u32>,
    /// Its PROJ definition.
    pub definition: String,
}

/// One layer of the pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputRecord {
    /// Its file in the pack.
    pub file: String,
    /// SHA-256 of that file.
    pub sha256: String,
    /// Whether it is the file that was read, byte for byte; else the layer as the program held it.
    pub as_read: bool,
    /// The number of the layer.
    pub layer: u32,
    /// What it stands for.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// The path it was read from; empty where there was none.
    pub path: String,
    /// The datum or projection to read it in; `None` where the file itself or plausibility settles it, as they did.
    pub crs: Option<String>,
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
