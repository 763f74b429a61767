//! What is planned: proposals, scenarios, the ledger.

use super::remarks;
use crate::analysis::IndicatorId;
use crate::io::write::answer::{Answer, Plan, ProposalRow};
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::{coverage_kind, kind_name};
use crate::io::write::{Lang, ledger_table};

/// What the scenario proposes, with year and gain; `None` without proposals.
///
/// Each coverage has a column of its own: land that a park brings in reach and land that a toilet does are no sum of
/// anything. Each is summed, and held against the change of its indicator.
pub(crate) fn proposals(answer: &Answer<'_>) -> Option<Table> {
    let lang = answer.lang;
    let plan = answer.plan.filter(|p| !p.proposals.is_empty())?;
    let coverages = plan.coverages();
    let head: Vec<String> = if lang == Lang::Zh {
        ["年份", "类别", "名称", "街道", "性质", "面积（m²）", "服务半径（m）", "投资（万元）"]
    } else {
        ["Year", "Kind", "Name", "Sub-district", "What", "Area (m²)", "Radius (m)", "Cost (10,000 yuan)"]
    }
    .map(str::to_owned)
    .into_iter()
    .chain(coverages.iter().map(|&c| gain_head(c, "m²", lang)))
    .chain([lang.pick("建成后公园绿地覆盖率（%）", "Park coverage then (%)").to_owned()])
    .collect();
    let mut table = Table::new("proposals", lang.pick("规划项目", "Proposals"), head);
    for p in &plan.proposals {
        let mut row = vec![
            Cell::maybe(p.year.map(f64::from), Digits::Plain),
            Cell::text(p.kind.map_or("", |k| kind_name(k, lang))),
            Cell::text(&p.name),
            Cell::text(&p.zone),
            Cell::text(&p.what),
            Cell::maybe(p.area_m2, Digits::Fixed(2)),
            Cell::maybe(p.radius_m, Digits::Fixed(0)),
            Cell::maybe(p.cost_wan, Digits::Fixed(2)),
        ];
        row.extend(coverages.iter().map(|&c| Cell::maybe(p.gain_of(c), Digits::Fixed(2))));
        row.push(Cell::maybe(p.coverage_after, Digits::Percent(2)));
        table.row(row);
    }
    sums(&mut table, answer, plan, &coverages);
    table.remarks = remarks(answer);
    Some(table)
}

/// The sums, and those of each coverage held against the change of its indicator.
fn sums(table: &mut Table, answer: &Answer<'_>, plan: &Plan, coverages: &[IndicatorId]) {
    let lang = answer.lang;
    let n = plan.proposals.len();
    let label = |text: &str| vec![Cell::Blank, Cell::Blank, Cell::text(text), Cell::Blank, Cell::Blank];
    let sum = |column: usize, value: f64| {
        Cell::Formula(format!("=SUM({{{column}:0}}:{{{column}:{}}})", n - 1), value, Digits::Fixed(2))
    };
    let of = |value: &dyn Fn(&ProposalRow) -> Option<f64>| plan.proposals.iter().filter_map(value).sum::<f64>() + 0.0;
    let mut row = label(lang.pick("合计", "Sum"));
    row.extend([sum(5, of(&|p| p.area_m2)), Cell::Blank, sum(7, of(&|p| p.cost_wan))]);
    row.extend(coverages.iter().enumerate().map(|(at, &c)| sum(8 + at, plan.gain_of(c))));
    row.push(Cell::Blank);
    table.sum(row);
    if answer.base.is_none() || coverages.is_empty() {
        return;
    }
    let mut row = label(lang.pick("较现状变化", "Change of the indicator"));
    row.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
    row.extend(coverages.iter().map(|&c| Cell::maybe(answer.change_m2(c), Digits::Fixed(2))));
    row.push(Cell::Blank);
    table.sum(row);
    let mut row = label(lang.pick("核对（应为 0）", "Check (to be 0)"));
    row.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
    row.extend(coverages.iter().enumerate().map(|(at, &c)| match answer.change_m2(c) {
        None => Cell::Blank,
        Some(change) => {
            let column = 8 + at;
            let text = format!("={{{column}:{n}}}-{{{column}:{}}}", n + 1);
            Cell::Formula(text, plan.gain_of(c) - change, Digits::Fixed(2))
        }
    }));
    row.push(Cell::Blank);
    table.sum(row);
}

/// The head of a column of what is brought to a coverage.
pub(crate) fn gain_head(coverage: IndicatorId, unit: &str, lang: Lang) -> String {
    let kind = coverage_kind(coverage, lang);
    match lang {
        Lang::Zh => format!("{kind}新增覆盖（{unit}）"),
        Lang::En => format!("Gain: {} ({unit})", kind.to_lowercase()),
    }
}

/// Scenarios beside one another; `None` without any.
pub(crate) fn compared(answer: &Answer<'_>) -> Option<Table> {
    let lang = answer.lang;
    let plan = answer.plan.filter(|p| !p.compared.is_empty())?;
    let head = if lang == Lang::Zh {
        ["方案", "项目（个）", "投资（万元）", "公园绿地服务半径覆盖率（%）", "未覆盖居住用地（m²）"]
    } else {
        ["Scenario", "Proposals", "Cost (10,000 yuan)", "Park coverage (%)", "Residential land not covered (m²)"]
    };
    let mut table = Table::new("scenarios", lang.pick("方案比较", "Scenarios"), head);
    for s in &plan.compared {
        table.row([
            Cell::text(&s.name),
            Cell::count(s.proposals),
            Cell::maybe(s.cost_wan, Digits::Fixed(2)),
            Cell::maybe(s.park_coverage, Digits::Percent(2)),
            Cell::maybe(s.uncovered_m2, Digits::Fixed(2)),
        ]);
    }
    Some(table)
}

/// The ledger: what was found, who answers for it, by when, and how far it is; `None` without any.
pub(crate) fn ledger(answer: &Answer<'_>) -> Option<Table> {
    let plan = answer.plan.filter(|p| !p.ledger.is_empty())?;
    Some(ledger_table(&plan.ledger, answer.date, answer.lang))
}
