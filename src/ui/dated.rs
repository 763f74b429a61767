//! Dated figures (月度、季度): kept under a day, listed, two of them compared, taken away.

use std::sync::Arc;

use egui::{Align, FontId, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, vec2};

use super::context::Cx;
use super::controls;
use super::copy::{as_table, cell};
use super::forms::{Form, Outcome, buttons, focus_first, title};
use super::scenarios::name_of;
use super::theme::{Palette, size};
use super::{fonts, format, icons, rules_view, widgets};
use crate::analysis::outcome::{IndicatorId, Quantity, Unit};
use crate::model::plan::{Date, DatedFigures, Difference, FiguresId, Period, differences};
use crate::session::PlanAction;
use crate::session::tables::TableText;

/// What the window shows of dated figures.
#[derive(Debug, Clone, Default)]
pub struct DatedView {
    /// The two that are compared: the earlier, the later; those last kept where nobody chose.
    pub chosen: (Option<FiguresId>, Option<FiguresId>),
    /// Whether sub-districts are listed as well.
    pub zones: bool,
}

/// Figures to be kept: their day, for what, a name.
#[derive(Debug, Clone)]
pub struct FiguresForm {
    date: String,
    period: Period,
    label: String,
    fresh: bool,
}

const PERIODS: [(Period, &str); 4] = [
    (Period::Month, "dated.month"),
    (Period::Quarter, "dated.quarter"),
    (Period::Year, "dated.year"),
    (Period::Day, "dated.day"),
];

/// Opens the form that keeps the figures shown.
pub(super) fn keep(cx: &mut Cx<'_>) {
    let date = cx.today().to_string();
    cx.state.form = Some(Form::Figures(FiguresForm { date, period: Period::Month, label: String::new(), fresh: true }));
}

impl FiguresForm {
    pub(super) fn show(&mut self, ui: &mut Ui, cx: &mut Cx<'_>) -> Outcome {
        title(ui, cx, cx.tr("dated.keep_title"));
        let of = match (cx.snap.scenario, cx.snap.year) {
            (None, _) => name_of(cx, None),
            (id, None) => name_of(cx, id),
            (id, Some(year)) => format!("{} · {year}", name_of(cx, id)),
        };
        widgets::muted(ui, cx.trf("dated.keep_of", &[("what", &of)]));
        ui.add_space(size::UNIT);
        let date: Option<Date> = self.date.parse().ok();
        let field = controls::field(ui, cx.tr("dated.date"), &mut self.date, "2024-03-31");
        focus_first(ui, &field, &mut self.fresh);
        let mut enter = controls::entered(ui, &field, cx.state.composing);
        if date.is_none() {
            wrong_date(ui, cx);
        }
        controls::captioned(ui, cx.tr("dated.period"), |ui| {
            ui.horizontal(|ui| {
                let chips = PERIODS.map(|(p, key)| (cx.tr(key).to_owned(), p == self.period));
                if let Some(n) = controls::filter_chips(ui, &chips) {
                    self.period = PERIODS[n].0;
                }
            });
        });
        let field = controls::field(ui, cx.tr("dated.label"), &mut self.label, cx.tr("dated.label_hint"));
        enter |= controls::entered(ui, &field, cx.state.composing);
        let ready = date.is_some() && !cx.snap.stale && cx.snap.analysis.is_some();
        if cx.snap.stale {
            widgets::muted(ui, cx.tr("dated.stale"));
        }
        let (sent, outcome) = buttons(ui, cx, cx.tr("dated.keep"), ready, enter);
        if sent && let Some(date) = date {
            let label = self.label.trim().to_owned();
            cx.send(PlanAction::KeepFigures { date, period: self.period, label }.into());
            cx.state.dated.chosen = (None, None);
            cx.show_tab(super::state::Tab::Dated);
        }
        outcome
    }
}

/// That a day is to be written as one.
pub(super) fn wrong_date(ui: &mut Ui, cx: &Cx<'_>) {
    let text = RichText::new(cx.tr("form.bad_date")).size(size::SMALL).color(cx.p.missed_text);
    ui.label(text);
    ui.add_space(4.0);
}

/// Those kept, the newest day first.
fn kept(cx: &Cx<'_>) -> Vec<Arc<DatedFigures>> {
    let mut all: Vec<Arc<DatedFigures>> = cx.snap.document.as_ref().map(|d| d.figures.clone()).unwrap_or_default();
    all.sort_by(|a, b| b.date.cmp(&a.date).then(b.id.cmp(&a.id)));
    all
}

/// How many are kept.
pub(super) fn count(cx: &Cx<'_>) -> usize {
    cx.snap.document.as_ref().map_or(0, |d| d.figures.len())
}

/// The two that are compared, the one of the earlier day first.
fn pair(cx: &Cx<'_>, all: &[Arc<DatedFigures>]) -> (Option<FiguresId>, Option<FiguresId>) {
    let there = |id: Option<FiguresId>| id.filter(|id| all.iter().any(|f| f.id == *id));
    let later = there(cx.state.dated.chosen.1).or_else(|| all.first().map(|f| f.id));
    let earlier = there(cx.state.dated.chosen.0)
        .filter(|e| Some(*e) != later)
        .or_else(|| all.iter().map(|f| f.id).find(|id| Some(*id) != later));
    // Of the two the one of the earlier day is A.
    let when = |id: Option<FiguresId>| all.iter().find(|f| Some(f.id) == id).map(|f| (f.date, f.id));
    if when(earlier) <= when(later) { (earlier, later) } else { (later, earlier) }
}

/// The two that are compared as a table, or those that are kept where there are no two; `None` without any.
pub(super) fn table(cx: &Cx<'_>) -> Option<TableText> {
    let all = kept(cx);
    let (earlier, later) = pair(cx, &all);
    let of = |id: Option<FiguresId>| all.iter().find(|f| Some(f.id) == id);
    if let (Some(a), Some(b)) = (of(earlier), of(later)) {
        let rows = differences(a, b);
        let shown: Vec<&Difference> = rows.iter().filter(|d| cx.state.dated.zones || d.zone.is_none()).collect();
        return Some(difference_text(cx, &shown, &a.date.to_string(), &b.date.to_string()));
    }
    let figures = all.first()?;
    let rows = figures.figures.iter().map(|f| {
        let id = IndicatorId::from_id(&f.indicator);
        let name = id.map_or_else(|| f.indicator.clone(), |id| format::indicator(cx.lang(), id));
        vec![name, bare(unit_of(&f.unit), f.value())]
    });
    let head = vec![cx.tr("compare.indicator").to_owned(), figures.date.to_string()];
    Some(as_table(cx.tr("tab.dated"), head, &[1], rows.collect()))
}

/// Figures before and after as a table.
pub(super) fn difference_text(cx: &Cx<'_>, rows: &[&Difference], a: &str, b: &str) -> TableText {
    let rows = rows.iter().map(|row| {
        let unit = unit_of(&row.unit);
        let id = IndicatorId::from_id(&row.indicator);
        let name = id.map_or_else(|| row.indicator.clone(), |id| format::indicator(cx.lang(), id));
        let name = if unit == Unit::Ratio { format!("{name} (%)") } else { name };
        let zone = row.zone.as_ref().map_or(cx.tr("compare.whole"), |(_, name)| name.as_str());
        vec![name, zone.to_owned(), bare(unit, row.before), bare(unit, row.after), bare(unit, row.change())]
    });
    let head = [cx.tr("compare.indicator"), cx.tr("compare.zone"), a, b, cx.tr("compare.change")];
    as_table(cx.tr("tab.dated"), head.map(str::to_owned).to_vec(), &[2, 3, 4], rows.collect())
}

/// A figure for a spreadsheet: shares in per cent.
fn bare(unit: Unit, value: Option<f64>) -> String {
    match unit {
        Unit::Ratio => cell(value.map(|v| v * 100.0), 2),
        Unit::Count | Unit::SquareMetres => cell(value, 0),
        Unit::PerKm2 | Unit::SquareMetresPerPerson => cell(value, 2),
    }
}

/// The tab.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let all = kept(cx);
    if all.is_empty() {
        controls::nothing(ui, cx.tr("dated.none"));
        if widgets::primary_button(ui, icons::BOOKMARK, cx.tr("dated.keep_now"), cx.can_export()).clicked() {
            keep(cx);
        }
        return;
    }
    let (earlier, later) = pair(cx, &all);
    let whole = ui.available_rect_before_wrap();
    let left = whole.with_max_x(whole.left() + (whole.width() * 0.40).clamp(220.0, 340.0));
    let right = whole.with_min_x(left.right() + 20.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(left), |ui| list(ui, cx, &all, earlier, later));
    ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
        let of = |id: Option<FiguresId>| all.iter().find(|f| Some(f.id) == id);
        match (of(earlier), of(later)) {
            (Some(a), Some(b)) => compared(ui, cx, a, b),
            _ => controls::nothing(ui, cx.tr("dated.one_more")),
        }
    });
    ui.advance_cursor_after_rect(whole);
}

fn named(cx: &Cx<'_>, figures: &DatedFigures) -> String {
    let period = PERIODS.iter().find(|(p, _)| *p == figures.period).map_or("", |(_, key)| cx.tr(key));
    let when = match figures.period {
        Period::Quarter => cx.trf(
            "dated.quarter_is",
            &[("year", &figures.date.year().to_string()), ("n", &figures.date.quarter().to_string())],
        ),
        Period::Year => cx.trf("dated.year_is", &[("year", &figures.date.year().to_string())]),
        Period::Month => cx.trf(
            "dated.month_is",
            &[("year", &figures.date.year().to_string()), ("n", &figures.date.month().to_string())],
        ),
        Period::Day => period.to_owned(),
    };
    if figures.label.is_empty() { when } else { format!("{} · {when}", figures.label) }
}

fn list(ui: &mut Ui, cx: &mut Cx<'_>, all: &[Arc<DatedFigures>], earlier: Option<FiguresId>, later: Option<FiguresId>) {
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        if widgets::plain_button(ui, icons::BOOKMARK, cx.tr("dated.keep_now")).clicked() {
            keep(cx);
        }
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().id_salt("dated").auto_shrink([false, false]).show(ui, |ui| {
        for figures in all {
            one(ui, cx, figures, (earlier, later));
        }
    });
}

fn one(ui: &mut Ui, cx: &mut Cx<'_>, figures: &DatedFigures, both: (Option<FiguresId>, Option<FiguresId>)) {
    let p = cx.p;
    let (earlier, later) = (both.0 == Some(figures.id), both.1 == Some(figures.id));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width() - 8.0, 44.0), Sense::click());
    let name = named(cx, figures);
    let date = figures.date.to_string();
    let label = cx.trf("dated.row", &[("date", &date), ("name", &name)]);
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, earlier || later, &label));
    if earlier || later {
        ui.painter().rect_filled(rect, 6.0, if later { p.accent_soft } else { p.hover });
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 6.0, p.hover);
    }
    widgets::focus_ring(ui, &response, rect);
    // Which of the two it is.
    let sign = if later {
        "B"
    } else if earlier {
        "A"
    } else {
        ""
    };
    let badge = Rect::from_center_size(egui::pos2(rect.left() + 16.0, rect.center().y), vec2(18.0, 18.0));
    if !sign.is_empty() {
        ui.painter().circle_filled(badge.center(), 9.0, if later { p.accent } else { p.neutral });
        ui.painter().text(badge.center(), egui::Align2::CENTER_CENTER, sign, fonts::strong_id(11.0), p.panel);
    }
    let first = Rect::from_min_max(
        egui::pos2(rect.left() + 34.0, rect.top() + 4.0),
        egui::pos2(rect.right() - 34.0, rect.top() + 23.0),
    );
    widgets::text_in(ui, first, &format!("{date}  {name}"), fonts::strong_id(size::TEXT), p.text, Align::Min);
    let of = match (figures.scenario, figures.year) {
        (None, _) => name_of(cx, None),
        (id, None) => name_of(cx, id),
        (id, Some(year)) => format!("{} · {year}", name_of(cx, id)),
    };
    let park = figures
        .figures
        .iter()
        .find(|f| f.indicator == IndicatorId::ParkCoverage.id())
        .and_then(crate::model::plan::Figure::value);
    let park = park.map_or_else(String::new, |v| format!(" · {}%", format::percent(v, None, 2)));
    let second = first.translate(vec2(0.0, 18.0));
    widgets::text_in(
        ui,
        second,
        &format!("{of}{park} · {}", rules_view::rules_called(&figures.rules, cx.lang())),
        FontId::proportional(size::SMALL),
        p.muted,
        Align::Min,
    );
    let bin = Rect::from_center_size(egui::pos2(rect.right() - 16.0, rect.center().y), vec2(24.0, 24.0));
    if response.clicked() {
        // A click makes it one of the two; the later of those that were stays as the other.
        let other = if earlier { both.1 } else { both.1.filter(|id| *id != figures.id).or(both.0) };
        cx.state.dated.chosen = (other, Some(figures.id));
    }
    ui.push_id(figures.id.0, |ui| {
        let remove = cx.trf("dated.remove", &[("date", &date)]);
        if widgets::icon_button_at(ui, bin, icons::TRASH, &remove, Some(p.faint)).clicked() {
            cx.send(PlanAction::RemoveFigures(figures.id).into());
            let text = cx.trf("dated.removed", &[("date", &date)]);
            cx.say_undoable(text);
        }
    });
}

/// What it is about, before, after, the change.
const WIDTHS: [f32; 4] = [1.0, -72.0, -72.0, -94.0];

fn compared(ui: &mut Ui, cx: &mut Cx<'_>, a: &DatedFigures, b: &DatedFigures) {
    let rows = differences(a, b);
    let changed = rows.iter().filter(|d| d.before != d.after).count();
    ui.horizontal(|ui| {
        ui.set_min_height(36.0);
        let text = cx.trf(
            "dated.compared",
            &[("a", &a.date.to_string()), ("b", &b.date.to_string()), ("n", &format::count(changed))],
        );
        ui.label(widgets::strong(text, size::TEXT));
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let chips = [
                (cx.tr("dated.with_zones").to_owned(), cx.state.dated.zones),
                (cx.tr("dated.whole_only").to_owned(), !cx.state.dated.zones),
            ];
            if let Some(n) = controls::filter_chips(ui, &chips) {
                cx.state.dated.zones = n == 0;
            }
        });
    });
    if a.rules != b.rules {
        let name = |id| rules_view::rules_called(id, cx.lang());
        let text = cx.trf("dated.other_rules", &[("a", name(&a.rules)), ("b", name(&b.rules))]);
        ui.label(RichText::new(format!("{} {text}", icons::WARNING)).size(size::SMALL).color(cx.p.warning_text));
    }
    let zones = cx.state.dated.zones;
    let mut shown: Vec<&Difference> = rows.iter().filter(|d| zones || d.zone.is_none()).collect();
    shown.sort_by_key(|d| d.before == d.after);
    difference_table(ui, cx, "dated rows", &shown, &a.date.to_string(), &b.date.to_string());
}

/// Figures before and after in a table.
pub(super) fn difference_table(ui: &mut Ui, cx: &Cx<'_>, id: &str, rows: &[&Difference], a: &str, b: &str) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let cells = |rect: Rect| controls::cells(rect.with_max_x(rect.right() - 10.0), &WIDTHS);
    let heads = [
        (cx.tr("compare.indicator"), Align::Min),
        (a, Align::Max),
        (b, Align::Max),
        (cx.tr("compare.change"), Align::Max),
    ];
    controls::table_head(ui, &heads, cells);
    egui::ScrollArea::vertical().id_salt(id).auto_shrink([false, false]).show_rows(
        ui,
        size::ROW,
        rows.len(),
        |ui, range| {
            for row in &rows[range] {
                difference_row(ui, cx, row, cells);
            }
        },
    );
}

fn unit_of(text: &str) -> Unit {
    [Unit::Ratio, Unit::PerKm2, Unit::Count, Unit::SquareMetres, Unit::SquareMetresPerPerson]
        .into_iter()
        .find(|u| u.id() == text)
        .unwrap_or(Unit::Count)
}

fn difference_row(ui: &mut Ui, cx: &Cx<'_>, row: &Difference, cells: impl Fn(Rect) -> Vec<Rect>) {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    let unit = unit_of(&row.unit);
    let id = IndicatorId::from_id(&row.indicator);
    let name = id.map_or_else(|| row.indicator.clone(), |id| format::indicator(cx.lang(), id));
    let zone = row.zone.as_ref().map_or(cx.tr("compare.whole"), |(_, name)| name.as_str());
    let figure = |v: Option<f64>| {
        let text = format::value(unit, v.map(|v| Quantity { numerator: v, denominator: 1.0 }), None, 2);
        if unit == Unit::Ratio && text != "–" { format!("{text}%") } else { text }
    };
    let (before, after) = (figure(row.before), figure(row.after));
    let change = row.change();
    let changed = match change {
        None => "–".to_owned(),
        Some(0.0) => "=".to_owned(),
        Some(c) => {
            let amount = super::scenarios::amount(unit, c);
            if unit == Unit::Ratio { cx.trf("scene.points_short", &[("amount", &amount)]) } else { amount }
        }
    };
    let up = change.is_some_and(|c| c > 0.0);
    let words = match change {
        Some(c) if c != 0.0 => cx.trf(if up { "scene.up" } else { "scene.down" }, &[("amount", &changed)]),
        _ => cx.tr("scene.unchanged").to_owned(),
    };
    let label = format!("{name} {zone} {before} → {after} {words}");
    response.widget_info(|| WidgetInfo::labeled(A11y::Row, true, &label));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, p.line.gamma_multiply(0.6)));
    let less = id == Some(IndicatorId::SetbackConflicts);
    let tint = match change {
        Some(c) if c != 0.0 => {
            if up == less {
                p.missed_text
            } else {
                p.met_text
            }
        }
        _ => p.muted,
    };
    let strong = row.zone.is_none();
    let cells = cells(rect);
    about(ui, cells[0], row.zone.as_ref().map(|(_, name)| name.as_str()), &name, p);
    let texts = [(&before, p.text), (&after, p.text), (&changed, tint)];
    for (n, (cell, (text, color))) in cells.into_iter().skip(1).zip(texts).enumerate() {
        let last = n == 2;
        let font = if strong || last { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        widgets::text_in(ui, cell, text, font.clone(), color, Align::Max);
        if last && change.is_some_and(|c| c != 0.0) {
            let wide = ui.painter().layout_no_wrap(text.to_owned(), font, color).size().x;
            super::scenarios::arrow(ui, egui::pos2(cell.right() - wide - 10.0, cell.center().y), up, color);
        }
    }
}

/// What a row is about: an indicator of the whole, or a zone and beside it the indicator, as far as there is room.
fn about(ui: &Ui, cell: Rect, zone: Option<&str>, indicator: &str, p: &Palette) {
    let Some(zone) = zone else {
        widgets::text_in(ui, cell, indicator, fonts::strong_id(size::TEXT), p.text, Align::Min);
        return;
    };
    let font = FontId::proportional(size::TEXT);
    let indent = cell.with_min_x(cell.left() + 12.0);
    let wide = ui.painter().layout_no_wrap(zone.to_owned(), font.clone(), p.text).size().x;
    widgets::text_in(ui, indent, zone, font, p.text, Align::Min);
    let rest = indent.with_min_x(indent.left() + wide + 8.0);
    if rest.width() > 30.0 {
        widgets::text_in(ui, rest, indicator, FontId::proportional(size::SMALL), p.muted, Align::Min);
    }
}
