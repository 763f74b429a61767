//! Gaps: the residential land that no park serves, piece by piece.
//!
//! The outlines are polygons: arcs are cut into [`SEGMENTS`] chords a quarter circle whose radius is scaled so that they
//! keep the arc's area. So the areas of all gaps add up to demand less covered land within 2e-6 of the demand,
//! plus the slivers below [`SLIVER_M2`](crate::geom::gaps::SLIVER_M2) that are not listed. The figures of the indicators come from true arcs.

use geo::{Area as _, Polygon};
use rayon::prelude::*;

use crate::geom::buffer::service_area;
use crate::geom::distance::distance_to_shape;
use crate::geom::gaps::uncovered;
use crate::geom::label::interior_point;
use crate::geom::overlay::union_all;
use crate::geom::repair::normalise;
use crate::geom::{Cancelled, Coord, Progress, Rect, Region, Shape};
use crate::model::FacilityKind;

use super::outcome::{Gap, Nearest};
use super::places::Places;
use super::scene::Scene;

/// Chords to a quarter circle in outlines.
pub(super) const SEGMENTS: usize = 32;

/// Covered and uncovered land with the outlines of the service areas.
#[derive(Default)]
pub(super) struct Land {
    pub(super) gaps: Vec<Gap>,
    pub(super) covered: Vec<Polygon<f64>>,
    pub(super) service_areas: Vec<Polygon<f64>>,
}

/// The gaps under park coverage, the largest first; empty without residential land or without any layer of parks.
pub(super) fn gaps(scene: &Scene<'_>, progress: &dyn Progress) -> Result<Land, Cancelled> {
    use crate::model::Role;
    let stop = |at: f32| {
        progress.at(at);
        if progress.cancelled() { Err(Cancelled) } else { Ok(()) }
    };
    stop(0.0)?;
    let serving = scene.rated.serving(&[FacilityKind::Park, FacilityKind::PocketPark]);
    let areas: Vec<Region> =
        serving.par_iter().map(|&(_, shape, radius)| service_area(shape, radius, SEGMENTS)).collect();
    stop(0.2)?;
    let service = union_all(&areas.iter().collect::<Vec<_>>());
    stop(0.4)?;
    let mut land = Land { service_areas: service.polygons().to_vec(), ..Land::default() };
    if scene.demand.is_none() || !scene.has(&[Role::Park, Role::PocketPark]) {
        return Ok(land);
    }
    let clipped: Vec<Region>;
    let parcels: Vec<&Region> = match &scene.boundary {
        None => scene.parcels.iter().map(|p| &p.shape.region).collect(),
        Some(boundary) => {
            let within = Places::new(vec![boundary]);
            clipped = scene.parcels.par_iter().map(|p| within.clipped(&p.shape.region)).collect();
            clipped.iter().collect()
        }
    };
    stop(0.5)?;
    let sites: Vec<(&Shape, f64)> = serving.iter().map(|&(_, shape, radius)| (shape, radius)).collect();
    let parted = uncovered(&parcels, &sites, SEGMENTS, &super::Part { whole: progress, from: 0.5, to: 0.8 })?;
    stop(0.8)?;
    land.covered = parted.covered;
    land.gaps = ranked(scene, &serving, parted.uncovered, progress)?;
    Ok(land)
}

fn ranked(
    scene: &Scene<'_>,
    serving: &[(usize, &Shape, f64)],
    uncovered: Vec<Polygon<f64>>,
    progress: &dyn Progress,
) -> Result<Vec<Gap>, Cancelled> {
    let sites: Vec<Site<'_>> = serving
        .iter()
        .filter_map(|&(facility, shape, radius)| Some(Site { facility, shape, radius, bounds: shape.bounds()? }))
        .collect();
    let mut gaps: Vec<Gap> = uncovered
        .into_par_iter()
        .map(|polygon| {
            if progress.cancelled() {
                return Err(Cancelled);
            }
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(|r| r.0.clone()).collect();
            let (region, _) = normalise(vec![rings]);
            let area_m2 = polygon.unsigned_area();
            let label_point = interior_point(&polygon);
            let holding = scene.places.locate(&Shape::from_region(region));
            // Of zones that overlap, the smallest says most.
            let zone = holding.into_iter().min_by(|&a, &b| scene.zones[a].area_m2.total_cmp(&scene.zones[b].area_m2));
            Ok(Gap {
                rank: 0,
                area_m2,
                label_point,
                zone: zone.map(|z| scene.zones[z].name.clone()),
                zone_index: zone,
                nearest: nearest(scene, &sites, label_point),
                polygon,
            })
        })
        .collect::<Result<_, _>>()?;
    gaps.sort_by(|a, b| {
        let place = |g: &Gap| (g.label_point.x, g.label_point.y);
        let ((ax, ay), (bx, by)) = (place(a), place(b));
        b.area_m2.total_cmp(&a.area_m2).then(ax.total_cmp(&bx)).then(ay.total_cmp(&by))
    });
    for (i, gap) in gaps.iter_mut().enumerate() {
        gap.rank = i + 1;
    }
    Ok(gaps)
}

struct Site<'a> {
    facility: usize,
    shape: &'a Shape,
    radius: f64,
    bounds: Rect,
}

/// The serving facility that is least metres short of a place: distance to its boundary less its radius.
fn nearest(scene: &Scene<'_>, sites: &[Site<'_>], place: Coord) -> Option<Nearest> {
    let least = |s: &Site<'_>| {
        let dx = (s.bounds.min().x - place.x).max(place.x - s.bounds.max().x).max(0.0);
        let dy = (s.bounds.min().y - place.y).max(place.y - s.bounds.max().y).max(0.0);
        dx.hypot(dy) - s.radius
    };
    // Begin with the most promising, then skip whatever cannot be better.
    let bounds: Vec<f64> = sites.iter().map(least).collect();
    let first = (0..sites.len()).min_by(|&a, &b| bounds[a].total_cmp(&bounds[b]))?;
    let measure = |i: usize| {
        let distance = distance_to_shape(place, sites[i].shape);
        (distance - sites[i].radius, distance, sites[i].facility)
    };
    let better = |a: (f64, f64, usize), b: (f64, f64, usize)| {
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)).is_lt()
    };
    let mut best = measure(first);
    for (i, &at_best) in bounds.iter().enumerate() {
        if i != first && at_best <= best.0 {
            let candidate = measure(i);
            if better(candidate, best) {
                best = candidate;
            }
        }
    }
    let (short_m, distance_m, facility) = best;
    Some(Nearest { facility, name: scene.rated.facilities[facility].name.clone(), distance_m, short_m })
}
