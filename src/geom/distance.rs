//! Straight distances in metres, and what lies inside what.

use geo::Polygon;

use super::exact::{Place, between, place_in_ring, side};
use super::grid::rings;
use super::index::BoxIndex;
use super::{Coord, Rect, Region, Shape, bounds};

/// The distance from a position to a shape: 0 inside its areal part or on its edge, infinite for an empty shape.
pub fn distance_to_shape(from: Coord, shape: &Shape) -> f64 {
    if contains(&shape.region, from) {
        return 0.0;
    }
    segments(shape).map(|(a, b)| squared_to_segment(from, a, b)).fold(f64::INFINITY, f64::min).sqrt()
}

/// The smallest distance between two shapes: 0 if they have a point in common, infinite if one is empty.
pub fn shape_to_shape(a: &Shape, b: &Shape) -> f64 {
    nearest(a, b).map_or(f64::INFINITY, |(distance, _)| distance)
}

/// The smallest distance between two shapes, and a shortest line between them: from a point of the first to a point of
/// the second, both the same where the shapes have a point in common. `None` if one is empty.
pub fn shortest_line(a: &Shape, b: &Shape) -> Option<(f64, [Coord; 2])> {
    nearest(a, b).map(|(distance, nearest)| match nearest {
        Nearest::Common(at) => (distance, [at, at]),
        Nearest::Edges(s, t) => (distance, ends(s, t)),
    })
}

/// Where two shapes are nearest to one another.
enum Nearest {
    /// A point of both.
    Common(Coord),
    /// An edge of the first and one of the second.
    Edges(Segment, Segment),
}

fn nearest(a: &Shape, b: &Shape) -> Option<(f64, Nearest)> {
    let (box_a, box_b) = (a.bounds()?, b.bounds()?);
    if bounds::meet(&box_a, &box_b)
        && let Some(common) = part_within(&a.region, b).or_else(|| part_within(&b.region, a))
    {
        return Some((0.0, Nearest::Common(common)));
    }
    let (many, few): (Vec<_>, Vec<_>) = (segments(a).collect(), segments(b).collect());
    let swapped = many.len() >= few.len();
    let (many, few) = if swapped { (many, few) } else { (few, many) };
    let (mut best, mut pair) = (f64::INFINITY, None);
    let mut look = |s: Segment, t: Segment| {
        let distance = between_segments(s, t);
        if distance < best {
            (best, pair) = (distance, Some((s, t)));
        }
        best
    };
    let mut so_far = f64::INFINITY;
    if many.len() * few.len() <= 20_000 {
        for &s in &few {
            let box_s = box_of(s);
            for &t in &many {
                if bounds::distance(&box_s, &box_of(t)) < so_far {
                    so_far = look(s, t);
                }
            }
        }
    } else {
        let index = BoxIndex::new(many.iter().zip(0..).map(|(&s, i)| (box_of(s), i)));
        for &s in &few {
            let box_s = box_of(s);
            let half = box_s.width().hypot(box_s.height()) / 2.0;
            for (i, at_least) in index.nearest(box_s.center()) {
                if at_least * (1.0 - 1e-12) - half > so_far {
                    break;
                }
                so_far = look(s, many[i as usize]);
            }
        }
    }
    pair.map(|(s, t)| (best, if swapped { Nearest::Edges(t, s) } else { Nearest::Edges(s, t) }))
}

/// Whether the edges of two polygons come within `reach` metres of one another, ends included. Polygons that lie inside
/// one another without their edges coming near do not count; those that share no land never do.
pub fn edges_within(a: &Polygon<f64>, b: &Polygon<f64>, reach: f64) -> bool {
    let around = |p: &Polygon<f64>| bounds::of_coords(&p.exterior().0);
    let (Some(box_a), Some(box_b)) = (around(a), around(b)) else { return false };
    if bounds::distance(&box_a, &box_b) > reach {
        return false;
    }
    // Most edges of a long outline are far from the other one.
    let facing = |p: &Polygon<f64>, other: &Rect| -> Vec<(Coord, Coord)> {
        let edges = rings(p).flat_map(|ring| ring.windows(2)).map(|e| (e[0], e[1]));
        edges.filter(|&e| bounds::distance(&box_of(e), other) <= reach).collect()
    };
    let near_a = facing(a, &box_b);
    let near_b = if near_a.is_empty() { Vec::new() } else { facing(b, &box_a) };
    near_a.iter().any(|&s| {
        let box_s = box_of(s);
        near_b.iter().any(|&t| bounds::distance(&box_s, &box_of(t)) <= reach && between_segments(s, t) <= reach)
    })
}

/// Whether a region holds a position, its edge included. Exact.
pub fn contains(region: &Region, at: Coord) -> bool {
    region.polygons().iter().any(|polygon| {
        let mut rings = rings(polygon);
        let inside = rings.next().map_or(Place::Outside, |ring| place_in_ring(ring, at));
        inside == Place::Boundary
            || inside == Place::Inside && rings.all(|hole| place_in_ring(hole, at) != Place::Inside)
    })
}

/// A point of some part of a shape that a region holds; every part is asked, because each may lie elsewhere.
fn part_within(region: &Region, shape: &Shape) -> Option<Coord> {
    if region.is_empty() {
        return None;
    }
    let lines = shape.lines.iter().filter_map(|l| l.0.first());
    let areal = shape.region.polygons().iter().filter_map(|p| p.exterior().0.first());
    shape.points.iter().chain(lines).chain(areal).copied().find(|&p| contains(region, p))
}

/// An edge, from one end to the other.
type Segment = (Coord, Coord);

/// All edges of a shape; a point is an edge without length.
fn segments(shape: &Shape) -> impl Iterator<Item = Segment> {
    let points = shape.points.iter().map(|&p| (p, p));
    let lines = shape.lines.iter().map(|l| l.0.as_slice());
    let edges = lines.chain(shape.region.polygons().iter().flat_map(rings));
    points.chain(edges.flat_map(|path| {
        let alone = (path.len() == 1).then(|| (path[0], path[0]));
        alone.into_iter().chain(path.windows(2).map(|w| (w[0], w[1])))
    }))
}

fn box_of((a, b): (Coord, Coord)) -> Rect {
    Rect::new(a, b)
}

/// The square of the distance from a position to an edge.
pub(crate) fn squared_to_segment(p: Coord, a: Coord, b: Coord) -> f64 {
    let (d, v) = (b - a, p - a);
    let length2 = d.x * d.x + d.y * d.y;
    if length2 == 0.0 {
        return v.x * v.x + v.y * v.y;
    }
    let t = (v.x * d.x + v.y * d.y) / length2;
    if t <= 0.0 {
        v.x * v.x + v.y * v.y
    } else if t >= 1.0 {
        let w = p - b;
        w.x * w.x + w.y * w.y
    } else {
        let cross = d.x * v.y - d.y * v.x;
        cross * cross / length2
    }
}

fn between_segments((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> f64 {
    if cross((a, b), (c, d)) {
        return 0.0;
    }
    squared_to_segment(a, c, d)
        .min(squared_to_segment(b, c, d))
        .min(squared_to_segment(c, a, b))
        .min(squared_to_segment(d, a, b))
        .sqrt()
}

/// The point of an edge that is nearest to a position.
fn nearest_on(p: Coord, (a, b): Segment) -> Coord {
    let (d, v) = (b - a, p - a);
    let t = (v.x * d.x + v.y * d.y) / (d.x * d.x + d.y * d.y);
    if t >= 1.0 {
        b
    } else if t > 0.0 {
        a + d * t
    } else {
        a
    }
}

/// The ends of a shortest line between two edges; a point of both where they meet.
fn ends(s: Segment, t: Segment) -> [Coord; 2] {
    let ((a, b), (c, d)) = (s, t);
    if cross(s, t) {
        let (u, w) = (b - a, d - c);
        let sine = u.x * w.y - u.y * w.x;
        let at_end = [a, b].into_iter().find(|&p| side(c, d, p) == 0 && between(c, d, p));
        let common = at_end.or_else(|| [c, d].into_iter().find(|&p| side(a, b, p) == 0 && between(a, b, p)));
        let at = common.unwrap_or_else(|| a + u * (((c.x - a.x) * w.y - (c.y - a.y) * w.x) / sine));
        return [at, at];
    }
    let lines = [[a, nearest_on(a, t)], [b, nearest_on(b, t)], [nearest_on(c, s), c], [nearest_on(d, s), d]];
    let square = |[p, q]: &[Coord; 2]| (p.x - q.x).powi(2) + (p.y - q.y).powi(2);
    lines.into_iter().reduce(|best, next| if square(&next) < square(&best) { next } else { best }).unwrap_or([a, c])
}

/// Whether two edges have a point in common. Exact.
fn cross((a, b): (Coord, Coord), (c, d): (Coord, Coord)) -> bool {
    if !bounds::meet(&Rect::new(a, b), &Rect::new(c, d)) {
        return false;
    }
    let (ca, cb) = (side(c, d, a), side(c, d, b));
    let (ac, ad) = (side(a, b, c), side(a, b, d));
    // An edge of no length is on every line: only the other one tells whether it lies on it.
    if ca == 0 && cb == 0 && ac == 0 && ad == 0 {
        return between(c, d, a) || between(c, d, b) || between(a, b, c) || between(a, b, d);
    }
    ca * cb <= 0 && ac * ad <= 0
}

#[cfg(test)]
mod tests {
    use geo::LineString;
    use proptest::prelude::*;

    use super::*;
    use crate::geom::repair::normalise;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn square(x: f64, y: f64, side: f64) -> Vec<Coord> {
        vec![at(x, y), at(x + side, y), at(x + side, y + side), at(x, y + side), at(x, y)]
    }

    fn areal(rings: Vec<Vec<Coord>>) -> Shape {
        Shape::from_region(normalise(vec![rings]).0)
    }

    #[test]
    fn to_a_polygon_with_a_hole() {
        let shape = areal(vec![square(0.0, 0.0, 10.0), square(2.0, 2.0, 6.0)]);
        assert_eq!(distance_to_shape(at(1.0, 1.0), &shape), 0.0);
        assert_eq!(distance_to_shape(at(5.0, 4.0), &shape), 2.0);
        assert_eq!(distance_to_shape(at(13.0, 14.0), &shape), 5.0);
        assert_eq!(distance_to_shape(at(2.0, 5.0), &shape), 0.0);
        assert_eq!(distance_to_shape(at(0.0, 0.0), &Shape::default()), f64::INFINITY);
        assert!(contains(&shape.region, at(2.0, 2.0)) && !contains(&shape.region, at(3.0, 3.0)));
    }

    #[test]
    fn between_shapes() {
        let a = areal(vec![square(0.0, 0.0, 10.0)]);
        assert_eq!(shape_to_shape(&a, &areal(vec![square(13.0, 14.0, 2.0)])), 5.0);
        assert_eq!(shape_to_shape(&a, &areal(vec![square(4.0, 4.0, 1.0)])), 0.0);
        assert_eq!(shape_to_shape(&areal(vec![square(4.0, 4.0, 1.0)]), &a), 0.0);
        assert_eq!(shape_to_shape(&a, &Shape::from_point(at(5.0, -3.0))), 3.0);
        let line = Shape { lines: Box::new([LineString::new(vec![at(-5.0, 5.0), at(15.0, 5.0)])]), ..Shape::default() };
        assert_eq!(shape_to_shape(&a, &line), 0.0);
        assert_eq!(shape_to_shape(&a, &Shape::default()), f64::INFINITY);
        // A point within the box of a slanting edge, but not on it.
        let slanting =
            Shape { lines: Box::new([LineString::new(vec![at(0.0, 0.0), at(8.0, 6.0)])]), ..Shape::default() };
        assert_eq!(shape_to_shape(&slanting, &Shape::from_point(at(1.0, 7.0))), 5.0);
        assert_eq!(shape_to_shape(&Shape::from_point(at(4.0, 3.0)), &slanting), 0.0);
        let ring = areal(vec![square(0.0, 0.0, 10.0), square(2.0, 2.0, 6.0)]);
        assert_eq!(shape_to_shape(&ring, &areal(vec![square(4.0, 4.0, 1.0)])), 2.0);
    }

    #[test]
    fn shortest_lines() {
        let a = areal(vec![square(0.0, 0.0, 10.0)]);
        let line = |b: &Shape| shortest_line(&a, b);
        assert_eq!(line(&areal(vec![square(13.0, 14.0, 2.0)])), Some((5.0, [at(10.0, 10.0), at(13.0, 14.0)])));
        assert_eq!(line(&Shape::from_point(at(5.0, -3.0))), Some((3.0, [at(5.0, 0.0), at(5.0, -3.0)])));
        assert_eq!(shortest_line(&Shape::from_point(at(5.0, -3.0)), &a), Some((3.0, [at(5.0, -3.0), at(5.0, 0.0)])));
        assert_eq!(line(&Shape::from_point(at(5.0, 3.0))), Some((0.0, [at(5.0, 3.0); 2])));
        assert_eq!(line(&Shape::default()), None);
        let across = |ends: [Coord; 2]| Shape { lines: Box::new([LineString::new(ends.to_vec())]), ..Shape::default() };
        assert_eq!(line(&across([at(-5.0, 5.0), at(15.0, 5.0)])), Some((0.0, [at(10.0, 5.0); 2])));
        assert_eq!(line(&across([at(-5.0, 10.0), at(5.0, 10.0)])).unwrap().0, 0.0);
        // Past the corner (10, 10) at 45°.
        let (distance, [from, to]) = line(&across([at(10.0, 14.0), at(14.0, 10.0)])).unwrap();
        assert!((distance - 8.0_f64.sqrt()).abs() < 1e-12 && from == at(10.0, 10.0));
        assert!((to.x - 12.0).abs() < 1e-12 && (to.y - 12.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_line_is_as_long_as_the_distance(
            a in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 1..9),
            b in prop::collection::vec((60.0..150.0_f64, 60.0..190.0_f64), 1..9)
        ) {
            let shape = |points: &[(f64, f64)]| {
                let path: Vec<Coord> = points.iter().map(|&(x, y)| at(x, y)).collect();
                match path.len() {
                    1 => Shape::from_point(path[0]),
                    2..=4 => Shape { lines: Box::new([LineString::new(path)]), ..Shape::default() },
                    _ => areal(vec![path]),
                }
            };
            let (a, b) = (shape(&a), shape(&b));
            let (distance, [from, to]) = shortest_line(&a, &b).unwrap();
            prop_assert_eq!(distance, shape_to_shape(&a, &b));
            prop_assert!(((from - to).x.hypot((from - to).y) - distance).abs() < 1e-9);
            // Both ends lie on their shapes.
            prop_assert!(distance_to_shape(from, &a) < 1e-9 && distance_to_shape(to, &b) < 1e-9);
        }

        #[test]
        fn index_and_brute_force_agree(
            a in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 160..200),
            b in prop::collection::vec((90.0..150.0_f64, 110.0..190.0_f64), 160..200)
        ) {
            let line = |points: &[(f64, f64)]| Shape {
                lines: Box::new([LineString::new(points.iter().map(|&(x, y)| at(x, y)).collect())]),
                ..Shape::default()
            };
            let (a, b) = (line(&a), line(&b));
            let brute = segments(&a)
                .flat_map(|s| segments(&b).map(move |t| between_segments(s, t)))
                .fold(f64::INFINITY, f64::min);
            prop_assert_eq!(shape_to_shape(&a, &b), brute);
            prop_assert_eq!(shape_to_shape(&b, &a), brute);
        }
    }
}
