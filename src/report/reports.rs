//! Reports: the district's and the check-up of each sub-district, set from templates.
//!
//! A template gets `data.json` with figures that are already rounded and words that are already chosen, and the map as
//! `map.svg` (`map-1.svg` … by sub-district). So a template can be rearranged and reworded without being able to
//! change a figure. A folder of templates beside a project may replace any of [`TEMPLATES`] by a file of the same name.

use std::collections::BTreeMap;

use fugai_paper::{Fonts, Template};
use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::furniture::{grouped, project_name};
use super::map::map_picture;
use super::points::{self, value_text};
use super::sheet::plane_text;
use super::years;
use crate::analysis::outcome::Goal;
use crate::analysis::{Gap, Indicator, IndicatorId, Quantity, Unit};
use crate::io::write::sheets::{self, KINDS, basis, remarks};
use crate::io::write::table::{Cell, Table};
use crate::io::write::tables::{figure, goal_text, met_text};
use crate::io::write::words::{date_text, facility_reason, indicator_name, kind_name, note_text, synthetic_statement};
use crate::io::write::{Answer, Lang};

/// The bundled templates by name.
pub const TEMPLATES: [(&str, &str); 3] = [
    ("common.typ", include_str!("../../assets/templates/common.typ")),
    ("district.typ", include_str!("../../assets/templates/district.typ")),
    ("checkup.typ", include_str!("../../assets/templates/checkup.typ")),
];

/// Which report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The district as a whole.
    District,
    /// The check-up of some sub-districts, by their positions among the zones, one after the other.
    Checkup(Vec<usize>),
}

/// Gaps listed in the district's report, and in a sub-district's.
const GAPS: (usize, usize) = (20, 5);

/// A report as PDF. `own` are files that replace bundled templates or stand beside them, by name.
///
/// # Errors
/// [`PaperError::Template`](fugai_paper::PaperError) with file, line and column of the template's first mistake.
#[cfg(feature = "typst")]
pub fn report(
    answer: &Answer<'_>,
    kind: &Kind,
    own: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<u8>, fugai_paper::PaperError> {
    fugai_paper::typeset(&template(answer, kind, own))
}

/// A report, set: its pages become a PDF or pictures for a screen.
///
/// # Errors
/// As [`report`].
#[cfg(feature = "typst")]
pub fn set(
    answer: &Answer<'_>,
    kind: &Kind,
    own: &BTreeMap<String, Vec<u8>>,
) -> Result<fugai_paper::Typeset, fugai_paper::PaperError> {
    fugai_paper::Typeset::new(&template(answer, kind, own))
}

/// What a report is set from: templates, data and maps.
///
/// # Panics
/// Never: a report's data has only text keys and finite numbers.
pub fn template(answer: &Answer<'_>, kind: &Kind, own: &BTreeMap<String, Vec<u8>>) -> Template {
    let mut files: BTreeMap<String, Vec<u8>> =
        TEMPLATES.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect();
    files.extend(own.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
    let svg = |sheet: &fugai_paper::Sheet| fugai_paper::svg(sheet, Fonts::bundled()).into_bytes();
    let (main, data) = match kind {
        Kind::District => {
            let (sheet, scale) = map_picture(answer, 174.0, picture_height(answer, None), None, 10);
            files.insert("map.svg".to_owned(), svg(&sheet));
            ("district.typ", district(answer, scale))
        }
        Kind::Checkup(zones) => {
            let maps: Vec<(Vec<u8>, f64)> = zones
                .par_iter()
                .map(|&zone| {
                    let (sheet, scale) =
                        map_picture(answer, 174.0, picture_height(answer, Some(zone)), Some(zone), GAPS.1);
                    (svg(&sheet), scale)
                })
                .collect();
            let mut pages = Vec::new();
            for (i, ((svg, scale), &zone)) in maps.into_iter().zip(zones).enumerate() {
                let name = format!("map-{}.svg", i + 1);
                pages.push(checkup(answer, zone, &name, scale));
                files.insert(name, svg);
            }
            let mut data = common(answer);
            data["pages"] = pages.into();
            ("checkup.typ", data)
        }
    };
    let mut text = serde_json::to_string(&data).expect("a report's data has only text keys");
    text = Fonts::bundled().settable(&text);
    files.insert("data.json".to_owned(), text.into_bytes());
    Template {
        files,
        main: main.to_owned(),
        day: super::day_of(answer),
        ident: format!("fugai {} {main} {kind:?}", answer.project.name),
    }
}

/// As high as what is shown is, beside a width of 174 mm; in millimetres. Under the highest a page still has room for four
/// sentences of two lines, so that figure, map and sentences stay on one.
fn picture_height(answer: &Answer<'_>, zone: Option<usize>) -> f32 {
    let shown = super::map::extent(answer, zone).filter(|e| e.width() > 0.0);
    let high = shown.map_or(166.0, |e| (e.height() / e.width() * 166.0) as f32 + 24.0);
    high.clamp(110.0, 144.0).round()
}

/// What every report says of its basis.
fn common(answer: &Answer<'_>) -> Json {
    let (project, lang) = (answer.project, answer.lang);
    json!({
        "lang": lang.pick("zh", "en"),
        "name": project_name(answer),
        "synthetic": if project.synthetic { synthetic_statement(lang) } else { "" },
        "date": answer.date.map_or(String::new(), |d| date_text(d, lang)),
        "basis": basis(answer),
        "plane": plane_text(answer),
        "rules": lang.pick(&project.rules.name.zh, &project.rules.name.en),
        "scenario": answer.plan.map_or("", |p| p.scenario.as_str()),
        "version": env!("CARGO_PKG_VERSION"),
        "remarks": remarks(answer).into_iter().skip(usize::from(project.synthetic)).collect::<Vec<_>>(),
    })
}

pub(super) fn hectares(m2: f64) -> String {
    format!("{:.2}", m2 / 1e4)
}

/// A share with its goal, in every form that a page needs.
fn share(q: Option<Quantity>, goal: Option<&Goal>, met: Option<bool>, lang: Lang) -> Json {
    let Some((q, value)) = q.and_then(|q| Some((q, q.value()?))) else {
        return Json::Null;
    };
    let held = goal.filter(|_| met.is_some());
    json!({
        "value": figure(Unit::Ratio, value, held),
        "number": value,
        "met": met,
        "verdict": met_text(met, lang),
        "goal": goal.map(|g| g.value),
        "covered_ha": hectares(q.numerator),
        "demand_ha": hectares(q.denominator),
        "open_ha": hectares((q.denominator - q.numerator).max(0.0)),
        "points": held.map(|g| format!("{:.2}", (g.value - value).abs() * 100.0)),
    })
}

fn indicator_row(i: &Indicator, lang: Lang) -> Json {
    let notes: Vec<String> = i
        .notes
        .iter()
        .filter(|(key, _)| *key != "unverified" && *key != "per")
        .map(|(key, detail)| note_text(key, detail, lang))
        .collect();
    json!({
        "name": indicator_name(i.id, lang),
        "value": value_text(i, i.quantity, lang).unwrap_or_default(),
        "goal": i.goal.as_ref().map_or(String::new(), |g| goal_text(i.id, i.unit, g, lang)),
        "due": i.goal.as_ref().map_or("", |g| g.due.as_str()),
        "verdict": met_text(i.met, lang),
        "met": i.met,
        "note": notes.join(lang.pick("；", "; ")),
    })
}

fn gap_row(answer: &Answer<'_>, gap: &Gap, number: usize) -> Json {
    let lang = answer.lang;
    let nearest = gap.nearest.as_ref();
    let kind = nearest.and_then(|n| answer.analysis.facilities.get(n.facility)).map(|f| kind_name(f.kind, lang));
    json!({
        "number": number,
        "zone": gap.zone.clone().unwrap_or_default(),
        "ha": hectares(gap.area_m2),
        "pieces": gap.pieces(),
        "kind": kind.unwrap_or_default(),
        "nearest": nearest.map_or("", |n| n.name.as_str()),
        "distance": nearest.map_or(String::new(), |n| format!("{:.0}", n.distance_m)),
        "short": nearest.map_or(String::new(), |n| format!("{:.0}", n.short_m)),
    })
}

/// Facilities by kind: of one zone, or of all.
fn kinds(answer: &Answer<'_>, zone: Option<usize>) -> Vec<Json> {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let inside = |i: usize| zone.is_none_or(|z| answer.details.get(i).is_some_and(|d| d.zones.contains(&z)));
    let mut rows = Vec::new();
    for kind in KINDS {
        let of: Vec<usize> =
            (0..analysis.facilities.len()).filter(|&i| analysis.facilities[i].kind == kind && inside(i)).collect();
        if of.is_empty() && (zone.is_none() || !analysis.facilities.iter().any(|f| f.kind == kind)) {
            continue;
        }
        let counted: Vec<usize> = of.iter().copied().filter(|&i| analysis.facilities[i].reason.is_none()).collect();
        let areas: Vec<f64> = counted.iter().filter_map(|&i| analysis.facilities[i].area_m2).collect();
        let alone: Vec<f64> = of.iter().filter_map(|&i| answer.details.get(i)?.alone_m2).collect();
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for reason in of.iter().filter_map(|&i| analysis.facilities[i].reason) {
            *reasons.entry(reason).or_default() += 1;
        }
        let reasons: Vec<String> = reasons.iter().map(|(r, n)| format!("{} {n}", facility_reason(r, lang))).collect();
        let sum = |list: &[f64]| {
            if list.is_empty() { String::new() } else { hectares(list.iter().sum()) }
        };
        rows.push(json!({
            "name": kind_name(kind, lang),
            "all": of.len(),
            "counted": counted.len(),
            "area_ha": sum(&areas),
            "alone_ha": sum(&alone),
            "reasons": reasons.join(lang.pick("，", ", ")),
        }));
    }
    rows
}

/// A table as text, for sections that show one as it is; null without one.
fn plain(table: Option<Table>) -> Json {
    let Some(table) = table else { return Json::Null };
    let numeric = |cell: &Cell| matches!(cell, Cell::Number(..) | Cell::Formula(..));
    let right: Vec<bool> =
        (0..table.head.len()).map(|c| table.rows.iter().any(|r| r.get(c).is_some_and(numeric))).collect();
    json!({
        "title": table.title,
        "head": table.head,
        "right": right,
        "rows": table.rows.iter().map(|r| r.iter().map(Cell::shown).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "sums": table.sums,
    })
}

fn ledger(answer: &Answer<'_>, zone: Option<&str>) -> Json {
    let Some(plan) = answer.plan else { return Json::Null };
    let rows: Vec<Json> = plan
        .ledger
        .iter()
        .filter(|l| zone.is_none_or(|z| l.zone == z))
        .map(|l| json!({"zone": l.zone, "subject": clipped(&l.subject), "status": l.status, "owner": clipped(&l.owner), "due": l.due}))
        .collect();
    if rows.is_empty() { Json::Null } else { rows.into() }
}

/// A name of at most 40 characters: what anybody wrote may be of any length.
pub(super) fn clipped(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}

fn gap_area<'a>(gaps: impl Iterator<Item = &'a Gap>) -> String {
    hectares(gaps.map(|g| g.area_m2).sum::<f64>() + 0.0)
}

fn district(answer: &Answer<'_>, scale: f64) -> Json {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let mut data = common(answer);
    let park = analysis.indicator(IndicatorId::ParkCoverage);
    data["map"] = json!({"file": "map.svg", "scale": format!("1 : {}", grouped(scale))});
    data["park"] = park.map_or(Json::Null, |p| share(p.quantity, p.goal.as_ref(), p.met, lang));
    data["goal"] = park.and_then(|p| p.goal.as_ref().map(|g| (p, g))).map_or(Json::Null, |(p, g)| {
        json!({"text": goal_text(p.id, p.unit, g, lang), "due": g.due, "source": lang.pick(&g.source, &g.source_en)})
    });
    data["why"] = park
        .filter(|p| p.quantity.is_none())
        .map_or(String::new(), |p| p.notes.iter().map(|(k, d)| note_text(k, d, lang)).collect::<Vec<_>>().join("；"))
        .into();
    let before = answer.base.and_then(|b| b.indicator(IndicatorId::ParkCoverage)).and_then(|b| b.quantity);
    let change = park.and_then(|p| p.quantity).and_then(Quantity::value).zip(before.and_then(Quantity::value));
    data["change"] = change.map_or(Json::Null, |(now, before)| format!("{:+.2}", (now - before) * 100.0).into());
    data["indicators"] = analysis.indicators.iter().map(|i| indicator_row(i, lang)).collect();
    data["zones"] = zone_rows(answer, park);
    data["points"] = points::district(answer).into();
    data["gap_count"] = analysis.gaps.len().into();
    data["gap_ha"] = gap_area(analysis.gaps.iter()).into();
    data["gaps"] = analysis.gaps.iter().take(GAPS.0).enumerate().map(|(i, g)| gap_row(answer, g, i + 1)).collect();
    data["kinds"] = kinds(answer, None).into();
    data["years"] = years::district(answer);
    data["proposals"] = plain(sheets::proposals(answer));
    data["compared"] = plain(sheets::compared(answer));
    data["ledger"] = ledger(answer, None);
    data["rule_rows"] = plain(Some(sheets::rules(answer)));
    data["inputs"] = plain(Some(sheets::inputs(answer)));
    data
}

/// Park coverage and the other shares by sub-district, what is in none, and the whole.
fn zone_rows(answer: &Answer<'_>, park: Option<&Indicator>) -> Json {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let Some(park) = park.filter(|p| !p.zones.is_empty()) else {
        return Json::Null;
    };
    let others: Vec<&Indicator> = analysis
        .indicators
        .iter()
        .filter(|i| i.unit == Unit::Ratio && i.id != park.id && i.quantity.is_some())
        .collect();
    let percent =
        |q: Option<Quantity>| q.and_then(Quantity::value).map_or(String::new(), |v| format!("{:.2}", v * 100.0));
    let mut rows: Vec<Json> = Vec::new();
    for (at, zone) in analysis.zones.iter().enumerate() {
        let value = park.zones.get(at);
        rows.push(json!({
            "name": zone.name,
            "park": share(value.map(|v| v.quantity), park.goal.as_ref(), value.and_then(|v| v.met), lang),
            "others": others.iter().map(|i| percent(i.zones.get(at).map(|z| z.quantity))).collect::<Vec<_>>(),
            "gaps": analysis.gaps.iter().filter(|g| g.zone_index == Some(at)).count(),
        }));
    }
    let none = analysis.gaps.iter().filter(|g| g.zone_index.is_none()).count();
    json!({
        "others": others.iter().map(|i| indicator_name(i.id, lang)).collect::<Vec<_>>(),
        "rows": rows,
        "none": {
            "park": share(park.unzoned, None, None, lang),
            "covered_ha": hectares(park.unzoned.map_or(0.0, |q| q.numerator)),
            "demand_ha": hectares(park.unzoned.map_or(0.0, |q| q.denominator)),
            "others": others.iter().map(|i| percent(i.unzoned)).collect::<Vec<_>>(),
            "gaps": none,
        },
        "whole": {
            "park": share(park.quantity, park.goal.as_ref(), park.met, lang),
            "others": others.iter().map(|i| percent(i.quantity)).collect::<Vec<_>>(),
            "gaps": analysis.gaps.len(),
        },
        "overlap": !analysis.overlapping_zones.is_empty(),
    })
}

fn checkup(answer: &Answer<'_>, zone: usize, map: &str, scale: f64) -> Json {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let Some(info) = analysis.zones.get(zone) else {
        return Json::Null;
    };
    let park = analysis.indicator(IndicatorId::ParkCoverage);
    let own = park.and_then(|p| p.zones.get(zone));
    let goal = park.and_then(|p| p.goal.as_ref());
    let indicators: Vec<Json> = analysis
        .indicators
        .iter()
        .filter(|i| i.quantity.is_some() && i.zones.get(zone).is_some())
        .map(|i| {
            let here = &i.zones[zone];
            let text = |q: Option<Quantity>| value_text(i, q, lang).unwrap_or_else(|| "–".to_owned());
            json!({
                "name": indicator_name(i.id, lang),
                "here": text(Some(here.quantity)),
                "whole": text(i.quantity),
                // A number of things is asked of the district as a whole.
                "goal": i.goal.as_ref().filter(|_| here.met.is_some()).map_or(String::new(), |g| goal_text(i.id, i.unit, g, lang)),
                "met": here.met,
                "verdict": met_text(here.met, lang),
            })
        })
        .collect();
    let rank = park.and_then(|p| {
        let value = |z: usize| p.zones.get(z).and_then(|v| v.quantity.value());
        let mine = value(zone)?;
        let better = (0..p.zones.len()).filter(|&z| value(z).is_some_and(|v| v > mine)).count();
        Some(format!("{} / {}", better + 1, p.zones.len()))
    });
    let gaps: Vec<&Gap> = analysis.gaps.iter().filter(|g| g.zone_index == Some(zone)).collect();
    json!({
        "name": info.name,
        "area": format!("{:.2}", info.area_m2 / 1e6),
        "population": info.population.map_or(String::new(), grouped),
        "map": {"file": map, "scale": format!("1 : {}", grouped(scale))},
        "park": share(own.map(|z| z.quantity), goal, own.and_then(|z| z.met), lang),
        "whole": park.map_or(Json::Null, |p| share(p.quantity, goal, p.met, lang)),
        "goal": park.and_then(|p| p.goal.as_ref().map(|g| goal_text(p.id, p.unit, g, lang))),
        "due": goal.map_or("", |g| g.due.as_str()),
        "rank": rank,
        "points": points::checkup(answer, zone),
        "indicators": indicators,
        "gap_count": gaps.len(),
        "gap_ha": gap_area(gaps.iter().copied()),
        "gaps": gaps.iter().take(GAPS.1).enumerate().map(|(i, g)| gap_row(answer, g, i + 1)).collect::<Vec<_>>(),
        "kinds": kinds(answer, Some(zone)),
        "years": years::zone(answer, zone),
        "located": years::located(answer, &info.name),
        "ledger": ledger(answer, Some(&info.name)),
    })
}
