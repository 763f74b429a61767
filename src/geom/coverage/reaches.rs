//! Boxes around service areas: which sites may reach a place, while sites come, move and go.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::frame::Box4;
use super::packed::PackedTree;

/// A packed tree of boxes by slot of their site. Boxes that move stay where they are in the tree, whose upper boxes
/// follow them; nothing that is found depends on it.
#[derive(Debug, Clone, Default)]
pub(super) struct Reaches {
    tree: PackedTree,
    /// By position in the tree.
    slots: Vec<u32>,
    /// By slot.
    spots: Vec<u32>,
}

impl Reaches {
    /// By slot, the box around each service area, empty where there is none.
    pub(super) fn new(boxes: &[Box4]) -> Self {
        let all = boxes.iter().fold(Box4::EMPTY, |a, b| a.join(b));
        let mut keyed: Vec<(u64, u32)> = (0..)
            .zip(boxes)
            .map(|(slot, b)| (if b.is_empty() { u64::MAX } else { all.z_order(b.center()) }, slot))
            .collect();
        keyed.sort_unstable();
        let slots: Vec<u32> = keyed.into_iter().map(|(_, slot)| slot).collect();
        let mut spots = vec![0; slots.len()];
        for (spot, &slot) in (0..).zip(&slots) {
            spots[slot as usize] = spot;
        }
        Self { tree: PackedTree::new(slots.iter().map(|&s| boxes[s as usize]).collect()), slots, spots }
    }

    /// Sets the box of a slot, empty for none; the slot is there or the next one.
    pub(super) fn set(&mut self, slot: u32, bounds: Box4) {
        if slot as usize == self.spots.len() {
            self.spots.push(slot);
            self.slots.push(slot);
        }
        self.tree.set(self.spots[slot as usize] as usize, bounds);
    }

    /// Calls `found` with the slot of every box that touches `area`, in no particular order.
    pub(super) fn query(&self, area: &Box4, found: &mut impl FnMut(u32)) {
        self.tree.query(area, &mut |spot| found(self.slots[spot]));
    }

    /// Slots by the distance in metres from `p` to their boxes, nearest first.
    pub(super) fn nearest(&self, p: [f64; 2]) -> impl Iterator<Item = (f64, u32)> + '_ {
        let mut heap = BinaryHeap::new();
        if !self.slots.is_empty() {
            let (level, node) = self.tree.top();
            heap.push(Place { square: self.tree.bounds(level, node).distance_square(p), level, node });
        }
        std::iter::from_fn(move || {
            while let Some(Place { square, level, node }) = heap.pop() {
                if square == f64::INFINITY {
                    return None;
                }
                if level == 0 {
                    return Some((square.sqrt(), self.slots[node]));
                }
                heap.extend(self.tree.children(level, node).map(|child| Place {
                    square: self.tree.bounds(level - 1, child).distance_square(p),
                    level: level - 1,
                    node: child,
                }));
            }
            None
        })
    }
}

/// A node of the tree; the nearest one is the greatest.
#[derive(Debug, Clone, Copy)]
struct Place {
    square: f64,
    level: usize,
    node: usize,
}

impl Ord for Place {
    fn cmp(&self, o: &Self) -> Ordering {
        let key = |p: &Self| (p.level, p.node);
        o.square.total_cmp(&self.square).then_with(|| key(o).cmp(&key(self)))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, o: &Self) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl PartialEq for Place {
    fn eq(&self, o: &Self) -> bool {
        self.cmp(o).is_eq()
    }
}

impl Eq for Place {}

#[cfg(test)]
mod tests {
    use super::{Box4, Reaches};

    #[test]
    fn equals_looking_at_all_whatever_changes() {
        let mut state = 5_u64;
        let mut unit = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut a_box = move || {
            let (x, y) = (1000.0 * unit(), 1000.0 * unit());
            Box4 { x0: x, y0: y, x1: x + 90.0 * unit(), y1: y + 90.0 * unit() }
        };
        for start in [0_usize, 1, 7, 8, 9, 64, 65, 300] {
            let mut boxes: Vec<Box4> = (0..start).map(|_| a_box()).collect();
            let mut it = Reaches::new(&boxes);
            for step in 0..90_usize {
                let slot = if step % 3 == 0 || boxes.is_empty() { boxes.len() } else { step * 31 % boxes.len() };
                let new = if step % 5 == 4 { Box4::EMPTY } else { a_box() };
                if slot == boxes.len() {
                    boxes.push(new);
                } else {
                    boxes[slot] = new;
                }
                it.set(slot as u32, new);
                let area = a_box();
                let mut found = Vec::new();
                it.query(&area, &mut |slot| found.push(slot));
                found.sort_unstable();
                let all = (0..boxes.len() as u32).filter(|&s| boxes[s as usize].touches(&area));
                assert_eq!(found, all.collect::<Vec<_>>());
                let near: Vec<f64> = it.nearest(area.center()).map(|(d, _)| d).collect();
                let filled = boxes.iter().filter(|b| !b.is_empty());
                let mut by_hand: Vec<f64> = filled.map(|b| b.distance(area.center())).collect();
                by_hand.sort_by(f64::total_cmp);
                assert_eq!(near, by_hand);
            }
        }
    }
}
