//! One column a sub-district: coverage against the target, and hectares that nothing serves.

use egui::{
    Align2, Color32, CornerRadius, FontId, Rect, Role as A11y, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use super::Axes;
use crate::analysis::Analysis;
use crate::analysis::outcome::{Indicator, IndicatorId, Quantity};
use crate::ui::context::{Command, Cx};
use crate::ui::map::Selected;
use crate::ui::theme::size;
use crate::ui::{format, widgets};

/// Room above the columns, for the caption and for the figure on the highest.
const HEAD: f32 = 38.0;

/// Columns need so much room each, in points, for their names to fit below.
const NAMED: f32 = 52.0;

/// A column.
struct Column {
    /// Index into the analysis's zones.
    zone: usize,
    name: String,
    value: f64,
    /// What stands on it.
    figure: String,
    /// What is read by pointing at it.
    text: String,
    fill: Color32,
}

/// Hectares that parks do not serve.
pub(super) fn uncovered(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(indicator) = analysis.indicator(IndicatorId::ParkCoverage).filter(|i| !i.zones.is_empty()) else {
        widgets::muted(ui, cx.tr("chart.no_zones"));
        return;
    };
    let columns: Vec<Column> = indicator
        .zones
        .iter()
        .enumerate()
        .map(|(zone, z)| {
            let value = (z.quantity.denominator - z.quantity.numerator).max(0.0) / 1e4;
            Column {
                zone,
                name: z.name.clone(),
                value,
                figure: format::number(value, usize::from(value < 99.5)),
                text: format!("{} {} {}", z.name, format::number(value, 2), cx.tr("unit.hectares")),
                fill: fill(cx, z.met),
            }
        })
        .collect();
    let area = ui.available_rect_before_wrap().shrink2(vec2(0.0, 4.0));
    let largest = columns.iter().map(|c| c.value).fold(0.0, f64::max);
    let axes = Axes::new(ui, area, largest, cx.tr("chart.uncovered_axis"), (HEAD, 24.0));
    let columns = in_order(columns, cx, axes.plot.width());
    show(ui, cx, analysis, &axes, area, &columns, |_| {});
}

/// The share that is served, with a line at the target.
pub(super) fn coverage(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(indicator) = super::indicator(cx, analysis).filter(|i| !i.zones.is_empty()) else {
        widgets::muted(ui, cx.tr("chart.no_zones"));
        return;
    };
    let columns = shares(cx, indicator);
    if columns.is_empty() {
        widgets::muted(ui, cx.tr("chart.no_figure"));
        return;
    }
    let area = ui.available_rect_before_wrap().shrink2(vec2(0.0, 4.0));
    let caption = format!("{}（%）", format::indicator(cx.lang(), indicator.id));
    let caption = if cx.lang() == crate::ui::Lang::Zh { caption } else { caption.replace("（%）", " (%)") };
    let axes = Axes::to(ui, area, 100.0, 5, &caption, (HEAD, 24.0));
    let p = cx.p;
    let goal = indicator.goal.as_ref().map(|goal| {
        let text = cx.trf("chart.target", &[("value", &format::goal_value(cx.lang(), indicator, goal))]);
        (goal.value, text)
    });
    let line = |ui: &Ui| {
        let Some((value, text)) = &goal else { return };
        let y = axes.y(value * 100.0).round();
        let line = [pos2(axes.plot.left(), y), pos2(axes.plot.right(), y)];
        ui.painter().extend(Shape::dashed_line(&line, Stroke::new(1.2, p.tick), 5.0, 4.0));
        // What the line is stands in the head of the chart, at its right.
        let at = pos2(axes.plot.right(), area.top());
        ui.painter().text(at, Align2::RIGHT_TOP, text, FontId::proportional(size::SMALL), p.text);
    };
    let columns = in_order(columns, cx, axes.plot.width());
    show(ui, cx, analysis, &axes, area, &columns, line);
}

fn shares(cx: &Cx<'_>, indicator: &Indicator) -> Vec<Column> {
    let zones = indicator.zones.iter().enumerate();
    zones
        .filter_map(|(zone, z)| {
            let share = z.quantity.value()?;
            Some(Column {
                zone,
                name: z.name.clone(),
                value: share * 100.0,
                figure: format::percent(share, indicator.goal.as_ref().map(|g| g.value), 1),
                text: format!(
                    "{}\n{} {}\n{}",
                    z.name,
                    format::indicator(cx.lang(), indicator.id),
                    format::value_with_unit(cx.lang(), indicator, Some(z.quantity)),
                    formula(cx, indicator, z.quantity),
                ),
                fill: fill(cx, z.met),
            })
        })
        .collect()
}

fn formula(cx: &Cx<'_>, indicator: &Indicator, quantity: Quantity) -> String {
    format::formula(cx.lang(), indicator.id, indicator.unit, quantity)
}

fn fill(cx: &Cx<'_>, met: Option<bool>) -> Color32 {
    match met {
        _ if cx.snap.stale => cx.p.neutral,
        Some(true) => cx.p.met,
        Some(false) => cx.p.missed,
        None => cx.p.neutral,
    }
}

/// In the order of their values where that is asked for, or where there are so many that only the shape they make
/// together can be read; else in the order of the sub-districts.
fn in_order(mut columns: Vec<Column>, cx: &Cx<'_>, width: f32) -> Vec<Column> {
    if cx.state.zones_by_value || width / (columns.len() as f32) < NAMED {
        columns.sort_by(|a, b| b.value.total_cmp(&a.value).then(a.zone.cmp(&b.zone)));
    }
    columns
}

/// Columns, then what `over` draws, then the figures: none is struck through.
fn show(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    axes: &Axes,
    area: Rect,
    columns: &[Column],
    over: impl FnOnce(&Ui),
) {
    let p = cx.p;
    let step = axes.plot.width() / columns.len() as f32;
    let width = (step * 0.56).min(44.0);
    // With many sub-districts the names no longer fit below; they are then read by pointing.
    let named = step >= NAMED;
    let font = FontId::proportional(size::SMALL);
    for (i, column) in columns.iter().enumerate() {
        let x = axes.plot.left() + step * (i as f32 + 0.5);
        let slot = Rect::from_x_y_ranges(x - step / 2.0..=x + step / 2.0, axes.plot.top()..=area.bottom());
        let response = ui.interact(slot, ui.scope_id().with(("zone column", i)), Sense::click());
        let label = column.text.replace('\n', " ");
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
        let top = axes.y(column.value);
        let bar = Rect::from_min_max(pos2(x - width / 2.0, top), pos2(x + width / 2.0, axes.plot.bottom()));
        let zone = analysis.zones.get(column.zone);
        let thing = zone.map(|z| Selected::Feature { layer: z.layer, feature: z.feature });
        if response.hovered() || thing.is_some_and(|t| cx.is_selected(t)) {
            ui.painter().rect_filled(slot, 4.0, if response.hovered() { p.hover } else { p.accent_soft });
        }
        ui.painter().rect_filled(bar, CornerRadius { nw: 3, ne: 3, sw: 0, se: 0 }, column.fill);
        if named {
            let name = Rect::from_min_max(
                pos2(slot.left() + 2.0, axes.plot.bottom() + 4.0),
                pos2(slot.right() - 2.0, area.bottom()),
            );
            widgets::text_in(ui, name, &column.name, font.clone(), p.muted, egui::Align::Center);
        }
        widgets::focus_ring(ui, &response, slot);
        if response.on_hover_text(&column.text).clicked()
            && let Some(thing) = thing
        {
            cx.ask(Command::Visit(thing));
        }
    }
    over(ui);
    if step < 36.0 {
        return;
    }
    for (i, column) in columns.iter().enumerate() {
        let x = axes.plot.left() + step * (i as f32 + 0.5);
        let galley = ui.painter().layout_no_wrap(column.figure.clone(), font.clone(), p.text);
        let at = pos2(x - galley.size().x / 2.0, axes.y(column.value) - galley.size().y - 2.0);
        let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(3.0, 0.0));
        ui.painter().rect_filled(ground, 2.0, p.panel);
        ui.painter().galley(at, galley, p.text);
    }
}
