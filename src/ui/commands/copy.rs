//! What goes onto the clipboard.

use super::super::context::{Command, Cx};
use super::super::copy::{Copied, Part, copy};
use super::super::icons;
use super::super::state::Tab;
use super::{Entry, with_figures, with_gaps, with_project};

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.copy_indicators", icons::CLIPBOARD, |cx| copy(cx, Copied::Indicators))
        .when(with_figures)
        .also("clipboard table excel 剪贴板 表格"),
    Entry::new("command.copy_zones", icons::CLIPBOARD, |cx| copy(cx, Copied::Zones))
        .when(with_zones)
        .also("clipboard table excel 剪贴板 表格"),
    Entry::new("command.copy_gaps", icons::CLIPBOARD, |cx| copy(cx, Copied::Gaps))
        .when(with_gaps)
        .also("clipboard table excel 剪贴板 表格"),
    Entry::new("command.copy_chart", icons::CLIPBOARD, |cx| copy(cx, Copied::Chart))
        .when(with_figures)
        .also("clipboard table excel 剪贴板 表格"),
    Entry::new("command.copy_table", icons::CLIPBOARD, |cx| {
        cx.show_tab(Tab::Table);
        cx.work.tables.copy_next();
    })
    .when(with_project)
    .also("clipboard attributes excel 剪贴板 表格 字段"),
    Entry::new("command.copy_proposals_table", icons::CLIPBOARD, |cx| copy(cx, Copied::Proposals))
        .when(|cx| crate::ui::plan::count(cx.snap) > 0)
        .also("clipboard table excel 剪贴板 表格"),
    Entry::new("command.copy_problems_table", icons::CLIPBOARD, |cx| copy(cx, Copied::Problems))
        .when(|cx| cx.snap.document.as_ref().is_some_and(|d| !d.problems.is_empty()))
        .also("clipboard table excel 剪贴板 表格"),
    Entry::new("command.picture_map", icons::CAMERA, |cx| cx.ask(Command::CopyPicture(Part::Map)))
        .when(with_project)
        .also("clipboard screenshot image 剪贴板 截图"),
    Entry::new("command.picture_chart", icons::CAMERA, |cx| cx.ask(Command::CopyPicture(Part::Chart)))
        .when(|cx| with_figures(cx) && cx.work.copier.places.contains_key(&Part::Chart))
        .also("clipboard screenshot image 剪贴板 截图"),
    Entry::new("command.picture_indicators", icons::CAMERA, |cx| cx.ask(Command::CopyPicture(Part::Indicators)))
        .when(|cx| with_figures(cx) && cx.state.right)
        .also("clipboard screenshot image 剪贴板 截图"),
    Entry::new("command.picture_tables", icons::CAMERA, |cx| cx.ask(Command::CopyPicture(Part::Tables)))
        .when(|cx| with_figures(cx) && cx.state.bottom)
        .also("clipboard screenshot image 剪贴板 截图"),
];

fn with_zones(cx: &Cx<'_>) -> bool {
    cx.snap.analysis.as_ref().is_some_and(|a| !a.zones.is_empty())
}
