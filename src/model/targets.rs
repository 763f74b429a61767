//! Targets of published plans, as data.
//!
//! A target set is a TOML file in `seeds/` (built into the program) or the user's own (`--targets FILE`). Its schema is
//! written out at the top of `seeds/tianning-2023-2025.toml`. A figure of one year, a figure of every year and a total
//! over a period are different things and keep their [`Kind`]. Unknown keys are refused, with the line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::bilingual::Text;
use super::strict_toml::{self as strict, DataError};

#[cfg(test)]
mod tests;

/// The target an indicator is held against.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// The value to reach, in the indicator's unit (ratios as 0.9).
    pub value: f64,
    /// Whether it must be exceeded rather than reached.
    pub strict: bool,
    /// Whether the value is a ceiling rather than a floor.
    pub at_most: bool,
    /// When it is due, as the plan writes it (`2025`, `2023–2025`); empty for a standing requirement.
    pub due: String,
    /// Who asks for it, in Chinese: the plan, or the standard with its clause.
    pub source: String,
    /// The same in English.
    pub source_en: String,
    /// Whether the figure rests on a source that nobody has verified, or was inferred.
    pub unverified: bool,
}

impl Goal {
    /// Whether a value meets it. Never met by NaN.
    pub fn is_met_by(&self, value: f64) -> bool {
        match (self.at_most, self.strict) {
            (false, false) => value >= self.value,
            (false, true) => value > self.value,
            (true, false) => value <= self.value,
            (true, true) => value < self.value,
        }
    }
}

/// A plan's targets, read from `seeds/*.toml` or from the user's own file.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TargetSet {
    /// Identifier, such as `tianning-2023-2025`.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// The plan's name.
    pub name: Text,
    /// First and last year; `None` where they are not known.
    #[serde(default)]
    pub period: Option<[i32; 2]>,
    /// Area of the district in km², as the plan gives it.
    #[serde(default)]
    pub area_km2: Option<f64>,
    /// Whether the district's name was taken out.
    #[serde(default)]
    pub anonymised: bool,
    /// What the plan asks for, in its order.
    #[serde(deserialize_with = "strict::not_empty")]
    pub targets: Vec<Target>,
    /// The sub-districts with their centres.
    #[serde(default)]
    pub sub_districts: Vec<SubDistrict>,
    /// What the plan reports as done.
    #[serde(default)]
    pub results: Vec<Achieved>,
}

/// One thing a plan asks for.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// An indicator's identifier where it is one, else the plan's own thing.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// Its name.
    pub name: Text,
    /// The figure, in `unit`; `None` where the plan has only words.
    #[serde(default)]
    pub value: Option<f64>,
    /// The upper end where the plan names a range; `value` is then the lower.
    #[serde(default)]
    pub max_value: Option<f64>,
    /// In what it is counted; `None` where the plan has only words.
    #[serde(default)]
    pub unit: Option<TargetUnit>,
    /// Whether it is a state, a total, or a figure of each year.
    pub kind: Kind,
    /// The year, or the first and the last; empty where the years are not known.
    #[serde(default)]
    pub when: Vec<i32>,
    /// What is asked of each year by itself.
    #[serde(default)]
    pub by_year: BTreeMap<String, f64>,
    /// Whether the plan writes ≥ or 至少.
    #[serde(default)]
    pub at_least: bool,
    /// For whom the figure holds, where not for the whole: `district`.
    #[serde(default)]
    pub per: Option<String>,
    /// What the plan itemises of the figure; may add up to less.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// Works begun and finished by year.
    #[serde(default)]
    pub milestones: Vec<Milestone>,
    /// Why the figure is an inference, where it does not stand in the plan.
    #[serde(default)]
    pub inferred: Option<Text>,
    /// Anything else to know.
    #[serde(default)]
    pub note: Option<Text>,
}

/// What kind of figure a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A state to be reached by the end of the period.
    Level,
    /// Things done over the whole period, added up.
    Cumulative,
    /// The same figure again in every year of the period.
    Annual,
    /// Only the years listed, each by itself.
    ByYear,
    /// Words without a figure.
    Qualitative,
}

/// In what a target is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum TargetUnit {
    /// Per cent.
    #[serde(rename = "%")]
    Percent,
    /// Square metres a head.
    #[serde(rename = "m2/人")]
    SquareMetresPerPerson,
    /// 座: buildings.
    #[serde(rename = "座")]
    Buildings,
    /// 个: things.
    #[serde(rename = "个")]
    Things,
    /// 处: places.
    #[serde(rename = "处")]
    Places,
    /// 条: roads.
    #[serde(rename = "条")]
    Roads,
    /// 家: units, firms.
    #[serde(rename = "家")]
    Firms,
    /// Kilometres.
    #[serde(rename = "km")]
    Kilometres,
    /// Square kilometres.
    #[serde(rename = "km2")]
    SquareKilometres,
    /// Hectares.
    #[serde(rename = "hm2")]
    Hectares,
    /// Ten thousand square metres.
    #[serde(rename = "万m2")]
    TenThousandSquareMetres,
    /// Metres.
    #[serde(rename = "m")]
    Metres,
}

impl TargetUnit {
    /// What one of it is in the base unit: ratios, metres, square metres, things.
    pub fn factor(self) -> f64 {
        match self {
            Self::Percent => 0.01,
            Self::Kilometres => 1e3,
            Self::SquareKilometres => 1e6,
            Self::Hectares | Self::TenThousandSquareMetres => 1e4,
            _ => 1.0,
        }
    }

    /// As the plan writes it.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::SquareMetresPerPerson => "m²/人",
            Self::Buildings => "座",
            Self::Things => "个",
            Self::Places => "处",
            Self::Roads => "条",
            Self::Firms => "家",
            Self::Kilometres => "km",
            Self::SquareKilometres => "km²",
            Self::Hectares => "hm²",
            Self::TenThousandSquareMetres => "万 m²",
            Self::Metres => "m",
        }
    }

    /// In English; empty for plain numbers of things.
    pub fn en(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::SquareMetresPerPerson => "m² a head",
            Self::Buildings | Self::Things | Self::Places | Self::Roads | Self::Firms => "",
            Self::Kilometres => "km",
            Self::SquareKilometres => "km²",
            Self::Hectares => "ha",
            Self::TenThousandSquareMetres => "× 10,000 m²",
            Self::Metres => "m",
        }
    }
}

/// An item that a plan counts out of a target.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The year it is asked for.
    pub year: i32,
    /// What it is.
    pub name: Text,
    /// How many.
    #[serde(deserialize_with = "strict::not_negative")]
    pub value: f64,
    /// Whether the plan writes "at least".
    #[serde(default)]
    pub at_least: bool,
}

/// Works of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The year.
    pub year: i32,
    /// How many are begun in it.
    #[serde(default)]
    pub started: u32,
    /// How many are finished in it.
    #[serde(default)]
    pub finished: u32,
    /// How many are finished by its end since the beginning; `None` where the plan does not say.
    #[serde(default)]
    pub finished_in_all: Option<u32>,
}

/// A sub-district with its centre.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SubDistrict {
    /// Its name.
    pub name: String,
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}

/// Something a plan reports as done.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Achieved {
    /// In which year.
    pub year: i32,
    /// The same identifiers as targets have.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// Its name.
    pub name: Text,
    /// How much, in `unit`.
    #[serde(deserialize_with = "strict::not_negative")]
    pub value: f64,
    /// In what it is counted.
    pub unit: TargetUnit,
}

const BUILTIN: [(&str, &str); 5] = [
    ("tianning-2023-2025", include_str!("../../seeds/tianning-2023-2025.toml")),
    ("changzhou-2023", include_str!("../../seeds/changzhou-2023.toml")),
    ("pukou-2023", include_str!("../../seeds/pukou-2023.toml")),
    ("new-district-2022", include_str!("../../seeds/new-district-2022.toml")),
    ("central-district", include_str!("../../seeds/central-district.toml")),
];

impl TargetSet {
    /// Identifiers of the built-in plans.
    pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|(id, _)| *id)
    }

    /// The built-in plan with this identifier.
    pub fn builtin(id: &str) -> Option<Self> {
        let (_, text) = BUILTIN.iter().find(|(known, _)| *known == id)?;
        Self::from_toml(text).ok()
    }

    /// Reads a plan.
    ///
    /// # Errors
    /// [`DataError`] with the line where it is known: not TOML, keys unknown, missing or given twice, values out of
    /// range, a target whose years or figures contradict one another.
    pub fn from_toml(text: &str) -> Result<Self, DataError> {
        let set: Self = strict::parse(text)?;
        set.targets.iter().try_for_each(Target::check)?;
        Ok(set)
    }

    /// The plan as a file that [`TargetSet::from_toml`] reads the same plan from.
    ///
    /// # Panics
    /// Never: a plan has only text keys, numbers and text.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("a plan has only text keys, numbers and text")
    }

    /// The target with this identifier.
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|t| t.id == id)
    }

    /// What an indicator is held against, in the indicator's unit; `None` where the plan sets no figure for it.
    ///
    /// Only a state ([`Kind::Level`]) or a total ([`Kind::Cumulative`]) can be held against what is on the map; figures
    /// of single years count what was done in the year, which no map of the present shows.
    pub fn goal(&self, indicator: &str) -> Option<Goal> {
        let target = self.target(indicator)?;
        if !matches!(target.kind, Kind::Level | Kind::Cumulative) {
            return None;
        }
        // A division, not a product: 90 × 0.01 is not the number 0.9, and 90 / 100 is.
        let value = match target.unit? {
            TargetUnit::Percent => target.value? / 100.0,
            unit => target.value? * unit.factor(),
        };
        Some(Goal {
            value,
            strict: false,
            at_most: false,
            due: target.due(),
            source: self.name.zh.clone(),
            source_en: self.name.en.clone(),
            unverified: target.inferred.is_some(),
        })
    }
}

impl Target {
    /// When it is due: `2025`, `2023–2025`, or empty where the years are not known.
    pub fn due(&self) -> String {
        match self.when[..] {
            [year] => year.to_string(),
            [first, last] if first == last => first.to_string(),
            [first, last] => format!("{first}–{last}"),
            _ => String::new(),
        }
    }

    /// What is asked of one year by itself, in `unit`: the yearly figure, or what the plan lists for the year. `None`
    /// where the plan says nothing about that year alone, as with totals that are not split.
    pub fn in_year(&self, year: i32) -> Option<f64> {
        match self.kind {
            Kind::Annual => match self.when[..] {
                [only] => (only == year).then_some(self.value?),
                [first, last] => (first..=last).contains(&year).then_some(self.value?),
                _ => self.value,
            },
            _ => self.by_year.get(&year.to_string()).copied(),
        }
    }

    fn check(&self) -> Result<(), DataError> {
        let wrong = |zh: &str, en: &str| {
            Err(strict::plain(format!("目标 {}：{zh}", self.id), format!("target {}: {en}", self.id)))
        };
        if self.when.len() > 2 || (self.when.len() == 2 && self.when[0] > self.when[1]) {
            return wrong("when 应为一个年份，或先后两个年份", "`when` takes one year, or the first and the last");
        }
        if (self.kind == Kind::Qualitative) != self.value.is_none() {
            return wrong(
                "除 kind = \"qualitative\" 外都要有 value，而它不得有",
                "`value` belongs to every kind but \"qualitative\"",
            );
        }
        if self.value.is_some() && self.unit.is_none() {
            return wrong("有 value 就要有 unit", "a `value` needs a `unit`");
        }
        if self.value.is_some_and(|v| !(v.is_finite() && v >= 0.0))
            || self.max_value.is_some_and(|m| self.value.is_none_or(|v| m < v))
        {
            return wrong(
                "value 应为不小于 0 的有限数，max_value 不小于它",
                "`value` must be finite and 0 or more, `max_value` no less",
            );
        }
        if self.by_year.keys().any(|y| y.parse::<i32>().is_err()) || self.by_year.values().any(|v| !v.is_finite()) {
            return wrong("by_year 的键应为年份，值应为数", "the keys of `by_year` are years, its values numbers");
        }
        if self.kind == Kind::ByYear && self.by_year.is_empty() {
            return wrong("kind = \"by_year\" 要有 by_year", "kind \"by_year\" needs `by_year`");
        }
        if self.kind == Kind::Cumulative && self.by_year.values().sum::<f64>() > self.value.unwrap_or(0.0) {
            return wrong("各年之和大于累计值", "the years add up to more than the total");
        }
        Ok(())
    }
}
