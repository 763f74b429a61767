//! Keeps the picture of the map: draws it when data or view changed, moves it when the map was moved, and shows it.
//!
//! On a computer without a graphics card drawing is dear and copying is cheap. So the picture lies in a texture of its
//! own, larger than the canvas; panning shows another part of it, and draws cells before they come into sight; zooming
//! shows it scaled and draws the sharp one beside it, in slices, so that no frame waits long.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use eframe::egui_wgpu::wgpu;
use egui::Color32;

use super::board::{Block, Board};
use super::picture::{GlyphPlaces, Scene};
use super::pipelines::{Draw, Parameters, Pipelines};
use super::screen::ScreenTool;
use super::slices::Work;
use crate::ui::map::view::Frame;

/// Triangles a frame that a processor can draw without holding the window up.
const SOFTWARE_BUDGET: u32 = 30_000;
/// … and that a graphics card can.
const HARDWARE_BUDGET: u32 = 4_000_000;
/// … and that anything can: with less, a slow computer would show the sharp picture seconds late.
pub(super) const LEAST_BUDGET: u32 = 10_000;
/// Which of the two is paced.
pub(super) const WHOLE_PICTURE: usize = 0;
pub(super) const MOVING: usize = 1;
/// All of the canvas in clip space: left, top, right, bottom.
pub(super) const WHOLE: [f32; 4] = [-1.0, 1.0, 1.0, -1.0];

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
    /// Whether newer scenes keep coming.
    pub(crate) busy: bool,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) names: Option<Names>,
    pub(crate) ctx: egui::Context,
}

/// The names on the map, drawn over everything else.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    pub(crate) origin: [f64; 2],
    pub(crate) sheet: wgpu::BindGroup,
    pub(crate) instances: wgpu::Buffer,
    pub(crate) count: u32,
    pub(crate) halo: Color32,
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
    pub(super) pipelines: Pipelines,
    pub(super) picture: Parameters,
    pub(super) screen: Parameters,
    pub(super) format: wgpu::TextureFormat,
    /// What is shown.
    pub(super) front: Option<Board>,
    /// What is being drawn to be shown next.
    pub(super) back: Option<Board>,
    pub(super) work: Option<Work>,
    pub(super) last: Option<Frame>,
    /// What a frame may cost, while a picture is drawn and while the map is moved.
    pub(super) budget: [u32; 2],
    pub(super) most_budget: u32,
    /// What of a scene can show on the front board: of which scene, where, and at what scale.
    pub(super) near: Option<(u64, Block, f64, Vec<u32>)>,
    /// When a slice was handed over last, for what, and what it cost.
    pub(super) worked: Option<(Instant, usize, u32)>,
    pub(super) glyphs: wgpu::BindGroup,
    pub(super) glyph_places: GlyphPlaces,
    pub(super) screen_calls: Vec<(ScreenTool, Draw)>,
    pub(crate) counts: Counts,
    pub(crate) prepare_time: Duration,
    pub(crate) paint_time: Duration,
    /// Whether what was asked for last is on the screen, sharp and whole.
    pub(crate) settled: bool,
    /// Whether the window is to be drawn once more when that comes about.
    pub(crate) tells: bool,
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
            front: None,
            back: None,
            work: None,
            last: None,
            budget: if software { [SOFTWARE_BUDGET, SOFTWARE_BUDGET / 2] } else { [HARDWARE_BUDGET; 2] },
            most_budget: if software { 4 * SOFTWARE_BUDGET } else { HARDWARE_BUDGET },
            near: None,
            worked: None,
            glyphs: pipelines.sheet(device, &blank, &pipelines.linear),
            glyph_places: GlyphPlaces::default(),
            screen_calls: Vec::new(),
            counts: Counts::default(),
            prepare_time: Duration::ZERO,
            paint_time: Duration::ZERO,
            settled: false,
            tells: false,
            pipelines,
        }
    }

    /// A sheet of letters as the pipelines take it.
    pub(crate) fn sheet_of(&self, device: &wgpu::Device, texture: &wgpu::Texture) -> wgpu::BindGroup {
        self.pipelines.sheet(device, texture, &self.pipelines.linear)
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
        self.pace();
        let scaling = self.last.is_none_or(|l| l.metres_per_pixel != frame.metres_per_pixel);
        let moved = !scaling && self.last.is_some_and(|l| l.corner != frame.corner);
        self.last = Some(frame);
        let version = request.scene.version;
        let current = self.front.as_ref().is_some_and(|f| {
            f.is_at_scale_of(&frame) && f.suits(frame.size) && f.kind.is_some_and(|k| k.version == version)
        });
        let commands = if current {
            self.work = None;
            let urgent = self.extend(device, queue, request);
            if moved {
                self.counts.moved += 1;
            } else if !urgent.1 {
                self.counts.kept += 1;
            }
            urgent.0
        } else {
            self.redraw(device, queue, request, scaling)
        };
        let before = self.settled;
        self.settled = self.front.as_ref().is_some_and(|f| {
            f.is_at_scale_of(&frame)
                && f.kind.is_some_and(|k| k.version == version)
                && f.missing(f.seen(&frame), 8).is_empty()
        });
        if self.tells && self.settled && !before {
            request.ctx.request_repaint();
        }
        if !self.settled {
            let wait = if self.work.is_some() || current { 1 } else { 30 };
            request.ctx.request_repaint_after(Duration::from_millis(wait));
        } else if commands.is_some() {
            // There may be more to draw around what is in sight.
            request.ctx.request_repaint_after(Duration::from_millis(16));
        }
        self.stage_screen(device, queue, request);
        commands
    }
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
        painter.paint(pass, self);
        painter.paint_time = start.elapsed();
    }
}
