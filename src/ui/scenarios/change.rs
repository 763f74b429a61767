//! What the scenario changes since the base, beside the large figure: down is shown as readily as up.

use egui::{
    Align, Color32, FontId, Layout, Rect, RichText, Role as A11y, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::outcome::{Indicator, Quantity, Unit};
use crate::ui::context::Cx;
use crate::ui::theme::size;
use crate::ui::{fonts, format};

/// A figure of the base, to be held against that of the scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ui) struct BaseValue {
    /// The figure of the base.
    pub(in crate::ui) before: Quantity,
    /// Its value.
    pub(in crate::ui) value: f64,
    /// The value of the scenario minus that of the base, in the indicator's unit.
    pub(in crate::ui) change: f64,
    /// What is above the line of the scenario minus that of the base: square metres, things.
    pub(in crate::ui) gain: f64,
}

/// The figure of the base for an indicator of the scenario shown; `None` while the base itself is shown, or where
/// either has no figure.
pub(in crate::ui) fn base_of(cx: &Cx<'_>, indicator: &Indicator) -> Option<BaseValue> {
    cx.snap.scenario?;
    let now = indicator.quantity?;
    let before = cx.snap.base.as_ref()?.indicator(indicator.id)?.quantity?;
    Some(BaseValue {
        before,
        value: before.value()?,
        change: now.value()? - before.value()?,
        gain: now.numerator - before.numerator,
    })
}

/// Whether a change is for the better: towards the goal, or upwards where there is none.
fn better(indicator: &Indicator, change: f64) -> Option<bool> {
    let less_is_better = indicator.goal.as_ref().is_some_and(|g| g.at_most)
        || indicator.id == crate::analysis::IndicatorId::SetbackConflicts;
    (change != 0.0).then_some((change > 0.0) != less_is_better)
}

fn color(cx: &Cx<'_>, indicator: &Indicator, change: f64) -> Color32 {
    let p = cx.p;
    match better(indicator, change) {
        _ if cx.snap.stale => p.muted,
        Some(true) => p.met_text,
        Some(false) => p.missed_text,
        None => p.muted,
    }
}

/// A change without its sign, with decimals enough that it is not nothing: `5.31`, `0.0002`.
pub(in crate::ui) fn amount(unit: Unit, change: f64) -> String {
    let (value, most) = match unit {
        Unit::Ratio => (change * 100.0, 4),
        Unit::SquareMetres => (change / 1e4, 4),
        Unit::Count => (change, 0),
        Unit::PerKm2 | Unit::SquareMetresPerPerson => (change, 4),
    };
    let value = value.abs();
    let least = if unit == Unit::Count { 0 } else { 2 };
    let decimals = (least..most).find(|d| value == 0.0 || value * 10f64.powi(*d) >= 1.0).unwrap_or(most);
    format::number(value, decimals as usize)
}

/// A change in words for those who do not see the arrow: `上升 5.31 个百分点`.
pub(in crate::ui) fn in_words(cx: &Cx<'_>, indicator: &Indicator, change: f64) -> String {
    if change == 0.0 {
        return cx.tr("scene.unchanged").to_owned();
    }
    let key = if change > 0.0 { "scene.up" } else { "scene.down" };
    cx.trf(key, &[("amount", &with_unit(cx, indicator, change))])
}

fn with_unit(cx: &Cx<'_>, indicator: &Indicator, change: f64) -> String {
    let amount = amount(indicator.unit, change);
    match indicator.unit {
        Unit::Ratio => cx.trf("scene.points", &[("amount", &amount)]),
        unit => {
            let unit = format::unit(cx.lang(), indicator.id, unit);
            if unit.starts_with('/') || unit.is_empty() {
                format!("{amount}{unit}")
            } else {
                format!("{amount} {unit}")
            }
        }
    }
}

/// A small triangle that points up or down.
pub(in crate::ui) fn arrow(ui: &Ui, center: egui::Pos2, up: bool, color: Color32) {
    let s = if up { -1.0 } else { 1.0 };
    let points = vec![center + vec2(0.0, 4.0 * s), center + vec2(4.5, -3.5 * s), center + vec2(-4.5, -3.5 * s)];
    ui.painter().add(Shape::convex_polygon(points, color, Stroke::NONE));
}

/// The change at the right edge of the large figure.
pub(in crate::ui) fn beside(ui: &mut Ui, cx: &Cx<'_>, indicator: &Indicator) {
    let Some(base) = base_of(cx, indicator) else { return };
    let color = color(cx, indicator, base.change);
    let text = amount(indicator.unit, base.change);
    let font = fonts::strong_id(size::TITLE);
    let shown = if base.change == 0.0 { cx.tr("scene.same").to_owned() } else { text };
    let galley = ui.painter().layout_no_wrap(shown, font, color);
    let width = galley.size().x + if base.change == 0.0 { 0.0 } else { 16.0 };
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if width > ui.available_width() {
            return;
        }
        let (rect, response) = ui.allocate_exact_size(vec2(width, 52.0), Sense::hover());
        let label = format!("{}{}", cx.tr("scene.since_base"), in_words(cx, indicator, base.change));
        response.widget_info(|| WidgetInfo::labeled(A11y::Label, true, &label));
        let baseline = rect.center().y + 6.0;
        ui.painter().galley(pos2(rect.right() - galley.size().x, baseline - galley.size().y / 2.0), galley, color);
        if base.change != 0.0 {
            arrow(ui, pos2(rect.left() + 6.0, baseline), base.change > 0.0, color);
        }
        response.on_hover_text(label);
    });
}

/// The base in words, and the change in full: `现状 82.38%　▲ 5.31 个百分点 · +38.60 公顷`.
pub(in crate::ui) fn line(ui: &mut Ui, cx: &Cx<'_>, indicator: &Indicator) {
    if cx.snap.scenario.is_none() {
        return;
    }
    let p = cx.p;
    let Some(base) = base_of(cx, indicator) else {
        if cx.snap.base.is_none() {
            ui.label(RichText::new(cx.tr("scene.base_computing")).size(size::SMALL).color(p.muted));
        }
        return;
    };
    let color = color(cx, indicator, base.change);
    let before = format::value_with_unit(cx.lang(), indicator, Some(base.before));
    let mut text =
        if base.change == 0.0 { cx.tr("scene.unchanged").to_owned() } else { with_unit(cx, indicator, base.change) };
    if indicator.unit == Unit::Ratio && base.gain != 0.0 {
        let sign = if base.gain > 0.0 { "+" } else { "−" };
        let gain = format::hectares(base.gain.abs());
        for part in [" · ", sign, &gain, " ", cx.tr("unit.hectares")] {
            text.push_str(part);
        }
    }
    let caption = cx.trf("scene.base_is", &[("value", &before)]);
    let font = FontId::proportional(size::SMALL);
    let left = ui.painter().layout_no_wrap(caption.clone(), font.clone(), p.muted);
    let right = ui.painter().layout_no_wrap(text.clone(), font.clone(), color);
    let arrow_room = if base.change == 0.0 { 0.0 } else { 14.0 };
    let together = left.size().x + right.size().x + arrow_room + 16.0 <= ui.available_width();
    let height = if together { 20.0 } else { 38.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let label = format!("{caption}{}{}", cx.lang().pick("，", ", "), in_words(cx, indicator, base.change));
    response.widget_info(|| WidgetInfo::labeled(A11y::Label, true, &label));
    let first = Rect::from_min_size(rect.min, vec2(rect.width(), 20.0));
    let second = if together { first } else { first.translate(vec2(0.0, 18.0)) };
    ui.painter().galley(pos2(first.left(), first.center().y - left.size().y / 2.0), left, p.muted);
    let x = if together { second.right() - right.size().x } else { second.left() + arrow_room };
    if base.change != 0.0 {
        arrow(ui, pos2(x - 9.0, second.center().y), base.change > 0.0, color);
    }
    ui.painter().galley(pos2(x, second.center().y - right.size().y / 2.0), right, color);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_never_shown_as_nothing() {
        assert_eq!(amount(Unit::Ratio, 0.0531), "5.31");
        assert_eq!(amount(Unit::Ratio, -0.000_004), "0.0004");
        assert_eq!(amount(Unit::Ratio, 0.0), "0.00");
        assert_eq!(amount(Unit::SquareMetres, 386_000.0), "38.60");
        assert_eq!(amount(Unit::Count, -3.0), "3");
    }
}
