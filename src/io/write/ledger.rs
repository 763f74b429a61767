//! The ledger of problems as a table for spreadsheets.

use crate::model::plan::{Date, Problem, ProblemPlace, ProblemState};

use super::Lang;
use super::table::{Cell, Digits, Table};

/// A problem of the ledger with what stands around it.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerEntry<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// The sub-district it lies in; empty for none.
    pub zone: String,
    /// Longitude and latitude in degrees; `None` where the plane has none.
    pub degrees: Option<(f64, f64)>,
}

/// The state of a problem in the words of the office.
pub fn state_text(state: ProblemState, lang: Lang) -> &'static str {
    match (state, lang) {
        (ProblemState::Open, Lang::Zh) => "未整改",
        (ProblemState::Open, Lang::En) => "open",
        (ProblemState::UnderWay, Lang::Zh) => "整改中",
        (ProblemState::UnderWay, Lang::En) => "under way",
        (ProblemState::Closed, Lang::Zh) => "已销号",
        (ProblemState::Closed, Lang::En) => "closed",
    }
}

fn place_text(place: &ProblemPlace, lang: Lang) -> &'static str {
    match place {
        ProblemPlace::Place => lang.pick("地点", "place"),
        ProblemPlace::Gap => lang.pick("盲区", "gap"),
        ProblemPlace::Facility(_) => lang.pick("设施", "facility"),
        ProblemPlace::Proposal(_) => lang.pick("拟建", "proposal"),
    }
}

/// The table as CSV: UTF-8 with a byte-order mark, a row a problem in the order given, overdue as of `today`.
pub fn ledger_csv(entries: &[LedgerEntry<'_>], today: Date, lang: Lang) -> Vec<u8> {
    let heads = [
        ("编号", "no."),
        ("问题", "problem"),
        ("类型", "kind"),
        ("对象", "pinned to"),
        ("街道/镇", "sub-district"),
        ("责任单位", "responsible unit"),
        ("期限", "deadline"),
        ("状态", "state"),
        ("逾期", "overdue"),
        ("最近进展日期", "last entry"),
        ("最近进展", "last note"),
        ("全部进展", "history"),
        ("经度", "longitude"),
        ("纬度", "latitude"),
        ("东（m）", "east (m)"),
        ("北（m）", "north (m)"),
    ];
    let mut table = Table::new("ledger", lang.pick("台账", "Ledger"), heads.map(|(zh, en)| lang.pick(zh, en)));
    for LedgerEntry { problem, zone, degrees } in entries {
        let last = problem.history.last();
        let history: Vec<String> = problem
            .history
            .iter()
            .map(|h| {
                let by = if h.by.is_empty() { String::new() } else { format!(" {}", h.by) };
                format!("{} {}{by} {}", h.date, state_text(h.state, lang), h.text).trim_end().to_owned()
            })
            .collect();
        let overdue = problem.overdue(today);
        table.row([
            Cell::Number(f64::from(problem.id.0), Digits::Plain),
            Cell::text(&problem.title),
            Cell::text(&problem.kind),
            Cell::text(place_text(&problem.place, lang)),
            Cell::text(zone),
            Cell::text(&problem.unit),
            Cell::text(problem.deadline.map(|d| d.to_string()).unwrap_or_default()),
            Cell::text(state_text(problem.state, lang)),
            Cell::text(if overdue { lang.pick("是", "yes") } else { "" }),
            Cell::text(last.map(|h| h.date.to_string()).unwrap_or_default()),
            Cell::text(last.map(|h| h.text.clone()).unwrap_or_default()),
            Cell::text(history.join("；")),
            Cell::maybe(degrees.map(|d| d.0), Digits::Fixed(7)),
            Cell::maybe(degrees.map(|d| d.1), Digits::Fixed(7)),
            Cell::number(problem.at[0], Digits::Fixed(2)),
            Cell::number(problem.at[1], Digits::Fixed(2)),
        ]);
    }
    table.csv(lang.pick("说明", "remark"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::{Happened, ProblemId};

    #[test]
    fn a_row_says_all_there_is_of_a_problem_and_no_text_is_a_formula() {
        let date = |text: &str| -> Date { text.parse().unwrap() };
        let happened = |day: &str, state, text: &str| Happened {
            date: date(day),
            state,
            by: "张".to_owned(),
            text: text.to_owned(),
        };
        let problem = Problem {
            id: ProblemId(12),
            at: [500_412.374, 3_519_208.116],
            place: ProblemPlace::Gap,
            title: "=青龙盲区".to_owned(),
            kind: "服务盲区".to_owned(),
            unit: "青龙街道办".to_owned(),
            deadline: Some(date("2024-06-30")),
            state: ProblemState::UnderWay,
            history: vec![
                happened("2024-03-01", ProblemState::Open, "发现"),
                happened("2024-05-01", ProblemState::UnderWay, "选址"),
            ],
        };
        let entry =
            LedgerEntry { problem: &problem, zone: "青龙街道".to_owned(), degrees: Some((120.004_35, 31.795_74)) };
        let zh = String::from_utf8(ledger_csv(std::slice::from_ref(&entry), date("2024-07-01"), Lang::Zh)).unwrap();
        let lines: Vec<&str> = zh.trim_start_matches('\u{feff}').lines().collect();
        assert!(zh.starts_with('\u{feff}') && lines.len() == 2, "{zh}");
        assert_eq!(
            lines[1],
            "12,'=青龙盲区,服务盲区,盲区,青龙街道,青龙街道办,2024-06-30,整改中,是,2024-05-01,选址,\
             2024-03-01 未整改 张 发现；2024-05-01 整改中 张 选址,120.0043500,31.7957400,500412.37,3519208.12"
        );
        let en = String::from_utf8(ledger_csv(&[entry], date("2024-06-30"), Lang::En)).unwrap();
        assert!(en.contains("under way,,2024-05-01"), "on the last day it is not overdue yet: {en}");
    }
}
