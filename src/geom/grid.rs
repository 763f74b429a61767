//! Overlay on an integer grid whose points are all exact as `f64`.
//!
//! The grid's step is a power of two: the spacing of `f64` at the largest coordinate at hand (2⁻³⁰ m below 4,194 km,
//! 2⁻²⁶ m for eastings with a zone prefix), and its origin is the origin of the plane. So whatever comes out is on the
//! grid and goes in again unchanged, and pieces cut in different calls fit together to the bit.

use geo::{LineString, Polygon};
use i_overlay::core::extract::BooleanExtractionBuffer;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::core::solver::Solver;
use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::IntShapes;

use super::{Coord, holes};

/// Coordinates beyond this, in metres, are no place on any plane and are refused at the door.
pub const MAX_COORDINATE: f64 = 1e9;

/// Whether a coordinate is finite and within [`MAX_COORDINATE`].
pub fn is_usable(c: Coord) -> bool {
    c.x.abs() <= MAX_COORDINATE && c.y.abs() <= MAX_COORDINATE
}

/// An overlay under way: rings are added, then one operation is carried out.
pub(crate) struct Clipper {
    overlay: Overlay<i64>,
    scale: f64,
}

impl Clipper {
    /// Starts an overlay whose coordinates are at most `extent` from the plane's origin, on either axis, in metres.
    pub(crate) fn new(extent: f64, capacity: usize) -> Self {
        // 2^52 keeps every grid point exact as f64; 2^-40 m is fine enough for anything near the origin.
        let bits = extent.max(4096.0).log2().floor() as i32 + 1;
        let scale = 2f64.powi(52 - bits);
        Self { overlay: Overlay::new_custom(capacity, IntOverlayOptions::ogc(), Solver::default()), scale }
    }

    /// Adds a ring to what the operation starts from. Whether it is closed by repeating its first vertex is the same.
    pub(crate) fn subject(&mut self, ring: &[Coord]) {
        self.add(ring, ShapeType::Subject);
    }

    /// Adds a ring to the second operand.
    pub(crate) fn clip(&mut self, ring: &[Coord]) {
        self.add(ring, ShapeType::Clip);
    }

    /// Adds all rings of a polygon to what the operation starts from.
    pub(crate) fn subject_polygon(&mut self, polygon: &Polygon<f64>) {
        for ring in rings(polygon) {
            self.subject(ring);
        }
    }

    /// Adds all rings of a polygon to the second operand.
    pub(crate) fn clip_polygon(&mut self, polygon: &Polygon<f64>) {
        for ring in rings(polygon) {
            self.clip(ring);
        }
    }

    fn add(&mut self, ring: &[Coord], to: ShapeType) {
        let ring = match ring {
            [first, body @ .., last] if first == last && !body.is_empty() => &ring[..ring.len() - 1],
            _ => ring,
        };
        let scale = self.scale;
        let at = |c: &Coord| IntPoint::new((c.x * scale).round() as i64, (c.y * scale).round() as i64);
        self.overlay.add_path_iter(ring.iter().map(at), to);
    }

    /// Carries out the operation. The polygons have counter-clockwise exteriors, clockwise holes and closed rings.
    pub(crate) fn run(mut self, rule: OverlayRule, fill: FillRule) -> Vec<Polygon<f64>> {
        let step = self.scale.recip();
        to_polygons(self.overlay.overlay(rule, fill), step)
    }

    /// What of the first operand lies outside the second, and what inside; both count where their winding number is
    /// positive.
    pub(crate) fn outside_and_inside(mut self) -> (Vec<Polygon<f64>>, Vec<Polygon<f64>>) {
        let step = self.scale.recip();
        let Some(graph) = self.overlay.build_graph_view(FillRule::Positive) else { return Default::default() };
        let mut buffer = BooleanExtractionBuffer::default();
        let outside = graph.extract_shapes(OverlayRule::Difference, &mut buffer);
        let inside = graph.extract_shapes(OverlayRule::Intersect, &mut buffer);
        (to_polygons(outside, step), to_polygons(inside, step))
    }
}

fn to_polygons(mut shapes: IntShapes<i64>, step: f64) -> Vec<Polygon<f64>> {
    holes::to_their_polygons(&mut shapes);
    let to_ring = |contour: Vec<IntPoint<i64>>| {
        let mut ring: Vec<Coord> = Vec::with_capacity(contour.len() + 1);
        ring.extend(contour.iter().map(|p| Coord { x: p.x as f64 * step, y: p.y as f64 * step }));
        ring.extend(ring.first().copied());
        LineString::new(ring)
    };
    shapes
        .into_iter()
        .filter_map(|shape| {
            let mut contours = shape.into_iter().filter(|c| c.len() >= 3);
            let exterior = contours.next()?;
            Some(Polygon::new(to_ring(exterior), contours.map(to_ring).collect()))
        })
        .collect()
}

/// The rings of a polygon, exterior first.
pub(crate) fn rings(polygon: &Polygon<f64>) -> impl Iterator<Item = &[Coord]> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(|r| r.0.as_slice())
}

/// The largest absolute coordinate of some polygons; 0 for none.
pub(crate) fn extent_of<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>) -> f64 {
    polygons.into_iter().flat_map(rings).map(extent_of_ring).fold(0.0, f64::max)
}

/// The largest absolute coordinate of a ring; 0 for an empty one.
pub(crate) fn extent_of_ring(ring: &[Coord]) -> f64 {
    ring.iter().fold(0.0, |m: f64, c| m.max(c.x.abs()).max(c.y.abs()))
}

/// Number of vertices of some polygons, for reserving room.
pub(crate) fn vertex_count<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>) -> usize {
    polygons.into_iter().flat_map(rings).map(<[Coord]>::len).sum()
}
