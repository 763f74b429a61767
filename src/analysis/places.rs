//! In which of some regions a thing lies.
//!
//! - A point lies in the region that holds it; on a border that two share, in the first.
//! - An areal thing lies in the region that holds more than half of it; where none does, in the one that holds the
//!   largest part, unless a still larger part lies in none at all.
//! - Anything else (a line) goes by its first vertex.
//!
//! So each thing lies in one region or in none, and counts by region plus "in no region" sum to the total. Where
//! regions overlap one another, a thing lies in each region that holds its point or more than half of it.

use rayon::prelude::*;

use crate::geom::index::BoxIndex;
use crate::geom::overlay::{intersection, union_all};
use crate::geom::strips::Strips;
use crate::geom::{Coord, Rect, Region, Shape};

/// Regions with an index over their edges, so that most things are placed by looking at one point.
pub(super) struct Places<'a> {
    regions: Vec<&'a Region>,
    /// Of each region: outlines of districts have thousands of corners, and every parcel asks.
    strips: Vec<Strips>,
    boxes: BoxIndex,
    edges: BoxIndex,
    /// Pairs of regions that overlap, the smaller index first, ascending.
    overlaps: Vec<(usize, usize)>,
}

/// Overlaps smaller than this (m²), or than a millionth of the smaller region, are slivers of borders that were
/// digitised or rounded twice.
const SLIVER_M2: f64 = 1.0;

impl<'a> Places<'a> {
    pub(super) fn new(regions: Vec<&'a Region>) -> Self {
        let boxes = BoxIndex::new(regions.iter().enumerate().filter_map(|(i, r)| Some((r.bounds()?, i as u32))));
        let edges = regions.iter().enumerate().flat_map(|(i, r)| edge_boxes(r).map(move |b| (b, i as u32)));
        let edges = BoxIndex::new(edges);
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (i, region) in regions.iter().enumerate() {
            if let Some(bounds) = region.bounds() {
                pairs.extend(boxes.query(&bounds).map(|j| j as usize).filter(|&j| j > i).map(|j| (i, j)));
            }
        }
        pairs.sort_unstable();
        let overlaps = pairs
            .into_par_iter()
            .filter(|&(i, j)| {
                let least = regions[i].area().min(regions[j].area());
                let common = intersection(regions[i], regions[j]).area();
                common > SLIVER_M2.min(0.01 * least) && common > 1e-6 * least
            })
            .collect();
        let strips = regions.par_iter().map(|r| Strips::new(r)).collect();
        Self { regions, strips, boxes, edges, overlaps }
    }

    /// Pairs of regions that overlap one another by more than a sliver, ascending.
    pub(super) fn overlaps(&self) -> &[(usize, usize)] {
        &self.overlaps
    }

    /// The regions a shape lies in, ascending; none, one, or several where regions overlap.
    pub(super) fn locate(&self, shape: &Shape) -> Vec<usize> {
        if shape.region.is_empty() {
            let point = shape.points.first().or_else(|| shape.lines.first().and_then(|l| l.0.first()));
            return point.map_or_else(Vec::new, |&p| self.holding(p));
        }
        self.parts(&shape.region)
    }

    /// The regions that hold a point, ascending: only the first of those that merely share a border.
    pub(super) fn holding(&self, point: Coord) -> Vec<usize> {
        let mut all: Vec<usize> = self
            .boxes
            .query(&Rect::new(point, point))
            .map(|i| i as usize)
            .filter(|&i| self.strips[i].contain(point))
            .collect();
        all.sort_unstable();
        let mut kept: Vec<usize> = Vec::with_capacity(all.len());
        for i in all {
            if kept.iter().all(|&k| self.overlaps.binary_search(&(k, i)).is_ok()) {
                kept.push(i);
            }
        }
        kept
    }

    /// What of a region lies in the regions, taken together; cut only where a border comes near.
    pub(super) fn clipped(&self, region: &Region) -> Region {
        let Some(bounds) = region.bounds() else { return Region::default() };
        if self.edges.query(&bounds).next().is_none() {
            let inside = !self.parts(region).is_empty();
            return if inside { region.clone() } else { Region::default() };
        }
        let cut: Vec<Region> = self.regions.iter().map(|r| intersection(region, r)).collect();
        union_all(&cut.iter().collect::<Vec<_>>())
    }

    fn parts(&self, region: &Region) -> Vec<usize> {
        let Some(bounds) = region.bounds() else { return Vec::new() };
        // No border comes near: the whole thing lies where any point of it lies.
        if self.edges.query(&bounds).next().is_none() {
            let any = region.polygons().first().and_then(|p| p.exterior().0.first());
            return any.map_or_else(Vec::new, |&p| self.holding(p));
        }
        let area = region.area();
        let mut candidates: Vec<usize> = self.boxes.query(&bounds).map(|i| i as usize).collect();
        candidates.sort_unstable();
        let shares: Vec<(usize, f64)> = candidates
            .into_iter()
            .map(|i| (i, intersection(self.regions[i], region).area()))
            .filter(|(_, a)| *a > 0.0)
            .collect();
        let most: Vec<usize> = shares.iter().filter(|(_, a)| *a > 0.5 * area).map(|(i, _)| *i).collect();
        if !most.is_empty() {
            return most;
        }
        // Strictly larger only, so that of equals the first counts.
        let largest = shares.iter().fold(None, |best: Option<(usize, f64)>, &(i, a)| match best {
            Some((_, b)) if b >= a => best,
            _ => Some((i, a)),
        });
        let outside = area - shares.iter().map(|(_, a)| a).sum::<f64>();
        largest.filter(|(_, a)| *a >= outside).map_or_else(Vec::new, |(i, _)| vec![i])
    }
}

fn edge_boxes(region: &Region) -> impl Iterator<Item = Rect> + '_ {
    let rings = region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.flat_map(|ring| ring.lines().map(|l| Rect::new(l.start, l.end)))
}
