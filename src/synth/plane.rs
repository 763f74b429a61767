//! From the drawing board to the ground.
//!
//! The city is drawn with straight lines on a *board* (`u` along the canal, `v` across it, metres). A smooth warp bends
//! the board onto the *ground* (`x` east, `y` north, metres from the origin), and the ground is placed on the globe.

use super::rng::noise;

/// A position in metres, on the board or on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct P {
    pub(super) x: f64,
    pub(super) y: f64,
}

impl P {
    pub(super) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
    pub(super) fn minus(self, o: Self) -> Self {
        Self::new(self.x - o.x, self.y - o.y)
    }
    /// `self + d · k`
    pub(super) fn plus(self, d: Self, k: f64) -> Self {
        Self::new(self.x + d.x * k, self.y + d.y * k)
    }
    pub(super) fn dot(self, o: Self) -> f64 {
        self.x * o.x + self.y * o.y
    }
    pub(super) fn cross(self, o: Self) -> f64 {
        self.x * o.y - self.y * o.x
    }
    pub(super) fn length(self) -> f64 {
        self.dot(self).sqrt()
    }
    /// The direction of length 1; east for the null vector.
    pub(super) fn unit(self) -> Self {
        let l = self.length();
        if l > 0.0 { Self::new(self.x / l, self.y / l) } else { Self::new(1.0, 0.0) }
    }
    /// Turned left by a quarter circle.
    pub(super) fn left(self) -> Self {
        Self::new(-self.y, self.x)
    }
    pub(super) fn lerp(self, o: Self, t: f64) -> Self {
        self.plus(o.minus(self), t)
    }
}

/// Longitude and latitude of the ground's origin, degrees.
const ORIGIN: (f64, f64) = (119.9756, 31.7749);
/// GRS 80 at the origin's latitude: meridian and prime-vertical radius of curvature (metres), cosine and sine.
const MERIDIAN: f64 = 6_353_120.923_021;
const VERTICAL: f64 = 6_384_065.075_520;
const COS: f64 = 0.850_123_458_979_63;
const SIN: f64 = 0.526_583_425_956_9;
const DEGREES: f64 = 57.295_779_513_082_32;
/// The canal's direction: board `u` points east-south-east.
const TILT: (f64, f64) = (0.932_324_7, 0.361_621_7);

/// The bend of the board.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground {
    pub(super) seed: u64,
}

impl Ground {
    /// From the board to the ground, metres to metres. Smooth, and invertible because no shift changes by more than
    /// about half a metre a metre.
    pub(super) fn place(self, board: P) -> P {
        let (x, y) = (board.x * TILT.0 + board.y * TILT.1, board.y * TILT.0 - board.x * TILT.1);
        let shift = |tag: u64| {
            570.0 * noise(self.seed, tag + 3, x / 9_000.0, y / 9_000.0)
                + 180.0 * noise(self.seed, tag, x / 4_100.0, y / 4_100.0)
                + 62.0 * noise(self.seed, tag + 1, x / 1_500.0, y / 1_500.0)
                + 9.0 * noise(self.seed, tag + 2, x / 480.0, y / 480.0)
        };
        P::new(x + shift(101), y + shift(111))
    }
}

/// Longitude and latitude in units of 1e-7 degree: what the files hold, and exactly so.
pub(super) type Fixed = [i32; 2];

/// From the ground to the globe, rounded to 7 decimals (about 1 cm).
pub(super) fn to_fixed(p: P) -> Fixed {
    let d = p.y / MERIDIAN;
    let parallel = VERTICAL * (COS - SIN * d - COS * d * d / 2.0);
    let lon = ORIGIN.0 + p.x / parallel * DEGREES;
    let lat = ORIGIN.1 + d * DEGREES;
    [(lon * 1e7 + 0.5).floor() as i32, (lat * 1e7 + 0.5).floor() as i32]
}

/// From degrees to the ground, metres; the inverse of [`to_fixed`] before rounding.
pub(super) fn from_degrees(lon: f64, lat: f64) -> P {
    let d = (lat - ORIGIN.1) / DEGREES;
    let parallel = VERTICAL * (COS - SIN * d - COS * d * d / 2.0);
    P::new((lon - ORIGIN.0) / DEGREES * parallel, d * MERIDIAN)
}
