//! What the window needs of whatever keeps the project.

use std::cell::RefCell;
use std::sync::Arc;

use crate::geom::Coord;
use crate::session::{Action, PlaneView, Session, Snapshot};

/// What keeps the project: a session, or a stand-in in tests. No call may block.
pub trait Backend {
    /// The newest state.
    fn snapshot(&self) -> Arc<Snapshot>;
    /// Asks for something; it is carried out in order, elsewhere.
    fn send(&self, action: Action);
    /// Longitude and latitude in degrees of a position on the project's plane; `None` without a plane, or outside the
    /// area where it can be inverted.
    fn to_degrees(&self, at: Coord) -> Option<(f64, f64)>;
}

/// A running session, as the window sees it.
pub struct Live {
    session: Session,
    /// Opened anew when the project gets another plane.
    view: RefCell<Option<PlaneView>>,
}

impl Live {
    /// The window's side of a session.
    pub fn new(session: Session) -> Self {
        Self { session, view: RefCell::new(None) }
    }
}

impl Backend for Live {
    fn snapshot(&self) -> Arc<Snapshot> {
        self.session.snapshot()
    }

    fn send(&self, action: Action) {
        self.session.send(action);
    }

    fn to_degrees(&self, at: Coord) -> Option<(f64, f64)> {
        let snapshot = self.session.snapshot();
        let plane = &snapshot.project.as_ref()?.plane;
        let mut view = self.view.borrow_mut();
        if view.as_ref().is_none_or(|v| v.plane() != plane) {
            *view = PlaneView::new(plane);
        }
        view.as_ref()?.to_degrees(at)
    }
}
