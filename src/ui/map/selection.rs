//! Several selected things: a set with one of them in front.

use std::sync::atomic::{AtomicU64, Ordering};

use super::Selected;
use crate::model::LayerId;

/// What is selected: any number of things, one of them in front (the one whose particulars are shown).
///
/// A set: no thing is in it twice, and two selections of the same things with the same one in front are equal however
/// they were put together.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// In the order of [`key`], so that membership is a search.
    all: Vec<Selected>,
    front: Option<Selected>,
    /// Differs between any two that do not hold the same.
    stamp: u64,
}

impl PartialEq for Selection {
    fn eq(&self, other: &Self) -> bool {
        self.all == other.all && self.front == other.front
    }
}

impl Eq for Selection {}

/// How a gesture changes a selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// What is taken replaces what was.
    Replace,
    /// What is taken is added.
    Add,
    /// What is taken is taken out.
    Remove,
    /// What is in goes out, what is out comes in.
    Toggle,
}

fn next() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

fn key(what: &Selected) -> (u8, u32, usize) {
    match *what {
        Selected::Feature { layer, feature } => (0, layer.0, feature),
        Selected::Gap(gap) => (1, 0, gap),
    }
}

impl Selection {
    /// Nothing but this; nothing at all for `None`.
    pub fn one(what: Option<Selected>) -> Self {
        Self { all: what.into_iter().collect(), front: what, stamp: next() }
    }

    /// The thing in front: the one that was taken last.
    pub fn front(&self) -> Option<Selected> {
        self.front
    }

    /// How many things there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether a thing is among them.
    pub fn contains(&self, what: Selected) -> bool {
        self.find(what).is_ok()
    }

    /// How many features of a layer are among them.
    pub fn count_in(&self, layer: LayerId) -> usize {
        let start = self.all.partition_point(|s| key(s) < (0, layer.0, 0));
        self.all[start..].partition_point(|s| matches!(s, Selected::Feature { layer: l, .. } if *l == layer))
    }

    /// The layers that features of are among them, in order, and `None` last where gaps are.
    pub fn layers(&self) -> Vec<Option<LayerId>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(first) = self.all.get(at) {
            let layer = match *first {
                Selected::Feature { layer, .. } => Some(layer),
                Selected::Gap(_) => None,
            };
            found.push(layer);
            at = layer.map_or(self.all.len(), |l| self.all.partition_point(|s| key(s) <= (0, l.0, usize::MAX)));
        }
        found
    }

    /// All of them: features by layer and position, then gaps.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Selected> + '_ {
        self.all.iter().copied()
    }

    /// A number that differs between any two selections that do not hold the same.
    pub(crate) fn stamp(&self) -> u64 {
        self.stamp
    }

    /// Changes it by what a gesture took. The last thing taken comes to the front; where the front one goes out, the
    /// last of the rest takes its place.
    pub fn change(&mut self, taken: &[Selected], change: Change) {
        self.stamp = next();
        if change == Change::Replace {
            self.all.clear();
            self.front = None;
        }
        if taken.len() > 8 && change != Change::Toggle {
            // Many at once: one merge instead of many insertions.
            let mut keys: Vec<Selected> = taken.to_vec();
            keys.sort_unstable_by_key(key);
            keys.dedup();
            if change == Change::Remove {
                self.all.retain(|s| keys.binary_search_by_key(&key(s), key).is_err());
            } else {
                self.all.extend(keys);
                self.all.sort_unstable_by_key(key);
                self.all.dedup();
                self.front = taken.last().copied();
            }
        } else {
            for &what in taken {
                match (self.find(what), change) {
                    (Ok(at), Change::Remove | Change::Toggle) => {
                        self.all.remove(at);
                    }
                    (Err(at), Change::Replace | Change::Add | Change::Toggle) => {
                        self.all.insert(at, what);
                        self.front = Some(what);
                    }
                    (Ok(_), _) => self.front = Some(what),
                    (Err(_), Change::Remove) => {}
                }
            }
        }
        if self.front.is_none_or(|f| !self.contains(f)) {
            self.front = self.all.last().copied();
        }
    }

    /// Keeps what `there` says is still there.
    pub fn retain(&mut self, there: impl FnMut(&Selected) -> bool) {
        let before = self.all.len();
        self.all.retain(there);
        if self.all.len() != before {
            self.stamp = next();
        }
        if self.front.is_none_or(|f| !self.contains(f)) {
            self.front = self.all.last().copied();
        }
    }

    fn find(&self, what: Selected) -> Result<usize, usize> {
        self.all.binary_search_by_key(&key(&what), key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feature(feature: usize) -> Selected {
        Selected::Feature { layer: LayerId(1), feature }
    }

    #[test]
    fn things_come_in_and_go_out_one_by_one() {
        let mut s = Selection::one(Some(feature(3)));
        s.change(&[feature(1)], Change::Toggle);
        s.change(&[Selected::Gap(0)], Change::Add);
        assert_eq!(s.iter().collect::<Vec<_>>(), [feature(1), feature(3), Selected::Gap(0)]);
        assert_eq!((s.count_in(LayerId(1)), s.count_in(LayerId(0)), s.count_in(LayerId(2))), (2, 0, 0));
        assert_eq!(s.front(), Some(Selected::Gap(0)));
        assert_eq!(s.layers(), [Some(LayerId(1)), None]);
        s.change(&[Selected::Gap(0)], Change::Toggle);
        assert_eq!((s.len(), s.front()), (2, Some(feature(3))));
        s.change(&[feature(7)], Change::Replace);
        assert_eq!((s.len(), s.front()), (1, Some(feature(7))));
        s.change(&[feature(7)], Change::Remove);
        assert!(s.is_empty() && s.front().is_none());
    }

    #[test]
    fn many_at_once_are_the_same_as_one_by_one() {
        let taken: Vec<Selected> = (0..40).map(|i| feature((i * 7) % 31)).collect();
        let mut at_once = Selection::one(Some(feature(100)));
        at_once.change(&taken, Change::Add);
        let mut single = Selection::one(Some(feature(100)));
        for &t in &taken {
            single.change(&[t], Change::Add);
        }
        assert_eq!(at_once, single);
        assert_eq!(at_once.len(), 32);
        at_once.change(&taken, Change::Remove);
        assert_eq!(at_once, Selection::one(Some(feature(100))));
    }
}
