//! Names on the map: where they go, which ones there is room for, and how they are drawn.

use egui::{Align2, Color32, Painter, Rect as UiRect, Vec2};

use super::palette::Palette;
use super::view::Frame;
use crate::geom::Coord;

/// A name that belongs to an area.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) at: Coord,
    pub(crate) zh: String,
    pub(crate) en: String,
    /// The larger side of the area's box, in metres: large areas are named first.
    pub(crate) extent: f64,
}

/// Draws those labels there is room for, larger areas first, and returns how many were drawn.
///
/// An area below 60 points gets no name, names keep 6 points off each other and off `taken` (boxes on the map).
pub(crate) fn draw(
    painter: &Painter,
    canvas: UiRect,
    frame: &Frame,
    labels: &[&Label],
    zh: bool,
    palette: &Palette,
    taken: &[UiRect],
) -> usize {
    const SMALLEST_AREA: f64 = 60.0;
    const MOST: usize = 40;
    let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
    let font = crate::ui::fonts::strong_id(14.0);
    let mut used: Vec<UiRect> = taken.to_vec();
    let mut drawn = 0;
    for label in labels {
        if drawn == MOST || label.extent / metres_per_point < SMALLEST_AREA {
            break;
        }
        let at = frame.to_screen(canvas, label.at);
        if !canvas.contains(at) {
            continue;
        }
        let text = if zh { &label.zh } else { &label.en };
        let galley = painter.layout_no_wrap(text.clone(), font.clone(), palette.text);
        let place = Align2::CENTER_CENTER.anchor_size(at, galley.size());
        let room = place.expand(6.0);
        if !canvas.contains_rect(place) || used.iter().any(|u| u.intersects(room)) {
            continue;
        }
        used.push(room);
        drawn += 1;
        let halo = palette.halo.gamma_multiply(0.85);
        let around = |x, y| painter.galley_with_override_text_color(place.min + Vec2::new(x, y), galley.clone(), halo);
        for (x, y) in
            [(-1.2, 0.0), (1.2, 0.0), (0.0, -1.2), (0.0, 1.2), (-0.9, -0.9), (0.9, -0.9), (-0.9, 0.9), (0.9, 0.9)]
        {
            around(x, y);
        }
        painter.galley(place.min, galley, Color32::PLACEHOLDER);
    }
    drawn
}
