//! What is typed to filter a column: numbers by size, texts by what they hold.

use crate::ui::find::{Query, folded};

/// What is typed to filter a column, made ready.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// A number between these, ends included.
    Between(f64, f64),
    /// A number beyond this, itself excluded; `true` for above.
    Beyond(f64, bool),
    /// Nothing in it, or (`false`) anything.
    Empty(bool),
    /// A text that answers to this, or (`false`) does not.
    Text(Query, bool),
}

impl Filter {
    /// Reads `>500`, `>= 500`, `≤ 1 000`, `= 3`, `2000..5000`, `2000~5000`, `空`, `非空`, `empty`, `not empty`, and
    /// otherwise a text; `!` before a text wants those that do not hold it. A bare number means that number in a column
    /// of numbers. `None` for nothing.
    pub(super) fn read(typed: &str, numbers: bool) -> Option<Self> {
        let text = folded(typed);
        let text = text.trim();
        match text {
            "" => return None,
            "空" | "为空" | "empty" | "=" => return Some(Self::Empty(true)),
            "非空" | "不空" | "不为空" | "not empty" => return Some(Self::Empty(false)),
            _ => {}
        }
        let after = |signs: &[&str]| signs.iter().find_map(|s| text.strip_prefix(s)).and_then(number);
        if let Some(n) = after(&[">=", "≥", "不小于"]) {
            return Some(Self::Between(n, f64::INFINITY));
        }
        if let Some(n) = after(&["<=", "≤", "不大于"]) {
            return Some(Self::Between(f64::NEG_INFINITY, n));
        }
        if let Some(n) = after(&[">", "大于"]) {
            return Some(Self::Beyond(n, true));
        }
        if let Some(n) = after(&["<", "小于"]) {
            return Some(Self::Beyond(n, false));
        }
        if let Some(n) = after(&["="]) {
            return Some(Self::Between(n, n));
        }
        for between in ["..", "~", "–", "—", "至", "到"] {
            if let Some((from, to)) = text.split_once(between)
                && let (Some(a), Some(b)) = (number(from), number(to))
            {
                return Some(Self::Between(a.min(b), a.max(b)));
            }
        }
        if let Some(n) = number(text).filter(|_| numbers) {
            return Some(Self::Between(n, n));
        }
        Some(match text.strip_prefix('!') {
            Some(rest) if !rest.trim().is_empty() => Self::Text(Query::new(rest), false),
            _ => Self::Text(Query::new(text), true),
        })
    }

    /// Whether a cell passes: its number, where it has one, and its text (made small by [`folded`]).
    pub(super) fn passes(&self, number: Option<f64>, text: &str) -> bool {
        match self {
            Self::Between(from, to) => number.is_some_and(|n| *from <= n && n <= *to),
            Self::Beyond(bound, true) => number.is_some_and(|n| n > *bound),
            Self::Beyond(bound, false) => number.is_some_and(|n| n < *bound),
            Self::Empty(wanted) => (number.is_none() && text.is_empty()) == *wanted,
            Self::Text(query, wanted) => query.rank(text).is_some() == *wanted,
        }
    }
}

/// A number as people type it: digits grouped by blanks or commas, a true minus sign.
fn number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\u{2009}' | '\u{202f}'))
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    let digits = plain.bytes().any(|b| b.is_ascii_digit()) && plain.bytes().all(|b| b"0123456789.+-e".contains(&b));
    plain.parse().ok().filter(|n: &f64| digits && n.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(typed: &str, number: Option<f64>, text: &str) -> bool {
        Filter::read(typed, true).expect("a filter").passes(number, &folded(text))
    }

    #[test]
    fn numbers_by_size() {
        for (typed, in_, out) in [
            (">500", 500.1, 500.0),
            ("≥ 500", 500.0, 499.9),
            ("＞＝500", 500.0, 499.9),
            ("< 1 000", 999.0, 1000.0),
            ("<=1,000", 1000.0, 1000.5),
            ("2000..5000", 2000.0, 5000.1),
            ("5000 ~ 2000", 5000.0, 1999.0),
            ("2000至5000", 3000.0, 1.0),
            ("500", 500.0, 501.0),
            ("= −3.5", -3.5, 3.5),
        ] {
            assert!(passes(typed, Some(in_), ""), "{typed} lets {in_} in");
            assert!(!passes(typed, Some(out), ""), "{typed} keeps {out} out");
            assert!(!passes(typed, None, "一类"), "{typed} keeps a text out");
        }
    }

    #[test]
    fn texts_by_what_they_hold() {
        assert!(passes("二类", None, "二类公厕") && passes("elgc", None, "二类公厕") && !passes("一类", None, "二类"));
        assert!(passes("!一类", None, "二类") && !passes("！一类", None, "一类"));
        assert!(passes("空", None, "") && !passes("空", Some(1.0), "1") && passes("not empty", None, "x"));
        // A range of words is no range of numbers.
        assert!(passes("a..b", None, "a..b"));
        assert_eq!(Filter::read("  ", true), None);
        // In a column of texts a number is what the text holds.
        assert!(Filter::read("24", false).expect("a filter").passes(None, "24/7"));
    }
}
