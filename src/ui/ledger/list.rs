//! The list of problems and what it is narrowed down by.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align, FontId, Rect, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{filtered, problems, state_color, state_icon, state_key, visit, zone_name, zones};
use crate::analysis::ledger::Tally;
use crate::model::plan::{Problem, ProblemState};
use crate::ui::context::Cx;
use crate::ui::controls;
use crate::ui::theme::size;
use crate::ui::{fonts, format, icons, widgets};

/// Shows both.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    narrow(ui, cx);
    let rows = filtered(cx);
    if rows.is_empty() {
        controls::nothing(ui, cx.tr("ledger.none_here"));
        if widgets::link(ui, cx.tr("ledger.show_all")).clicked() {
            let view = &mut cx.state.ledger;
            (view.state, view.overdue) = (None, false);
            view.unit.clear();
            view.zone.clear();
        }
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let wide = ui.available_width() > 560.0;
    let widths: &[f32] = if wide { &[-18.0, 2.0, 1.0, 1.0, -84.0, -56.0] } else { &[-18.0, 2.0, -84.0, -56.0] };
    let cells = |rect: Rect| controls::cells(rect.with_max_x(rect.right() - 8.0), widths);
    let all = [
        ("", Align::Min),
        (cx.tr("ledger.title"), Align::Min),
        (cx.tr("gaps.zone"), Align::Min),
        (cx.tr("ledger.unit"), Align::Min),
        (cx.tr("ledger.deadline"), Align::Max),
        (cx.tr("ledger.state"), Align::Max),
    ];
    let heads: Vec<(&str, Align)> = if wide { all.to_vec() } else { [0, 1, 4, 5].map(|i| all[i]).to_vec() };
    controls::table_head(ui, &heads, cells);
    let zones = zones(cx);
    let mut area = egui::ScrollArea::vertical().id_salt("problems").auto_shrink([false, false]);
    if std::mem::take(&mut cx.state.ledger.reveal)
        && let Some(at) = rows.iter().position(|p| Some(p.id) == cx.state.ledger.selected)
    {
        let offset = at as f32 * size::ROW - (ui.available_height() - size::ROW) / 2.0;
        area = area.vertical_scroll_offset(offset.max(0.0));
    }
    area.show_rows(ui, size::ROW, rows.len(), |ui, range| {
        for problem in &rows[range] {
            row(ui, cx, problem, zone_name(&zones, problem.id), wide, cells);
        }
    });
}

fn row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    problem: &Arc<Problem>,
    zone: &str,
    wide: bool,
    cells: impl Fn(Rect) -> Vec<Rect>,
) {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let state = cx.tr(state_key(problem.state));
    let overdue = problem.overdue(cx.today());
    let deadline = problem.deadline.map_or_else(|| "–".to_owned(), |d| d.to_string());
    let late = if overdue { cx.tr("ledger.overdue") } else { "" };
    let label =
        cx.trf("ledger.row", &[("title", &problem.title), ("state", state), ("deadline", &deadline), ("late", late)]);
    let on = cx.state.ledger.selected == Some(problem.id);
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, label.trim_end()));
    widgets::row_ground(ui, rect, on, response.hovered(), p);
    widgets::focus_ring(ui, &response, rect);
    let closed = problem.state == ProblemState::Closed;
    let text = if closed { p.muted } else { p.text };
    let font = FontId::proportional(size::TEXT);
    let all = cells(rect);
    let tint = state_color(cx, problem.state);
    let at = pos2(all[0].left() + 9.0, all[0].center().y);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, state_icon(problem.state), icons::font(14.0), tint);
    widgets::text_in(ui, all[1], &problem.title, fonts::strong_id(size::TEXT), text, Align::Min);
    let mut next = 2;
    if wide {
        widgets::text_in(ui, all[2], if zone.is_empty() { "–" } else { zone }, font.clone(), text, Align::Min);
        widgets::text_in(
            ui,
            all[3],
            if problem.unit.is_empty() { "–" } else { &problem.unit },
            font.clone(),
            text,
            Align::Min,
        );
        next = 4;
    }
    let (font_due, color_due) = if overdue { (fonts::strong_id(size::TEXT), p.missed_text) } else { (font, text) };
    widgets::text_in(ui, all[next], &deadline, font_due, color_due, Align::Max);
    widgets::text_in(ui, all[next + 1], state, FontId::proportional(size::TEXT), tint, Align::Max);
    if response.clicked() {
        if on {
            cx.state.ledger.selected = None;
        } else {
            visit(cx, problem.id, true);
            cx.state.ledger.reveal = false;
        }
    }
}

fn narrow(ui: &mut Ui, cx: &mut Cx<'_>) {
    let tally = Tally::of(problems(cx).iter().map(|p| &**p), cx.today());
    let view = &cx.state.ledger;
    let (state, overdue) = (view.state, view.overdue);
    let chip = |key: &'static str, n: usize, on: bool| (format!("{} {}", cx.tr(key), format::count(n)), on);
    let chips = [
        chip("ledger.all", tally.all(), state.is_none() && !overdue),
        chip("ledger.open", tally.open, state == Some(ProblemState::Open) && !overdue),
        chip("ledger.under_way", tally.under_way, state == Some(ProblemState::UnderWay) && !overdue),
        chip("ledger.closed", tally.closed, state == Some(ProblemState::Closed) && !overdue),
        chip("ledger.overdue", tally.overdue, overdue),
    ];
    let units: BTreeSet<String> = problems(cx).iter().map(|p| p.unit.clone()).filter(|u| !u.is_empty()).collect();
    let names: BTreeSet<String> = zones(cx).iter().map(|(_, z)| z.clone()).filter(|z| !z.is_empty()).collect();
    ui.horizontal_wrapped(|ui| {
        ui.set_min_height(30.0);
        if let Some(n) = controls::filter_chips(ui, &chips) {
            let view = &mut cx.state.ledger;
            view.overdue = n == 4;
            view.state = match n {
                1 => Some(ProblemState::Open),
                2 => Some(ProblemState::UnderWay),
                3 => Some(ProblemState::Closed),
                _ => None,
            };
        }
        if units.len() > 1 {
            choice(ui, cx, "ledger.unit", "ledger.all_units", &units, |cx| &mut cx.state.ledger.unit);
        }
        if names.len() > 1 {
            choice(ui, cx, "gaps.zone", "ledger.all_zones", &names, |cx| &mut cx.state.ledger.zone);
        }
    });
}

fn choice(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    label: &'static str,
    every: &'static str,
    texts: &BTreeSet<String>,
    field: impl for<'c> Fn(&'c mut Cx<'_>) -> &'c mut String,
) {
    let all: Vec<String> = std::iter::once(cx.tr(every).to_owned()).chain(texts.iter().cloned()).collect();
    let caption = cx.tr(label);
    let now = field(cx);
    let at = if now.is_empty() { Some(0) } else { all.iter().position(|t| t == now) };
    if let Some(n) = controls::choose(ui, caption, &all, at, 150.0) {
        *field(cx) = if n == 0 { String::new() } else { all[n].clone() };
    }
}
