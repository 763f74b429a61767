//! The part of a layer's colour popup that colours it by a field.

use std::sync::Arc;

use egui::Ui;

use super::context::Cx;
use super::map::style_popup_ui;
use crate::model::{Layer, Role};

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
