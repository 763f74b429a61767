//! What proposals do, and what would help a gap: worked out on a thread, or looked up.

use std::sync::Arc;

use egui::Context;

use crate::analysis::Analysis;
use crate::analysis::advice::{Advice, advice};
use crate::analysis::gains::{Gain, gains};
use crate::model::plan::{Document, Head, ProposalId, Scenario};
use crate::model::{FacilityKind, Layer};
use crate::session::Snapshot;
use crate::session::query::Query;
use crate::ui::context::Cx;
use crate::ui::format;
use crate::ui::map::Selected;

use super::Ask;
use super::shown::scenario;
use super::words::kind_name;

/// What gains follow from, told apart by identity.
#[derive(Clone)]
struct Of {
    head: Arc<Head>,
    layers: Vec<Arc<Layer>>,
    scenario: Arc<Scenario>,
}

impl PartialEq for Of {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.head, &other.head)
            && Arc::ptr_eq(&self.scenario, &other.scenario)
            && self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

/// What the proposals of the scenario shown do.
#[derive(Default)]
pub(super) struct Gains {
    query: Query<Of, Vec<Gain>>,
}

impl Gains {
    /// The newest there are, and whether they are those of the scenario as it is now. Asks for them where they are not.
    pub(super) fn ask(&mut self, ctx: &Context, snap: &Snapshot) -> (Option<Arc<Vec<Gain>>>, bool) {
        let (Some(scenario), Some(document)) = (scenario(snap), snap.document.as_ref()) else { return (None, false) };
        if snap.stale {
            // The figures of the district come first: they are waited for.
            return (self.query.newest().cloned(), false);
        }
        let of =
            Of { head: Arc::clone(&document.head), layers: document.layers.clone(), scenario: Arc::clone(scenario) };
        let (document, scenario) = (Arc::<Document>::clone(document), Arc::clone(scenario));
        let ctx = ctx.clone();
        self.query.ask(
            &of,
            move || ctx.request_repaint(),
            move |stop| gains(&document.project()?, &scenario, stop).ok(),
        );
        (self.query.newest().cloned(), self.query.current(&of).is_some())
    }

    /// Those of the scenario as it is now, where they are worked out.
    pub(super) fn current(&self, snap: &Snapshot) -> Option<Arc<Vec<Gain>>> {
        let (scenario, document) = (scenario(snap)?, snap.document.as_ref()?);
        let of =
            Of { head: Arc::clone(&document.head), layers: document.layers.clone(), scenario: Arc::clone(scenario) };
        self.query.current(&of).cloned()
    }
}

/// What one proposal does, of the newest that was worked out.
pub(super) fn of(gains: Option<&Arc<Vec<Gain>>>, id: ProposalId) -> Option<&Gain> {
    gains?.iter().find(|g| g.proposal == id)
}

/// The advice of a row in the list of gaps: what it says, and what pressing it asks for.
pub(in crate::ui) struct GapAdvice {
    /// 新建口袋公园, 扩建至 5 000 m²
    pub(in crate::ui) text: String,
    /// What pressing it asks for.
    pub(in crate::ui) ask: Ask,
}

impl GapAdvice {
    /// What would help a gap; `None` where there is no such gap.
    pub(in crate::ui) fn of(cx: &Cx<'_>, analysis: &Analysis, gap: usize) -> Option<Self> {
        let lang = cx.lang();
        Some(match advice(analysis, gap)? {
            Advice::New(kind) => Self {
                text: cx.trf("place.head_new", &[("kind", kind_name(kind, lang))]),
                ask: Ask::Place(kind, Some(analysis.gaps.get(gap)?.label_point)),
            },
            Advice::Enlarge { facility, to_m2 } => {
                let facility = analysis.facilities.get(facility)?;
                let selected = Selected::Feature { layer: facility.layer, feature: facility.feature };
                Self {
                    text: cx.trf("place.enlarge_to", &[("area", &format::area(lang, to_m2))]),
                    ask: Ask::Change(selected, Some(to_m2)),
                }
            }
        })
    }
}

/// The class of a kind as it is chosen: what is written down, and what it is called.
pub(super) fn classes(snap: &Snapshot, kind: FacilityKind, cx: &Cx<'_>) -> Vec<(String, String)> {
    let lang = cx.lang();
    let mut all = vec![(String::new(), cx.tr("place.class_none").to_owned())];
    match kind {
        FacilityKind::TransferStation => {
            let sizes = [("小型", "place.class_small"), ("中型", "place.class_medium"), ("大型", "place.class_large")];
            all.extend(sizes.map(|(written, key)| (written.to_owned(), cx.tr(key).to_owned())));
        }
        FacilityKind::Parking => {
            let profiles = snap.project.iter().flat_map(|p| &p.rules.parking.profiles);
            all.extend(profiles.map(|p| (p.id.clone(), lang.pick(&p.name.zh, &p.name.en).to_owned())));
        }
        _ => {}
    }
    all
}
