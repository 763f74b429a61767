//! The numbers: coverage, gaps, density, setbacks, summary. Pure functions of a project; same input, same bits out.

pub mod outcome;

pub use outcome::{Analysis, Gap, Indicator, IndicatorId, Quantity, RatedFacility, Unit, ZoneValue};
