//! Handing in the answer: which files are made, and putting them into a folder all at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::error::SessionError;
use super::key::Which;
use crate::analysis::{self, Analysis, FacilityDetail};
use crate::geom::{Progress, Stretch};
use crate::io::IoError;
use crate::io::open::LAYER_EXTENSIONS;
use crate::io::pack::{self, PackInput, Planned};
use crate::io::write::{self, Answer, Date, Lang, Plan, Timings};
use crate::model::{Layer, Project};
use crate::report::{self, PaperError, Sheet, SheetOptions};
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
    /// `report.pdf`: the district's report.
    Report,
    /// `checkup/`: a check-up of each sub-district.
    Checkups,
    /// `map.pdf`: the map sheet in vectors.
    MapPdf,
    /// `map.png`: the map sheet as a picture.
    MapPng,
    /// `map.svg`: the map sheet for a drawing program.
    MapSvg,
    /// `pack.zip`: the evidence pack.
    Pack,
}

impl Format {
    /// Every format, in the order in which they are made.
    pub const ALL: [Self; 10] = [
        Self::Json,
        Self::Csv,
        Self::GeoJson,
        Self::Xlsx,
        Self::Report,
        Self::Checkups,
        Self::MapPdf,
        Self::MapPng,
        Self::MapSvg,
        Self::Pack,
    ];

    /// Its name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::GeoJson => "geojson",
            Self::Xlsx => "xlsx",
            Self::Report => "report",
            Self::Checkups => "checkup",
            Self::MapPdf => "map-pdf",
            Self::MapPng => "map-png",
            Self::MapSvg => "map-svg",
            Self::Pack => "pack",
        }
    }

    /// The formats that a word of the command line names: one, or several by `pdf` (all reports), `map` (the map sheet in
    /// every form) and `all` (every one that this build makes).
    ///
    /// ```
    /// use fugai::session::Format;
    ///
    /// assert_eq!(Format::named("xlsx"), Ok(vec![Format::Xlsx]));
    /// assert_eq!(Format::named("PDF"), Ok(vec![Format::Report, Format::Checkups]));
    /// assert!(Format::named("docx").is_err_and(|what_there_is| what_there_is.contains("xlsx")));
    /// ```
    ///
    /// # Errors
    /// Where it names none: what there is.
    pub fn named(text: &str) -> Result<Vec<Self>, String> {
        let text = text.trim().to_ascii_lowercase();
        match text.as_str() {
            "pdf" => Ok(vec![Self::Report, Self::Checkups]),
            "all" => Ok(Self::ALL.into_iter().filter(|f| REPORTS || !f.needs_engine()).collect()),
            "map" => Ok(vec![Self::MapPdf, Self::MapPng, Self::MapSvg]),
            _ => Self::ALL.into_iter().find(|f| f.id() == text).map(|f| vec![f]).ok_or_else(|| {
                let known: Vec<&str> = ["all", "pdf", "map"].into_iter().chain(Self::ALL.map(Self::id)).collect();
                let known = known.join(",");
                format!("“{text}”不是成果格式，应为其中之一或几个。 “{text}” is no format; there are: {known}")
            }),
        }
    }

    /// Whether it is set by the document engine, which a build may lack: see [`REPORTS`].
    pub fn needs_engine(self) -> bool {
        matches!(self, Self::Report | Self::Checkups)
    }
}

/// What is to be handed in, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportRequest {
    /// The folder; made where it is missing.
    pub dir: PathBuf,
    /// What to make.
    pub formats: BTreeSet<Format>,
    /// Which state of the document.
    pub which: Which,
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
            which: Which::default(),
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
    /// What that is made of: the base, and what was decided over it. An evidence pack keeps it.
    pub planned: Option<(&'a Project, &'a Planned)>,
}

impl<'a> Subject<'a> {
    /// As answers are made of it, in the language and with the day of a request.
    pub(super) fn answer(&self, details: &'a [FacilityDetail], request: &ExportRequest) -> Answer<'a> {
        Answer {
            project: self.project,
            analysis: self.analysis,
            details,
            base: self.base,
            plan: self.plan,
            date: request.date,
            lang: if request.english { Lang::En } else { Lang::Zh },
        }
    }
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
    let needs_details =
        |f: &Format| matches!(f, Format::Csv | Format::Xlsx | Format::Report | Format::Checkups | Format::Pack);
    let details: Vec<FacilityDetail> = if request.formats.iter().any(needs_details) {
        analysis::facility_details(subject.project, &Stretch::new(progress, 0.0, 0.3))?
    } else {
        Vec::new()
    };
    let answer = subject.answer(&details, request);
    let drawn = |f: &Format| matches!(f, Format::MapPdf | Format::MapPng | Format::MapSvg | Format::Pack);
    // Drawn once for all its forms, which so show the same.
    let sheet = request.formats.iter().any(drawn).then(|| report::map_sheet(&answer, &request.sheet));
    let made = AtomicUsize::new(0);
    let one = |format: &Format| {
        if progress.cancelled() {
            return Err(SessionError::Cancelled);
        }
        let files = made_of(*format, subject, request, &answer, sheet.as_ref(), timings, progress);
        let done = made.fetch_add(1, Ordering::Relaxed) + 1;
        progress.at(0.3 + 0.7 * done as f32 / request.formats.len() as f32);
        files
    };
    let each: Vec<Result<Vec<_>, SessionError>> = request.formats.par_iter().map(one).collect();
    // The first that failed by the order of formats, whichever failed first by the clock.
    let files = each.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    progress.at(1.0);
    Ok(files)
}

/// The files of one format.
fn made_of(
    format: Format,
    subject: &Subject<'_>,
    request: &ExportRequest,
    answer: &Answer<'_>,
    sheet: Option<&Sheet>,
    timings: Timings,
    progress: &dyn Progress,
) -> Result<Vec<(String, Vec<u8>)>, SessionError> {
    let sheet = || sheet.ok_or(SessionError::Cancelled);
    let templates = || own_templates(request.templates.as_deref());
    let one = |name: &str, bytes: Vec<u8>| vec![(name.to_owned(), bytes)];
    Ok(match format {
        Format::Json => one(write::FILES[0], write::summary_json(answer, timings)),
        Format::Csv => write::csv_files(answer)?,
        Format::GeoJson => write::geojson_files(answer)?,
        Format::Xlsx => one(write::WORKBOOK, write::workbook(answer)?),
        Format::Report => one(REPORT, one_report(answer, &report::Kind::District, &templates()?)?),
        Format::Checkups => checkups(answer, &templates()?, progress)?,
        Format::MapPdf => one(MAPS[0], map_pdf(answer, sheet()?)?),
        Format::MapPng => one(MAPS[1], report::sheet_png(sheet()?, request.dpi).map_err(|e| paper(MAPS[1], &e))?),
        Format::MapSvg => one(MAPS[2], report::sheet_svg(sheet()?)),
        Format::Pack => {
            let mut more = Vec::new();
            if REPORTS {
                more.push((REPORT.to_owned(), one_report(answer, &report::Kind::District, &templates()?)?));
            }
            more.push((MAPS[0].to_owned(), map_pdf(answer, sheet()?)?));
            let kept = subject.planned.map_or(subject.project, |(base, _)| base);
            let inputs: Vec<PackInput> = kept.layers.iter().map(|l| input(l)).collect();
            let pack = pack::files(answer, subject.planned, &inputs, more)?;
            one(PACK, pack::zip(&pack, request.date)?)
        }
    })
}

/// How many of the files that these formats make are in a folder already; the check-ups count as one. Looks at the disk.
pub fn there(dir: &Path, formats: &BTreeSet<Format>) -> usize {
    let names = |format: &Format| -> Vec<&str> {
        match format {
            Format::Json => vec![write::FILES[0]],
            Format::Csv => vec![write::FILES[1]],
            Format::GeoJson => vec![write::FILES[3], write::FILES[4]],
            Format::Xlsx => vec![write::WORKBOOK],
            Format::Report => vec![REPORT],
            Format::Checkups => vec!["checkup"],
            Format::MapPdf => vec![MAPS[0]],
            Format::MapPng => vec![MAPS[1]],
            Format::MapSvg => vec![MAPS[2]],
            Format::Pack => vec![PACK],
        }
    };
    formats.iter().flat_map(names).filter(|name| dir.join(name).exists()).count()
}

/// Names of the map sheet's files: PDF, PNG, SVG.
pub const MAPS: [&str; 3] = ["map.pdf", "map.png", "map.svg"];
/// Name of the district's report.
pub const REPORT: &str = "report.pdf";
/// Name of the evidence pack.
pub const PACK: &str = "pack.zip";

fn map_pdf(answer: &Answer<'_>, sheet: &Sheet) -> Result<Vec<u8>, SessionError> {
    report::sheet_pdf(answer, sheet).map_err(|e| paper(MAPS[0], &e))
}

/// Whether this build sets reports.
pub const REPORTS: bool = cfg!(feature = "typst");

pub(super) fn no_reports() -> SessionError {
    SessionError::BadDataFile {
        path: "report.pdf".into(),
        zh: "这个版本未带排版引擎（编译时去掉了 typst），不能生成报告；可改用 xlsx 和 map".to_owned(),
        en: "this build has no document engine (made without the feature typst); use xlsx and map instead".to_owned(),
    }
}

/// A report or map that could not be set.
pub(super) fn paper(file: &str, error: &PaperError) -> SessionError {
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

/// A report as PDF.
#[cfg(feature = "typst")]
fn one_report(answer: &Answer<'_>, kind: &report::Kind, own: &Templates) -> Result<Vec<u8>, SessionError> {
    report::report(answer, kind, own).map_err(|e| paper(REPORT, &e))
}

#[cfg(not(feature = "typst"))]
fn one_report(_: &Answer<'_>, _: &report::Kind, _: &Templates) -> Result<Vec<u8>, SessionError> {
    Err(no_reports())
}

/// The check-up of each sub-district, a file each.
fn checkups(
    answer: &Answer<'_>,
    own: &Templates,
    progress: &dyn Progress,
) -> Result<Vec<(String, Vec<u8>)>, SessionError> {
    if !REPORTS {
        return Err(no_reports());
    }
    let zones: Vec<(usize, &str)> = answer.analysis.zones.iter().map(|z| z.name.as_str()).enumerate().collect();
    let one = |(i, name): (usize, &str)| {
        if progress.cancelled() {
            return Err(SessionError::Cancelled);
        }
        let bytes = one_report(answer, &report::Kind::Checkup(vec![i]), own)?;
        Ok((format!("checkup/{:02}-{}.pdf", i + 1, write::file_stem(name, "zone")), bytes))
    };
    zones.into_par_iter().map(one).collect()
}

/// Files that replace bundled templates, by name.
pub(super) type Templates = std::collections::BTreeMap<String, Vec<u8>>;

/// The files of the user's folder of templates, by name; folders in it and large files are passed over.
pub(super) fn own_templates(dir: Option<&Path>) -> Result<Templates, SessionError> {
    let mut own = Templates::new();
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
