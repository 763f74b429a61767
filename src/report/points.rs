//! What a leader reads first: the few sentences under the map of a report, each from figures that stand further down.

use super::furniture::grouped;
use crate::analysis::{Analysis, Gap, Indicator, IndicatorId, Quantity, Unit};
use crate::io::write::tables::{figure, goal_text};
use crate::io::write::words::{indicator_name, kind_name, unit_name};
use crate::io::write::{Answer, Lang};

/// Gaps that are added up in one sentence.
const LARGEST: usize = 5;

/// A figure with its unit, thousands parted; `None` without one.
pub(super) fn value_text(i: &Indicator, q: Option<Quantity>, lang: Lang) -> Option<String> {
    let value = q.and_then(Quantity::value)?;
    let number = figure(i.unit, value, i.goal.as_ref());
    let whole = matches!(i.unit, Unit::Count | Unit::SquareMetres) && value.abs() >= 10_000.0;
    let number = if whole { grouped(value) } else { number };
    Some(format!("{number} {}", unit_name(i.id, i.unit, lang)).trim_end().to_owned())
}

/// The district's sentences.
pub(super) fn district(answer: &Answer<'_>) -> Vec<String> {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let mut points = Vec::new();
    points.extend(zones(analysis, lang));
    points.extend(largest(analysis.gaps.iter(), uncovered(analysis, None), lang));
    points.extend(others(analysis.indicators.iter().map(|i| (i, i.quantity, i.met)), lang));
    points.extend(planned(answer));
    points
}

/// Those of a sub-district.
pub(super) fn checkup(answer: &Answer<'_>, zone: usize) -> Vec<String> {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let mut points = Vec::new();
    let gaps = || analysis.gaps.iter().filter(|g| g.zone_index == Some(zone));
    points.extend(gaps().next().map(|gap| nearest(answer, gap)));
    points.extend(largest(gaps(), uncovered(analysis, Some(zone)), lang));
    let here = analysis.indicators.iter().filter_map(|i| {
        let value = i.zones.get(zone)?;
        Some((i, Some(value.quantity), value.met))
    });
    points.extend(others(here, lang));
    points.extend(analysis.zones.get(zone).and_then(|z| super::years::sentence(answer, zone, &z.name)));
    points
}

fn uncovered(analysis: &Analysis, zone: Option<usize>) -> f64 {
    let park = analysis.indicator(IndicatorId::ParkCoverage);
    let q = park.and_then(|p| match zone {
        None => p.quantity,
        Some(z) => p.zones.get(z).map(|v| v.quantity),
    });
    q.map_or(0.0, |q| (q.denominator - q.numerator).max(0.0))
}

/// Which sub-districts miss the target of park coverage.
fn zones(analysis: &Analysis, lang: Lang) -> Option<String> {
    let park = analysis.indicator(IndicatorId::ParkCoverage)?;
    let goal = park.goal.as_ref()?;
    let judged: Vec<_> = park.zones.iter().filter_map(|z| Some((z, z.met?, z.quantity.value()?))).collect();
    if judged.is_empty() {
        return None;
    }
    let mut missed: Vec<_> = judged.iter().filter(|(_, met, _)| !met).collect();
    missed.sort_by(|a, b| a.2.total_cmp(&b.2));
    let target = goal_text(park.id, park.unit, goal, lang);
    let name = |z: &&(&crate::analysis::ZoneValue, bool, f64)| {
        format!("{} {} %", z.0.name, figure(Unit::Ratio, z.2, Some(goal)))
    };
    let names: Vec<String> = missed.iter().take(LARGEST).map(name).collect();
    let more = missed.len().saturating_sub(LARGEST);
    Some(match (lang, missed.len()) {
        (Lang::Zh, 0) => format!("{} 个街道（镇）全部达到 {target}。", judged.len()),
        (Lang::Zh, n) => {
            let more = if more > 0 { format!("等 {n} 个") } else { String::new() };
            format!("{} 个街道（镇）中 {n} 个未达到 {target}，从低到高为：{}{more}。", judged.len(), names.join("、"))
        }
        (Lang::En, 0) => format!("All {} sub-districts reach {target}.", judged.len()),
        (Lang::En, n) => {
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(
                "{n} of {} sub-districts miss {target}, the lowest first: {}{more}.",
                judged.len(),
                names.join(", ")
            )
        }
    })
}

/// How much of what is not covered lies in the largest gaps.
fn largest<'a>(gaps: impl Iterator<Item = &'a Gap>, open_m2: f64, lang: Lang) -> Option<String> {
    let areas: Vec<f64> = gaps.map(|g| g.area_m2).collect();
    if areas.len() <= LARGEST || open_m2 <= 0.0 {
        return None;
    }
    let sum: f64 = areas[..LARGEST].iter().sum();
    let (ha, share) = (format!("{:.2}", sum / 1e4), format!("{:.0}", sum / open_m2 * 100.0));
    Some(match lang {
        Lang::Zh => format!("最大的 {LARGEST} 处盲区合计 {ha} 公顷，占未覆盖居住用地的 {share} %。"),
        Lang::En => format!("The {LARGEST} largest gaps hold {ha} ha, {share} % of what is not covered."),
    })
}

/// The largest gap and what is nearest to it.
fn nearest(answer: &Answer<'_>, gap: &Gap) -> String {
    let (lang, ha) = (answer.lang, format!("{:.2}", gap.area_m2 / 1e4));
    let near = gap.nearest.as_ref().and_then(|n| Some((n, answer.analysis.facilities.get(n.facility)?)));
    match (lang, near) {
        (Lang::Zh, None) => format!("最大的盲区 {ha} 公顷。"),
        (Lang::En, None) => format!("The largest gap holds {ha} ha."),
        (Lang::Zh, Some((n, f))) => format!(
            "最大的盲区 {ha} 公顷，距最近的{}“{}”{:.0} 米，超出其服务半径 {:.0} 米。",
            kind_name(f.kind, lang),
            n.name,
            n.distance_m,
            n.short_m
        ),
        (Lang::En, Some((n, f))) => format!(
            "The largest gap, {ha} ha, lies {:.0} m from the nearest {} ({}), {:.0} m beyond its radius.",
            n.distance_m,
            kind_name(f.kind, lang).to_lowercase(),
            n.name,
            n.short_m
        ),
    }
}

/// Which of the other indicators miss their target.
fn others<'a>(
    all: impl Iterator<Item = (&'a Indicator, Option<Quantity>, Option<bool>)>,
    lang: Lang,
) -> Option<String> {
    let judged: Vec<_> = all.filter(|(i, _, met)| i.id != IndicatorId::ParkCoverage && met.is_some()).collect();
    let missed = judged.iter().filter(|(_, _, met)| *met == Some(false));
    let names: Vec<String> = missed
        .filter_map(|(i, q, _)| Some(format!("{} {}", indicator_name(i.id, lang), value_text(i, *q, lang)?)))
        .collect();
    if judged.is_empty() {
        return None;
    }
    Some(match (lang, names.is_empty()) {
        (Lang::Zh, true) => format!("其余 {} 项有目标的指标全部达标。", judged.len()),
        (Lang::Zh, false) => format!("其余有目标的指标中 {} 项未达标：{}。", names.len(), names.join("、")),
        (Lang::En, true) => format!("All {} other indicators with a target meet it.", judged.len()),
        (Lang::En, false) => {
            format!("Of the other indicators with a target {} miss it: {}.", names.len(), names.join(", "))
        }
    })
}

/// What the plan brings.
fn planned(answer: &Answer<'_>) -> Option<String> {
    let plan = answer.plan.filter(|p| !p.proposals.is_empty())?;
    let gain = plan.gain_of(IndicatorId::ParkCoverage);
    let costs: Vec<f64> = plan.proposals.iter().filter_map(|p| p.cost_wan).collect();
    let (n, ha) = (plan.proposals.len(), format!("{:.2}", gain / 1e4));
    Some(match answer.lang {
        Lang::Zh => {
            let cost = if costs.is_empty() {
                String::new()
            } else {
                format!("，投资 {:.2} 万元", costs.iter().sum::<f64>())
            };
            format!("“{}”安排 {n} 个项目{cost}，公园绿地新增覆盖居住用地 {ha} 公顷。", plan.scenario)
        }
        Lang::En => {
            let cost = if costs.is_empty() {
                String::new()
            } else {
                format!(" for {:.2} × 10,000 yuan", costs.iter().sum::<f64>())
            };
            format!(
                "“{}” has {n} proposals{cost}; its parks bring {ha} ha of residential land in reach.",
                plan.scenario
            )
        }
    })
}
