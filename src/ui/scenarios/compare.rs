//! Two scenarios beside one another in a table, what differs first, by indicator and by sub-district.

use egui::{Align, FontId, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, vec2};

use super::change::{amount, arrow};
use super::{Comparing, all, ask_again, comparison, name_of};
use crate::analysis::compare::Comparison;
use crate::analysis::outcome::{Indicator, IndicatorId, Unit};
use crate::model::plan::{Difference, ScenarioId};
use crate::session::snapshot::JobKind;
use crate::ui::context::{Command, Cx};
use crate::ui::controls;
use crate::ui::map::Selected;
use crate::ui::theme::size;
use crate::ui::{fonts, format, icons, widgets};

/// Shows it.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(comparing) = cx.state.scenes.comparing else {
        controls::nothing(ui, cx.tr("compare.none"));
        return;
    };
    head(ui, cx, comparing);
    let Some(found) = comparison(cx) else {
        waiting(ui, cx);
        return;
    };
    let result = std::sync::Arc::clone(&found.result);
    let rows = rows(cx, &result);
    table(ui, cx, &result, &rows, found.stale);
}

fn waiting(ui: &mut Ui, cx: &mut Cx<'_>) {
    let busy = cx.snap.job.is_some_and(|j| matches!(j.kind, JobKind::Compare | JobKind::Analyse)) || cx.snap.stale;
    controls::nothing(ui, cx.tr(if busy { "compare.working" } else { "compare.waiting" }));
    if !busy && widgets::link(ui, cx.tr("compare.again")).clicked() {
        ask_again(cx);
    }
}

/// Which two, and what of them.
fn head(ui: &mut Ui, cx: &mut Cx<'_>, comparing: Comparing) {
    let ids: Vec<Option<ScenarioId>> = std::iter::once(None).chain(all(cx).iter().map(|s| Some(s.id))).collect();
    let names: Vec<String> = ids.iter().map(|id| name_of(cx, *id)).collect();
    let mut next = comparing;
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        ui.spacing_mut().item_spacing.x = 8.0;
        let at = |id| ids.iter().position(|i| *i == id);
        if let Some(n) = controls::choose(ui, cx.tr("compare.a"), &names, at(comparing.a), 150.0) {
            next.a = ids[n];
        }
        if widgets::icon_button(ui, icons::SWAP, cx.tr("compare.swap")).clicked() {
            next = Comparing { a: comparing.b, b: comparing.a };
        }
        if let Some(n) = controls::choose(ui, cx.tr("compare.b"), &names, at(comparing.b), 150.0) {
            next.b = ids[n];
        }
        let text = match cx.snap.year {
            Some(year) => cx.trf("scene.until", &[("year", &year.to_string())]),
            None => cx.tr("scene.whole_hint").to_owned(),
        };
        ui.label(RichText::new(text).size(size::SMALL).color(cx.p.muted));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let chips = [
                (cx.tr("compare.all_indicators").to_owned(), cx.state.scenes.all_indicators),
                (cx.tr("compare.one_indicator").to_owned(), !cx.state.scenes.all_indicators),
            ];
            if let Some(n) = controls::filter_chips(ui, &chips) {
                cx.state.scenes.all_indicators = n == 0;
            }
        });
    });
    if next != comparing {
        cx.state.scenes.comparing = Some(next);
        // The panel and the map show the second of the two.
        if next.b != cx.snap.scenario {
            cx.send(crate::session::PlanAction::ShowScenario(next.b).into());
        }
    }
}

/// The rows to show, in their order.
fn rows<'r>(cx: &Cx<'_>, result: &'r Comparison) -> Vec<&'r Difference> {
    let hero = cx.state.hero.id();
    let all = cx.state.scenes.all_indicators;
    result
        .rows
        .iter()
        .filter(|d| if all { d.zone.is_none() || d.before != d.after } else { d.indicator == hero })
        .collect()
}

const WIDTHS: [f32; 5] = [1.5, 1.0, -92.0, -92.0, -110.0];

fn table(ui: &mut Ui, cx: &mut Cx<'_>, result: &Comparison, rows: &[&Difference], stale: bool) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let (a, b) = cx.state.scenes.comparing.map_or((None, None), |c| (c.a, c.b));
    let (a, b) = (name_of(cx, a), name_of(cx, b));
    let cells = |rect: Rect| controls::cells(rect.with_max_x(rect.right() - 10.0), &WIDTHS);
    let heads = [
        (cx.tr("compare.indicator"), Align::Min),
        (cx.tr("compare.zone"), Align::Min),
        (a.as_str(), Align::Max),
        (b.as_str(), Align::Max),
        (cx.tr("compare.change"), Align::Max),
    ];
    controls::table_head(ui, &heads, cells);
    if rows.iter().all(|d| d.before == d.after) {
        ui.add_space(8.0);
        ui.label(RichText::new(cx.tr("compare.same")).color(cx.p.muted));
        ui.add_space(4.0);
    }
    egui::ScrollArea::vertical().id_salt("comparison").auto_shrink([false, false]).show_rows(
        ui,
        size::ROW,
        rows.len(),
        |ui, range| {
            for row in &rows[range] {
                line(ui, cx, result, row, stale, cells);
            }
        },
    );
}

fn line(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    result: &Comparison,
    row: &Difference,
    stale: bool,
    cells: impl Fn(Rect) -> Vec<Rect>,
) {
    let p = cx.p;
    let Some(id) = IndicatorId::from_id(&row.indicator) else { return };
    let Some(indicator) = result.b.indicator(id).or_else(|| result.a.indicator(id)) else { return };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let name = format::indicator(cx.lang(), id);
    let zone = row.zone.as_ref().map_or(cx.tr("compare.whole"), |(_, name)| name.as_str());
    let (before, after) = (value(cx, indicator, row.before), value(cx, indicator, row.after));
    let change = row.change();
    let changed = match change {
        None => "–".to_owned(),
        Some(0.0) => "=".to_owned(),
        Some(change) => points(cx, indicator, change),
    };
    let words = change.map_or_else(String::new, |c| super::change::in_words(cx, indicator, c));
    let label = format!("{name} {zone} {before} → {after} {words}");
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
    widgets::row_ground(ui, rect, false, response.hovered(), p);
    widgets::focus_ring(ui, &response, rect);
    let whole = row.zone.is_none();
    let text = if stale { p.muted } else { p.text };
    let tint = match change {
        Some(c) if c != 0.0 && !stale => {
            let less = indicator.goal.as_ref().is_some_and(|g| g.at_most) || id == IndicatorId::SetbackConflicts;
            if (c > 0.0) == less { p.missed_text } else { p.met_text }
        }
        _ => p.muted,
    };
    let texts = [
        (name, text),
        (zone.to_owned(), if whole { p.muted } else { text }),
        (before, text),
        (after, text),
        (changed, tint),
    ];
    let font = if whole { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
    for (n, (cell, (text, color))) in cells(rect).into_iter().zip(&texts).enumerate() {
        let align = if n < 2 { Align::Min } else { Align::Max };
        let font = if n == 4 { fonts::strong_id(size::TEXT) } else { font.clone() };
        widgets::text_in(ui, cell, text, font.clone(), *color, align);
        if n == 4
            && let Some(change) = change.filter(|c| *c != 0.0)
        {
            let wide = ui.painter().layout_no_wrap(text.clone(), font, *color).size().x;
            let x = cell.right() - wide - 10.0;
            arrow(ui, egui::pos2(x, cell.center().y), change > 0.0, *color);
        }
    }
    if response.clicked() {
        cx.state.hero = id;
        if let Some((zone, _)) = &row.zone
            && let Some(found) = cx.snap.analysis.as_ref().and_then(|a| a.zones.iter().find(|z| z.id == *zone))
        {
            cx.ask(Command::Visit(Selected::Feature { layer: found.layer, feature: found.feature }));
        }
    }
}

/// A value in the unit of its indicator, with its sign.
pub(super) fn value(cx: &Cx<'_>, indicator: &Indicator, value: Option<f64>) -> String {
    let quantity = value.map(|v| crate::analysis::Quantity { numerator: v, denominator: 1.0 });
    let figure = format::value(indicator.unit, quantity, indicator.goal.as_ref(), 2);
    match indicator.unit {
        Unit::Ratio if figure != "–" => format!("{figure}%"),
        Unit::SquareMetres if figure != "–" => format!("{figure} {}", cx.tr("unit.hectares")),
        _ => figure,
    }
}

fn points(cx: &Cx<'_>, indicator: &Indicator, change: f64) -> String {
    let amount = amount(indicator.unit, change);
    match indicator.unit {
        Unit::Ratio => cx.trf("scene.points_short", &[("amount", &amount)]),
        Unit::SquareMetres => format!("{amount} {}", cx.tr("unit.hectares")),
        _ => amount,
    }
}
