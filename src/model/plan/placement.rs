//! Where facilities may be placed: the user's own rules, looked at while something is placed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{FacilityKind, LayerId};

/// Where facilities may be placed. They warn; they never forbid.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlacementRules {
    /// Whether new facilities belong on the land of the candidate layers, where there are any.
    pub on_candidates: bool,
    /// Layers on whose land nothing is to be placed.
    pub forbidden: Vec<LayerId>,
    /// The least distance in metres to the nearest facility of the same kind.
    pub spacing_m: BTreeMap<FacilityKind, f64>,
    /// The least distance in metres to residential land, besides the setbacks of the rule set.
    pub setback_m: BTreeMap<FacilityKind, f64>,
}

impl PlacementRules {
    /// Whether every number of it can be written down.
    pub fn is_sound(&self) -> bool {
        self.spacing_m.values().chain(self.setback_m.values()).all(|m| m.is_finite() && *m >= 0.0)
    }
}
