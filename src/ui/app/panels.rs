//! The panels about the map: their order, sizes and what of it is remembered.

use egui::{Margin, Panel, Ui};

use super::FugaiApp;
use crate::ui::context::Cx;
use crate::ui::still::Still;
use crate::ui::theme::size;
use crate::ui::{bottom, indicators, layers};

impl FugaiApp {
    pub(super) fn side_panels(ui: &mut Ui, cx: &mut Cx<'_>, still: &mut Option<Still>) {
        let window = ui.ctx().content_rect();
        // The map keeps the most room, whatever the window's size.
        let side = (window.width() * 0.30).clamp(200.0, 420.0);
        let frame = egui::Frame::NONE.inner_margin(Margin::symmetric(size::MARGIN as i8, 12));
        let scroll = |ui: &mut Ui, id: &str, contents: &mut dyn FnMut(&mut Ui)| {
            egui::ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).show(ui, |ui| contents(ui));
        };
        let narrow = window.width() < 1100.0;
        let mut open = cx.state.bottom;
        let height = (window.height() - 76.0) * 0.5;
        let layout = cx.state.layouts;
        let sizes = cx.state.sizes;
        // Shown as at first until somebody drags an edge; only what was dragged is remembered.
        let dragged = |ui: &Ui, size: f32, usual: f32, kept: Option<f32>| match kept {
            _ if !ui.input(|i| i.pointer.any_down()) => kept,
            None if (size - usual).abs() < 1.0 => None,
            _ => Some(size.round()),
        };
        let usual = if narrow { 200.0 } else { 232.0 };
        let shown = Panel::bottom(("tables", layout))
            .resizable(true)
            .default_size(sizes.bottom.unwrap_or(usual))
            .size_range(120.0..=height.max(140.0))
            .frame(egui::Frame::NONE)
            .show_collapsible(ui, &mut open, |ui| bottom::show(ui, cx));
        if let Some(shown) = shown.filter(|_| open) {
            cx.state.sizes.bottom = dragged(ui, shown.response.rect.height(), usual, sizes.bottom);
        }
        cx.state.bottom = open;
        held(still, ui, cx);
        let mut open = cx.state.left;
        let usual = if narrow { 208.0 } else { 248.0 };
        let shown = Panel::left(("layers", layout))
            .resizable(true)
            .default_size(sizes.left.unwrap_or(usual))
            .size_range(180.0..=side)
            .frame(frame)
            .show_collapsible(ui, &mut open, |ui| scroll(ui, "layers", &mut |ui| layers::show(ui, cx)));
        if let Some(shown) = shown.filter(|_| open) {
            cx.state.sizes.left = dragged(ui, shown.response.rect.width(), usual, sizes.left);
        }
        cx.state.left = open;
        held(still, ui, cx);
        let mut open = cx.state.right;
        let usual = if narrow { 264.0 } else { 336.0 };
        let shown = Panel::right(("indicators", layout))
            .resizable(true)
            .default_size(sizes.right.unwrap_or(usual))
            .size_range(240.0..=side.max(264.0))
            .frame(frame)
            .show_collapsible(ui, &mut open, |ui| scroll(ui, "indicators", &mut |ui| indicators::show(ui, cx)));
        if let Some(shown) = shown.filter(|_| open) {
            cx.state.sizes.right = dragged(ui, shown.response.rect.width(), usual, sizes.right);
        }
        cx.state.right = open;
        held(still, ui, cx);
    }
}

/// Tells whoever keeps panels that one has been drawn.
pub(super) fn held(still: &mut Option<Still>, ui: &Ui, cx: &Cx<'_>) {
    if let Some(still) = still {
        still.panel(ui, cx.p.panel);
    }
}
