//! Answers out: the summary, tables, and the layers of gaps and covered land.
//!
//! | file | what |
//! |---|---|
//! | `summary.json` | everything, in full precision; schema `fugai.summary/1` |
//! | `summary.csv` | one row an indicator, rounded for people; beside coverage the people served, where parcels say how many live on them |
//! | `zones.csv` | one row a zone, with "in no zone" and the total; the people served likewise |
//! | `gaps.geojson` | residential land without a park in reach, a feature a gap, ranked (RFC 7946) |
//! | `covered.geojson` | residential land with one (RFC 7946) |
//!
//! CSV files are UTF-8 with a byte-order mark and CRLF, so that office programs open them as they are; text that they
//! would take for a formula (`=`, `+`, `-`, `@`, tab, carriage return at the start) is led by an apostrophe.
//!
//! Features without a name are numbered from 1 in the window and in every table (`#5` is the fifth of its file);
//! `indices` (of the features skipped, in their file) and `feature` (in its layer, the skipped ones left out) of
//! `summary.json` are for programs and count from 0.
//!
//! Either all files are replaced or none: each is written under a temporary name in the same folder first.

mod answer;
mod commit;
mod geojson;
mod heads;
mod ledger;
mod planned;
mod records;
pub(crate) mod sheets;
mod summary;
pub(crate) mod table;
pub(crate) mod tables;
pub(crate) mod words;
mod workbook;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::analysis::Analysis;
use crate::model::Project;

use super::IoError;

pub use answer::{Answer, Plan, ProposalRow, ScenarioColumn, YearRow};
pub(crate) use ledger::ledger_table;
pub use ledger::{LedgerRow, ledger_csv, state_text};
pub use records::{CommentRow, DatedRow, Records, ScoreRow};
pub use tables::table_for_people;
pub use words::{note_text, unverified_statement};

pub use crate::model::plan::Date;

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
    files.write(FILES[1], &tables::summary_csv(project, analysis, None, lang))?;
    files.write(FILES[2], &tables::zones_csv(project, analysis, lang))?;
    let mut timings = timings;
    if timings.write_ms == 0.0 {
        timings.write_ms = started.elapsed().as_secs_f64() * 1e3;
    }
    files.write(FILES[0], summary::json(project, analysis, serde_json::Value::Null, timings).as_bytes())?;
    files.commit()?;
    Ok(FILES.iter().map(|name| dir.join(name)).collect())
}

/// Every figure in full precision, as `summary.json` has them, without how long things took.
pub(crate) fn figures(answer: &Answer<'_>) -> serde_json::Value {
    let text = summary_text(answer);
    let mut figures: serde_json::Value = serde_json::from_str(&text).expect("a summary is JSON");
    if let Some(all) = figures.as_object_mut() {
        all.remove("timings_ms");
    }
    figures
}

/// The text of `summary.json` with all timings 0: the same for the same figures.
pub(super) fn summary_text(answer: &Answer<'_>) -> String {
    summary::json(answer.project, answer.analysis, planned::planned(answer), Timings::default())
}

/// The text of `summary.json`, timings and all.
pub fn summary_json(answer: &Answer<'_>, timings: Timings) -> Vec<u8> {
    summary::json(answer.project, answer.analysis, planned::planned(answer), timings).into_bytes()
}

/// One CSV file a table: `summary.csv` and `zones.csv` as [`write_summary`] writes them, then the others of the
/// workbook. Names and bytes.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees.
pub fn csv_files(answer: &Answer<'_>) -> Result<Vec<(String, Vec<u8>)>, IoError> {
    let mut files = vec![
        (FILES[1].to_owned(), tables::summary_csv(answer.project, answer.analysis, answer.base, answer.lang)),
        (FILES[2].to_owned(), tables::zones_csv(answer.project, answer.analysis, answer.lang)),
    ];
    let remark = answer.lang.pick("说明", "Remark");
    let others = sheets::all(answer)?.into_iter().filter(|t| !matches!(t.key, "summary" | "zones"));
    files.extend(others.map(|t| (format!("{}.csv", t.key), t.csv(remark))));
    Ok(files)
}

/// The workbook.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees; [`IoError::Write`] where a table is larger
/// than a sheet can be (1,048,576 rows).
pub fn workbook(answer: &Answer<'_>) -> Result<Vec<u8>, IoError> {
    let tables = sheets::all(answer)?;
    workbook::bytes(answer, &tables).map_err(|e| IoError::Write { path: WORKBOOK.into(), problem: e.to_string() })
}

/// `gaps.geojson` and `covered.geojson`.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees.
pub fn geojson_files(answer: &Answer<'_>) -> Result<Vec<(String, Vec<u8>)>, IoError> {
    let dir = Path::new("");
    let (project, analysis, lang) = (answer.project, answer.analysis, answer.lang);
    let (gaps, covered) =
        rayon::join(|| geojson::gaps(dir, project, analysis, lang), || geojson::covered(dir, project, analysis, lang));
    Ok(vec![(FILES[3].to_owned(), gaps?.into_bytes()), (FILES[4].to_owned(), covered?.into_bytes())])
}

/// Name of the workbook.
pub const WORKBOOK: &str = "summary.xlsx";

/// Puts files into a folder, which is made where it is missing: all of them or none. Names may begin with folders,
/// parted by `/`, and must be the program's own, never text from data. Returns their paths.
///
/// # Errors
/// [`IoError::Write`] where something cannot be written; what was there before is then as it was.
pub fn place(dir: &Path, files: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, IoError> {
    let mut all = commit::Files::in_folder(dir)?;
    for (name, bytes) in files {
        all.write(name, bytes)?;
    }
    all.commit()?;
    Ok(files.iter().map(|(name, _)| dir.join(name)).collect())
}

/// A file name from text that anybody may have written: no separators, no control characters, nothing that a system
/// reserves, at most 60 characters; `fallback` where nothing is left.
///
/// ```
/// use fugai::io::write::file_stem;
/// assert_eq!(file_stem("青枫/街道: ..", "1"), "青枫_街道_ __");
/// assert_eq!(file_stem("../../etc", "1"), "______etc");
/// assert_eq!(file_stem("", "7"), "7");
/// assert_eq!(file_stem("CON", "1"), "_CON");
/// ```
pub fn file_stem(text: &str, fallback: &str) -> String {
    let bad = |c: char| {
        c.is_control()
            || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '.' | '~' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name: String = text.chars().map(|c| if bad(c) { '_' } else { c }).take(60).collect();
    let name = name.trim();
    if name.is_empty() {
        return fallback.to_owned();
    }
    let upper = name.to_ascii_uppercase();
    let numbered =
        |p: &str| upper.strip_prefix(p).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    let reserved = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT");
    if reserved || name.starts_with('-') { format!("_{name}") } else { name.to_owned() }
}
