//! The ledger of problems as a table: one for the workbook, the CSV files and the window alike.

use super::Lang;
use super::table::{Cell, Digits, Table};
use crate::model::plan::{Date, Happened, Problem, ProblemPlace, ProblemState};

/// One line of the ledger: something found, to be done, or done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LedgerRow {
    /// The sub-district; empty for the district as a whole.
    pub zone: String,
    /// What it is about.
    pub subject: String,
    /// Its state, in the words of the office.
    pub status: String,
    /// Who answers for it.
    pub owner: String,
    /// When it is due; free text.
    pub due: String,
    /// Its number; 0 for none.
    pub number: u32,
    /// Its kind, in the user's own words.
    pub kind: String,
    /// What it is pinned to, in words.
    pub place: String,
    /// The last day on which it is not overdue yet; `None` where it never is: without a deadline, or closed.
    pub overdue_after: Option<Date>,
    /// The day and the text of what happened last; empty where nothing has.
    pub last: [String; 2],
    /// Everything that happened, in words.
    pub history: String,
    /// Longitude and latitude in degrees; `None` where the plane has none.
    pub degrees: Option<(f64, f64)>,
    /// Metres east and north on the plane.
    pub at: Option<[f64; 2]>,
}

impl LedgerRow {
    /// The line of a problem that lies in a sub-district (empty for none) and at these degrees.
    pub fn of(problem: &Problem, zone: String, degrees: Option<(f64, f64)>, lang: Lang) -> Self {
        let happened = |h: &Happened| {
            let by = if h.by.is_empty() { String::new() } else { format!(" {}", h.by) };
            format!("{} {}{by} {}", h.date, state_text(h.state, lang), h.text).trim_end().to_owned()
        };
        let history: Vec<String> = problem.history.iter().map(happened).collect();
        Self {
            zone,
            subject: problem.title.clone(),
            status: state_text(problem.state, lang).to_owned(),
            owner: problem.unit.clone(),
            due: problem.deadline.map(|d| d.to_string()).unwrap_or_default(),
            number: problem.id.0,
            kind: problem.kind.clone(),
            place: place_text(&problem.place, lang).to_owned(),
            overdue_after: problem.deadline.filter(|_| problem.state != ProblemState::Closed),
            last: problem.history.last().map(|h| [h.date.to_string(), h.text.clone()]).unwrap_or_default(),
            history: history.join("；"),
            degrees,
            at: Some(problem.at),
        }
    }
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

/// The ledger, a row a problem in the order given, overdue as of `today`; without a day nothing is said to be overdue.
pub(crate) fn ledger_table(rows: &[LedgerRow], today: Option<Date>, lang: Lang) -> Table {
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
    for row in rows {
        let overdue = row.overdue_after.zip(today).is_some_and(|(last, today)| last < today);
        let number = if row.number == 0 { Cell::Blank } else { Cell::Number(f64::from(row.number), Digits::Plain) };
        table.row([
            number,
            Cell::text(&row.subject),
            Cell::text(&row.kind),
            Cell::text(&row.place),
            Cell::text(&row.zone),
            Cell::text(&row.owner),
            Cell::text(&row.due),
            Cell::text(&row.status),
            Cell::text(if overdue { lang.pick("是", "yes") } else { "" }),
            Cell::text(&row.last[0]),
            Cell::text(&row.last[1]),
            Cell::text(&row.history),
            Cell::maybe(row.degrees.map(|d| d.0), Digits::Fixed(7)),
            Cell::maybe(row.degrees.map(|d| d.1), Digits::Fixed(7)),
            Cell::maybe(row.at.map(|at| at[0]), Digits::Fixed(2)),
            Cell::maybe(row.at.map(|at| at[1]), Digits::Fixed(2)),
        ]);
    }
    table
}

/// The ledger as CSV: UTF-8 with a byte-order mark.
pub fn ledger_csv(rows: &[LedgerRow], today: Date, lang: Lang) -> Vec<u8> {
    ledger_table(rows, Some(today), lang).csv(lang.pick("说明", "remark"))
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
        let row = |lang| LedgerRow::of(&problem, "青龙街道".to_owned(), Some((120.004_35, 31.795_74)), lang);
        let zh = String::from_utf8(ledger_csv(&[row(Lang::Zh)], date("2024-07-01"), Lang::Zh)).unwrap();
        let lines: Vec<&str> = zh.trim_start_matches('\u{feff}').lines().collect();
        assert!(zh.starts_with('\u{feff}') && lines.len() == 2, "{zh}");
        assert_eq!(
            lines[1],
            "12,'=青龙盲区,服务盲区,盲区,青龙街道,青龙街道办,2024-06-30,整改中,是,2024-05-01,选址,\
             2024-03-01 未整改 张 发现；2024-05-01 整改中 张 选址,120.0043500,31.7957400,500412.37,3519208.12"
        );
        let en = String::from_utf8(ledger_csv(&[row(Lang::En)], date("2024-06-30"), Lang::En)).unwrap();
        assert!(en.contains("under way,,2024-05-01"), "on the last day it is not overdue yet: {en}");
    }
}
