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
mod progress;
pub mod repair;
pub mod shape;
pub(crate) mod strips;

pub use progress::{Abreast, Cancelled, Progress, Stretch};
pub use shape::{Region, Shape};

/// A position on the plane, in metres: `x` east, `y` north.
pub type Coord = geo::Coord<f64>;
/// A smallest upright rectangle, in metres.
pub type Rect = geo::Rect<f64>;
