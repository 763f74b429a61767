//! Whether points lie in a region, many of them in the same one: the edges of its outlines sorted into level strips, so
//! that a point meets only those at its height. The border belongs to the region, and every answer is exact.

use super::exact::{between, side};
use super::{Coord, Region};

/// Edges that a strip holds on average, at the most, over those that begin there: long edges lie in many strips, and
/// the index must not outgrow the region.
const MOST_PER_EDGE: f64 = 8.0;

/// The edges of a region by height.
#[derive(Debug, Default)]
pub(crate) struct Strips {
    low: f64,
    /// Strips a metre.
    scale: f64,
    /// Where each strip's edges begin; one more than there are strips.
    starts: Vec<u32>,
    edges: Vec<[Coord; 2]>,
}

impl Strips {
    /// Sorts the edges of a region. One without polygons holds nothing.
    pub(crate) fn new(region: &Region) -> Self {
        let rings = region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let all: Vec<[Coord; 2]> = rings.flat_map(|ring| ring.0.windows(2).map(|w| [w[0], w[1]])).collect();
        let Some(bounds) = region.bounds().filter(|_| !all.is_empty()) else { return Self::default() };
        let (low, high) = (bounds.min().y, bounds.max().y);
        let height = (high - low).max(f64::MIN_POSITIVE);
        let spanned: f64 = all.iter().map(|[a, b]| (a.y - b.y).abs() / height).sum();
        let room = (MOST_PER_EDGE - 1.0) * all.len() as f64 / spanned.max(1.0);
        let count = (all.len() as f64 / 2.0).min(room).clamp(1.0, 65_536.0).floor();
        let mut strips = Self { low, scale: count / height, starts: vec![0; count as usize + 1], edges: Vec::new() };
        // Counted first, so that each strip is one stretch of a single list.
        for edge in &all {
            for strip in strips.of_edge(edge) {
                strips.starts[strip + 1] += 1;
            }
        }
        for i in 1..strips.starts.len() {
            strips.starts[i] += strips.starts[i - 1];
        }
        let mut next = strips.starts.clone();
        strips.edges = vec![[Coord::default(); 2]; next.last().copied().unwrap_or(0) as usize];
        for edge in all {
            for strip in strips.of_edge(&edge) {
                strips.edges[next[strip] as usize] = edge;
                next[strip] += 1;
            }
        }
        strips
    }

    /// The strip at a height. It never falls as the height grows, rounding or not: the strips of an edge's ends enclose
    /// those of all heights between.
    fn at(&self, y: f64) -> usize {
        (((y - self.low) * self.scale) as usize).min(self.starts.len() - 2)
    }

    fn of_edge(&self, [a, b]: &[Coord; 2]) -> std::ops::RangeInclusive<usize> {
        self.at(a.y.min(b.y))..=self.at(a.y.max(b.y))
    }

    /// Whether a point lies in the region or on its border.
    pub(crate) fn contain(&self, p: Coord) -> bool {
        if self.edges.is_empty() {
            return false;
        }
        let strip = self.at(p.y);
        let mut inside = false;
        for &[a, b] in &self.edges[self.starts[strip] as usize..self.starts[strip + 1] as usize] {
            if (a.y > p.y) == (b.y > p.y) {
                if b == p || a == p || a.y == p.y && b.y == p.y && between(a, b, p) {
                    return true;
                }
            } else if a.x > p.x && b.x > p.x {
                inside = !inside;
            } else if a.x >= p.x || b.x >= p.x {
                match side(a, b, p) {
                    0 => return true,
                    s => inside ^= (s > 0) == (b.y > a.y),
                }
            }
        }
        inside
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::geom::distance::contains;
    use crate::geom::repair::normalise;

    fn region(rings: Vec<Vec<(f64, f64)>>) -> Region {
        let polygon = rings.into_iter().map(|r| r.into_iter().map(Coord::from).collect()).collect();
        normalise(vec![polygon]).0
    }

    #[test]
    fn borders_belong_to_it_and_holes_do_not() {
        let outer = vec![(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        let hole = vec![(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)];
        let strips = Strips::new(&region(vec![outer, hole]));
        for (x, y, inside) in [
            (5.0, 1.0, true),
            (5.0, 5.0, false),
            (5.0, 4.0, true),
            (0.0, 0.0, true),
            (10.0, 10.0, true),
            (10.0, 5.0, true),
            (3.0, 10.0, true),
            (3.0, 10.1, false),
            (-0.1, 5.0, false),
            (3.0, -0.1, false),
            (11.0, 4.0, false),
        ] {
            assert_eq!(strips.contain(Coord { x, y }), inside, "{x} {y}");
        }
        assert!(!Strips::new(&Region::default()).contain(Coord { x: 0.0, y: 0.0 }));
    }

    #[test]
    fn a_comb_does_not_make_the_index_outgrow_it() {
        let teeth = (0..2000).flat_map(|i| {
            let x = f64::from(i);
            [(x, 1.0), (x + 0.25, 900.0), (x + 0.5, 900.0), (x + 0.75, 1.0)]
        });
        let ring: Vec<(f64, f64)> = [(0.0, 0.0)].into_iter().chain(teeth).chain([(2000.0, 0.0)]).collect();
        let n = ring.len();
        let region = region(vec![ring]);
        let strips = Strips::new(&region);
        assert!(strips.edges.len() < 10 * n, "{} of {n}", strips.edges.len());
        for at in [(700.4, 800.0), (700.9, 800.0), (700.9, 0.5)].map(Coord::from) {
            assert_eq!(strips.contain(at), contains(&region, at), "{at:?}");
        }
    }

    proptest! {
        /// Points on a coarse lattice meet vertices, level edges and slanting ones.
        #[test]
        fn they_say_what_a_walk_round_the_outline_says(
            rings in prop::collection::vec(prop::collection::vec((0..12_i32, 0..12_i32), 3..24), 1..4),
            points in prop::collection::vec((-2..26_i32, -2..26_i32), 1..60),
        ) {
            let polygons = rings.into_iter().map(|r| {
                vec![r.into_iter().map(|(x, y)| Coord { x: f64::from(x), y: f64::from(y) }).collect()]
            });
            let region = normalise(polygons.collect()).0;
            let strips = Strips::new(&region);
            for (x, y) in points {
                let at = Coord { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 };
                prop_assert_eq!(strips.contain(at), contains(&region, at), "{:?}", at);
            }
        }
    }
}
