//! Keeps the picture of the map: draws it when data or view changed, moves it when the map was moved, and shows it.
//!
//! On a computer without a graphics card drawing is dear and copying is cheap. So the picture lies in a texture of its
//! own; panning copies it by whole pixels and draws only the strips that came into sight; zooming shows it scaled and
//! draws the sharp one beside it, in slices, so that no frame waits long.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui_wgpu::wgpu;
use egui::Color32;

use super::picture::{Call, GlyphPlaces, Scene, Tool, base, calls, premultiplied};
use super::pipelines::{Draw, Parameters, Pipelines, STRIDE};
use crate::ui::map::view::Frame;

/// Triangles a frame that a processor can draw without holding the window up.
const SOFTWARE_BUDGET: u32 = 50_000;
/// … and that a graphics card can.
const HARDWARE_BUDGET: u32 = 4_000_000;

/// An outline drawn over the picture in every frame: what is selected or pointed at.
#[derive(Debug, Clone)]
pub(crate) struct Overlay {
    pub(crate) origin: [f64; 2],
    pub(crate) path: Option<(wgpu::Buffer, u32)>,
    pub(crate) points: Option<(wgpu::Buffer, u32)>,
    pub(crate) color: Color32,
    pub(crate) halo: Color32,
    /// Width of the line in points; the halo is wider by 2.
    pub(crate) width: f32,
    /// Radius of the ring about points, in points.
    pub(crate) radius: f32,
}

/// What one frame wants to see.
pub(crate) struct Request {
    pub(crate) painter: Arc<Mutex<Painter>>,
    pub(crate) frame: Frame,
    pub(crate) scene: Arc<Scene>,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) ctx: egui::Context,
}

struct Target {
    texture: wgpu::Texture,
    view: wgpu::TextureView,
    nearest: wgpu::BindGroup,
    linear: wgpu::BindGroup,
    /// What is drawn on it, whole: a frame and a scene's version.
    shows: Option<(Frame, u64)>,
}

/// A picture being drawn in slices.
struct Work {
    frame: Frame,
    version: u64,
    paper: Color32,
    calls: Vec<Call>,
    next: usize,
}

/// What the painter has done so far; for tests and benchmarks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pictures drawn whole.
    pub whole: u64,
    /// Pictures moved, with only the new strips drawn.
    pub moved: u64,
    /// Frames that showed the picture as it was.
    pub kept: u64,
    /// Slices of pictures that took several frames.
    pub slices: u64,
}

/// The state on the card. One for each canvas.
pub(crate) struct Painter {
    pipelines: Pipelines,
    picture: Parameters,
    screen: Parameters,
    format: wgpu::TextureFormat,
    targets: Option<[Target; 2]>,
    front: usize,
    work: Option<Work>,
    last_scale: f64,
    budget: u32,
    glyphs: wgpu::BindGroup,
    glyph_places: GlyphPlaces,
    screen_calls: Vec<(ScreenTool, Draw)>,
    pub(crate) counts: Counts,
    pub(crate) prepare_time: Duration,
    pub(crate) paint_time: Duration,
    /// Whether what was asked for last is on the screen, sharp and whole.
    pub(crate) settled: bool,
}

#[derive(Debug, Clone, Copy)]
enum ScreenTool {
    Ground,
    Show { linear: bool },
    Path(usize),
    Points(usize),
}

impl Painter {
    pub(crate) fn new(render_state: &eframe::egui_wgpu::RenderState) -> Self {
        let device = &render_state.device;
        let pipelines = Pipelines::new(device, render_state.target_format);
        let blank = sheet_texture(device, [1, 1]);
        let software = render_state.adapter.get_info().device_type == wgpu::DeviceType::Cpu;
        Self {
            picture: Parameters::new(device, &pipelines, 256),
            screen: Parameters::new(device, &pipelines, 16),
            format: render_state.target_format,
            targets: None,
            front: 0,
            work: None,
            last_scale: 0.0,
            budget: if software { SOFTWARE_BUDGET } else { HARDWARE_BUDGET },
            glyphs: pipelines.sheet(device, &blank, &pipelines.linear),
            glyph_places: GlyphPlaces::default(),
            screen_calls: Vec::new(),
            counts: Counts::default(),
            prepare_time: Duration::ZERO,
            paint_time: Duration::ZERO,
            settled: false,
            pipelines,
        }
    }

    /// Takes new letters for the symbols: their coverage, and where each lies.
    pub(crate) fn set_glyphs(
        &mut self,
        render_state: &eframe::egui_wgpu::RenderState,
        size: [u32; 2],
        coverage: &[u8],
        places: GlyphPlaces,
    ) {
        let texture = sheet_texture(&render_state.device, size);
        render_state.queue.write_texture(
            texture.as_image_copy(),
            coverage,
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(size[0]), rows_per_image: None },
            texture.size(),
        );
        self.glyphs = self.pipelines.sheet(&render_state.device, &texture, &self.pipelines.linear);
        self.glyph_places = places;
    }

    fn prepare(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        request: &Request,
    ) -> Option<wgpu::CommandBuffer> {
        let frame = request.frame;
        self.fit_targets(device, frame.size);
        let want = (frame, request.scene.version);
        let scaling = self.last_scale != frame.metres_per_pixel;
        self.last_scale = frame.metres_per_pixel;
        let shown = self.targets.as_ref().and_then(|t| t[self.front].shows);
        let moved =
            shown.filter(|&(_, version)| version == want.1).and_then(|(older, _)| frame.shift_from(&older)).filter(
                |s| s[0].unsigned_abs() < u64::from(frame.size[0]) && s[1].unsigned_abs() < u64::from(frame.size[1]),
            );
        let commands = if shown == Some(want) {
            self.work = None;
            self.counts.kept += 1;
            None
        } else if let Some(shift) = moved {
            self.work = None;
            self.counts.moved += 1;
            Some(self.shift(device, queue, request, shift))
        } else {
            self.redraw(device, queue, request, scaling, shown.is_some())
        };
        let shown = self.targets.as_ref().and_then(|t| t[self.front].shows);
        self.settled = shown == Some(want);
        if !self.settled {
            let wait = if self.work.is_some() { 1 } else { 30 };
            request.ctx.request_repaint_after(Duration::from_millis(wait));
        }
        self.stage_screen(device, queue, request, shown.map(|(frame, _)| frame));
        commands
    }

    /// Goes on with the picture under way, or begins one; `None` where it is better to wait for the view to rest.
    fn redraw(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        request: &Request,
        scaling: bool,
        has_picture: bool,
    ) -> Option<wgpu::CommandBuffer> {
        let frame = request.frame;
        let useful = self.work.as_ref().is_some_and(|w| w.frame.shift_from(&frame).is_some());
        if !useful {
            self.work = None;
            let calls = calls(&request.scene, &frame, [0, 0, frame.size[0], frame.size[1]], &self.glyph_places);
            let cost: u32 = calls.iter().map(Call::cost).sum();
            if has_picture && scaling && cost > self.budget {
                return None;
            }
            let (version, paper) = (request.scene.version, request.scene.paper);
            self.work = Some(Work { frame, version, paper, calls, next: 0 });
        }
        let mut work = self.work.take()?;
        let back = 1 - self.front;
        let targets = self.targets.as_mut()?;
        targets[back].shows = None;
        let start = work.next;
        let mut spent = 0;
        while work.next < work.calls.len() && (!has_picture || spent <= self.budget) {
            spent += work.calls[work.next].cost();
            work.next += 1;
        }
        let now = &work.calls[start..work.next];
        self.picture.write(device, queue, &self.pipelines, now.iter().map(|c| &c.draw).collect::<Vec<_>>().into_iter());
        let mut encoder = encoder(device);
        {
            let [r, g, b, a] = premultiplied(work.paper).map(f64::from);
            let load = if start == 0 { wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }) } else { wgpu::LoadOp::Load };
            let mut pass = begin(&mut encoder, &targets[back].view, load);
            record(&mut pass, &self.pipelines, &self.picture.group, &self.glyphs, now, 0);
        }
        self.counts.slices += 1;
        if work.next == work.calls.len() {
            targets[back].shows = Some((work.frame, work.version));
            self.front = back;
            self.counts.whole += 1;
        } else {
            self.work = Some(work);
        }
        Some(encoder.finish())
    }

    /// Copies what stays in sight and draws the strips that came into it.
    fn shift(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        request: &Request,
        [dx, dy]: [i64; 2],
    ) -> wgpu::CommandBuffer {
        let frame = request.frame;
        let [w, h] = frame.size.map(i64::from);
        let back = 1 - self.front;
        let mut encoder = encoder(device);
        let Some(targets) = self.targets.as_mut() else { return encoder.finish() };
        let at = |x: i64, y: i64| wgpu::Origin3d { x: x as u32, y: y as u32, z: 0 };
        let place = |texture, origin| wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: 0,
            origin,
            aspect: wgpu::TextureAspect::All,
        };
        encoder.copy_texture_to_texture(
            place(&targets[self.front].texture, at((-dx).max(0), (-dy).max(0))),
            place(&targets[back].texture, at(dx.max(0), dy.max(0))),
            wgpu::Extent3d { width: (w - dx.abs()) as u32, height: (h - dy.abs()) as u32, depth_or_array_layers: 1 },
        );
        let mut strips = Vec::new();
        if dx != 0 {
            strips.push([if dx > 0 { 0 } else { w + dx }, 0, dx.abs(), h]);
        }
        if dy != 0 {
            strips.push([0, if dy > 0 { 0 } else { h + dy }, w, dy.abs()]);
        }
        let strips: Vec<([u32; 4], Vec<Call>)> = strips
            .into_iter()
            .map(|s| {
                let s = s.map(|v| v as u32);
                (s, calls(&request.scene, &frame, s, &self.glyph_places))
            })
            .collect();
        let ground =
            Draw { color: premultiplied(request.scene.paper), pattern: [-1.0, 1.0, 1.0, -1.0], ..Draw::default() };
        let draws: Vec<&Draw> =
            std::iter::once(&ground).chain(strips.iter().flat_map(|(_, c)| c.iter().map(|c| &c.draw))).collect();
        self.picture.write(device, queue, &self.pipelines, draws.into_iter());
        {
            let mut pass = begin(&mut encoder, &targets[back].view, wgpu::LoadOp::Load);
            let mut first = 1;
            for ([x, y, w, h], calls) in &strips {
                pass.set_scissor_rect(*x, *y, *w, *h);
                pass.set_pipeline(&self.pipelines.ground);
                pass.set_bind_group(0, &self.picture.group, &[0]);
                pass.draw(0..4, 0..1);
                record(&mut pass, &self.pipelines, &self.picture.group, &self.glyphs, calls, first);
                first += calls.len();
            }
        }
        targets[back].shows = Some((frame, request.scene.version));
        self.front = back;
        encoder.finish()
    }

    fn fit_targets(&mut self, device: &wgpu::Device, size: [u32; 2]) {
        let fits = |t: &[Target; 2]| t[0].texture.width() == size[0] && t[0].texture.height() == size[1];
        if self.targets.as_ref().is_some_and(fits) {
            return;
        }
        self.work = None;
        let make = || {
            let texture = device.create_texture(&wgpu::TextureDescriptor {
                label: Some("fugai map picture"),
                size: wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: self.format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                    | wgpu::TextureUsages::TEXTURE_BINDING
                    | wgpu::TextureUsages::COPY_SRC
                    | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            });
            Target {
                view: texture.create_view(&wgpu::TextureViewDescriptor::default()),
                nearest: self.pipelines.sheet(device, &texture, &self.pipelines.nearest),
                linear: self.pipelines.sheet(device, &texture, &self.pipelines.linear),
                texture,
                shows: None,
            }
        };
        self.targets = Some([make(), make()]);
        self.front = 0;
    }

    /// Lays out what is drawn onto the window: ground, picture, outlines.
    fn stage_screen(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, request: &Request, shown: Option<Frame>) {
        let frame = request.frame;
        let ppp = frame.pixels_per_point;
        self.screen_calls.clear();
        let exact = shown == Some(frame);
        if !exact {
            let ground =
                Draw { color: premultiplied(request.scene.paper), pattern: [-1.0, 1.0, 1.0, -1.0], ..Draw::default() };
            self.screen_calls.push((ScreenTool::Ground, ground));
        }
        if let Some(shown) = shown {
            let [left, top] = frame.to_pixel(shown.to_plane([0.0, 0.0]));
            let [right, bottom] = frame.to_pixel(shown.to_plane(shown.size.map(f64::from)));
            let x = |px: f64| (px / f64::from(frame.size[0]) * 2.0 - 1.0) as f32;
            let y = |px: f64| (1.0 - px / f64::from(frame.size[1]) * 2.0) as f32;
            let pattern = if exact { [-1.0, 1.0, 1.0, -1.0] } else { [x(left), y(top), x(right), y(bottom)] };
            self.screen_calls.push((ScreenTool::Show { linear: !exact }, Draw { pattern, ..Draw::default() }));
        }
        for (i, overlay) in request.overlays.iter().enumerate() {
            let mut push = |tool, color, width: f32, radius: f32| {
                let mut draw = base(&frame, overlay.origin);
                draw.color = premultiplied(color);
                draw.half_width = if matches!(tool, ScreenTool::Path(_)) { width * ppp / 2.0 } else { radius * ppp };
                draw.corner = draw.half_width;
                draw.ring = width * ppp;
                self.screen_calls.push((tool, draw));
            };
            if overlay.path.is_some() {
                push(ScreenTool::Path(i), overlay.halo, overlay.width + 2.5, 0.0);
                push(ScreenTool::Path(i), overlay.color, overlay.width, 0.0);
            }
            if overlay.points.is_some() {
                push(ScreenTool::Points(i), overlay.halo, overlay.width + 2.0, overlay.radius + 1.0);
                push(ScreenTool::Points(i), overlay.color, overlay.width, overlay.radius);
            }
        }
        self.screen.write(device, queue, &self.pipelines, self.screen_calls.iter().map(|(_, d)| d));
    }

    fn paint(&self, pass: &mut wgpu::RenderPass<'static>, overlays: &[Overlay]) {
        let Some(targets) = &self.targets else { return };
        for (i, (tool, _)) in self.screen_calls.iter().enumerate() {
            pass.set_bind_group(0, &self.screen.group, &[(i as u64 * STRIDE) as u32]);
            match *tool {
                ScreenTool::Ground => {
                    pass.set_pipeline(&self.pipelines.ground);
                    pass.draw(0..4, 0..1);
                }
                ScreenTool::Show { linear } => {
                    let target = &targets[self.front];
                    pass.set_pipeline(&self.pipelines.show);
                    pass.set_bind_group(1, if linear { &target.linear } else { &target.nearest }, &[]);
                    pass.draw(0..4, 0..1);
                }
                ScreenTool::Path(of) => {
                    if let Some((buffer, segments)) = &overlays[of].path {
                        pass.set_pipeline(&self.pipelines.line);
                        pass.set_vertex_buffer(0, buffer.slice(..));
                        pass.set_vertex_buffer(1, buffer.slice(12..));
                        pass.draw(0..4, 0..*segments);
                    }
                }
                ScreenTool::Points(of) => {
                    if let Some((buffer, count)) = &overlays[of].points {
                        pass.set_pipeline(&self.pipelines.symbol);
                        pass.set_bind_group(1, &self.glyphs, &[]);
                        pass.set_vertex_buffer(0, buffer.slice(..));
                        pass.draw(0..4, 0..*count);
                    }
                }
            }
        }
    }
}

/// Records draw calls; the parameters of the first are the `first`-th in `group`'s buffer.
fn record(
    pass: &mut wgpu::RenderPass<'_>,
    pipelines: &Pipelines,
    group: &wgpu::BindGroup,
    glyphs: &wgpu::BindGroup,
    calls: &[Call],
    first: usize,
) {
    let mut current = None;
    for (i, call) in calls.iter().enumerate() {
        if current != Some(call.tool) {
            current = Some(call.tool);
            pass.set_pipeline(match call.tool {
                Tool::Fill => &pipelines.fill,
                Tool::Hatch => &pipelines.hatch,
                Tool::Line => &pipelines.line,
                Tool::Dash => &pipelines.dash,
                Tool::Symbol => &pipelines.symbol,
            });
            if call.tool == Tool::Symbol {
                pass.set_bind_group(1, glyphs, &[]);
            }
        }
        pass.set_bind_group(0, group, &[((first + i) as u64 * STRIDE) as u32]);
        match call.tool {
            Tool::Fill | Tool::Hatch => {
                if let Some((vertices, triangles)) = &call.chunk.area {
                    pass.set_vertex_buffer(0, vertices.slice(..));
                    pass.set_index_buffer(triangles.slice(..), wgpu::IndexFormat::Uint32);
                    pass.draw_indexed(call.range.clone(), 0, 0..1);
                }
            }
            Tool::Line | Tool::Dash => {
                if let Some(path) = &call.chunk.path {
                    pass.set_vertex_buffer(0, path.slice(..));
                    pass.set_vertex_buffer(1, path.slice(12..));
                    pass.draw(0..4, call.range.clone());
                }
            }
            Tool::Symbol => {
                if let Some((points, _)) = &call.chunk.points {
                    pass.set_vertex_buffer(0, points.slice(..));
                    pass.draw(0..4, call.range.clone());
                }
            }
        }
    }
}

fn encoder(device: &wgpu::Device) -> wgpu::CommandEncoder {
    device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("fugai map") })
}

fn begin<'a>(
    encoder: &'a mut wgpu::CommandEncoder,
    view: &wgpu::TextureView,
    load: wgpu::LoadOp<wgpu::Color>,
) -> wgpu::RenderPass<'a> {
    encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("fugai map"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view,
            depth_slice: None,
            resolve_target: None,
            ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
        })],
        ..wgpu::RenderPassDescriptor::default()
    })
}

fn sheet_texture(device: &wgpu::Device, size: [u32; 2]) -> wgpu::Texture {
    device.create_texture(&wgpu::TextureDescriptor {
        label: Some("fugai map glyphs"),
        size: wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::R8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    })
}

impl eframe::egui_wgpu::CallbackTrait for Request {
    fn prepare(
        &self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        _screen: &eframe::egui_wgpu::ScreenDescriptor,
        _encoder: &mut wgpu::CommandEncoder,
        _resources: &mut eframe::egui_wgpu::CallbackResources,
    ) -> Vec<wgpu::CommandBuffer> {
        let mut painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner);
        let start = Instant::now();
        let commands = painter.prepare(device, queue, self).into_iter().collect();
        painter.prepare_time = start.elapsed();
        commands
    }

    fn paint(
        &self,
        info: egui::PaintCallbackInfo,
        pass: &mut wgpu::RenderPass<'static>,
        _resources: &eframe::egui_wgpu::CallbackResources,
    ) {
        // The viewport that comes with the call is cut at the window's edge; the picture is not.
        let corner = info.viewport.min * info.pixels_per_point;
        let [width, height] = self.frame.size.map(|s| s as f32);
        pass.set_viewport(corner.x.round(), corner.y.round(), width, height, 0.0, 1.0);
        let start = Instant::now();
        let mut painter = self.painter.lock().unwrap_or_else(PoisonError::into_inner);
        painter.paint(pass, &self.overlays);
        painter.paint_time = start.elapsed();
    }
}
