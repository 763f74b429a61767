//! The cells: headings that stay, rows that scroll; only what is seen is laid out.

use egui::{
    Align, CursorIcon, FontId, Popup, PopupCloseBehavior, Rect, Role as A11y, ScrollArea, Sense, Stroke, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};

use super::View;
use super::columns::{Column, Facts};
use crate::ui::context::Cx;
use crate::ui::map::Selected;
use crate::ui::theme::size;
use crate::ui::{fonts, icons, widgets};

const HEADER: f32 = 30.0;
/// Air at either side of a cell.
const PAD: f32 = 8.0;
/// The part of a heading that opens its menu.
const MENU: f32 = 22.0;
const NARROWEST: f32 = 44.0;
const WIDEST: f32 = 280.0;
/// So many rows are looked at to find how wide a column needs to be.
const SAMPLE: usize = 60;

/// Shows the table; `reveal` is a row to scroll to. Returns the row that was clicked.
pub(super) fn show(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    facts: &Facts,
    rows: &[u32],
    view: &mut View,
    reveal: Option<usize>,
) -> Option<usize> {
    ui.spacing_mut().item_spacing.y = 0.0;
    view.focused = None;
    let columns = view.columns(facts);
    measure(ui, cx, facts, rows, view, &columns);
    let widths: Vec<f32> = columns.iter().map(|c| view.widths.get(c).copied().unwrap_or(NARROWEST)).collect();
    let total: f32 = widths.iter().sum();
    let (header, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADER), Sense::hover());
    if rows.is_empty() {
        heading(ui, cx, facts, view, header, 0.0, &columns, &widths);
        ui.add_space(12.0);
        ui.label(egui::RichText::new(cx.tr("table.nothing")).color(cx.p.muted));
        return None;
    }
    let mut area = ScrollArea::both().id_salt(("table", facts.layer.id.0)).auto_shrink([false, false]);
    if let Some(at) = reveal.and_then(|row| rows.iter().position(|r| *r as usize == row)) {
        let offset = at as f32 * size::ROW - (ui.available_height() - size::ROW) / 2.0;
        area = area.vertical_scroll_offset(offset.max(0.0));
    }
    let mut clicked = None;
    let output = area.show_rows(ui, size::ROW, rows.len(), |ui, range| {
        let width = total.max(ui.available_width());
        ui.set_min_width(width);
        for at in range {
            let feature = rows[at] as usize;
            let response = row(ui, cx, facts, (at, feature), &columns, &widths, width);
            if response.clicked() {
                clicked = Some(feature);
            }
            if response.clicked() || view.call == Some(feature) {
                view.call = None;
                response.request_focus();
            }
            if response.has_focus() {
                view.focused = Some(feature);
                // Up and down go through the rows: egui would move the keyboard to whatever lies there.
                let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
                ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
            }
        }
    });
    heading(ui, cx, facts, view, header, output.state.clamped_offset().x, &columns, &widths);
    clicked
}

/// Finds the widths of columns that have none yet.
fn measure(ui: &Ui, cx: &Cx<'_>, facts: &Facts, rows: &[u32], view: &mut View, columns: &[Column]) {
    let lang = cx.lang();
    for &column in columns {
        if view.widths.contains_key(&column) {
            continue;
        }
        let width = |text: String, font: FontId| ui.painter().layout_no_wrap(text, font, cx.p.text).size().x;
        let title = width(facts.title(column, lang).to_owned(), FontId::proportional(size::SMALL)) + 18.0;
        let cells = rows.iter().take(SAMPLE).map(|&r| {
            let mut text = facts.cell(r as usize, column, lang).shown().into_owned();
            if let Some((at, _)) = text.char_indices().nth(60) {
                text.truncate(at);
            }
            // Names are half-bold where their row is selected.
            let name = facts.is_name(column);
            width(text, if name { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) })
        });
        let widest = cells.fold(title, f32::max) + 2.0 * PAD;
        view.widths.insert(column, widest.clamp(NARROWEST, WIDEST).round());
    }
}

fn cells(left: f32, row: Rect, widths: &[f32]) -> impl Iterator<Item = Rect> + '_ {
    let mut x = left;
    widths.iter().map(move |w| {
        let cell = Rect::from_min_max(pos2(x + PAD, row.top()), pos2(x + w - PAD, row.bottom()));
        x += w;
        cell
    })
}

fn row(
    ui: &mut Ui,
    cx: &Cx<'_>,
    facts: &Facts,
    (at, feature): (usize, usize),
    columns: &[Column],
    widths: &[f32],
    width: f32,
) -> egui::Response {
    let p = cx.p;
    let lang = cx.lang();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::ROW), Sense::click());
    let on = cx.is_selected(Selected::Feature { layer: facts.layer.id, feature });
    let label = || cx.trf("table.row", &[("n", &(at + 1).to_string()), ("name", &facts.name(feature, lang))]);
    response.widget_info(|| WidgetInfo::selected(A11y::Row, true, on, label()));
    if on {
        ui.painter().rect_filled(rect, 0.0, p.accent_soft);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, p.hover);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line.gamma_multiply(0.6)));
    widgets::focus_ring(ui, &response, rect);
    let seen = ui.clip_rect();
    for (&column, cell) in columns.iter().zip(cells(rect.left(), rect, widths)) {
        if !seen.intersects(cell) {
            continue;
        }
        let value = facts.cell(feature, column, lang);
        let shown = value.shown();
        let align = if facts.is_numeric(column) { Align::Max } else { Align::Min };
        let color = if column == Column::Number { p.muted } else { p.text };
        let font =
            if facts.is_name(column) && on { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        // A text of several lines is one line here.
        let one_line = shown.split(['\n', '\r']).next().unwrap_or_default();
        widgets::text_in(ui, cell, one_line, font, color, align);
    }
    response
}

#[expect(clippy::too_many_arguments, reason = "what a heading is made of")]
fn heading(
    ui: &mut Ui,
    cx: &Cx<'_>,
    facts: &Facts,
    view: &mut View,
    header: Rect,
    scrolled: f32,
    columns: &[Column],
    widths: &[f32],
) {
    let p = cx.p;
    let lang = cx.lang();
    let painter = ui.painter_at(header);
    painter.hline(header.x_range(), header.bottom() - 0.5, Stroke::new(1.0, p.line));
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(header));
    ui.set_clip_rect(header.intersect(ui.clip_rect()));
    for (&column, cell) in columns.iter().zip(cells(header.left() - scrolled, header, widths)) {
        let whole = cell.expand2(vec2(PAD, 0.0));
        if !header.intersects(whole) {
            continue;
        }
        let title = facts.title(column, lang);
        let id = ui.scope_id().with(("column", column));
        let seen = whole.intersect(header);
        let split = (whole.right() - MENU).max(seen.left()).min(seen.right());
        let response = ui.interact(seen.with_max_x(split), id, Sense::click());
        let label = cx.trf("gaps.sort", &[("column", title)]);
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
        let more = ui.interact(seen.with_min_x(split).with_max_x(seen.right() - 5.0), id.with("menu"), Sense::click());
        let more_label = cx.trf("table.heading", &[("column", title)]);
        more.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &more_label));
        let over = response.hovered() || more.hovered() || more.has_focus();
        let sorted = view.wish.sort.filter(|(c, _)| *c == column);
        let filtered = !view.filter_of(column).is_empty();
        let color = if sorted.is_some() || filtered || over { p.text } else { p.muted };
        let right = facts.is_numeric(column);
        let mark = match sorted {
            _ if over => icons::DOTS,
            Some((_, true)) => icons::CARET_DOWN,
            Some((_, false)) => icons::CARET_UP,
            None => "",
        };
        let room = if mark.is_empty() { cell } else { cell.with_max_x(cell.right() - 12.0) };
        let align = if right { Align::Max } else { Align::Min };
        widgets::text_in(&ui, room, title, FontId::proportional(size::SMALL), color, align);
        let at = pos2(cell.right() - 3.0, cell.center().y);
        let mark_size = if over { 15.0 } else { 11.0 };
        ui.painter().text(at, egui::Align2::CENTER_CENTER, mark, icons::font(mark_size), color);
        if filtered {
            let line = Rect::from_min_max(pos2(whole.left() + 2.0, header.bottom() - 2.0), whole.right_bottom());
            ui.painter().rect_filled(line, 0.0, p.accent);
        }
        widgets::focus_ring(&ui, &response, seen);
        resize(&mut ui, view, column, whole, header);
        menu(cx, facts, view, column, &more.on_hover_text(more_label));
        if response.on_hover_text(label).clicked() {
            // Figures are wanted largest first; a third click goes back to the order of the file.
            let first = facts.is_numeric(column) && column != Column::Number;
            view.wish.sort = match sorted {
                None => Some((column, first)),
                Some((_, falling)) if falling == first => Some((column, !first)),
                Some(_) => None,
            };
        }
    }
}

/// The edge of a heading, dragged to make its column wider or narrower; a double click makes it fit again.
fn resize(ui: &mut Ui, view: &mut View, column: Column, cell: Rect, header: Rect) {
    let edge = Rect::from_min_max(pos2(cell.right() - 4.0, cell.top()), pos2(cell.right() + 3.0, cell.bottom()));
    if !header.contains(edge.center()) {
        return;
    }
    let id = ui.scope_id().with(("edge", column));
    let response = ui.interact(edge, id, Sense::click_and_drag()).on_hover_cursor(CursorIcon::ResizeHorizontal);
    if response.dragged()
        && let Some(width) = view.widths.get_mut(&column)
    {
        *width = (*width + response.drag_delta().x).clamp(NARROWEST, 3.0 * WIDEST);
    }
    if response.double_clicked() {
        view.widths.remove(&column);
    }
    let over = response.hovered() || response.dragged();
    let p = crate::ui::theme::of(ui);
    if over {
        ui.painter().vline(cell.right(), cell.y_range(), Stroke::new(1.5, p.accent));
    }
}

/// What a heading offers: the order, a filter, to hide the column.
fn menu(cx: &Cx<'_>, facts: &Facts, view: &mut View, column: Column, response: &egui::Response) {
    let popup = Popup::menu(response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| {
        ui.set_min_width(216.0);
        let (up, down) = if facts.is_numeric(column) {
            ("table.smallest_first", "table.largest_first")
        } else {
            ("table.rising", "table.falling")
        };
        for (key, falling) in [(up, false), (down, true)] {
            let on = view.wish.sort == Some((column, falling));
            if ui.selectable_label(on, cx.tr(key)).clicked() {
                view.wish.sort = if on { None } else { Some((column, falling)) };
                ui.close();
            }
        }
        ui.separator();
        let title = cx.trf("table.filter", &[("column", facts.title(column, cx.lang()))]);
        let mut text = view.filter_of(column).to_owned();
        let hint = cx.tr(if facts.is_numeric(column) { "table.number_hint" } else { "table.text_hint" });
        let hint = egui::RichText::new(hint).color(cx.p.muted);
        let field = ui.add(TextEdit::singleline(&mut text).hint_text(hint).desired_width(200.0));
        field.widget_info(|| WidgetInfo::labeled(A11y::TextInput, true, &title));
        if field.changed() {
            view.set_filter(column, text);
        }
        if field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter)) {
            ui.close();
        }
        ui.separator();
        if ui.button(cx.tr("table.hide")).clicked() {
            view.hidden.insert(facts.key(column));
            ui.close();
        }
    });
}
