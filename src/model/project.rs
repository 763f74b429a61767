//! A project: the layers on one plane, and what they are measured by.

use std::sync::Arc;

use super::rules::RuleSet;
use super::targets::TargetSet;
use super::{Layer, Plane, Role};

/// The layers of a district on one plane, and what they are measured by.
///
/// Cheap to clone: everything big is shared, so a clone is the snapshot that jobs work on.
#[derive(Debug, Clone)]
pub struct Project {
    /// The name shown in the title.
    pub name: String,
    /// Whether this is synthetic sample data, which is said wherever its figures are shown.
    pub synthetic: bool,
    /// The plane of every coordinate in it.
    pub plane: Plane,
    /// The layers, in the order in which they were opened.
    pub layers: Vec<Arc<Layer>>,
    /// The standard it is measured by.
    pub rules: Arc<RuleSet>,
    /// The plan it is measured against; `None` where no targets were chosen.
    pub targets: Option<Arc<TargetSet>>,
}

impl Project {
    /// The layers of a role, in order.
    pub fn layers_of(&self, role: Role) -> impl Iterator<Item = &Arc<Layer>> {
        self.layers.iter().filter(move |l| l.role == role)
    }
}
