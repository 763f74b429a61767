//! Panels that stay as they are from frame to frame are drawn once, on a computer without a graphics card.
//!
//! egui draws the whole window in every frame, and on software Vulkan its fragments are dear: while the map is moved,
//! panels in which nothing changes would take most of the time. Here a panel with the shapes of the frame before is
//! drawn into a texture, once, and copied from there by a shader that does nothing else.

use eframe::egui_wgpu::{self, CallbackTrait, RenderState, ScreenDescriptor, wgpu};
use egui::epaint::ClippedShape;
use egui::layers::ShapeIdx;
use egui::{Color32, CornerRadius, Rect, Shape, Ui};

/// The panels of a window, in the order in which they are drawn.
pub(super) struct Still {
    state: RenderState,
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    sheet: Option<Sheet>,
    panels: Vec<Panel>,
    /// The panel that is drawn next, the shape it begins with, and the room that is left for it and what follows.
    next: usize,
    from: usize,
    room: Rect,
}

/// A texture of the window's size, in pixels.
struct Sheet {
    size: [u32; 2],
    pixels_per_point: f32,
    view: wgpu::TextureView,
    group: wgpu::BindGroup,
}

struct Panel {
    rect: Rect,
    ground: Color32,
    shapes: Vec<ClippedShape>,
    /// Whether it lies on the sheet as it is.
    drawn: bool,
}

/// Copies what lies on the sheet where the callback is.
struct Copy {
    pipeline: wgpu::RenderPipeline,
    group: wgpu::BindGroup,
}

const SHADER: &str = "
@group(0) @binding(0) var sheet: texture_2d<f32>;
@vertex fn vs(@builtin(vertex_index) i: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(f32(i & 1u) * 2.0 - 1.0, f32(i >> 1u) * 2.0 - 1.0, 0.0, 1.0);
}
@fragment fn fs(@builtin(position) px: vec4<f32>) -> @location(0) vec4<f32> {
    return textureLoad(sheet, vec2<i32>(px.xy), 0);
}";

impl Still {
    /// `None` where there is a graphics card: it draws panels in no time.
    pub(super) fn new(state: &RenderState) -> Option<Self> {
        if state.adapter.get_info().device_type != wgpu::DeviceType::Cpu {
            return None;
        }
        let device = &state.device;
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("fugai panels"),
            source: wgpu::ShaderSource::Wgsl(SHADER.into()),
        });
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("fugai panels"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::FRAGMENT,
                ty: wgpu::BindingType::Texture {
                    sample_type: wgpu::TextureSampleType::Float { filterable: false },
                    view_dimension: wgpu::TextureViewDimension::D2,
                    multisampled: false,
                },
                count: None,
            }],
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("fugai panels"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("fugai panels"),
            layout: Some(&pipeline_layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("vs"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState {
                topology: wgpu::PrimitiveTopology::TriangleStrip,
                ..wgpu::PrimitiveState::default()
            },
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fs"),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(wgpu::ColorTargetState {
                    format: state.target_format,
                    blend: None,
                    write_mask: wgpu::ColorWrites::ALL,
                })],
            }),
            multiview_mask: None,
            cache: None,
        });
        Some(Self {
            state: state.clone(),
            pipeline,
            layout,
            sheet: None,
            panels: Vec::new(),
            next: 0,
            from: 0,
            room: Rect::NOTHING,
        })
    }

    /// Before the first panel of a frame.
    pub(super) fn begin(&mut self, ui: &Ui) {
        self.next = 0;
        self.from = count(ui);
        self.room = ui.available_rect_before_wrap();
        let pixels_per_point = ui.ctx().pixels_per_point();
        let most = self.state.device.limits().max_texture_dimension_2d;
        let size = ui.ctx().content_rect().size() * pixels_per_point;
        let size = [size.x, size.y].map(|s| (s.round() as u32).clamp(1, most));
        if self.sheet.as_ref().is_none_or(|s| s.size != size || s.pixels_per_point != pixels_per_point) {
            self.sheet = None;
            for panel in &mut self.panels {
                panel.drawn = false;
            }
            self.sheet = Some(self.new_sheet(size, pixels_per_point));
        }
    }

    fn new_sheet(&self, size: [u32; 2], pixels_per_point: f32) -> Sheet {
        let device = &self.state.device;
        let texture = device.create_texture(&wgpu::TextureDescriptor {
            label: Some("fugai panels"),
            size: wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: self.state.target_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        });
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("fugai panels"),
            layout: &self.layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&view) }],
        });
        Sheet { size, pixels_per_point, view, group }
    }

    /// After each panel: what was drawn since the last call fills the strip that it took of the room.
    pub(super) fn panel(&mut self, ui: &Ui, ground: Color32) {
        let (before, after) = (self.room, ui.available_rect_before_wrap());
        let (from, to) = (self.from, count(ui));
        (self.room, self.from) = (after, to);
        let n = self.next;
        self.next += 1;
        if self.panels.len() == n {
            self.panels.push(Panel { rect: Rect::NOTHING, ground, shapes: Vec::new(), drawn: false });
        }
        let layer = ui.layer_id();
        let Some(rect) = strip(before, after) else { return };
        let panel = &mut self.panels[n];
        let same = panel.rect == rect
            && panel.ground == ground
            && ui.ctx().graphics(|g| {
                let now = g.get(layer).map(|list| list.all_entries().skip(from).take(to - from));
                now.is_some_and(|now| {
                    now.len() == panel.shapes.len() && now.zip(&panel.shapes).all(|(a, b)| alike(a, b))
                })
            });
        if !same {
            panel.rect = rect;
            panel.ground = ground;
            panel.drawn = false;
            panel.shapes.clear();
            ui.ctx().graphics(|g| {
                if let Some(list) = g.get(layer) {
                    panel.shapes.extend(list.all_entries().skip(from).take(to - from).cloned());
                }
            });
            return;
        }
        let Some(sheet) = &self.sheet else { return };
        if !panel.drawn {
            draw(ui, &self.state, sheet, panel);
            panel.drawn = true;
        }
        let copy = Copy { pipeline: self.pipeline.clone(), group: sheet.group.clone() };
        ui.ctx().graphics_mut(|g| {
            let list = g.entry(layer);
            for idx in from..to {
                list.reset_shape(ShapeIdx(idx));
            }
            list.add(rect, Shape::Callback(egui_wgpu::Callback::new_paint_callback(rect, copy)));
        });
        self.from = to + 1;
    }
}

/// Draws a panel onto the sheet.
fn draw(ui: &Ui, state: &RenderState, sheet: &Sheet, panel: &Panel) {
    let ground = Shape::rect_filled(panel.rect.expand(4.0), CornerRadius::ZERO, panel.ground);
    let mut shapes = vec![ClippedShape::new(panel.rect, ground)];
    shapes.extend(panel.shapes.iter().cloned());
    for shape in &mut shapes {
        shape.clip_rect = shape.clip_rect.intersect(panel.rect);
    }
    let jobs = ui.ctx().tessellate(shapes, sheet.pixels_per_point);
    let screen = ScreenDescriptor { pixels_per_point: sheet.pixels_per_point, size_in_pixels: sheet.size };
    let (device, queue) = (&state.device, &state.queue);
    let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("fugai panels") });
    let mut renderer = state.renderer.write();
    let more = renderer.update_buffers(device, queue, &mut encoder, &jobs, &screen);
    {
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("fugai panels"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &sheet.view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
                })],
                ..wgpu::RenderPassDescriptor::default()
            })
            .forget_lifetime();
        renderer.render(&mut pass, &jobs, &screen);
    }
    queue.submit(more.into_iter().chain([encoder.finish()]));
}

impl CallbackTrait for Copy {
    fn paint(
        &self,
        _info: egui::PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &egui_wgpu::CallbackResources,
    ) {
        pass.set_pipeline(&self.pipeline);
        pass.set_bind_group(0, &self.group, &[]);
        pass.draw(0..4, 0..1);
    }
}

/// How many shapes there are in the layer that panels are drawn in.
fn count(ui: &Ui) -> usize {
    ui.ctx().graphics(|g| g.get(ui.layer_id()).map_or(0, |list| list.all_entries().len()))
}

/// The strip along one edge that was taken off a rectangle; `None` where nothing was.
fn strip(before: Rect, after: Rect) -> Option<Rect> {
    let strip = if after.top() > before.top() {
        before.with_max_y(after.top())
    } else if after.bottom() < before.bottom() {
        before.with_min_y(after.bottom())
    } else if after.left() > before.left() {
        before.with_max_x(after.left())
    } else {
        before.with_min_x(after.right())
    };
    (strip.width() > 0.5 && strip.height() > 0.5).then_some(strip)
}

/// Whether two shapes are drawn alike. Letters are compared by where their text is kept: egui keeps a text that is set
/// again in every frame, and cuts it anew when its fonts change.
fn alike(a: &ClippedShape, b: &ClippedShape) -> bool {
    a.clip_rect == b.clip_rect
        && a.transform_after_tessellation == b.transform_after_tessellation
        && match (&a.shape, &b.shape) {
            (Shape::Text(a), Shape::Text(b)) => {
                std::sync::Arc::ptr_eq(&a.galley, &b.galley)
                    && a.pos == b.pos
                    && a.underline == b.underline
                    && a.fallback_color == b.fallback_color
                    && a.override_text_color == b.override_text_color
                    && a.opacity_factor == b.opacity_factor
                    && a.angle == b.angle
            }
            // What others draw may change though it is asked for in the same words.
            (Shape::Callback(_), _) | (_, Shape::Callback(_)) => false,
            (a, b) => a == b,
        }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    #[test]
    fn a_panel_is_the_strip_it_took() {
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(100.0, 80.0));
        assert_eq!(strip(whole, whole.with_min_y(10.0)), Some(whole.with_max_y(10.0)));
        assert_eq!(strip(whole, whole.with_max_y(70.0)), Some(whole.with_min_y(70.0)));
        assert_eq!(strip(whole, whole.with_min_x(30.0)), Some(whole.with_max_x(30.0)));
        assert_eq!(strip(whole, whole.with_max_x(60.0)), Some(whole.with_min_x(60.0)));
        assert_eq!(strip(whole, whole), None);
    }
}
