//! Fugai 覆盖: who is served by the city's public facilities, who is not, and what would change.
//!
//! The rooms, and which may use which, are drawn in ARCHITECTURE.md; `tests/architecture.rs` enforces it.

pub mod analysis;
pub mod cli;
pub mod crs;
pub mod geom;
pub mod io;
pub mod model;
pub mod report;
pub mod session;
pub mod store;
pub mod synth;
#[cfg(feature = "gui")]
pub mod ui;
