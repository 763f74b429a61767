//! The parcels behind a coverage: those with land that nothing serves, selected by a click on the figure.

use egui::Ui;

use crate::analysis::Analysis;
use crate::analysis::effects;
use crate::analysis::outcome::IndicatorId;
use crate::analysis::parcels::{Unserved, unserved};
use crate::session::query::{Query, Same};
use crate::ui::context::{Command, Cx};
use crate::ui::format;
use crate::ui::map::{Change, Selected};
use crate::ui::plan::Marked;
use crate::ui::state::Tab;

/// What was asked, and the newest answer.
#[derive(Default)]
pub(in crate::ui) struct Behind {
    unserved: Query<(Same<Analysis>, IndicatorId), Vec<Unserved>>,
    /// The indicator clicked, and its sub-district; `None` for the whole.
    wanted: Option<(IndicatorId, Option<usize>)>,
}

/// Whether there is anything behind a figure: not where it is no coverage or is whole, nor while something moves.
pub(super) fn is_there(front: &Marked<'_>) -> bool {
    let lacking = front.indicator.quantity.is_some_and(|q| q.numerator < q.denominator);
    lacking && !front.stale && front.before.is_none() && effects::kinds_of(front.indicator.id).is_some()
}

/// Asks for the parcels behind a figure, of the whole or of one sub-district.
pub(super) fn ask(cx: &mut Cx<'_>, indicator: IndicatorId, zone: Option<usize>) {
    cx.work.behind.wanted = Some((indicator, zone));
}

/// Selects what was asked for as soon as it is known; it is worked out on a thread.
pub(super) fn follow(ui: &Ui, cx: &mut Cx<'_>) {
    let Some((indicator, zone)) = cx.work.behind.wanted else { return };
    let fresh = cx.snap.project.clone().zip(cx.snap.analysis.as_ref().filter(|_| !cx.snap.stale));
    let Some((project, analysis)) = fresh else {
        // The figure that was clicked is no longer the one shown.
        cx.work.behind.wanted = None;
        return;
    };
    let key = (Same::of(analysis), indicator);
    let query = &mut cx.work.behind.unserved;
    query.ask(&key, crate::ui::table::waker(ui), move |stop| unserved(&project, indicator, stop).ok()?);
    if query.is_pending() {
        return;
    }
    let found = query.current(&key).cloned();
    cx.work.behind.wanted = None;
    let lacking = found.iter().flat_map(|f| f.iter()).filter(|u| zone.is_none_or(|z| u.zones.contains(&z)));
    let things: Vec<Selected> = lacking.map(|u| Selected::Feature { layer: u.layer, feature: u.feature }).collect();
    if things.is_empty() {
        cx.say(cx.tr("panel.behind_none").to_owned());
        return;
    }
    cx.say(cx.trf("panel.behind_done", &[("n", &format::count(things.len()))]));
    if zone.is_some() {
        // The map shows the sub-district already.
        cx.state.change_selection(&things, Change::Replace);
        return;
    }
    if cx.state.bottom {
        cx.state.tab = Tab::Table;
    }
    cx.ask(Command::ShowAll(things));
}
