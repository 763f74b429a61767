//! How true a plane's metres are at a place.

use super::{LayerCrs, Transformer};
use crate::geom::Coord;
use crate::model::Plane;

/// By how much lengths on a plane differ from those on the ground at a position in degrees: |scale − 1|, the worst of
/// four directions, each over 100 m. 0.0004 in the middle of a UTM zone, 0.005 is half a per cent.
///
/// `None` where the plane cannot hold the position, which is worse than any number, or the position is at a pole or no
/// place on Earth. The ground is the ellipsoid of WGS 84; a length of 100 m along a meridian and along a parallel is
/// taken by its radii of curvature there.
pub fn scale_error(plane: &Plane, lon: f64, lat: f64) -> Option<f64> {
    const A: f64 = 6_378_137.0;
    const E2: f64 = 0.006_694_379_990_141_317;
    const HALF: f64 = 50.0;
    if !(lon.abs() <= 360.0 && lat.abs() <= 89.9) {
        return None;
    }
    let (sin, cos) = lat.to_radians().sin_cos();
    let bend = 1.0 - E2 * sin * sin;
    let meridian = A * (1.0 - E2) / bend.powf(1.5);
    let parallel = A / bend.sqrt() * cos;
    let at = |east: f64, north: f64| Coord {
        x: lon + (east / parallel).to_degrees(),
        y: lat + (north / meridian).to_degrees(),
    };
    let slant = HALF * std::f64::consts::FRAC_1_SQRT_2;
    let transformer = Transformer::new(&LayerCrs::Wgs84, plane).ok()?;
    let mut worst = 0.0_f64;
    for (east, north) in [(HALF, 0.0), (0.0, HALF), (slant, slant), (slant, -slant)] {
        let mut ends = [at(-east, -north), at(east, north)];
        transformer.to_plane(&mut ends).ok()?;
        let scale = (ends[1].x - ends[0].x).hypot(ends[1].y - ends[0].y) / (2.0 * HALF);
        worst = worst.max((scale - 1.0).abs());
    }
    worst.is_finite().then_some(worst)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{plane_for, plane_from_epsg};

    #[test]
    fn planes_are_true_where_they_belong() {
        let off = |code, lon, lat| scale_error(&plane_from_epsg(code).unwrap(), lon, lat);
        let malta = off(32633, 14.4, 35.9).unwrap();
        assert!(malta < 0.001, "{malta}");
        // On the central meridian of UTM the scale is 0.9996 by definition, on that of Gauss–Krüger 1.
        assert!((off(32633, 15.0, 35.9).unwrap() - 0.0004).abs() < 1e-6);
        assert!(off(4549, 120.0, 31.8).unwrap() < 1e-6);
        assert!(scale_error(&plane_for(14.4, 35.9), 14.4, 35.9).unwrap() < 1e-6);
        // 32633 in Changzhou, and the zone of 120° E in Malta and in Ürümqi.
        for (code, lon, lat) in [(32633, 120.0, 31.8), (4549, 14.4, 35.9), (4549, 87.6, 43.8)] {
            assert!(off(code, lon, lat).is_none_or(|e| e > 0.005), "{code}: {:?}", off(code, lon, lat));
        }
        assert_eq!(off(4549, 120.0, 90.0), None);
        assert_eq!(off(4549, f64::NAN, 30.0), None);
    }
}
