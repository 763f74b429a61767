//! What lies over the map, so that what is written on it keeps clear: buttons, legend, scale, cards, messages.

use egui::{Context, Id, Order, Rect as UiRect, Vec2};

/// The canvas and what lies over it, in points from its lower left corner, y up: left, low, right, high.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Covers {
    pub(crate) size: [f64; 2],
    pub(crate) boxes: Vec<[f64; 4]>,
}

impl Covers {
    /// Whole points, in order: what lies still compares equal from frame to frame.
    pub(crate) fn new(canvas: UiRect, over: &[UiRect]) -> Self {
        let mut boxes: Vec<[f64; 4]> = over
            .iter()
            .filter(|o| o.intersects(canvas))
            .map(|o| {
                let (left, right) = (o.left() - canvas.left(), o.right() - canvas.left());
                let (low, high) = (canvas.bottom() - o.bottom(), canvas.bottom() - o.top());
                [left.floor(), low.floor(), right.ceil(), high.ceil()].map(f64::from)
            })
            .collect();
        boxes.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        boxes.dedup();
        Self { size: [f64::from(canvas.width()), f64::from(canvas.height())], boxes }
    }

    /// Whether something written in a box would be cut by the edge of the canvas or lie under a cover. What lies beyond
    /// the canvas is neither.
    pub(crate) fn meets(&self, b: &[f64; 4]) -> bool {
        let [w, h] = self.size;
        let on = b[2] > 0.0 && b[0] < w && b[3] > 0.0 && b[1] < h;
        let whole = b[0] >= 0.0 && b[2] <= w && b[1] >= 0.0 && b[3] <= h;
        on && (!whole || self.boxes.iter().any(|c| meet(c, b)))
    }

    /// The ways, at most `most` points long, that bring a box clear of the edge and of one cover, to the right and up;
    /// the shortest first.
    pub(crate) fn ways(&self, b: &[f64; 4], most: f32) -> Vec<[f32; 2]> {
        let [w, h] = self.size;
        let inward = |low: f64, high: f64, size: f64| (-low).max(0.0) - (high - size).max(0.0);
        let mut ways = vec![[inward(b[0], b[2], w), inward(b[1], b[3], h)]];
        for c in self.boxes.iter().filter(|c| meet(c, b)) {
            ways.extend([[c[0] - b[2], 0.0], [c[2] - b[0], 0.0], [0.0, c[1] - b[3]], [0.0, c[3] - b[1]]]);
        }
        let mut ways: Vec<[f32; 2]> = ways.into_iter().map(|w| w.map(|v| v as f32)).collect();
        let long = |w: &[f32; 2]| Vec2::from(*w).length();
        ways.retain(|w| long(w) > 0.0 && long(w) <= most);
        ways.sort_by(|a, b| long(a).total_cmp(&long(b)));
        ways
    }
}

fn meet(a: &[f64; 4], b: &[f64; 4]) -> bool {
    b[0] < a[2] && b[2] > a[0] && b[1] < a[3] && b[3] > a[1]
}

/// The cards that floated over the canvas when they were shown last.
pub(crate) fn cards(ctx: &Context, canvas: UiRect) -> Vec<UiRect> {
    ctx.memory(|memory| {
        let shown = memory.areas().visible_layer_ids();
        let cards = shown.into_iter().filter(|l| l.order == Order::Middle || l.id == Id::unique("messages"));
        let places = cards.filter_map(|l| memory.area_rect(l.id));
        places.filter(|r| r.is_positive() && r.intersects(canvas)).collect()
    })
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    fn covers() -> Covers {
        let canvas = UiRect::from_min_max(pos2(100.0, 50.0), pos2(500.0, 350.0));
        let legend = UiRect::from_min_max(pos2(380.0, 230.0), pos2(490.0, 340.0));
        let elsewhere = UiRect::from_min_max(pos2(0.0, 0.0), pos2(90.0, 40.0));
        Covers::new(canvas, &[elsewhere, legend, legend])
    }

    #[test]
    fn covers_are_told_from_the_lower_left_corner() {
        let covers = covers();
        assert_eq!((covers.size, covers.boxes.as_slice()), ([400.0, 300.0], &[[280.0, 10.0, 390.0, 120.0]][..]));
    }

    #[test]
    fn what_would_be_cut_or_hidden_is_moved_just_clear() {
        let covers = covers();
        assert!(!covers.meets(&[10.0, 10.0, 60.0, 30.0]));
        assert!(!covers.meets(&[-80.0, 10.0, -10.0, 30.0]), "beyond the edge nothing is cut");
        for cut in [[-10.0, 100.0, 40.0, 120.0], [250.0, 100.0, 320.0, 118.0], [10.0, 290.0, 60.0, 310.0]] {
            assert!(covers.meets(&cut), "{cut:?}");
            let [right, up] = covers.ways(&cut, 60.0)[0].map(f64::from);
            let moved = [cut[0] + right, cut[1] + up, cut[2] + right, cut[3] + up];
            assert!(!covers.meets(&moved), "{cut:?} came to {moved:?}");
        }
        assert!(covers.ways(&[-100.0, 100.0, 40.0, 120.0], 60.0).is_empty(), "too far from its place");
    }
}
