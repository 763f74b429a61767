//! Dated figures (月度、季度): what the indicators were on a day, kept to be compared.

use serde::{Deserialize, Serialize};

use super::{Date, ScenarioId};

/// Identifies a set of dated figures within a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FiguresId(pub u32);

/// For what the figures are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// 月度
    #[default]
    Month,
    /// 季度
    Quarter,
    /// 年度
    Year,
    /// Any other day.
    Day,
}

/// A figure in one zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneFigure {
    /// The zone's identifier.
    pub id: String,
    /// The zone's name.
    pub name: String,
    /// What is above the line.
    pub numerator: f64,
    /// What is below the line.
    pub denominator: f64,
}

/// One indicator as it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The indicator's identifier.
    pub indicator: String,
    /// Its unit, as `summary.json` writes it.
    pub unit: String,
    /// What is above the line.
    pub numerator: f64,
    /// What is below the line.
    pub denominator: f64,
    /// Whether its target was met; `None` without one.
    #[serde(default)]
    pub met: Option<bool>,
    /// By zone.
    #[serde(default)]
    pub zones: Vec<ZoneFigure>,
}

impl Figure {
    /// The figure; `None` for a share of nothing.
    pub fn value(&self) -> Option<f64> {
        (self.denominator != 0.0).then(|| self.numerator / self.denominator)
    }
}

/// What the indicators were on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatedFigures {
    /// Its identity; 0 for one that the session is to number.
    pub id: FiguresId,
    /// The day.
    pub date: Date,
    /// For what they are kept.
    #[serde(default)]
    pub period: Period,
    /// A name of the user's; may be empty.
    #[serde(default)]
    pub label: String,
    /// The scenario they are of; `None` for the base.
    #[serde(default)]
    pub scenario: Option<ScenarioId>,
    /// The year of the scenario; `None` for all of it.
    #[serde(default)]
    pub year: Option<i32>,
    /// The rule set they were measured by: figures of different ones are not comparable.
    pub rules: String,
    /// The figures, in the order of the indicators.
    pub figures: Vec<Figure>,
}

/// The difference of one indicator between two sets of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The indicator's identifier.
    pub indicator: String,
    /// The zone's identifier and name; `None` for the whole.
    pub zone: Option<(String, String)>,
    /// Its unit, as `summary.json` writes it.
    pub unit: String,
    /// The value before; `None` where there was none.
    pub before: Option<f64>,
    /// The value after; `None` where there is none.
    pub after: Option<f64>,
}

impl Difference {
    /// After minus before; `None` where either lacks.
    pub fn change(&self) -> Option<f64> {
        Some(self.after? - self.before?)
    }
}

/// Every indicator and zone that either of two sets has, those of the later one first and in its order. Zones are
/// matched by their identifiers.
pub fn differences(before: &DatedFigures, after: &DatedFigures) -> Vec<Difference> {
    let mut out = Vec::new();
    let order = after
        .figures
        .iter()
        .chain(before.figures.iter().filter(|b| after.figures.iter().all(|a| a.indicator != b.indicator)));
    for figure in order {
        let of = |set: &'_ DatedFigures| set.figures.iter().find(|f| f.indicator == figure.indicator).cloned();
        let (old, new) = (of(before), of(after));
        let row = |zone, before, after| Difference {
            indicator: figure.indicator.clone(),
            zone,
            unit: figure.unit.clone(),
            before,
            after,
        };
        out.push(row(None, old.as_ref().and_then(Figure::value), new.as_ref().and_then(Figure::value)));
        let zones_of = |f: &Option<Figure>| f.as_ref().map(|f| f.zones.clone()).unwrap_or_default();
        let (old, new) = (zones_of(&old), zones_of(&new));
        let value = |zones: &[ZoneFigure], id: &str| {
            let zone = zones.iter().find(|z| z.id == id)?;
            (zone.denominator != 0.0).then(|| zone.numerator / zone.denominator)
        };
        for zone in new.iter().chain(old.iter().filter(|o| new.iter().all(|n| n.id != o.id))) {
            let named = Some((zone.id.clone(), zone.name.clone()));
            out.push(row(named, value(&old, &zone.id), value(&new, &zone.id)));
        }
    }
    out
}
