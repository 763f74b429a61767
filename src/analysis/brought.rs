//! What the proposals of a scenario bring, one after the other: residential land brought in reach by each, and the share
//! of park coverage by the end of each year.

use std::sync::Arc;

use crate::geom::{Cancelled, Progress, Stretch};
use crate::model::Project;
use crate::model::plan::{Proposal, ProposalId, Scenario, What};

use super::gains::{self, CoverageState, Gain};
use super::outcome::Quantity;
use super::rating::rate;
use super::scenario::{apply, proposal_layer};

/// What one proposal brings, as it is handed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Brought {
    /// Which one.
    pub proposal: ProposalId,
    /// The zone it lies in, an index into [`Analysis::zones`](super::Analysis::zones); the first where zones overlap.
    pub zone: Option<usize>,
    /// Its area in m² as it is rated; `None` where it has none or its facility is gone.
    pub area_m2: Option<f64>,
    /// Its service radius in metres; `None` where it serves nothing.
    pub radius_m: Option<f64>,
    /// Residential land in m² that comes in reach of a facility of its kind, with all those before it in place; below 0
    /// where one is closed. `None` for kinds without a coverage, without demand, or where its facility is gone.
    pub gain_m2: Option<f64>,
    /// Park coverage when everything up to the end of its year is in place; `None` without demand.
    pub park_after: Option<Quantity>,
    /// Every coverage, of the whole and by zone, when everything up to the end of its year is in place; empty without
    /// demand, and before anything is found.
    pub coverages: Vec<CoverageState>,
}

/// The proposals of a scenario up to a year, in the order of their years (of equal years in that of the list), and what
/// each brings. Land that two bring counts for the first. Figures are those of a full analysis to the last bit.
///
/// # Errors
/// [`Cancelled`].
pub fn brought(
    base: &Project,
    scenario: &Scenario,
    year: Option<i32>,
    progress: &dyn Progress,
) -> Result<Vec<Brought>, Cancelled> {
    let part = Scenario { proposals: scenario.until(year).cloned().collect(), ..Scenario::clone(scenario) };
    if part.proposals.is_empty() {
        return Ok(Vec::new());
    }
    let gains = gains::gains(base, &part, &Stretch::new(progress, 0.0, 0.8))?;
    let mut order: Vec<(&Arc<Proposal>, &Gain)> = part.proposals.iter().zip(&gains).collect();
    order.sort_by_key(|(p, _)| p.year);
    let mut out = Vec::with_capacity(order.len());
    for (done, (proposal, gain)) in order.iter().enumerate() {
        if progress.cancelled() {
            return Err(Cancelled);
        }
        progress.at(0.8 + 0.2 * done as f32 / order.len() as f32);
        // Those up to this one, applied in the order of the list: later ones for one facility come over earlier ones.
        let placed: Vec<ProposalId> = order[..=done].iter().map(|(p, _)| p.id).collect();
        let proposals = part.proposals.iter().filter(|p| placed.contains(&p.id)).cloned().collect();
        let project = apply(base, &Scenario { proposals, ..Scenario::clone(&part) }, None).0;
        let rated = rated(&project, proposal);
        let last_of_year = order.iter().rev().find(|(p, _)| p.year == proposal.year);
        out.push(Brought {
            proposal: proposal.id,
            zone: gain.zones.first().copied(),
            area_m2: rated.and_then(|(area, _)| area),
            radius_m: rated.and_then(|(_, radius)| radius),
            gain_m2: gain.in_order.map(|change| change.covered_m2),
            park_after: last_of_year.and_then(|(_, last)| last.park_after),
            coverages: last_of_year.map(|(_, last)| last.coverages.clone()).unwrap_or_default(),
        });
    }
    progress.at(1.0);
    Ok(out)
}

/// Area in m² and service radius in metres of a proposal as it stands in the project that it is part of; `None` where
/// the facility that it is about is gone.
fn rated(project: &Project, proposal: &Proposal) -> Option<(Option<f64>, Option<f64>)> {
    let (layer, feature) = match &proposal.what {
        What::New => {
            let number = proposal.id.0.to_string();
            let layer = project.layers.iter().find(|l| l.id == proposal_layer(proposal.kind))?;
            (layer.id, layer.features.iter().position(|f| f.id.as_deref() == Some(&number))?)
        }
        What::Close(facility) | What::Change(facility) => {
            let layer = project.layers.iter().find(|l| l.id == facility.layer)?;
            (layer.id, facility.find(layer)?)
        }
    };
    let found = rate(project).facilities.into_iter().find(|f| f.layer == layer && f.feature == feature)?;
    Some((found.area_m2, found.radius_m))
}
