//! The ledger of problems (挂图作战、挂账销号), and comments on proposed sites.

use serde::{Deserialize, Serialize};

use super::{Date, FacilityRef, ProposalId, ScenarioId};

/// Identifies a problem within a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProblemId(pub u32);

/// What a problem is pinned to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemPlace {
    /// A place on the map.
    #[default]
    Place,
    /// A gap in the coverage.
    Gap,
    /// An existing facility.
    Facility(FacilityRef),
    /// A proposed one.
    Proposal(ProposalId),
}

/// How far a problem is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemState {
    /// 未整改: nobody has begun.
    #[default]
    Open,
    /// 整改中: under way.
    UnderWay,
    /// 已销号: closed.
    Closed,
}

/// Something that happened to a problem.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    /// When.
    pub date: Date,
    /// The state from then on.
    pub state: ProblemState,
    /// Who entered it; may be empty.
    #[serde(default)]
    pub by: String,
    /// What was done.
    #[serde(default)]
    pub text: String,
}

/// A problem on the map that somebody has to solve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Its identity; 0 for one that the session is to number.
    pub id: ProblemId,
    /// Where it is, in metres east and north.
    pub at: [f64; 2],
    /// What it is pinned to.
    #[serde(default)]
    pub place: ProblemPlace,
    /// What it is, in a few words.
    pub title: String,
    /// Its kind, in the user's own words.
    #[serde(default)]
    pub kind: String,
    /// The unit responsible.
    #[serde(default)]
    pub unit: String,
    /// When it is to be solved.
    #[serde(default)]
    pub deadline: Option<Date>,
    /// How far it is.
    #[serde(default)]
    pub state: ProblemState,
    /// What happened to it, oldest first.
    #[serde(default)]
    pub history: Vec<Happened>,
}

impl Problem {
    /// Notes what happened; the state follows.
    pub fn note(&mut self, happened: Happened) {
        self.state = happened.state;
        self.history.push(happened);
    }

    /// Whether it should have been solved by this day and is not.
    pub fn overdue(&self, today: Date) -> bool {
        self.state != ProblemState::Closed && self.deadline.is_some_and(|d| d < today)
    }
}

/// Identifies a comment within a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CommentId(pub u32);

/// A comment on a proposed site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Its identity; 0 for one that the session is to number.
    pub id: CommentId,
    /// The proposal it is on.
    pub proposal: ProposalId,
    /// The scenario it was written in; `None` for wherever the proposal is.
    #[serde(default)]
    pub scenario: Option<ScenarioId>,
    /// When.
    pub date: Date,
    /// Who wrote it; may be empty.
    #[serde(default)]
    pub by: String,
    /// What it says.
    pub text: String,
}
