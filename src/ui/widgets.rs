//! Small widgets that the panels share. Each has an accessible label.

use egui::{
    Align2, Color32, CornerRadius, FontId, Label, Rect, Response, RichText, Role as A11y, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::theme::{self, Palette, size};
use super::{fonts, icons};

/// Half-bold text.
pub(super) fn strong(text: impl Into<String>, size: f32) -> RichText {
    RichText::new(text).font(fonts::strong_id(size))
}

/// A caption.
pub(super) fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = theme::of(ui).muted;
    ui.add(Label::new(RichText::new(text).size(size::SMALL).color(color)).wrap())
}

/// The heading of a part of a panel.
pub(super) fn heading(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = theme::of(ui).muted;
    ui.label(strong(text, size::SMALL).color(color))
}

/// A thin line over the whole width, with air above and below.
pub(super) fn rule(ui: &mut Ui) {
    ui.add_space(size::UNIT);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, theme::of(ui).line));
    ui.add_space(size::UNIT);
}

/// A list in a menu, a sheet or a popup: as high as what it holds, and scrolled where that is more than `most` points.
///
/// Such a window offers what it took up in the frame before. Without a least height a list that has grown would stay as
/// short as it was.
pub(super) fn list_up_to(most: f32) -> ScrollArea {
    ScrollArea::vertical().max_height(most).min_scrolled_height(most).auto_shrink([false, true])
}

/// A button that is only an icon. `label` is read aloud and shown when the pointer rests on it.
pub(super) fn icon_button(ui: &mut Ui, icon: &str, label: &str) -> Response {
    icon_button_of(ui, icon, label, 28.0, None, true)
}

/// A button that is only an icon and stays pressed while `on`.
pub(super) fn icon_toggle(ui: &mut Ui, icon: &str, label: &str, on: bool) -> Response {
    let p = theme::of(ui);
    let response = icon_button_of(ui, icon, label, 28.0, Some(if on { p.accent } else { p.faint }), true);
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, label));
    response
}

/// The general icon button: side in points, a colour other than that of text, whether it can be used.
pub(super) fn icon_button_of(
    ui: &mut Ui,
    icon: &str,
    label: &str,
    side: f32,
    color: Option<Color32>,
    enabled: bool,
) -> Response {
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), sense);
    paint_icon_button(ui, rect, response, icon, label, color, enabled)
}

/// An icon button at a place of its own inside a row, which takes no room in the layout.
pub(super) fn icon_button_at(ui: &Ui, rect: Rect, icon: &str, label: &str, color: Option<Color32>) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(icon), Sense::click());
    paint_icon_button(ui, rect, response, icon, label, color, true)
}

fn paint_icon_button(
    ui: &Ui,
    rect: Rect,
    response: Response,
    icon: &str,
    label: &str,
    color: Option<Color32>,
    enabled: bool,
) -> Response {
    let p = theme::of(ui);
    let side = rect.width().min(rect.height());
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, enabled, label));
    if ui.is_rect_visible(rect) {
        if enabled && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect, 6.0, p.hover);
        }
        focus_ring(ui, &response, rect);
        let color = if enabled { color.unwrap_or(p.muted) } else { p.faint };
        let color = if enabled && response.hovered() && color == p.muted { p.text } else { color };
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, icons::font(size::ICON.min(side - 8.0)), color);
    }
    response.on_hover_text(label)
}

/// A ring around what has the keyboard's focus.
pub(super) fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(1.5, theme::of(ui).accent), StrokeKind::Inside);
    }
}

/// The one button that matters.
pub(super) fn primary_button(ui: &mut Ui, icon: &str, text: &str, enabled: bool) -> Response {
    let p = theme::of(ui);
    let fill = if enabled { p.primary } else { p.track };
    let color = if enabled { p.on_primary } else { p.muted };
    filled_button(ui, icon, text, fill, color, Color32::TRANSPARENT, enabled)
}

/// A button with an icon and text.
pub(super) fn plain_button(ui: &mut Ui, icon: &str, text: &str) -> Response {
    let p = theme::of(ui);
    filled_button(ui, icon, text, p.raised, p.text, p.line, true)
}

fn filled_button(
    ui: &mut Ui,
    icon: &str,
    text: &str,
    fill: Color32,
    color: Color32,
    edge: Color32,
    enabled: bool,
) -> Response {
    let p = theme::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), fonts::strong_id(size::TEXT), color);
    let icon_width = if icon.is_empty() { 0.0 } else { size::ICON + 6.0 };
    let wanted = vec2(galley.size().x + icon_width + 24.0, 30.0);
    let (rect, response) = ui.allocate_exact_size(wanted, if enabled { Sense::click() } else { Sense::hover() });
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, enabled, text));
    if ui.is_rect_visible(rect) {
        let fill = if enabled && response.hovered() {
            if fill == p.primary { fill.gamma_multiply(0.9) } else { p.hover }
        } else {
            fill
        };
        ui.painter().rect(rect, 6.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        focus_ring(ui, &response, rect);
        let mut x = rect.left() + 12.0;
        if !icon.is_empty() {
            let at = pos2(x + size::ICON / 2.0, rect.center().y);
            ui.painter().text(at, Align2::CENTER_CENTER, icon, icons::font(size::ICON), color);
            x += icon_width;
        }
        ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, color);
    }
    response
}

/// Text that acts like a link.
pub(super) fn link(ui: &mut Ui, text: &str) -> Response {
    let p = theme::of(ui);
    let response = ui.add(Label::new(RichText::new(text).color(p.accent).underline()).sense(Sense::click()));
    response.widget_info(|| WidgetInfo::labeled(A11y::Link, true, text));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// A small filled label.
pub(super) fn chip(ui: &mut Ui, text: &str, fill: Color32, edge: Color32, color: Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(size::SMALL), color);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 16.0, 22.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(A11y::Label, true, text));
    ui.painter().rect(rect, 11.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    response
}

/// A tab in a row of tabs: text, underlined while it is the one shown.
pub(super) fn tab(ui: &mut Ui, text: &str, on: bool) -> Response {
    let p = theme::of(ui);
    let font = if on { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, p.text);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 4.0, 32.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, text));
    let color = if on {
        p.accent
    } else if response.hovered() {
        p.text
    } else {
        p.muted
    };
    ui.painter().galley_with_override_text_color(rect.center() - galley.size() / 2.0, galley, color);
    if on {
        let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.right_bottom());
        ui.painter().rect_filled(line, 1.0, p.accent);
    }
    focus_ring(ui, &response, rect);
    response
}

/// A bar from 0 to 1 with a tick at the target. Paints only.
pub(super) fn bar(ui: &Ui, rect: Rect, share: f64, target: Option<f64>, fill: Color32, p: &Palette) {
    let radius = CornerRadius::same((rect.height() / 2.0) as u8);
    ui.painter().rect_filled(rect, radius, p.track);
    let share = share.clamp(0.0, 1.0) as f32;
    if share > 0.0 {
        let width = (rect.width() * share).max(rect.height().min(rect.width()));
        ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(width, rect.height())), radius, fill);
    }
    if let Some(target) = target {
        let x = rect.left() + rect.width() * target.clamp(0.0, 1.0) as f32;
        let tick = Rect::from_center_size(pos2(x.round(), rect.center().y), vec2(2.0, rect.height() + 8.0));
        ui.painter().rect_filled(tick, 0.0, p.tick);
    }
}

/// A bar of a share with what came to it or went: shares of the bar from 0 to 1. What came is bright, what went is
/// hatched where the bar went on before. However little it is, it is seen.
pub(super) fn bar_from(
    ui: &Ui,
    rect: Rect,
    before: Option<f64>,
    share: f64,
    target: Option<f64>,
    fill: Color32,
    p: &Palette,
) {
    let Some(before) = before.filter(|b| *b != share) else { return bar(ui, rect, share, target, fill, p) };
    let low = before.min(share);
    bar(ui, rect, low, None, fill, p);
    let x = |share: f64| rect.left() + rect.width() * share.clamp(0.0, 1.0) as f32;
    let from = x(low).min(rect.right() - 2.0);
    let part = Rect::from_x_y_ranges(from..=x(before.max(share)).max(from + 2.0), rect.y_range());
    if share > before {
        let round = (rect.height() / 2.0) as u8;
        ui.painter().rect_filled(part, CornerRadius { nw: 0, sw: 0, ne: round, se: round }, p.gained);
    } else {
        let painter = ui.painter().with_clip_rect(part);
        painter.rect_filled(part, 0.0, theme::with_alpha(p.missed, 60));
        let mut at = part.left() - part.height();
        while at < part.right() {
            let line = [pos2(at, part.bottom()), pos2(at + part.height(), part.top())];
            painter.line_segment(line, Stroke::new(1.2, p.missed));
            at += 4.0;
        }
    }
    if let Some(target) = target {
        let tick = Rect::from_center_size(pos2(x(target).round(), rect.center().y), vec2(2.0, rect.height() + 8.0));
        ui.painter().rect_filled(tick, 0.0, p.tick);
    }
}

/// The ground of a row in a list: chosen, under the pointer, or a line between it and the next.
pub(super) fn row_ground(ui: &Ui, rect: Rect, on: bool, hovered: bool, p: &Palette) {
    if on || hovered {
        ui.painter().rect_filled(rect, 6.0, if on { p.accent_soft } else { p.hover });
    } else {
        let line = Stroke::new(1.0, p.line.gamma_multiply(0.6));
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, line);
    }
}

/// Paints one line of text inside a rectangle, cut with an ellipsis where it does not fit; returns whether it was cut.
pub(super) fn text_in(ui: &Ui, rect: Rect, text: &str, font: FontId, color: Color32, align: egui::Align) -> bool {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width());
    let galley = ui.painter().layout_job(job);
    let x = match align {
        egui::Align::Min => rect.left(),
        egui::Align::Center => rect.center().x - galley.size().x / 2.0,
        egui::Align::Max => rect.right() - galley.size().x,
    };
    let cut = galley.elided;
    ui.painter().galley(pos2(x, rect.center().y - galley.size().y / 2.0), galley, color);
    cut
}

/// A small square in a layer's colour, with the icon of its role on facilities that are points.
pub(super) fn swatch(ui: &Ui, rect: Rect, color: Color32, on: bool, p: &Palette) {
    let color = if on { color } else { color.gamma_multiply(0.35) };
    ui.painter().rect(rect, 4.0, color, Stroke::new(1.0, theme::with_alpha(p.text, 28)), StrokeKind::Inside);
}
