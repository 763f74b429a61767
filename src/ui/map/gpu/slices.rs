//! Draws the picture in slices, so that no frame waits long: what came into sight, what may come next, and pictures of
//! another scale or another scene.

use std::time::{Duration, Instant};

use eframe::egui_wgpu::wgpu;

use super::board::{Block, Board};
use super::painter::{LEAST_BUDGET, MOVING, Painter, Request, WHOLE, WHOLE_PICTURE};
use super::picture::{Call, Tool, calls, near, premultiplied};
use super::pipelines::{Draw, Pipelines, STRIDE};
use crate::ui::map::view::Frame;

/// So many draw calls are recorded in a frame for what is not in sight yet: recording is work of the window's thread.
const AHEAD: usize = 120;
/// Blocks of the picture drawn ahead are at most so many cells long: few where much is in sight, as each is work enough
/// for a frame; and whole rows and columns where there is little. A chunk is handed over whole to every block that it
/// reaches into, so long blocks are less work.
const AHEAD_CELLS: [i64; 2] = [4, 32];
/// Bytes of a vertex of a path.
const VERTEX: u64 = size_of::<[f32; 3]>() as u64;
/// So many chunks, in all the ways they are drawn, are little.
const LITTLE: usize = 400;
/// A frame that takes longer than this has too much to do, while a picture is drawn and while the map is moved …
const SLOW: [Duration; 2] = [Duration::from_millis(46), Duration::from_millis(29)];
/// … and one that takes less than this could do more.
const QUICK: [Duration; 2] = [Duration::from_millis(34), Duration::from_millis(20)];

/// A picture being drawn in slices.
pub(super) struct Work {
    frame: Frame,
    version: u64,
    paper: egui::Color32,
    block: Block,
    /// Of the block, in pixels.
    size: [u32; 2],
    calls: Vec<Call>,
    next: usize,
}

impl Painter {
    /// Holds the slices to what this computer does between two frames.
    pub(super) fn pace(&mut self) {
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
    pub(super) fn extend(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        request: &Request,
    ) -> (Option<wgpu::CommandBuffer>, bool) {
        let Some(front) = self.front.as_mut() else { return (None, false) };
        front.look_at(&request.frame);
        let mut blocks = front.missing(front.seen(&request.frame), 8);
        let urgent = !blocks.is_empty();
        let (version, all, mpp) = (request.scene.version, front.all(), request.frame.metres_per_pixel);
        if self.near.as_ref().is_none_or(|n| (n.0, n.1, n.2) != (version, all, mpp)) {
            self.near = Some((version, all, mpp, near(&request.scene, &front.frame(all, &request.frame))));
        }
        let candidates: &[u32] = self.near.as_ref().map_or(&[], |n| &n.3);
        if !urgent {
            blocks = front.missing(all, AHEAD_CELLS[usize::from(candidates.len() <= LITTLE)]);
            if blocks.is_empty() {
                return (None, false);
            }
        }
        // What is not in sight yet may wait; what is in sight is worth a longer frame.
        let budget = self.budget[if urgent { WHOLE_PICTURE } else { MOVING }];
        let paper = premultiplied(request.scene.paper);
        let mut slices: Vec<(Block, [u32; 2], Frame, Vec<Call>)> = Vec::new();
        let mut spent = 0;
        let mut recorded = 0;
        for block in blocks {
            let frame = front.frame(block, &request.frame);
            let at = front.at(block);
            let calls = calls(&request.scene, candidates, &frame, at, &self.glyph_places);
            let cost: u32 = calls.iter().map(Call::cost).sum::<u32>() + frame.size[0] * frame.size[1] / 64;
            recorded += calls.len();
            if !slices.is_empty() && (spent + cost > budget || !urgent && recorded > AHEAD) {
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
    pub(super) fn redraw(
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
        let level = call.chunk.level_at(call.level);
        match call.tool {
            Tool::Fill | Tool::Hatch => {
                if let Some(area) = level.and_then(|l| l.area.as_ref())
                    && let Some(vertices) = call.chunk.slice(&area.vertices)
                    && let Some(triangles) = call.chunk.slice(&area.triangles)
                {
                    pass.set_vertex_buffer(0, vertices);
                    pass.set_index_buffer(triangles, area.format);
                    pass.draw_indexed(call.range.clone(), 0, 0..1);
                }
            }
            Tool::Line | Tool::Dash => {
                if let Some(path) = level.and_then(|l| l.path.as_ref())
                    && let Some(starts) = call.chunk.slice(path)
                    && let Some(ends) = call.chunk.slice(&(path.start + VERTEX..path.end))
                {
                    pass.set_vertex_buffer(0, starts);
                    pass.set_vertex_buffer(1, ends);
                    pass.draw(0..4, call.range.clone());
                }
            }
            Tool::Symbol | Tool::Dot => {
                if let Some(points) = call.chunk.points.as_ref().and_then(|p| call.chunk.slice(p)) {
                    pass.set_vertex_buffer(0, points);
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
