//! What a plan is made of. Plain values: no egui, no files, no threads.

pub mod layer;
pub mod plane;
pub mod project;
pub mod role;
pub mod rules;
pub mod targets;
pub mod value;

pub use layer::{CrsOrigin, Feature, Import, Layer, LayerId, Note, Skipped, Source};
pub use plane::Plane;
pub use project::Project;
pub use role::{FacilityKind, Role};
pub use rules::RuleSet;
pub use targets::TargetSet;
pub use value::Value;
