//! The indicators.

use super::{digits, remarks};
use crate::analysis::{Quantity, Unit};
use crate::io::write::answer::Answer;
use crate::io::write::heads;
use crate::io::write::table::{Cell, Digits, Table};
use crate::io::write::tables::{goal_text, met_text};
use crate::io::write::words::{indicator_name, note_text, unit_name};

/// One row an indicator.
pub(crate) fn summary(answer: &Answer<'_>) -> Table {
    let lang = answer.lang;
    let change: &[heads::Head] = if answer.base.is_some() { &[heads::CHANGE] } else { &[] };
    let first = [heads::INDICATOR, heads::VALUE];
    let bound = [heads::ERROR_BOUND];
    let head = heads::row(lang, &[&first, change, &[heads::UNIT], &heads::GOAL, &bound, &heads::BASIS]);
    let mut table = Table::new("summary", lang.pick("汇总", "Summary"), head);
    for i in &answer.analysis.indicators {
        let goal = i.goal.as_ref();
        let value = i.quantity.and_then(Quantity::value);
        let notes: Vec<String> = i.notes.iter().map(|(key, detail)| note_text(key, detail, lang)).collect();
        let mut row = vec![
            Cell::text(indicator_name(i.id, lang)),
            value.map_or(Cell::Blank, |v| Cell::number(v, digits(i.unit, v, goal))),
            // A share carries its sign in the cell.
            Cell::text(if i.unit == Unit::Ratio { "" } else { unit_name(i.id, i.unit, lang) }),
            Cell::text(goal.map_or(String::new(), |g| goal_text(i.id, i.unit, g, lang))),
            Cell::text(goal.map_or("", |g| g.due.as_str())),
            Cell::text(goal.map_or("", |g| lang.pick(&g.source, &g.source_en))),
            Cell::text(met_text(i.met, lang)),
            Cell::maybe(i.error_bound, Digits::Power),
            Cell::maybe(i.quantity.map(|q| q.numerator), Digits::Fixed(2)),
            Cell::maybe(i.quantity.map(|q| q.denominator), Digits::Fixed(2)),
            Cell::maybe(i.population.map(|q| q.numerator), Digits::Fixed(0)),
            Cell::maybe(i.population.and_then(Quantity::value), Digits::Percent(2)),
            Cell::text(notes.join(lang.pick("；", "; "))),
        ];
        if let Some(base) = answer.base {
            let before = base.indicator(i.id).and_then(|b| b.quantity).and_then(Quantity::value);
            let change = value.zip(before).map(|(now, before)| now - before);
            let digits = if i.unit == Unit::Ratio { Digits::Percent(2) } else { digits(i.unit, 0.0, None) };
            row.insert(2, Cell::maybe(change, digits));
        }
        table.row(row);
    }
    table.remarks = remarks(answer);
    table
}
