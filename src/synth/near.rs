//! Points found again by place: which of many lie near one.

use std::collections::HashMap;

use super::plane::P;

/// Points with a number each, in square bins. Bins are only looked up, never walked, so their order does not matter.
#[derive(Debug)]
pub(super) struct Near {
    pitch: f64,
    bins: HashMap<(i64, i64), Vec<(P, f64)>>,
}

impl Near {
    /// Bins of this side, metres: about the distance that is asked for.
    pub(super) fn new(pitch: f64) -> Self {
        Self { pitch, bins: HashMap::new() }
    }

    fn bin(&self, p: P) -> (i64, i64) {
        ((p.x / self.pitch).floor() as i64, (p.y / self.pitch).floor() as i64)
    }

    pub(super) fn add(&mut self, at: P, number: f64) {
        self.bins.entry(self.bin(at)).or_default().push((at, number));
    }

    /// Distance and number of every point within this reach, metres.
    pub(super) fn within(&self, at: P, reach: f64) -> impl Iterator<Item = (f64, f64)> {
        let ((i, j), span) = (self.bin(at), (reach / self.pitch).ceil() as i64);
        (i - span..=i + span)
            .flat_map(move |a| (j - span..=j + span).map(move |b| (a, b)))
            .filter_map(|bin| self.bins.get(&bin))
            .flatten()
            .map(move |(p, number)| (p.minus(at).length(), *number))
            .filter(move |(d, _)| *d <= reach)
    }
}
