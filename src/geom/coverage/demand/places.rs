//! In which zones a parcel lies, and what of it lies within the boundary.

use rayon::prelude::*;

use super::rings::canonical_rings;
use super::{Complex, Demand, UNZONED};
use crate::geom::coverage::frame::Box4;
use crate::geom::coverage::lines::{Extent, Line, cut, extent, ring_lines, thin};
use crate::geom::coverage::sweep::{Frame, Role};
use crate::geom::coverage::window::{Evaluator, Subject};
use crate::geom::{Coord, Region};

/// The groups of a box: zones and boundary (whose number is that of the zones).
#[derive(Debug, Clone, Default)]
pub(super) struct Around {
    whole: Vec<u32>,
    part: Vec<(u32, Vec<Line>)>,
}

/// What is around a parcel, small where it is what it mostly is.
#[derive(Debug, Clone, Default)]
pub(super) enum Surround {
    #[default]
    Nothing,
    /// All of it lies in this one.
    One(u32),
    More(Box<Around>),
}

/// Area, its bound, the zone, and the particulars of a parcel that is not simple.
pub(super) type Settled = (f64, f64, u32, Option<Box<Complex>>);

impl Around {
    /// All there is, uncut.
    pub(super) fn of(zones: &[&Region], boundary: Option<&Region>, origin: Coord) -> Self {
        let mut all = Self::default();
        for (k, region) in zones.iter().copied().chain(boundary).enumerate() {
            let mut lines = Vec::new();
            for (_, ring) in canonical_rings(region, origin) {
                ring_lines(&ring, &mut lines);
            }
            all.part.push((k as u32, lines));
        }
        all
    }

    /// What of it is in a box, by what takes of each outline what matters there.
    fn within(&self, win: &Box4, take: Take, marks: &mut Vec<f64>) -> Self {
        let mut here = Self { whole: self.whole.clone(), part: Vec::new() };
        for (number, lines) in &self.part {
            let mut inside = Vec::new();
            take(lines, win, &mut inside, marks);
            match extent(&inside, win) {
                Extent::Nothing => {}
                Extent::Everything => here.whole.push(*number),
                Extent::Part => here.part.push((*number, inside)),
            }
        }
        here
    }

    /// The same as what `surroundings` says of a parcel of these bounds: what is thinned on the way is cut as though it
    /// came from the outlines themselves.
    pub(super) fn cut_to(&self, win: &Box4, marks: &mut Vec<f64>) -> Surround {
        if win.is_empty() {
            return Surround::Nothing;
        }
        let mut here = self.within(win, cut, marks);
        here.whole.sort_unstable();
        match (here.whole.as_slice(), here.part.as_slice()) {
            ([], []) => Surround::Nothing,
            (&[one], []) => Surround::One(one),
            _ => Surround::More(Box::new(here)),
        }
    }

    /// Less of it, of which [`cut_to`](Self::cut_to) makes the same for any box within `win`.
    pub(super) fn thinned(&self, win: &Box4, marks: &mut Vec<f64>) -> Self {
        self.within(win, thin, marks)
    }
}

/// [`cut`] or [`thin`].
type Take = fn(&[Line], &Box4, &mut Vec<Line>, &mut Vec<f64>);

impl Demand {
    /// By parcel: the zones and the boundary in its bounds.
    pub(super) fn surroundings(&self) -> Vec<Surround> {
        let mut around = vec![Surround::Nothing; self.parcels.len()];
        if !self.parcels.is_empty() && !self.borders.part.is_empty() {
            let (level, node) = self.tree.top();
            self.descend(level, node, &self.borders, &mut around);
        }
        around
    }

    /// Thins what is around a node and hands it down; `out` is the parcels under the node.
    fn descend(&self, level: usize, node: usize, outer: &Around, out: &mut [Surround]) {
        let win = self.tree.bounds(level, node);
        if win.is_empty() {
            return;
        }
        let mut marks = Vec::new();
        if level == 0 {
            out[0] = outer.cut_to(win, &mut marks);
            return;
        }
        let here = outer.thinned(win, &mut marks);
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
    pub(super) fn settle(&self, i: usize, overlaps: &[u32], around: Surround, evaluator: &mut Evaluator) -> Settled {
        let (parcel, bounded) = (&self.parcels[i], self.bounded);
        let (drawn, drawn_bound) = parcel.drawn;
        let bounds = self.tree.items()[i];
        let boundary = self.zones as u32;
        let around = match around {
            Surround::Nothing if overlaps.is_empty() && !bounded => return (drawn, drawn_bound, UNZONED, None),
            Surround::One(zone) if overlaps.is_empty() && !bounded => return (drawn, drawn_bound, zone, None),
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
            return (drawn, drawn_bound, whole.first().copied().unwrap_or(UNZONED), None);
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
            } else if drawn - inside <= bound + drawn_bound {
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
            return (drawn, drawn_bound, whole.first().copied().unwrap_or(UNZONED), None);
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
            (net[0], gross[0]) = (drawn, drawn);
            bound = bound.max(drawn_bound);
        }
        (net[0], bound, UNZONED, Some(Box::new(Complex { sets, frame, slot_zones, whole_zones: whole, net, gross })))
    }
}
