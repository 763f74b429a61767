//! A document: everything that is saved in a project file and covered by undo.

use std::sync::Arc;

use super::{
    Comment, CommentId, DatedFigures, FiguresId, Head, PlacementRules, Problem, ProblemId, ProposalId, Scenario,
    ScenarioId, ScoreSheet, SheetId,
};
use crate::model::{Layer, LayerId, Project, RuleSet};

/// Everything that is saved in a project file and covered by undo. Cheap to clone: everything big is shared.
#[derive(Debug, Clone)]
pub struct Document {
    /// Name, plane, rules, targets.
    pub head: Arc<Head>,
    /// The layers of the base, in the order in which they were opened.
    pub layers: Vec<Arc<Layer>>,
    /// The scenarios, in the order in which they were made.
    pub scenarios: Vec<Arc<Scenario>>,
    /// The ledger.
    pub problems: Vec<Arc<Problem>>,
    /// Comments on proposed sites.
    pub comments: Vec<Arc<Comment>>,
    /// Score sheets.
    pub sheets: Vec<Arc<ScoreSheet>>,
    /// Dated figures.
    pub figures: Vec<Arc<DatedFigures>>,
}

impl Document {
    /// A document without layers.
    pub fn empty(rules: Arc<RuleSet>) -> Self {
        let head = Head {
            name: String::new(),
            synthetic: false,
            plane: None,
            rules,
            targets: None,
            placement: PlacementRules::default(),
        };
        Self {
            head: Arc::new(head),
            layers: Vec::new(),
            scenarios: Vec::new(),
            problems: Vec::new(),
            comments: Vec::new(),
            sheets: Vec::new(),
            figures: Vec::new(),
        }
    }

    /// The base as it is analysed; `None` before there are layers.
    pub fn project(&self) -> Option<Project> {
        let plane = self.head.plane.clone().filter(|_| !self.layers.is_empty())?;
        Some(Project {
            name: self.head.name.clone(),
            synthetic: self.head.synthetic,
            plane,
            layers: self.layers.clone(),
            rules: Arc::clone(&self.head.rules),
            targets: self.head.targets.clone(),
        })
    }

    /// The scenario with this identity.
    pub fn scenario(&self, id: ScenarioId) -> Option<&Arc<Scenario>> {
        self.scenarios.iter().find(|s| s.id == id)
    }

    /// The scenario with this name, blanks around it aside.
    pub fn scenario_named(&self, name: &str) -> Option<&Arc<Scenario>> {
        self.scenarios.iter().find(|s| s.name.trim() == name.trim())
    }

    /// The layer with this identity.
    pub fn layer(&self, id: LayerId) -> Option<&Arc<Layer>> {
        self.layers.iter().find(|l| l.id == id)
    }

    /// The head, to be changed.
    pub fn head_mut(&mut self) -> &mut Head {
        Arc::make_mut(&mut self.head)
    }

    /// The scenario with this identity, to be changed.
    pub fn scenario_mut(&mut self, id: ScenarioId) -> Option<&mut Scenario> {
        self.scenarios.iter_mut().find(|s| s.id == id).map(Arc::make_mut)
    }

    /// A number that no layer has.
    pub fn free_layer(&self) -> LayerId {
        LayerId(1 + self.layers.iter().map(|l| l.id.0).max().unwrap_or(0))
    }

    /// A number that no scenario has.
    pub fn free_scenario(&self) -> ScenarioId {
        let parents = self.scenarios.iter().filter_map(|s| s.parent);
        ScenarioId(1 + self.scenarios.iter().map(|s| s.id).chain(parents).map(|id| id.0).max().unwrap_or(0))
    }

    /// A number that no proposal has, in any scenario or fork point.
    pub fn free_proposal(&self) -> ProposalId {
        let all = self.scenarios.iter().flat_map(|s| s.proposals.iter().chain(&s.fork_point)).map(|p| p.id.0);
        ProposalId(1 + all.chain(self.comments.iter().map(|c| c.proposal.0)).max().unwrap_or(0))
    }

    /// A number that no problem has.
    pub fn free_problem(&self) -> ProblemId {
        ProblemId(1 + self.problems.iter().map(|p| p.id.0).max().unwrap_or(0))
    }

    /// A number that no comment has.
    pub fn free_comment(&self) -> CommentId {
        CommentId(1 + self.comments.iter().map(|c| c.id.0).max().unwrap_or(0))
    }

    /// A number that no score sheet has.
    pub fn free_sheet(&self) -> SheetId {
        SheetId(1 + self.sheets.iter().map(|s| s.id.0).max().unwrap_or(0))
    }

    /// A number that no set of dated figures has.
    pub fn free_figures(&self) -> FiguresId {
        FiguresId(1 + self.figures.iter().map(|f| f.id.0).max().unwrap_or(0))
    }

    /// Whether both hold the same: layers by their features and values, everything else by value.
    pub fn same_as(&self, other: &Self) -> bool {
        let layers = self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(|(a, b)| Arc::ptr_eq(a, b) || a.same_as(b));
        layers
            && self.head == other.head
            && self.scenarios == other.scenarios
            && self.problems == other.problems
            && self.comments == other.comments
            && self.sheets == other.sheets
            && self.figures == other.figures
    }
}
