//! Handing in the answer: which files are made, and putting them into a folder all at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::error::SessionError;
use crate::analysis::{self, Analysis, FacilityDetail};
use crate::geom::{Progress, Stretch};
use crate::io::open::LAYER_EXTENSIONS;
use crate::io::pack::{self, PackInput};
use crate::io::write::{self, Answer, Date, Lang, Plan, Timings};
use crate::model::{Layer, Project};
use crate::report::{self, PaperError, SheetOptions};
use crate::synth::sample;

/// What can be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// `summary.json`: everything in full precision.
    Json,
    /// One CSV file a table.
    Csv,
    /// `gaps.geojson` and `covered.geojson`.
    GeoJson,
    /// `summary.xlsx`.
    Xlsx,
    /// `report.pdf`, and `checkup/` with one for each sub-district.
    Pdf,
    /// `map.pdf`, `map.png` and `map.svg`: the map sheet.
    Map,
    /// `pack.zip`: the evidence pack.
    Pack,
}

impl Format {
    /// Every format, in the order in which they are made.
    pub const ALL: [Self; 7] = [Self::Json, Self::Csv, Self::GeoJson, Self::Xlsx, Self::Pdf, Self::Map, Self::Pack];

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Xlsx => "xlsx",
            Self::Pdf => "pdf",
            Self::Map => "map",
            Self::Pack => "pack",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = || Self::ALL.map(Self::id).join(",");
        let text = text.trim().to_ascii_lowercase();
        Self::ALL.into_iter().find(|f| f.id() == text).ok_or_else(|| format!("“{text}” is none of {}", known()))
    }
}

/// What is to be handed in, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportRequest {
    /// The folder; made where it is missing.
    pub dir: PathBuf,
    /// What to make.
    pub formats: BTreeSet<Format>,
    /// Whether headings and remarks are in English.
    pub english: bool,
    /// The day that the answer carries; `None` for none.
    pub date: Option<Date>,
    /// How the map sheet is laid out.
    pub sheet: SheetOptions,
    /// Dots per inch of the map sheet's picture.
    pub dpi: f32,
    /// A folder whose files take the place of the bundled templates of the same name; `None` for the bundled ones.
    pub templates: Option<PathBuf>,
}

impl ExportRequest {
    /// The summary as it is written by default: JSON, CSV and GeoJSON.
    pub fn summary(dir: PathBuf, english: bool) -> Self {
        Self {
            dir,
            formats: [Format::Json, Format::Csv, Format::GeoJson].into(),
            english,
            date: None,
            sheet: SheetOptions::default(),
            dpi: 300.0,
            templates: None,
        }
    }
}

/// What an answer is made of: the project with its figures, and what is planned.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What was measured.
    pub project: &'a Project,
    /// Its figures; those of this very project, never of an older one.
    pub analysis: &'a Analysis,
    /// The figures without the scenario, to tell the change.
    pub base: Option<&'a Analysis>,
    /// What is planned.
    pub plan: Option<&'a Plan>,
}

/// Makes every file that is asked for and puts them into the folder, all or none. Returns their paths.
///
/// The same subject and request give the same bytes, but for how long things took, in `summary.json`.
///
/// # Errors
/// Where the folder cannot be written (what was there before is then as it was), a layer's file was changed since it was
/// read, and [`SessionError::Cancelled`].
pub fn export(
    subject: &Subject<'_>,
    request: &ExportRequest,
    timings: Timings,
    progress: &dyn Progress,
) -> Result<Vec<PathBuf>, SessionError> {
    let files = files(subject, request, timings, progress)?;
    Ok(write::place(&request.dir, &files)?)
}

/// The files of an export by name, before they are put anywhere.
///
/// # Errors
/// As [`export`], but for those of the folder.
pub fn files(
    subject: &Subject<'_>,
    request: &ExportRequest,
    timings: Timings,
    progress: &dyn Progress,
) -> Result<Vec<(String, Vec<u8>)>, SessionError> {
    let needs_details = |f: &Format| matches!(f, Format::Csv | Format::Xlsx | Format::Pdf | Format::Pack);
    let details: Vec<FacilityDetail> = if request.formats.iter().any(needs_details) {
        analysis::facility_details(subject.project, &Stretch::new(progress, 0.0, 0.5))?
    } else {
        Vec::new()
    };
    let answer = Answer {
        project: subject.project,
        analysis: subject.analysis,
        details: &details,
        base: subject.base,
        plan: subject.plan,
        date: request.date,
        lang: if request.english { Lang::En } else { Lang::Zh },
    };
    let mut files = Vec::new();
    for format in &request.formats {
        if progress.cancelled() {
            return Err(SessionError::Cancelled);
        }
        match format {
            Format::Json => files.push((write::FILES[0].to_owned(), write::summary_json(&answer, timings))),
            Format::Csv => files.extend(write::csv_files(&answer)?),
            Format::GeoJson => files.extend(write::geojson_files(&answer)?),
            Format::Xlsx => files.push((write::WORKBOOK.to_owned(), write::workbook(&answer)?)),
            Format::Pdf => {
                if !REPORTS {
                    return Err(no_reports());
                }
                files.extend(reports(&answer, request, true)?);
            }
            Format::Map => {
                let sheet = report::map_sheet(&answer, &request.sheet);
                files.push((
                    "map.pdf".to_owned(),
                    report::sheet_pdf(&answer, &sheet).map_err(|e| paper("map.pdf", &e))?,
                ));
                files.push((
                    "map.png".to_owned(),
                    report::sheet_png(&sheet, request.dpi).map_err(|e| paper("map.png", &e))?,
                ));
                files.push(("map.svg".to_owned(), report::sheet_svg(&sheet)));
            }
            Format::Pack => {
                let inputs: Vec<PackInput> = subject.project.layers.iter().map(|l| input(l)).collect();
                let mut more = reports(&answer, request, false)?;
                let sheet = report::map_sheet(&answer, &request.sheet);
                more.push((
                    "map.pdf".to_owned(),
                    report::sheet_pdf(&answer, &sheet).map_err(|e| paper("map.pdf", &e))?,
                ));
                let pack = pack::files(&answer, &inputs, more)?;
                files.push(("pack.zip".to_owned(), pack::zip(&pack, request.date)?));
            }
        }
    }
    progress.at(1.0);
    Ok(files)
}

/// Whether this build sets reports.
pub const REPORTS: bool = cfg!(feature = "typst");

fn no_reports() -> SessionError {
    SessionError::BadDataFile {
        path: "report.pdf".into(),
        zh: "这个版本未带排版引擎（编译时去掉了 typst），不能生成报告；可改用 xlsx 和 map".to_owned(),
        en: "this build has no document engine (made without the feature typst); use xlsx and map instead".to_owned(),
    }
}

/// A report or map that could not be set.
fn paper(file: &str, error: &PaperError) -> SessionError {
    let zh = match error {
        PaperError::TooLarge(w, h) => format!("{w} × {h} 像素过大，请降低分辨率（--dpi）"),
        PaperError::Template(text) => format!("模板有误：{text}；请改正，或不指定模板文件夹"),
        PaperError::Writer(text) => format!("无法生成（{text}）"),
    };
    let en = match error {
        PaperError::Template(text) => {
            format!("the template has a mistake: {text}; mend it, or leave the folder of templates out")
        }
        other => other.to_string(),
    };
    SessionError::BadDataFile { path: file.into(), zh, en }
}

/// `report.pdf`, and on demand the check-up of each sub-district. Nothing in a build without the document engine.
#[cfg(feature = "typst")]
fn reports(
    answer: &Answer<'_>,
    request: &ExportRequest,
    checkups: bool,
) -> Result<Vec<(String, Vec<u8>)>, SessionError> {
    use rayon::prelude::*;
    use report::Kind;

    let own = own_templates(request.templates.as_deref())?;
    let mut wanted = vec![("report.pdf".to_owned(), Kind::District)];
    if checkups {
        let zones = answer.analysis.zones.iter().enumerate();
        wanted.extend(zones.map(|(i, zone)| {
            let name = write::file_stem(&zone.name, "zone");
            (format!("checkup/{:02}-{name}.pdf", i + 1), Kind::Checkup(vec![i]))
        }));
    }
    let one = |(name, kind): (String, Kind)| {
        Ok((name, report::report(answer, &kind, &own).map_err(|e| paper("report.pdf", &e))?))
    };
    wanted.into_par_iter().map(one).collect()
}

#[cfg(not(feature = "typst"))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail in a build with the document engine")]
fn reports(_: &Answer<'_>, _: &ExportRequest, _: bool) -> Result<Vec<(String, Vec<u8>)>, SessionError> {
    Ok(Vec::new())
}

/// The files of the user's folder of templates, by name; folders in it and large files are passed over.
#[cfg(feature = "typst")]
fn own_templates(dir: Option<&Path>) -> Result<std::collections::BTreeMap<String, Vec<u8>>, SessionError> {
    use crate::io::IoError;

    let mut own = std::collections::BTreeMap::new();
    let Some(dir) = dir else { return Ok(own) };
    let unreadable =
        |path: &Path, e: &std::io::Error| IoError::Unreadable { path: path.to_owned(), problem: e.to_string() };
    for entry in std::fs::read_dir(dir).map_err(|e| unreadable(dir, &e))? {
        let path = entry.map_err(|e| unreadable(dir, &e))?.path();
        let small = path.metadata().is_ok_and(|m| m.is_file() && m.len() <= 32 << 20);
        if let Some(name) = path.file_name().filter(|_| small) {
            let bytes = std::fs::read(&path).map_err(|e| unreadable(&path, &e))?;
            own.insert(name.to_string_lossy().into_owned(), bytes);
        }
    }
    Ok(own)
}

/// The bytes a layer was read from, where they are still there and still the same.
fn input(layer: &Layer) -> PackInput {
    let source = &layer.source;
    let known = |bytes: &Vec<u8>| pack::sha256(bytes) == source.sha256;
    let built_in =
        sample::files().iter().filter(|f| Path::new(f.file_name) == source.path).map(|f| f.bytes.to_vec()).find(known);
    let extension = source.path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let is_layer = extension.is_some_and(|e| LAYER_EXTENSIONS.contains(&e.as_str()));
    let original = built_in.or_else(|| is_layer.then(|| std::fs::read(&source.path).ok()).flatten().filter(known));
    PackInput { layer: layer.id, original }
}

/// Every figure in full precision, for comparing.
pub(super) fn figures(project: &Project, analysis: &Analysis) -> serde_json::Value {
    write::figures(project, analysis)
}
