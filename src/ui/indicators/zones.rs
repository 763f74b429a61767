//! The figure of each sub-district as a bar, with the target as a tick.

use egui::{Align, FontId, Layout, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{change_color, change_text, people, verdict_fill, verdict_key, verdict_text};
use crate::analysis::outcome::{Indicator, Unit};
use crate::ui::context::{Command, Cx, bounds_of};
use crate::ui::copy::{self, Copied};
use crate::ui::map::Selected;
use crate::ui::plan::Marked;
use crate::ui::theme::size;
use crate::ui::widgets::{self, icon_button_of};
use crate::ui::{fonts, format, icons};

/// Shows them; nothing where there are none.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, front: &Marked<'_>) {
    let indicator: &Indicator = &front.indicator;
    if indicator.zones.is_empty() {
        return;
    }
    let p = cx.p;
    let lang = cx.lang();
    ui.horizontal(|ui| {
        ui.set_min_height(24.0);
        widgets::heading(ui, cx.tr("panel.by_zone"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let tint = if cx.state.zones_by_value { p.accent } else { p.muted };
            let label = cx.tr("panel.sort_zones");
            let response = icon_button_of(ui, icons::SORT_BARS, label, 24.0, Some(tint), true);
            let on = cx.state.zones_by_value;
            response.widget_info(|| WidgetInfo::selected(A11y::CheckBox, true, on, label));
            if response.clicked() {
                cx.state.zones_by_value = !on;
            }
            ui.spacing_mut().item_spacing.x = 0.0;
            if icon_button_of(ui, icons::CLIPBOARD, cx.tr("copy.zones_table"), 24.0, None, true).clicked() {
                copy::copy(cx, Copied::Zones);
            }
        });
    });
    ui.add_space(4.0);
    let mut order: Vec<usize> = (0..indicator.zones.len()).collect();
    let value = |i: usize| indicator.zones[i].quantity.value();
    if cx.state.zones_by_value {
        order.sort_by(|&a, &b| match (value(a), value(b)) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
    }
    let largest = (0..indicator.zones.len()).filter_map(value).fold(0.0, f64::max);
    // Names take what the longest needs, within limits; the bars take the rest.
    let font = FontId::proportional(size::TEXT);
    let names = indicator
        .zones
        .iter()
        .take(80)
        .map(|z| ui.painter().layout_no_wrap(z.name.clone(), font.clone(), p.text).size().x);
    let name_width = names.fold(48.0, f32::max).min(108.0);
    let row_height = 25.0;
    let room = if indicator.zones.len() > 14 { row_height * 10.5 } else { f32::INFINITY };
    egui::ScrollArea::vertical().id_salt("zone bars").max_height(room).auto_shrink([false, true]).show_rows(
        ui,
        row_height,
        order.len(),
        |ui, range| {
            for &i in &order[range] {
                row(ui, cx, front, i, name_width, row_height, largest);
            }
        },
    );
    if let Some(unzoned) = indicator.unzoned.filter(|q| q.denominator > 0.0 && indicator.unit == Unit::Ratio) {
        let text = format!(
            "{}{}{}",
            cx.tr("panel.unzoned"),
            lang.pick("：", ": "),
            format::formula(lang, indicator.id, indicator.unit, unzoned)
        );
        widgets::muted(ui, text);
    }
    widgets::rule(ui);
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, front: &Marked<'_>, i: usize, name_width: f32, height: f32, largest: f64) {
    let p = cx.p;
    let lang = cx.lang();
    let indicator: &Indicator = &front.indicator;
    let change = front.zone_change(i);
    let zone = &indicator.zones[i];
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let decimals = if indicator.unit == Unit::Ratio { 1 } else { 2 };
    let figure = match indicator.unit {
        Unit::Ratio => {
            let goal = zone.met.and(indicator.goal.as_ref());
            let figure = format::value(indicator.unit, Some(zone.quantity), goal, decimals);
            if figure == "–" { figure } else { format!("{figure}%") }
        }
        unit => format::value(unit, Some(zone.quantity), None, 2),
    };
    let formula = format::formula(lang, indicator.id, indicator.unit, zone.quantity);
    let label = cx.trf("panel.bar_hint", &[("zone", &zone.name), ("value", &figure), ("formula", &formula)]);
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), 6.0, p.hover);
    }
    widgets::focus_ring(ui, &response, rect.expand2(vec2(6.0, 0.0)));
    let font = FontId::proportional(size::TEXT);
    let name = Rect::from_min_max(rect.min, pos2(rect.left() + name_width, rect.bottom()));
    widgets::text_in(ui, name, &zone.name, font.clone(), p.text, Align::Min);
    let figure_width = 64.0;
    let mut end = Rect::from_min_max(pos2(rect.right() - figure_width, rect.top()), rect.max);
    let figure_font = if change.is_some() { fonts::strong_id(size::TEXT) } else { font };
    widgets::text_in(ui, end, &figure, figure_font, p.text, Align::Max);
    if !front.zones_before.is_empty() {
        // While something moves all bars make room for what changes, so that they stay comparable.
        end = end.with_min_x(end.left() - 32.0);
    }
    if let Some(change) = change {
        let (text, spoken) = change_text(cx, indicator, change, 1);
        let room = Rect::from_min_max(pos2(end.left(), rect.top()), pos2(end.left() + 48.0, rect.bottom()));
        let color = change_color(indicator, change, p);
        widgets::text_in(ui, room, &text, fonts::strong_id(size::SMALL), color, Align::Max);
        let mark = ui.interact(room, ui.scope_id().with(("zone change", i)), Sense::hover());
        mark.widget_info(|| WidgetInfo::labeled(A11y::Label, true, format!("{} {spoken}", zone.name)));
    }
    let bar = Rect::from_min_max(
        pos2(name.right() + 12.0, rect.center().y - 4.0),
        pos2(end.left() - 4.0, rect.center().y + 4.0),
    );
    if bar.width() > 24.0
        && let Some(value) = zone.quantity.value()
    {
        let goal = indicator.goal.as_ref().filter(|_| indicator.unit == Unit::Ratio);
        let (share, tick) = match indicator.unit {
            Unit::Ratio => (value, goal.map(|g| g.value)),
            _ => (if largest > 0.0 { value / largest } else { 0.0 }, None),
        };
        let fill = if front.stale { p.neutral } else { verdict_fill(zone.met, p) };
        let before = front.zones_before.get(i).and_then(|q| q.value()).map(|b| match indicator.unit {
            Unit::Ratio => b,
            _ => {
                if largest > 0.0 {
                    b / largest
                } else {
                    0.0
                }
            }
        });
        widgets::bar_from(ui, bar, before, share, tick, fill, p);
    }
    let verdict = zone.met.map(|met| cx.tr(verdict_key(Some(met))));
    let lacking = super::behind::is_there(front) && zone.quantity.numerator < zone.quantity.denominator;
    let response = response.on_hover_ui(|ui| {
        ui.label(widgets::strong(&zone.name, size::TEXT));
        ui.label(&formula);
        if let Some(people) = zone.population.filter(|_| change.is_none()) {
            ui.label(people::formula(cx, people));
        }
        if let Some(verdict) = verdict {
            ui.label(RichText::new(verdict).color(verdict_text(zone.met, p)));
        }
        if lacking {
            ui.label(RichText::new(cx.tr("panel.behind_zone_hint")).color(p.accent));
        }
    });
    if response.clicked() && lacking {
        super::behind::ask(cx, indicator.id, Some(i));
    }
    if response.clicked()
        && let Some(bounds) = bounds(cx, indicator, i)
    {
        cx.ask(Command::Fit(bounds));
    }
}

/// The rectangle of the zone behind a value.
fn bounds(cx: &Cx<'_>, indicator: &Indicator, i: usize) -> Option<crate::geom::Rect> {
    let analysis = cx.snap.analysis.as_ref()?;
    let zone = analysis.zones.get(i).filter(|_| analysis.zones.len() == indicator.zones.len())?;
    bounds_of(cx.snap, Selected::Feature { layer: zone.layer, feature: zone.feature })
}
