//! Placing something new: a ghost of it follows the pointer until a click, an outline or a drag sets it down.

use egui::{CursorIcon, Event, Key, Modifiers, PointerButton, Response, Ui};

use super::navigate::Moves;
use super::pointing::Over;
use super::reshape::Grab;
use super::tools::Tool;
use super::view::Frame;
use super::{MapInput, MapOutput, MapPanel};
use crate::analysis::live::LiveFigures;
use crate::analysis::snap::{SnapIndex, Snapped};
use crate::geom::Coord;
use crate::model::plan::{Proposal, ProposalId};
use crate::ui::plan::{Ask, Draft, Form, polygon, rectangle};

/// How near a vertex or an edge draws what is placed to itself, in points.
const SNAP: f64 = 9.0;
/// How near the first corner ends an outline, in points.
const CLOSES: f64 = 9.0;

/// What the map is told about placing.
#[derive(Clone, Copy, Default)]
pub struct PlanInput<'a> {
    /// What the placing tool places; `None` where nothing can be placed.
    pub draft: Option<&'a Draft>,
    /// What can be snapped to.
    pub snap: Option<&'a SnapIndex>,
    /// The figures of what moves.
    pub figures: Option<&'a LiveFigures>,
    /// The proposal whose shape can be changed by its handles.
    pub chosen: Option<ProposalId>,
}

/// What is being placed, moved or reshaped.
#[derive(Default)]
pub(crate) struct Placing {
    /// The corners of an outline set so far. They stay when another tool is taken up for a while.
    pub(crate) vertices: Vec<Coord>,
    /// Corners that were taken back, the last one last.
    dropped: Vec<Coord>,
    /// The first corner of a rectangle that is being drawn.
    pub(crate) corner: Option<Coord>,
    /// Where the ghost stands until the pointer moves.
    pub(crate) armed: Option<Coord>,
    /// Where the pointer was last on the map.
    last: Option<Coord>,
    /// What is held of a proposal.
    pub(crate) grab: Option<Grab>,
    /// What follows the pointer in this frame.
    pub(crate) ghost: Option<Proposal>,
    /// What was drawn to a vertex or an edge in this frame.
    pub(crate) snapped: Option<Snapped>,
    /// What was put, until the project has it: the revision before, and when.
    put: Option<(Proposal, u64, std::time::Instant)>,
    /// What the session was told last.
    sent: Option<Proposal>,
    /// The form of what is placed, for the next frame.
    form: Option<Form>,
    /// The outline of the ghost's service area, where it is costly to make.
    pub(super) reach: super::ghost::ReachCache,
}

impl Placing {
    /// Whether a drag with the main button draws or moves something.
    pub(super) fn drags(&self, tool: Tool) -> bool {
        self.grab.is_some() || tool == Tool::Place && self.form == Some(Form::Rectangle)
    }

    /// Goes back one step; tells whether there was one. Nothing that was drawn is lost by it.
    fn back(&mut self, tool: Tool) -> bool {
        if let Some(grab) = &mut self.grab
            && !grab.dropped
        {
            grab.dropped = true;
            return true;
        }
        tool == Tool::Place && (self.corner.take().is_some() || self.take_back())
    }

    fn take_back(&mut self) -> bool {
        let last = self.vertices.pop();
        self.dropped.extend(last);
        last.is_some()
    }

    fn set(&mut self, at: Coord) {
        if self.vertices.last() != Some(&at) {
            self.vertices.push(at);
            self.dropped.clear();
        }
    }

    fn put(&mut self, revision: u64, output: &mut MapOutput) {
        let Some(ghost) = self.ghost.take() else { return };
        self.put = Some((ghost.clone(), revision, std::time::Instant::now()));
        // What is put ends what followed the pointer.
        self.sent = None;
        self.armed = None;
        self.corner = None;
        self.vertices.clear();
        self.dropped.clear();
        output.plan.push(Ask::Put(Box::new(ghost)));
    }

    /// What was put and is not in the project yet: it is drawn where it was let go of.
    pub(super) fn pending(&self, revision: u64) -> Option<&Proposal> {
        let (proposal, before, at) = self.put.as_ref()?;
        // What the session refused goes back after a moment.
        (*before == revision && at.elapsed() < std::time::Duration::from_millis(1500)).then_some(proposal)
    }

    /// Tells the session what follows the pointer, where that is something else than before.
    fn tell(&mut self, output: &mut MapOutput) {
        if self.ghost == self.sent {
            return;
        }
        output.plan.push(match &self.ghost {
            Some(ghost) => Ask::Drag(Box::new(ghost.clone())),
            None => Ask::EndDrag,
        });
        self.sent.clone_from(&self.ghost);
    }
}

impl MapPanel {
    /// Takes the placing tool. With a place, what is placed stands there until the pointer moves.
    pub(in crate::ui) fn begin_placing(&mut self, at: Option<Coord>) {
        self.hand.take(Tool::Place);
        self.asked_tool = None;
        self.placing.armed = at;
    }

    /// Whether the placing tool is taken with the next frame.
    pub(in crate::ui) fn will_place(&self) -> bool {
        self.asked_tool == Some(Tool::Place) && self.hand.tool != Tool::Place
    }

    /// Lets the ghost stand at a place until the pointer moves.
    pub(in crate::ui) fn aim(&mut self, at: Coord) {
        self.placing.armed = Some(at);
    }

    /// Whether an outline is being drawn.
    pub(in crate::ui) fn is_drawing(&self) -> bool {
        self.hand.tool == Tool::Place && (!self.placing.vertices.is_empty() || !self.placing.dropped.is_empty())
    }

    /// Takes the last corner of an outline back; tells whether there was one.
    pub(in crate::ui) fn take_back(&mut self) -> bool {
        self.hand.tool == Tool::Place && self.placing.take_back()
    }

    /// Sets a corner again that was taken back; tells whether there was one.
    pub(in crate::ui) fn bring_back(&mut self) -> bool {
        if self.hand.tool != Tool::Place {
            return false;
        }
        let last = self.placing.dropped.pop();
        self.placing.vertices.extend(last);
        last.is_some()
    }

    /// Whether a rectangle (metres) lies in sight, and large enough to be seen.
    pub(in crate::ui) fn shows(&self, bounds: crate::geom::Rect) -> bool {
        let Some(frame) = self.last_frame else { return false };
        let seen = frame.bounds();
        let close = frame.metres_per_pixel * f64::from(frame.pixels_per_point) < 4.0;
        crate::geom::bounds::holds(&seen, &bounds) && close
    }

    /// What the pointer and the keys do to what is placed, moved or reshaped.
    pub(super) fn plan(&mut self, over: &Over<'_>, output: &mut MapOutput) {
        let &Over { ui, response, rect, frame, input, .. } = over;
        self.placing.ghost = None;
        self.placing.snapped = None;
        self.placing.form = input.plan.draft.map(|d| d.form);
        if self.placing.grab.is_some() {
            self.reshape(ui, response, rect, frame, input, output);
        } else if self.hand.tool == Tool::Place {
            self.place(over, output);
        }
        if self.hand.tool != Tool::Place {
            self.placing.armed = None;
        }
        self.placing.tell(output);
    }

    /// Puts what follows the pointer.
    pub(super) fn put_ghost(&mut self, input: &MapInput<'_>, output: &mut MapOutput) {
        self.placing.put(input.snapshot.revision, output);
    }

    /// One step back for what is placed or held; tells whether there was one.
    pub(super) fn plan_back(&mut self) -> bool {
        self.placing.back(self.hand.tool)
    }

    /// The place, drawn to a vertex or an edge near it unless Alt is held.
    pub(super) fn snap_to(&mut self, ui: &Ui, at: Coord, frame: &Frame, input: &MapInput<'_>) -> Coord {
        let alt = ui.input(|i| i.modifiers.alt);
        let reach = SNAP * frame.metres_per_pixel * f64::from(frame.pixels_per_point);
        self.placing.snapped = input.plan.snap.filter(|_| !alt).and_then(|index| index.snap(at, reach));
        self.placing.snapped.map_or(at, |s| s.at)
    }

    fn place(&mut self, over: &Over<'_>, output: &mut MapOutput) {
        let &Over { ui, response, rect, frame, moves, input } = over;
        let Some(draft) = input.plan.draft else { return };
        step_area(ui, response, draft, output);
        let pointer = response.hover_pos().filter(|_| !response.context_menu_opened());
        if pointer.is_some() && ui.input(|i| i.pointer.delta() != egui::Vec2::ZERO || i.pointer.any_down()) {
            self.placing.armed = None;
        }
        let panning = response.dragged() && draft.form != Form::Rectangle
            || response.dragged_by(PointerButton::Middle)
            || ui.input(|i| i.key_down(Key::Space));
        let pointed = pointer.filter(|_| !panning).map(|p| frame.from_screen(rect, p));
        if pointed.is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        }
        // Over a card on the map, where its size is typed, the ghost waits where it was.
        let over_card = pointer.is_none() && ui.input(|i| i.pointer.hover_pos()).is_some_and(|p| rect.contains(p));
        if !over_card {
            self.placing.last = pointed;
        }
        let at = self.placing.armed.or(pointed).or(self.placing.last);
        let again = ui.input(|i| i.modifiers.shift);
        let done = match draft.form {
            Form::Polygon => {
                let mut done = self.draw_outline(ui, response, frame, moves, input, pointed);
                if let (Some(at), true) = (self.placing.armed, self.placing.vertices.is_empty()) {
                    // A place that was typed: something of the usual size stands there.
                    self.placing.ghost = Draft { form: Form::Rectangle, ..draft.clone() }.at(at);
                    done = moves.finish;
                }
                done
            }
            Form::Rectangle => self.drag_rectangle(over, at),
            Form::Point | Form::Circle => {
                let place = match (at, self.placing.armed) {
                    (Some(at), None) if draft.form == Form::Point => Some(self.snap_to(ui, at, frame, input)),
                    (at, _) => at,
                };
                self.placing.ghost = place.and_then(|p| draft.at(p));
                moves.finish || response.clicked_by(PointerButton::Primary)
            }
        };
        if response.clicked_by(PointerButton::Primary) {
            response.request_focus();
        }
        if done && self.placing.ghost.is_some() {
            self.put_ghost(input, output);
            // With Shift there is more to be placed; else what was placed is in hand to be moved.
            if !again {
                self.hand.take(Tool::Select);
            }
        }
    }

    /// Sets corners of an outline; tells whether it is finished.
    fn draw_outline(
        &mut self,
        ui: &Ui,
        response: &Response,
        frame: &Frame,
        moves: &Moves,
        input: &MapInput<'_>,
        pointed: Option<Coord>,
    ) -> bool {
        let Some(draft) = input.plan.draft else { return false };
        let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
        let at = pointed.map(|p| self.snap_to(ui, p, frame, input));
        let near = |a: Coord, b: Coord, points: f64| (a.x - b.x).hypot(a.y - b.y) <= points * metres_per_point;
        let enough = self.placing.vertices.len() >= 3;
        let closes = pointed.is_some_and(|p| enough && near(self.placing.vertices[0], p, CLOSES));
        let clicked = response.clicked_by(PointerButton::Primary);
        let done = enough && (moves.finish || clicked && (response.double_clicked() || closes));
        let mut corners = self.placing.vertices.clone();
        if !done && !closes {
            corners.extend(at);
        }
        if clicked
            && !done
            && let Some(at) = at
        {
            // The second click of a double click sets no second corner beside the first.
            let again = response.double_clicked() && self.placing.vertices.last().is_some_and(|l| near(*l, at, 4.0));
            if !again {
                self.placing.set(at);
            }
        }
        let shape = polygon(&corners);
        self.placing.ghost = (!shape.is_empty()).then(|| draft.with(shape));
        done
    }

    /// A square under the pointer, or the rectangle that a drag draws; tells whether it is set down.
    fn drag_rectangle(&mut self, over: &Over<'_>, at: Option<Coord>) -> bool {
        let &Over { ui, response, rect, frame, moves, input } = over;
        let Some(draft) = input.plan.draft else { return false };
        let space = ui.input(|i| i.key_down(Key::Space));
        if response.drag_started_by(PointerButton::Primary) && !space {
            let start = ui.input(|i| i.pointer.press_origin()).map(|p| frame.from_screen(rect, p));
            self.placing.corner = start.map(|p| self.snap_to(ui, p, frame, input));
        }
        if let Some(corner) = self.placing.corner {
            let end = response.interact_pointer_pos().map(|p| frame.from_screen(rect, p));
            let end = end.map(|p| self.snap_to(ui, p, frame, input));
            let shape = end.map(|end| rectangle(corner, end)).unwrap_or_default();
            self.placing.ghost = (!shape.is_empty()).then(|| draft.with(shape));
            if response.drag_stopped() {
                self.placing.corner = None;
                return true;
            }
            return false;
        }
        // Dragging on after Esc draws nothing.
        let at = at.filter(|_| !response.dragged() && !response.drag_stopped());
        self.placing.ghost = at.and_then(|p| draft.at(p));
        moves.finish || response.clicked_by(PointerButton::Primary)
    }
}

/// Shift and the wheel, and the square brackets make what is placed larger and smaller.
fn step_area(ui: &Ui, response: &Response, draft: &Draft, output: &mut MapOutput) {
    if !draft.has_area() {
        return;
    }
    if response.contains_pointer() {
        let turns: Vec<bool> = ui.input(|i| {
            let turn = |e: &Event| match e {
                Event::MouseWheel { delta, modifiers, .. } if modifiers.shift => {
                    let by = if delta.y == 0.0 { delta.x } else { delta.y };
                    (by != 0.0).then_some(by > 0.0)
                }
                _ => None,
            };
            i.events.iter().filter_map(turn).collect()
        });
        output.plan.extend(turns.into_iter().map(Ask::StepArea));
    }
    if !ui.ctx().text_edit_focused() {
        for (key, up) in [(Key::OpenBracket, false), (Key::CloseBracket, true)] {
            if ui.input_mut(|i| i.consume_key(Modifiers::NONE, key)) {
                output.plan.push(Ask::StepArea(up));
            }
        }
    }
}
