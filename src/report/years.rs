//! What a plan brings by year: to the district, and to a sub-district whoever brings it.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::reports::{clipped, hectares};
use crate::analysis::{IndicatorId, Quantity};
use crate::io::write::sheets::gain_head;
use crate::io::write::words::coverage_kind;
use crate::io::write::{Answer, Lang, Plan, ProposalRow};

/// Years listed in a check-up; of more the last ones.
const YEARS: usize = 8;

fn plan<'a>(answer: &Answer<'a>) -> Option<&'a Plan> {
    answer.plan.filter(|p| !p.proposals.is_empty())
}

/// A table as a template takes it: shares of the width, which columns hold figures, heads, rows, how many are sums.
fn table(columns: &[(f64, bool, String)], rows: &[Vec<String>], sums: usize) -> Json {
    let of = |f: &dyn Fn(&(f64, bool, String)) -> Json| columns.iter().map(f).collect::<Vec<Json>>();
    json!({
        "widths": of(&|c| c.0.into()),
        "right": of(&|c| c.1.into()),
        "head": of(&|c| c.2.clone().into()),
        "rows": rows,
        "sums": sums,
    })
}

/// What the plan brings the district by year, a column a coverage, summed and held against the change of each; null
/// without a plan.
pub(super) fn district(answer: &Answer<'_>) -> Json {
    let Some(plan) = plan(answer) else { return Json::Null };
    let lang = answer.lang;
    let coverages = plan.coverages();
    let mut by_year: BTreeMap<Option<i32>, Vec<&ProposalRow>> = BTreeMap::new();
    for p in &plan.proposals {
        by_year.entry(p.year).or_default().push(p);
    }
    let sum = |list: Vec<f64>| (!list.is_empty()).then(|| list.iter().sum::<f64>() + 0.0);
    let cost_of = |list: &[&ProposalRow]| {
        sum(list.iter().filter_map(|p| p.cost_wan).collect()).map_or(String::new(), |c| format!("{c:.2}"))
    };
    let mut columns = vec![
        (0.6, false, lang.pick("年份", "Year").to_owned()),
        (0.6, true, lang.pick("项目", "Number").to_owned()),
        (3.0, false, lang.pick("名称", "Names").to_owned()),
    ];
    columns.extend(coverages.iter().map(|&c| (1.0, true, gain_head(c, lang.pick("公顷", "ha"), lang))));
    columns.push((1.0, true, lang.pick("投资（万元）", "Cost (10,000 yuan)").to_owned()));
    columns.push((1.0, true, lang.pick("建成后公园绿地覆盖率（%）", "Park coverage then (%)").to_owned()));
    let mut rows = Vec::new();
    for (year, list) in by_year {
        let names: Vec<&str> = list.iter().map(|p| p.name.as_str()).collect();
        let gain = |c: IndicatorId| sum(list.iter().filter_map(|p| p.gain_of(c)).collect());
        let after = list.iter().rev().find_map(|p| p.coverage_after);
        let mut row = vec![
            year.map_or(lang.pick("未定", "open").to_owned(), |y| y.to_string()),
            list.len().to_string(),
            names.join(lang.pick("、", ", ")),
        ];
        row.extend(coverages.iter().map(|&c| gain(c).map_or(String::new(), hectares)));
        row.push(cost_of(&list));
        row.push(after.map_or(String::new(), percent));
        rows.push(row);
    }
    let all: Vec<&ProposalRow> = plan.proposals.iter().collect();
    let mut row = vec![lang.pick("合计", "Sum").to_owned(), all.len().to_string(), String::new()];
    row.extend(coverages.iter().map(|&c| hectares(plan.gain_of(c))));
    row.extend([cost_of(&all), String::new()]);
    rows.push(row);
    let mut sums = 1;
    if answer.base.is_some() && !coverages.is_empty() {
        let label = lang.pick("指标较现状变化", "Change of the indicator");
        let mut row = vec![String::new(), String::new(), label.to_owned()];
        row.extend(coverages.iter().map(|&c| answer.change_m2(c).map_or(String::new(), hectares)));
        row.extend([String::new(), String::new()]);
        rows.push(row);
        sums = 2;
    }
    table(&columns, &rows, sums)
}

fn percent(share: f64) -> String {
    format!("{:.2}", share * 100.0)
}

/// A sub-district's own coverage by the end of each year, and the land in it that came in reach since the year before,
/// whoever brought it; null without a plan, or without the figures of its years.
pub(super) fn zone(answer: &Answer<'_>, zone: usize) -> Json {
    let Some(plan) = plan(answer).filter(|p| !p.years.is_empty()) else { return Json::Null };
    let lang = answer.lang;
    let coverages = plan.coverages();
    if coverages.is_empty() {
        return Json::Null;
    }
    let mut columns = vec![(1.0, false, lang.pick("年末", "By the end of").to_owned())];
    for &c in &coverages {
        let kind = coverage_kind(c, lang);
        columns.push((1.2, true, lang.pick("{}覆盖率（%）", "{} coverage (%)").replace("{}", kind)));
        columns.push((1.2, true, gain_head(c, lang.pick("公顷", "ha"), lang)));
    }
    let value = |q: Option<Quantity>| q.and_then(Quantity::value).map_or("–".to_owned(), percent);
    let mut last: Vec<Option<Quantity>> = coverages.iter().map(|&c| answer.before(c, Some(zone))).collect();
    let mut rows = vec![vec![lang.pick("现状", "As it is").to_owned()]];
    rows[0].extend(last.iter().flat_map(|&q| [value(q), String::new()]));
    for (at, year) in plan.years.iter().enumerate() {
        let mut row = vec![year.year.to_string()];
        for (before, &c) in last.iter_mut().zip(&coverages) {
            // Nothing found to be built leaves things as they were.
            let now = plan.coverage_at(at, c, Some(zone)).or(*before);
            row.push(value(now));
            let served = |q: Option<Quantity>| q.map_or(0.0, |q| q.numerator);
            row.push(hectares(served(now) - served(*before) + 0.0));
            *before = now;
        }
        rows.push(row);
    }
    let more = rows.len().saturating_sub(1 + YEARS);
    rows.drain(1..=more);
    let mut made = table(&columns, &rows, 0);
    made["more"] = more.into();
    made
}

/// The proposals that lie in a sub-district, in the order of their years, and how many there are; null without any.
pub(super) fn located(answer: &Answer<'_>, zone: &str) -> Json {
    let Some(plan) = plan(answer) else { return Json::Null };
    let lang = answer.lang;
    let rows: Vec<Json> = plan
        .proposals
        .iter()
        .filter(|p| p.zone == zone)
        .map(|p| {
            json!({
                "year": p.year.map_or(lang.pick("未定", "open").to_owned(), |y| y.to_string()),
                "name": clipped(&p.name),
                "kind": p.kind.map_or("", |k| crate::io::write::words::kind_name(k, lang)),
                "what": p.what,
                "cost": p.cost_wan.map_or(String::new(), |c| format!("{c:.2}")),
            })
        })
        .collect();
    if rows.is_empty() { Json::Null } else { rows.into() }
}

/// What the plan brings a sub-district, as a sentence.
pub(super) fn sentence(answer: &Answer<'_>, zone: usize, name: &str) -> Option<String> {
    let plan = plan(answer)?;
    let n = plan.proposals.iter().filter(|p| p.zone == name).count();
    let park = answer.analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.zones.get(zone));
    let gain = park.zip(answer.base).map(|(now, _)| {
        let before = answer.before(IndicatorId::ParkCoverage, Some(zone)).map_or(0.0, |q| q.numerator);
        hectares(now.quantity.numerator - before + 0.0)
    });
    if n == 0 && gain.as_ref().is_none_or(|g| g == "0.00") {
        return None;
    }
    Some(match (answer.lang, gain) {
        (Lang::Zh, Some(ha)) => format!(
            "“{}”在本街道安排 {n} 个项目；连同其他街道的项目，本街道公园绿地新增覆盖居住用地 {ha} 公顷。",
            plan.scenario
        ),
        (Lang::Zh, None) => format!("“{}”在本街道安排 {n} 个项目。", plan.scenario),
        (Lang::En, Some(ha)) => format!(
            "“{}” has {n} proposals here; with those of other sub-districts, parks bring {ha} ha of residential land here in reach.",
            plan.scenario
        ),
        (Lang::En, None) => format!("“{}” has {n} proposals here.", plan.scenario),
    })
}
