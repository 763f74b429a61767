//! What was done a moment ago and can be undone with one press.

use egui::{Align2, Area, Context, Id, Label, Order, Rect, RichText, Ui, vec2};

use crate::session::Action;
use crate::ui::context::Cx;
use crate::ui::theme::{self, size};
use crate::ui::{icons, widgets};

/// How long it stays, in seconds.
const STAYS: f64 = 8.0;

/// A sentence with a way back.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::ui) struct Toast {
    /// What was done.
    pub(super) text: String,
    /// Whether undo takes it back.
    pub(super) undo: bool,
    /// When it was first shown, in seconds of the window's clock; `None` before that.
    pub(super) since: Option<f64>,
}

impl Toast {
    /// Something that undo takes back.
    pub(in crate::ui) fn undoable(text: String) -> Self {
        Self { text, undo: true, since: None }
    }

    /// Something that was done and changed nothing of the project.
    pub(in crate::ui) fn said(text: String) -> Self {
        Self { text, undo: false, since: None }
    }
}

/// Takes it away when its time is over.
pub(super) fn age(ctx: &Context, toast: &mut Option<Toast>, now: f64) {
    let Some(left) = toast.as_mut().map(|t| STAYS - (now - *t.since.get_or_insert(now))) else { return };
    if left <= 0.0 {
        *toast = None;
    } else {
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(left.min(1.0)));
    }
}

/// Shows it at the lower edge of the map.
pub(in crate::ui) fn show(ui: &Ui, cx: &mut Cx<'_>, map: Rect) {
    let Some(toast) = cx.state.plan.toast.clone() else { return };
    let mut gone = false;
    let at = map.center_bottom() - vec2(0.0, 20.0);
    Area::new(Id::unique("toast")).order(Order::Foreground).pivot(Align2::CENTER_BOTTOM).fixed_pos(at).show(
        ui.ctx(),
        |ui| {
            theme::floating(cx.p).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 10.0;
                    ui.add(Label::new(RichText::new(&toast.text).size(size::TEXT).color(cx.p.text)).extend());
                    if toast.undo && widgets::plain_button(ui, icons::UNDO, cx.tr("place.undo")).clicked() {
                        cx.send(Action::Undo);
                        gone = true;
                    }
                    let close = cx.tr("message.dismiss");
                    if widgets::icon_button_of(ui, icons::CLOSE, close, 22.0, None, true).clicked() {
                        gone = true;
                    }
                });
            });
        },
    );
    if gone {
        cx.state.plan.toast = None;
    }
}
