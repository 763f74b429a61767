//! The parcels listed by zone, and the sums that no site changes.

use std::ops::Range;

use rayon::prelude::*;

use super::edit::ParcelChange;
use super::{Demand, Land, Parcel};
use crate::geom::coverage::sums::SumTree;

/// A parcel's land in one zone.
#[derive(Debug, Clone, Copy)]
pub(in crate::geom::coverage) struct Cell {
    pub parcel: u32,
    /// Slot of the parcel's tally.
    pub slot: u32,
}

/// What an edit did to the cells of one zone.
#[derive(Debug)]
pub(in crate::geom::coverage) struct CellChange {
    pub zone: usize,
    /// The leaves that were written anew …
    pub old: Range<usize>,
    /// … and what is there now: the leaf it had, `None` for what is new.
    pub now: Vec<Option<usize>>,
}

impl Parcel {
    /// Calls `visit` with each zone that holds some of it and the slot of its tally there; what is in none is the last zone.
    /// It depends on the parcel's outline, the zones and the boundary alone, not on what other parcels have of it.
    fn cells(&self, zones: usize, visit: &mut dyn FnMut(usize, u32)) {
        let mut add = |zone: u32, slot: u32| visit(zone.min(zones as u32) as usize, slot);
        match &self.complex {
            None => add(self.zone, 0),
            Some(complex) => {
                complex.whole_zones.iter().for_each(|&zone| add(zone, 0));
                (1..).zip(&complex.slot_zones).for_each(|(slot, &zone)| add(zone, slot));
            }
        }
    }
}

impl Demand {
    /// Lists the parcels by zone.
    pub(super) fn make_cells(&mut self) {
        if self.zones == 0 {
            return;
        }
        let mut counts = vec![0_usize; self.zones + 1];
        self.parcels.iter().for_each(|p| p.cells(self.zones, &mut |zone, _| counts[zone] += 1));
        let mut cells: Vec<Vec<Cell>> = counts.into_iter().map(Vec::with_capacity).collect();
        for (i, parcel) in (0..).zip(&self.parcels) {
            parcel.cells(self.zones, &mut |zone, slot| cells[zone].push(Cell { parcel: i, slot }));
        }
        self.cells = cells;
    }

    /// The sums that no site changes.
    pub(super) fn sum_up(&mut self) {
        let all = (0..self.parcels.len() as u32).into_par_iter().map(|parcel| self.land(Cell { parcel, slot: 0 }));
        let lands = SumTree::new(all.collect());
        let zones = self.cells.par_iter().map(|c| SumTree::new(c.iter().map(|cell| self.land(*cell)).collect()));
        (self.zone_lands, self.lands) = (zones.collect(), lands);
    }

    fn land(&self, cell: Cell) -> Land {
        let p = &self.parcels[cell.parcel as usize];
        let (net, gross) = p.demand(cell.slot as usize);
        Land { net, bound: p.bound, people: gross * p.density }
    }

    /// Visits the cells of a parcel: zone, leaf in the zone's sums, and slot of the tally.
    pub(in crate::geom::coverage) fn visit_cells(&self, parcel: usize, visit: &mut impl FnMut(u32, usize, u32)) {
        if self.zones > 0 {
            self.parcels[parcel].cells(self.zones, &mut |zone, slot| {
                let leaf = self.cells[zone].partition_point(|cell| (cell.parcel as usize) < parcel);
                visit(zone as u32, leaf, slot);
            });
        }
    }

    /// The same as a list.
    pub(in crate::geom::coverage) fn cells_of(&self, parcel: usize) -> Vec<(u32, usize, u32)> {
        let mut found = Vec::new();
        self.visit_cells(parcel, &mut |zone, leaf, slot| found.push((zone, leaf, slot)));
        found
    }

    /// Brings cells and sums in line with parcels that were written anew, and with others whose land is another.
    pub(super) fn move_cells(&mut self, change: &ParcelChange, others: &[usize]) -> Vec<CellChange> {
        let now = change.old.start..change.old.start + change.now.len();
        let lands = now.clone().map(|at| self.land(Cell { parcel: at as u32, slot: 0 })).collect();
        self.lands.splice(change.old.clone(), lands);
        let mut incoming: Vec<Vec<Cell>> = vec![Vec::new(); self.cells.len()];
        if self.zones > 0 {
            for at in now.clone() {
                let mut add = |zone: usize, slot| incoming[zone].push(Cell { parcel: at as u32, slot });
                self.parcels[at].cells(self.zones, &mut add);
            }
        }
        let mut changes = Vec::new();
        for (zone, incoming) in incoming.into_iter().enumerate() {
            let cells = &mut self.cells[zone];
            let from = cells.partition_point(|cell| (cell.parcel as usize) < change.old.start);
            let to = cells.partition_point(|cell| (cell.parcel as usize) < change.old.end);
            if change.old.len() != now.len() {
                for cell in &mut cells[to..] {
                    cell.parcel = (cell.parcel as usize - change.old.end + now.end) as u32;
                }
            }
            if from == to && incoming.is_empty() {
                continue;
            }
            let was = |cell: &Cell| {
                let before = change.origin_of(cell.parcel as usize)?;
                cells[from..to].binary_search_by_key(&before, |c| c.parcel as usize).ok().map(|at| from + at)
            };
            let now = incoming.iter().map(was).collect();
            let lands = incoming.iter().map(|cell| self.land(*cell)).collect();
            self.cells[zone].splice(from..to, incoming);
            self.zone_lands[zone].splice(from..to, lands);
            changes.push(CellChange { zone, old: from..to, now });
        }
        for &at in others {
            self.lands.update(&[(at, self.land(Cell { parcel: at as u32, slot: 0 }))]);
            for (zone, leaf, slot) in self.cells_of(at) {
                let land = self.land(Cell { parcel: at as u32, slot });
                self.zone_lands[zone as usize].update(&[(leaf, land)]);
            }
        }
        changes
    }
}
