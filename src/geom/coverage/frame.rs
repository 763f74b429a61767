//! Upright boxes in the model's own frame: metres from an origin near the data, so that few digits are lost.

use crate::geom::{Coord, Rect};

/// An upright box; empty where a minimum exceeds its maximum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Box4 {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
}

impl Box4 {
    /// Contains nothing, and is the neutral element of [`Box4::join`].
    pub(super) const EMPTY: Self =
        Self { x0: f64::INFINITY, y0: f64::INFINITY, x1: f64::NEG_INFINITY, y1: f64::NEG_INFINITY };

    pub(super) fn of(points: impl IntoIterator<Item = [f64; 2]>) -> Self {
        points.into_iter().fold(Self::EMPTY, |b, [x, y]| b.join(&Self { x0: x, y0: y, x1: x, y1: y }))
    }

    pub(super) fn from_rect(rect: &Rect, origin: Coord) -> Self {
        Self {
            x0: rect.min().x - origin.x,
            y0: rect.min().y - origin.y,
            x1: rect.max().x - origin.x,
            y1: rect.max().y - origin.y,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.x0 > self.x1 || self.y0 > self.y1
    }

    pub(super) fn join(&self, o: &Self) -> Self {
        Self { x0: self.x0.min(o.x0), y0: self.y0.min(o.y0), x1: self.x1.max(o.x1), y1: self.y1.max(o.y1) }
    }

    pub(super) fn padded(&self, by: f64) -> Self {
        Self { x0: self.x0 - by, y0: self.y0 - by, x1: self.x1 + by, y1: self.y1 + by }
    }

    /// Whether the two share at least a point.
    pub(super) fn touches(&self, o: &Self) -> bool {
        self.x0 <= o.x1 && o.x0 <= self.x1 && self.y0 <= o.y1 && o.y0 <= self.y1
    }

    pub(super) fn meet(&self, o: &Self) -> Self {
        Self { x0: self.x0.max(o.x0), y0: self.y0.max(o.y0), x1: self.x1.min(o.x1), y1: self.y1.min(o.y1) }
    }

    pub(super) fn width(&self) -> f64 {
        self.x1 - self.x0
    }

    pub(super) fn height(&self) -> f64 {
        self.y1 - self.y0
    }

    pub(super) fn center(&self) -> [f64; 2] {
        [self.x0 + 0.5 * self.width(), self.y0 + 0.5 * self.height()]
    }

    pub(super) fn half_diagonal(&self) -> f64 {
        0.5 * length(self.width(), self.height())
    }

    /// The place of a point on a Z curve through the square on the longer side of the box.
    pub(super) fn z_order(&self, [x, y]: [f64; 2]) -> u64 {
        let side = self.width().max(self.height()).max(f64::MIN_POSITIVE);
        // Every bit of the number goes to twice its place.
        let spread = |v: f64| {
            let mut v = (v.clamp(0.0, 1.0) * 65_535.0) as u64;
            v = (v | v << 8) & 0x00FF_00FF;
            v = (v | v << 4) & 0x0F0F_0F0F;
            v = (v | v << 2) & 0x3333_3333;
            (v | v << 1) & 0x5555_5555
        };
        spread((x - self.x0) / side) | spread((y - self.y0) / side) << 1
    }

    /// Distance from a point to the box in metres, 0 inside.
    #[inline]
    pub(super) fn distance(&self, p: [f64; 2]) -> f64 {
        self.distance_square(p).sqrt()
    }

    /// Its square.
    #[inline]
    pub(super) fn distance_square(&self, [x, y]: [f64; 2]) -> f64 {
        let dx = (self.x0 - x).max(x - self.x1).max(0.0);
        let dy = (self.y0 - y).max(y - self.y1).max(0.0);
        dx * dx + dy * dy
    }

    /// Distance between two boxes in metres, 0 where they touch.
    pub(super) fn gap(&self, o: &Self) -> f64 {
        let dx = (self.x0 - o.x1).max(o.x0 - self.x1).max(0.0);
        let dy = (self.y0 - o.y1).max(o.y0 - self.y1).max(0.0);
        (dx * dx + dy * dy).sqrt()
    }
}

/// The greater of two numbers, in one instruction; `f64::max` needs more because it minds NaN.
#[inline]
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// The lesser of two numbers.
#[inline]
pub(super) fn lesser(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// Length of a vector in metres, without the cost of `hypot` where nothing can underflow.
#[inline]
pub(super) fn length(dx: f64, dy: f64) -> f64 {
    let square = dx * dx + dy * dy;
    if square > 1e-200 { square.sqrt() } else { dx.hypot(dy) }
}
