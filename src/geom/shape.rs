//! The geometry of one feature, in a form that every calculation may trust.

use geo::{Area as _, BoundingRect as _, LineString, Polygon};

use super::{Coord, Rect};

/// Areal geometry in normal form: polygons with disjoint interiors, exterior rings counter-clockwise, holes
/// clockwise, every ring closed, with at least three distinct vertices and no self-crossing.
///
/// It can be built only through normalisation, so overlay and area need no further checks. It may be empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Region {
    polygons: Box<[Polygon<f64>]>,
}

impl Region {
    /// Wraps polygons that the caller knows to be in normal form.
    pub(in crate::geom) fn from_normal(polygons: Vec<Polygon<f64>>) -> Self {
        Self { polygons: polygons.into_boxed_slice() }
    }

    /// The member polygons.
    pub fn polygons(&self) -> &[Polygon<f64>] {
        &self.polygons
    }

    /// Whether there is no area at all.
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// Area in m²; 0 for an empty region.
    pub fn area(&self) -> f64 {
        self.polygons.iter().map(Polygon::unsigned_area).sum()
    }

    /// The smallest upright rectangle around it; `None` if it is empty.
    pub fn bounds(&self) -> Option<Rect> {
        bounds_of(self.polygons.iter().filter_map(Polygon::bounding_rect))
    }
}

/// Everything that one feature is made of: points, lines and areal parts, any of which may be absent.
///
/// One product type rather than an enum, because a GeometryCollection may hold all three at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// Isolated points.
    pub points: Box<[Coord]>,
    /// Lines of two or more vertices.
    pub lines: Box<[LineString<f64>]>,
    /// The areal part.
    pub region: Region,
}

impl Shape {
    /// A single point.
    pub fn from_point(point: Coord) -> Self {
        Self { points: Box::new([point]), ..Self::default() }
    }

    /// A purely areal shape.
    pub fn from_region(region: Region) -> Self {
        Self { region, ..Self::default() }
    }

    /// Whether it has neither points nor lines nor area.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty() && self.lines.is_empty() && self.region.is_empty()
    }

    /// The smallest upright rectangle around all parts; `None` if it is empty.
    pub fn bounds(&self) -> Option<Rect> {
        let points = self.points.iter().map(|&p| Rect::new(p, p));
        let lines = self.lines.iter().filter_map(LineString::bounding_rect);
        bounds_of(points.chain(lines).chain(self.region.bounds()))
    }
}

fn bounds_of(rects: impl Iterator<Item = Rect>) -> Option<Rect> {
    rects.reduce(|a, b| {
        Rect::new(
            Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    })
}
