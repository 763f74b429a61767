//! The foot of the panel: the folder, the button, the progress; and what was written.

use egui::{Align, Layout, RichText, Ui, vec2};

use crate::session::{Action, Exported, JobKind};

use super::super::context::{Command, Cx};
use super::super::theme::size;
use super::super::{icons, widgets};
use super::{Panel, grid, options, reveal};

pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if panel.waiting.is_some() {
            progress(ui, cx);
            return;
        }
        let request = panel.request(cx);
        let n = request.formats.len();
        let sound = panel.day().is_ok()
            && panel.templates_known
            && (panel.scale.trim().is_empty() || cx.state.export.scale.is_some())
            && !panel.folder.trim().is_empty();
        let text = cx.trf("export.go", &[("n", &n.to_string())]);
        let ready = n > 0 && sound && cx.can_export();
        if widgets::primary_button(ui, icons::EXPORT, &text, ready).clicked() {
            cx.state.export.folder = Some(request.dir.clone());
            panel.waiting = Some(1 + cx.snap.exported.as_ref().map_or(0, |e| e.number));
            panel.shown = None;
            panel.files.forget();
            cx.send(Action::Export(Box::new(request.clone())));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            widgets::muted(ui, cx.tr("export.folder"));
            let width = (ui.available_width() - 36.0).clamp(120.0, 460.0);
            ui.allocate_ui_with_layout(vec2(width, 30.0), Layout::left_to_right(Align::Center), |ui| {
                let mut folder = std::mem::take(&mut panel.folder);
                options::field(ui, cx, &mut folder, "export.folder", "", false);
                panel.folder = folder;
            });
            if widgets::icon_button(ui, icons::FOLDER, cx.tr("export.browse")).clicked() {
                cx.ask(Command::ExportFolder);
            }
            status(ui, cx, panel, &request);
        });
    });
}

/// What there is to say before it is written, or why it was not.
fn status(ui: &mut Ui, cx: &Cx<'_>, panel: &mut Panel, request: &crate::session::ExportRequest) {
    let failed = cx.snap.exported.as_ref().filter(|e| panel.shown == Some(e.number)).and_then(|e| e.problem.as_ref());
    if let Some(problem) = failed {
        let text = cx.lang().pick(&problem.zh, &problem.en);
        let label = RichText::new(format!("{} {text}", icons::WARNING)).size(size::SMALL).color(cx.p.error);
        ui.add(egui::Label::new(label).truncate()).on_hover_text(text);
        return;
    }
    let replaced = panel.files.replaced(ui.ctx(), request);
    if replaced > 0 {
        let text = cx.trf("export.replaces", &[("n", &replaced.to_string())]);
        ui.add(egui::Label::new(RichText::new(text).size(size::SMALL).color(cx.p.muted)).truncate());
    }
}

fn progress(ui: &mut Ui, cx: &mut Cx<'_>) {
    if widgets::plain_button(ui, icons::STOP, cx.tr("export.cancel")).clicked() {
        cx.send(Action::Cancel);
    }
    let job = cx.snap.job;
    let share = job.filter(|j| j.kind == JobKind::Export).map_or(0.0, |j| j.progress);
    let key = match job.map(|j| j.kind) {
        Some(JobKind::Analyse | JobKind::Load) => "export.computing",
        _ => "export.writing",
    };
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        ui.label(RichText::new(cx.trf(key, &[("percent", &format!("{:.0}", share * 100.0))])).color(cx.p.text));
        let room = ui.available_width().min(360.0);
        let (rect, _) = ui.allocate_exact_size(vec2(room, 6.0), egui::Sense::hover());
        widgets::bar(ui, rect, f64::from(share), None, cx.p.accent, cx.p);
    });
}

/// What was written, in place of the preview.
pub(super) fn written(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel, exported: &Exported) {
    let total: u64 = exported.files.iter().map(|(_, bytes)| bytes).sum();
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.label(RichText::new(icons::CHECK_CIRCLE).size(20.0).color(cx.p.met_text));
        let n = exported.files.len().to_string();
        let text = cx.trf("export.written", &[("n", &n), ("size", &grid::bytes_text(total))]);
        ui.label(widgets::strong(text, size::TITLE));
    });
    ui.add_space(2.0);
    let dir = exported.dir.display().to_string();
    ui.add(egui::Label::new(RichText::new(&dir).color(cx.p.muted)).wrap().selectable(true));
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if widgets::plain_button(ui, icons::OPEN_OUTSIDE, cx.tr("export.open_folder")).clicked() {
            reveal::open(&exported.dir);
        }
        if widgets::plain_button(ui, icons::COPY, cx.tr("export.copy_path")).clicked() {
            cx.ask(Command::Copy(dir.clone()));
        }
        if widgets::plain_button(ui, icons::ARROW_LEFT, cx.tr("export.back")).clicked() {
            panel.shown = None;
        }
    });
    ui.add_space(10.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().id_salt("export written").auto_shrink([false, false]).show(ui, |ui| {
        for (path, bytes) in &exported.files {
            let name = path.strip_prefix(&exported.dir).unwrap_or(path).display().to_string();
            grid::file(ui, cx, &name, *bytes);
        }
    });
}
