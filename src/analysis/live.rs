//! Figures that follow the pointer: a model of the coverage and the counts, kept up to date while one proposal moves.
//!
//! What it says when the pointer lets go is, to the last bit, what a full analysis says afterwards: coverage comes from
//! the same engine, which promises as much, and things are counted in whole numbers. Areas of parks a head and setback
//! conflicts are computed when the gesture ends.

use std::sync::Arc;

use crate::geom::coverage::{CoverageModel, SiteKey, SiteRef};
use crate::geom::{Cancelled, Progress, Shape, Stretch};
use crate::model::plan::{PlacementRules, Proposal, ProposalId, What};
use crate::model::{FacilityKind, Layer, LayerId, Project, Role};

use super::outcome::{Goal, Indicator, IndicatorId, Quantity, Unit};
use super::placing::{PlacementScene, Site, Warning, spaces_of};
use super::rating::rate;
use super::scenario::{changed_alone, is_proposal_layer, layer_of, proposal_layer};
use super::scene::Scene;
use super::{hold_against_goals, served, tally};

/// The indicators of coverage: their identifier, the kinds that serve, and the roles they come from.
pub(super) const COVERAGES: [(IndicatorId, &[FacilityKind], &[Role]); 4] = [
    (IndicatorId::ParkCoverage, &[FacilityKind::Park, FacilityKind::PocketPark], &[Role::Park, Role::PocketPark]),
    (IndicatorId::ToiletCoverage, &[FacilityKind::Toilet], &[Role::Toilet]),
    (IndicatorId::TransferStationCoverage, &[FacilityKind::TransferStation], &[Role::TransferStation]),
    (IndicatorId::ParkingCoverage, &[FacilityKind::Parking], &[Role::Parking]),
];

/// An indicator while something moves.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveIndicator {
    /// Which one.
    pub id: IndicatorId,
    /// In what it is counted.
    pub unit: Unit,
    /// The figure without what moves: without the new facility, or with the existing one as it is.
    pub before: Option<Quantity>,
    /// The figure as it would be.
    pub now: Option<Quantity>,
    /// What it is held against.
    pub goal: Option<Goal>,
    /// Whether that was met before.
    pub met_before: Option<bool>,
    /// Whether it would be met.
    pub met: Option<bool>,
    /// By zone, in the order of [`Analysis::zones`](super::Analysis::zones): as it would be.
    pub zones: Vec<Quantity>,
    /// By zone, without what moves.
    pub zones_before: Vec<Quantity>,
    /// By zone, whether the goal would be met; `None` where there is none, or it is asked of the district as a whole.
    pub zones_met: Vec<Option<bool>>,
}

impl LiveIndicator {
    /// How much more of what is above the line: m² of land served, things, spaces.
    pub fn gain(&self) -> Option<f64> {
        Some(self.now?.numerator - self.before?.numerator)
    }

    /// The change of the value; for ratios times 100 in percentage points.
    pub fn change(&self) -> Option<f64> {
        Some(self.now?.value()? - self.before?.value()?)
    }

    /// The zone whose value changes most, as an index, with its values before and now; `None` where none changes.
    pub fn most_changed_zone(&self) -> Option<(usize, f64, f64)> {
        let pairs = self.zones_before.iter().zip(&self.zones).enumerate();
        let changed = pairs.filter_map(|(i, (a, b))| Some((i, a.value()?, b.value()?))).filter(|(_, a, b)| a != b);
        changed.max_by(|a, b| (a.2 - a.1).abs().total_cmp(&(b.2 - b.1).abs()).then(b.0.cmp(&a.0)))
    }
}

/// The figures of what follows the pointer.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveFigures {
    /// The proposal as it was asked for; number 0 for one that is not placed yet.
    pub proposal: ProposalId,
    /// Its kind.
    pub kind: FacilityKind,
    /// Where it is.
    pub shape: Shape,
    /// Its service radius in metres; `None` where the rule set gives none, and then the warnings say why.
    pub radius_m: Option<f64>,
    /// Its area in m² as it is rated.
    pub area_m2: Option<f64>,
    /// Every indicator that is kept up to date, the one that this kind serves first.
    pub indicators: Vec<LiveIndicator>,
    /// What speaks against the place.
    pub warnings: Vec<Warning>,
}

/// A project whose indicators all have a figure from the first facility on: an empty layer stands in for each kind that
/// has none. What [`Live`] works on.
pub fn prepare(project: &Project) -> Project {
    let mut project = project.clone();
    for kind in [
        FacilityKind::Park,
        FacilityKind::Toilet,
        FacilityKind::TransferStation,
        FacilityKind::Parking,
        FacilityKind::BeautifulZone,
    ] {
        let there = project.layers.iter().any(|l| l.role.facility_kind() == Some(kind));
        if !there {
            project.layers.push(Arc::new(layer_of(kind, std::iter::empty())));
        }
    }
    project
}

struct Model {
    id: IndicatorId,
    kinds: &'static [FacilityKind],
    coverage: CoverageModel,
    /// The site of each facility that serves.
    keys: Vec<(usize, SiteKey)>,
    /// The site of what is not a facility of the scene: used again and again.
    ghost: Option<SiteKey>,
}

/// A facility as it counts.
#[derive(Debug, Clone)]
struct Standing {
    kind: FacilityKind,
    shape: Shape,
    radius: Option<f64>,
    area: Option<f64>,
    in_use: bool,
    spaces: f64,
    reason: Option<&'static str>,
}

/// What is being moved.
struct Held {
    subject: What,
    id: ProposalId,
    kind: FacilityKind,
    /// The facility of the scene that it is; `None` for one that is not there yet.
    facility: Option<usize>,
    /// As it counts in the scene; `None` where it is not there.
    original: Option<Standing>,
    /// As it counts without the proposal; `None` where it would not be there.
    baseline: Option<Standing>,
    before: Vec<Figures>,
}

#[derive(Debug, Clone, PartialEq)]
struct Figures {
    total: Option<Quantity>,
    zones: Vec<Quantity>,
}

/// A project in which one proposal moves.
pub struct Live<'a> {
    base: &'a Project,
    scene: Scene<'a>,
    models: Vec<Model>,
    /// Counts, with the facilities of the scene as they are.
    counts: Vec<Indicator>,
    /// What each indicator is held against, in the order of `models` and `counts`.
    goals: Vec<Option<Goal>>,
    placement: PlacementScene<'a>,
    held: Option<Held>,
    /// What counts instead of `held.original`.
    standing: Option<Standing>,
}

impl<'a> Live<'a> {
    /// Prepares everything. `project` is what [`prepare`] makes of the scenario as it is shown; `base` is the base.
    ///
    /// # Errors
    /// [`Cancelled`].
    pub fn new(
        project: &'a Project,
        base: &'a Project,
        placement: &PlacementRules,
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.4))?;
        let mut models = Vec::new();
        let mut goals = Vec::new();
        let goal_of = |mut indicator: Indicator| {
            hold_against_goals(&scene, &mut indicator);
            indicator.goal
        };
        if let Some(demand) = &scene.demand {
            for (id, kinds, _) in COVERAGES {
                let serving = scene.rated.serving(kinds);
                let sites: Vec<SiteRef<'_>> =
                    serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
                let model = CoverageModel::new(Arc::clone(demand), &sites, progress)?;
                let keys = serving.iter().enumerate().map(|(at, s)| (s.0, SiteKey(at as u32))).collect();
                goals.push(goal_of(super::blank(id, Unit::Ratio)));
                models.push(Model { id, kinds, coverage: model, keys, ghost: None });
            }
        }
        let counts =
            vec![tally::toilet_density(&scene), tally::parking_spaces(&scene, false), tally::beautiful_zones(&scene)];
        goals.extend(counts.iter().map(|c| goal_of(super::blank(c.id, c.unit))));
        let placement = PlacementScene::new(project, placement);
        Ok(Self { base, scene, models, counts, goals, placement, held: None, standing: None })
    }

    /// Moves a proposal (number 0 for one that is not placed yet) and says what would come of it. Whatever moved before
    /// goes back to where it was.
    pub fn drag(&mut self, proposal: &Proposal) -> LiveFigures {
        self.hold(proposal);
        let standing = self.standing_of(proposal);
        self.stand(Some(standing.clone()));
        let now = self.figures();
        let held = self.held.as_ref().map(|h| h.before.clone()).unwrap_or_default();
        let mut indicators: Vec<LiveIndicator> = now
            .into_iter()
            .zip(held)
            .enumerate()
            .map(|(i, (now, before))| {
                let (id, unit) = self.name(i);
                let goal = self.goals[i].clone();
                let met =
                    |q: Option<Quantity>| goal.as_ref().zip(q.and_then(Quantity::value)).map(|(g, v)| g.is_met_by(v));
                let by_zone = !matches!(unit, Unit::Count | Unit::SquareMetres);
                LiveIndicator {
                    id,
                    unit,
                    before: before.total,
                    now: now.total,
                    met_before: met(before.total),
                    met: met(now.total),
                    zones_met: now.zones.iter().map(|&q| if by_zone { met(Some(q)) } else { None }).collect(),
                    zones: now.zones,
                    zones_before: before.zones,
                    goal,
                }
            })
            .collect();
        indicators.sort_by_key(|i| !self.models.iter().any(|m| m.id == i.id && m.kinds.contains(&proposal.kind)));
        let itself = self.held.as_ref().and_then(|h| h.facility).map(|f| {
            let f = &self.scene.rated.facilities[f];
            (f.layer, f.feature)
        });
        let closes = matches!(proposal.what, What::Close(_));
        let mut warnings = if closes {
            Vec::new()
        } else {
            self.placement.warnings(&Site { kind: standing.kind, shape: &standing.shape, itself })
        };
        if let (Some(reason), false) = (standing.reason, closes) {
            warnings.push(Warning::ServesNothing(reason));
        }
        LiveFigures {
            proposal: proposal.id,
            kind: standing.kind,
            radius_m: standing.radius,
            area_m2: standing.area,
            shape: standing.shape,
            indicators,
            warnings,
        }
    }

    /// Puts back whatever moved.
    pub fn release(&mut self) {
        if let Some(held) = self.held.take() {
            let original = held.original.clone();
            self.held = Some(held);
            self.stand(original);
            self.held = None;
            self.standing = None;
        }
    }

    /// Lets what was dragged last stand where it is, as though it had been there from the beginning. What moves next
    /// is measured against it.
    pub(super) fn keep(&mut self) {
        let figures = self.figures();
        let coverages = self.models.len();
        for (count, figures) in self.counts.iter_mut().zip(figures.into_iter().skip(coverages)) {
            count.quantity = figures.total;
            for (zone, quantity) in count.zones.iter_mut().zip(figures.zones) {
                zone.quantity = quantity;
            }
        }
        for model in &mut self.models {
            // The site stays; the next thing that is not there yet gets one of its own.
            model.ghost = None;
        }
        self.held = None;
        self.standing = None;
    }

    /// The zones that a shape lies in, as indices.
    pub(super) fn zones_of(&self, shape: &Shape) -> Vec<usize> {
        self.scene.places.locate(shape)
    }

    fn name(&self, at: usize) -> (IndicatorId, Unit) {
        if let Some(model) = self.models.get(at) {
            return (model.id, Unit::Ratio);
        }
        let count = &self.counts[at - self.models.len()];
        (count.id, count.unit)
    }

    /// Takes hold of what a proposal is about, unless it is held already.
    fn hold(&mut self, proposal: &Proposal) {
        let same = |h: &Held| h.id == proposal.id && h.subject == proposal.what && h.kind == proposal.kind;
        if self.held.as_ref().is_some_and(same) {
            return;
        }
        self.release();
        let facilities = &self.scene.rated.facilities;
        let at =
            |layer: LayerId, feature: usize| facilities.iter().position(|f| f.layer == layer && f.feature == feature);
        let project = self.scene.project;
        let layer_with = |id: LayerId| project.layers.iter().find(|l| l.id == id);
        let (facility, baseline) = match &proposal.what {
            What::New => {
                let number = proposal.id.0.to_string();
                let found = layer_with(proposal_layer(proposal.kind)).and_then(|layer| {
                    let feature = layer.features.iter().position(|f| f.id.as_deref() == Some(&number))?;
                    at(layer.id, feature)
                });
                (found.filter(|_| proposal.id.0 != 0), None)
            }
            What::Close(facility) | What::Change(facility) => {
                let found = layer_with(facility.layer).and_then(|layer| at(layer.id, facility.find(layer)?));
                let base = self.base.layers.iter().find(|l| l.id == facility.layer);
                (found, base.and_then(|layer| as_it_is(self.base, layer, facility.find(layer)?)))
            }
        };
        let original = facility.and_then(|f| {
            let f = &self.scene.rated.facilities[f];
            let layer = layer_with(f.layer)?;
            as_it_is(project, layer, f.feature)
        });
        self.standing.clone_from(&original);
        self.held = Some(Held {
            subject: proposal.what.clone(),
            id: proposal.id,
            kind: proposal.kind,
            facility,
            original,
            baseline: baseline.clone(),
            before: Vec::new(),
        });
        self.stand(baseline);
        let before = self.figures();
        if let Some(held) = &mut self.held {
            held.before = before;
        }
    }

    /// How a proposal counts: rated by itself, by the same rules as in its layer.
    fn standing_of(&self, proposal: &Proposal) -> Standing {
        let nothing = |kind| Standing {
            kind,
            shape: Shape::default(),
            radius: None,
            area: None,
            in_use: false,
            spaces: 0.0,
            reason: Some("closed"),
        };
        let layer = match &proposal.what {
            What::New => layer_of(proposal.kind, std::iter::once(proposal)),
            What::Close(_) => return nothing(proposal.kind),
            What::Change(facility) => {
                let found = self.base.layers.iter().find(|l| l.id == facility.layer);
                let Some((layer, at)) = found.and_then(|l| Some((l, facility.find(l)?))) else {
                    return nothing(proposal.kind);
                };
                let area = self.held.as_ref().and_then(|h| h.baseline.as_ref()).and_then(|b| b.area);
                changed_alone(layer, at, area, proposal)
            }
        };
        alone(self.base, &layer).unwrap_or_else(|| nothing(proposal.kind))
    }

    /// Lets something stand where what is held stood.
    fn stand(&mut self, new: Option<Standing>) {
        let Some(held) = &self.held else { return };
        for model in &mut self.models {
            let serves = |s: &Standing| model.kinds.contains(&s.kind) && s.radius.is_some();
            let site = new.as_ref().filter(|s| serves(s));
            let own = held.facility.and_then(|f| model.keys.iter().find(|(at, _)| *at == f)).map(|(_, key)| *key);
            let site = site.and_then(|s| Some(SiteRef { shape: &s.shape, radius: s.radius? }));
            match (own.or(model.ghost), site) {
                (Some(key), Some(site)) => {
                    model.coverage.replace(key, &site);
                }
                (Some(key), None) => {
                    model.coverage.remove(key);
                }
                (None, Some(site)) => model.ghost = Some(model.coverage.insert(&site)),
                (None, None) => {}
            }
        }
        self.standing = new;
    }

    fn figures(&self) -> Vec<Figures> {
        let share = |c: crate::geom::coverage::Coverage| served::share(c);
        let coverage = self.models.iter().map(|m| Figures {
            total: Some(share(m.coverage.total())),
            zones: (0..self.scene.zones.len()).map(|z| share(m.coverage.zone(z))).collect(),
        });
        let original = self.held.as_ref().and_then(|h| h.original.as_ref());
        let counts = self.counts.iter().map(|indicator| {
            let mut figures =
                Figures { total: indicator.quantity, zones: indicator.zones.iter().map(|z| z.quantity).collect() };
            let mut add = |standing: Option<&Standing>, sign: f64| {
                let Some(weight) = standing.and_then(|s| weight(indicator.id, s)) else { return };
                let Some(s) = standing else { return };
                if !self.scene.is_inside(&s.shape) {
                    return;
                }
                let zones = self.scene.places.locate(&s.shape);
                let counts = indicator.per != Some("zones") || !zones.is_empty();
                if let (Some(total), true) = (&mut figures.total, counts) {
                    total.numerator += sign * weight;
                }
                for zone in zones {
                    // An indicator without a figure, such as spaces that no car park tells, has none by zone either.
                    if let Some(figure) = figures.zones.get_mut(zone) {
                        figure.numerator += sign * weight;
                    }
                }
            };
            add(original, -1.0);
            add(self.standing.as_ref(), 1.0);
            figures
        });
        coverage.chain(counts).collect()
    }
}

/// How much a facility counts for an indicator; `None` where it does not.
fn weight(indicator: IndicatorId, s: &Standing) -> Option<f64> {
    let (kind, weight) = match indicator {
        IndicatorId::ToiletDensity => (FacilityKind::Toilet, 1.0),
        IndicatorId::ParkingSpaces => (FacilityKind::Parking, s.spaces),
        IndicatorId::BeautifulZones => (FacilityKind::BeautifulZone, 1.0),
        _ => return None,
    };
    (s.in_use && s.kind == kind).then_some(weight)
}

/// The one feature of a layer, rated.
fn alone(project: &Project, layer: &Layer) -> Option<Standing> {
    let single = Project { layers: vec![Arc::new(layer.clone())], targets: None, ..project.clone() };
    let rated = rate(&single);
    let facility = rated.facilities.first()?;
    Some(Standing {
        kind: facility.kind,
        shape: layer.features.first()?.shape.clone(),
        radius: facility.radius_m,
        area: facility.area_m2,
        in_use: !matches!(facility.reason, Some("closed" | "not_built")),
        spaces: spaces_of(layer).unwrap_or(0.0),
        reason: facility.reason,
    })
}

/// A facility of a project as its whole layer rates it.
fn as_it_is(project: &Project, layer: &Arc<Layer>, feature: usize) -> Option<Standing> {
    let kind = layer.role.facility_kind()?;
    let single = if is_proposal_layer(layer.id) {
        Layer { features: Arc::new([layer.features.get(feature)?.clone()]), ..Layer::clone(layer) }
    } else {
        // The unit of an area column may follow from the whole layer: the area is rated there and carried over.
        let whole = Project { layers: vec![Arc::clone(layer)], targets: None, ..project.clone() };
        let rated = rate(&whole);
        let area = rated.facilities.get(feature)?.area_m2;
        let unchanged = Proposal::new(kind, Shape::default(), 0);
        changed_alone(layer, feature, area, &unchanged)
    };
    alone(project, &single)
}
