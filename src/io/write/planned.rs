//! What is planned, as `summary.json` and the record of a pack hold it: in full precision.

use serde_json::{Map, Value as Json, json};

use super::answer::{Answer, Plan, YearRow};
use super::summary::parts;
use crate::analysis::effects::coverage_of;
use crate::analysis::{IndicatorId, Quantity};

/// The scenario and year, the figures without it, what each proposal brings, the years and the scenarios compared; null
/// where there is neither a scenario nor anything to compare it with.
pub(super) fn planned(answer: &Answer<'_>) -> Json {
    let Some(plan) = answer.plan.filter(|p| !p.proposals.is_empty() || !p.compared.is_empty()) else {
        return Json::Null;
    };
    json!({
        "scenario": Some(&plan.name).filter(|n| !n.is_empty()),
        "year": plan.year,
        "base": base(answer),
        "proposals": proposals(plan),
        "gains": plan.coverages().iter().map(|&c| json!({
            "id": c.id(), "gain_m2": plan.gain_of(c), "change_m2": answer.change_m2(c),
        })).collect::<Vec<_>>(),
        "years": plan.years.iter().map(year).collect::<Vec<_>>(),
        "scenarios": plan.compared.iter().map(|s| json!({
            "name": s.name,
            "proposals": s.proposals,
            "cost_wan": s.cost_wan,
            "park_coverage": s.park_coverage,
            "uncovered_m2": s.uncovered_m2,
        })).collect::<Vec<_>>(),
    })
}

/// Each indicator without the plan, and its change: of a share times 100 in percentage points.
fn base(answer: &Answer<'_>) -> Vec<Json> {
    let Some(base) = answer.base else { return Vec::new() };
    let one = |before: &crate::analysis::Indicator| {
        let now = answer.analysis.indicator(before.id).and_then(|i| i.quantity).and_then(Quantity::value);
        let value = before.quantity.and_then(Quantity::value);
        let mut out = Map::new();
        out.insert("id".to_owned(), before.id.id().into());
        out.insert("value".to_owned(), value.into());
        out.extend(parts(before, before.quantity).into_iter().map(|(key, number)| (key.to_owned(), number)));
        out.insert("change".to_owned(), now.zip(value).map(|(now, before)| now - before).into());
        Json::Object(out)
    };
    base.indicators.iter().map(one).collect()
}

fn proposals(plan: &Plan) -> Vec<Json> {
    let one = |p: &super::ProposalRow| {
        json!({
            "year": p.year,
            "name": p.name,
            "kind": p.kind,
            "what": p.what,
            "zone": p.zone,
            "area_m2": p.area_m2,
            "radius_m": p.radius_m,
            "cost_wan": p.cost_wan,
            "coverage": p.kind.and_then(coverage_of).map(IndicatorId::id),
            "gain_m2": p.gain_m2,
            "park_coverage_after": p.coverage_after,
        })
    };
    plan.proposals.iter().map(one).collect()
}

fn year(year: &YearRow) -> Json {
    let share = |q: Quantity| json!({"value": q.value(), "covered_m2": q.numerator, "demand_m2": q.denominator});
    let coverages = year.coverages.iter().map(|c| {
        let mut one = share(c.whole);
        one["id"] = c.indicator.id().into();
        one["zones"] = c.zones.iter().map(|&q| share(q)).collect();
        one
    });
    json!({"year": year.year, "coverages": coverages.collect::<Vec<_>>()})
}
