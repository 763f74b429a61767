//! Snapping to what is on the map: vertices first, then edges.

use geo::Polygon;

use crate::geom::index::BoxIndex;
use crate::geom::{Coord, Rect};
use crate::model::{LayerId, Project, Role};

/// Where a position was drawn to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Snapped {
    /// The position, in metres.
    pub at: Coord,
    /// How far it was moved, in metres.
    pub distance_m: f64,
    /// The layer it was drawn to.
    pub layer: LayerId,
    /// The feature, by its position in the layer.
    pub feature: usize,
    /// Whether it is a vertex; else a point on an edge.
    pub vertex: bool,
}

/// The edges of some layers, to snap to.
pub struct SnapIndex {
    edges: Vec<(Coord, Coord, LayerId, u32)>,
    index: BoxIndex,
}

impl SnapIndex {
    /// The edges of the parcels and the candidate land of a project.
    pub fn new(project: &Project) -> Self {
        Self::of_roles(project, &[Role::Residential, Role::Candidate])
    }

    /// The edges of the polygons in these roles.
    pub fn of_roles(project: &Project, roles: &[Role]) -> Self {
        let mut edges = Vec::new();
        for layer in project.layers.iter().filter(|l| roles.contains(&l.role)) {
            for (feature, f) in layer.features.iter().enumerate() {
                let rings = |p: &'_ Polygon<f64>| -> Vec<Vec<Coord>> {
                    std::iter::once(p.exterior()).chain(p.interiors()).map(|r| r.0.clone()).collect()
                };
                for ring in f.shape.region.polygons().iter().flat_map(rings) {
                    edges.extend(ring.windows(2).map(|e| (e[0], e[1], layer.id, feature as u32)));
                }
            }
        }
        let index = BoxIndex::new(edges.iter().enumerate().map(|(i, (a, b, ..))| (Rect::new(*a, *b), i as u32)));
        Self { edges, index }
    }

    /// The nearest vertex within `reach` metres, else the nearest point of an edge; `None` where there is neither.
    /// Of equally near ones the first in the order of layers, features and edges.
    pub fn snap(&self, at: Coord, reach: f64) -> Option<Snapped> {
        let by = Coord { x: reach, y: reach };
        let mut near: Vec<u32> = self.index.query(&Rect::new(at - by, at + by)).collect();
        near.sort_unstable();
        let distance = |c: Coord| (c.x - at.x).hypot(c.y - at.y);
        let mut best: Option<Snapped> = None;
        for i in near {
            let (a, b, layer, feature) = self.edges[i as usize];
            for (to, vertex) in [(a, true), (b, true), (on_edge(at, a, b), false)] {
                let found = Snapped { at: to, distance_m: distance(to), layer, feature: feature as usize, vertex };
                let better = |old: &Snapped| {
                    (vertex && !old.vertex) || (vertex == old.vertex && found.distance_m < old.distance_m)
                };
                if found.distance_m <= reach && best.as_ref().is_none_or(better) {
                    best = Some(found);
                }
            }
        }
        best
    }
}

/// The point of an edge nearest to a position.
fn on_edge(p: Coord, a: Coord, b: Coord) -> Coord {
    let d = b - a;
    let square = d.x * d.x + d.y * d.y;
    if square == 0.0 {
        return a;
    }
    let t = (((p.x - a.x) * d.x + (p.y - a.y) * d.y) / square).clamp(0.0, 1.0);
    a + d * t
}
