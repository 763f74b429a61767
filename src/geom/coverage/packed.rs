//! A packed tree of boxes over items that already lie in a spatial order. No pointers.

use super::frame::Box4;
use super::levels;

const FAN: usize = 8;

#[derive(Debug, Clone, Default)]
pub(super) struct PackedTree {
    /// Level 0 is the items' own boxes; each box of the next level joins [`FAN`] of the one before.
    levels: Vec<Vec<Box4>>,
}

impl PackedTree {
    pub(super) fn new(items: Vec<Box4>) -> Self {
        let mut levels = vec![items];
        while levels[levels.len() - 1].len() > 1 {
            let below = &levels[levels.len() - 1];
            let joined = below.chunks(FAN).map(|c| c.iter().fold(Box4::EMPTY, |a, b| a.join(b))).collect();
            levels.push(joined);
        }
        Self { levels }
    }

    /// Changes the box of an item, or adds one after the last.
    pub(super) fn set(&mut self, item: usize, bounds: Box4) {
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        let (mut level, mut node, mut value) = (0, item, bounds);
        loop {
            let boxes = &mut self.levels[level];
            if node == boxes.len() {
                boxes.push(value);
            } else {
                boxes[node] = value;
            }
            if boxes.len() == 1 {
                return;
            }
            node /= FAN;
            value = boxes[node * FAN..((node + 1) * FAN).min(boxes.len())].iter().fold(Box4::EMPTY, |a, b| a.join(b));
            level += 1;
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
        }
    }

    /// Other items in the place of some; the same as a new tree.
    pub(super) fn splice(&mut self, range: std::ops::Range<usize>, items: Vec<Box4>) {
        if self.levels.is_empty() {
            self.levels.push(Vec::new());
        }
        let join = |block: &[Box4]| block.iter().fold(Box4::EMPTY, |a, b| a.join(b));
        levels::splice::<Box4, FAN>(&mut self.levels, range, items, Box4::EMPTY, join);
    }

    pub(super) fn items(&self) -> &[Box4] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    /// Calls `found` for every item that touches `area`, in order.
    pub(super) fn query(&self, area: &Box4, found: &mut impl FnMut(usize)) {
        if let Some((top, _)) = self.levels.split_last()
            && top.first().is_some_and(|all| all.touches(area))
        {
            self.visit(self.levels.len() - 1, 0, area, found);
        }
    }

    /// Visits what lies under a node that touches `area`.
    fn visit(&self, level: usize, node: usize, area: &Box4, found: &mut impl FnMut(usize)) {
        if level == 0 {
            found(node);
            return;
        }
        let children = self.children(level, node);
        for (child, bounds) in children.clone().zip(&self.levels[level - 1][children]) {
            if bounds.touches(area) {
                self.visit(level - 1, child, area, found);
            }
        }
    }

    pub(super) fn top(&self) -> (usize, usize) {
        (self.levels.len() - 1, 0)
    }

    pub(super) fn bounds(&self, level: usize, node: usize) -> &Box4 {
        &self.levels[level][node]
    }

    pub(super) fn children(&self, level: usize, node: usize) -> std::ops::Range<usize> {
        node * FAN..((node + 1) * FAN).min(self.levels[level - 1].len())
    }

    /// How many items lie under a node, counted from its first.
    pub(super) fn span(&self, level: usize, node: usize) -> std::ops::Range<usize> {
        let width = FAN.pow(level as u32);
        node * width..((node + 1) * width).min(self.items().len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Box4, PackedTree};

    #[test]
    fn splicing_equals_building() {
        let boxes = |n: usize, by: f64| -> Vec<Box4> {
            (0..n).map(|i| Box4::of([[i as f64 * by, by], [i as f64 * by + 1.0, 9.0]])).collect()
        };
        for n in [0_usize, 1, 7, 8, 9, 64, 65, 600] {
            for (from, to, new) in [(0, 0, 1), (0, n, 0), (n / 2, n / 2, 3), (n / 3, n / 2, 0), (n / 3, n, 90)] {
                let mut items = boxes(n, 3.0);
                let mut tree = PackedTree::new(items.clone());
                tree.splice(from..to, boxes(new, -0.5));
                items.splice(from..to, boxes(new, -0.5));
                assert_eq!(tree.levels, PackedTree::new(items).levels, "{n} {from} {to} {new}");
            }
        }
    }
}
