//! Forms that lie over the window: one at a time, sent by Enter or their button, put away by Esc. Nothing that was typed
//! is lost by a click beside them.

use egui::{Align, Key, Layout, Ui};

use super::context::Cx;
use super::dated::FiguresForm;
use super::icons;
use super::ledger::{CommentForm, ProblemForm, ProgressForm};
use super::path_form::PathForm;
use super::project::ProjectForm;
use super::scenarios::{MergeForm, ScenarioForm};
use super::scores::{ScoreForm, SheetForm};
use super::theme::size;
use super::widgets::{self, icon_button};

/// The form that is open.
#[derive(Debug, Clone)]
pub enum Form {
    /// A new scenario, its name or its note.
    Scenario(ScenarioForm),
    /// One scenario into another.
    Merge(MergeForm),
    /// The name of the project.
    Project(ProjectForm),
    /// The steps of undo.
    Steps,
    /// A problem of the ledger.
    Problem(Box<ProblemForm>),
    /// A path, where the system has no dialog.
    Path(PathForm),
    /// What happened to a problem.
    Progress(ProgressForm),
    /// A comment on a proposed site.
    Comment(CommentForm),
    /// Figures to be kept.
    Figures(FiguresForm),
    /// A score sheet.
    Sheet(SheetForm),
    /// The marks of a day.
    Score(ScoreForm),
}

impl Form {
    /// Each has a name of its own: by it the window remembers how high it was.
    fn name(&self) -> &'static str {
        match self {
            Self::Scenario(_) => "scenario form",
            Self::Merge(_) => "merge form",
            Self::Project(_) => "project form",
            Self::Steps => "steps",
            Self::Problem(_) => "problem form",
            Self::Path(_) => "path form",
            Self::Progress(_) => "progress form",
            Self::Comment(_) => "comment form",
            Self::Figures(_) => "figures form",
            Self::Sheet(_) => "sheet form",
            Self::Score(_) => "score form",
        }
    }
}

/// What became of a form in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It stays open.
    Stays,
    /// It is put away, sent or not.
    Ends,
}

/// Shows the one that is open.
pub(super) fn show(ui: &Ui, cx: &mut Cx<'_>) {
    let Some(mut form) = cx.state.form.take() else { return };
    let window = ui.ctx().content_rect();
    let p = cx.p;
    let wide = match form {
        Form::Sheet(_) | Form::Problem(_) | Form::Score(_) => 560.0,
        Form::Merge(_) => 480.0,
        _ => 440.0,
    };
    let width = (window.width() - 64.0).min(wide);
    let shown = super::theme::modal(ui, p, form.name()).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 4.0;
        match &mut form {
            Form::Scenario(form) => form.show(ui, cx),
            Form::Merge(form) => form.show(ui, cx),
            Form::Project(form) => form.show(ui, cx),
            Form::Steps => super::project::steps(ui, cx),
            Form::Path(form) => form.show(ui, cx),
            Form::Problem(form) => form.show(ui, cx),
            Form::Progress(form) => form.show(ui, cx),
            Form::Comment(form) => form.show(ui, cx),
            Form::Figures(form) => form.show(ui, cx),
            Form::Sheet(form) => form.show(ui, cx),
            Form::Score(form) => form.show(ui, cx),
        }
    });
    // A click beside it does not throw away what was typed; Esc is taken with all other keys.
    if shown.inner == Outcome::Stays && cx.state.form.is_none() && !cx.state.form_dropped {
        cx.state.form = Some(form);
    }
    cx.state.form_dropped = false;
}

/// The title of a form and its cross.
pub(super) fn title(ui: &mut Ui, cx: &mut Cx<'_>, text: &str) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        ui.label(widgets::strong(text, 17.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::CLOSE, cx.tr("form.close")).clicked() {
                cx.state.form_dropped = true;
            }
        });
    });
    ui.add_space(size::UNIT);
}

/// The buttons below a form: what it does, and nothing. `go` is an Enter that counts as the first.
pub(super) fn buttons(ui: &mut Ui, cx: &mut Cx<'_>, action: &str, ready: bool, go: bool) -> (bool, Outcome) {
    ui.add_space(size::UNIT);
    let mut sent = false;
    let mut outcome = Outcome::Stays;
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        sent = widgets::primary_button(ui, "", action, ready).clicked();
        if widgets::plain_button(ui, "", cx.tr("form.cancel")).clicked() {
            outcome = Outcome::Ends;
        }
    });
    let command_enter = ui.input(|i| i.modifiers.command && i.key_pressed(Key::Enter));
    sent |= (go || command_enter) && !cx.state.composing;
    let sent = sent && ready;
    (sent, if sent { Outcome::Ends } else { outcome })
}

/// Gives a field the keyboard when its form opens: once, so that others can be reached.
pub(super) fn focus_first(ui: &Ui, response: &egui::Response, fresh: &mut bool) {
    if std::mem::take(fresh) {
        response.request_focus();
        // Whatever stands there is replaced by typing.
        let mut state = egui::TextEdit::load_state(ui.ctx(), response.id).unwrap_or_default();
        let all = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(usize::MAX / 2));
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), response.id);
    }
}
