//! Figures as people read them: grouped, with units, rounded so that the rounding never changes a verdict.

use crate::analysis::outcome::{Goal, Indicator, IndicatorId, Quantity, Unit};

use super::i18n::{Lang, tr, trf};

/// A thin space between groups of three digits.
const GROUP: char = '\u{2009}';

/// The denominator of a map's scale as it is written: two significant figures, since that of a screen is no better
/// known. Of a positive number.
pub fn scale(denominator: f64) -> f64 {
    let power = 10f64.powf((denominator.log10().floor() - 1.0).max(0.0));
    (denominator / power).round() * power
}

/// A number with a fixed number of decimals and grouped digits; a true minus sign.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    // A value that rounds to zero is not shown as minus zero.
    if value < 0.0 && text.bytes().any(|b| matches!(b, b'1'..=b'9')) {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        // Four digits are read at a glance; from five on they are grouped.
        if i > 0 && (whole.len() - i).is_multiple_of(3) && whole.len() > 3 {
            out.push(GROUP);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A count.
pub fn count(n: usize) -> String {
    number(n as f64, 0)
}

/// Longitude and latitude in degrees, west and south by their letters and never by a minus.
pub fn lon_lat(lon: f64, lat: f64, decimals: usize) -> String {
    let one = |v: f64, positive: char, negative: char| {
        let text = format!("{:.decimals$}", v.abs());
        let zero = !text.bytes().any(|b| matches!(b, b'1'..=b'9'));
        format!("{text}°{}", if v < 0.0 && !zero { negative } else { positive })
    };
    format!("{}  {}", one(lon, 'E', 'W'), one(lat, 'N', 'S'))
}

/// Square metres as hectares, without the unit.
pub fn hectares(m2: f64) -> String {
    number(m2 / 1e4, 2)
}

/// Metres, without the unit.
pub fn metres(m: f64) -> String {
    number(m, 0)
}

/// An area with its unit: square metres below a hectare, hectares, square kilometres from a thousand hectares.
pub fn area(lang: Lang, m2: f64) -> String {
    let (value, decimals, unit) = match m2.abs() {
        a if a < 1e4 => (m2, 0, "unit.m2"),
        a if a < 1e7 => (m2 / 1e4, 2, "unit.hectares"),
        _ => (m2 / 1e6, 2, "unit.km2"),
    };
    format!("{} {}", number(value, decimals), tr(lang, unit))
}

/// A length with its unit: metres, kilometres from ten thousand.
pub fn length(lang: Lang, m: f64) -> String {
    if m.abs() < 1e4 {
        format!("{} {}", number(m, usize::from(m.abs() < 100.0)), tr(lang, "unit.metres"))
    } else {
        format!("{} {}", number(m / 1e3, 2), tr(lang, "unit.kilometres"))
    }
}

/// A share in per cent, without the sign: as many decimals as asked, more where rounding would put it on the other side
/// of the goal or upon it (89.996 % is not "90.00").
pub fn percent(ratio: f64, goal: Option<f64>, decimals: usize) -> String {
    let value = ratio * 100.0;
    let mut decimals = decimals;
    if let Some(goal) = goal.map(|g| g * 100.0)
        && value != goal
    {
        let side = |d: usize| {
            let scale = 10f64.powi(d as i32);
            ((value * scale).round() / scale).total_cmp(&goal)
        };
        while decimals < 6 && side(decimals) != value.total_cmp(&goal) {
            decimals += 1;
        }
    }
    number(value, decimals)
}

/// How far off a figure can be, rounded up to one digit so that the statement stays true.
///
/// `None` where the bound is not a number.
pub fn bound(value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let smallest = 1e-4;
    if value <= smallest {
        return Some("0.0001".to_owned());
    }
    let digits = (-value.log10().floor()).max(0.0);
    let scale = 10f64.powf(digits);
    // The quotient of exact powers may come out a hair above the integer.
    let up = (value * scale - 1e-9).ceil() / scale;
    Some(format!("{up:.*}", digits as usize))
}

/// The value of a quantity in an indicator's unit, without the unit's sign; `–` where there is none.
pub fn value(unit: Unit, quantity: Option<Quantity>, goal: Option<&Goal>, decimals: usize) -> String {
    let Some(value) = quantity.and_then(Quantity::value) else { return "–".to_owned() };
    match unit {
        Unit::Ratio => percent(value, goal.map(|g| g.value), decimals),
        Unit::PerKm2 | Unit::SquareMetresPerPerson => number(value, 2),
        Unit::Count => number(value, 0),
        Unit::SquareMetres => hectares(value),
    }
}

/// The sign of an indicator's unit.
pub fn unit(lang: Lang, id: IndicatorId, unit: Unit) -> &'static str {
    match unit {
        Unit::Ratio => tr(lang, "unit.ratio"),
        Unit::PerKm2 => tr(lang, "unit.per_km2"),
        Unit::Count if id == IndicatorId::SetbackConflicts => tr(lang, "unit.count_setback_conflicts"),
        Unit::Count => tr(lang, "unit.count"),
        Unit::SquareMetres => tr(lang, "unit.hectares"),
        Unit::SquareMetresPerPerson => tr(lang, "unit.m2_per_person"),
    }
}

/// A value and its unit, close together for per cent.
pub fn value_with_unit(lang: Lang, indicator: &Indicator, quantity: Option<Quantity>) -> String {
    let figure = value(indicator.unit, quantity, indicator.goal.as_ref(), 2);
    join_unit(&figure, unit(lang, indicator.id, indicator.unit))
}

fn join_unit(figure: &str, unit: &str) -> String {
    match unit {
        "" => figure.to_owned(),
        _ if figure == "–" => figure.to_owned(),
        "%" => format!("{figure}%"),
        unit if unit.starts_with('/') => format!("{figure}{unit}"),
        unit => format!("{figure} {unit}"),
    }
}

/// A goal's value with its unit, as short as it can be: `90%`, `4 700 个`.
pub fn goal_value(lang: Lang, indicator: &Indicator, goal: &Goal) -> String {
    let figure = match indicator.unit {
        Unit::Ratio => shortest(goal.value * 100.0),
        Unit::SquareMetres => shortest(goal.value / 1e4),
        _ => shortest(goal.value),
    };
    join_unit(&figure, unit(lang, indicator.id, indicator.unit))
}

/// At most two decimals, none that say nothing.
pub(super) fn shortest(value: f64) -> String {
    let decimals = (0..2).find(|d| {
        let scale = 10f64.powi(*d);
        ((value * scale).round() / scale - value).abs() < 1e-9
    });
    number(value, decimals.map_or(2, |d| d as usize))
}

/// The formula of an indicator with its actual figures.
pub fn formula(lang: Lang, id: IndicatorId, unit: Unit, quantity: Quantity) -> String {
    let (num, den) = match unit {
        Unit::Ratio => (hectares(quantity.numerator), hectares(quantity.denominator)),
        Unit::PerKm2 => (number(quantity.numerator, 0), number(quantity.denominator, 3)),
        Unit::SquareMetresPerPerson => (hectares(quantity.numerator), number(quantity.denominator, 0)),
        Unit::SquareMetres => (hectares(quantity.numerator), String::new()),
        Unit::Count => (number(quantity.numerator, 0), String::new()),
    };
    trf(lang, &format!("formula.{}", id.id()), &[("num", &num), ("den", &den)])
}

/// The name of an indicator.
pub fn indicator(lang: Lang, id: IndicatorId) -> String {
    tr(lang, &format!("indicator.{}", id.id())).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped() {
        assert_eq!(number(1_234_567.891, 2), "1\u{2009}234\u{2009}567.89");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(-1500.0, 0), "−1\u{2009}500");
    }

    #[test]
    fn degrees_name_their_side_of_the_world() {
        assert_eq!(lon_lat(119.97, 31.78, 5), "119.97000°E  31.78000°N");
        assert_eq!(lon_lat(-3.7, -33.45, 2), "3.70°W  33.45°S");
        assert_eq!(lon_lat(-0.001, 0.0, 2), "0.00°E  0.00°N");
    }

    #[test]
    fn rounding_never_meets_a_goal_that_is_missed() {
        assert_eq!(percent(0.899_996, Some(0.9), 2), "89.9996");
        assert_eq!(percent(0.9, Some(0.9), 2), "90.00");
        assert_eq!(percent(0.900_01, Some(0.9), 2), "90.001");
        assert_eq!(percent(0.794_956, Some(0.9), 2), "79.50");
        assert_eq!(percent(0.899_996, None, 2), "90.00");
    }

    #[test]
    fn bounds_are_rounded_up() {
        assert_eq!(bound(1e-9).as_deref(), Some("0.0001"));
        assert_eq!(bound(0.000_12).as_deref(), Some("0.0002"));
        assert_eq!(bound(0.02).as_deref(), Some("0.02"));
        assert_eq!(bound(0.021).as_deref(), Some("0.03"));
        assert_eq!(bound(2.1).as_deref(), Some("3"));
        assert_eq!(bound(f64::NAN), None);
    }

    #[test]
    fn areas_and_lengths_take_the_unit_that_fits() {
        assert_eq!(area(Lang::En, 2400.0), "2\u{2009}400 m²");
        assert_eq!(area(Lang::Zh, 412_800.0), "41.28 公顷");
        assert_eq!(area(Lang::En, 154.8e6), "154.80 km²");
        assert_eq!(length(Lang::En, 312.4), "312 m");
        assert_eq!(length(Lang::En, 12.34), "12.3 m");
        assert_eq!(length(Lang::En, 12_340.0), "12.34 km");
    }

    #[test]
    fn goals_are_short() {
        assert_eq!(shortest(90.0), "90");
        assert_eq!(shortest(14.8), "14.8");
        assert_eq!(shortest(0.9 * 100.0), "90");
        assert_eq!(shortest(0.567 * 100.0), "56.7");
    }
}
