//! The map of a comparison: residential land that the one serves and the other does not, in hectares.

use std::sync::Arc;

use crate::analysis::IndicatorId;
use crate::analysis::compare::{Comparison, ServedDifference};

/// Two scenarios that the map compares.
#[derive(Debug, Clone)]
pub struct DifferenceShown {
    /// What differs.
    pub result: Arc<Comparison>,
    /// The coverage it is about; that of parks where it is no coverage.
    pub indicator: IndicatorId,
    /// What the one and the other are called.
    pub names: [String; 2],
}

impl DifferenceShown {
    /// The land that differs; `None` where none does.
    pub fn served(&self) -> Option<&ServedDifference> {
        self.result.served.iter().find(|s| s.indicator == self.indicator)
    }

    /// Square metres that the one alone serves, and the other alone.
    pub fn land(&self) -> [f64; 2] {
        self.served().map_or([0.0, 0.0], |s| s.land_m2)
    }

    /// The coverage that a comparison is drawn for, given the indicator in front.
    pub fn indicator_of(front: IndicatorId) -> IndicatorId {
        match front {
            own @ (IndicatorId::ToiletCoverage
            | IndicatorId::TransferStationCoverage
            | IndicatorId::ParkingCoverage) => own,
            _ => IndicatorId::ParkCoverage,
        }
    }
}
