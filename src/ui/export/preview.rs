//! The right side of the panel: what will be handed in, as it will be. Worked out on a thread; the old one is shown
//! until the new one is there.

use std::sync::Arc;

use egui::{Align, Align2, FontId, Rect, RichText, TextureHandle, Ui, vec2};

use crate::model::Text;
use crate::session::preview::{Preview as Made, PreviewKey, PreviewOf, Previewer, Seen};
use crate::session::query::Query;
use crate::session::{Format, Key, Which};

use super::super::context::Cx;
use super::super::theme::size;
use super::super::{icons, widgets};
use super::{Panel, document, grid, pages};

/// How a format is previewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// The map sheet.
    Map,
    /// The district's report.
    Report,
    /// The check-up of a sub-district.
    Checkups,
    /// The tables.
    Tables,
    /// The files of a format without pages.
    Files(Format),
}

/// The preview: what is shown, and how it comes about.
pub(super) struct Preview {
    pub(super) format: Format,
    /// The page, from 0.
    pub(super) page: usize,
    /// The sub-district, by its position.
    pub(super) zone: usize,
    /// Whether pages are shown twice as large as they fit.
    pub(super) large: bool,
    /// Which of the tables.
    pub(super) table: usize,
    previewer: Previewer,
    asked: Query<PreviewKey, Result<Made, Text>>,
    /// The page on the screen, and the answer that it is of.
    pub(super) texture: Option<(Arc<Result<Made, Text>>, TextureHandle)>,
}

impl Default for Preview {
    fn default() -> Self {
        Self {
            format: Format::MapPdf,
            page: 0,
            zone: 0,
            large: false,
            table: 0,
            previewer: Previewer::default(),
            asked: Query::default(),
            texture: None,
        }
    }
}

impl Preview {
    /// How the format chosen is shown.
    pub(super) fn show(&self) -> Show {
        super::look(self.format).3
    }

    /// Makes reports anew from templates as they are now.
    pub(super) fn reread(&mut self) {
        self.previewer.reread();
        if matches!(self.show(), Show::Report | Show::Checkups | Show::Files(_)) {
            self.asked = Query::default();
        }
    }

    /// Shows something else, from its beginning.
    pub(super) fn turn_to(&mut self, format: Format) {
        let before = self.show();
        self.format = format;
        if self.show() != before {
            (self.page, self.table, self.large) = (0, 0, false);
        }
    }
}

/// Shows it. `rect` is the room.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel, rect: Rect) {
    let bar = rect.with_max_y(rect.top() + 32.0);
    let room = rect.with_min_y(bar.bottom() + 6.0);
    let answer = ask(ui, cx, panel, room);
    let current = matches!(answer, Some((_, true)));
    let made = answer.map(|(made, _)| made);
    ui.scope_builder(egui::UiBuilder::new().max_rect(bar), |ui| {
        ui.horizontal_centered(|ui| head(ui, cx, panel, made.as_deref(), current));
    });
    ui.painter().rect_filled(room, 8.0, cx.p.paper);
    ui.scope_builder(egui::UiBuilder::new().max_rect(room), |ui| {
        ui.set_clip_rect(ui.clip_rect().intersect(room));
        match made {
            None => told(ui, cx, room, cx.tr("export.preview_coming"), false),
            Some(made) => contents(ui, cx, panel, &made, room),
        }
    });
}

/// Asks for what is to be seen; the newest answer, and whether it is that to the question now.
fn ask(ui: &Ui, cx: &Cx<'_>, panel: &mut Panel, room: Rect) -> Option<(Arc<Result<Made, Text>>, bool)> {
    let document = document(cx)?;
    let of = match panel.preview.show() {
        Show::Map => PreviewOf::Map,
        Show::Report => PreviewOf::Report,
        Show::Checkups => PreviewOf::Checkup(panel.preview.zone),
        Show::Tables => PreviewOf::Tables,
        Show::Files(format) => PreviewOf::Files(format),
    };
    let mut request = panel.layout(cx);
    let mut dpi = 0;
    match of {
        // What does not change what is seen must not make it anew.
        PreviewOf::Map => dpi = pages::dpi_of_sheet(ui, &request.sheet, room, panel.preview.large),
        PreviewOf::Report | PreviewOf::Checkup(_) => {
            dpi = pages::dpi_of_report(ui, room, panel.preview.large);
            request.sheet = crate::session::SheetOptions::default();
        }
        PreviewOf::Tables => request.sheet = crate::session::SheetOptions::default(),
        PreviewOf::Files(_) => {}
    }
    if !matches!(of, PreviewOf::Files(_)) {
        request.dpi = 0.0;
    }
    let key = PreviewKey { document: Arc::clone(&document), request, of, page: panel.preview.page, dpi };
    let figures = cx.snap.analysis.clone().filter(|_| !cx.snap.stale);
    let shown = Which { scenario: cx.snap.scenario, year: cx.snap.year };
    let known = figures.map(|analysis| (Key::of(&document, shown), analysis));
    let (previewer, ctx) = (panel.preview.previewer.clone(), ui.ctx().clone());
    let asked = key.clone();
    panel.preview.asked.ask(&key, move || ctx.request_repaint(), move |stop| previewer.make(&asked, known, stop));
    let current = panel.preview.asked.current(&key).is_some();
    // An answer about another kind of thing would only confuse.
    let newest = panel.preview.asked.newest_with_key().filter(|(k, _)| kind(k.of) == kind(of));
    newest.map(|(_, made)| (Arc::clone(made), current))
}

fn kind(of: PreviewOf) -> (std::mem::Discriminant<PreviewOf>, Option<Format>) {
    let format = if let PreviewOf::Files(format) = of { Some(format) } else { None };
    (std::mem::discriminant(&of), format)
}

/// What is shown, and the ways through it.
fn head(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel, made: Option<&Result<Made, Text>>, current: bool) {
    let name = match panel.preview.show() {
        Show::Map => cx.tr("export.preview_map"),
        Show::Report => cx.tr("export.report"),
        Show::Checkups => cx.tr("export.checkups"),
        Show::Tables => cx.tr("export.preview_tables"),
        Show::Files(format) => cx.tr(super::look(format).1),
    };
    ui.label(widgets::strong(cx.trf("export.preview_of", &[("name", name)]), size::TEXT));
    if panel.preview.show() == Show::Checkups {
        pages::zones(ui, cx, panel);
    }
    if !current {
        ui.add(egui::Spinner::new().size(14.0).color(cx.p.muted));
        widgets::muted(ui, cx.tr("export.preview_making"));
    }
    let Some(Ok(made)) = made else { return };
    ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| match &made.seen {
        Seen::Page(..) => pages::pager(ui, cx, panel, made.pages),
        Seen::Tables(_) | Seen::Files(_) => {}
    });
}

fn contents(ui: &mut Ui, cx: &mut Cx<'_>, panel: &mut Panel, made: &Arc<Result<Made, Text>>, room: Rect) {
    match &**made {
        Err(text) => told(ui, cx, room, cx.lang().pick(&text.zh, &text.en), true),
        Ok(answer) => match &answer.seen {
            Seen::Page(raster, _) => pages::show(ui, cx, panel, made, raster, room),
            Seen::Tables(tables) => grid::tables(ui, cx, &mut panel.preview.table, tables, room),
            Seen::Files(files) if files.is_empty() => told(ui, cx, room, cx.tr("export.no_zones"), false),
            Seen::Files(files) => grid::files(ui, cx, files, room),
        },
    }
}

/// A sentence in the middle of the room.
fn told(ui: &mut Ui, cx: &Cx<'_>, room: Rect, text: &str, trouble: bool) {
    let inner = room.shrink2(vec2(room.width() * 0.15, room.height() * 0.35));
    let color = if trouble { cx.p.error } else { cx.p.muted };
    if trouble {
        let at = inner.center_top() - vec2(0.0, 20.0);
        ui.painter().text(at, Align2::CENTER_CENTER, icons::WARNING, FontId::proportional(24.0), color);
    }
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.vertical_centered(|ui| ui.add(egui::Label::new(RichText::new(text).color(color)).wrap()));
    });
}
