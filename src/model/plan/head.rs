//! What a document has besides layers and plans: its name, its plane, and what it is measured by.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::PlacementRules;
use crate::model::{Plane, RuleSet, TargetSet};

/// What a document has besides layers and plans.
///
/// Written down with the rule set and the plan in full, so that figures stay what they are when a later version of the
/// program brings other ones under the same name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "HeadText", into = "HeadText")]
pub struct Head {
    /// The name shown in the title.
    pub name: String,
    /// Whether this is synthetic sample data.
    pub synthetic: bool,
    /// The plane of every coordinate; `None` before there are any.
    pub plane: Option<Plane>,
    /// The standard it is measured by.
    pub rules: Arc<RuleSet>,
    /// The plan it is measured against.
    pub targets: Option<Arc<TargetSet>>,
    /// Where facilities may be placed.
    pub placement: PlacementRules,
}

#[derive(Clone, Serialize, Deserialize)]
struct HeadText {
    name: String,
    #[serde(default)]
    synthetic: bool,
    plane: Option<PlaneText>,
    rules: String,
    targets: Option<String>,
    #[serde(default)]
    placement: PlacementRules,
}

#[derive(Clone, Serialize, Deserialize)]
struct PlaneText {
    epsg: Option<u32>,
    definition: String,
}

impl From<Head> for HeadText {
    fn from(head: Head) -> Self {
        Self {
            name: head.name,
            synthetic: head.synthetic,
            plane: head.plane.map(|p| PlaneText { epsg: p.epsg, definition: p.definition }),
            rules: head.rules.to_toml(),
            targets: head.targets.map(|t| t.to_toml()),
            placement: head.placement,
        }
    }
}

impl TryFrom<HeadText> for Head {
    type Error = String;

    fn try_from(text: HeadText) -> Result<Self, String> {
        Ok(Self {
            name: text.name,
            synthetic: text.synthetic,
            plane: text.plane.map(|p| Plane { epsg: p.epsg, definition: p.definition }),
            rules: Arc::new(RuleSet::from_toml(&text.rules).map_err(|e| e.en())?),
            targets: text.targets.map(|t| TargetSet::from_toml(&t).map_err(|e| e.en())).transpose()?.map(Arc::new),
            placement: text.placement,
        })
    }
}
