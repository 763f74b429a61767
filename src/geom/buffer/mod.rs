//! Service areas as polygons: everything within a radius of a shape, its arcs cut into chords that keep their area.
//!
//! For drawing, exporting and outlining gaps. Coverage figures come from [`coverage`](super::coverage), whose arcs are
//! true arcs.
//!
//! Each ring is walked once, its edges moved outwards by the radius; convex corners are rounded, reflex corners go by
//! way of the vertex itself. The land with a positive winding number is the service area exactly: that number is the
//! count of pieces of the shape within the radius of a place, less their holes, plus one for each reflex vertex whose
//! sector holds the place, and the vertex of a hole that is farthest from the place always has such a sector.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;

use super::grid::{Clipper, extent_of_ring, is_usable, rings};
use super::{Coord, Region, Shape};

/// All land within `radius` metres of a shape, with `segments_per_quarter` chords to a quarter circle (at least 1).
///
/// The radius of the chords' inner vertices is a little larger than `radius`, so that a polygon has the area of the
/// true arcs at each corner. With a radius of 0 it is the shape's areal part; with a negative or non-finite one, and
/// for an empty shape, it is empty. Vertices beyond [`MAX_COORDINATE`](super::grid::MAX_COORDINATE) are ignored.
pub fn service_area(shape: &Shape, radius: f64, segments_per_quarter: usize) -> Region {
    if !(radius >= 0.0 && radius.is_finite()) {
        return Region::default();
    }
    if radius == 0.0 {
        return shape.region.clone();
    }
    let contours = contours(shape, radius, segments_per_quarter.max(1));
    let extent = contours.iter().map(|c| extent_of_ring(c)).fold(0.0, f64::max);
    let mut clipper = Clipper::new(extent, contours.iter().map(Vec::len).sum());
    for contour in &contours {
        clipper.subject(contour);
    }
    Region::from_normal(clipper.run(OverlayRule::Subject, FillRule::Positive))
}

/// The contours whose land of positive winding number is the service area; not closed, and crossing one another.
pub(crate) fn contours(shape: &Shape, radius: f64, segments_per_quarter: usize) -> Vec<Vec<Coord>> {
    let mut out = Vec::new();
    let pen = Pen { radius, step: FRAC_PI_2 / segments_per_quarter as f64 };
    for &point in shape.points.iter().filter(|&&p| is_usable(p)) {
        out.push(pen.disc(point));
    }
    for line in &shape.lines {
        let mut there: Vec<Coord> = line.0.iter().copied().filter(|&c| is_usable(c)).collect();
        there.dedup();
        match there.as_slice() {
            [] => {}
            [point] => out.push(pen.disc(*point)),
            // There and back again is a ring without area.
            path => {
                let ring: Vec<Coord> =
                    path.iter().chain(path.iter().rev().skip(1).take(path.len() - 2)).copied().collect();
                out.push(pen.walk(&ring));
            }
        }
    }
    for polygon in shape.region.polygons() {
        for ring in rings(polygon) {
            if let [_, open @ ..] = ring
                && open.len() >= 2
            {
                out.push(pen.walk(open));
            }
        }
    }
    out
}

struct Pen {
    radius: f64,
    /// The largest angle of a chord.
    step: f64,
}

impl Pen {
    /// A polygon with the area of the disc around `centre`.
    fn disc(&self, centre: Coord) -> Vec<Coord> {
        let n = (TAU / self.step).round().max(3.0);
        let radius = self.radius * (TAU / (n * (TAU / n).sin())).sqrt();
        (0..n as usize)
            .map(|i| {
                let (sin, cos) = (TAU * i as f64 / n).sin_cos();
                Coord { x: centre.x + radius * cos, y: centre.y + radius * sin }
            })
            .collect()
    }

    /// The outline of an open ring (its first vertex not repeated, no two neighbours equal), moved to its right.
    fn walk(&self, ring: &[Coord]) -> Vec<Coord> {
        let n = ring.len();
        let mut out = Vec::with_capacity(n * 4);
        let normal = |i: usize| {
            let d = ring[(i + 1) % n] - ring[i];
            let length = d.x.hypot(d.y);
            Coord { x: d.y / length, y: -d.x / length }
        };
        let mut before = normal(n - 1);
        for (i, &vertex) in ring.iter().enumerate() {
            let after = normal(i);
            self.corner(vertex, before, after, &mut out);
            before = after;
        }
        out
    }

    /// From the end of the edge with normal `u` to the start of the one with normal `v`, around `vertex`.
    fn corner(&self, vertex: Coord, u: Coord, v: Coord, out: &mut Vec<Coord>) {
        let cross = u.x * v.y - u.y * v.x;
        let dot = u.x * v.x + u.y * v.y;
        out.push(vertex + u * self.radius);
        if cross < 0.0 {
            out.push(vertex);
        } else {
            // Straight on: nothing. Straight back: half a circle.
            let angle = if cross == 0.0 && dot < 0.0 { PI } else { cross.atan2(dot) };
            self.arc(vertex, u, angle, out);
        }
        out.push(vertex + v * self.radius);
    }

    /// The inner vertices of an arc that starts at `vertex + u·radius` and turns left by `angle`.
    fn arc(&self, vertex: Coord, u: Coord, angle: f64, out: &mut Vec<Coord>) {
        // Below this the area between arc and chord is less than 1e-13 of the disc's.
        if angle < 1e-4 {
            return;
        }
        let k = (angle / self.step - 1e-9).ceil().max(2.0);
        let part = angle / k;
        // The ends stay on the circle; the radius of the others makes up for the area that chords lose:
        // ½ sin(part) · (2ρ + (k − 2)ρ²) = ½ angle, in units of the radius.
        let need = angle / part.sin();
        let rho = if k == 2.0 { need / 2.0 } else { ((1.0 + (k - 2.0) * need).sqrt() - 1.0) / (k - 2.0) };
        let reach = rho * self.radius;
        for i in 1..k as usize {
            let (sin, cos) = (part * i as f64).sin_cos();
            out.push(Coord {
                x: vertex.x + reach * (u.x * cos - u.y * sin),
                y: vertex.y + reach * (u.x * sin + u.y * cos),
            });
        }
    }
}

#[cfg(test)]
mod tests;
