//! What lies on the map and stays in place: scale bar, north arrow, legend, zoom buttons.

use egui::epaint::Shadow;
use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Role as A11y, Sense, Shape, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::palette::Palette;
use super::style::{Form, Glyph, HATCH, toward};
use super::views::MapView;
use crate::model::Role;
use crate::ui::i18n::{Lang, tr, trf};

/// What a zoom button was pressed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Press {
    ZoomIn,
    ZoomOut,
    FitAll,
}

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// In the colours of the far map or the near one, as the map shows it.
    Covered {
        far: bool,
    },
    Gap {
        far: bool,
    },
    Service,
    Uncertain,
    /// A heading among the lines.
    Text(String),
    /// One class of a view or of a field.
    Class {
        text: String,
        color: Color32,
        hatched: bool,
    },
    Area(Role, Color32),
    Symbol(Role, Color32),
    Boundary(Role, Color32),
}

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
    let north = if lang == Lang::Zh { "北" } else { "N" };
    haloed(painter, tip + vec2(0.0, 19.0), Align2::CENTER_TOP, north, 11.0, palette);
    Rect::from_min_max(pos2(canvas.left(), text.top().min(tip.y)), pos2(left + wide, canvas.bottom())).expand(4.0)
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
        let name = match (press, lang) {
            (Press::ZoomIn, Lang::Zh) => "放大 (+)",
            (Press::ZoomIn, Lang::En) => "Zoom in (+)",
            (Press::ZoomOut, Lang::Zh) => "缩小 (−)",
            (Press::ZoomOut, Lang::En) => "Zoom out (−)",
            (Press::FitAll, Lang::Zh) => "全图 (Home)",
            (Press::FitAll, Lang::En) => "Show everything (Home)",
        };
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

/// Draws the legend into the lower right corner, folded to a button where the map is small or the user folded it;
/// returns what it covers. `open` keeps what the user chose, `None` before that.
pub(crate) fn legend(
    ui: &Ui,
    canvas: Rect,
    entries: &[Entry],
    view: Option<MapView>,
    open: &mut Option<bool>,
    lang: Lang,
    palette: &Palette,
) -> (Option<MapView>, Rect) {
    const ROW: f32 = 21.0;
    const HEAD: f32 = 26.0;
    const SWITCH: f32 = 30.0;
    if entries.is_empty() || canvas.width() < 160.0 || canvas.height() < 120.0 {
        return (None, Rect::NOTHING);
    }
    let painter = ui.painter();
    let text =
        |text: &str, size: f32, color| painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), color);
    let title = text(lang.pick("图例", "Legend"), 12.5, palette.text_weak);
    let switch = if view.is_some() { SWITCH } else { 0.0 };
    let tall = HEAD + switch + ROW * entries.len() as f32 + 8.0;
    let roomy = canvas.width() >= 640.0 && canvas.height() >= 420.0;
    let fits = canvas.width() >= 360.0 && canvas.height() >= tall + 24.0;
    let shown = fits && open.unwrap_or(roomy);
    let rows: Vec<_> =
        if shown { entries.iter().map(|e| (e, text(e.text(lang), 12.5, palette.text))).collect() } else { Vec::new() };
    let wide = rows.iter().map(|(_, g)| g.size().x + 54.0).fold(title.size().x + 42.0, f32::max);
    let wide = if shown && view.is_some() { wide.max(176.0) } else { wide };
    let size = vec2(wide, if shown { tall } else { HEAD + 2.0 });
    let card = Rect::from_min_size(canvas.max - size - Vec2::splat(12.0), size);
    let head = Rect::from_min_size(card.min, vec2(wide, HEAD + 2.0));
    let response = ui.interact(head, ui.scope_id().with("map legend"), Sense::click());
    let name =
        if shown { lang.pick("收起图例", "Hide the legend") } else { lang.pick("展开图例", "Show the legend") };
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, fits, name));
    if response.clicked() && fits {
        *open = Some(!shown);
        ui.ctx().request_repaint();
    }
    shaded_card(painter, card, palette);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(head.shrink(2.0), 6, toward(palette.card, palette.text, 0.08));
    }
    let middle = head.center().y;
    painter.galley(pos2(head.left() + 12.0, middle - title.size().y / 2.0), title, palette.text_weak);
    let tip = pos2(head.right() - 15.0, middle + if shown { 2.0 } else { -2.0 });
    let rise = if shown { -4.0 } else { 4.0 };
    for side in [-4.0, 4.0] {
        painter.line_segment([tip, tip + vec2(side, rise)], Stroke::new(1.4, palette.text_weak));
    }
    for (n, (entry, galley)) in rows.into_iter().enumerate() {
        let middle = head.bottom() + switch + ROW * (n as f32 + 0.5);
        if let Entry::Text(_) = entry {
            painter.galley(pos2(card.left() + 12.0, middle - galley.size().y / 2.0), galley, palette.text_weak);
            continue;
        }
        let swatch = Rect::from_center_size(pos2(card.left() + 23.0, middle), vec2(22.0, 13.0));
        entry.swatch(painter, swatch, lang, palette);
        painter.galley(pos2(card.left() + 42.0, middle - galley.size().y / 2.0), galley, palette.text);
    }
    response.on_hover_text(name);
    let pressed = view.filter(|_| shown).and_then(|view| {
        let row = Rect::from_min_size(head.left_bottom() + vec2(8.0, 0.0), vec2(wide - 16.0, SWITCH - 6.0));
        switch_views(ui, row, view, lang, palette)
    });
    (pressed, card)
}

/// The views of housing, side by side.
fn switch_views(ui: &Ui, row: Rect, now: MapView, lang: Lang, palette: &Palette) -> Option<MapView> {
    let mut pressed = None;
    ui.painter().rect_filled(row, 6, toward(palette.card, palette.text, 0.06));
    let width = row.width() / MapView::ALL.len() as f32;
    for (n, view) in MapView::ALL.into_iter().enumerate() {
        let rect = Rect::from_min_size(row.min + vec2(width * n as f32, 0.0), vec2(width, row.height()));
        let response = ui.interact(rect, ui.scope_id().with(("map view", n)), Sense::click());
        let name = trf(lang, "mapview.switch", &[("name", view.name(lang))]);
        let on = view == now;
        response.widget_info(|| WidgetInfo::selected(A11y::RadioButton, true, on, &name));
        if response.clicked() && !on {
            pressed = Some(view);
        }
        if on {
            let edge = Stroke::new(1.0, palette.card_edge);
            ui.painter().rect(rect.shrink(2.0), 5, palette.card, edge, StrokeKind::Inside);
        }
        let color = if on || response.hovered() { palette.text } else { palette.text_weak };
        let font = FontId::proportional(12.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, view.name(lang), font, color);
    }
    pressed
}

impl Entry {
    fn text(&self, lang: Lang) -> &str {
        let zh = lang == Lang::Zh;
        match self {
            Self::Uncertain => tr(lang, "mapview.uncertain"),
            Self::Text(text) | Self::Class { text, .. } => text,
            Self::Covered { .. } => {
                if zh {
                    "已覆盖居住用地"
                } else {
                    "Housing served"
                }
            }
            Self::Gap { .. } => {
                if zh {
                    "未覆盖（盲区）"
                } else {
                    "Not served (gap)"
                }
            }
            Self::Service => {
                if zh {
                    "服务范围"
                } else {
                    "Service area"
                }
            }
            Self::Area(role, _) | Self::Symbol(role, _) | Self::Boundary(role, _) => match (role, zh) {
                (Role::Park, true) => "公园绿地",
                (Role::Park, false) => "Park",
                (Role::PocketPark, true) => "口袋公园",
                (Role::PocketPark, false) => "Pocket park",
                (Role::Toilet, true) => "公厕",
                (Role::Toilet, false) => "Public toilet",
                (Role::TransferStation, true) => "垃圾转运站",
                (Role::TransferStation, false) => "Transfer station",
                (Role::Parking, true) => "公共停车场",
                (Role::Parking, false) => "Public parking",
                (Role::BeautifulZone, true) => "美丽街区",
                (Role::BeautifulZone, false) => "Beautiful-street zone",
                (Role::Residential, true) => "居住用地",
                (Role::Residential, false) => "Housing",
                (Role::Zone, true) => "街道/镇界",
                (Role::Zone, false) => "Sub-district boundary",
                (Role::Boundary, true) => "研究边界",
                (Role::Boundary, false) => "Study boundary",
                (Role::Candidate, true) => "备选用地",
                (Role::Candidate, false) => "Candidate site",
                (Role::Population, true) => "人口",
                (Role::Population, false) => "Population",
                (Role::Road, true) => "道路",
                (Role::Road, false) => "Road",
                (Role::Building, true) => "建筑",
                (Role::Building, false) => "Building",
                (Role::Context, true) => "底图",
                (Role::Context, false) => "Context",
            },
        }
    }

    fn swatch(&self, painter: &Painter, rect: Rect, lang: Lang, palette: &Palette) {
        let corners = CornerRadius::same(3);
        let boxed = |fill, edge| {
            painter.rect(rect, corners, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        };
        let hatched = |ground, line, edge, falls: bool| {
            boxed(ground, edge);
            let clipped = painter.with_clip_rect(rect.shrink(1.0));
            let mut x = rect.left() - rect.height();
            while x < rect.right() {
                let (low, high) = if falls { (rect.top(), rect.bottom()) } else { (rect.bottom(), rect.top()) };
                clipped.line_segment([pos2(x, low), pos2(x + rect.height(), high)], Stroke::new(HATCH.1, line));
                x += HATCH.0 * 0.75;
            }
        };
        match *self {
            Self::Text(_) => {}
            Self::Uncertain => hatched(palette.unsure, palette.unsure_hatch, palette.unsure_hatch, true),
            Self::Covered { far: true } => boxed(palette.covered_far, palette.covered_edge),
            Self::Covered { far: false } => boxed(palette.covered, palette.covered_edge),
            Self::Gap { far: true } => hatched(palette.gap_far, palette.gap_edge, palette.gap_edge, false),
            Self::Gap { far: false } | Self::Class { hatched: true, .. } => {
                hatched(palette.gap, palette.gap_hatch, palette.gap_edge, false);
            }
            Self::Class { color, .. } => boxed(color, toward(color, palette.text, 0.25)),
            Self::Service => {
                painter.rect_filled(rect, corners, palette.service.gamma_multiply(0.08));
                let path =
                    [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
                painter.extend(Shape::dashed_line(&path, Stroke::new(1.2, palette.service), 3.5, 2.5));
            }
            Self::Area(Role::BeautifulZone | Role::Candidate, color) => boxed(color.gamma_multiply(0.2), color),
            Self::Area(_, color) => boxed(color, toward(color, palette.text, 0.2)),
            Self::Boundary(_, color) => {
                let middle = rect.center().y;
                let at = |from: f32, to: f32| [pos2(rect.left() + from, middle), pos2(rect.left() + to, middle)];
                for (from, to) in [(0.0, 8.0), (10.5, 12.0), (14.0, 22.0)] {
                    painter.line_segment(at(from, to), Stroke::new(1.5, color));
                }
            }
            Self::Symbol(role, color) => {
                let form = if role == Role::TransferStation { Form::Square } else { Form::Disc };
                symbol(
                    painter,
                    rect.center(),
                    7.5,
                    form,
                    color,
                    Glyph::of(role).map(|g| g.text(lang == Lang::Zh)),
                    palette,
                );
            }
        }
    }
}

fn symbol(painter: &Painter, at: Pos2, radius: f32, form: Form, color: Color32, text: Option<&str>, palette: &Palette) {
    let stroke = Stroke::new(1.5, color);
    match form {
        Form::Disc => {
            painter.circle(at, radius - 0.75, palette.halo, stroke);
        }
        Form::Square => {
            let rect = Rect::from_center_size(at, Vec2::splat(2.0 * radius));
            painter.rect(rect, 3, palette.halo, stroke, StrokeKind::Inside);
        }
    }
    if let Some(text) = text {
        let size = if text.len() == 2 { 7.5 } else { 10.0 };
        painter.text(at, Align2::CENTER_CENTER, text, FontId::proportional(size), color);
    }
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

    #[test]
    fn legends_speak_both_languages() {
        for role in Role::ALL {
            let entry = Entry::Area(role, Color32::BLACK);
            assert_ne!(entry.text(Lang::Zh), entry.text(Lang::En));
        }
    }
}
