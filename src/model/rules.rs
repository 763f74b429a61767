//! Rule sets: which facility serves how far, as data with clause and degree of certainty.
//!
//! A rule set is a TOML file in `assets/rules/` (built into the program) or the user's own (`--rules FILE`). Its schema
//! is written out at the top of `assets/rules/common.toml`; in short:
//!
//! - `id`, `name = { zh, en }`, and `include = "ID"`, which takes every section the file does not write itself from a
//!   built-in file (`common`, or one of [`RuleSet::builtin_ids`]);
//! - the sections `[park] [pocket_park] [toilet] [transfer_station] [parking] [green] [walking]`;
//! - every figure carries `cite = { source, clause, known, inferred, note }`: the number of the standard, the clause,
//!   and how well the figure is known (see [`Known`]).
//!
//! Unknown keys are refused, with the line and the keys that may stand there.

use serde::{Deserialize, Serialize};

use super::bilingual::Text;
use super::strict_toml::{self as strict, DataError};
use super::targets::Goal;

mod certainty;
mod sections;
#[cfg(test)]
mod tests;

pub use certainty::{Citation, Known, Unverified, unverified_key};
pub use sections::{
    GreenRate, GreenRules, LandDensity, ParkClass, ParkRules, ParkingProfile, ParkingRules, PlaneDensity,
    PocketParkRules, PocketSiting, PocketSize, Quarter, Radius, Required, Setback, StationClass, Tier, ToiletRules,
    TransferStationRules, Vehicle, VehicleRadius, WalkingCircle, WalkingRules,
};

/// A standard, read from `assets/rules/*.toml` or from the user's own file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleSet {
    /// Identifier, such as `garden-city-2022`.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Parks: tiers, required shares, classes.
    pub park: ParkRules,
    /// Pocket parks: sizes, and tiers of their own where they have any.
    pub pocket_park: PocketParkRules,
    /// Public toilets.
    pub toilet: ToiletRules,
    /// Refuse transfer stations.
    pub transfer_station: TransferStationRules,
    /// Public parking.
    pub parking: ParkingRules,
    /// Park land a head and the rates of green land.
    pub green: GreenRules,
    /// Walking circles of 5, 10 and 15 minutes.
    pub walking: WalkingRules,
}

/// The file as it is written: any section may be left to the included one.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    #[serde(deserialize_with = "strict::identifier")]
    id: String,
    name: Text,
    include: Option<String>,
    park: Option<ParkRules>,
    pocket_park: Option<PocketParkRules>,
    toilet: Option<ToiletRules>,
    transfer_station: Option<TransferStationRules>,
    parking: Option<ParkingRules>,
    green: Option<GreenRules>,
    walking: Option<WalkingRules>,
}

const COMMON: &str = include_str!("../../assets/rules/common.toml");
const BUILTIN: [(&str, &str); 5] = [
    ("garden-city-2022", include_str!("../../assets/rules/garden-city-2022.toml")),
    ("garden-city-2016", include_str!("../../assets/rules/garden-city-2016.toml")),
    ("city-checkup-2021", include_str!("../../assets/rules/city-checkup-2021.toml")),
    ("gbt-50563-2010", include_str!("../../assets/rules/gbt-50563-2010.toml")),
    ("gbt-51346-2019", include_str!("../../assets/rules/gbt-51346-2019.toml")),
];

impl RuleSet {
    /// The rule set used where none is chosen.
    pub const DEFAULT_ID: &'static str = "garden-city-2022";

    /// Identifiers of the built-in rule sets, the default first.
    pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(id, _)| *id)
    }

    /// The built-in rule set with this identifier.
    pub fn builtin(id: &str) -> Option<Self> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == id)?;
        Self::from_toml(text).ok()
    }

    /// Reads a rule set.
    ///
    /// # Errors
    /// [`DataError`] with the line, for anything that is not TOML, a key that is unknown, missing or given twice, a
    /// value out of range, an `include` that is not built in, and a section that neither the file nor what it includes
    /// provides.
    ///
    /// ```
    /// use fugai::model::RuleSet;
    /// let own = r#"
    ///     id = "my-district"
    ///     name = { zh = "本区口径", en = "Our own rules" }
    ///     include = "garden-city-2022"
    ///     [parking]
    ///     radius = { metres = 250, cite = { source = "区城管局 2024", known = "A" } }
    /// "#;
    /// let rules = RuleSet::from_toml(own).unwrap();
    /// assert_eq!(rules.parking.radius.metres, 250.0);
    /// assert_eq!(rules.park.tiers.len(), 2);
    /// let wrong = RuleSet::from_toml("id = \"x\"\nname = { zh = \"x\", en = \"x\" }\nradius = 3\n").unwrap_err();
    /// assert_eq!(wrong.line, Some(3));
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, DataError> {
        let file: RuleFile = strict::parse(text)?;
        let missing = |section: &str| {
            strict::plain(
                format!("缺少 [{section}] 一节；可写上该节，或用 include = \"common\" 引用共用数值"),
                format!(
                    "the section [{section}] is missing; write it, or take it from a built-in file with include = \"common\""
                ),
            )
        };
        let base = match file.include.as_deref() {
            None => None,
            Some(id) => Some(included(id).map_err(|error| DataError { line: line_of(text, "include"), ..error })?),
        };
        macro_rules! section {
            ($name:ident) => {
                match (file.$name, base.as_ref().and_then(|b| b.$name.clone())) {
                    (Some(own), _) => own,
                    (None, Some(shared)) => shared,
                    (None, None) => return Err(missing(stringify!($name))),
                }
            };
        }
        Ok(Self {
            id: file.id,
            name: file.name,
            park: section!(park),
            pocket_park: section!(pocket_park),
            toilet: section!(toilet),
            transfer_station: section!(transfer_station),
            parking: section!(parking),
            green: section!(green),
            walking: section!(walking),
        })
    }

    /// The rule set as a file of its own: every section written out, nothing included from another.
    /// [`RuleSet::from_toml`] reads the same rule set from it, whatever is built into the program that reads it.
    ///
    /// # Panics
    /// Never: a rule set has only text keys, numbers and text.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a rule set has only text keys, numbers and text")
    }

    /// The tiers a pocket park is rated by: its own where the rule set has any, else those of parks.
    pub fn pocket_tiers(&self) -> &[Tier] {
        if self.pocket_park.tiers.is_empty() { &self.park.tiers } else { &self.pocket_park.tiers }
    }

    /// The standing requirements for an indicator, in the indicator's unit, the one to work towards first.
    ///
    /// Coverage of parks: the rule set's own share, then others, then the legal floor. Empty where the standards ask
    /// for no figure.
    pub fn requirements(&self, indicator: &str) -> Vec<Goal> {
        match indicator {
            "park_coverage" => self.park.required.iter().map(|r| r.goal(false)).collect(),
            "park_area_per_capita" => self.green.park_area_per_capita.iter().map(|r| r.goal(false)).collect(),
            "setback_conflicts" => {
                let Some(first) = self.transfer_station.setbacks.first() else { return Vec::new() };
                vec![Goal {
                    value: 0.0,
                    strict: false,
                    at_most: true,
                    due: String::new(),
                    source: first.cite.zh_place(),
                    source_en: first.cite.en_place(),
                    unverified: first.cite.is_unverified(),
                }]
            }
            _ => Vec::new(),
        }
    }

    /// What the rule set requires of an indicator where no plan sets a target; `None` where it requires nothing.
    pub fn goal(&self, indicator: &str) -> Option<Goal> {
        self.requirements(indicator).into_iter().next()
    }

    /// What rests on figures that nobody has checked against the standard, or that were inferred: one entry a key, in a
    /// fixed order (`tiers`, `measured_from`, `required`, …), each with its citations.
    pub fn unverified(&self) -> Vec<Unverified> {
        let park = &self.park;
        let station = &self.transfer_station;
        let groups: [(&'static str, Vec<&Citation>); 16] = [
            ("tiers", park.tiers.iter().chain(&self.pocket_park.tiers).map(|t| &t.cite).collect()),
            ("measured_from", vec![&park.measured_from]),
            ("required", park.required.iter().map(|r| &r.cite).collect()),
            ("park_classes", park.classes.iter().map(|c| &c.cite).collect()),
            ("pocket_park_sizes", self.pocket_park.sizes.iter().map(|s| &s.cite).collect()),
            ("toilet_radius", vec![&self.toilet.radius.cite]),
            ("toilet_densities", self.toilet.densities.iter().map(|d| &d.cite).collect()),
            ("vehicle_radii", station.vehicles.iter().map(|v| &v.cite).collect()),
            ("station_classes", station.classes.iter().map(|c| &c.cite).collect()),
            ("setbacks", station.setbacks.iter().map(|s| &s.cite).collect()),
            ("collection_points", station.collection_points.iter().map(|r| &r.cite).collect()),
            ("parking_radius", vec![&self.parking.radius.cite]),
            ("parking_profiles", self.parking.profiles.iter().map(|p| &p.cite).collect()),
            ("park_area_per_capita", self.green.park_area_per_capita.iter().map(|r| &r.cite).collect()),
            ("green_rates", self.green.rates.iter().map(|r| &r.cite).collect()),
            ("walking_circles", self.walking.circles.iter().map(|c| &c.cite).collect()),
        ];
        groups
            .into_iter()
            .filter_map(|(key, cites)| {
                let citations: Vec<Citation> = cites.into_iter().filter(|c| c.is_unverified()).cloned().collect();
                (!citations.is_empty()).then_some(Unverified { key, citations })
            })
            .collect()
    }

    /// The unverified figures that one indicator rests on, by the keys of [`RuleSet::unverified`].
    pub fn unverified_for(&self, indicator: &str) -> Vec<Unverified> {
        let keys: &[&str] = match indicator {
            "park_coverage" => &["tiers", "measured_from", "required"],
            "toilet_coverage" => &["toilet_radius"],
            "toilet_density" => &["toilet_densities"],
            "transfer_station_coverage" => &["vehicle_radii"],
            "setback_conflicts" => &["station_classes", "setbacks"],
            "parking_coverage" => &["parking_radius"],
            "park_area_per_capita" => &["park_area_per_capita"],
            _ => &[],
        };
        self.unverified().into_iter().filter(|u| keys.contains(&u.key)).collect()
    }
}

fn included(id: &str) -> Result<RuleFile, DataError> {
    let text = if id == "common" {
        Some(COMMON)
    } else {
        BUILTIN.iter().find(|(known, _)| *known == id).map(|(_, text)| *text)
    };
    let Some(text) = text else {
        let known: Vec<&str> = std::iter::once("common").chain(RuleSet::builtin_ids()).collect();
        return Err(strict::plain(
            format!("include 引用的 {id} 不是内置规则集；可用：{}", known.join("、")),
            format!("include names {id}, which is not built in; expected one of {}", known.join(", ")),
        ));
    };
    let own: RuleFile = strict::parse(text)?;
    let Some(next) = own.include.clone() else { return Ok(own) };
    let base = included(&next)?;
    Ok(RuleFile {
        include: None,
        park: own.park.or(base.park),
        pocket_park: own.pocket_park.or(base.pocket_park),
        toilet: own.toilet.or(base.toilet),
        transfer_station: own.transfer_station.or(base.transfer_station),
        parking: own.parking.or(base.parking),
        green: own.green.or(base.green),
        walking: own.walking.or(base.walking),
        ..own
    })
}

fn line_of(text: &str, key: &str) -> Option<usize> {
    text.lines().position(|line| line.trim_start().starts_with(key)).map(|at| at + 1)
}
