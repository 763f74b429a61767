//! Chunks on the card. Uploaded by the worker that built them, once a layer version.

use std::sync::Arc;

use eframe::egui_wgpu::wgpu::{self, util::DeviceExt as _};

use crate::ui::map::mesh::{Chunk, Steps};

/// A chunk whose vertices lie on the card.
#[derive(Debug)]
pub(crate) struct GpuChunk {
    pub(crate) class: u8,
    pub(crate) origin: [f64; 2],
    pub(crate) min: [f64; 2],
    pub(crate) max: [f64; 2],
    levels: Vec<GpuLevel>,
    pub(crate) points: Option<(wgpu::Buffer, u32)>,
    pub(crate) point_steps: Steps,
}

/// One degree of detail on the card.
#[derive(Debug)]
pub(crate) struct GpuLevel {
    tolerance: f32,
    pub(crate) area: Option<Area>,
    pub(crate) triangle_steps: Steps,
    pub(crate) path: Option<wgpu::Buffer>,
    pub(crate) path_steps: Steps,
}

/// Triangles on the card.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) vertices: wgpu::Buffer,
    pub(crate) triangles: wgpu::Buffer,
    pub(crate) format: wgpu::IndexFormat,
}

impl GpuChunk {
    /// Uploads a chunk. May be called from any thread.
    pub(crate) fn upload(device: &wgpu::Device, chunk: &Chunk) -> Arc<Self> {
        let buffer = |bytes: &[u8], usage| {
            (!bytes.is_empty()).then(|| {
                device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                    label: Some("fugai map chunk"),
                    contents: bytes,
                    usage,
                })
            })
        };
        let levels = chunk
            .levels
            .iter()
            .map(|level| {
                let vertices = buffer(bytemuck::cast_slice(&level.vertices), wgpu::BufferUsages::VERTEX);
                let (triangles, format) = if u16::try_from(level.vertices.len()).is_ok() {
                    let mut short: Vec<u16> = level.triangles.iter().map(|&i| i as u16).collect();
                    // Copies are made in words.
                    short.resize(short.len().next_multiple_of(2), 0);
                    (buffer(bytemuck::cast_slice(&short), wgpu::BufferUsages::INDEX), wgpu::IndexFormat::Uint16)
                } else {
                    let all = bytemuck::cast_slice(&level.triangles);
                    (buffer(all, wgpu::BufferUsages::INDEX), wgpu::IndexFormat::Uint32)
                };
                // A path of one vertex has no segment.
                let path: &[[f32; 3]] = if level.path.len() > 1 { &level.path } else { &[] };
                GpuLevel {
                    tolerance: level.tolerance,
                    area: vertices.zip(triangles).map(|(vertices, triangles)| Area { vertices, triangles, format }),
                    triangle_steps: level.triangle_steps.clone(),
                    path: buffer(bytemuck::cast_slice(path), wgpu::BufferUsages::VERTEX),
                    path_steps: level.path_steps.clone(),
                }
            })
            .collect();
        let points = buffer(bytemuck::cast_slice(&chunk.points), wgpu::BufferUsages::VERTEX);
        Arc::new(Self {
            class: chunk.class,
            origin: chunk.origin,
            min: chunk.min,
            max: chunk.max,
            levels,
            points: points.map(|b| (b, chunk.points.len() as u32)),
            point_steps: chunk.point_steps.clone(),
        })
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
