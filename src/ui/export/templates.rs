//! Which templates reports are set from: bundled ones, those in a folder beside the project, or in one that was chosen;
//! and the bundled ones written out, to be edited.

use std::path::{Path, PathBuf};

use egui::{RichText, Ui};

use crate::model::Text;
use crate::session::query::Query;
use crate::session::templates;

use super::super::context::{Command, Cx};
use super::super::theme::size;
use super::super::{icons, widgets};
use super::{Panel, caption, options};

/// What is known of folders: looked up on a thread, so that a slow disk holds nothing up.
#[derive(Default)]
pub(super) struct Templates {
    /// The folder in use; `None` for the bundled ones.
    pub(super) folder: Option<PathBuf>,
    /// Of a project file, whether there is a folder beside it; looked up again with each number.
    beside: Query<(PathBuf, u32), bool>,
    /// What is being written where, or was written last.
    saved: Query<(PathBuf, u32), Result<[usize; 2], Text>>,
    saving: Option<(PathBuf, u32)>,
    times: u32,
    /// Whether the window had the keyboard in the last frame.
    focused: bool,
}

impl Templates {
    /// Looks again: a folder may have come, or a file in it may be another one.
    fn look_again(&mut self) {
        self.times += 1;
    }
}

/// The file of the project, where the user gave it its place.
fn project(cx: &Cx<'_>) -> Option<PathBuf> {
    cx.snap.file.as_ref().filter(|f| !f.unnamed).and_then(|f| f.path.clone())
}

/// Follows what is chosen and what lies beside the project. Says whether it is known which templates are in use.
pub(super) fn follow(ui: &Ui, cx: &Cx<'_>, panel: &mut Panel) -> bool {
    let ctx = ui.ctx();
    let own = &mut panel.templates;
    // Somebody who comes back from an editor wants to see what was edited.
    let focused = ctx.input(|i| i.focused);
    if focused && !own.focused {
        own.look_again();
        panel.preview.reread();
    }
    own.focused = focused;
    let chosen = cx.state.export.templates.trim();
    if !chosen.is_empty() {
        own.folder = Some(PathBuf::from(chosen));
        return true;
    }
    let Some(file) = project(cx) else {
        own.folder = None;
        return true;
    };
    let key = (file.clone(), own.times);
    let (wake, asked) = (ctx.clone(), file.clone());
    let look = move |_: &_| Some(templates::found_beside(&asked).is_some());
    own.beside.ask(&key, move || wake.request_repaint(), look);
    // Until it is looked up again what was found of this file stands.
    let found = own.beside.newest_with_key().filter(|((of, _), _)| *of == file).map(|(_, there)| **there);
    own.folder = found.unwrap_or(false).then(|| templates::beside(&file));
    found.is_some()
}

/// The part of the panel.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    let in_use = match &panel.templates.folder {
        None => cx.tr("export.templates_bundled").to_owned(),
        Some(dir) if cx.state.export.templates.trim().is_empty() => {
            cx.trf("export.templates_beside", &[("name", &name(dir))])
        }
        Some(dir) => name(dir),
    };
    ui.horizontal(|ui| {
        caption(ui, cx, "export.templates");
        let room = ui.available_width() - 36.0;
        let mut text = std::mem::take(&mut cx.state.export.templates);
        ui.allocate_ui(egui::vec2(room, 28.0), |ui| {
            options::field(ui, cx, &mut text, "export.templates", &in_use, false);
        });
        cx.state.export.templates = text;
        if widgets::icon_button(ui, icons::FOLDER, cx.tr("export.templates_browse")).clicked() {
            cx.ask(Command::TemplatesFolder);
        }
    });
    let project = project(cx);
    let to = panel.templates.folder.clone().or_else(|| project.as_deref().map(templates::beside));
    ui.horizontal(|ui| {
        caption(ui, cx, "export.templates_edit");
        let label = cx.tr("export.templates_save");
        let Some(to) = &to else {
            widgets::muted(ui, cx.tr("export.templates_unnamed"));
            return;
        };
        if widgets::plain_button(ui, icons::PENCIL, label).clicked() {
            panel.templates.look_again();
            panel.templates.saving = Some((to.clone(), panel.templates.times));
        }
    });
    widgets::muted(ui, cx.trf("export.templates_in_use", &[("what", &in_use)]));
    saved(ui, cx, panel);
}

/// Writes what is to be written, and says what came of it.
fn saved(ui: &mut Ui, cx: &Cx<'_>, panel: &mut Panel) {
    let own = &mut panel.templates;
    let Some(key) = own.saving.clone() else { return };
    let (wake, dir) = (ui.ctx().clone(), key.0.clone());
    let write = move |_: &_| {
        let written = templates::save_bundled(&dir).map(|(written, kept)| [written.len(), kept]);
        Some(written.map_err(|e| Text::new(e.zh(), e.en())))
    };
    let before = own.saved.current(&key).is_some();
    own.saved.ask(&key, move || wake.request_repaint(), write);
    let Some(done) = own.saved.current(&key).cloned() else { return };
    if !before {
        own.look_again();
        panel.preview.reread();
    }
    let (text, color) = match &*done {
        Ok([written, kept]) => {
            let counts = [("n", written.to_string()), ("kept", kept.to_string()), ("dir", key.0.display().to_string())];
            let counts: Vec<(&str, &str)> = counts.iter().map(|(k, v)| (*k, v.as_str())).collect();
            (cx.trf("export.templates_saved", &counts), cx.p.met_text)
        }
        Err(problem) => (cx.lang().pick(&problem.zh, &problem.en).to_owned(), cx.p.error),
    };
    ui.add(egui::Label::new(RichText::new(text).size(size::SMALL).color(color)).wrap());
}

fn name(dir: &Path) -> String {
    dir.file_name().unwrap_or(dir.as_os_str()).to_string_lossy().into_owned()
}
