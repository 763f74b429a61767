//! From whatever a file holds to polygons in normal form, with a note of what was wrong.
//!
//! What is already valid passes vertex for vertex, only closed and turned the right way round. What is not is rebuilt
//! on a grid finer than the coordinates' own precision: a self-crossing polygon means its even-odd interior (what
//! "make valid" gives in every GIS), overlapping members of a multi-polygon mean their union.

mod ring;
mod validity;

use geo::{LineString, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay_rule::OverlayRule;

use self::ring::Cleaned;
use self::validity::Verdict;
use super::exact::doubled_area;
use super::grid::{Clipper, extent_of, extent_of_ring, is_usable, rings, vertex_count};
use super::{Coord, Region};

/// What was mended in one feature: a set of keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repairs(u16);

impl Repairs {
    /// Rings cross or touch themselves, or two rings of a polygon cross where neither may.
    pub const SELF_CROSSING: Self = Self(1);
    /// A ring's last vertex is not its first.
    pub const UNCLOSED: Self = Self(1 << 1);
    /// An exterior ring runs clockwise. No fault by itself: only the old GeoJSON allowed it.
    pub const WINDING: Self = Self(1 << 2);
    /// Vertices are repeated one after the other.
    pub const DUPLICATE_POINTS: Self = Self(1 << 3);
    /// A ring runs out and straight back.
    pub const SPIKE: Self = Self(1 << 4);
    /// Members of a multi-polygon overlap.
    pub const OVERLAPPING_MEMBERS: Self = Self(1 << 5);
    /// A ring has fewer than three distinct vertices and was left out.
    pub const TOO_FEW_POINTS: Self = Self(1 << 6);
    /// A ring or polygon encloses nothing and was left out.
    pub const ZERO_AREA: Self = Self(1 << 7);
    /// A hole lies outside its exterior ring, across it or in another hole.
    pub const HOLE_OUTSIDE: Self = Self(1 << 8);
    /// A coordinate is not finite or beyond 10⁹ m; its polygon was left out.
    pub const BAD_COORDINATES: Self = Self(1 << 9);

    const KEYS: [(Self, &'static str); 10] = [
        (Self::SELF_CROSSING, "self_crossing"),
        (Self::UNCLOSED, "unclosed"),
        (Self::WINDING, "winding"),
        (Self::DUPLICATE_POINTS, "duplicate_points"),
        (Self::SPIKE, "spike"),
        (Self::OVERLAPPING_MEMBERS, "overlapping_members"),
        (Self::TOO_FEW_POINTS, "too_few_points"),
        (Self::ZERO_AREA, "zero_area"),
        (Self::HOLE_OUTSIDE, "hole_outside"),
        (Self::BAD_COORDINATES, "bad_coordinates"),
    ];

    /// The keys of what was mended, in a fixed order, as an import report lists them.
    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        Self::KEYS.into_iter().filter(move |(flag, _)| self.contains(*flag)).map(|(_, key)| key)
    }

    /// Whether nothing at all was mended.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of `other` was mended.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Adds what was mended elsewhere.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Brings raw polygons (polygons → rings → vertices in metres, the first ring the exterior) into normal form.
///
/// Valid polygons keep their vertices; self-crossing ones become their even-odd interior; overlapping members are
/// united; rings that enclose nothing are left out, and so is a polygon with a coordinate that is not finite or beyond
/// [`MAX_COORDINATE`](super::grid::MAX_COORDINATE). Doing it again changes nothing. The result may be empty.
///
/// ```
/// use fugai::geom::{Coord, repair::{Repairs, normalise}};
///
/// // A bow tie, left open: two triangles of 25 m² each.
/// let ring = [(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)].map(|(x, y)| Coord { x, y });
/// let (region, repairs) = normalise(vec![vec![ring.to_vec()]]);
/// assert_eq!((region.polygons().len(), region.area()), (2, 50.0));
/// assert!(repairs.contains(Repairs::SELF_CROSSING) && repairs.contains(Repairs::UNCLOSED));
/// ```
pub fn normalise(polygons: Vec<Vec<Vec<Coord>>>) -> (Region, Repairs) {
    let mut repairs = Repairs::default();
    let (mut result, mut changed) = step(polygons, &mut repairs);
    // Crossings rounded to the grid can, very rarely, make edges cross anew: rebuilt polygons are held to the same test.
    for _ in 0..MAX_ROUNDS {
        if !changed {
            break;
        }
        let raw = result.iter().map(|p| rings(p).map(<[Coord]>::to_vec).collect()).collect();
        let next;
        (next, changed) = step(raw, &mut Repairs::default());
        changed &= next != result;
        result = next;
    }
    (Region::from_normal(result), repairs)
}

/// Rebuilding settles in the first or second round; the rest is for what nobody has thought of.
const MAX_ROUNDS: usize = 6;

/// One round: the polygons mended, and whether anything had to be rebuilt.
fn step(polygons: Vec<Vec<Vec<Coord>>>, repairs: &mut Repairs) -> (Vec<Polygon<f64>>, bool) {
    let mut candidates: Vec<Vec<Vec<Coord>>> = Vec::with_capacity(polygons.len());
    for polygon in polygons {
        candidates.extend(clean_polygon(polygon, repairs));
    }
    let Verdict { faults, links } = validity::examine(&candidates);
    let changed = !links.is_empty() || faults.iter().any(|f| !f.is_empty());

    // Each candidate by itself: taken as it is, or rebuilt by the even-odd rule.
    let mut parts: Vec<Vec<Polygon<f64>>> = Vec::with_capacity(candidates.len());
    for (rings, fault) in candidates.into_iter().zip(faults) {
        repairs.insert(fault);
        parts.push(if fault.is_empty() { vec![assemble(rings)] } else { even_odd(rings) });
        if parts.last().is_some_and(Vec::is_empty) {
            repairs.insert(Repairs::ZERO_AREA);
        }
    }
    (unite(parts, &links, repairs), changed)
}

/// Closes, dedupes and despikes the rings of a polygon; `None` if no area can be left.
fn clean_polygon(rings: Vec<Vec<Coord>>, repairs: &mut Repairs) -> Option<Vec<Vec<Coord>>> {
    if !rings.iter().flatten().all(|&c| is_usable(c)) {
        repairs.insert(Repairs::BAD_COORDINATES);
        return None;
    }
    let mut out = Vec::with_capacity(rings.len());
    for (index, raw) in rings.into_iter().enumerate() {
        let Cleaned { ring, repairs: found } = ring::clean(raw);
        repairs.insert(found);
        match ring {
            Some(ring) => {
                if index == 0 && doubled_area(&ring) < 0.0 {
                    repairs.insert(Repairs::WINDING);
                }
                out.push(ring);
            }
            // Without an exterior there is nothing for holes to be cut from.
            None if index == 0 => return None,
            None => {}
        }
    }
    (!out.is_empty()).then_some(out)
}

/// A polygon of rings known to be valid, turned the right way round.
fn assemble(rings: Vec<Vec<Coord>>) -> Polygon<f64> {
    let mut rings = rings.into_iter().enumerate().map(|(index, mut ring)| {
        // A simple ring turns left at its leftmost vertex exactly when it runs counter-clockwise.
        if validity::is_counter_clockwise(&ring) != (index == 0) {
            ring.reverse();
        }
        LineString::new(ring)
    });
    let exterior = rings.next().unwrap_or_else(|| LineString::new(Vec::new()));
    Polygon::new(exterior, rings.collect())
}

/// The even-odd interior of some rings.
fn even_odd(mut rings: Vec<Vec<Coord>>) -> Vec<Polygon<f64>> {
    // The same hole twice is one hole: even-odd alone would fill it again.
    let mut index = 1;
    while index < rings.len() {
        if rings[1..index].iter().any(|r| ring::same(r, &rings[index])) {
            rings.remove(index);
        } else {
            index += 1;
        }
    }
    let extent = rings.iter().map(|r| extent_of_ring(r)).fold(0.0, f64::max);
    let mut clipper = Clipper::new(extent, rings.iter().map(Vec::len).sum());
    for ring in &rings {
        clipper.subject(ring);
    }
    clipper.run(OverlayRule::Subject, FillRule::EvenOdd)
}

/// Unites the candidates that meddle with one another and leaves the others alone, in the order of their first member.
fn unite(parts: Vec<Vec<Polygon<f64>>>, links: &[(u32, u32)], repairs: &mut Repairs) -> Vec<Polygon<f64>> {
    if links.is_empty() {
        return parts.into_iter().flatten().collect();
    }
    let mut group: Vec<usize> = (0..parts.len()).collect();
    for &(a, b) in links {
        let (a, b) = (root(&mut group, a as usize), root(&mut group, b as usize));
        // The smaller index leads, so that the order of the output is that of the input.
        group[a.max(b)] = a.min(b);
    }
    let mut members: Vec<Vec<Polygon<f64>>> = parts.iter().map(|_| Vec::new()).collect();
    let mut counts = vec![0_usize; parts.len()];
    for (index, part) in parts.into_iter().enumerate() {
        let leader = root(&mut group, index);
        counts[leader] += 1;
        members[leader].extend(part);
    }
    let mut out = Vec::new();
    for (polygons, count) in members.into_iter().zip(counts) {
        if count < 2 || polygons.len() < 2 {
            out.extend(polygons);
            continue;
        }
        let before: f64 = polygons.iter().map(area).sum();
        let mut clipper = Clipper::new(extent_of(&polygons), vertex_count(&polygons));
        for polygon in &polygons {
            clipper.subject_polygon(polygon);
        }
        let united = clipper.run(OverlayRule::Subject, FillRule::NonZero);
        let after: f64 = united.iter().map(area).sum();
        if united.len() == polygons.len() && (before - after).abs() <= 1e-9 + 1e-13 * before {
            // They only seemed to meddle: the vertices as given are the better ones.
            out.extend(polygons);
            continue;
        }
        // Members that merely share an edge lose only what the grid rounds.
        if before - after > 1e-6 + 1e-12 * before {
            repairs.insert(Repairs::OVERLAPPING_MEMBERS);
        }
        out.extend(united);
    }
    out
}

fn root(group: &mut [usize], mut index: usize) -> usize {
    while group[index] != index {
        group[index] = group[group[index]];
        index = group[index];
    }
    index
}

fn area(polygon: &Polygon<f64>) -> f64 {
    use geo::Area as _;
    polygon.unsigned_area()
}

#[cfg(test)]
mod tests;
