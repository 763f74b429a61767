//! Which names there is room for, and their letters on the card.
//!
//! Names are placed for a part of the plane somewhat larger than the canvas and stay where they are while the map is
//! moved: a frame in which only the view moved places nothing. Their letters are cut out of egui's font atlas once and
//! kept in a sheet with the light around them, so that a name is one rectangle to draw.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use eframe::egui_wgpu::{RenderState, wgpu, wgpu::util::DeviceExt as _};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, Context, FontId, Galley};

use super::by_place::ByPlace;
use super::covers::Covers;
use super::gpu;
use super::gpu::picture::{SYMBOL_COARSEST, SYMBOL_ROOM};
use super::gpu::pipelines::Name;
use super::labels::{Kind, Label};
use super::palette::Palette;
use super::view::Frame;
use crate::geom::{Coord, Rect};

/// At most so many names are placed at once.
const MOST: usize = 220;
/// The part of the plane for which names are placed, beyond the canvas on each side, as a share of it.
const BEYOND: f64 = 0.4;
/// Half the side of the square that names keep off a symbol, in points: a little less than the symbol, so that its own
/// name may stand close.
const SYMBOL_HALF: f64 = 7.0;
/// A road says its name once in so many points.
const REPEAT: f64 = 360.0;

/// What decides which names there are and how they look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Key {
    pub(crate) scene: u64,
    pub(crate) zh: bool,
    pub(crate) pixels_per_point: f32,
    pub(crate) options: egui::epaint::text::TextOptions,
}

/// A name that has found its place.
#[derive(Debug, Clone, Copy)]
struct Place {
    list: usize,
    label: usize,
    /// How far it stands from where it would by itself, in points to the right and up.
    shift: [f32; 2],
}

/// What there is to name in a layer, and the symbols that names keep off.
pub(crate) struct Names<'a> {
    pub(crate) labels: &'a ByPlace<Label>,
    /// Where symbols stand and the room each has, in metres; those with the most come first.
    pub(crate) signs: &'a ByPlace<(Coord, f32)>,
}

/// A name on the sheet.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// u, v, width and height as shares of the sheet.
    place: [f32; 4],
    /// Half its size in pixels.
    half: [f32; 2],
}

type Text = (Kind, String);

/// The names on the map.
#[derive(Default)]
pub(crate) struct NameBoard {
    sheet: Option<Sheet>,
    galleys: HashMap<Text, Arc<Galley>>,
    key: Option<Key>,
    /// Where and at what scale names were placed last: the lower left and upper right corner in metres.
    placed_for: Option<(Coord, Coord, f64)>,
    placed: Vec<Place>,
    shown: Option<gpu::Names>,
    /// Where the canvas looks, and since when, in seconds of the window's clock.
    still: Option<(Frame, f64)>,
    /// For which look of the canvas at rest they were placed, clear of what lies over it.
    rested: Option<(Frame, Covers)>,
}

/// The map has come to rest once it has stood still for so many seconds.
const REST: f64 = 0.12;

struct Sheet {
    texture: wgpu::Texture,
    group: wgpu::BindGroup,
    cuts: HashMap<Text, Cut>,
    next: [u32; 2],
    row: u32,
}

impl NameBoard {
    /// The names to draw. `lists` come in the order in which they get their room, larger things first in each.
    #[expect(clippy::too_many_arguments, reason = "all of it decides what is drawn")]
    pub(crate) fn update(
        &mut self,
        ctx: &Context,
        render_state: &RenderState,
        painter: &gpu::Painter,
        frame: &Frame,
        key: Key,
        zooming: bool,
        lists: &[Names<'_>],
        covers: Covers,
        palette: &Palette,
    ) -> Option<gpu::Names> {
        let resting = self.is_resting(ctx, frame) || self.placed_for.is_none();
        let rest = resting.then_some((*frame, covers));
        let fonts_changed = self
            .key
            .is_none_or(|k| k.pixels_per_point != key.pixels_per_point || k.options != key.options || k.zh != key.zh);
        if fonts_changed {
            self.sheet = None;
            self.galleys.clear();
        }
        let seen = frame.bounds();
        let stays = self.key == Some(key)
            && self.placed_for.is_some_and(|(low, high, mpp)| {
                let ratio = frame.metres_per_pixel / mpp;
                let inside =
                    seen.min().x >= low.x && seen.min().y >= low.y && seen.max().x <= high.x && seen.max().y <= high.y;
                // While the map is being zoomed names keep their places for a while.
                if ratio == 1.0 { inside } else { zooming && (0.8..1.25).contains(&ratio) }
            });
        // While the map moves names stay where they are; where it comes to rest they make way for what lies over it.
        if stays && (rest.is_none() || self.rested == rest) {
            return self.shown.clone();
        }
        let keep = self.key == Some(key);
        self.key = Some(key);
        let (dx, dy) = (seen.width() * BEYOND, seen.height() * BEYOND);
        let low = Coord { x: seen.min().x - dx, y: seen.min().y - dy };
        let high = Coord { x: seen.max().x + dx, y: seen.max().y + dy };
        self.placed_for = Some((low, high, frame.metres_per_pixel));
        let former = if keep { std::mem::take(&mut self.placed) } else { Vec::new() };
        let covers = rest.as_ref().map(|(_, covers)| covers);
        self.place(ctx, frame, (low, high), lists, key.zh, covers, &former);
        self.rested = rest;
        self.upload(ctx, render_state, painter, seen.center(), lists, key, palette);
        self.shown.clone()
    }

    /// Whether the canvas has stood still for a while; asks to be asked again where it has not.
    fn is_resting(&mut self, ctx: &Context, frame: &Frame) -> bool {
        let now = ctx.input(|i| i.time);
        let since = match self.still {
            Some((still, since)) if still == *frame => since,
            _ => {
                self.still = Some((*frame, now));
                now
            }
        };
        let left = REST - (now - since);
        if left > 0.0 {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64(left.max(0.02)));
        }
        left <= 0.0
    }

    #[expect(clippy::too_many_arguments, reason = "all of it decides where names stand")]
    fn place(
        &mut self,
        ctx: &Context,
        frame: &Frame,
        (low, high): (Coord, Coord),
        lists: &[Names<'_>],
        zh: bool,
        covers: Option<&Covers>,
        former: &[Place],
    ) {
        let ppp = f64::from(frame.pixels_per_point);
        let mpp = frame.metres_per_pixel * ppp;
        self.placed.clear();
        let on = |at: Coord| [(at.x - low.x) / mpp, (at.y - low.y) / mpp];
        let area = Rect::new(low, high);
        let inside = |at: Coord| at.x >= low.x && at.x <= high.x && at.y >= low.y && at.y <= high.y;
        // Boxes are told from where names are placed first, covers from the canvas's own corner.
        let corner = on(frame.bounds().min());
        let on_canvas = |b: &[f64; 4]| [b[0] - corner[0], b[1] - corner[1], b[2] - corner[0], b[3] - corner[1]];
        let covered = |b: &[f64; 4]| covers.is_some_and(|c| c.meets(&on_canvas(b)));
        let mut taken = Boxes::default();
        let mut symbols = Boxes::default();
        if mpp <= SYMBOL_COARSEST {
            let least = (SYMBOL_ROOM * mpp) as f32;
            let shown = lists.iter().flat_map(|l| {
                let all = l.signs.all();
                let count = all.partition_point(|s| s.1 >= least);
                l.signs.within(count, &area).into_iter().map(|i| all[i].0)
            });
            for [x, y] in shown.map(on) {
                symbols.put([x - SYMBOL_HALF, y - SYMBOL_HALF, x + SYMBOL_HALF, y + SYMBOL_HALF]);
            }
        }
        let mut named: HashSet<(usize, usize)> = HashSet::new();
        let mut roads: HashMap<&str, Vec<[f64; 2]>> = HashMap::new();
        for kind in Kind::ORDER {
            if mpp > kind.coarsest() {
                continue;
            }
            let before =
                former.iter().filter(|p| lists.get(p.list).and_then(|l| l.labels.all().get(p.label)).is_some());
            let before: Vec<Place> =
                before.filter(|p| lists[p.list].labels.all()[p.label].kind == kind).copied().collect();
            // What is too small or lies elsewhere is not looked at: there may be fifty thousand.
            let fresh = lists.iter().enumerate().flat_map(|(list, names)| {
                let all = names.labels.all();
                let count = all.partition_point(|l| l.extent / mpp >= kind.smallest());
                let in_view = names.labels.within(count, &area).into_iter();
                in_view.filter(move |&label| all[label].kind == kind).map(move |label| Place {
                    list,
                    label,
                    shift: [0.0; 2],
                })
            });
            for place in before.iter().copied().chain(fresh) {
                if self.placed.len() == MOST {
                    return;
                }
                // What keeps its place comes round once more among all the others.
                if named.contains(&(place.list, place.label)) {
                    continue;
                }
                let label = &lists[place.list].labels.all()[place.label];
                if !inside(label.at) || label.extent / mpp < kind.smallest() {
                    continue;
                }
                // A name without its sign would point at nothing.
                if kind == Kind::Facility && f64::from(label.room) < SYMBOL_ROOM * mpp {
                    continue;
                }
                let text = label.text(zh);
                let mut middle = on(label.at);
                middle[1] -= kind.below();
                let near = |p: &[f64; 2]| (p[0] - middle[0]).hypot(p[1] - middle[1]) < REPEAT;
                if kind.runs_along() && roads.get(text).is_some_and(|r| r.iter().any(near)) {
                    continue;
                }
                let galley = self
                    .galleys
                    .entry((kind, text.to_owned()))
                    .or_insert_with(|| ctx.fonts_mut(|f| f.layout_job(job(kind, text))));
                let size = galley.rect.size();
                if kind.runs_along() && f64::from(size.x) + 24.0 > label.extent / mpp {
                    continue;
                }
                let (sin, cos) = (label.angle.sin().abs(), label.angle.cos().abs());
                let (w, h) = (size.x * cos + size.y * sin, size.x * sin + size.y * cos);
                let pad = kind.clear();
                let (hw, hh) = (f64::from(w) / 2.0 + pad, f64::from(h) / 2.0 + pad);
                let room = |[x, y]: [f32; 2]| {
                    let (x, y) = (middle[0] + f64::from(x), middle[1] + f64::from(y));
                    [x - hw, y - hh, x + hw, y + hh]
                };
                // Where it stood before it stays; else the first place that is free. An area's name may also be moved
                // within the area, clear of what would hide or cut it.
                let mut shifts = kind.shifts(w);
                if shifts.contains(&place.shift) {
                    shifts.insert(0, place.shift);
                }
                if let Some(covers) = covers {
                    let most = kind.strays() * label.extent / mpp;
                    shifts.extend(covers.ways(&on_canvas(&room([0.0; 2])), most as f32));
                }
                let clear = |s: &[f32; 2]| !taken.meets(&room(*s)) && !covered(&room(*s));
                let free = shifts.iter().copied().find(|s| clear(s) && !symbols.meets(&room(*s)));
                // Zones are named whatever stands there.
                let any = || shifts.iter().copied().find(|s| kind == Kind::Zone && clear(s));
                let Some(shift) = free.or_else(any) else { continue };
                taken.put(room(shift));
                if kind.runs_along() {
                    roads.entry(text).or_default().push(middle);
                }
                named.insert((place.list, place.label));
                self.placed.push(Place { shift, ..place });
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "all of it decides what is drawn")]
    fn upload(
        &mut self,
        ctx: &Context,
        render_state: &RenderState,
        painter: &gpu::Painter,
        origin: Coord,
        lists: &[Names<'_>],
        key: Key,
        palette: &Palette,
    ) {
        self.shown = None;
        if self.placed.is_empty() {
            return;
        }
        let ppp = key.pixels_per_point;
        let metres_per_point = self.placed_for.map_or(1.0, |p| p.2) * f64::from(ppp);
        // Once more on a fresh sheet where the old one has no room left.
        for _ in 0..2 {
            let sheet = self.sheet.get_or_insert_with(|| Sheet::new(render_state, painter, ppp));
            let mut atlas = None;
            let mut names = Vec::with_capacity(self.placed.len());
            for place in &self.placed {
                let label = &lists[place.list].labels.all()[place.label];
                let text = (label.kind, label.text(key.zh).to_owned());
                let known = sheet.cuts.get(&text).copied();
                let cut = if let Some(cut) = known {
                    cut
                } else {
                    let Some(galley) = self.galleys.get(&text) else { continue };
                    let atlas = atlas.get_or_insert_with(|| ctx.fonts_mut(|f| f.image()));
                    let Some(cut) = sheet.cut(render_state, galley, atlas, ppp, label.kind) else { break };
                    sheet.cuts.insert(text, cut);
                    cut
                };
                let color = label.kind.color(palette);
                let straight = label.angle == 0.0 || !label.kind.runs_along();
                names.push(Name {
                    at: [
                        (label.at.x + f64::from(place.shift[0]) * metres_per_point - origin.x) as f32,
                        (label.at.y + (f64::from(place.shift[1]) - label.kind.below()) * metres_per_point - origin.y)
                            as f32,
                    ],
                    half: cut.half,
                    place: cut.place,
                    turn: if straight { [1.0, 0.0] } else { [label.angle.cos(), label.angle.sin()] },
                    color: color.to_array(),
                });
            }
            if names.len() < self.placed.len() && sheet.is_full() {
                self.sheet = None;
                continue;
            }
            let buffer = render_state.device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
                label: Some("fugai map names"),
                contents: bytemuck::cast_slice(&names),
                usage: wgpu::BufferUsages::VERTEX,
            });
            self.shown = (!names.is_empty()).then(|| gpu::Names {
                origin: [origin.x, origin.y],
                sheet: sheet.group.clone(),
                instances: buffer,
                count: names.len() as u32,
                halo: palette.halo,
            });
            return;
        }
    }
}

/// Boxes in points, from the lower left corner, y up: left, low, right, high; sorted into squares so that few are
/// compared.
#[derive(Default)]
struct Boxes(HashMap<(i32, i32), Vec<[f64; 4]>>);

impl Boxes {
    fn meets(&self, b: &[f64; 4]) -> bool {
        let meet = |a: &[f64; 4]| b[0] < a[2] && b[2] > a[0] && b[1] < a[3] && b[3] > a[1];
        squares(b).any(|s| self.0.get(&s).is_some_and(|boxes| boxes.iter().any(meet)))
    }

    fn put(&mut self, b: [f64; 4]) {
        for s in squares(&b) {
            self.0.entry(s).or_default().push(b);
        }
    }
}

/// The squares of 64 points that a box touches.
fn squares(b: &[f64; 4]) -> impl Iterator<Item = (i32, i32)> + Clone {
    let cell = |v: f64| (v / 64.0).floor() as i32;
    let (left, right, low, high) = (cell(b[0]), cell(b[2]), cell(b[1]), cell(b[3]));
    (low..=high).flat_map(move |y| (left..=right).map(move |x| (x, y)))
}

/// A name as it is set: one line along a road, else as many as it takes to stay short.
fn job(kind: Kind, text: &str) -> LayoutJob {
    let format = TextFormat { font_id: font(kind), color: Color32::WHITE, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    let width = if kind.runs_along() { f32::INFINITY } else { kind.widest() };
    job.wrap = TextWrapping { max_width: width, max_rows: 3, ..TextWrapping::default() };
    job.halign = egui::Align::Center;
    job
}

fn font(kind: Kind) -> FontId {
    match kind {
        Kind::Zone => crate::ui::fonts::strong_id(14.0),
        Kind::Park | Kind::PocketPark => FontId::proportional(11.5),
        Kind::MainRoad | Kind::Road | Kind::Facility => FontId::proportional(11.0),
    }
}

impl Sheet {
    fn new(render_state: &RenderState, painter: &gpu::Painter, ppp: f32) -> Self {
        let side = if ppp > 1.25 { 2048 } else { 1024 };
        let texture = render_state.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("fugai map names"),
            size: wgpu::Extent3d { width: side, height: side, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rg8Unorm,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let group = painter.sheet_of(&render_state.device, &texture);
        Self { texture, group, cuts: HashMap::new(), next: [0, 0], row: 0 }
    }

    fn is_full(&self) -> bool {
        !self.cuts.is_empty()
    }

    /// Cuts a name out of the font atlas and puts it onto the sheet; `None` where there is no room for it.
    fn cut(
        &mut self,
        render_state: &RenderState,
        galley: &Galley,
        atlas: &egui::ColorImage,
        ppp: f32,
        kind: Kind,
    ) -> Option<Cut> {
        let reach = kind.light() * ppp;
        let (size, pixels) = letters(galley, atlas, ppp, reach);
        let side = self.texture.width();
        if self.next[0] + size[0] > side {
            self.next = [0, self.next[1] + self.row + 1];
            self.row = 0;
        }
        if size[0] > side || self.next[1] + size[1] > side {
            return None;
        }
        let [x, y] = self.next;
        render_state.queue.write_texture(
            wgpu::TexelCopyTextureInfo { origin: wgpu::Origin3d { x, y, z: 0 }, ..self.texture.as_image_copy() },
            &pixels,
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(2 * size[0]), rows_per_image: None },
            wgpu::Extent3d { width: size[0], height: size[1], depth_or_array_layers: 1 },
        );
        self.next[0] += size[0] + 1;
        self.row = self.row.max(size[1]);
        let share = |v: u32| v as f32 / side as f32;
        Some(Cut { place: [share(x), share(y), share(size[0]), share(size[1])], half: size.map(|s| s as f32 / 2.0) })
    }
}

/// The pixels of a text: ink, and the light that reaches `reach` pixels around it, in turn; and their width and height.
fn letters(galley: &Galley, atlas: &egui::ColorImage, ppp: f32, reach: f32) -> ([u32; 2], Vec<u8>) {
    let mut boxes: Vec<([i64; 2], [u16; 2], [u16; 2])> = Vec::new();
    for row in &galley.rows {
        for glyph in row.row.glyphs.iter().filter(|g| !g.uv_rect.is_nothing()) {
            let at = (row.pos.to_vec2() + (glyph.pos + glyph.uv_rect.offset).to_vec2()) * ppp;
            boxes.push(([at.x.round() as i64, at.y.round() as i64], glyph.uv_rect.min, glyph.uv_rect.max));
        }
    }
    let pad = reach.ceil() as i64 + 1;
    let low = [0, 1].map(|i| boxes.iter().map(|b| b.0[i]).min().unwrap_or(0) - pad);
    let high = [0, 1].map(|i| boxes.iter().map(|b| b.0[i] + i64::from(b.2[i] - b.1[i])).max().unwrap_or(1) + pad);
    let [width, height] = [0, 1].map(|i| (high[i] - low[i]) as usize);
    let mut ink = vec![0_u8; width * height];
    for (at, min, max) in boxes {
        for v in min[1]..max[1] {
            for u in min[0]..max[0] {
                let x = (at[0] - low[0]) as usize + usize::from(u - min[0]);
                let y = (at[1] - low[1]) as usize + usize::from(v - min[1]);
                if let Some(texel) = atlas.pixels.get(usize::from(v) * atlas.size[0] + usize::from(u)) {
                    let pixel = &mut ink[y * width + x];
                    *pixel = (*pixel).max(texel.a());
                }
            }
        }
    }
    let around: Vec<(i64, i64, f32)> = (-pad..=pad)
        .flat_map(|dy| (-pad..=pad).map(move |dx| (dx, dy)))
        .filter_map(|(dx, dy)| {
            let share = reach + 1.0 - (dx as f32).hypot(dy as f32);
            (share > 0.0).then(|| (dx, dy, share.min(1.0) * 0.92))
        })
        .collect();
    let mut pixels = vec![0_u8; 2 * width * height];
    for y in 0..height as i64 {
        for x in 0..width as i64 {
            let i = y as usize * width + x as usize;
            let a = ink[i];
            pixels[2 * i] = a;
            if a == 0 {
                continue;
            }
            for &(dx, dy, share) in &around {
                let (u, v) = (x + dx, y + dy);
                if u >= 0 && v >= 0 && (u as usize) < width && (v as usize) < height {
                    let light = &mut pixels[2 * (v as usize * width + u as usize) + 1];
                    *light = (*light).max((f32::from(a) * share) as u8);
                }
            }
        }
    }
    ([width as u32, height as u32], pixels)
}
