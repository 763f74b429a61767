//! One dot a gap: how far it is from being served, and how large it is.

use egui::{Align2, Color32, FontId, Pos2, Role as A11y, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::{Axes, round_up};
use crate::analysis::Analysis;
use crate::ui::context::{Command, Cx};
use crate::ui::map::Selected;
use crate::ui::theme::{self, size};
use crate::ui::{format, widgets};

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let p = cx.p;
    let area = ui.available_rect_before_wrap().shrink2(vec2(0.0, 4.0));
    let dots: Vec<(usize, f64, f64)> = analysis
        .gaps
        .iter()
        .enumerate()
        .filter_map(|(i, gap)| Some((i, gap.nearest.as_ref()?.short_m, gap.area_m2 / 1e4)))
        .collect();
    if dots.is_empty() {
        widgets::muted(ui, cx.tr("chart.empty"));
        return;
    }
    let axes = Axes::new(ui, area, dots.iter().map(|d| d.2).fold(0.0, f64::max), cx.tr("chart.reach_y"), (22.0, 40.0));
    let (right, parts) = round_up(dots.iter().map(|d| d.1).fold(0.0, f64::max));
    let font = FontId::proportional(size::SMALL);
    for i in 0..=parts {
        let share = i as f32 / parts as f32;
        let at = pos2(axes.plot.left() + axes.plot.width() * share, axes.plot.bottom() + 4.0);
        let align = if i == parts { Align2::RIGHT_TOP } else { Align2::CENTER_TOP };
        ui.painter().text(at, align, format::number(right * f64::from(share), 0), font.clone(), p.muted);
    }
    let foot = pos2(axes.plot.center().x, area.bottom());
    ui.painter().text(foot, Align2::CENTER_BOTTOM, cx.tr("chart.reach_x"), font, p.muted);
    let place = |short: f64, hectares: f64| -> Pos2 {
        pos2(axes.plot.left() + axes.plot.width() * (short / right).clamp(0.0, 1.0) as f32, axes.y(hectares))
    };
    let response = ui.interact(axes.plot.expand(6.0), ui.scope_id().with("reach"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(A11y::Canvas, true, cx.tr("chart.reach")));
    // Small gaps are many and lie below the large ones: draw them first.
    for &(i, short, hectares) in dots.iter().rev() {
        let on = cx.is_selected(Selected::Gap(i));
        if !on {
            dot(ui, place(short, hectares), 3.5, theme::with_alpha(p.missed, 170));
        }
    }
    let nearest = response.hover_pos().and_then(|pointer| {
        let near = dots.iter().map(|d| (d.0, place(d.1, d.2).distance(pointer)));
        near.min_by(|a, b| a.1.total_cmp(&b.1)).filter(|d| d.1 < 14.0).map(|d| d.0)
    });
    for marked in [nearest, selected_gap(cx)].into_iter().flatten() {
        if let Some(&(_, short, hectares)) = dots.iter().find(|d| d.0 == marked) {
            let at = place(short, hectares);
            dot(ui, at, 5.5, p.accent);
            ui.painter().circle_stroke(at, 8.0, Stroke::new(1.5, p.accent));
        }
    }
    if let Some(gap) = nearest {
        let clicked = response.clicked();
        let found = &analysis.gaps[gap];
        let zone = found.zone.as_deref().unwrap_or(cx.tr("gaps.no_zone"));
        let text = cx.trf(
            "gaps.row",
            &[("rank", &found.rank.to_string()), ("zone", zone), ("area", &format::hectares(found.area_m2))],
        );
        let short = found.nearest.as_ref().map(|n| format!("{} +{} m", n.name, format::metres(n.short_m)));
        response.on_hover_text_at_pointer(format!("{text}\n{}", short.unwrap_or_default()));
        if clicked {
            cx.ask(Command::Visit(Selected::Gap(gap)));
        }
    }
}

fn dot(ui: &Ui, at: Pos2, radius: f32, color: Color32) {
    ui.painter().circle_filled(at, radius, color);
}

fn selected_gap(cx: &Cx<'_>) -> Option<usize> {
    match cx.selected() {
        Some(Selected::Gap(gap)) => Some(gap),
        _ => None,
    }
}
