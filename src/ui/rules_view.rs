//! Rule sets and plans in words.

use crate::model::{RuleSet, TargetSet};

use super::i18n::Lang;

/// A line of the table of sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// What the figure is.
    pub figure: String,
    /// Standard and clause.
    pub source: String,
    /// How well it is known.
    pub known: String,
    /// Whether somebody still has to check it.
    pub unverified: bool,
}

/// The built-in rule sets: identifier and name.
pub fn rule_choices(_lang: Lang) -> Vec<(String, String)> {
    Vec::new()
}

/// The name of a rule set.
pub fn rules_name(rules: &RuleSet, _lang: Lang) -> String {
    rules.id.clone()
}

/// The park tiers, one line each.
pub fn tiers(_rules: &RuleSet, _lang: Lang) -> Vec<String> {
    Vec::new()
}

/// What rests on figures nobody has verified.
pub fn unverified(_rules: &RuleSet, _lang: Lang) -> Vec<String> {
    Vec::new()
}

/// Every figure of a rule set with its source.
pub fn basis(_rules: &RuleSet, _lang: Lang) -> Vec<Basis> {
    Vec::new()
}

/// The built-in plans: identifier and name.
pub fn target_choices(_lang: Lang) -> Vec<(String, String)> {
    Vec::new()
}

/// The name of a plan.
pub fn targets_name(targets: &TargetSet, _lang: Lang) -> String {
    targets.id.clone()
}
