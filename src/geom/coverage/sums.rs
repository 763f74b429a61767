//! Sums that are the same to the last bit whether they are built at once or kept up to date leaf by leaf.

use super::levels;

/// What can be summed.
pub(super) trait Sum: Copy + Default {
    fn plus(self, other: Self) -> Self;
}

const FAN: usize = 16;

/// Partial sums over fixed blocks of leaves, blocks of blocks, and so on.
#[derive(Debug, Clone)]
pub(super) struct SumTree<T> {
    levels: Vec<Vec<T>>,
}

impl<T: Sum> SumTree<T> {
    pub(super) fn new(leaves: Vec<T>) -> Self {
        let mut levels = vec![leaves];
        while levels[levels.len() - 1].len() > 1 {
            let next = levels[levels.len() - 1].chunks(FAN).map(add).collect();
            levels.push(next);
        }
        Self { levels }
    }

    pub(super) fn total(&self) -> T {
        self.levels[self.levels.len() - 1].first().copied().unwrap_or_default()
    }

    pub(super) fn leaf(&self, at: usize) -> T {
        self.levels[0][at]
    }

    /// Replaces leaves; `changes` is in ascending order of leaves.
    pub(super) fn update(&mut self, changes: &[(usize, T)]) {
        for &(at, value) in changes {
            self.levels[0][at] = value;
        }
        let mut nodes: Vec<usize> = changes.iter().map(|&(at, _)| at / FAN).collect();
        for level in 1..self.levels.len() {
            nodes.dedup();
            let (below, above) = self.levels.split_at_mut(level);
            for node in &mut nodes {
                let from = *node * FAN;
                let leaves = &below[level - 1];
                above[0][*node] = add(&leaves[from..(from + FAN).min(leaves.len())]);
                *node /= FAN;
            }
        }
    }
}

impl<T: Sum> SumTree<T> {
    /// Other leaves in the place of some; the same as a new tree.
    pub(super) fn splice(&mut self, range: std::ops::Range<usize>, leaves: Vec<T>) {
        levels::splice::<T, FAN>(&mut self.levels, range, leaves, T::default(), add);
    }

    /// The total with other leaves, given in ascending order; equals that after [`update`](Self::update) to the last bit.
    pub(super) fn total_with(&self, changes: &[(usize, T)]) -> T {
        let mut changed = changes.to_vec();
        for values in &self.levels[..self.levels.len() - 1] {
            let sum = |run: &[(usize, T)]| {
                let from = run[0].0 / FAN * FAN;
                let mut block = [T::default(); FAN];
                let there = &values[from..(from + FAN).min(values.len())];
                block[..there.len()].copy_from_slice(there);
                for &(at, value) in run {
                    block[at - from] = value;
                }
                (from / FAN, add(&block[..there.len()]))
            };
            changed = changed.chunk_by(|a, b| a.0 / FAN == b.0 / FAN).map(sum).collect();
        }
        changed.first().map_or_else(|| self.total(), |&(_, total)| total)
    }
}

fn add<T: Sum>(block: &[T]) -> T {
    block.iter().fold(T::default(), |sum, &x| sum.plus(x))
}

#[cfg(test)]
mod tests {
    use super::{Sum, SumTree};

    impl Sum for f64 {
        fn plus(self, other: Self) -> Self {
            self + other
        }
    }

    #[test]
    fn splicing_equals_building() {
        for n in [0_usize, 1, 15, 16, 17, 256, 257, 5000] {
            for (from, to, new) in [(0, 0, 1), (0, n, 0), (n / 2, n / 2, 3), (n / 3, n / 2, 0), (n / 3, n, 400)] {
                let mut leaves: Vec<f64> = (0..n).map(|i| 1.0 / (i as f64 + 1.3)).collect();
                let mut tree = SumTree::new(leaves.clone());
                let others: Vec<f64> = (0..new).map(|i| f64::from(i).sin()).collect();
                tree.splice(from..to, others.clone());
                leaves.splice(from..to, others);
                assert_eq!(tree.levels, SumTree::new(leaves).levels, "{n} {from} {to} {new}");
            }
        }
    }

    #[test]
    fn updating_equals_building() {
        for n in [0_usize, 1, 2, 15, 16, 17, 255, 256, 257, 5000] {
            let mut leaves: Vec<f64> = (0..n).map(|i| 1.0 / (i as f64 + 1.3)).collect();
            let mut tree = SumTree::new(leaves.clone());
            let changes: Vec<(usize, f64)> = (0..n).step_by(7).map(|i| (i, (i as f64).sin())).collect();
            for &(i, x) in &changes {
                leaves[i] = x;
            }
            let with = tree.total_with(&changes);
            tree.update(&changes);
            assert_eq!(tree.total().to_bits(), with.to_bits(), "{n}");
            assert_eq!(tree.total().to_bits(), SumTree::new(leaves).total().to_bits(), "{n}");
        }
    }
}
