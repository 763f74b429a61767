//! The line of years below the curve: a handle that is dragged, and keys; the map and every figure follow.

use egui::{Key, Modifiers, Rect, Sense, Stroke, Ui, WidgetInfo, pos2};

use crate::session::PlanAction;
use crate::ui::context::Cx;

/// Shows it: its stops are the years of the plot above, each as far from the left as there.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, rail: Rect, years: &[i32]) {
    let p = cx.p;
    let response =
        ui.interact(rail.expand2(egui::vec2(10.0, 0.0)), ui.scope_id().with("timeline"), Sense::click_and_drag());
    let x = |n: usize| rail.left() + rail.width() * n as f32 / years.len() as f32;
    let at = cx.snap.year.and_then(|y| years.iter().position(|k| *k == y)).unwrap_or(years.len() - 1);
    let label = cx.tr("years.timeline");
    let shown = f64::from(cx.snap.year.unwrap_or(years[at]));
    response.widget_info(|| WidgetInfo::slider(true, shown, label));
    let middle = rail.center().y;
    ui.painter().hline(x(1)..=rail.right(), middle, Stroke::new(3.0, p.track));
    ui.painter().hline(x(1)..=x(at + 1), middle, Stroke::new(3.0, p.accent.gamma_multiply(0.55)));
    for n in 1..=years.len() {
        ui.painter().circle_filled(pos2(x(n), middle), 2.5, if n <= at + 1 { p.accent } else { p.faint });
    }
    let handle = pos2(x(at + 1), middle);
    let radius = if response.hovered() || response.dragged() || response.has_focus() { 8.0 } else { 7.0 };
    let whole = cx.snap.year.is_none();
    ui.painter().circle(handle, radius, if whole { p.panel } else { p.accent }, Stroke::new(2.0, p.accent));
    if response.has_focus() {
        ui.painter().circle_stroke(handle, radius + 3.0, Stroke::new(1.5, p.accent));
    }
    let mut wanted = None;
    if (response.dragged() || response.clicked())
        && let Some(pointer) = response.interact_pointer_pos()
    {
        response.request_focus();
        let n = ((pointer.x - rail.left()) / rail.width() * years.len() as f32).round() as i64 - 1;
        wanted = Some(years[n.clamp(0, years.len() as i64 - 1) as usize]);
    }
    if response.has_focus() {
        ui.memory_mut(|m| {
            let arrows = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
            m.set_focus_lock_filter(response.id, arrows);
        });
        let pressed = |key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
        let next = if pressed(Key::ArrowRight) {
            Some((at + usize::from(!whole)).min(years.len() - 1))
        } else if pressed(Key::ArrowLeft) {
            Some(at.saturating_sub(1))
        } else {
            None
        };
        wanted = next.map(|n| years[n]).or(wanted);
    }
    if let Some(year) = wanted.filter(|y| Some(*y) != cx.snap.year) {
        cx.send(PlanAction::ShowYear(Some(year)).into());
    }
    response.on_hover_text(cx.tr("years.timeline_hint"));
}
