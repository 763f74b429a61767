//! The rule set with its clauses.

use crate::io::write::Lang;
use crate::io::write::answer::Answer;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::{quarter_name, unverified_statement};
use crate::model::rules::{Citation, Tier};

/// The figures of the rule set with their clauses, and which of them nobody has verified.
pub(crate) fn rules(answer: &Answer<'_>) -> Table {
    let lang = answer.lang;
    let head = if lang == Lang::Zh {
        ["项目", "条件", "数值", "单位", "标准", "条款", "可靠程度", "核对", "说明"]
    } else {
        ["Subject", "Where", "Value", "Unit", "Standard", "Clause", "Known", "Verified", "Note"]
    };
    let mut table = Table::new("rules", lang.pick("规则", "Rules"), head);
    let mut row = |subject: &str, condition: String, value: Option<f64>, unit: &str, cite: &Citation| {
        let note = [cite.inferred.as_ref(), cite.note.as_ref()];
        let note: Vec<&str> = note.into_iter().flatten().map(|t| lang.pick(&t.zh, &t.en)).collect();
        let decimals = value.map_or(0, |v| usize::from(v.fract() != 0.0) * 2);
        table.row([
            Cell::text(subject),
            Cell::text(condition),
            Cell::maybe(value, if unit == "%" { Digits::Percent(decimals.min(1)) } else { Digits::Fixed(decimals) }),
            Cell::text(if value.is_some() { unit } else { "" }),
            Cell::text(&cite.source),
            Cell::text(&cite.clause),
            Cell::text(cite.known.id()),
            Cell::text(if cite.is_unverified() {
                lang.pick("未经核对", "not verified")
            } else {
                lang.pick("已核对", "yes")
            }),
            Cell::text(note.join(lang.pick("；", "; "))),
        ]);
    };
    let tier = |t: &Tier| {
        let to = t.max_area_m2.map_or(String::new(), |m| format!("，< {m}"));
        let place = t.only_in.map_or(String::new(), |q| format!("，{}", quarter_name(q, lang)));
        let text = format!("≥ {}{to} m²{place}", t.min_area_m2);
        if lang == Lang::En { text.replace('，', ", ") } else { text }
    };
    let rules = &answer.project.rules;
    let radius = lang.pick("服务半径", "service radius");
    let of = |kind: &str| format!("{kind} {radius}");
    for t in &rules.park.tiers {
        row(&of(lang.pick("公园", "Park")), tier(t), Some(t.radius_m), "m", &t.cite);
    }
    for t in &rules.pocket_park.tiers {
        row(&of(lang.pick("口袋公园", "Pocket park")), tier(t), Some(t.radius_m), "m", &t.cite);
    }
    row(lang.pick("公园 量取方式", "Park: how it is measured"), String::new(), None, "", &rules.park.measured_from);
    for r in &rules.park.required {
        let sign = if r.strict { ">" } else { "≥" };
        let name = format!("{} {sign}", lang.pick(&r.name.zh, &r.name.en));
        row(lang.pick("公园覆盖率要求", "Park coverage asked for"), name, Some(r.value), "%", &r.cite);
    }
    let toilet = &rules.toilet.radius;
    row(&of(lang.pick("公厕", "Toilet")), String::new(), Some(toilet.metres), "m", &toilet.cite);
    for v in &rules.transfer_station.vehicles {
        row(
            &of(lang.pick("转运站", "Transfer station")),
            lang.pick(&v.name.zh, &v.name.en).to_owned(),
            v.radius_m,
            "m",
            &v.cite,
        );
    }
    for s in &rules.transfer_station.setbacks {
        let to = s.max_tpd.map_or(String::new(), |m| format!(", {} {m}", if s.max_inclusive { "≤" } else { "<" }));
        let subject = lang.pick("转运站 防护距离", "Transfer station: setback");
        row(subject, format!("≥ {}{to} t/d", s.min_tpd), Some(s.metres), "m", &s.cite);
    }
    let parking = &rules.parking.radius;
    row(&of(lang.pick("停车场", "Parking")), String::new(), Some(parking.metres), "m", &parking.cite);
    for p in &rules.parking.profiles {
        let name = lang.pick(&p.name.zh, &p.name.en).to_owned();
        row(&of(lang.pick("停车场", "Parking")), name, Some(p.radius_m), "m", &p.cite);
    }
    for r in &rules.green.park_area_per_capita {
        let name = lang.pick(&r.name.zh, &r.name.en).to_owned();
        let unit = lang.pick("m²/人", "m² a head");
        row(lang.pick("人均公园绿地面积要求", "Park area a head asked for"), name, Some(r.value), unit, &r.cite);
    }
    table.remarks.push(format!(
        "{}{}（{}）",
        lang.pick("规则集：", "Rule set: "),
        lang.pick(&rules.name.zh, &rules.name.en),
        rules.id
    ));
    table.remarks.extend(unverified_statement(answer.project, answer.analysis, lang));
    table
}
