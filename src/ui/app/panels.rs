//! The panels about the map: their order, sizes and what of it is remembered.

use std::ops::RangeInclusive;

use egui::{Frame, Margin, Panel, Rect, Ui};

use super::FugaiApp;
use crate::ui::context::Cx;
use crate::ui::still::Still;
use crate::ui::theme::size;
use crate::ui::{bottom, indicators, layers};

/// A panel that can be dragged and folded away.
struct Side {
    panel: Panel,
    frame: Frame,
    /// Its size where nobody has dragged it, in points.
    usual: f32,
    range: RangeInclusive<f32>,
    /// The side of its rectangle that is dragged.
    extent: fn(&Rect) -> f32,
}

impl Side {
    /// Shows it; whether it is open and the size it was dragged to are brought up to date.
    fn show(self, ui: &mut Ui, open: &mut bool, dragged: &mut Option<f32>, contents: impl FnOnce(&mut Ui)) {
        let shown = self
            .panel
            .resizable(true)
            .default_size(dragged.unwrap_or(self.usual))
            .size_range(self.range)
            .frame(self.frame)
            .show_collapsible(ui, open, contents);
        let Some(shown) = shown.filter(|_| *open && ui.input(|i| i.pointer.any_down())) else { return };
        let now = (self.extent)(&shown.response.rect);
        // Shown as at first until somebody drags an edge; only what was dragged is remembered.
        if dragged.is_some() || (now - self.usual).abs() >= 1.0 {
            *dragged = Some(now.round());
        }
    }
}

impl FugaiApp {
    pub(super) fn side_panels(ui: &mut Ui, cx: &mut Cx<'_>, still: &mut Option<Still>) {
        let window = ui.ctx().content_rect();
        // The map keeps the most room, whatever the window's size.
        let side = (window.width() * 0.30).clamp(200.0, 420.0);
        let frame = Frame::NONE.inner_margin(Margin::symmetric(size::MARGIN as i8, 12));
        let narrow = window.width() < 1100.0;
        let layout = cx.state.layouts;
        let (mut open, mut dragged) = (cx.state.bottom, cx.state.sizes.bottom);
        let tables = Side {
            panel: Panel::bottom(("tables", layout)),
            frame: Frame::NONE,
            usual: if narrow { 200.0 } else { 232.0 },
            range: 120.0..=((window.height() - 76.0) * 0.5).max(140.0),
            extent: Rect::height,
        };
        tables.show(ui, &mut open, &mut dragged, |ui| bottom::show(ui, cx));
        (cx.state.bottom, cx.state.sizes.bottom) = (open, dragged);
        held(still, ui, cx);

        let (mut open, mut dragged) = (cx.state.left, cx.state.sizes.left);
        let left = Side {
            panel: Panel::left(("layers", layout)),
            frame,
            usual: if narrow { 208.0 } else { 248.0 },
            range: 180.0..=side,
            extent: Rect::width,
        };
        left.show(ui, &mut open, &mut dragged, |ui| scrolled(ui, "layers", |ui| layers::show(ui, cx)));
        (cx.state.left, cx.state.sizes.left) = (open, dragged);
        held(still, ui, cx);

        let (mut open, mut dragged) = (cx.state.right, cx.state.sizes.right);
        let right = Side {
            panel: Panel::right(("indicators", layout)),
            frame,
            usual: if narrow { 264.0 } else { 336.0 },
            range: 240.0..=side.max(264.0),
            extent: Rect::width,
        };
        right.show(ui, &mut open, &mut dragged, |ui| scrolled(ui, "indicators", |ui| indicators::show(ui, cx)));
        (cx.state.right, cx.state.sizes.right) = (open, dragged);
        held(still, ui, cx);
    }
}

fn scrolled(ui: &mut Ui, id: &str, contents: impl FnOnce(&mut Ui)) {
    egui::ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).show(ui, contents);
}

/// Tells whoever keeps panels that one has been drawn.
pub(super) fn held(still: &mut Option<Still>, ui: &Ui, cx: &Cx<'_>) {
    if let Some(still) = still {
        still.panel(ui, cx.p.panel);
    }
}
