//! Circular arcs between two heights.

/// Half the width of a circle of radius `r` at height `t` above its centre: √(r² − t²), 0 beyond its ends. Metres.
#[inline]
pub(super) fn half_width(r: f64, t: f64) -> f64 {
    // (r − t)(r + t) keeps full relative precision near the top, where r² − t² would not.
    super::frame::greater((r - t) * (r + t), 0.0).sqrt()
}

/// ∫ √(r² − t²) dt from `t0` to `t1` in m², given the half widths `w0`, `w1` at both ends.
#[inline]
pub(super) fn half_area(r: f64, t0: f64, t1: f64, w0: f64, w1: f64) -> f64 {
    let h = t1 - t0;
    let dw = w1 - w0;
    let u2 = (h * h + dw * dw) / (4.0 * r * r);
    if u2 < 0.04 {
        // The trapezium under the chord, and the segment between chord and arc.
        0.5 * h * (w0 + w1) + r * r * segment(u2)
    } else {
        // Two triangles and the sector between them; the angle by both its sine and its cosine is always well known.
        let angle = (t1 * w0 - t0 * w1).atan2(w0 * w1 + t0 * t1);
        0.5 * (t1 * w1 - t0 * w0 + r * r * angle)
    }
}

/// The area between a chord and its arc on the unit circle, `u` being half the chord and `u2` its square, below 0.04:
/// asin u − u √(1 − u²), as the series 2 Σ C(2n,n)/4ⁿ u^(2n+3)/(2n+3), because the difference would cancel. What is
/// left out is below 1e-17 of it.
#[inline]
fn segment(u2: f64) -> f64 {
    const TERMS: [f64; 12] = [
        2.0 / 3.0,
        1.0 / 5.0,
        3.0 / 28.0,
        5.0 / 72.0,
        35.0 / 704.0,
        63.0 / 1_664.0,
        231.0 / 7_680.0,
        429.0 / 17_408.0,
        6_435.0 / 311_296.0,
        12_155.0 / 688_128.0,
        46_189.0 / 3_014_656.0,
        88_179.0 / 6_553_600.0,
    ];
    // Of flat arcs, half of them give as much.
    let terms = if u2 < 2e-3 { &TERMS[..6] } else { &TERMS[..] };
    terms.iter().rev().fold(0.0, |sum, term| sum * u2 + term) * u2 * u2.sqrt()
}

#[cfg(test)]
mod tests {
    use super::{half_area, half_width, segment};

    #[test]
    fn series_and_formula_meet() {
        for u in [0.15_f64, 0.19, 0.199_999] {
            let exact = u.asin() - u * (1.0 - u * u).sqrt();
            assert!((segment(u * u) - exact).abs() < 4e-17 + 1e-13 * exact, "{u}: {} {exact}", segment(u * u));
        }
    }

    #[test]
    fn half_disc() {
        let area = half_area(3.0, -3.0, 3.0, 0.0, 0.0);
        assert!((area - 4.5 * std::f64::consts::PI).abs() < 1e-13);
        // All but a hair of it: the chord is nearly the diameter.
        let t = 3.0 - 1e-12;
        let most = half_area(3.0, -t, t, half_width(3.0, -t), half_width(3.0, t));
        assert!((most - 4.5 * std::f64::consts::PI).abs() < 1e-13);
        // The same in a thousand slabs.
        let sum: f64 = (0..1000)
            .map(|i| {
                let (t0, t1) = (-3.0 + 0.006 * f64::from(i), -3.0 + 0.006 * f64::from(i + 1));
                half_area(3.0, t0, t1, half_width(3.0, t0), half_width(3.0, t1))
            })
            .sum();
        assert!((sum - area).abs() < 1e-11);
    }
}
