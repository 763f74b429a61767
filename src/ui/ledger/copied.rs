//! The problems that are listed, as a table for the clipboard.

use super::{filtered, state_key, zone_name, zones};
use crate::session::tables::TableText;
use crate::ui::context::Cx;
use crate::ui::copy::as_table;

/// The problems that are listed, in their order; `None` without any.
pub(in crate::ui) fn table(cx: &mut Cx<'_>) -> Option<TableText> {
    let zones = zones(cx);
    let problems = filtered(cx);
    if problems.is_empty() {
        return None;
    }
    let today = cx.today();
    let rows = problems.iter().map(|p| {
        vec![
            p.title.clone(),
            p.kind.clone(),
            zone_name(&zones, p.id).to_owned(),
            p.unit.clone(),
            p.deadline.map_or(String::new(), |d| d.to_string()),
            cx.tr(state_key(p.state)).to_owned(),
            if p.overdue(today) { cx.tr("ledger.overdue").to_owned() } else { String::new() },
        ]
    });
    let rows = rows.collect();
    let keys = [
        "ledger.title",
        "ledger.kind",
        "gaps.zone",
        "ledger.unit",
        "ledger.deadline",
        "ledger.state",
        "ledger.overdue",
    ];
    Some(as_table(cx.tr("tab.ledger"), keys.map(|key| cx.tr(key).to_owned()).to_vec(), &[], rows))
}
