//! From a scene and a frame to draw calls: culled by chunk, thinned by size.

use std::ops::Range;
use std::sync::Arc;

use egui::Color32;

use super::GpuChunk;
use super::pipelines::Draw;
use crate::ui::map::style::{FAR, Form, Glyph, Kind, Pass};
use crate::ui::map::view::Frame;

/// Things below this many pixels are not drawn.
const SMALLEST_AREA: f64 = 0.4;
/// Areas below this many pixels have no outline.
const SMALLEST_OUTLINE: f64 = 4.0;
/// Lines whose whole extent is below this many pixels are not drawn.
const SMALLEST_LINE: f64 = 1.5;
/// A symbol with this much room to the ones before it, in points, is drawn in full; with less, as a dot.
pub(crate) const SYMBOL_ROOM: f64 = 24.0;
/// Dots with less room than this, in points, are left out: so they stand clear of the symbols between them …
const DOT_ROOM: f64 = 12.0;
/// … and with less than this they would only bury the map, where there are no symbols.
const LEAST_ROOM: f64 = 4.0;
/// Outlines may be off by this many pixels.
const TOLERANCE: f64 = 0.45;
/// Beyond this many metres a point (about 1:60 000) no symbol is drawn in full, however far apart.
pub(crate) const SYMBOL_COARSEST: f64 = 16.0;

/// A chunk to be drawn in one way.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) pass: Pass,
    pub(crate) chunk: Arc<GpuChunk>,
    /// Distance between neighbouring points of the layer where most of them are, in metres.
    pub(crate) spacing: f64,
    /// Whether the chunk's paths outline areas.
    pub(crate) areal: bool,
}

/// What a picture shows: everything to draw, in order.
#[derive(Debug, Default)]
pub(crate) struct Scene {
    /// Differs between any two scenes that look different.
    pub(crate) version: u64,
    pub(crate) paper: Color32,
    pub(crate) sheets: Vec<Sheet>,
}

/// Which pipeline and buffers a draw call takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Fill,
    Hatch,
    Line,
    Dash,
    Symbol,
    Dot,
}

/// One draw call.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) tool: Tool,
    pub(crate) chunk: Arc<GpuChunk>,
    /// Which degree of detail of the chunk; nothing for symbols.
    pub(crate) level: u8,
    pub(crate) draw: Draw,
    pub(crate) range: Range<u32>,
    /// The pixels of the frame that it may fill.
    pub(crate) pixels: u32,
}

impl Call {
    /// About how much work it is, in triangles: what a processor sets up, and what it fills.
    pub(crate) fn cost(&self) -> u32 {
        let n = self.range.end - self.range.start;
        match self.tool {
            Tool::Fill => n / 3 + self.pixels / 256,
            Tool::Hatch => n / 3 + self.pixels / 96,
            Tool::Line | Tool::Dash => n * 5 / 2,
            Tool::Symbol => n * 20,
            Tool::Dot => n * 4,
        }
    }
}

/// Where the letters are in the sheet of glyphs, as shares of its size: u, v, width, height.
pub(crate) type GlyphPlaces = [[f32; 4]; Glyph::ALL.len()];

/// What of a scene can show in a frame: positions in its list. So that the many small parts of a frame need not look
/// through all of it.
pub(crate) fn near(scene: &Scene, frame: &Frame) -> Vec<u32> {
    let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
    let land = land_of(frame);
    let shows = |s: &Sheet| s.pass.shows(metres_per_point) && meets(&s.chunk, &land);
    scene.sheets.iter().zip(0_u32..).filter(|(s, _)| shows(s)).map(|(_, i)| i).collect()
}

/// The land whose lines and symbols reach into a frame.
fn land_of(frame: &Frame) -> crate::geom::Rect {
    let reach = 16.0 * f64::from(frame.pixels_per_point);
    let [w, h] = frame.size.map(f64::from);
    frame.pixel_bounds([-reach, -reach], [w + reach, h + reach])
}

fn meets(chunk: &GpuChunk, land: &crate::geom::Rect) -> bool {
    let (low, high) = (land.min(), land.max());
    chunk.min[0] <= high.x && chunk.max[0] >= low.x && chunk.min[1] <= high.y && chunk.max[1] >= low.y
}

/// How many pixels of a frame lie within the box around a chunk.
fn shared(chunk: &GpuChunk, frame: &Frame) -> u32 {
    let [left, top] = frame.to_pixel(crate::geom::Coord { x: chunk.min[0], y: chunk.max[1] });
    let [right, bottom] = frame.to_pixel(crate::geom::Coord { x: chunk.max[0], y: chunk.min[1] });
    let [w, h] = frame.size.map(f64::from);
    ((right.min(w) - left.max(0.0)).max(0.0) * (bottom.min(h) - top.max(0.0)).max(0.0)) as u32
}

/// The draw calls for a frame whose first pixel comes to lie at `at` of the texture drawn on, in order. `near` tells
/// what of the scene can show there.
pub(crate) fn calls(scene: &Scene, near: &[u32], frame: &Frame, at: [u32; 2], glyphs: &GlyphPlaces) -> Vec<Call> {
    let metres_per_point = frame.metres_per_pixel * f64::from(frame.pixels_per_point);
    let land = land_of(frame);
    near.iter()
        .map(|&i| &scene.sheets[i as usize])
        .filter(|s| meets(&s.chunk, &land))
        .filter_map(|s| call(s, frame, at, metres_per_point, glyphs))
        .collect()
}

fn call(sheet: &Sheet, frame: &Frame, at: [u32; 2], metres_per_point: f64, glyphs: &GlyphPlaces) -> Option<Call> {
    let chunk = &sheet.chunk;
    let ppp = frame.pixels_per_point;
    let mpp = frame.metres_per_pixel;
    let at_least = |pixels: f64| (pixels * mpp) as f32;
    let mut draw = base(frame, chunk.origin);
    let (level, detail) = match chunk.level((TOLERANCE * mpp) as f32) {
        Some((level, detail)) => (level, Some(detail)),
        None => (0, None),
    };
    let pixels = shared(chunk, frame);
    let new = |tool, draw, range| Call { tool, chunk: Arc::clone(chunk), level, draw, range, pixels };
    let areas = |draw: Draw, tool| {
        let detail = detail?;
        let end = detail.triangle_steps.reach(at_least(SMALLEST_AREA));
        (detail.area.is_some() && end > 0).then(|| new(tool, draw, 0..end))
    };
    let paths = |draw: Draw, tool| {
        let detail = detail?;
        let smallest = if sheet.areal { SMALLEST_OUTLINE } else { SMALLEST_LINE };
        let end = detail.path_steps.reach(at_least(smallest)).saturating_sub(1);
        (detail.path.is_some() && end > 0).then(|| new(tool, draw, 0..end))
    };
    match sheet.pass.kind {
        Kind::Fill(color) => {
            draw.color = premultiplied(color);
            areas(draw, Tool::Fill)
        }
        Kind::Hatch { ground, line, period, width, falls } => {
            draw.color = premultiplied(ground);
            draw.color2 = premultiplied(line);
            draw.half_width = width * ppp / 2.0;
            let period = f64::from((period * ppp).round());
            // Hung on the plane's origin, so that it lies still on the ground when the map is moved.
            let way = if falls { -1.0 } else { 1.0 };
            let phase = frame.corner[0] - f64::from(at[0]) + way * (frame.corner[1] - f64::from(at[1]));
            draw.pattern[2] = way as f32;
            draw.pattern[0] = phase.rem_euclid(period) as f32;
            draw.pattern[1] = period as f32;
            areas(draw, Tool::Hatch)
        }
        Kind::Line { color, width } => {
            let px = width.at(metres_per_point) * ppp;
            // Below a pixel a line gets fainter, not thinner.
            draw.color = premultiplied(color.gamma_multiply(px.min(1.0)));
            draw.half_width = px.max(1.0) / 2.0;
            paths(draw, Tool::Line)
        }
        Kind::Dash { color, width, pattern } => {
            draw.color = premultiplied(color);
            draw.half_width = (width * ppp).max(1.0) / 2.0;
            draw.pattern = pattern.map(|p| p * ppp);
            paths(draw, Tool::Dash)
        }
        Kind::Symbol { color, ground, form, glyph, radius } => {
            chunk.points.as_ref()?;
            let end = full_symbols(chunk, metres_per_point);
            draw.color = premultiplied(color);
            draw.half_width = radius * ppp;
            draw.corner = if form == Form::Disc { draw.half_width } else { draw.half_width * 0.4 };
            draw.color2 = premultiplied(ground);
            draw.ring = 1.6 * ppp;
            draw.glyph = glyphs[glyph as usize];
            (end > 0).then(|| new(Tool::Symbol, draw, 0..end))
        }
        Kind::Dot { color, ground, radius, symbol } => {
            chunk.points.as_ref()?;
            let first = if symbol { full_symbols(chunk, metres_per_point) } else { 0 };
            let end = chunk.point_steps.reach(dot_room(metres_per_point) as f32);
            let spacing = sheet.spacing / metres_per_point;
            // Far out points say that something is there, and no more: what they serve must be seen under them.
            let near = (1.0 - (metres_per_point - FAR) / (SYMBOL_COARSEST - FAR)).clamp(0.0, 1.0);
            let faint = if symbol { (0.72 + 0.28 * near) as f32 } else { 1.0 };
            let (color, ground) = (color.gamma_multiply(faint), ground.gamma_multiply(faint));
            let radius = if symbol {
                (spacing * 0.16).clamp(1.2, 1.4 + 1.6 * near) as f32
            } else {
                radius.min((spacing * 0.2).max(1.0) as f32)
            };
            draw.half_width = radius * ppp;
            draw.corner = draw.half_width;
            // A dot is turned round: a light ring about a core of its colour.
            draw.color2 = premultiplied(color);
            draw.ring = if radius > 2.0 { 0.9 * ppp } else { 0.0 };
            draw.color = if radius > 2.0 { premultiplied(ground) } else { draw.color2 };
            (end > first).then(|| new(Tool::Dot, draw, first..end))
        }
    }
}

/// How many of a chunk's points have room for a whole symbol.
fn full_symbols(chunk: &GpuChunk, metres_per_point: f64) -> u32 {
    if metres_per_point > SYMBOL_COARSEST {
        0
    } else {
        chunk.point_steps.reach((SYMBOL_ROOM * metres_per_point) as f32)
    }
}

/// The room in metres that a dot needs. Where symbols end it stays what it was on the ground for a while, so that no
/// dot goes when the map is brought nearer.
fn dot_room(metres_per_point: f64) -> f64 {
    (DOT_ROOM * metres_per_point.min(SYMBOL_COARSEST)).max(LEAST_ROOM * metres_per_point)
}

/// What all draw calls around an origin share.
pub(crate) fn base(frame: &Frame, origin: [f64; 2]) -> Draw {
    let [x, y] = frame.to_pixel(crate::geom::Coord { x: origin[0], y: origin[1] });
    Draw {
        offset: [x as f32, y as f32],
        viewport: frame.size.map(|s| s as f32),
        scale: (1.0 / frame.metres_per_pixel) as f32,
        ..Draw::default()
    }
}

/// A colour as the shaders take it.
pub(crate) fn premultiplied(color: Color32) -> [f32; 4] {
    color.to_array().map(|c| f32::from(c) / 255.0)
}
