//! What lies over the map: what to do while nothing is open, and where dropped files go.

use egui::{Align, Align2, Area, FontId, Id, Layout, Order, Rect, RichText, Stroke, Ui, vec2};

use crate::session::Action;
use crate::session::snapshot::JobKind;

use super::context::{Command, Cx};
use super::theme::{self, size};
use super::{format, icons, widgets};

/// What to do first, in the middle of an empty map.
pub(super) fn empty(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    if cx.project().is_some_and(|p| !p.layers.is_empty()) || map.width() < 260.0 {
        return;
    }
    let p = cx.p;
    let loading = cx.snap.job.is_some_and(|j| j.kind == JobKind::Load);
    let width = 440.0f32.min(map.width() - 64.0);
    Area::new(Id::unique("empty")).order(Order::Middle).pivot(Align2::CENTER_CENTER).fixed_pos(map.center()).show(
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

/// A question why a place is served or not that waits for the figures: nothing has been answered yet.
pub(super) fn why_waits(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    if cx.state.why.is_some() || cx.state.why_asked.is_none() || map.width() < 260.0 {
        return;
    }
    let at = map.right_top() + vec2(-12.0, 12.0);
    Area::new(Id::unique("why waits")).order(Order::Middle).pivot(Align2::RIGHT_TOP).fixed_pos(at).show(
        ui.ctx(),
        |ui| {
            theme::floating(cx.p).show(ui, |ui| {
                ui.horizontal(|ui| {
                    let text = format!("{} {}", icons::CLOCK, cx.tr(super::map::waiting(cx.snap)));
                    ui.add(egui::Label::new(RichText::new(text).color(cx.p.muted)).extend());
                    let close = cx.tr("maptool.close_why");
                    if widgets::icon_button_of(ui, icons::CLOSE, close, 22.0, None, true).clicked() {
                        cx.ask(Command::CloseWhy);
                    }
                });
            });
        },
    );
}

/// While files hang over the window: that they can be let go anywhere, and how many they are.
pub(super) fn drop_target(ui: &Ui, cx: &Cx<'_>, window: Rect) {
    let n = ui.input(|i| i.raw.hovered_files.len());
    if n == 0 {
        return;
    }
    let p = cx.p;
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("drop")));
    painter.rect_filled(window, 0.0, theme::with_alpha(p.panel, 215));
    let frame = window.shrink(20.0);
    let corners = [frame.left_top(), frame.right_top(), frame.right_bottom(), frame.left_bottom(), frame.left_top()];
    painter.extend(egui::Shape::dashed_line(&corners, Stroke::new(2.0, p.accent), 10.0, 6.0));
    let middle = window.center();
    painter.text(middle - vec2(0.0, 40.0), Align2::CENTER_CENTER, icons::DOWNLOAD, icons::font(48.0), p.accent);
    painter.text(
        middle + vec2(0.0, 12.0),
        Align2::CENTER_CENTER,
        cx.tr("drop.title"),
        super::fonts::strong_id(22.0),
        p.text,
    );
    let count = cx.trf("drop.files", &[("n", &format::count(n))]);
    painter.text(middle + vec2(0.0, 42.0), Align2::CENTER_CENTER, count, FontId::proportional(size::TEXT), p.muted);
}
