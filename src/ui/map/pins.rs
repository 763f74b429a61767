//! Problems of the ledger on the map: a pin each, its form and colour by its state, a ring around the one selected.

use egui::{Align2, Color32, Pos2, Rect as UiRect, Role as A11y, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::palette::Palette;
use super::view::Frame;
use super::{MapInput, MapOutput};
use crate::geom::Coord;
use crate::model::plan::{ProblemId, ProblemState};
use crate::ui::{icons, theme};

/// A pin on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Pin {
    /// The problem.
    pub id: ProblemId,
    /// Where it is, in metres.
    pub at: Coord,
    /// How far it is.
    pub state: ProblemState,
    /// Whether it should have been solved by now.
    pub overdue: bool,
    /// Whether it is the one shown in detail.
    pub selected: bool,
    /// What is read aloud, and shown when the pointer rests on it.
    pub label: String,
}

/// Height of a pin above its place, in points.
const HEIGHT: f32 = 26.0;
const RADIUS: f32 = 10.0;
/// More pins than this in sight are dots: together they would bury the map.
const MOST: usize = 250;

/// Draws the pins in sight and takes clicks on them.
pub(super) fn show(ui: &mut Ui, rect: UiRect, frame: &Frame, input: &MapInput<'_>, output: &mut MapOutput) {
    let palette = Palette::of(input.dark);
    let near = rect.expand(HEIGHT);
    let mut seen: Vec<(Pos2, &Pin)> = input
        .pins
        .iter()
        .map(|pin| (frame.to_screen(rect, pin.at), pin))
        .filter(|(at, _)| near.contains(*at))
        .collect();
    // Southern pins lie over northern ones, the selected one over all.
    seen.sort_by(|(a, p), (b, q)| p.selected.cmp(&q.selected).then(a.y.total_cmp(&b.y)));
    let crowded = seen.len() > MOST;
    let painter = ui.painter().with_clip_rect(rect);
    for (at, pin) in seen {
        let color = color_of(pin, input.dark);
        let head = pos2(at.x, at.y - HEIGHT + RADIUS);
        let small = crowded && !pin.selected;
        let target = if small {
            UiRect::from_center_size(at, vec2(12.0, 12.0))
        } else {
            UiRect::from_min_max(pos2(at.x - RADIUS, at.y - HEIGHT), pos2(at.x + RADIUS, at.y))
        };
        let shown = target.intersect(rect);
        if !shown.is_positive() {
            continue;
        }
        let response = ui.interact(shown, ui.scope_id().with(("pin", pin.id.0)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(A11y::Button, true, pin.selected, &pin.label));
        if small {
            painter.circle(at, 4.5, color, Stroke::new(1.5, palette.halo));
        } else {
            let lifted = response.hovered() || response.has_focus() || pin.selected;
            drop_shape(&painter, at, head, color, palette, lifted);
            let icon = match pin.state {
                ProblemState::Open if pin.overdue => icons::CLOCK,
                ProblemState::Open => icons::FLAG,
                ProblemState::UnderWay => icons::HOURGLASS,
                ProblemState::Closed => icons::CHECK,
            };
            painter.text(head, Align2::CENTER_CENTER, icon, icons::font(12.0), Color32::WHITE);
        }
        if response.hovered() {
            // What lies under a pin is not what a click takes.
            output.hovered.clear();
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        if response.clicked() {
            output.pin = Some(pin.id);
        }
        response.on_hover_text(&pin.label);
    }
}

/// Orange waits, amber is under way, teal is closed.
fn color_of(pin: &Pin, dark: bool) -> Color32 {
    theme::state_color(pin.state, dark)
}

fn drop_shape(painter: &egui::Painter, at: Pos2, head: Pos2, color: Color32, palette: &Palette, lifted: bool) {
    let radius = if lifted { RADIUS + 1.5 } else { RADIUS };
    let edge = if lifted { palette.text } else { palette.halo };
    let tip = vec![at, head + vec2(-radius * 0.72, radius * 0.68), head + vec2(radius * 0.72, radius * 0.68)];
    let shadow = theme::with_alpha(Color32::BLACK, 46);
    painter.circle_filled(at + vec2(0.0, 1.0), 2.5, shadow);
    painter.add(Shape::convex_polygon(tip.clone(), edge, Stroke::new(3.0, edge)));
    painter.circle_filled(head, radius + 1.5, edge);
    painter.add(Shape::convex_polygon(tip, color, Stroke::NONE));
    painter.circle_filled(head, radius, color);
}
