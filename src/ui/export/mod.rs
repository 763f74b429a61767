//! The export panel: what is handed in and how, a true preview of it, the folder, and what was written.

mod choices;
mod files;
mod footer;
mod grid;
mod options;
mod pages;
mod preview;
mod reveal;
mod templates;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Align, Layout, Rect, Ui, pos2, vec2};

use crate::model::plan::Document;
use crate::session::{Date, ExportRequest, Format, Snapshot, Which};

pub(super) use choices::Choices;
use preview::Show;

use super::context::Cx;
use super::icons;
use super::theme::{self, size};
use super::widgets::{self, icon_button};

/// The state of the panel that is not remembered between runs.
#[derive(Default)]
pub(super) struct Panel {
    /// Which state of the document is handed in.
    which: Which,
    /// The title of the map sheet; empty for that of the project.
    title: String,
    /// The day, as it is typed.
    date: String,
    /// The scale of the map sheet, as it is typed; empty for the one that fits.
    scale: String,
    /// The folder, as it is typed.
    folder: String,
    preview: preview::Preview,
    templates: templates::Templates,
    /// Whether it is known which templates are in use.
    templates_known: bool,
    files: files::Files,
    /// The export that is waited for: the number that the next one will have.
    waiting: Option<u64>,
    /// The export whose result is shown.
    shown: Option<u64>,
}

impl Panel {
    /// Gets ready to be shown: of what the window shows, of today.
    pub(super) fn open(&mut self, snap: &Snapshot, choices: &Choices, today: Option<Date>) {
        self.which = Which { scenario: snap.scenario, year: snap.year };
        self.date = today.map(|d| d.to_string()).unwrap_or_default();
        self.scale = choices.scale.map(scale_text).unwrap_or_default();
        if self.folder.is_empty() {
            self.folder = choices.folder.clone().unwrap_or_else(usual_folder).to_string_lossy().into_owned();
        }
        self.shown = None;
    }

    /// Takes a folder that was chosen in a dialog.
    pub(super) fn set_folder(&mut self, folder: &std::path::Path) {
        self.folder = folder.to_string_lossy().into_owned();
    }

    /// The day; `Err` where what is typed is none.
    fn day(&self) -> Result<Option<Date>, ()> {
        match self.date.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_not_a_day| ()),
        }
    }

    /// What is asked for, but for the folder and the formats.
    fn layout(&self, cx: &Cx<'_>) -> ExportRequest {
        let choices = &cx.state.export;
        let mut request = ExportRequest::summary(PathBuf::new(), choices.lang(cx.lang()) == super::Lang::En);
        request.formats.clear();
        request.which = self.which;
        request.date = self.day().unwrap_or_default();
        request.dpi = f32::from(choices.dpi);
        request.sheet = choices.sheet(&self.title);
        request.templates.clone_from(&self.templates.folder);
        request
    }

    /// What is to be written.
    fn request(&self, cx: &Cx<'_>) -> ExportRequest {
        ExportRequest { dir: PathBuf::from(self.folder.trim()), formats: cx.state.export.formats(), ..self.layout(cx) }
    }
}

/// A scale as it is typed.
fn scale_text(n: f64) -> String {
    format!("1:{n}")
}

/// A folder in the user's own one.
fn usual_folder() -> PathBuf {
    let home = ["HOME", "USERPROFILE"].iter().find_map(std::env::var_os).map(PathBuf::from).unwrap_or_default();
    home.join("覆盖成果")
}

/// Shows the panel.
pub(super) fn show(ui: &Ui, cx: &mut Cx<'_>) {
    let window = ui.ctx().content_rect();
    let outer = vec2((window.width() - 40.0).min(1280.0), (window.height() - 40.0).min(860.0));
    let p = cx.p;
    let margin = 20.0;
    let mut panel = std::mem::take(&mut cx.work.export);
    panel.follow(cx);
    panel.templates_known = templates::follow(ui, cx, &mut panel);
    let response = theme::modal(ui, p, "export").show(ui.ctx(), |ui| {
        let room = outer - egui::Vec2::splat(2.0 * margin);
        let (rect, _) = ui.allocate_exact_size(room, egui::Sense::hover());
        panel.contents(ui, cx, rect);
    });
    // A click beside the panel must not throw away what was set up: Esc and the button close it.
    let _ = response;
    cx.work.export = panel;
}

impl Panel {
    /// Takes in what came of an export.
    fn follow(&mut self, cx: &Cx<'_>) {
        let Some(exported) = cx.snap.exported.as_ref() else { return };
        if self.waiting.is_some_and(|n| exported.number >= n) {
            self.waiting = None;
            self.shown = (!exported.cancelled).then_some(exported.number);
        }
    }

    fn contents(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
        let head = Rect::from_min_max(rect.min, pos2(rect.right(), rect.top() + 34.0));
        let foot = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 44.0), rect.max);
        let body = Rect::from_min_max(pos2(rect.left(), head.bottom() + 8.0), pos2(rect.right(), foot.top() - 10.0));
        let left = (body.width() * 0.32).clamp(252.0, 348.0);
        let side = body.with_max_x(body.left() + left);
        let main = body.with_min_x(side.right() + 20.0);
        let part = |ui: &mut Ui, rect: Rect, id: &str, contents: &mut dyn FnMut(&mut Ui)| {
            ui.scope_builder(egui::UiBuilder::new().max_rect(rect).id_salt(id), |ui| {
                ui.set_clip_rect(ui.clip_rect().intersect(rect.expand(4.0)));
                contents(ui);
            });
        };
        part(ui, head, "export head", &mut |ui| title(ui, cx));
        part(ui, side, "export options", &mut |ui| options::show(ui, cx, self));
        part(ui, main, "export preview", &mut |ui| self.main(ui, cx, main));
        ui.painter().hline(rect.x_range(), foot.top(), egui::Stroke::new(1.0, cx.p.line));
        let below = foot.with_min_y(foot.top() + 12.0);
        part(ui, below, "export foot", &mut |ui| footer::show(ui, cx, self));
    }

    /// The preview, or what was written.
    fn main(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, rect: Rect) {
        let exported = cx.snap.exported.clone().filter(|e| self.shown == Some(e.number));
        match exported {
            Some(exported) if exported.problem.is_none() => footer::written(ui, cx, self, &exported),
            _ => preview::show(ui, cx, self, rect),
        }
    }
}

fn title(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        ui.set_min_height(30.0);
        ui.label(widgets::strong(cx.tr("export.title"), 18.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::CLOSE, cx.tr("export.close")).clicked() {
                cx.state.sheet = None;
            }
        });
    });
}

/// The document that is handed in.
fn document(cx: &Cx<'_>) -> Option<Arc<Document>> {
    cx.snap.document.clone().filter(|d| !d.layers.is_empty())
}

/// What stands for a format: its icon, the keys of its name and of what is in it, and how it is shown.
fn look(format: Format) -> (&'static str, &'static str, &'static str, Show) {
    match format {
        Format::Xlsx => (icons::FILE_XLS, "export.xlsx", "export.xlsx_file", Show::Tables),
        Format::Csv => (icons::FILE_CSV, "export.csv", "export.csv_file", Show::Tables),
        Format::GeoJson => (icons::STACK, "export.geojson", "export.geojson_file", Show::Files(Format::GeoJson)),
        Format::Json => (icons::FILE_TEXT, "export.json", "export.json_file", Show::Files(Format::Json)),
        Format::MapPdf => (icons::MAP, "export.map_pdf", "export.map_pdf_file", Show::Map),
        Format::MapPng => (icons::IMAGE, "export.map_png", "export.map_png_file", Show::Map),
        Format::MapSvg => (icons::POLYGON, "export.map_svg", "export.map_svg_file", Show::Map),
        Format::Report => (icons::FILE_PDF, "export.report", "export.report_file", Show::Report),
        Format::Checkups => (icons::BUILDINGS, "export.checkups", "export.checkups_file", Show::Checkups),
        Format::Pack => (icons::PACKAGE, "export.pack", "export.pack_file", Show::Files(Format::Pack)),
    }
}

/// The formats as they are listed: by what one hands in, not by how it is made.
const LISTED: [(&str, &[Format]); 4] = [
    ("export.group_reports", &[Format::Report, Format::Checkups]),
    ("export.group_map", &[Format::MapPdf, Format::MapPng, Format::MapSvg]),
    ("export.group_tables", &[Format::Xlsx, Format::Csv]),
    ("export.group_data", &[Format::GeoJson, Format::Json, Format::Pack]),
];

/// The caption of a control, in a column of its own.
fn caption(ui: &mut Ui, cx: &Cx<'_>, key: &'static str) {
    let (rect, _) = ui.allocate_exact_size(vec2(68.0, 28.0), egui::Sense::hover());
    let font = egui::FontId::proportional(size::SMALL);
    widgets::text_in(ui, rect, cx.tr(key), font, cx.p.muted, Align::Min);
}
