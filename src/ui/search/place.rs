//! A coordinate as people type it: degrees or metres, in either order.

use crate::geom::{Coord, Rect};
use crate::ui::context::Cx;
use crate::ui::format;

/// One way to read a typed coordinate.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Reading {
    /// The place, in metres on the plane.
    pub(in crate::ui) at: Coord,
    /// As it is shown, with directions.
    pub(in crate::ui) shown: String,
    /// Key of the text that tells how the order was taken.
    pub(in crate::ui) how: &'static str,
}

/// The ways to read a text as a place, the likeliest first; none for anything but a coordinate.
pub(in crate::ui) fn read(text: &str, bounds: Option<Rect>, cx: &Cx<'_>) -> Vec<Reading> {
    readings(text, bounds, |lon, lat| cx.backend.to_plane(lon, lat))
}

/// The same, apart from any window: `bounds` is where the project's layers lie, `to_plane` turns degrees into metres.
pub(super) fn readings(text: &str, bounds: Option<Rect>, to_plane: impl Fn(f64, f64) -> Option<Coord>) -> Vec<Reading> {
    let Some([a, b]) = pair(text) else { return Vec::new() };
    let mut ways: Vec<Reading> = Vec::new();
    let metric = a.value.abs() > 360.0 || b.value.abs() > 360.0;
    let named = a.axis.is_some() || b.axis.is_some();
    let swapped_by_name = a.axis == Some(Axis::North) || b.axis == Some(Axis::East);
    for swapped in [false, true] {
        if named && swapped != swapped_by_name {
            continue;
        }
        let (x, y) = if swapped { (b.value, a.value) } else { (a.value, b.value) };
        let how = match (named, metric, swapped) {
            (true, ..) => "search.as_named",
            (_, false, false) => "search.lon_first",
            (_, false, true) => "search.lat_first",
            (_, true, false) => "search.east_first",
            (_, true, true) => "search.north_first",
        };
        if metric {
            // Eastings with the number of their zone in front (40 500 123) are read without it.
            let x = if x > 1e6 && bounds.is_some_and(|b| b.max().x < 1e6) { x % 1e6 } else { x };
            let shown = format!("E {}  N {}", format::number(x, 0), format::number(y, 0));
            ways.push(Reading { at: Coord { x, y }, shown, how });
        } else if y.abs() <= 90.0
            && x.abs() <= 180.0
            && let Some(at) = to_plane(x, y)
        {
            let side = |v: f64, plus, minus| if v < 0.0 { minus } else { plus };
            let shown = format!("{}°{}  {}°{}", x.abs(), side(x, 'E', 'W'), y.abs(), side(y, 'N', 'S'));
            ways.push(Reading { at, shown, how });
        }
    }
    if let Some(bounds) = bounds {
        // The order that lands nearer to the layers is the likelier one.
        ways.sort_by(|a, b| away(&bounds, a.at).total_cmp(&away(&bounds, b.at)));
        // The other order is offered only where it lands somewhere near as well.
        let far = 20.0 * (bounds.width() + bounds.height()).max(50_000.0);
        if ways.len() > 1 && away(&bounds, ways[1].at) > far {
            ways.truncate(1);
        }
    }
    ways
}

fn away(bounds: &Rect, at: Coord) -> f64 {
    crate::geom::bounds::distance(bounds, &Rect::new(at, at))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    East,
    North,
}

#[derive(Debug, Clone, Copy)]
struct Figure {
    value: f64,
    axis: Option<Axis>,
}

/// Two figures, and nothing else.
fn pair(text: &str) -> Option<[Figure; 2]> {
    let text: String = text
        .chars()
        .map(|c| match c {
            '，' | '、' | ';' | '；' | '\t' | '/' => ',',
            '−' => '-',
            '’' | '′' => '\'',
            '”' | '″' => '"',
            '\u{3000}' | '\u{2009}' | '\u{a0}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect();
    for word in ["东经", "经度"] {
        if text.contains(word) {
            return pair(&text.replace(word, "E").replace("北纬", "N").replace("纬度", "N").replace([':', '：'], ""));
        }
    }
    let by_comma: Vec<&str> = text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let parts: Vec<String> = match by_comma.as_slice() {
        [a, b] => vec![(*a).to_owned(), (*b).to_owned()],
        [one] => blanks(one),
        _ => return None,
    };
    let [a, b] = parts.as_slice() else { return None };
    Some([figure(a)?, figure(b)?])
}

/// Two halves of a text without a comma: at its only blank, or where a letter or a second degree sign parts them.
fn blanks(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.len() {
        2 => words.into_iter().map(str::to_owned).collect(),
        // `E 500 N 3519`, `31 46 12 119 58 3`: an even number of words parts in the middle.
        4 | 6 => {
            let half = words.len() / 2;
            vec![words[..half].join(" "), words[half..].join(" ")]
        }
        _ => Vec::new(),
    }
}

/// `119.95`, `119.95°E`, `E119.95`, `31°46'12"N`, `31 46 12`.
fn figure(text: &str) -> Option<Figure> {
    let mut text = text.trim().to_uppercase();
    let mut axis = None;
    let mut negative = false;
    for (letter, of, minus) in
        [('E', Axis::East, false), ('N', Axis::North, false), ('W', Axis::East, true), ('S', Axis::North, true)]
    {
        if let Some(rest) = text.strip_prefix(letter).or_else(|| text.strip_suffix(letter)) {
            text = rest.trim().to_owned();
            axis = Some(of);
            negative = minus;
            break;
        }
    }
    let parts: Vec<f64> = text
        .split(['°', '\'', '"', ' ', '度', '分', '秒'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(|p| p.parse().ok().filter(|_| p.bytes().all(|b| b"+-.0123456789".contains(&b))))
        .collect::<Option<_>>()?;
    let value = match *parts.as_slice() {
        [d] => d,
        [d, m] if (0.0..60.0).contains(&m) => d.abs() + m / 60.0,
        [d, m, s] if (0.0..60.0).contains(&m) && (0.0..60.0).contains(&s) => d.abs() + m / 60.0 + s / 3600.0,
        _ => return None,
    };
    let negative = negative || parts.len() > 1 && parts[0] < 0.0;
    let value = if negative { -value.abs() } else { value };
    value.is_finite().then_some(Figure { value, axis })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A plane whose metres are thousandths of a degree, and a city at 120°E 31.8°N.
    fn read(text: &str) -> Vec<(f64, f64, &'static str)> {
        let city = Rect::new(Coord { x: 119_900.0, y: 31_700.0 }, Coord { x: 120_100.0, y: 31_900.0 });
        let ways = readings(text, Some(city), |lon, lat| Some(Coord { x: lon * 1e3, y: lat * 1e3 }));
        ways.iter().map(|w| ((w.at.x / 1e3 * 1e6).round() / 1e6, (w.at.y / 1e3 * 1e6).round() / 1e6, w.how)).collect()
    }

    #[test]
    fn degrees_in_either_order() {
        for text in ["119.95, 31.78", "119.95 31.78", "119.95，31.78", "(119.95, 31.78)".trim_matches(['(', ')'])] {
            assert_eq!(read(text)[0], (119.95, 31.78, "search.lon_first"), "{text}");
        }
        assert_eq!(read("31.78 119.95"), [(119.95, 31.78, "search.lat_first")]);
        assert_eq!(read("31.78N 119.95E"), [(119.95, 31.78, "search.as_named")]);
        assert_eq!(read("东经 119.95，北纬 31.78"), [(119.95, 31.78, "search.as_named")]);
        assert_eq!(read("31°46'12\"N, 119°57'E"), [(119.95, 31.77, "search.as_named")]);
        assert_eq!(read("31 46 12 119 57 0")[0], (119.95, 31.77, "search.lat_first"));
    }

    #[test]
    fn metres_by_where_they_land() {
        let city = Rect::new(Coord { x: 498_000.0, y: 3_517_000.0 }, Coord { x: 506_000.0, y: 3_523_000.0 });
        let at = |text: &str| readings(text, Some(city), |_, _| None).first().map(|w| (w.at.x, w.at.y));
        assert_eq!(at("500412.37 3519208.11"), Some((500_412.37, 3_519_208.11)));
        assert_eq!(at("3519208.11, 500412.37"), Some((500_412.37, 3_519_208.11)));
        assert_eq!(at("40500412, 3519208"), Some((500_412.0, 3_519_208.0)));
        assert_eq!(at("E 500412 N 3519208"), Some((500_412.0, 3_519_208.0)));
    }

    #[test]
    fn other_texts_are_no_places() {
        for text in ["公园", "12", "1 2 3", "24/7/365", "天宁 12", "a, b", "", "119.95,", "99:99"] {
            assert!(read(text).is_empty(), "{text}");
        }
    }
}
