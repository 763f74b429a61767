//! What lies on the map and stays in place: scale bar, north arrow, buttons and tools.

use egui::epaint::Shadow;
use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Role as A11y, Sense, Shape, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::palette::Palette;
use super::style::toward;
use crate::ui::format;
use crate::ui::i18n::{Lang, tr, trf};

/// What a zoom button was pressed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    ZoomIn,
    ZoomOut,
    FitAll,
}

/// What buttons and tools take of the canvas's width, in points.
pub(crate) const LEFT: f32 = 56.0;

/// The largest of 1, 2, 5 × 10ⁿ metres that is at most `room` points long, with its length in points.
pub(crate) fn scale_bar(metres_per_point: f64, room: f64) -> (f64, f32) {
    let most = metres_per_point * room;
    let power = 10_f64.powf(most.log10().floor());
    let metres = [5.0, 2.0, 1.0].into_iter().map(|m| m * power).find(|m| *m <= most).unwrap_or(power);
    (metres, (metres / metres_per_point) as f32)
}

/// A length as the scale bar writes it.
pub(crate) fn length(metres: f64) -> String {
    if metres >= 1000.0 {
        format!("{} km", metres / 1000.0)
    } else if metres >= 1.0 {
        format!("{metres} m")
    } else {
        format!("{} cm", (metres * 100.0).round())
    }
}

/// Draws scale bar and north arrow into the lower left corner; returns what they cover.
pub(crate) fn draw_scale(
    painter: &Painter,
    canvas: Rect,
    metres_per_point: f64,
    lang: Lang,
    palette: &Palette,
) -> Rect {
    let (metres, wide) = scale_bar(metres_per_point, 110.0);
    let left = canvas.left() + 44.0;
    let base = canvas.bottom() - 18.0;
    // Names on the map may run under it: on a ground of its own it stays legible.
    let ground = Rect::from_min_max(pos2(canvas.left() + 8.0, base - 32.0), pos2(left + wide + 12.0, base + 14.0));
    painter.rect_filled(ground, 6, palette.paper.gamma_multiply(0.82));
    let ends = [pos2(left, base), pos2(left + wide, base)];
    let bar = |color, width| {
        let stroke = Stroke::new(width, color);
        painter.line_segment(ends, stroke);
        for end in ends {
            painter.line_segment([end, end - vec2(0.0, 6.0)], stroke);
        }
    };
    bar(palette.halo.gamma_multiply(0.8), 4.0);
    bar(palette.text, 1.5);
    let text =
        haloed(painter, pos2(left + wide / 2.0, base - 8.0), Align2::CENTER_BOTTOM, &length(metres), 12.0, palette);

    let tip = pos2(canvas.left() + 22.0, base - 22.0);
    let half = |side: f32, color| {
        let points = vec![tip, tip + vec2(side * 6.0, 17.0), tip + vec2(0.0, 12.5)];
        Shape::convex_polygon(points, color, Stroke::new(1.0, palette.text))
    };
    painter.add(half(-1.0, palette.text));
    painter.add(half(1.0, palette.halo));
    let north = tr(lang, "map.north");
    haloed(painter, tip + vec2(0.0, 19.0), Align2::CENTER_TOP, north, 11.0, palette);
    Rect::from_min_max(pos2(canvas.left(), text.top().min(tip.y)), pos2(left + wide, canvas.bottom())).expand(4.0)
}

/// The scale as it is copied: the length of the bar, and one to so many.
pub(crate) fn scale_text(metres_per_point: f64, denominator: f64) -> String {
    let (metres, _) = scale_bar(metres_per_point, 110.0);
    format!("{} · 1:{:.0}", length(metres), format::scale(denominator))
}

/// Makes the scale bar a button that copies; tells whether it was pressed.
pub(crate) fn copy_scale(ui: &Ui, bar: Rect, scale: &str, lang: Lang, palette: &Palette) -> bool {
    let response = ui.interact(bar, ui.scope_id().with("map scale"), Sense::click());
    let name = trf(lang, "status.copy", &[("text", scale)]);
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_stroke(bar.shrink(3.0), 6, Stroke::new(1.0, palette.text_weak), StrokeKind::Inside);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(name).clicked()
}

fn haloed(painter: &Painter, at: Pos2, align: Align2, text: &str, size: f32, palette: &Palette) -> Rect {
    let font = FontId::proportional(size);
    for offset in [vec2(-1.0, 0.0), vec2(1.0, 0.0), vec2(0.0, -1.0), vec2(0.0, 1.0)] {
        painter.text(at + offset, align, text, font.clone(), palette.halo.gamma_multiply(0.8));
    }
    painter.text(at, align, text, font, palette.text)
}

/// The buttons in the upper left corner, with their names for those who do not see them; returns what they cover.
pub(crate) fn buttons(ui: &mut Ui, canvas: Rect, lang: Lang, palette: &Palette) -> (Option<Press>, Rect) {
    const SIDE: f32 = 32.0;
    let all = [Press::ZoomIn, Press::ZoomOut, Press::FitAll];
    let card = Rect::from_min_size(canvas.min + vec2(12.0, 12.0), vec2(SIDE, SIDE * all.len() as f32)).expand(2.0);
    if canvas.width() < 160.0 || canvas.height() < 160.0 {
        return (None, Rect::NOTHING);
    }
    shaded_card(ui.painter(), card, palette);
    let mut pressed = None;
    for (n, press) in all.into_iter().enumerate() {
        let rect = Rect::from_min_size(canvas.min + vec2(12.0, 12.0 + SIDE * n as f32), Vec2::splat(SIDE));
        let response = ui.interact(rect, ui.scope_id().with(("map button", n)), Sense::click());
        let name = tr(
            lang,
            match press {
                Press::ZoomIn => "map.zoom_in",
                Press::ZoomOut => "map.zoom_out",
                Press::FitAll => "map.fit_all",
            },
        );
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, name));
        if response.clicked() {
            pressed = Some(press);
        }
        let painter = ui.painter();
        if response.hovered() || response.has_focus() {
            painter.rect_filled(rect.shrink(2.0), 6, toward(palette.card, palette.text, 0.08));
        }
        let stroke = Stroke::new(1.6, palette.text);
        let c = rect.center();
        match press {
            Press::ZoomIn | Press::ZoomOut => {
                painter.line_segment([c - vec2(6.0, 0.0), c + vec2(6.0, 0.0)], stroke);
                if press == Press::ZoomIn {
                    painter.line_segment([c - vec2(0.0, 6.0), c + vec2(0.0, 6.0)], stroke);
                }
            }
            Press::FitAll => {
                for (x, y) in [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)] {
                    let corner = c + vec2(6.5 * x, 5.5 * y);
                    painter.line_segment([corner, corner - vec2(4.0 * x, 0.0)], stroke);
                    painter.line_segment([corner, corner - vec2(0.0, 3.5 * y)], stroke);
                }
            }
        }
        response.on_hover_text(name);
    }
    (pressed, card)
}

pub(super) fn shaded_card(painter: &Painter, rect: Rect, palette: &Palette) {
    let shadow = Shadow { offset: [0, 2], blur: 10, spread: 0, color: Color32::from_black_alpha(28) };
    painter.add(shadow.as_shape(rect, CornerRadius::same(8)));
    painter.rect(rect, CornerRadius::same(8), palette.card, Stroke::new(1.0, palette.card_edge), StrokeKind::Outside);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_bar_is_round_and_fits() {
        for (mpp, metres, text) in [
            (3.7, 200.0, "200 m"),
            (40.0, 2000.0, "2 km"),
            (0.9, 50.0, "50 m"),
            (0.02, 2.0, "2 m"),
            (9.0, 500.0, "500 m"),
            (10.0, 1000.0, "1 km"),
        ] {
            let (m, wide) = scale_bar(mpp, 110.0);
            assert_eq!(m, metres, "at {mpp} metres a point");
            assert!((43.0..=110.0).contains(&wide));
            assert_eq!(length(m), text);
        }
    }
}
