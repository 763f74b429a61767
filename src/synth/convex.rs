//! Convex polygons whose edges know how far building land stays back from them.

use super::plane::P;

/// A convex polygon, counter-clockwise, not closed; edge `i` runs from point `i` to point `i + 1`.
#[derive(Debug, Clone, Default)]
pub(super) struct Convex {
    pub(super) points: Vec<P>,
    /// For each edge, the metres that land keeps back from it: half of the street and its verge, or a fence.
    pub(super) setback: Vec<f64>,
}

impl Convex {
    pub(super) fn new(points: Vec<P>, setback: Vec<f64>) -> Self {
        Self { points, setback }
    }

    pub(super) fn len(&self) -> usize {
        self.points.len()
    }

    pub(super) fn edge(&self, i: usize) -> (P, P) {
        (self.points[i], self.points[(i + 1) % self.points.len()])
    }

    /// Signed area, m².
    pub(super) fn area(&self) -> f64 {
        area(&self.points)
    }

    /// Mean of the corners: always inside.
    pub(super) fn centre(&self) -> P {
        let n = self.points.len().max(1) as f64;
        let sum = self.points.iter().fold(P::default(), |s, p| s.plus(*p, 1.0));
        P::new(sum.x / n, sum.y / n)
    }

    /// What lies to the left of the line through `at` along `direction`; its new edge gets `setback`.
    pub(super) fn left_of(&self, at: P, direction: P, setback: f64) -> Self {
        let normal = direction.left();
        let n = self.points.len();
        let mut out = Self::default();
        for i in 0..n {
            let (a, b) = self.edge(i);
            let (da, db) = (a.minus(at).dot(normal), b.minus(at).dot(normal));
            if da >= 0.0 {
                out.points.push(a);
                out.setback.push(self.setback[i]);
                if db < 0.0 {
                    out.points.push(a.lerp(b, da / (da - db)));
                    out.setback.push(setback);
                }
            } else if db > 0.0 {
                out.points.push(a.lerp(b, da / (da - db)));
                out.setback.push(self.setback[i]);
            }
        }
        out.tidy();
        out
    }

    /// Both sides of the line through `at` along `direction`: left, right.
    pub(super) fn split(&self, at: P, direction: P, setback: f64) -> (Self, Self) {
        let back = P::new(-direction.x, -direction.y);
        (self.left_of(at, direction, setback), self.left_of(at, back, setback))
    }

    /// The building land: each edge moved inwards by its setback, which is then 0. Empty if nothing is left.
    pub(super) fn inset(&self) -> Self {
        let mut out = self.clone();
        for i in 0..self.len() {
            let (a, b) = self.edge(i);
            let d = b.minus(a).unit();
            out = out.left_of(a.plus(d.left(), self.setback[i]), d, 0.0);
            if out.len() < 3 {
                return Self::default();
            }
        }
        out.setback.fill(0.0);
        out
    }

    /// The longest edge's index.
    pub(super) fn longest(&self) -> usize {
        let mut best = (0, -1.0);
        for i in 0..self.len() {
            let (a, b) = self.edge(i);
            let l = b.minus(a).length();
            // A tie within rounding goes to the first, so that a square is cut the same way everywhere.
            if l > best.1 + 1e-6 {
                best = (i, l);
            }
        }
        best.0
    }

    /// Extent along and across a direction of length 1: (along min, along max, across min, across max), metres.
    pub(super) fn extent(&self, direction: P) -> (f64, f64, f64, f64) {
        let mut e = (f64::MAX, f64::MIN, f64::MAX, f64::MIN);
        for p in &self.points {
            let (a, c) = (p.dot(direction), p.dot(direction.left()));
            e = (e.0.min(a), e.1.max(a), e.2.min(c), e.3.max(c));
        }
        e
    }

    /// Drops corners closer than a decimetre to the one before: they carry no shape and hurt rounding.
    fn tidy(&mut self) {
        let mut i = 0;
        while i < self.points.len() && self.points.len() >= 3 {
            let (a, b) = self.edge(i);
            if b.minus(a).length() < 0.1 {
                self.points.remove(i);
                self.setback.remove(i);
            } else {
                i += 1;
            }
        }
        if self.points.len() < 3 {
            self.points.clear();
            self.setback.clear();
        }
    }
}

/// Signed area of a ring that is not closed, m²: positive counter-clockwise.
pub(super) fn area(points: &[P]) -> f64 {
    let Some(&origin) = points.first() else { return 0.0 };
    let mut twice = 0.0;
    for (i, p) in points.iter().enumerate() {
        let q = points[(i + 1) % points.len()];
        twice += p.minus(origin).cross(q.minus(origin));
    }
    twice / 2.0
}

/// Centroid of a ring that is not closed; the mean of its corners if it has no area.
pub(super) fn centroid(points: &[P]) -> P {
    let a = area(points);
    let origin = points[0];
    if a.abs() < 1e-9 {
        let n = points.len() as f64;
        let sum = points.iter().fold(P::default(), |s, p| s.plus(*p, 1.0 / n));
        return sum;
    }
    let (mut x, mut y) = (0.0, 0.0);
    for (i, p) in points.iter().enumerate() {
        let (p, q) = (p.minus(origin), points[(i + 1) % points.len()].minus(origin));
        let c = p.cross(q);
        x += (p.x + q.x) * c;
        y += (p.y + q.y) * c;
    }
    P::new(origin.x + x / (6.0 * a), origin.y + y / (6.0 * a))
}
