//! Chunks on the card. Uploaded by the worker that built them, once a layer version.

use std::ops::Range;
use std::sync::Arc;

use eframe::egui_wgpu::wgpu;

use crate::ui::map::mesh::{Chunk, Steps};

/// A chunk whose vertices lie on the card.
///
/// All of it is in one buffer. With a buffer for each part the card's memory would be cut into thousands of pieces, and
/// finding room for the few bytes that every frame hands over would take a tenth of a millisecond.
#[derive(Debug)]
pub(crate) struct GpuChunk {
    pub(crate) class: u8,
    pub(crate) origin: [f64; 2],
    pub(crate) min: [f64; 2],
    pub(crate) max: [f64; 2],
    levels: Vec<GpuLevel>,
    buffer: Option<wgpu::Buffer>,
    pub(crate) points: Option<Part>,
    pub(crate) point_steps: Steps,
}

/// A part of a chunk's buffer, in bytes.
pub(crate) type Part = Range<u64>;

/// One degree of detail on the card.
#[derive(Debug)]
pub(crate) struct GpuLevel {
    tolerance: f32,
    pub(crate) area: Option<Area>,
    pub(crate) triangle_steps: Steps,
    pub(crate) path: Option<Part>,
    pub(crate) path_steps: Steps,
}

/// Triangles on the card.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) vertices: Part,
    pub(crate) triangles: Part,
    pub(crate) format: wgpu::IndexFormat,
}

/// What is to lie on the card, part after part.
#[derive(Default)]
struct Staged(Vec<u8>);

impl Staged {
    /// Where these bytes will lie; nothing where there are none.
    fn put(&mut self, bytes: &[u8]) -> Option<Part> {
        if bytes.is_empty() {
            return None;
        }
        let from = self.0.len() as u64;
        self.0.extend_from_slice(bytes);
        let part = from..self.0.len() as u64;
        // Vertices, indices and copies all want whole words.
        self.0.resize(self.0.len().next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT as usize), 0);
        Some(part)
    }

    fn upload(self, device: &wgpu::Device) -> Option<wgpu::Buffer> {
        if self.0.is_empty() {
            return None;
        }
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("fugai map chunk"),
            size: self.0.len() as u64,
            usage: wgpu::BufferUsages::VERTEX | wgpu::BufferUsages::INDEX,
            mapped_at_creation: true,
        });
        if let Ok(mut mapped) = buffer.slice(..).get_mapped_range_mut() {
            mapped.copy_from_slice(&self.0);
        }
        buffer.unmap();
        Some(buffer)
    }
}

impl GpuChunk {
    /// Uploads a chunk. May be called from any thread.
    pub(crate) fn upload(device: &wgpu::Device, chunk: &Chunk) -> Arc<Self> {
        let mut staged = Staged::default();
        let levels = chunk
            .levels
            .iter()
            .map(|level| {
                let vertices = staged.put(bytemuck::cast_slice(&level.vertices));
                let (triangles, format) = if u16::try_from(level.vertices.len()).is_ok() {
                    let short: Vec<u16> = level.triangles.iter().map(|&i| i as u16).collect();
                    (staged.put(bytemuck::cast_slice(&short)), wgpu::IndexFormat::Uint16)
                } else {
                    (staged.put(bytemuck::cast_slice(&level.triangles)), wgpu::IndexFormat::Uint32)
                };
                // A path of one vertex has no segment.
                let path: &[[f32; 3]] = if level.path.len() > 1 { &level.path } else { &[] };
                GpuLevel {
                    tolerance: level.tolerance,
                    area: vertices.zip(triangles).map(|(vertices, triangles)| Area { vertices, triangles, format }),
                    triangle_steps: level.triangle_steps.clone(),
                    path: staged.put(bytemuck::cast_slice(path)),
                    path_steps: level.path_steps.clone(),
                }
            })
            .collect();
        let points = staged.put(bytemuck::cast_slice(&chunk.points));
        Arc::new(Self {
            class: chunk.class,
            origin: chunk.origin,
            min: chunk.min,
            max: chunk.max,
            levels,
            buffer: staged.upload(device),
            points,
            point_steps: chunk.point_steps.clone(),
        })
    }

    /// A part of it, to draw from.
    pub(crate) fn slice(&self, part: &Part) -> Option<wgpu::BufferSlice<'_>> {
        self.buffer.as_ref().map(|b| b.slice(part.clone()))
    }

    /// The coarsest degree of detail that is nowhere off by more than `tolerance` metres; its number and itself.
    pub(crate) fn level(&self, tolerance: f32) -> Option<(u8, &GpuLevel)> {
        let at = self.levels.iter().rposition(|l| l.tolerance <= tolerance)?;
        Some((at as u8, &self.levels[at]))
    }

    /// A degree of detail by its number.
    pub(crate) fn level_at(&self, number: u8) -> Option<&GpuLevel> {
        self.levels.get(usize::from(number))
    }
}
