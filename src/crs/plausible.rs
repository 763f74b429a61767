//! What coordinates without a declaration most likely are.

use super::{LayerCrs, bd09_to_gcj02, gcj02_to_wgs84};
use crate::geom::{Coord, Rect};

/// What the extent of a file's coordinates suggests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guess {
    /// Longitude, latitude in degrees.
    Degrees,
    /// Latitude, longitude in degrees: the axes are swapped.
    SwappedDegrees,
    /// Metres of a Gauss–Krüger zone.
    GkMetres {
        /// The CGCS2000 zones that fit, best first: one where the easting carries the zone's number (3° before 6°),
        /// all of EPSG:4534–4554 where it does not.
        candidates: Vec<u32>,
        /// Whether x is the northing.
        swapped: bool,
    },
    /// Metres of Web Mercator (EPSG:3857) somewhere around China.
    WebMercator,
    /// Nothing that fits.
    Unknown,
}

/// Eastings within a Gauss–Krüger zone, in metres: 2.25° either side of the meridian at the least.
const EASTING: std::ops::RangeInclusive<f64> = 250_000.0..=750_000.0;
/// Northings of China in a Gauss–Krüger zone, in metres.
const NORTHING: std::ops::RangeInclusive<f64> = 300_000.0..=6_200_000.0;

/// Guesses from the extent alone. An extent of exactly (0, 0) is nothing to guess from.
pub fn guess(extent: Rect) -> Guess {
    let (min, max) = (extent.min(), extent.max());
    let (x, y) = ((min.x, max.x), (min.y, max.y));
    if ![x.0, x.1, y.0, y.1].iter().all(|v| v.is_finite()) || (x == (0.0, 0.0) && y == (0.0, 0.0)) {
        return Guess::Unknown;
    }
    let within = |v: (f64, f64), limit: f64| v.0 >= -limit && v.1 <= limit;
    if within(x, 180.0) && within(y, 180.0) {
        // Between 73° and 136° there is China's longitude or an empty polar sea.
        let china_swapped = (3.0..=54.0).contains(&x.0) && x.1 <= 54.0 && y.0 >= 73.0 && y.1 <= 136.0;
        return if china_swapped || !within(y, 90.0) {
            if within(x, 90.0) { Guess::SwappedDegrees } else { Guess::Unknown }
        } else {
            Guess::Degrees
        };
    }
    if within(x, 360.0) && within(y, 90.0) {
        return Guess::Degrees;
    }
    // Before the zones: eastern China in Web Mercator has the eastings of the 6° zones 13 and 14, in the far west, and
    // web maps are met far more often than those.
    if x.0 >= 8.1e6 && x.1 <= 15.1e6 && y.0 >= 3.0e5 && y.1 <= 7.2e6 {
        return Guess::WebMercator;
    }
    if let Some(candidates) = zones(x, y) {
        return Guess::GkMetres { candidates, swapped: false };
    }
    if let Some(candidates) = zones(y, x) {
        return Guess::GkMetres { candidates, swapped: true };
    }
    Guess::Unknown
}

/// The zones for which these are eastings and northings.
fn zones(easting: (f64, f64), northing: (f64, f64)) -> Option<Vec<u32>> {
    if !(NORTHING.contains(&northing.0) && NORTHING.contains(&northing.1)) {
        return None;
    }
    if EASTING.contains(&easting.0) && EASTING.contains(&easting.1) {
        return Some((4534..=4554).collect());
    }
    let zone = (easting.0 / 1e6).floor();
    let rest = (easting.0 - zone * 1e6, easting.1 - zone * 1e6);
    if !(EASTING.contains(&rest.0) && EASTING.contains(&rest.1)) {
        return None;
    }
    match zone as u32 {
        zone @ 25..=45 => Some(vec![4513 + zone - 25]),
        zone @ 13..=23 => Some(vec![4491 + zone - 13]),
        _ => None,
    }
}

/// How well positions fit under each reading of their datum: the shares, 0 to 1, that lie where they ought to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Taken as WGS 84 or CGCS2000.
    pub wgs84: f64,
    /// Taken as GCJ-02.
    pub gcj02: f64,
    /// Taken as BD-09.
    pub bd09: f64,
}

impl Fit {
    /// The datum that fits clearly better than WGS 84; `None` where WGS 84 does as well, or nothing fits.
    ///
    /// Clearly: at least half of the positions fit, and 20 percentage points more of them than under WGS 84.
    pub fn suspects(&self) -> Option<LayerCrs> {
        let (share, crs) =
            if self.gcj02 >= self.bd09 { (self.gcj02, LayerCrs::Gcj02) } else { (self.bd09, LayerCrs::Bd09) };
        (share >= 0.5 && share - self.wgs84 >= 0.2).then_some(crs)
    }
}

/// Tries positions in degrees under each datum against something known to be in WGS 84 or CGCS2000: `fits` says of a
/// position in that datum whether it lies where it ought to, such as near the boundary it is thought to draw, or within
/// the land use it is thought to belong to.
///
/// To learn whether the reference is the one that is shifted, call it with the roles exchanged. `None` without positions.
pub fn fit(positions: &[Coord], fits: impl Fn(Coord) -> bool) -> Option<Fit> {
    if positions.is_empty() {
        return None;
    }
    let share = |to_wgs84: &dyn Fn(Coord) -> Coord| {
        positions.iter().filter(|&&c| fits(to_wgs84(c))).count() as f64 / positions.len() as f64
    };
    Some(Fit {
        wgs84: share(&|c| c),
        gcj02: share(&gcj02_to_wgs84),
        bd09: share(&|c| gcj02_to_wgs84(bd09_to_gcj02(c))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{gcj02_to_bd09, wgs84_to_gcj02};

    fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        Rect::new(crate::geom::Coord { x: x0, y: y0 }, crate::geom::Coord { x: x1, y: y1 })
    }

    #[test]
    fn degrees_either_way_round() {
        assert_eq!(guess(rect(119.9, 31.7, 120.1, 31.9)), Guess::Degrees);
        assert_eq!(guess(rect(14.1, 35.7, 14.6, 36.1)), Guess::Degrees);
        assert_eq!(guess(rect(31.7, 119.9, 31.9, 120.1)), Guess::SwappedDegrees);
        assert_eq!(guess(rect(39.5, 75.9, 39.6, 76.1)), Guess::SwappedDegrees);
    }

    #[test]
    fn gauss_kruger_metres() {
        let Guess::GkMetres { candidates, swapped } = guess(rect(488_000.0, 3.51e6, 508_000.0, 3.53e6)) else {
            panic!("not seen as metres");
        };
        assert!(candidates.contains(&4549) && candidates.len() == 21 && !swapped);
        assert_eq!(
            guess(rect(40_488_000.0, 3.51e6, 40_508_000.0, 3.53e6)),
            Guess::GkMetres { candidates: vec![4528], swapped: false }
        );
        assert_eq!(
            guess(rect(3.51e6, 40_488_000.0, 3.53e6, 40_508_000.0)),
            Guess::GkMetres { candidates: vec![4528], swapped: true }
        );
        assert_eq!(
            guess(rect(20_688_000.0, 3.51e6, 20_708_000.0, 3.53e6)),
            Guess::GkMetres { candidates: vec![4498], swapped: false }
        );
    }

    #[test]
    fn web_mercator_and_nonsense() {
        assert_eq!(guess(rect(13.3e6, 3.7e6, 13.4e6, 3.8e6)), Guess::WebMercator);
        assert_eq!(guess(rect(0.0, 0.0, 0.0, 0.0)), Guess::Unknown);
        assert_eq!(guess(rect(1e12, 1e12, 2e12, 2e12)), Guess::Unknown);
        assert_eq!(guess(rect(f64::NEG_INFINITY, 0.0, f64::INFINITY, 1.0)), Guess::Unknown);
    }

    #[test]
    fn a_shift_shows_in_what_fits() {
        // Houses strung along a street that runs north, 40 m to either side.
        let house = |i: i32| Coord { x: 119.97 + 0.0004 * f64::from(i % 2), y: 31.78 + 0.0003 * f64::from(i) };
        let truth: Vec<Coord> = (0..50).map(house).collect();
        let by_the_street = |c: Coord| (119.9698..119.9706).contains(&c.x);
        let tried = |shift: &dyn Fn(Coord) -> Coord| {
            fit(&truth.iter().map(|&c| shift(c)).collect::<Vec<_>>(), by_the_street).unwrap().suspects()
        };
        assert_eq!(tried(&|c| c), None);
        assert_eq!(tried(&wgs84_to_gcj02), Some(LayerCrs::Gcj02));
        assert_eq!(tried(&|c| gcj02_to_bd09(wgs84_to_gcj02(c))), Some(LayerCrs::Bd09));
        assert_eq!(fit(&[], by_the_street), None);
        assert_eq!(fit(&truth, |_| false).unwrap().suspects(), None);
    }
}
