//! What the window keeps about placing, and how it follows the project.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::live::LiveFigures;
use crate::analysis::snap::SnapIndex;
use crate::model::plan::ProposalId;
use crate::model::{FacilityKind, Layer, Role};
use crate::session::Snapshot;
use crate::session::query::Query;
use crate::ui::map::Selected;
use crate::ui::state::State;

use super::carry::usual_year;
use super::draft::Draft;
use super::form::Form;
use super::gain::Gains;
use super::list::Order;
use super::shown::{proposal_of, selected_of};
use super::toast::Toast;

/// What the window keeps about placing.
#[derive(Debug, Clone)]
pub struct PlanState {
    /// What is placed next.
    pub draft: Draft,
    /// What was placed last of each kind.
    pub(super) drafts: BTreeMap<FacilityKind, Draft>,
    /// Whether places are drawn to vertices and edges near them.
    pub snapping: bool,
    /// The proposal whose particulars are shown.
    pub chosen: Option<ProposalId>,
    /// A proposal that was asked for and is to be selected when it is there.
    pub(super) expected: Option<ProposalId>,
    /// The figures of what was let go of, until the analysis has them.
    pub(super) held: Option<Held>,
    /// What was done and can be undone.
    pub(in crate::ui) toast: Option<Toast>,
    /// What is typed about the chosen proposal.
    pub(super) form: Option<Form>,
    /// What is typed as a place.
    pub(super) coordinates: String,
    /// The order of the list.
    pub(super) order: Order,
    /// The proposal that the list has scrolled to.
    pub(super) revealed: Option<ProposalId>,
    /// Whether the map holds an outline under way.
    pub drawing: bool,
    /// Whether the placing tool is in hand.
    pub placing: bool,
    /// Whether a text field had the keyboard in the frame before.
    pub(in crate::ui) typing: bool,
    seen: Option<Selected>,
}

/// The figures of what was let go of.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) figures: Arc<LiveFigures>,
    /// The revision of the project before.
    revision: u64,
    /// When it was let go of, in seconds of the window's clock.
    since: f64,
}

/// A change that the session refuses leaves the revision as it is: then the figures go back after this many seconds.
const PATIENCE: f64 = 1.5;

impl Default for PlanState {
    fn default() -> Self {
        Self {
            draft: Draft::of(FacilityKind::PocketPark, 0),
            drafts: BTreeMap::new(),
            snapping: true,
            chosen: None,
            expected: None,
            held: None,
            toast: None,
            form: None,
            coordinates: String::new(),
            order: Order::default(),
            revealed: None,
            drawing: false,
            placing: false,
            typing: false,
            seen: None,
        }
    }
}

impl PlanState {
    /// Takes up a kind, as it was placed last.
    pub(super) fn take_kind(&mut self, kind: FacilityKind, year: i32) {
        if self.draft.kind != kind {
            self.drafts.insert(self.draft.kind, self.draft.clone());
            self.draft = self.drafts.get(&kind).cloned().unwrap_or_else(|| Draft::of(kind, year));
        }
        self.draft.year = year;
    }

    /// Keeps the figures under the pointer until the analysis has them.
    pub(super) fn hold(&mut self, snap: &Snapshot, now: f64) {
        let figures = snap.live.clone();
        self.held = figures.map(|figures| Held { figures, revision: snap.revision, since: now });
    }
}

/// The figures to be shown of what moves or was just let go of; `None` where nothing does.
pub(in crate::ui) fn figures_of<'a>(snap: &'a Snapshot, state: &'a PlanState) -> Option<&'a Arc<LiveFigures>> {
    snap.live.as_ref().or_else(|| state.held.as_ref().map(|h| &h.figures))
}

/// What is worked out on threads for placing.
#[derive(Default)]
pub(in crate::ui) struct PlanWork {
    snap: Query<Edges, SnapIndex>,
    pub(super) gains: Gains,
}

/// The layers whose edges can be snapped to, told apart by identity.
#[derive(Clone)]
struct Edges(Vec<Arc<Layer>>);

impl PartialEq for Edges {
    fn eq(&self, other: &Self) -> bool {
        let same = |(a, b): (&Arc<Layer>, &Arc<Layer>)| Arc::ptr_eq(&a.features, &b.features) && a.id == b.id;
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(same)
    }
}

impl PlanWork {
    /// What can be snapped to, as far as it has been gathered.
    pub(in crate::ui) fn snap(&self) -> Option<&Arc<SnapIndex>> {
        self.snap.newest()
    }

    fn gather(&mut self, ctx: &egui::Context, snap: &Snapshot) {
        let Some(project) = snap.project.clone() else { return };
        let roles = [Role::Residential, Role::Candidate];
        let edges = Edges(project.layers.iter().filter(|l| roles.contains(&l.role)).cloned().collect());
        let ctx = ctx.clone();
        self.snap.ask(&edges, move || ctx.request_repaint(), move |_| Some(SnapIndex::new(&project)));
    }
}

/// Follows the project: what was asked for is selected when it comes, and figures that were held give way to those of the
/// analysis.
pub(in crate::ui) fn keep_up(ctx: &egui::Context, state: &mut State, work: &mut PlanWork, snap: &Snapshot, now: f64) {
    if let Some(id) = state.plan.expected
        && let Some(what) = selected_of(snap, id)
    {
        state.plan.expected = None;
        state.select(Some(what));
    }
    if state.plan.seen != state.selection {
        state.plan.seen = state.selection;
        state.plan.chosen = state.selection.and_then(|s| proposal_of(snap, s)).map(|p| p.id);
    }
    let there = |id| super::shown::scenario(snap).is_some_and(|s| s.proposal(id).is_some());
    if state.plan.chosen.is_some_and(|id| !there(id)) {
        state.plan.chosen = None;
    } else if state.plan.chosen.is_none() {
        // A facility about which something was proposed since it was selected.
        state.plan.chosen = state.selection.and_then(|s| proposal_of(snap, s)).map(|p| p.id);
    }
    if let Some(held) = &state.plan.held {
        let arrived = snap.revision != held.revision && !snap.stale;
        let refused = snap.revision == held.revision && now - held.since > PATIENCE;
        if arrived || refused {
            state.plan.held = None;
        } else {
            ctx.request_repaint_after(std::time::Duration::from_millis(100));
        }
    }
    super::toast::age(ctx, &mut state.plan.toast, now);
    state.plan.draft.year = usual_year(snap);
    if state.plan.placing || state.plan.chosen.is_some() {
        work.gather(ctx, snap);
    }
}

/// Positions in the layers of proposals change when one of them goes: what is selected is followed by its number.
pub(in crate::ui) fn follow(state: &mut State, old: &Snapshot, snap: &Snapshot) {
    let layers = |s: &Snapshot| s.project.as_ref().map(Arc::as_ptr);
    if layers(old) == layers(snap) {
        return;
    }
    let new_place = |what: Selected| -> Option<Selected> {
        let Selected::Feature { layer, .. } = what else { return Some(what) };
        if !crate::analysis::scenario::is_proposal_layer(layer) {
            return Some(what);
        }
        let number = |s| proposal_of(old, s).map(|p| p.id);
        selected_of(snap, number(what)?)
    };
    let moved = state.selected.iter().any(|s| new_place(s) != Some(s));
    if moved {
        let front = state.selection.and_then(new_place);
        let mut all: Vec<Selected> =
            state.selected.iter().filter_map(new_place).filter(|s| Some(*s) != front).collect();
        all.extend(front);
        state.change_selection(&all, crate::ui::map::Change::Replace);
    }
}
