//! Many things at once: what meets a rectangle, what has its middle in an outline.

use geo::{Contains as _, Intersects as _, Polygon};

use super::content::{Content, Entry};
use super::mesh::{Item, bounds};
use super::style::Subject;
use super::{MapInput, Selected, visible};
use crate::geom::{Coord, Rect};
use crate::model::Role;

/// The land that a gesture marks.
pub(crate) enum Marked {
    /// Whatever meets it is taken.
    Rectangle(Rect),
    /// Whatever has its middle in it is taken.
    Outline(Polygon<f64>),
}

impl Marked {
    fn bounds(&self) -> Option<Rect> {
        match self {
            Self::Rectangle(rect) => Some(*rect),
            Self::Outline(polygon) => geo::BoundingRect::bounding_rect(polygon),
        }
    }

    fn takes(&self, item: &Item<'_>) -> bool {
        let Some(own) = bounds(item) else { return false };
        match self {
            Self::Outline(outline) => outline.contains(&geo::Point::from(own.center())),
            Self::Rectangle(rect) => {
                let inside = own.min().x >= rect.min().x
                    && own.min().y >= rect.min().y
                    && own.max().x <= rect.max().x
                    && own.max().y <= rect.max().y;
                inside
                    || item.points.iter().any(|p| rect.intersects(p))
                    || item.lines.iter().any(|l| l.intersects(rect))
                    || item.polygons.iter().any(|p| p.intersects(rect))
            }
        }
    }
}

/// What a mark takes: facilities, homes and sites; where there are none of them, gaps; else whatever there is but the
/// ground everything lies on. `gaps`: gaps alone, although homes lie under every one of them.
pub(crate) fn taken(content: &Content, input: &MapInput<'_>, mark: &Marked, gaps: bool) -> Vec<Selected> {
    let Some(around) = mark.bounds() else { return Vec::new() };
    let class = |e: &Entry| match e.subject {
        Subject::Layer(r) if r.facility_kind().is_some() || matches!(r, Role::Residential | Role::Candidate) => Some(0),
        Subject::Gaps => Some(1),
        Subject::Layer(Role::Road | Role::Building | Role::Population) => Some(2),
        _ => None,
    };
    for wanted in if gaps { 1..2 } else { 0..3 } {
        let mut found = Vec::new();
        for entry in content.entries.iter().filter(|e| visible(input, e) && class(e) == Some(wanted)) {
            let Some(hits) = &entry.hits else { continue };
            let mut here: Vec<usize> = hits.query(&around).map(|i| i as usize).collect();
            here.retain(|&i| entry.thing(i).is_some_and(|item| mark.takes(&item)));
            here.sort_unstable();
            found.extend(here.into_iter().filter_map(|i| entry.selected(i)));
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The upright rectangle between two corners.
pub(crate) fn rectangle(a: Coord, b: Coord) -> Rect {
    Rect::new(Coord { x: a.x.min(b.x), y: a.y.min(b.y) }, Coord { x: a.x.max(b.x), y: a.y.max(b.y) })
}
