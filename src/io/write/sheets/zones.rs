//! The sub-districts, and how they add up.

use super::{digits, head_with, remarks};
use crate::analysis::{Indicator, IndicatorId, Quantity, Unit};
use crate::io::write::Lang;
use crate::io::write::answer::Answer;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::tables::met_text;
use crate::io::write::words::{indicator_name, unit_name};

/// One row a zone, then "in no zone", the whole, and what is left between them and the sum.
pub(crate) fn zones(answer: &Answer<'_>) -> Table {
    let (lang, analysis) = (answer.lang, answer.analysis);
    let shown: Vec<&Indicator> = analysis.indicators.iter().filter(|i| i.quantity.is_some()).collect();
    let mut head: Vec<String> = (if lang == Lang::Zh {
        ["标识", "街道", "面积（km²）", "人口"]
    } else {
        ["Id", "Sub-district", "Area (km²)", "Population"]
    })
    .map(str::to_owned)
    .to_vec();
    for i in &shown {
        let name = indicator_name(i.id, lang);
        if i.unit == Unit::Ratio {
            head.push(head_with(&format!("{name} {}", lang.pick("覆盖面积", "covered")), "m²", lang));
            head.push(head_with(&format!("{name} {}", lang.pick("居住用地", "residential land")), "m²", lang));
        }
        head.push(head_with(name, unit_name(i.id, i.unit, lang), lang));
        if i.unit == Unit::Ratio {
            let people = format!("{name} {}", lang.pick("服务人口", "people served"));
            head.push(people.clone());
            head.push(match lang {
                Lang::Zh => format!("{people}占比（%）"),
                Lang::En => format!("{people} (%)"),
            });
        }
        if i.id == IndicatorId::ParkCoverage && i.goal.is_some() {
            head.push(lang.pick("目标（%）", "Target (%)").to_owned());
        }
        if i.goal.is_some() {
            head.push(format!("{name} {}", lang.pick("结论", "verdict")));
        }
    }
    let mut table = Table::new("zones", lang.pick("分街道", "Sub-districts"), head);
    let cells = |i: &Indicator, q: Option<Quantity>, people: Option<Quantity>, met: Option<bool>| {
        let goal = i.goal.as_ref().filter(|_| met.is_some());
        let mut out = Vec::new();
        if i.unit == Unit::Ratio {
            out.push(Cell::maybe(q.map(|q| q.numerator), Digits::Fixed(2)));
            out.push(Cell::maybe(q.map(|q| q.denominator), Digits::Fixed(2)));
        }
        let value = q.and_then(Quantity::value);
        out.push(value.map_or(Cell::Blank, |v| Cell::number(v, digits(i.unit, v, goal))));
        if i.unit == Unit::Ratio {
            out.push(Cell::maybe(people.map(|q| q.numerator), Digits::Fixed(0)));
            out.push(Cell::maybe(people.and_then(Quantity::value), Digits::Percent(2)));
        }
        if let Some(goal) = i.goal.as_ref().filter(|_| i.id == IndicatorId::ParkCoverage) {
            out.push(if met.is_some() { Cell::number(goal.value, Digits::Percent(0)) } else { Cell::Blank });
        }
        if i.goal.is_some() {
            out.push(Cell::text(met_text(met, lang)));
        }
        out
    };
    for (at, zone) in analysis.zones.iter().enumerate() {
        let mut row = vec![
            Cell::text(&zone.id),
            Cell::text(&zone.name),
            Cell::number(zone.area_m2 / 1e6, Digits::Fixed(4)),
            Cell::maybe(zone.population, Digits::Fixed(0)),
        ];
        for i in &shown {
            let value = i.zones.get(at);
            let people = value.and_then(|v| v.population);
            row.extend(cells(i, value.map(|v| v.quantity), people, value.and_then(|v| v.met)));
        }
        table.row(row);
    }
    let label = |text: &str| vec![Cell::Blank, Cell::text(text), Cell::Blank, Cell::Blank];
    if !analysis.zones.is_empty() {
        let mut row = label(lang.pick("未分区", "In no sub-district"));
        for i in &shown {
            row.extend(cells(i, i.unzoned, None, None));
        }
        table.sum(row);
    }
    let mut row = label(lang.pick("合计", "Whole"));
    for i in &shown {
        row.extend(cells(i, i.quantity, i.population, i.met));
    }
    table.sum(row);
    if !analysis.zones.is_empty() {
        let check = reconciliation(answer, &shown, table.rows.len());
        table.sum(check);
    }
    if !analysis.overlapping_zones.is_empty() {
        let pairs = analysis.overlapping_zones.iter().map(|(a, b)| format!("{a}–{b}"));
        let pairs = pairs.collect::<Vec<_>>().join(lang.pick("，", ", "));
        table.remarks.push(match lang {
            Lang::Zh => format!("街道相互重叠，重叠部分在每个街道各计一次，核对行为其差额：{pairs}"),
            Lang::En => {
                format!("Sub-districts overlap; what they share counts in each, and the check shows it: {pairs}")
            }
        });
    }
    table.remarks.push(
        lang.pick(
            "核对 = 各街道之和 + 未分区 − 合计；覆盖面积和居住用地为圆弧精算值，显示两位小数",
            "Check = sum of the sub-districts + in none − whole; areas are by true arcs, shown with two decimals",
        )
        .to_owned(),
    );
    table.remarks.extend(remarks(answer));
    table
}

/// The sum of the zones and of what is in none, less the whole, as formulas over the rows above.
fn reconciliation(answer: &Answer<'_>, shown: &[&Indicator], rows_above: usize) -> Vec<Cell> {
    let lang = answer.lang;
    let mut row =
        vec![Cell::Blank, Cell::text(lang.pick("核对（应为 0）", "Check (to be 0)")), Cell::Blank, Cell::Blank];
    let formula = |column: usize, q: &dyn Fn(Quantity) -> f64, i: &Indicator| {
        let parts: Vec<f64> = i.zones.iter().map(|z| z.quantity).chain(i.unzoned).map(q).collect();
        let whole = i.quantity.map_or(0.0, q);
        // `{column:row}` is a cell of this table; the workbook knows where it stands on the sheet.
        let text = format!("=SUM({{{column}:0}}:{{{column}:{}}})-{{{column}:{}}}", rows_above - 2, rows_above - 1);
        Cell::Formula(text, parts.iter().sum::<f64>() - whole, Digits::Fixed(2))
    };
    for i in shown {
        let at = row.len();
        match i.unit {
            Unit::Ratio => {
                row.push(formula(at, &|q| q.numerator, i));
                row.push(formula(at + 1, &|q| q.denominator, i));
                // Nobody knows of the people in no zone: theirs is no sum to be checked.
                row.extend([Cell::Blank, Cell::Blank, Cell::Blank]);
            }
            // Counts by zone add up where the whole is their sum: not where things lie on a border, in two zones.
            _ => row.push(Cell::Blank),
        }
        if i.id == IndicatorId::ParkCoverage && i.goal.is_some() {
            row.push(Cell::Blank);
        }
        if i.goal.is_some() {
            row.push(Cell::Blank);
        }
    }
    row
}
