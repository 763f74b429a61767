//! The people behind a share of land: how many of those who live there are served.

use super::Marked;
use crate::analysis::outcome::Quantity;
use crate::ui::context::Cx;
use crate::ui::format;

/// How high its line is in the table of indicators, in points.
pub(super) const HEIGHT: f32 = 16.0;

/// The people served and their share, in a few words; `None` where no parcel says how many people live on it. While
/// something moves they are not known: the line keeps its place.
pub(super) fn line(cx: &Cx<'_>, front: &Marked<'_>) -> Option<String> {
    let people = front.indicator.population?;
    if front.before.is_some() {
        return Some(cx.tr("panel.people_moving").to_owned());
    }
    let n = format::number(people.numerator, 0);
    Some(cx.trf("panel.people", &[("n", &n), ("share", &share(people))]))
}

/// How the share comes about, with its figures.
pub(super) fn formula(cx: &Cx<'_>, people: Quantity) -> String {
    let [num, den] = [people.numerator, people.denominator].map(|n| format::number(n, 0));
    cx.trf("panel.people_formula", &[("num", &num), ("den", &den), ("share", &share(people))])
}

fn share(people: Quantity) -> String {
    people.value().map_or("–".to_owned(), |v| format::percent(v, None, 2))
}
