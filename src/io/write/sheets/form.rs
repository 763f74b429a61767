//! The fields of the official form.

use super::{basis, digits, remarks};
use crate::analysis::{IndicatorId, Quantity, Unit};
use crate::io::write::Lang;
use crate::io::write::answer::Answer;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::words::note_text;

/// The fields of the official form, by their names, rounded as they are filled in.
pub(crate) fn form(answer: &Answer<'_>) -> Table {
    let lang = answer.lang;
    let mut table = Table::new(
        "form",
        lang.pick("上报字段", "Form fields"),
        if lang == Lang::Zh { ["字段", "数值", "取位"] } else { ["Field", "Value", "Rounding"] },
    );
    let Some(park) = answer.analysis.indicator(IndicatorId::ParkCoverage) else {
        return table;
    };
    let rounded = |value: f64, decimals: usize| format!("{value:.decimals$}").parse::<f64>().unwrap_or(value);
    let q = park.quantity;
    let value = q.and_then(Quantity::value);
    let decimals = value.map_or(2, |v| match digits(Unit::Ratio, v, park.goal.as_ref()) {
        Digits::Percent(n) => n,
        _ => 2,
    });
    let area = |area: Option<f64>| Cell::maybe(area.map(|a| rounded(a / 1e4, 2)), Digits::Fixed(2));
    let two = lang.pick("四舍五入至两位小数", "rounded to two decimals");
    table.row([
        Cell::text(lang.pick(
            "建成区公园绿地服务半径覆盖的居住用地面积（公顷）",
            "Residential land within the service radius of parks in the built-up area (ha)",
        )),
        area(q.map(|q| q.numerator)),
        Cell::text(two),
    ]);
    table.row([
        Cell::text(lang.pick("居住用地总面积（公顷）", "Residential land in all (ha)")),
        area(q.map(|q| q.denominator)),
        Cell::text(two),
    ]);
    let rounding = if decimals == 2 {
        lang.pick("由未取位的面积计算，四舍五入至两位小数", "from the areas before rounding; two decimals").to_owned()
    } else {
        match lang {
            Lang::Zh => format!("由未取位的面积计算；两位小数会改变是否达标，故取 {decimals} 位"),
            Lang::En => {
                format!("from the areas before rounding; {decimals} decimals, as two would turn the verdict round")
            }
        }
    };
    table.row([
        Cell::text(lang.pick("公园绿地服务半径覆盖率（%）", "Park service-radius coverage (%)")),
        Cell::maybe(value.map(|v| rounded(v * 100.0, decimals)), Digits::Fixed(decimals)),
        Cell::text(rounding),
    ]);
    if park.quantity.is_none() {
        table.remarks.extend(park.notes.iter().map(|(key, detail)| note_text(key, detail, lang)));
    }
    table.remarks.push(basis(answer));
    table.remarks.extend(remarks(answer));
    table
}
