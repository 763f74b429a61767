//! Gaps: the residential land that no park serves, place by place.
//!
//! The outlines are polygons: arcs are cut into [`SEGMENTS`] chords a quarter circle whose radius is scaled so that they
//! keep the arc's area. So the areas of all gaps add up to demand less covered land within 2e-6 of the demand,
//! plus the slivers below [`SLIVER_M2`](crate::geom::gaps::SLIVER_M2) that are not listed. The figures of the indicators
//! come from true arcs.
//!
//! Pieces within [`GAP_REACH_M`] of one another, directly or by way of others, make up one gap. On the sample district
//! that makes 251 gaps of 1,194 pieces, the largest 16 ha; on Malta 415 of 564, the largest 58 ha and 1.3 km across.

use geo::{Area as _, Polygon};
use rayon::prelude::*;

use crate::geom::buffer::service_area;
use crate::geom::distance::{distance_to_shape, edges_within};
use crate::geom::gaps::uncovered;
use crate::geom::index::BoxIndex;
use crate::geom::label::interior_point;
use crate::geom::overlay::union_all;
use crate::geom::repair::normalise;
use crate::geom::{Cancelled, Coord, Progress, Rect, Region, Shape, bounds};
use crate::model::FacilityKind;

use super::outcome::{Gap, Nearest};
use super::places::Places;
use super::scene::Scene;

/// Chords to a quarter circle in outlines.
pub(super) const SEGMENTS: usize = 32;

/// Uncovered pieces up to this far apart, in metres, are one gap: the width of a main street between its building lines.
/// Someone who looks for a place to serve does not think of the two sides of a street as two places.
pub const GAP_REACH_M: f64 = 40.0;

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
    let parted = uncovered(&parcels, &sites, SEGMENTS, &crate::geom::Stretch::new(progress, 0.5, 0.3))?;
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
    let mut gaps: Vec<Gap> = grouped(uncovered, GAP_REACH_M)
        .into_par_iter()
        .map(|pieces| {
            if progress.cancelled() {
                return Err(Cancelled);
            }
            let rings_of = |p: &Polygon<f64>| {
                std::iter::once(p.exterior()).chain(p.interiors()).map(|r| r.0.clone()).collect::<Vec<_>>()
            };
            let (region, _) = normalise(pieces.iter().map(rings_of).collect());
            let area_m2 = pieces.iter().map(Polygon::unsigned_area).sum();
            let label_point = interior_point(&pieces[0]);
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
                polygons: pieces,
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

/// Puts pieces together that lie within `reach` metres of one another, directly or by way of others. In each group the
/// largest piece comes first; which pieces are in a group does not depend on their order.
fn grouped(pieces: Vec<Polygon<f64>>, reach: f64) -> Vec<Vec<Polygon<f64>>> {
    let boxes: Vec<Rect> =
        pieces.iter().map(|p| bounds::of_coords(&p.exterior().0).expect("a piece of land has corners")).collect();
    let index = BoxIndex::new(boxes.iter().zip(0..).map(|(&b, i)| (b, i)));
    let pairs: Vec<(usize, usize)> = (0..pieces.len())
        .into_par_iter()
        .flat_map_iter(|i| {
            let near = index.query(&bounds::widened(&boxes[i], reach)).map(|j| j as usize);
            let (pieces, this) = (&pieces, i);
            near.filter(move |&j| j > this && edges_within(&pieces[this], &pieces[j], reach)).map(move |j| (this, j))
        })
        .collect();
    // Each piece points to an earlier one of its group, the earliest to itself.
    let mut first: Vec<usize> = (0..pieces.len()).collect();
    let root = |first: &mut Vec<usize>, mut i: usize| {
        while first[i] != i {
            first[i] = first[first[i]];
            i = first[i];
        }
        i
    };
    for (i, j) in pairs {
        let (a, b) = (root(&mut first, i), root(&mut first, j));
        first[a.max(b)] = a.min(b);
    }
    let mut groups: Vec<Vec<(f64, Polygon<f64>)>> = Vec::new();
    let mut group_of: Vec<usize> = Vec::with_capacity(pieces.len());
    for (i, piece) in pieces.into_iter().enumerate() {
        let root = root(&mut first, i);
        let group = if root == i { groups.len() } else { group_of[root] };
        group_of.push(group);
        if root == i {
            groups.push(Vec::new());
        }
        groups[group].push((piece.unsigned_area(), piece));
    }
    let placed = |p: &Polygon<f64>| p.exterior().0.first().map_or((0.0, 0.0), |c| (c.x, c.y));
    for group in &mut groups {
        group.sort_by(|(a, p), (b, q)| {
            let ((px, py), (qx, qy)) = (placed(p), placed(q));
            b.total_cmp(a).then(px.total_cmp(&qx)).then(py.total_cmp(&qy))
        });
    }
    groups.into_iter().map(|group| group.into_iter().map(|(_, piece)| piece).collect()).collect()
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

#[cfg(test)]
mod tests;
