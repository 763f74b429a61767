//! Where the bulk of a layer lies, and which few features lie nowhere near it.

use crate::geom::{Coord, Rect};
use crate::io::raw::{RawGeometry, RawLayer};
use crate::model::Text;

/// How far from the middle of a layer its features are taken to be of one place, in degrees.
const REACH_DEGREES: f64 = 3.0;
/// The same in metres.
const REACH_METRES: f64 = 300_000.0;
/// A feature of the place that reaches this many times as far has a position that is wrong.
const FAR_TOO_LONG: f64 = 10.0 / 3.0;
/// Fewer features than this in one place do not show that the others are strays.
const FEWEST: usize = 10;
/// Strays are fewer than one in so many of all features; more are a part of the layer.
const ONE_IN: usize = 20;

/// The middle of a layer and how far its bulk reaches, in source coordinates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bulk {
    /// The median of the features' first positions, by x and by y.
    pub(super) centre: Coord,
    /// How far to either side, in degrees or metres.
    reach: f64,
    degrees: bool,
}

/// The features of a layer that are far from all the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strays(Bulk);

impl Bulk {
    /// `degrees`: whether the coordinates are degrees. `None` for a layer without features.
    pub(super) fn of(raw: &RawLayer, degrees: bool) -> Option<Self> {
        let reach = if degrees { REACH_DEGREES } else { REACH_METRES };
        Some(Self { centre: centre(raw)?, reach, degrees })
    }

    /// Whether all of an extent is within reach of the middle.
    pub(super) fn holds(&self, extent: Rect) -> bool {
        self.farthest(extent) <= self.reach
    }

    /// Whether a feature lies elsewhere as a whole, or has a position so far off that it must be wrong.
    ///
    /// Numbers that are no degrees at all are left for the transformation to refuse.
    fn is_far(&self, extent: Rect) -> bool {
        let (min, max) = (extent.min(), extent.max());
        let limit = 360.0;
        if self.degrees && [min.x, min.y, max.x, max.y].iter().any(|v| v.abs() > limit) {
            return false;
        }
        self.nearest(extent) > self.reach || self.farthest(extent) > FAR_TOO_LONG * self.reach
    }

    fn nearest(&self, extent: Rect) -> f64 {
        let gap = |c: f64, min: f64, max: f64| self.around((min - c).max(c - max).max(0.0));
        gap(self.centre.x, extent.min().x, extent.max().x).max(gap(self.centre.y, extent.min().y, extent.max().y))
    }

    fn farthest(&self, extent: Rect) -> f64 {
        let far = |c: f64, min: f64, max: f64| self.around((c - min).abs()).max(self.around((max - c).abs()));
        far(self.centre.x, extent.min().x, extent.max().x).max(far(self.centre.y, extent.min().y, extent.max().y))
    }

    /// A difference of degrees the shorter way around, so that the line of 180° parts no neighbours.
    fn around(&self, difference: f64) -> f64 {
        if self.degrees && difference > 180.0 { (360.0 - difference).abs() } else { difference }
    }

    /// The features far from the bulk, where they are so few that they must be mistakes: under one in twenty, with ten
    /// or more in the bulk. A layer of a whole country has no strays.
    pub(super) fn strays(self, raw: &RawLayer) -> Option<Strays> {
        let (mut far, mut near) = (0usize, 0usize);
        for extent in raw.features.iter().filter_map(|f| extent_of(f.geometry.coords.iter().copied())) {
            if self.is_far(extent) {
                far += 1;
            } else {
                near += 1;
            }
        }
        (far > 0 && near >= FEWEST && far * ONE_IN < far + near).then_some(Strays(self))
    }
}

impl Strays {
    /// Says how far off a feature is, if it is one of them.
    pub(super) fn found(&self, geometry: &RawGeometry) -> Option<Text> {
        let extent = extent_of(geometry.coords.iter().copied())?;
        let (bulk, min, max) = (&self.0, extent.min(), extent.max());
        if !bulk.is_far(extent) {
            return None;
        }
        let off = |c: f64, min: f64, max: f64| if (c - min).abs() > (max - c).abs() { min } else { max };
        let at = Coord { x: off(bulk.centre.x, min.x, max.x), y: off(bulk.centre.y, min.y, max.y) };
        let (dx, dy) = (bulk.around((at.x - bulk.centre.x).abs()), bulk.around((at.y - bulk.centre.y).abs()));
        let far = dx.hypot(dy);
        let (zh, en) = if bulk.degrees {
            (format!("{far:.0}°"), format!("{far:.0}°"))
        } else {
            let km = figure(far / 1e3);
            (format!(" {km} km"), format!("{km} km"))
        };
        let (x, y) = (figure(at.x), figure(at.y));
        Some(Text::new(format!("{x}, {y} 距其他要素{zh}"), format!("{x}, {y} is {en} from the other features")))
    }
}

/// The median of the features' first positions, by x and by y: neither need be a feature's own.
pub(super) fn centre(raw: &RawLayer) -> Option<Coord> {
    median_of(&raw.features.iter().filter_map(|f| f.geometry.coords.first().copied()).collect::<Vec<_>>())
}

/// The median by x and by y, the upper one of an even number; `None` of nothing.
pub(super) fn median_of(coords: &[Coord]) -> Option<Coord> {
    let median = |pick: fn(&Coord) -> f64| {
        let mut values: Vec<f64> = coords.iter().map(pick).collect();
        let middle = values.len() / 2;
        (!values.is_empty()).then(|| *values.select_nth_unstable_by(middle, f64::total_cmp).1)
    };
    Some(Coord { x: median(|c| c.x)?, y: median(|c| c.y)? })
}

/// The smallest upright rectangle around some positions; `None` around nothing.
pub(super) fn extent_of(coords: impl Iterator<Item = Coord>) -> Option<Rect> {
    coords.map(|c| Rect::new(c, c)).reduce(|a, b| {
        Rect::new(
            Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    })
}

/// A coordinate for a sentence: degrees with decimals, metres without, what is no coordinate in powers of ten.
pub(super) fn figure(v: f64) -> String {
    match v.abs() {
        size if size < 1_000.0 => format!("{v:.4}"),
        size if size < 1e9 => format!("{v:.0}"),
        _ => format!("{v:.3e}"),
    }
}
