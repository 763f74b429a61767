//! One small pipeline for each way of drawing, so that no fragment has to branch.

use eframe::egui_wgpu::wgpu;

/// Parameters of one draw call; `Draw` in `canvas.wgsl`.
#[derive(Debug, Clone, Copy, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Draw {
    pub(crate) offset: [f32; 2],
    pub(crate) viewport: [f32; 2],
    pub(crate) scale: f32,
    pub(crate) half_width: f32,
    pub(crate) corner: f32,
    pub(crate) ring: f32,
    pub(crate) color: [f32; 4],
    pub(crate) color2: [f32; 4],
    pub(crate) pattern: [f32; 4],
    pub(crate) glyph: [f32; 4],
}

/// A name on the map; an instance of `name_vs` in `canvas.wgsl`.
#[derive(Debug, Clone, Copy, Default, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(crate) struct Name {
    /// Its middle, in metres from the origin that the names share.
    pub(crate) at: [f32; 2],
    /// Half its size, in pixels.
    pub(crate) half: [f32; 2],
    /// Where it lies in the sheet, as shares of its size: u, v, width, height.
    pub(crate) place: [f32; 4],
    /// Cosine and sine of the angle by which it is turned clockwise.
    pub(crate) turn: [f32; 2],
    pub(crate) color: [u8; 4],
}

/// Distance between the parameters of two draw calls in their buffer.
pub(crate) const STRIDE: u64 = 256;

pub(crate) struct Pipelines {
    pub(crate) fill: wgpu::RenderPipeline,
    pub(crate) hatch: wgpu::RenderPipeline,
    pub(crate) line: wgpu::RenderPipeline,
    pub(crate) dash: wgpu::RenderPipeline,
    pub(crate) symbol: wgpu::RenderPipeline,
    pub(crate) dot: wgpu::RenderPipeline,
    pub(crate) show: wgpu::RenderPipeline,
    pub(crate) exact: wgpu::RenderPipeline,
    pub(crate) names: wgpu::RenderPipeline,
    pub(crate) ground: wgpu::RenderPipeline,
    pub(crate) draw_layout: wgpu::BindGroupLayout,
    pub(crate) sheet_layout: wgpu::BindGroupLayout,
    pub(crate) linear: wgpu::Sampler,
    /// Linear, and after the last texel comes the first.
    pub(crate) round: wgpu::Sampler,
}

impl Pipelines {
    pub(crate) fn new(device: &wgpu::Device, format: wgpu::TextureFormat) -> Self {
        let module = device.create_shader_module(wgpu::include_wgsl!("canvas.wgsl"));
        let draw_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("fugai map draw"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: true,
                    min_binding_size: wgpu::BufferSize::new(size_of::<Draw>() as u64),
                },
                count: None,
            }],
        });
        let sheet_layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("fugai map sheet"),
            entries: &[
                wgpu::BindGroupLayoutEntry {
                    binding: 0,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Texture {
                        sample_type: wgpu::TextureSampleType::Float { filterable: true },
                        view_dimension: wgpu::TextureViewDimension::D2,
                        multisampled: false,
                    },
                    count: None,
                },
                wgpu::BindGroupLayoutEntry {
                    binding: 1,
                    visibility: wgpu::ShaderStages::FRAGMENT,
                    ty: wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering),
                    count: None,
                },
            ],
        });
        let layout = |groups: &[Option<&wgpu::BindGroupLayout>]| {
            device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some("fugai map"),
                bind_group_layouts: groups,
                immediate_size: 0,
            })
        };
        let plain = layout(&[Some(&draw_layout)]);
        let sheeted = layout(&[Some(&draw_layout), Some(&sheet_layout)]);
        let make = |layout: &wgpu::PipelineLayout,
                    [vs, fs]: [&str; 2],
                    strip: bool,
                    buffers: &[Option<wgpu::VertexBufferLayout<'_>>]| {
            device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
                label: Some(fs),
                layout: Some(layout),
                vertex: wgpu::VertexState {
                    module: &module,
                    entry_point: Some(vs),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    buffers,
                },
                primitive: wgpu::PrimitiveState {
                    topology: if strip {
                        wgpu::PrimitiveTopology::TriangleStrip
                    } else {
                        wgpu::PrimitiveTopology::TriangleList
                    },
                    ..wgpu::PrimitiveState::default()
                },
                depth_stencil: None,
                multisample: wgpu::MultisampleState::default(),
                fragment: Some(wgpu::FragmentState {
                    module: &module,
                    entry_point: Some(fs),
                    compilation_options: wgpu::PipelineCompilationOptions::default(),
                    targets: &[Some(wgpu::ColorTargetState {
                        format,
                        // What covers everything need not read what it covers.
                        blend: (!matches!(fs, "exact_fs" | "show_fs" | "ground_fs"))
                            .then_some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                        write_mask: wgpu::ColorWrites::ALL,
                    })],
                }),
                multiview_mask: None,
                cache: None,
            })
        };
        let vertex = |step_mode, array_stride, attributes| {
            Some(wgpu::VertexBufferLayout { array_stride, step_mode, attributes })
        };
        let corner = [vertex(wgpu::VertexStepMode::Vertex, 8, &wgpu::vertex_attr_array![0 => Float32x2])];
        let symbol = [vertex(wgpu::VertexStepMode::Instance, 8, &wgpu::vertex_attr_array![0 => Float32x2])];
        // The same buffer twice, one vertex apart: the start and the end of a segment.
        let segment = [
            vertex(wgpu::VertexStepMode::Instance, 12, &wgpu::vertex_attr_array![0 => Float32x3]),
            vertex(wgpu::VertexStepMode::Instance, 12, &wgpu::vertex_attr_array![1 => Float32x3]),
        ];
        let attributes =
            wgpu::vertex_attr_array![0 => Float32x2, 1 => Float32x2, 2 => Float32x4, 3 => Float32x2, 4 => Unorm8x4];
        let name = [vertex(wgpu::VertexStepMode::Instance, size_of::<Name>() as u64, &attributes)];
        let sampler = |address| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("fugai map"),
                address_mode_u: address,
                address_mode_v: address,
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                ..wgpu::SamplerDescriptor::default()
            })
        };
        Self {
            fill: make(&plain, ["fill_vs", "fill_fs"], false, &corner),
            hatch: make(&plain, ["fill_vs", "hatch_fs"], false, &corner),
            line: make(&plain, ["line_vs", "line_fs"], true, &segment),
            dash: make(&plain, ["line_vs", "dash_fs"], true, &segment),
            symbol: make(&sheeted, ["symbol_vs", "symbol_fs"], true, &symbol),
            dot: make(&plain, ["symbol_vs", "dot_fs"], true, &symbol),
            show: make(&sheeted, ["show_vs", "show_fs"], true, &[]),
            exact: make(&sheeted, ["show_vs", "exact_fs"], true, &[]),
            ground: make(&plain, ["show_vs", "ground_fs"], true, &[]),
            names: make(&sheeted, ["name_vs", "name_fs"], true, &name),
            linear: sampler(wgpu::AddressMode::ClampToEdge),
            round: sampler(wgpu::AddressMode::Repeat),
            draw_layout,
            sheet_layout,
        }
    }

    pub(crate) fn sheet(
        &self,
        device: &wgpu::Device,
        texture: &wgpu::Texture,
        sampler: &wgpu::Sampler,
    ) -> wgpu::BindGroup {
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("fugai map sheet"),
            layout: &self.sheet_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&view) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(sampler) },
            ],
        })
    }
}

/// The parameters of many draw calls, in a buffer that grows when it has to.
pub(crate) struct Parameters {
    buffer: wgpu::Buffer,
    pub(crate) group: wgpu::BindGroup,
    room: usize,
    staged: Vec<u8>,
}

impl Parameters {
    pub(crate) fn new(device: &wgpu::Device, pipelines: &Pipelines, room: usize) -> Self {
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("fugai map parameters"),
            size: room as u64 * STRIDE,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("fugai map parameters"),
            layout: &pipelines.draw_layout,
            entries: &[wgpu::BindGroupEntry {
                binding: 0,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer: &buffer,
                    offset: 0,
                    size: wgpu::BufferSize::new(size_of::<Draw>() as u64),
                }),
            }],
        });
        Self { buffer, group, room, staged: Vec::new() }
    }

    /// Writes the parameters of all draw calls of a frame; the n-th is bound at offset `n * STRIDE`.
    pub(crate) fn write<'a>(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        pipelines: &Pipelines,
        draws: impl ExactSizeIterator<Item = &'a Draw>,
    ) {
        if draws.len() > self.room {
            *self = Self::new(device, pipelines, draws.len().next_power_of_two());
        }
        self.staged.clear();
        for draw in draws {
            self.staged.extend_from_slice(bytemuck::bytes_of(draw));
            self.staged.resize(self.staged.len().next_multiple_of(STRIDE as usize), 0);
        }
        if !self.staged.is_empty() {
            queue.write_buffer(&self.buffer, 0, &self.staged);
        }
    }
}
