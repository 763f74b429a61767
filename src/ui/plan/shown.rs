//! Which proposals are on the map, and the way from a thing on the map to its proposal and back.

use std::sync::Arc;

use crate::analysis::scenario::{is_proposal_layer, proposal_layer, proposal_of as of_feature};
use crate::geom::Shape;
use crate::model::plan::{FacilityRef, Proposal, ProposalId, Scenario, What};
use crate::model::{FacilityKind, Feature, Layer};
use crate::session::Snapshot;
use crate::ui::context::Cx;
use crate::ui::i18n::{Lang, trf};
use crate::ui::map::Selected;

use super::words::kind_name;

/// A proposal as it lies on the map.
pub(in crate::ui) struct Shown<'a> {
    /// The proposal.
    pub(in crate::ui) proposal: &'a Arc<Proposal>,
    /// Its own shape, else that of the facility it is about.
    pub(in crate::ui) shape: &'a Shape,
    /// The thing on the map that it is.
    pub(in crate::ui) what: Selected,
}

/// The scenario that is shown; `None` for the base.
pub(in crate::ui) fn scenario(snap: &Snapshot) -> Option<&Arc<Scenario>> {
    snap.document.as_ref()?.scenario(snap.scenario?)
}

/// How many proposals the scenario shown has, of whatever year.
pub(in crate::ui) fn count(snap: &Snapshot) -> usize {
    scenario(snap).map_or(0, |s| s.proposals.len())
}

/// Every proposal on the map by the year shown, in the order of the scenario; orphans are on no map.
pub(in crate::ui) fn shown(snap: &Snapshot) -> Vec<Shown<'_>> {
    let (Some(scenario), Some(project)) = (scenario(snap), snap.project.as_ref()) else { return Vec::new() };
    let mut counted: Vec<(FacilityKind, usize)> = Vec::new();
    let mut out = Vec::new();
    for proposal in scenario.until(snap.year) {
        let (layer, at) = if let Some(facility) = proposal.facility() {
            let Some(layer) = project.layers.iter().find(|l| l.id == facility.layer) else { continue };
            let Some(at) = facility.find(layer) else { continue };
            (layer, at)
        } else {
            let at = if let Some((_, n)) = counted.iter_mut().find(|(kind, _)| *kind == proposal.kind) {
                *n += 1;
                *n
            } else {
                counted.push((proposal.kind, 0));
                0
            };
            let id = proposal_layer(proposal.kind);
            let Some(layer) = project.layers.iter().find(|l| l.id == id) else { continue };
            (layer, at)
        };
        let Some(feature) = layer.features.get(at) else { continue };
        out.push(Shown { proposal, shape: &feature.shape, what: Selected::Feature { layer: layer.id, feature: at } });
    }
    out
}

/// The shape that a proposal has on the map; `None` where it is not shown.
pub(in crate::ui) fn shown_shape(snap: &Snapshot, id: ProposalId) -> Option<Shape> {
    shown(snap).into_iter().find(|s| s.proposal.id == id).map(|s| s.shape.clone())
}

fn feature(snap: &Snapshot, selected: Selected) -> Option<(&Layer, &Feature)> {
    let Selected::Feature { layer, feature } = selected else { return None };
    let layer: &Layer = snap.project.as_ref()?.layers.iter().find(|l| l.id == layer)?;
    Some((layer, layer.features.get(feature)?))
}

/// The proposal that a thing on the map is, or that is about it: of several the one that counts, which is the last.
pub(in crate::ui) fn proposal_of(snap: &Snapshot, selected: Selected) -> Option<&Arc<Proposal>> {
    let (layer, found) = feature(snap, selected)?;
    let scenario = scenario(snap)?;
    if let Some(id) = of_feature(layer, found) {
        return scenario.proposal(id);
    }
    let Selected::Feature { feature: at, .. } = selected else { return None };
    let about = |p: &&Arc<Proposal>| p.facility().is_some_and(|f| f.find(layer) == Some(at));
    scenario.until(snap.year).filter(about).last()
}

/// The proposals among what is selected; the chosen one where it is on no map.
pub(in crate::ui) fn selected_proposals(cx: &Cx<'_>) -> Vec<ProposalId> {
    // Whatever a large selection holds, few of it are proposals.
    let mut found: Vec<ProposalId> =
        cx.state.selected.iter().take(500).filter_map(|s| proposal_of(cx.snap, s)).map(|p| p.id).collect();
    found.extend(cx.state.plan.chosen);
    found.sort_unstable();
    found.dedup();
    found
}

/// The thing on the map that a proposal is; `None` where it is not shown.
pub(in crate::ui) fn selected_of(snap: &Snapshot, id: ProposalId) -> Option<Selected> {
    shown(snap).into_iter().find(|s| s.proposal.id == id).map(|s| s.what)
}

/// The existing facility that a thing on the map is: how it is named in a proposal, and its kind.
pub(in crate::ui) fn facility_of(snap: &Snapshot, selected: Selected) -> Option<(FacilityRef, FacilityKind)> {
    let (layer, found) = feature(snap, selected)?;
    let kind = layer.role.facility_kind()?;
    (!is_proposal_layer(layer.id)).then(|| (FacilityRef::to(layer, found), kind))
}

/// The name of the facility that a proposal is about; `None` where it has none, or is gone.
pub(in crate::ui) fn facility_name(snap: &Snapshot, facility: &FacilityRef) -> Option<String> {
    let layer = snap.document.as_ref()?.layer(facility.layer)?;
    let found = layer.features.get(facility.find(layer)?)?;
    crate::analysis::card::name(layer, found)
}

/// What a proposal goes by: its name, else the name of its facility, else its kind and number.
pub(in crate::ui) fn title(snap: &Snapshot, proposal: &Proposal, lang: Lang) -> String {
    if !proposal.name.is_empty() {
        return proposal.name.clone();
    }
    let kind = kind_name(proposal.kind, lang);
    let number = proposal.id.0.to_string();
    let named =
        proposal.facility().map(|f| facility_name(snap, f).unwrap_or_else(|| format!("{kind} #{}", f.index + 1)));
    let key = match proposal.what {
        What::New => "place.title_new",
        What::Close(_) => "place.title_close",
        What::Change(_) => "place.title_change",
    };
    trf(lang, key, &[("kind", kind), ("n", &number), ("name", &named.unwrap_or_default())])
}
