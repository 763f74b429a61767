//! From a file as it was read to a layer of the project: its role, what its coordinates mean, its place on the plane.

mod bulk;
pub mod crs;
pub mod datum;
pub mod layer;
pub mod place;
pub mod role;

pub use crs::{ChosenCrs, Settled, extent_degrees, settle_crs};
pub use datum::{check_datums, check_newer};
pub use layer::to_layer;
pub use place::check_place;
pub use role::guess_role;
