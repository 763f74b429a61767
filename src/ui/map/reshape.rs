//! Moving a proposal and changing its shape: one press takes hold of it, of a corner, of the middle of an edge or of the
//! handle that makes it larger.

use std::sync::Arc;

use egui::{CursorIcon, Key, PointerButton, Pos2, Rect as UiRect, Response, Ui, vec2};

use super::tools::Tool;
use super::view::Frame;
use super::{MapInput, MapOutput, MapPanel, TOLERANCE};
use crate::geom::repair::normalise;
use crate::geom::{Coord, Shape};
use crate::model::plan::{Proposal, What};
use crate::ui::plan::{Ask, Shown, shown};

/// Outlines with more corners than this (circles, river banks) have no handles for them.
const MOST_CORNERS: usize = 40;
/// How near a handle a press takes it, in points.
const HANDLE: f32 = 8.0;
/// An outline smaller than this on the screen, in points, has no handles: they would hide it.
const SMALLEST: f32 = 18.0;

/// What a press takes hold of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// A corner: polygon, ring, position.
    Corner(usize, usize, usize),
    /// The middle of the edge behind a corner, which becomes a corner.
    Edge(usize, usize, usize),
    /// The handle that makes it larger.
    Size,
}

/// What is held of a proposal.
pub(crate) struct Grab {
    proposal: Arc<Proposal>,
    shape: Shape,
    part: Part,
    /// Where it was taken hold of, in metres.
    from: Coord,
    /// Whether it was let go of before the button was: nothing comes of it.
    pub(crate) dropped: bool,
}

/// The rings of a shape's polygons, open: polygon, ring, corner.
fn rings(shape: &Shape) -> Vec<Vec<Vec<Coord>>> {
    let open = |ring: &geo::LineString<f64>| ring.0[..ring.0.len().saturating_sub(1)].to_vec();
    let polygon = |p: &geo::Polygon<f64>| -> Vec<Vec<Coord>> {
        std::iter::once(p.exterior()).chain(p.interiors()).map(open).collect()
    };
    shape.region.polygons().iter().map(polygon).collect()
}

/// The shape with every place changed.
fn changed(shape: &Shape, each: impl Fn(Coord) -> Coord) -> Shape {
    let region = rings(shape).into_iter().map(|p| p.into_iter().map(|r| r.into_iter().map(&each).collect()).collect());
    let line = |l: &geo::LineString<f64>| geo::LineString(l.0.iter().map(|c| each(*c)).collect());
    Shape {
        points: shape.points.iter().map(|c| each(*c)).collect(),
        lines: shape.lines.iter().map(line).collect(),
        region: normalise(region.collect()).0,
    }
}

/// Whether a proposal can be moved as a whole: existing facilities stay where they are.
fn moves(proposal: &Proposal) -> bool {
    proposal.what == What::New
}

/// Whether the outline of a proposal can be changed.
fn bends(proposal: &Proposal) -> bool {
    !matches!(proposal.what, What::Close(_))
}

/// A corner of a proposal without it; `None` where too little would be left.
pub(crate) fn without_corner(proposal: &Proposal, shape: &Shape, part: Part) -> Option<Proposal> {
    let Part::Corner(p, r, i) = part else { return None };
    let mut all = rings(shape);
    let ring = all.get_mut(p)?.get_mut(r)?;
    if ring.len() <= 3 {
        return None;
    }
    ring.remove(i);
    let shape = Shape { region: normalise(all).0, ..shape.clone() };
    (!shape.region.is_empty()).then(|| Proposal { shape, area_m2: None, ..proposal.clone() })
}

impl Grab {
    /// The proposal as it is with what is held at a place; `snap` draws a place to what is near it.
    fn at(&self, to: Coord, mut snap: impl FnMut(Coord) -> Coord) -> Proposal {
        let mut it = Proposal::clone(&self.proposal);
        let by = to - self.from;
        match self.part {
            Part::Whole => {
                let mut by = by;
                // The corner that lies nearest to where it was taken is the one that snaps.
                if let Some(lead) = self.lead() {
                    let wanted = lead + by;
                    by = by + (snap(wanted) - wanted);
                }
                it.shape = changed(&self.shape, |c| c + by);
            }
            Part::Corner(p, r, i) | Part::Edge(p, r, i) => {
                let mut all = rings(&self.shape);
                let Some(ring) = all.get_mut(p).and_then(|p| p.get_mut(r)) else { return it };
                let place = snap(to);
                match self.part {
                    Part::Edge(..) => ring.insert((i + 1).min(ring.len()), place),
                    _ => ring[i] = place,
                }
                it.shape = Shape { region: normalise(all).0, ..self.shape.clone() };
                // It is as large as it was drawn.
                it.area_m2 = None;
            }
            Part::Size => {
                let Some(bounds) = self.shape.bounds() else { return it };
                let middle = bounds.center();
                let away = |c: Coord| (c.x - middle.x).hypot(c.y - middle.y);
                let factor = (away(to) / away(self.from).max(1e-9)).clamp(0.05, 50.0);
                it.shape = changed(&self.shape, |c| middle + (c - middle) * factor);
                it.area_m2 = self.proposal.area_m2.map(|a| a * factor * factor);
            }
        }
        it
    }

    /// The corner, or the point, nearest to where it was taken.
    fn lead(&self) -> Option<Coord> {
        let far = |c: &Coord| (c.x - self.from.x).hypot(c.y - self.from.y);
        let all = rings(&self.shape).into_iter().flatten().flatten().chain(self.shape.points.iter().copied());
        all.min_by(|a, b| far(a).total_cmp(&far(b)))
    }
}

/// The handles of a proposal on the screen, those of corners first.
pub(crate) fn handles(it: &Shown<'_>, frame: &Frame, rect: UiRect) -> Vec<(Part, Pos2)> {
    let Some(bounds) = it.shape.region.bounds().filter(|_| bends(it.proposal)) else { return Vec::new() };
    let on = |at: Coord| frame.to_screen(rect, at);
    let (a, b) = (on(bounds.min()), on(bounds.max()));
    if (b.x - a.x).max(a.y - b.y) < SMALLEST {
        return Vec::new();
    }
    let all = rings(it.shape);
    let mut out = Vec::new();
    if all.iter().flatten().map(Vec::len).sum::<usize>() <= MOST_CORNERS {
        let mut middles = Vec::new();
        for (p, polygon) in all.iter().enumerate() {
            for (r, ring) in polygon.iter().enumerate() {
                for (i, &corner) in ring.iter().enumerate() {
                    out.push((Part::Corner(p, r, i), on(corner)));
                    let next = ring[(i + 1) % ring.len()];
                    // Short edges leave no room for one.
                    if on(corner).distance(on(next)) > 3.0 * HANDLE {
                        middles.push((Part::Edge(p, r, i), on(corner) + (on(next) - on(corner)) * 0.5));
                    }
                }
            }
        }
        out.extend(middles);
    }
    out.push((Part::Size, b + vec2(14.0, -14.0)));
    out
}

impl MapPanel {
    /// The handle of the chosen proposal at a place on the screen.
    pub(super) fn handle_at(at: Pos2, rect: UiRect, frame: &Frame, input: &MapInput<'_>) -> Option<Part> {
        let chosen = input.plan.chosen?;
        let all = shown(input.snapshot);
        let it = all.iter().find(|s| s.proposal.id == chosen)?;
        let near = handles(it, frame, rect).into_iter().map(|(part, p)| (part, p.distance(at)));
        near.filter(|(_, d)| *d <= HANDLE).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(part, _)| part)
    }

    /// Whether the pointer is over a handle of the chosen proposal.
    pub(super) fn over_handle(&self, ui: &Ui, rect: UiRect, input: &MapInput<'_>) -> bool {
        let at = ui.input(|i| i.pointer.hover_pos());
        let here = at.zip(self.last_frame).filter(|_| self.hand.tool == Tool::Select);
        here.is_some_and(|(at, frame)| Self::handle_at(at, rect, &frame, input).is_some())
    }

    /// Takes hold of what lies under a press: a handle of the chosen proposal, else the proposal that a click takes.
    pub(super) fn take_hold(&mut self, ui: &Ui, response: &Response, rect: UiRect, input: &MapInput<'_>) {
        let Some(frame) = self.last_frame else { return };
        if !ui.input(|i| i.pointer.primary_down()) {
            // Let go of outside the window.
            if self.placing.grab.as_ref().is_some_and(|g| g.dropped) {
                self.placing.grab = None;
            }
        }
        let pressed = ui.input(|i| i.pointer.primary_pressed() && i.modifiers.is_none() && !i.key_down(Key::Space));
        if !pressed || self.hand.tool != Tool::Select || !response.is_pointer_button_down_on() {
            return;
        }
        let Some(pos) = ui.input(|i| i.pointer.press_origin()) else { return };
        let from = frame.from_screen(rect, pos);
        let all = shown(input.snapshot);
        let held = |it: &Shown<'_>, part| Grab {
            proposal: Arc::clone(it.proposal),
            shape: it.shape.clone(),
            part,
            from,
            dropped: false,
        };
        let chosen = all.iter().find(|s| Some(s.proposal.id) == input.plan.chosen);
        if let (Some(it), Some(part)) = (chosen, Self::handle_at(pos, rect, &frame, input)) {
            self.placing.grab = Some(held(it, part));
            return;
        }
        let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
        let under = self.under(from, TOLERANCE * metres_per_point, input);
        let first = under.first().and_then(|what| all.iter().rev().find(|s| s.what == *what));
        self.placing.grab = first.filter(|s| moves(s.proposal)).map(|it| held(it, Part::Whole));
    }

    /// What is held follows the pointer; where it is let go of it is put.
    pub(super) fn reshape(
        &mut self,
        ui: &Ui,
        response: &Response,
        rect: UiRect,
        frame: &Frame,
        input: &MapInput<'_>,
        output: &mut MapOutput,
    ) {
        let Some(grab) = self.placing.grab.take() else { return };
        let dragged = response.dragged_by(PointerButton::Primary) || response.drag_stopped();
        let at = response.interact_pointer_pos().map(|p| frame.from_screen(rect, p));
        if let (false, true, Some(at)) = (grab.dropped, dragged, at) {
            ui.ctx().set_cursor_icon(if grab.part == Part::Whole { CursorIcon::Grabbing } else { CursorIcon::Move });
            let moved = grab.at(at, |c| self.snap_to(ui, c, frame, input));
            // An outline that was pulled flat is none: the last good one stays.
            if !moved.shape.is_empty() {
                self.placing.ghost = Some(moved);
            }
        }
        if response.drag_stopped() || !ui.input(|i| i.pointer.primary_down()) {
            if self.placing.ghost.as_ref().is_some_and(|g| *g != *grab.proposal) {
                self.put_ghost(input, output);
            }
            return;
        }
        self.placing.grab = Some(grab);
    }

    /// Takes a corner away where a double click hits one; tells whether it did.
    pub(super) fn drop_corner(
        at: Pos2,
        rect: UiRect,
        frame: &Frame,
        input: &MapInput<'_>,
        output: &mut MapOutput,
    ) -> bool {
        let Some(part @ Part::Corner(..)) = Self::handle_at(at, rect, frame, input) else { return false };
        let all = shown(input.snapshot);
        let Some(it) = all.iter().find(|s| Some(s.proposal.id) == input.plan.chosen) else { return false };
        if let Some(less) = without_corner(it.proposal, it.shape, part) {
            output.plan.push(Ask::Put(Box::new(less)));
        }
        true
    }

    /// What the pointer looks like over a proposal or one of its handles.
    pub(super) fn hand_over(
        &self,
        ui: &Ui,
        at: Pos2,
        rect: UiRect,
        frame: &Frame,
        input: &MapInput<'_>,
        output: &MapOutput,
    ) {
        if self.hand.tool != Tool::Select {
            return;
        }
        if let Some(part) = Self::handle_at(at, rect, frame, input) {
            let icon = match part {
                Part::Size => CursorIcon::ResizeNeSw,
                Part::Edge(..) => CursorIcon::Copy,
                _ => CursorIcon::Move,
            };
            ui.ctx().set_cursor_icon(icon);
        } else if let Some(first) = output.hovered.first()
            && shown(input.snapshot).iter().any(|s| s.what == *first && moves(s.proposal))
        {
            ui.ctx().set_cursor_icon(CursorIcon::Grab);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FacilityKind;
    use crate::ui::plan::rectangle;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    fn grab(part: Part, from: Coord, area_m2: Option<f64>) -> Grab {
        let shape = rectangle(at(0.0, 0.0), at(100.0, 50.0));
        let proposal = Proposal { area_m2, ..Proposal::new(FacilityKind::Park, shape.clone(), 2024) };
        Grab { proposal: Arc::new(proposal), shape, part, from, dropped: false }
    }

    #[test]
    fn a_whole_moves_with_the_pointer_and_snaps_by_its_nearest_corner() {
        let it = grab(Part::Whole, at(90.0, 45.0), Some(5000.0));
        let moved = it.at(at(190.0, 45.0), |c| c);
        let bounds = moved.shape.bounds().unwrap();
        assert_eq!((bounds.min(), bounds.max()), (at(100.0, 0.0), at(200.0, 50.0)));
        assert_eq!(moved.area_m2, Some(5000.0));
        let snapped = it.at(at(190.0, 45.0), |c| {
            assert_eq!(c, at(200.0, 50.0), "the corner nearest to the hand");
            at(203.0, 51.0)
        });
        assert_eq!(snapped.shape.bounds().unwrap().max(), at(203.0, 51.0));
    }

    #[test]
    fn corners_move_come_and_go_and_then_the_outline_says_how_large_it_is() {
        let corner =
            rings(&grab(Part::Whole, at(0.0, 0.0), None).shape)[0][0].iter().position(|c| *c == at(100.0, 50.0));
        let i = corner.unwrap();
        let moved = grab(Part::Corner(0, 0, i), at(100.0, 50.0), Some(9.0)).at(at(100.0, 150.0), |c| c);
        assert_eq!((moved.shape.region.area(), moved.area_m2), (10_000.0, None));
        let more = grab(Part::Edge(0, 0, i), at(50.0, 50.0), None).at(at(50.0, 70.0), |c| c);
        assert_eq!(rings(&more.shape)[0][0].len(), 5);
        assert_eq!(more.shape.region.area(), 6000.0);
        let corners = &rings(&more.shape)[0][0];
        let peak = corners.iter().position(|c| *c == at(50.0, 70.0)).unwrap();
        let less = without_corner(&more, &more.shape, Part::Corner(0, 0, peak)).unwrap();
        assert_eq!(less.shape.region.area(), 5000.0);
        let triangle = without_corner(&less, &less.shape, Part::Corner(0, 0, 0)).unwrap();
        assert!(without_corner(&triangle, &triangle.shape, Part::Corner(0, 0, 0)).is_none(), "three are the least");
    }

    #[test]
    fn the_size_handle_scales_about_the_middle() {
        let it = grab(Part::Size, at(100.0, 50.0), Some(5000.0)).at(at(150.0, 75.0), |c| c);
        assert!((it.shape.region.area() - 20_000.0).abs() < 1e-6);
        assert!((it.area_m2.unwrap() - 20_000.0).abs() < 1e-6);
        assert_eq!(it.shape.bounds().unwrap().center(), at(50.0, 25.0));
    }
}
