//! Fewer vertices for what is seen from far: Douglas and Peucker's way, by distance from what is drawn.

use crate::geom::Coord;

/// The vertices of an open line such that none left out lies farther than `tolerance` metres from what remains; its
/// ends remain. All of them for a tolerance of 0.
pub(crate) fn line(points: &[Coord], tolerance: f64, out: &mut Vec<Coord>) {
    out.clear();
    if points.len() < 3 || tolerance <= 0.0 {
        out.extend_from_slice(points);
        return;
    }
    out.push(points[0]);
    between(points, 0, points.len() - 1, tolerance * tolerance, out);
}

/// The same for a closed ring (its last vertex is its first). At least three corners remain, so that an area stays an
/// area; fewer only where the ring has no more.
pub(crate) fn ring(points: &[Coord], tolerance: f64, out: &mut Vec<Coord>) {
    out.clear();
    if points.len() < 5 || tolerance <= 0.0 {
        out.extend_from_slice(points);
        return;
    }
    let last = points.len() - 1;
    let far = farthest(points, 0, last).1;
    let limit = tolerance * tolerance;
    out.push(points[0]);
    between(points, 0, far, limit, out);
    between(points, far, last, limit, out);
    if out.len() < 4 {
        // Only a line is left: the corner farthest off it makes it an area again.
        let (before, after) = (farthest(points, 0, far), farthest(points, far, last));
        let (at, corner) = if before.0 >= after.0 { (1, before.1) } else { (2, after.1) };
        if before.0.max(after.0) > 0.0 {
            out.insert(at, points[corner]);
        }
    }
}

/// Appends what remains after `first` up to `last`, `last` too.
fn between(points: &[Coord], first: usize, last: usize, limit: f64, out: &mut Vec<Coord>) {
    let mut open = vec![(first, last)];
    while let Some((a, b)) = open.pop() {
        let (distance, at) = farthest(points, a, b);
        if distance > limit {
            // The earlier half is taken first.
            open.push((at, b));
            open.push((a, at));
        } else {
            out.push(points[b]);
        }
    }
}

/// The vertex between two others that is farthest from the line between them: the square of its distance, and which.
fn farthest(points: &[Coord], a: usize, b: usize) -> (f64, usize) {
    let (p, q) = (points[a], points[b]);
    let (dx, dy) = (q.x - p.x, q.y - p.y);
    let square = dx * dx + dy * dy;
    let mut best = (0.0, b);
    for (i, c) in points.iter().enumerate().take(b).skip(a + 1) {
        let (x, y) = (c.x - p.x, c.y - p.y);
        let t = if square > 0.0 { ((x * dx + y * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
        let (ex, ey) = (x - t * dx, y - t * dy);
        let d = ex * ex + ey * ey;
        if d > best.0 {
            best = (d, i);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(n: u32, r: f64) -> Vec<Coord> {
        (0..=n)
            .map(|i| f64::from(i % n) / f64::from(n) * std::f64::consts::TAU)
            .map(|a| Coord { x: 500_000.0 + r * a.cos(), y: 3_500_000.0 + r * a.sin() })
            .collect()
    }

    #[test]
    fn nothing_left_out_is_farther_than_the_tolerance() {
        let whole = circle(256, 300.0);
        for tolerance in [0.5, 2.0, 9.0] {
            let mut thin = Vec::new();
            ring(&whole, tolerance, &mut thin);
            assert!(thin.len() < whole.len() / 2 && thin.len() >= 4, "{}", thin.len());
            assert_eq!(thin.first(), thin.last());
            for p in &whole {
                let near =
                    thin.windows(2).map(|w| farthest(&[w[0], *p, w[1]], 0, 2).0.sqrt()).fold(f64::INFINITY, f64::min);
                assert!(near <= tolerance + 1e-9, "{near} > {tolerance}");
            }
        }
    }

    #[test]
    fn an_area_stays_an_area_and_a_line_keeps_its_ends() {
        let mut out = Vec::new();
        ring(&circle(16, 1.0), 50.0, &mut out);
        assert_eq!(out.len(), 4, "three corners and the first again");
        let zigzag: Vec<Coord> = (0..50).map(|i| Coord { x: f64::from(i), y: f64::from(i % 2) }).collect();
        line(&zigzag, 5.0, &mut out);
        assert_eq!(out, [zigzag[0], zigzag[49]]);
        line(&zigzag, 0.0, &mut out);
        assert_eq!(out, zigzag);
    }
}
