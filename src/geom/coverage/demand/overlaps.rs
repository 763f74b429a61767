//! Land drawn twice.

use rayon::prelude::*;

use super::{Demand, check};
use crate::geom::coverage::compare;
use crate::geom::coverage::lines::{Line, cut};
use crate::geom::coverage::sweep::{Frame, Role};
use crate::geom::coverage::window::{Evaluator, Subject};
use crate::geom::{Cancelled, Progress};

/// Memory of one thread.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub evaluator: Evaluator,
    lines: Vec<Line>,
    clipped: Vec<Line>,
    pub marks: Vec<f64>,
}

impl Demand {
    /// The parcels that share land with earlier ones, and which, in order.
    pub(super) fn overlaps(&self, progress: &dyn Progress) -> Result<Vec<(u32, Vec<u32>)>, Cancelled> {
        (0..self.parcels.len())
            .into_par_iter()
            .map_init(Scratch::default, |scratch, i| {
                if i % 4096 == 0 {
                    check(progress, 0.3)?;
                }
                Ok((i as u32, self.overlapped(i, scratch)))
            })
            .filter(|found| !found.as_ref().is_ok_and(|(_, found)| found.is_empty()))
            .collect()
    }

    /// Whether land that two parcels share is the first one's: by coordinates, then by how many live there, then by which
    /// was given first.
    fn earlier(&self, a: usize, b: usize) -> bool {
        let boxes = self.tree.items();
        let key = |i: usize| {
            let b = &boxes[i];
            [b.x0, b.y0, b.x1, b.y1]
        };
        let flat = |i: usize| self.points(&self.parcels[i]).as_flattened();
        compare(&key(a), &key(b))
            .then_with(|| compare(flat(a), flat(b)))
            .then_with(|| self.parcels[a].density.total_cmp(&self.parcels[b].density))
            .then(self.order[a].cmp(&self.order[b]))
            .is_lt()
    }

    /// The earlier parcels that a parcel shares land with, in order.
    pub(super) fn overlapped(&self, i: usize, scratch: &mut Scratch) -> Vec<u32> {
        let Scratch { evaluator, lines, clipped, marks } = scratch;
        let boxes = self.tree.items();
        let mut found = Vec::new();
        self.tree.query(&boxes[i], &mut |j| {
            let win = boxes[i].meet(&boxes[j]);
            if j == i || win.width() <= 0.0 || win.height() <= 0.0 || !self.earlier(j, i) {
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
        found
    }
}
