//! The panel of layers: what is open, how it is drawn, what it stands for.

use egui::{
    Align, Color32, FontId, Popup, PopupCloseBehavior, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::scenario::is_proposal_layer;
use crate::model::{CrsOrigin, Layer, Role};
use crate::session::Action;

use super::context::{Command, Cx, layer_bounds};
use super::i18n::{Lang, tr, trf};
use super::plan::kind_name;
use super::state::{Look, Tab};
use super::theme::size;
use super::widgets::{self, icon_button};
use super::{format, icons, rules_box};

/// What can be opened of a layer in the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opened {
    /// Its colour, and the field it is coloured by.
    Style,
    /// What can be done with it.
    Menu,
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let layers: Vec<_> = cx.project().map(|p| p.layers.clone()).unwrap_or_default();
    group(
        ui,
        cx,
        "layers.facilities",
        true,
        layers.iter().filter(|l| l.role.facility_kind().is_some()).map(AsRef::as_ref),
    );
    widgets::rule(ui);
    group(
        ui,
        cx,
        "layers.background",
        false,
        layers.iter().filter(|l| l.role.facility_kind().is_none()).map(AsRef::as_ref),
    );
    widgets::rule(ui);
    overlays(ui, cx);
    if cx.project().is_some() {
        widgets::rule(ui);
        rules_box::show(ui, cx);
    }
}

fn group<'l>(ui: &mut Ui, cx: &mut Cx<'_>, title: &'static str, add: bool, layers: impl Iterator<Item = &'l Layer>) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        widgets::heading(ui, cx.tr(title));
        if add {
            ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
                if icon_button(ui, icons::PLUS, cx.tr("layers.add")).clicked() {
                    cx.ask(Command::OpenFiles);
                }
            });
        }
    });
    let rows = in_order(layers);
    if rows.is_empty() {
        ui.add_space(4.0);
        widgets::muted(ui, cx.tr("layers.none"));
    }
    for layer in &rows {
        let name = name_among(cx.lang(), layer, &rows);
        row(ui, cx, layer, &name);
    }
}

/// Layers as lists show them: facilities first, by role, then in the order in which they were opened.
pub(super) fn in_order<'l>(layers: impl Iterator<Item = &'l Layer>) -> Vec<&'l Layer> {
    let mut rows: Vec<&Layer> = layers.collect();
    rows.sort_by_key(|l| (l.role.facility_kind().is_none(), Role::ALL.iter().position(|r| *r == l.role)));
    rows
}

/// The name in the list: the role, and which file where several of `among` have the role.
pub(super) fn name_among<L: std::ops::Deref<Target = Layer>>(lang: Lang, layer: &Layer, among: &[L]) -> String {
    let twin = |other: &Layer| other.role == layer.role && other.id != layer.id && !is_proposal_layer(other.id);
    let alone = !among.iter().any(|other| twin(other));
    name_of(lang, layer, alone)
}

fn name_of(lang: Lang, layer: &Layer, alone: bool) -> String {
    let role = tr(lang, &format!("role.{}", layer.role.id())).to_owned();
    if let (true, Some(kind)) = (is_proposal_layer(layer.id), layer.role.facility_kind()) {
        return trf(lang, "place.layer", &[("kind", kind_name(kind, lang))]);
    }
    // Of the base map it is the name that tells: water, industry, what lies around.
    match (layer.role, alone) {
        (Role::Context, _) => layer.name.clone(),
        (_, true) => role,
        (_, false) => format!("{role} · {}", layer.name),
    }
}

fn row(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer, name: &str) {
    let p = cx.p;
    let (rect, row) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let look = cx.state.look(layer);
    let tint = if look.visible { p.text } else { p.muted };
    let count = cx.trf("layers.count", &[("n", &format::count(layer.features.len()))]);
    row.widget_info(|| WidgetInfo::labeled(A11y::Button, true, format!("{name}, {count}")));
    if row.hovered() || ui.rect_contains_pointer(rect) {
        ui.painter().rect_filled(rect.expand2(vec2(8.0, 0.0)), 6.0, p.hover);
    }
    widgets::focus_ring(ui, &row, rect.expand2(vec2(8.0, 0.0)));
    ui.push_id(("layer", layer.id.0), |ui| {
        let mut right = rect.right();
        right = menu(ui, cx, layer, name, rect, right);
        let figures = format::count(layer.features.len());
        let wide = ui.painter().layout_no_wrap(figures.clone(), FontId::proportional(size::SMALL), p.muted).size().x;
        let cell = Rect::from_min_max(pos2(right - wide, rect.top()), pos2(right, rect.bottom()));
        widgets::text_in(ui, cell, &figures, FontId::proportional(size::SMALL), p.muted, Align::Max);
        right = cell.left() - 4.0;
        right = skipped_badge(ui, cx, layer, rect, right);
        let left = eye(ui, cx, layer, name, look, rect);
        let left = color(ui, cx, layer, name, look, rect, left);
        let cell = Rect::from_min_max(pos2(left + 8.0, rect.top()), pos2(right, rect.bottom()));
        widgets::text_in(ui, cell, name, FontId::proportional(size::TEXT), tint, Align::Min);
    });
    let path = layer.source.path.display().to_string();
    let row = row.on_hover_ui(|ui| {
        ui.label(widgets::strong(name, size::TEXT));
        if !is_proposal_layer(layer.id) {
            ui.label(&layer.name);
        }
        ui.label(&count);
        if !path.is_empty() {
            ui.label(cx.trf("layers.source", &[("path", &path)]));
        }
        if !is_proposal_layer(layer.id) {
            ui.label(crs_line(cx, layer));
        }
    });
    if row.clicked()
        && let Some(bounds) = cx.project().and_then(|p| layer_bounds(p, layer.id))
    {
        cx.ask(Command::Fit(bounds));
    }
}

fn crs_line(cx: &Cx<'_>, layer: &Layer) -> String {
    let origin = cx.tr(origin_key(layer.source.crs_origin));
    cx.trf("crs.now", &[("crs", &frame_of(cx, layer)), ("origin", origin)])
}

/// What the system of a layer's file is called.
pub(super) fn frame_of(cx: &Cx<'_>, layer: &Layer) -> String {
    let (name, swapped) = crate::session::frame_name(&layer.source.crs);
    if swapped { cx.trf("crs.with_swapped_axes", &[("crs", &name)]) } else { name }
}

/// The words for how a datum or projection was settled.
pub(super) fn origin_key(origin: CrsOrigin) -> &'static str {
    match origin {
        CrsOrigin::Declared => "crs.declared",
        CrsOrigin::Chosen => "crs.chosen",
        CrsOrigin::Assumed => "crs.assumed",
    }
}

fn eye(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer, name: &str, look: Look, row: Rect) -> f32 {
    let rect = Rect::from_min_size(pos2(row.left() - 4.0, row.top() + 2.0), vec2(24.0, 24.0));
    let key = if look.visible { "layers.hide" } else { "layers.show" };
    let label = cx.trf(key, &[("name", name)]);
    let icon = if look.visible { icons::EYE } else { icons::EYE_SLASH };
    let tint = if look.visible { cx.p.muted } else { cx.p.faint };
    let response = widgets::icon_button_at(ui, rect, icon, &label, Some(tint));
    response.widget_info(|| WidgetInfo::selected(A11y::CheckBox, true, look.visible, &label));
    if response.clicked() {
        cx.state.set_look(layer.id, Look { visible: !look.visible, ..look });
    }
    rect.right()
}

fn color(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer, name: &str, look: Look, row: Rect, left: f32) -> f32 {
    let rect = Rect::from_center_size(pos2(left + 12.0, row.center().y), vec2(16.0, 16.0));
    let label = cx.trf("layers.color", &[("name", name)]);
    let now = cx.state.color(layer);
    let response = ui.interact(rect.expand(3.0), ui.scope_id().with("color"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(A11y::ColorWell, true, &label));
    widgets::swatch(ui, rect, now, look.visible, cx.p);
    // The letters that stand on the map.
    let letter = match layer.role {
        Role::Toilet => cx.lang().pick("厕", "WC"),
        Role::TransferStation => cx.lang().pick("转", "T"),
        Role::Parking => "P",
        _ => "",
    };
    ui.painter().text(
        rect.center(),
        egui::Align2::CENTER_CENTER,
        letter,
        super::fonts::strong_id(if letter.len() == 2 { 8.5 } else { 11.0 }),
        if cx.p.dark { cx.p.panel } else { Color32::WHITE },
    );
    widgets::focus_ring(ui, &response, rect.expand(2.0));
    let response = response.on_hover_text(&label);
    open(ui, cx, layer, Opened::Style, &response);
    let mut picked = now;
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.spacing_mut().slider_width = 180.0;
        if super::tools_style::color(ui, cx, &mut picked) {
            cx.state.set_look(layer.id, Look { color: Some(picked), ..look });
        }
        super::tools_style::by_field(ui, cx, layer);
    });
    rect.right()
}

/// Opens the popup of a button where a command asked for it.
fn open(ui: &Ui, cx: &mut Cx<'_>, layer: &Layer, what: Opened, button: &egui::Response) {
    if cx.state.opened == Some((layer.id, what)) {
        cx.state.opened = None;
        button.scroll_to_me(None);
        Popup::open_id(ui.ctx(), Popup::default_response_id(button));
    }
}

fn skipped_badge(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer, row: Rect, right: f32) -> f32 {
    let n = layer.import.skipped.len();
    if n == 0 {
        return right;
    }
    let label = cx.trf("layers.skipped", &[("n", &format::count(n))]);
    let rect = Rect::from_min_max(pos2(right - 22.0, row.top() + 3.0), pos2(right, row.bottom() - 3.0));
    let response = widgets::icon_button_at(ui, rect, icons::WARNING, &label, Some(cx.p.missed_text));
    if response.clicked() {
        report(cx, layer);
    }
    rect.left() - 2.0
}

fn report(cx: &mut Cx<'_>, layer: &Layer) {
    cx.state.bottom = true;
    cx.state.tab = Tab::Import;
    cx.state.import_focus = Some(layer.id);
}

fn menu(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer, name: &str, row: Rect, right: f32) -> f32 {
    let rect = Rect::from_min_max(pos2(right - 20.0, row.top() + 3.0), pos2(right + 2.0, row.bottom() - 3.0));
    let label = cx.trf("layers.menu", &[("name", name)]);
    let over = ui.rect_contains_pointer(row);
    let tint = if over { cx.p.muted } else { cx.p.faint };
    let response = widgets::icon_button_at(ui, rect, icons::DOTS, &label, Some(tint));
    open(ui, cx, layer, Opened::Menu, &response);
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_min_width(232.0);
        if is_proposal_layer(layer.id) {
            return proposal_menu(ui, cx, layer);
        }
        ui.add(egui::Label::new(RichText::new(crs_line(cx, layer)).size(size::SMALL).color(cx.p.muted)).wrap());
        ui.add_space(4.0);
        ui.menu_button(cx.tr("layers.role"), |ui| {
            for role in Role::ALL {
                let text = tr(cx.lang(), &format!("role.{}", role.id())).to_owned();
                let on = role == layer.role;
                if ui.selectable_label(on, format!("{}  {text}", icons::of_role(role))).clicked() {
                    if !on {
                        cx.send(Action::SetRole(layer.id, role));
                    }
                    Popup::close_all(ui.ctx());
                }
            }
        });
        ui.menu_button(cx.tr("layers.crs"), |ui| crs_menu(ui, cx, layer));
        if ui.button(cx.tr("layers.zoom")).clicked() {
            if let Some(bounds) = cx.project().and_then(|p| layer_bounds(p, layer.id)) {
                cx.ask(Command::Fit(bounds));
            }
            ui.close();
        }
        if ui.button(cx.tr("layers.table")).clicked() {
            cx.work.tables.choose(layer.id);
            cx.show_tab(Tab::Table);
            ui.close();
        }
        if !crate::analysis::scenario::is_proposal_layer(layer.id) && ui.button(cx.tr("renewal.menu")).clicked() {
            cx.ask(Command::RenewLayer(layer.id));
            ui.close();
        }
        if ui.button(cx.tr("layers.report")).clicked() {
            report(cx, layer);
            ui.close();
        }
        if ui.button(RichText::new(cx.tr("layers.remove")).color(cx.p.error)).clicked() {
            cx.send(Action::RemoveLayer(layer.id));
            ui.close();
        }
    });
    rect.left() - 2.0
}

/// What belongs to no file has no datum, and its role is that of its kind.
fn proposal_menu(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer) {
    if ui.button(cx.tr("layers.zoom")).clicked() {
        if let Some(bounds) = cx.project().and_then(|p| layer_bounds(p, layer.id)) {
            cx.ask(Command::Fit(bounds));
        }
        ui.close();
    }
    if ui.button(cx.tr("command.show_proposals")).clicked() {
        cx.show_tab(Tab::Proposals);
        ui.close();
    }
}

fn crs_menu(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer) {
    for id in ["wgs84", "cgcs2000", "gcj02", "bd09"] {
        let text = tr(cx.lang(), &format!("crs.{id}")).to_owned();
        if ui.selectable_label(layer.source.crs.eq_ignore_ascii_case(id), text).clicked() {
            cx.send(Action::SetCrs(layer.id, id.to_owned()));
            Popup::close_all(ui.ctx());
        }
    }
    ui.separator();
    ui.horizontal(|ui| {
        let caption = ui.label(cx.tr("layers.crs_epsg"));
        let field = ui.add(egui::TextEdit::singleline(&mut cx.state.epsg).hint_text("4549").desired_width(72.0));
        let field = field.labelled_by(caption.id);
        let code: Option<u32> = cx.state.epsg.trim().trim_start_matches("EPSG:").parse().ok();
        let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let apply = ui.add_enabled(code.is_some(), egui::Button::new(cx.tr("layers.crs_apply")));
        if let Some(code) = code.filter(|_| entered || apply.clicked()) {
            cx.send(Action::SetCrs(layer.id, format!("EPSG:{code}")));
            Popup::close_all(ui.ctx());
        }
    });
}

fn overlays(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        ui.set_min_height(28.0);
        widgets::heading(ui, cx.tr("layers.overlays"));
    });
    let p = cx.p;
    for (key, which) in [("layers.coverage", 0), ("layers.service_areas", 1), ("layers.labels", 2)] {
        let text = cx.tr(key);
        let overlays = &mut cx.state.overlays;
        let on = match which {
            0 => &mut overlays.coverage,
            1 => &mut overlays.service_areas,
            _ => &mut overlays.labels,
        };
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
        response.widget_info(|| WidgetInfo::selected(A11y::CheckBox, true, *on, text));
        if response.hovered() {
            ui.painter().rect_filled(rect.expand2(vec2(8.0, 0.0)), 6.0, p.hover);
        }
        widgets::focus_ring(ui, &response, rect.expand2(vec2(8.0, 0.0)));
        let icon = if *on { icons::EYE } else { icons::EYE_SLASH };
        let tint = if *on { p.muted } else { p.faint };
        let at = pos2(rect.left() + 8.0, rect.center().y);
        ui.painter().text(at, egui::Align2::CENTER_CENTER, icon, icons::font(size::ICON), tint);
        let cell = rect.with_min_x(rect.left() + 24.0);
        widgets::text_in(
            ui,
            cell,
            text,
            FontId::proportional(size::TEXT),
            if *on { p.text } else { p.muted },
            Align::Min,
        );
        if response.clicked() {
            *on = !*on;
        }
    }
}
