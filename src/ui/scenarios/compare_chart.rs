//! Two scenarios by sub-district: a ring for the one, a disc for the other, and what lies between.

use egui::{Align, Align2, FontId, Rect, RichText, Role as A11y, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{comparison, name_of};
use crate::analysis::compare::Comparison;
use crate::analysis::outcome::{Indicator, Unit};
use crate::ui::context::{Command, Cx};
use crate::ui::map::Selected;
use crate::ui::theme::size;
use crate::ui::{controls, format, widgets};

/// A sub-district, or the whole.
struct Row {
    name: String,
    zone: Option<String>,
    a: Option<f64>,
    b: Option<f64>,
}

const ROW: f32 = 22.0;

/// Shows it for the indicator in front.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(found) = comparison(cx) else {
        controls::nothing(ui, cx.tr("compare.working"));
        return;
    };
    let (result, stale) = (std::sync::Arc::clone(&found.result), found.stale);
    let Some(indicator) = result.b.indicator(cx.state.hero).or_else(|| result.b.indicators.first()) else { return };
    let rows = rows(cx, &result, indicator);
    let (low, high) = range(&rows, indicator);
    legend(ui, cx, indicator);
    let names = rows
        .iter()
        .map(|r| ui.painter().layout_no_wrap(r.name.clone(), FontId::proportional(size::TEXT), cx.p.text).size().x)
        .fold(48.0, f32::max)
        .min(120.0);
    let whole = ui.available_rect_before_wrap();
    let plot = whole.left() + names + 14.0..=whole.right() - 148.0;
    if plot.end() - plot.start() < 60.0 {
        return;
    }
    let x =
        |value: f64| plot.start() + (plot.end() - plot.start()) * ((value - low) / (high - low)).clamp(0.0, 1.0) as f32;
    if let Some(goal) = indicator.goal.as_ref().filter(|g| (low..=high).contains(&g.value)) {
        let at = x(goal.value);
        let line = [pos2(at, whole.top()), pos2(at, whole.bottom())];
        ui.painter().extend(Shape::dashed_line(&line, Stroke::new(1.2, cx.p.tick), 4.0, 4.0));
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().id_salt("compare chart").auto_shrink([false, false]).show_rows(
        ui,
        ROW,
        rows.len(),
        |ui, range| {
            for row in &rows[range] {
                line(ui, cx, indicator, row, stale, names, &x);
            }
        },
    );
}

fn rows(cx: &Cx<'_>, result: &Comparison, indicator: &Indicator) -> Vec<Row> {
    let id = indicator.id.id();
    let mut rows: Vec<Row> = result
        .rows
        .iter()
        .filter(|d| d.indicator == id)
        .map(|d| Row {
            name: d.zone.as_ref().map_or(cx.tr("compare.whole").to_owned(), |(_, name)| name.clone()),
            zone: d.zone.as_ref().map(|(id, _)| id.clone()),
            a: d.before,
            b: d.after,
        })
        .collect();
    // The whole first, then the largest change, whichever way it goes.
    let change = |r: &Row| r.a.zip(r.b).map_or(0.0, |(a, b)| (b - a).abs());
    rows.sort_by(|x, y| x.zone.is_some().cmp(&y.zone.is_some()).then(change(y).total_cmp(&change(x))));
    rows
}

fn range(rows: &[Row], indicator: &Indicator) -> (f64, f64) {
    let values = || rows.iter().flat_map(|r| [r.a, r.b]).flatten();
    let (mut low, mut high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    if let Some(goal) = indicator.goal.as_ref().filter(|_| indicator.unit == Unit::Ratio) {
        (low, high) = (low.min(goal.value), high.max(goal.value));
    }
    if !(low.is_finite() && high.is_finite()) {
        return (0.0, 1.0);
    }
    let margin =
        ((high - low) * 0.06).max(if indicator.unit == Unit::Ratio { 0.005 } else { high.abs() * 0.01 + 1e-9 });
    (low - margin, high + margin)
}

fn legend(ui: &mut Ui, cx: &Cx<'_>, indicator: &Indicator) {
    let p = cx.p;
    let (a, b) = cx.state.scenes.comparing.map_or((None, None), |c| (c.a, c.b));
    ui.horizontal(|ui| {
        ui.set_min_height(24.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(RichText::new(format::indicator(cx.lang(), indicator.id)).size(size::SMALL).color(p.muted));
        ui.add_space(8.0);
        for (id, filled) in [(a, false), (b, true)] {
            let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
            mark(ui, rect.center(), filled, p.text, cx);
            ui.label(RichText::new(name_of(cx, id)).size(size::SMALL));
            ui.add_space(6.0);
        }
        if let Some(goal) = &indicator.goal {
            let text = cx.trf("chart.target", &[("value", &format::goal_value(cx.lang(), indicator, goal))]);
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                ui.label(RichText::new(text).size(size::SMALL).color(p.muted));
            });
        }
    });
}

fn mark(ui: &Ui, at: egui::Pos2, filled: bool, color: egui::Color32, cx: &Cx<'_>) {
    if filled {
        ui.painter().circle_filled(at, 4.5, color);
    } else {
        ui.painter().circle(at, 4.0, cx.p.panel, Stroke::new(1.6, color));
    }
}

fn line(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    indicator: &Indicator,
    row: &Row,
    stale: bool,
    names: f32,
    x: &dyn Fn(f64) -> f32,
) {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (before, after) = (super::compare::value(cx, indicator, row.a), super::compare::value(cx, indicator, row.b));
    let change = row.a.zip(row.b).map(|(a, b)| b - a);
    let words = change.map(|c| super::change::in_words(cx, indicator, c)).unwrap_or_default();
    let label = format!("{} {before} → {after} {words}", row.name);
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, p.hover);
    }
    let name = Rect::from_min_size(rect.min, vec2(names, ROW));
    let font =
        if row.zone.is_none() { crate::ui::fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
    widgets::text_in(ui, name, &row.name, font, p.text, Align::Min);
    let less = indicator.goal.as_ref().is_some_and(|g| g.at_most);
    let color = match change {
        _ if stale => p.neutral,
        Some(c) if c != 0.0 => {
            if (c > 0.0) == less {
                p.missed
            } else {
                p.met
            }
        }
        _ => p.neutral,
    };
    let middle = rect.center().y;
    if let (Some(a), Some(b)) = (row.a, row.b) {
        let (from, to) = (pos2(x(a), middle), pos2(x(b), middle));
        if a != b {
            ui.painter().line_segment([from, to], Stroke::new(4.0, color.gamma_multiply(0.55)));
            mark(ui, from, false, color, cx);
        }
        mark(ui, to, true, color, cx);
    }
    let changed = match change {
        Some(c) if c != 0.0 => {
            let sign = if c > 0.0 { "+" } else { "−" };
            format!("{sign}{}", super::change::amount(indicator.unit, c))
        }
        _ => String::new(),
    };
    // Values stand in one column, changes in another.
    for (text, right) in [(after, 72.0), (changed, 12.0)] {
        let at = pos2(rect.right() - right, middle);
        ui.painter().text(at, Align2::RIGHT_CENTER, text, FontId::proportional(size::SMALL), p.text);
    }
    if response.on_hover_text(label).clicked()
        && let Some(zone) = &row.zone
        && let Some(found) = cx.snap.analysis.as_ref().and_then(|a| a.zones.iter().find(|z| z.id == *zone))
    {
        cx.ask(Command::Visit(Selected::Feature { layer: found.layer, feature: found.feature }));
    }
}
