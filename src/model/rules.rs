//! Rule sets: which facility serves how far, as data with clause and degree of certainty.

/// A standard, read from `assets/rules/*.toml` or from the user's own file.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSet {
    /// Identifier, such as `garden-city-2022`.
    pub id: String,
}
