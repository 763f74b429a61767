//! Plane geometry in metres: shapes, areas, service areas, overlay, spatial index.
//!
//! Nothing here knows a file, a format, a datum or a layer. All coordinates are metres on one plane and finite.

pub mod bounds;
pub mod buffer;
pub mod coverage;
pub mod distance;
pub(crate) mod exact;
pub mod gaps;
pub mod grid;
mod holes;
pub mod index;
pub mod label;
pub mod overlay;
pub mod repair;
pub mod shape;
pub(crate) mod strips;

pub use shape::{Region, Shape};

/// A position on the plane, in metres: `x` east, `y` north.
pub type Coord = geo::Coord<f64>;
/// A smallest upright rectangle, in metres.
pub type Rect = geo::Rect<f64>;

/// How long work reports progress and learns that nobody wants its result any more.
pub trait Progress: Sync {
    /// Tells that `done` of the work, from 0 to 1, is finished. Called from any thread, cheap to call often.
    fn at(&self, done: f32);
    /// Whether the work should stop. Work that sees `true` returns [`Cancelled`].
    fn cancelled(&self) -> bool;
}

/// Nobody listens and nobody cancels.
impl Progress for () {
    fn at(&self, _done: f32) {}
    fn cancelled(&self) -> bool {
        false
    }
}

/// The work was cancelled before it finished; there is no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

/// A stretch of a longer job's progress: what it reports is scaled into the whole.
pub struct Stretch<'a> {
    whole: &'a dyn Progress,
    from: f32,
    share: f32,
}

impl<'a> Stretch<'a> {
    /// The stretch of `whole` that begins at `from` and takes `share` of it, both from 0 to 1.
    pub fn new(whole: &'a dyn Progress, from: f32, share: f32) -> Self {
        Self { whole, from, share }
    }
}

impl Progress for Stretch<'_> {
    fn at(&self, done: f32) {
        self.whole.at(self.from + self.share * done);
    }
    fn cancelled(&self) -> bool {
        self.whole.cancelled()
    }
}
