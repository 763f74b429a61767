//! The numbers: coverage, gaps, density, setbacks, summary. Pure functions of a project; same input, same bits out.

pub mod advice;
mod alone;
pub mod brought;
pub mod build_out;
pub mod card;
pub mod compare;
pub mod dated;
pub mod edge;
pub mod effects;
mod fields;
pub mod gains;
mod gaps;
pub mod ledger;
pub mod live;
pub mod outcome;
pub mod parcels;
mod places;
pub mod placing;
mod rating;
pub mod renewal;
pub mod scenario;
mod scene;
mod served;
mod setback;
pub mod snap;
mod tally;
pub mod why;

pub use alone::{FacilityDetail, facility_details};
pub use gaps::GAP_REACH_M;
pub use outcome::{Analysis, Gap, Indicator, IndicatorId, Quantity, RatedFacility, Unit, ZoneValue};

use crate::geom::{Abreast, Cancelled, Progress, Stretch};
use crate::model::{FacilityKind, Layer, Project, Role};

use outcome::{LayerUse, Requirement, SetbackConflict};
use scene::Scene;

/// Analyses a project: every indicator for the whole and by zone, the gaps, and what was left out and why.
///
/// Formulas stand with each indicator. Missing inputs yield an indicator without a figure and a note, never a panic and
/// never 0 ÷ 0. Long work is spread over rayon's pool; the result does not depend on the number of threads.
///
/// ```
/// use std::sync::Arc;
/// use fugai::analysis::{IndicatorId, analyse};
/// use fugai::geom::{Coord, Shape, repair::normalise};
/// use fugai::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source};
///
/// // One side of a square and its lower left corner, in metres.
/// let square = |x: f64, side: f64| {
///     let at = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)];
///     let ring = at.map(|(dx, y)| Coord { x: x + dx, y });
///     Shape::from_region(normalise(vec![vec![ring.to_vec()]]).0)
/// };
/// let layer = |id, role, shapes: Vec<Shape>| {
///     let features = shapes.into_iter().map(|shape| Feature { shape, ..Feature::default() });
///     Arc::new(Layer {
///         id: LayerId(id), role, name: String::new(), source: Source::default(), fields: Arc::default(),
///         features: features.collect(), import: Import::default(),
///     })
/// };
/// // A park of a hectare serves 500 m round it: the estate beside it, and not the one 2 km off.
/// let park = layer(1, Role::Park, vec![square(0.0, 100.0)]);
/// let homes = layer(2, Role::Residential, vec![square(150.0, 100.0), square(2_000.0, 100.0)]);
/// let project = Project {
///     name: String::new(), synthetic: false, plane: Plane { epsg: Some(4549), definition: String::new() },
///     layers: vec![park, homes], rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("built in")), targets: None,
/// };
/// let analysis = analyse(&project, &())?;
/// let coverage = analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity);
/// assert_eq!(coverage.and_then(|q| q.value()), Some(0.5));
/// assert_eq!(analysis.gaps.len(), 1);
/// # Ok::<(), fugai::geom::Cancelled>(())
/// ```
///
/// # Errors
/// [`Cancelled`] as soon as `progress` says so.
pub fn analyse(project: &Project, progress: &dyn Progress) -> Result<Analysis, Cancelled> {
    let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.3))?;
    // Figures and outlines are worked out side by side: each has stretches that one core does alone.
    let rest = Stretch::new(progress, 0.3, 0.7);
    let pieces = Abreast::new(&rest, 2);
    let (figures, land) = rayon::join(|| figures(&scene, &pieces.piece(0)), || gaps::gaps(&scene, &pieces.piece(1)));
    let (mut indicators, setback_conflicts) = figures?;
    let land = land?;
    for indicator in &mut indicators {
        hold_against_goals(&scene, indicator);
    }
    let overlapping_zones = scene
        .places
        .overlaps()
        .iter()
        .map(|&(a, b)| (scene.zones[a].name.clone(), scene.zones[b].name.clone()))
        .collect();
    let layer_use = layer_use(&scene);
    progress.at(1.0);
    Ok(Analysis {
        indicators,
        gaps: land.gaps,
        covered: land.covered,
        service_areas: land.service_areas,
        overlapping_zones,
        setback_conflicts,
        layer_use,
        zones: scene.zones,
        near_misses: scene.rated.near_misses,
        facilities: scene.rated.facilities,
    })
}

/// Every indicator, not yet held against its goals, and the setbacks that are not kept.
fn figures(scene: &Scene<'_>, progress: &dyn Progress) -> Result<(Vec<Indicator>, Vec<SetbackConflict>), Cancelled> {
    let coverage = |id, from, share| served::coverage(scene, id, supply(id), &Stretch::new(progress, from, share));
    let park = coverage(IndicatorId::ParkCoverage, 0.0, 0.5)?;
    let toilet = coverage(IndicatorId::ToiletCoverage, 0.5, 0.2)?;
    let station = coverage(IndicatorId::TransferStationCoverage, 0.7, 0.1)?;
    let parking = coverage(IndicatorId::ParkingCoverage, 0.8, 0.1)?;
    let (setbacks, setback_conflicts) = setback::conflicts(scene, progress)?;
    let indicators = vec![
        park,
        toilet,
        tally::toilet_density(scene),
        station,
        setbacks,
        parking,
        tally::parking_spaces(scene, false),
        tally::parking_spaces(scene, true),
        tally::beautiful_zones(scene),
        tally::beautiful_zone_area(scene),
        tally::park_area_per_capita(scene),
    ];
    progress.at(1.0);
    Ok((indicators, setback_conflicts))
}

/// The kinds of facilities whose coverage an indicator is; none for the other indicators.
fn supply(id: IndicatorId) -> &'static [FacilityKind] {
    match id {
        IndicatorId::ParkCoverage => &[FacilityKind::Park, FacilityKind::PocketPark],
        IndicatorId::ToiletCoverage => &[FacilityKind::Toilet],
        IndicatorId::TransferStationCoverage => &[FacilityKind::TransferStation],
        IndicatorId::ParkingCoverage => &[FacilityKind::Parking],
        _ => &[],
    }
}

/// An indicator without a figure yet.
fn blank(id: IndicatorId, unit: Unit) -> Indicator {
    Indicator {
        id,
        unit,
        quantity: None,
        notes: Vec::new(),
        error_bound: None,
        goal: None,
        met: None,
        requirements: Vec::new(),
        population: None,
        zones: Vec::new(),
        unzoned: None,
        per: None,
    }
}

/// Targets of the plan first, else what the rule set requires; beside it every standing requirement.
fn hold_against_goals(scene: &Scene<'_>, indicator: &mut Indicator) {
    let project = scene.project;
    let id = indicator.id.id();
    let value = indicator.quantity.and_then(Quantity::value);
    let planned = project.targets.as_ref().and_then(|t| t.goal(id));
    // Spaces join the platform within the plan's years, as beautiful zones are made in them: the total is held against
    // all that are connected, and said to be so.
    if indicator.id == IndicatorId::ParkingSpacesConnected
        && let (Some(goal), Some(_)) = (&planned, value)
    {
        indicator.notes.push(("plan_counts_connections", goal.due.clone()));
    }
    indicator.goal = planned.or_else(|| project.rules.goal(id));
    indicator.requirements = project
        .rules
        .requirements(id)
        .into_iter()
        .map(|goal| Requirement { met: value.map(|v| goal.is_met_by(v)), goal })
        .collect();
    indicator.met = indicator.goal.as_ref().zip(value).map(|(goal, v)| goal.is_met_by(v));
    if let (Some(goal), Some(v), Some(bound)) = (&indicator.goal, value, indicator.error_bound)
        && (v - goal.value).abs() <= bound
    {
        indicator.notes.push(("goal_within_bound", String::new()));
    }
    // Numbers of things are asked of the district as a whole; a ceiling of none holds everywhere.
    let by_zone =
        !matches!(indicator.unit, Unit::Count | Unit::SquareMetres) || indicator.id == IndicatorId::SetbackConflicts;
    if let (Some(goal), true) = (&indicator.goal, by_zone) {
        for zone in &mut indicator.zones {
            zone.met = zone.quantity.value().map(|v| goal.is_met_by(v));
        }
    }
    if !scene.places.overlaps().is_empty() && !indicator.zones.is_empty() {
        indicator.notes.push(("zones_overlap", scene.places.overlaps().len().to_string()));
    }
    let goal_unverified = indicator.goal.as_ref().is_some_and(|g| g.unverified);
    for unverified in project.rules.unverified_for(id) {
        // A required figure matters only where it is what the value is held against.
        if goal_unverified || !matches!(unverified.key, "required" | "park_area_per_capita") {
            indicator.notes.push(("unverified", unverified.key.to_owned()));
        }
    }
    // A plan asks for spaces added in its years, the map shows all there are: no goal, but a note.
    if indicator.id == IndicatorId::ParkingSpaces
        && let Some(target) = project.targets.as_ref().and_then(|t| t.target("parking_spaces_new"))
        && let Some(value) = target.value
    {
        indicator.notes.push(("plan_counts_new_only", value.to_string()));
    }
    if value.is_some() && scene.boundary_without_area() {
        indicator.notes.push(("boundary_without_area", String::new()));
    }
    for (role, name) in twice(project) {
        if bears_on(role, indicator.id) {
            indicator.notes.push(("same_file_twice", name.to_owned()));
        }
    }
}

/// Layers that hold the very file of an earlier layer in the same role: role and name.
fn twice(project: &Project) -> Vec<(Role, &str)> {
    let same = |a: &Layer, b: &Layer| a.role == b.role && a.source.sha256 == b.source.sha256;
    let layers = project.layers.iter().enumerate().filter(|(_, l)| !l.source.sha256.is_empty());
    let again = layers.filter(|(i, l)| project.layers[..*i].iter().any(|earlier| same(earlier, l)));
    again.map(|(_, l)| (l.role, l.name.as_str())).collect()
}

/// Whether layers of a role go into an indicator.
fn bears_on(role: Role, id: IndicatorId) -> bool {
    use IndicatorId as Id;
    let coverage =
        matches!(id, Id::ParkCoverage | Id::ToiletCoverage | Id::TransferStationCoverage | Id::ParkingCoverage);
    match role {
        Role::Park | Role::PocketPark => matches!(id, Id::ParkCoverage | Id::ParkAreaPerCapita),
        Role::Toilet => matches!(id, Id::ToiletCoverage | Id::ToiletDensity),
        Role::TransferStation => matches!(id, Id::TransferStationCoverage | Id::SetbackConflicts),
        Role::Parking => matches!(id, Id::ParkingCoverage | Id::ParkingSpaces | Id::ParkingSpacesConnected),
        Role::BeautifulZone => matches!(id, Id::BeautifulZones | Id::BeautifulZoneArea),
        Role::Residential => coverage || matches!(id, Id::SetbackConflicts | Id::ParkAreaPerCapita),
        Role::Building => id == Id::SetbackConflicts,
        Role::Population => id == Id::ParkAreaPerCapita,
        Role::Zone => true,
        _ => false,
    }
}

fn layer_use(scene: &Scene<'_>) -> Vec<LayerUse> {
    let mut used: Vec<(usize, std::collections::BTreeMap<&'static str, usize>)> = Vec::new();
    for layer in &scene.project.layers {
        let mut count = 0;
        let mut unused = std::collections::BTreeMap::new();
        if layer.role.facility_kind().is_none() {
            for feature in layer.features.iter() {
                let areal = matches!(layer.role, Role::Residential | Role::Zone | Role::Boundary);
                let closed = layer.role == Role::Boundary && scene::enclosed(&feature.shape).is_some();
                if areal && feature.shape.region.is_empty() && !closed {
                    *unused.entry("no_polygon").or_insert(0) += 1;
                } else {
                    count += 1;
                }
            }
        }
        used.push((count, unused));
    }
    for (facility, &layer) in scene.rated.facilities.iter().zip(&scene.rated.layers) {
        match facility.reason {
            None => used[layer].0 += 1,
            Some(reason) => *used[layer].1.entry(reason).or_insert(0) += 1,
        }
    }
    let layers = scene.project.layers.iter().zip(used);
    layers.map(|(l, (used, unused))| LayerUse { layer: l.id, used, unused: unused.into_iter().collect() }).collect()
}
