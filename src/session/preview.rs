//! What will be handed in, shown before anything is written: pages drawn from the same lists as the files, tables and
//! lists of files made by the same functions.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::error::SessionError;
use super::export::{self, ExportRequest, Format};
use super::hand_in::HandIn;
use super::key::{Key, Known};
use super::query::Stop;
use super::tables::{self, Details, TableText};
use crate::analysis::{self, Analysis};
use crate::geom::Progress as _;
use crate::io::pack;
use crate::io::write::{Answer, Timings};
use crate::model::Text;
use crate::model::plan::Document;
use crate::report::{self, Raster};

/// What is to be seen of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewOf {
    /// The map sheet.
    Map,
    /// The district's report.
    Report,
    /// The check-up of a sub-district, by its position among the zones.
    Checkup(usize),
    /// The tables of the workbook and of the CSV files.
    Tables,
    /// The files of a format that has no pages: their names and sizes.
    Files(Format),
}

/// What is asked for. Two that are equal show the same.
#[derive(Debug, Clone)]
pub struct PreviewKey {
    /// The document, by identity.
    pub document: Arc<Document>,
    /// How it is to be handed in; the folder and the formats do not matter.
    pub request: ExportRequest,
    /// What is to be seen.
    pub of: PreviewOf,
    /// Which page, from 0.
    pub page: usize,
    /// Dots per inch of a page.
    pub dpi: u32,
}

impl PartialEq for PreviewKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.document, &other.document)
            && (self.of, self.page, self.dpi) == (other.of, other.page, other.dpi)
            && self.request == other.request
    }
}

/// What is seen.
#[derive(Debug, Clone)]
pub enum Seen {
    /// A page: its points, and its width and height in millimetres.
    Page(Raster, [f32; 2]),
    /// Tables, and how many rows each has in all.
    Tables(Vec<(TableText, usize)>),
    /// Names and sizes in bytes.
    Files(Vec<(String, u64)>),
}

/// What is seen, and what else there is.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What was asked for.
    pub seen: Seen,
    /// How many pages there are.
    pub pages: usize,
}

/// The most rows of a table that are shown.
const ROWS: usize = 200;

struct Made {
    document: Arc<Document>,
    request: ExportRequest,
    hand_in: HandIn,
    /// Worked out when first wanted: it takes long in a large city, and maps have no use for it.
    details: OnceLock<Details>,
}

impl Made {
    fn details(&self, stop: &Stop) -> Result<&Details, SessionError> {
        if self.details.get().is_none() {
            let details = analysis::facility_details(&self.hand_in.project, stop)?;
            return Ok(self.details.get_or_init(|| details));
        }
        Ok(self.details.get_or_init(Vec::new))
    }

    /// Whether it serves for another question: pages and layout do not matter to it.
    fn serves(&self, key: &PreviewKey) -> bool {
        Arc::ptr_eq(&self.document, &key.document)
            && self.request.which == key.request.which
            && self.request.english == key.request.english
    }
}

/// A report as it was set last, and for which question.
#[cfg(feature = "typst")]
type Kept = Option<(PreviewKey, Arc<report::Typeset>)>;

/// Makes previews, and keeps what the next one can use. Cheap to clone; to be used from threads.
#[derive(Clone, Default)]
pub struct Previewer {
    made: Arc<Mutex<Option<Arc<Made>>>>,
    #[cfg(feature = "typst")]
    set: Arc<Mutex<Kept>>,
}

impl Previewer {
    /// Makes a preview. `known` are the figures of the scenario and year that the window shows, where they are not stale.
    /// `None` if it was stopped; a sentence where something is wrong.
    pub fn make(
        &self,
        key: &PreviewKey,
        known: Option<(Key, Arc<Analysis>)>,
        stop: &Stop,
    ) -> Option<Result<Preview, Text>> {
        match self.try_make(key, &known.into_iter().collect(), stop) {
            Ok(preview) => Some(Ok(preview)),
            Err(SessionError::Cancelled) => None,
            Err(error) => Some(Err(Text::new(error.zh(), error.en()))),
        }
    }

    /// Forgets reports that were set: their templates may be others now.
    #[cfg(feature = "typst")]
    pub fn reread(&self) {
        *self.set.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Without the document engine there is nothing to forget.
    #[cfg(not(feature = "typst"))]
    #[allow(clippy::unused_self, reason = "with the document engine it forgets what it set")]
    pub fn reread(&self) {}

    fn try_make(&self, key: &PreviewKey, known: &Known, stop: &Stop) -> Result<Preview, SessionError> {
        let made = self.made(key, known, stop)?;
        if stop.cancelled() {
            return Err(SessionError::Cancelled);
        }
        let subject = made.hand_in.subject();
        let details = match key.of {
            PreviewOf::Map | PreviewOf::Files(_) => &Vec::new(),
            PreviewOf::Report | PreviewOf::Checkup(_) | PreviewOf::Tables => made.details(stop)?,
        };
        let answer = subject.answer(details, &key.request);
        match key.of {
            PreviewOf::Map => {
                let sheet = report::map_sheet(&answer, &key.request.sheet);
                let size = [sheet.width, sheet.height];
                let raster = report::sheet_raster(&sheet, key.dpi as f32);
                let raster = raster.map_err(|e| export::paper(export::MAPS[1], &e))?;
                Ok(Preview { seen: Seen::Page(raster, size), pages: 1 })
            }
            PreviewOf::Report => self.page(key, &answer, &report::Kind::District),
            PreviewOf::Checkup(zone) => {
                let zone = zone.min(answer.analysis.zones.len().saturating_sub(1));
                if answer.analysis.zones.is_empty() {
                    return Ok(Preview { seen: Seen::Files(Vec::new()), pages: 0 });
                }
                self.page(key, &answer, &report::Kind::Checkup(vec![zone]))
            }
            PreviewOf::Tables => Ok(Preview { seen: Seen::Tables(tables::all(&answer, ROWS)?), pages: 1 }),
            PreviewOf::Files(format) => {
                let request = ExportRequest { formats: [format].into(), ..key.request.clone() };
                let files = export::files(&subject, &request, Timings::default(), stop)?;
                let mut names: Vec<(String, u64)> = Vec::new();
                for (name, bytes) in files {
                    match (format, pack::names(&bytes)) {
                        (Format::Pack, Some(inside)) => names.extend(inside),
                        _ => names.push((name, bytes.len() as u64)),
                    }
                }
                Ok(Preview { seen: Seen::Files(names), pages: 1 })
            }
        }
    }

    /// The figures, and what facilities serve alone.
    fn made(&self, key: &PreviewKey, known: &Known, stop: &Stop) -> Result<Arc<Made>, SessionError> {
        let kept = self.made.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(made) = kept.filter(|m| m.serves(key)) {
            return Ok(made);
        }
        let request = &key.request;
        let hand_in = HandIn::new(&key.document, request.which, request.english, known, stop)?;
        let made = Arc::new(Made {
            document: Arc::clone(&key.document),
            request: request.clone(),
            hand_in,
            details: OnceLock::new(),
        });
        *self.made.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        Ok(made)
    }

    #[cfg(feature = "typst")]
    fn page(&self, key: &PreviewKey, answer: &Answer<'_>, kind: &report::Kind) -> Result<Preview, SessionError> {
        let whole = PreviewKey { page: 0, dpi: 0, ..key.clone() };
        let kept = self.set.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let set = match kept {
            Some((of, set)) if of == whole => set,
            _ => {
                let own = export::own_templates(key.request.templates.as_deref())?;
                let set = Arc::new(report::set(answer, kind, &own).map_err(|e| export::paper(export::REPORT, &e))?);
                *self.set.lock().unwrap_or_else(PoisonError::into_inner) = Some((whole, Arc::clone(&set)));
                set
            }
        };
        let page = key.page.min(set.pages().saturating_sub(1));
        let raster = set.raster(page, key.dpi as f32).ok_or_else(export::no_reports)?;
        let mm = |points: usize| points as f32 * 25.4 / key.dpi as f32;
        let size = [mm(raster.width), mm(raster.height)];
        Ok(Preview { seen: Seen::Page(raster, size), pages: set.pages() })
    }

    #[cfg(not(feature = "typst"))]
    #[allow(clippy::unused_self, reason = "with the document engine it keeps what it set")]
    fn page(&self, _: &PreviewKey, _: &Answer<'_>, _: &report::Kind) -> Result<Preview, SessionError> {
        Err(export::no_reports())
    }
}
