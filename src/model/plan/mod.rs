//! What people decide: proposals and scenarios, the ledger of problems, score sheets, dated figures; the document that
//! holds them beside the layers; and the edits that change it, each with an inverse.
//!
//! Plain values. Dates are given from outside, never read from a clock.

mod date;
mod document;
mod edit;
mod figures;
mod head;
mod ledger;
mod merge;
mod placement;
mod proposal;
mod same;
mod scenario;
mod shape_text;
mod sheet;

pub use date::Date;
pub use document::Document;
pub use edit::{Change, Edit, EditError, Item, Swap, diff};
pub use figures::{DatedFigures, Difference, Figure, FiguresId, Period, ZoneFigure, differences};
pub use head::Head;
pub use ledger::{Comment, CommentId, Happened, Problem, ProblemId, ProblemPlace, ProblemState};
pub use merge::{Conflict, ConflictOn, Merged, Prefer, merge};
pub use placement::PlacementRules;
pub use proposal::{FacilityRef, Fault, Proposal, ProposalId, What};
pub use scenario::{Scenario, ScenarioId};
pub use sheet::{ScoreItem, ScoreSheet, Scored, SheetId};

#[cfg(test)]
mod tests;
