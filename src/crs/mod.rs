//! From any datum or projection to the plane in metres and back.
//!
//! At this interface coordinates are always x = east or longitude, y = north or latitude, whatever order an authority
//! defines. Nothing here reads the network; the projections that matter (Gauss–Krüger, UTM, a transverse Mercator on
//! the data's centre) need no database, for all others PROJ's own is part of the binary.

mod layer_crs;
mod offset;
mod plane;
pub mod plausible;
mod scale;
mod transform;

pub use layer_crs::LayerCrs;
pub use offset::{bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02};
pub use plane::{plane_for, plane_from_epsg};
pub use scale::scale_error;
pub use transform::Transformer;

/// Why coordinates could not be brought onto the plane.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CrsError {
    /// The text names no reference system that Fugai knows.
    #[error("\"{0}\" is not a coordinate reference system; use wgs84, cgcs2000, gcj02, bd09 or EPSG:n")]
    Unknown(String),
    /// No such EPSG code, or one without horizontal coordinates.
    #[error("EPSG:{0} is not a horizontal coordinate reference system that PROJ knows; check the number")]
    UnknownCode(u32),
    /// Degrees are no measure of distance.
    #[error(
        "EPSG:{0} is in degrees; nothing can be measured on it. Choose a projected system in metres, such as EPSG:4549"
    )]
    NotProjected(u32),
    /// Not metres.
    #[error("EPSG:{code} is in {unit}, not in metres; choose a projected system in metres")]
    NotMetric {
        /// The code that was asked for.
        code: u32,
        /// Its unit.
        unit: String,
    },
    /// Mercator stretches distances with the latitude.
    #[error(
        "EPSG:{0} is a Mercator projection: its metres are not metres on the ground (18 % too many at 32° N, and areas \
         38 %), so nothing can be measured on it. It may be the system of a layer, but not the plane of a project"
    )]
    Mercator(u32),
    /// The source's datum can be brought to WGS 84 only by guessing.
    #[error("for {0} no transformation to WGS 84 is known that is better than a guess; convert the file first")]
    NoTransformation(String),
    /// A position that the system cannot hold.
    #[error("position {index} ({x}, {y}) is outside the range of {crs}")]
    OutOfRange {
        /// Which of the coordinates given, from 0.
        index: usize,
        /// Its x, as given.
        x: f64,
        /// Its y, as given.
        y: f64,
        /// The system that cannot hold it.
        crs: String,
    },
    /// PROJ says no.
    #[error("{crs} cannot be opened: {reason}")]
    Proj {
        /// What was to be opened.
        crs: String,
        /// What PROJ said.
        reason: String,
    },
}
