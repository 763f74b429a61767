//! Holes brought back to the polygon they lie in.
//!
//! `i_overlay` 9.1, asked for shapes valid under OGC, gives a hole to whatever exterior it meets first when looking down
//! from the hole's lowest left vertex. A hole that was split off where an exterior touches itself takes no part in that
//! search, so an island inside such a hole can be given a hole of the land around. The rings are right, only their
//! belonging is not; the area then counts the hole as land. Here every hole whose polygon is an island in another
//! polygon's hole is tested exactly and moved where it belongs.

use i_overlay::i_float::int::point::IntPoint;
use i_overlay::i_shape::int::shape::IntShapes;

type Ring = [IntPoint<i64>];

/// The box of a ring in grid steps: least x and y, greatest x and y.
#[derive(Clone, Copy)]
struct Extent([i64; 4]);

impl Extent {
    fn of(ring: &Ring) -> Self {
        let start = [i64::MAX, i64::MAX, i64::MIN, i64::MIN];
        Self(ring.iter().fold(start, |[x0, y0, x1, y1], p| [x0.min(p.x), y0.min(p.y), x1.max(p.x), y1.max(p.y)]))
    }

    fn contains(&self, other: &Self) -> bool {
        let ([x0, y0, x1, y1], [a0, b0, a1, b1]) = (self.0, other.0);
        x0 <= a0 && y0 <= b0 && a1 <= x1 && b1 <= y1
    }
}

/// Moves each hole that lies outside its polygon's exterior to the smallest polygon that it lies in.
///
/// Coordinates are at most 2⁵³ steps. Costs nothing to speak of unless there are polygons with holes inside the box of
/// another polygon's hole.
pub(super) fn to_their_polygons(shapes: &mut IntShapes<i64>) {
    if shapes.len() < 2 || shapes.iter().all(|s| s.len() < 2) {
        return;
    }
    let boxes: Vec<Vec<Extent>> = shapes.iter().map(|s| s.iter().map(|ring| Extent::of(ring)).collect()).collect();
    let mut moves: Vec<(usize, usize, usize)> = Vec::new();
    for (at, shape) in shapes.iter().enumerate().filter(|(_, s)| s.len() > 1) {
        let is_island = boxes.iter().enumerate().any(|(other, rings)| {
            // A hole that is wrongly this polygon's own may be what should make it an island.
            let holes = &rings[1..];
            other != at && holes.iter().any(|hole| hole.contains(&boxes[at][0]))
        });
        if !is_island {
            continue;
        }
        for hole in 1..shape.len() {
            if lies_in(&shape[hole], &shape[0]) {
                continue;
            }
            let home = (0..shapes.len())
                .filter(|&s| s != at && boxes[s][0].contains(&boxes[at][hole]) && lies_in(&shape[hole], &shapes[s][0]))
                .min_by_key(|&s| doubled_area(&shapes[s][0]).abs());
            if let Some(home) = home {
                moves.push((at, hole, home));
            }
        }
    }
    // The last hole of a polygon first, so that the places of the others stay.
    for &(from, hole, to) in moves.iter().rev() {
        let ring = shapes[from].remove(hole);
        shapes[to].push(ring);
    }
}

/// Whether a ring that crosses no edge of `exterior` lies inside it: told by the middle of its first edge that is not
/// on the exterior itself. A ring that lies on it all along is taken to be inside.
fn lies_in(ring: &Ring, exterior: &Ring) -> bool {
    edges(ring)
        .find_map(|(a, b)| {
            contains_doubled(exterior, i128::from(a.x) + i128::from(b.x), i128::from(a.y) + i128::from(b.y))
        })
        .unwrap_or(true)
}

/// Whether the point at half of (`x2`, `y2`) lies inside a ring; `None` on the ring itself. Exact.
fn contains_doubled(ring: &Ring, x2: i128, y2: i128) -> Option<bool> {
    let mut inside = false;
    for (a, b) in edges(ring) {
        let (ax, ay, bx, by) =
            (2 * i128::from(a.x) - x2, 2 * i128::from(a.y) - y2, 2 * i128::from(b.x) - x2, 2 * i128::from(b.y) - y2);
        if (ay > 0) == (by > 0) && ay != 0 && by != 0 {
            continue;
        }
        let cross = ax * by - ay * bx;
        if cross == 0 && ax.signum() * bx.signum() <= 0 && ay.signum() * by.signum() <= 0 {
            return None;
        }
        // Half-open in y, so that a vertex at this height counts once.
        if (ay > 0) != (by > 0) && (cross > 0) == (by > ay) {
            inside = !inside;
        }
    }
    Some(inside)
}

fn doubled_area(ring: &Ring) -> i128 {
    let Some(o) = ring.first() else { return 0 };
    let from = |p: IntPoint<i64>| (i128::from(p.x) - i128::from(o.x), i128::from(p.y) - i128::from(o.y));
    edges(ring).map(|(a, b)| (from(a), from(b))).map(|((ax, ay), (bx, by))| ax * by - ay * bx).sum()
}

fn edges(ring: &Ring) -> impl Iterator<Item = (IntPoint<i64>, IntPoint<i64>)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i64, i64)]) -> Vec<IntPoint<i64>> {
        points.iter().map(|&(x, y)| IntPoint::new(x, y)).collect()
    }

    fn square(x: i64, y: i64, side: i64) -> Vec<IntPoint<i64>> {
        ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    }

    #[test]
    fn a_hole_of_an_island_goes_back_to_the_land_around() {
        let (land, lake, island, pond) = (square(0, 0, 100), square(10, 10, 40), square(20, 20, 4), square(20, 70, 9));
        let mut shapes = vec![vec![land.clone(), lake.clone()], vec![island.clone(), pond.clone()]];
        to_their_polygons(&mut shapes);
        assert_eq!(shapes, vec![vec![land, lake, pond], vec![island]]);
    }

    #[test]
    fn what_is_right_stays() {
        let lake_island = vec![square(20, 20, 10), square(22, 22, 2), square(25, 25, 3)];
        let mut shapes = vec![vec![square(0, 0, 100), square(10, 10, 40)], lake_island, vec![square(200, 0, 5)]];
        let before = shapes.clone();
        to_their_polygons(&mut shapes);
        assert_eq!(shapes, before);
    }

    #[test]
    fn points_are_told_exactly() {
        let star = ring(&[(0, 0), (10, 2), (20, 0), (18, 10), (20, 20), (10, 18), (0, 20), (2, 10)]);
        let told = |x2: i128, y2: i128| contains_doubled(&star, x2, y2);
        assert_eq!((told(20, 20), told(20, 1), told(20, 4), told(2, 20)), (Some(true), Some(false), None, Some(false)));
        assert_eq!((told(0, 0), told(5, 1), told(4, 20), told(5, 20)), (None, None, None, Some(true)));
        // A vertex of a hole that touches the exterior says nothing; its edges do.
        assert!(lies_in(&ring(&[(2, 10), (6, 8), (6, 12)]), &star));
        assert!(!lies_in(&ring(&[(2, 10), (0, 12), (0, 8)]), &star));
        assert_eq!(doubled_area(&square(5, 5, 10)), 200);
    }
}
