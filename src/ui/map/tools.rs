//! What a click or a drag on the map does: the tool in hand, and what has been drawn with it so far.

use crate::geom::Coord;

/// The tools of the map.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Tool {
    /// A click takes what lies under it, a drag moves the map.
    #[default]
    Select,
    /// A click places something new.
    Place,
    /// A drag takes what meets a rectangle.
    Rectangle,
    /// A drag takes what has its middle in the outline drawn.
    Lasso,
    /// Clicks make a line whose length is told.
    Distance,
    /// Clicks make an outline whose area is told.
    Area,
    /// A click asks why a place is served or not.
    Why,
}

impl Tool {
    /// All of them, in the order of their buttons.
    pub const ALL: [Self; 7] =
        [Self::Select, Self::Place, Self::Rectangle, Self::Lasso, Self::Distance, Self::Area, Self::Why];

    /// Whether a drag draws instead of moving the map.
    pub(crate) fn drags(self) -> bool {
        matches!(self, Self::Rectangle | Self::Lasso)
    }

    /// Whether clicks set something down, so that they do not zoom, and Enter finishes it.
    pub(crate) fn sets(self) -> bool {
        self.measures() || self == Self::Place
    }

    /// Whether clicks set vertices of what is measured.
    pub(crate) fn measures(self) -> bool {
        matches!(self, Self::Distance | Self::Area)
    }
}

/// The tool in hand and what is drawn with it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Hand {
    pub(crate) tool: Tool,
    /// The vertices set so far, in metres: of a measured line or outline, of a lasso, or two corners of a rectangle.
    pub(crate) vertices: Vec<Coord>,
    /// Whether a measured line or outline is ended: the next click begins another.
    pub(crate) ended: bool,
    /// Whether a rectangle or a lasso is being drawn, and of which kind.
    pub(crate) drawing: Option<Tool>,
}

impl Hand {
    /// Takes another tool; what was drawn with the last one is gone.
    pub(crate) fn take(&mut self, tool: Tool) {
        *self = Self { tool, ..Self::default() };
    }

    /// Goes back one step; tells whether there was one.
    ///
    /// First a rectangle or lasso under way is dropped, then the last vertex taken back, then the tool put down.
    pub(crate) fn back(&mut self) -> bool {
        if self.drawing.take().is_some() {
            self.vertices.clear();
        } else if self.tool.measures() && !self.vertices.is_empty() {
            self.vertices.pop();
            self.ended = false;
        } else if self.tool == Tool::Select {
            return false;
        } else {
            self.take(Tool::Select);
        }
        true
    }

    /// Sets a vertex of what is measured.
    pub(crate) fn set(&mut self, at: Coord) {
        if self.ended {
            self.vertices.clear();
            self.ended = false;
        }
        // The second click of a double click sets no second vertex at the same place.
        if self.vertices.last() != Some(&at) {
            self.vertices.push(at);
        }
    }

    /// Ends what is measured where there is enough of it.
    pub(crate) fn end(&mut self) {
        let enough = if self.tool == Tool::Area { 3 } else { 2 };
        self.ended = self.tool.measures() && self.vertices.len() >= enough;
    }

    /// What is measured with the pointer as the next vertex: nothing before the first. A pointer that rests on the last
    /// vertex is no further one.
    pub(crate) fn measured(&self, pointer: Option<Coord>) -> Vec<Coord> {
        let mut all = self.vertices.clone();
        if let Some(at) = pointer.filter(|at| !self.ended && all.last().is_some_and(|last| last != at)) {
            all.push(at);
        }
        all
    }
}

/// The length of a line in metres.
pub(crate) fn length(line: &[Coord]) -> f64 {
    line.windows(2).map(|p| (p[1].x - p[0].x).hypot(p[1].y - p[0].y)).sum()
}

/// The area in m² that an outline encloses, and the length of the outline in metres; an outline that crosses itself is
/// worth the land it encloses, as on a map, not the difference of its loops.
pub(crate) fn area(outline: &[Coord]) -> (f64, f64) {
    let mut ring = outline.to_vec();
    ring.extend(outline.first());
    let around = length(&ring);
    if outline.len() < 3 {
        return (0.0, around);
    }
    (crate::geom::repair::normalise(vec![vec![ring]]).0.area(), around)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Coord {
        Coord { x, y }
    }

    #[test]
    fn esc_goes_back_vertex_by_vertex_and_then_puts_the_tool_down() {
        let mut hand = Hand::default();
        assert!(!hand.back());
        hand.take(Tool::Distance);
        hand.set(at(0.0, 0.0));
        hand.set(at(3.0, 4.0));
        hand.set(at(3.0, 4.0));
        assert_eq!(hand.vertices.len(), 2, "a double click sets one vertex");
        hand.end();
        assert!(hand.ended);
        assert!(hand.back() && !hand.ended && hand.vertices.len() == 1);
        assert!(hand.back() && hand.vertices.is_empty() && hand.tool == Tool::Distance);
        assert!(hand.back() && hand.tool == Tool::Select);
    }

    #[test]
    fn a_click_after_the_end_begins_anew() {
        let mut hand = Hand { tool: Tool::Area, ..Hand::default() };
        hand.set(at(0.0, 0.0));
        hand.set(at(10.0, 0.0));
        hand.end();
        assert!(!hand.ended, "two corners enclose nothing");
        hand.set(at(10.0, 10.0));
        hand.end();
        assert!(hand.ended && hand.measured(Some(at(5.0, 5.0))).len() == 3);
        hand.set(at(1.0, 1.0));
        assert_eq!(hand.vertices, [at(1.0, 1.0)]);
        assert_eq!(hand.measured(Some(at(2.0, 1.0))).len(), 2);
        assert_eq!(hand.measured(Some(at(1.0, 1.0))).len(), 1, "the pointer rests where the click was");
    }

    #[test]
    fn lengths_and_areas_are_those_of_the_plane() {
        let square =
            [at(500_000.0, 3.5e6), at(500_010.0, 3.5e6), at(500_010.0, 3_500_010.0), at(500_000.0, 3_500_010.0)];
        assert_eq!(length(&square), 30.0);
        let (m2, around) = area(&square);
        assert!((m2 - 100.0).abs() < 1e-6 && (around - 40.0).abs() < 1e-9);
        let bow = [at(0.0, 0.0), at(10.0, 10.0), at(10.0, 0.0), at(0.0, 10.0)];
        assert!((area(&bow).0 - 50.0).abs() < 1e-3, "{}", area(&bow).0);
    }
}
