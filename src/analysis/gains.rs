//! What each proposal of a scenario does for the coverage of its kind: alone, on the base as it is, and in the order in
//! which the scenario is built.
//!
//! The gains in order add up to what the scenario as a whole gains, to rounding; those alone add up to more wherever two
//! proposals serve the same land. Both come from the engine that follows the pointer.

use crate::geom::{Cancelled, Progress, Shape, Stretch};
use crate::model::Project;
use crate::model::plan::{PlacementRules, Proposal, ProposalId, Scenario};

use super::live::{Live, LiveFigures, prepare};
use super::outcome::{IndicatorId, Quantity, Unit};

/// What a proposal does.
#[derive(Debug, Clone, PartialEq)]
pub struct Gain {
    /// Which proposal.
    pub proposal: ProposalId,
    /// The coverage that its kind serves; `None` for kinds that serve none.
    pub indicator: Option<IndicatorId>,
    /// With it alone over the base.
    pub alone: Option<Change>,
    /// With it after all that are built before it: by year, then in the order of the list.
    pub in_order: Option<Change>,
    /// Park coverage with it and all that are built before it; `None` without demand, or before anything is found.
    pub park_after: Option<Quantity>,
    /// Every coverage with it and all that are built before it; empty without demand, or before anything is found.
    pub coverages: Vec<CoverageState>,
    /// The zones it lies in: indices into [`Analysis::zones`](super::Analysis::zones).
    pub zones: Vec<usize>,
    /// The facility that it is about is not there.
    pub orphan: bool,
}

/// A coverage as it stands at some time, of the whole and by zone.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageState {
    /// Which one.
    pub indicator: IndicatorId,
    /// Of the whole: m² served over m² of residential land.
    pub whole: Quantity,
    /// By zone, in the order of [`Analysis::zones`](super::Analysis::zones).
    pub zones: Vec<Quantity>,
}

/// A change of coverage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// More land served, in m².
    pub covered_m2: f64,
    /// The change of the rate; times 100 in percentage points. `None` without residential land.
    pub rate: Option<f64>,
}

fn between(before: Quantity, after: Quantity) -> Change {
    let rate = before.value().zip(after.value()).map(|(a, b)| b - a);
    Change { covered_m2: after.numerator - before.numerator, rate }
}

/// The figure of the coverage that a proposal's kind serves, before and with it.
fn coverage(figures: &LiveFigures, proposal: &Proposal) -> Option<(IndicatorId, Quantity, Quantity)> {
    let serves = super::effects::coverage_of(proposal.kind)?;
    let found = figures.indicators.iter().find(|i| i.id == serves && i.unit == Unit::Ratio)?;
    Some((serves, found.before?, found.now?))
}

/// Works out what every proposal of a scenario does, in the order of the scenario's list.
///
/// # Errors
/// [`Cancelled`].
pub fn gains(base: &Project, scenario: &Scenario, progress: &dyn Progress) -> Result<Vec<Gain>, Cancelled> {
    let prepared = prepare(base);
    let rules = PlacementRules::default();
    let mut alone = Live::new(&prepared, base, &rules, &Stretch::new(progress, 0.0, 0.3))?;
    let mut built = Live::new(&prepared, base, &rules, &Stretch::new(progress, 0.3, 0.3))?;
    let mut order: Vec<usize> = (0..scenario.proposals.len()).collect();
    order.sort_by_key(|&i| scenario.proposals[i].year);
    let mut found: Vec<Option<Gain>> = vec![None; order.len()];
    // The figure of each coverage with everything built so far: a later proposal for one facility comes over an earlier
    // one, so what is gained is the difference between totals.
    let mut so_far: Vec<(IndicatorId, Quantity)> = Vec::new();
    let mut park = None;
    let mut coverages: Vec<CoverageState> = Vec::new();
    for (done, &at) in order.iter().enumerate() {
        if progress.cancelled() {
            return Err(Cancelled);
        }
        progress.at(0.6 + 0.4 * done as f32 / order.len().max(1) as f32);
        let proposal = &scenario.proposals[at];
        let facility = proposal.facility().map(|f| {
            let layer = base.layers.iter().find(|l| l.id == f.layer)?;
            Some(&layer.features.get(f.find(layer)?)?.shape)
        });
        let orphan = facility == Some(None);
        let shape: Option<&Shape> = facility.flatten().filter(|_| proposal.shape.is_empty());
        let mut gain = Gain {
            proposal: proposal.id,
            indicator: super::effects::coverage_of(proposal.kind),
            alone: None,
            in_order: None,
            park_after: park,
            coverages: coverages.clone(),
            zones: alone.zones_of(shape.unwrap_or(&proposal.shape)),
            orphan,
        };
        if !orphan {
            // As one that is not placed yet: no facility of the base has its number.
            let figures = alone.drag(proposal);
            gain.alone = coverage(&figures, proposal).map(|(_, before, now)| between(before, now));
            alone.release();
            let figures = built.drag(proposal);
            if let Some((indicator, before, now)) = coverage(&figures, proposal) {
                let last = so_far.iter_mut().find(|(id, _)| *id == indicator);
                gain.in_order = Some(between(last.as_ref().map_or(before, |(_, q)| *q), now));
                match last {
                    Some((_, quantity)) => *quantity = now,
                    None => so_far.push((indicator, now)),
                }
            }
            let parks = figures.indicators.iter().find(|i| i.id == IndicatorId::ParkCoverage);
            park = parks.and_then(|i| i.now).or(park);
            gain.park_after = park;
            let all = figures.indicators.into_iter().filter(|i| i.unit == Unit::Ratio);
            coverages =
                all.filter_map(|i| Some(CoverageState { indicator: i.id, whole: i.now?, zones: i.zones })).collect();
            coverages.sort_by_key(|c| c.indicator);
            gain.coverages.clone_from(&coverages);
            built.keep();
        }
        found[at] = Some(gain);
    }
    progress.at(1.0);
    Ok(found.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analysis::analyse;
    use crate::analysis::scenario::apply;
    use crate::geom::Coord;
    use crate::geom::repair::normalise;
    use crate::model::plan::{FacilityRef, ScenarioId, What};
    use crate::model::{FacilityKind, Feature, Import, Layer, LayerId, Plane, Role, RuleSet, Source};

    fn square(x: f64, y: f64, side: f64) -> Shape {
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let ring = ring.map(|(a, b)| Coord { x: x + a * side, y: y + b * side }).to_vec();
        Shape::from_region(normalise(vec![vec![ring]]).0)
    }

    fn layer(id: u32, role: Role, shapes: Vec<Shape>) -> Arc<Layer> {
        let feature = |(i, shape)| Feature { index: i as u32, shape, ..Feature::default() };
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: Arc::new([]),
            features: shapes.into_iter().enumerate().map(feature).collect(),
            import: Import::default(),
        })
    }

    fn base() -> Project {
        Project {
            name: String::new(),
            synthetic: false,
            plane: Plane { epsg: Some(4549), definition: String::new() },
            layers: vec![
                layer(1, Role::Residential, (0..20).map(|i| square(f64::from(i) * 200.0, 0.0, 180.0)).collect()),
                layer(2, Role::Park, vec![square(0.0, 200.0, 80.0), square(3000.0, 200.0, 80.0)]),
                layer(3, Role::Zone, vec![square(-100.0, -1000.0, 2000.0), square(1900.0, -1000.0, 2200.0)]),
            ],
            rules: Arc::new(RuleSet::builtin(RuleSet::DEFAULT_ID).unwrap()),
            targets: None,
        }
    }

    fn pocket(id: u32, x: f64, year: i32) -> Proposal {
        Proposal { id: ProposalId(id), ..Proposal::new(FacilityKind::PocketPark, square(x, 200.0, 30.0), year) }
    }

    fn covered(base: &Project, proposals: &[Proposal]) -> f64 {
        let mut scenario = Scenario::empty(ScenarioId(1), "甲");
        scenario.proposals = proposals.iter().cloned().map(Arc::new).collect();
        let analysis = analyse(&apply(base, &scenario, None).0, &()).unwrap();
        analysis.indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().numerator
    }

    #[test]
    fn gains_are_those_of_full_analyses_alone_and_in_order() {
        let base = base();
        let parks = base.layers[1].clone();
        let facility = FacilityRef::to(&parks, &parks.features[1]);
        let mut closing = Proposal::new(FacilityKind::Park, Shape::default(), 2024);
        closing.what = What::Close(facility);
        closing.id = ProposalId(4);
        let mut gone = closing.clone();
        gone.what = What::Close(FacilityRef { layer: LayerId(2), index: 77, id: None });
        gone.id = ProposalId(5);
        let toilet = Proposal {
            id: ProposalId(6),
            ..Proposal::new(FacilityKind::Toilet, Shape::from_point(Coord { x: 500.0, y: 100.0 }), 2023)
        };
        // The second is built first; the first and the second serve much the same land.
        let all = [pocket(1, 1500.0, 2025), pocket(2, 1600.0, 2023), pocket(3, 2300.0, 2024), closing, gone, toilet];
        let mut scenario = Scenario::empty(ScenarioId(1), "甲");
        scenario.proposals = all.iter().cloned().map(Arc::new).collect();
        let gains = gains(&base, &scenario, &()).unwrap();
        assert_eq!(gains.iter().map(|g| g.proposal.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        let nothing = covered(&base, &[]);
        for (gain, proposal) in gains.iter().zip(&all).take(4) {
            let own = covered(&base, std::slice::from_ref(proposal)) - nothing;
            assert_eq!(gain.alone.unwrap().covered_m2, own, "{proposal:?}");
        }
        let order = [1, 2, 3, 0].map(|i| all[i].clone());
        for n in 1..=4 {
            let own = covered(&base, &order[..n]) - covered(&base, &order[..n - 1]);
            let at = all.iter().position(|p| p.id == order[n - 1].id).unwrap();
            assert_eq!(gains[at].in_order.unwrap().covered_m2, own, "step {n}");
            assert_eq!(gains[at].park_after.unwrap().numerator, covered(&base, &order[..n]), "step {n}");
        }
        assert!(gains[0].alone.unwrap().covered_m2 > 2.0 * gains[0].in_order.unwrap().covered_m2);
        assert!(gains[3].alone.unwrap().rate.unwrap() < 0.0);
        assert!(gains[4].orphan && gains[4].alone.is_none());
        assert_eq!(gains[5].indicator, Some(IndicatorId::ToiletCoverage));
        assert_eq!((gains[0].zones.as_slice(), gains[2].zones.as_slice()), ([0].as_slice(), [1].as_slice()));
    }
}
