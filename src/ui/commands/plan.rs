//! Placing, and the steps back.

use egui::Key;

use super::super::context::{Command, Cx};
use super::super::icons;
use super::super::map::Tool;
use super::super::plan::{self, Ask};
use super::super::state::{Sheet, Tab};
use super::{CTRL_SHIFT, Entry, ctrl, key, plain, with_project};
use crate::model::FacilityKind;

fn place(cx: &mut Cx<'_>, kind: FacilityKind) {
    cx.ask(Command::Plan(Ask::Place(kind, None)));
}

fn remove(cx: &mut Cx<'_>) {
    let gone = plan::selected_proposals(cx);
    cx.ask(Command::Plan(Ask::Remove(gone)));
}

fn on_facility(cx: &Cx<'_>) -> bool {
    cx.state.selection.is_some_and(|s| plan::facility_of(cx.snap, s).is_some())
}

fn with_selected(cx: &mut Cx<'_>, ask: impl FnOnce(super::super::map::Selected) -> Ask) {
    if let Some(selected) = cx.state.selection {
        cx.ask(Command::Plan(ask(selected)));
    }
}

pub(super) const LIST: &[Entry] = &[
    Entry::new("command.undo", icons::UNDO, |cx| cx.ask(Command::Plan(Ask::Undo)))
        .keys(&[ctrl(Key::Z)])
        .when(|cx| cx.snap.undo.is_some() || cx.state.plan.drawing)
        .also("back 后退 撤回"),
    Entry::new("command.redo", icons::REDO, |cx| cx.ask(Command::Plan(Ask::Redo)))
        .keys(&[key(CTRL_SHIFT, Key::Z), ctrl(Key::Y)])
        .when(|cx| cx.snap.redo.is_some() || cx.state.plan.drawing)
        .also("again 恢复"),
    Entry::new("command.tool_place", icons::MAP_PIN_PLUS, |cx| cx.ask(Command::Tool(Tool::Place)))
        .keys(&[plain(Key::P)])
        .when(with_project)
        .also("new add draw 新建 添加 画"),
    Entry::new("command.place_pocket_park", icons::PARK, |cx| place(cx, FacilityKind::PocketPark))
        .when(with_project)
        .also("new add 拟建"),
    Entry::new("command.place_park", icons::TREE, |cx| place(cx, FacilityKind::Park))
        .when(with_project)
        .also("new add 拟建"),
    Entry::new("command.place_toilet", icons::TOILET, |cx| place(cx, FacilityKind::Toilet))
        .when(with_project)
        .also("new add 拟建"),
    Entry::new("command.place_station", icons::RECYCLE, |cx| place(cx, FacilityKind::TransferStation))
        .when(with_project)
        .also("new add waste 拟建 垃圾"),
    Entry::new("command.place_parking", icons::PARKING, |cx| place(cx, FacilityKind::Parking))
        .when(with_project)
        .also("new add 拟建"),
    Entry::new("command.place_beautiful_zone", icons::FLOWER, |cx| place(cx, FacilityKind::BeautifulZone))
        .when(with_project)
        .also("new add street 拟建"),
    Entry::new("command.propose_close", icons::PROHIBIT, |cx| with_selected(cx, Ask::Close))
        .when(on_facility)
        .also("close shut 停用"),
    Entry::new("command.propose_change", icons::PENCIL, |cx| with_selected(cx, |s| Ask::Change(s, None)))
        .when(on_facility)
        .also("enlarge class spaces 扩建 等级 泊位"),
    Entry::new("command.remove_proposal", icons::TRASH, remove)
        .keys(&[plain(Key::Delete)])
        .when(|cx| !plan::selected_proposals(cx).is_empty())
        .also("delete"),
    Entry::new("command.snapping", icons::MAGNET, |cx| cx.state.plan.snapping = !cx.state.plan.snapping)
        .switch(|cx| cx.state.plan.snapping)
        .also("snap 捕捉"),
    Entry::new("command.placement_rules", icons::SLIDERS, |cx| cx.state.sheet = Some(Sheet::Placement))
        .when(with_project)
        .also("spacing setback forbidden 间距 退让 禁止"),
    Entry::new("command.show_proposals", icons::LIST, |cx| cx.show_tab(Tab::Proposals))
        .when(with_project)
        .also("list 拟建"),
];
