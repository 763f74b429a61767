//! A facility, prepared for distance queries: its service area is its shape, a disc at each vertex and a two-sided
//! rectangle along each edge.

use super::SiteRef;
use super::frame::{Box4, length};
use super::lines::{Line, ring_lines};
use crate::geom::Coord;

/// An edge, its ends in lexicographic order, so that no result depends on the direction of a ring.
pub(super) type Edge = [[f64; 2]; 2];

/// A vertex, and the edges that leave it (zero where there are fewer than two).
///
/// Its disc serves nothing that the rectangles of its edges do not, except within the cone of points to which it is
/// nearer than the rest of both edges.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vertex {
    pub at: [f64; 2],
    pub along: [[f64; 2]; 2],
}

/// How many edges and vertices share a box.
const CHUNK: usize = 12;

#[derive(Debug)]
pub(super) struct Chunk {
    pub bounds: Box4,
    edges: std::ops::Range<u32>,
    vertices: std::ops::Range<u32>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Site {
    /// Service radius in metres.
    pub radius: f64,
    /// Around the shape, without the radius.
    pub bounds: Box4,
    pub chunks: Vec<Chunk>,
    edges: Vec<Edge>,
    vertices: Vec<Vertex>,
    /// Whether there are vertices without edges.
    lone: bool,
    /// The areal part.
    pub area: Vec<Line>,
    pub area_bounds: Box4,
}

impl Site {
    /// `None` if it serves nothing: no geometry, or a radius or coordinates that are no numbers.
    pub(super) fn new(site: &SiteRef<'_>, origin: Coord) -> Option<Self> {
        let mut it = Self {
            radius: site.radius,
            bounds: Box4::EMPTY,
            chunks: Vec::new(),
            edges: Vec::new(),
            vertices: Vec::new(),
            lone: false,
            area: Vec::new(),
            area_bounds: Box4::EMPTY,
        };
        let local = |c: &Coord| [c.x - origin.x, c.y - origin.y];
        let mut path: Vec<[f64; 2]> = Vec::new();
        for point in &site.shape.points {
            it.path(&[local(point)], false);
        }
        for line in &site.shape.lines {
            load(&mut path, line.0.iter().map(local));
            let closed = path.len() > 2 && path.first() == path.last();
            if closed {
                path.pop();
            }
            it.path(&path, closed);
        }
        for polygon in site.shape.region.polygons() {
            for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                load(&mut path, ring.0.iter().map(local));
                if path.len() > 1 && path.first() == path.last() {
                    path.pop();
                }
                if path.is_empty() {
                    continue;
                }
                it.path(&path, true);
                it.area.reserve(path.len());
                ring_lines(&path, &mut it.area);
            }
        }
        it.area_bounds = it
            .area
            .iter()
            .fold(Box4::EMPTY, |b, l| b.join(&Box4 { x0: l.xa.min(l.xb), y0: l.lo, x1: l.xa.max(l.xb), y1: l.hi }));
        it.bounds = it.chunks.iter().fold(Box4::EMPTY, |b, c| b.join(&c.bounds));
        let finite = [it.bounds.x0, it.bounds.y0, it.bounds.x1, it.bounds.y1].iter().all(|v| v.is_finite());
        let usable = site.radius.is_finite() && site.radius >= 0.0 && !it.vertices.is_empty() && finite;
        usable.then_some(it)
    }

    /// Adds a path of distinct neighbouring vertices.
    fn path(&mut self, path: &[[f64; 2]], closed: bool) {
        let n = path.len();
        self.edges.reserve(n);
        self.vertices.reserve(n);
        self.chunks.reserve(n.div_ceil(CHUNK));
        for start in (0..n).step_by(CHUNK) {
            let (e0, v0) = (self.edges.len(), self.vertices.len());
            let mut bounds = Box4::EMPTY;
            for i in start..(start + CHUNK).min(n) {
                let at = path[i];
                let before = if i > 0 {
                    path[i - 1]
                } else if closed {
                    path[n - 1]
                } else {
                    at
                };
                let after = if i + 1 < n {
                    path[i + 1]
                } else if closed {
                    path[0]
                } else {
                    at
                };
                let towards = |to: [f64; 2]| {
                    let (dx, dy) = (to[0] - at[0], to[1] - at[1]);
                    let length = length(dx, dy);
                    if length > 0.0 { [dx / length, dy / length] } else { [0.0, 0.0] }
                };
                let mut along = [towards(before), towards(after)];
                along.sort_unstable_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
                self.lone |= along == [[0.0; 2]; 2];
                self.vertices.push(Vertex { at, along });
                bounds = bounds.join(&Box4::of([at]));
                if after != at {
                    self.edges.push(if (at[0], at[1]) <= (after[0], after[1]) { [at, after] } else { [after, at] });
                    bounds = bounds.join(&Box4::of([after]));
                }
            }
            self.chunks.push(Chunk {
                bounds,
                edges: e0 as u32..self.edges.len() as u32,
                vertices: v0 as u32..self.vertices.len() as u32,
            });
        }
    }

    /// Around the service area.
    pub(super) fn reach(&self) -> Box4 {
        self.bounds.padded(self.radius)
    }

    pub(super) fn edges(&self, chunk: &Chunk) -> &[Edge] {
        &self.edges[chunk.edges.start as usize..chunk.edges.end as usize]
    }

    pub(super) fn vertices(&self, chunk: &Chunk) -> &[Vertex] {
        &self.vertices[chunk.vertices.start as usize..chunk.vertices.end as usize]
    }

    /// Distance in metres from `p` to the boundary of the shape and the point of it that is nearest, or `None` if it
    /// is not below `limit`.
    pub(super) fn boundary_distance(&self, p: [f64; 2], limit: f64) -> Option<(f64, [f64; 2])> {
        let mut best: Option<[f64; 2]> = None;
        // Squares order the same as distances, and need no roots.
        let mut least = limit * limit;
        for chunk in &self.chunks {
            if chunk.bounds.distance_square(p) > least {
                continue;
            }
            let mut consider = |q: [f64; 2]| {
                let (dx, dy) = (p[0] - q[0], p[1] - q[1]);
                let square = dx * dx + dy * dy;
                if square < least || square == least && best.is_some_and(|b| (q[0], q[1]) < (b[0], b[1])) {
                    least = square;
                    best = Some(q);
                }
            };
            for edge in self.edges(chunk) {
                consider(nearest_on(edge, p));
            }
            if self.lone {
                for v in self.vertices(chunk).iter().filter(|v| v.along == [[0.0; 2]; 2]) {
                    consider(v.at);
                }
            }
        }
        best.map(|q| (least.sqrt(), q))
    }

    /// Whether the areal part holds `p`.
    pub(super) fn holds(&self, p: [f64; 2]) -> bool {
        let b = &self.area_bounds;
        if p[0] < b.x0 || p[0] > b.x1 || p[1] < b.y0 || p[1] > b.y1 {
            return false;
        }
        self.area.iter().filter(|l| l.lo <= p[1] && p[1] < l.hi && l.at(p[1]) < p[0]).count() % 2 == 1
    }
}

fn load(path: &mut Vec<[f64; 2]>, points: impl Iterator<Item = [f64; 2]>) {
    path.clear();
    for p in points {
        if path.last() != Some(&p) {
            path.push(p);
        }
    }
}

/// Distance in metres between two points. Coordinates are far from overflowing, so the plain formula is as good as
/// any slower one.
#[inline]
pub(super) fn apart(p: [f64; 2], q: [f64; 2]) -> f64 {
    let (dx, dy) = (p[0] - q[0], p[1] - q[1]);
    (dx * dx + dy * dy).sqrt()
}

/// The point of an edge nearest to `p`.
#[inline]
pub(super) fn nearest_on([a, b]: &Edge, p: [f64; 2]) -> [f64; 2] {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square;
    if t >= 1.0 {
        *b
    } else if t > 0.0 {
        [a[0] + t * dx, a[1] + t * dy]
    } else {
        *a
    }
}
