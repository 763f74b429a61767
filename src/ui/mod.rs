//! Windows, panels, the map canvas. Reads snapshots, emits actions, never computes, never blocks, holds no truth.

pub mod fonts;
pub mod i18n;
pub mod icons;
pub mod map;
pub mod theme;
