//! A spatial index over rectangles: an R-tree behind one type, built in one go.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, PointDistance as _, RTree};

use super::{Coord, Rect};

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Rectangles, each with a number, found by place.
#[derive(Debug, Clone, Default)]
pub struct BoxIndex {
    tree: RTree<Entry>,
}

impl BoxIndex {
    /// Builds the index. Rectangles with a coordinate that is not finite are never found.
    pub fn new(boxes: impl IntoIterator<Item = (Rect, u32)>) -> Self {
        let entries = boxes
            .into_iter()
            .filter(|(r, _)| [r.min().x, r.min().y, r.max().x, r.max().y].iter().all(|v| v.is_finite()))
            .map(|(r, number)| {
                Entry::new(Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]), number)
            })
            .collect();
        Self { tree: RTree::bulk_load(entries) }
    }

    /// How many rectangles there are.
    pub fn len(&self) -> usize {
        self.tree.size()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tree.size() == 0
    }

    /// The numbers of all rectangles that have a point in common with `rect`, in no particular order.
    pub fn query<'a>(&'a self, rect: &Rect) -> impl Iterator<Item = u32> + use<'a> {
        let envelope = AABB::from_corners([rect.min().x, rect.min().y], [rect.max().x, rect.max().y]);
        self.tree.locate_in_envelope_intersecting(envelope).map(|e| e.data)
    }

    /// The numbers of all rectangles that hold a position, in no particular order.
    pub fn query_point(&self, at: Coord) -> impl Iterator<Item = u32> {
        self.query(&Rect::new(at, at))
    }

    /// All rectangles by distance from a position, nearest first, each with that distance in metres (0 inside).
    /// Of equally near ones any may come first.
    pub fn nearest(&self, to: Coord) -> impl Iterator<Item = (u32, f64)> {
        let point = [to.x, to.y];
        self.tree.nearest_neighbor_iter(point).map(move |e| (e.data, e.distance_2(&point).sqrt()))
    }

    /// The nearest thing, where the distance to a thing itself is given by `distance` and is never less than that to
    /// its rectangle. Of equally near ones the one with the smallest number; things at an infinite distance or beyond
    /// `within` metres do not count.
    pub fn nearest_by(&self, to: Coord, within: f64, distance: impl Fn(u32) -> f64) -> Option<(u32, f64)> {
        let mut best: Option<(u32, f64)> = None;
        for (number, at_least) in self.nearest(to) {
            // The square root of a square may be a bit too large.
            if at_least * (1.0 - 1e-12) > best.map_or(within, |b| b.1) {
                break;
            }
            let d = distance(number);
            let nearer = best.is_none_or(|(other, so_far)| d < so_far || d == so_far && number < other);
            if d <= within && d.is_finite() && nearer {
                best = Some((number, d));
            }
        }
        best
    }

    /// The rectangle around everything; `None` if there is nothing.
    pub fn bounds(&self) -> Option<Rect> {
        (!self.is_empty()).then(|| {
            let envelope = self.tree.root().envelope();
            let (low, high) = (envelope.lower(), envelope.upper());
            Rect::new(Coord { x: low[0], y: low[1] }, Coord { x: high[0], y: high[1] })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geom::bounds;

    prop_compose! {
        fn rect()(x in 0.0..100.0_f64, y in 0.0..100.0_f64, w in 0.0..20.0_f64, h in 0.0..20.0_f64) -> Rect {
            Rect::new(Coord { x, y }, Coord { x: x + w, y: y + h })
        }
    }

    proptest! {
        #[test]
        fn finds_what_looking_at_all_finds(
            rects in prop::collection::vec(rect(), 0..60), ask in rect(), x in -20.0..120.0_f64, y in -20.0..120.0_f64
        ) {
            let index = BoxIndex::new(rects.iter().zip(0..).map(|(r, i)| (*r, i)));
            let mut found: Vec<u32> = index.query(&ask).collect();
            found.sort_unstable();
            let all: Vec<u32> = (0..rects.len() as u32).filter(|&i| bounds::meet(&rects[i as usize], &ask)).collect();
            prop_assert_eq!(found, all);

            let at = Coord { x, y };
            let to = |i: u32| bounds::distance(&rects[i as usize], &Rect::new(at, at));
            let order: Vec<(u32, f64)> = index.nearest(at).collect();
            prop_assert_eq!(order.len(), rects.len());
            prop_assert!(order.windows(2).all(|w| w[0].1 <= w[1].1));
            prop_assert!(order.iter().all(|&(i, d)| (d - to(i)).abs() < 1e-9));
            let nearest = (0..rects.len() as u32).map(|i| (i, to(i))).min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            prop_assert_eq!(index.nearest_by(at, f64::INFINITY, to), nearest);
            prop_assert_eq!(index.nearest_by(at, 10.0, to), nearest.filter(|n| n.1 <= 10.0));
        }
    }

    #[test]
    fn empty_and_not_finite() {
        let nothing = BoxIndex::new([]);
        let everywhere = Rect::new(Coord { x: -1e9, y: -1e9 }, Coord { x: 1e9, y: 1e9 });
        assert!(nothing.is_empty() && nothing.query(&everywhere).next().is_none() && nothing.bounds().is_none());
        let bad = Rect::new(Coord { x: f64::NAN, y: 0.0 }, Coord { x: 1.0, y: 1.0 });
        let index = BoxIndex::new([(bad, 0), (Rect::new(Coord { x: 1.0, y: 2.0 }, Coord { x: 3.0, y: 4.0 }), 7)]);
        assert_eq!(index.query(&everywhere).collect::<Vec<_>>(), [7]);
        assert_eq!(index.len(), 1);
        assert_eq!(index.bounds(), Some(Rect::new(Coord { x: 1.0, y: 2.0 }, Coord { x: 3.0, y: 4.0 })));
    }
}
