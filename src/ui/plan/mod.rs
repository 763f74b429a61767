//! Placing, moving, closing, enlarging: what the window keeps of it, and the panels that go with it. What happens on the
//! map itself stands in [`super::map`].

mod carry;
mod copied;
mod draft;
mod fields;
mod figures;
mod form;
mod gain;
mod list;
mod restrictions;
mod shown;
mod state;
mod strip;
mod toast;
mod words;

pub(super) use carry::carry_out;
pub(super) use copied::{gains_current, table};
pub use draft::{Draft, Form, KINDS};
pub(super) use draft::{polygon, rectangle};
pub(super) use figures::{Marked, Marks};
pub(super) use gain::GapAdvice;
pub(super) use shown::{Shown, count, facility_of, proposal_of, selected_proposals, shown, title};
pub use state::PlanState;
pub(super) use state::{PlanWork, figures_of, follow, keep_up};
pub(super) use strip::strip_id;
pub(super) use words::{LiveCard, kind_name, live_card};
pub(super) use {form::show as form, list::show as list, restrictions::show as restrictions};
pub(super) use {strip::show as strip, toast::Toast, toast::show as toast};

use crate::geom::Coord;
use crate::model::FacilityKind;
use crate::model::plan::{Proposal, ProposalId};

use super::map::Selected;

/// What the map and the panels ask for about proposals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ask {
    /// Take the placing tool for a kind; with a place, its ghost stands there until the pointer moves.
    Place(FacilityKind, Option<Coord>),
    /// Let the ghost stand at a place until the pointer moves, and show the place.
    Aim(Coord),
    /// Let something follow the pointer.
    Drag(Box<Proposal>),
    /// Nothing follows the pointer any more.
    EndDrag,
    /// Place something new, or change it.
    Put(Box<Proposal>),
    /// Take proposals out; undo is offered.
    Remove(Vec<ProposalId>),
    /// Propose that a facility be closed.
    Close(Selected),
    /// Propose that a facility be changed; with an area in m², made that large.
    Change(Selected, Option<f64>),
    /// The area of what is placed, a step up or down.
    StepArea(bool),
    /// Show a proposal on the map, and its particulars.
    Visit(ProposalId),
    /// Take the last step back: of what is being drawn, else of the project.
    Undo,
    /// Do again what was taken back.
    Redo,
}
