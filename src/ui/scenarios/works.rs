//! What a scenario builds in each year, against what the plan asks for. What is asked of one year and what is asked of
//! all together are different things and stand apart.

use egui::{Align, FontId, Rect, Role as A11y, Sense, Ui, WidgetInfo, vec2};

use super::{build_out, name_of};
use crate::analysis::build_out::Works;
use crate::model::targets::TargetUnit;
use crate::ui::context::Cx;
use crate::ui::theme::size;
use crate::ui::{controls, fonts, format, widgets};

/// Shows it for the scenario in front.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.snap.scenario.is_none() {
        controls::nothing(ui, cx.tr("years.works_base"));
        return;
    }
    let Some(found) = build_out(cx, cx.snap.scenario) else {
        controls::nothing(ui, cx.tr("years.working"));
        return;
    };
    let (curve, stale) = (std::sync::Arc::clone(&found.curve), found.stale);
    if curve.works.is_empty() {
        controls::nothing(ui, cx.tr("years.no_works"));
        return;
    }
    let name = name_of(cx, cx.snap.scenario);
    widgets::muted(ui, cx.trf("years.works_hint", &[("name", &name)]));
    ui.spacing_mut().item_spacing.y = 0.0;
    let years = &curve.years;
    // Of many years those around the one shown.
    let most = ((ui.available_width() - 250.0) / 84.0).floor().max(1.0) as usize;
    let at = cx.snap.year.and_then(|y| years.iter().position(|k| *k == y)).unwrap_or(years.len().saturating_sub(1));
    let first = at.saturating_sub(most.saturating_sub(1)).min(years.len().saturating_sub(most));
    let shown = first..(first + most).min(years.len());
    let mut widths = vec![1.0];
    widths.extend(shown.clone().map(|_| -74.0));
    widths.push(-98.0);
    // Rows leave room for the scroll bar: head and rows end at the same place, not each where its own room does.
    let right = ui.max_rect().right() - 14.0;
    let cells = |rect: Rect| controls::cells(rect.with_max_x(right), &widths);
    let texts: Vec<String> = years[shown.clone()].iter().map(ToString::to_string).collect();
    let mut heads: Vec<(&str, Align)> = vec![(cx.tr("years.task"), Align::Min)];
    heads.extend(texts.iter().map(|t| (t.as_str(), Align::Max)));
    heads.push((cx.tr("years.in_all"), Align::Max));
    controls::table_head(ui, &heads, cells);
    egui::ScrollArea::vertical().id_salt("works").auto_shrink([false, false]).show(ui, |ui| {
        for works in &curve.works {
            row(ui, cx, works, &shown, stale, cells);
        }
    });
}

fn row(
    ui: &mut Ui,
    cx: &Cx<'_>,
    works: &Works,
    shown: &std::ops::Range<usize>,
    stale: bool,
    cells: impl Fn(Rect) -> Vec<Rect>,
) {
    let p = cx.p;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
    let unit = cx.lang().pick(works.unit.zh(), works.unit.en());
    let name = cx.lang().pick(&works.name.zh, &works.name.en).to_owned();
    let titled = if unit.is_empty() { name } else { format!("{name}（{unit}）") };
    let titled =
        if cx.lang() == crate::ui::Lang::Zh { titled } else { titled.replace('（', " (").replace('）', ")") };
    let mut texts = vec![(titled, None)];
    for work in &works.years[shown.clone()] {
        texts.push(against(works.unit, work.done, work.asked));
    }
    let last = works.years.last();
    texts.push(last.map_or_else(Default::default, |w| against(works.unit, w.done_in_all, w.asked_in_all)));
    let label = texts.iter().map(|t| t.0.as_str()).collect::<Vec<_>>().join("  ");
    response.widget_info(|| WidgetInfo::labeled(A11y::Row, true, &label));
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, p.line.gamma_multiply(0.6)));
    let end = texts.len() - 1;
    for (n, (cell, (text, met))) in cells(rect).into_iter().zip(&texts).enumerate() {
        let color = match met {
            _ if stale => p.muted,
            Some(true) => p.met_text,
            Some(false) => p.missed_text,
            None if n == 0 => p.text,
            None => p.muted,
        };
        let strong = met.is_some() || n == end;
        let font = if strong { fonts::strong_id(size::TEXT) } else { FontId::proportional(size::TEXT) };
        let align = if n == 0 { Align::Min } else { Align::Max };
        widgets::text_in(ui, cell, text, font, color, align);
    }
    response.on_hover_ui(|ui| {
        ui.label(widgets::strong(cx.lang().pick(&works.name.zh, &works.name.en), size::TEXT));
        for work in &works.years {
            let (text, met) = against(works.unit, work.done, work.asked);
            let verdict = met.map_or("", |m| cx.tr(if m { "panel.met" } else { "panel.missed" }));
            ui.label(format!("{}  {text}  {verdict}", work.year).trim_end());
        }
        if let Some(last) = last {
            let (text, met) = against(works.unit, last.done_in_all, last.asked_in_all);
            let verdict = met.map_or("", |m| cx.tr(if m { "panel.met" } else { "panel.missed" }));
            ui.label(format!("{}  {text}  {verdict}", cx.tr("years.in_all")).trim_end());
        }
    });
}

/// `3 / 4`, and whether what was asked is done; what was not asked is only counted.
fn against(unit: TargetUnit, done: f64, asked: Option<f64>) -> (String, Option<bool>) {
    let whole = |v: f64| (v - v.round()).abs() < 1e-9;
    let text = |v: f64| {
        let decimals = match unit {
            _ if whole(v) => 0,
            TargetUnit::Hectares | TargetUnit::TenThousandSquareMetres | TargetUnit::SquareKilometres => 2,
            _ => 1,
        };
        format::number(v, decimals)
    };
    match asked {
        Some(asked) => (format!("{} / {}", text(done), text(asked)), Some(done >= asked)),
        None => (text(done), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_is_held_only_against_what_is_asked() {
        assert_eq!(against(TargetUnit::Buildings, 3.0, Some(4.0)), ("3 / 4".to_owned(), Some(false)));
        assert_eq!(against(TargetUnit::Buildings, 4.0, Some(4.0)), ("4 / 4".to_owned(), Some(true)));
        assert_eq!(against(TargetUnit::Hectares, 1.254, Some(2.0)), ("1.25 / 2".to_owned(), Some(false)));
        assert_eq!(against(TargetUnit::Buildings, 2.0, None), ("2".to_owned(), None));
    }
}
