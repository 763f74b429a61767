//! Which rows a table shows, and in which order. Worked out off the window's thread.

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use super::columns::{Cell, Column, Facts};
use super::filter::Filter;
use crate::session::query::Stop;
use crate::ui::find::{Query, folded, sort_key};
use crate::ui::i18n::Lang;

/// What is asked of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Wish {
    /// The column it is sorted by, and whether it falls; as in the file without one.
    pub(super) sort: Option<(Column, bool)>,
    /// Words that a row must hold anywhere.
    pub(super) words: String,
    /// What is typed to filter columns.
    pub(super) filters: Vec<(Column, String)>,
    /// The language, for texts that are not the file's own.
    pub(super) lang: Lang,
}

/// The rows that pass, in order; `None` if it was stopped.
pub(super) fn rows(facts: &Facts, wish: &Wish, stop: &Stop) -> Option<Arc<[u32]>> {
    let query = Query::new(&wish.words);
    let filters: Vec<(Column, Filter)> = wish
        .filters
        .iter()
        .filter_map(|(column, typed)| Some((*column, Filter::read(typed, facts.is_numeric(*column))?)))
        .collect();
    let lang = wish.lang;
    let passes = |row: usize| {
        let column_passes = |(column, filter): &(Column, Filter)| {
            let cell = facts.cell(row, *column, lang);
            filter.passes(cell.number(), &folded(&cell.shown()))
        };
        filters.iter().all(column_passes) && (query.is_empty() || holds(facts, row, &query, lang))
    };
    let mut kept: Vec<u32> =
        (0..facts.len() as u32).into_par_iter().filter(|&row| !stop.wanted() && passes(row as usize)).collect();
    if stop.wanted() {
        return None;
    }
    if let Some((column, falling)) = wish.sort {
        sort(facts, &mut kept, column, falling, lang);
    }
    (!stop.wanted()).then(|| kept.into())
}

fn holds(facts: &Facts, row: usize, query: &Query, lang: Lang) -> bool {
    let cells = facts.columns.iter().map(|c| facts.cell(row, *c, lang));
    let texts: Vec<String> = cells.filter(|c| *c != Cell::Empty).map(|c| folded(&c.shown())).collect();
    query.rank_of_all(&texts.iter().map(String::as_str)).is_some()
}

/// Numbers before texts, nothing last in either direction; equal rows stay in the order of the file.
fn sort(facts: &Facts, rows: &mut Vec<u32>, column: Column, falling: bool, lang: Lang) {
    let mut keyed: Vec<(Key, u32)> = rows
        .par_iter()
        .map(|&row| {
            let key = match facts.cell(row as usize, column, lang) {
                Cell::Empty => Key::Nothing,
                Cell::Number(n, _) | Cell::Spelt(_, n) => Key::Number(n),
                Cell::Text(t) => Key::Text(sort_key(&t)),
            };
            (key, row)
        })
        .collect();
    keyed.par_sort_by(|(a, i), (b, j)| {
        let order = match (a, b) {
            (Key::Nothing, Key::Nothing) => Ordering::Equal,
            (Key::Nothing, _) => return Ordering::Greater,
            (_, Key::Nothing) => return Ordering::Less,
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
        };
        (if falling { order.reverse() } else { order }).then(i.cmp(j))
    });
    *rows = keyed.into_iter().map(|(_, row)| row).collect();
}

enum Key {
    Nothing,
    Number(f64),
    Text(String),
}

/// Rows and columns as tab-separated text, with headings.
pub(super) fn as_text(facts: &Facts, rows: &[u32], columns: &[Column], lang: Lang) -> String {
    let mut text = String::new();
    let headings: Vec<&str> = columns.iter().map(|c| facts.title(*c, lang)).collect();
    text.push_str(&headings.join("\t"));
    for &row in rows {
        text.push('\n');
        for (i, &column) in columns.iter().enumerate() {
            if i > 0 {
                text.push('\t');
            }
            text.push_str(&facts.cell(row as usize, column, lang).plain());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Shape;
    use crate::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source, Value};

    fn facts() -> Facts {
        let text = |t: &str| Value::Text(t.into());
        let rows: [(Value, Value); 5] = [
            (text("红梅公厕"), Value::Number(12.0)),
            (text("茶山公厕"), Value::Null),
            (text("兰陵公厕"), Value::Number(3.0)),
            (Value::Null, Value::Number(100.0)),
            (text("带\t号"), Value::Number(12.0)),
        ];
        let feature =
            |(i, (name, n))| Feature { index: i as u32, id: None, shape: Shape::default(), values: [name, n].into() };
        let layer = Layer {
            id: LayerId(1),
            role: Role::Toilet,
            name: "公厕".into(),
            source: Source::default(),
            fields: ["name".into(), "蹲位".into()].into(),
            features: rows.into_iter().enumerate().map(feature).collect(),
            import: Import::default(),
        };
        let layer = Arc::new(layer);
        let project = Project {
            name: String::new(),
            synthetic: false,
            plane: Plane { epsg: None, definition: String::new() },
            layers: vec![Arc::clone(&layer)],
            rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("built in")),
            targets: None,
        };
        Facts::new(&project, &layer, None, None)
    }

    fn order(wish: &Wish) -> Vec<u32> {
        rows(&facts(), wish, &Stop::default()).expect("nobody stops it").to_vec()
    }

    #[test]
    fn sorting_puts_nothing_last_and_keeps_equal_rows() {
        let number = Column::Field(1);
        assert_eq!(order(&Wish { sort: Some((number, false)), ..Wish::default() }), [2, 0, 4, 3, 1]);
        assert_eq!(order(&Wish { sort: Some((number, true)), ..Wish::default() }), [3, 0, 4, 2, 1]);
        // Names by their sound: chashan, dai, hongmei, lanling.
        assert_eq!(order(&Wish { sort: Some((Column::Field(0), false)), ..Wish::default() }), [1, 4, 0, 2, 3]);
        assert_eq!(order(&Wish::default()), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn words_and_filters_must_all_be_met() {
        let filters = vec![(Column::Field(1), ">5".to_owned())];
        assert_eq!(order(&Wish { filters: filters.clone(), ..Wish::default() }), [0, 3, 4]);
        assert_eq!(order(&Wish { filters, words: "hmgc".to_owned(), ..Wish::default() }), [0]);
        assert_eq!(order(&Wish { words: "100".to_owned(), ..Wish::default() }), [3]);
    }

    #[test]
    fn a_copied_table_has_headings_and_no_stray_tabs() {
        let facts = facts();
        let text = as_text(&facts, &[4, 1], &facts.columns, Lang::Zh);
        assert_eq!(text, "序号\tname\t蹲位\n5\t带 号\t12\n2\t茶山公厕\t");
    }
}
