//! What a layer's colour popup holds: the colour itself, and the field it is coloured by.

use std::sync::Arc;

use egui::{Color32, Slider, Ui};

use super::context::Cx;
use super::map::style_popup_ui;
use crate::model::{Layer, Role};

/// A slider for each part of a colour, by its name in the language of the window; says whether one was moved. The
/// picker of egui speaks English alone and has a sign that no bundled font holds.
pub(super) fn color(ui: &mut Ui, cx: &Cx<'_>, now: &mut Color32) -> bool {
    let mut parts = [now.r(), now.g(), now.b()];
    let mut moved = false;
    for (part, key) in parts.iter_mut().zip(["layers.red", "layers.green", "layers.blue"]) {
        moved |= ui.add(Slider::new(part, 0..=255).text(cx.tr(key))).changed();
    }
    if moved {
        *now = Color32::from_rgb(parts[0], parts[1], parts[2]);
    }
    moved
}

/// Offers it; not for roads and context, which keep the map's own quiet colours.
pub(super) fn by_field(ui: &mut Ui, cx: &mut Cx<'_>, layer: &Layer) {
    if matches!(layer.role, Role::Road | Role::Context) {
        return;
    }
    let now = cx.state.styles_by.get(&layer.id).cloned();
    if let Some(style) = style_popup_ui(ui, layer, now.as_deref(), cx.lang(), cx.state.dark) {
        match style {
            Some(style) => cx.state.styles_by.insert(layer.id, Arc::new(style)),
            None => cx.state.styles_by.remove(&layer.id),
        };
    }
}
