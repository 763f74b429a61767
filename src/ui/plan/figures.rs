//! The figures of the right panel while something moves: those under the pointer in place of those of the analysis, with
//! what they were before beside them.

use std::borrow::Cow;
use std::sync::Arc;

use crate::analysis::live::LiveFigures;
use crate::analysis::outcome::{Indicator, Quantity};
use crate::ui::context::Cx;

use super::state::figures_of;

/// The figures to be shown of what moves; nothing where nothing does.
pub(in crate::ui) struct Marks(Option<Arc<LiveFigures>>);

/// An indicator as it is shown.
pub(in crate::ui) struct Marked<'a> {
    /// With the figures under the pointer, where there are any.
    pub(in crate::ui) indicator: Cow<'a, Indicator>,
    /// What the whole was before; `None` where nothing moves.
    pub(in crate::ui) before: Option<Quantity>,
    /// What each zone was before, in the order of the indicator's zones; empty where nothing moves.
    pub(in crate::ui) zones_before: Vec<Quantity>,
    /// Whether the figures are of an older state of the project.
    pub(in crate::ui) stale: bool,
}

impl Marks {
    /// Those of this frame.
    pub(in crate::ui) fn of(cx: &Cx<'_>) -> Self {
        Self(figures_of(cx.snap, &cx.state.plan).cloned())
    }

    /// An indicator as it is to be shown.
    pub(in crate::ui) fn on<'a>(&self, indicator: &'a Indicator, stale: bool) -> Marked<'a> {
        let live = self.0.as_ref().and_then(|l| l.indicators.iter().find(|i| i.id == indicator.id));
        let fits = |live: &&crate::analysis::live::LiveIndicator| {
            // Without layers of its kind an indicator has no figure until something of it is placed.
            live.zones.len() == indicator.zones.len() || indicator.quantity.is_none()
        };
        let Some(live) = live.filter(fits).filter(|l| indicator.quantity.is_some() || l.before != l.now) else {
            return Marked { indicator: Cow::Borrowed(indicator), before: None, zones_before: Vec::new(), stale };
        };
        let mut shown = indicator.clone();
        shown.quantity = live.now;
        shown.met = live.met;
        for (i, zone) in shown.zones.iter_mut().enumerate() {
            zone.quantity = live.zones[i];
            zone.met = live.zones_met[i];
        }
        let zones_before = if shown.zones.is_empty() { Vec::new() } else { live.zones_before.clone() };
        Marked { indicator: Cow::Owned(shown), before: live.before, zones_before, stale: false }
    }
}

impl Marked<'_> {
    /// The change of the whole, where there is one.
    pub(in crate::ui) fn change(&self) -> Option<f64> {
        change(self.before, self.indicator.quantity)
    }

    /// The change in a zone, where there is one.
    pub(in crate::ui) fn zone_change(&self, zone: usize) -> Option<f64> {
        let now = self.indicator.zones.get(zone)?.quantity;
        change(self.zones_before.get(zone).copied(), Some(now))
    }
}

fn change(before: Option<Quantity>, now: Option<Quantity>) -> Option<f64> {
    let by = now?.value()? - before?.value()?;
    (by != 0.0).then_some(by)
}
