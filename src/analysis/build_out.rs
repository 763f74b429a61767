//! A scenario year by year: every indicator by the end of each year, held against the plan; and what the scenario builds
//! in each year, held against what the plan asks for. Figures of one year and totals are kept apart.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::geom::{Cancelled, Progress, Stretch};
use crate::model::plan::{Proposal, Scenario, What};
use crate::model::targets::{Kind, Target, TargetUnit};
use crate::model::{FacilityKind, Project, TargetSet, Text};

use super::fields::{self, Columns};
use super::outcome::{Goal, IndicatorId, Quantity, Unit};
use super::scenario::apply;

/// The target of parking spaces that are added.
const SPACES_NEW: &str = "parking_spaces_new";
/// More years than any plan has.
const MOST_YEARS: i32 = 60;

/// A scenario year by year.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildOut {
    /// The years, one after the other.
    pub years: Vec<i32>,
    /// Every indicator.
    pub curves: Vec<Curve>,
    /// What is built, against what the plan asks for.
    pub works: Vec<Works>,
}

/// An indicator year by year.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Which one.
    pub id: IndicatorId,
    /// In what it is counted.
    pub unit: Unit,
    /// The figure of the base, before the first year.
    pub before: Option<Quantity>,
    /// The figure at the end of each year, in the order of the years.
    pub points: Vec<Point>,
    /// What it is held against.
    pub goal: Option<Goal>,
    /// The year by whose end the goal is to be reached, where the plan names one.
    pub due: Option<i32>,
}

/// An indicator at the end of a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The year.
    pub year: i32,
    /// The figure; `None` where its inputs are missing.
    pub quantity: Option<Quantity>,
    /// Whether the goal is reached; `None` without a goal or a figure.
    pub met: Option<bool>,
}

/// Something that a plan asks to be built, and what the scenario builds of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Works {
    /// The target's identifier, such as `toilets_built`.
    pub target: String,
    /// Its name.
    pub name: Text,
    /// What kind of figure the plan gives.
    pub kind: Kind,
    /// In what it is counted.
    pub unit: TargetUnit,
    /// By year.
    pub years: Vec<Work>,
}

/// What is built in a year. All in the unit of the target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// The year.
    pub year: i32,
    /// Built in this year alone. Of parking spaces (`parking_spaces_new`): those of new car parks, and those by which
    /// existing ones grow; what is closed or made smaller takes none away.
    pub done: f64,
    /// Asked of this year alone; `None` where the plan says nothing about it.
    pub asked: Option<f64>,
    /// Built since the first year.
    pub done_in_all: f64,
    /// Asked of all years together; `None` for what is asked of single years only.
    pub asked_in_all: Option<f64>,
}

/// The years of a scenario and of the plan of its project; none where neither names any.
pub fn years(base: &Project, scenario: &Scenario) -> Vec<i32> {
    years_of(base.targets.as_deref(), std::iter::once(scenario))
}

/// The years of some scenarios and of a plan, one after the other; none where nothing names any.
pub fn years_of<'a>(targets: Option<&TargetSet>, scenarios: impl Iterator<Item = &'a Scenario>) -> Vec<i32> {
    let plan = targets.and_then(|t| t.period).map(|[a, b]| (a, b));
    let named: Vec<(i32, i32)> = plan.into_iter().chain(scenarios.filter_map(Scenario::years)).collect();
    let all = || named.iter().copied();
    let (Some(first), Some(last)) = (all().map(|y| y.0).min(), all().map(|y| y.1).max()) else { return Vec::new() };
    (first..=last.min(first.saturating_add(MOST_YEARS - 1))).collect()
}

/// Computes a scenario year by year.
///
/// # Errors
/// [`Cancelled`].
pub fn build_out(base: &Project, scenario: &Scenario, progress: &dyn Progress) -> Result<BuildOut, Cancelled> {
    let years = years(base, scenario);
    let share = 1.0 / (years.len() + 1) as f32;
    let before = super::analyse(base, &Stretch::new(progress, 0.0, share))?;
    let mut curves: Vec<Curve> = before
        .indicators
        .iter()
        .map(|i| Curve {
            id: i.id,
            unit: i.unit,
            before: i.quantity,
            points: Vec::new(),
            goal: i.goal.clone(),
            due: base.targets.as_ref().and_then(|t| t.target(i.id.id())).and_then(|t| t.when.last().copied()),
        })
        .collect();
    for (at, &year) in years.iter().enumerate() {
        let part = Stretch::new(progress, share * (at + 1) as f32, share);
        // Where nothing is done in a year, the figures are those of the year before.
        let unchanged = scenario.proposals.iter().all(|p| p.year != year)
            && (at > 0 || scenario.until(Some(year)).next().is_none());
        let analysis =
            if unchanged { None } else { Some(super::analyse(&apply(base, scenario, Some(year)).0, &part)?) };
        for curve in &mut curves {
            let (quantity, met) = match &analysis {
                Some(analysis) => analysis.indicator(curve.id).map_or((None, None), |i| (i.quantity, i.met)),
                None => curve.points.last().map_or_else(
                    || before.indicator(curve.id).map_or((None, None), |i| (i.quantity, i.met)),
                    |p| (p.quantity, p.met),
                ),
            };
            curve.points.push(Point { year, quantity, met });
        }
    }
    let targets = base.targets.iter().flat_map(|t| &t.targets);
    let works = targets.filter_map(|t| works(base, t, scenario, &years)).collect();
    Ok(BuildOut { years, curves, works })
}

fn works(base: &Project, target: &Target, scenario: &Scenario, years: &[i32]) -> Option<Works> {
    let unit = target.unit?;
    let measure = measure_of(&target.id, unit)?;
    let mut done_in_all = 0.0;
    let years = years.iter().map(|&year| {
        let proposed: f64 = scenario.proposals.iter().filter(|p| p.year == year).map(|p| measure(p)).sum();
        let enlarged = if target.id == SPACES_NEW { enlarged(base, scenario, year) } else { 0.0 };
        // A sum of nothing is −0 in floating point.
        let done = 0.0 + (proposed + enlarged) / unit.factor();
        done_in_all += done;
        let asked_in_all = (target.kind == Kind::Cumulative).then_some(target.value).flatten();
        Work { year, done, asked: target.in_year(year), done_in_all, asked_in_all }
    });
    Some(Works {
        target: target.id.clone(),
        name: target.name.clone(),
        kind: target.kind,
        unit,
        years: years.collect(),
    })
}

/// Spaces that a year adds to car parks that are there already: how many each has by the end of the year more than it had
/// before. A car park that is made smaller or closed takes nothing from what is new; of one whose number of spaces nobody
/// knows, no difference can be told, and it adds none.
fn enlarged(base: &Project, scenario: &Scenario, year: i32) -> f64 {
    let mut sum = 0.0;
    for layer in &base.layers {
        let columns = Columns::of(layer, fields::SPACES);
        // The last of several for one car park holds, as it does when the scenario is applied.
        let asked = |at: usize, until: i32| {
            let of = |p: &&Arc<Proposal>| matches!(&p.what, What::Change(f) if f.layer == layer.id && f.find(layer) == Some(at));
            scenario.until(Some(until)).filter(of).filter_map(|p| p.spaces).last()
        };
        let now = scenario.proposals.iter().filter(|p| p.year == year && p.kind == FacilityKind::Parking);
        let changed: BTreeSet<usize> = now
            .filter_map(|p| match &p.what {
                What::Change(f) if f.layer == layer.id => f.find(layer),
                _ => None,
            })
            .collect();
        for at in changed {
            let before = asked(at, year - 1).or_else(|| columns.number(&layer.features[at]));
            if let (Some(before), Some(after)) = (before, asked(at, year)) {
                sum += (after - before).max(0.0);
            }
        }
    }
    sum
}

/// How much of a target a proposal is, in base units, enlarged car parks aside (see [`enlarged`]); `None` for targets that no proposal can contribute to.
fn measure_of(target: &str, unit: TargetUnit) -> Option<impl Fn(&Proposal) -> f64> {
    use FacilityKind as K;
    let (kinds, new_only): (&[K], bool) = match target {
        "toilets_built" => (&[K::Toilet], false),
        "transfer_stations" => (&[K::TransferStation], false),
        "pocket_parks_new" => (&[K::PocketPark], true),
        "park_area_new" => (&[K::Park, K::PocketPark], true),
        SPACES_NEW => (&[K::Parking], true),
        "beautiful_zones" | "beautiful_zones_new" => (&[K::BeautifulZone], true),
        _ => return None,
    };
    let areal =
        matches!(unit, TargetUnit::Hectares | TargetUnit::TenThousandSquareMetres | TargetUnit::SquareKilometres);
    let spaces = target == SPACES_NEW;
    Some(move |p: &Proposal| {
        let counts = match p.what {
            What::New => true,
            What::Change(_) => !new_only,
            What::Close(_) => false,
        };
        if !counts || !kinds.contains(&p.kind) {
            0.0
        } else if areal {
            p.area().unwrap_or(0.0)
        } else if spaces {
            p.spaces.unwrap_or(0.0)
        } else {
            1.0
        }
    })
}
