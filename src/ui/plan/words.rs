//! Proposals and their figures in words.

use crate::analysis::IndicatorId;
use crate::analysis::effects::coverage_of;
use crate::analysis::live::{LiveFigures, LiveIndicator};
use crate::analysis::outcome::Unit;
use crate::analysis::placing::Warning;
use crate::model::FacilityKind;
use crate::model::plan::{Proposal, What};
use crate::session::Snapshot;
use crate::ui::format;
use crate::ui::i18n::{Lang, tr, tr_note, trf};

use super::draft::is_park;

/// What a kind is called.
pub(in crate::ui) fn kind_name(kind: FacilityKind, lang: Lang) -> &'static str {
    let (zh, en) = match kind {
        FacilityKind::Park => ("公园", "park"),
        FacilityKind::PocketPark => ("口袋公园", "pocket park"),
        FacilityKind::Toilet => ("公厕", "public toilet"),
        FacilityKind::TransferStation => ("转运站", "transfer station"),
        FacilityKind::Parking => ("停车场", "car park"),
        FacilityKind::BeautifulZone => ("美丽街区", "beautiful-street zone"),
    };
    lang.pick(zh, en)
}

/// What the card beside the pointer says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::ui) struct LiveCard {
    /// 新建口袋公园 · 2 400 m² · 半径 300 m
    pub(in crate::ui) head: String,
    /// +1.24 个百分点
    pub(in crate::ui) figure: String,
    /// Whether that is for the better; `None` where nothing changes.
    pub(in crate::ui) better: Option<bool>,
    /// What else changes.
    pub(in crate::ui) lines: Vec<String>,
    /// How far it is to the target.
    pub(in crate::ui) target: Option<(String, bool)>,
    /// What speaks against the place.
    pub(in crate::ui) warnings: Vec<String>,
}

impl LiveCard {
    /// All of it in one line, for those who do not see it.
    pub(in crate::ui) fn spoken(&self) -> String {
        let target = self.target.as_ref().map(|t| &t.0);
        let all = [&self.head, &self.figure].into_iter().chain(&self.lines).chain(target).chain(&self.warnings);
        all.map(String::as_str).collect::<Vec<_>>().join("；")
    }
}

/// The indicator that a proposal is about: the coverage of its kind, else the number of its kind.
pub(in crate::ui) fn main_indicator(figures: &LiveFigures) -> Option<&LiveIndicator> {
    let id = coverage_of(figures.kind).unwrap_or(IndicatorId::BeautifulZones);
    figures.indicators.iter().find(|i| i.id == id)
}

/// A change with its sign: as many decimals as asked, more where it would else be nought.
pub(in crate::ui) fn signed(change: f64, decimals: usize) -> String {
    let least = 0.5 * 10f64.powi(-(decimals as i32));
    let decimals = if change != 0.0 && change.abs() < least { decimals + 2 } else { decimals };
    let text = format::number(change, decimals);
    if text.bytes().any(|b| matches!(b, b'1'..=b'9')) && change > 0.0 { format!("+{text}") } else { text }
}

/// The figures under the pointer in words.
pub(in crate::ui) fn live_card(snap: &Snapshot, figures: &LiveFigures, proposal: &Proposal, lang: Lang) -> LiveCard {
    let mut card = LiveCard { head: head(figures, proposal, lang), ..LiveCard::default() };
    if let Some(main) = main_indicator(figures) {
        change(snap, main, lang, &mut card);
    }
    for other in figures.indicators.iter().filter(|i| i.unit != Unit::Ratio && i.before != i.now) {
        // Said large already.
        if coverage_of(figures.kind).is_none() && other.id == IndicatorId::BeautifulZones {
            continue;
        }
        let value = |q| format::value(other.unit, q, None, 2);
        let unit = format::unit(lang, other.id, other.unit);
        let (name, from, to) = (format::indicator(lang, other.id), value(other.before), value(other.now));
        card.lines.push(trf(lang, "place.from_to", &[("name", &name), ("from", &from), ("to", &to), ("unit", unit)]));
    }
    card.warnings = figures.warnings.iter().map(|w| warning(snap, w, figures.kind, lang)).collect();
    card
}

fn head(figures: &LiveFigures, proposal: &Proposal, lang: Lang) -> String {
    let key = match (&proposal.what, proposal.id.0) {
        (What::New, 0) => "place.head_new",
        (What::New, _) => "place.head_proposed",
        (What::Close(_), _) => "place.head_close",
        (What::Change(_), _) => "place.head_change",
    };
    let mut parts = vec![trf(lang, key, &[("kind", kind_name(figures.kind, lang))])];
    // An area matters where the rule set rates by it, or where it is what was drawn.
    if let Some(area) = figures.area_m2.filter(|_| is_park(figures.kind) || !figures.shape.region.is_empty()) {
        parts.push(format::area(lang, area));
    }
    if let Some(radius) = figures.radius_m {
        parts.push(trf(lang, "place.radius", &[("radius", &format::length(lang, radius))]));
    }
    parts.join(" · ")
}

/// The large figure, the land behind it, the sub-district it changes most, and the way to the target.
fn change(snap: &Snapshot, main: &LiveIndicator, lang: Lang, card: &mut LiveCard) {
    let Some(gain) = main.gain() else { return };
    card.better = if gain == 0.0 { None } else { Some(gain > 0.0) };
    if main.unit != Unit::Ratio {
        let unit = format::unit(lang, main.id, main.unit);
        format!("{} {unit}", signed(gain, 0)).trim_end().clone_into(&mut card.figure);
        return;
    }
    let Some(change) = main.change() else { return };
    let points = signed(change * 100.0, 2);
    card.figure = if gain == 0.0 {
        tr(lang, "place.no_change").to_owned()
    } else {
        trf(lang, "place.points", &[("value", &points)])
    };
    if gain != 0.0 {
        let key = if gain > 0.0 { "place.more_land" } else { "place.less_land" };
        let mut line = trf(lang, key, &[("area", &format::area(lang, gain.abs()))]);
        let zone = main.most_changed_zone().and_then(|(i, from, to)| {
            let name = &snap.analysis.as_ref()?.zones.get(i)?.name;
            let decimals = if ((to - from) * 1000.0).abs() < 0.5 { 3 } else { 1 };
            let figure = |v: f64| format::percent(v, main.goal.as_ref().map(|g| g.value), decimals);
            Some(trf(lang, "place.zone", &[("zone", name), ("from", &figure(from)), ("to", &figure(to))]))
        });
        if let Some(zone) = zone {
            line = format!("{line} · {zone}");
        }
        card.lines.push(line);
    }
    let now = main.now.and_then(crate::analysis::Quantity::value);
    if let (Some(goal), Some(met), Some(now)) = (&main.goal, main.met, now) {
        let target = format::shortest(goal.value * 100.0);
        let away = format::percent((goal.value - now).abs(), None, 2);
        let key = if met { "place.target_met" } else { "place.target_short" };
        card.target = Some((trf(lang, key, &[("target", &target), ("away", &away)]), met));
    }
}

/// What speaks against a place, in words.
pub(in crate::ui) fn warning(snap: &Snapshot, warning: &Warning, kind: FacilityKind, lang: Lang) -> String {
    let length = |m: f64| format::length(lang, m);
    match warning {
        Warning::NotOnCandidate => tr(lang, "place.not_on_candidate").to_owned(),
        Warning::OnForbidden(layer) => {
            let name = snap.document.as_ref().and_then(|d| d.layer(*layer)).map(|l| l.name.as_str());
            trf(lang, "place.on_forbidden", &[("name", name.unwrap_or_default())])
        }
        Warning::TooClose { name, distance_m, required_m } => trf(
            lang,
            "place.too_close",
            &[("name", name), ("distance", &length(*distance_m)), ("required", &length(*required_m))],
        ),
        Warning::NearHomes { distance_m, required_m } => {
            trf(lang, "place.near_homes", &[("distance", &length(*distance_m)), ("required", &length(*required_m))])
        }
        Warning::ServesNothing(reason) => {
            let reason = tr_note(lang, "reason", reason, "");
            trf(lang, "place.serves_nothing", &[("kind", kind_name(kind, lang)), ("reason", &reason)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_a_sign_and_are_never_nought_unless_they_are() {
        assert_eq!(signed(1.236, 2), "+1.24");
        assert_eq!(signed(-0.5, 2), "−0.50");
        assert_eq!(signed(0.0021, 2), "+0.0021");
        assert_eq!(signed(0.0, 2), "0.00");
        assert_eq!(signed(3.0, 0), "+3");
    }
}
