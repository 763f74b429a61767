//! The tables of an answer: what the workbook, the CSV files and the reports show.

mod facilities;
mod form;
mod gaps;
mod inputs;
mod plan;
mod rules;
mod summary;
mod zones;

pub(crate) use facilities::{facilities, kinds};
pub(crate) use form::form;
pub(crate) use gaps::gaps;
pub(crate) use inputs::inputs;
pub(crate) use plan::{compared, gain_head, ledger, proposals};
pub(crate) use rules::rules;
pub(crate) use summary::summary;
pub(crate) use zones::zones;

use super::Lang;
use super::answer::Answer;
use super::table::{Digits, Table};
use super::tables::figure;
use super::words::{self, date_text, synthetic_statement, unverified_statement};
use crate::analysis::Unit;
use crate::analysis::outcome::Goal;
use crate::io::IoError;
use crate::model::FacilityKind;

/// Facility kinds in the order of the tables.
pub(crate) const KINDS: [FacilityKind; 6] = [
    FacilityKind::Park,
    FacilityKind::PocketPark,
    FacilityKind::Toilet,
    FacilityKind::TransferStation,
    FacilityKind::Parking,
    FacilityKind::BeautifulZone,
];

/// Decimals of a figure that bear out its verdict.
fn digits(unit: Unit, value: f64, goal: Option<&Goal>) -> Digits {
    let decimals = figure(unit, value, goal).split_once('.').map_or(0, |(_, d)| d.len());
    if unit == Unit::Ratio { Digits::Percent(decimals) } else { Digits::Fixed(decimals) }
}

/// The head of a column with its unit.
fn head_with(name: &str, unit: &str, lang: Lang) -> String {
    match (unit, lang) {
        ("", _) => name.to_owned(),
        (unit, Lang::Zh) => format!("{name}（{unit}）"),
        (unit, Lang::En) => format!("{name} ({unit})"),
    }
}

/// What goes with every figure: that they are synthetic, what is missing, what nobody has verified.
pub(crate) fn remarks(answer: &Answer<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    if answer.project.synthetic {
        lines.push(synthetic_statement(answer.lang).to_owned());
    }
    lines.extend(words::losses(answer.project, answer.analysis, answer.lang));
    lines.extend(unverified_statement(answer.project, answer.analysis, answer.lang));
    lines
}

/// Under which rules, on which plane and against which plan the figures hold, on one line.
pub(crate) fn basis(answer: &Answer<'_>) -> String {
    let (project, lang) = (answer.project, answer.lang);
    let colon = lang.pick("：", ": ");
    let mut parts = vec![
        format!("{}{colon}{}", lang.pick("规则集", "Rules"), lang.pick(&project.rules.name.zh, &project.rules.name.en)),
        format!("{}{colon}{}", lang.pick("坐标系", "Plane"), project.plane.name()),
    ];
    if let Some(targets) = &project.targets {
        parts.push(format!("{}{colon}{}", lang.pick("目标", "Targets"), lang.pick(&targets.name.zh, &targets.name.en)));
    }
    if let Some(plan) = answer.plan.filter(|p| !p.scenario.is_empty()) {
        parts.push(format!("{}{colon}{}", lang.pick("方案", "Scenario"), plan.scenario));
    }
    if let Some(date) = answer.date {
        parts.push(format!("{}{colon}{}", lang.pick("日期", "Date"), date_text(date, lang)));
    }
    parts.join(lang.pick("　", "   "))
}

/// All tables, in the order of the sheets. Those about a plan are there only with a plan.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees.
pub(crate) fn all(answer: &Answer<'_>) -> Result<Vec<Table>, IoError> {
    let mut tables =
        vec![form(answer), summary(answer), zones(answer), gaps(answer)?, kinds(answer), facilities(answer)?];
    tables.extend(proposals(answer));
    tables.extend(compared(answer));
    tables.extend(ledger(answer));
    tables.extend(answer.plan.into_iter().flat_map(|p| p.records.tables(answer.lang)));
    tables.push(inputs(answer));
    tables.push(rules(answer));
    Ok(tables)
}
