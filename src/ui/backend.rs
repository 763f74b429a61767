//! What the window needs of whatever keeps the project.

use std::sync::Arc;

use crate::geom::Coord;
use crate::session::{Action, Snapshot};

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
}
