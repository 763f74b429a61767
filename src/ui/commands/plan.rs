//! Scenarios by year, the ledger, dated figures.

use egui::Key;

use super::super::context::{Command, Cx};
use super::super::ledger;
use super::super::scenarios;
use super::super::state::{Chart, Tab};
use super::super::{dated, icons};
use super::{CTRL_SHIFT, Entry, key, plain, with_figures, with_project};

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

fn with_years(cx: &Cx<'_>) -> bool {
    with_scenario(cx) && !scenarios::years(cx).is_empty()
}

pub(super) const LIST: &[Entry] = &[
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
        .when(with_years)
        .also("time 时间"),
    Entry::new("command.year_previous", icons::CARET_LEFT, |cx| scenarios::step_year(cx, false))
        .keys(&[plain(Key::OpenBracket)])
        .when(with_years),
    Entry::new("command.years_chart", icons::CHART_LINE, |cx| {
        cx.state.chart = Chart::Years;
        cx.state.bottom = true;
        if !cx.state.charts_beside {
            cx.state.tab = Tab::Charts;
        }
    })
    .when(with_project)
    .also("build-out curve 达标 建设"),
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
    Entry::new("command.figures_keep", icons::BOOKMARK, dated::keep)
        .when(with_figures)
        .also("monthly quarterly snapshot 月度 季度"),
    Entry::new("command.figures", icons::CALENDAR, |cx| cx.show_tab(Tab::Dated)).when(with_project),
    Entry::new("command.zoom_problem", icons::CROSSHAIR, ledger::zoom_selected)
        .when(|cx| cx.state.ledger.selected.is_some()),
];
