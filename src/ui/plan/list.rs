//! The list of proposals of the scenario shown: sorted by any column, linked with the map both ways, the year edited in
//! its row.

use std::sync::Arc;

use egui::{Align, FontId, Id, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::gains::{Change, Gain};
use crate::model::FacilityKind;
use crate::model::plan::{Proposal, What};
use crate::ui::context::{Command, Cx};
use crate::ui::theme::size;
use crate::ui::{fonts, format, icons, widgets};

use super::Ask;
use super::fields::{Figure, Typed};
use super::gain;
use super::shown::{scenario, title};
use super::words::{kind_name, signed};

/// A column of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Number,
    Name,
    Kind,
    Size,
    Year,
    Cost,
    Zone,
    Alone,
    InOrder,
}

/// The order of the list: a column, and whether it falls; in the order of the scenario for none.
pub(super) type Order = Option<(Column, bool)>;

const COLUMNS: [(Column, &str, Align); 9] = [
    (Column::Number, "place.col_number", Align::Min),
    (Column::Name, "place.name", Align::Min),
    (Column::Kind, "place.col_kind", Align::Min),
    (Column::Size, "place.col_size", Align::Max),
    (Column::Year, "place.year", Align::Max),
    (Column::Cost, "place.col_cost", Align::Max),
    (Column::Zone, "gaps.zone", Align::Min),
    (Column::Alone, "place.col_alone", Align::Max),
    (Column::InOrder, "place.col_in_order", Align::Max),
];
const N: usize = COLUMNS.len();
/// Room for the button that takes a proposal out.
const END: f32 = 32.0;
const GAP: f32 = 14.0;

/// Widths of the columns: figures take what they need, names share the rest.
fn widths(total: f32) -> [f32; N] {
    let fixed = [34.0, 0.0, 108.0, 84.0, 78.0, 96.0, 0.0, 84.0, 84.0];
    let rest = (total - END - fixed.iter().sum::<f32>()).max(150.0);
    let mut out = fixed;
    out[1] = rest * 0.60;
    out[6] = rest * 0.40;
    out
}

fn cells(row: Rect, widths: &[f32; N]) -> [Rect; N] {
    let mut left = row.left();
    widths.map(|w| {
        let cell = Rect::from_min_max(pos2(left, row.top()), pos2(left + w - GAP, row.bottom()));
        left += w;
        cell
    })
}

/// Shows it.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(scenario) = scenario(cx.snap).filter(|s| !s.proposals.is_empty()).cloned() else {
        return empty(ui, cx);
    };
    let (gains, current) = cx.work.plan.gains.ask(ui.ctx(), cx.snap);
    ui.spacing_mut().item_spacing.y = 0.0;
    let rows = ordered(cx, &scenario.proposals, gains.as_ref());
    // In a narrow panel the list is as wide as it has to be, and scrolls.
    let wide = (ui.available_width() - 10.0).max(760.0);
    egui::ScrollArea::horizontal().id_salt("proposals wide").auto_shrink([false, false]).show(ui, |ui| {
        ui.set_min_width(wide);
        let widths = widths(wide);
        header(ui, cx, &widths, wide);
        let mut area = egui::ScrollArea::vertical().id_salt("proposal rows").auto_shrink([false, false]);
        let chosen = cx.state.plan.chosen.and_then(|id| rows.iter().position(|&i| scenario.proposals[i].id == id));
        if cx.state.plan.revealed != cx.state.plan.chosen {
            cx.state.plan.revealed = cx.state.plan.chosen;
            if let Some(at) = chosen {
                let offset = at as f32 * size::ROW - (ui.available_height() - size::ROW) / 2.0;
                area = area.vertical_scroll_offset(offset.max(0.0));
            }
        }
        area.show_rows(ui, size::ROW, rows.len(), |ui, range| {
            for &at in &rows[range] {
                let proposal = &scenario.proposals[at];
                ui.push_id(proposal.id.0, |ui| {
                    row(ui, cx, at, proposal, gain::of(gains.as_ref(), proposal.id), current, &widths, wide);
                });
            }
        });
    });
}

fn empty(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.add_space(16.0);
    ui.label(RichText::new(cx.tr("place.none")).color(cx.p.muted));
    ui.add_space(8.0);
    if cx.project().is_some() && widgets::plain_button(ui, icons::MAP_PIN_PLUS, cx.tr("place.first")).clicked() {
        cx.ask(Command::Plan(Ask::Place(FacilityKind::PocketPark, None)));
    }
}

pub(super) fn zone_of(cx: &Cx<'_>, gain: Option<&Gain>) -> String {
    let first = gain.and_then(|g| g.zones.first());
    let zone = first.and_then(|z| cx.snap.analysis.as_ref()?.zones.get(*z));
    zone.map_or_else(String::new, |z| z.name.clone())
}

/// Positions in the scenario's list, in the order of the rows.
pub(super) fn ordered(cx: &Cx<'_>, proposals: &[Arc<Proposal>], gains: Option<&Arc<Vec<Gain>>>) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..proposals.len()).collect();
    let Some((column, falling)) = cx.state.plan.order else { return rows };
    let lang = cx.lang();
    let gain = |i: usize| gain::of(gains, proposals[i].id);
    let rate = |change: Option<Change>| change.map_or(f64::NEG_INFINITY, |c| c.covered_m2);
    let number = |i: usize| -> f64 {
        let p = &proposals[i];
        match column {
            Column::Size => p.area().or(p.spaces).unwrap_or(0.0),
            Column::Year => f64::from(p.year),
            Column::Cost => p.cost.unwrap_or(-1.0),
            Column::Alone => rate(gain(i).and_then(|g| g.alone)),
            Column::InOrder => rate(gain(i).and_then(|g| g.in_order)),
            _ => i as f64,
        }
    };
    let text = |i: usize| -> String {
        match column {
            Column::Name => title(cx.snap, &proposals[i], lang),
            Column::Kind => kind_text(cx, &proposals[i]),
            Column::Zone => zone_of(cx, gain(i)),
            _ => String::new(),
        }
    };
    let keys: Vec<(String, f64)> = rows.iter().map(|&i| (text(i), number(i))).collect();
    rows.sort_by(|&a, &b| {
        let order = keys[a].0.cmp(&keys[b].0).then(keys[a].1.total_cmp(&keys[b].1));
        if falling { order.reverse() } else { order }
    });
    rows
}

pub(super) fn kind_text(cx: &Cx<'_>, proposal: &Proposal) -> String {
    let kind = kind_name(proposal.kind, cx.lang());
    let key = match proposal.what {
        What::New => "place.kind_new",
        What::Close(_) => "place.kind_close",
        What::Change(_) => "place.kind_change",
    };
    cx.trf(key, &[("kind", kind)])
}

/// Its area, its spaces, or its class.
fn size_text(cx: &Cx<'_>, proposal: &Proposal) -> String {
    if matches!(proposal.what, What::Close(_)) {
        return "–".to_owned();
    }
    if let (FacilityKind::Parking, Some(spaces)) = (proposal.kind, proposal.spaces) {
        return cx.trf("place.spaces_n", &[("n", &format::number(spaces, 0))]);
    }
    match proposal.area() {
        Some(area) => format::area(cx.lang(), area),
        None if proposal.class.is_empty() => "–".to_owned(),
        None => proposal.class.clone(),
    }
}

fn gain_text(change: Option<Change>) -> String {
    let Some(change) = change else { return "–".to_owned() };
    match change.rate {
        Some(rate) => signed(rate * 100.0, 2),
        None => "–".to_owned(),
    }
}

fn header(ui: &mut Ui, cx: &mut Cx<'_>, widths: &[f32; N], wide: f32) {
    let p = cx.p;
    let (rect, _) = ui.allocate_exact_size(vec2(wide, 28.0), Sense::hover());
    for ((column, key, align), cell) in COLUMNS.into_iter().zip(cells(rect, widths)) {
        let title = cx.tr(key);
        let response = ui.interact(cell, ui.scope_id().with(("proposal column", key)), Sense::click());
        let label = cx.trf("gaps.sort", &[("column", title)]);
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, true, &label));
        let sorted = cx.state.plan.order.filter(|(c, _)| *c == column);
        let color = if sorted.is_some() || response.hovered() { p.text } else { p.muted };
        let font = FontId::proportional(size::SMALL);
        let text_cell = match (align, sorted) {
            (Align::Max, Some(_)) => cell.with_max_x(cell.right() - 14.0),
            _ => cell,
        };
        widgets::text_in(ui, text_cell, title, font.clone(), color, align);
        if let Some((_, falling)) = sorted {
            let caret = if falling { icons::CARET_DOWN } else { icons::CARET_UP };
            let width = ui.painter().layout_no_wrap(title.to_owned(), font, color).size().x;
            let x =
                if align == Align::Max { cell.right() - 5.0 } else { (cell.left() + width + 8.0).min(cell.right()) };
            ui.painter().text(pos2(x, cell.center().y), egui::Align2::CENTER_CENTER, caret, icons::font(11.0), color);
        }
        widgets::focus_ring(ui, &response, cell.expand(2.0));
        let hint = match column {
            Column::Alone => cx.tr("place.col_alone_hint"),
            Column::InOrder => cx.tr("place.col_in_order_hint"),
            _ => label.as_str(),
        };
        if response.on_hover_text(hint).clicked() {
            // Figures are wanted largest first; a third click goes back to the order of the scenario.
            let first = align == Align::Max && column != Column::Year;
            cx.state.plan.order = match sorted {
                None => Some((column, first)),
                Some((_, falling)) if falling == first => Some((column, !first)),
                Some(_) => None,
            };
        }
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, p.line));
}

#[expect(clippy::too_many_arguments, reason = "what a row is made of")]
fn row(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    at: usize,
    proposal: &Arc<Proposal>,
    gain: Option<&Gain>,
    current: bool,
    widths: &[f32; N],
    wide: f32,
) {
    let p = cx.p;
    let lang = cx.lang();
    let (rect, response) = ui.allocate_exact_size(vec2(wide, size::ROW), Sense::click());
    let name = title(cx.snap, proposal, lang);
    let orphan = cx.snap.orphans.iter().any(|o| o.proposal == proposal.id) || gain.is_some_and(|g| g.orphan);
    let later = cx.snap.year.is_some_and(|y| proposal.year > y);
    let on = cx.state.plan.chosen == Some(proposal.id);
    let label = cx.trf("place.row", &[("name", &name), ("year", &proposal.year.to_string())]);
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, &label));
    let over = ui.rect_contains_pointer(rect);
    widgets::row_ground(ui, rect, on, over, p);
    widgets::focus_ring(ui, &response, rect);
    let texts = [
        (at + 1).to_string(),
        if orphan { format!("{} {name}", icons::WARNING) } else { name.clone() },
        kind_text(cx, proposal),
        size_text(cx, proposal),
        String::new(),
        proposal.cost.map_or_else(|| "–".to_owned(), format::shortest),
        if orphan { cx.tr("place.orphan_short").to_owned() } else { zone_of(cx, gain) },
        gain_text(gain.and_then(|g| g.alone)),
        gain_text(gain.and_then(|g| g.in_order)),
    ];
    let all = cells(rect, widths);
    for (((column, _, align), cell), text) in COLUMNS.into_iter().zip(all).zip(&texts) {
        let strong = column == Column::Name && on || column == Column::InOrder;
        let font = if strong { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        let gained = matches!(column, Column::Alone | Column::InOrder);
        let color = match column {
            Column::Name | Column::Zone if orphan => p.missed_text,
            _ if later && column != Column::Year => p.muted,
            Column::Number => p.muted,
            _ if gained && !current => p.muted,
            _ if gained && text.starts_with('−') => p.missed_text,
            Column::InOrder if text.starts_with('+') => p.met_text,
            _ => p.text,
        };
        let cell = if column == Column::Number { cell.translate(vec2(8.0, 0.0)) } else { cell };
        widgets::text_in(ui, cell, text, font, color, align);
    }
    year(ui, cx, proposal, &name, all[4]);
    let bin = Rect::from_center_size(pos2(rect.right() - 14.0, rect.center().y), vec2(26.0, 26.0));
    let label = cx.trf("place.remove_named", &[("name", &name)]);
    let tint = if over || on { Some(p.muted) } else { Some(p.faint) };
    if widgets::icon_button_at(ui, bin, icons::TRASH, &label, tint).clicked() {
        cx.ask(Command::Plan(Ask::Remove(vec![proposal.id])));
    } else if response.double_clicked() {
        cx.state.tab = crate::ui::state::Tab::Selection;
    } else if response.clicked() {
        cx.ask(Command::Plan(Ask::Visit(proposal.id)));
    }
    if later {
        response.on_hover_text(cx.tr("place.later"));
    }
}

/// The year, a field of its own: it is what is changed most.
fn year(ui: &mut Ui, cx: &mut Cx<'_>, proposal: &Arc<Proposal>, name: &str, cell: Rect) {
    let label = cx.trf("place.year_of", &[("name", name)]);
    let field = Figure {
        label: &label,
        unit: "",
        hint: "",
        value: Some(f64::from(proposal.year)),
        empty: false,
        plain: true,
        width: cell.width() - 8.0,
    };
    // The field's own margin lies beyond the cell, so that years end where figures do.
    let room = cell.expand2(vec2(10.0, 0.0));
    let mut child =
        ui.new_child(egui::UiBuilder::new().max_rect(room).layout(egui::Layout::right_to_left(Align::Center)));
    child.spacing_mut().interact_size.y = 22.0;
    let visuals = &mut child.visuals_mut().widgets;
    visuals.inactive.bg_stroke = egui::Stroke::NONE;
    child.visuals_mut().text_edit_bg_color = Some(egui::Color32::TRANSPARENT);
    let typed = field.show(&mut child, cx, Id::unique(("row year", proposal.id.0)));
    if let Typed::Done(Some(year)) = typed {
        let mut next = Proposal::clone(proposal);
        next.year = year.round() as i32;
        if next.fault().is_none() {
            cx.ask(Command::Plan(Ask::Put(Box::new(next))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width_and_never_lie_upon_each_other() {
        for total in [760.0, 900.0, 1400.0] {
            let widths = widths(total);
            assert!((widths.iter().sum::<f32>() + END - total).abs() < 0.5 || total < 760.0);
            let row = Rect::from_min_size(pos2(0.0, 0.0), vec2(total, 28.0));
            let cells = cells(row, &widths);
            assert!(cells.windows(2).all(|c| c[0].right() < c[1].left() && c[0].width() > 10.0), "{total}");
        }
    }
}
