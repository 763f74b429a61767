//! The project in the top bar: its name with a menu, how far it is saved, the projects that were open before, and the
//! steps that can be taken back.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use egui::{
    Align, Color32, FontId, Popup, PopupCloseBehavior, RichText, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2,
};

use super::clock;
use super::context::{Command, Cx};
use super::controls;
use super::forms::{Form, Outcome, buttons, focus_first, title};
use super::i18n::{Lang, tr};
use super::theme::size;
use super::widgets::{self, chip};
use super::{fonts, format, icons};
use crate::session::{Action, ReadOnly, Save};

/// The name of the project.
#[derive(Debug, Clone)]
pub struct ProjectForm {
    name: String,
    fresh: bool,
}

impl ProjectForm {
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        title(ui, cx, cx.tr("project.rename_title"));
        let field = controls::field(ui, cx.tr("project.name_field"), &mut self.name, cx.tr("app.untitled"));
        let enter = controls::entered(ui, &field, cx.state.composing);
        focus_first(ui, &field, &mut self.fresh);
        let name = self.name.trim().to_owned();
        let (sent, outcome) = buttons(ui, cx, cx.tr("form.apply"), !name.is_empty(), enter);
        if sent {
            cx.send(Action::RenameProject(name));
        }
        outcome
    }
}

/// Opens the form of the project's name.
pub(super) fn rename(cx: &mut Cx<'_>) {
    let name = cx.project().map(|p| p.name.clone()).unwrap_or_default();
    cx.state.form = Some(Form::Project(ProjectForm { name, fresh: true }));
}

/// The name, the tag of the sample and how far it is saved, within `most` points for the first two.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, most: f32, roomy: bool) {
    let Some(project) = cx.project() else { return };
    let synthetic = project.synthetic;
    // The sample that nobody has named says what it is; it never passes for data.
    let plain = synthetic && [Lang::Zh, Lang::En].iter().any(|l| project.name == tr(*l, "app.synthetic"));
    let name = if plain {
        cx.tr("app.synthetic").to_owned()
    } else if project.name.is_empty() {
        cx.tr("app.untitled").to_owned()
    } else {
        project.name.clone()
    };
    let tag = cx.tr("project.sample_short");
    let tagged = synthetic && !plain;
    let tag_width = if tagged {
        ui.painter().layout_no_wrap(tag.to_owned(), FontId::proportional(size::SMALL), cx.p.text).size().x + 24.0
    } else {
        0.0
    };
    let state_width = if roomy { 0.0 } else { 26.0 };
    let room = (most - tag_width - state_width).max(40.0);
    name_button(ui, cx, &name, if plain { cx.p.warning_text } else { cx.p.text }, room);
    if tagged {
        chip(ui, tag, cx.p.warning_fill, cx.p.warning_line, cx.p.warning_text)
            .on_hover_text(cx.tr("project.sample_hint"));
    }
    saved(ui, cx, roomy);
}

fn name_button(ui: &mut Ui, cx: &mut Cx<'_>, name: &str, color: Color32, room: f32) {
    let p = cx.p;
    let galley = ui.painter().layout_no_wrap(name.to_owned(), fonts::strong_id(size::TEXT), p.text);
    let width = (galley.size().x + 30.0).min(room);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0), Sense::click());
    let label = cx.trf("project.menu", &[("name", name)]);
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
    if response.hovered() || Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response)) {
        ui.painter().rect_filled(rect, 6.0, p.hover);
    }
    widgets::focus_ring(ui, &response, rect);
    let cell = rect.with_min_x(rect.left() + 6.0).with_max_x(rect.right() - 20.0);
    widgets::text_in(ui, cell, name, fonts::strong_id(size::TEXT), color, Align::Min);
    let at = pos2(rect.right() - 11.0, rect.center().y);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, icons::CARET_DOWN, icons::font(11.0), p.muted);
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| menu(ui, cx));
    response.on_hover_text(label);
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.set_min_width(260.0);
    if let Some(path) = cx.snap.file.as_ref().and_then(|f| f.path.clone()) {
        let unnamed = cx.snap.file.as_ref().is_some_and(|f| f.unnamed);
        let caption = cx.tr(if unnamed { "project.kept_unnamed" } else { "project.kept_in" });
        ui.label(RichText::new(caption).size(size::SMALL).color(cx.p.muted));
        let shown = path.display().to_string();
        ui.set_max_width(360.0);
        ui.with_layout(egui::Layout::top_down(Align::Min), |ui| {
            ui.add(egui::Label::new(RichText::new(&shown).size(size::SMALL)).wrap());
        });
        ui.add_space(4.0);
        ui.separator();
    }
    let item = |ui: &mut Ui, icon: &str, text: &str| -> bool {
        let button = egui::Button::new((RichText::new(icon), RichText::new(text)));
        let response = ui.with_layout(egui::Layout::top_down_justified(Align::Min), |ui| ui.add(button)).inner;
        response.widget_info(|| WidgetInfo::labeled(A11y::MenuItem, true, text));
        response.clicked()
    };
    if item(ui, icons::PENCIL, cx.tr("project.rename")) {
        rename(cx);
    }
    if item(ui, icons::SAVE, cx.tr("project.save_as")) {
        cx.ask(Command::SaveAs);
    }
    if item(ui, icons::FOLDER, cx.tr("project.open")) {
        cx.ask(Command::OpenProject);
    }
    let own = cx.snap.file.as_ref().and_then(|f| f.path.clone());
    let unnamed: Vec<_> = cx.snap.unnamed.iter().filter(|(p, _)| Some(p) != own.as_ref()).cloned().collect();
    // A project without a name of its own is found among its like, by the time of its last step.
    let named = |p: &&PathBuf| Some(*p) != own.as_ref() && unnamed.iter().all(|(u, _)| u != *p);
    let recent: Vec<_> = cx.snap.recent.iter().filter(named).take(8).cloned().collect();
    let folder = |p: &Path| p.parent().map(|f| f.display().to_string()).unwrap_or_default();
    let recent = recent.into_iter().map(|p| (folder(&p), p)).collect();
    others(ui, cx, icons::CLOCK, "project.recent", recent);
    let when = |at: &SystemTime| cx.trf("project.last_step", &[("time", &clock::date_and_time(*at))]);
    let unnamed = unnamed.into_iter().map(|(p, at)| (at.as_ref().map_or_else(|| folder(&p), when), p)).collect();
    others(ui, cx, icons::HISTORY, "project.unnamed", unnamed);
    ui.separator();
    if item(ui, icons::HISTORY, cx.tr("project.steps")) {
        cx.state.form = Some(Form::Steps);
    }
    if cx.snap.messages.iter().any(|m| m.fix.is_some()) || !cx.snap.messages.is_empty() {
        let n = format::count(cx.snap.messages.len());
        if item(ui, icons::INFO, &cx.trf("project.messages", &[("n", &n)])) {
            cx.show_tab(super::state::Tab::Messages);
        }
    }
}

/// A menu of project files to open, each with what stands below its name; nothing where there are none.
fn others(ui: &mut Ui, cx: &mut Cx<'_>, icon: &str, key: &'static str, paths: Vec<(String, PathBuf)>) {
    if paths.is_empty() {
        return;
    }
    ui.menu_button((RichText::new(icon), RichText::new(cx.tr(key))), |ui| {
        ui.set_min_width(280.0);
        widgets::list_up_to(400.0).show(ui, |ui| {
            for (below, path) in paths {
                if other_item(ui, cx, &path, &below) {
                    cx.send(Action::OpenProject(path));
                    Popup::close_all(ui.ctx());
                }
            }
        });
    });
}

/// A project file by its name, and what stands below it.
fn other_item(ui: &mut Ui, cx: &Cx<'_>, path: &Path, below: &str) -> bool {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width().max(280.0), 40.0), Sense::click());
    let name = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    response.widget_info(|| WidgetInfo::labeled(A11y::MenuItem, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 6.0, p.hover);
    }
    let first = egui::Rect::from_min_size(rect.min + vec2(8.0, 3.0), vec2(rect.width() - 16.0, 18.0));
    widgets::text_in(ui, first, &name, fonts::strong_id(size::TEXT), p.text, Align::Min);
    let second = first.translate(vec2(0.0, 17.0));
    widgets::text_in(ui, second, below, FontId::proportional(size::SMALL), p.muted, Align::Min);
    response.on_hover_text(path.display().to_string()).clicked()
}

/// How far the file is: an icon, a few words, all of it in words.
struct SavedText {
    icon: &'static str,
    color: Color32,
    short: String,
    long: String,
}

fn saved_text(cx: &Cx<'_>) -> SavedText {
    let p = cx.p;
    let Some(file) = &cx.snap.file else {
        let sample = cx.project().is_some_and(|p| p.synthetic);
        let key = if sample { "saved.sample" } else { "saved.nowhere" };
        let hint = if sample { "saved.sample_hint" } else { "saved.nowhere_hint" };
        return SavedText {
            icon: icons::INFO,
            color: p.muted,
            short: cx.tr(key).to_owned(),
            long: cx.tr(hint).to_owned(),
        };
    };
    let path = file.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
    if let Some(reason) = &file.read_only {
        let (short, long) = match reason {
            ReadOnly::InUse => (cx.tr("saved.in_use").to_owned(), cx.tr("saved.in_use_hint").to_owned()),
            ReadOnly::Forbidden => (cx.tr("saved.forbidden").to_owned(), cx.tr("saved.forbidden_hint").to_owned()),
            ReadOnly::Damaged { detail, copy } => {
                let copy = copy.as_ref().map_or_else(
                    || cx.tr("saved.no_copy").to_owned(),
                    |c| cx.trf("saved.copy", &[("path", &c.display().to_string())]),
                );
                (
                    cx.tr("saved.damaged").to_owned(),
                    cx.trf("saved.damaged_hint", &[("detail", detail), ("copy", &copy)]),
                )
            }
        };
        let damaged = matches!(reason, ReadOnly::Damaged { .. });
        return SavedText {
            icon: if damaged { icons::WARNING } else { icons::LOCK },
            color: p.warning_text,
            short,
            long: format!("{long}\n{path}"),
        };
    }
    match &file.save {
        Save::Saving => {
            SavedText { icon: icons::HOURGLASS, color: p.muted, short: cx.tr("saved.saving").to_owned(), long: path }
        }
        Save::Waiting { zh, en, copy } => {
            let why = cx.lang().pick(zh, en);
            let copy = copy.as_ref().map_or_else(
                || cx.tr("saved.copy_waits").to_owned(),
                |c| cx.trf("saved.copy_kept", &[("path", &c.display().to_string())]),
            );
            SavedText {
                icon: icons::WARNING,
                color: p.missed_text,
                short: cx.tr("saved.waiting").to_owned(),
                long: format!("{why}\n{copy}"),
            }
        }
        Save::Saved(at) => {
            let time = at.map(clock::time_of_day);
            let short = match (&time, file.unnamed) {
                (Some(time), false) => cx.trf("saved.at", &[("time", time)]),
                (Some(time), true) => cx.trf("saved.unnamed_at", &[("time", time)]),
                (None, false) => cx.tr("saved.yes").to_owned(),
                (None, true) => cx.tr("saved.unnamed").to_owned(),
            };
            let hint = if file.unnamed { "saved.unnamed_hint" } else { "saved.hint" };
            SavedText { icon: icons::CHECK, color: p.muted, short, long: format!("{}\n{path}", cx.tr(hint)) }
        }
    }
}

fn saved(ui: &mut Ui, cx: &mut Cx<'_>, roomy: bool) {
    let text = saved_text(cx);
    ui.add_space(4.0);
    let trouble = text.color != cx.p.muted;
    let galley = ui.painter().layout_no_wrap(text.short.clone(), FontId::proportional(size::SMALL), text.color);
    // Trouble is said in words however small the window is.
    let words = roomy || trouble;
    let width = if words { galley.size().x + if trouble { 24.0 } else { 4.0 } } else { 22.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, 28.0), Sense::click());
    let label = text.short.clone();
    response.widget_info(|| WidgetInfo::labeled(A11y::Status, true, &label));
    let middle = rect.center().y;
    if words {
        let mut left = rect.left();
        if trouble {
            let at = pos2(left + 8.0, middle);
            ui.painter().text(at, egui::Align2::CENTER_CENTER, text.icon, icons::font(14.0), text.color);
            left += 20.0;
        }
        ui.painter().galley(pos2(left, middle - galley.size().y / 2.0), galley, text.color);
    } else {
        ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, text.icon, icons::font(14.0), text.color);
    }
    widgets::focus_ring(ui, &response, rect);
    let opened = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let long = text.long.clone();
    opened.show(|ui| {
        ui.set_width(320.0);
        for (n, line) in long.lines().filter(|l| !l.is_empty()).enumerate() {
            let color = if n == 0 { cx.p.text } else { cx.p.muted };
            // A menu sets its text out to both edges, which tears Chinese apart.
            ui.with_layout(egui::Layout::top_down(Align::Min), |ui| {
                ui.add(egui::Label::new(RichText::new(line).size(size::SMALL).color(color)).wrap().selectable(true));
            });
        }
        ui.add_space(4.0);
        if widgets::plain_button(ui, icons::SAVE, cx.tr("project.save_as")).clicked() {
            cx.ask(Command::SaveAs);
            Popup::close_all(ui.ctx());
        }
    });
    response.on_hover_text(text.long);
}

/// The history of edits by name: a click goes back to there, or forward.
pub(super) fn steps(ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
    title(ui, cx, cx.tr("project.steps"));
    let history = std::sync::Arc::clone(&cx.snap.history);
    if history.done.is_empty() && history.undone.is_empty() {
        controls::nothing(ui, cx.tr("project.no_steps"));
        return Outcome::Stays;
    }
    widgets::muted(ui, cx.tr("project.steps_hint"));
    ui.add_space(size::UNIT);
    ui.spacing_mut().item_spacing.y = 0.0;
    let lang = cx.lang();
    let mut go: Option<(bool, usize)> = None;
    let line = |ui: &mut Ui, text: &str, on: bool, undone: bool| -> bool {
        let p = super::theme::of(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
        response.widget_info(|| WidgetInfo::selected(A11y::ListBoxOption, true, on, text));
        if on {
            ui.painter().rect_filled(rect, 6.0, p.accent_soft);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 6.0, p.hover);
        }
        widgets::focus_ring(ui, &response, rect);
        let icon = if undone {
            icons::REDO
        } else if on {
            icons::CHECK
        } else {
            icons::UNDO
        };
        let at = pos2(rect.left() + 16.0, rect.center().y);
        ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, icons::font(14.0), p.muted);
        let color = if undone { p.muted } else { p.text };
        let cell = rect.with_min_x(rect.left() + 32.0);
        widgets::text_in(ui, cell, text, FontId::proportional(size::TEXT), color, Align::Min);
        response.clicked()
    };
    let height = (ui.ctx().content_rect().height() - 260.0).clamp(120.0, 420.0);
    widgets::list_up_to(height).show(ui, |ui| {
        for (n, text) in history.undone.iter().enumerate().rev() {
            if line(ui, lang.pick(&text.zh, &text.en), false, true) {
                go = Some((false, n + 1));
            }
        }
        for (n, text) in history.done.iter().enumerate() {
            if line(ui, lang.pick(&text.zh, &text.en), n == 0, false) && n > 0 {
                go = Some((true, n));
            }
        }
        if history.done.len() < 100
            && line(ui, cx.tr("project.first_step"), history.done.is_empty(), false)
            && !history.done.is_empty()
        {
            go = Some((true, history.done.len()));
        }
    });
    if let Some((back, count)) = go {
        for _ in 0..count {
            cx.send(if back { Action::Undo } else { Action::Redo });
        }
    }
    Outcome::Stays
}
