//! From a file as it was read to a layer of the project: its role, what its coordinates mean, its place on the plane.

pub mod crs;
pub mod layer;
pub mod role;

pub use crs::{ChosenCrs, Settled, extent_degrees, settle_crs};
pub use layer::to_layer;
pub use role::guess_role;
