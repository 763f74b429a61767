//! A scenario: a list of proposals over the unchanged base.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Proposal, ProposalId};

/// Identifies a scenario within a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScenarioId(pub u32);

/// A list of proposals over the unchanged base, named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Its identity.
    pub id: ScenarioId,
    /// Its name, unlike that of any other scenario of the project.
    pub name: String,
    /// The scenario it was forked from; `None` for the base itself.
    #[serde(default)]
    pub parent: Option<ScenarioId>,
    /// What the parent held when it was forked: what merging compares with.
    #[serde(default)]
    pub fork_point: Vec<Arc<Proposal>>,
    /// Anything to know about it.
    #[serde(default)]
    pub note: String,
    /// What it proposes, in the order in which it was proposed.
    #[serde(default)]
    pub proposals: Vec<Arc<Proposal>>,
}

impl Scenario {
    /// A scenario that proposes nothing yet.
    pub fn empty(id: ScenarioId, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { id, name, parent: None, fork_point: Vec::new(), note: String::new(), proposals: Vec::new() }
    }

    /// A scenario that starts with all that this one proposes.
    pub fn fork(&self, id: ScenarioId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            parent: Some(self.id),
            fork_point: self.proposals.clone(),
            note: String::new(),
            proposals: self.proposals.clone(),
        }
    }

    /// The proposal with this identity.
    pub fn proposal(&self, id: ProposalId) -> Option<&Arc<Proposal>> {
        self.proposals.iter().find(|p| p.id == id)
    }

    /// What is done by the end of a year, in the order of the list; everything for `None`.
    pub fn until(&self, year: Option<i32>) -> impl Iterator<Item = &Arc<Proposal>> {
        self.proposals.iter().filter(move |p| year.is_none_or(|year| p.year <= year))
    }

    /// The first and the last year in which anything is done.
    pub fn years(&self) -> Option<(i32, i32)> {
        let years = || self.proposals.iter().map(|p| p.year);
        years().min().zip(years().max())
    }
}
