//! Numbers of twice the usual precision, as unevaluated sums of two: some 31 digits (Dekker, Knuth).

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dd(pub(crate) f64, pub(crate) f64);

fn two_sum(a: f64, b: f64) -> Dd {
    let s = a + b;
    let c = s - a;
    Dd(s, (a - (s - c)) + (b - c))
}

fn quick(a: f64, b: f64) -> Dd {
    let s = a + b;
    Dd(s, b - (s - a))
}

fn split(a: f64) -> (f64, f64) {
    let t = 134_217_729.0 * a;
    let hi = t - (t - a);
    (hi, a - hi)
}

fn two_prod(a: f64, b: f64) -> Dd {
    let p = a * b;
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    Dd(p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

impl From<f64> for Dd {
    fn from(v: f64) -> Self {
        Self(v, 0.0)
    }
}

impl Add for Dd {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        let (s, t) = (two_sum(self.0, o.0), two_sum(self.1, o.1));
        let s = quick(s.0, s.1 + t.0);
        quick(s.0, s.1 + t.1)
    }
}

impl Neg for Dd {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0, -self.1)
    }
}

impl Sub for Dd {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        self + -o
    }
}

impl Mul for Dd {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        let p = two_prod(self.0, o.0);
        quick(p.0, p.1 + (self.0 * o.1 + self.1 * o.0))
    }
}

impl Div for Dd {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        let first = self.0 / o.0;
        let rest = self - o * first.into();
        let second = rest.0 / o.0;
        let rest = rest - o * second.into();
        quick(first, second) + (rest.0 / o.0).into()
    }
}

impl PartialOrd for Dd {
    fn partial_cmp(&self, o: &Self) -> Option<Ordering> {
        Some(self.0.partial_cmp(&o.0)?.then(self.1.partial_cmp(&o.1)?))
    }
}

impl Dd {
    pub(crate) const ZERO: Self = Self(0.0, 0.0);

    pub(crate) fn half(self) -> Self {
        Self(0.5 * self.0, 0.5 * self.1)
    }

    pub(crate) fn least(self, o: Self) -> Self {
        if o < self { o } else { self }
    }

    pub(crate) fn most(self, o: Self) -> Self {
        if o > self { o } else { self }
    }

    /// The root; 0 of what is not positive.
    pub(crate) fn root(self) -> Self {
        if self <= Self::ZERO {
            return Self::ZERO;
        }
        let near = Self::from(self.0.sqrt());
        let nearer = (near + self / near).half();
        (nearer + self / nearer).half()
    }

    /// Sine and cosine of an angle of at most π.
    fn sin_cos(angle: f64) -> (Self, Self) {
        // A sixty-fourth of it by the series, which is below 2⁻¹²⁰ after nine terms; then doubled six times.
        let t = Self::from(angle / 64.0);
        let square = t * t;
        let (mut sin, mut cos) = (Self::from(1.0), Self::from(1.0));
        for k in (1..=9).rev() {
            let n = f64::from(2 * k);
            sin = Self::from(1.0) - square * sin / Self::from(n * (n + 1.0));
            cos = Self::from(1.0) - square * cos / Self::from(n * (n - 1.0));
        }
        sin = sin * t;
        for _ in 0..6 {
            let both = sin * cos;
            let two = sin * sin;
            (sin, cos) = (both + both, Self::from(1.0) - (two + two));
        }
        (sin, cos)
    }

    /// The angle of (x, y).
    pub(crate) fn angle(y: Self, x: Self) -> Self {
        if x == Self::ZERO && y == Self::ZERO {
            return Self::ZERO;
        }
        let near = y.0.atan2(x.0);
        let (sin, cos) = Self::sin_cos(near);
        // What is left is its own sine: its cube is far below the last digit.
        Self::from(near) + (y * cos - x * sin) / (x * x + y * y).root()
    }
}

#[test]
fn digits_are_there() {
    let third = Dd::from(1.0) / Dd::from(3.0);
    let off = third * Dd::from(3.0) - Dd::from(1.0);
    assert!(off.0.abs() < 1e-31, "{off:?}");
    let root = Dd::from(2.0).root();
    let off = root * root - Dd::from(2.0);
    assert!(off.0.abs() < 1e-31, "{off:?}");
    // π to 33 digits, as the sum of the two nearest numbers.
    let pi = Dd(std::f64::consts::PI, 1.224_646_799_147_353_2e-16);
    for (y, x, part) in [(1.0, 1.0, 4.0), (0.0, -1.0, 1.0), (1.0, 0.0, 2.0)] {
        let off = Dd::angle(y.into(), x.into()) * part.into() - pi;
        assert!(off.0.abs() < 1e-30, "{y} {x}: {off:?}");
    }
    // Machin: π/4 = 4 atan 1/5 − atan 1/239.
    let atan = |n: f64| Dd::angle(1.0.into(), n.into());
    let off = Dd::from(16.0) * atan(5.0) - Dd::from(4.0) * atan(239.0) - pi;
    assert!(off.0.abs() < 1e-29, "{off:?}");
}
