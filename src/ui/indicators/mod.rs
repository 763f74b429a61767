//! The panel of indicators: one large, by sub-district, then all of them in a table.

mod behind;
mod people;
mod zones;

use egui::{
    Align, Color32, CursorIcon, FontId, Layout, Rect, RichText, Role as A11y, Sense, Ui, WidgetInfo, pos2, vec2,
};

use crate::analysis::outcome::{Goal, Indicator, IndicatorId, Quantity, Unit};
use crate::session::snapshot::JobKind;

use super::context::{Command, Cx};
use super::copy::{self, Copied, Part};
use super::i18n::{Lang, tr, tr_note};
use super::plan::{Marked, Marks};
use super::theme::{Palette, size};
use super::widgets::{self, icon_button_of};
use super::{fonts, format, icons, scenarios};

pub(super) use behind::Behind;

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let place = ui.clip_rect().expand(0.0);
    cx.work.copier.places.insert(Part::Indicators, place);
    let Some(analysis) = cx.snap.analysis.as_ref() else {
        widgets::heading(ui, cx.tr("panel.heading"));
        ui.add_space(8.0);
        let computing = cx.snap.job.is_some_and(|j| matches!(j.kind, JobKind::Load | JobKind::Analyse));
        let text = cx.tr(if computing { "panel.computing" } else { "panel.no_analysis" });
        ui.add(egui::Label::new(RichText::new(text).color(cx.p.muted)).wrap());
        return;
    };
    behind::follow(ui, cx);
    let chosen = analysis.indicator(cx.state.hero).or_else(|| analysis.indicators.first());
    let Some(indicator) = chosen else { return };
    // While something moves, its figures stand in place of those of the analysis.
    let marks = Marks::of(cx);
    let front = marks.on(indicator, cx.snap.stale);
    hero(ui, cx, &front);
    widgets::rule(ui);
    zones::show(ui, cx, &front);
    ui.horizontal(|ui| {
        widgets::heading(ui, cx.tr("panel.others"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            if icon_button_of(ui, icons::CAMERA, cx.tr("copy.indicators_picture"), 24.0, None, true).clicked() {
                cx.ask(Command::CopyPicture(Part::Indicators));
            }
            if icon_button_of(ui, icons::CLIPBOARD, cx.tr("copy.indicators_table"), 24.0, None, true).clicked() {
                copy::copy(cx, Copied::Indicators);
            }
        });
    });
    ui.add_space(4.0);
    for other in &analysis.indicators {
        table_row(ui, cx, &marks.on(other, cx.snap.stale), other.id == indicator.id);
    }
    ui.add_space(size::UNIT);
}

/// Colour for bars and the large figure.
fn verdict_fill(met: Option<bool>, p: &Palette) -> Color32 {
    match met {
        Some(true) => p.met,
        Some(false) => p.missed,
        None => p.neutral,
    }
}

/// Colour for text.
fn verdict_text(met: Option<bool>, p: &Palette) -> Color32 {
    match met {
        Some(true) => p.met_text,
        Some(false) => p.missed_text,
        None => p.muted,
    }
}

fn verdict_key(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "panel.met",
        Some(false) => "panel.missed",
        None => "panel.no_verdict",
    }
}

fn hero(ui: &mut Ui, cx: &mut Cx<'_>, front: &Marked<'_>) {
    let p = cx.p;
    let lang = cx.lang();
    let indicator: &Indicator = &front.indicator;
    ui.horizontal(|ui| {
        ui.set_min_height(24.0);
        ui.label(widgets::strong(format::indicator(lang, indicator.id), size::TEXT));
        if front.stale {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let text = RichText::new(format!("{} {}", icons::CLOCK, cx.tr("panel.stale")));
                ui.label(text.size(size::SMALL).color(p.missed_text)).on_hover_text(cx.tr("panel.stale_hint"));
            });
        }
    });
    let goal = indicator.goal.as_ref();
    let figure = format::value(indicator.unit, indicator.quantity, goal, 2);
    let unit = format::unit(lang, indicator.id, indicator.unit);
    let fill = if front.stale { p.muted } else { verdict_fill(indicator.met, p) };
    let fill = if indicator.met.is_none() && !front.stale { p.text } else { fill };
    ui.horizontal(|ui| {
        ui.set_min_height(52.0);
        ui.spacing_mut().item_spacing.x = 0.0;
        let label = cx.trf(
            "panel.value_label",
            &[("name", &format::indicator(lang, indicator.id)), ("value", &format!("{figure}{unit}"))],
        );
        // Wide figures shrink before they push anything out of the panel.
        let size = if figure.chars().count() > 8 { 30.0 } else { size::HERO };
        let big = ui.painter().layout_no_wrap(figure.clone(), fonts::strong_id(size), fill);
        let sign = ui.painter().layout_no_wrap(unit.to_owned(), fonts::strong_id(size * 0.6), fill);
        let gap = if unit == "%" || unit.is_empty() { 1.0 } else { 6.0 };
        let clickable = behind::is_there(front);
        let (sense, role) = if clickable { (Sense::click(), A11y::Button) } else { (Sense::hover(), A11y::Label) };
        let (rect, mut response) = ui.allocate_exact_size(vec2(big.size().x + gap + sign.size().x, 52.0), sense);
        response.widget_info(|| WidgetInfo::labeled(role, true, &label));
        widgets::focus_ring(ui, &response, rect);
        if clickable {
            response = response.on_hover_cursor(CursorIcon::PointingHand);
        }
        if response.clicked() {
            behind::ask(cx, indicator.id, None);
        }
        let baseline = rect.center().y + big.size().y * 0.30;
        let left = rect.left();
        let big_size = big.size();
        ui.painter().galley(pos2(left, rect.center().y - big_size.y / 2.0), big, fill);
        ui.painter().galley(pos2(left + big_size.x + gap, baseline - sign.size().y * 0.80), sign, fill);
        let more = clickable.then(|| cx.tr("panel.behind_hint"));
        formula_hint(response, cx, indicator, more);
        if let Some(change) = front.change() {
            hero_change(ui, cx, indicator, change);
            return;
        }
        if let Some(text) = bound_text(cx, indicator) {
            ui.add_space(10.0);
            let (hint, shown) = text;
            ui.vertical(|ui| {
                ui.add_space(24.0);
                // In a narrow panel the unit gives way: it is that of the figure beside it.
                let font = FontId::proportional(size::SMALL);
                let wide = ui.painter().layout_no_wrap(shown.clone(), font, p.muted).size().x;
                let fitted = if wide <= ui.available_width() {
                    shown
                } else {
                    shown.split(' ').take(2).collect::<Vec<_>>().join(" ")
                };
                let text = RichText::new(fitted).size(size::SMALL).color(p.muted);
                ui.add(egui::Label::new(text).extend()).on_hover_text(hint);
            });
        }
        scenarios::change_beside(ui, cx, indicator);
    });
    if indicator.quantity.and_then(Quantity::value).is_none() {
        notes(ui, cx, indicator);
        return;
    }
    let value = indicator.quantity.and_then(Quantity::value).unwrap_or_default();
    ui.add_space(4.0);
    if indicator.unit == Unit::Ratio || goal.is_some_and(|g| g.value > 0.0) {
        let (share, tick) = scale(indicator.unit, value, goal);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::hover());
        let bar = Rect::from_center_size(rect.center(), vec2(rect.width(), 8.0));
        let fill = if front.stale { p.neutral } else { verdict_fill(indicator.met, p) };
        // On the scale of the value as it would be: what moves first, else what the scenario brings.
        let on_scale = |before: f64| if value > 0.0 { share * before / value } else { before };
        let of_base = || scenarios::base_of(cx, indicator).filter(|b| b.change != 0.0).map(|b| b.value);
        let before = front.before.and_then(Quantity::value).or_else(of_base).map(on_scale);
        widgets::bar_from(ui, bar, before, share, tick, fill, p);
        formula_hint(response, cx, indicator, None);
    }
    scenarios::change_line(ui, cx, indicator);
    target_line(ui, cx, indicator, goal, value);
    if let Some(quantity) = indicator.quantity {
        ui.add_space(2.0);
        let mut text = format::formula(lang, indicator.id, indicator.unit, quantity);
        if let Some(per) = indicator.per {
            text = format!("{text}{}{}", lang.pick("，", ", "), tr(lang, &format!("per.{per}")));
        }
        // In a narrow panel a line ends before the sign, not within a figure.
        let font = FontId::proportional(size::SMALL);
        if ui.painter().layout_no_wrap(text.clone(), font, p.muted).size().x > ui.available_width() {
            text = text.replacen(" ÷ ", "\n÷ ", 1);
        }
        widgets::muted(ui, text);
    }
    if let Some(people) = people::line(cx, front) {
        ui.add_space(2.0);
        let hint = indicator.population.map(|q| people::formula(cx, q)).unwrap_or_default();
        ui.label(RichText::new(people).size(size::SMALL).color(p.muted)).on_hover_text(hint);
    }
    notes(ui, cx, indicator);
}

/// The change of the large figure while something moves, in place of its bound.
fn hero_change(ui: &mut Ui, cx: &Cx<'_>, indicator: &Indicator, change: f64) {
    let (text, spoken) = change_text(cx, indicator, change, 2);
    let color = change_color(indicator, change, cx.p);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let response = ui.add(egui::Label::new(widgets::strong(text, size::TITLE).color(color)).extend());
        response.widget_info(|| WidgetInfo::labeled(A11y::Label, true, &spoken));
    });
}

/// A change with its arrow, and the same in words.
fn change_text(cx: &Cx<'_>, indicator: &Indicator, change: f64, decimals: usize) -> (String, String) {
    let ratio = indicator.unit == Unit::Ratio;
    let figure = match indicator.unit {
        Unit::Ratio => change * 100.0,
        Unit::SquareMetres => change / 1e4,
        _ => change,
    };
    let decimals = if indicator.unit == Unit::Count { 0 } else { decimals };
    // Never nought where something changes.
    let least = 0.5 * 10f64.powi(-(decimals as i32));
    let decimals = if figure.abs() < least && indicator.unit != Unit::Count { decimals + 2 } else { decimals };
    let arrow = if change > 0.0 { "▲" } else { "▼" };
    let key = if ratio { "place.change_points" } else { "place.change_plain" };
    let signed =
        if change > 0.0 { format!("+{}", format::number(figure, decimals)) } else { format::number(figure, decimals) };
    let spoken = cx.trf(key, &[("name", &format::indicator(cx.lang(), indicator.id)), ("value", &signed)]);
    (format!("{arrow} {}", format::number(figure.abs(), decimals)), spoken)
}

/// Teal for the better, orange for the worse.
fn change_color(indicator: &Indicator, change: f64, p: &Palette) -> Color32 {
    let falls = indicator.goal.as_ref().is_some_and(|g| g.at_most);
    if (change > 0.0) == falls { p.missed_text } else { p.met_text }
}

fn bound_text(cx: &Cx<'_>, indicator: &Indicator) -> Option<(String, String)> {
    let bound = indicator.error_bound?;
    if indicator.unit != Unit::Ratio {
        return None;
    }
    // In percentage points, as the figure is.
    let text = cx.trf("panel.bound", &[("value", &format::bound(bound * 100.0)?)]);
    let exact = cx.trf("panel.bound", &[("value", &format!("{:.1e}", bound * 100.0))]);
    let exact = exact.trim_start_matches("± ").to_owned();
    Some((cx.trf("panel.bound_hint", &[("value", &exact)]), text))
}

/// Where a bar ends and where its tick stands, both from 0 to 1: shares on their own scale, others with the target at
/// five sixths of the bar, or further left where the value goes far beyond it.
fn scale(unit: Unit, value: f64, goal: Option<&Goal>) -> (f64, Option<f64>) {
    match (unit, goal) {
        (Unit::Ratio, goal) => (value, goal.map(|g| g.value)),
        (_, Some(goal)) if goal.value > 0.0 => {
            let end = (goal.value * 1.2).max(value);
            (value / end, Some(goal.value / end))
        }
        _ => (0.0, None),
    }
}

fn target_line(ui: &mut Ui, cx: &mut Cx<'_>, indicator: &Indicator, goal: Option<&Goal>, value: f64) {
    let p = cx.p;
    let lang = cx.lang();
    ui.horizontal(|ui| {
        ui.set_min_height(22.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        let Some(goal) = goal else {
            widgets::muted(ui, cx.tr("panel.no_target"));
            return;
        };
        let met = indicator.met;
        let icon = if met == Some(true) { icons::CHECK_CIRCLE } else { icons::X_CIRCLE };
        if met.is_some() {
            ui.label(RichText::new(icon).size(14.0).color(verdict_text(met, p)));
        }
        ui.label(widgets::strong(cx.tr(verdict_key(met)), size::TEXT).color(verdict_text(met, p)));
        let due = if goal.due.is_empty() { String::new() } else { cx.trf("panel.due", &[("due", &goal.due)]) };
        let key = match (goal.at_most, goal.strict) {
            (false, false) => "panel.target",
            (false, true) => "panel.target_over",
            (true, false) => "panel.target_at_most",
            (true, true) => "panel.target_below",
        };
        let target = cx.trf(key, &[("value", &format::goal_value(lang, indicator, goal)), ("due", &due)]);
        let source = cx.trf("panel.source", &[("source", source(goal, lang))]);
        ui.label(RichText::new(target).color(p.text)).on_hover_text(source);
        if indicator.unit == Unit::Ratio && met.is_some() {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let away = (goal.value - value) * 100.0;
                let key = if away > 0.0 { "panel.short_by" } else { "panel.over_by" };
                // Rounded like the value, but never to nothing while the target is missed.
                let decimals = if away != 0.0 && away.abs() < 0.005 { 4 } else { 2 };
                let text = cx.trf(key, &[("value", &format::number(away.abs(), decimals))]);
                let room = ui.available_width();
                let wide =
                    ui.painter().layout_no_wrap(text.clone(), FontId::proportional(size::SMALL), p.muted).size().x;
                if wide <= room {
                    ui.label(RichText::new(text).size(size::SMALL).color(p.muted));
                }
            });
        }
    });
    if goal.is_some_and(|g| g.unverified) {
        ui.label(
            RichText::new(format!("{} {}", icons::WARNING, cx.tr("panel.unverified_mark")))
                .size(size::SMALL)
                .color(p.warning_text),
        );
    }
}

fn source(goal: &Goal, lang: Lang) -> &str {
    lang.pick(&goal.source, &goal.source_en)
}

/// The formula with the figures of an indicator, and what a click does.
fn formula_hint(response: egui::Response, cx: &Cx<'_>, indicator: &Indicator, click: Option<&str>) {
    let lang = cx.lang();
    let quantity = indicator.quantity;
    response.on_hover_ui(|ui| {
        ui.label(widgets::strong(format::indicator(lang, indicator.id), size::TEXT));
        if let Some(quantity) = quantity {
            ui.label(format::formula(lang, indicator.id, indicator.unit, quantity));
            ui.label(format!("= {}", format::value_with_unit(lang, indicator, Some(quantity))));
        }
        if let Some(people) = indicator.population {
            ui.label(people::formula(cx, people));
        }
        if let Some(per) = indicator.per {
            ui.label(tr(lang, &format!("per.{per}")));
        }
        if let Some(goal) = &indicator.goal {
            ui.label(cx.trf("panel.source", &[("source", source(goal, lang))]));
        }
        for (key, detail) in indicator.notes.iter().filter(|(key, _)| !matches!(*key, "per" | "unverified")) {
            ui.label(tr_note(lang, "note", key, detail));
        }
        if let Some(line) = unverified_line(lang, indicator) {
            ui.label(line);
        }
        if let Some(click) = click {
            ui.label(RichText::new(click).color(cx.p.accent));
        }
    });
}

fn notes(ui: &mut Ui, cx: &mut Cx<'_>, indicator: &Indicator) {
    for (key, detail) in indicator.notes.iter().filter(|(key, _)| !matches!(*key, "per" | "unverified")) {
        ui.add_space(2.0);
        widgets::muted(ui, tr_note(cx.lang(), "note", key, detail));
    }
    if let Some(line) = unverified_line(cx.lang(), indicator) {
        ui.add_space(2.0);
        let text = RichText::new(format!("{} {line}", icons::WARNING)).size(size::SMALL).color(cx.p.warning_text);
        let response = ui.add(egui::Label::new(text).wrap().sense(Sense::click()));
        if response.on_hover_text(cx.tr("rules.basis")).clicked() {
            cx.state.sheet = Some(super::state::Sheet::Basis);
        }
    }
}

/// What the figure rests on and nobody has verified, in one line.
fn unverified_line(lang: Lang, indicator: &Indicator) -> Option<String> {
    let labels: Vec<String> = indicator
        .notes
        .iter()
        .filter(|(key, _)| *key == "unverified")
        .map(|(_, detail)| super::rules_view::unverified_label(detail, lang))
        .collect();
    (!labels.is_empty()).then(|| tr_note(lang, "note", "unverified", &labels.join(lang.pick("、", ", "))))
}

fn table_row(ui: &mut Ui, cx: &mut Cx<'_>, marked: &Marked<'_>, on: bool) {
    let p = cx.p;
    let lang = cx.lang();
    let indicator: &Indicator = &marked.indicator;
    let people = people::line(cx, marked);
    let height = 26.0 + if people.is_some() { people::HEIGHT } else { 0.0 };
    let (whole, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let rect = whole.with_max_y(whole.top() + 26.0);
    let name = format::indicator(lang, indicator.id);
    let goal = indicator.goal.as_ref();
    let figure = format::value_with_unit(lang, indicator, indicator.quantity);
    let shown = match goal {
        Some(goal) if !matches!(indicator.unit, Unit::Ratio) && indicator.quantity.is_some() => {
            let unit = format::unit(lang, indicator.id, indicator.unit);
            let value = format::value(indicator.unit, indicator.quantity, Some(goal), 2);
            let target = format::goal_value(lang, indicator, goal);
            if indicator.id == IndicatorId::SetbackConflicts || unit.starts_with('/') {
                figure.clone()
            } else {
                format!("{value} / {target}")
            }
        }
        _ => figure.clone(),
    };
    let verdict = cx.tr(verdict_key(indicator.met));
    let label = match &people {
        Some(people) => format!("{name} {shown} {verdict} {people}"),
        None => format!("{name} {shown} {verdict}"),
    };
    response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, &label));
    let wide = whole.expand2(vec2(8.0, 0.0));
    if on {
        ui.painter().rect_filled(wide, 6.0, p.accent_soft);
    } else if response.hovered() {
        ui.painter().rect_filled(wide, 6.0, p.hover);
    }
    widgets::focus_ring(ui, &response, wide);
    let font = FontId::proportional(size::TEXT);
    let verdict_width =
        ui.painter().layout_no_wrap(cx.tr("panel.missed").to_owned(), fonts::strong_id(size::SMALL), p.text).size().x;
    let end = Rect::from_min_max(pos2(rect.right() - verdict_width, rect.top()), rect.max);
    widgets::text_in(ui, end, verdict, fonts::strong_id(size::SMALL), verdict_text(indicator.met, p), Align::Max);
    let value_width = ui.painter().layout_no_wrap(shown.clone(), font.clone(), p.text).size().x;
    let value_right = end.left() - 12.0;
    let name_rect = Rect::from_min_max(rect.min, pos2(value_right - value_width - 8.0, rect.bottom()));
    widgets::text_in(ui, name_rect, &name, font.clone(), p.text, Align::Min);
    let value_rect =
        Rect::from_min_max(pos2(value_right - value_width - 2.0, rect.top()), pos2(value_right, rect.bottom()));
    let color = if marked.stale || indicator.quantity.is_none() { p.muted } else { p.text };
    widgets::text_in(ui, value_rect, &shown, font, color, Align::Max);
    if let Some(people) = people {
        let below = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 4.0), pos2(value_right, whole.bottom() - 4.0));
        widgets::text_in(ui, below, &people, FontId::proportional(size::SMALL), p.muted, Align::Max);
    }
    if let Some(change) = marked.change() {
        let (text, spoken) = change_text(cx, indicator, change, 2);
        let right = value_rect.left() - 6.0;
        let room = Rect::from_min_max(pos2((right - 64.0).max(rect.left()), rect.top()), pos2(right, rect.bottom()));
        let color = change_color(indicator, change, p);
        // It lies over the end of a long name: its own ground keeps it legible.
        let wide = ui.painter().layout_no_wrap(text.clone(), fonts::strong_id(size::SMALL), color).size().x;
        let ground = if on { p.accent_soft } else { p.panel };
        ui.painter().rect_filled(room.with_min_x(right - wide - 6.0).shrink2(vec2(0.0, 3.0)), 0.0, ground);
        widgets::text_in(ui, room, &text, fonts::strong_id(size::SMALL), color, Align::Max);
        let mark = ui.interact(room, ui.scope_id().with(("change", indicator.id)), Sense::hover());
        mark.widget_info(|| WidgetInfo::labeled(A11y::Label, true, &spoken));
    }
    if response.clicked() {
        cx.state.hero = indicator.id;
    }
    formula_hint(response, cx, indicator, None);
}
