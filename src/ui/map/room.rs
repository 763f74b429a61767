//! How much room a symbol has: the distance at which it stands clear of those that come before it.
//!
//! A map that shows the symbols with at least so much room shows no two that overlap, at any scale, and the same ones
//! whichever part of it is looked at.

use std::collections::HashMap;

use crate::geom::Coord;

/// The finest distance that is told apart, in metres.
const FINEST: f64 = 2.0;

/// For each of `own` the room it has, in metres, rounded down to a power of √2: no point of `before`, and no point of
/// `own` with as much room, is nearer. Of points at one place the first keeps its room; the rest have none (0).
pub(crate) fn rooms(before: &[Coord], own: &[Coord]) -> Vec<f32> {
    let all: Vec<Coord> = before.iter().chain(own).copied().collect();
    let mut room = vec![0.0_f32; all.len()];
    let finite = |c: &&Coord| c.x.is_finite() && c.y.is_finite();
    let Some(first) = all.iter().find(finite).copied() else { return Vec::new() };
    let (mut low, mut high) = (first, first);
    for c in all.iter().filter(finite) {
        low = Coord { x: low.x.min(c.x), y: low.y.min(c.y) };
        high = Coord { x: high.x.max(c.x), y: high.y.max(c.y) };
    }
    let extent = (high.x - low.x).max(high.y - low.y).max(FINEST);
    let mut step = FINEST;
    let mut steps = vec![FINEST];
    while step < extent {
        step *= std::f64::consts::SQRT_2;
        steps.push(step);
    }
    let mut taken: HashMap<(i32, i32), u32> = HashMap::new();
    for &step in steps.iter().rev() {
        // Squares so small that two points in one are too near each other.
        let side = step / std::f64::consts::SQRT_2;
        let square = |c: Coord| (((c.x - low.x) / side).floor() as i32, ((c.y - low.y) / side).floor() as i32);
        taken.clear();
        for (i, c) in all.iter().enumerate().filter(|&(i, _)| room[i] > 0.0) {
            taken.insert(square(*c), i as u32);
        }
        for (i, &c) in all.iter().enumerate() {
            if room[i] > 0.0 || !c.x.is_finite() || !c.y.is_finite() {
                continue;
            }
            let (x, y) = square(c);
            let near = |&(dx, dy): &(i32, i32)| {
                taken.get(&(x + dx, y + dy)).is_some_and(|&j| {
                    let other = all[j as usize];
                    (other.x - c.x).hypot(other.y - c.y) < step
                })
            };
            if !taken.contains_key(&(x, y)) && !NEAR.iter().any(near) {
                taken.insert((x, y), i as u32);
                room[i] = step as f32;
            }
        }
    }
    room.split_off(before.len())
}

/// The squares around one that can hold a point nearer than the diagonal of two squares.
const NEAR: [(i32, i32); 20] = [
    (-1, 0),
    (1, 0),
    (0, -1),
    (0, 1),
    (-1, -1),
    (1, -1),
    (-1, 1),
    (1, 1),
    (-2, 0),
    (2, 0),
    (0, -2),
    (0, 2),
    (-2, -1),
    (-2, 1),
    (2, -1),
    (2, 1),
    (-1, -2),
    (1, -2),
    (-1, 2),
    (1, 2),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_with_room_stand_clear_of_one_another_at_every_scale() {
        let points: Vec<Coord> = (0..900_u32)
            .map(|i| Coord { x: f64::from((i * 7919) % 1000), y: f64::from((i * 104_729) % 997) })
            .collect();
        let before = [Coord { x: 500.0, y: 500.0 }];
        let room = rooms(&before, &points);
        assert_eq!(room.len(), points.len());
        for scale in [5.0_f64, 40.0, 200.0] {
            let shown: Vec<Coord> =
                points.iter().zip(&room).filter(|(_, r)| f64::from(**r) >= scale).map(|(c, _)| *c).collect();
            assert!(!shown.is_empty());
            for (i, a) in shown.iter().enumerate() {
                let apart = |b: &Coord| (a.x - b.x).hypot(a.y - b.y);
                assert!(shown[..i].iter().chain(&before).all(|b| apart(b) >= scale * 0.999));
            }
        }
    }

    #[test]
    fn of_points_at_one_place_one_is_shown() {
        let at = [Coord { x: 1.0, y: 1.0 }; 3];
        let room = rooms(&[], &at);
        assert!(room[0] > 0.0 && room[1] == 0.0 && room[2] == 0.0);
        assert!(rooms(&[], &[]).is_empty());
    }
}
