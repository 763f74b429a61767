//! What figures depend on.

use std::sync::Arc;

use crate::analysis::Analysis;
use crate::model::Layer;
use crate::model::plan::{Document, Head, Proposal, ScenarioId};

/// Which state of a document: a scenario by the end of a year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Which {
    /// The scenario; `None` for the base.
    pub scenario: Option<ScenarioId>,
    /// Up to which year; `None` for all of the scenario.
    pub year: Option<i32>,
}

/// What figures depend on, by identity: whatever way it came about, the same gives the same figures.
#[derive(Debug, Clone)]
pub struct Key {
    head: Arc<Head>,
    layers: Vec<Arc<Layer>>,
    /// What the scenario proposes by the year.
    proposals: Vec<Arc<Proposal>>,
}

impl Key {
    /// That of a state of a document.
    pub fn of(document: &Document, which: Which) -> Self {
        let scenario = which.scenario.and_then(|id| document.scenario(id));
        Self {
            head: Arc::clone(&document.head),
            layers: document.layers.clone(),
            proposals: scenario.into_iter().flat_map(|s| s.until(which.year)).cloned().collect(),
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        fn same<T>(a: &[Arc<T>], b: &[Arc<T>]) -> bool {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
        }
        Arc::ptr_eq(&self.head, &other.head)
            && same(&self.layers, &other.layers)
            && same(&self.proposals, &other.proposals)
    }
}

/// Analyses at hand, each under what it depends on.
pub(super) type Known = Vec<(Key, Arc<Analysis>)>;
