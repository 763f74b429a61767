//! Outlines: what a plain convex piece of land becomes before it is drawn.

use super::convex::{Convex, area, centroid};
use super::plane::P;
use super::rng::{Rng, noise};

/// Corners cut off or rounded, and notches, as real plots have them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Corners {
    /// Most stay as they are; some are cut at a street corner; some plots are L-shaped.
    Plots,
    /// Every corner is rounded by this many points: the outlines of large tests.
    Round(usize),
}

/// The outline of a plot on the board.
pub(super) fn plot(land: &Convex, corners: Corners, rng: &mut Rng) -> Vec<P> {
    let n = land.len();
    let (pick, style) = (rng.below(n), rng.unit());
    let mut out = Vec::with_capacity(n + 4);
    for i in 0..n {
        let here = land.points[i];
        let (before, after) = (land.points[(i + n - 1) % n], land.points[(i + 1) % n]);
        let (back, on) = (before.minus(here), after.minus(here));
        let (lb, lo) = (back.length(), on.length());
        let (back, on) = (back.unit(), on.unit());
        match corners {
            Corners::Round(k) => {
                let r = (0.22 * lb.min(lo)).min(7.0);
                let (a, b) = (here.plus(back, r), here.plus(on, r));
                for step in 0..k {
                    // A quadratic curve from a to b with its pole at the corner.
                    let t = if k == 1 { 0.5 } else { step as f64 / (k - 1) as f64 };
                    out.push(a.lerp(here, t).lerp(here.lerp(b, t), t));
                }
            }
            Corners::Plots if i == pick && style < 0.16 && lb > 30.0 && lo > 30.0 => {
                let cut = rng.range(5.0, 11.0);
                out.push(here.plus(back, cut));
                out.push(here.plus(on, cut));
            }
            Corners::Plots if i == pick && style < 0.26 && lb > 46.0 && lo > 46.0 && back.dot(on).abs() < 0.25 => {
                let (b, o) = (lb * rng.range(0.25, 0.5), lo * rng.range(0.25, 0.5));
                out.push(here.plus(back, b));
                out.push(here.plus(back, b).plus(on, o));
                out.push(here.plus(on, o));
            }
            Corners::Plots => out.push(here),
        }
    }
    out
}

/// Points added on long edges, so that they bend with the ground.
pub(super) fn densify(ring: &[P], longest: f64) -> Vec<P> {
    let mut out = Vec::with_capacity(ring.len() * 2);
    for (i, &a) in ring.iter().enumerate() {
        out.extend(between(a, ring[(i + 1) % ring.len()], longest));
    }
    out
}

/// From `a` (included) to `b` (not included) in equal steps of at most `longest` metres.
pub(super) fn between(a: P, b: P, longest: f64) -> impl Iterator<Item = P> {
    let steps = (b.minus(a).length() / longest).ceil().max(1.0);
    (0..steps as usize).map(move |k| a.lerp(b, k as f64 / steps))
}

/// A natural outline within a convex piece of land: its edge drawn in towards the middle by up to `depth` (0 to 0.6) of
/// the way, smoothly, and with the corners taken off. Star-shaped round the middle, so it never crosses itself.
pub(super) fn natural(land: &Convex, depth: f64, seed: u64, grain: f64) -> Vec<P> {
    let middle = centroid(&land.points);
    let edge = densify(&land.points, grain / 2.5);
    let n = edge.len();
    (0..n)
        .map(|i| {
            // The mean over neighbours rounds corners; a mean of points of a convex outline stays inside of it.
            let sum = [n - 2, n - 1, 0, 1, 2].iter().fold(P::default(), |s, k| s.plus(edge[(i + k) % n], 0.2));
            let wave = 0.5 + 0.5 * noise(seed, 301, sum.x / grain, sum.y / grain);
            sum.lerp(middle, depth * wave)
        })
        .collect()
}

/// Shrinks a ring about its centroid until it has this area; a smaller ring is left as it is.
pub(super) fn shrink_to(ring: &mut [P], target: f64) {
    let now = area(ring);
    if now <= target || now <= 0.0 {
        return;
    }
    let (k, c) = ((target / now).sqrt(), centroid(ring));
    for p in ring.iter_mut() {
        *p = c.lerp(*p, k);
    }
}

/// A ring with this many corners inside a ring, `scale` of its size, round `middle`: a pond in a park.
pub(super) fn pond(outline: &[P], middle: P, scale: f64, seed: u64) -> Vec<P> {
    let n = outline.len();
    (0..n)
        .map(|i| {
            let sum = [n - 3, n - 2, n - 1, 0, 1, 2, 3]
                .iter()
                .fold(P::default(), |s, k| s.plus(outline[(i + k) % n], 1.0 / 7.0));
            let wave = 0.8 + 0.2 * noise(seed, 302, sum.x / 45.0, sum.y / 45.0);
            middle.lerp(sum, scale * wave)
        })
        .collect()
}
