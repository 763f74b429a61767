//! What the pointer does on the map: takes things one by one or many at once, sets vertices, asks why.

use std::time::Instant;

use egui::{CursorIcon, Key, Modifiers, PointerButton, Rect as UiRect, Response, Ui};
use geo::{LineString, Polygon};

use super::navigate::Moves;
use super::pick::{self, Marked, rectangle};
use super::tools::Tool;
use super::view::Frame;
use super::{Change, MapInput, MapOutput, MapPanel, Selected, TOLERANCE};
use crate::analysis::why::Place;
use crate::geom::Coord;
use crate::model::Role;

/// Vertices of a lasso are at least this far apart, in points.
const LASSO_STEP: f64 = 3.0;
/// Clicks this near each other, in points, step through what lies there.
const SAME_PLACE: f32 = 4.0;

/// What a frame knows of the pointer over the map.
pub(super) struct Over<'a> {
    pub(super) ui: &'a Ui,
    /// Of the map as a whole.
    pub(super) response: &'a Response,
    /// Where the map lies, in points.
    pub(super) rect: UiRect,
    /// What of the plane is seen there.
    pub(super) frame: &'a Frame,
    pub(super) moves: &'a Moves,
    pub(super) input: &'a MapInput<'a>,
}

impl MapPanel {
    /// The tool in hand.
    pub fn tool(&self) -> Tool {
        self.hand.tool
    }

    /// Takes another tool; what was being drawn with the last one is gone.
    pub fn set_tool(&mut self, tool: Tool) {
        if self.hand.tool != tool {
            self.hand.take(tool);
        }
    }

    /// Takes a tool as its key does: the tool in hand is put down again, and why is asked about what lies under the
    /// pointer at once.
    pub fn press_tool(&mut self, tool: Tool) {
        self.asked_tool = Some(tool);
    }

    /// What is measured, in metres: the vertices of the line or outline. Empty where nothing is.
    pub fn measured(&self) -> &[Coord] {
        if self.hand.tool.measures() { &self.hand.vertices } else { &[] }
    }

    /// Whether a drag with the main button draws instead of moving the map.
    pub(super) fn draws(&self, ui: &Ui) -> bool {
        self.hand.drawing.is_some()
            || self.hand.tool.drags()
            || self.placing.drags(self.hand.tool)
            || self.hand.tool == Tool::Select && ui.input(|i| i.modifiers.shift)
    }

    /// Takes in what pointer and keys did to things on the map.
    pub(super) fn point(&mut self, over: &Over<'_>, output: &mut MapOutput) {
        let &Over { ui, response, rect, frame, moves, input } = over;
        let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
        let pressed = self.asked_tool.take();
        if let Some(tool) = pressed {
            // The key of the tool in hand puts it down again.
            self.hand.take(if self.hand.tool == tool { Tool::Select } else { tool });
        }
        if moves.finish {
            self.hand.end();
        }
        if moves.back && !self.plan_back() && !self.hand.back() {
            if input.why.is_some() {
                output.close_why = true;
            } else if !input.selection.is_empty() {
                output.clicked = Some(None);
            }
        }
        // What is set down in this frame puts its tool down: the click was its own.
        let placing = self.hand.tool == Tool::Place;
        self.plan(over, output);
        if self.placing.grab.is_none() && self.hand.tool != Tool::Place {
            self.drag(ui, response, rect, frame, input, output);
        }
        let Some(at) = response.hover_pos().filter(|_| !response.dragged()) else { return };
        let place = frame.from_screen(rect, at);
        output.pointer = Some(place);
        if self.hand.tool.measures() || self.hand.tool.drags() {
            ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        } else if self.hand.tool != Tool::Place {
            let start = Instant::now();
            output.hovered = self.under(place, TOLERANCE * metres_per_point, input);
            self.hit_time = start.elapsed();
            if self.hand.tool == Tool::Why {
                // Outlined is what is asked about: the parcel beneath a gap, not the gap.
                let here = std::mem::take(&mut output.hovered);
                let asked = question(input, &here, place);
                if let Place::Feature { layer, feature } = asked.0 {
                    output.hovered.push(Selected::Feature { layer, feature });
                }
                if pressed == Some(Tool::Why) && !here.is_empty() {
                    output.ask_why = Some(asked);
                }
            }
            self.hand_over(ui, at, rect, frame, input, output);
        }
        if self.hand.tool == Tool::Why {
            ui.ctx().set_cursor_icon(CursorIcon::Help);
        }
        if response.secondary_clicked() {
            // A right click never ends what is being drawn: it only asks what can be done here.
            let here = self.under(place, TOLERANCE * metres_per_point, input);
            self.menu = Some((place, here));
            self.menu_part = Self::handle_at(at, rect, frame, input);
        }
        if response.double_clicked() && self.hand.tool.measures() {
            self.hand.end();
        }
        if !response.clicked_by(PointerButton::Primary) || placing {
            return;
        }
        response.request_focus();
        if self.hand.tool == Tool::Select && Self::handle_at(at, rect, frame, input).is_some() {
            // A handle lies over the map: clicking it takes nothing else, and twice on a corner takes the corner away.
            if response.double_clicked() {
                Self::drop_corner(at, rect, frame, input, output);
            }
            return;
        }
        match self.hand.tool {
            Tool::Distance | Tool::Area => {
                let near = |v: &Coord| (v.x - place.x).hypot(v.y - place.y) < 2.0 * metres_per_point;
                if !(response.double_clicked() && self.hand.vertices.last().is_some_and(near)) {
                    self.hand.set(place);
                }
            }
            Tool::Why => output.ask_why = Some(question(input, &output.hovered, place)),
            Tool::Rectangle | Tool::Lasso | Tool::Select | Tool::Place => {
                let modifiers = ui.input(|i| i.modifiers);
                self.take(&output.hovered.clone(), at, modifiers, output);
            }
        }
    }

    /// A click on what lies there: takes the first, or with Alt the next below, and with Shift or Ctrl adds it or takes
    /// it out.
    fn take(&mut self, here: &[Selected], at: egui::Pos2, modifiers: Modifiers, output: &mut MapOutput) {
        let mut depth = 0;
        if modifiers.alt
            && let Some((before, last)) = self.stack
            && before.distance(at) < SAME_PLACE
        {
            depth = (last + 1) % here.len().max(1);
        }
        self.stack = Some((at, depth));
        let what = here.get(depth).copied();
        if modifiers.shift || modifiers.command {
            if let Some(what) = what {
                output.selected_many = Some((vec![what], Change::Toggle));
            }
        } else {
            output.clicked = Some(what);
        }
    }

    /// A drag that draws a rectangle or a lasso.
    fn drag(
        &mut self,
        ui: &Ui,
        response: &Response,
        rect: UiRect,
        frame: &Frame,
        input: &MapInput<'_>,
        output: &mut MapOutput,
    ) {
        let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
        let space = ui.input(|i| i.key_down(Key::Space));
        if response.drag_started_by(PointerButton::Primary) && self.draws(ui) && !space {
            let start = ui.input(|i| i.pointer.press_origin()).or_else(|| response.interact_pointer_pos());
            self.hand.vertices = start.map(|p| frame.from_screen(rect, p)).into_iter().collect();
            self.hand.drawing = Some(if self.hand.tool == Tool::Lasso { Tool::Lasso } else { Tool::Rectangle });
        }
        let Some(kind) = self.hand.drawing else { return };
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        if let Some(at) = response.interact_pointer_pos().map(|p| frame.from_screen(rect, p)) {
            if kind == Tool::Rectangle {
                self.hand.vertices.truncate(1);
                self.hand.vertices.push(at);
            } else {
                let last = self.hand.vertices.last().copied().unwrap_or(at);
                if (at.x - last.x).hypot(at.y - last.y) >= LASSO_STEP * metres_per_point {
                    self.hand.vertices.push(at);
                }
            }
        }
        if !response.drag_stopped() {
            return;
        }
        self.hand.drawing = None;
        let vertices = std::mem::take(&mut self.hand.vertices);
        let mark = match (kind, vertices.as_slice()) {
            (Tool::Rectangle, &[a, b]) => Marked::Rectangle(rectangle(a, b)),
            (Tool::Lasso, outline) if outline.len() >= 3 => {
                Marked::Outline(Polygon::new(LineString::from(outline.to_vec()), Vec::new()))
            }
            _ => return,
        };
        let modifiers = ui.input(|i| i.modifiers);
        let change = if modifiers.shift {
            Change::Add
        } else if modifiers.command {
            Change::Remove
        } else {
            Change::Replace
        };
        output.selected_many = Some((pick::taken(&self.content, input, &mark, modifiers.alt), change));
    }
}

/// What is asked about where these things lie: the residential parcel there, else the spot itself.
pub(super) fn question(input: &MapInput<'_>, here: &[Selected], at: Coord) -> (Place, Coord) {
    let is_home = |id| {
        let project = input.snapshot.project.as_ref();
        project.is_some_and(|p| p.layers.iter().any(|l| l.id == id && l.role == Role::Residential))
    };
    let parcel = here.iter().find_map(|what| match *what {
        Selected::Feature { layer, feature } if is_home(layer) => Some(Place::Feature { layer, feature }),
        _ => None,
    });
    (parcel.unwrap_or(Place::At(at)), at)
}
