//! Targets of published plans, as data.

/// A plan's targets, read from `seeds/*.toml` or from the user's own file.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetSet {
    /// Identifier, such as `tianning-2023-2025`.
    pub id: String,
}
