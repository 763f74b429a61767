//! What is drawn onto the window in every frame: the picture as it is held, outlines and names over it.

use eframe::egui_wgpu::wgpu;

use super::board::Board;
use super::painter::{Painter, Request, WHOLE};
use super::picture::{base, premultiplied};
use super::pipelines::{Draw, STRIDE};
use crate::ui::map::view::Frame;

/// What a draw call onto the window shows.
#[derive(Debug, Clone, Copy)]
pub(super) enum ScreenTool {
    Ground,
    Exact { on_back: bool },
    Scaled,
    Path(usize),
    Points(usize),
    Names,
}

impl Painter {
    /// Lays out what is drawn onto the window: ground, picture, outlines, names.
    pub(super) fn stage_screen(&mut self, device: &wgpu::Device, queue: &wgpu::Queue, request: &Request) {
        let frame = request.frame;
        let ppp = frame.pixels_per_point;
        self.screen_calls.clear();
        let paper = premultiplied(request.scene.paper);
        let ground = |pattern| (ScreenTool::Ground, Draw { color: paper, pattern, ..Draw::default() });
        // Before the first picture is whole, and where the last one shows nothing of what is looked at now, what there
        // is of the next one is better than nothing.
        let front = self.front.as_ref().filter(|f| self.work.is_none() || shows_part(f, &frame));
        let (board, on_back) = match (front, &self.back) {
            (Some(front), _) => (Some(front), false),
            (None, Some(back)) if self.work.is_some() && back.is_at_scale_of(&frame) => (Some(back), true),
            _ => (self.front.as_ref(), false),
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

    pub(super) fn paint(&self, pass: &mut wgpu::RenderPass<'static>, request: &Request) {
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

/// Whether anything of what a board holds would be seen in a frame.
fn shows_part(board: &Board, frame: &Frame) -> bool {
    let Some(kind) = board.kind else { return false };
    let older = Frame { metres_per_pixel: kind.metres_per_pixel, pixels_per_point: kind.pixels_per_point, ..*frame };
    let [left, top, right, bottom] = on_clip(frame, &board.frame(board.drawn().0, &older));
    left < 1.0 && right > -1.0 && top > -1.0 && bottom < 1.0
}

/// Where one frame lies on another's canvas, in clip space.
fn on_clip(canvas: &Frame, part: &Frame) -> [f32; 4] {
    let [left, top] = canvas.to_pixel(part.to_plane([0.0, 0.0]));
    let [right, bottom] = canvas.to_pixel(part.to_plane(part.size.map(f64::from)));
    let x = |px: f64| (px / f64::from(canvas.size[0]) * 2.0 - 1.0) as f32;
    let y = |px: f64| (1.0 - px / f64::from(canvas.size[1]) * 2.0) as f32;
    [x(left), y(top), x(right), y(bottom)]
}
