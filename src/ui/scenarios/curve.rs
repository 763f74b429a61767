//! The build-out: an indicator at the end of every year, each scenario a line, held against the plan.

use egui::{
    Align, Align2, Color32, FontId, Pos2, Rect, RichText, Role as A11y, Sense, Shape, Stroke, Ui, WidgetInfo, pos2,
    vec2,
};

use super::{YearsView, all, ask_again, build_out, name_of, timeline, works, years};
use crate::analysis::build_out::Curve;
use crate::analysis::outcome::{Goal, IndicatorId, Quantity, Unit};
use crate::model::plan::ScenarioId;
use crate::session::PlanAction;
use crate::session::snapshot::JobKind;
use crate::ui::context::Cx;
use crate::ui::theme::size;
use crate::ui::{controls, fonts, format, widgets};

/// One scenario as a line.
struct Line {
    id: Option<ScenarioId>,
    name: String,
    /// The base before the first year, then each year.
    values: Vec<Option<f64>>,
    met: Vec<Option<bool>>,
    stale: bool,
}

/// Shows it.
pub(in crate::ui) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    let years = years(cx);
    if years.is_empty() {
        controls::nothing(ui, cx.tr("years.none"));
        if widgets::plain_button(ui, crate::ui::icons::PLUS, cx.tr("scene.new")).clicked() {
            super::bar::new(cx);
        }
        return;
    }
    head(ui, cx);
    match cx.state.scenes.years_view {
        YearsView::Curve => curve(ui, cx, &years),
        YearsView::Works => works::show(ui, cx),
    }
}

/// Which indicator, and the curve or what is built.
fn head(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.horizontal(|ui| {
        ui.set_min_height(32.0);
        let view = cx.state.scenes.years_view;
        if view == YearsView::Curve {
            let ids: Vec<IndicatorId> = cx.snap.analysis.as_ref().map_or_else(Vec::new, |a| {
                a.indicators.iter().filter(|i| i.quantity.is_some()).map(|i| i.id).collect()
            });
            let names: Vec<String> = ids.iter().map(|id| format::indicator(cx.lang(), *id)).collect();
            let now = ids.iter().position(|id| *id == cx.state.hero);
            let most = (ui.available_width() - 220.0).clamp(110.0, 260.0);
            if let Some(n) = controls::choose(ui, cx.tr("years.indicator"), &names, now, most) {
                cx.state.hero = ids[n];
            }
        }
        ui.with_layout(egui::Layout::right_to_left(Align::Center), |ui| {
            let chips = [
                (cx.tr("years.works").to_owned(), view == YearsView::Works),
                (cx.tr("years.curve").to_owned(), view == YearsView::Curve),
            ];
            if let Some(n) = controls::filter_chips(ui, &chips) {
                cx.state.scenes.years_view = if n == 0 { YearsView::Works } else { YearsView::Curve };
            }
        });
    });
}

fn curve(ui: &mut Ui, cx: &mut Cx<'_>, years: &[i32]) {
    let hero = cx.state.hero;
    let ids: Vec<Option<ScenarioId>> = all(cx).iter().map(|s| Some(s.id)).chain([None]).collect();
    let mut lines = Vec::new();
    let mut shown: Option<(Unit, Option<Goal>, Option<i32>)> = None;
    for id in ids {
        let Some(found) = build_out(cx, id) else { continue };
        let Some(curve) = found.curve.curves.iter().find(|c| c.id == hero) else { continue };
        shown = Some((curve.unit, curve.goal.clone(), curve.due));
        lines.push(line_of(cx, id, curve, years, found.stale));
    }
    let Some((unit, goal, due)) = shown.filter(|_| lines.iter().any(|l| l.values.iter().any(Option::is_some))) else {
        waiting(ui, cx, !lines.is_empty());
        return;
    };
    let whole = ui.available_rect_before_wrap();
    let rest = whole.with_min_y(whole.top() + 2.0);
    let slider_height = if cx.snap.scenario.is_some() { 26.0 } else { 0.0 };
    let foot = 25.0 + slider_height;
    let plot = Rect::from_min_max(
        pos2(rest.left() + 46.0, rest.top() + 12.0),
        pos2(rest.right() - 84.0, rest.bottom() - foot),
    );
    if plot.width() < 80.0 || plot.height() < 30.0 {
        return;
    }
    let (low, high, ticks) = scale(&lines, goal.as_ref(), unit);
    let y = |v: f64| plot.bottom() - plot.height() * ((v - low) / (high - low)).clamp(-0.05, 1.05) as f32;
    let x = |n: usize| plot.left() + plot.width() * n as f32 / years.len() as f32;
    axes(ui, cx, plot, unit, &ticks, &y);
    if let Some(goal) = goal.as_ref().filter(|g| (low..=high).contains(&g.value)) {
        goal_line(ui, cx, plot, goal, unit, due, &y);
    }
    draw(ui, cx, plot, &lines, &x, &y);
    labels(ui, cx, plot, years, &x);
    points(ui, cx, plot, &lines, unit, years, &x, &y);
    if slider_height > 0.0 {
        let rail =
            Rect::from_min_max(pos2(plot.left(), rest.bottom() - slider_height), pos2(plot.right(), rest.bottom()));
        timeline::show(ui, cx, rail, years);
    }
    ui.advance_cursor_after_rect(whole);
}

fn waiting(ui: &mut Ui, cx: &mut Cx<'_>, no_figure: bool) {
    if no_figure {
        controls::nothing(ui, cx.tr("chart.no_figure"));
        return;
    }
    let busy = cx.snap.stale
        || cx.snap.job.is_some_and(|j| matches!(j.kind, JobKind::BuildOut | JobKind::Analyse | JobKind::Load));
    controls::nothing(ui, cx.tr(if busy { "years.working" } else { "years.waiting" }));
    if !busy && widgets::link(ui, cx.tr("compare.again")).clicked() {
        ask_again(cx);
    }
}

fn line_of(cx: &Cx<'_>, id: Option<ScenarioId>, curve: &Curve, years: &[i32], stale: bool) -> Line {
    let value = |q: Option<Quantity>| q.and_then(Quantity::value);
    let mut values = vec![value(curve.before)];
    let mut met = vec![curve.before.and_then(Quantity::value).zip(curve.goal.as_ref()).map(|(v, g)| g.is_met_by(v))];
    // Years of other scenarios that this one does not reach stay as its last.
    let mut last = (values[0], met[0]);
    for year in years {
        if let Some(point) = curve.points.iter().find(|p| p.year == *year) {
            last = (value(point.quantity), point.met);
        }
        values.push(last.0);
        met.push(last.1);
    }
    Line { id, name: name_of(cx, id), values, met, stale }
}

/// Ends of the axis and its ticks: round numbers around every value and the goal.
fn scale(lines: &[Line], goal: Option<&Goal>, unit: Unit) -> (f64, f64, Vec<f64>) {
    let values = || lines.iter().flat_map(|l| l.values.iter().copied().flatten()).chain(goal.map(|g| g.value));
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let least = match unit {
        Unit::Ratio => 0.02,
        Unit::Count => 3.0,
        _ => high.abs() * 0.05 + 1e-6,
    };
    let span = ((high - low) * 1.15).max(least);
    let step = round_step(span / 3.0);
    let step = if unit == Unit::Count { step.max(1.0) } else { step };
    let mut bottom = ((high + low - span) / 2.0 / step).floor() * step;
    // Nothing that is counted here is below nothing.
    if bottom < 0.0 && low >= 0.0 {
        bottom = 0.0;
    }
    let mut top = (((high + low + span) / 2.0).max(high) / step).ceil() * step;
    if unit == Unit::Ratio && high <= 1.0 {
        top = top.min((1.0 / step).ceil() * step);
    }
    let count = ((top - bottom) / step).round().max(1.0) as usize;
    (bottom, top, (0..=count).map(|n| bottom + step * n as f64).collect())
}

/// 1, 2 or 5 times a power of ten, at or above `raw`.
fn round_step(raw: f64) -> f64 {
    if !(raw.is_finite() && raw > 0.0) {
        return 1.0;
    }
    let power = 10f64.powf(raw.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|f| f * power).find(|s| *s >= raw * 0.999).unwrap_or(10.0 * power)
}

/// A value as it stands at the axis.
fn short(unit: Unit, value: f64, step: f64) -> String {
    let (value, step) = match unit {
        Unit::Ratio => (value * 100.0, step * 100.0),
        Unit::SquareMetres => (value / 1e4, step / 1e4),
        _ => (value, step),
    };
    // As many as the step has, so that 87.5 between 85 and 90 is not shown as 88.
    let whole = |scaled: f64| scaled >= 0.999 && (scaled - scaled.round()).abs() < 1e-6 * scaled;
    let decimals = (0..4).find(|d| whole(step * 10f64.powi(*d))).unwrap_or(4);
    format::number(value, decimals as usize)
}

fn axes(ui: &Ui, cx: &Cx<'_>, plot: Rect, unit: Unit, ticks: &[f64], y: &dyn Fn(f64) -> f32) {
    let p = cx.p;
    let font = FontId::proportional(size::SMALL);
    let step = ticks.get(1).map_or(1.0, |t| t - ticks[0]);
    // In a low panel every other figure, so that they stand clear of one another.
    let every = ((15.0 * ticks.len() as f32 / plot.height()).ceil() as usize).max(1);
    for (n, tick) in ticks.iter().enumerate() {
        let at = y(*tick).round();
        if at < plot.top() - 1.0 {
            continue;
        }
        ui.painter().hline(plot.x_range(), at, Stroke::new(1.0, if n == 0 { p.faint } else { p.line }));
        if n % every == 0 {
            let text = short(unit, *tick, step);
            ui.painter().text(pos2(plot.left() - 10.0, at), Align2::RIGHT_CENTER, text, font.clone(), p.muted);
        }
    }
}

fn goal_line(ui: &Ui, cx: &Cx<'_>, plot: Rect, goal: &Goal, unit: Unit, due: Option<i32>, y: &dyn Fn(f64) -> f32) {
    let p = cx.p;
    let at = y(goal.value).round();
    ui.painter().extend(Shape::dashed_line(
        &[pos2(plot.left(), at), pos2(plot.right(), at)],
        Stroke::new(1.2, p.tick),
        5.0,
        4.0,
    ));
    let value = match unit {
        Unit::Ratio => format!("{}%", short(unit, goal.value, 0.01)),
        _ => short(unit, goal.value, goal.value.abs().max(1.0) / 10.0),
    };
    let mut text = cx.trf("chart.target", &[("value", &value)]);
    if let Some(due) = due {
        text.push_str(&cx.trf("years.due", &[("year", &due.to_string())]));
    }
    let galley = ui.painter().layout_no_wrap(text, FontId::proportional(size::SMALL), p.text);
    let above = at - galley.size().y - 3.0 > plot.top() - 10.0;
    let top = if above { at - galley.size().y - 2.0 } else { at + 2.0 };
    ui.painter().galley(pos2(plot.left() + 6.0, top), galley, p.text);
}

/// How a line looks: the one shown is drawn through, the others are told apart by their dashes.
fn style(cx: &Cx<'_>, line: &Line, nth: usize) -> (Color32, f32, Option<(f32, f32)>) {
    let p = cx.p;
    if line.id == cx.snap.scenario {
        let color = if line.stale { p.muted } else { p.accent };
        return (color, 2.4, None);
    }
    let dashes = [(2.0, 4.0), (7.0, 4.0), (12.0, 4.0), (4.0, 7.0)];
    (p.neutral, 1.6, Some(dashes[nth % dashes.len()]))
}

fn draw(ui: &Ui, cx: &Cx<'_>, plot: Rect, lines: &[Line], x: &dyn Fn(usize) -> f32, y: &dyn Fn(f64) -> f32) {
    let p = cx.p;
    // The one shown lies over the others.
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.sort_by_key(|&n| lines[n].id == cx.snap.scenario);
    let mut taken: Vec<Rect> = Vec::new();
    for &n in &order {
        let line = &lines[n];
        let (color, width, dash) = style(cx, line, n);
        let path: Vec<Pos2> = line.values.iter().enumerate().filter_map(|(i, v)| Some(pos2(x(i), y((*v)?)))).collect();
        match dash {
            None => {
                ui.painter().add(Shape::line(path.clone(), Stroke::new(width, color)));
            }
            Some((on, off)) => ui.painter().extend(Shape::dashed_line(&path, Stroke::new(width, color), on, off)),
        }
    }
    for &n in order.iter().rev() {
        let line = &lines[n];
        let (color, _, dash) = style(cx, line, n);
        let Some(last) = line.values.iter().rposition(Option::is_some) else { continue };
        let at = pos2(x(last), y(line.values[last].unwrap_or_default()));
        let font = if dash.is_none() { fonts::strong_id(size::SMALL) } else { FontId::proportional(size::SMALL) };
        let tint = if dash.is_none() { color } else { p.muted };
        // Names stand at the end of their lines, and make way for one another.
        let height = 15.0;
        let mut place = Rect::from_min_size(pos2(plot.right() + 10.0, at.y - height / 2.0), vec2(74.0, height));
        let down = taken.iter().any(|t| t.intersects(place) && t.center().y <= place.center().y);
        for _ in 0..lines.len() {
            match taken.iter().find(|t| t.intersects(place)) {
                Some(t) if down => place = place.translate(vec2(0.0, t.bottom() - place.top() + 1.0)),
                Some(t) => place = place.translate(vec2(0.0, t.top() - place.bottom() - 1.0)),
                None => break,
            }
        }
        taken.push(place);
        widgets::text_in(ui, place, &line.name, font, tint, Align::Min);
    }
}

fn labels(ui: &Ui, cx: &Cx<'_>, plot: Rect, years: &[i32], x: &dyn Fn(usize) -> f32) {
    let p = cx.p;
    let shown = cx.snap.scenario.and(cx.snap.year);
    let room = plot.width() / years.len() as f32;
    let every = (40.0 / room).ceil().max(1.0) as usize;
    for n in 0..=years.len() {
        let text = if n == 0 { cx.tr("scene.base").to_owned() } else { years[n - 1].to_string() };
        let on = n > 0 && shown == Some(years[n - 1]);
        if n % every != 0 && !on && n != years.len() {
            continue;
        }
        let (font, color) =
            if on { (fonts::strong_id(size::SMALL), p.accent) } else { (FontId::proportional(size::SMALL), p.muted) };
        ui.painter().text(pos2(x(n), plot.bottom() + 7.0), Align2::CENTER_TOP, text, font, color);
    }
}

/// The points of the scenario shown: each leads to its year.
#[expect(clippy::too_many_arguments, reason = "what a chart knows of its plot")]
fn points(
    ui: &Ui,
    cx: &mut Cx<'_>,
    plot: Rect,
    lines: &[Line],
    unit: Unit,
    years: &[i32],
    x: &dyn Fn(usize) -> f32,
    y: &dyn Fn(f64) -> f32,
) {
    let p = cx.p;
    let half = plot.width() / years.len() as f32 / 2.0;
    for n in 0..=years.len() {
        let year = n.checked_sub(1).map(|i| years[i]);
        let slot = Rect::from_x_y_ranges(x(n) - half..=x(n) + half, plot.top()..=plot.bottom() + 20.0);
        let sense = if year.is_some() && cx.snap.scenario.is_some() { Sense::click() } else { Sense::hover() };
        let response = ui.interact(slot, ui.scope_id().with(("year", n)), sense);
        let said = lines
            .iter()
            .filter_map(|l| Some(format!("{} {}", l.name, figure(unit, l.values.get(n).copied().flatten()?))))
            .collect::<Vec<_>>();
        let heading = year.map_or_else(|| cx.tr("scene.base").to_owned(), |y| y.to_string());
        let label = format!("{heading}{}{}", cx.lang().pick("：", ": "), said.join(cx.lang().pick("，", ", ")));
        let on = year.is_some() && year == cx.snap.year && cx.snap.scenario.is_some();
        response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, &label));
        if on {
            let column = Rect::from_x_y_ranges(x(n) - 11.0..=x(n) + 11.0, plot.y_range());
            ui.painter().rect_filled(column, 4.0, crate::ui::theme::with_alpha(p.accent, 22));
        } else if response.hovered() {
            ui.painter().vline(x(n), plot.y_range(), Stroke::new(1.0, p.faint));
        }
        if let Some(line) = lines.iter().find(|l| l.id == cx.snap.scenario)
            && let Some(value) = line.values.get(n).copied().flatten()
        {
            let color = match line.met.get(n).copied().flatten() {
                _ if line.stale => p.muted,
                Some(true) => p.met,
                Some(false) => p.missed,
                None => p.accent,
            };
            let radius = if on { 5.5 } else { 4.5 };
            ui.painter().circle(pos2(x(n), y(value)), radius, color, Stroke::new(1.5, p.panel));
        }
        let tip = response.on_hover_ui(|ui| {
            ui.label(widgets::strong(&heading, size::TEXT));
            for line in lines {
                if let Some(value) = line.values.get(n).copied().flatten() {
                    let verdict = line.met.get(n).copied().flatten();
                    let verdict = verdict.map(|m| cx.tr(if m { "panel.met" } else { "panel.missed" }));
                    let text = format!("{}  {}  {}", line.name, figure(unit, value), verdict.unwrap_or_default());
                    ui.label(RichText::new(text.trim_end()));
                }
            }
        });
        if tip.clicked()
            && let Some(year) = year
        {
            cx.send(PlanAction::ShowYear(Some(year)).into());
        }
    }
}

/// A value with its decimals and the sign of per cent.
fn figure(unit: Unit, value: f64) -> String {
    let quantity = Some(Quantity { numerator: value, denominator: 1.0 });
    let text = format::value(unit, quantity, None, 2);
    if unit == Unit::Ratio { format!("{text}%") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[f64]) -> Line {
        Line {
            id: None,
            name: String::new(),
            values: values.iter().copied().map(Some).collect(),
            met: vec![None; values.len()],
            stale: false,
        }
    }

    #[test]
    fn the_axis_holds_every_value_and_the_goal_on_round_ticks() {
        let goal = |value| Goal {
            value,
            strict: false,
            at_most: false,
            due: String::new(),
            source: String::new(),
            source_en: String::new(),
            unverified: false,
        };
        for (values, target, unit) in [
            (vec![0.8238, 0.8501, 0.8769, 0.91], 0.9, Unit::Ratio),
            (vec![0.5, 0.5, 0.5], 0.9, Unit::Ratio),
            (vec![0.99, 1.0], 0.9, Unit::Ratio),
            (vec![3200.0, 4100.0], 4700.0, Unit::Count),
            (vec![0.0, 0.0], 3.0, Unit::Count),
            (vec![13.9], 14.8, Unit::SquareMetresPerPerson),
            (vec![386_000.0, 0.0], 400_000.0, Unit::SquareMetres),
        ] {
            let (low, high, ticks) = scale(&[line(&values)], Some(&goal(target)), unit);
            for v in values.iter().chain([&target]) {
                assert!((low - 1e-9..=high + 1e-9).contains(v), "{v} not in {low}..{high}");
            }
            assert!((2..=9).contains(&ticks.len()), "{ticks:?}");
            assert!((ticks[0] - low).abs() < 1e-9 && low >= 0.0);
            let step = ticks[1] - ticks[0];
            assert!((ticks[0] / step - (ticks[0] / step).round()).abs() < 1e-6, "{ticks:?}");
        }
        assert_eq!(short(Unit::Ratio, 0.875, 0.025), "87.5");
        assert_eq!(short(Unit::Ratio, 0.85, 0.05), "85");
    }
}
