//! Paper: map sheets and reports as PDF, PNG and SVG.
//!
//! A [`Sheet`] is a page with a list of things drawn on it, in millimetres. [`pdf()`], [`png()`] and [`svg()`] draw the
//! same list, so that all three show the same. With the feature `typst`, `typeset` sets reports from templates.
//!
//! It is a crate of its own because the document engine is large: nothing that is edited every day rebuilds it. It knows
//! nothing of plans and figures.

mod fonts;
mod pdf;
mod png;
mod sheet;
mod simplify;
mod svg;
mod template;
#[cfg(feature = "typst")]
mod typeset;

pub use fonts::{Fonts, MISSING, Weight};
pub use pdf::{Day, pdf};
pub use png::{Raster, png, raster};
pub use sheet::{Anchor, Ink, Op, Sheet, Stroke, hatch};
pub use simplify::{line, ring};
pub use svg::{escaped, svg};
pub use template::Template;
#[cfg(feature = "typst")]
pub use typeset::{Typeset, typeset};

/// Why a sheet or a report could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The picture would take more memory than can be had, or has no size.
    #[error("a picture of {0} × {1} points cannot be made: choose fewer dots per inch")]
    TooLarge(u32, u32),
    /// The writer refused.
    #[error("{0}")]
    Writer(String),
    /// The template has a mistake: what, and where.
    #[error("{0}")]
    Template(String),
}
