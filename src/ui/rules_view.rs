//! Rule sets and plans in words.

use crate::analysis::Analysis;
use crate::model::bilingual::Text;
use crate::model::rules::{Citation, Quarter, Required, RuleSet, Tier, Unverified};
use crate::model::targets::TargetSet;

use super::format;
use super::i18n::{Lang, tr, trf};

/// A line of the table of sources.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Basis {
    /// What the figure is.
    pub(super) figure: String,
    /// Standard and clause.
    pub(super) source: String,
    /// How well it is known.
    pub(super) known: String,
    /// Whether somebody still has to check it.
    pub(super) unverified: bool,
}

fn pick(text: &Text, lang: Lang) -> &str {
    lang.pick(&text.zh, &text.en)
}

/// The built-in rule sets: identifier and name.
pub(super) fn rule_choices(lang: Lang) -> Vec<(String, String)> {
    builtin().iter().map(|rules| (rules.id.clone(), rules_name(rules, lang))).collect()
}

/// The name of the rule set with this identifier; the identifier where it is no built-in one.
pub(super) fn rules_called(id: &str, lang: Lang) -> &str {
    builtin().iter().find(|rules| rules.id == id).map_or(id, |rules| pick(&rules.name, lang))
}

/// The built-in rule sets, read once.
fn builtin() -> &'static [RuleSet] {
    static ALL: std::sync::OnceLock<Vec<RuleSet>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| RuleSet::builtin_ids().filter_map(RuleSet::builtin).collect())
}

/// The name of a rule set.
pub(super) fn rules_name(rules: &RuleSet, lang: Lang) -> String {
    pick(&rules.name, lang).to_owned()
}

fn tier(tier: &Tier, lang: Lang) -> String {
    let radius = format::metres(tier.radius_m);
    let from = format::metres(tier.min_area_m2);
    let text = match tier.max_area_m2 {
        _ if tier.min_area_m2 <= 0.0 && tier.max_area_m2.is_none() => {
            trf(lang, "rules.tier_any", &[("radius", &radius)])
        }
        None => trf(lang, "rules.tier", &[("area", &from), ("radius", &radius)]),
        Some(to) => {
            trf(lang, "rules.tier_between", &[("from", &from), ("to", &format::metres(to)), ("radius", &radius)])
        }
    };
    match tier.only_in {
        None => text,
        Some(quarter) => {
            let place = match quarter {
                Quarter::HistoricQuarter => "rules.historic_quarter",
                Quarter::OldDistrict => "rules.old_district",
            };
            trf(lang, "rules.tier_class", &[("tier", &text), ("class", tr(lang, place))])
        }
    }
}

/// The park tiers, one line each.
pub(super) fn tiers(rules: &RuleSet, lang: Lang) -> Vec<String> {
    rules.park.tiers.iter().map(|t| tier(t, lang)).collect()
}

/// The park tier that an area and a radius fall in; `None` where there is none such.
pub(super) fn tier_of(rules: &RuleSet, area_m2: f64, radius_m: f64, pocket: bool, lang: Lang) -> Option<String> {
    let tiers = if pocket { rules.pocket_tiers() } else { &rules.park.tiers };
    tiers.iter().find(|t| t.radius_m == radius_m && t.holds(area_m2, |_| true)).map(|t| tier(t, lang))
}

/// What the shown figures rest on and nobody has verified, in words.
pub(super) fn unverified(rules: &RuleSet, analysis: Option<&Analysis>, lang: Lang) -> Vec<String> {
    // Only what a shown indicator rests on: a figure that nothing uses needs no warning.
    let used =
        |key: &str| analysis.is_none_or(|a| a.indicators.iter().any(|i| i.id.id() == key && i.quantity.is_some()));
    let mut labels: Vec<String> = Vec::new();
    for id in crate::analysis::outcome::IndicatorId::ALL {
        let key = id.id();
        if !used(key) {
            continue;
        }
        for group in rules.unverified_for(key) {
            let label = lang.pick(group.zh_label(), group.en_label()).to_owned();
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    labels
}

/// The words for a group of unverified figures, by its key.
pub(super) fn unverified_label(key: &str, lang: Lang) -> String {
    const KEYS: [&str; 16] = [
        "tiers",
        "measured_from",
        "required",
        "park_classes",
        "pocket_park_sizes",
        "toilet_radius",
        "toilet_densities",
        "vehicle_radii",
        "station_classes",
        "setbacks",
        "collection_points",
        "parking_radius",
        "parking_profiles",
        "park_area_per_capita",
        "green_rates",
        "walking_circles",
    ];
    match KEYS.into_iter().find(|k| *k == key) {
        Some(key) => {
            let group = Unverified { key, citations: Vec::new() };
            lang.pick(group.zh_label(), group.en_label()).to_owned()
        }
        None => key.to_owned(),
    }
}

/// Every figure of a rule set that the program uses, with its source.
pub(super) fn basis(rules: &RuleSet, lang: Lang) -> Vec<Basis> {
    let mut table = Table { lang, lines: Vec::new() };
    for t in rules.park.tiers.iter().chain(&rules.pocket_park.tiers) {
        table.add("tiers", &tier(t, lang), &t.cite);
    }
    table.add("measured_from", "", &rules.park.measured_from);
    for required in &rules.park.required {
        table.required("required", required, 100.0, "%");
    }
    table.add("toilet_radius", &format::length(lang, rules.toilet.radius.metres), &rules.toilet.radius.cite);
    for density in &rules.toilet.densities {
        let range = format!("{}–{}", density.min_per_km2, density.max_per_km2);
        let text = format!("{} {range} {}", pick(&density.name, lang), tr(lang, "unit.per_km2"));
        table.add("toilet_densities", &text, &density.cite);
    }
    for vehicle in &rules.transfer_station.vehicles {
        let radius = vehicle.radius_m.map_or("–".to_owned(), |r| format::length(lang, r));
        table.add("vehicle_radii", &format!("{} {radius}", pick(&vehicle.name, lang)), &vehicle.cite);
    }
    for setback in &rules.transfer_station.setbacks {
        let to = setback.max_tpd.map_or(String::new(), |m| format!("–{m}"));
        let text = format!("{}{to} t/d ≥ {}", setback.min_tpd, format::length(lang, setback.metres));
        table.add("setbacks", &text, &setback.cite);
    }
    table.add("parking_radius", &format::length(lang, rules.parking.radius.metres), &rules.parking.radius.cite);
    for profile in &rules.parking.profiles {
        let text = format!("{} {}", pick(&profile.name, lang), format::length(lang, profile.radius_m));
        table.add("parking_profiles", &text, &profile.cite);
    }
    for required in &rules.green.park_area_per_capita {
        table.required("park_area_per_capita", required, 1.0, tr(lang, "unit.m2_per_person"));
    }
    table.lines
}

struct Table {
    lang: Lang,
    lines: Vec<Basis>,
}

impl Table {
    fn add(&mut self, key: &'static str, value: &str, cite: &Citation) {
        let lang = self.lang;
        let group = Unverified { key, citations: Vec::new() };
        let label = lang.pick(group.zh_label(), group.en_label());
        let figure =
            if value.is_empty() { label.to_owned() } else { format!("{label}{}{value}", lang.pick("：", ": ")) };
        let known = tr(lang, known_key(cite)).to_owned();
        let known = match &cite.inferred {
            Some(text) => format!("{known}{}{}", lang.pick("；", "; "), pick(text, lang)),
            None => known,
        };
        let source = match lang {
            Lang::Zh => cite.zh_place(),
            Lang::En => cite.en_place(),
        };
        self.lines.push(Basis { figure, source, known, unverified: cite.is_unverified() });
    }

    fn required(&mut self, key: &'static str, required: &Required, factor: f64, unit: &str) {
        let sign = if required.strict { ">" } else { "≥" };
        let decimals = usize::from((required.value * factor).fract() > 1e-9);
        let value = format::number(required.value * factor, decimals);
        let text = format!("{} {sign} {value} {unit}", pick(&required.name, self.lang));
        self.add(key, &text, &required.cite);
    }
}

fn known_key(cite: &Citation) -> &'static str {
    match cite.known.id() {
        "A" => "rules.known_a",
        "B" => "rules.known_b",
        "C" => "rules.known_c",
        _ => "rules.known_computed",
    }
}

/// The built-in plans: identifier and name.
pub(super) fn target_choices(lang: Lang) -> Vec<(String, String)> {
    TargetSet::builtin_ids()
        .filter_map(TargetSet::builtin)
        .map(|targets| (targets.id.clone(), targets_name(&targets, lang)))
        .collect()
}

/// The name of a plan.
pub(super) fn targets_name(targets: &TargetSet, lang: Lang) -> String {
    pick(&targets.name, lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_rule_set_shows_its_sources_and_its_doubts() {
        for (id, name) in rule_choices(Lang::Zh) {
            let rules = RuleSet::builtin(&id).unwrap();
            assert!(!name.is_empty() && !tiers(&rules, Lang::En).is_empty(), "{id}");
            let lines = basis(&rules, Lang::En);
            assert!(
                lines.len() > 6 && lines.iter().all(|l| !l.source.is_empty() && !l.known.contains("rules.")),
                "{id}"
            );
            // What the box warns of is found in the table.
            assert!(unverified(&rules, None, Lang::Zh).is_empty() || lines.iter().any(|l| l.unverified), "{id}");
        }
        let default = RuleSet::builtin(RuleSet::DEFAULT_ID).unwrap();
        assert!(unverified(&default, None, Lang::Zh).iter().any(|l| l.contains("分级")));
        assert_eq!(tiers(&default, Lang::Zh)[0], "≥ 5\u{2009}000 ㎡ → 500 m");
    }
}
