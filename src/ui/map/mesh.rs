//! From shapes to vertices: triangles, segments and symbols in chunks, each around an origin of its own.
//!
//! Runs on worker threads, never in a frame. Vertices are f32 metres from the chunk's origin, so that at street level
//! nothing trembles; within a chunk the large things come first, so that "nothing below a pixel" is a prefix.

use std::collections::HashSet;

use super::simplify;
use earcut::Earcut;
use geo::{Area as _, BoundingRect as _, LineString, Polygon};

use crate::geom::label::interior_point;
use crate::geom::{Coord, Rect};

/// How many vertices a chunk aims at: few enough to cull well, many enough to draw well.
const CHUNK_VERTICES: usize = 6_000;
/// A symbol is four vertices of its own on the card.
const POINT_WEIGHT: usize = 4;

/// Something to draw, borrowed from a layer or an analysis.
#[derive(Clone, Copy, Default)]
pub(crate) struct Item<'a> {
    /// Areas, to fill and to outline.
    pub(crate) polygons: &'a [Polygon<f64>],
    /// Lines.
    pub(crate) lines: &'a [LineString<f64>],
    /// Positions of symbols.
    pub(crate) points: &'a [Coord],
    /// Which style of its layer it is drawn in.
    pub(crate) class: u8,
    /// How far each of its symbols ([`places`]) is from those that come before it, in metres.
    pub(crate) rooms: &'a [f32],
}

/// What to build from the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// Whether areas are filled.
    pub(crate) fill: bool,
    /// Whether an edge that two outlines share is drawn once, so that its dashes stay legible.
    pub(crate) share_edges: bool,
    /// Whether an area also gets a symbol (in its middle).
    pub(crate) symbol_in_area: bool,
}

/// Vertices of a few thousand things that lie together, in metres from `origin`.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) class: u8,
    pub(crate) origin: [f64; 2],
    pub(crate) min: [f64; 2],
    pub(crate) max: [f64; 2],
    /// From every vertex there is to ever coarser outlines; empty where there are neither areas nor lines.
    pub(crate) levels: Vec<Level>,
    pub(crate) points: Vec<[f32; 2]>,
    /// How far into `points` those reach that have at least so much room (metres) to the ones before them.
    pub(crate) point_steps: Steps,
}

/// The areas and lines of a chunk in one degree of detail.
#[derive(Debug, Default)]
pub(crate) struct Level {
    /// No vertex left out lies farther than this from what is drawn, in metres; 0 for all vertices.
    pub(crate) tolerance: f32,
    pub(crate) vertices: Vec<[f32; 2]>,
    pub(crate) triangles: Vec<u32>,
    /// How far into `triangles` things of at least a size (metres) reach.
    pub(crate) triangle_steps: Steps,
    /// x, y, and the length so far; below 0 where no segment starts.
    pub(crate) path: Vec<[f32; 3]>,
    /// How far into `path` things of at least a size (metres) reach.
    pub(crate) path_steps: Steps,
}

impl Level {
    fn weight(&self) -> usize {
        self.vertices.len() + self.path.len()
    }
}

/// The tolerances that coarser levels are tried at, in metres.
const TOLERANCES: [f64; 7] = [0.6, 1.5, 4.0, 10.0, 25.0, 64.0, 160.0];
/// Areas smaller than so many times the tolerance, about a pixel, are not drawn one by one: what lies together becomes
/// one square of their area, so that a quarter of small houses is seen from far as what it is.
const MERGED: f64 = 2.5;
/// … and somewhat more, because the streets between them are not seen.
const SPREAD: f64 = 1.2;
/// A coarser level is kept only if it has at most this share of the vertices of the finer one.
const WORTHWHILE: f64 = 0.75;
/// Chunks with fewer vertices have no coarser levels: there is nothing to gain.
const LEAST_DETAIL: usize = 400;

/// How far into a buffer, ordered from large to small, the things of at least a given size reach.
#[derive(Debug, Default, Clone)]
pub(crate) struct Steps(Vec<(f32, u32)>);

impl Steps {
    fn note(&mut self, size: f32, end: usize) {
        match self.0.last_mut() {
            // One step for each halving is fine enough to skip by.
            Some(last) if size > last.0 * 0.5 => last.1 = end as u32,
            _ => self.0.push((size, end as u32)),
        }
    }

    /// Like [`Steps::note`], but with a step for every size: what is asked for is then exact.
    fn note_each(&mut self, size: f32, end: usize) {
        match self.0.last_mut() {
            Some(last) if size >= last.0 => last.1 = end as u32,
            _ => self.0.push((size, end as u32)),
        }
    }

    /// How many elements belong to things of at least `size` metres; a step that holds some is taken whole.
    pub(crate) fn reach(&self, size: f32) -> u32 {
        self.0.iter().take_while(|(largest, _)| *largest >= size).last().map_or(0, |&(_, end)| end)
    }
}

/// Cuts the items into groups that lie together and share a class; each group is one chunk to build.
pub(crate) fn groups(items: &[Item<'_>]) -> Vec<Vec<u32>> {
    let boxes: Vec<Option<Rect>> = items.iter().map(bounds).collect();
    let Some(all) = boxes.iter().flatten().copied().reduce(join) else { return Vec::new() };
    let weights: Vec<usize> = items.iter().map(weight).collect();
    let cells = weights.iter().sum::<usize>().div_ceil(CHUNK_VERTICES).max(1);
    let side = (cells as f64).sqrt().ceil();
    let step = (all.width().max(all.height()) / side).max(1e-3);
    let mut order: Vec<(u8, u32, u32, u32)> = boxes
        .iter()
        .enumerate()
        .filter_map(|(i, b)| {
            let c = b.as_ref()?.center();
            let row = ((c.y - all.min().y) / step) as u32;
            let column = ((c.x - all.min().x) / step) as u32;
            Some((items[i].class, row, column, i as u32))
        })
        .collect();
    order.sort_unstable();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let mut last = None;
    let mut load = 0;
    for (class, row, column, index) in order {
        let key = Some((class, row, column));
        if key != last || load > 2 * CHUNK_VERTICES {
            groups.push(Vec::new());
            load = 0;
            last = key;
        }
        load += weights[index as usize];
        groups.last_mut().expect("a group was pushed for the first key").push(index);
    }
    groups
}

/// Builds one chunk from the items of a group.
pub(crate) fn build(items: &[Item<'_>], group: &[u32], recipe: Recipe) -> Chunk {
    let mut sized: Vec<(f64, u32)> =
        group.iter().map(|&i| (bounds(&items[i as usize]).map_or(0.0, |b| b.width().max(b.height())), i)).collect();
    sized.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let Some(all) = group.iter().filter_map(|&i| bounds(&items[i as usize])).reduce(join) else {
        return Chunk::default();
    };
    let origin = all.center();
    let mut chunk = Chunk {
        class: group.first().map_or(0, |&i| items[i as usize].class),
        origin: [origin.x, origin.y],
        min: [all.min().x, all.min().y],
        max: [all.max().x, all.max().y],
        ..Chunk::default()
    };
    let mut cutter = Cutter::default();
    let whole = level(items, &sized, recipe, origin, 0.0, &mut cutter);
    let detailed = whole.weight() >= LEAST_DETAIL && !recipe.share_edges;
    if whole.weight() > 0 {
        chunk.levels.push(whole);
    }
    if detailed {
        for tolerance in TOLERANCES {
            let coarser = level(items, &sized, recipe, origin, tolerance, &mut cutter);
            let finer = chunk.levels.last().map_or(0, Level::weight);
            if (coarser.weight() as f64) <= WORTHWHILE * finer as f64 {
                chunk.levels.push(coarser);
            }
        }
    }
    let mut points: Vec<(f32, u32, Coord)> = Vec::new();
    for &(_, index) in &sized {
        let item = &items[index as usize];
        let places = places(item, recipe.symbol_in_area);
        let rooms = item.rooms.iter().copied().chain(std::iter::repeat(0.0));
        points.extend(places.into_iter().zip(rooms).map(|(at, room)| (room, index, at)));
    }
    points.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (room, _, at) in points {
        chunk.points.push(near(at, origin));
        chunk.point_steps.note_each(room, chunk.points.len());
    }
    chunk
}

/// Where a thing's symbols stand: at its points, or, with `in_area`, where it has none, in the largest of its areas.
pub(crate) fn places(item: &Item<'_>, in_area: bool) -> Vec<Coord> {
    if in_area && item.points.is_empty() {
        let largest = item.polygons.iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        return largest.map(interior_point).into_iter().collect();
    }
    item.points.to_vec()
}

/// All areas and lines of a group, the large ones first, with vertices left out that lie within `tolerance` metres of
/// what remains.
fn level(
    items: &[Item<'_>],
    sized: &[(f64, u32)],
    recipe: Recipe,
    origin: Coord,
    tolerance: f64,
    cutter: &mut Cutter,
) -> Level {
    let mut level = Level { tolerance: tolerance as f32, ..Level::default() };
    let mut seen = HashSet::new();
    let mut thin: Vec<Coord> = Vec::new();
    for (n, &(size, index)) in sized.iter().enumerate() {
        if size < MERGED * tolerance {
            if recipe.fill {
                merge(items, &sized[n..], origin, MERGED * tolerance, &mut level);
            }
            break;
        }
        let item = &items[index as usize];
        for polygon in item.polygons {
            cutter.begin();
            for (n, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
                simplify::ring(&ring.0, tolerance, &mut thin);
                if thin.len() < 4 {
                    continue;
                }
                if recipe.fill {
                    cutter.ring(&thin, n > 0, origin);
                }
                path(&mut level.path, &thin, origin, recipe.share_edges.then_some(&mut seen));
            }
            if recipe.fill {
                cutter.fill(&mut level);
            }
        }
        for line in item.lines {
            simplify::line(&line.0, tolerance, &mut thin);
            path(&mut level.path, &thin, origin, None);
        }
        level.triangle_steps.note(size as f32, level.triangles.len());
        level.path_steps.note(size as f32, level.path.len());
    }
    level
}

/// Fills squares in place of areas too small to be drawn: one for all that have their middle in the same cell of `side`
/// metres, with their area.
fn merge(items: &[Item<'_>], small: &[(f64, u32)], origin: Coord, side: f64, level: &mut Level) {
    let mut parts: Vec<((i32, i32), f64, Coord)> = small
        .iter()
        .flat_map(|&(_, index)| items[index as usize].polygons)
        .filter_map(|polygon| {
            let middle = polygon.bounding_rect()?.center() - origin;
            let cell = ((middle.x / side).floor() as i32, (middle.y / side).floor() as i32);
            Some((cell, polygon.unsigned_area(), middle))
        })
        .collect();
    // Stable: the sum does not depend on anything but the order of the things.
    parts.sort_by_key(|p| p.0);
    for cell in parts.chunk_by(|a, b| a.0 == b.0) {
        let area: f64 = cell.iter().map(|p| p.1).sum();
        if area <= 0.0 {
            continue;
        }
        let x = cell.iter().map(|p| p.1 * p.2.x).sum::<f64>() / area;
        let y = cell.iter().map(|p| p.1 * p.2.y).sum::<f64>() / area;
        let half = (SPREAD * area.sqrt()).min(SPREAD * side) / 2.0;
        let base = level.vertices.len() as u32;
        for (dx, dy) in [(-half, -half), (half, -half), (half, half), (-half, half)] {
            level.vertices.push([(x + dx) as f32, (y + dy) as f32]);
        }
        level.triangles.extend([0, 1, 2, 0, 2, 3].map(|i| base + i));
    }
    level.triangle_steps.note(side as f32, level.triangles.len());
}

/// Turns polygons into triangles, with its buffers kept between them.
#[derive(Default)]
struct Cutter {
    earcut: Option<Earcut<f32>>,
    ring: Vec<[f32; 2]>,
    holes: Vec<u32>,
    out: Vec<u32>,
}

impl Cutter {
    fn begin(&mut self) {
        self.ring.clear();
        self.holes.clear();
    }

    fn ring(&mut self, ring: &[Coord], hole: bool, origin: Coord) {
        if hole {
            // Without the ring that it is a hole of, there is nothing to cut it from.
            if self.ring.is_empty() {
                return;
            }
            self.holes.push(self.ring.len() as u32);
        }
        let open = ring.len().saturating_sub(1);
        self.ring.extend(ring[..open].iter().map(|&c| near(c, origin)));
    }

    fn fill(&mut self, level: &mut Level) {
        if self.ring.is_empty() {
            return;
        }
        self.earcut.get_or_insert_with(Earcut::new).earcut_slice(&self.ring, &self.holes, &mut self.out);
        let base = level.vertices.len() as u32;
        level.vertices.extend_from_slice(&self.ring);
        level.triangles.extend(self.out.iter().map(|i| base + i));
    }
}

type Edge = [i64; 4];

/// Appends a line; with `seen`, leaves out segments that were drawn before in either direction.
fn path(out: &mut Vec<[f32; 3]>, line: &[Coord], origin: Coord, mut seen: Option<&mut HashSet<Edge>>) {
    if line.len() < 2 {
        return;
    }
    let mut along = 0.0;
    for pair in line.windows(2) {
        let fresh = seen.as_deref_mut().is_none_or(|seen| seen.insert(edge(pair[0], pair[1])));
        let [x, y] = near(pair[0], origin);
        out.push([x, y, if fresh { along as f32 } else { -1.0 }]);
        along += (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y);
    }
    let [x, y] = near(line[line.len() - 1], origin);
    out.push([x, y, -1.0]);
}

fn edge(a: Coord, b: Coord) -> Edge {
    // Neighbours digitised apart differ below a millimetre after projection.
    let [p, q] = [a, b].map(|c| [(c.x * 1e3).round() as i64, (c.y * 1e3).round() as i64]);
    let [p, q] = if p <= q { [p, q] } else { [q, p] };
    [p[0], p[1], q[0], q[1]]
}

/// Outlines (as in [`Level::path`]), positions, and the origin in metres that both are relative to.
pub(crate) type Outlined = (Vec<[f32; 3]>, Vec<[f32; 2]>, [f64; 2]);

/// Outlines and positions on their own, for what is selected or pointed at, and the origin they are relative to; `None`
/// where there is nothing.
pub(crate) fn outline(items: &[Item<'_>]) -> Option<Outlined> {
    let origin = items.iter().filter_map(bounds).reduce(join)?.center();
    let (mut out, mut points) = (Vec::new(), Vec::new());
    for item in items {
        for polygon in item.polygons {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                path(&mut out, &ring.0, origin, None);
            }
        }
        for line in item.lines {
            path(&mut out, &line.0, origin, None);
        }
        points.extend(item.points.iter().map(|&p| near(p, origin)));
    }
    Some((out, points, [origin.x, origin.y]))
}

fn near(c: Coord, origin: Coord) -> [f32; 2] {
    [(c.x - origin.x) as f32, (c.y - origin.y) as f32]
}

fn weight(item: &Item<'_>) -> usize {
    let rings = |p: &Polygon<f64>| p.exterior().0.len() + p.interiors().iter().map(|r| r.0.len()).sum::<usize>();
    item.polygons.iter().map(rings).sum::<usize>()
        + item.lines.iter().map(|l| l.0.len()).sum::<usize>()
        + item.points.len() * POINT_WEIGHT
}

/// The smallest upright rectangle around an item; `None` where it has no geometry.
pub(crate) fn bounds(item: &Item<'_>) -> Option<Rect> {
    let polygons = item.polygons.iter().filter_map(Polygon::bounding_rect);
    let lines = item.lines.iter().filter_map(LineString::bounding_rect);
    let points = item.points.iter().map(|&p| Rect::new(p, p));
    polygons.chain(lines).chain(points).reduce(join)
}

/// The smallest upright rectangle around two.
pub(crate) fn join(a: Rect, b: Rect) -> Rect {
    Rect::new(
        Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
        Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
    )
}

#[cfg(test)]
mod tests {
    use geo::polygon;

    use super::*;

    const PLAIN: Recipe = Recipe { fill: true, share_edges: false, symbol_in_area: false };

    fn triangle_area(chunk: &Chunk) -> f64 {
        let level = &chunk.levels[0];
        level
            .triangles
            .chunks(3)
            .map(|t| {
                let [a, b, c] = [0, 1, 2].map(|k| level.vertices[t[k] as usize].map(f64::from));
                ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
            })
            .sum()
    }

    #[test]
    fn holes_stay_empty_far_from_the_origin() {
        let (x, y) = (500_000.0, 3_500_000.0);
        let ring = polygon!(
            exterior: [(x: x, y: y), (x: x + 10.0, y: y), (x: x + 10.0, y: y + 10.0), (x: x, y: y + 10.0)],
            interiors: [[(x: x + 2.0, y: y + 2.0), (x: x + 2.0, y: y + 4.0), (x: x + 4.0, y: y + 4.0), (x: x + 4.0, y: y + 2.0)]],
        );
        let items = [Item { polygons: std::slice::from_ref(&ring), ..Item::default() }];
        let chunk = build(&items, &[0], PLAIN);
        assert!((triangle_area(&chunk) - 96.0).abs() < 1e-3);
        assert_eq!(chunk.levels[0].path.len(), 10);
        assert_eq!(chunk.levels[0].path.iter().filter(|p| p[2] < 0.0).count(), 2, "one end for each ring");
    }

    #[test]
    fn a_shared_edge_is_drawn_once() {
        let a = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        let b = polygon![(x: 1.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 1.0), (x: 1.0, y: 1.0)];
        let items = [a, b];
        let items = [0, 1].map(|i| Item { polygons: &items[i..=i], ..Item::default() });
        let drawn = |share_edges| {
            let chunk = build(&items, &[0, 1], Recipe { share_edges, ..PLAIN });
            chunk.levels[0].path.iter().filter(|p| p[2] >= 0.0).count()
        };
        assert_eq!((drawn(false), drawn(true)), (8, 7));
    }

    #[test]
    fn every_item_is_in_exactly_one_group_and_groups_are_of_one_class() {
        let points: Vec<Coord> = (0..60_000).map(|i| Coord { x: f64::from(i % 245), y: f64::from(i / 245) }).collect();
        let items: Vec<Item<'_>> = points
            .iter()
            .enumerate()
            .map(|(i, p)| Item { points: std::slice::from_ref(p), class: (i % 3) as u8, ..Item::default() })
            .collect();
        let groups = groups(&items);
        assert!(groups.len() > 3);
        let mut all: Vec<u32> = groups.iter().flatten().copied().collect();
        all.sort_unstable();
        assert!(all.iter().copied().eq(0..60_000));
        assert!(groups.iter().all(|g| g.iter().all(|&i| i % 3 == g[0] % 3)));
    }

    #[test]
    fn from_far_small_areas_become_squares_of_their_area() {
        let at = |i: i32| {
            let (x, y) = (500_000.0 + 40.0 * f64::from(i % 30), 3_500_000.0 + 40.0 * f64::from(i / 30));
            polygon![(x: x, y: y), (x: x + 30.0, y: y), (x: x + 30.0, y: y + 30.0), (x: x, y: y + 30.0)]
        };
        let polygons: Vec<Polygon<f64>> = (0..900).map(at).collect();
        let items: Vec<Item<'_>> =
            polygons.iter().map(|p| Item { polygons: std::slice::from_ref(p), ..Item::default() }).collect();
        let chunk = build(&items, &(0..900).collect::<Vec<_>>(), PLAIN);
        let coarse = chunk.levels.last().expect("levels");
        assert!(coarse.triangles.len() < chunk.levels[0].triangles.len() / 4 && !coarse.triangles.is_empty());
        let land: f64 = coarse
            .triangles
            .chunks(3)
            .map(|t| {
                let [a, b, c] = [0, 1, 2].map(|k| coarse.vertices[t[k] as usize].map(f64::from));
                ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
            })
            .sum();
        let true_land = 900.0 * 900.0;
        assert!((0.9..=SPREAD * SPREAD + 0.01).contains(&(land / true_land)), "{}", land / true_land);
        assert_eq!(coarse.triangle_steps.reach(coarse.tolerance), coarse.triangles.len() as u32);
    }

    #[test]
    fn small_things_are_a_suffix() {
        let mut steps = Steps::default();
        for (size, end) in [(100.0, 10), (90.0, 20), (40.0, 30), (5.0, 40)] {
            steps.note(size, end);
        }
        assert_eq!([200.0, 95.0, 30.0, 1.0].map(|s| steps.reach(s)), [0, 20, 30, 40]);
    }
}
