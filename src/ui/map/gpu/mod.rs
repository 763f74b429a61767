//! The graphics card's side of the canvas: buffers, pipelines, and the picture they draw.

pub(crate) mod board;
pub(crate) mod chunk;
pub(crate) mod painter;
pub(crate) mod picture;
pub(crate) mod pipelines;
mod screen;
mod slices;

pub(crate) use chunk::GpuChunk;
pub(crate) use painter::{Names, Overlay, Painter, Request};
