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
    pub(crate) area: Option<(wgpu::Buffer, wgpu::Buffer)>,
    pub(crate) triangle_steps: Steps,
    pub(crate) path: Option<wgpu::Buffer>,
    pub(crate) path_steps: Steps,
    pub(crate) points: Option<(wgpu::Buffer, u32)>,
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
        let vertices = buffer(bytemuck::cast_slice(&chunk.vertices), wgpu::BufferUsages::VERTEX);
        let triangles = buffer(bytemuck::cast_slice(&chunk.triangles), wgpu::BufferUsages::INDEX);
        let points = buffer(bytemuck::cast_slice(&chunk.points), wgpu::BufferUsages::VERTEX);
        // A path of one vertex has no segment.
        let path: &[[f32; 3]] = if chunk.path.len() > 1 { &chunk.path } else { &[] };
        Arc::new(Self {
            class: chunk.class,
            origin: chunk.origin,
            min: chunk.min,
            max: chunk.max,
            area: vertices.zip(triangles),
            triangle_steps: chunk.triangle_steps.clone(),
            path: buffer(bytemuck::cast_slice(path), wgpu::BufferUsages::VERTEX),
            path_steps: chunk.path_steps.clone(),
            points: points.map(|b| (b, chunk.points.len() as u32)),
        })
    }
}
