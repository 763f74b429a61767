//! GCJ-02 and BD-09, the offset coordinates of Chinese web maps.
//!
//! The forward formulas are the published ones (semi-major axis 6,378,245 m, squared eccentricity
//! 0.00669342162296594323, origin 105° E 35° N); the way back is a fixed-point loop on them, good to well below 1 mm,
//! where the customary single step errs by up to 2 m.

use std::f64::consts::PI;

use crate::geom::Coord;

const A: f64 = 6_378_245.0;
const EE: f64 = 0.006_693_421_622_965_943;
const X_PI: f64 = PI * 3000.0 / 180.0;

/// Outside this box (72.004–137.8347° E, 0.8293–55.8271° N) the web maps do not shift.
fn is_shifted_there(c: Coord) -> bool {
    (72.004..=137.8347).contains(&c.x) && (0.8293..=55.8271).contains(&c.y)
}

/// From WGS 84 (or CGCS2000) to GCJ-02, degrees. Outside the box around China nothing is shifted.
pub fn wgs84_to_gcj02(c: Coord) -> Coord {
    if !is_shifted_there(c) {
        return c;
    }
    let (x, y) = (c.x - 105.0, c.y - 35.0);
    let wave = |a: f64, t: f64| a * (t * PI).sin();
    let common = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let lat = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + 2.0 / 3.0 * (common + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0));
    let lon = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + 2.0 / 3.0 * (common + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0));
    let (sin, cos) = c.y.to_radians().sin_cos();
    let m = 1.0 - EE * sin * sin;
    Coord {
        x: c.x + lon * 180.0 / (A / m.sqrt() * cos * PI),
        y: c.y + lat * 180.0 / (A * (1.0 - EE) / (m * m.sqrt()) * PI),
    }
}

/// From GCJ-02 to WGS 84, degrees: the inverse of [`wgs84_to_gcj02`] to about 10⁻¹² degrees.
pub fn gcj02_to_wgs84(c: Coord) -> Coord {
    invert(c, wgs84_to_gcj02)
}

/// From GCJ-02 to BD-09, degrees.
pub fn gcj02_to_bd09(c: Coord) -> Coord {
    let z = c.x.hypot(c.y) + 0.00002 * (c.y * X_PI).sin();
    let theta = c.y.atan2(c.x) + 0.000_003 * (c.x * X_PI).cos();
    Coord { x: z * theta.cos() + 0.0065, y: z * theta.sin() + 0.006 }
}

/// From BD-09 to GCJ-02, degrees: the inverse of [`gcj02_to_bd09`] to about 10⁻¹² degrees.
pub fn bd09_to_gcj02(c: Coord) -> Coord {
    invert(c, gcj02_to_bd09)
}

/// Solves `forward(p) = target` by the fixed point of p ↦ p + (target − forward(p)), which contracts because a shift
/// changes by about a thousandth of the distance moved.
fn invert(target: Coord, forward: impl Fn(Coord) -> Coord) -> Coord {
    let mut p = target;
    for _ in 0..20 {
        let miss = target - forward(p);
        p = p + miss;
        if miss.x.abs().max(miss.y.abs()) < 1e-13 {
            break;
        }
    }
    p
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_shifted_far_from_china() {
        let malta = Coord { x: 14.5, y: 35.9 };
        assert_eq!(wgs84_to_gcj02(malta), malta);
        assert_eq!(gcj02_to_wgs84(malta), malta);
    }

    #[test]
    fn there_and_back_all_over_china() {
        for i in 0..40 {
            for j in 0..30 {
                let p = Coord { x: 74.0 + 1.5 * f64::from(i), y: 4.0 + 1.65 * f64::from(j) };
                let gcj = wgs84_to_gcj02(p);
                let back = gcj02_to_wgs84(gcj);
                assert!((back - p).x.abs() < 1e-11 && (back - p).y.abs() < 1e-11, "{p:?}");
                let back = bd09_to_gcj02(gcj02_to_bd09(gcj));
                assert!((back - gcj).x.abs() < 1e-11 && (back - gcj).y.abs() < 1e-11, "{p:?}");
            }
        }
    }
}
