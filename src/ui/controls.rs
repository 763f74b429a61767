//! Controls of the planning panels and forms: segmented switches, choices, labelled fields. Each has an accessible label.

use egui::{
    Align, Align2, FontId, Key, Popup, PopupCloseBehavior, Rect, Response, RichText, Role as A11y, Sense, Stroke,
    StrokeKind, TextEdit, Ui, WidgetInfo, pos2, vec2,
};

use super::theme::{self, size};
use super::{fonts, icons, widgets};

/// Height of a switch and of a choice.
pub(super) const HEIGHT: f32 = 30.0;
/// Room beside the text of a segment.
const PAD: f32 = 11.0;

/// A segment of a switch.
pub(super) struct Segment<'s> {
    /// What is written on it.
    pub(super) text: &'s str,
    /// What is read aloud, and shown when the pointer rests on it.
    pub(super) label: String,
    /// Whether it is the one chosen.
    pub(super) on: bool,
    /// Whether it can be chosen.
    pub(super) enabled: bool,
}

/// The width a switch takes.
pub(super) fn segmented_width<'s>(ui: &Ui, texts: impl Iterator<Item = &'s str>) -> f32 {
    texts.map(|t| segment_width(ui, t)).sum::<f32>() + 6.0
}

fn segment_width(ui: &Ui, text: &str) -> f32 {
    // As wide as it is half-bold: nothing moves when another one is chosen.
    let galley = ui.painter().layout_no_wrap(text.to_owned(), fonts::strong_id(size::TEXT), egui::Color32::BLACK);
    (galley.size().x + 2.0 * PAD).clamp(36.0, 168.0)
}

/// A switch of several segments side by side; returns the responses, one a segment.
pub(super) fn segmented(ui: &mut Ui, name: &str, segments: &[Segment<'_>]) -> Vec<Response> {
    let p = theme::of(ui);
    let width = segmented_width(ui, segments.iter().map(|s| s.text));
    let (rect, whole) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    whole.widget_info(|| WidgetInfo::labeled(A11y::RadioGroup, true, name));
    ui.painter().rect_filled(rect, 8.0, p.track);
    let mut left = rect.left() + 3.0;
    let mut responses = Vec::with_capacity(segments.len());
    for (n, segment) in segments.iter().enumerate() {
        let wide = segment_width(ui, segment.text);
        let slot = Rect::from_min_size(pos2(left, rect.top() + 3.0), vec2(wide, HEIGHT - 6.0));
        left += wide;
        let sense = if segment.enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(slot, ui.scope_id().with((name, n)), sense);
        let label = segment.label.clone();
        response.widget_info(|| WidgetInfo::selected(A11y::RadioButton, segment.enabled, segment.on, &label));
        if segment.on {
            ui.painter().rect(slot, 6.0, p.raised, Stroke::new(1.0, p.line), StrokeKind::Inside);
        } else if response.hovered() && segment.enabled {
            ui.painter().rect_filled(slot, 6.0, p.hover.gamma_multiply(0.9));
        }
        let (font, color) = match (segment.on, segment.enabled) {
            (true, true) => (fonts::strong_id(size::TEXT), p.accent),
            (false, true) => (FontId::proportional(size::TEXT), p.text),
            (_, false) => (FontId::proportional(size::TEXT), p.faint),
        };
        widgets::text_in(ui, slot.shrink2(vec2(PAD - 2.0, 0.0)), segment.text, font, color, Align::Center);
        widgets::focus_ring(ui, &response, slot);
        responses.push(response.on_hover_text(&segment.label));
    }
    responses
}

/// A button that opens a list of choices: the text of what is chosen, and a caret. `label` is read aloud.
pub(super) fn choice_button(ui: &mut Ui, text: &str, label: &str, most: f32, accent: bool) -> Response {
    let p = theme::of(ui);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), fonts::strong_id(size::TEXT), p.text);
    let width = (galley.size().x + 38.0).clamp(56.0, most.max(56.0));
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    let said = if label.is_empty() { text.to_owned() } else { format!("{label} {text}") };
    response.widget_info(|| WidgetInfo::labeled(A11y::ComboBox, true, &said));
    let fill = if response.hovered() { p.hover } else { p.raised };
    ui.painter().rect(rect, 6.0, fill, Stroke::new(1.0, p.line), StrokeKind::Inside);
    widgets::focus_ring(ui, &response, rect);
    let color = if accent { p.accent } else { p.text };
    let cell = Rect::from_min_max(pos2(rect.left() + 10.0, rect.top()), pos2(rect.right() - 24.0, rect.bottom()));
    let font = if accent { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
    let cut = widgets::text_in(ui, cell, text, font, color, Align::Min);
    let at = pos2(rect.right() - 13.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, icons::CARET_DOWN, icons::font(12.0), p.muted);
    if cut { response.on_hover_text(said) } else { response }
}

/// A choice among some texts; returns the position of the one that was newly chosen. `label` says what is chosen.
pub(super) fn choose(ui: &mut Ui, label: &str, texts: &[String], now: Option<usize>, most: f32) -> Option<usize> {
    let shown = now.and_then(|n| texts.get(n)).map_or("–", String::as_str);
    let response = choice_button(ui, shown, label, most, false);
    let mut chosen = None;
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        ui.set_min_width(response.rect.width().max(140.0));
        widgets::list_up_to(320.0).show(ui, |ui| {
            for (i, text) in texts.iter().enumerate() {
                let on = now == Some(i);
                let item = ui.selectable_label(on, text);
                item.widget_info(|| WidgetInfo::selected(A11y::ListBoxOption, true, on, text));
                if item.clicked() && !on {
                    chosen = Some(i);
                }
            }
        });
    });
    chosen
}

/// A caption above whatever `contents` shows.
pub(super) fn captioned<R>(ui: &mut Ui, caption: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let color = theme::of(ui).muted;
    ui.label(RichText::new(caption).size(size::SMALL).color(color));
    let inner = contents(ui);
    ui.add_space(size::UNIT);
    inner
}

/// A caption and a field of one line below it, as wide as there is room.
pub(super) fn field(ui: &mut Ui, caption: &str, text: &mut String, hint: &str) -> Response {
    captioned(ui, caption, |ui| bare_field(ui, caption, text, hint, f32::INFINITY))
}

/// A field of one line without its caption, which is read aloud all the same.
pub(super) fn bare_field(ui: &mut Ui, label: &str, text: &mut String, hint: &str, width: f32) -> Response {
    let p = theme::of(ui);
    let edit = TextEdit::singleline(text)
        .hint_text(RichText::new(hint).color(p.faint))
        .margin(egui::Margin::symmetric(8, 6))
        .desired_width(width);
    let response = ui.add(edit);
    response.widget_info(|| WidgetInfo::labeled(A11y::TextInput, true, label));
    response
}

/// A caption and a field of several lines below it.
pub(super) fn paragraph(ui: &mut Ui, caption: &str, text: &mut String, hint: &str, rows: usize) -> Response {
    captioned(ui, caption, |ui| {
        let p = theme::of(ui);
        let edit = TextEdit::multiline(text)
            .hint_text(RichText::new(hint).color(p.faint))
            .margin(egui::Margin::symmetric(8, 6))
            .desired_rows(rows)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        response.widget_info(|| WidgetInfo::labeled(A11y::MultilineTextInput, true, caption));
        response
    })
}

/// Whether Enter was pressed in this field of one line, and not to end a composition.
pub(super) fn entered(ui: &Ui, response: &Response, composing: bool) -> bool {
    response.lost_focus() && !composing && ui.input(|i| i.key_pressed(Key::Enter))
}

/// A row of small chips of which one is chosen; returns the one newly chosen.
pub(super) fn filter_chips(ui: &mut Ui, chips: &[(String, bool)]) -> Option<usize> {
    let p = theme::of(ui);
    let mut chosen = None;
    ui.spacing_mut().item_spacing.x = 6.0;
    for (n, (text, on)) in chips.iter().enumerate() {
        let font = if *on { fonts::strong_id(size::SMALL) } else { FontId::proportional(size::SMALL) };
        let color = if *on { p.accent } else { p.muted };
        let galley = ui.painter().layout_no_wrap(text.clone(), font, color);
        let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 18.0, 24.0), Sense::click());
        response.widget_info(|| WidgetInfo::selected(A11y::RadioButton, true, *on, text));
        let fill = match (*on, response.hovered()) {
            (true, _) => p.accent_soft,
            (false, true) => p.hover,
            (false, false) => p.panel,
        };
        let edge = if *on { p.accent_soft } else { p.line };
        ui.painter().rect(rect, 12.0, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
        widgets::focus_ring(ui, &response, rect);
        if response.clicked() && !on {
            chosen = Some(n);
        }
    }
    chosen
}

/// A line in place of a list that is empty: what it would hold, and what to do.
pub(super) fn nothing(ui: &mut Ui, text: &str) {
    ui.add_space(16.0);
    ui.add(egui::Label::new(RichText::new(text).color(theme::of(ui).muted)).wrap());
    ui.add_space(size::UNIT);
}

/// The heads of a table: texts, their rectangles, how they are aligned; a line below them.
pub(super) fn table_head(ui: &mut Ui, heads: &[(&str, Align)], cells: impl Fn(Rect) -> Vec<Rect>) {
    let p = theme::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    for ((text, align), cell) in heads.iter().zip(cells(rect)) {
        widgets::text_in(ui, cell, text, FontId::proportional(size::SMALL), p.muted, *align);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
}

/// Cells of a row by their shares of the width, with a gap between; fixed widths are given in points as negative
/// numbers.
pub(super) fn cells(row: Rect, widths: &[f32]) -> Vec<Rect> {
    const GAP: f32 = 12.0;
    let fixed: f32 = widths.iter().filter(|w| **w < 0.0).map(|w| -w).sum();
    let shares: f32 = widths.iter().filter(|w| **w > 0.0).sum();
    let room = (row.width() - fixed - GAP * widths.len().saturating_sub(1) as f32).max(0.0);
    let mut left = row.left();
    widths
        .iter()
        .map(|w| {
            let width = if *w < 0.0 { -w } else { room * w / shares.max(1e-6) };
            let cell = Rect::from_min_max(pos2(left, row.top()), pos2(left + width, row.bottom()));
            left += width + GAP;
            cell
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_share_what_fixed_ones_leave() {
        let row = Rect::from_min_size(pos2(10.0, 0.0), vec2(224.0, 28.0));
        let all = cells(row, &[-50.0, 1.0, 2.0]);
        let widths: Vec<f32> = all.iter().map(Rect::width).collect();
        assert_eq!(widths, [50.0, 50.0, 100.0]);
        assert_eq!((all[1].left(), all[2].right()), (72.0, 234.0));
    }
}
