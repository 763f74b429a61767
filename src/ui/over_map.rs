//! What lies over the map: the legend, what to do while nothing is open, and where dropped files go.

use egui::{Align, Align2, Area, FontId, Id, Layout, Order, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::model::Role;
use crate::session::Action;
use crate::session::snapshot::JobKind;

use super::context::{Command, Cx};
use super::theme::{self, Palette, size};
use super::{format, icons, widgets};

/// The key to the map's colours, in its lower right corner.
pub fn legend(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    let Some(project) = cx.project() else { return };
    if cx.snap.analysis.is_none() || map.width() < 360.0 || map.height() < 260.0 {
        return;
    }
    let p = cx.p;
    let overlays = cx.state.overlays;
    let park = project.layers_of(Role::Park).next().map(|l| cx.state.color(l));
    Area::new(Id::new("legend"))
        .order(Order::Middle)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(map.right_bottom() - vec2(16.0, 16.0))
        .interactable(false)
        .show(ui.ctx(), |ui| {
            theme::floating(p).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(10.0, 6.0);
                if overlays.coverage {
                    entry(ui, p, cx.tr("map.covered"), |ui, rect| {
                        ui.painter().rect_filled(rect, 3.0, theme::role_color(Role::Residential, p.dark));
                    });
                    entry(ui, p, cx.tr("map.uncovered"), |ui, rect| hatch(ui, rect, p));
                }
                if let Some(color) = park {
                    entry(ui, p, cx.tr("map.parks"), |ui, rect| {
                        ui.painter().rect_filled(rect, 3.0, color);
                    });
                }
                if overlays.service_areas {
                    entry(ui, p, cx.tr("map.service"), |ui, rect| dashed(ui, rect, p));
                }
            });
        });
}

fn entry(ui: &mut Ui, p: &Palette, text: &str, paint: impl FnOnce(&Ui, Rect)) {
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(20.0, 14.0), Sense::hover());
        paint(ui, rect);
        ui.label(RichText::new(text).size(size::SMALL).color(p.text));
    });
}

fn hatch(ui: &Ui, rect: Rect, p: &Palette) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, 3.0, theme::with_alpha(p.missed, 40));
    for i in 0..8 {
        let x = rect.left() - rect.height() + i as f32 * 5.0;
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], Stroke::new(1.5, p.missed));
    }
    ui.painter().rect_stroke(rect, 3.0, Stroke::new(1.0, p.missed), StrokeKind::Inside);
}

fn dashed(ui: &Ui, rect: Rect, p: &Palette) {
    let rect = rect.shrink(0.5);
    let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
    ui.painter().extend(egui::Shape::dashed_line(&corners, Stroke::new(1.2, p.accent), 4.0, 3.0));
}

/// What to do first, in the middle of an empty map.
pub fn empty(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    if cx.project().is_some_and(|p| !p.layers.is_empty()) || map.width() < 260.0 {
        return;
    }
    let p = cx.p;
    let loading = cx.snap.job.is_some_and(|j| j.kind == JobKind::Load);
    let width = 440.0f32.min(map.width() - 64.0);
    Area::new(Id::new("empty")).order(Order::Middle).pivot(Align2::CENTER_CENTER).fixed_pos(map.center()).show(
        ui.ctx(),
        |ui| {
            ui.set_width(width);
            ui.with_layout(Layout::top_down(Align::Center), |ui| {
                ui.label(RichText::new(icons::DOWNLOAD).size(40.0).color(p.accent));
                ui.add_space(8.0);
                if loading {
                    ui.label(widgets::strong(cx.tr("empty.loading"), 20.0));
                    return;
                }
                ui.label(widgets::strong(cx.tr("empty.title"), 20.0));
                ui.add_space(6.0);
                for key in ["empty.text", "empty.need", "empty.roles"] {
                    ui.add(egui::Label::new(RichText::new(cx.tr(key)).color(p.muted)).wrap());
                }
                ui.add_space(16.0);
                ui.allocate_ui_with_layout(vec2(width, 32.0), Layout::left_to_right(Align::Center), |ui| {
                    let texts = ["top.open_files", "top.open_folder", "top.open_sample"];
                    let wide = |key: &'static str| {
                        let font = super::fonts::strong_id(size::TEXT);
                        ui.painter().layout_no_wrap(cx.tr(key).to_owned(), font, p.text).size().x + 46.0
                    };
                    let total: f32 = texts.iter().map(|k| wide(k)).sum::<f32>() + 16.0;
                    ui.add_space(((width - total) / 2.0).max(0.0));
                    if widgets::primary_button(ui, icons::FILE_PLUS, cx.tr(texts[0]), true).clicked() {
                        cx.ask(Command::OpenFiles);
                    }
                    if widgets::plain_button(ui, icons::FOLDER, cx.tr(texts[1])).clicked() {
                        cx.ask(Command::OpenFolder);
                    }
                    if widgets::plain_button(ui, icons::MAP, cx.tr(texts[2])).clicked() {
                        cx.send(Action::OpenSample);
                    }
                });
            });
        },
    );
}

/// While files hang over the window: that they can be let go anywhere, and how many they are.
pub fn drop_target(ui: &Ui, cx: &Cx<'_>, window: Rect) {
    let n = ui.input(|i| i.raw.hovered_files.len());
    if n == 0 {
        return;
    }
    let p = cx.p;
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::new("drop")));
    painter.rect_filled(window, 0.0, theme::with_alpha(p.panel, 215));
    let frame = window.shrink(20.0);
    let corners = [frame.left_top(), frame.right_top(), frame.right_bottom(), frame.left_bottom(), frame.left_top()];
    painter.extend(egui::Shape::dashed_line(&corners, Stroke::new(2.0, p.accent), 10.0, 6.0));
    let middle = window.center();
    painter.text(middle - vec2(0.0, 40.0), Align2::CENTER_CENTER, icons::DOWNLOAD, icons::font(48.0), p.accent);
    painter.text(middle + vec2(0.0, 12.0), Align2::CENTER_CENTER, cx.tr("drop.title"), super::fonts::strong_id(22.0), p.text);
    let count = cx.trf("drop.files", &[("n", &format::count(n))]);
    painter.text(middle + vec2(0.0, 42.0), Align2::CENTER_CENTER, count, FontId::proportional(size::TEXT), p.muted);
}
