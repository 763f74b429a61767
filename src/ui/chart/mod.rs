//! Charts of figures that the tables hold as well.

mod classes;
mod columns;
mod distance;
mod reach;

use std::sync::Arc;

use egui::{Align2, FontId, Rect, Stroke, Ui, pos2};

use crate::analysis::Analysis;
use crate::analysis::effects;
use crate::analysis::outcome::{Indicator, IndicatorId};

use super::context::Cx;
use super::state::Chart;
use super::theme::{self, size};
use super::{format, widgets};
use crate::session::tables::{self, TableText};

/// What charts need beyond the snapshot.
#[derive(Default)]
pub(super) struct Charts {
    distance: distance::Curves,
    classes: classes::Counts,
}

/// Shows the chosen one.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>) {
    match cx.state.chart {
        Chart::Years => return super::scenarios::curve(ui, cx),
        Chart::Compare => return super::scenarios::compare_chart(ui, cx),
        _ => {}
    }
    let snap = cx.snap;
    let Some(analysis) = snap.analysis.as_ref() else {
        widgets::muted(ui, cx.tr("chart.empty"));
        return;
    };
    match cx.state.chart {
        Chart::Coverage => columns::coverage(ui, cx, analysis),
        Chart::Uncovered => columns::uncovered(ui, cx, analysis),
        Chart::Distance => distance::show(ui, cx, analysis),
        Chart::Classes => classes::show(ui, cx, analysis),
        Chart::Reach => reach::show(ui, cx, analysis),
        // Shown above.
        Chart::Years | Chart::Compare => {}
    }
}

/// What the chosen chart shows, as a table; `None` where it shows nothing.
pub(super) fn table(cx: &Cx<'_>, analysis: &Arc<Analysis>) -> Option<TableText> {
    let english = cx.lang() == super::i18n::Lang::En;
    let of = |which| tables::table(cx.project()?, analysis, which, english);
    match cx.state.chart {
        Chart::Coverage | Chart::Uncovered => of(tables::Which::Zones),
        Chart::Reach => of(tables::Which::Gaps),
        Chart::Distance => distance::table(cx, analysis),
        Chart::Classes => classes::table(cx, analysis),
        Chart::Years => super::scenarios::years_table(cx),
        Chart::Compare => super::scenarios::compare_table(cx),
    }
}

/// The coverage indicator that charts are about: the one shown large, else that of parks.
fn indicator<'a>(cx: &Cx<'_>, analysis: &'a Analysis) -> Option<&'a Indicator> {
    let hero = Some(cx.state.hero).filter(|id| effects::kinds_of(*id).is_some());
    analysis.indicator(hero.unwrap_or(IndicatorId::ParkCoverage))
}

/// A round number at or above `largest`, and its even division.
fn round_up(largest: f64) -> (f64, usize) {
    if largest.is_nan() || largest <= 0.0 {
        return (1.0, 2);
    }
    let power = 10f64.powf(largest.log10().floor());
    for (factor, parts) in [(1.0, 4), (1.5, 3), (2.0, 4), (3.0, 3), (4.0, 4), (5.0, 5), (6.0, 3), (8.0, 4), (10.0, 5)] {
        if factor * power >= largest {
            return (factor * power, parts);
        }
    }
    (10.0 * power, 5)
}

struct Axes {
    plot: Rect,
    top: f64,
}

impl Axes {
    /// Horizontal lines with their figures; the caption stands above the axis.
    fn new(ui: &Ui, area: Rect, largest: f64, caption: &str, room: (f32, f32)) -> Self {
        let (top, parts) = round_up(largest);
        Self::to(ui, area, top, parts, caption, room)
    }

    /// The same with a given end and division.
    fn to(ui: &Ui, area: Rect, top: f64, parts: usize, caption: &str, (head, foot): (f32, f32)) -> Self {
        let p = theme::of(ui);
        let decimals = usize::from(top < 5.0) + usize::from(top < 0.5);
        let plot =
            Rect::from_min_max(pos2(area.left() + 48.0, area.top() + head), pos2(area.right(), area.bottom() - foot));
        // In a low panel fewer lines, so that their figures stand clear of one another.
        let parts = if plot.height() < 15.0 * parts as f32 { 1 + usize::from(plot.height() > 44.0) } else { parts };
        let font = FontId::proportional(size::SMALL);
        ui.painter().text(pos2(area.left(), area.top()), Align2::LEFT_TOP, caption, font.clone(), p.muted);
        for i in 0..=parts {
            let share = i as f32 / parts as f32;
            let y = (plot.bottom() - plot.height() * share).round();
            let color = if i == 0 { p.faint } else { p.line };
            ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, color));
            let text = format::number(top * f64::from(share), decimals);
            ui.painter().text(pos2(plot.left() - 8.0, y), Align2::RIGHT_CENTER, text, font.clone(), p.muted);
        }
        Self { plot, top }
    }

    fn y(&self, value: f64) -> f32 {
        self.plot.bottom() - self.plot.height() * (value / self.top).clamp(0.0, 1.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::round_up;

    #[test]
    fn axes_end_on_round_numbers_that_hold_every_value() {
        for value in [0.003, 0.9, 1.0, 41.28, 59.9, 61.0, 1234.0] {
            let (top, parts) = round_up(value);
            assert!(top >= value && top <= value * 2.0 + 1e-9, "{value}: {top}");
            assert!(parts >= 3);
        }
        assert_eq!(round_up(0.0).0, 1.0);
        assert_eq!(round_up(f64::NAN).0, 1.0);
    }
}
