//! Placing and the steps back; scenarios by year, the ledger, dated figures.

use egui::Key;

use super::super::context::{Command, Cx};
use super::super::map::Tool;
use super::super::plan::{self, Ask};
use super::super::state::{Sheet, Tab};
use super::super::{dated, icons, inspector, ledger, renewal, scenarios, scores};
use super::{CTRL_SHIFT, Entry, ctrl, key, plain, with_figures, with_project};
use crate::model::FacilityKind;
use crate::session::PlanAction;

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

fn with_scenario(cx: &Cx<'_>) -> bool {
    cx.snap.scenario.is_some()
}

fn with_scenarios(cx: &Cx<'_>) -> bool {
    !scenarios::all(cx).is_empty()
}

fn with_two(cx: &Cx<'_>) -> bool {
    cx.snap.scenario.is_some() && scenarios::all(cx).len() > 1
}

fn of_shown(cx: &mut Cx<'_>, act: impl FnOnce(&mut Cx<'_>, crate::model::plan::ScenarioId)) {
    if let Some(id) = cx.snap.scenario {
        act(cx, id);
    }
}

fn with_problem(cx: &Cx<'_>) -> bool {
    cx.state.ledger.selected.is_some()
}

fn with_years(cx: &Cx<'_>) -> bool {
    with_scenario(cx) && !scenarios::years(cx).is_empty()
}

/// While something with an area is placed, the keys of the years make it larger and smaller.
fn free_for_years(cx: &Cx<'_>) -> bool {
    let plan = &cx.state.plan;
    with_years(cx) && !(plan.placing && plan.draft.has_area())
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
    Entry::new("command.scenario_new", icons::BRANCH, scenarios::new)
        .keys(&[key(CTRL_SHIFT, Key::N)])
        .when(with_project)
        .also("scenario plan alternative 方案 规划"),
    Entry::new("command.scenario_fork", icons::FORK, |cx| of_shown(cx, scenarios::fork))
        .when(with_scenario)
        .also("copy duplicate scenario 方案 另存"),
    Entry::new("command.scenario_rename", icons::PENCIL, |cx| of_shown(cx, scenarios::rename)).when(with_scenario),
    Entry::new("command.scenario_note", icons::NOTE, |cx| of_shown(cx, scenarios::note)).when(with_scenario),
    Entry::new("command.scenario_merge", icons::MERGE, |cx| of_shown(cx, scenarios::merge)).when(with_two),
    Entry::new("command.scenario_remove", icons::TRASH, |cx| of_shown(cx, scenarios::remove)).when(with_scenario),
    Entry::new("command.scenario_base", "", |cx| scenarios::show_scenario(cx, None))
        .when(with_scenarios)
        .switch(|cx| cx.snap.scenario.is_none())
        .also("base present 现状"),
    Entry::new("command.scenario_next", icons::CARET_RIGHT, |cx| scenarios::step_scenario(cx, true))
        .keys(&[plain(Key::N)])
        .when(with_scenarios),
    Entry::new("command.compare", icons::BOTH_WAYS, scenarios::toggle_comparing)
        .keys(&[plain(Key::C)])
        .when(with_scenarios)
        .switch(|cx| cx.state.scenes.comparing.is_some())
        .also("difference 差异 比较"),
    Entry::new("command.year_next", icons::CARET_RIGHT, |cx| scenarios::step_year(cx, true))
        .keys(&[plain(Key::CloseBracket)])
        .when(free_for_years)
        .also("time 时间"),
    Entry::new("command.year_previous", icons::CARET_LEFT, |cx| scenarios::step_year(cx, false))
        .keys(&[plain(Key::OpenBracket)])
        .when(free_for_years),
    Entry::new("command.compare_swap", icons::SWAP, scenarios::swap)
        .when(|cx| cx.state.scenes.comparing.is_some())
        .also("exchange 互换"),
    Entry::new("command.renewal_accept", icons::CHECK, renewal::accept)
        .when(|cx| cx.snap.update.is_some())
        .also("update newer file 更新"),
    Entry::new("command.renewal_drop", icons::CLOSE, |cx| cx.send(PlanAction::DropUpdate.into()))
        .when(|cx| cx.snap.update.is_some())
        .also("update newer file 更新"),
    Entry::new("command.problem_new", icons::FLAG, |cx| match cx.state.selection {
        Some(selected) => ledger::begin_with(cx, selected),
        None => cx.ask(Command::ReportHere),
    })
    .keys(&[key(CTRL_SHIFT, Key::B)])
    .when(with_project)
    .also("ledger problem issue 台账 销号"),
    Entry::new("command.ledger", icons::LIST_CHECKS, |cx| cx.show_tab(Tab::Ledger))
        .when(with_project)
        .also("problems 问题 挂图作战 销号"),
    Entry::new("command.ledger_pins", icons::PUSH_PIN, |cx| cx.state.ledger.pins = !cx.state.ledger.pins)
        .switch(|cx| cx.state.ledger.pins),
    Entry::new("command.problem_edit", icons::PENCIL, |cx| ledger::of_selected(cx, ledger::edit)).when(with_problem),
    Entry::new("command.problem_progress", icons::CHECK, |cx| ledger::of_selected(cx, ledger::progress))
        .when(with_problem)
        .also("state close 状态 销号"),
    Entry::new("command.problem_remove", icons::TRASH, |cx| ledger::of_selected(cx, ledger::remove)).when(with_problem),
    Entry::new("command.ledger_export", icons::FILE_CSV, ledger::export)
        .when(|cx| cx.snap.document.as_ref().is_some_and(|d| !d.problems.is_empty()))
        .also("csv table spreadsheet 表格"),
    Entry::new("command.comment", icons::COMMENT, |cx| {
        if let Some(proposal) = cx.selected().and_then(|s| inspector::proposal(cx, s)) {
            ledger::comment_on(cx, proposal);
        }
    })
    .when(|cx| cx.selected().is_some_and(|s| inspector::proposal(cx, s).is_some()))
    .also("remark note 批注 评论"),
    Entry::new("command.sheet_new", icons::STAR, scores::begin).when(with_project).also("score rating 评分 考核"),
    Entry::new("command.figures_keep", icons::BOOKMARK, dated::keep)
        .when(with_figures)
        .also("monthly quarterly snapshot 月度 季度"),
    Entry::new("command.figures", icons::CALENDAR, |cx| cx.show_tab(Tab::Dated)).when(with_project),
    Entry::new("command.zoom_problem", icons::CROSSHAIR, ledger::zoom_selected).when(with_problem),
];
