//! What an analysis yields: values, with everything needed to show, export and question them.

use geo::Polygon;

use crate::geom::Coord;
pub use crate::model::targets::Goal;
use crate::model::{FacilityKind, LayerId};

/// An indicator, by the identifier it has in `summary.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IndicatorId {
    /// 公园绿地服务半径覆盖率
    ParkCoverage,
    /// 公厕服务半径覆盖率
    ToiletCoverage,
    /// 公厕密度
    ToiletDensity,
    /// 转运站服务半径覆盖率
    TransferStationCoverage,
    /// 转运站防护距离内的居住用地与建筑
    SetbackConflicts,
    /// 公共停车场服务半径覆盖率
    ParkingCoverage,
    /// 公共停车泊位
    ParkingSpaces,
    /// 接入智慧停车平台的泊位
    ParkingSpacesConnected,
    /// 美丽街区数
    BeautifulZones,
    /// 美丽街区面积
    BeautifulZoneArea,
    /// 人均公园绿地面积
    ParkAreaPerCapita,
}

impl IndicatorId {
    /// Every indicator, in the order in which tables show them.
    pub const ALL: [Self; 11] = [
        Self::ParkCoverage,
        Self::ToiletCoverage,
        Self::ToiletDensity,
        Self::TransferStationCoverage,
        Self::SetbackConflicts,
        Self::ParkingCoverage,
        Self::ParkingSpaces,
        Self::ParkingSpacesConnected,
        Self::BeautifulZones,
        Self::BeautifulZoneArea,
        Self::ParkAreaPerCapita,
    ];

    /// The identifier in `summary.json`, such as `park_coverage`.
    pub fn id(self) -> &'static str {
        match self {
            Self::ParkCoverage => "park_coverage",
            Self::ToiletCoverage => "toilet_coverage",
            Self::ToiletDensity => "toilet_density",
            Self::TransferStationCoverage => "transfer_station_coverage",
            Self::SetbackConflicts => "setback_conflicts",
            Self::ParkingCoverage => "parking_coverage",
            Self::ParkingSpaces => "parking_spaces",
            Self::ParkingSpacesConnected => "parking_spaces_connected",
            Self::BeautifulZones => "beautiful_zones",
            Self::BeautifulZoneArea => "beautiful_zone_area",
            Self::ParkAreaPerCapita => "park_area_per_capita",
        }
    }

    /// The indicator with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|i| i.id() == id)
    }

    /// The name for people, in Chinese.
    pub fn name_zh(self) -> &'static str {
        match self {
            Self::ParkCoverage => "公园绿地服务半径覆盖率",
            Self::ToiletCoverage => "公厕服务半径覆盖率",
            Self::ToiletDensity => "公厕密度",
            Self::TransferStationCoverage => "垃圾转运站服务半径覆盖率",
            Self::SetbackConflicts => "转运站防护距离冲突",
            Self::ParkingCoverage => "公共停车场服务半径覆盖率",
            Self::ParkingSpaces => "公共停车泊位",
            Self::ParkingSpacesConnected => "接入智慧停车平台泊位",
            Self::BeautifulZones => "美丽街区",
            Self::BeautifulZoneArea => "美丽街区面积",
            Self::ParkAreaPerCapita => "人均公园绿地面积",
        }
    }

    /// The name for people, in English.
    pub fn name_en(self) -> &'static str {
        match self {
            Self::ParkCoverage => "Park service-radius coverage",
            Self::ToiletCoverage => "Public toilet coverage",
            Self::ToiletDensity => "Public toilet density",
            Self::TransferStationCoverage => "Transfer station coverage",
            Self::SetbackConflicts => "Transfer station setback conflicts",
            Self::ParkingCoverage => "Public parking coverage",
            Self::ParkingSpaces => "Public parking spaces",
            Self::ParkingSpacesConnected => "Spaces on the parking platform",
            Self::BeautifulZones => "Beautiful-street zones",
            Self::BeautifulZoneArea => "Area of beautiful-street zones",
            Self::ParkAreaPerCapita => "Park area per head",
        }
    }
}

/// In what a value is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share between 0 and 1; `ratio`.
    Ratio,
    /// Things a square kilometre; `1/km2`.
    PerKm2,
    /// A number of things; `1`.
    Count,
    /// Square metres; `m2`.
    SquareMetres,
    /// Square metres a head; `m2/person`.
    SquareMetresPerPerson,
}

impl Unit {
    /// The unit as `summary.json` writes it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Ratio => "ratio",
            Self::PerKm2 => "1/km2",
            Self::Count => "1",
            Self::SquareMetres => "m2",
            Self::SquareMetresPerPerson => "m2/person",
        }
    }
}

/// A value as a fraction whose parts are kept: `value = numerator / denominator`.
///
/// Coverage: covered m² over demand m². Densities: count over km². Counts and areas: the denominator is 1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Quantity {
    /// What is above the line, in m², people or things.
    pub numerator: f64,
    /// What is below the line, in m², km² or people; 1 for plain counts and areas.
    pub denominator: f64,
}

impl Quantity {
    /// The quotient; `None` where the denominator is 0, because a share of nothing is no share.
    pub fn value(self) -> Option<f64> {
        (self.denominator != 0.0).then(|| self.numerator / self.denominator)
    }
}

/// The value of an indicator in one zone.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneValue {
    /// The zone's identifier, as `summary.json` defines it.
    pub id: String,
    /// The zone's name, or its identifier where it has none.
    pub name: String,
    /// The figure.
    pub quantity: Quantity,
    /// Whether the zone by itself reaches the target; `None` without a target, or where the target is a number of
    /// things that only the district as a whole is held to.
    pub met: Option<bool>,
    /// The same share weighted by people instead of land: people served over people; only for coverage, and only where
    /// residential parcels carry a population.
    pub population: Option<Quantity>,
}

/// A standing requirement of the rule set and whether it is met.
#[derive(Debug, Clone, PartialEq)]
pub struct Requirement {
    /// What is asked.
    pub goal: Goal,
    /// Whether it is met; `None` without a figure.
    pub met: Option<bool>,
}

/// One indicator with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Which one.
    pub id: IndicatorId,
    /// In what it is counted.
    pub unit: Unit,
    /// The figure for the whole; `None` where its inputs are missing (no toilets layer, no population, …).
    pub quantity: Option<Quantity>,
    /// Why there is no figure, or what to know about it: a `snake_case` key and particulars
    /// (`no_demand`, `no_layer`, `no_population`, `zones_overlap`, `not_rated`, `per`, …).
    pub notes: Vec<(&'static str, String)>,
    /// The true value lies within this of `value`, in the indicator's unit; `None` for exact counts.
    pub error_bound: Option<f64>,
    /// What it is held against.
    pub goal: Option<Goal>,
    /// Whether the goal is met; `None` without a goal or a figure.
    pub met: Option<bool>,
    /// The standing requirements of the rule set for it, the legal floor among them, each with whether it is met.
    pub requirements: Vec<Requirement>,
    /// The same share weighted by people instead of land: people served over people; only for coverage, and only where
    /// residential parcels carry a population.
    pub population: Option<Quantity>,
    /// By zone, in the order of the zone layers.
    pub zones: Vec<ZoneValue>,
    /// What lies in no zone; `None` where there are no zones.
    pub unzoned: Option<Quantity>,
    /// What densities and shares are taken over: `boundary`, `zones` or `demand`; `None` elsewhere.
    pub per: Option<&'static str>,
}

/// Residential land that nothing serves, as a place: pieces that lie across a street from one another are one gap.
/// Pieces belong together within [`GAP_REACH_M`](super::GAP_REACH_M).
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// Rank by area, from 1.
    pub rank: usize,
    /// Its pieces, in metres, the largest first, never none; arcs are cut into chords that keep the area.
    pub polygons: Vec<Polygon<f64>>,
    /// The area of all its pieces in m².
    pub area_m2: f64,
    /// A point inside its largest piece, in metres, for labels and for zooming.
    pub label_point: Coord,
    /// Name of the zone that holds most of it; `None` where there is none.
    pub zone: Option<String>,
    /// The same zone as an index into [`Analysis::zones`].
    pub zone_index: Option<usize>,
    /// The facility whose service area is nearest: its name, the distance to its boundary from the gap's label point
    /// in metres, and how many metres that is beyond its radius.
    pub nearest: Option<Nearest>,
}

impl Gap {
    /// How many pieces it has.
    pub fn pieces(&self) -> usize {
        self.polygons.len()
    }
}

/// The facility that comes closest to serving a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// Which facility: an index into [`Analysis::facilities`].
    pub facility: usize,
    /// Its name, or `#` and its number in the file (from 1) where it has none.
    pub name: String,
    /// Straight distance to its boundary (a point's location), in metres.
    pub distance_m: f64,
    /// Metres beyond its service radius.
    pub short_m: f64,
}

/// A facility as the rule set rates it.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedFacility {
    /// What it is.
    pub kind: FacilityKind,
    /// The layer it comes from.
    pub layer: LayerId,
    /// Position in that layer's `features`.
    pub feature: usize,
    /// Its name, or `#` and its number in the file (from 1) where it has none; see [`RatedFacility::named`].
    pub name: String,
    /// Its area in m²: the mapped field, else its own polygon's; `None` for a point without a field.
    pub area_m2: Option<f64>,
    /// Its service radius in metres; `None` where it serves nothing, and then `reason` says why; `None` without a reason
    /// for beautiful-street zones, which count and serve no distance.
    pub radius_m: Option<f64>,
    /// Why it does not serve: `below_smallest_tier`, `no_area`, `closed`, `unknown_class`, …
    pub reason: Option<&'static str>,
}

impl RatedFacility {
    /// Whether `name` is a name of its own.
    pub fn named(&self) -> bool {
        !self.name.starts_with('#')
    }
}

/// A zone of statistics.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneInfo {
    /// Its identifier: the feature's `id`, else its `osm_id`, `adcode`, `code` or `id` property, else its index.
    pub id: String,
    /// Its name, or its identifier where it has none.
    pub name: String,
    /// The layer it comes from.
    pub layer: LayerId,
    /// Position in that layer's `features`.
    pub feature: usize,
    /// Its area in m².
    pub area_m2: f64,
    /// Its population, where a population field says so.
    pub population: Option<f64>,
}

/// A facility that a little more land would lift to a tier, or to a larger radius.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// Which facility: an index into [`Analysis::facilities`].
    pub facility: usize,
    /// The area the tier begins at, in m².
    pub needed_m2: f64,
    /// How much is missing, in m².
    pub short_m2: f64,
    /// The radius the tier would give, in metres.
    pub radius_m: f64,
}

/// Residential land or a building nearer to a transfer station than the station's class allows.
#[derive(Debug, Clone, PartialEq)]
pub struct SetbackConflict {
    /// The station: an index into [`Analysis::facilities`].
    pub facility: usize,
    /// The layer of what is too near.
    pub layer: LayerId,
    /// Its position in that layer's `features`.
    pub feature: usize,
    /// Its name; empty where it has none.
    pub name: String,
    /// Distance between the outlines in metres; 0 where they touch or overlap.
    pub distance_m: f64,
    /// What the class asks for, in metres.
    pub required_m: f64,
}

/// How a layer was used: what counted and what did not.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerUse {
    /// The layer.
    pub layer: LayerId,
    /// Features that take part in an indicator.
    pub used: usize,
    /// Loaded features that do not, counted by reason (a `snake_case` key), in the order of the keys.
    pub unused: Vec<(&'static str, usize)>,
}

/// The result of analysing a project.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// The indicators, in the order in which they are shown.
    pub indicators: Vec<Indicator>,
    /// Every facility, rated, in the order of the layers.
    pub facilities: Vec<RatedFacility>,
    /// The zones of statistics, in the order of the zone layers; each indicator's `zones` follow it.
    pub zones: Vec<ZoneInfo>,
    /// Uncovered residential land under `park_coverage`, largest first.
    pub gaps: Vec<Gap>,
    /// Covered residential land under `park_coverage`: polygons whose arcs are chords that keep the area.
    pub covered: Vec<Polygon<f64>>,
    /// Outlines of the park service areas, united, for drawing.
    pub service_areas: Vec<Polygon<f64>>,
    /// Names of zones that overlap one another, in pairs; empty when they tile.
    pub overlapping_zones: Vec<(String, String)>,
    /// Parks that fall short of a tier by no more than a tenth of its area.
    pub near_misses: Vec<NearMiss>,
    /// What lies within the setback of a transfer station, in the order of the stations, then by distance.
    pub setback_conflicts: Vec<SetbackConflict>,
    /// How each layer was used, in the order of the project's layers.
    pub layer_use: Vec<LayerUse>,
}

impl Analysis {
    /// The indicator with this identifier.
    pub fn indicator(&self, id: IndicatorId) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.id == id)
    }
}
