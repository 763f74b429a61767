//! The charts of scenarios as tables for the clipboard.

use super::compare::value;
use super::{YearsView, all, build_out, comparison, name_of, years};
use crate::analysis::outcome::{Indicator, IndicatorId};
use crate::analysis::{Analysis, Quantity};
use crate::model::plan::ScenarioId;
use crate::session::tables::TableText;
use crate::ui::context::Cx;
use crate::ui::format;

/// The build-out of the indicator in front: a row a year, a column a scenario. `None` before it is computed.
fn curve_table(cx: &Cx<'_>) -> Option<TableText> {
    let indicator = cx.snap.analysis.as_ref()?.indicator(cx.state.hero)?;
    let ids: Vec<Option<ScenarioId>> = std::iter::once(None).chain(all(cx).iter().map(|s| Some(s.id))).collect();
    let curves: Vec<_> = ids
        .into_iter()
        .filter_map(|id| {
            let curve = build_out(cx, id)?.curve.curves.iter().find(|c| c.id == indicator.id)?;
            Some((name_of(cx, id), curve))
        })
        .collect();
    if curves.is_empty() {
        return None;
    }
    let text = |quantity: Option<Quantity>| value(cx, indicator, quantity.and_then(Quantity::value));
    let mut rows = vec![line(cx.tr("scene.base").to_owned(), curves.iter().map(|(_, c)| text(c.before)))];
    // Years that a scenario does not reach stay as its last.
    rows.extend(years(cx).into_iter().map(|year| {
        let until = |c: &crate::analysis::build_out::Curve| {
            c.points.iter().take_while(|p| p.year <= year).last().map_or(c.before, |p| p.quantity)
        };
        line(year.to_string(), curves.iter().map(|(_, c)| text(until(c))))
    }));
    let head = line(cx.tr("scene.year").to_owned(), curves.iter().map(|(name, _)| name.clone()));
    Some(table(format::indicator(cx.lang(), indicator.id), 1, head, rows))
}

/// What the chart of the years shows: the curve, or the works. `None` before it is computed.
pub(in crate::ui) fn years_table(cx: &Cx<'_>) -> Option<TableText> {
    match cx.state.scenes.years_view {
        YearsView::Curve => curve_table(cx),
        YearsView::Works => works_table(cx),
    }
}

/// Whether what the chart of the years shows waits to be computed anew.
pub(in crate::ui) fn years_stale(cx: &Cx<'_>) -> bool {
    let one = |id| build_out(cx, id).is_some_and(|b| b.stale);
    match cx.state.scenes.years_view {
        YearsView::Works => one(cx.snap.scenario),
        YearsView::Curve => {
            let ids = std::iter::once(None).chain(all(cx).iter().map(|s| Some(s.id)));
            cx.snap.stale || ids.into_iter().any(one)
        }
    }
}

/// Whether the comparison waits to be made anew.
pub(in crate::ui) fn compare_stale(cx: &Cx<'_>) -> bool {
    comparison(cx).is_some_and(|c| c.stale)
}

/// What is built in each year and what is asked, a row a task and year; what is built in all and asked of all years
/// together comes last of each. `None` for the base, and before it is computed.
fn works_table(cx: &Cx<'_>) -> Option<TableText> {
    cx.snap.scenario?;
    let found = build_out(cx, cx.snap.scenario)?;
    let mut rows = Vec::new();
    for works in &found.curve.works {
        let name = cx.lang().pick(&works.name.zh, &works.name.en);
        let unit = cx.lang().pick(works.unit.zh(), works.unit.en());
        let number = |v: f64| ((v * 1e6).round() / 1e6).to_string();
        let mut add = |when: String, done: f64, asked: Option<f64>| {
            rows.push(vec![name.to_owned(), unit.to_owned(), when, number(done), asked.map_or(String::new(), number)]);
        };
        for work in &works.years {
            add(work.year.to_string(), work.done, work.asked);
        }
        if let Some(last) = works.years.last() {
            add(cx.tr("years.in_all").to_owned(), last.done_in_all, last.asked_in_all);
        }
    }
    let head = ["years.task", "copy.unit", "scene.year", "copy.done", "copy.asked"].map(|key| cx.tr(key).to_owned());
    (!rows.is_empty()).then(|| {
        let right = vec![false, false, false, true, true];
        TableText { title: cx.tr("years.works").to_owned(), head: head.to_vec(), right, rows, ..TableText::default() }
    })
}

/// Two scenarios by indicator and sub-district. `None` before they are compared.
pub(in crate::ui) fn compare_table(cx: &Cx<'_>) -> Option<TableText> {
    let found = comparison(cx)?;
    let of = |analysis: &'_ Analysis, id: IndicatorId| -> Option<Indicator> { analysis.indicator(id).cloned() };
    let rows = found
        .result
        .rows
        .iter()
        .filter_map(|row| {
            let id = IndicatorId::from_id(&row.indicator)?;
            let indicator = of(&found.result.b, id).or_else(|| of(&found.result.a, id))?;
            let zone = row.zone.as_ref().map_or(cx.tr("compare.whole"), |(_, name)| name.as_str());
            let values = [row.before, row.after, row.change()].map(|v| value(cx, &indicator, v));
            Some(line(format::indicator(cx.lang(), id), std::iter::once(zone.to_owned()).chain(values)))
        })
        .collect();
    let heads = [
        cx.tr("compare.zone").to_owned(),
        name_of(cx, found.a),
        name_of(cx, found.b),
        cx.tr("compare.change").to_owned(),
    ];
    let head = line(cx.tr("compare.indicator").to_owned(), heads);
    Some(table(cx.tr("tab.compare").to_owned(), 2, head, rows))
}

fn line(first: String, rest: impl IntoIterator<Item = String>) -> Vec<String> {
    std::iter::once(first).chain(rest).collect()
}

/// A table whose first `names` columns hold names and all others figures.
fn table(title: String, names: usize, head: Vec<String>, rows: Vec<Vec<String>>) -> TableText {
    let right = (0..head.len()).map(|c| c >= names).collect();
    TableText { title, head, right, rows, ..TableText::default() }
}
