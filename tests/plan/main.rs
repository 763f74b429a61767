//! Plans and the project file: undo, what is on the disk, kills, figures under the pointer, the same figures everywhere.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that fails says where")]

mod disk;
mod figures;
mod full_disk;
mod gdal;
mod kept;
mod kill;
mod random;
mod records;
mod scripts;
mod session;
mod story;
mod support;
mod update;
