//! Merging one scenario into another: three ways, with what both had in common when they parted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{FacilityRef, Proposal, ProposalId, Scenario};

/// Whose word counts where both scenarios changed the same thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Prefer {
    /// The scenario that is merged into.
    #[default]
    Ours,
    /// The scenario that is merged.
    Theirs,
}

/// Something that both scenarios changed in different ways.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// What it is about.
    pub on: ConflictOn,
    /// How it is called, in the scenario merged into, else in the other.
    pub name: String,
}

/// What a conflict is about.
#[derive(Debug, Clone, PartialEq)]
pub enum ConflictOn {
    /// Both changed the same proposal, or one changed what the other took out.
    Proposal(ProposalId),
    /// Each has a proposal of its own for the same existing facility.
    Facility(FacilityRef),
}

/// What merging yields.
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// The proposals of the scenario that was merged into, afterwards.
    pub proposals: Vec<Arc<Proposal>>,
    /// What both had changed, settled as was asked.
    pub conflicts: Vec<Conflict>,
}

/// Merges `theirs` into `ours`. Neither is changed.
///
/// What one of them added, changed or took out since they parted is taken over where the other left it alone. Where
/// both changed the same thing differently, or each has a proposal of its own for one existing facility, it is a
/// conflict, which is named and settled by `prefer`.
pub fn merge(ours: &Scenario, theirs: &Scenario, prefer: Prefer) -> Merged {
    let base = common(ours, theirs);
    let by_id = |list: &[Arc<Proposal>]| -> BTreeMap<ProposalId, Arc<Proposal>> {
        list.iter().map(|p| (p.id, Arc::clone(p))).collect()
    };
    let (base, mine, other) = (by_id(base), by_id(&ours.proposals), by_id(&theirs.proposals));
    let mut conflicts = Vec::new();
    let mut kept: BTreeMap<ProposalId, Arc<Proposal>> = BTreeMap::new();
    let ids = ours.proposals.iter().chain(&theirs.proposals).map(|p| p.id);
    let mut order: Vec<ProposalId> = Vec::new();
    for id in ids {
        if order.contains(&id) {
            continue;
        }
        order.push(id);
        let (was, a, b) = (base.get(&id), mine.get(&id), other.get(&id));
        let both_changed = a != was && b != was && a != b;
        let chosen = if both_changed {
            let name = a.or(b).map(|p| p.name.clone()).unwrap_or_default();
            conflicts.push(Conflict { on: ConflictOn::Proposal(id), name });
            if prefer == Prefer::Ours { a } else { b }
        } else if a == was {
            b
        } else {
            a
        };
        if let Some(proposal) = chosen {
            kept.insert(id, Arc::clone(proposal));
        }
    }
    let mut proposals: Vec<Arc<Proposal>> = order.iter().filter_map(|id| kept.get(id).cloned()).collect();
    // Two proposals for one facility would both be carried out, the second over the first.
    let from_mine = |p: &Proposal| mine.contains_key(&p.id);
    let mut drop: Vec<ProposalId> = Vec::new();
    for (i, a) in proposals.iter().enumerate() {
        for b in &proposals[i + 1..] {
            let Some(facility) = a.facility().filter(|f| Some(*f) == b.facility()) else { continue };
            if from_mine(a) == from_mine(b) {
                continue;
            }
            conflicts.push(Conflict { on: ConflictOn::Facility(facility.clone()), name: a.name.clone() });
            let keep_a = from_mine(a) == (prefer == Prefer::Ours);
            drop.push(if keep_a { b.id } else { a.id });
        }
    }
    proposals.retain(|p| !drop.contains(&p.id));
    Merged { proposals, conflicts }
}

/// What both held when they parted: the fork point of whichever was forked from the other; of two siblings what both
/// forks began with; else nothing.
fn common<'a>(ours: &'a Scenario, theirs: &'a Scenario) -> &'a [Arc<Proposal>] {
    if theirs.parent == Some(ours.id) {
        &theirs.fork_point
    } else if ours.parent == Some(theirs.id) {
        &ours.fork_point
    } else if ours.parent.is_some() && ours.parent == theirs.parent {
        // The parent may have grown between the two forks: the earlier fork is what both began with.
        let (a, b) = (&ours.fork_point, &theirs.fork_point);
        if a.iter().all(|p| b.contains(p)) { a } else { b }
    } else {
        &[]
    }
}
