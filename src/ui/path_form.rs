//! A path to be typed, where the system has no dialog for files.

use std::path::PathBuf;

use egui::Ui;

use super::context::{Command, Cx};
use super::controls;
use super::dialogs::Purpose;
use super::forms::{Outcome, buttons, focus_first, title};
use super::widgets;

/// A path that is asked for in place of a dialog.
#[derive(Debug, Clone)]
pub struct PathForm {
    purpose: Purpose,
    text: String,
    fresh: bool,
}

impl PathForm {
    pub(super) fn new(purpose: Purpose, text: String) -> Self {
        Self { purpose, text, fresh: true }
    }

    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        title(ui, cx, cx.tr(self.purpose.key()));
        widgets::muted(ui, cx.tr("form.no_dialog"));
        ui.add_space(8.0);
        let field = controls::field(ui, cx.tr("form.path"), &mut self.text, "/home/…");
        focus_first(ui, &field, &mut self.fresh);
        let enter = controls::entered(ui, &field, cx.state.composing);
        // As it is pasted from a file manager: with quotes.
        let path = self.text.trim().trim_matches(['"', '\'']).to_owned();
        let (sent, outcome) = buttons(ui, cx, cx.tr("form.apply"), !path.is_empty(), enter);
        if sent {
            cx.ask(Command::Typed(self.purpose, PathBuf::from(path)));
        }
        outcome
    }
}
