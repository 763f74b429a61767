//! Answers out: the summary, tables, and the layers of gaps and covered land.
//!
//! | file | what |
//! |---|---|
//! | `summary.json` | everything, in full precision; schema `fugai.summary/1` |
//! | `summary.csv` | one row an indicator, rounded for people |
//! | `zones.csv` | one row a zone, with "in no zone" and the total |
//! | `gaps.geojson` | residential land without a park in reach, a feature a gap, ranked (RFC 7946) |
//! | `covered.geojson` | residential land with one (RFC 7946) |
//!
//! CSV files are UTF-8 with a byte-order mark and CRLF, so that office programs open them as they are; text that they
//! would take for a formula (`=`, `+`, `-`, `@`, tab, carriage return at the start) is led by an apostrophe.
//!
//! Either all files are replaced or none: each is written under a temporary name in the same folder first.

mod commit;
mod geojson;
mod summary;
mod tables;
mod words;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::analysis::Analysis;
use crate::model::Project;

use super::IoError;

pub use tables::table_for_people;
pub use words::{note_text, unverified_statement};

/// The language of headers and remarks in tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The wording in this language.
    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// How long things took, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Timings {
    /// Reading the layers and bringing them to the plane.
    pub load_ms: f64,
    /// Computing the indicators.
    pub analyse_ms: f64,
    /// Writing the files. 0 to have it measured, up to the moment at which `summary.json` is written.
    pub write_ms: f64,
}

/// Names of the files that [`write_summary`] writes.
pub const FILES: [&str; 5] = ["summary.json", "summary.csv", "zones.csv", "gaps.geojson", "covered.geojson"];

/// Writes the summary with Chinese headers in its tables. See [`write_summary_in`].
pub fn write_summary(
    dir: &Path,
    project: &Project,
    analysis: &Analysis,
    timings: Timings,
) -> Result<Vec<PathBuf>, IoError> {
    write_summary_in(dir, project, analysis, timings, Lang::Zh)
}

/// Writes the files of [`FILES`] into a folder, which is made where it is missing, and returns their paths.
///
/// # Errors
/// [`IoError::Write`] when the folder cannot be made or written to, a file of one of those names is a folder or held by
/// another program, or the disk is full; [`IoError::Transformation`] when the plane cannot be brought to degrees. The
/// files that were there before are then as they were.
pub fn write_summary_in(
    dir: &Path,
    project: &Project,
    analysis: &Analysis,
    timings: Timings,
    lang: Lang,
) -> Result<Vec<PathBuf>, IoError> {
    let started = Instant::now();
    let (gaps, covered) =
        rayon::join(|| geojson::gaps(dir, project, analysis, lang), || geojson::covered(dir, project, analysis, lang));
    let mut files = commit::Files::in_folder(dir)?;
    files.write(FILES[3], gaps?.as_bytes())?;
    files.write(FILES[4], covered?.as_bytes())?;
    files.write(FILES[1], &tables::summary_csv(project, analysis, lang))?;
    files.write(FILES[2], &tables::zones_csv(project, analysis, lang))?;
    let mut timings = timings;
    if timings.write_ms == 0.0 {
        timings.write_ms = started.elapsed().as_secs_f64() * 1e3;
    }
    files.write(FILES[0], summary::json(project, analysis, timings).as_bytes())?;
    files.commit()?;
    Ok(FILES.iter().map(|name| dir.join(name)).collect())
}
