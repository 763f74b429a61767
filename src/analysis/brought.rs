//! What the proposals of a scenario bring, one after the other: residential land brought in reach by each, and the share
//! of park coverage by the end of each year.

use std::sync::Arc;

use crate::geom::coverage::{CoverageModel, SiteRef};
use crate::geom::{Cancelled, Coord, Progress, Stretch};
use crate::model::Project;
use crate::model::plan::{Proposal, ProposalId, Scenario, What};

use super::effects::{coverage_of, kinds_of};
use super::outcome::{IndicatorId, Quantity};
use super::places::Places;
use super::rating::rate;
use super::scenario::{apply, proposal_layer};
use super::scene::{Scene, zones_of};

/// What one proposal brings.
#[derive(Debug, Clone, PartialEq)]
pub struct Gain {
    /// Which one.
    pub proposal: ProposalId,
    /// The zone it lies in, an index into [`Analysis::zones`](super::Analysis::zones); the first where zones overlap.
    pub zone: Option<usize>,
    /// Its area in m² as it is rated; `None` where it has none or its facility is gone.
    pub area_m2: Option<f64>,
    /// Its service radius in metres; `None` where it serves nothing.
    pub radius_m: Option<f64>,
    /// Residential land in m² that comes in reach of a facility of its kind, with all those before it in place; below 0
    /// where one is closed. `None` for kinds without a coverage, or without demand.
    pub gain_m2: Option<f64>,
    /// Park coverage when everything up to the end of its year is in place; `None` without demand.
    pub park_after: Option<Quantity>,
}

/// The proposals of a scenario up to a year, in the order of their years (of equal years in that of the list), and what
/// each brings. Land that two bring counts for the first. Figures are those of a full analysis to the last bit.
///
/// # Errors
/// [`Cancelled`].
pub fn gains(
    base: &Project,
    scenario: &Scenario,
    year: Option<i32>,
    progress: &dyn Progress,
) -> Result<Vec<Gain>, Cancelled> {
    let mut order: Vec<&Arc<Proposal>> = scenario.until(year).collect();
    order.sort_by_key(|p| p.year);
    if order.is_empty() {
        return Ok(Vec::new());
    }
    let scene = Scene::new(base, &Stretch::new(progress, 0.0, 0.1))?;
    let covered = |project: &Project, id: IndicatorId| -> Result<Option<Quantity>, Cancelled> {
        let (Some(demand), Some(kinds)) = (&scene.demand, kinds_of(id)) else { return Ok(None) };
        let rated = rate(project);
        let serving = rated.serving(kinds);
        let sites: Vec<SiteRef<'_>> = serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
        let total = CoverageModel::new(Arc::clone(demand), &sites, &Silent(progress))?.total();
        Ok(Some(super::served::share(total)))
    };
    // Figures so far, by indicator; only those that a proposal touches are worked out again.
    let mut now: Vec<(IndicatorId, Option<Quantity>)> = Vec::new();
    let mut out: Vec<Gain> = Vec::with_capacity(order.len());
    for (done, proposal) in order.iter().enumerate() {
        progress.at(0.1 + 0.9 * done as f32 / order.len() as f32);
        // Those up to this one, applied in the order of the list: later ones for one facility come over earlier ones.
        let placed: Vec<ProposalId> = order[..=done].iter().map(|p| p.id).collect();
        let proposals = scenario.proposals.iter().filter(|p| placed.contains(&p.id)).cloned().collect();
        let part = Scenario { proposals, ..Scenario::clone(scenario) };
        let project = apply(base, &part, None).0;
        let mut gain_m2 = None;
        if let Some(id) = coverage_of(proposal.kind) {
            let after = covered(&project, id)?;
            let slot = now.iter().position(|(i, _)| *i == id);
            let before = match slot {
                Some(at) => now[at].1,
                None => covered(base, id)?,
            };
            gain_m2 = after.zip(before).map(|(a, b)| a.numerator - b.numerator);
            match slot {
                Some(at) => now[at].1 = after,
                None => now.push((id, after)),
            }
        }
        out.push(described(&scene, &project, proposal, gain_m2));
        let last_of_year = order.get(done + 1).is_none_or(|next| next.year != proposal.year);
        if last_of_year {
            let park = match now.iter().find(|(id, _)| *id == IndicatorId::ParkCoverage) {
                Some((_, park)) => *park,
                None => covered(base, IndicatorId::ParkCoverage)?,
            };
            let of_year = order[..=done].iter().rev().take_while(|p| p.year == proposal.year).count();
            let first = out.len() - of_year;
            out[first..].iter_mut().for_each(|g| g.park_after = park);
        }
    }
    progress.at(1.0);
    Ok(out)
}

/// A proposal as it stands in the project that it is part of.
fn described(scene: &Scene<'_>, project: &Project, proposal: &Proposal, gain_m2: Option<f64>) -> Gain {
    let place = match &proposal.what {
        What::New => {
            let number = proposal.id.0.to_string();
            let layer = project.layers.iter().find(|l| l.id == proposal_layer(proposal.kind));
            layer.and_then(|l| Some((l, l.features.iter().position(|f| f.id.as_deref() == Some(&number))?)))
        }
        What::Close(facility) | What::Change(facility) => {
            let layer = project.layers.iter().find(|l| l.id == facility.layer);
            layer.and_then(|l| Some((l, facility.find(l)?)))
        }
    };
    let rated = place.and_then(|(layer, feature)| {
        let all = rate(project);
        all.facilities.into_iter().find(|f| f.layer == layer.id && f.feature == feature)
    });
    let zone = place.and_then(|(layer, feature)| scene.places.locate(&layer.features[feature].shape).first().copied());
    Gain {
        proposal: proposal.id,
        zone,
        area_m2: rated.as_ref().and_then(|f| f.area_m2),
        radius_m: rated.as_ref().and_then(|f| f.radius_m),
        gain_m2,
        park_after: None,
    }
}

/// Hears only that work is to stop: each model would report its own beginning and end.
struct Silent<'a>(&'a dyn Progress);

impl Progress for Silent<'_> {
    fn at(&self, _done: f32) {}

    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}

/// The zone of each place on the plane, in metres: an index into [`Analysis::zones`](super::Analysis::zones).
pub fn zones_at(project: &Project, places: &[Coord]) -> Vec<Option<usize>> {
    let (_, regions) = zones_of(project);
    let zones = Places::new(regions);
    places.iter().map(|&at| zones.holding(at).first().copied()).collect()
}
