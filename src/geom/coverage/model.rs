//! Coverage of a demand by a changing set of sites.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::demand::{Cell, Land, check};
use super::frame::Box4;
use super::lines::Line;
use super::reaches::Reaches;
use super::site::Site;
use super::sums::{Sum, SumTree};
use super::sweep::{Frame, Role};
use super::window::{Evaluator, Subject, Verdict};
use super::{Coverage, Demand, SiteRef};
use crate::geom::{Cancelled, Progress};

/// A site of a [`CoverageModel`], for as long as it is not removed. The sites that a model is built from have the keys
/// 0, 1, 2, … in their order; later ones count on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteKey(pub u32);

/// What a model is to keep besides covered areas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CoverageOptions {
    /// Keep how much is served by at least two and at least three sites too.
    pub depth: bool,
}

/// People who live in demand, spread evenly over each parcel's land, and how many of them are served.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PopulationCoverage {
    /// People whose land is served.
    pub covered: f64,
    /// People whose land is within the boundary.
    pub people: f64,
}

/// Coverage of a [`Demand`] by sites, kept up to date while sites change.
///
/// After any series of edits, of sites and of [parcels](Self::edit_parcels), every value equals, to the last bit, that of a
/// model built anew from the same ones.
#[derive(Debug, Clone)]
pub struct CoverageModel {
    pub(super) demand: Arc<Demand>,
    options: CoverageOptions,
    pub(super) sites: Vec<Option<Arc<Site>>>,
    pub(super) index: Reaches,
    pub(super) parcels: SumTree<Part>,
    /// By zone, what is in none last; empty if there are no zones.
    pub(super) zones: Vec<SumTree<Part>>,
}

/// What is covered of a parcel or a cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Part {
    /// By depth, in m².
    net: [f64; 3],
    people: f64,
    bound: f64,
}

impl Sum for Part {
    #[inline]
    fn plus(self, o: Self) -> Self {
        Self {
            net: [self.net[0] + o.net[0], self.net[1] + o.net[1], self.net[2] + o.net[2]],
            people: self.people + o.people,
            bound: self.bound + o.bound,
        }
    }
}

/// Summing a great many values in a tree of blocks moves a sum by less than this share of it.
const SUMMING: f64 = 128.0 * f64::EPSILON;
/// Parcels that share a search for sites, at most.
const BLOCK: usize = 64;

impl CoverageModel {
    /// Evaluates all of the demand, on all cores.
    pub fn new(demand: Arc<Demand>, sites: &[SiteRef<'_>], progress: &dyn Progress) -> Result<Self, Cancelled> {
        Self::with_options(demand, sites, CoverageOptions::default(), progress)
    }

    /// Evaluates all of the demand, on all cores, and keeps what is asked for.
    pub fn with_options(
        demand: Arc<Demand>,
        sites: &[SiteRef<'_>],
        options: CoverageOptions,
        progress: &dyn Progress,
    ) -> Result<Self, Cancelled> {
        let origin = demand.origin;
        let sites: Vec<Option<Arc<Site>>> =
            sites.par_iter().map(|site| Site::new(site, origin).map(Arc::new)).collect();
        let reaches: Vec<Box4> = sites.iter().map(|s| s.as_ref().map_or(Box4::EMPTY, |s| s.reach())).collect();
        let index = Reaches::new(&reaches);
        check(progress, 0.1)?;

        let it = Self { demand, options, sites, index, parcels: SumTree::new(Vec::new()), zones: Vec::new() };
        it.evaluated(progress, &|_, _| None)
    }

    /// Evaluates all parcels but those whose value is `known`: in all, and by slot of the tally after the first.
    fn evaluated(mut self, progress: &dyn Progress, known: Known<'_>) -> Result<Self, Cancelled> {
        let count = self.demand.parcels.len();
        let mut parts = vec![Part::default(); count];
        // Few parcels are shared out in small blocks, so that no core waits for another; how they are cut changes no bit.
        let size = (count / 1024).clamp(2, BLOCK);
        let extras: Vec<Vec<(u32, Vec<Part>)>> = parts
            .par_chunks_mut(size)
            .enumerate()
            .map_init(Worker::default, |worker, (block, parts)| {
                if block % 256 == 0 {
                    check(progress, 0.1 + 0.8 * (block * size) as f32 / count as f32)?;
                }
                Ok(self.block(block * size, parts, worker, known))
            })
            .collect::<Result<_, Cancelled>>()?;
        self.fill_zones(&parts, &extras.into_iter().flatten().collect::<Vec<_>>());
        self.parcels = SumTree::new(parts);
        check(progress, 1.0)?;
        Ok(self)
    }

    /// The same sites over another demand: zones or the boundary were edited, or many parcels (for a few there is
    /// [`edit_parcels`](Self::edit_parcels)). Parcels whose land is the same
    /// as before keep their values; the others are evaluated, and the result equals that of a new model to the last bit.
    ///
    /// `None` if coordinates are taken from elsewhere, because the middle of all demand has moved (by more than half a metre or
    /// so): then every one of them is kept anew; build a new model.
    pub fn over(&self, demand: Arc<Demand>, progress: &dyn Progress) -> Result<Option<Self>, Cancelled> {
        if demand.origin != self.demand.origin {
            return Ok(None);
        }
        let old = &self.demand;
        // Looked up only, so its order is nobody's business. Of parcels with one outline any may stand for all.
        let places: HashMap<u64, u32> = (0..).zip(&old.parcels).map(|(i, p)| (fingerprint(old.points(p)), i)).collect();
        let known = |it: &Self, i: usize| {
            let new = &it.demand;
            let at = *places.get(&fingerprint(new.points(&new.parcels[i])))? as usize;
            if !new.same_land(i, old, at) {
                return None;
            }
            let mut slots = vec![Part::default(); old.parcels[at].complex.as_deref().map_or(0, |c| c.slot_zones.len())];
            for (zone, leaf, slot) in old.cells_of(at).into_iter().filter(|cell| cell.2 > 0) {
                slots[slot as usize - 1] = self.zones[zone as usize].leaf(leaf);
            }
            Some((self.parcels.leaf(at), slots))
        };
        let it = Self {
            demand,
            options: self.options,
            sites: self.sites.clone(),
            index: self.index.clone(),
            parcels: SumTree::new(Vec::new()),
            zones: Vec::new(),
        };
        it.evaluated(progress, &known).map(Some)
    }

    /// What it covers of.
    pub fn demand(&self) -> &Arc<Demand> {
        &self.demand
    }

    /// All of the demand.
    pub fn total(&self) -> Coverage {
        coverage(self.parcels.total(), self.demand.lands.total())
    }

    /// The demand in a zone, by its position among the zones given; zones may overlap, each is reported whole.
    ///
    /// # Panics
    /// If there is no such zone.
    pub fn zone(&self, zone: usize) -> Coverage {
        assert!(zone < self.demand.zones, "there is no zone {zone}");
        coverage(self.zones[zone].total(), self.demand.zone_lands[zone].total())
    }

    /// The demand in no zone at all; `None` if there are no zones.
    pub fn unzoned(&self) -> Option<Coverage> {
        let last = self.zones.last()?;
        Some(coverage(last.total(), self.demand.zone_lands.last()?.total()))
    }

    /// One parcel, by its position among the parcels given.
    ///
    /// # Panics
    /// If there is no such parcel.
    pub fn parcel(&self, parcel: usize) -> Coverage {
        let at = self.demand.place[parcel] as usize;
        let p = &self.demand.parcels[at];
        coverage(self.parcels.leaf(at), Land { net: p.net, bound: p.bound, people: 0.0 })
    }

    /// One parcel by the zones it lies in: the position of each zone (the number of zones for what is in none) and what
    /// of the parcel there is served. Nothing where there are no zones.
    ///
    /// # Panics
    /// If there is no such parcel.
    pub fn parcel_in_zones(&self, parcel: usize) -> impl Iterator<Item = (usize, Coverage)> + '_ {
        let at = self.demand.place[parcel] as usize;
        let p = &self.demand.parcels[at];
        self.demand.cells_of(at).into_iter().map(move |(zone, leaf, slot)| {
            let land = Land { net: p.demand(slot as usize).0, bound: p.bound, people: 0.0 };
            (zone as usize, coverage(self.zones[zone as usize].leaf(leaf), land))
        })
    }

    /// Of one parcel, m² served by at least one, two and three sites; `None` unless the model keeps depths.
    ///
    /// # Panics
    /// If there is no such parcel.
    pub fn parcel_depths(&self, parcel: usize) -> Option<[f64; 3]> {
        let at = self.demand.place[parcel] as usize;
        let p = &self.demand.parcels[at];
        self.options.depth.then(|| clamped(self.parcels.leaf(at), Land { net: p.net, bound: p.bound, people: 0.0 }))
    }

    /// Demand in m² served by at least one, two and three sites; `None` unless the model keeps depths.
    pub fn depths(&self) -> Option<[f64; 3]> {
        self.options.depth.then(|| clamped(self.parcels.total(), self.demand.lands.total()))
    }

    /// The same in a zone.
    ///
    /// # Panics
    /// If there is no such zone.
    pub fn zone_depths(&self, zone: usize) -> Option<[f64; 3]> {
        assert!(zone < self.demand.zones, "there is no zone {zone}");
        self.options.depth.then(|| clamped(self.zones[zone].total(), self.demand.zone_lands[zone].total()))
    }

    /// People served, where parcels carry population; all zeros where none does.
    pub fn population(&self) -> PopulationCoverage {
        people(self.parcels.total(), self.demand.lands.total())
    }

    /// People served in a zone.
    ///
    /// # Panics
    /// If there is no such zone.
    pub fn zone_population(&self, zone: usize) -> PopulationCoverage {
        assert!(zone < self.demand.zones, "there is no zone {zone}");
        people(self.zones[zone].total(), self.demand.zone_lands[zone].total())
    }

    /// Adds a site.
    pub fn insert(&mut self, site: &SiteRef<'_>) -> SiteKey {
        let key = SiteKey(self.sites.len() as u32);
        self.sites.push(None);
        self.change(key, Some(site));
        key
    }

    /// Moves, reshapes or re-rates a site; puts it back if it was removed. Tells whether there is such a key.
    pub fn replace(&mut self, key: SiteKey, site: &SiteRef<'_>) -> bool {
        let known = (key.0 as usize) < self.sites.len();
        if known {
            self.change(key, Some(site));
        }
        known
    }

    /// Removes a site, or closes it for the time being. Tells whether it was there and served anything.
    pub fn remove(&mut self, key: SiteKey) -> bool {
        let there = self.sites.get(key.0 as usize).is_some_and(Option::is_some);
        if there {
            self.change(key, None);
        }
        there
    }

    /// By site, in the order of their keys: the m² that it serves and no other site does; 0 for one that was removed. The
    /// total less the total after [`remove`](Self::remove), to the last bit, on all cores.
    ///
    /// # Errors
    /// [`Cancelled`] as soon as `progress` says so.
    pub fn served_alone(&self, progress: &dyn Progress) -> Result<Vec<f64>, Cancelled> {
        let with = self.total().covered_m2;
        let one = |worker: &mut Worker, slot: usize| {
            if slot.is_multiple_of(BLOCK) {
                check(progress, slot as f32 / self.sites.len() as f32)?;
            }
            Ok((with - self.without(slot as u32, worker).covered_m2).max(0.0))
        };
        (0..self.sites.len()).into_par_iter().map_init(Worker::default, one).collect()
    }

    /// What all sites but one cover of all of the demand.
    fn without(&self, slot: u32, worker: &mut Worker) -> Coverage {
        let Some(site) = &self.sites[slot as usize] else { return self.total() };
        let mut touched: Vec<usize> = Vec::new();
        self.demand.tree.query(&site.reach(), &mut |i| touched.push(i));
        touched.sort_unstable();
        let mut changes = Vec::with_capacity(touched.len());
        for i in touched {
            let bounds = self.demand.tree.items()[i];
            self.reaching(&bounds, &mut worker.block);
            Self::near(&bounds, &worker.block, &mut worker.candidates);
            let all = worker.candidates.len();
            worker.candidates.retain(|&(_, other)| other != slot);
            if worker.candidates.len() < all {
                changes.push((i, self.evaluate(i, worker).0));
            }
        }
        coverage(self.parcels.total_with(&changes), self.demand.lands.total())
    }

    fn change(&mut self, key: SiteKey, site: Option<&SiteRef<'_>>) {
        let new = site.and_then(|s| Site::new(s, self.demand.origin)).map(Arc::new);
        let old = self.sites[key.0 as usize].take();
        let mut touched: Vec<usize> = Vec::new();
        for reach in [&old, &new].into_iter().flatten().map(|s| s.reach()) {
            self.demand.tree.query(&reach, &mut |i| touched.push(i));
        }
        touched.sort_unstable();
        touched.dedup();
        self.index.set(key.0, new.as_ref().map_or(Box4::EMPTY, |s| s.reach()));
        self.sites[key.0 as usize] = new;
        self.refresh(&touched);
    }

    /// Evaluates some parcels again, given in order. One thread: others would cost more than they give.
    pub(super) fn refresh(&mut self, touched: &[usize]) {
        let mut worker = Worker::default();
        let mut changes = Vec::with_capacity(touched.len());
        let mut in_zones: Vec<(u32, usize, Part)> = Vec::new();
        for &i in touched {
            let bounds = self.demand.tree.items()[i];
            self.reaching(&bounds, &mut worker.block);
            Self::near(&bounds, &worker.block, &mut worker.candidates);
            let (part, slots) = self.evaluate(i, &mut worker);
            changes.push((i, part));
            self.demand.visit_cells(i, &mut |zone, leaf, slot| {
                in_zones.push((zone, leaf, if slot == 0 { part } else { slots[slot as usize - 1] }));
            });
        }
        self.parcels.update(&changes);
        in_zones.sort_by_key(|&(zone, leaf, _)| (zone, leaf));
        for run in in_zones.chunk_by(|a, b| a.0 == b.0) {
            changes.clear();
            changes.extend(run.iter().map(|&(_, leaf, part)| (leaf, part)));
            self.zones[run[0].0 as usize].update(&changes);
        }
    }

    /// Sites whose service area may reach the box, with what tells so.
    fn reaching(&self, area: &Box4, out: &mut Vec<Candidate>) {
        out.clear();
        self.index.query(area, &mut |slot| {
            if let Some(site) = &self.sites[slot as usize] {
                out.push(Candidate { bounds: site.bounds, radius: site.radius, slot });
            }
        });
    }

    /// Those of `sites` whose service area can reach the box, the likeliest to serve its middle first. It is always by
    /// this measure that sites are let in, because a needless one could change how a parcel is cut into windows, and
    /// with it the last bit.
    fn near(area: &Box4, sites: &[Candidate], out: &mut Vec<(f64, u32)>) {
        out.clear();
        let middle = area.center();
        for site in sites {
            if site.bounds.gap(area) <= site.radius {
                out.push((site.bounds.distance(middle) - site.radius, site.slot));
            }
        }
        out.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }

    /// Evaluates the parcels from `first` on; returns the slots of those that have several.
    fn block(&self, first: usize, parts: &mut [Part], worker: &mut Worker, known: Known<'_>) -> Vec<(u32, Vec<Part>)> {
        let bounds = &self.demand.tree.items()[first..first + parts.len()];
        let around = bounds.iter().fold(Box4::EMPTY, |a, b| a.join(b));
        let mut extras = Vec::new();
        if around.is_empty() {
            return extras;
        }
        let mut looked = false;
        for (k, part) in parts.iter_mut().enumerate() {
            let (value, slots) = known(self, first + k).unwrap_or_else(|| {
                if !looked {
                    self.reaching(&around, &mut worker.block);
                    looked = true;
                }
                Self::near(&bounds[k], &worker.block, &mut worker.candidates);
                self.evaluate(first + k, worker)
            });
            *part = value;
            if !slots.is_empty() {
                extras.push(((first + k) as u32, slots));
            }
        }
        extras
    }

    /// What the worker's candidates cover of a parcel: in all, and by slot of its tally after the first.
    fn evaluate(&self, i: usize, worker: &mut Worker) -> (Part, Vec<Part>) {
        let parcel = &self.demand.parcels[i];
        let complex = parcel.complex.as_deref();
        if worker.candidates.is_empty() || parcel.net == 0.0 && complex.is_none() {
            return (Part::default(), vec![Part::default(); complex.map_or(0, |c| c.slot_zones.len())]);
        }
        let bounds = self.demand.tree.items()[i];
        let sites =
            || worker.candidates.iter().filter_map(|&(floor, s)| Some((floor, self.sites[s as usize].as_deref()?)));
        let deepest = if self.options.depth { 3 } else { 1 };
        let slots = complex.map_or(1, |c| c.slot_zones.len() + 1);
        let verdict = worker.evaluator.judge(&bounds, self.demand.points(parcel), sites(), deepest);
        if verdict == Verdict::Tally {
            worker.lines.clear();
            self.demand.lines(parcel, &mut worker.lines);
            let mut sets: Vec<(Role, &[Line])> = vec![(Role::Parcel, &worker.lines)];
            if let Some(complex) = complex {
                sets.extend(complex.sets.iter().map(|(role, lines)| (*role, lines.as_slice())));
            }
            let frame = complex.map_or_else(Frame::default, |c| c.frame);
            worker.evaluator.integrate_parcel(&Subject { bounds, sets: &sets, frame, slots }, sites().map(|(_, s)| s));
        }
        let tally = &worker.evaluator.tally;
        let part = |slot: usize| {
            let (net, gross) = parcel.demand(slot);
            match verdict {
                Verdict::Nothing => Part::default(),
                Verdict::Everything => Part { net: [net; 3], people: gross * parcel.density, bound: parcel.bound },
                Verdict::Tally => {
                    let sums = &tally.slots[slot];
                    let clamp = |x: f64, most: f64| x.max(0.0).min(most);
                    Part {
                        net: sums.net.map(|x| clamp(x, net)),
                        people: clamp(sums.gross[0], gross) * parcel.density,
                        bound: tally.bound,
                    }
                }
            }
        };
        (part(0), (1..slots).map(part).collect())
    }

    /// Sums up by zone; `extras` is in order of parcels.
    fn fill_zones(&mut self, parts: &[Part], extras: &[(u32, Vec<Part>)]) {
        let demand = &self.demand;
        let leaf = |cell: &Cell| match cell.slot {
            0 => parts[cell.parcel as usize],
            slot => extras
                .binary_search_by_key(&cell.parcel, |e| e.0)
                .map_or_else(|_| Part::default(), |at| extras[at].1[slot as usize - 1]),
        };
        self.zones = demand.cells.par_iter().map(|c| SumTree::new(c.iter().map(leaf).collect())).collect();
    }
}

/// The value of a parcel where it is known already.
type Known<'a> = &'a (dyn Fn(&CoverageModel, usize) -> Option<(Part, Vec<Part>)> + Sync);

/// Memory of one thread.
#[derive(Debug, Default)]
struct Worker {
    evaluator: Evaluator,
    lines: Vec<Line>,
    /// How far the middle of the parcel is from the box of a service area at least, and the site.
    candidates: Vec<(f64, u32)>,
    block: Vec<Candidate>,
}

/// A site near a block of parcels.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    bounds: Box4,
    radius: f64,
    slot: u32,
}

/// A number that outlines hardly ever share.
fn fingerprint(points: &[[f64; 2]]) -> u64 {
    points
        .as_flattened()
        .iter()
        .fold(0, |hash: u64, v| (hash.rotate_left(5) ^ v.to_bits()).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

fn clamped(part: Part, land: Land) -> [f64; 3] {
    part.net.map(|x| x.min(land.net))
}

fn coverage(part: Part, land: Land) -> Coverage {
    Coverage {
        covered_m2: part.net[0].min(land.net),
        demand_m2: land.net,
        error_bound_m2: part.bound + SUMMING * part.net[0],
        demand_bound_m2: land.bound + SUMMING * land.net,
    }
}

fn people(part: Part, land: Land) -> PopulationCoverage {
    PopulationCoverage { covered: part.people.min(land.people), people: land.people }
}
