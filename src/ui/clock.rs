//! Today's date and the time of day, for what people enter and for when something was saved.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::plan::Date;

/// Hours that China's clocks are ahead of UTC; one time holds for the whole country.
const CHINA: i64 = 8;

/// Today in China; the first day that there is where the system's clock is out of all reason.
pub fn today() -> Date {
    Date::from_unix(seconds(SystemTime::now()), CHINA).unwrap_or(Date::EPOCH)
}

/// Hour, minute and second in China: `10:42:07`.
pub fn time_of_day(at: SystemTime) -> String {
    let second = (seconds(at) + CHINA * 3600).rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

/// Day, hour and minute in China: `2026-03-31 10:42`.
pub fn date_and_time(at: SystemTime) -> String {
    let day = Date::from_unix(seconds(at), CHINA).unwrap_or(Date::EPOCH);
    let time = time_of_day(at);
    format!("{day} {}", time.get(..5).unwrap_or(&time))
}

fn seconds(at: SystemTime) -> i64 {
    match at.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_secs()).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_time_of_day_is_that_of_china() {
        let at = |s| UNIX_EPOCH + Duration::from_secs(s);
        assert_eq!(time_of_day(at(0)), "08:00:00");
        assert_eq!(time_of_day(at(16 * 3600 + 61)), "00:01:01");
        assert_eq!(date_and_time(at(16 * 3600 + 61)), "1970-01-02 00:01");
        assert!(today().year() >= 2024);
    }
}
