//! Why a place is served or not: the sites that come nearest to serving it.

use super::CoverageModel;
use super::lines::Line;
use super::model::SiteKey;
use super::site::{Site, apart, nearest_on};
use crate::geom::Coord;

/// A site as it lies to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Which site.
    pub site: SiteKey,
    /// Straight distance in metres from boundary to boundary (a point's location); 0 where one lies in the other.
    pub distance_m: f64,
    /// Metres missing until the service area reaches the place; 0 or less where it does.
    pub short_m: f64,
}

impl CoverageModel {
    /// The `count` sites that come nearest to serving a point (metres), by how much they are short of it.
    pub fn nearest_to_point(&self, point: Coord, count: usize) -> Vec<Near> {
        let origin = self.demand().origin;
        let p = [point.x - origin.x, point.y - origin.y];
        self.rank(p, 0.0, count, &|site| {
            if site.holds(p) { 0.0 } else { site.boundary_distance(p, f64::INFINITY).map_or(f64::INFINITY, |(d, _)| d) }
        })
    }

    /// The `count` sites that come nearest to serving any of a parcel, by how much they are short of it; none if the
    /// parcel is empty.
    ///
    /// # Panics
    /// If there is no such parcel.
    pub fn nearest_to_parcel(&self, parcel: usize, count: usize) -> Vec<Near> {
        let demand = self.demand();
        let at = demand.place[parcel] as usize;
        let bounds = demand.tree.items()[at];
        let vertices = demand.points(&demand.parcels[at]);
        if bounds.is_empty() {
            return Vec::new();
        }
        let edges = demand.edges(&demand.parcels[at]);
        let mut lines = Vec::new();
        demand.lines(&demand.parcels[at], &mut lines);
        self.rank(bounds.center(), bounds.half_diagonal(), count, &|site| between(vertices, &edges, &lines, site))
    }

    /// Ranks sites by distance less radius. No point of the place is farther than `size` from `p`.
    fn rank(&self, p: [f64; 2], size: f64, count: usize, distance: &dyn Fn(&Site) -> f64) -> Vec<Near> {
        let mut found: Vec<Near> = Vec::new();
        if count == 0 {
            return found;
        }
        // A box padded by the radius is never farther than the service area is, so the search may end where the box
        // is farther than the last of the best.
        for (apart, slot) in self.index.nearest(p) {
            let floor = apart - size;
            if found.len() >= count && floor > found[count - 1].short_m {
                break;
            }
            let Some(site) = self.sites[slot as usize].as_deref() else { continue };
            let distance_m = distance(site);
            let near = Near { site: SiteKey(slot), distance_m, short_m: distance_m - site.radius };
            let key = |n: &Near| (n.short_m, n.site);
            let after = found.partition_point(|n| key(n) < key(&near));
            found.insert(after, near);
            found.truncate(count);
        }
        found
    }
}

/// Distance in metres between a parcel and a site.
fn between(vertices: &[[f64; 2]], edges: &[[[f64; 2]; 2]], lines: &[Line], site: &Site) -> f64 {
    let inside =
        |p: [f64; 2]| lines.iter().filter(|l| l.lo <= p[1] && p[1] < l.hi && l.at(p[1]) < p[0]).count() % 2 == 1;
    let corners = || site.chunks.iter().flat_map(|c| site.vertices(c)).map(|v| v.at);
    if vertices.iter().any(|&v| site.holds(v)) || corners().any(inside) {
        return 0.0;
    }
    let mut best = f64::INFINITY;
    for &v in vertices {
        if let Some((d, _)) = site.boundary_distance(v, best) {
            best = best.min(d);
        }
    }
    for p in corners() {
        for edge in edges {
            best = best.min(apart(p, nearest_on(edge, p)));
        }
    }
    let crosses = |[a, b]: &[[f64; 2]; 2], [c, d]: &[[f64; 2]; 2]| {
        let side =
            |p: &[f64; 2], q: &[f64; 2], r: &[f64; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
        (side(a, b, c) > 0.0) != (side(a, b, d) > 0.0) && (side(c, d, a) > 0.0) != (side(c, d, b) > 0.0)
    };
    if site.chunks.iter().flat_map(|c| site.edges(c)).any(|e| edges.iter().any(|f| crosses(e, f))) {
        return 0.0;
    }
    best
}
