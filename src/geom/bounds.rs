//! Rectangles: around things, widened, meeting, apart.

use super::{Coord, Rect};

/// The smallest rectangle around some coordinates; `None` for none. Coordinates that are not finite are left out.
pub fn of_coords<'a>(coords: impl IntoIterator<Item = &'a Coord>) -> Option<Rect> {
    coords
        .into_iter()
        .filter(|c| c.x.is_finite() && c.y.is_finite())
        .map(|&c| Rect::new(c, c))
        .reduce(|a, b| around(&a, &b))
}

/// The smallest rectangle around two.
pub fn around(a: &Rect, b: &Rect) -> Rect {
    Rect::new(
        Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
        Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
    )
}

/// The smallest rectangle around any number; `None` for none.
pub fn around_all(rects: impl IntoIterator<Item = Rect>) -> Option<Rect> {
    rects.into_iter().reduce(|a, b| around(&a, &b))
}

/// The rectangle with every side moved outwards by `by` metres (0 or more).
pub fn widened(rect: &Rect, by: f64) -> Rect {
    let d = Coord { x: by, y: by };
    Rect::new(rect.min() - d, rect.max() + d)
}

/// Whether two rectangles have a point in common.
pub fn meet(a: &Rect, b: &Rect) -> bool {
    a.min().x <= b.max().x && b.min().x <= a.max().x && a.min().y <= b.max().y && b.min().y <= a.max().y
}

/// Whether `outer` holds all of `inner`, edges included.
pub fn holds(outer: &Rect, inner: &Rect) -> bool {
    outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && outer.max().x >= inner.max().x
        && outer.max().y >= inner.max().y
}

/// The distance between two rectangles in metres; 0 if they meet.
pub fn distance(a: &Rect, b: &Rect) -> f64 {
    let dx = (a.min().x - b.max().x).max(b.min().x - a.max().x).max(0.0);
    let dy = (a.min().y - b.max().y).max(b.min().y - a.max().y).max(0.0);
    dx.hypot(dy)
}

/// The distance from a position to the farthest point of a rectangle, in metres.
pub fn farthest(rect: &Rect, from: Coord) -> f64 {
    let dx = (from.x - rect.min().x).abs().max((from.x - rect.max().x).abs());
    let dy = (from.y - rect.min().y).abs().max((from.y - rect.max().y).abs());
    dx.hypot(dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Rect {
        Rect::new(Coord { x: x0, y: y0 }, Coord { x: x1, y: y1 })
    }

    #[test]
    fn rectangles() {
        let (a, b) = (rect(0.0, 0.0, 4.0, 2.0), rect(7.0, 6.0, 9.0, 9.0));
        assert_eq!(distance(&a, &b), 5.0);
        assert_eq!(distance(&a, &rect(4.0, 2.0, 5.0, 5.0)), 0.0);
        assert!(meet(&a, &rect(4.0, 2.0, 5.0, 5.0)) && !meet(&a, &b));
        assert_eq!(around(&a, &b), rect(0.0, 0.0, 9.0, 9.0));
        assert_eq!(widened(&a, 1.0), rect(-1.0, -1.0, 5.0, 3.0));
        assert!(holds(&rect(0.0, 0.0, 9.0, 9.0), &b) && !holds(&a, &b));
        assert_eq!(farthest(&a, Coord { x: 1.0, y: -2.0 }), 5.0);
        assert_eq!(around_all([]), None);
        let coords = [Coord { x: 1.0, y: 5.0 }, Coord { x: f64::NAN, y: 0.0 }, Coord { x: 3.0, y: 2.0 }];
        assert_eq!(of_coords(&coords), Some(rect(1.0, 2.0, 3.0, 5.0)));
    }
}
