//! Whether polygons are valid as they stand: exactly, in one sweep over all their edges.

use super::Repairs;
use crate::geom::Coord;
use crate::geom::exact::{Place, between, place_in_ring, side};

/// What the examination found.
pub(super) struct Verdict {
    /// For each polygon, what is wrong with it by itself; empty if it is valid.
    pub(super) faults: Vec<Repairs>,
    /// Pairs of polygons that overlap, share an edge, or may do so.
    pub(super) links: Vec<(u32, u32)>,
}

/// One edge, with enough to find its neighbours.
#[derive(Clone, Copy)]
struct Edge {
    a: Coord,
    b: Coord,
    polygon: u32,
    ring: u32,
    index: u32,
}

/// Below so many edges all pairs are looked at; a sweep would cost more than it saves.
const ALL_PAIRS: usize = 24;

/// Examines polygons whose rings are closed and have neither repeated vertices nor spikes.
///
/// Valid means: no ring meets itself; rings of one polygon and of different ones may touch in points but neither cross
/// nor share a stretch; holes lie in their exterior and not in one another; polygons do not lie in one another.
pub(super) fn examine(polygons: &[Vec<Vec<Coord>>]) -> Verdict {
    let mut search = Search { polygons, faults: vec![Repairs::default(); polygons.len()], links: Vec::new() };
    let edges = collect_edges(polygons);
    if edges.len() <= ALL_PAIRS {
        for (i, s) in edges.iter().enumerate() {
            for t in &edges[i + 1..] {
                search.pair(s, t);
            }
        }
    } else {
        sweep(edges, &mut search);
    }
    for (polygon, rings) in polygons.iter().enumerate() {
        if rings.len() > 1 && search.faults[polygon].is_empty() && !holes_lie_well(rings) {
            search.faults[polygon].insert(Repairs::HOLE_OUTSIDE);
        }
    }
    if polygons.len() > 1 {
        search.nested_members();
    }
    Verdict { faults: search.faults, links: search.links }
}

/// Whether a simple closed ring without spikes runs counter-clockwise.
pub(super) fn is_counter_clockwise(ring: &[Coord]) -> bool {
    let n = ring.len().saturating_sub(1);
    let Some(lowest) = (0..n).min_by(|&i, &j| ring[i].x.total_cmp(&ring[j].x).then(ring[i].y.total_cmp(&ring[j].y)))
    else {
        return true;
    };
    side(ring[(lowest + n - 1) % n], ring[lowest], ring[(lowest + 1) % n]) > 0
}

fn collect_edges(polygons: &[Vec<Vec<Coord>>]) -> Vec<Edge> {
    let mut edges = Vec::with_capacity(polygons.iter().flatten().map(Vec::len).sum());
    for (polygon, rings) in polygons.iter().enumerate() {
        for (ring, vertices) in rings.iter().enumerate() {
            for (index, pair) in vertices.windows(2).enumerate() {
                edges.push(Edge {
                    a: pair[0],
                    b: pair[1],
                    polygon: polygon as u32,
                    ring: ring as u32,
                    index: index as u32,
                });
            }
        }
    }
    edges
}

/// Goes through the edges along the longer axis and looks at those pairs whose boxes meet.
fn sweep(mut edges: Vec<Edge>, search: &mut Search<'_>) {
    let (mut min, mut max) = (edges[0].a, edges[0].a);
    for e in &edges {
        min = Coord { x: min.x.min(e.a.x), y: min.y.min(e.a.y) };
        max = Coord { x: max.x.max(e.a.x), y: max.y.max(e.a.y) };
    }
    let along_x = max.x - min.x >= max.y - min.y;
    let key = move |c: Coord| if along_x { (c.x, c.y) } else { (c.y, c.x) };
    let start = move |e: &Edge| key(e.a).0.min(key(e.b).0);
    edges.sort_unstable_by(|s, t| start(s).total_cmp(&start(t)));

    // What the sweep line meets: end along the axis, extent across it, the edge.
    let mut active: Vec<(f64, f64, f64, u32)> = Vec::new();
    for (index, e) in edges.iter().enumerate() {
        let (a, b) = (key(e.a), key(e.b));
        let (from, to, low, high) = (a.0.min(b.0), a.0.max(b.0), a.1.min(b.1), a.1.max(b.1));
        let mut at = 0;
        while at < active.len() {
            let (end, other_low, other_high, other) = active[at];
            if end < from {
                active.swap_remove(at);
                continue;
            }
            if other_low <= high && other_high >= low {
                search.pair(&edges[other as usize], e);
            }
            at += 1;
        }
        active.push((to, low, high, index as u32));
    }
}

/// How two edges of different rings, or of one ring but not neighbours, meet.
enum Meeting {
    Apart,
    /// In one point, an end of at least one of them.
    Touch(Coord),
    /// They cross, or run along one another.
    Bad,
}

fn meet(s: &Edge, t: &Edge) -> Meeting {
    let apart = |p: f64, q: f64, u: f64, v: f64| p.max(q) < u.min(v) || u.max(v) < p.min(q);
    if apart(s.a.x, s.b.x, t.a.x, t.b.x) || apart(s.a.y, s.b.y, t.a.y, t.b.y) {
        return Meeting::Apart;
    }
    let (sa, sb) = (side(t.a, t.b, s.a), side(t.a, t.b, s.b));
    if sa * sb > 0 {
        return Meeting::Apart;
    }
    let (ta, tb) = (side(s.a, s.b, t.a), side(s.a, s.b, t.b));
    if ta * tb > 0 {
        return Meeting::Apart;
    }
    if sa == 0 && sb == 0 {
        return meet_on_one_line(s, t);
    }
    if sa * sb < 0 && ta * tb < 0 {
        return Meeting::Bad;
    }
    // The lines meet in one point, and it is the end that lies on the other line.
    Meeting::Touch(if sa == 0 {
        s.a
    } else if sb == 0 {
        s.b
    } else if ta == 0 {
        t.a
    } else {
        t.b
    })
}

fn meet_on_one_line(s: &Edge, t: &Edge) -> Meeting {
    let mut shared = None;
    for (p, (u, v)) in [(s.a, (t.a, t.b)), (s.b, (t.a, t.b)), (t.a, (s.a, s.b)), (t.b, (s.a, s.b))] {
        if between(u, v, p) {
            match shared {
                None => shared = Some(p),
                Some(q) if q == p => {}
                Some(_) => return Meeting::Bad,
            }
        }
    }
    shared.map_or(Meeting::Apart, Meeting::Touch)
}

struct Search<'a> {
    polygons: &'a [Vec<Vec<Coord>>],
    faults: Vec<Repairs>,
    links: Vec<(u32, u32)>,
}

impl Search<'_> {
    fn pair(&mut self, s: &Edge, t: &Edge) {
        let same_polygon = s.polygon == t.polygon;
        let same_ring = same_polygon && s.ring == t.ring;
        if same_ring {
            let n = self.polygons[s.polygon as usize][s.ring as usize].len() as u32 - 1;
            let apart = s.index.abs_diff(t.index);
            // Neighbours share a vertex, and nothing else since there are no spikes.
            if apart == 1 || apart + 1 == n || !self.faults[s.polygon as usize].is_empty() {
                return;
            }
        }
        let bad = match meet(s, t) {
            Meeting::Apart => return,
            Meeting::Bad => true,
            Meeting::Touch(p) => same_ring || self.cross_at(s, t, p),
        };
        if !bad {
            return;
        }
        if same_ring {
            self.faults[s.polygon as usize].insert(Repairs::SELF_CROSSING);
        } else if same_polygon {
            let key = if s.ring == 0 || t.ring == 0 { Repairs::HOLE_OUTSIDE } else { Repairs::SELF_CROSSING };
            self.faults[s.polygon as usize].insert(key);
        } else {
            let link = (s.polygon.min(t.polygon), s.polygon.max(t.polygon));
            if self.links.last() != Some(&link) {
                self.links.push(link);
            }
        }
    }

    /// Whether two rings that share the point `p` change sides there.
    fn cross_at(&self, s: &Edge, t: &Edge, p: Coord) -> bool {
        let (s_in, s_out) = self.around(s, p);
        let (t_in, t_out) = self.around(t, p);
        in_sector(p, s_out, s_in, t_in) != in_sector(p, s_out, s_in, t_out)
    }

    /// The vertices before and after `p` on the ring of `e`, where `p` is on `e`.
    fn around(&self, e: &Edge, p: Coord) -> (Coord, Coord) {
        let ring = &self.polygons[e.polygon as usize][e.ring as usize];
        let n = ring.len() - 1;
        let i = e.index as usize;
        if p == e.a {
            (ring[(i + n - 1) % n], e.b)
        } else if p == e.b {
            (e.a, ring[(i + 2) % n])
        } else {
            (e.a, e.b)
        }
    }

    /// Finds members that lie in one another without their edges meeting, and members too tangled to say.
    fn nested_members(&mut self) {
        let mut boxes: Vec<(f64, f64, f64, f64, u32)> = self
            .polygons
            .iter()
            .enumerate()
            .map(|(i, rings)| {
                let start = (f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY);
                let b = rings[0].iter().fold(start, |b, c| (b.0.min(c.x), b.1.max(c.x), b.2.min(c.y), b.3.max(c.y)));
                (b.0, b.1, b.2, b.3, i as u32)
            })
            .collect();
        boxes.sort_unstable_by(|p, q| p.0.total_cmp(&q.0).then(p.4.cmp(&q.4)));
        let mut active: Vec<(f64, f64, f64, u32)> = Vec::new();
        for &(x0, x1, y0, y1, i) in &boxes {
            active.retain(|o| o.0 >= x0);
            for &(_, low, high, j) in &active {
                if low <= y1 && high >= y0 && self.entangled(i as usize, j as usize) {
                    self.links.push((i.min(j), i.max(j)));
                }
            }
            active.push((x1, y0, y1, i));
        }
    }

    fn entangled(&self, i: usize, j: usize) -> bool {
        let (p, q) = (&self.polygons[i], &self.polygons[j]);
        if !self.faults[i].is_empty() || !self.faults[j].is_empty() {
            return true;
        }
        // Edges do not cross, so one place off the other's boundary tells for the whole ring: a vertex, or where all
        // vertices touch, the middle of an edge.
        let inside = |rings: &[Vec<Coord>], other: &[Coord]| {
            let middles = other.windows(2).map(|e| (e[0] + e[1]) / 2.0);
            other.iter().copied().chain(middles).map(|c| place_in_polygon(rings, c)).find(|&at| at != Place::Boundary)
        };
        match (inside(p, &q[0]), inside(q, &p[0])) {
            (Some(a), Some(b)) => a == Place::Inside || b == Place::Inside,
            _ => true,
        }
    }
}

fn place_in_polygon(rings: &[Vec<Coord>], c: Coord) -> Place {
    match place_in_ring(&rings[0], c) {
        Place::Inside => {}
        other => return other,
    }
    for hole in &rings[1..] {
        match place_in_ring(hole, c) {
            Place::Outside => {}
            Place::Boundary => return Place::Boundary,
            Place::Inside => return Place::Outside,
        }
    }
    Place::Inside
}

/// Whether the direction from `p` to `d` lies in the open sector that turns left from `p`→`from` to `p`→`to`.
fn in_sector(p: Coord, from: Coord, to: Coord, d: Coord) -> bool {
    match side(p, from, to) {
        1 => side(p, from, d) > 0 && side(p, d, to) > 0,
        -1 => !(side(p, to, d) >= 0 && side(p, d, from) >= 0),
        _ => side(p, from, d) > 0,
    }
}

/// Whether every hole lies in the exterior and in no other hole, given that no two rings cross.
fn holes_lie_well(rings: &[Vec<Coord>]) -> bool {
    let decide =
        |ring: &[Coord], hole: &[Coord]| hole.iter().map(|&c| place_in_ring(ring, c)).find(|&at| at != Place::Boundary);
    let (exterior, holes) = (&rings[0], &rings[1..]);
    if !holes.iter().all(|hole| decide(exterior, hole) == Some(Place::Inside)) {
        return false;
    }
    // A box that does not hold another's box cannot hold its ring.
    let boxes: Vec<_> = holes
        .iter()
        .map(|hole| {
            let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
            hole.iter().fold(start, |b, c| [b[0].min(c.x), b[1].min(c.y), b[2].max(c.x), b[3].max(c.y)])
        })
        .collect();
    let holds = |o: &[f64; 4], i: &[f64; 4]| o[0] <= i[0] && o[1] <= i[1] && o[2] >= i[2] && o[3] >= i[3];
    for (i, outer) in holes.iter().enumerate() {
        for (j, inner) in holes.iter().enumerate() {
            if i != j && holds(&boxes[i], &boxes[j]) && decide(outer, inner) != Some(Place::Outside) {
                return false;
            }
        }
    }
    true
}
