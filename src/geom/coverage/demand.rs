//! The land that is to be served, prepared once: flat, in spatial order, land drawn twice given to one parcel only,
//! clipped to the boundary and split by zone.

use std::sync::Arc;

use rayon::prelude::*;

use super::ParcelRef;
use super::frame::Box4;
use super::lines::{Line, ring_lines, ring_lines_near};
use super::packed::PackedTree;
use super::sums::{Sum, SumTree};
use super::sweep::{Frame, Role};
use super::window::Evaluator;
use crate::geom::{Cancelled, Coord, Progress, Region};

mod cells;
mod edit;
mod overlaps;
mod places;
mod rings;

pub(super) use cells::Cell;
pub use edit::ParcelEdit;
use places::{Around, Settled};
use rings::spatial_order;
pub(super) use rings::{canonical_rings, ring_area};

/// Stands for "in no zone" in the zone of a cell.
pub(super) const UNZONED: u32 = u32::MAX;

/// Demand with land drawn twice counted once, clipped to the boundary, and split by zone.
///
/// Of two parcels that overlap, the one that comes first by its coordinates has the land they share.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The origin of the frame in which everything here is kept.
    pub(super) origin: Coord,
    /// Around all parcels; the spatial order follows from it.
    extents: Box4,
    pub(super) zones: usize,
    /// The outlines of the zones and of the boundary, for parcels that are edited.
    borders: Arc<Around>,
    bounded: bool,
    /// Vertices of all rings (open), ring after ring, those of a parcel together: in spatial order, and after them those
    /// of parcels that were edited.
    vertices: Vec<[f64; 2]>,
    /// Where rings end in `vertices`.
    ring_ends: Vec<u32>,
    pub(super) parcels: Vec<Parcel>,
    pub(super) tree: PackedTree,
    /// By position among the parcels given: position in `parcels`.
    pub(super) place: Vec<u32>,
    /// By position in `parcels`: position among the parcels given.
    order: Vec<u32>,
    /// Vertices of parcels that are gone.
    gone: usize,
    /// No ring was so thin that it vanished in the frame.
    plain: bool,
    /// Which parcels have land in which zone, by zone, what is in none last, each in spatial order. Empty if there are no
    /// zones.
    pub(super) cells: Vec<Vec<Cell>>,
    /// All of it by parcel, and what is in each zone by cell.
    pub(super) lands: SumTree<Land>,
    pub(super) zone_lands: Vec<SumTree<Land>>,
}

/// Demand summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Land {
    pub net: f64,
    pub bound: f64,
    pub people: f64,
}

impl Sum for Land {
    fn plus(self, o: Self) -> Self {
        Self { net: self.net + o.net, bound: self.bound + o.bound, people: self.people + o.people }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Parcel {
    rings: std::ops::Range<u32>,
    first_vertex: u32,
    /// Area of its outline in m², and how well that is known.
    drawn: (f64, f64),
    /// Its land in m², without what is outside the boundary or an earlier parcel's.
    pub net: f64,
    /// `net` is known to this.
    pub bound: f64,
    /// People a square metre of its land as drawn; 0 where unknown.
    pub density: f64,
    /// The zone that holds it, or [`UNZONED`]; not meaningful where it is `complex`.
    pub zone: u32,
    pub complex: Option<Box<Complex>>,
}

/// A parcel that is more than its own rings in one zone.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Complex {
    /// Cut to the parcel's bounds, besides the parcel itself.
    pub sets: Vec<(Role, Vec<Line>)>,
    pub frame: Frame,
    /// By slot of the tally, after slot 0 for the parcel itself: the zone, or [`UNZONED`].
    pub slot_zones: Vec<u32>,
    /// Zones that hold all of the parcel while others hold a part of it.
    pub whole_zones: Vec<u32>,
    /// Demand in m² by slot: without and with what an earlier parcel has.
    pub net: Vec<f64>,
    pub gross: Vec<f64>,
}

/// Parcels that are prepared at a time, so that what is on the way takes little memory.
const WAVE: usize = 1 << 16;

impl Demand {
    /// Prepares parcels in `zones` and within `boundary`, all in metres on one plane.
    ///
    /// Empty parcels are allowed and have no land. Without a boundary nothing is clipped.
    pub fn new(
        parcels: &[ParcelRef<'_>],
        zones: &[&Region],
        boundary: Option<&Region>,
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let bounds: Vec<Option<geo::Rect<f64>>> = parcels.par_iter().map(|p| p.region.bounds()).collect();
        let extents = bounds.iter().flatten().fold(Box4::EMPTY, |b, r| b.join(&Box4::from_rect(r, Coord::default())));
        let origin = origin_of(&extents);
        let (order, extents) = spatial_order(parcels, &bounds, origin);
        drop(bounds);
        check(progress, 0.1)?;

        let mut it = Self {
            origin,
            extents,
            zones: zones.len(),
            borders: Arc::new(Around::of(zones, boundary, origin)),
            bounded: boundary.is_some(),
            vertices: Vec::new(),
            ring_ends: Vec::new(),
            parcels: Vec::with_capacity(order.len()),
            tree: PackedTree::default(),
            place: vec![0; order.len()],
            order: Vec::new(),
            gone: 0,
            plain: true,
            cells: Vec::new(),
            lands: SumTree::new(Vec::new()),
            zone_lands: Vec::new(),
        };
        it.flatten(parcels, &order);
        let boxes = it.parcels.par_iter().map(|p| Box4::of(it.points(p).iter().copied())).collect();
        it.tree = PackedTree::new(boxes);
        it.order = order;
        for (at, &given) in (0..).zip(&it.order) {
            it.place[given as usize] = at;
        }
        check(progress, 0.3)?;

        let overlaps = it.overlaps(progress)?;
        check(progress, 0.6)?;
        let mut around = it.surroundings();
        check(progress, 0.7)?;

        for first in (0..it.parcels.len()).step_by(WAVE) {
            let wave = &mut around[first..(first + WAVE).min(it.parcels.len())];
            let ready: Vec<Settled> = wave
                .par_iter_mut()
                .enumerate()
                .map_init(Evaluator::default, |evaluator, (k, around)| {
                    let i = first + k;
                    let shared =
                        overlaps.binary_search_by_key(&(i as u32), |o| o.0).map_or(&[][..], |at| &overlaps[at].1);
                    it.settle(i, shared, std::mem::take(around), evaluator)
                })
                .collect();
            for (parcel, ready) in it.parcels[first..].iter_mut().zip(ready) {
                (parcel.net, parcel.bound, parcel.zone, parcel.complex) = ready;
            }
            check(progress, 0.7 + 0.2 * first as f32 / it.parcels.len() as f32)?;
        }
        drop((around, overlaps));
        it.make_cells();
        it.sum_up();
        check(progress, 1.0)?;
        Ok(it)
    }

    /// Demand in m², land drawn twice once.
    pub fn area(&self) -> f64 {
        self.lands.total().net
    }

    /// How many parcels there are, empty ones included.
    pub fn len(&self) -> usize {
        self.parcels.len()
    }

    /// Whether there are no parcels.
    pub fn is_empty(&self) -> bool {
        self.parcels.is_empty()
    }

    /// All vertices of a parcel.
    pub(super) fn points(&self, parcel: &Parcel) -> &[[f64; 2]] {
        if parcel.rings.is_empty() {
            return &[];
        }
        &self.vertices[parcel.first_vertex as usize..self.ring_ends[parcel.rings.end as usize - 1] as usize]
    }

    /// Whether a parcel here and one there are the same land, alike in zones, boundary and what others have of it.
    pub(super) fn same_land(&self, here: usize, other: &Self, there: usize) -> bool {
        let (p, q) = (&self.parcels[here], &other.parcels[there]);
        let rings = |demand: &Self, p: &Parcel| {
            let ends = &demand.ring_ends[p.rings.start as usize..p.rings.end as usize];
            ends.iter().map(|end| end - p.first_vertex).collect::<Vec<_>>()
        };
        (p.net, p.bound, p.density) == (q.net, q.bound, q.density)
            && self.points(p) == other.points(q)
            && p.complex == q.complex
            && rings(self, p) == rings(other, q)
    }

    /// The rings of a parcel.
    fn rings(&self, parcel: &Parcel) -> impl Iterator<Item = &[[f64; 2]]> {
        let mut start = parcel.first_vertex as usize;
        self.ring_ends[parcel.rings.start as usize..parcel.rings.end as usize].iter().map(move |&end| {
            let ring = &self.vertices[start..end as usize];
            start = end as usize;
            ring
        })
    }

    /// The parcel's own edges.
    pub(super) fn lines(&self, parcel: &Parcel, out: &mut Vec<Line>) {
        self.rings(parcel).for_each(|ring| ring_lines(ring, out));
    }

    /// Those of the parcel's own edges that make a difference to what is cut to `win`.
    pub(super) fn lines_near(&self, parcel: &Parcel, win: &Box4, out: &mut Vec<Line>) {
        self.rings(parcel).for_each(|ring| ring_lines_near(ring, win, out));
    }

    /// The parcel's own edges, horizontal ones too.
    pub(super) fn edges(&self, parcel: &Parcel) -> Vec<[[f64; 2]; 2]> {
        let mut edges = Vec::new();
        for ring in self.rings(parcel) {
            edges.extend((0..ring.len()).map(|i| [ring[i], ring[(i + 1) % ring.len()]]));
        }
        edges
    }
}

impl Parcel {
    /// Demand of a slot, without and with what an earlier parcel has.
    pub(super) fn demand(&self, slot: usize) -> (f64, f64) {
        self.complex.as_deref().map_or((self.net, self.net), |c| (c.net[slot], c.gross[slot]))
    }
}

/// Metres around the demand in which facilities that serve it are looked for without losing digits.
const ROOM: f64 = 4_000.0;

/// Where coordinates are taken from so that they are small: the middle of the extents, to the metre; on an axis on which that
/// would cost digits, zero. A number less a whole one is exact where what is left is not larger than the number was.
fn origin_of(extents: &Box4) -> Coord {
    let axis = |lo: f64, hi: f64, middle: f64| {
        let exact = lo * hi > 0.0 && lo.abs().min(hi.abs()) >= 0.5 * (hi - lo) + ROOM;
        if exact { middle.round() } else { 0.0 }
    };
    if extents.is_empty() {
        return Coord::default();
    }
    let [x, y] = extents.center();
    Coord { x: axis(extents.x0, extents.x1, x), y: axis(extents.y0, extents.y1, y) }
}

pub(super) fn check(progress: &dyn Progress, done: f32) -> Result<(), Cancelled> {
    progress.at(done);
    if progress.cancelled() { Err(Cancelled) } else { Ok(()) }
}
