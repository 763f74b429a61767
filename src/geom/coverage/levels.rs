//! Blocks of items, blocks of blocks, and so on up to one: what trees of sums and of boxes have in common.

use std::ops::Range;

/// Other items in the place of some of the lowest level; every level above is then that of levels made anew, `FAN` to a
/// block, by `join`. There must be a lowest level; `blank` stands where nothing has been joined yet.
pub(super) fn splice<T: Copy, const FAN: usize>(
    levels: &mut Vec<Vec<T>>,
    range: Range<usize>,
    items: Vec<T>,
    blank: T,
    join: impl Fn(&[T]) -> T,
) {
    let (mut from, mut to, same) = (range.start, range.start + items.len(), items.len() == range.len());
    levels[0].splice(range, items);
    let mut level = 0;
    while levels[level].len() > 1 {
        if level + 1 == levels.len() {
            levels.push(Vec::new());
        }
        let (below, above) = levels.split_at_mut(level + 1);
        let (below, above) = (&below[level], &mut above[0]);
        let count = below.len().div_ceil(FAN);
        // What was moved changes all that comes after.
        from /= FAN;
        to = if same { to.div_ceil(FAN) } else { count };
        above.resize(count, blank);
        for node in from..to {
            above[node] = join(&below[node * FAN..((node + 1) * FAN).min(below.len())]);
        }
        level += 1;
    }
    levels.truncate(level + 1);
}
