//! What stands nearer to a transfer station than its class allows (CJJ/T 47-2016).
//!
//! The distance is that between outlines, straight, in metres on the project's plane; a residential parcel or a
//! building is in conflict when it is nearer than the setback of the station's tonnes a day. A station whose tonnes
//! are not known but whose class is (小型, 中型, 大型) takes that class; one of which neither is known is held to the
//! smallest setback, which every class has to keep, and is noted (`capacity_unknown`). Buildings of which more than
//! half lies on the station's own land, or that hold its point, are the station itself. Where there is a boundary, what
//! lies within it is looked at, against stations on either side of it.

use rayon::prelude::*;

use crate::geom::distance::{contains, shape_to_shape};
use crate::geom::index::BoxIndex;
use crate::geom::overlay::intersection;
use crate::geom::{Cancelled, Coord, Progress, Rect, Shape};
use crate::model::{FacilityKind, Feature, Layer, Role};

use super::fields::{self, Columns};
use super::outcome::{Indicator, IndicatorId, Quantity, SetbackConflict, Unit, ZoneValue};
use super::places::Places;
use super::scene::Scene;

struct Neighbour<'a> {
    layer: &'a Layer,
    feature: usize,
    shape: &'a Shape,
}

/// The conflicts, in the order of the stations, then by distance; and how many different things are in conflict, for
/// the whole and by zone.
pub(super) fn conflicts(
    scene: &Scene<'_>,
    progress: &dyn Progress,
) -> Result<(Indicator, Vec<SetbackConflict>), Cancelled> {
    let mut indicator = super::blank(IndicatorId::SetbackConflicts, Unit::Count);
    if !scene.has(&[Role::TransferStation]) {
        indicator.notes.push(("no_layer", Role::TransferStation.id().to_owned()));
        return Ok((indicator, Vec::new()));
    }
    let neighbours: Vec<Neighbour<'_>> = [Role::Residential, Role::Building]
        .into_iter()
        .flat_map(|role| scene.project.layers_of(role))
        .flat_map(|layer| {
            let features = layer.features.iter().enumerate().filter(|(_, f)| !f.shape.is_empty());
            features.map(move |(feature, f)| Neighbour { layer, feature, shape: &f.shape })
        })
        .collect();
    if neighbours.is_empty() {
        indicator.notes.push(("no_demand", String::new()));
        return Ok((indicator, Vec::new()));
    }
    // What is too near counts where it lies; a station beyond the border keeps its distance all the same.
    let neighbours: Vec<Neighbour<'_>> = match &scene.boundary {
        None => neighbours,
        Some(boundary) => {
            let within = Places::new(vec![boundary]);
            neighbours.into_par_iter().filter(|n| !within.locate(n.shape).is_empty()).collect()
        }
    };
    let index = BoxIndex::new(neighbours.iter().enumerate().filter_map(|(i, n)| Some((n.shape.bounds()?, i as u32))));
    let stations: Vec<usize> = scene.rated.in_use(FacilityKind::TransferStation).collect();
    let columns: Vec<[Columns; 2]> = scene
        .project
        .layers
        .iter()
        .map(|l| [fields::TONNES_PER_DAY, fields::STATION_CLASS].map(|names| Columns::of(l, names)))
        .collect();
    let mut unknown = 0;
    let mut tasks = Vec::new();
    for station in stations {
        let [tonnes, class] = &columns[scene.rated.layers[station]];
        let (required, known) = setback_of(scene, tonnes, class, scene.rated.features[station]);
        unknown += usize::from(!known);
        tasks.extend(required.map(|r| (station, r)));
    }
    if unknown > 0 {
        indicator.notes.push(("capacity_unknown", unknown.to_string()));
    }
    if progress.cancelled() {
        return Err(Cancelled);
    }
    let names: Vec<Columns> = scene.project.layers.iter().map(|l| Columns::of(l, fields::NAME)).collect();
    let name_of = |n: &Neighbour<'_>| {
        let at = scene.project.layers.iter().position(|l| l.id == n.layer.id)?;
        fields::name_of(&names[at], &n.layer.features[n.feature])
    };
    let found: Vec<(SetbackConflict, u32)> = tasks
        .into_par_iter()
        .flat_map_iter(|(station, required)| {
            let shape = scene.rated.shapes[station];
            let mut near: Vec<(f64, u32)> = shape
                .bounds()
                .into_iter()
                .flat_map(|b| index.query(&padded(&b, required)).collect::<Vec<_>>())
                .filter(|&i| !is_own(shape, &neighbours[i as usize]))
                .map(|i| (shape_to_shape(shape, neighbours[i as usize].shape), i))
                .filter(|(d, _)| *d < required)
                .collect();
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            near.into_iter()
                .map(|(distance_m, i)| {
                    let n = &neighbours[i as usize];
                    let name = name_of(n).unwrap_or_default();
                    let conflict = SetbackConflict {
                        facility: station,
                        layer: n.layer.id,
                        feature: n.feature,
                        name,
                        distance_m,
                        required_m: required,
                    };
                    (conflict, i)
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let mut things: Vec<u32> = found.iter().map(|(_, i)| *i).collect();
    things.sort_unstable();
    things.dedup();
    let mut zones = vec![0.0; scene.zones.len()];
    let mut unzoned = 0.0;
    for &i in &things {
        let located = scene.places.locate(neighbours[i as usize].shape);
        for &zone in &located {
            zones[zone] += 1.0;
        }
        if located.is_empty() {
            unzoned += 1.0;
        }
    }
    let plain = |numerator: f64| Quantity { numerator, denominator: 1.0 };
    indicator.quantity = Some(plain(things.len() as f64));
    indicator.zones = scene
        .zones
        .iter()
        .zip(zones)
        .map(|(z, n)| ZoneValue {
            id: z.id.clone(),
            name: z.name.clone(),
            quantity: plain(n),
            met: None,
            population: None,
        })
        .collect();
    indicator.unzoned = (!scene.zones.is_empty()).then(|| plain(unzoned));
    Ok((indicator, found.into_iter().map(|(c, _)| c).collect()))
}

/// The setback a station has to keep, and whether it follows from its own tonnes or class.
fn setback_of(scene: &Scene<'_>, tonnes: &Columns, class: &Columns, feature: &Feature) -> (Option<f64>, bool) {
    let rules = &scene.project.rules.transfer_station;
    let by_class = || {
        let text = class.text(feature)?.to_lowercase();
        let id = [("小型", "small"), ("中型", "medium"), ("大型", "large"), ("收集站", "collection_station")]
            .into_iter()
            .find(|(zh, en)| text.contains(zh) || text.contains(en))?
            .1;
        let found = rules.classes.iter().find(|c| c.id == id)?;
        // A class that starts where the one below ends is asked for just above that end.
        Some(found.max_tpd.map_or(f64::INFINITY, |max| f64::midpoint(found.min_tpd, max)))
    };
    match tonnes.number(feature).or_else(by_class).and_then(|t| rules.setback(t)) {
        Some(setback) => (Some(setback.metres), true),
        None => (rules.least_setback().map(|s| s.metres), false),
    }
}

fn is_own(station: &Shape, neighbour: &Neighbour<'_>) -> bool {
    if neighbour.layer.role != Role::Building {
        return false;
    }
    let building = &neighbour.shape.region;
    if station.region.is_empty() {
        return station.points.iter().any(|&p| contains(building, p));
    }
    !building.is_empty() && intersection(&station.region, building).area() > 0.5 * building.area()
}

fn padded(rect: &Rect, by: f64) -> Rect {
    let by = Coord { x: by, y: by };
    Rect::new(rect.min() - by, rect.max() + by)
}
