//! Leaving out what paper cannot show.

/// Points on a grid of a hundredth of a millimetre: finer than any printer.
const GRID: f64 = 100.0;

fn snapped(points: impl Iterator<Item = [f64; 2]>) -> Vec<[f64; 2]> {
    let mut out: Vec<[f64; 2]> = points.map(|p| p.map(|v| (v * GRID).round() / GRID)).collect();
    out.dedup();
    out
}

/// A line simplified so that it stays within `tolerance` of what it was, in its own unit (Douglas and Peucker); `None`
/// where it shrinks to a point.
pub fn line(points: impl Iterator<Item = [f64; 2]>, tolerance: f64) -> Option<Vec<[f32; 2]>> {
    let points = snapped(points);
    (points.len() > 1).then(|| kept(&points, tolerance)).filter(|l| l.len() > 1)
}

/// A ring simplified so that it stays within `tolerance`; the closing point is left out. `None` where it is narrower
/// than the tolerance all over.
pub fn ring(points: impl Iterator<Item = [f64; 2]>, tolerance: f64) -> Option<Vec<[f32; 2]>> {
    let mut points = snapped(points);
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if points.len() < 3 {
        return None;
    }
    // Opened at its first point and at the one farthest from it, neither of which may go.
    let far = (1..points.len()).max_by(|&a, &b| {
        let square = |i: usize| (points[i][0] - points[0][0]).powi(2) + (points[i][1] - points[0][1]).powi(2);
        square(a).total_cmp(&square(b)).then(b.cmp(&a))
    })?;
    let mut there = kept(&points[..=far], tolerance);
    let closing: Vec<[f64; 2]> = points[far..].iter().chain(&points[..1]).copied().collect();
    let back = kept(&closing, tolerance);
    there.extend_from_slice(&back[1..back.len().saturating_sub(1)]);
    (there.len() > 2).then_some(there)
}

fn kept(points: &[[f64; 2]], tolerance: f64) -> Vec<[f32; 2]> {
    let mut keep = vec![false; points.len()];
    let last = points.len() - 1;
    (keep[0], keep[last]) = (true, true);
    let mut waiting = vec![(0, last)];
    while let Some((a, b)) = waiting.pop() {
        let farthest = (a + 1..b)
            .map(|i| (distance(points[i], points[a], points[b]), i))
            .max_by(|x, y| x.0.total_cmp(&y.0).then(y.1.cmp(&x.1)));
        if let Some((distance, i)) = farthest
            && distance > tolerance
        {
            keep[i] = true;
            waiting.extend([(a, i), (i, b)]);
        }
    }
    points.iter().zip(keep).filter(|(_, k)| *k).map(|(p, _)| p.map(|v| v as f32)).collect()
}

/// From a point to a segment.
fn distance(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 { (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square).clamp(0.0, 1.0) } else { 0.0 };
    (p[0] - a[0] - t * dx).hypot(p[1] - a[1] - t * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_keeps_its_shape_with_fewer_points() {
        let circle =
            (0..=720).map(|i| f64::from(i) / 720.0 * std::f64::consts::TAU).map(|a| [a.cos() * 20.0, a.sin() * 20.0]);
        let kept = ring(circle, 0.05).unwrap();
        assert!((16..100).contains(&kept.len()), "{}", kept.len());
        let area: f32 = (0..kept.len())
            .map(|i| {
                let (p, q) = (kept[i], kept[(i + 1) % kept.len()]);
                p[0] * q[1] - q[0] * p[1]
            })
            .sum::<f32>()
            / 2.0;
        assert!((f64::from(area) - std::f64::consts::PI * 400.0).abs() < 5.0, "{area}");
    }

    #[test]
    fn what_is_too_small_for_paper_is_left_out() {
        let tiny = [[0.0, 0.0], [0.003, 0.0], [0.003, 0.003], [0.0, 0.0]];
        assert_eq!(ring(tiny.into_iter(), 0.05), None);
        let sliver = [[0.0, 0.0], [5.0, 0.01], [10.0, 0.0], [0.0, 0.0]];
        assert_eq!(ring(sliver.into_iter(), 0.05), None);
        assert_eq!(line([[1.0, 1.0], [1.001, 1.001]].into_iter(), 0.05), None);
        assert_eq!(line([[0.0, 0.0], [1.0, 0.01], [2.0, 0.0]].into_iter(), 0.05), Some(vec![[0.0, 0.0], [2.0, 0.0]]));
    }
}
