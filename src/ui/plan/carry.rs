//! What is done when the map or a panel asks for something about proposals.

use crate::geom::Shape;
use crate::model::plan::{Proposal, ProposalId, What};
use crate::session::{Action, PlanAction, Snapshot};
use crate::ui::backend::Backend;
use crate::ui::context::bounds_of;
use crate::ui::i18n::trf;
use crate::ui::map::{MapPanel, Selected};
use crate::ui::search;
use crate::ui::state::{State, Tab};

use super::shown::{facility_of, proposal_of, scenario, selected_of, title};
use super::toast::Toast;
use super::words::kind_name;
use super::{Ask, Draft};

/// Carries it out. `now` is the window's clock in seconds.
pub(in crate::ui) fn carry_out(
    ask: Ask,
    snap: &Snapshot,
    state: &mut State,
    backend: &dyn Backend,
    map: Option<&mut MapPanel>,
    now: f64,
) {
    let plan = |action: PlanAction| backend.send(Action::Plan(action));
    match ask {
        Ask::Place(kind, at) => {
            let year = usual_year(snap);
            state.plan.take_kind(kind, year);
            if at.is_some() && state.plan.draft.form == super::Form::Polygon {
                // Something that stands at a given place has a size of its own.
                let usual = Draft::of(kind, year).area_m2;
                state.plan.draft.form = super::Form::Rectangle;
                state.plan.draft.area_m2 = state.plan.draft.area_m2.max(usual);
            }
            if let Some(map) = map {
                map.begin_placing(at);
                if let Some(at) = at {
                    map.fit(search::around(at));
                }
            }
        }
        Ask::Aim(at) => {
            if let Some(map) = map {
                map.aim(at);
                map.fit(search::around(at));
            }
        }
        Ask::Drag(proposal) => plan(PlanAction::Drag(proposal)),
        Ask::EndDrag => plan(PlanAction::EndDrag),
        Ask::Put(proposal) => put(*proposal, snap, state, backend, now),
        Ask::Remove(ids) => remove(&ids, snap, state, backend, now),
        Ask::Close(selected) => propose(selected, snap, state, backend, now, |facility, it| {
            it.what = What::Close(facility);
            it.shape = Shape::default();
            (it.area_m2, it.spaces) = (None, None);
        }),
        Ask::Change(selected, area) => {
            let own = proposal_of(snap, selected).filter(|p| p.what == What::New);
            if let (Some(own), Some(area)) = (own, area) {
                // Nothing that exists: what is proposed is made larger itself.
                state.select(Some(selected));
                put(Proposal { area_m2: Some(area), ..Proposal::clone(own) }, snap, state, backend, now);
                return;
            }
            propose(selected, snap, state, backend, now, |facility, it| {
                it.what = What::Change(facility);
                it.area_m2 = area.or(it.area_m2);
            });
        }
        Ask::StepArea(up) => {
            state.plan.draft.step_area(up);
        }
        Ask::Visit(id) => visit(id, snap, state, backend, map),
        Ask::Undo => {
            if !map.is_some_and(MapPanel::take_back) {
                state.plan.toast = None;
                backend.send(Action::Undo);
            }
        }
        Ask::Redo => {
            if !map.is_some_and(MapPanel::bring_back) {
                backend.send(Action::Redo);
            }
        }
    }
}

fn put(proposal: Proposal, snap: &Snapshot, state: &mut State, backend: &dyn Backend, now: f64) {
    state.plan.hold(snap, now);
    // The session gives the next free number, which the document tells.
    let number = if proposal.id.0 == 0 { snap.document.as_ref().map(|d| d.free_proposal()) } else { Some(proposal.id) };
    state.plan.expected = number;
    state.plan.toast = None;
    if !matches!(state.tab, Tab::Proposals | Tab::Gaps) {
        state.tab = Tab::Selection;
    }
    backend.send(Action::Plan(PlanAction::Put(Box::new(proposal))));
}

fn remove(ids: &[ProposalId], snap: &Snapshot, state: &mut State, backend: &dyn Backend, now: f64) {
    let Some(scenario) = scenario(snap) else { return };
    let lang = state.lang;
    let gone: Vec<_> = ids.iter().filter_map(|id| scenario.proposal(*id)).collect();
    let text = match gone.as_slice() {
        [] => return,
        [one] => trf(lang, "place.removed", &[("name", &title(snap, one, lang))]),
        many => trf(lang, "place.removed_many", &[("n", &many.len().to_string())]),
    };
    state.plan.hold(snap, now);
    if state.selection.is_some_and(|s| proposal_of(snap, s).is_some_and(|p| ids.contains(&p.id))) {
        state.select(None);
    }
    backend.send(Action::Plan(PlanAction::Remove(ids.to_vec())));
    state.plan.toast = Some(Toast::undoable(text));
}

/// Proposes something about an existing facility: anew, or by changing what is proposed about it already.
fn propose(
    selected: Selected,
    snap: &Snapshot,
    state: &mut State,
    backend: &dyn Backend,
    now: f64,
    change: impl FnOnce(crate::model::plan::FacilityRef, &mut Proposal),
) {
    let Some((facility, kind)) = facility_of(snap, selected) else { return };
    let old = proposal_of(snap, selected);
    let mut it = old.map_or_else(|| Proposal::new(kind, Shape::default(), usual_year(snap)), |p| Proposal::clone(p));
    change(facility, &mut it);
    if old.is_some_and(|old| **old == it) {
        state.select(Some(selected));
        return;
    }
    let text = match &it.what {
        What::Close(_) => Some("place.close_proposed"),
        What::Change(_) | What::New => None,
    };
    state.select(Some(selected));
    state.bottom = true;
    put(it, snap, state, backend, now);
    state.tab = Tab::Selection;
    if let Some(key) = text {
        let text = trf(state.lang, key, &[("kind", kind_name(kind, state.lang))]);
        state.plan.toast = Some(Toast::undoable(text));
    }
}

fn visit(id: ProposalId, snap: &Snapshot, state: &mut State, backend: &dyn Backend, map: Option<&mut MapPanel>) {
    let Some(what) = selected_of(snap, id) else {
        // It is not done by the year shown: all of the scenario is shown then.
        if snap.year.is_some() {
            backend.send(Action::Plan(PlanAction::ShowYear(None)));
            state.plan.expected = Some(id);
        }
        state.plan.chosen = Some(id);
        return;
    };
    state.select(Some(what));
    if let (Some(map), Some(bounds)) = (map, bounds_of(snap, what))
        && !map.shows(bounds)
    {
        map.fit(search::around(bounds.center()));
    }
}

/// The year of what is proposed next: the one shown, else that of the last proposal, else the end of the plan, else this
/// year.
pub(super) fn usual_year(snap: &Snapshot) -> i32 {
    let last = || scenario(snap)?.proposals.last().map(|p| p.year);
    let plan = || snap.project.as_ref()?.targets.as_ref()?.period.map(|[_, end]| end);
    snap.year.or_else(last).or_else(plan).unwrap_or_else(this_year)
}

/// This year by the clock of the computer, in the mean solar year: a suggestion, which the user may change.
fn this_year() -> i32 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    1970 + (since.as_secs_f64() / 31_556_952.0) as i32
}
