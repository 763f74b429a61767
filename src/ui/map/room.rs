//! How much room a symbol has: the distance at which it stands clear of those that come before it.
//!
//! A map that shows the symbols with at least so much room shows no two that overlap, at any scale, and the same ones
//! whichever part of it is looked at.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, OnceLock};

use super::content::feature_item;
use super::mesh::places;
use super::style::{Glyph, Subject, recipe};
use crate::geom::Coord;
use crate::model::{Layer, LayerId, Role};

/// The finest distance that is told apart, in metres.
const FINEST: f64 = 2.0;

/// The layers whose symbols give way to one another, and the room that each of them has. All of them are reckoned at
/// once, by whichever worker first asks: reckoned one by one, two layers could both count on the same place.
pub(crate) struct Rooms {
    layers: Vec<Arc<Layer>>,
    made: OnceLock<BTreeMap<LayerId, Vec<f32>>>,
}

impl Rooms {
    /// Of these layers, those that have symbols; the rarer come first.
    pub(crate) fn among<'a>(layers: impl Iterator<Item = &'a Arc<Layer>>) -> Self {
        let mut layers: Vec<Arc<Layer>> = layers.filter(|l| rank(l.role).is_some()).cloned().collect();
        layers.sort_by_key(|l| (rank(l.role), l.id.0));
        Self { layers, made: OnceLock::new() }
    }

    /// Whether a layer is one of them.
    pub(crate) fn holds(&self, layer: LayerId) -> bool {
        self.layers.iter().any(|l| l.id == layer)
    }

    /// Whether both are about the same features.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let alike = |(a, b): (&Arc<Layer>, &Arc<Layer>)| Arc::ptr_eq(&a.features, &b.features) && a.role == b.role;
        self.layers.len() == other.layers.len() && self.layers.iter().zip(&other.layers).all(alike)
    }

    /// The room of each symbol of a layer, in the order of its features and their places ([`places`]).
    pub(crate) fn of(&self, layer: LayerId) -> &[f32] {
        let made = self.made.get_or_init(|| {
            let own = |l: &Arc<Layer>| -> Vec<Coord> {
                let in_area = recipe(Subject::Layer(l.role)).symbol_in_area;
                l.features.iter().flat_map(|f| places(&feature_item(f), in_area)).collect()
            };
            let each: Vec<(LayerId, Vec<Coord>)> = self.layers.iter().map(|l| (l.id, own(l))).collect();
            let all: Vec<Coord> = each.iter().flat_map(|e| e.1.iter().copied()).collect();
            let mut all = rooms(&all).into_iter();
            each.into_iter().map(|(id, own)| (id, all.by_ref().take(own.len()).collect())).collect()
        });
        made.get(&layer).map_or(&[], Vec::as_slice)
    }
}

/// The order in which symbols get their room; `None` for what has no symbol, or keeps to itself.
fn rank(role: Role) -> Option<u8> {
    match role {
        Role::Park | Role::PocketPark => Some(10),
        Role::BeautifulZone | Role::Candidate => Some(11),
        _ => Glyph::of(role).map(|g| g as u8),
    }
}

/// For each point the room it has, in metres, rounded down to a power of √2: no point with as much room is nearer, and
/// of two that are in each other's way the first stays. Of points at one place the first keeps its room; the rest have
/// none (0).
pub(crate) fn rooms(all: &[Coord]) -> Vec<f32> {
    let mut room = vec![0.0_f32; all.len()];
    let finite = |c: &&Coord| c.x.is_finite() && c.y.is_finite();
    let Some(first) = all.iter().find(finite).copied() else { return room };
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
    let mut taken: HashMap<(i32, i32), u32, BuildHasherDefault<Squares>> = HashMap::default();
    let mut left: Vec<u32> = (0..all.len() as u32).filter(|&i| finite(&&all[i as usize])).collect();
    let mut placed: Vec<u32> = Vec::new();
    for &step in steps.iter().rev() {
        // Squares so small that two points in one are too near each other.
        let side = step / std::f64::consts::SQRT_2;
        let square = |c: Coord| (((c.x - low.x) / side).floor() as i32, ((c.y - low.y) / side).floor() as i32);
        taken.clear();
        taken.extend(placed.iter().map(|&i| (square(all[i as usize]), i)));
        left.retain(|&i| {
            let c = all[i as usize];
            let (x, y) = square(c);
            let near = |&(dx, dy): &(i32, i32)| {
                taken.get(&(x + dx, y + dy)).is_some_and(|&j| {
                    let other = all[j as usize];
                    (other.x - c.x).hypot(other.y - c.y) < step
                })
            };
            if taken.contains_key(&(x, y)) || NEAR.iter().any(near) {
                return true;
            }
            taken.insert((x, y), i);
            placed.push(i);
            room[i as usize] = step as f32;
            false
        });
    }
    room
}

/// Scatters squares of a grid; only ever asked for a square, so their order does not matter.
#[derive(Default)]
struct Squares(u64);

impl Hasher for Squares {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &b in bytes {
            self.write_i32(i32::from(b));
        }
    }

    fn write_i32(&mut self, v: i32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(v as u32)).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
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
    use crate::geom::Shape;
    use crate::model::{Feature, Import, Source};

    fn scattered(n: u32) -> Vec<Coord> {
        (0..n).map(|i| Coord { x: f64::from((i * 7919) % 1000), y: f64::from((i * 104_729) % 997) }).collect()
    }

    #[test]
    fn those_with_room_stand_clear_of_one_another_at_every_scale() {
        let points = scattered(900);
        let room = rooms(&points);
        assert_eq!(room.len(), points.len());
        for scale in [5.0_f64, 40.0, 200.0] {
            let shown: Vec<Coord> =
                points.iter().zip(&room).filter(|(_, r)| f64::from(**r) >= scale).map(|(c, _)| *c).collect();
            assert!(!shown.is_empty());
            for (i, a) in shown.iter().enumerate() {
                let apart = |b: &Coord| (a.x - b.x).hypot(a.y - b.y);
                assert!(shown[..i].iter().all(|b| apart(b) >= scale * 0.999));
            }
        }
    }

    #[test]
    fn symbols_of_different_layers_stand_clear_of_one_another() {
        let layer = |id: u32, role, points: &[Coord]| {
            let feature = |(i, &at): (usize, &Coord)| Feature {
                index: i as u32,
                shape: Shape::from_point(at),
                ..Feature::default()
            };
            Arc::new(Layer {
                id: LayerId(id),
                role,
                name: String::new(),
                source: Source::default(),
                fields: Arc::default(),
                features: points.iter().enumerate().map(feature).collect(),
                import: Import::default(),
            })
        };
        let points = scattered(600);
        let (parking, rest) = points.split_at(300);
        let (toilets, stations) = rest.split_at(200);
        let layers = [
            layer(1, Role::Parking, parking),
            layer(2, Role::Toilet, toilets),
            layer(3, Role::TransferStation, stations),
            layer(4, Role::Road, parking),
        ];
        let all = Rooms::among(layers.iter());
        assert!(!all.holds(LayerId(4)) && all.of(LayerId(4)).is_empty());
        let each = [(1, parking), (2, toilets), (3, stations)];
        for scale in [10.0_f64, 30.0, 90.0] {
            let shown: Vec<Coord> = each
                .iter()
                .flat_map(|(id, points)| points.iter().zip(all.of(LayerId(*id))))
                .filter(|(_, r)| f64::from(**r) >= scale)
                .map(|(c, _)| *c)
                .collect();
            for (i, a) in shown.iter().enumerate() {
                assert!(shown[..i].iter().all(|b| (a.x - b.x).hypot(a.y - b.y) >= scale * 0.999), "at {scale} m");
            }
        }
    }

    #[test]
    fn of_points_at_one_place_one_is_shown() {
        let at = [Coord { x: 1.0, y: 1.0 }; 3];
        let room = rooms(&at);
        assert!(room[0] > 0.0 && room[1] == 0.0 && room[2] == 0.0);
        assert!(rooms(&[]).is_empty());
        assert_eq!(rooms(&[Coord { x: f64::NAN, y: 0.0 }]), [0.0]);
    }
}
