//! The bar at the top: what is open, and the few commands that are always there.

use egui::{Align, FontId, Layout, Panel, Role as A11y, Sense, Ui, WidgetInfo, vec2};

use super::context::{Command, Cx};
use super::i18n::Lang;
use super::theme::size;
use super::widgets::{self, icon_button, icon_toggle, primary_button};
use super::{fonts, icons, menu, project, scenarios, search};

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let frame = egui::Frame::NONE.inner_margin(egui::Margin::symmetric(16, 0));
    Panel::top("top_bar").exact_size(48.0).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let window = ui.ctx().content_rect().width();
            let field = (window * 0.16).clamp(150.0, 320.0);
            menu::show(ui, cx);
            // In a small window its room is needed for what can be done.
            if window > 1180.0 {
                brand(ui, cx);
            }
            // The buttons take their room first, from the right; the project and the switches get what is left.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                commands(ui, cx, window);
                search::show(ui, cx, field);
                ui.add_space(8.0);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let room = ui.available_width();
                    let roomy = room > 640.0;
                    project::show(ui, cx, (room * 0.34).clamp(90.0, 260.0), roomy);
                    ui.add_space(if roomy { 8.0 } else { 0.0 });
                    scenarios::bar(ui, cx);
                });
            });
        });
    });
}

fn brand(ui: &mut Ui, cx: &Cx<'_>) {
    ui.label(widgets::strong(cx.tr("app.brand"), size::TITLE).color(cx.p.accent));
    ui.add_space(8.0);
}

fn commands(ui: &mut Ui, cx: &mut Cx<'_>, window: f32) {
    let ready = cx.can_export();
    let hint = if ready { cx.tr("top.export_hint") } else { cx.tr("top.export_not_ready") };
    if primary_button(ui, icons::EXPORT, cx.tr("top.export"), ready).on_hover_text(hint).clicked() {
        cx.ask(Command::Export);
    }
    language(ui, cx);
    let roomy = window > 1360.0;
    let (icon, label) = if cx.state.dark { (icons::SUN, "top.theme_light") } else { (icons::MOON, "top.theme_dark") };
    // In a small window the menu has them.
    if roomy && icon_button(ui, icon, cx.tr(label)).clicked() {
        cx.state.dark = !cx.state.dark;
    }
    if !roomy {
        return;
    }
    separator(ui, cx);
    // From the right: the panels in the order in which they lie on the screen.
    ui.spacing_mut().item_spacing.x = 2.0;
    for (side, label) in
        [(Side::Right, "top.toggle_right"), (Side::Bottom, "top.toggle_bottom"), (Side::Left, "top.toggle_left")]
    {
        let text = cx.tr(label);
        let open = match side {
            Side::Left => &mut cx.state.left,
            Side::Right => &mut cx.state.right,
            Side::Bottom => &mut cx.state.bottom,
        };
        let response = icon_toggle(ui, "", text, *open);
        side.paint(ui, response.rect, if *open { cx.p.accent } else { cx.p.muted }, *open);
        if response.clicked() {
            *open = !*open;
        }
    }
    ui.add_space(8.0);
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
    Bottom,
}

impl Side {
    /// A small window with the panel in question marked, filled while it is open.
    fn paint(self, ui: &Ui, rect: egui::Rect, color: egui::Color32, open: bool) {
        let frame = egui::Rect::from_center_size(rect.center(), vec2(16.0, 13.0));
        let stroke = egui::Stroke::new(1.3, color);
        ui.painter().rect_stroke(frame, 2.0, stroke, egui::StrokeKind::Inside);
        let part = match self {
            Self::Left => frame.with_max_x(frame.left() + 5.5),
            Self::Right => frame.with_min_x(frame.right() - 5.5),
            Self::Bottom => frame.with_min_y(frame.bottom() - 5.0),
        };
        if open {
            ui.painter().rect_filled(part, 2.0, color);
        } else {
            ui.painter().rect_stroke(part, 2.0, stroke, egui::StrokeKind::Inside);
        }
    }
}

fn separator(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(9.0, 20.0), Sense::hover());
    ui.painter().vline(rect.center().x, rect.y_range(), egui::Stroke::new(1.0, cx.p.line));
}

/// 中 / EN: the language in use stands out.
fn language(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (rect, response) = ui.allocate_exact_size(vec2(68.0, 30.0), Sense::click());
    let label = cx.tr("top.language");
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, label));
    let p = cx.p;
    let fill = if response.hovered() { p.hover } else { p.raised };
    ui.painter().rect(rect, 6.0, fill, egui::Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
    widgets::focus_ring(ui, &response, rect);
    let zh = cx.lang() == Lang::Zh;
    let half = rect.width() / 2.0;
    for (text, on, x) in [("中", zh, half * 0.52), ("/", false, half), ("EN", !zh, half * 1.48)] {
        let font = if on { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        let color = if on { p.text } else { p.muted };
        ui.painter().text(egui::pos2(rect.left() + x, rect.center().y), egui::Align2::CENTER_CENTER, text, font, color);
    }
    if response.on_hover_text(label).clicked() {
        cx.state.lang = cx.state.lang.other();
    }
}
