//! `summary.json`: everything in full precision, schema `fugai.summary/1`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::analysis::outcome::{Goal, ZoneValue};
use crate::analysis::{Analysis, GAP_REACH_M, Gap, Indicator, Quantity, Unit};
use crate::model::{CrsOrigin, Layer, Project};

use super::{Lang, Timings, words};

#[derive(Serialize)]
struct Summary {
    schema: &'static str,
    app: Json,
    name: String,
    synthetic: bool,
    crs: String,
    rules: Json,
    targets: Json,
    inputs: Vec<Json>,
    zones: Vec<Json>,
    overlapping_zones: Vec<Json>,
    indicators: Vec<Json>,
    gaps: Json,
    near_misses: Vec<Json>,
    setback_conflicts: Vec<Json>,
    #[serde(skip_serializing_if = "Json::is_null")]
    plan: Json,
    timings_ms: Json,
}

/// The text of `summary.json`; `plan` is what [`planned`](super::planned::planned) makes, null for the base.
pub(super) fn json(project: &Project, analysis: &Analysis, plan: Json, timings: Timings) -> String {
    let unverified = words::unverified_used(project, analysis);
    let summary = Summary {
        schema: "fugai.summary/1",
        app: json!({"name": "fugai", "version": env!("CARGO_PKG_VERSION")}),
        name: project.name.clone(),
        synthetic: project.synthetic,
        crs: project.plane.name(),
        rules: json!({
            "id": project.rules.id,
            "name": {"zh": project.rules.name.zh, "en": project.rules.name.en},
            "unverified": unverified.iter().map(|u| u.key).collect::<Vec<_>>(),
            "unverified_figures": unverified.iter().map(|u| json!({
                "key": u.key,
                "zh": u.citations.iter().map(crate::model::rules::Citation::zh).collect::<Vec<_>>(),
                "en": u.citations.iter().map(crate::model::rules::Citation::en).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        }),
        targets: project
            .targets
            .as_ref()
            .map_or(Json::Null, |t| json!({"id": t.id, "name": {"zh": t.name.zh, "en": t.name.en}})),
        inputs: project.layers.iter().map(|l| input(l, analysis)).collect(),
        zones: analysis
            .zones
            .iter()
            .map(|z| json!({"id": z.id, "name": z.name, "area_m2": z.area_m2, "population": z.population}))
            .collect(),
        overlapping_zones: analysis.overlapping_zones.iter().map(|(a, b)| json!([a, b])).collect(),
        indicators: analysis.indicators.iter().map(indicator).collect(),
        gaps: json!({
            "count": analysis.gaps.len(),
            "pieces": analysis.gaps.iter().map(Gap::pieces).sum::<usize>(),
            "reach_m": GAP_REACH_M,
            "area_m2": analysis.gaps.iter().map(|g| g.area_m2).sum::<f64>() + 0.0,
        }),
        near_misses: analysis
            .near_misses
            .iter()
            .map(|n| {
                let f = &analysis.facilities[n.facility];
                json!({"name": f.name, "layer": f.layer.0, "feature": f.feature, "area_m2": f.area_m2,
                    "needed_m2": n.needed_m2, "short_m2": n.short_m2, "radius_m": n.radius_m})
            })
            .collect(),
        setback_conflicts: analysis
            .setback_conflicts
            .iter()
            .map(|c| {
                json!({"station": analysis.facilities[c.facility].name, "layer": c.layer.0, "feature": c.feature,
                    "name": c.name, "distance_m": c.distance_m, "required_m": c.required_m})
            })
            .collect(),
        plan,
        timings_ms: json!({"load": timings.load_ms, "analyse": timings.analyse_ms, "write": timings.write_ms}),
    };
    let mut text = serde_json::to_string_pretty(&summary).expect("a summary has only text keys");
    text.push('\n');
    text
}

fn input(layer: &Layer, analysis: &Analysis) -> Json {
    let usage = analysis.layer_use.iter().find(|u| u.layer == layer.id);
    let mut at_load: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for skipped in &layer.import.skipped {
        at_load.entry(skipped.reason).or_default().push(skipped.index);
    }
    let mut skipped: Vec<Json> = at_load
        .iter()
        .map(|(reason, indices)| json!({"reason": reason, "count": indices.len(), "indices": indices}))
        .collect();
    skipped.extend(
        usage.into_iter().flat_map(|u| &u.unused).map(|(reason, count)| json!({"reason": reason, "count": count})),
    );
    json!({
        "role": layer.role.id(),
        "path": layer.source.path.to_string_lossy(),
        "sha256": layer.source.sha256,
        "features": layer.import.total.max(layer.features.len()),
        "used": usage.map_or(0, |u| u.used),
        "skipped": skipped,
        "name": layer.name,
        "layer": layer.id.0,
        "bytes": layer.source.bytes,
        "crs": layer.source.crs,
        "crs_origin": match layer.source.crs_origin {
            CrsOrigin::Declared => "declared",
            CrsOrigin::Chosen => "chosen",
            CrsOrigin::Assumed => "assumed",
        },
        "repaired": layer.import.repaired,
        "notes": layer.import.notes.iter().map(|n| json!({"key": n.key, "detail": n.detail})).collect::<Vec<_>>(),
    })
}

fn indicator(i: &Indicator) -> Json {
    let mut out = serde_json::Map::new();
    let mut put = |key: &str, value: Json| {
        out.insert(key.to_owned(), value);
    };
    put("id", i.id.id().into());
    put("value", i.quantity.and_then(Quantity::value).map_or(Json::Null, Json::from));
    put("error_bound", i.error_bound.map_or(Json::Null, Json::from));
    put("unit", i.unit.id().into());
    for (key, value) in parts(i, i.quantity) {
        put(key, value);
    }
    put("target", i.goal.as_ref().map_or(Json::Null, |g| g.value.into()));
    put("met", i.met.into());
    if let Some(per) = i.per {
        put("per", per.into());
    }
    put("name", json!({"zh": i.id.name_zh(), "en": i.id.name_en()}));
    put("goal", i.goal.as_ref().map_or(Json::Null, goal));
    let required = i.requirements.iter().map(|r| {
        let mut g = goal(&r.goal);
        g["met"] = r.met.into();
        g
    });
    put("requirements", required.collect());
    if let Some(people) = i.population {
        put("population", population(people));
    }
    let notes = i.notes.iter().map(|(key, detail)| {
        json!({"key": key, "detail": detail, "zh": words::note_text(key, detail, Lang::Zh), "en": words::note_text(key, detail, Lang::En)})
    });
    put("notes", notes.collect());
    put("zones", i.zones.iter().map(|z| zone(i, z)).collect());
    put(
        "unzoned",
        i.unzoned.map_or(Json::Null, |q| {
            Json::Object(parts(i, Some(q)).into_iter().map(|(k, v)| (k.to_owned(), v)).collect())
        }),
    );
    Json::Object(out)
}

fn zone(i: &Indicator, z: &ZoneValue) -> Json {
    let mut out = serde_json::Map::new();
    out.insert("id".to_owned(), z.id.clone().into());
    out.insert("name".to_owned(), z.name.clone().into());
    out.insert("value".to_owned(), z.quantity.value().map_or(Json::Null, Json::from));
    for (key, value) in parts(i, Some(z.quantity)) {
        out.insert(key.to_owned(), value);
    }
    out.insert("met".to_owned(), z.met.into());
    if let Some(people) = z.population {
        out.insert("population".to_owned(), population(people));
    }
    Json::Object(out)
}

/// What is above and below the line, under the names they have for the unit.
pub(super) fn parts(i: &Indicator, quantity: Option<Quantity>) -> Vec<(&'static str, Json)> {
    let (above, below) = match i.unit {
        Unit::Ratio => ("covered_m2", Some("demand_m2")),
        Unit::PerKm2 => ("count", Some("area_km2")),
        Unit::SquareMetresPerPerson => ("park_m2", Some("people")),
        Unit::Count => ("count", None),
        Unit::SquareMetres => ("area_m2", None),
    };
    let number = |n: Option<f64>| n.map_or(Json::Null, Json::from);
    let mut out = vec![(above, number(quantity.map(|q| q.numerator)))];
    out.extend(below.map(|key| (key, number(quantity.map(|q| q.denominator)))));
    out
}

fn population(q: Quantity) -> Json {
    json!({"value": q.value(), "served": q.numerator, "people": q.denominator})
}

fn goal(g: &Goal) -> Json {
    json!({"value": g.value, "strict": g.strict, "at_most": g.at_most, "due": g.due, "source": g.source,
        "source_en": g.source_en, "unverified": g.unverified})
}
