//! The legend: what the colours, hatchings and signs on the map mean, and the switch between views of housing.

use std::borrow::Cow;

use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Role as A11y, Sense, Shape, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, pos2, vec2,
};

use super::chrome::shaded_card;
use super::palette::Palette;
use super::style::{Form, Glyph, HATCH, toward};
use super::views::MapView;
use crate::model::Role;
use crate::ui::i18n::{Lang, tr, trf};

/// A line of the legend.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// In the colours of the far map or the near one, as the map shows it.
    Covered {
        far: bool,
    },
    Gap {
        far: bool,
    },
    Service,
    Uncertain,
    /// A heading among the lines.
    Text(String),
    /// One class of a view or of a field.
    Class {
        text: String,
        color: Color32,
        hatched: bool,
    },
    Area(Role, Color32),
    /// As a sign, or from far as a dot.
    Symbol {
        role: Role,
        color: Color32,
        far: bool,
    },
    /// Dashed, or from far plain.
    Boundary {
        role: Role,
        color: Color32,
        far: bool,
    },
}

/// About what the legend takes of the canvas's width, in points.
pub(crate) const WIDTH: f32 = 208.0;

/// Whether a canvas has so much room that the legend is unfolded by itself.
pub(crate) fn is_roomy(canvas: Rect) -> bool {
    canvas.width() >= 640.0 && canvas.height() >= 420.0
}

/// Draws the legend into the lower right corner, folded to a button where the map is small or the user folded it;
/// returns what it covers. `open` keeps what the user chose, `None` before that.
pub(crate) fn show(
    ui: &Ui,
    canvas: Rect,
    entries: &[Entry],
    view: Option<MapView>,
    open: &mut Option<bool>,
    lang: Lang,
    palette: &Palette,
) -> (Option<MapView>, Rect) {
    const ROW: f32 = 20.0;
    const HEAD: f32 = 26.0;
    const SWITCH: f32 = 34.0;
    if entries.is_empty() || canvas.width() < 160.0 || canvas.height() < 120.0 {
        return (None, Rect::NOTHING);
    }
    let painter = ui.painter();
    let text =
        |text: &str, size: f32, color| painter.layout_no_wrap(text.to_owned(), FontId::proportional(size), color);
    let title = text(tr(lang, "legend.title"), 12.5, palette.text_weak);
    let switch = if view.is_some() { SWITCH } else { 0.0 };
    let tall = HEAD + switch + ROW * entries.len() as f32 + 8.0;
    let fits = canvas.width() >= 360.0 && canvas.height() >= tall + 24.0;
    let shown = fits && open.unwrap_or(is_roomy(canvas));
    let rows: Vec<_> =
        if shown { entries.iter().map(|e| (e, text(&e.text(lang), 12.5, palette.text))).collect() } else { Vec::new() };
    let wide = rows.iter().map(|(_, g)| g.size().x + 54.0).fold(title.size().x + 42.0, f32::max);
    let wide = if shown && view.is_some() { wide.max(176.0) } else { wide };
    let size = vec2(wide, if shown { tall } else { HEAD + 2.0 });
    let card = Rect::from_min_size(canvas.max - size - Vec2::splat(12.0), size);
    let head = Rect::from_min_size(card.min, vec2(wide, HEAD + 2.0));
    let response = ui.interact(head, ui.scope_id().with("map legend"), Sense::click());
    let name = tr(lang, if shown { "legend.fold" } else { "legend.unfold" });
    response.widget_info(|| WidgetInfo::labeled(A11y::Button, fits, name));
    if response.clicked() && fits {
        *open = Some(!shown);
        ui.ctx().request_repaint();
    }
    shaded_card(painter, card, palette);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(head.shrink(2.0), 6, toward(palette.card, palette.text, 0.08));
    }
    let middle = head.center().y;
    painter.galley(pos2(head.left() + 12.0, middle - title.size().y / 2.0), title, palette.text_weak);
    let tip = pos2(head.right() - 15.0, middle + if shown { 2.0 } else { -2.0 });
    let rise = if shown { -4.0 } else { 4.0 };
    for side in [-4.0, 4.0] {
        painter.line_segment([tip, tip + vec2(side, rise)], Stroke::new(1.4, palette.text_weak));
    }
    for (n, (entry, galley)) in rows.into_iter().enumerate() {
        let middle = head.bottom() + ROW * (n as f32 + 0.5);
        let line = Rect::from_center_size(pos2(card.center().x, middle), vec2(wide - 16.0, ROW));
        let said = ui.interact(line, ui.scope_id().with(("map legend", n)), Sense::hover());
        said.widget_info(|| WidgetInfo::labeled(A11y::Label, true, entry.text(lang)));
        if let Entry::Text(_) = entry {
            painter.galley(pos2(card.left() + 12.0, middle - galley.size().y / 2.0), galley, palette.text_weak);
            continue;
        }
        let swatch = Rect::from_center_size(pos2(card.left() + 23.0, middle), vec2(22.0, 13.0));
        entry.swatch(painter, swatch, lang, palette);
        painter.galley(pos2(card.left() + 42.0, middle - galley.size().y / 2.0), galley, palette.text);
    }
    response.on_hover_text(name);
    // At the foot, which stays where it is when another view has more or fewer lines: a second press meets it again.
    let pressed = view.filter(|_| shown).and_then(|view| {
        let row = Rect::from_min_max(pos2(card.left() + 8.0, card.bottom() - SWITCH), card.max - Vec2::splat(8.0));
        switch_views(ui, row, view, lang, palette)
    });
    (pressed, card)
}

/// The views of housing, side by side.
fn switch_views(ui: &Ui, row: Rect, now: MapView, lang: Lang, palette: &Palette) -> Option<MapView> {
    let mut pressed = None;
    ui.painter().rect_filled(row, 6, toward(palette.card, palette.text, 0.06));
    let width = row.width() / MapView::ALL.len() as f32;
    for (n, view) in MapView::ALL.into_iter().enumerate() {
        let rect = Rect::from_min_size(row.min + vec2(width * n as f32, 0.0), vec2(width, row.height()));
        let response = ui.interact(rect, ui.scope_id().with(("map view", n)), Sense::click());
        let name = trf(lang, "mapview.switch", &[("name", view.name(lang))]);
        let on = view == now;
        response.widget_info(|| WidgetInfo::selected(A11y::RadioButton, true, on, &name));
        if response.clicked() && !on {
            pressed = Some(view);
        }
        if on {
            let edge = Stroke::new(1.0, palette.card_edge);
            ui.painter().rect(rect.shrink(2.0), 5, palette.card, edge, StrokeKind::Inside);
        }
        let color = if on || response.hovered() { palette.text } else { palette.text_weak };
        let font = FontId::proportional(12.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, view.name(lang), font, color);
    }
    pressed
}

impl Entry {
    fn text(&self, lang: Lang) -> Cow<'_, str> {
        let key = match self {
            Self::Text(text) | Self::Class { text, .. } => return Cow::Borrowed(text),
            Self::Uncertain => "mapview.uncertain",
            Self::Covered { .. } => "legend.covered",
            Self::Gap { .. } => "legend.gap",
            Self::Service => "legend.service",
            Self::Area(role, _) | Self::Symbol { role, .. } | Self::Boundary { role, .. } => {
                return Cow::Owned(tr(lang, &format!("legend.{}", role.id())).to_owned());
            }
        };
        Cow::Borrowed(tr(lang, key))
    }

    fn swatch(&self, painter: &Painter, rect: Rect, lang: Lang, palette: &Palette) {
        let corners = CornerRadius::same(3);
        let boxed = |fill, edge| {
            painter.rect(rect, corners, fill, Stroke::new(1.0, edge), StrokeKind::Inside);
        };
        let hatched = |ground, line, edge, falls: bool| {
            boxed(ground, edge);
            let clipped = painter.with_clip_rect(rect.shrink(1.0));
            let mut x = rect.left() - rect.height();
            while x < rect.right() {
                let (low, high) = if falls { (rect.top(), rect.bottom()) } else { (rect.bottom(), rect.top()) };
                clipped.line_segment([pos2(x, low), pos2(x + rect.height(), high)], Stroke::new(HATCH.1, line));
                x += HATCH.0 * 0.75;
            }
        };
        match *self {
            Self::Text(_) => {}
            Self::Uncertain => hatched(palette.unsure, palette.unsure_hatch, palette.unsure_hatch, true),
            Self::Covered { far: true } => boxed(palette.covered_far, palette.covered_edge),
            Self::Covered { far: false } => boxed(palette.covered, palette.covered_edge),
            Self::Gap { far: true } => hatched(palette.gap_far, palette.gap_edge, palette.gap_edge, false),
            Self::Gap { far: false } | Self::Class { hatched: true, .. } => {
                hatched(palette.gap, palette.gap_hatch, palette.gap_edge, false);
            }
            Self::Class { color, .. } => boxed(color, toward(color, palette.text, 0.25)),
            Self::Service => {
                painter.rect_filled(rect, corners, palette.service.gamma_multiply(0.08));
                let path =
                    [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
                painter.extend(Shape::dashed_line(&path, Stroke::new(1.2, palette.service), 3.5, 2.5));
            }
            Self::Area(Role::BeautifulZone | Role::Candidate, color) => boxed(color.gamma_multiply(0.2), color),
            Self::Area(_, color) => boxed(color, toward(color, palette.text, 0.2)),
            Self::Boundary { role, color, far } => {
                let middle = rect.center().y;
                let at = |from: f32, to: f32| [pos2(rect.left() + from, middle), pos2(rect.left() + to, middle)];
                let dashes: &[(f32, f32)] =
                    if far { &[(0.0, 22.0)] } else { &[(0.0, 8.0), (10.5, 12.0), (14.0, 22.0)] };
                let width = if role == Role::Boundary { 1.6 } else { 1.1 };
                for &(from, to) in dashes {
                    painter.line_segment(at(from, to), Stroke::new(width, color));
                }
            }
            Self::Symbol { color, far: true, .. } => {
                painter.circle_filled(rect.center(), 2.4, color);
            }
            Self::Symbol { role, color, far: false } => {
                let form = if role == Role::TransferStation { Form::Square } else { Form::Disc };
                symbol(
                    painter,
                    rect.center(),
                    7.5,
                    form,
                    color,
                    Glyph::of(role).map(|g| g.text(lang == Lang::Zh)),
                    palette,
                );
            }
        }
    }
}

fn symbol(painter: &Painter, at: Pos2, radius: f32, form: Form, color: Color32, text: Option<&str>, palette: &Palette) {
    let stroke = Stroke::new(1.5, color);
    match form {
        Form::Disc => {
            painter.circle(at, radius - 0.75, palette.halo, stroke);
        }
        Form::Square => {
            let rect = Rect::from_center_size(at, Vec2::splat(2.0 * radius));
            painter.rect(rect, 3, palette.halo, stroke, StrokeKind::Inside);
        }
    }
    if let Some(text) = text {
        let size = if text.len() == 2 { 7.5 } else { 10.0 };
        painter.text(at, Align2::CENTER_CENTER, text, FontId::proportional(size), color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legends_speak_both_languages() {
        for role in Role::ALL {
            let entry = Entry::Area(role, Color32::BLACK);
            assert_ne!(entry.text(Lang::Zh), entry.text(Lang::En));
        }
    }
}
