//! The list of proposals as a table for the clipboard.

use crate::analysis::outcome::IndicatorId;
use crate::model::plan::What;
use crate::session::tables::TableText;
use crate::ui::context::Cx;
use crate::ui::copy::{as_table, cell};
use crate::ui::format;

use super::gain;
use super::list::{kind_text, ordered, zone_of};
use super::shown::{scenario, title};

/// Whether what the proposals bring is worked out for the scenario as it is now.
pub(in crate::ui) fn gains_current(cx: &Cx<'_>) -> bool {
    scenario(cx.snap).is_none_or(|s| s.proposals.is_empty()) || cx.work.plan.gains.current(cx.snap).is_some()
}

/// The proposals of the scenario shown in the order of the list, with what each brings; below them what they bring
/// together, a row for each coverage. `None` without any, or before their gains are worked out.
pub(in crate::ui) fn table(cx: &Cx<'_>) -> Option<TableText> {
    let scenario = scenario(cx.snap).filter(|s| !s.proposals.is_empty())?;
    let gains = cx.work.plan.gains.current(cx.snap)?;
    let lang = cx.lang();
    let called = |id: IndicatorId| format::indicator(lang, id);
    let mut rows = Vec::new();
    for at in ordered(cx, &scenario.proposals, Some(&gains)) {
        let proposal = &scenario.proposals[at];
        let gain = gain::of(Some(&gains), proposal.id);
        let (alone, in_order) = (gain.and_then(|g| g.alone), gain.and_then(|g| g.in_order));
        let points =
            |change: Option<crate::analysis::gains::Change>| cell(change.and_then(|c| c.rate).map(|r| r * 100.0), 2);
        let area = if matches!(proposal.what, What::Close(_)) { None } else { proposal.area() };
        rows.push(vec![
            (at + 1).to_string(),
            title(cx.snap, proposal, lang),
            kind_text(cx, proposal),
            cell(area, 2),
            proposal.year.to_string(),
            cell(proposal.cost, 2),
            zone_of(cx, gain),
            gain.and_then(|g| g.indicator).map_or(String::new(), called),
            cell(alone.map(|c| c.covered_m2), 2),
            points(alone),
            cell(in_order.map(|c| c.covered_m2), 2),
            points(in_order),
        ]);
    }
    let sums: Vec<Vec<String>> = IndicatorId::ALL
        .into_iter()
        .filter(|id| gains.iter().any(|g| g.indicator == Some(*id)))
        .map(|id| {
            let of = gains.iter().filter(|g| g.indicator == Some(id)).filter_map(|g| g.in_order);
            let (m2, rate) =
                of.fold((0.0, Some(0.0)), |(m2, rate), c| (m2 + c.covered_m2, rate.zip(c.rate).map(|(a, b)| a + b)));
            let mut row = vec![String::new(); 12];
            cx.tr("copy.sum").clone_into(&mut row[1]);
            row[7] = called(id);
            row[10] = cell(Some(m2), 2);
            row[11] = cell(rate.map(|r: f64| r * 100.0), 2);
            row
        })
        .collect();
    let n = sums.len();
    rows.extend(sums);
    let head = [
        "place.col_number",
        "place.name",
        "place.col_kind",
        "copy.area",
        "place.year",
        "copy.cost",
        "gaps.zone",
        "copy.coverage",
        "copy.alone",
        "copy.alone_points",
        "copy.in_order",
        "copy.in_order_points",
    ];
    let head = head.map(|key| cx.tr(key).to_owned()).to_vec();
    Some(TableText { sums: n, ..as_table(&scenario.name, head, &[0, 3, 4, 5, 8, 9, 10, 11], rows) })
}
