//! Uncovered and covered land as polygons: what the map shows and the export writes.
//!
//! Arcs are cut into chords that keep their area (see [`buffer`](super::buffer)), so areas agree with the true-arc
//! figures of [`coverage`](super::coverage) to about n⁻³ of the service areas' size; figures are never taken from here.

use geo::{Area as _, Polygon};
use rayon::prelude::*;

use super::buffer::contours;
use super::exact::{Place, place_in_ring};
use super::grid::{Clipper, extent_of, extent_of_ring, vertex_count};
use super::index::BoxIndex;
use super::overlay::union_all;
use super::{Cancelled, Coord, Progress, Rect, Region, Shape, bounds};

/// Pieces below this, in m², are not listed: what rounding leaves along shared borders.
pub const SLIVER_M2: f64 = 1.0;

/// The union of some parcels, parted into land within reach of a site and land beyond.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Land {
    /// Connected pieces that nothing reaches; a piece may span parcels that touch.
    pub uncovered: Vec<Polygon<f64>>,
    /// Connected pieces that something reaches.
    pub covered: Vec<Polygon<f64>>,
    /// Total area in m² of the uncovered pieces below [`SLIVER_M2`], which are not listed.
    pub slivers_m2: f64,
}

/// Parts the union of the parcels by the service areas of the sites (each a shape and its radius in metres).
///
/// Sites with a radius that is negative or not finite reach nothing. The result does not depend on the number of
/// threads, and as land not on the order of parcels or sites.
pub fn uncovered(
    parcels: &[&Region],
    sites: &[(&Shape, f64)],
    segments_per_quarter: usize,
    progress: &dyn Progress,
) -> Result<Land, Cancelled> {
    let step = |at: f32| {
        progress.at(at);
        if progress.cancelled() { Err(Cancelled) } else { Ok(()) }
    };
    step(0.0)?;
    let sites: Vec<Site<'_>> =
        sites.par_iter().filter_map(|&(shape, radius)| Site::new(shape, radius, segments_per_quarter)).collect();
    let index = BoxIndex::new(sites.iter().zip(0..).map(|(s, i)| (s.reach, i)));
    step(0.1)?;

    let mut parts: Vec<Parted> = Vec::with_capacity(parcels.len());
    let chunk = 2048;
    for (number, some) in parcels.chunks(chunk).enumerate() {
        parts.par_extend(some.par_iter().map(|&parcel| part(parcel, &sites, &index)));
        step(0.1 + 0.7 * ((number * chunk + some.len()) as f32 / parcels.len() as f32))?;
    }
    let of = |pick: fn(&Parted) -> &Region| union_all(&parts.iter().map(pick).collect::<Vec<_>>());
    let (uncovered, covered) = rayon::join(|| of(|p| &p.uncovered), || of(|p| &p.covered));
    step(0.95)?;

    let mut land = Land { covered: covered.polygons().to_vec(), ..Land::default() };
    for piece in uncovered.polygons() {
        let area = piece.unsigned_area();
        if area < SLIVER_M2 {
            land.slivers_m2 += area;
        } else {
            land.uncovered.push(piece.clone());
        }
    }
    step(1.0)?;
    Ok(land)
}

/// A site with the outline of its service area, still crossing itself.
struct Site<'a> {
    shape: &'a Shape,
    radius: f64,
    /// Around all it reaches.
    reach: Rect,
    contours: Vec<(Rect, Vec<Coord>)>,
}

impl<'a> Site<'a> {
    fn new(shape: &'a Shape, radius: f64, segments_per_quarter: usize) -> Option<Self> {
        if !(radius >= 0.0 && radius.is_finite()) {
            return None;
        }
        let outlines = if radius > 0.0 {
            contours(shape, radius, segments_per_quarter.max(1))
        } else {
            shape.region.polygons().iter().flat_map(super::grid::rings).map(<[Coord]>::to_vec).collect()
        };
        let contours: Vec<(Rect, Vec<Coord>)> =
            outlines.into_iter().filter_map(|ring| Some((bounds::of_coords(&ring)?, ring))).collect();
        let reach = bounds::around_all(contours.iter().map(|c| c.0))?;
        Some(Self { shape, radius, reach, contours })
    }

    /// A position of the site that is near `to`: what lies within the radius of it is reached.
    fn near(&self, to: Coord) -> Option<Coord> {
        let points = self.shape.points.iter().copied();
        let paths = self.shape.lines.iter().map(|l| l.0.as_slice());
        let edges = paths
            .chain(self.shape.region.polygons().iter().flat_map(super::grid::rings))
            .flat_map(|path| path.windows(2))
            .map(|e| nearest_on_segment(to, e[0], e[1]));
        points.chain(edges).min_by(|a, b| squared(*a - to).total_cmp(&squared(*b - to)))
    }
}

#[derive(Default)]
struct Parted {
    uncovered: Region,
    covered: Region,
}

fn part(parcel: &Region, sites: &[Site<'_>], index: &BoxIndex) -> Parted {
    let Some(rect) = parcel.bounds() else { return Parted::default() };
    let mut near: Vec<u32> = index.query(&rect).collect();
    if near.is_empty() {
        return Parted { uncovered: parcel.clone(), covered: Region::default() };
    }
    // The index answers in no particular order; the overlay must see one.
    near.sort_unstable();
    let near: Vec<&Site<'_>> = near.into_iter().map(|i| &sites[i as usize]).collect();
    if near.iter().any(|site| reaches_all(site, parcel, &rect)) {
        return Parted { uncovered: Region::default(), covered: parcel.clone() };
    }
    cut(parcel, &rect, &near)
}

/// Whether some position of the site has the whole parcel within its radius. A disc is convex, so vertices tell.
fn reaches_all(site: &Site<'_>, parcel: &Region, rect: &Rect) -> bool {
    // Chords lie a little inside the arc where the parcel's corner may be; leave them that much.
    let radius = site.radius * (1.0 - 1e-9);
    if bounds::holds(&site.reach, rect)
        && let Some(from) = site.near(rect.center())
    {
        return bounds::farthest(rect, from) <= radius
            || parcel.polygons().iter().flat_map(|p| &p.exterior().0).all(|&c| squared(c - from) <= radius * radius);
    }
    false
}

/// Cuts a parcel by the outlines near it.
fn cut(parcel: &Region, rect: &Rect, sites: &[&Site<'_>]) -> Parted {
    // A little wider than the parcel, so that what is left out never touches it.
    let window = bounds::widened(rect, 1.0);
    let outlines: Vec<Vec<Coord>> = sites
        .iter()
        .flat_map(|s| &s.contours)
        .filter(|(around, _)| bounds::meet(around, &window))
        .map(|(_, ring)| cull(ring, &window))
        .filter(|ring| ring.len() >= 3)
        .collect();
    if outlines.is_empty() {
        return Parted { uncovered: parcel.clone(), covered: Region::default() };
    }
    // No outline passes through: all of the parcel is on one side of each.
    if !outlines.iter().any(|ring| passes(ring, &window)) {
        let winding: i32 = outlines.iter().map(|ring| winding(ring, rect.center())).sum();
        return if winding > 0 {
            Parted { uncovered: Region::default(), covered: parcel.clone() }
        } else {
            Parted { uncovered: parcel.clone(), covered: Region::default() }
        };
    }
    let extent = outlines.iter().map(|r| extent_of_ring(r)).fold(extent_of(parcel.polygons()), f64::max);
    let vertices = vertex_count(parcel.polygons()) + outlines.iter().map(Vec::len).sum::<usize>();
    let mut clipper = Clipper::new(extent, vertices);
    for polygon in parcel.polygons() {
        clipper.subject_polygon(polygon);
    }
    for ring in &outlines {
        clipper.clip(ring);
    }
    let (uncovered, covered) = clipper.outside_and_inside();
    // Untouched parcels keep their own vertices.
    match (uncovered.is_empty(), covered.is_empty()) {
        (false, true) => Parted { uncovered: parcel.clone(), covered: Region::default() },
        (true, false) => Parted { uncovered: Region::default(), covered: parcel.clone() },
        _ => Parted { uncovered: Region::from_normal(uncovered), covered: Region::from_normal(covered) },
    }
}

/// Shortens a ring outside a window without changing its winding number inside: of each run of vertices that all lie
/// beyond one and the same side of the window only the first and the last are kept. Edges that enter the window stay as
/// they are, so that neighbouring windows see the same crossings.
fn cull(ring: &[Coord], window: &Rect) -> Vec<Coord> {
    let (min, max) = (window.min(), window.max());
    let beyond = |c: Coord| {
        u8::from(c.x < min.x) | u8::from(c.x > max.x) << 1 | u8::from(c.y < min.y) << 2 | u8::from(c.y > max.y) << 3
    };
    let mut out: Vec<Coord> = Vec::new();
    // Sides that all vertices of the present run lie beyond, and the run's last vertex if it is not in `out` yet.
    let mut common = 0_u8;
    let mut last = None;
    for &c in ring {
        let sides = beyond(c);
        if common & sides != 0 {
            common &= sides;
            last = Some(c);
        } else {
            out.extend(last.take());
            out.push(c);
            common = sides;
        }
    }
    out.extend(last);
    out
}

/// Whether an edge of the ring may enter the window.
fn passes(ring: &[Coord], window: &Rect) -> bool {
    let edges = ring.windows(2).map(|e| (e[0], e[1])).chain(ring.last().zip(ring.first()).map(|(&a, &b)| (a, b)));
    edges.into_iter().any(|(a, b)| {
        bounds::meet(&Rect::new(a, b), window) && {
            // All corners strictly on one side of the edge's line: it passes by.
            let (min, max) = (window.min(), window.max());
            let corners = [min, Coord { x: max.x, y: min.y }, max, Coord { x: min.x, y: max.y }];
            let sides = corners.map(|c| super::exact::side(a, b, c));
            !(sides.iter().all(|&s| s > 0) || sides.iter().all(|&s| s < 0))
        }
    })
}

/// How often the ring runs around a position that is not on it, counter-clockwise.
fn winding(ring: &[Coord], at: Coord) -> i32 {
    let mut sum = 0;
    let Some(&(mut a)) = ring.last() else { return 0 };
    for &b in ring {
        if (a.y > at.y) != (b.y > at.y) {
            let up = b.y > a.y;
            if (super::exact::side(a, b, at) > 0) == up {
                sum += if up { 1 } else { -1 };
            }
        }
        a = b;
    }
    debug_assert!(sum != 0 || place_in_ring(ring, at) != Place::Inside);
    sum
}

fn squared(c: Coord) -> f64 {
    c.x * c.x + c.y * c.y
}

fn nearest_on_segment(p: Coord, a: Coord, b: Coord) -> Coord {
    let (d, v) = (b - a, p - a);
    let length2 = squared(d);
    if length2 == 0.0 {
        return a;
    }
    a + d * ((v.x * d.x + v.y * d.y) / length2).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
