//! Tables and lists of files of the preview.

use egui::{Align, FontId, Rect, Role as A11y, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::session::tables::TableText;

use super::super::context::Cx;
use super::super::theme::size;
use super::super::{fonts, widgets};

const ROW: f32 = 24.0;

/// The tables, one at a time.
pub(super) fn tables(ui: &mut Ui, cx: &Cx<'_>, at: &mut usize, tables: &[(TableText, usize)], room: Rect) {
    *at = (*at).min(tables.len().saturating_sub(1));
    let inner = room.shrink2(vec2(12.0, 4.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 14.0;
            for (i, (table, _)) in tables.iter().enumerate() {
                if widgets::tab(ui, &table.title, i == *at).clicked() {
                    *at = i;
                }
            }
        });
        let Some((table, figures)) = tables.get(*at) else { return };
        one(ui, cx, table, *figures);
    });
}

fn one(ui: &mut Ui, cx: &Cx<'_>, table: &TableText, figures: usize) {
    let p = cx.p;
    let left_out = figures + table.sums - table.rows.len().min(figures + table.sums);
    if left_out > 0 {
        let text = cx.trf("export.rows_left_out", &[("n", &left_out.to_string())]);
        widgets::muted(ui, text);
    }
    let widths: Vec<f32> = (0..table.head.len()).map(|c| width(table, c)).collect();
    let total: f32 = widths.iter().sum();
    let lines = table.rows.len() + 1 + table.remarks.len();
    let rows = table.rows.len();
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::both().id_salt(("export table", &table.title)).auto_shrink([false, false]).show_rows(
        ui,
        ROW,
        lines,
        |ui, range| {
            for line in range {
                let (rect, response) =
                    ui.allocate_exact_size(vec2(total.max(ui.available_width()), ROW), Sense::hover());
                if line > rows {
                    let remark = &table.remarks[line - rows - 1];
                    widgets::text_in(ui, rect, remark, FontId::proportional(size::SMALL), p.muted, Align::Min);
                    continue;
                }
                let cells = if line == 0 { &table.head } else { &table.rows[line - 1] };
                let sum = line > rows - table.sums.min(rows);
                response.widget_info(|| WidgetInfo::labeled(A11y::Row, true, cells.join(" · ")));
                if line == 0 {
                    ui.painter().rect_filled(rect, 0.0, p.track);
                } else {
                    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, p.line));
                }
                let font =
                    if line == 0 || sum { fonts::strong_id(size::SMALL) } else { FontId::proportional(size::SMALL) };
                let mut left = rect.left();
                for ((cell, width), right) in cells.iter().zip(&widths).zip(&table.right) {
                    let cell_rect =
                        Rect::from_min_max(pos2(left + 8.0, rect.top()), pos2(left + width - 8.0, rect.bottom()));
                    left += width;
                    let align = if *right { Align::Max } else { Align::Min };
                    widgets::text_in(ui, cell_rect, cell, font.clone(), p.text, align);
                }
            }
        },
    );
}

/// As wide as what stands in the column, within reason.
fn width(table: &TableText, column: usize) -> f32 {
    let wide = |text: &String| text.chars().map(|c| if c.is_ascii() { 7.2 } else { 12.4 }).sum::<f32>();
    let body = table.rows.iter().filter_map(|r| r.get(column)).map(wide).fold(0.0, f32::max);
    body.max(wide(&table.head[column])).clamp(36.0, 300.0) + 18.0
}

/// Names and sizes of files.
pub(super) fn files(ui: &mut Ui, cx: &Cx<'_>, files: &[(String, u64)], room: Rect) {
    let inner = room.shrink2(vec2(16.0, 8.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("export files").auto_shrink([false, false]).show_rows(
            ui,
            ROW,
            files.len(),
            |ui, range| {
                for (name, bytes) in &files[range] {
                    file(ui, cx, name, *bytes);
                }
            },
        );
    });
}

/// One file of a list: its name to the left, its size to the right.
pub(super) fn file(ui: &mut Ui, cx: &Cx<'_>, name: &str, bytes: u64) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let amount = bytes_text(bytes);
    response.widget_info(|| WidgetInfo::labeled(A11y::Label, true, format!("{name} {amount}")));
    let figure = rect.with_min_x(rect.right() - 92.0);
    widgets::text_in(
        ui,
        rect.with_max_x(figure.left() - 8.0),
        name,
        FontId::proportional(size::TEXT),
        cx.p.text,
        Align::Min,
    );
    widgets::text_in(ui, figure, &amount, FontId::proportional(size::SMALL), cx.p.muted, Align::Max);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.p.line));
}

/// A size for people.
pub(super) fn bytes_text(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        assert_eq!(bytes_text(999), "999 B");
        assert_eq!(bytes_text(45_600), "46 KB");
        assert_eq!(bytes_text(3_449_000), "3.4 MB");
    }
}
