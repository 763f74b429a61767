//! Exact predicates: answers that rounding cannot turn.

use geo::Kernel as _;
use geo::algorithm::kernels::{Orientation, RobustKernel};

use super::Coord;

/// On which side of the directed line from `a` to `b` the point `c` lies: 1 left, -1 right, 0 exactly on it.
pub(crate) fn side(a: Coord, b: Coord, c: Coord) -> i8 {
    match RobustKernel::orient2d(a, b, c) {
        Orientation::CounterClockwise => 1,
        Orientation::Clockwise => -1,
        Orientation::Collinear => 0,
    }
}

/// Whether `c`, known to be on the line through `a` and `b`, lies between them, ends included.
pub(crate) fn between(a: Coord, b: Coord, c: Coord) -> bool {
    c.x >= a.x.min(b.x) && c.x <= a.x.max(b.x) && c.y >= a.y.min(b.y) && c.y <= a.y.max(b.y)
}

/// Where a point lies with respect to a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Outside.
    Outside,
    /// On the ring itself.
    Boundary,
    /// Inside, by the even-odd rule.
    Inside,
}

/// Where `p` lies with respect to the closed ring `ring` (its last vertex equals its first, or is joined to it).
pub(crate) fn place_in_ring(ring: &[Coord], p: Coord) -> Place {
    let mut inside = false;
    let Some(&last) = ring.last() else { return Place::Outside };
    let mut a = last;
    for &b in ring {
        if (a.y > p.y) == (b.y > p.y) {
            // Does not cross the horizontal through p from below to above; may still run along it.
            if a.y == p.y && b.y == p.y && between(a, b, p) || b == p {
                return Place::Boundary;
            }
        } else if a.x < p.x && b.x < p.x {
            // Left of p: cannot cross the ray to the right.
        } else if a.x > p.x && b.x > p.x {
            inside = !inside;
        } else {
            match side(a, b, p) {
                0 => return Place::Boundary,
                s => {
                    if (s > 0) == (b.y > a.y) {
                        inside = !inside;
                    }
                }
            }
        }
        a = b;
    }
    if inside { Place::Inside } else { Place::Outside }
}

/// Twice the signed area of a ring, taken from its first vertex so that large coordinates lose nothing.
pub(crate) fn doubled_area(ring: &[Coord]) -> f64 {
    let Some(&o) = ring.first() else { return 0.0 };
    let mut sum = 0.0;
    for pair in ring.windows(2) {
        let (a, b) = (pair[0] - o, pair[1] - o);
        sum += a.x * b.y - a.y * b.x;
    }
    sum
}
