//! The tools of the map, and the two steps back and forth below them.

use egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Role as A11y, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, vec2,
};

use super::chrome::shaded_card;
use super::palette::Palette;
use super::style::toward;
use super::tools::Tool;
use crate::session::Snapshot;
use crate::ui::i18n::{Lang, tr, trf};
use crate::ui::icons;
use crate::ui::plan::Ask;

/// The side of a button in points.
const SIDE: f32 = 32.0;

/// The tools below the buttons, beside them where the map is low; with their names and keys. Returns the one that was
/// taken, and what they cover.
pub(crate) fn tools(ui: &mut Ui, canvas: Rect, now: Tool, lang: Lang, palette: &Palette) -> (Option<Tool>, Rect) {
    let n = Tool::ALL.len() as f32;
    let below = canvas.min + vec2(12.0, 12.0 + 3.0 * SIDE + 14.0);
    let high = below.y + SIDE * n + 2.0 * SIDE + 14.0 <= canvas.bottom() - 64.0;
    let (top, step, size) = if high {
        (below, vec2(0.0, SIDE), vec2(SIDE, SIDE * n))
    } else {
        (canvas.min + vec2(12.0 + SIDE + 14.0, 12.0), vec2(SIDE, 0.0), vec2(SIDE * n, SIDE))
    };
    let card = Rect::from_min_size(top, size).expand(2.0);
    if canvas.width() < 160.0 || card.right() > canvas.right() - 12.0 || canvas.height() < 120.0 {
        return (None, Rect::NOTHING);
    }
    shaded_card(ui.painter(), card, palette);
    let mut taken = None;
    for (n, tool) in Tool::ALL.into_iter().enumerate() {
        let rect = Rect::from_min_size(top + step * n as f32, Vec2::splat(SIDE));
        let name = tr(
            lang,
            match tool {
                Tool::Select => "maptool.select",
                Tool::Place => "place.tool",
                Tool::Rectangle => "maptool.rectangle",
                Tool::Lasso => "maptool.lasso",
                Tool::Distance => "maptool.distance",
                Tool::Area => "maptool.area",
                Tool::Why => "maptool.why",
            },
        );
        let on = tool == now;
        let response = ui.interact(rect, ui.scope_id().with(("map tool", n)), Sense::click());
        response.widget_info(|| WidgetInfo::selected(A11y::Button, true, on, name));
        if response.clicked() {
            taken = Some(tool);
        }
        let painter = ui.painter();
        if on {
            painter.rect_filled(rect.shrink(2.0), 6, toward(palette.card, palette.selected, 0.18));
        } else if response.hovered() || response.has_focus() {
            painter.rect_filled(rect.shrink(2.0), 6, toward(palette.card, palette.text, 0.08));
        }
        tool_sign(painter, rect.center(), tool, if on { palette.selected } else { palette.text });
        response.on_hover_text(name);
    }
    (taken, card)
}

/// Undo and redo behind the tools, each with the step it is about. Returns what was asked for, and what they cover.
pub(crate) fn steps(ui: &mut Ui, tools: Rect, snap: &Snapshot, lang: Lang, palette: &Palette) -> (Option<Ask>, Rect) {
    if !tools.is_positive() || snap.project.is_none() {
        return (None, Rect::NOTHING);
    }
    let upright = tools.height() > tools.width();
    let top = if upright { tools.left_bottom() + vec2(2.0, 14.0) } else { tools.right_top() + vec2(14.0, 2.0) };
    let step = if upright { vec2(0.0, SIDE) } else { vec2(SIDE, 0.0) };
    let card = Rect::from_min_size(top, step + Vec2::splat(SIDE)).expand(2.0);
    shaded_card(ui.painter(), card, palette);
    let mut asked = None;
    let all = [
        (icons::UNDO, &snap.undo, "place.undo_step", "place.undo_none", Ask::Undo),
        (icons::REDO, &snap.redo, "place.redo_step", "place.redo_none", Ask::Redo),
    ];
    for (n, (icon, what, key, none, ask)) in all.into_iter().enumerate() {
        let rect = Rect::from_min_size(top + step * n as f32, Vec2::splat(SIDE));
        let enabled = what.is_some();
        let name = what.as_ref().map_or_else(
            || tr(lang, none).to_owned(),
            |step| trf(lang, key, &[("step", lang.pick(&step.zh, &step.en))]),
        );
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let response = ui.interact(rect, ui.scope_id().with(("map step", n)), sense);
        response.widget_info(|| WidgetInfo::labeled(A11y::Button, enabled, &name));
        if enabled && (response.hovered() || response.has_focus()) {
            ui.painter().rect_filled(rect.shrink(2.0), 6, toward(palette.card, palette.text, 0.08));
        }
        let ink = if enabled { palette.text } else { toward(palette.card, palette.text, 0.32) };
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon, icons::font(17.0), ink);
        if response.on_hover_text(name).clicked() {
            asked = Some(ask);
        }
    }
    (asked, card)
}

fn tool_sign(painter: &Painter, c: Pos2, tool: Tool, ink: Color32) {
    let stroke = Stroke::new(1.5, ink);
    let at = |x: f32, y: f32| c + vec2(x, y);
    match tool {
        Tool::Select => {
            let tip =
                [at(-4.0, -6.5), at(5.5, 2.0), at(0.8, 2.4), at(3.4, 7.0), at(1.4, 8.0), at(-1.0, 3.4), at(-4.0, 6.0)];
            painter.add(Shape::closed_line(tip.to_vec(), stroke));
        }
        Tool::Place => {
            painter.line_segment([at(-7.0, 0.0), at(7.0, 0.0)], Stroke::new(2.0, ink));
            painter.line_segment([at(0.0, -7.0), at(0.0, 7.0)], Stroke::new(2.0, ink));
        }
        Tool::Rectangle => {
            let path = [at(-7.0, -5.5), at(7.0, -5.5), at(7.0, 5.5), at(-7.0, 5.5), at(-7.0, -5.5)];
            painter.extend(Shape::dashed_line(&path, stroke, 3.2, 2.2));
        }
        Tool::Lasso => {
            let loop_: Vec<Pos2> = (0..20)
                .map(|i| i as f32 / 20.0 * std::f32::consts::TAU)
                .map(|a| at(7.0 * a.cos(), -2.0 + 5.0 * a.sin()))
                .collect();
            painter.add(Shape::closed_line(loop_, stroke));
            painter.add(Shape::line(vec![at(-4.0, 2.0), at(-4.5, 5.0), at(-2.0, 8.0)], stroke));
        }
        Tool::Distance => {
            painter.line_segment([at(-7.0, 0.0), at(7.0, 0.0)], stroke);
            for x in [-7.0, 7.0] {
                painter.line_segment([at(x, -4.0), at(x, 4.0)], stroke);
            }
            for x in [-2.4, 2.4] {
                painter.line_segment([at(x, -2.0), at(x, 2.0)], stroke);
            }
        }
        Tool::Area => {
            let path = [at(-6.0, -3.0), at(1.0, -6.5), at(7.0, 0.0), at(3.0, 6.5), at(-6.0, 5.0)];
            painter.add(Shape::convex_polygon(path.to_vec(), ink.gamma_multiply(0.18), stroke));
            for p in path {
                painter.circle_filled(p, 1.8, ink);
            }
        }
        Tool::Why => {
            painter.circle_stroke(c, 7.5, stroke);
            painter.text(c, Align2::CENTER_CENTER, "?", FontId::proportional(12.0), ink);
        }
    }
}
