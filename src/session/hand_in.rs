//! What is handed in, made from a document: the project as a scenario makes it by a year, its figures, and what is
//! planned. The window and the command line go through here, so that both hand in the same.

use std::sync::Arc;

use super::error::SessionError;
use super::export::Subject;
use super::key::{Key, Known, Which};
use super::records::records;
use super::work;
use crate::analysis::brought::{Brought, brought};
use crate::analysis::scenario::apply;
use crate::analysis::{Analysis, IndicatorId};
use crate::geom::{Progress, Stretch};
use crate::io::pack::Planned;
use crate::io::write::words::kind_name;
use crate::io::write::{Lang, LedgerRow, Plan, ProposalRow, Records, ScenarioColumn, YearRow};
use crate::model::Project;
use crate::model::plan::{Document, Proposal, Scenario, ScenarioId, What};

/// What is handed in.
#[derive(Debug, Clone)]
pub struct HandIn {
    /// What was measured.
    pub project: Arc<Project>,
    /// Its figures.
    pub analysis: Arc<Analysis>,
    /// The figures of the base; `None` where it is the base that is handed in.
    pub base: Option<Arc<Analysis>>,
    /// What is planned and kept; `None` where there are neither scenarios nor a ledger, comments, scores or dated figures.
    pub plan: Option<Plan>,
    /// The base, and what was decided over it; `None` where nothing is planned.
    planned: Option<(Arc<Project>, Planned)>,
}

impl HandIn {
    /// Makes it of a state of a document. Figures are taken from `known` where they are those of this very state, and
    /// computed otherwise: never those of an older one.
    ///
    /// # Errors
    /// [`SessionError::NoLayers`] where nothing is open, and [`SessionError::Cancelled`].
    pub(super) fn new(
        document: &Document,
        which: Which,
        english: bool,
        known: &Known,
        progress: &dyn Progress,
    ) -> Result<Self, SessionError> {
        let base = Arc::new(document.project().ok_or(SessionError::NoLayers)?);
        let scenario = which.scenario.and_then(|id| document.scenario(id)).filter(|s| !s.proposals.is_empty());
        let figures = |which: Which, project: &Project, part: &Stretch<'_>| -> Result<Arc<Analysis>, SessionError> {
            let key = Key::of(document, which);
            match known.iter().find(|(k, _)| *k == key) {
                Some((_, analysis)) => Ok(Arc::clone(analysis)),
                None => work::analyse(project, part).map(Arc::new),
            }
        };
        let base_figures = figures(Which::default(), &base, &Stretch::new(progress, 0.0, 0.15))?;
        let (project, analysis) = match scenario {
            None => (Arc::clone(&base), Arc::clone(&base_figures)),
            Some(scenario) => {
                let project = Arc::new(apply(&base, scenario, which.year).0);
                let analysis = figures(which, &project, &Stretch::new(progress, 0.15, 0.15))?;
                (project, analysis)
            }
        };
        let records = records(document, &|p| name_of(&base, &analysis, p, english));
        let mut plan = Plan { ledger: ledger(document, &base, &analysis, english), records, ..Plan::default() };
        if let Some(scenario) = scenario {
            plan.scenario = scenario_text(&scenario.name, which.year, english);
            plan.name.clone_from(&scenario.name);
            plan.year = which.year;
            let all = brought(&base, scenario, which.year, &Stretch::new(progress, 0.3, 0.4))?;
            plan.proposals = all.iter().filter_map(|g| row(&base, scenario, g, &analysis, english)).collect();
            plan.years = years(scenario, &all);
        }
        if !document.scenarios.is_empty() {
            let share = 0.3 / document.scenarios.len() as f32;
            let name = if english { "As it is" } else { "现状" };
            plan.compared.push(column(name, None, &base_figures));
            for (at, one) in document.scenarios.iter().enumerate() {
                let which = Which { scenario: Some(one.id), year: which.year };
                let project = apply(&base, one, which.year).0;
                let part = Stretch::new(progress, 0.7 + share * at as f32, share);
                let name = scenario_text(&one.name, which.year, english);
                plan.compared.push(column(&name, Some((&**one, which.year)), &*figures(which, &project, &part)?));
            }
        }
        let decided =
            !document.scenarios.is_empty() || !document.problems.is_empty() || plan.records != Records::default();
        let planned = decided.then(|| Planned {
            scenarios: document.scenarios.clone(),
            problems: document.problems.clone(),
            comments: document.comments.clone(),
            sheets: document.sheets.clone(),
            figures: document.figures.clone(),
            scenario: which.scenario,
            year: which.year,
        });
        progress.at(1.0);
        Ok(Self {
            project,
            analysis,
            base: scenario.map(|_| base_figures),
            plan: decided.then_some(plan),
            planned: planned.map(|planned| (base, planned)),
        })
    }

    /// As the files are made of it.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            project: &self.project,
            analysis: &self.analysis,
            base: self.base.as_deref(),
            plan: self.plan.as_ref(),
            planned: self.planned.as_ref().map(|(base, planned)| (&**base, planned)),
        }
    }
}

/// What is handed in of a document, with every figure computed.
///
/// # Errors
/// Where nothing is open, where there is no scenario of the name, and [`SessionError::Cancelled`].
pub fn hand_in(
    document: &Document,
    scenario: Option<&str>,
    year: Option<i32>,
    english: bool,
    progress: &dyn Progress,
) -> Result<HandIn, SessionError> {
    let scenario = scenario.map(|name| scenario_named(document, name)).transpose()?;
    HandIn::new(document, Which { scenario, year }, english, &Vec::new(), progress)
}

fn scenario_named(document: &Document, name: &str) -> Result<ScenarioId, SessionError> {
    document.scenario_named(name).map(|s| s.id).ok_or_else(|| {
        let names: Vec<&str> = document.scenarios.iter().map(|s| s.name.as_str()).collect();
        SessionError::NoScenario { name: name.to_owned(), known: names.join(" · ") }
    })
}

/// A scenario by name, and by the end of which year.
fn scenario_text(name: &str, year: Option<i32>, english: bool) -> String {
    match year {
        None => name.to_owned(),
        Some(year) if english => format!("{name} (by the end of {year})"),
        Some(year) => format!("{name}（至 {year} 年末）"),
    }
}

fn row(base: &Project, scenario: &Scenario, gain: &Brought, analysis: &Analysis, english: bool) -> Option<ProposalRow> {
    let proposal = scenario.proposal(gain.proposal)?;
    let (zh, en) = match proposal.what {
        What::New => ("新建", "new"),
        What::Change(_) => ("改建", "change"),
        What::Close(_) => ("关闭", "closure"),
    };
    Some(ProposalRow {
        name: name_of(base, analysis, proposal, english),
        kind: Some(proposal.kind),
        zone: gain.zone.and_then(|z| analysis.zones.get(z)).map(|z| z.name.clone()).unwrap_or_default(),
        year: Some(proposal.year),
        what: if english { en } else { zh }.to_owned(),
        area_m2: gain.area_m2,
        radius_m: gain.radius_m,
        cost_wan: proposal.cost,
        gain_m2: gain.gain_m2,
        coverage_after: gain.park_after.and_then(crate::analysis::Quantity::value),
    })
}

/// The coverages by the end of each year in which something is done.
fn years(scenario: &Scenario, all: &[Brought]) -> Vec<YearRow> {
    let mut years: Vec<YearRow> = Vec::new();
    for one in all {
        let Some(proposal) = scenario.proposal(one.proposal) else { continue };
        if years.last().is_none_or(|y| y.year != proposal.year) {
            years.push(YearRow { year: proposal.year, coverages: one.coverages.clone() });
        }
    }
    years
}

/// The name of a proposal, else of the facility that it is about, else its kind and number, as the window calls it.
fn name_of(base: &Project, figures: &Analysis, proposal: &Proposal, english: bool) -> String {
    if !proposal.name.trim().is_empty() {
        return proposal.name.clone();
    }
    let facility = proposal.facility().and_then(|f| {
        let layer = base.layers.iter().find(|l| l.id == f.layer)?;
        let feature = f.find(layer)?;
        let rated = figures.facilities.iter().find(|r| r.layer == f.layer && r.feature == feature)?;
        Some(rated.name.clone()).filter(|n| !n.trim().is_empty())
    });
    let lang = if english { Lang::En } else { Lang::Zh };
    facility.unwrap_or_else(|| format!("{} {}", kind_name(proposal.kind, lang), proposal.id.0))
}

fn column(name: &str, scenario: Option<(&Scenario, Option<i32>)>, analysis: &Analysis) -> ScenarioColumn {
    let park = analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity);
    let proposals: Vec<&Arc<Proposal>> = scenario.into_iter().flat_map(|(s, year)| s.until(year)).collect();
    let costs: Vec<f64> = proposals.iter().filter_map(|p| p.cost).collect();
    ScenarioColumn {
        name: name.to_owned(),
        proposals: proposals.len(),
        cost_wan: (!costs.is_empty()).then(|| costs.iter().sum()),
        park_coverage: park.and_then(crate::analysis::Quantity::value),
        uncovered_m2: park.map(|q| (q.denominator - q.numerator).max(0.0)),
    }
}

/// The ledger: what is open first, each in the order of its deadline.
fn ledger(document: &Document, base: &Project, analysis: &Analysis, english: bool) -> Vec<LedgerRow> {
    if document.problems.is_empty() {
        return Vec::new();
    }
    let mut problems: Vec<_> = document.problems.iter().map(|p| &**p).collect();
    problems.sort_by_key(|p| (p.state, p.deadline.is_none(), p.deadline));
    super::ledger::rows(document, Some((base, analysis)), problems.into_iter(), english)
}
