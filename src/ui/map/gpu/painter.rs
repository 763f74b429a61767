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
use super::picture::{Call, GlyphPlaces, Scene, Tool, base, calls, near, premultiplied};
use super::pipelines::{Draw, Parameters, Pipelines, STRIDE};
use crate::ui::map::view::Frame;

/// Triangles a frame that a processor can draw without holding the window up.
const SOFTWARE_BUDGET: u32 = 30_000;
/// … and that a graphics card can.
const HARDWARE_BUDGET: u32 = 4_000_000;
/// … and that anything can.
const LEAST_BUDGET: u32 = 4_000;
/// A frame that takes longer than this has too much to do, while a picture is drawn and while the map is moved …
const SLOW: [Duration; 2] = [Duration::from_millis(46), Duration::from_millis(29)];
/// … and one that takes less than this could do more.
const QUICK: [Duration; 2] = [Duration::from_millis(34), Duration::from_millis(20)];
/// Which of the two is paced.
const WHOLE_PICTURE: usize = 0;
const MOVING: usize = 1;
/// All of the canvas in clip space: left, top, right, bottom.
const WHOLE: [f32; 4] = [-1.0, 1.0, 1.0, -1.0];

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

/// A picture being drawn in slices.
struct Work {
    frame: Frame,
    version: u64,
    paper: Color32,
    block: Block,
    /// Of the block, in pixels.
    size: [u32; 2],
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
    /// What is shown.
    front: Option<Board>,
    /// What is being drawn to be shown next.
    back: Option<Board>,
    work: Option<Work>,
    last: Option<Frame>,
    /// What a frame may cost, while a picture is drawn and while the map is moved.
    budget: [u32; 2],
    most_budget: u32,
    /// What of a scene can show on the front board: of which scene, where, and at what scale.
    near: Option<(u64, Block, f64, Vec<u32>)>,
    /// When a slice was handed over last, for what, and what it cost.
    worked: Option<(Instant, usize, u32)>,
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
    Exact { on_back: bool },
    Scaled,
    Path(usize),
    Points(usize),
    Names,
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
        self.settled = self.front.as_ref().is_some_and(|f| {
            f.is_at_scale_of(&frame)
                && f.kind.is_some_and(|k| k.version == version)
                && f.missing(f.seen(&frame), 8).is_empty()
        });
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

    /// Holds the slices to what this computer does between two frames.
    fn pace(&mut self) {
        let now = Instant::now();
        if let Some((then, what, spent)) = self.worked.take() {
            let took = now - then;
            let budget = &mut self.budget[what];
            if took > SLOW[what] && took < Duration::from_millis(500) {
                *budget = (*budget * 3 / 4).max(LEAST_BUDGET);
            } else if took < QUICK[what] && spent * 2 > *budget {
                *budget = (*budget * 5 / 4).min(self.most_budget);
            }
        }
    }

    /// Draws what came into sight, and, when nothing in sight is missing, what may come next. Tells whether something
    /// in sight was missing.
    fn extend(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        request: &Request,
    ) -> (Option<wgpu::CommandBuffer>, bool) {
        let Some(front) = self.front.as_mut() else { return (None, false) };
        front.look_at(&request.frame);
        let mut blocks = front.missing(front.seen(&request.frame), 8);
        let urgent = !blocks.is_empty();
        if !urgent {
            blocks = front.missing(front.all(), 4);
            if blocks.is_empty() {
                return (None, false);
            }
        }
        // What is not in sight yet may wait; what is in sight is worth a longer frame.
        let budget = self.budget[if urgent { WHOLE_PICTURE } else { MOVING }];
        let paper = premultiplied(request.scene.paper);
        let (version, all, mpp) = (request.scene.version, front.all(), request.frame.metres_per_pixel);
        if self.near.as_ref().is_none_or(|n| (n.0, n.1, n.2) != (version, all, mpp)) {
            self.near = Some((version, all, mpp, near(&request.scene, &front.frame(all, &request.frame))));
        }
        let candidates: &[u32] = self.near.as_ref().map_or(&[], |n| &n.3);
        let mut slices: Vec<(Block, [u32; 2], Frame, Vec<Call>)> = Vec::new();
        let mut spent = 0;
        for block in blocks {
            let frame = front.frame(block, &request.frame);
            let at = front.at(block);
            let calls = calls(&request.scene, candidates, &frame, at, &self.glyph_places);
            let cost: u32 = calls.iter().map(Call::cost).sum::<u32>() + frame.size[0] * frame.size[1] / 64;
            if !slices.is_empty() && spent + cost > budget {
                break;
            }
            spent += cost;
            slices.push((block, at, frame, calls));
        }
        let ground = Draw { color: paper, pattern: WHOLE, ..Draw::default() };
        let draws: Vec<&Draw> =
            std::iter::once(&ground).chain(slices.iter().flat_map(|s| s.3.iter().map(|c| &c.draw))).collect();
        self.picture.write(device, queue, &self.pipelines, draws.into_iter());
        let mut encoder = encoder(device);
        {
            let mut pass = begin(&mut encoder, &front.view, wgpu::LoadOp::Load);
            let mut first = 1;
            for (_, [x, y], frame, calls) in &slices {
                let [w, h] = frame.size;
                pass.set_viewport(*x as f32, *y as f32, w as f32, h as f32, 0.0, 1.0);
                pass.set_scissor_rect(*x, *y, w, h);
                pass.set_pipeline(&self.pipelines.ground);
                pass.set_bind_group(0, &self.picture.group, &[0]);
                pass.draw(0..4, 0..1);
                record(&mut pass, &self.pipelines, &self.picture.group, &self.glyphs, calls, first);
                first += calls.len();
            }
        }
        for (block, ..) in &slices {
            front.hold(*block);
        }
        self.worked = Some((Instant::now(), if urgent { WHOLE_PICTURE } else { MOVING }, spent));
        (Some(encoder.finish()), urgent)
    }

    /// Goes on with the picture under way, or begins one; `None` where it is better to wait for the view to rest.
    fn redraw(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        request: &Request,
        scaling: bool,
    ) -> Option<wgpu::CommandBuffer> {
        let frame = request.frame;
        let has_picture = self.front.is_some();
        let useful = self.work.as_ref().is_some_and(|w| {
            // A newer scene is worth beginning anew, unless newer ones keep coming.
            let late = request.busy || w.next * 2 > w.calls.len();
            w.frame.metres_per_pixel == frame.metres_per_pixel
                && w.frame.pixels_per_point == frame.pixels_per_point
                && w.frame.size == frame.size
                && (w.version == request.scene.version || late)
        });
        if !useful {
            self.work = None;
            if self.back.as_ref().is_none_or(|b| !b.suits(frame.size)) {
                let most = device.limits().max_texture_dimension_2d;
                self.back = Some(Board::new(device, &self.pipelines, self.format, frame.size, most));
            }
            let back = self.back.as_mut()?;
            back.begin(&frame, request.scene.version);
            let block = back.seen(&frame);
            let whole = back.frame(block, &frame);
            let candidates = near(&request.scene, &whole);
            let calls = calls(&request.scene, &candidates, &whole, back.at(block), &self.glyph_places);
            let cost: u32 = calls.iter().map(Call::cost).sum();
            if has_picture && scaling && cost > self.budget[WHOLE_PICTURE] {
                return None;
            }
            let (version, paper) = (request.scene.version, request.scene.paper);
            self.work = Some(Work { frame, version, paper, block, size: whole.size, calls, next: 0 });
        }
        let mut work = self.work.take()?;
        let back = self.back.as_mut()?;
        let start = work.next;
        let mut spent = 0;
        while work.next < work.calls.len() && spent <= self.budget[WHOLE_PICTURE] {
            spent += work.calls[work.next].cost();
            work.next += 1;
        }
        let now = &work.calls[start..work.next];
        let ground = Draw { color: premultiplied(work.paper), pattern: WHOLE, ..Draw::default() };
        let draws: Vec<&Draw> = std::iter::once(&ground).chain(now.iter().map(|c| &c.draw)).collect();
        self.picture.write(device, queue, &self.pipelines, draws.into_iter());
        let mut encoder = encoder(device);
        {
            let [x, y] = back.at(work.block);
            let [w, h] = work.size;
            let mut pass = begin(&mut encoder, &back.view, wgpu::LoadOp::Load);
            pass.set_viewport(x as f32, y as f32, w as f32, h as f32, 0.0, 1.0);
            pass.set_scissor_rect(x, y, w, h);
            if start == 0 {
                pass.set_pipeline(&self.pipelines.ground);
                pass.set_bind_group(0, &self.picture.group, &[0]);
                pass.draw(0..4, 0..1);
            }
            record(&mut pass, &self.pipelines, &self.picture.group, &self.glyphs, now, 1);
        }
        self.worked = Some((Instant::now(), WHOLE_PICTURE, spent));
        self.counts.slices += 1;
        if work.next == work.calls.len() {
            back.hold(work.block);
            back.look_at(&frame);
            std::mem::swap(&mut self.front, &mut self.back);
            self.counts.whole += 1;
        } else {
            self.work = Some(work);
        }
        Some(encoder.finish())
    }

    /// Lays out what is drawn onto the window: ground, picture, outlines, names.
    fn stage_screen(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, request: &Request) {
        let frame = request.frame;
        let ppp = frame.pixels_per_point;
        self.screen_calls.clear();
        let paper = premultiplied(request.scene.paper);
        let ground = |pattern| (ScreenTool::Ground, Draw { color: paper, pattern, ..Draw::default() });
        // Before the first picture is whole, what there is of it is better than nothing.
        let (board, on_back) = match (&self.front, &self.back) {
            (Some(front), _) => (Some(front), false),
            (None, Some(back)) if self.work.is_some() => (Some(back), true),
            _ => (None, false),
        };
        match board {
            None => self.screen_calls.push(ground(WHOLE)),
            Some(board) if board.is_at_scale_of(&frame) => {
                let [x, y] = board.texel(frame.corner.map(|c| c as i64)).map(|v| v as f32);
                let [w, h] = frame.size.map(|v| v as f32);
                let show = Draw { pattern: WHOLE, glyph: [x, y, w, h], ..Draw::default() };
                self.screen_calls.push((ScreenTool::Exact { on_back }, show));
                if !on_back {
                    let holes = board.missing(board.seen(&frame), i64::MAX / 2);
                    let at = holes.into_iter().map(|b| on_clip(&frame, &board.frame(b, &frame)));
                    self.screen_calls.extend(at.map(ground));
                }
            }
            Some(board) => {
                self.screen_calls.push(ground(WHOLE));
                if let Some(kind) = board.kind {
                    let older = Frame {
                        metres_per_pixel: kind.metres_per_pixel,
                        pixels_per_point: kind.pixels_per_point,
                        ..frame
                    };
                    let (block, holes) = board.drawn();
                    let part = board.frame(block, &older);
                    let [x, y] = board.texel(part.corner.map(|c| c as i64));
                    let size = board.size();
                    let share = |v: i64, i: usize| v as f32 / size[i] as f32;
                    let [w, h] = part.size.map(i64::from);
                    let draw = Draw {
                        pattern: on_clip(&frame, &part),
                        glyph: [share(x, 0), share(y, 1), share(w, 0), share(h, 1)],
                        ..Draw::default()
                    };
                    self.screen_calls.push((ScreenTool::Scaled, draw));
                    let at = holes.into_iter().map(|b| on_clip(&frame, &board.frame(b, &older)));
                    self.screen_calls.extend(at.map(ground));
                }
            }
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
        if let Some(names) = &request.names {
            let mut draw = base(&frame, names.origin);
            draw.color = premultiplied(names.halo);
            self.screen_calls.push((ScreenTool::Names, draw));
        }
        self.screen.write(device, queue, &self.pipelines, self.screen_calls.iter().map(|(_, d)| d));
    }

    fn paint(&self, pass: &mut wgpu::RenderPass<'static>, request: &Request) {
        let overlays = &request.overlays;
        for (i, (tool, _)) in self.screen_calls.iter().enumerate() {
            pass.set_bind_group(0, &self.screen.group, &[(i as u64 * STRIDE) as u32]);
            match *tool {
                ScreenTool::Ground => {
                    pass.set_pipeline(&self.pipelines.ground);
                    pass.draw(0..4, 0..1);
                }
                ScreenTool::Exact { on_back } => {
                    if let Some(board) = if on_back { &self.back } else { &self.front } {
                        pass.set_pipeline(&self.pipelines.exact);
                        pass.set_bind_group(1, &board.group, &[]);
                        pass.draw(0..4, 0..1);
                    }
                }
                ScreenTool::Scaled => {
                    if let Some(board) = &self.front {
                        pass.set_pipeline(&self.pipelines.show);
                        pass.set_bind_group(1, &board.group, &[]);
                        pass.draw(0..4, 0..1);
                    }
                }
                ScreenTool::Names => {
                    if let Some(names) = &request.names {
                        pass.set_pipeline(&self.pipelines.names);
                        pass.set_bind_group(1, &names.sheet, &[]);
                        pass.set_vertex_buffer(0, names.instances.slice(..));
                        pass.draw(0..4, 0..names.count);
                    }
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
                Tool::Dot => &pipelines.dot,
            });
            if call.tool == Tool::Symbol {
                pass.set_bind_group(1, glyphs, &[]);
            }
        }
        pass.set_bind_group(0, group, &[((first + i) as u64 * STRIDE) as u32]);
        match call.tool {
            Tool::Fill | Tool::Hatch => {
                if let Some(area) = call.chunk.level_at(call.level).and_then(|l| l.area.as_ref()) {
                    pass.set_vertex_buffer(0, area.vertices.slice(..));
                    pass.set_index_buffer(area.triangles.slice(..), area.format);
                    pass.draw_indexed(call.range.clone(), 0, 0..1);
                }
            }
            Tool::Line | Tool::Dash => {
                if let Some(path) = call.chunk.level_at(call.level).and_then(|l| l.path.as_ref()) {
                    pass.set_vertex_buffer(0, path.slice(..));
                    pass.set_vertex_buffer(1, path.slice(12..));
                    pass.draw(0..4, call.range.clone());
                }
            }
            Tool::Symbol | Tool::Dot => {
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

/// Where one frame lies on another's canvas, in clip space.
fn on_clip(canvas: &Frame, part: &Frame) -> [f32; 4] {
    let [left, top] = canvas.to_pixel(part.to_plane([0.0, 0.0]));
    let [right, bottom] = canvas.to_pixel(part.to_plane(part.size.map(f64::from)));
    let x = |px: f64| (px / f64::from(canvas.size[0]) * 2.0 - 1.0) as f32;
    let y = |px: f64| (1.0 - px / f64::from(canvas.size[1]) * 2.0) as f32;
    [x(left), y(top), x(right), y(bottom)]
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
