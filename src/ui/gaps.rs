//! The list of gaps: sorted by any column, linked with the map both ways.

use std::sync::Arc;

use egui::{Align, FontId, Rect, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::Analysis;
use crate::analysis::outcome::Gap;

use super::context::{Command, Cx};
use super::map::{Change, Selected};
use super::plan::GapAdvice;
use super::state::Column;
use super::theme::size;
use super::{fonts, format, icons, widgets};

const COLUMNS: [(Column, &str, Align); 7] = [
    (Column::Rank, "gaps.rank", Align::Min),
    (Column::Zone, "gaps.zone", Align::Min),
    (Column::Area, "gaps.area", Align::Max),
    (Column::Nearest, "gaps.nearest", Align::Min),
    (Column::Distance, "gaps.distance", Align::Max),
    (Column::Short, "gaps.short", Align::Max),
    (Column::Advice, "place.advice", Align::Min),
];

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(analysis) = cx.snap.analysis.as_ref() else {
        empty(ui, cx, "gaps.not_yet");
        return;
    };
    if analysis.gaps.is_empty() {
        empty(ui, cx, "gaps.none");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let widths = widths(ui.available_width() - 10.0);
    header(ui, cx, &widths);
    rows(ui, cx, analysis, &widths);
}

fn empty(ui: &mut Ui, cx: &Cx<'_>, key: &'static str) {
    ui.add_space(16.0);
    ui.label(egui::RichText::new(cx.tr(key)).color(cx.p.muted));
}

/// Widths of the columns: figures take what they need, the two names share the rest.
fn widths(total: f32) -> [f32; 7] {
    let (rank, area, distance, short, advice) = (44.0, 132.0, 84.0, 92.0, 132.0);
    // What would help is offered in the particulars as well: in a narrow panel the names need its room.
    let advice = if total < 680.0 { 0.0 } else { advice };
    let rest = (total - rank - area - distance - short - advice).max(160.0);
    [rank, rest * 0.42, area, rest * 0.58, distance, short, advice]
}

fn cells(row: Rect, widths: &[f32; 7]) -> [Rect; 7] {
    let mut left = row.left();
    widths.map(|w| {
        let cell = Rect::from_min_max(pos2(left, row.top()), pos2(left + w - 14.0, row.bottom()));
        left += w;
        cell
    })
}

fn header(ui: &mut Ui, cx: &mut Cx<'_>, widths: &[f32; 7]) {
    let p = cx.p;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::hover());
    for ((column, key, align), cell) in COLUMNS.into_iter().zip(cells(rect, widths)) {
        let title = cx.tr(key);
        if column == Column::Advice {
            if cell.width() > 0.0 {
                widgets::text_in(ui, cell, title, FontId::proportional(size::SMALL), p.muted, align);
            }
            continue;
        }
        let response = ui.interact(cell, ui.scope_id().with(key), Sense::click());
        let label = cx.trf("gaps.sort", &[("column", title)]);
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
        let (sorted, falling) = cx.state.sort;
        let on = sorted == column;
        let color = if on || response.hovered() { p.text } else { p.muted };
        let font = FontId::proportional(size::SMALL);
        let caret = if on { if falling { icons::CARET_DOWN } else { icons::CARET_UP } } else { "" };
        let text_cell = match (align, on) {
            (Align::Max, true) => cell.with_max_x(cell.right() - 14.0),
            _ => cell,
        };
        widgets::text_in(ui, text_cell, title, font.clone(), color, align);
        if on {
            let width = ui.painter().layout_no_wrap(title.to_owned(), font, color).size().x;
            let x =
                if align == Align::Max { cell.right() - 5.0 } else { (cell.left() + width + 8.0).min(cell.right()) };
            ui.painter().text(pos2(x, cell.center().y), egui::Align2::CENTER_CENTER, caret, icons::font(11.0), color);
        }
        widgets::focus_ring(ui, &response, cell.expand(2.0));
        if response.on_hover_text(label).clicked() {
            // Figures are wanted largest first, names and ranks from the beginning.
            let first = matches!(column, Column::Area | Column::Distance | Column::Short);
            cx.state.sort = (column, if on { !falling } else { first });
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, p.line));
}

fn rows(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, widths: &[f32; 7]) {
    let order = cx.state.gap_order(analysis);
    let mut area = egui::ScrollArea::vertical().id_salt("gap rows").auto_shrink([false, false]);
    if std::mem::take(&mut cx.state.reveal)
        && let Some(Selected::Gap(gap)) = cx.state.selection
        && let Some(at) = order.iter().position(|g| *g == gap)
    {
        // Keep the row in the middle, so that its neighbours are seen as well.
        let offset = at as f32 * size::ROW - (ui.available_height() - size::ROW) / 2.0;
        area = area.vertical_scroll_offset(offset.max(0.0));
    }
    area.show_rows(ui, size::ROW, order.len(), |ui, range| {
        for &gap in &order[range] {
            row(ui, cx, gap, analysis, widths);
        }
    });
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, index: usize, analysis: &Analysis, widths: &[f32; 7]) {
    let p = cx.p;
    let gap: &Gap = &analysis.gaps[index];
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let zone = gap.zone.as_deref().unwrap_or(cx.tr("gaps.no_zone"));
    let area = format::hectares(gap.area_m2);
    let rank = gap.rank.to_string();
    let label = cx.trf("gaps.row", &[("rank", &rank), ("zone", zone), ("area", &area)]);
    let on = cx.is_selected(Selected::Gap(index));
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, &label));
    widgets::row_ground(ui, rect, on, response.hovered(), p);
    widgets::focus_ring(ui, &response, rect);
    let nearest = gap.nearest.as_ref();
    let texts = [
        rank,
        zone.to_owned(),
        area,
        nearest.map_or("–".to_owned(), |n| n.name.clone()),
        nearest.map_or("–".to_owned(), |n| format::metres(n.distance_m)),
        nearest.map_or("–".to_owned(), |n| format!("+{}", format::metres(n.short_m))),
    ];
    for (((_, _, align), cell), (i, text)) in COLUMNS.into_iter().zip(cells(rect, widths)).zip(texts.iter().enumerate())
    {
        let font = if i == 2 { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        let cell = if i == 0 { cell.translate(vec2(8.0, 0.0)) } else { cell };
        let color = if i == 0 { p.muted } else { p.text };
        widgets::text_in(ui, cell, text, font, color, align);
    }
    response.context_menu(|ui| {
        if ui.button(cx.tr("ledger.report_this")).clicked() {
            super::ledger::begin_with(cx, Selected::Gap(index));
            ui.close();
        }
    });
    let cell = cells(rect, widths)[6];
    let advice = GapAdvice::of(cx, analysis, index).filter(|_| cell.width() > 0.0);
    let mut taken = None;
    if let Some(advice) = advice {
        let link = ui.interact(cell, ui.scope_id().with(("advice", index)), Sense::click());
        let label = cx.trf("place.advice_for", &[("rank", &gap.rank.to_string()), ("advice", &advice.text)]);
        link.widget_info(|| WidgetInfo::labeled(A11y::Link, true, &label));
        let font = FontId::proportional(size::TEXT);
        widgets::text_in(ui, cell, &advice.text, font.clone(), p.accent, Align::Min);
        if link.hovered() || link.has_focus() {
            let wide = ui.painter().layout_no_wrap(advice.text.clone(), font, p.accent).size().x.min(cell.width());
            let y = cell.center().y + 8.5;
            ui.painter().hline(cell.left()..=cell.left() + wide, y, egui::Stroke::new(1.0, p.accent));
        }
        if link.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(label).clicked() {
            taken = Some(advice.ask);
        }
    }
    if let Some(ask) = taken {
        cx.state.select(Some(Selected::Gap(index)));
        cx.ask(Command::Plan(ask));
    } else if response.clicked() {
        let held = ui.input(|i| i.modifiers);
        if held.command || held.shift {
            cx.state.change_selection(&[Selected::Gap(index)], Change::Toggle);
        } else {
            cx.ask(Command::Visit(Selected::Gap(index)));
        }
    }
}
