//! Counts, densities and areas.
//!
//! A thing is counted in the zone it lies in (see [`super::places`]), and once in the whole; "in no zone" makes up the
//! rest. Where there is a boundary, only what lies within it is counted; what lies outside is noted (`outside`).
//! Areas are split among the zones exactly, by intersection.

use rayon::prelude::*;

use crate::geom::overlay::{intersection, union_all};
use crate::geom::{Region, Shape};
use crate::model::{FacilityKind, Role};

use super::fields::{self, Columns};
use super::outcome::{Indicator, IndicatorId, Quantity, Unit, ZoneValue};
use super::places::Places;
use super::scene::Scene;

/// Things with a weight each, to be added up for the whole, by zone and outside all zones.
struct Tally {
    total: f64,
    zones: Vec<f64>,
    unzoned: f64,
    /// Things outside the boundary.
    outside: usize,
}

fn tally(scene: &Scene<'_>, things: impl Iterator<Item = (usize, f64)>) -> Tally {
    let mut sum = Tally { total: 0.0, zones: vec![0.0; scene.zones.len()], unzoned: 0.0, outside: 0 };
    for (facility, weight) in things {
        if !scene.inside[facility] {
            sum.outside += 1;
            continue;
        }
        sum.total += weight;
        for &zone in &scene.facility_zones[facility] {
            sum.zones[zone] += weight;
        }
        if scene.facility_zones[facility].is_empty() {
            sum.unzoned += weight;
        }
    }
    sum
}

fn fill(
    scene: &Scene<'_>,
    indicator: &mut Indicator,
    total: Quantity,
    zones: impl Iterator<Item = Quantity>,
    unzoned: Quantity,
) {
    // A sum of nothing is −0 in floating point; adding 0 leaves every other number as it is.
    let positive = |q: Quantity| Quantity { numerator: q.numerator + 0.0, denominator: q.denominator + 0.0 };
    let (total, unzoned, zones) = (positive(total), positive(unzoned), zones.map(positive));
    indicator.quantity = Some(total);
    indicator.zones = scene
        .zones
        .iter()
        .zip(zones)
        .map(|(z, quantity)| ZoneValue {
            id: z.id.clone(),
            name: z.name.clone(),
            quantity,
            met: None,
            population: None,
        })
        .collect();
    indicator.unzoned = (!scene.zones.is_empty()).then_some(unzoned);
}

fn plain(numerator: f64) -> Quantity {
    Quantity { numerator, denominator: 1.0 }
}

fn note_outside(indicator: &mut Indicator, outside: usize) {
    if outside > 0 {
        indicator.notes.push(("outside", outside.to_string()));
    }
}

/// Public toilets in use a km², over the boundary, else the union of the zones, else the demand (`per`).
///
/// Over the zones only the toilets in some zone count; those in none are noted and shown as `unzoned`. Over the demand
/// all toilets count, because few stand on residential parcels themselves.
pub(super) fn toilet_density(scene: &Scene<'_>) -> Indicator {
    let mut indicator = super::blank(IndicatorId::ToiletDensity, Unit::PerKm2);
    if !scene.has(&[Role::Toilet]) {
        indicator.notes.push(("no_layer", Role::Toilet.id().to_owned()));
        return indicator;
    }
    let Some(land) = scene.land().filter(|l| l.area_m2 > 0.0) else {
        indicator.notes.push(("no_area_to_count_over", String::new()));
        return indicator;
    };
    indicator.per = Some(land.per);
    indicator.notes.push(("per", land.per.to_owned()));
    let sum = tally(scene, scene.rated.in_use(FacilityKind::Toilet).map(|i| (i, 1.0)));
    note_outside(&mut indicator, sum.outside);
    let mut count = sum.total;
    if land.per == "zones" && sum.unzoned > 0.0 {
        count -= sum.unzoned;
        indicator.notes.push(("unzoned_left_out", sum.unzoned.to_string()));
    }
    // Toilets count within the boundary alone, and so does the land of a zone.
    let areas: Vec<f64> = match &scene.boundary {
        None => scene.zones.iter().map(|z| z.area_m2).collect(),
        Some(boundary) => scene.zone_regions.par_iter().map(|zone| intersection(zone, boundary).area()).collect(),
    };
    let over = |count: f64, m2: f64| Quantity { numerator: count, denominator: m2 / 1e6 };
    let zones = sum.zones.iter().zip(areas).map(|(&count, m2)| over(count, m2));
    fill(
        scene,
        &mut indicator,
        over(count, land.area_m2),
        zones,
        Quantity { numerator: sum.unzoned, denominator: 0.0 },
    );
    if let Some(d) = scene.project.rules.toilet.density("residential") {
        indicator.notes.push(("density_range", format!("{}–{}", d.min_per_km2, d.max_per_km2)));
    }
    indicator
}

/// Parking spaces of the lots in use: the sum of the spaces, or of the spaces connected to the platform.
///
/// Connected spaces are those of a field that counts them, else all spaces of a lot whose field says it is connected.
pub(super) fn parking_spaces(scene: &Scene<'_>, connected: bool) -> Indicator {
    let id = if connected { IndicatorId::ParkingSpacesConnected } else { IndicatorId::ParkingSpaces };
    let mut indicator = super::blank(id, Unit::Count);
    if !scene.has(&[Role::Parking]) {
        indicator.notes.push(("no_layer", Role::Parking.id().to_owned()));
        return indicator;
    }
    let columns: Vec<[Columns; 3]> = scene
        .project
        .layers
        .iter()
        .map(|l| [fields::SPACES, fields::CONNECTED, fields::CONNECTED_SPACES].map(|names| Columns::of(l, names)))
        .collect();
    let lots: Vec<usize> = scene.rated.in_use(FacilityKind::Parking).collect();
    let has_field = |layer: &[Columns; 3]| {
        if connected { !layer[1].is_empty() || !layer[2].is_empty() } else { !layer[0].is_empty() }
    };
    if !lots.iter().any(|&i| has_field(&columns[scene.rated.layers[i]])) {
        indicator.notes.push(("no_field", if connected { "connected" } else { "spaces" }.to_owned()));
        return indicator;
    }
    let mut unknown = 0_usize;
    let mut things: Vec<(usize, f64)> = Vec::with_capacity(lots.len());
    for i in lots {
        let [spaces, flag, counted] = &columns[scene.rated.layers[i]];
        let feature = scene.rated.features[i];
        let number = if connected {
            match (counted.number(feature), flag.truth(feature)) {
                (Some(n), _) => Some(n),
                (None, Some(true)) => spaces.number(feature),
                (None, Some(false)) => Some(0.0),
                (None, None) => None,
            }
        } else {
            spaces.number(feature)
        };
        match number {
            Some(n) => things.push((i, n)),
            None => unknown += 1,
        }
    }
    if unknown > 0 {
        indicator.notes.push(("value_missing", unknown.to_string()));
    }
    let sum = tally(scene, things.into_iter());
    note_outside(&mut indicator, sum.outside);
    fill(scene, &mut indicator, plain(sum.total), sum.zones.iter().map(|&n| plain(n)), plain(sum.unzoned));
    indicator
}

/// Beautiful-street zones in use: how many.
pub(super) fn beautiful_zones(scene: &Scene<'_>) -> Indicator {
    let mut indicator = super::blank(IndicatorId::BeautifulZones, Unit::Count);
    if !scene.has(&[Role::BeautifulZone]) {
        indicator.notes.push(("no_layer", Role::BeautifulZone.id().to_owned()));
        return indicator;
    }
    let sum = tally(scene, scene.rated.in_use(FacilityKind::BeautifulZone).map(|i| (i, 1.0)));
    note_outside(&mut indicator, sum.outside);
    fill(scene, &mut indicator, plain(sum.total), sum.zones.iter().map(|&n| plain(n)), plain(sum.unzoned));
    indicator
}

/// Area of the union of the beautiful-street zones in use, in m²; within the boundary where there is one.
pub(super) fn beautiful_zone_area(scene: &Scene<'_>) -> Indicator {
    let mut indicator = super::blank(IndicatorId::BeautifulZoneArea, Unit::SquareMetres);
    if !scene.has(&[Role::BeautifulZone]) {
        indicator.notes.push(("no_layer", Role::BeautifulZone.id().to_owned()));
        return indicator;
    }
    let land = united(scene, &[FacilityKind::BeautifulZone]);
    let points =
        scene.rated.in_use(FacilityKind::BeautifulZone).filter(|&i| scene.rated.shapes[i].region.is_empty()).count();
    if points > 0 {
        indicator.notes.push(("not_rated", points.to_string()));
    }
    let split = split(scene, &land);
    fill(scene, &mut indicator, plain(split.total), split.zones.iter().map(|&a| plain(a)), plain(split.unzoned));
    indicator
}

/// Park land a head: the area of all parks and pocket parks in use, land drawn twice once, ÷ population.
///
/// Within the boundary where there is one, land and people alike, and within the zones where these give the population.
/// The population is that of the zones (where each has one and none overlap; of a zone that the boundary cuts, by the
/// share of its area within), else of the population layer, else of the residential parcels (of an outline that the
/// boundary cuts, by the share of its area within). Parks that are points count by their mapped area, in the zone they lie in. All sizes count: the tiers are
/// for the service radius only.
pub(super) fn park_area_per_capita(scene: &Scene<'_>) -> Indicator {
    let mut indicator = super::blank(IndicatorId::ParkAreaPerCapita, Unit::SquareMetresPerPerson);
    if !scene.has(&[Role::Park, Role::PocketPark]) {
        indicator.notes.push(("no_layer", Role::Park.id().to_owned()));
        return indicator;
    }
    let Some(people) = population(scene) else {
        indicator.notes.push(("no_population", String::new()));
        return indicator;
    };
    indicator.notes.push(("population_from", people.from.to_owned()));
    if people.apportioned > 0 {
        indicator.notes.push(("population_apportioned", people.apportioned.to_string()));
    }
    for (_, layer) in &scene.rated.assumed_units {
        indicator.notes.push(("area_unit_assumed", layer.clone()));
    }
    let kinds = [FacilityKind::Park, FacilityKind::PocketPark];
    let land = united(scene, &kinds);
    let mut area = split(scene, &land);
    let points = kinds.iter().flat_map(|&k| scene.rated.in_use(k)).filter(|&i| scene.rated.shapes[i].region.is_empty());
    let by_point = tally(scene, points.filter_map(|i| Some((i, scene.rated.facilities[i].area_m2?))));
    area.total += by_point.total;
    area.unzoned += by_point.unzoned;
    for (zone, more) in area.zones.iter_mut().zip(by_point.zones) {
        *zone += more;
    }
    note_outside(&mut indicator, by_point.outside);
    // The people of the zones go with the parks of the zones.
    if people.from == "zones" {
        area.total -= area.unzoned;
        if area.unzoned > 0.5 {
            indicator.notes.push(("unzoned_land_left_out", format!("{:.0}", area.unzoned)));
        }
        area.unzoned = 0.0;
    }
    let per = |numerator: f64, heads: f64| Quantity { numerator, denominator: heads };
    let zones = area.zones.iter().zip(&people.zones).map(|(&a, &p)| per(a, p));
    fill(scene, &mut indicator, per(area.total, people.total), zones, per(area.unzoned, people.unzoned));
    indicator
}

struct People {
    from: &'static str,
    total: f64,
    zones: Vec<f64>,
    unzoned: f64,
    /// Of how many zones or outlines only a share was counted, because the boundary cuts them.
    apportioned: usize,
}

fn population(scene: &Scene<'_>) -> Option<People> {
    let by_zone: Option<Vec<f64>> = scene.zones.iter().map(|z| z.population).collect();
    if let Some(zones) = by_zone
        && !zones.is_empty()
        && scene.places.overlaps().is_empty()
    {
        let mut zones = zones;
        let mut apportioned = 0;
        if let Some(boundary) = &scene.boundary {
            let within: Vec<f64> =
                scene.zone_regions.par_iter().map(|z| share(intersection(z, boundary).area(), z.area())).collect();
            for (people, share) in zones.iter_mut().zip(within) {
                apportioned += usize::from(share < 1.0);
                *people *= share;
            }
        }
        return Some(People { from: "zones", total: zones.iter().sum(), zones, unzoned: 0.0, apportioned })
            .filter(|p| p.total > 0.0);
    }
    let layer: Vec<_> = scene
        .project
        .layers_of(Role::Population)
        .flat_map(|l| {
            let people = Columns::of(l, fields::POPULATION);
            l.features.iter().filter_map(move |f| Some((&f.shape, people.number(f)?))).collect::<Vec<_>>()
        })
        .collect();
    let (from, heads) = if layer.is_empty() {
        ("residential", scene.parcels.iter().filter_map(|p| Some((p.shape, p.population?))).collect())
    } else {
        ("population", layer)
    };
    let mut people = People { from, total: 0.0, zones: vec![0.0; scene.zones.len()], unzoned: 0.0, apportioned: 0 };
    let within = scene.boundary.as_ref().map(|b| Places::new(vec![b]));
    for (shape, count) in heads {
        let part: Shape;
        let (mut shape, mut count): (&Shape, f64) = (shape, count);
        if let Some(within) = &within {
            if shape.region.is_empty() {
                if within.locate(shape).is_empty() {
                    continue;
                }
            } else {
                let inside = within.clipped(&shape.region);
                let share = share(inside.area(), shape.region.area());
                if share == 0.0 {
                    continue;
                }
                if share < 1.0 {
                    people.apportioned += 1;
                    count *= share;
                    part = Shape::from_region(inside);
                    shape = &part;
                }
            }
        }
        let zones = scene.places.locate(shape);
        people.total += count;
        for &zone in &zones {
            people.zones[zone] += count;
        }
        if zones.is_empty() {
            people.unzoned += count;
        }
    }
    (people.total > 0.0).then_some(people)
}

/// A part's share of a whole; slivers of borders that were digitised twice are taken for nothing.
fn share(part: f64, whole: f64) -> f64 {
    let share = if whole > 0.0 { part / whole } else { 0.0 };
    if share > 1.0 - 1e-6 {
        1.0
    } else if share < 1e-6 {
        0.0
    } else {
        share
    }
}

/// The union of all facilities of these kinds in use, within the boundary where there is one.
fn united(scene: &Scene<'_>, kinds: &[FacilityKind]) -> Region {
    let regions: Vec<&Region> =
        kinds.iter().flat_map(|&k| scene.rated.in_use(k)).map(|i| &scene.rated.shapes[i].region).collect();
    let union = union_all(&regions);
    match &scene.boundary {
        Some(boundary) => intersection(&union, boundary),
        None => union,
    }
}

struct Split {
    total: f64,
    zones: Vec<f64>,
    unzoned: f64,
}

/// The area of a region: whole, by zone, and in no zone.
fn split(scene: &Scene<'_>, land: &Region) -> Split {
    let total = land.area();
    let zones: Vec<f64> = scene.zone_regions.par_iter().map(|zone| intersection(zone, land).area()).collect();
    let zoned = if scene.places.overlaps().is_empty() {
        zones.iter().sum()
    } else {
        intersection(&union_all(&scene.zone_regions), land).area()
    };
    Split { total, zones, unzoned: (total - zoned).max(0.0) }
}
