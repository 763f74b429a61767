//! What the window needs of whatever keeps the project.

use std::cell::RefCell;
use std::sync::Arc;

use crate::geom::Coord;
use crate::model::Plane;
use crate::session::{Action, FramePosition, LayerFrame, PlaneView, Session, Snapshot};

/// What keeps the project: a session, or a stand-in in tests. No call may block.
pub trait Backend {
    /// The newest state.
    fn snapshot(&self) -> Arc<Snapshot>;
    /// Asks for something; it is carried out in order, elsewhere.
    fn send(&self, action: Action);
    /// Longitude and latitude in degrees of a position on the project's plane; `None` without a plane, or outside the
    /// area where it can be inverted.
    fn to_degrees(&self, at: Coord) -> Option<(f64, f64)>;
    /// The position on the plane of a longitude and latitude in degrees; `None` without a plane, or outside its area.
    fn to_plane(&self, lon: f64, lat: f64) -> Option<Coord>;
    /// A position of the plane in the system of a layer's file (as its source names it), with that system's name; `None`
    /// where [that is shown anyway](crate::session::has_own_frame), without a plane, or outside its area.
    fn to_layer(&self, crs: &str, at: Coord) -> Option<(String, FramePosition)> {
        let _ = (crs, at);
        None
    }
}

/// A running session as the window sees it; others may hold the session as well.
pub struct Live {
    session: Arc<Session>,
    /// PROJ objects stay on the thread that opened them: this is the window's own.
    view: RefCell<Option<PlaneView>>,
    /// The layer's frame that was asked for last, under plane and system; none where it cannot be opened.
    frame: RefCell<Option<(Plane, String, Option<LayerFrame>)>>,
}

impl Live {
    /// A session as a window sees it. For one thread.
    pub fn new(session: Arc<Session>) -> Self {
        Self { session, view: RefCell::new(None), frame: RefCell::new(None) }
    }

    fn with_view<T>(&self, ask: impl FnOnce(&PlaneView) -> Option<T>) -> Option<T> {
        let snapshot = self.session.snapshot();
        let plane = &snapshot.project.as_ref()?.plane;
        let mut view = self.view.borrow_mut();
        if view.as_ref().is_none_or(|v| v.plane() != plane) {
            *view = PlaneView::new(plane);
        }
        ask(view.as_ref()?)
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
        self.with_view(|view| view.to_degrees(at))
    }

    fn to_plane(&self, lon: f64, lat: f64) -> Option<Coord> {
        self.with_view(|view| view.to_plane(lon, lat))
    }

    fn to_layer(&self, crs: &str, at: Coord) -> Option<(String, FramePosition)> {
        let snapshot = self.session.snapshot();
        let plane = &snapshot.project.as_ref()?.plane;
        let mut held = self.frame.borrow_mut();
        if held.as_ref().is_none_or(|(p, c, _)| p != plane || c != crs) {
            *held = Some((plane.clone(), crs.to_owned(), LayerFrame::new(plane, crs)));
        }
        let frame = held.as_ref()?.2.as_ref()?;
        Some((frame.to_string(), frame.at(at)?))
    }
}
