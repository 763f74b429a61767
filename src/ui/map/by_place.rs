//! Things with a place, the large ones first: how many are large enough is a search, and so is which of them lie in view.

use crate::geom::index::BoxIndex;
use crate::geom::{Coord, Rect};

/// What stands at one place.
pub(crate) trait HasPlace {
    /// Where, in metres.
    fn place(&self) -> Coord;
}

impl HasPlace for (Coord, f32) {
    fn place(&self) -> Coord {
        self.0
    }
}

/// So few are looked at one by one.
const FEW: usize = 256;

/// Things in the order in which they were given, found by place.
#[derive(Debug, Clone)]
pub(crate) struct ByPlace<T> {
    all: Box<[T]>,
    /// None where there are few.
    index: Option<BoxIndex>,
}

impl<T> Default for ByPlace<T> {
    fn default() -> Self {
        Self { all: Box::default(), index: None }
    }
}

impl<T: HasPlace> ByPlace<T> {
    pub(crate) fn new(all: Vec<T>) -> Self {
        let boxes = || all.iter().zip(0..).map(|(t, i)| (Rect::new(t.place(), t.place()), i));
        let index = (all.len() > FEW).then(|| BoxIndex::new(boxes()));
        Self { all: all.into(), index }
    }

    /// All of them, in their order.
    pub(crate) fn all(&self) -> &[T] {
        &self.all
    }

    /// Which of the first `count` lie in `area` (its edge counts), by their positions, in their order. What lies
    /// elsewhere is not looked at, unless there are few.
    pub(crate) fn within(&self, count: usize, area: &Rect) -> Vec<usize> {
        let count = count.min(self.all.len());
        let (low, high) = (area.min(), area.max());
        let inside = |at: Coord| at.x >= low.x && at.x <= high.x && at.y >= low.y && at.y <= high.y;
        match &self.index {
            Some(index) if count > FEW => {
                let mut found: Vec<usize> = index.query(area).map(|i| i as usize).filter(|i| *i < count).collect();
                found.sort_unstable();
                found
            }
            _ => (0..count).filter(|&i| inside(self.all[i].place())).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_an_area_is_what_looking_at_all_finds() {
        for n in [0, 10, FEW, FEW + 1, 5_000] {
            let all: Vec<(Coord, f32)> = (0..n)
                .map(|i| (Coord { x: ((i * 7919) % 1000) as f64, y: ((i * 104_729) % 997) as f64 }, (n - i) as f32))
                .collect();
            let things = ByPlace::new(all.clone());
            assert_eq!(things.all().len(), n);
            for (count, area) in [
                (n, Rect::new(Coord { x: 100.0, y: 100.0 }, Coord { x: 300.0, y: 250.0 })),
                (n / 2, Rect::new(Coord { x: 0.0, y: 0.0 }, Coord { x: 500.0, y: 996.0 })),
                (n + 7, Rect::new(Coord { x: -10.0, y: -10.0 }, Coord { x: 2000.0, y: 2000.0 })),
                (n, Rect::new(Coord { x: 5000.0, y: 0.0 }, Coord { x: 6000.0, y: 10.0 })),
            ] {
                let (low, high) = (area.min(), area.max());
                let lies = |c: Coord| c.x >= low.x && c.x <= high.x && c.y >= low.y && c.y <= high.y;
                let one_by_one: Vec<usize> = (0..count.min(n)).filter(|&i| lies(all[i].0)).collect();
                assert_eq!(things.within(count, &area), one_by_one, "{n}, {count}");
            }
        }
    }

    #[test]
    fn what_has_no_place_is_found_nowhere() {
        let all = vec![(Coord { x: f64::NAN, y: 0.0 }, 1.0); FEW + 1];
        let everywhere = Rect::new(Coord { x: -1e9, y: -1e9 }, Coord { x: 1e9, y: 1e9 });
        assert!(ByPlace::new(all).within(FEW + 1, &everywhere).is_empty());
    }
}
