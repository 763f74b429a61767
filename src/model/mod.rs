//! What a plan is made of. Plain values: no egui, no files, no threads.

pub mod bilingual;
pub mod layer;
pub mod plan;
pub mod plane;
pub mod project;
pub mod role;
pub mod rules;
mod strict_toml;
pub mod targets;
pub mod value;

pub use bilingual::Text;
pub use layer::{CrsOrigin, Feature, Import, Layer, LayerId, Note, Skipped, Source};
pub use plane::Plane;
pub use project::Project;
pub use role::{FacilityKind, Role};
pub use rules::RuleSet;
pub use strict_toml::DataError;
pub use targets::TargetSet;
pub use value::Value;
