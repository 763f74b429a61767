//! Scenarios by year: the switches at the top, their forms, what they change, two of them compared, the build-out.

mod bar;
mod change;
mod compare;
mod compare_chart;
mod copied;
mod curve;
mod forms;
mod timeline;
mod works;

use std::sync::Arc;

use crate::analysis::build_out::years_of;
use crate::model::plan::{Document, Scenario, ScenarioId};
use crate::session::query::Same;
use crate::session::{BuildOutOf, ComparisonOf, PlanAction};

use super::context::Cx;
use super::map::DifferenceShown;
use super::state::{Chart, Tab};

pub(super) use bar::{fork, merge, new, note, remove, rename, show as bar};
pub(super) use change::{amount, arrow, base_of, beside as change_beside, line as change_line};
pub(super) use compare::show as compare_tab;
pub(super) use compare_chart::show as compare_chart;
pub(super) use copied::{compare_stale, compare_table, years_stale, years_table};
pub(super) use curve::show as curve;
pub use forms::{MergeForm, ScenarioForm};

/// Two scenarios beside one another; `None` for the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparing {
    /// The one: what it is held against.
    pub a: Option<ScenarioId>,
    /// The other.
    pub b: Option<ScenarioId>,
}

/// What the chart of the years shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum YearsView {
    /// An indicator by year.
    #[default]
    Curve,
    /// What is built in each year, against what the plan asks for.
    Works,
}

/// What the window shows of scenarios.
#[derive(Debug, Clone, Default)]
pub struct Scenes {
    /// The two that are compared, while they are.
    pub comparing: Option<Comparing>,
    /// What the chart of the years shows.
    pub years_view: YearsView,
    /// Whether the table of a comparison leaves out what is the same.
    pub only_differing: bool,
    /// Whether the table of a comparison holds every indicator, or the one shown large alone.
    pub all_indicators: bool,
    /// How many scenarios there were last: the first one brings its chart to the front.
    pub(super) known: Option<usize>,
}

/// What was asked of the session, so that nothing is asked twice.
#[derive(Debug, Default)]
pub(super) struct Asked {
    build_outs: Vec<(Option<ScenarioId>, Option<Same<Document>>)>,
    comparison: Option<(Comparing, Option<i32>, Option<Same<Document>>)>,
}

/// The scenarios of the project.
pub(super) fn all<'a>(cx: &Cx<'a>) -> &'a [Arc<Scenario>] {
    cx.snap.document.as_ref().map_or(&[], |d: &'a Arc<Document>| d.scenarios.as_slice())
}

/// What a scenario is called; the base has a name of its own.
pub(super) fn name_of(cx: &Cx<'_>, id: Option<ScenarioId>) -> String {
    match id {
        None => cx.tr("scene.base").to_owned(),
        Some(id) => all(cx).iter().find(|s| s.id == id).map_or_else(|| "–".to_owned(), |s| s.name.clone()),
    }
}

/// The years that can be shown: those of the plan and of every scenario.
pub(super) fn years(cx: &Cx<'_>) -> Vec<i32> {
    let targets = cx.snap.document.as_ref().and_then(|d| d.head.targets.as_deref());
    years_of(targets, all(cx).iter().map(|s| &**s))
}

/// A name that no scenario has: 方案一, 方案二 …
pub(super) fn next_name(cx: &Cx<'_>) -> String {
    let taken = |name: &str| all(cx).iter().any(|s| s.name.trim() == name);
    let digits = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let zh = cx.lang() == super::Lang::Zh;
    // One more name than there are scenarios: one of them is free.
    (1..=all(cx).len() + 1)
        .map(|n: usize| match digits.get(n - 1) {
            Some(digit) if zh => format!("方案{digit}"),
            _ if zh => format!("方案 {n}"),
            _ => format!(
                "Scenario {}",
                char::from_u32('A' as u32 + n as u32 - 1)
                    .filter(|_| n <= 26)
                    .map_or_else(|| n.to_string(), String::from)
            ),
        })
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// Shows a scenario, or the base; ends comparing.
pub(super) fn show_scenario(cx: &mut Cx<'_>, id: Option<ScenarioId>) {
    cx.state.scenes.comparing = None;
    if cx.state.tab == Tab::Compare {
        cx.state.tab = Tab::Gaps;
    }
    if cx.state.chart == Chart::Compare {
        cx.state.chart = Chart::Years;
    }
    cx.send(PlanAction::ShowScenario(id).into());
}

/// Begins to compare the scenario shown with the base, or ends it.
pub(super) fn toggle_comparing(cx: &mut Cx<'_>) {
    if cx.state.scenes.comparing.is_some() {
        show_scenario(cx, cx.snap.scenario);
        return;
    }
    let Some(first) = all(cx).first().map(|s| s.id) else { return };
    let b = cx.snap.scenario.unwrap_or(first);
    // What the panel tells and what the map shows is the same scenario.
    if cx.snap.scenario != Some(b) {
        cx.send(PlanAction::ShowScenario(Some(b)).into());
    }
    cx.state.scenes.comparing = Some(Comparing { a: None, b: Some(b) });
    cx.state.chart = Chart::Compare;
    cx.show_tab(Tab::Compare);
}

/// Compares the other way round.
pub(super) fn swap(cx: &mut Cx<'_>) {
    if let Some(now) = cx.state.scenes.comparing {
        cx.state.scenes.comparing = Some(Comparing { a: now.b, b: now.a });
    }
}

/// The comparison that is shown, once it is there; stale ones as well.
pub(super) fn comparison<'a>(cx: &Cx<'a>) -> Option<&'a ComparisonOf> {
    let wanted = cx.state.scenes.comparing?;
    let found = cx.snap.comparison.as_deref()?;
    (Comparing { a: found.a, b: found.b } == wanted && found.year == cx.snap.year).then_some(found)
}

/// The build-out of a scenario, as far as it is known; stale ones as well.
pub(super) fn build_out<'a>(cx: &Cx<'a>, id: Option<ScenarioId>) -> Option<&'a BuildOutOf> {
    cx.snap.build_outs.iter().find(|b| b.scenario == id).map(|b: &'a Arc<BuildOutOf>| &**b)
}

/// Asks for what is shown and not known: called once a frame.
pub(super) fn ask(cx: &mut Cx<'_>) {
    forget_what_is_gone(cx);
    if cx.snap.project.is_none() || cx.snap.stale {
        return;
    }
    let now = cx.snap.document.as_ref().map(Same::of);
    if let Some(comparing) = cx.state.scenes.comparing {
        let year = cx.snap.year;
        let known = comparison(cx).is_some_and(|c| !c.stale);
        let key = Some((comparing, year, now.clone()));
        if !known && cx.work.asked.comparison != key {
            cx.work.asked.comparison = key;
            cx.send(PlanAction::Compare { a: comparing.a, b: comparing.b, year }.into());
        }
    }
    let chart_seen = cx.state.bottom && (cx.state.charts_beside || cx.state.tab == Tab::Charts);
    if chart_seen && cx.state.chart == Chart::Years && !years(cx).is_empty() {
        let wanted: Vec<Option<ScenarioId>> =
            std::iter::once(cx.snap.scenario).chain(all(cx).iter().map(|s| Some(s.id))).chain([None]).collect();
        for id in wanted {
            let known = build_out(cx, id).is_some_and(|b| !b.stale);
            let asked = cx.work.asked.build_outs.iter().any(|(of, at)| *of == id && *at == now);
            if !known && !asked {
                cx.work.asked.build_outs.retain(|(other, _)| *other != id);
                cx.work.asked.build_outs.push((id, now.clone()));
                cx.send(PlanAction::BuildOutOf(id).into());
            }
        }
    }
}

/// Forgets that something was asked, so that it is asked again: after it was stopped.
pub(super) fn ask_again(cx: &mut Cx<'_>) {
    cx.work.asked = Asked::default();
}

fn forget_what_is_gone(cx: &mut Cx<'_>) {
    let there = |id: Option<ScenarioId>| id.is_none_or(|id| all(cx).iter().any(|s| s.id == id));
    if let Some(comparing) = cx.state.scenes.comparing
        && !(there(comparing.a) && there(comparing.b))
    {
        cx.state.scenes.comparing = None;
    }
    if cx.state.scenes.comparing.is_none() {
        if cx.state.tab == Tab::Compare {
            cx.state.tab = Tab::Gaps;
        }
        if cx.state.chart == Chart::Compare {
            cx.state.chart = Chart::Years;
        }
    }
    let count = all(cx).len();
    if cx.state.scenes.known == Some(0) && count > 0 && cx.state.chart == Chart::Coverage {
        cx.state.chart = Chart::Years;
    }
    cx.state.scenes.known = Some(count);
}

/// The next or previous of the years, the whole of the scenario after the last.
pub(super) fn step_year(cx: &mut Cx<'_>, forward: bool) {
    let years = years(cx);
    if years.is_empty() || cx.snap.scenario.is_none() {
        return;
    }
    let at = cx.snap.year.map_or(years.len(), |y| years.iter().position(|k| *k >= y).unwrap_or(years.len()));
    let next = if forward { (at + 1).min(years.len()) } else { at.saturating_sub(1) };
    let year = years.get(next).copied();
    if year != cx.snap.year {
        cx.send(PlanAction::ShowYear(year).into());
    }
}

/// The next or previous of the scenarios, the base before the first.
pub(super) fn step_scenario(cx: &mut Cx<'_>, forward: bool) {
    let ids: Vec<Option<ScenarioId>> = std::iter::once(None).chain(all(cx).iter().map(|s| Some(s.id))).collect();
    let at = ids.iter().position(|id| *id == cx.snap.scenario).unwrap_or(0);
    let next = if forward { (at + 1) % ids.len() } else { (at + ids.len() - 1) % ids.len() };
    if next != at {
        show_scenario(cx, ids[next]);
    }
}

/// What the map of a comparison shows; `None` while nothing is compared, or the comparison is not there yet.
pub(super) fn difference(cx: &Cx<'_>) -> Option<DifferenceShown> {
    let found = comparison(cx)?;
    Some(DifferenceShown {
        result: Arc::clone(&found.result),
        indicator: DifferenceShown::indicator_of(cx.state.hero),
        names: [name_of(cx, found.a), name_of(cx, found.b)],
    })
}
