//! Foreign files in, answers out.
//!
//! Reading a layer goes in three steps, each of which keeps what it noticed: [`read::read_geojson`] turns bytes into
//! a [`RawLayer`] in source coordinates, [`import::settle_crs`] decides what those coordinates mean, and
//! [`import::to_layer`] brings them to the project's plane. Source files are never written.

pub mod error;
pub mod import;
pub mod open;
pub mod pack;
pub mod raw;
pub mod read;
pub mod write;

pub use error::{CrsSuggestion, IoError};
pub use raw::{Kinds, Part, PartKind, RawFeature, RawGeometry, RawLayer};
