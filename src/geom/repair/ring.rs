//! One ring by itself: closed, without repeated vertices, without spikes. Exact: what is removed has no area.

use super::Repairs;
use crate::geom::Coord;
use crate::geom::exact::side;

/// A ring after cleaning.
pub(super) struct Cleaned {
    /// The closed ring, its last vertex equal to its first, with three distinct vertices or more; `None` if nothing
    /// is left of it.
    pub(super) ring: Option<Vec<Coord>>,
    /// What had to be mended.
    pub(super) repairs: Repairs,
}

/// Closes a ring, drops repeated vertices and spikes. Vertices in the middle of a straight run stay.
pub(super) fn clean(mut ring: Vec<Coord>) -> Cleaned {
    let mut repairs = Repairs::default();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    } else if ring.len() > 2 {
        repairs.insert(Repairs::UNCLOSED);
    }
    let before = ring.len();
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < before {
        repairs.insert(Repairs::DUPLICATE_POINTS);
    }
    if distinct_at_most_two(&ring) {
        repairs.insert(Repairs::TOO_FEW_POINTS);
        return Cleaned { ring: None, repairs };
    }
    if has_spike(&ring) {
        repairs.insert(Repairs::SPIKE);
        ring = without_spikes(&ring);
    }
    if ring.len() < 3 {
        repairs.insert(Repairs::ZERO_AREA);
        return Cleaned { ring: None, repairs };
    }
    ring.push(ring[0]);
    Cleaned { ring: Some(ring), repairs }
}

fn distinct_at_most_two(ring: &[Coord]) -> bool {
    let Some(&first) = ring.first() else { return true };
    let Some(&second) = ring.iter().find(|&&c| c != first) else { return true };
    ring.iter().all(|&c| c == first || c == second)
}

/// Whether the way from `a` over `b` to `c` turns back on itself at `b`.
fn is_spike(a: Coord, b: Coord, c: Coord) -> bool {
    let (u, v) = (a - b, c - b);
    // The sign of the product decides first: it is cheap and settles nearly every vertex.
    u.x * v.x + u.y * v.y > 0.0 && side(a, b, c) == 0
}

fn has_spike(ring: &[Coord]) -> bool {
    let n = ring.len();
    (0..n).any(|i| is_spike(ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n]))
}

/// Removes spikes until none is left; removing one may bare another.
fn without_spikes(ring: &[Coord]) -> Vec<Coord> {
    let mut out: Vec<Coord> = Vec::with_capacity(ring.len());
    for &c in ring {
        push_despiked(&mut out, c);
    }
    // The seam: the same from both ends.
    let mut start = 0;
    loop {
        let n = out.len();
        if n < start + 3 {
            return Vec::new();
        }
        let (first, second, last, before) = (out[start], out[start + 1], out[n - 1], out[n - 2]);
        if first == last || is_spike(before, last, first) {
            out.pop();
        } else if is_spike(last, first, second) {
            start += 1;
        } else {
            return out.split_off(start);
        }
    }
}

fn push_despiked(out: &mut Vec<Coord>, c: Coord) {
    loop {
        match out.as_slice() {
            [.., last] if *last == c => return,
            [.., a, b] if is_spike(*a, *b, c) => {
                out.pop();
            }
            _ => break,
        }
    }
    out.push(c);
}

/// Whether two closed rings have the same vertices in the same or the opposite order, whatever vertex they start at.
pub(super) fn same(a: &[Coord], b: &[Coord]) -> bool {
    if a.len() != b.len() || a.len() < 2 {
        return false;
    }
    let (a, b) = (&a[..a.len() - 1], &b[..b.len() - 1]);
    let n = a.len();
    (0..n)
        .filter(|&s| b[s] == a[0])
        .any(|s| (0..n).all(|i| a[i] == b[(s + i) % n]) || (0..n).all(|i| a[i] == b[(s + n - i) % n]))
}
