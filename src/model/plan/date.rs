//! A day of the calendar.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar, written `2024-03-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i32,
    month: u8,
    day: u8,
}

impl Date {
    /// The day from which computers count.
    pub const EPOCH: Self = Self { year: 1970, month: 1, day: 1 };

    /// The day; `None` where the calendar has none such, or the year has not four digits.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        ((1000..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self { year, month, day })
    }

    /// The day that so many seconds since 1970 fall in, in universal time plus `offset_hours`; `None` beyond the years
    /// of four digits.
    pub fn from_unix(seconds: i64, offset_hours: i64) -> Option<Self> {
        // Days since 1 March of year 0, whose leap day is the last of a year (Hinnant, chrono-compatible algorithms).
        let z = (seconds + offset_hours * 3600).div_euclid(86_400) + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(i32::try_from(year).ok()?, month as u8, day as u8)
    }

    /// The year.
    pub fn year(self) -> i32 {
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

    /// The quarter, from 1 to 4.
    pub fn quarter(self) -> u8 {
        (self.month - 1) / 3 + 1
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}”不是日期，应如 2024-03-31。 “{text}” is no date such as 2024-03-31.");
        let mut parts = text.trim().split(['-', '/', '.', '年', '月', '日']);
        let mut next = || parts.next().and_then(|p| p.parse::<i32>().ok());
        let [Some(year), Some(month), Some(day)] = [next(), next(), next()] else { return Err(wrong()) };
        if parts.any(|rest| !rest.trim().is_empty()) {
            return Err(wrong());
        }
        let small = |n: i32| u8::try_from(n).ok();
        small(month).zip(small(day)).and_then(|(m, d)| Self::new(year, m, d)).ok_or_else(wrong)
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_has_the_days_it_has() {
        assert!(Date::new(2024, 2, 29).is_some() && Date::new(2023, 2, 29).is_none());
        assert!(Date::new(1900, 2, 29).is_none() && Date::new(2000, 2, 29).is_some());
        assert!(Date::new(2024, 4, 31).is_none() && Date::new(2024, 13, 1).is_none() && Date::new(24, 1, 1).is_none());
        assert_eq!("2024年3月31日".parse::<Date>(), Ok(Date { year: 2024, month: 3, day: 31 }));
        for wrong in ["2024-3", "", "2026-01-01-", "2026-01-01-05", "2026-13-01", "26-01-01", "2023-02-29"] {
            assert_eq!(wrong.parse::<Date>().is_err(), wrong != "2026-01-01-", "{wrong}");
        }
        assert_eq!("2024-11-02".parse::<Date>().unwrap().quarter(), 4);
    }

    #[test]
    fn seconds_since_1970_fall_in_a_day() {
        let day = |s, h| Date::from_unix(s, h).unwrap().to_string();
        assert_eq!(day(0, 0), "1970-01-01");
        assert_eq!(day(-1, 0), "1969-12-31");
        assert_eq!(day(1_709_164_799, 0), "2024-02-28");
        assert_eq!(day(1_709_164_800, 0), "2024-02-29");
        assert_eq!(day(1_709_164_799, 8), "2024-02-29");
        assert!(Date::from_unix(i64::MAX / 4, 0).is_none());
    }
}
