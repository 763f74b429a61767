//! Rings laid out flat, in an order and a direction that depend on their coordinates alone.

use rayon::prelude::*;

use super::{Demand, Parcel, UNZONED, WAVE};
use crate::geom::coverage::frame::Box4;
use crate::geom::coverage::{ParcelRef, compare};
use crate::geom::{Coord, Region};

impl Demand {
    /// Lays the rings out in order, each from its least vertex in a direction of its own.
    pub(super) fn flatten(&mut self, given: &[ParcelRef<'_>], order: &[u32]) {
        type Block = (Vec<[f64; 2]>, Vec<u32>, Vec<(u32, f64, f64, f64)>, bool);
        let origin = self.origin;
        let vertices = given.par_iter().map(|p| p.region.polygons().iter().map(vertex_count).sum::<usize>()).sum();
        self.vertices.reserve_exact(vertices);
        self.ring_ends.reserve(order.len());
        for wave in order.chunks(WAVE) {
            let blocks: Vec<Block> = wave
                .par_chunks(1024)
                .map(|block| {
                    let (mut vertices, mut ends, mut parcels, mut all_plain) =
                        (Vec::new(), Vec::new(), Vec::new(), true);
                    for &i in block {
                        let Drawn { rings, area, bound, density, plain } = Drawn::new(&given[i as usize], origin);
                        parcels.push((rings.len() as u32, area, bound, density));
                        all_plain &= plain;
                        for (_, ring) in rings {
                            vertices.extend(ring);
                            ends.push(vertices.len() as u32);
                        }
                    }
                    (vertices, ends, parcels, all_plain)
                })
                .collect();
            for (vertices, ends, parcels, plain) in blocks {
                self.plain &= plain;
                let (mut vertex, mut ring) = (self.vertices.len() as u32, self.ring_ends.len() as u32);
                self.ring_ends.extend(ends.iter().map(|e| e + self.vertices.len() as u32));
                self.vertices.extend(vertices);
                for (count, net, bound, density) in parcels {
                    let rings = ring..ring + count;
                    self.parcels.push(Parcel {
                        rings: rings.clone(),
                        first_vertex: vertex,
                        drawn: (net, bound),
                        net,
                        bound,
                        density,
                        zone: UNZONED,
                        complex: None,
                    });
                    ring = rings.end;
                    if count > 0 {
                        vertex = self.ring_ends[ring as usize - 1];
                    }
                }
            }
        }
    }
}

/// A parcel as it is drawn, in the frame.
pub(super) struct Drawn {
    pub rings: Vec<(bool, Vec<[f64; 2]>)>,
    /// In m², and how well it is known.
    pub area: f64,
    pub bound: f64,
    /// People a square metre; 0 where unknown.
    pub density: f64,
    /// No ring vanished.
    pub plain: bool,
}

impl Drawn {
    pub(super) fn new(parcel: &ParcelRef<'_>, origin: Coord) -> Self {
        let rings = canonical_rings(parcel.region, origin);
        let (area, bound) = ring_area(&rings);
        let people = parcel.population.filter(|p| p.is_finite() && *p > 0.0).unwrap_or(0.0);
        let plain = rings.len() == parcel.region.polygons().iter().map(|p| 1 + p.interiors().len()).sum::<usize>();
        Self { rings, area, bound, density: if area > 0.0 { people / area } else { 0.0 }, plain }
    }

    /// All its coordinates.
    pub(super) fn flat(&self) -> Vec<f64> {
        self.rings.iter().flat_map(|(_, r)| r.as_flattened().iter().copied()).collect()
    }
}

fn vertex_count(polygon: &geo::Polygon<f64>) -> usize {
    polygon.exterior().0.len() + polygon.interiors().iter().map(|r| r.0.len()).sum::<usize>()
}

/// Open rings in the frame, each starting at its least vertex and having the region to its left, sorted. The flag tells a
/// hole.
pub(in crate::geom::coverage) fn canonical_rings(region: &Region, origin: Coord) -> Vec<(bool, Vec<[f64; 2]>)> {
    let mut rings = Vec::new();
    for polygon in region.polygons() {
        let holes = polygon.interiors().iter().map(|r| (true, r));
        for (hole, ring) in std::iter::once((false, polygon.exterior())).chain(holes) {
            let mut open: Vec<[f64; 2]> = Vec::with_capacity(ring.0.len());
            for c in &ring.0 {
                // Adding zero makes −0 and 0 one.
                let p = [c.x - origin.x + 0.0, c.y - origin.y + 0.0];
                if open.last() != Some(&p) {
                    open.push(p);
                }
            }
            if open.len() > 1 && open.first() == open.last() {
                open.pop();
            }
            if open.len() < 3 {
                continue;
            }
            let n = open.len();
            let key = |i: usize| (open[i][0], open[i][1]);
            let least = (0..n).reduce(|a, b| if key(b) < key(a) { b } else { a }).unwrap_or(0);
            open.rotate_left(least);
            // First a direction that depends on the coordinates alone, so that rounding of the area does too.
            if (open[n - 1][0], open[n - 1][1]) < (open[1][0], open[1][1]) {
                open[1..].reverse();
            }
            if (doubled_area(&open) < 0.0) != hole {
                open[1..].reverse();
            }
            rings.push((hole, open));
        }
    }
    if rings.len() > 1 {
        rings.sort_by(|(a, p), (b, q)| a.cmp(b).then_with(|| compare(p.as_flattened(), q.as_flattened())));
    }
    rings
}

/// Twice the area of an open ring in m², positive if it runs counter-clockwise.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let [ox, oy] = ring[0];
    ring.windows(2).map(|p| (p[0][0] - ox) * (p[1][1] - oy) - (p[0][1] - oy) * (p[1][0] - ox)).sum()
}

/// Area of exteriors less holes in m², and how far rounding can have moved it.
pub(in crate::geom::coverage) fn ring_area(rings: &[(bool, Vec<[f64; 2]>)]) -> (f64, f64) {
    let (mut area, mut bound) = (0.0, 0.0);
    for (hole, ring) in rings {
        let [ox, oy] = ring[0];
        let (mut twice, mut size, mut reach) = (0.0_f64, 0.0_f64, ox.abs().max(oy.abs()));
        for pair in ring.windows(2) {
            let (ax, ay, bx, by) = (pair[0][0] - ox, pair[0][1] - oy, pair[1][0] - ox, pair[1][1] - oy);
            twice += ax * by - ay * bx;
            size += (ax * by).abs() + (ay * bx).abs();
            reach = reach.max(pair[1][0].abs()).max(pair[1][1].abs());
        }
        let half = 0.5 * twice.abs();
        area += if *hole { -half } else { half };
        bound += f64::EPSILON * (ring.len() as f64 + 4.0) * size;
    }
    (area.max(0.0), bound)
}

/// Where a box comes along a Z curve through the extents, and what decides between boxes at one place there.
pub(super) fn spatial_key(extents: &Box4, bounds: &Box4) -> (u64, [f64; 4]) {
    if bounds.is_empty() {
        return (u64::MAX, [0.0; 4]);
    }
    // Adding zero makes −0 and 0 one.
    let corners = [bounds.x0, bounds.y0, bounds.x1, bounds.y1].map(|v| v + 0.0);
    (extents.z_order(bounds.center()), corners)
}

/// Positions of the parcels along a Z curve, ties by coordinates, then by how densely they are lived in; and the extents
/// of all of them in the frame.
pub(super) fn spatial_order(
    parcels: &[ParcelRef<'_>],
    bounds: &[Option<geo::Rect<f64>>],
    origin: Coord,
) -> (Vec<u32>, Box4) {
    let local = |i: usize| bounds[i].map_or(Box4::EMPTY, |r| Box4::from_rect(&r, origin));
    let extents = (0..bounds.len()).fold(Box4::EMPTY, |all, i| all.join(&local(i)));
    let key = |i: u32| spatial_key(&extents, &local(i as usize));
    let mut keyed: Vec<(u64, u32)> = (0..bounds.len() as u32).into_par_iter().map(|i| (key(i).0, i)).collect();
    keyed.par_sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| compare(&key(a.1).1, &key(b.1).1))
            .then_with(|| {
                if a.1 == b.1 {
                    return std::cmp::Ordering::Equal;
                }
                let [a, b] = [a, b].map(|i| Drawn::new(&parcels[i.1 as usize], origin));
                compare(&a.flat(), &b.flat()).then(a.density.total_cmp(&b.density))
            })
            .then(a.1.cmp(&b.1))
    });
    (keyed.into_iter().map(|(_, i)| i).collect(), extents)
}
