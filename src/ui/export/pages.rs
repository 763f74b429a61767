//! Pages of the preview: as large as the room, or twice that; leafing; choosing a sub-district.

use std::sync::Arc;

use egui::{
    Color32, ColorImage, ComboBox, Rect, Role as A11y, ScrollArea, Sense, Stroke, TextureOptions, Ui, WidgetInfo, vec2,
};

use crate::model::Text;
use crate::session::preview::Preview as Made;
use crate::session::{Paper, Raster, SheetOptions};

use super::super::context::Cx;
use super::super::theme::{self, size};
use super::super::{icons, widgets};
use super::Panel;

/// Around a page.
const MARGIN: f32 = 16.0;

/// Dots per inch at which a sheet just fits the room, in steps, so that dragging the window does not draw it anew and
/// anew.
pub(super) fn dpi_of_sheet(ui: &Ui, sheet: &SheetOptions, room: Rect, large: bool) -> u32 {
    let (short, long) = if sheet.paper == Paper::A3 { (297.0, 420.0) } else { (210.0, 297.0) };
    let paper = if sheet.portrait { vec2(short, long) } else { vec2(long, short) };
    dpi(ui, paper, room, large)
}

/// The same for an A4 page that stands upright.
pub(super) fn dpi_of_report(ui: &Ui, room: Rect, large: bool) -> u32 {
    dpi(ui, vec2(210.0, 297.0), room, large)
}

fn dpi(ui: &Ui, paper: egui::Vec2, room: Rect, large: bool) -> u32 {
    let scale = fit(paper, room) * if large { 2.0 } else { 1.0 };
    let exact = scale * ui.ctx().pixels_per_point() * 25.4;
    ((exact / 12.0).ceil() * 12.0).clamp(36.0, 240.0) as u32
}

/// Points of the screen to a millimetre of a page that just fits.
fn fit(paper: egui::Vec2, room: Rect) -> f32 {
    let room = room.shrink(MARGIN);
    (room.width() / paper.x).min(room.height() / paper.y).max(0.1)
}

/// The page.
pub(super) fn show(
    ui: &mut Ui,
    cx: &Cx<'_>,
    panel: &mut Panel,
    made: &Arc<Result<Made, Text>>,
    raster: &Raster,
    room: Rect,
) {
    let there = panel.preview.texture.as_ref().is_some_and(|(of, _)| Arc::ptr_eq(of, made));
    if !there {
        let image = ColorImage::from_rgba_unmultiplied([raster.width, raster.height], &raster.rgba);
        let texture = ui.ctx().load_texture("export preview", image, TextureOptions::LINEAR);
        panel.preview.texture = Some((Arc::clone(made), texture));
    }
    let Some((_, texture)) = &panel.preview.texture else { return };
    let shape = vec2(raster.width as f32, raster.height as f32);
    let fitted = shape * fit(shape, room);
    let drawn = if panel.preview.large { fitted * 2.0 } else { fitted };
    let label = cx.trf("export.page_label", &[("n", &(panel.preview.page + 1).to_string())]);
    let page = |ui: &mut Ui| {
        let whole = (drawn + egui::Vec2::splat(2.0 * MARGIN)).max(room.size());
        let (outer, response) = ui.allocate_exact_size(whole, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(A11y::Image, true, &label));
        let rect = Rect::from_center_size(outer.center(), drawn);
        let shade = theme::with_alpha(cx.p.shadow, 40);
        ui.painter().rect_filled(rect.translate(vec2(0.0, 2.0)).expand(1.0), 2.0, shade);
        let uv = Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
        ui.painter().image(texture.id(), rect, uv, Color32::WHITE);
        ui.painter().rect_stroke(rect, 0.0, Stroke::new(1.0, cx.p.line), egui::StrokeKind::Outside);
        response.on_hover_cursor(if panel.preview.large { egui::CursorIcon::ZoomOut } else { egui::CursorIcon::ZoomIn })
    };
    let clicked = if panel.preview.large {
        ScrollArea::both().id_salt("export page").auto_shrink([false, false]).show(ui, page).inner.clicked()
    } else {
        page(ui).clicked()
    };
    if clicked {
        panel.preview.large = !panel.preview.large;
    }
    leaf_by_keys(ui, panel);
}

/// Page Up and Page Down turn the page.
fn leaf_by_keys(ui: &Ui, panel: &mut Panel) {
    let (back, on) = ui.input(|i| (i.key_pressed(egui::Key::PageUp), i.key_pressed(egui::Key::PageDown)));
    if back {
        panel.preview.page = panel.preview.page.saturating_sub(1);
    } else if on {
        // The pager holds it to what there is.
        panel.preview.page += 1;
    }
}

/// From right to left: larger, on, which page, back.
pub(super) fn pager(ui: &mut Ui, cx: &Cx<'_>, panel: &mut Panel, pages: usize) {
    panel.preview.page = panel.preview.page.min(pages.saturating_sub(1));
    let (icon, label) = if panel.preview.large {
        (icons::MINUS_CIRCLE, "export.zoom_out")
    } else {
        (icons::PLUS_CIRCLE, "export.zoom_in")
    };
    if widgets::icon_button(ui, icon, cx.tr(label)).clicked() {
        panel.preview.large = !panel.preview.large;
    }
    if pages < 2 {
        return;
    }
    ui.spacing_mut().item_spacing.x = 2.0;
    let page = panel.preview.page;
    if widgets::icon_button_of(ui, icons::CARET_RIGHT, cx.tr("export.next_page"), 28.0, None, page + 1 < pages)
        .clicked()
    {
        panel.preview.page += 1;
    }
    let at = cx.trf("export.page", &[("n", &(page + 1).to_string()), ("all", &pages.to_string())]);
    ui.label(egui::RichText::new(at).size(size::SMALL).color(cx.p.muted));
    if widgets::icon_button_of(ui, icons::CARET_LEFT, cx.tr("export.previous_page"), 28.0, None, page > 0).clicked() {
        panel.preview.page -= 1;
    }
}

/// Which sub-district.
pub(super) fn zones(ui: &mut Ui, cx: &Cx<'_>, panel: &mut Panel) {
    let Some(analysis) = cx.snap.analysis.as_ref().filter(|a| !a.zones.is_empty()) else { return };
    panel.preview.zone = panel.preview.zone.min(analysis.zones.len() - 1);
    let name = &analysis.zones[panel.preview.zone].name;
    let combo = ComboBox::from_id_salt("export zone").selected_text(name).width(140.0).show_ui(ui, |ui| {
        for (at, zone) in analysis.zones.iter().enumerate() {
            if ui.selectable_label(at == panel.preview.zone, &zone.name).clicked() {
                (panel.preview.zone, panel.preview.page) = (at, 0);
            }
        }
    });
    let label = cx.tr("export.zone");
    combo.response.widget_info(|| WidgetInfo::labeled(A11y::ComboBox, true, label));
}
