//! Parcels edited one by one: what an edit does not reach is moved, not made again.

use std::cmp::Ordering;
use std::ops::Range;

use super::cells::CellChange;
use super::overlaps::Scratch;
use super::rings::{Drawn, spatial_key};
use super::{Demand, Parcel, UNZONED};
use crate::geom::coverage::frame::Box4;
use crate::geom::coverage::{ParcelRef, compare};

/// A change to the list of parcels that a [`Demand`] was made from. Positions are those before any of the changes that come
/// with it.
#[derive(Debug, Clone, Copy)]
pub enum ParcelEdit<'a> {
    /// Another parcel in the place of the one at this position: redrawn, moved, or with other people.
    Replace(usize, ParcelRef<'a>),
    /// The parcel at this position leaves the list, and those after it move up.
    Remove(usize),
    /// One more at the end of the list.
    Append(ParcelRef<'a>),
}

/// What an edit did to a demand, for those who keep something by parcel or cell.
#[derive(Debug)]
pub(in crate::geom::coverage) struct ParcelChange {
    /// The positions in the old spatial order that were written anew …
    pub old: Range<usize>,
    /// … and what is there now: the position it had, `None` for what is new.
    pub now: Vec<Option<usize>>,
    /// Positions of the parcels whose land is another, in order.
    pub touched: Vec<usize>,
    /// The same of the cells of zones, where there are others now.
    pub cells: Vec<CellChange>,
}

impl ParcelChange {
    /// Where a parcel was before; `None` if it is new.
    pub(in crate::geom::coverage) fn origin_of(&self, at: usize) -> Option<usize> {
        let end = self.old.start + self.now.len();
        if at < self.old.start {
            Some(at)
        } else if at < end {
            self.now[at - self.old.start]
        } else {
            Some(at - end + self.old.end)
        }
    }
}

/// A parcel on its way in.
struct Incoming {
    drawn: Drawn,
    flat: Vec<f64>,
    bounds: Box4,
    key: (u64, [f64; 4]),
    /// Position among the parcels given, in the old numbering.
    given: u32,
}

impl Incoming {
    fn compare(&self, key: (u64, [f64; 4]), flat: &[f64], density: f64, given: u32) -> Ordering {
        self.key
            .0
            .cmp(&key.0)
            .then_with(|| compare(&self.key.1, &key.1))
            .then_with(|| compare(&self.flat, flat))
            .then_with(|| self.drawn.density.total_cmp(&density))
            .then(self.given.cmp(&given))
    }
}

impl Demand {
    /// The demand of an edited list of parcels, in the same zones and boundary. It equals [`Demand::new`] of the edited list
    /// to the last bit, and so do the models over it. Only parcels whose bounds meet those of a changed one are settled
    /// again, on the caller's thread; everything else is copied. Of several changes to one position the last counts.
    ///
    /// `None` if the extents of all parcels would be others, because the frame and the order of everything follow from them,
    /// or if a parcel is so thin that it vanishes in the frame: make a new demand.
    ///
    /// [`CoverageModel::over`](crate::geom::coverage::CoverageModel::over) brings a model over to it;
    /// [`CoverageModel::edit_parcels`](crate::geom::coverage::CoverageModel::edit_parcels) does both at once, in place.
    ///
    /// # Panics
    /// If there is no parcel at a position.
    pub fn edited(&self, edits: &[ParcelEdit<'_>]) -> Option<Self> {
        let mut it = self.clone();
        it.edit(edits).is_some().then_some(it)
    }

    /// The same in place; where the answer is `None`, nothing has changed.
    pub(in crate::geom::coverage) fn edit(&mut self, edits: &[ParcelEdit<'_>]) -> Option<ParcelChange> {
        let (removed, incoming) = self.incoming(edits)?;
        let (range, now) = self.placed(&removed, &incoming);
        if !self.same_extents(&removed, &incoming) {
            return None;
        }
        let reached: Vec<Box4> =
            removed.iter().map(|&at| self.tree.items()[at]).chain(incoming.iter().map(|p| p.bounds)).collect();
        let appended = edits.iter().filter(|e| matches!(e, ParcelEdit::Append(_))).count();
        self.splice(&range, &now, &incoming, appended);
        let mut touched: Vec<usize> = Vec::new();
        for bounds in reached {
            self.tree.query(&bounds, &mut |at| touched.push(at));
        }
        touched.sort_unstable();
        touched.dedup();
        let mut change = ParcelChange {
            old: range.clone(),
            now: now.iter().map(|from| from.as_ref().ok().copied()).collect(),
            touched: Vec::new(),
            cells: Vec::new(),
        };
        change.touched = self.settle_again(&touched, |at| change.origin_of(at).is_none());
        change.cells = self.move_cells(&change, &change.touched);
        self.tidy();
        Some(change)
    }

    /// The positions in spatial order of parcels that go, and the parcels that come, both in spatial order.
    fn incoming(&self, edits: &[ParcelEdit<'_>]) -> Option<(Vec<usize>, Vec<Incoming>)> {
        let mut changes: Vec<(u32, Option<ParcelRef<'_>>)> = Vec::with_capacity(edits.len());
        let mut next = self.place.len() as u32;
        for edit in edits {
            changes.push(match *edit {
                ParcelEdit::Replace(at, parcel) => (at as u32, Some(parcel)),
                ParcelEdit::Remove(at) => (at as u32, None),
                ParcelEdit::Append(parcel) => {
                    next += 1;
                    (next - 1, Some(parcel))
                }
            });
        }
        changes.reverse();
        changes.sort_by_key(|change| change.0);
        changes.dedup_by_key(|change| change.0);
        let old = changes.iter().map(|c| c.0 as usize).filter(|&given| given < self.place.len());
        let mut removed: Vec<usize> = old.map(|given| self.place[given] as usize).collect();
        removed.sort_unstable();
        let mut incoming = Vec::new();
        for (given, parcel) in changes {
            assert!(given < next, "there is no parcel {given}");
            let Some(parcel) = parcel else { continue };
            let drawn = Drawn::new(&parcel, self.origin);
            if !drawn.plain {
                return None;
            }
            let bounds = Box4::of(drawn.rings.iter().flat_map(|(_, ring)| ring.iter().copied()));
            let key = spatial_key(&self.extents, &bounds);
            incoming.push(Incoming { flat: drawn.flat(), drawn, bounds, key, given });
        }
        incoming.sort_by(|a, b| a.compare(b.key, &b.flat, b.drawn.density, b.given));
        self.plain.then_some((removed, incoming))
    }

    /// Whether the parcels that stay and those that come extend as far as all do now.
    fn same_extents(&self, removed: &[usize], incoming: &[Incoming]) -> bool {
        let items = self.tree.items();
        let at_rim = |b: &Box4| {
            let e = &self.extents;
            b.x0 <= e.x0 || b.y0 <= e.y0 || b.x1 >= e.x1 || b.y1 >= e.y1
        };
        let mut all = incoming.iter().fold(Box4::EMPTY, |all, p| all.join(&p.bounds));
        if removed.iter().any(|&at| at_rim(&items[at])) {
            for (at, bounds) in items.iter().enumerate() {
                if removed.binary_search(&at).is_err() {
                    all = all.join(bounds);
                }
            }
        } else {
            all = all.join(&self.extents);
        }
        all == self.extents
    }

    /// The range of the spatial order that is to be written anew, and what comes there: positions of parcels that stay, and
    /// numbers of those that come.
    fn placed(&self, removed: &[usize], incoming: &[Incoming]) -> (Range<usize>, Vec<Result<usize, usize>>) {
        let items = self.tree.items();
        let before: Vec<usize> = incoming
            .iter()
            .map(|new| {
                let (mut lo, mut hi) = (0, items.len());
                while lo < hi {
                    let at = usize::midpoint(lo, hi);
                    let parcel = &self.parcels[at];
                    let key = spatial_key(&self.extents, &items[at]);
                    let flat = self.points(parcel).as_flattened();
                    if new.compare(key, flat, parcel.density, self.order[at]).is_gt() {
                        lo = at + 1;
                    } else {
                        hi = at;
                    }
                }
                lo
            })
            .collect();
        let first = removed.iter().chain(&before).min().copied().unwrap_or(0);
        let last = removed.iter().map(|at| at + 1).chain(before.iter().copied()).max().unwrap_or(first);
        let mut now = Vec::with_capacity(last - first + incoming.len());
        let mut next = before.iter().enumerate().peekable();
        for at in first..=last {
            while let Some((k, _)) = next.next_if(|(_, before)| **before == at) {
                now.push(Err(k));
            }
            if at < last && removed.binary_search(&at).is_err() {
                now.push(Ok(at));
            }
        }
        (first..last, now)
    }

    /// Writes a range of the spatial order anew, and everything that goes by position.
    fn splice(&mut self, range: &Range<usize>, now: &[Result<usize, usize>], incoming: &[Incoming], appended: usize) {
        let boxes: Vec<Box4> = now
            .iter()
            .map(|from| match *from {
                Ok(at) => self.tree.items()[at],
                Err(k) => incoming[k].bounds,
            })
            .collect();
        let given: Vec<u32> = now
            .iter()
            .map(|from| match *from {
                Ok(at) => self.order[at],
                Err(k) => incoming[k].given,
            })
            .collect();
        let mut there: Vec<Option<Parcel>> = self.parcels.splice(range.clone(), std::iter::empty()).map(Some).collect();
        let mut segment = Vec::with_capacity(now.len());
        for from in now {
            segment.push(match *from {
                Ok(at) => there[at - range.start].take(),
                Err(k) => Some(self.laid_out(&incoming[k].drawn)),
            });
        }
        self.gone += there.iter().flatten().map(|parcel| self.points(parcel).len()).sum::<usize>();
        self.parcels.splice(range.start..range.start, segment.into_iter().flatten());
        self.tree.splice(range.clone(), boxes);
        // Who leaves the list lets the others move up.
        let mut left: Vec<u32> = range.clone().map(|at| self.order[at]).collect();
        left.sort_unstable();
        let mut kept = given.clone();
        kept.sort_unstable();
        left.retain(|given| kept.binary_search(given).is_err());
        let same = range.len() == now.len();
        self.order.splice(range.clone(), given);
        self.place.resize(self.place.len() + appended, 0);
        for &given in left.iter().rev() {
            self.place.remove(given as usize);
        }
        if !left.is_empty() {
            for given in &mut self.order {
                *given -= left.partition_point(|gone| gone < given) as u32;
            }
        }
        let end = if same { range.end } else { self.order.len() };
        for at in range.start..end {
            self.place[self.order[at] as usize] = at as u32;
        }
    }

    /// Adds the outline of a parcel after all others.
    fn laid_out(&mut self, drawn: &Drawn) -> Parcel {
        let (first_vertex, first_ring) = (self.vertices.len() as u32, self.ring_ends.len() as u32);
        for (_, ring) in &drawn.rings {
            self.vertices.extend_from_slice(ring);
            self.ring_ends.push(self.vertices.len() as u32);
        }
        Parcel {
            rings: first_ring..self.ring_ends.len() as u32,
            first_vertex,
            drawn: (drawn.area, drawn.bound),
            net: drawn.area,
            bound: drawn.bound,
            density: drawn.density,
            zone: UNZONED,
            complex: None,
        }
    }

    /// Settles some parcels anew, given in order; says which of them are new or have other land than before.
    fn settle_again(&mut self, touched: &[usize], new: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut scratch = Scratch::default();
        let all = touched.iter().fold(Box4::EMPTY, |all, &at| all.join(&self.tree.items()[at]));
        let near = self.borders.thinned(&all, &mut scratch.marks);
        let settled = touched.iter().map(|&at| {
            let shared = self.overlapped(at, &mut scratch);
            let around = near.cut_to(&self.tree.items()[at], &mut scratch.marks);
            (at, self.settle(at, &shared, around, &mut scratch.evaluator))
        });
        let mut others = Vec::new();
        for (at, settled) in settled.collect::<Vec<_>>() {
            let p = &mut self.parcels[at];
            if new(at) || (p.net, p.bound) != (settled.0, settled.1) || p.complex != settled.3 {
                others.push(at);
            }
            (p.net, p.bound, p.zone, p.complex) = settled;
        }
        others
    }

    /// Lays the outlines out in spatial order again once most of them are of parcels that are gone.
    fn tidy(&mut self) {
        if self.gone <= self.vertices.len() / 2 {
            return;
        }
        let (mut vertices, mut ends) = (Vec::with_capacity(self.vertices.len() - self.gone), Vec::new());
        for parcel in &mut self.parcels {
            let (first_vertex, first_ring) = (vertices.len() as u32, ends.len() as u32);
            let by = parcel.first_vertex;
            for ring in parcel.rings.clone() {
                ends.push(self.ring_ends[ring as usize] - by + first_vertex);
            }
            let end = parcel.rings.clone().next_back().map_or(by, |ring| self.ring_ends[ring as usize]);
            vertices.extend_from_slice(&self.vertices[by as usize..end as usize]);
            (parcel.first_vertex, parcel.rings) = (first_vertex, first_ring..ends.len() as u32);
        }
        (self.vertices, self.ring_ends, self.gone) = (vertices, ends, 0);
    }
}
