//! The figures of an analysis as plain values, to be kept under a date and compared.

use crate::model::plan::{Date, DatedFigures, Figure, FiguresId, Period, ScenarioId, ZoneFigure};

use super::outcome::{Analysis, Unit};

/// What the figures are kept as.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The number they get.
    pub id: FiguresId,
    /// The day they are of.
    pub date: Date,
    /// For what they are kept.
    pub period: Period,
    /// A name; may be empty.
    pub label: String,
    /// The scenario they are of.
    pub scenario: Option<ScenarioId>,
    /// Up to which year.
    pub year: Option<i32>,
    /// The rule set they were measured by.
    pub rules: String,
}

/// Every indicator with a figure, whole and by zone, in the order of the analysis.
pub fn figures(analysis: &Analysis) -> Vec<Figure> {
    let figure = |i: &super::Indicator| {
        let quantity = i.quantity?;
        let zones = i.zones.iter().map(|z| ZoneFigure {
            id: z.id.clone(),
            name: z.name.clone(),
            numerator: z.quantity.numerator,
            denominator: z.quantity.denominator,
        });
        Some(Figure {
            indicator: i.id.id().to_owned(),
            unit: Unit::id(i.unit).to_owned(),
            numerator: quantity.numerator,
            denominator: quantity.denominator,
            met: i.met,
            zones: zones.collect(),
        })
    };
    analysis.indicators.iter().filter_map(figure).collect()
}

/// The figures under a date.
pub fn keep(analysis: &Analysis, keeping: Keeping) -> DatedFigures {
    let Keeping { id, date, period, label, scenario, year, rules } = keeping;
    DatedFigures { id, date, period, label, scenario, year, rules, figures: figures(analysis) }
}
