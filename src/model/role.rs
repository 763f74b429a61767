//! What a layer stands for in the analysis.

use serde::{Deserialize, Serialize};

/// What a layer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 公园: parks.
    Park,
    /// 口袋公园: pocket parks.
    PocketPark,
    /// 公厕: public toilets.
    Toilet,
    /// 垃圾转运站: refuse transfer stations.
    TransferStation,
    /// 公共停车场: public parking.
    Parking,
    /// 美丽街区: beautiful-street zones.
    BeautifulZone,
    /// 居住用地: the demand.
    Residential,
    /// 街道/镇, 治理单元: the units of statistics.
    Zone,
    /// 边界: the edge of the study area.
    Boundary,
    /// 备选用地: land where facilities may be proposed.
    Candidate,
    /// 人口: population, by polygon or point.
    Population,
    /// 道路: roads.
    Road,
    /// 建筑: buildings.
    Building,
    /// 底图: water and other context, drawn but never counted.
    Context,
}

impl Role {
    /// Every role, in the order in which lists show them.
    pub const ALL: [Self; 14] = [
        Self::Park,
        Self::PocketPark,
        Self::Toilet,
        Self::TransferStation,
        Self::Parking,
        Self::BeautifulZone,
        Self::Residential,
        Self::Zone,
        Self::Boundary,
        Self::Candidate,
        Self::Population,
        Self::Road,
        Self::Building,
        Self::Context,
    ];

    /// The identifier used on the command line and in files, such as `pocket_park`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Park => "park",
            Self::PocketPark => "pocket_park",
            Self::Toilet => "toilet",
            Self::TransferStation => "transfer_station",
            Self::Parking => "parking",
            Self::BeautifulZone => "beautiful_zone",
            Self::Residential => "residential",
            Self::Zone => "zone",
            Self::Boundary => "boundary",
            Self::Candidate => "candidate",
            Self::Population => "population",
            Self::Road => "road",
            Self::Building => "building",
            Self::Context => "context",
        }
    }

    /// The role with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.id() == id)
    }

    /// The kind of facility its features are; `None` for demand, units and context.
    pub fn facility_kind(self) -> Option<FacilityKind> {
        Some(match self {
            Self::Park => FacilityKind::Park,
            Self::PocketPark => FacilityKind::PocketPark,
            Self::Toilet => FacilityKind::Toilet,
            Self::TransferStation => FacilityKind::TransferStation,
            Self::Parking => FacilityKind::Parking,
            Self::BeautifulZone => FacilityKind::BeautifulZone,
            _ => return None,
        })
    }
}

/// A kind of public facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FacilityKind {
    /// 公园
    Park,
    /// 口袋公园
    PocketPark,
    /// 公厕
    Toilet,
    /// 垃圾转运站
    TransferStation,
    /// 公共停车场
    Parking,
    /// 美丽街区
    BeautifulZone,
}
