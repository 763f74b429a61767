//! Two scenarios beside one another: which figures differ, and what land one serves and the other does not.

use std::sync::Arc;

use crate::geom::buffer::service_area;
use crate::geom::coverage::{CoverageModel, SiteRef};
use crate::geom::overlay::{difference, intersection, union_all};
use crate::geom::{Cancelled, Progress, Rect, Region, Shape, Stretch, bounds};
use crate::model::plan::{Date, DatedFigures, Difference, FiguresId, Period, differences};
use crate::model::{FacilityKind, Project, Role};

use super::dated;
use super::live::COVERAGES;
use super::outcome::{Analysis, IndicatorId};
use super::rating::{Rated, rate};
use super::scene::{Scene, areal};

/// Chords of a quarter circle in the drawn land; they keep the area.
const SEGMENTS: usize = 16;

/// Two projects compared: the base or scenarios of it.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Every indicator, whole and by zone; those that differ come first, each group in the order of the indicators.
    pub rows: Vec<Difference>,
    /// How many rows differ.
    pub differing: usize,
    /// By indicator of coverage, where the supply differs.
    pub served: Vec<ServedDifference>,
    /// The one as it is analysed.
    pub a: Analysis,
    /// The other.
    pub b: Analysis,
}

/// Residential land that one serves and the other does not; arcs are cut into chords that keep the area.
#[derive(Debug, Clone, PartialEq)]
pub struct ServedDifference {
    /// Which coverage.
    pub indicator: IndicatorId,
    /// Served by the one alone.
    pub only_a: Region,
    /// Served by the other alone.
    pub only_b: Region,
    /// How much land that is by true arcs, in m²: what both serve together less what the other serves, and less what the
    /// one serves. The second less the first is the change of covered land.
    pub land_m2: [f64; 2],
}

/// Compares two projects that have the same base.
///
/// # Errors
/// [`Cancelled`].
pub fn compare(a: &Project, b: &Project, progress: &dyn Progress) -> Result<Comparison, Cancelled> {
    let analysed_a = super::analyse(a, &Stretch::new(progress, 0.0, 0.4))?;
    let analysed_b = super::analyse(b, &Stretch::new(progress, 0.4, 0.4))?;
    let mut rows = changes(&analysed_a, &analysed_b);
    let differs = |d: &Difference| d.before != d.after;
    let differing = rows.iter().filter(|d| differs(d)).count();
    rows.sort_by_key(|d| !differs(d));
    let (rated_a, rated_b) = (rate(a), rate(b));
    let scene = Scene::new(a, &Stretch::new(progress, 0.8, 0.1))?;
    let mut served = Vec::new();
    for (indicator, kinds, _) in COVERAGES {
        if progress.cancelled() {
            return Err(Cancelled);
        }
        let (only_a, only_b) = served_by_one(a, &rated_a, &rated_b, kinds);
        if !only_a.is_empty() || !only_b.is_empty() {
            let sites: Vec<SiteRef<'_>> = [&rated_a, &rated_b]
                .iter()
                .flat_map(|rated| rated.serving(kinds))
                .map(|(_, shape, radius)| SiteRef { shape, radius })
                .collect();
            let both = match &scene.demand {
                Some(demand) => CoverageModel::new(Arc::clone(demand), &sites, &())?.total().covered_m2,
                None => 0.0,
            };
            let less = |one: &Analysis| {
                let covered = one.indicator(indicator).and_then(|i| i.quantity).map_or(0.0, |q| q.numerator);
                (both - covered).max(0.0)
            };
            let land_m2 = [less(&analysed_b), less(&analysed_a)];
            served.push(ServedDifference { indicator, only_a, only_b, land_m2 });
        }
    }
    progress.at(1.0);
    Ok(Comparison { rows, differing, served, a: analysed_a, b: analysed_b })
}

/// Every figure before and after, in the order of the indicators.
pub fn changes(before: &Analysis, after: &Analysis) -> Vec<Difference> {
    // The dates do not matter: it is the figures that are compared.
    let undated = |a: &Analysis| {
        Date::new(2000, 1, 1).map(|date| DatedFigures {
            id: FiguresId(0),
            date,
            period: Period::Day,
            label: String::new(),
            scenario: None,
            year: None,
            rules: String::new(),
            figures: dated::figures(a),
        })
    };
    undated(before).zip(undated(after)).map(|(a, b)| differences(&a, &b)).unwrap_or_default()
}

fn served_by_one(project: &Project, a: &Rated<'_>, b: &Rated<'_>, kinds: &[FacilityKind]) -> (Region, Region) {
    let (all_a, all_b) = (a.serving(kinds), b.serving(kinds));
    let key = |(_, shape, radius): &(usize, &Shape, f64)| {
        let r = shape.bounds().map(|b| [b.min().x, b.min().y, b.max().x, b.max().y].map(f64::to_bits));
        (radius.to_bits(), r)
    };
    let alone = |one: &[(usize, &Shape, f64)], other: &[(usize, &Shape, f64)]| -> Vec<(Region, Rect)> {
        let mut known: std::collections::BTreeMap<_, Vec<&Shape>> = std::collections::BTreeMap::new();
        for site in other {
            known.entry(key(site)).or_default().push(site.1);
        }
        one.iter()
            .filter(|site| known.get(&key(site)).is_none_or(|same| same.iter().all(|s| *s != site.1)))
            .filter_map(|(_, shape, radius)| {
                let area = service_area(shape, *radius, SEGMENTS);
                let around = area.bounds()?;
                Some((area, around))
            })
            .collect()
    };
    let land = |own: Vec<(Region, Rect)>, other: &[(usize, &Shape, f64)]| -> Region {
        let Some(around) = bounds::around_all(own.iter().map(|(_, r)| *r)) else { return Region::default() };
        let own = union_all(&own.iter().map(|(r, _)| r).collect::<Vec<_>>());
        let near = |s: &Shape, radius: f64| {
            s.bounds().is_some_and(|b| bounds::meet(&bounds::widened(&b, radius.max(0.0)), &around))
        };
        let others: Vec<Region> =
            other.iter().filter(|(_, s, r)| near(s, *r)).map(|(_, s, r)| service_area(s, *r, SEGMENTS)).collect();
        let others = union_all(&others.iter().collect::<Vec<_>>());
        let homes: Vec<&Region> = areal(project, Role::Residential)
            .map(|(_, f)| &f.shape.region)
            .filter(|r| r.bounds().is_some_and(|b| bounds::meet(&b, &around)))
            .collect();
        let boundary: Vec<&Region> = areal(project, Role::Boundary).map(|(_, f)| &f.shape.region).collect();
        let served = difference(&intersection(&union_all(&homes), &own), &others);
        if boundary.is_empty() { served } else { intersection(&served, &union_all(&boundary)) }
    };
    let (own_a, own_b) = (alone(&all_a, &all_b), alone(&all_b, &all_a));
    (land(own_a, &all_b), land(own_b, &all_a))
}
