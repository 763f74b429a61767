//! Where the map looks, and the exact way from metres to pixels and back.

use egui::{Pos2, Rect as UiRect, Vec2};

use crate::geom::{Coord, Rect};

/// Inches are 96 points wide on every screen that egui knows, so a point is this many metres.
const POINT_METRES: f64 = 0.0254 / 96.0;

/// Where the map looks: a position in f64 metres, and how many metres one point (not pixel) shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// What is in the middle of the canvas, in metres.
    pub center: Coord,
    /// Metres on the ground shown by one point of the screen; always within [`View::FINEST`] and [`View::COARSEST`].
    pub metres_per_point: f64,
}

impl View {
    /// As far as one can zoom in: 2 cm a point, about 1:76.
    pub const FINEST: f64 = 0.02;
    /// As far as one can zoom out: 20 km a point.
    pub const COARSEST: f64 = 20_000.0;

    /// Looks at `bounds` (metres) on a canvas of `size` points, with a margin of `margin` points on each side.
    pub fn fitting(bounds: Rect, size: Vec2, margin: f32) -> Self {
        let wide = f64::from((size.x - 2.0 * margin).max(16.0));
        let high = f64::from((size.y - 2.0 * margin).max(16.0));
        Self {
            center: bounds.center(),
            metres_per_point: (bounds.width() / wide)
                .max(bounds.height() / high)
                .max(0.1)
                .clamp(Self::FINEST, Self::COARSEST),
        }
    }

    /// Like [`View::fitting`], but clear of what lies over the canvas's edges where that costs little: `left` points of
    /// it, and with `both` also `right` points.
    pub fn fitting_clear(bounds: Rect, size: Vec2, margin: f32, left: f32, right: f32, both: bool) -> Self {
        /// So much coarser the map may become for it.
        const DEAR: f64 = 1.25;
        let plain = Self::fitting(bounds, size, margin);
        let edges = [(left, if both { right } else { 0.0 }), (left, 0.0)];
        edges
            .into_iter()
            .find_map(|(left, right)| {
                let mut view = Self::fitting(bounds, Vec2::new(size.x - left - right, size.y), margin);
                view.center.x -= f64::from(left - right) / 2.0 * view.metres_per_point;
                (view.metres_per_point <= DEAR * plain.metres_per_point).then_some(view)
            })
            .unwrap_or(plain)
    }

    /// Moves the map along with a pointer that moved by `delta` points.
    pub fn pan(&mut self, delta: Vec2) {
        self.center.x -= f64::from(delta.x) * self.metres_per_point;
        self.center.y += f64::from(delta.y) * self.metres_per_point;
    }

    /// Zooms by `factor` (above 1: closer) so that what lies `anchor` points off the middle stays where it is.
    pub fn zoom(&mut self, factor: f64, anchor: Vec2) {
        let before = self.metres_per_point;
        let after = (before / factor).clamp(Self::FINEST, Self::COARSEST);
        self.center.x += f64::from(anchor.x) * (before - after);
        self.center.y -= f64::from(anchor.y) * (before - after);
        self.metres_per_point = after;
    }

    /// The denominator of the map scale (14 000 for 1:14 000) on a screen of 96 points an inch.
    pub fn scale_denominator(&self) -> f64 {
        self.metres_per_point / POINT_METRES
    }
}

/// One picture: a view on whole pixels of a fixed size.
///
/// The upper left corner is a whole number of pixels away from the plane's origin, so two frames of one scale differ
/// by whole pixels, and what one of them drew can be moved to the other without any loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Upper left corner in pixels from the plane's origin: x to the east, y to the south; whole numbers.
    pub corner: [f64; 2],
    /// Metres a physical pixel.
    pub metres_per_pixel: f64,
    /// Size in physical pixels.
    pub size: [u32; 2],
    /// Physical pixels a point.
    pub pixels_per_point: f32,
}

impl Frame {
    /// The picture that a view gives on a canvas of `size` physical pixels.
    pub fn new(view: &View, size: [u32; 2], pixels_per_point: f32) -> Self {
        let mpp = view.metres_per_point / f64::from(pixels_per_point);
        let corner = [
            (view.center.x / mpp - f64::from(size[0]) / 2.0).round(),
            (-view.center.y / mpp - f64::from(size[1]) / 2.0).round(),
        ];
        Self { corner, metres_per_pixel: mpp, size, pixels_per_point }
    }

    /// Where a position lies, in physical pixels from the upper left corner.
    pub fn to_pixel(&self, at: Coord) -> [f64; 2] {
        [at.x / self.metres_per_pixel - self.corner[0], -at.y / self.metres_per_pixel - self.corner[1]]
    }

    /// The position under a physical pixel.
    pub fn to_plane(&self, pixel: [f64; 2]) -> Coord {
        Coord {
            x: (pixel[0] + self.corner[0]) * self.metres_per_pixel,
            y: -(pixel[1] + self.corner[1]) * self.metres_per_pixel,
        }
    }

    /// Where a position lies on the screen, in points, when the canvas fills `canvas`.
    pub fn to_screen(&self, canvas: UiRect, at: Coord) -> Pos2 {
        let [x, y] = self.to_pixel(at);
        let ppp = f64::from(self.pixels_per_point);
        canvas.min + Vec2::new((x / ppp) as f32, (y / ppp) as f32)
    }

    /// The position under a point of the screen, when the canvas fills `canvas`.
    pub fn from_screen(&self, canvas: UiRect, at: Pos2) -> Coord {
        let offset = (at - canvas.min) * self.pixels_per_point;
        self.to_plane([f64::from(offset.x), f64::from(offset.y)])
    }

    /// What the picture shows, in metres.
    pub fn bounds(&self) -> Rect {
        self.pixel_bounds([0.0, 0.0], [f64::from(self.size[0]), f64::from(self.size[1])])
    }

    /// The land within a rectangle of pixels, in metres.
    pub fn pixel_bounds(&self, min: [f64; 2], max: [f64; 2]) -> Rect {
        Rect::new(self.to_plane(min), self.to_plane(max))
    }

    /// By how many pixels the content moved on the way from `older` to this; `None` where that is not a matter of
    /// moving, because scale or size differ.
    pub fn shift_from(&self, older: &Self) -> Option<[i64; 2]> {
        if self.metres_per_pixel != older.metres_per_pixel || self.size != older.size {
            return None;
        }
        let dx = older.corner[0] - self.corner[0];
        let dy = older.corner[1] - self.corner[1];
        (dx.abs() < 1e9 && dy.abs() < 1e9).then_some([dx as i64, dy as i64])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View { center: Coord { x: 500_412.37, y: 3_519_208.11 }, metres_per_point: 0.05 }
    }

    #[test]
    fn screen_and_plane_round_trip_to_a_tenth_of_a_millimetre() {
        let frame = Frame::new(&view(), [1601, 999], 1.5);
        let canvas = UiRect::from_min_size(egui::pos2(217.0, 41.0), egui::vec2(1067.0, 666.0));
        for at in [egui::pos2(217.0, 41.0), egui::pos2(640.25, 300.5), egui::pos2(1283.0, 706.0)] {
            let back = frame.to_screen(canvas, frame.from_screen(canvas, at));
            assert!((back - at).length() < 2e-3, "{at:?} came back as {back:?}");
        }
        let [x, y] = [137.0, 871.0];
        let [bx, by] = frame.to_pixel(frame.to_plane([x, y]));
        assert!((bx - x).abs() < 1e-6 && (by - y).abs() < 1e-6);
    }

    #[test]
    fn what_is_shown_whole_keeps_clear_of_what_lies_over_the_edges() {
        let bounds = |w: f64, h: f64| Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: w, y: h });
        let size = Vec2::new(800.0, 600.0);
        let edges = |b: Rect, view: View| {
            let on = |x: f64| (x - view.center.x) / view.metres_per_point + 400.0;
            (on(b.min().x), on(b.max().x))
        };
        // A high thing has room between tools and legend.
        let high = bounds(500.0, 600.0);
        let (left, right) = edges(high, View::fitting_clear(high, size, 0.0, 50.0, 200.0, true));
        assert!(left >= 50.0 && right <= 600.0, "{left} {right}");
        // A wide one only beside the tools, and one that needs all of it lies under both.
        let wide = bounds(800.0, 500.0);
        let (left, right) = edges(wide, View::fitting_clear(wide, size, 0.0, 50.0, 200.0, true));
        assert!((left - 50.0).abs() < 1e-6 && (right - 800.0).abs() < 1e-6, "{left} {right}");
        assert_eq!(View::fitting_clear(wide, size, 0.0, 170.0, 200.0, true), View::fitting(wide, size, 0.0));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let mut v = view();
        let anchor = egui::vec2(-311.0, 205.0);
        let under = |v: &View| Coord {
            x: v.center.x + f64::from(anchor.x) * v.metres_per_point,
            y: v.center.y - f64::from(anchor.y) * v.metres_per_point,
        };
        let before = under(&v);
        for factor in [1.3, 0.2, 7.0, 1.0 / 3.0] {
            v.zoom(factor, anchor);
            let after = under(&v);
            assert!((after.x - before.x).hypot(after.y - before.y) < 1e-6);
        }
    }

    #[test]
    fn zoom_stops_at_its_ends() {
        let mut v = view();
        v.zoom(1e12, Vec2::ZERO);
        assert_eq!(v.metres_per_point, View::FINEST);
        v.zoom(1e-12, Vec2::ZERO);
        assert_eq!(v.metres_per_point, View::COARSEST);
    }

    #[test]
    fn frames_of_one_scale_are_whole_pixels_apart() {
        let mut v = view();
        let first = Frame::new(&v, [800, 600], 1.0);
        v.pan(egui::vec2(17.3, -4.8));
        let second = Frame::new(&v, [800, 600], 1.0);
        assert_eq!(second.shift_from(&first), Some([17, -5]));
        let at = v.center;
        let [a, b] = [first.to_pixel(at), second.to_pixel(at)];
        assert!((b[0] - a[0] - 17.0).abs() < 1e-9 && (b[1] - a[1] + 5.0).abs() < 1e-9);
        v.zoom(1.01, Vec2::ZERO);
        assert_eq!(Frame::new(&v, [800, 600], 1.0).shift_from(&first), None);
    }

    #[test]
    fn fitting_shows_the_whole_with_its_margin() {
        let bounds = Rect::new(Coord { x: 1000.0, y: 0.0 }, Coord { x: 3000.0, y: 500.0 });
        let v = View::fitting(bounds, egui::vec2(1000.0, 800.0), 40.0);
        let frame = Frame::new(&v, [1000, 800], 1.0);
        assert!((frame.to_pixel(bounds.min())[0] - 40.0).abs() <= 1.0);
        assert!((frame.to_pixel(bounds.max())[0] - 960.0).abs() <= 1.0);
    }
}
