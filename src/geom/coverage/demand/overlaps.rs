//! Land drawn twice.

use rayon::prelude::*;

use super::{Demand, check};
use crate::geom::coverage::lines::cut;
use crate::geom::coverage::sweep::{Frame, Role};
use crate::geom::coverage::window::{Evaluator, Subject};
use crate::geom::coverage::{ParcelRef, compare};
use crate::geom::{Cancelled, Progress};

impl Demand {
    /// The parcels that share land with earlier ones, and which, in order.
    pub(super) fn overlaps(
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
            compare(&key(a), &key(b))
                .then_with(|| {
                    let flat = |i: usize| self.points(&self.parcels[i]).as_flattened();
                    compare(flat(a), flat(b))
                })
                .then_with(|| people(a).total_cmp(&people(b)))
                .then(order[a].cmp(&order[b]))
                .is_lt()
        };
        (0..self.parcels.len())
            .into_par_iter()
            .map_init(
                || (Evaluator::default(), Vec::new(), Vec::new(), Vec::new()),
                |(evaluator, lines, clipped, marks), i| {
                    if i % 4096 == 0 {
                        check(progress, 0.3)?;
                    }
                    let mut found = Vec::new();
                    self.tree.query(&boxes[i], &mut |j| {
                        let win = boxes[i].meet(&boxes[j]);
                        if j == i || win.width() <= 0.0 || win.height() <= 0.0 || !earlier(j, i) {
                            return;
                        }
                        clipped.clear();
                        let mut part = |parcel: usize| {
                            lines.clear();
                            self.lines_near(&self.parcels[parcel], &win, lines);
                            cut(lines, &win, clipped, marks);
                            clipped.len()
                        };
                        let split = part(i);
                        if split == 0 {
                            return;
                        }
                        part(j);
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
}
