//! How much residential land lies within a distance of the nearest facility: a curve that only rises. Each point is a
//! full evaluation by the exact engine, worked out off the window's thread.

use std::sync::Arc;

use egui::{Align2, FontId, Mesh, Pos2, Role as A11y, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::Axes;
use crate::analysis::effects::{self, ByDistance};
use crate::analysis::outcome::{Analysis, IndicatorId};
use crate::geom::coverage::Coverage;
use crate::session::query::{Query, Same, by_distance};
use crate::session::tables::TableText;
use crate::ui::context::{Command, Cx};
use crate::ui::map::{MapView, Selected};
use crate::ui::state::Tab;
use crate::ui::theme::{self, size};
use crate::ui::{format, widgets};

type Curve = [(f64, Coverage)];

/// The curve of the indicator shown.
#[derive(Default)]
pub(super) struct Curves {
    curve: Query<(Same<Analysis>, IndicatorId), ByDistance>,
}

/// So many distances are evaluated, nought among them.
const POINTS: usize = 25;

/// Twice the largest radius in force, so that the curve shows what a longer one would bring.
fn distances(analysis: &Analysis, indicator: IndicatorId) -> Vec<f64> {
    let largest = radii(analysis, indicator).into_iter().fold(0.0, f64::max);
    let step = (2.0 * largest / (POINTS - 1) as f64 / 25.0).ceil().max(1.0) * 25.0;
    (0..POINTS).map(|i| i as f64 * step).collect()
}

/// The service radii in force, ascending.
fn radii(analysis: &Analysis, indicator: IndicatorId) -> Vec<f64> {
    let kinds = effects::kinds_of(indicator).unwrap_or_default();
    let mut all: Vec<f64> =
        analysis.facilities.iter().filter(|f| kinds.contains(&f.kind)).filter_map(|f| f.radius_m).collect();
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

/// Shows it.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>) {
    let Some(indicator) = super::indicator(cx, analysis).map(|i| i.id) else {
        widgets::muted(ui, cx.tr("chart.no_figure"));
        return;
    };
    let key = (Same::of(analysis), indicator);
    if let Some(project) = cx.snap.project.clone().filter(|_| !cx.snap.stale) {
        let distances = distances(analysis, indicator);
        cx.work
            .charts
            .distance
            .curve
            .ask(&key, crate::ui::table::waker(ui), move |stop| by_distance(&project, indicator, &distances, stop));
    }
    let curves = &cx.work.charts.distance.curve;
    let Some(curve) = curves.current(&key).cloned() else {
        let text = if curves.is_pending() { "chart.computing" } else { "chart.no_figure" };
        widgets::muted(ui, cx.tr(text));
        return;
    };
    draw(ui, cx, &curve, &radii(analysis, indicator), indicator);
}

fn draw(ui: &mut Ui, cx: &mut Cx<'_>, found: &ByDistance, radii: &[f64], indicator: IndicatorId) {
    let p = cx.p;
    let curve = &found.curve;
    let area = ui.available_rect_before_wrap().shrink2(vec2(0.0, 4.0));
    let axes = Axes::to(ui, area, 100.0, 5, cx.tr("chart.distance_y"), (22.0, 40.0));
    let right = curve.last().map_or(1.0, |c| c.0);
    let font = FontId::proportional(size::SMALL);
    let x_of = |d: f64| axes.plot.left() + axes.plot.width() * (d / right).clamp(0.0, 1.0) as f32;
    for i in 0..=4 {
        let d = right * f64::from(i) / 4.0;
        let align = if i == 4 { Align2::RIGHT_TOP } else { Align2::CENTER_TOP };
        let at = pos2(x_of(d), axes.plot.bottom() + 4.0);
        ui.painter().text(at, align, format::number(d, 0), font.clone(), p.muted);
    }
    let foot = pos2(axes.plot.center().x, area.bottom());
    ui.painter().text(foot, Align2::CENTER_BOTTOM, cx.tr("chart.distance_x"), font.clone(), p.muted);
    let share = |c: &Coverage| if c.demand_m2 > 0.0 { c.covered_m2 / c.demand_m2 * 100.0 } else { 0.0 };
    let points: Vec<Pos2> = curve.iter().map(|(d, c)| pos2(x_of(*d), axes.y(share(c)))).collect();
    // The radii in force, as lines to read the curve by.
    for &radius in radii.iter().filter(|r| **r <= right) {
        let x = x_of(radius).round();
        let line = [pos2(x, axes.plot.top()), pos2(x, axes.plot.bottom())];
        ui.painter().extend(Shape::dashed_line(&line, Stroke::new(1.0, p.faint), 4.0, 4.0));
        let text = format!("{} m", format::metres(radius));
        ui.painter().text(pos2(x + 4.0, axes.plot.bottom() - 3.0), Align2::LEFT_BOTTOM, text, font.clone(), p.muted);
    }
    // One mesh: pieces side by side would show their seams.
    let soft = theme::with_alpha(p.accent, 28);
    let mut under = Mesh::default();
    for (i, at) in points.iter().enumerate() {
        under.colored_vertex(*at, soft);
        under.colored_vertex(pos2(at.x, axes.plot.bottom()), soft);
        if i > 0 {
            let n = 2 * i as u32;
            under.add_triangle(n - 2, n - 1, n);
            under.add_triangle(n - 1, n, n + 1);
        }
    }
    ui.painter().add(under);
    ui.painter().line(points.clone(), Stroke::new(2.0, p.accent));
    let response = ui.interact(axes.plot.expand(6.0), ui.scope_id().with("distance"), Sense::click());
    let name = format::indicator(cx.lang(), indicator);
    let said = summary(cx, curve, radii, &share);
    let label = cx.trf("chart.distance_label", &[("name", &name), ("text", &said)]);
    response.widget_info(|| WidgetInfo::labeled(A11y::Image, true, &label));
    let nearest = |x: f32| {
        points.iter().enumerate().min_by(|a, b| (a.1.x - x).abs().total_cmp(&(b.1.x - x).abs())).map(|(i, at)| (i, *at))
    };
    if response.clicked() {
        // Without a pointer: what the farthest radius in force leaves out.
        let farthest = pos2(x_of(radii.last().copied().unwrap_or(right)), axes.plot.top());
        let pointer = response.interact_pointer_pos().unwrap_or(farthest);
        if let Some((i, at)) = nearest(pointer.x) {
            choose(cx, found, i, pointer.y >= at.y);
        }
    }
    let Some(pointer) = response.hover_pos() else { return };
    if let Some((i, at)) = nearest(pointer.x) {
        let (distance, coverage) = &curve[i];
        ui.painter().vline(at.x, axes.plot.y_range(), Stroke::new(1.0, p.accent));
        ui.painter().circle_filled(at, 4.5, p.accent);
        let said = point(cx, *distance, coverage, share(coverage));
        let counts = [true, false].map(|within| format::count(found.parcels(i, within).count()));
        let figures = [("d", format::metres(*distance)), ("n", counts[0].clone()), ("m", counts[1].clone())];
        let figures: Vec<(&str, &str)> = figures.iter().map(|(k, v)| (*k, v.as_str())).collect();
        response.on_hover_text_at_pointer(format!("{said}\n{}", cx.trf("chart.distance_hint", &figures)));
    }
}

/// Selects the parcels within a distance, under the curve, or those beyond it, above; the map tells the same of every
/// parcel, and the table shows them.
fn choose(cx: &mut Cx<'_>, found: &ByDistance, at: usize, within: bool) {
    cx.state.overlays.coverage = true;
    cx.state.overlays.view = MapView::Distance;
    let things: Vec<Selected> =
        found.parcels(at, within).map(|(layer, feature)| Selected::Feature { layer, feature }).collect();
    if things.is_empty() {
        cx.say(cx.tr("chart.distance_none").to_owned());
        return;
    }
    let key = if within { "chart.distance_within" } else { "chart.distance_beyond" };
    let distance = format::metres(found.curve[at].0);
    cx.say(cx.trf(key, &[("n", &format::count(things.len())), ("d", &distance)]));
    // Where the chart is a tab of its own it stays.
    if cx.state.charts_beside {
        cx.show_tab(Tab::Table);
    }
    cx.ask(Command::ShowAll(things));
}

fn point(cx: &Cx<'_>, distance: f64, coverage: &Coverage, share: f64) -> String {
    cx.trf(
        "chart.distance_point",
        &[
            ("d", &format::metres(distance)),
            ("share", &format::number(share, 2)),
            ("area", &format::hectares(coverage.covered_m2)),
        ],
    )
}

/// The curve in words: the figure at the distance evaluated nearest to each radius in force.
fn summary(cx: &Cx<'_>, curve: &Curve, radii: &[f64], share: &impl Fn(&Coverage) -> f64) -> String {
    let nearest = |r: f64| curve.iter().min_by(|a, b| (a.0 - r).abs().total_cmp(&(b.0 - r).abs()));
    let told: Vec<String> = radii.iter().filter_map(|r| nearest(*r)).map(|(d, c)| point(cx, *d, c, share(c))).collect();
    told.join(cx.lang().pick("；", "; "))
}

/// The curve as a table; `None` while it is being worked out.
pub(super) fn table(cx: &Cx<'_>, analysis: &Arc<Analysis>) -> Option<TableText> {
    let indicator = super::indicator(cx, analysis)?.id;
    let curve = cx.work.charts.distance.curve.current(&(Same::of(analysis), indicator))?;
    let head = ["copy.distance", "copy.covered", "copy.demand", "copy.share"].map(|k| cx.tr(k).to_owned());
    let row = |(distance, c): &(f64, Coverage)| {
        let share =
            if c.demand_m2 > 0.0 { format!("{:.2}", c.covered_m2 / c.demand_m2 * 100.0) } else { String::new() };
        vec![format!("{distance:.0}"), format!("{:.2}", c.covered_m2 / 1e4), format!("{:.2}", c.demand_m2 / 1e4), share]
    };
    Some(TableText {
        title: cx.tr("chart.distance").to_owned(),
        head: head.to_vec(),
        right: vec![true; 4],
        rows: curve.curve.iter().map(row).collect(),
        ..TableText::default()
    })
}
