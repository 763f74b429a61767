//! Where to put a label.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use geo::{BoundingRect as _, Polygon};

use super::distance::squared_to_segment;
use super::exact::{Place, place_in_ring};
use super::grid::rings;
use super::{Coord, Rect};

/// How near the result is to the best, as a share of the polygon's extent.
const PRECISION: f64 = 0.01;
/// Enough for any shape on a map; a bound so that no input takes for ever.
const MAX_CELLS: usize = 4000;

/// A position inside a polygon and far from its edges: its pole of inaccessibility to 1 % of its extent (the middle of
/// the largest circle that fits in), found by halving squares, best first.
///
/// For a polygon too thin for that it is the middle of a chord inside it; for one without vertices it is the origin.
pub fn interior_point(polygon: &Polygon<f64>) -> Coord {
    let Some(rect) = polygon.bounding_rect() else { return Coord::default() };
    let size = rect.width().min(rect.height());
    if size <= 0.0 {
        return rect.center();
    }
    let precision = PRECISION * rect.width().max(rect.height()).min(10.0 * size);
    let mut best = Cell::new(rect.center(), 0.0, polygon);
    let mut queue = BinaryHeap::new();
    cover(&rect, size, &mut |centre, half| queue.push(Cell::new(centre, half, polygon)));
    let mut seen = queue.len();
    while let Some(cell) = queue.pop() {
        if cell.inside > best.inside {
            best = cell;
        }
        if cell.at_most - best.inside <= precision || seen > MAX_CELLS {
            continue;
        }
        let half = cell.half / 2.0;
        for (dx, dy) in [(-half, -half), (half, -half), (-half, half), (half, half)] {
            queue.push(Cell::new(Coord { x: cell.centre.x + dx, y: cell.centre.y + dy }, half, polygon));
        }
        seen += 4;
    }
    if best.inside > 0.0 { best.centre } else { middle_of_a_chord(polygon, &rect) }
}

/// Squares of side `size`, at most some hundred, over the rectangle.
fn cover(rect: &Rect, size: f64, put: &mut impl FnMut(Coord, f64)) {
    let count = |length: f64| (length / size).ceil().clamp(1.0, 100.0);
    let (columns, rows) = (count(rect.width()), count(rect.height()));
    let step = (rect.width() / columns).max(rect.height() / rows);
    for row in 0..rows as usize {
        for column in 0..columns as usize {
            let x = rect.min().x + (column as f64 + 0.5) * rect.width() / columns;
            let y = rect.min().y + (row as f64 + 0.5) * rect.height() / rows;
            put(Coord { x, y }, step / 2.0);
        }
    }
}

/// A square of the search.
#[derive(Clone, Copy)]
struct Cell {
    centre: Coord,
    /// Half its side.
    half: f64,
    /// The centre's distance to the nearest edge, negative outside.
    inside: f64,
    /// No position in the square can be farther inside than this.
    at_most: f64,
}

impl Cell {
    fn new(centre: Coord, half: f64, polygon: &Polygon<f64>) -> Self {
        let mut rings_of = rings(polygon);
        let in_exterior = rings_of.next().is_some_and(|r| place_in_ring(r, centre) == Place::Inside);
        let inside = in_exterior && rings_of.all(|hole| place_in_ring(hole, centre) == Place::Outside);
        let distance = rings(polygon)
            .flat_map(|r| r.windows(2))
            .map(|e| squared_to_segment(centre, e[0], e[1]))
            .fold(f64::INFINITY, f64::min)
            .sqrt();
        let inside = if inside { distance } else { -distance };
        Self { centre, half, inside, at_most: inside + half * std::f64::consts::SQRT_2 }
    }
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        // Among equals by position, so that the order of pushing does not matter.
        self.at_most
            .total_cmp(&other.at_most)
            .then(self.centre.x.total_cmp(&other.centre.x))
            .then(self.centre.y.total_cmp(&other.centre.y))
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Cell {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Cell {}

/// The middle of the longest stretch inside along horizontals between the vertices.
fn middle_of_a_chord(polygon: &Polygon<f64>, rect: &Rect) -> Coord {
    let mut ys: Vec<f64> = rings(polygon).flatten().map(|c| c.y).collect();
    ys.sort_by(f64::total_cmp);
    ys.dedup();
    let mut best = (0.0, rect.center());
    // A few hundred heights are enough to find some inside.
    let stride = (ys.len() / 256).max(1);
    for pair in ys.windows(2).step_by(stride) {
        let y = pair[0].midpoint(pair[1]);
        let mut xs: Vec<f64> = rings(polygon)
            .flat_map(|r| r.windows(2))
            .filter(|e| (e[0].y > y) != (e[1].y > y))
            .map(|e| e[0].x + (y - e[0].y) / (e[1].y - e[0].y) * (e[1].x - e[0].x))
            .collect();
        xs.sort_by(f64::total_cmp);
        for x in xs.chunks_exact(2) {
            if x[1] - x[0] > best.0 {
                best = (x[1] - x[0], Coord { x: x[0].midpoint(x[1]), y });
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geom::repair::normalise;

    fn ring(points: &[(f64, f64)]) -> Vec<Coord> {
        points.iter().map(|&(x, y)| Coord { x: 5e5 + x, y: 3.5e6 + y }).collect()
    }

    fn depth(polygon: &Polygon<f64>, at: Coord) -> f64 {
        Cell::new(at, 0.0, polygon).inside
    }

    #[test]
    fn the_middle_of_the_largest_circle() {
        // An L: the centre of its box is outside, the corner holds the largest circle.
        let l = ring(&[(0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (20.0, 20.0), (20.0, 100.0), (0.0, 100.0)]);
        let l = normalise(vec![vec![l]]).0;
        let best = 20.0 * (2.0 - 2.0_f64.sqrt());
        assert!(depth(&l.polygons()[0], interior_point(&l.polygons()[0])) > best - 1.0);
        // A ring: between hole and edge.
        let outer = ring(&[(0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0)]);
        let hole = ring(&[(10.0, 10.0), (60.0, 10.0), (60.0, 60.0), (10.0, 60.0)]);
        let annulus = normalise(vec![vec![outer, hole]]).0;
        assert!(depth(&annulus.polygons()[0], interior_point(&annulus.polygons()[0])) > 15.0);
    }

    #[test]
    fn slivers() {
        let thin = normalise(vec![vec![ring(&[(0.0, 0.0), (1000.0, 700.0), (1000.0, 700.001)])]]).0;
        assert!(depth(&thin.polygons()[0], interior_point(&thin.polygons()[0])) > 0.0);
        let nothing = Polygon::new(geo::LineString::new(vec![]), vec![]);
        assert_eq!(interior_point(&nothing), Coord::default());
    }

    proptest! {
        #[test]
        fn always_inside(points in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..15)) {
            let (region, _) = normalise(vec![vec![ring(&points)]]);
            for polygon in region.polygons() {
                if geo::Area::unsigned_area(polygon) > 1e-6 {
                    prop_assert!(depth(polygon, interior_point(polygon)) > 0.0);
                }
            }
        }
    }
}
