//! The sections of a rule set.

use serde::{Deserialize, Serialize};

use super::Citation;
use crate::model::bilingual::Text;
use crate::model::strict_toml as strict;
use crate::model::targets::Goal;

/// Parks.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ParkRules {
    /// Which area gives which radius. A park takes the largest radius of the tiers it falls in.
    #[serde(deserialize_with = "strict::not_empty")]
    pub tiers: Vec<Tier>,
    /// Shares asked of the coverage, the one to work towards first; the legal floor is among them.
    #[serde(default)]
    pub required: Vec<Required>,
    /// That the radius is measured straight from the park's boundary, never from its centre.
    pub measured_from: Citation,
    /// Classes of parks with their radii for planning (GB/T 51346 table 4.4.7); not used by the coverage rate.
    #[serde(default)]
    pub classes: Vec<ParkClass>,
}

/// A range of park areas and the service radius it has.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "RawTier")]
pub struct Tier {
    /// Smallest area in m², inclusive.
    pub min_area_m2: f64,
    /// Area in m² at which the tier ends, exclusive; `None` for no end.
    pub max_area_m2: Option<f64>,
    /// Service radius in metres.
    pub radius_m: f64,
    /// Only for parks in such a quarter; `None` for everywhere.
    pub only_in: Option<Quarter>,
    /// Where the figures come from.
    pub cite: Citation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTier {
    #[serde(deserialize_with = "strict::not_negative")]
    min_area_m2: f64,
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    max_area_m2: Option<f64>,
    #[serde(deserialize_with = "strict::positive")]
    radius_m: f64,
    only_in: Option<Quarter>,
    cite: Citation,
}

impl TryFrom<RawTier> for Tier {
    type Error = &'static str;

    fn try_from(raw: RawTier) -> Result<Self, Self::Error> {
        if raw.max_area_m2.is_some_and(|max| max <= raw.min_area_m2) {
            return Err(strict::EMPTY_RANGE);
        }
        let RawTier { min_area_m2, max_area_m2, radius_m, only_in, cite } = raw;
        Ok(Self { min_area_m2, max_area_m2, radius_m, only_in, cite })
    }
}

impl Tier {
    /// Whether a park of this area (m²), in a place of which `is_in` tells the quarter, falls in the tier.
    pub fn holds(&self, area_m2: f64, is_in: impl Fn(Quarter) -> bool) -> bool {
        area_m2 >= self.min_area_m2
            && self.max_area_m2.is_none_or(|max| area_m2 < max)
            && self.only_in.is_none_or(is_in)
    }
}

/// A kind of quarter for which a tier holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quarter {
    /// 历史文化街区, 历史城区
    HistoricQuarter,
    /// 旧城区
    OldDistrict,
}

/// A figure that a standard asks for.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// Identifier, such as `legal-floor`.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// Who is held to it.
    pub name: Text,
    /// The value to reach: a ratio (0.9), or m² a head.
    #[serde(deserialize_with = "strict::not_negative")]
    pub value: f64,
    /// Whether it must be exceeded rather than reached.
    #[serde(default)]
    pub strict: bool,
    /// Where the figure comes from.
    pub cite: Citation,
}

impl Required {
    /// The requirement as something to hold a value against.
    pub fn goal(&self, at_most: bool) -> Goal {
        Goal {
            value: self.value,
            strict: self.strict,
            at_most,
            due: String::new(),
            source: format!("{}（{}）", self.name.zh, self.cite.zh_place()),
            source_en: format!("{} ({})", self.name.en, self.cite.en_place()),
            unverified: self.cite.is_unverified(),
        }
    }
}

/// A class of parks with the radius planned for it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ParkClass {
    /// Smallest area in m².
    #[serde(deserialize_with = "strict::not_negative")]
    pub min_area_m2: f64,
    /// Largest area in m²; `None` for no end.
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    pub max_area_m2: Option<f64>,
    /// Smallest radius in metres.
    #[serde(deserialize_with = "strict::positive")]
    pub min_radius_m: f64,
    /// Largest radius in metres; `None` where the standard only says "more than" the smallest.
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    pub max_radius_m: Option<f64>,
    /// Where the figures come from.
    pub cite: Citation,
}

/// Pocket parks.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PocketParkRules {
    /// Tiers of their own; empty where they are rated as parks are.
    #[serde(default)]
    pub tiers: Vec<Tier>,
    /// What size a pocket park has.
    #[serde(default)]
    pub sizes: Vec<PocketSize>,
    /// Where they are preferably sited.
    pub siting: PocketSiting,
}

/// Where pocket parks are preferably sited.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PocketSiting {
    /// The advice.
    pub text: Text,
    /// Where it comes from.
    pub cite: Citation,
}

/// What size a pocket park has, by one document.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PocketSize {
    /// Smallest area in m², inclusive; 0 where the document names none.
    #[serde(default, deserialize_with = "strict::not_negative")]
    pub min_area_m2: f64,
    /// Largest area in m².
    #[serde(deserialize_with = "strict::positive")]
    pub max_area_m2: f64,
    /// Whether an area of exactly `max_area_m2` is still one.
    pub max_inclusive: bool,
    /// Where the figures come from.
    pub cite: Citation,
}

/// A service radius.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Radius {
    /// In metres.
    #[serde(deserialize_with = "strict::positive")]
    pub metres: f64,
    /// Where the figure comes from.
    pub cite: Citation,
}

/// Public toilets.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ToiletRules {
    /// Service radius.
    pub radius: Radius,
    /// Densities by kind of land.
    #[serde(default)]
    pub densities: Vec<LandDensity>,
    /// What it takes at least to cover a plane with discs of the radius.
    pub plane_minimum: PlaneDensity,
}

impl ToiletRules {
    /// The density asked of a kind of land, such as `residential`.
    pub fn density(&self, land: &str) -> Option<&LandDensity> {
        self.densities.iter().find(|d| d.land == land)
    }
}

/// How many toilets a square kilometre of a kind of land is to have.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct LandDensity {
    /// The kind of land: `residential`, `public`, `green`, `industrial`, or the user's own.
    #[serde(deserialize_with = "strict::identifier")]
    pub land: String,
    /// Its name.
    pub name: Text,
    /// Fewest a km².
    #[serde(deserialize_with = "strict::not_negative")]
    pub min_per_km2: f64,
    /// Most a km².
    #[serde(deserialize_with = "strict::positive")]
    pub max_per_km2: f64,
    /// Where the figures come from.
    pub cite: Citation,
}

/// A number of facilities a square kilometre.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PlaneDensity {
    /// Facilities a km².
    #[serde(deserialize_with = "strict::positive")]
    pub per_km2: f64,
    /// Where the figure comes from.
    pub cite: Citation,
}

/// Refuse transfer stations.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TransferStationRules {
    /// Radii by collection vehicle; one of them is the default.
    #[serde(deserialize_with = "strict::not_empty")]
    pub vehicles: Vec<VehicleRadius>,
    /// Classes by tonnes a day.
    #[serde(default)]
    pub classes: Vec<StationClass>,
    /// Setbacks to neighbouring buildings by tonnes a day; the first that holds counts.
    #[serde(default)]
    pub setbacks: Vec<Setback>,
    /// Radii of collection points, the one in force first.
    #[serde(default)]
    pub collection_points: Vec<Radius>,
}

impl TransferStationRules {
    /// The radius by a vehicle.
    pub fn vehicle(&self, vehicle: Vehicle) -> Option<&VehicleRadius> {
        self.vehicles.iter().find(|v| v.id == vehicle)
    }

    /// The vehicle taken where a station names none: the one marked `default`, else the first.
    pub fn default_vehicle(&self) -> Option<&VehicleRadius> {
        self.vehicles.iter().find(|v| v.default).or(self.vehicles.first())
    }

    /// The setback for a station of so many tonnes a day.
    pub fn setback(&self, tonnes_per_day: f64) -> Option<&Setback> {
        self.setbacks.iter().find(|s| {
            tonnes_per_day >= s.min_tpd
                && s.max_tpd.is_none_or(|max| tonnes_per_day < max || (s.max_inclusive && tonnes_per_day == max))
        })
    }

    /// The smallest setback of all: what every station owes whatever its class.
    pub fn least_setback(&self) -> Option<&Setback> {
        self.setbacks.iter().min_by(|a, b| a.metres.total_cmp(&b.metres))
    }
}

/// A collection vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Vehicle {
    /// 人力收集车
    HandCart,
    /// 小型机动车
    SmallMotor,
    /// 中型机动车
    Medium,
}

/// How far a station serves by a vehicle.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VehicleRadius {
    /// The vehicle.
    pub id: Vehicle,
    /// Its name.
    pub name: Text,
    /// Radius in metres; `None` where local conditions decide.
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    pub radius_m: Option<f64>,
    /// The radius it must not exceed, in metres.
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    pub max_radius_m: Option<f64>,
    /// Whether it is taken where a station names no vehicle.
    #[serde(default)]
    pub default: bool,
    /// Where the figures come from.
    pub cite: Citation,
}

/// A class of stations by tonnes a day.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StationClass {
    /// `collection_station`, `small`, `medium`, `large`.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Fewest tonnes a day, inclusive.
    #[serde(deserialize_with = "strict::not_negative")]
    pub min_tpd: f64,
    /// Tonnes a day at which the class ends, exclusive; `None` for no end.
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    pub max_tpd: Option<f64>,
    /// Where the figures come from.
    pub cite: Citation,
}

/// The distance a station keeps from neighbouring buildings.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Setback {
    /// Fewest tonnes a day, inclusive.
    #[serde(deserialize_with = "strict::not_negative")]
    pub min_tpd: f64,
    /// Tonnes a day at which it ends; `None` for no end.
    #[serde(default, deserialize_with = "strict::maybe_positive")]
    pub max_tpd: Option<f64>,
    /// Whether exactly `max_tpd` still belongs to it.
    #[serde(default)]
    pub max_inclusive: bool,
    /// Least distance in metres.
    #[serde(deserialize_with = "strict::positive")]
    pub metres: f64,
    /// Where the figures come from.
    pub cite: Citation,
}

/// Public parking.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ParkingRules {
    /// Service radius.
    pub radius: Radius,
    /// Other radii by place, such as `city-centre`: used where a lot's `profile` field names one.
    #[serde(default)]
    pub profiles: Vec<ParkingProfile>,
}

/// A radius for a kind of place.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ParkingProfile {
    /// Identifier, such as `city-centre`.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Radius in metres.
    #[serde(deserialize_with = "strict::positive")]
    pub radius_m: f64,
    /// Where the figure comes from.
    pub cite: Citation,
}

/// Park land a head, and the rates of green land.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GreenRules {
    /// Park area a head asked for, in m², the one to work towards first.
    #[serde(default)]
    pub park_area_per_capita: Vec<Required>,
    /// Rates with their definitions.
    #[serde(default)]
    pub rates: Vec<GreenRate>,
    /// Other green land counts to at most this share of the green land inside construction land.
    #[serde(deserialize_with = "strict::share")]
    pub other_green_max_share: f64,
    /// Where that share comes from.
    pub other_green_cite: Citation,
}

/// A rate of green land and how it is defined.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GreenRate {
    /// The indicator's identifier, such as `green_land_rate`.
    #[serde(deserialize_with = "strict::identifier")]
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its formula in words.
    pub definition: Text,
    /// Where the definition comes from.
    pub cite: Citation,
}

/// Walking circles.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WalkingRules {
    /// The circles, the shortest first.
    #[serde(deserialize_with = "strict::not_empty")]
    pub circles: Vec<WalkingCircle>,
}

/// How far a walk of some minutes leads.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WalkingCircle {
    /// Minutes.
    #[serde(deserialize_with = "strict::positive")]
    pub minutes: f64,
    /// Shortest distance in metres.
    #[serde(deserialize_with = "strict::positive")]
    pub min_m: f64,
    /// Longest distance in metres.
    #[serde(deserialize_with = "strict::positive")]
    pub max_m: f64,
    /// Where the figures come from.
    pub cite: Citation,
}
