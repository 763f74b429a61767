//! Answers on paper: map sheets and reports, made of an answer's values and set by `fugai-paper`.
//!
//! [`map_sheet`] draws one list that becomes PDF, PNG or SVG; the reports lay out the same map with their tables.

mod furniture;
mod map;
mod points;
mod proposed;
mod reports;
mod sheet;
mod years;

pub use map::{Shown, map_picture};
pub use reports::{Kind, TEMPLATES, template};
#[cfg(feature = "typst")]
pub use reports::{report, set};
pub use sheet::{Paper, SheetOptions, map_sheet};

use fugai_paper::Fonts;
#[cfg(feature = "typst")]
pub use fugai_paper::Typeset;
pub use fugai_paper::{PaperError, Raster, Sheet, Template};

use crate::io::write::Answer;

/// The sheet as a PDF of one page.
///
/// # Errors
/// What the writer says.
pub fn sheet_pdf(answer: &Answer<'_>, sheet: &Sheet) -> Result<Vec<u8>, PaperError> {
    fugai_paper::pdf(sheet, Fonts::bundled(), day_of(answer))
}

/// The day of an answer, as paper has it.
fn day_of(answer: &Answer<'_>) -> Option<fugai_paper::Day> {
    let date = answer.date?;
    Some((u16::try_from(date.year()).ok()?, date.month(), date.day()))
}

/// The sheet as a picture at so many dots per inch.
///
/// # Errors
/// [`PaperError::TooLarge`].
pub fn sheet_png(sheet: &Sheet, dpi: f32) -> Result<Vec<u8>, PaperError> {
    fugai_paper::png(sheet, Fonts::bundled(), dpi)
}

/// The sheet as points for a screen, at so many dots per inch: the very points of [`sheet_png`].
///
/// # Errors
/// [`PaperError::TooLarge`].
pub fn sheet_raster(sheet: &Sheet, dpi: f32) -> Result<Raster, PaperError> {
    fugai_paper::raster(sheet, Fonts::bundled(), dpi)
}

/// The sheet as SVG.
pub fn sheet_svg(sheet: &Sheet) -> Vec<u8> {
    fugai_paper::svg(sheet, Fonts::bundled()).into_bytes()
}
