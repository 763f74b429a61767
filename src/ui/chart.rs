//! Two charts of figures that the tables hold as well.

use egui::{Align2, Color32, FontId, Pos2, Rect, Role as A11y, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::outcome::{Analysis, IndicatorId};

use super::context::{Command, Cx, bounds_of};
use super::map::Selected;
use super::state::Chart;
use super::theme::{self, size};
use super::{format, widgets};

/// Shows the chosen one.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(analysis) = cx.snap.analysis.as_ref() else {
        widgets::muted(ui, cx.tr("chart.empty"));
        return;
    };
    match cx.state.chart {
        Chart::Uncovered => uncovered(ui, cx, analysis),
        Chart::Reach => reach(ui, cx, analysis),
    }
}

/// A round number at or above `largest`, and its even division.
fn round_up(largest: f64) -> (f64, usize) {
    if largest.is_nan() || largest <= 0.0 {
        return (1.0, 2);
    }
    let power = 10f64.powf(largest.log10().floor());
    for (factor, parts) in [(1.0, 4), (1.5, 3), (2.0, 4), (3.0, 3), (4.0, 4), (5.0, 5), (6.0, 3), (8.0, 4), (10.0, 5)] {
        if factor * power >= largest {
            return (factor * power, parts);
        }
    }
    (10.0 * power, 5)
}

struct Axes {
    plot: Rect,
    top: f64,
}

impl Axes {
    /// Horizontal lines with their figures; the caption stands above the axis.
    fn new(ui: &Ui, area: Rect, largest: f64, caption: &str, foot: f32) -> Self {
        let p = theme::of(ui);
        let (top, parts) = round_up(largest);
        let decimals = usize::from(top < 5.0) + usize::from(top < 0.5);
        let plot =
            Rect::from_min_max(pos2(area.left() + 48.0, area.top() + 22.0), pos2(area.right(), area.bottom() - foot));
        let font = FontId::proportional(size::SMALL);
        ui.painter().text(pos2(area.left(), area.top()), Align2::LEFT_TOP, caption, font.clone(), p.muted);
        for i in 0..=parts {
            let share = i as f32 / parts as f32;
            let y = (plot.bottom() - plot.height() * share).round();
            let color = if i == 0 { p.faint } else { p.line };
            ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, color));
            let text = format::number(top * f64::from(share), decimals);
            ui.painter().text(pos2(plot.left() - 8.0, y), Align2::RIGHT_CENTER, text, font.clone(), p.muted);
        }
        Self { plot, top }
    }

    fn y(&self, value: f64) -> f32 {
        self.plot.bottom() - self.plot.height() * (value / self.top).clamp(0.0, 1.0) as f32
    }
}

/// Hectares that nothing serves, one column a sub-district, in the order of the sub-districts.
fn uncovered(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(indicator) = analysis.indicator(IndicatorId::ParkCoverage).filter(|i| !i.zones.is_empty()) else {
        widgets::muted(ui, cx.tr("chart.no_zones"));
        return;
    };
    let p = cx.p;
    let area = ui.available_rect_before_wrap().shrink2(vec2(0.0, 4.0));
    let hectares: Vec<f64> =
        indicator.zones.iter().map(|z| (z.quantity.denominator - z.quantity.numerator).max(0.0) / 1e4).collect();
    let largest = hectares.iter().copied().fold(0.0, f64::max);
    let axes = Axes::new(ui, area, largest, cx.tr("chart.uncovered_axis"), 24.0);
    let step = axes.plot.width() / hectares.len() as f32;
    let width = (step * 0.56).min(44.0);
    // With many sub-districts the names no longer fit below; they are then read by pointing.
    let named = step >= 52.0;
    for (i, (zone, value)) in indicator.zones.iter().zip(&hectares).enumerate() {
        let x = axes.plot.left() + step * (i as f32 + 0.5);
        let slot = Rect::from_x_y_ranges(x - step / 2.0..=x + step / 2.0, axes.plot.top()..=area.bottom());
        let response = ui.interact(slot, ui.scope_id().with(("zone column", i)), Sense::click());
        let text = format!("{} {} {}", zone.name, format::number(*value, 2), cx.tr("unit.hectares"));
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &text));
        let column =
            Rect::from_min_max(pos2(x - width / 2.0, axes.y(*value)), pos2(x + width / 2.0, axes.plot.bottom()));
        let fill = if zone.met == Some(true) { p.met } else { p.missed };
        let fill = if cx.snap.stale { p.neutral } else { fill };
        if response.hovered() {
            ui.painter().rect_filled(slot, 4.0, p.hover);
        }
        ui.painter().rect_filled(column, egui::CornerRadius { nw: 3, ne: 3, sw: 0, se: 0 }, fill);
        if named {
            let name = Rect::from_min_max(
                pos2(slot.left() + 2.0, axes.plot.bottom() + 4.0),
                pos2(slot.right() - 2.0, area.bottom()),
            );
            widgets::text_in(ui, name, &zone.name, FontId::proportional(size::SMALL), p.muted, egui::Align::Center);
        }
        if step >= 36.0 {
            let at = pos2(x, column.top() - 3.0);
            let figure = format::number(*value, usize::from(*value < 99.5));
            ui.painter().text(at, Align2::CENTER_BOTTOM, figure, FontId::proportional(size::SMALL), p.text);
        }
        if response.on_hover_text(text).clicked()
            && let Some(zone) = analysis.zones.get(i)
            && let Some(bounds) = bounds_of(cx.snap, Selected::Feature { layer: zone.layer, feature: zone.feature })
        {
            cx.ask(Command::Fit(bounds));
        }
    }
}

/// One dot a gap: how far it is from being served, and how large it is.
fn reach(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let p = cx.p;
    let area = ui.available_rect_before_wrap().shrink2(vec2(0.0, 4.0));
    let dots: Vec<(usize, f64, f64)> = analysis
        .gaps
        .iter()
        .enumerate()
        .filter_map(|(i, gap)| Some((i, gap.nearest.as_ref()?.short_m, gap.area_m2 / 1e4)))
        .collect();
    if dots.is_empty() {
        widgets::muted(ui, cx.tr("chart.empty"));
        return;
    }
    let axes = Axes::new(ui, area, dots.iter().map(|d| d.2).fold(0.0, f64::max), cx.tr("chart.reach_y"), 40.0);
    let (right, parts) = round_up(dots.iter().map(|d| d.1).fold(0.0, f64::max));
    let font = FontId::proportional(size::SMALL);
    for i in 0..=parts {
        let share = i as f32 / parts as f32;
        let at = pos2(axes.plot.left() + axes.plot.width() * share, axes.plot.bottom() + 4.0);
        let align = if i == parts { Align2::RIGHT_TOP } else { Align2::CENTER_TOP };
        ui.painter().text(at, align, format::number(right * f64::from(share), 0), font.clone(), p.muted);
    }
    let foot = pos2(axes.plot.center().x, area.bottom());
    ui.painter().text(foot, Align2::CENTER_BOTTOM, cx.tr("chart.reach_x"), font, p.muted);
    let place = |short: f64, hectares: f64| -> Pos2 {
        pos2(axes.plot.left() + axes.plot.width() * (short / right).clamp(0.0, 1.0) as f32, axes.y(hectares))
    };
    let response = ui.interact(axes.plot.expand(6.0), ui.scope_id().with("reach"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(A11y::Canvas, true, cx.tr("chart.reach")));
    // Small gaps are many and lie below the large ones: draw them first.
    for &(i, short, hectares) in dots.iter().rev() {
        let on = cx.state.selection == Some(Selected::Gap(i));
        if !on {
            dot(ui, place(short, hectares), 3.5, theme::with_alpha(p.missed, 170));
        }
    }
    let nearest = response.hover_pos().and_then(|pointer| {
        let near = dots.iter().map(|d| (d.0, place(d.1, d.2).distance(pointer)));
        near.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|d| d.1 < 14.0).map(|d| d.0)
    });
    for marked in [nearest, selected_gap(cx)].into_iter().flatten() {
        if let Some(&(_, short, hectares)) = dots.iter().find(|d| d.0 == marked) {
            let at = place(short, hectares);
            dot(ui, at, 5.5, p.accent);
            ui.painter().circle_stroke(at, 8.0, Stroke::new(1.5, p.accent));
        }
    }
    if let Some(gap) = nearest {
        let clicked = response.clicked();
        let found = &analysis.gaps[gap];
        let zone = found.zone.as_deref().unwrap_or(cx.tr("gaps.no_zone"));
        let text = cx.trf(
            "gaps.row",
            &[("rank", &found.rank.to_string()), ("zone", zone), ("area", &format::hectares(found.area_m2))],
        );
        let short = found.nearest.as_ref().map(|n| format!("{} +{} m", n.name, format::metres(n.short_m)));
        response.on_hover_text_at_pointer(format!("{text}\n{}", short.unwrap_or_default()));
        if clicked {
            cx.ask(Command::Visit(Selected::Gap(gap)));
        }
    }
}

fn dot(ui: &Ui, at: Pos2, radius: f32, color: Color32) {
    ui.painter().circle_filled(at, radius, color);
}

fn selected_gap(cx: &Cx<'_>) -> Option<usize> {
    match cx.state.selection {
        Some(Selected::Gap(gap)) => Some(gap),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn axes_end_on_round_numbers_that_hold_every_value() {
        for value in [0.003, 0.9, 1.0, 41.28, 59.9, 61.0, 1234.0] {
            let (top, parts) = round_up(value);
            assert!(top >= value && top <= value * 2.0 + 1e-9, "{value}: {top}");
            assert!(parts >= 3);
        }
        assert_eq!(round_up(0.0).0, 1.0);
        assert_eq!(round_up(f64::NAN).0, 1.0);
    }
}
