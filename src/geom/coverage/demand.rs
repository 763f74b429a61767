//! The land that is to be served, prepared once: flat, in spatial order, land drawn twice given to one parcel only,
//! clipped to the boundary and split by zone.

use rayon::prelude::*;

use super::ParcelRef;
use super::frame::Box4;
use super::lines::{Extent, Line, cut, extent, ring_lines};
use super::packed::PackedTree;
use super::sums::SumTree;
use super::sweep::{Frame, Role};
use super::window::{Evaluator, Subject};
use crate::geom::{Cancelled, Coord, Progress, Region};

/// Stands for "in no zone" in the zone of a cell.
pub(super) const UNZONED: u32 = u32::MAX;

/// Demand with land drawn twice counted once, clipped to the boundary, and split by zone.
///
/// Of two parcels that overlap, the one that comes first by its coordinates has the land they share.
#[derive(Debug)]
pub struct Demand {
    /// The origin of the frame in which everything here is kept.
    pub(super) origin: Coord,
    pub(super) zones: usize,
    /// Vertices of all rings (open), ring after ring, parcel after parcel in spatial order.
    vertices: Vec<[f64; 2]>,
    /// Where rings end in `vertices`.
    ring_ends: Vec<u32>,
    pub(super) parcels: Vec<Parcel>,
    pub(super) tree: PackedTree,
    /// By position among the parcels given: position in `parcels`.
    pub(super) place: Vec<u32>,
    /// Which parcels have land in which zone, by zone ([`UNZONED`] last), each zone in spatial order.
    pub(super) cells: Vec<Cell>,
    /// Where the cells of each zone start; one more entry for the end. Empty if there are no zones.
    pub(super) zone_starts: Vec<usize>,
    /// All of it, and what is in each zone.
    pub(super) total: Land,
    pub(super) zone_lands: Vec<Land>,
    /// Zone and leaf in that zone's cells, by parcel.
    homes: Vec<(u32, u32)>,
    /// Where the homes of each parcel start; one more entry for the end.
    home_starts: Vec<u32>,
}

/// Demand summed up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Land {
    pub net: f64,
    pub bound: f64,
    pub people: f64,
}

impl super::sums::Sum for Land {
    fn plus(self, o: Self) -> Self {
        Self { net: self.net + o.net, bound: self.bound + o.bound, people: self.people + o.people }
    }
}

#[derive(Debug)]
pub(super) struct Parcel {
    rings: std::ops::Range<u32>,
    first_vertex: u32,
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
#[derive(Debug, Default)]
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

/// A parcel's land in one zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub parcel: u32,
    /// Slot of the parcel's tally.
    pub slot: u32,
}

/// The groups of a box: zones and boundary (whose number is that of the zones).
#[derive(Debug, Clone, Default)]
struct Around {
    whole: Vec<u32>,
    part: Vec<(u32, Vec<Line>)>,
}

/// What is around a parcel, small where it is what it mostly is.
#[derive(Debug, Clone, Default)]
enum Surround {
    #[default]
    Nothing,
    /// All of it lies in this one.
    One(u32),
    More(Box<Around>),
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
        let origin = if extents.is_empty() {
            Coord::default()
        } else {
            Coord { x: extents.center()[0].round(), y: extents.center()[1].round() }
        };
        let order = spatial_order(parcels, &bounds, &extents);
        drop(bounds);
        check(progress, 0.1)?;

        let mut it = Self {
            origin,
            zones: zones.len(),
            vertices: Vec::new(),
            ring_ends: Vec::new(),
            parcels: Vec::with_capacity(order.len()),
            tree: PackedTree::default(),
            place: vec![0; order.len()],
            cells: Vec::new(),
            zone_starts: Vec::new(),
            total: Land::default(),
            zone_lands: Vec::new(),
            homes: Vec::new(),
            home_starts: Vec::new(),
        };
        it.flatten(parcels, &order);
        let boxes = it.parcels.par_iter().map(|p| Box4::of(it.points(p).iter().copied())).collect();
        it.tree = PackedTree::new(boxes);
        for (at, &given) in order.iter().enumerate() {
            it.place[given as usize] = at as u32;
        }
        check(progress, 0.3)?;

        let overlaps = it.overlaps(parcels, &order, progress)?;
        drop(order);
        check(progress, 0.6)?;
        let mut around = it.surroundings(zones, boundary);
        check(progress, 0.7)?;

        for first in (0..it.parcels.len()).step_by(WAVE) {
            let wave = &mut around[first..(first + WAVE).min(it.parcels.len())];
            let ready: Vec<(f64, f64, u32, Option<Box<Complex>>)> = wave
                .par_iter_mut()
                .enumerate()
                .map_init(Evaluator::default, |evaluator, (k, around)| {
                    let i = first + k;
                    let shared =
                        overlaps.binary_search_by_key(&(i as u32), |o| o.0).map_or(&[][..], |at| &overlaps[at].1);
                    it.settle(i, shared, std::mem::take(around), boundary.is_some(), evaluator)
                })
                .collect();
            for (parcel, (net, bound, zone, complex)) in it.parcels[first..].iter_mut().zip(ready) {
                parcel.net = net;
                parcel.bound = bound;
                parcel.zone = zone;
                parcel.complex = complex;
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
        self.total.net
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
        let end = match parcel.rings.end {
            0 => 0,
            end => self.ring_ends[end as usize - 1],
        };
        &self.vertices[parcel.first_vertex as usize..end.max(parcel.first_vertex) as usize]
    }

    /// The parcel's own edges.
    pub(super) fn lines(&self, parcel: &Parcel, out: &mut Vec<Line>) {
        let mut start = parcel.first_vertex as usize;
        for ring in parcel.rings.clone() {
            let end = self.ring_ends[ring as usize] as usize;
            ring_lines(&self.vertices[start..end], out);
            start = end;
        }
    }

    /// The parcel's own edges, horizontal ones too.
    pub(super) fn edges(&self, parcel: &Parcel) -> Vec<[[f64; 2]; 2]> {
        let mut edges = Vec::new();
        let mut start = parcel.first_vertex as usize;
        for ring in parcel.rings.clone() {
            let end = self.ring_ends[ring as usize] as usize;
            let ring = &self.vertices[start..end];
            edges.extend((0..ring.len()).map(|i| [ring[i], ring[(i + 1) % ring.len()]]));
            start = end;
        }
        edges
    }

    /// Lays the rings out in order, each from its least vertex in a direction of its own.
    fn flatten(&mut self, given: &[ParcelRef<'_>], order: &[u32]) {
        type Block = (Vec<[f64; 2]>, Vec<u32>, Vec<(u32, f64, f64, f64)>);
        let origin = self.origin;
        let vertices = given.par_iter().map(|p| p.region.polygons().iter().map(vertex_count).sum::<usize>()).sum();
        self.vertices.reserve_exact(vertices);
        self.ring_ends.reserve(order.len());
        for wave in order.chunks(WAVE) {
            let blocks: Vec<Block> = wave
                .par_chunks(1024)
                .map(|block| {
                    let (mut vertices, mut ends, mut parcels) = (Vec::new(), Vec::new(), Vec::new());
                    for &i in block {
                        let rings = canonical_rings(given[i as usize].region, origin);
                        let count = rings.len() as u32;
                        let (area, bound) = ring_area(&rings);
                        for (_, ring) in rings {
                            vertices.extend(ring);
                            ends.push(vertices.len() as u32);
                        }
                        let people = given[i as usize].population.filter(|p| p.is_finite() && *p > 0.0).unwrap_or(0.0);
                        parcels.push((count, area, bound, if area > 0.0 { people / area } else { 0.0 }));
                    }
                    (vertices, ends, parcels)
                })
                .collect();
            for (vertices, ends, parcels) in blocks {
                let (mut vertex, mut ring) = (self.vertices.len() as u32, self.ring_ends.len() as u32);
                self.ring_ends.extend(ends.iter().map(|e| e + self.vertices.len() as u32));
                self.vertices.extend(vertices);
                for (count, net, bound, density) in parcels {
                    let rings = ring..ring + count;
                    self.parcels.push(Parcel {
                        rings: rings.clone(),
                        first_vertex: vertex,
                        net,
                        bound,
                        density,
                        zone: UNZONED,
                        complex: None,
                    });
                    ring = rings.end;
                    if count > 0 {
                        vertex = self.ring_ends[ring as usize - 1];
                    }
                }
            }
        }
    }

    /// The parcels that share land with earlier ones, and which, in order.
    fn overlaps(
        &self,
        given: &[ParcelRef<'_>],
        order: &[u32],
        progress: &dyn Progress,
    ) -> Result<Vec<(u32, Vec<u32>)>, Cancelled> {
        let boxes = self.tree.items();
        let key = |i: usize| {
            let b = &boxes[i];
            [b.x0, b.y0, b.x1, b.y1]
        };
        let earlier = |a: usize, b: usize| {
            let people = |i: usize| given[order[i] as usize].population.unwrap_or(-1.0);
            super::compare(&key(a), &key(b))
                .then_with(|| {
                    let flat = |i: usize| self.points(&self.parcels[i]).as_flattened();
                    super::compare(flat(a), flat(b))
                })
                .then_with(|| people(a).total_cmp(&people(b)))
                .then(order[a].cmp(&order[b]))
                .is_lt()
        };
        (0..self.parcels.len())
            .into_par_iter()
            .map_init(
                || (Evaluator::default(), Vec::new(), Vec::new(), Vec::new(), Vec::new()),
                |(evaluator, mine, other, clipped, marks), i| {
                    if i % 4096 == 0 {
                        check(progress, 0.3)?;
                    }
                    let mut found = Vec::new();
                    mine.clear();
                    self.tree.query(&boxes[i], &mut |j| {
                        let win = boxes[i].meet(&boxes[j]);
                        if j == i || win.width() <= 0.0 || win.height() <= 0.0 || !earlier(j, i) {
                            return;
                        }
                        if mine.is_empty() {
                            self.lines(&self.parcels[i], mine);
                        }
                        other.clear();
                        self.lines(&self.parcels[j], other);
                        clipped.clear();
                        cut(mine, &win, clipped, marks);
                        let split = clipped.len();
                        cut(other, &win, clipped, marks);
                        let (a, b) = clipped.split_at(split);
                        if a.is_empty() || b.is_empty() {
                            return;
                        }
                        evaluator.measure(&Subject {
                            bounds: win,
                            sets: &[(Role::Parcel, a), (Role::Boundary, b)],
                            frame: Frame { bounded: true, unzoned: None },
                            slots: 1,
                        });
                        if evaluator.tally.slots[0].net[0] > evaluator.tally.bound {
                            found.push(j as u32);
                        }
                    });
                    Ok((i as u32, found))
                },
            )
            .filter(|found| !found.as_ref().is_ok_and(|(_, found)| found.is_empty()))
            .collect()
    }

    /// By parcel: the zones and the boundary in its bounds.
    fn surroundings(&self, zones: &[&Region], boundary: Option<&Region>) -> Vec<Surround> {
        let mut around = vec![Surround::Nothing; self.parcels.len()];
        if self.parcels.is_empty() || zones.is_empty() && boundary.is_none() {
            return around;
        }
        let mut all = Around::default();
        for (k, region) in zones.iter().copied().chain(boundary).enumerate() {
            let mut lines = Vec::new();
            for (_, ring) in canonical_rings(region, self.origin) {
                ring_lines(&ring, &mut lines);
            }
            let number = if k == zones.len() { self.zones as u32 } else { k as u32 };
            all.part.push((number, lines));
        }
        let (level, node) = self.tree.top();
        self.descend(level, node, &all, &mut around);
        around
    }

    /// Cuts what is around a node to its bounds and hands it down; `out` is the parcels under the node.
    fn descend(&self, level: usize, node: usize, outer: &Around, out: &mut [Surround]) {
        let win = self.tree.bounds(level, node);
        if win.is_empty() {
            return;
        }
        let mut here = Around { whole: outer.whole.clone(), part: Vec::new() };
        let mut marks = Vec::new();
        for (number, lines) in &outer.part {
            let mut inside = Vec::new();
            cut(lines, win, &mut inside, &mut marks);
            match extent(&inside, win) {
                Extent::Nothing => {}
                Extent::Everything => here.whole.push(*number),
                Extent::Part => here.part.push((*number, inside)),
            }
        }
        if level == 0 {
            here.whole.sort_unstable();
            out[0] = match (here.whole.as_slice(), here.part.as_slice()) {
                ([], []) => Surround::Nothing,
                (&[one], []) => Surround::One(one),
                _ => Surround::More(Box::new(here)),
            };
            return;
        }
        let first = self.tree.span(level, node).start;
        let mut rest = out;
        let mut jobs = Vec::new();
        let mut at = first;
        for child in self.tree.children(level, node) {
            let span = self.tree.span(level - 1, child);
            let (mine, others) = rest.split_at_mut(span.end - at);
            at = span.end;
            rest = others;
            jobs.push((child, mine));
        }
        if level >= 3 {
            jobs.into_par_iter().for_each(|(child, mine)| self.descend(level - 1, child, &here, mine));
        } else {
            for (child, mine) in jobs {
                self.descend(level - 1, child, &here, mine);
            }
        }
    }

    /// What a parcel's land is: area, its bound, its zone, and the particulars if it is not simple.
    fn settle(
        &self,
        i: usize,
        overlaps: &[u32],
        around: Surround,
        bounded: bool,
        evaluator: &mut Evaluator,
    ) -> (f64, f64, u32, Option<Box<Complex>>) {
        let parcel = &self.parcels[i];
        let bounds = self.tree.items()[i];
        let boundary = self.zones as u32;
        let around = match around {
            Surround::Nothing if overlaps.is_empty() && !bounded => return (parcel.net, parcel.bound, UNZONED, None),
            Surround::One(zone) if overlaps.is_empty() && !bounded => return (parcel.net, parcel.bound, zone, None),
            Surround::Nothing => Around::default(),
            Surround::One(one) => Around { whole: vec![one], part: Vec::new() },
            Surround::More(around) => *around,
        };
        let within = !bounded || around.whole.contains(&boundary);
        let clipped = around.part.iter().any(|(k, _)| *k == boundary);
        if !within && !clipped || bounds.is_empty() {
            return (0.0, 0.0, UNZONED, None);
        }
        let mut whole: Vec<u32> = around.whole.iter().copied().filter(|&k| k != boundary).collect();
        if overlaps.is_empty() && around.part.is_empty() && whole.len() <= 1 {
            return (parcel.net, parcel.bound, whole.first().copied().unwrap_or(UNZONED), None);
        }

        let mut own = Vec::new();
        self.lines(parcel, &mut own);
        let mut measure = |sets: &[(Role, &[Line])], frame: Frame, slots: usize| {
            evaluator.measure(&Subject { bounds, sets, frame, slots });
            (evaluator.tally.slots.clone(), evaluator.tally.bound)
        };
        // A border that runs along the parcel or past it need not be followed again and again.
        let mut sets: Vec<(Role, Vec<Line>)> = Vec::new();
        let mut partial = Vec::new();
        for (k, lines) in &around.part {
            let both = [(Role::Parcel, own.as_slice()), (Role::Boundary, lines.as_slice())];
            let (tally, bound) = measure(&both, Frame { bounded: true, unzoned: None }, 1);
            let inside = tally[0].net[0];
            if inside <= bound {
                if *k == boundary {
                    return (0.0, bound, UNZONED, None);
                }
            } else if parcel.net - inside <= bound + parcel.bound {
                if *k != boundary {
                    whole.push(*k);
                }
            } else if *k == boundary {
                sets.push((Role::Boundary, lines.clone()));
            } else {
                partial.push(*k);
                sets.push((Role::Zone(partial.len() as u32), lines.clone()));
            }
        }
        whole.sort_unstable();
        let mut marks = Vec::new();
        for &j in overlaps {
            let (mut other, mut lines) = (Vec::new(), Vec::new());
            self.lines(&self.parcels[j as usize], &mut other);
            cut(&other, &bounds, &mut lines, &mut marks);
            sets.push((Role::Earlier, lines));
        }
        if sets.is_empty() && whole.len() <= 1 {
            return (parcel.net, parcel.bound, whole.first().copied().unwrap_or(UNZONED), None);
        }
        let clipped = sets.iter().any(|(role, _)| *role == Role::Boundary);
        let outside = self.zones > 0 && whole.is_empty() && !partial.is_empty();
        let mut slot_zones = partial;
        let unzoned = outside.then(|| {
            slot_zones.push(UNZONED);
            slot_zones.len() as u32
        });
        if whole.is_empty() && slot_zones.is_empty() {
            whole.push(UNZONED);
        }
        let frame = Frame { bounded: clipped, unzoned };
        let mut all: Vec<(Role, &[Line])> = vec![(Role::Parcel, &own)];
        all.extend(sets.iter().map(|(role, lines)| (*role, lines.as_slice())));
        let (tally, mut bound) = measure(&all, frame, slot_zones.len() + 1);
        let mut net: Vec<f64> = tally.iter().map(|s| s.net[0].max(0.0)).collect();
        let mut gross: Vec<f64> = tally.iter().map(|s| s.gross[0].max(0.0)).collect();
        if !sets.iter().any(|(role, _)| matches!(role, Role::Earlier | Role::Boundary)) {
            // Nothing is taken away: the parcel's own area is known better.
            (net[0], gross[0]) = (parcel.net, parcel.net);
            bound = bound.max(parcel.bound);
        }
        (net[0], bound, UNZONED, Some(Box::new(Complex { sets, frame, slot_zones, whole_zones: whole, net, gross })))
    }

    /// Lists the parcels by zone.
    fn make_cells(&mut self) {
        if self.zones == 0 {
            return;
        }
        let each = |visit: &mut dyn FnMut(u32, Cell)| {
            for (i, parcel) in self.parcels.iter().enumerate() {
                let mut add = |zone: u32, slot: u32| {
                    // What is in no zone comes last.
                    visit(zone.min(self.zones as u32), Cell { parcel: i as u32, slot });
                };
                match &parcel.complex {
                    None => add(parcel.zone, 0),
                    Some(complex) => {
                        complex.whole_zones.iter().for_each(|&zone| add(zone, 0));
                        complex.slot_zones.iter().enumerate().for_each(|(k, &zone)| add(zone, k as u32 + 1));
                    }
                }
            }
        };
        let mut starts = vec![0_usize; self.zones + 2];
        let mut home_starts = vec![0_u32; self.parcels.len() + 1];
        each(&mut |zone, cell| {
            starts[zone as usize + 1] += 1;
            home_starts[cell.parcel as usize + 1] += 1;
        });
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        for i in 1..home_starts.len() {
            home_starts[i] += home_starts[i - 1];
        }
        let count = starts[self.zones + 1];
        let mut cells = vec![Cell { parcel: 0, slot: 0 }; count];
        let mut homes = Vec::with_capacity(count);
        let mut next = starts.clone();
        each(&mut |zone, cell| {
            let at = &mut next[zone as usize];
            homes.push((zone, (*at - starts[zone as usize]) as u32));
            cells[*at] = cell;
            *at += 1;
        });
        // In order of zones within each parcel.
        for w in home_starts.windows(2) {
            homes[w[0] as usize..w[1] as usize].sort_unstable();
        }
        (self.cells, self.zone_starts, self.homes, self.home_starts) = (cells, starts, homes, home_starts);
    }

    /// The sums that no site changes.
    fn sum_up(&mut self) {
        let land = |parcel: u32, slot: u32| {
            let p = &self.parcels[parcel as usize];
            let (net, gross) = p.demand(slot as usize);
            Land { net, bound: p.bound, people: gross * p.density }
        };
        let total = (0..self.parcels.len() as u32).into_par_iter().map(|i| land(i, 0)).collect();
        let zones = self.zone_starts.par_windows(2).map(|w| {
            SumTree::new(self.cells[w[0]..w[1]].iter().map(|cell| land(cell.parcel, cell.slot)).collect()).total()
        });
        (self.zone_lands, self.total) = (zones.collect(), SumTree::new(total).total());
    }

    /// Zone, leaf in the zone's sums, and slot of the tally, for each cell of a parcel.
    pub(super) fn cells_of(&self, parcel: usize) -> impl Iterator<Item = (u32, usize, u32)> + '_ {
        let range = match self.home_starts.as_slice() {
            [] => 0..0,
            starts => starts[parcel] as usize..starts[parcel + 1] as usize,
        };
        self.homes[range].iter().map(move |&(zone, leaf)| {
            (zone, leaf as usize, self.cells[self.zone_starts[zone as usize] + leaf as usize].slot)
        })
    }
}

impl Parcel {
    /// Demand of a slot, without and with what an earlier parcel has.
    pub(super) fn demand(&self, slot: usize) -> (f64, f64) {
        self.complex.as_deref().map_or((self.net, self.net), |c| (c.net[slot], c.gross[slot]))
    }
}

fn vertex_count(polygon: &geo::Polygon<f64>) -> usize {
    polygon.exterior().0.len() + polygon.interiors().iter().map(|r| r.0.len()).sum::<usize>()
}

pub(super) fn check(progress: &dyn Progress, done: f32) -> Result<(), Cancelled> {
    progress.at(done);
    if progress.cancelled() { Err(Cancelled) } else { Ok(()) }
}

/// Open rings in the frame, each starting at its least vertex and going on to the lesser of that one's neighbours,
/// sorted. The flag tells a hole.
pub(super) fn canonical_rings(region: &Region, origin: Coord) -> Vec<(bool, Vec<[f64; 2]>)> {
    let mut rings = Vec::new();
    for polygon in region.polygons() {
        let holes = polygon.interiors().iter().map(|r| (true, r));
        for (hole, ring) in std::iter::once((false, polygon.exterior())).chain(holes) {
            let mut open: Vec<[f64; 2]> = Vec::with_capacity(ring.0.len());
            for c in &ring.0 {
                // Adding zero makes −0 and 0 one.
                let p = [c.x - origin.x + 0.0, c.y - origin.y + 0.0];
                if open.last() != Some(&p) {
                    open.push(p);
                }
            }
            if open.len() > 1 && open.first() == open.last() {
                open.pop();
            }
            if open.len() < 3 {
                continue;
            }
            let n = open.len();
            let key = |i: usize| (open[i][0], open[i][1]);
            let least = (0..n).reduce(|a, b| if key(b) < key(a) { b } else { a }).unwrap_or(0);
            open.rotate_left(least);
            if (open[n - 1][0], open[n - 1][1]) < (open[1][0], open[1][1]) {
                open[1..].reverse();
            }
            rings.push((hole, open));
        }
    }
    if rings.len() > 1 {
        rings.sort_by(|(a, p), (b, q)| a.cmp(b).then_with(|| super::compare(p.as_flattened(), q.as_flattened())));
    }
    rings
}

/// Area of exteriors less holes in m², and how far rounding can have moved it.
pub(super) fn ring_area(rings: &[(bool, Vec<[f64; 2]>)]) -> (f64, f64) {
    let (mut area, mut bound) = (0.0, 0.0);
    for (hole, ring) in rings {
        let [ox, oy] = ring[0];
        let (mut twice, mut size, mut reach) = (0.0_f64, 0.0_f64, ox.abs().max(oy.abs()));
        for pair in ring.windows(2) {
            let (ax, ay, bx, by) = (pair[0][0] - ox, pair[0][1] - oy, pair[1][0] - ox, pair[1][1] - oy);
            twice += ax * by - ay * bx;
            size += (ax * by).abs() + (ay * bx).abs();
            reach = reach.max(pair[1][0].abs()).max(pair[1][1].abs());
        }
        let half = 0.5 * twice.abs();
        area += if *hole { -half } else { half };
        bound += f64::EPSILON * (ring.len() as f64 + 4.0) * size;
    }
    (area.max(0.0), bound)
}

/// Positions of the parcels along a Z curve, ties by coordinates.
fn spatial_order(parcels: &[ParcelRef<'_>], bounds: &[Option<geo::Rect<f64>>], extents: &Box4) -> Vec<u32> {
    let side = extents.width().max(extents.height()).max(f64::MIN_POSITIVE);
    let spread = |v: f64| {
        let mut v = (v.clamp(0.0, 1.0) * 65_535.0) as u64;
        v = (v | v << 8) & 0x00FF_00FF;
        v = (v | v << 4) & 0x0F0F_0F0F;
        v = (v | v << 2) & 0x3333_3333;
        (v | v << 1) & 0x5555_5555
    };
    let mut keyed: Vec<(u64, u32)> = bounds
        .par_iter()
        .enumerate()
        .map(|(i, rect)| {
            let code = rect.map_or(u64::MAX, |r| {
                let c = r.center();
                spread((c.x - extents.x0) / side) | spread((c.y - extents.y0) / side) << 1
            });
            (code, i as u32)
        })
        .collect();
    let corners = |i: u32| bounds[i as usize].map_or([0.0; 4], |r| [r.min().x, r.min().y, r.max().x, r.max().y]);
    keyed.par_sort_unstable_by(|a, b| {
        a.0.cmp(&b.0)
            .then_with(|| super::compare(&corners(a.1), &corners(b.1)))
            .then_with(|| {
                let flat = |i: u32| -> Vec<f64> {
                    let rings = canonical_rings(parcels[i as usize].region, Coord::default());
                    rings.iter().flat_map(|(_, r)| r.as_flattened().iter().copied()).collect()
                };
                if a.1 == b.1 { std::cmp::Ordering::Equal } else { super::compare(&flat(a.1), &flat(b.1)) }
            })
            .then_with(|| {
                let people = |i: u32| parcels[i as usize].population.unwrap_or(-1.0);
                people(a.1).total_cmp(&people(b.1))
            })
            .then(a.1.cmp(&b.1))
    });
    keyed.into_iter().map(|(_, i)| i).collect()
}
