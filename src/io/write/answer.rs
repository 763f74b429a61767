//! What every answer is made from: the figures, and what belongs to them.

use super::{Lang, LedgerRow, Records};
use crate::analysis::effects::coverage_of;
use crate::analysis::gains::CoverageState;
use crate::analysis::{Analysis, FacilityDetail, IndicatorId, Quantity};
use crate::model::plan::Date;
use crate::model::{FacilityKind, Project};

/// One thing that a scenario proposes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProposalRow {
    /// Its name.
    pub name: String,
    /// What it is; `None` for what serves nobody by itself.
    pub kind: Option<FacilityKind>,
    /// The sub-district it lies in; empty where it lies in none.
    pub zone: String,
    /// The year it is to be done; `None` where nobody has said.
    pub year: Option<i32>,
    /// What is done: something new, a change, a closure; in the language of the answer.
    pub what: String,
    /// Its area in m².
    pub area_m2: Option<f64>,
    /// Its service radius in metres.
    pub radius_m: Option<f64>,
    /// What it costs, in ten thousand yuan.
    pub cost_wan: Option<f64>,
    /// Residential land in m² that it brings in reach, taken after those before it in the list.
    pub gain_m2: Option<f64>,
    /// The share of park coverage when all of this year and before are there; the same for all rows of a year.
    pub coverage_after: Option<f64>,
}

impl ProposalRow {
    /// What it brings to a coverage, in m²; `None` where it serves another one, or none.
    pub fn gain_of(&self, coverage: IndicatorId) -> Option<f64> {
        self.gain_m2.filter(|_| self.kind.and_then(coverage_of) == Some(coverage))
    }
}

/// Every coverage by the end of a year in which something is done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct YearRow {
    /// The year.
    pub year: i32,
    /// The coverages, of the whole and by sub-district.
    pub coverages: Vec<CoverageState>,
}

/// A scenario beside others: the indicators it reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScenarioColumn {
    /// Its name.
    pub name: String,
    /// How many proposals it holds.
    pub proposals: usize,
    /// What they cost together, in ten thousand yuan.
    pub cost_wan: Option<f64>,
    /// Share of residential land within reach of a park.
    pub park_coverage: Option<f64>,
    /// Uncovered residential land in m².
    pub uncovered_m2: Option<f64>,
}

/// What is planned. Sections about it are left out of an answer while there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The scenario's name, with the year by whose end it is measured.
    pub scenario: String,
    /// Its name alone; empty for the base.
    pub name: String,
    /// The year by whose end it is measured; `None` for all of it.
    pub year: Option<i32>,
    /// Its proposals, in the order in which they are to be done.
    pub proposals: Vec<ProposalRow>,
    /// The years in which something is done, one after the other.
    pub years: Vec<YearRow>,
    /// Scenarios beside one another, this one among them; empty where there is nothing to compare.
    pub compared: Vec<ScenarioColumn>,
    /// The ledger.
    pub ledger: Vec<LedgerRow>,
    /// Comments, scores and dated figures.
    pub records: Records,
}

impl Plan {
    /// The coverages that its proposals are about, in the order of the indicators. What they bring is added up within one
    /// of them alone: the same land is served by a park and by a toilet.
    pub fn coverages(&self) -> Vec<IndicatorId> {
        let of = |id: &IndicatorId| self.proposals.iter().any(|p| p.kind.and_then(coverage_of) == Some(*id));
        IndicatorId::ALL.into_iter().filter(of).collect()
    }

    /// What its proposals bring to a coverage together, in m²: the change of that indicator.
    pub fn gain_of(&self, coverage: IndicatorId) -> f64 {
        // A sum of nothing is −0 in floating point.
        0.0 + self.proposals.iter().filter_map(|p| p.gain_of(coverage)).sum::<f64>()
    }

    /// A coverage by the end of one of [`years`](Self::years), of the whole or of a zone; `None` where it has no figure.
    pub fn coverage_at(&self, year: usize, coverage: IndicatorId, zone: Option<usize>) -> Option<Quantity> {
        let state = self.years.get(year)?.coverages.iter().find(|c| c.indicator == coverage)?;
        zone.map_or(Some(state.whole), |z| state.zones.get(z).copied())
    }
}

/// Everything an answer is made from. Same answer, same bytes.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// What was measured.
    pub project: &'a Project,
    /// Its figures.
    pub analysis: &'a Analysis,
    /// By facility, in the order of the analysis: what it serves alone, and where it lies.
    pub details: &'a [FacilityDetail],
    /// The figures without the scenario, to tell the change.
    pub base: Option<&'a Analysis>,
    /// What is planned.
    pub plan: Option<&'a Plan>,
    /// The day that the answer carries; `None` for none.
    pub date: Option<Date>,
    /// The language of headings and remarks.
    pub lang: Lang,
}

impl Answer<'_> {
    /// A coverage without the plan, of the whole or of a zone; `None` where the base has no figure for it.
    pub(crate) fn before(&self, coverage: IndicatorId, zone: Option<usize>) -> Option<Quantity> {
        let base = self.base?.indicator(coverage)?;
        match zone {
            None => base.quantity,
            Some(zone) => base.zones.get(zone).map(|z| z.quantity),
        }
    }

    /// How much more of a coverage the figures have than those without the plan, in m²; `None` without either.
    pub(crate) fn change_m2(&self, coverage: IndicatorId) -> Option<f64> {
        self.base?;
        let now = self.analysis.indicator(coverage)?.quantity?.numerator;
        // Where the base has no facility of the kind, nothing was served.
        Some(now - self.before(coverage, None).map_or(0.0, |q| q.numerator))
    }
}
