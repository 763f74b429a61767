//! What is planned: proposals, scenarios, the ledger.

use super::remarks;
use crate::io::write::answer::{Answer, ProposalRow};
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::kind_name;
use crate::io::write::{Lang, ledger_table};

/// What the scenario proposes, with year and gain; `None` without proposals.
pub(crate) fn proposals(answer: &Answer<'_>) -> Option<Table> {
    let lang = answer.lang;
    let plan = answer.plan.filter(|p| !p.proposals.is_empty())?;
    let head = if lang == Lang::Zh {
        [
            "年份",
            "类别",
            "名称",
            "街道",
            "性质",
            "面积（m²）",
            "服务半径（m）",
            "投资（万元）",
            "新增覆盖（m²）",
            "建成后覆盖率（%）",
        ]
    } else {
        [
            "Year",
            "Kind",
            "Name",
            "Sub-district",
            "What",
            "Area (m²)",
            "Radius (m)",
            "Cost (10,000 yuan)",
            "Newly covered (m²)",
            "Coverage then (%)",
        ]
    };
    let mut table = Table::new("proposals", lang.pick("规划项目", "Proposals"), head);
    for p in &plan.proposals {
        table.row([
            Cell::maybe(p.year.map(f64::from), Digits::Plain),
            Cell::text(p.kind.map_or("", |k| kind_name(k, lang))),
            Cell::text(&p.name),
            Cell::text(&p.zone),
            Cell::text(&p.what),
            Cell::maybe(p.area_m2, Digits::Fixed(2)),
            Cell::maybe(p.radius_m, Digits::Fixed(0)),
            Cell::maybe(p.cost_wan, Digits::Fixed(2)),
            Cell::maybe(p.gain_m2, Digits::Fixed(2)),
            Cell::maybe(p.coverage_after, Digits::Percent(2)),
        ]);
    }
    let n = plan.proposals.len();
    let sum = |column: usize, of: &dyn Fn(&ProposalRow) -> Option<f64>| {
        let formula = format!("=SUM({{{column}:0}}:{{{column}:{}}})", n - 1);
        Cell::Formula(formula, plan.proposals.iter().filter_map(of).sum(), Digits::Fixed(2))
    };
    table.sum([
        Cell::Blank,
        Cell::Blank,
        Cell::text(lang.pick("合计", "Sum")),
        Cell::Blank,
        Cell::Blank,
        sum(5, &|p| p.area_m2),
        Cell::Blank,
        sum(7, &|p| p.cost_wan),
        sum(8, &|p| p.gain_m2),
        Cell::Blank,
    ]);
    table.remarks = remarks(answer);
    Some(table)
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
