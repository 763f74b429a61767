//! Windows, panels, the map canvas. Reads snapshots, emits actions, never computes, never blocks, holds no truth.

pub mod app;
pub mod backend;
mod bottom;
mod chart;
mod context;
mod dialogs;
pub mod fonts;
pub mod format;
mod gaps;
pub mod i18n;
pub mod icons;
mod import_report;
mod indicators;
mod inspector;
mod layers;
pub mod map;
mod messages;
mod over_map;
mod picture;
mod rules_box;
mod rules_view;
mod sheets;
pub mod state;
mod status_line;
pub mod theme;
mod top_bar;
mod widgets;
pub mod window;

pub use app::{FugaiApp, Options};
pub use backend::Backend;
pub use i18n::Lang;
pub use window::{RunOptions, WindowError, run};
