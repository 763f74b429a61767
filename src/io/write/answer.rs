//! What every answer is made from: the figures, and what belongs to them.

use std::fmt;
use std::str::FromStr;

use super::Lang;
use crate::analysis::{Analysis, FacilityDetail};
use crate::model::{FacilityKind, Project};

/// A day of the calendar. It is always handed in; nothing here looks at a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// `None` where there is no such day; years run from 1900 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        ((1900..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// The day so many days after 1 January 1970.
    pub fn from_days_since_1970(days: i64) -> Option<Self> {
        // Howard Hinnant's civil_from_days: years that begin on 1 March, in eras of 400.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(u16::try_from(year).ok()?, month as u8, day as u8)
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// `2026年11月22日`, `22 November 2026`.
    pub fn for_people(self, lang: Lang) -> String {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        match lang {
            Lang::Zh => format!("{}年{}月{}日", self.year, self.month, self.day),
            Lang::En => format!("{} {} {}", self.day, MONTHS[usize::from(self.month) - 1], self.year),
        }
    }
}

impl fmt::Display for Date {
    /// `2026-11-22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    /// Reads `2026-11-22`.
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” 不是 YYYY-MM-DD 形式的日期 / is no date of the form YYYY-MM-DD");
        let mut parts = text.trim().split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong());
        };
        if (year.len(), month.len(), day.len()) != (4, 2, 2) {
            return Err(wrong());
        }
        match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => Self::new(year, month, day).ok_or_else(wrong),
            _ => Err(wrong()),
        }
    }
}

/// One thing that a scenario proposes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProposalRow {
    /// Its name.
    pub name: String,
    /// What it is; `None` for what serves nobody by itself.
    pub kind: Option<FacilityKind>,
    /// The sub-district it lies in; empty where it lies in none.
    pub zone: String,
    /// The year it is to be done; `None` where nobody has said.
    pub year: Option<i32>,
    /// How far it has come, in the words of the office; may be empty.
    pub status: String,
    /// Its area in m².
    pub area_m2: Option<f64>,
    /// Its service radius in metres.
    pub radius_m: Option<f64>,
    /// What it costs, in ten thousand yuan.
    pub cost_wan: Option<f64>,
    /// Residential land in m² that it brings in reach, taken after those before it in the list.
    pub gain_m2: Option<f64>,
    /// The share of park coverage when all of this year and before are there; the same for all rows of a year.
    pub coverage_after: Option<f64>,
}

/// A scenario beside others: the indicators it reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ScenarioColumn {
    /// Its name.
    pub name: String,
    /// How many proposals it holds.
    pub proposals: usize,
    /// What they cost together, in ten thousand yuan.
    pub cost_wan: Option<f64>,
    /// Share of residential land within reach of a park.
    pub park_coverage: Option<f64>,
    /// Uncovered residential land in m².
    pub uncovered_m2: Option<f64>,
}

/// One line of the ledger of a sub-district: something found, to be done, or done.
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
}

/// What is planned. Sections about it are left out of an answer while there is none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The scenario's name.
    pub scenario: String,
    /// Its proposals, in the order in which they are to be done.
    pub proposals: Vec<ProposalRow>,
    /// Scenarios beside one another, this one among them; empty where there is nothing to compare.
    pub compared: Vec<ScenarioColumn>,
    /// The ledger.
    pub ledger: Vec<LedgerRow>,
}

/// Everything an answer is made from. Same answer, same bytes.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    /// What was measured.
    pub project: &'a Project,
    /// Its figures.
    pub analysis: &'a Analysis,
    /// By facility, in the order of the analysis: what it serves alone, and where it lies.
    pub details: &'a [FacilityDetail],
    /// The figures without the scenario, to tell the change.
    pub base: Option<&'a Analysis>,
    /// What is planned.
    pub plan: Option<&'a Plan>,
    /// The day that the answer carries; `None` for none.
    pub date: Option<Date>,
    /// The language of headings and remarks.
    pub lang: Lang,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        assert_eq!("2026-11-22".parse::<Date>().unwrap().to_string(), "2026-11-22");
        assert_eq!("2024-02-29".parse::<Date>().unwrap().for_people(Lang::Zh), "2024年2月29日");
        assert_eq!("2024-02-29".parse::<Date>().unwrap().for_people(Lang::En), "29 February 2024");
        for wrong in ["2023-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026/01/01", "", "2026-01-01-"]
        {
            assert!(wrong.parse::<Date>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_counted_as_the_calendar_counts_them() {
        for (days, text) in [(0, "1970-01-01"), (59, "1970-03-01"), (19_782, "2024-02-29"), (20_779, "2026-11-22")] {
            assert_eq!(Date::from_days_since_1970(days).unwrap().to_string(), text);
        }
        let mut before = Date::from_days_since_1970(-25_567).unwrap();
        assert_eq!(before.to_string(), "1900-01-01");
        for days in -25_566..60_000 {
            let day = Date::from_days_since_1970(days).unwrap();
            assert!(day > before, "{day} after {before}");
            before = day;
        }
        assert!(Date::from_days_since_1970(i64::from(i32::MAX)).is_none());
    }
}
