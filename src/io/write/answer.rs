//! What every answer is made from: the figures, and what belongs to them.

use super::{Lang, LedgerRow, Records};
use crate::analysis::{Analysis, FacilityDetail};
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
    /// The scenario's name.
    pub scenario: String,
    /// Its proposals, in the order in which they are to be done.
    pub proposals: Vec<ProposalRow>,
    /// Scenarios beside one another, this one among them; empty where there is nothing to compare.
    pub compared: Vec<ScenarioColumn>,
    /// The ledger.
    pub ledger: Vec<LedgerRow>,
    /// Comments, scores and dated figures.
    pub records: Records,
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
