//! The switches at the top: which scenario, compared or not, and up to which year.

use egui::{Align, Popup, PopupCloseBehavior, RichText, Role as A11y, Ui, WidgetInfo};

use super::forms::{MergeForm, ScenarioForm};
use super::{all, name_of, next_name, show_scenario, toggle_comparing, years};
use crate::model::plan::ScenarioId;
use crate::session::PlanAction;
use crate::ui::context::Cx;
use crate::ui::controls::{self, Segment};
use crate::ui::forms::Form;
use crate::ui::theme::size;
use crate::ui::{icons, widgets};

/// More segments than this are a list instead.
const MOST: usize = 6;

/// Shows both, as wide as there is room for.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.project().is_none() {
        return;
    }
    let room = ui.available_width();
    let names: Vec<String> = all(cx).iter().map(|s| s.name.clone()).collect();
    let base = cx.tr("scene.base").to_owned();
    let compare = cx.tr("scene.compare").to_owned();
    let years = years(cx);
    let written: Vec<String> =
        std::iter::once(cx.tr("scene.whole").to_owned()).chain(years.iter().map(ToString::to_string)).collect();
    let scenarios_wide = controls::segmented_width(
        ui,
        std::iter::once(&base).chain(&names).chain((!names.is_empty()).then_some(&compare)).map(String::as_str),
    ) + 36.0;
    let years_wide =
        if years.is_empty() { 0.0 } else { controls::segmented_width(ui, written.iter().map(String::as_str)) + 16.0 };
    let year_list = 96.0;
    let few = names.len() + 2 <= MOST;
    // What is seldom changed gives way first.
    let (scenario_list, year_as_list) = if few && years.len() < MOST && scenarios_wide + years_wide <= room {
        (false, false)
    } else if few && scenarios_wide + year_list <= room {
        (false, true)
    } else {
        (true, true)
    };
    ui.spacing_mut().item_spacing.x = 4.0;
    if scenario_list {
        scenarios_as_list(ui, cx, room - year_list - 32.0);
    } else {
        scenarios(ui, cx, &names);
    }
    more(ui, cx);
    if !years.is_empty() {
        ui.add_space(4.0);
        if year_as_list {
            years_as_list(ui, cx, &years, &written);
        } else {
            years_switch(ui, cx, &years, &written);
        }
    }
}

fn hint(cx: &Cx<'_>, id: ScenarioId) -> String {
    let Some(scenario) = all(cx).iter().find(|s| s.id == id) else { return String::new() };
    let n = crate::ui::format::count(scenario.proposals.len());
    cx.trf("scene.show", &[("name", &scenario.name), ("n", &n)])
}

fn scenarios(ui: &mut Ui, cx: &mut Cx<'_>, names: &[String]) {
    let comparing = cx.state.scenes.comparing.is_some();
    let ids: Vec<Option<ScenarioId>> = std::iter::once(None).chain(all(cx).iter().map(|s| Some(s.id))).collect();
    let base = cx.tr("scene.base");
    let mut segments = vec![Segment {
        text: base,
        label: cx.tr("scene.show_base").to_owned(),
        on: !comparing && cx.snap.scenario.is_none(),
        enabled: true,
    }];
    for (id, name) in ids.iter().skip(1).zip(names) {
        let label = id.map(|id| hint(cx, id)).unwrap_or_default();
        segments.push(Segment { text: name, label, on: !comparing && cx.snap.scenario == *id, enabled: true });
    }
    if !names.is_empty() {
        let label = cx.tr("scene.compare_hint").to_owned();
        segments.push(Segment { text: cx.tr("scene.compare"), label, on: comparing, enabled: true });
    }
    let responses = controls::segmented(ui, cx.tr("scene.switch"), &segments);
    for (n, response) in responses.into_iter().enumerate() {
        if response.clicked() {
            match ids.get(n) {
                Some(id) => show_scenario(cx, *id),
                None => toggle_comparing(cx),
            }
        }
        if let Some(Some(id)) = ids.get(n).copied() {
            response.context_menu(|ui| of_one(ui, cx, id));
        }
    }
}

fn scenarios_as_list(ui: &mut Ui, cx: &mut Cx<'_>, most: f32) {
    let comparing = cx.state.scenes.comparing.is_some();
    let shown = if comparing { cx.tr("scene.compare").to_owned() } else { name_of(cx, cx.snap.scenario) };
    let response = controls::choice_button(ui, &shown, cx.tr("scene.switch"), most, true);
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        ui.set_min_width(200.0);
        widgets::list_up_to(360.0).show(ui, |ui| {
            let ids: Vec<Option<ScenarioId>> =
                std::iter::once(None).chain(all(cx).iter().map(|s| Some(s.id))).collect();
            for id in ids {
                let name = name_of(cx, id);
                if ui.selectable_label(!comparing && cx.snap.scenario == id, name).clicked() {
                    show_scenario(cx, id);
                }
            }
            if !all(cx).is_empty() {
                ui.separator();
                if ui.selectable_label(comparing, cx.tr("scene.compare")).clicked() {
                    toggle_comparing(cx);
                }
            }
        });
    });
}

fn years_switch(ui: &mut Ui, cx: &mut Cx<'_>, years: &[i32], written: &[String]) {
    let enabled = cx.snap.scenario.is_some();
    let all: Vec<Option<i32>> = std::iter::once(None).chain(years.iter().copied().map(Some)).collect();
    let segments: Vec<Segment<'_>> = all
        .iter()
        .zip(written)
        .map(|(year, text)| Segment {
            text,
            label: year_hint(cx, *year, enabled),
            on: cx.snap.year == *year && enabled,
            enabled,
        })
        .collect();
    let responses = controls::segmented(ui, cx.tr("scene.year"), &segments);
    for (response, year) in responses.into_iter().zip(all) {
        if response.clicked() && year != cx.snap.year {
            cx.send(PlanAction::ShowYear(year).into());
        }
    }
}

fn year_hint(cx: &Cx<'_>, year: Option<i32>, enabled: bool) -> String {
    match year {
        _ if !enabled => cx.tr("scene.no_year").to_owned(),
        None => cx.tr("scene.whole_hint").to_owned(),
        Some(year) => cx.trf("scene.until", &[("year", &year.to_string())]),
    }
}

fn years_as_list(ui: &mut Ui, cx: &mut Cx<'_>, years: &[i32], written: &[String]) {
    if cx.snap.scenario.is_none() {
        return;
    }
    let now = match cx.snap.year {
        None => Some(0),
        Some(year) => years.iter().position(|y| *y == year).map(|n| n + 1),
    };
    if let Some(chosen) = controls::choose(ui, cx.tr("scene.year"), written, now, 96.0) {
        let year = chosen.checked_sub(1).and_then(|n| years.get(n)).copied();
        cx.send(PlanAction::ShowYear(year).into());
    }
}

/// What can be done with scenarios.
fn more(ui: &mut Ui, cx: &mut Cx<'_>) {
    if all(cx).is_empty() {
        let label = cx.tr("scene.new");
        if widgets::icon_button(ui, icons::PLUS, label).clicked() {
            new(cx);
        }
        return;
    }
    let response = widgets::icon_button(ui, icons::DOTS, cx.tr("scene.more"));
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        ui.set_min_width(216.0);
        if item(ui, cx, icons::PLUS, cx.tr("scene.new")) {
            new(cx);
        }
        if let Some(id) = cx.snap.scenario {
            ui.separator();
            let name = name_of(cx, Some(id));
            ui.label(RichText::new(name).size(size::SMALL).color(cx.p.muted));
            of_one(ui, cx, id);
        }
    });
}

/// What can be done with one.
fn of_one(ui: &mut Ui, cx: &mut Cx<'_>, id: ScenarioId) {
    if item(ui, cx, icons::COPY, cx.tr("scene.fork")) {
        fork(cx, id);
    }
    if item(ui, cx, "", cx.tr("scene.rename")) {
        rename(cx, id);
    }
    if item(ui, cx, "", cx.tr("scene.note")) {
        note(cx, id);
    }
    if all(cx).len() > 1 && item(ui, cx, "", cx.tr("scene.merge")) {
        merge(cx, id);
    }
    if item(ui, cx, icons::TRASH, cx.tr("scene.remove")) {
        remove(cx, id);
    }
}

fn item(ui: &mut Ui, cx: &Cx<'_>, icon: &str, text: &str) -> bool {
    let seen = !icon.is_empty();
    let shown = if seen { icon } else { icons::CHECK };
    let tint = if seen { cx.p.muted } else { egui::Color32::TRANSPARENT };
    let button = egui::Button::new((RichText::new(shown).color(tint), RichText::new(text).color(cx.p.text)));
    let response = ui.with_layout(egui::Layout::top_down_justified(Align::Min), |ui| ui.add(button)).inner;
    response.widget_info(|| WidgetInfo::labeled(A11y::MenuItem, true, text));
    if response.clicked() {
        ui.close();
    }
    response.clicked()
}

/// Opens the form of a new scenario.
pub(in crate::ui) fn new(cx: &mut Cx<'_>) {
    let name = next_name(cx);
    cx.state.form = Some(Form::Scenario(ScenarioForm::new(name)));
}

/// Opens the form of a copy.
pub(in crate::ui) fn fork(cx: &mut Cx<'_>, id: ScenarioId) {
    let name = cx.trf("scene.fork_name", &[("name", &name_of(cx, Some(id)))]);
    cx.state.form = Some(Form::Scenario(ScenarioForm::fork(id, name)));
}

/// Opens the form of its name.
pub(in crate::ui) fn rename(cx: &mut Cx<'_>, id: ScenarioId) {
    cx.state.form = Some(Form::Scenario(ScenarioForm::rename(id, name_of(cx, Some(id)))));
}

/// Opens the form of its note.
pub(in crate::ui) fn note(cx: &mut Cx<'_>, id: ScenarioId) {
    let text = all(cx).iter().find(|s| s.id == id).map(|s| s.note.clone()).unwrap_or_default();
    cx.state.form = Some(Form::Scenario(ScenarioForm::note(id, text)));
}

/// Opens the form that merges it into another.
pub(in crate::ui) fn merge(cx: &mut Cx<'_>, id: ScenarioId) {
    let parent = all(cx).iter().find(|s| s.id == id).and_then(|s| s.parent);
    let others = || all(cx).iter().map(|s| s.id).filter(|other| *other != id);
    // Whatever it was forked from is what it goes back into.
    let Some(into) = others().find(|o| Some(*o) == parent).or_else(|| others().next()) else { return };
    cx.state.form = Some(Form::Merge(MergeForm::new(id, into)));
}

/// Takes it out; undo brings it back.
pub(in crate::ui) fn remove(cx: &mut Cx<'_>, id: ScenarioId) {
    let name = name_of(cx, Some(id));
    cx.send(PlanAction::RemoveScenario(id).into());
    let text = cx.trf("scene.removed", &[("name", &name)]);
    cx.say_undoable(text);
}
