//! What is proposed, drawn over the map: outlines and handles of proposals, the ghost under the pointer with the land it
//! would reach, what it snaps to, and the card that says what would come of it.

use egui::epaint::Shadow;
use egui::{
    Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect as UiRect, Sense, Shape as Paint, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

use super::palette::Palette;
use super::reshape::{Part, handles};
use super::sketch::tag;
use super::tools::Tool;
use super::view::Frame;
use super::{MapInput, MapPanel};
use crate::geom::buffer::service_area;
use crate::geom::{Coord, Shape};
use crate::model::plan::{Proposal, What};
use crate::ui::i18n::trf;
use crate::ui::plan::{Form, Shown, live_card, shown};
use crate::ui::{fonts, icons};

/// Chords of a quarter circle in a drawn service area.
const CHORDS: usize = 16;
/// At most so many proposals get an outline of their own in a frame.
const MOST: usize = 400;

/// The outline of a service area, kept while its shape only moves.
#[derive(Default)]
pub(crate) struct ReachCache {
    /// The shape it is of, from its first place on.
    of: Option<(Vec<Coord>, f64)>,
    /// Its rings, from the same place on.
    rings: Vec<Vec<Coord>>,
}

fn places(shape: &Shape) -> impl Iterator<Item = Coord> + '_ {
    let rings = shape.region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    shape.points.iter().copied().chain(rings.flat_map(|r| r.0.iter().copied()))
}

impl ReachCache {
    /// The rings of all land within `radius` of a shape, in metres.
    fn around(&mut self, shape: &Shape, radius: f64) -> Vec<Vec<Coord>> {
        let Some(first) = places(shape).next() else { return Vec::new() };
        let own: Vec<Coord> = places(shape).map(|c| c - first).collect();
        let same = self.of.as_ref().is_some_and(|(known, r)| {
            let near = |(a, b): (&Coord, &Coord)| (a.x - b.x).abs() < 1e-6 && (a.y - b.y).abs() < 1e-6;
            *r == radius && known.len() == own.len() && known.iter().zip(&own).all(near)
        });
        if !same {
            let area = service_area(shape, radius, CHORDS);
            let ring = |r: &geo::LineString<f64>| r.0.iter().map(|c| *c - first).collect();
            self.rings = area.polygons().iter().map(|p| ring(p.exterior())).collect();
            self.of = Some((own, radius));
        }
        self.rings.iter().map(|r| r.iter().map(|c| *c + first).collect()).collect()
    }
}

/// Whether an outline bends one way only, so that it can be filled as one piece.
fn is_convex(ring: &[Pos2]) -> bool {
    let n = ring.len();
    let mut sign = 0.0f32;
    for i in 0..n {
        let (a, b, c) = (ring[i], ring[(i + 1) % n], ring[(i + 2) % n]);
        let turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
        if turn.abs() < 1e-2 {
            continue;
        }
        if sign * turn < 0.0 {
            return false;
        }
        sign = turn;
    }
    true
}

fn closed(mut path: Vec<Pos2>) -> Vec<Pos2> {
    path.extend(path.first().copied());
    path
}

impl MapPanel {
    /// Draws proposals, the handles of the chosen one, and what follows the pointer.
    pub(super) fn draw_plan(&mut self, ui: &Ui, rect: UiRect, frame: &Frame, input: &MapInput<'_>, palette: &Palette) {
        let painter = ui.painter().with_clip_rect(rect);
        let on = |at: Coord| frame.to_screen(rect, at);
        let all = shown(input.snapshot);
        let seen = frame.bounds();
        let pending = self.placing.pending(input.snapshot.revision).cloned();
        let moving = self.placing.ghost.as_ref().or(pending.as_ref());
        let held = moving.map(|g| g.id).filter(|id| id.0 != 0);
        let in_sight = all.iter().filter(|s| s.shape.bounds().is_some_and(|b| crate::geom::bounds::meet(&b, &seen)));
        for it in in_sight.take(MOST) {
            let chosen = input.plan.chosen == Some(it.proposal.id);
            let faint = held == Some(it.proposal.id);
            outline(&painter, &on, it, chosen && !faint, faint, palette);
        }
        if held.is_none()
            && self.hand.tool == Tool::Select
            && let Some(it) = all.iter().find(|s| Some(s.proposal.id) == input.plan.chosen)
        {
            for (part, at) in handles(it, frame, rect) {
                handle(&painter, part, at, palette);
            }
        }
        self.draw_ghost(&painter, &on, pending, input, palette);
        self.draw_snap(&painter, &on, input, palette);
    }

    fn draw_ghost(
        &mut self,
        painter: &Painter,
        on: &dyn Fn(Coord) -> Pos2,
        pending: Option<Proposal>,
        input: &MapInput<'_>,
        palette: &Palette,
    ) {
        if self.hand.tool == Tool::Place && input.plan.draft.is_some_and(|d| d.form == Form::Polygon) {
            for (i, &v) in self.placing.vertices.iter().enumerate() {
                let first = i == 0 && self.placing.vertices.len() >= 3;
                painter.circle(on(v), if first { 5.5 } else { 4.0 }, palette.card, Stroke::new(1.8, palette.selected));
            }
            if self.placing.ghost.is_none() && !self.placing.vertices.is_empty() {
                let mut path: Vec<Pos2> = self.placing.vertices.iter().map(|v| on(*v)).collect();
                path.extend(painter.ctx().pointer_latest_pos().filter(|p| painter.clip_rect().contains(*p)));
                painter.add(Paint::line(path.clone(), Stroke::new(4.0, palette.halo.gamma_multiply(0.8))));
                painter.add(Paint::line(path, Stroke::new(1.8, palette.selected)));
            }
        }
        let Some(ghost) = self.placing.ghost.clone().or(pending) else { return };
        let figures = input.plan.figures.filter(|f| f.kind == ghost.kind && f.proposal == ghost.id);
        if let Some(radius) = figures.and_then(|f| f.radius_m) {
            for ring in self.placing.reach.around(&ghost.shape, radius) {
                let path: Vec<Pos2> = ring.into_iter().map(on).collect();
                if is_convex(&path) {
                    painter.add(Paint::convex_polygon(
                        path.clone(),
                        palette.selected.gamma_multiply(0.14),
                        Stroke::NONE,
                    ));
                }
                painter.add(Paint::line(closed(path.clone()), Stroke::new(4.0, palette.halo.gamma_multiply(0.6))));
                painter.add(Paint::line(closed(path), Stroke::new(1.8, palette.selected)));
            }
        }
        let doubtful = figures.is_some_and(|f| !f.warnings.is_empty());
        let ink = if doubtful { palette.gap_edge } else { palette.proposed_edge };
        let fill = if doubtful { palette.gap_far } else { palette.proposed };
        area(painter, on, &ghost.shape, Some(fill.gamma_multiply(0.85)), Stroke::new(1.8, ink), false, palette);
        for &p in &ghost.shape.points {
            painter.circle(on(p), 8.0, fill, Stroke::new(2.0, palette.halo));
            painter.circle_stroke(on(p), 9.0, Stroke::new(1.4, ink));
        }
    }

    /// What a place was drawn to: a square on a vertex, a diamond on an edge, and whose it is.
    fn draw_snap(&self, painter: &Painter, on: &dyn Fn(Coord) -> Pos2, input: &MapInput<'_>, palette: &Palette) {
        let Some(snapped) = self.placing.snapped else { return };
        let at = on(snapped.at);
        let stroke = Stroke::new(2.0, palette.snap);
        if snapped.vertex {
            painter.rect_stroke(UiRect::from_center_size(at, vec2(13.0, 13.0)), 1, stroke, StrokeKind::Middle);
        } else {
            let corner = |x: f32, y: f32| at + vec2(x, y);
            let diamond = vec![corner(0.0, -8.5), corner(8.5, 0.0), corner(0.0, 8.5), corner(-8.5, 0.0)];
            painter.add(Paint::closed_line(diamond, stroke));
        }
        let layer = input.snapshot.project.as_ref().and_then(|p| p.layers.iter().find(|l| l.id == snapped.layer));
        let Some(layer) = layer else { return };
        let key = if snapped.vertex { "place.snap_vertex" } else { "place.snap_edge" };
        let n = (snapped.feature + 1).to_string();
        let text = trf(input.lang, key, &[("layer", &layer.name), ("n", &n)]);
        tag(painter, at + vec2(-14.0, -14.0), Align2::RIGHT_BOTTOM, &text, palette.text, palette);
    }

    /// The card beside the pointer. Drawn over everything else on the map.
    pub(super) fn live_card(&mut self, ui: &Ui, rect: UiRect, frame: &Frame, input: &MapInput<'_>, palette: &Palette) {
        let (Some(ghost), Some(figures)) = (&self.placing.ghost, input.plan.figures) else { return };
        if figures.kind != ghost.kind || figures.proposal != ghost.id {
            return;
        }
        let card = live_card(input.snapshot, figures, ghost, input.lang);
        let Some(bounds) = ghost.shape.bounds() else { return };
        let middle = frame.to_screen(rect, bounds.center());
        let pointer = ui.input(|i| i.pointer.hover_pos()).filter(|p| rect.contains(*p));
        let anchor = pointer.filter(|_| self.placing.armed.is_none()).unwrap_or(middle);
        let placed = paint_card(ui, rect, anchor, &card, palette);
        let response = ui.interact(placed, ui.scope_id().with("live card"), Sense::hover());
        let spoken = card.spoken();
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    }
}

/// The land of a shape: filled where that can be done as one piece, and outlined.
fn area(
    painter: &Painter,
    on: &dyn Fn(Coord) -> Pos2,
    shape: &Shape,
    fill: Option<Color32>,
    stroke: Stroke,
    dashed: bool,
    palette: &Palette,
) {
    for polygon in shape.region.polygons() {
        for (n, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
            let path: Vec<Pos2> = ring.0.iter().map(|c| on(*c)).collect();
            if let Some(fill) = fill.filter(|_| n == 0 && polygon.interiors().is_empty()) {
                let open = path[..path.len().saturating_sub(1)].to_vec();
                if is_convex(&open) {
                    painter.add(Paint::convex_polygon(open, fill, Stroke::NONE));
                }
            }
            let halo = Stroke::new(stroke.width + 2.4, palette.halo.gamma_multiply(0.85));
            painter.add(Paint::line(path.clone(), halo));
            if dashed {
                painter.extend(Paint::dashed_line(&path, stroke, 6.0, 3.5));
            } else {
                painter.add(Paint::line(path, stroke));
            }
        }
    }
}

fn outline(
    painter: &Painter,
    on: &dyn Fn(Coord) -> Pos2,
    it: &Shown<'_>,
    chosen: bool,
    faint: bool,
    palette: &Palette,
) {
    let ink = match it.proposal.what {
        What::Close(_) => palette.gap_edge,
        _ => palette.proposed_edge,
    };
    let ink = if faint { ink.gamma_multiply(0.45) } else { ink };
    let fresh = matches!(it.proposal.what, What::New) && !faint;
    let fill = fresh.then(|| palette.proposed.gamma_multiply(0.55));
    area(painter, on, it.shape, fill, Stroke::new(if chosen { 2.4 } else { 1.8 }, ink), !chosen, palette);
    for &p in &it.shape.points {
        let at = on(p);
        painter.circle_stroke(at, 12.0, Stroke::new(4.0, palette.halo.gamma_multiply(0.8)));
        if chosen {
            painter.circle_stroke(at, 12.0, Stroke::new(2.4, ink));
        } else {
            let ring: Vec<Pos2> = (0..=24)
                .map(|i| i as f32 / 24.0 * std::f32::consts::TAU)
                .map(|a| at + vec2(12.0 * a.cos(), 12.0 * a.sin()))
                .collect();
            painter.extend(Paint::dashed_line(&ring, Stroke::new(1.8, ink), 5.0, 3.0));
        }
    }
    if let (What::Close(_), Some(bounds)) = (&it.proposal.what, it.shape.bounds()) {
        let at = on(bounds.center());
        for (a, b) in [(-7.0, -7.0), (-7.0, 7.0)] {
            let line = [at + vec2(a, b), at - vec2(a, b)];
            painter.line_segment(line, Stroke::new(5.0, palette.halo));
            painter.line_segment(line, Stroke::new(2.4, ink));
        }
    }
}

fn handle(painter: &Painter, part: Part, at: Pos2, palette: &Palette) {
    let edge = Stroke::new(1.6, palette.proposed_edge);
    match part {
        Part::Corner(..) => {
            let square = UiRect::from_center_size(at, vec2(8.0, 8.0));
            painter.rect(square, 1, palette.card, edge, StrokeKind::Middle);
        }
        Part::Edge(..) => {
            painter.circle(at, 3.4, palette.card, Stroke::new(1.2, palette.proposed_edge));
        }
        Part::Size => {
            painter.circle(at, 9.0, palette.card, edge);
            painter.text(at, Align2::CENTER_CENTER, icons::RESIZE, icons::font(12.0), palette.proposed_edge);
        }
        Part::Whole => {}
    }
}

fn paint_card(ui: &Ui, map: UiRect, anchor: Pos2, card: &crate::ui::plan::LiveCard, palette: &Palette) -> UiRect {
    const WIDTH: f32 = 260.0;
    const PAD: f32 = 12.0;
    let painter = ui.painter().with_clip_rect(map);
    let lay = |text: &str, font: FontId, color: Color32| painter.layout(text.to_owned(), font, color, WIDTH);
    let small = FontId::proportional(12.0);
    let mut lines = vec![(lay(&card.head, small.clone(), palette.text_weak), palette.text_weak, 3.0)];
    let figure = match card.better {
        Some(true) => palette.better,
        Some(false) => palette.gap_edge,
        None => palette.text,
    };
    if !card.figure.is_empty() {
        let size = if card.better.is_some() { 20.0 } else { 15.0 };
        lines.push((lay(&card.figure, fonts::strong_id(size), figure), figure, 4.0));
    }
    for line in &card.lines {
        lines.push((lay(line, FontId::proportional(13.0), palette.text), palette.text, 3.0));
    }
    if let Some((text, met)) = &card.target {
        let color = if *met { palette.better } else { palette.text_weak };
        lines.push((lay(text, small.clone(), color), color, 3.0));
    }
    for warning in &card.warnings {
        let text = format!("{} {warning}", icons::WARNING);
        lines.push((lay(&text, small.clone(), palette.gap_edge), palette.gap_edge, 3.0));
    }
    let wide = lines.iter().map(|(g, ..)| g.size().x).fold(120.0, f32::max);
    let high: f32 = lines.iter().map(|(g, _, gap)| g.size().y + gap).sum::<f32>() - 3.0;
    let size = vec2(wide + 2.0 * PAD, high + 2.0 * PAD - 4.0);
    // Above and to the right of the pointer, on the other side where there is no room.
    let room = map.shrink(8.0);
    let left = if anchor.x + 26.0 + size.x <= room.right() { anchor.x + 26.0 } else { anchor.x - 26.0 - size.x };
    let top = if anchor.y - 18.0 - size.y >= room.top() { anchor.y - 18.0 - size.y } else { anchor.y + 22.0 };
    let left = left.clamp(room.left(), (room.right() - size.x).max(room.left()));
    let top = top.clamp(room.top(), (room.bottom() - size.y).max(room.top()));
    let place = UiRect::from_min_size(pos2(left.round(), top.round()), size);
    let shadow = Shadow { offset: [0, 3], blur: 16, spread: 0, color: Color32::from_black_alpha(46) };
    painter.add(shadow.as_shape(place, CornerRadius::same(10)));
    let edge = Stroke::new(1.0, palette.card_edge);
    painter.rect(place, CornerRadius::same(10), palette.card, edge, StrokeKind::Outside);
    let mut y = place.top() + PAD - 2.0;
    for (galley, color, gap) in lines {
        let height = galley.size().y;
        painter.galley(pos2(place.left() + PAD, y), galley, color);
        y += height + gap;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::plan::rectangle;

    #[test]
    fn a_service_area_that_only_moves_is_not_made_again_and_is_the_same() {
        let mut cache = ReachCache::default();
        let at = |x: f64| rectangle(Coord { x, y: 0.0 }, Coord { x: x + 40.0, y: 40.0 });
        let first = cache.around(&at(0.0), 300.0);
        let ring = &first[0];
        let area: f64 = ring.windows(2).map(|e| e[0].x * e[1].y - e[1].x * e[0].y).sum::<f64>() / 2.0;
        let exact = 1600.0 + 4.0 * 40.0 * 300.0 + std::f64::consts::PI * 300.0 * 300.0;
        assert!((area - exact).abs() < 1.0, "{area} for {exact}");
        cache.rings[0].truncate(3);
        let moved = cache.around(&at(500.0), 300.0);
        assert_eq!(moved[0].len(), 3, "only moved");
        assert!((moved[0][0].x - first[0][0].x - 500.0).abs() < 1e-6);
        let other = cache.around(&at(0.0), 500.0);
        assert!(other[0].len() > 3);
    }

    #[test]
    fn what_bends_both_ways_is_not_filled_as_one() {
        let square = [pos2(0.0, 0.0), pos2(9.0, 0.0), pos2(9.0, 9.0), pos2(0.0, 9.0)];
        let dart = [pos2(0.0, 0.0), pos2(9.0, 0.0), pos2(4.0, 4.0), pos2(0.0, 9.0)];
        assert!(is_convex(&square) && !is_convex(&dart));
    }
}
