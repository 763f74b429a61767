//! The parcels listed by zone, and the sums that no site changes.

use rayon::prelude::*;

use super::{Demand, Land};
use crate::geom::coverage::sums::SumTree;

/// A parcel's land in one zone.
#[derive(Debug, Clone, Copy)]
pub(in crate::geom::coverage) struct Cell {
    pub parcel: u32,
    /// Slot of the parcel's tally.
    pub slot: u32,
}

impl Demand {
    /// Lists the parcels by zone.
    pub(super) fn make_cells(&mut self) {
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
    pub(super) fn sum_up(&mut self) {
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
    pub(in crate::geom::coverage) fn cells_of(&self, parcel: usize) -> impl Iterator<Item = (u32, usize, u32)> + '_ {
        let range = match self.home_starts.as_slice() {
            [] => 0..0,
            starts => starts[parcel] as usize..starts[parcel + 1] as usize,
        };
        self.homes[range].iter().map(move |&(zone, leaf)| {
            (zone, leaf as usize, self.cells[self.zone_starts[zone as usize] + leaf as usize].slot)
        })
    }
}
