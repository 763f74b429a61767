//! Where the parks are and what they look like.
//!
//! Parks stand as cities have them: along the water, dense and small in the old town, few in new quarters; so the land
//! they do not serve lies in patches.

use std::collections::BTreeMap;

use super::convex::{Convex, area, centroid};
use super::fields::Fields;
use super::plane::{Fixed, Ground, P, to_fixed};
use super::rng::Rng;
use super::shapes::{Corners, densify, natural, plot, pond, shrink_to};
use super::streets::{Block, Use};

/// A park on the globe.
#[derive(Debug, Clone)]
pub(super) struct Park {
    pub(super) ring: Vec<Fixed>,
    pub(super) hole: Option<Vec<Fixed>>,
    /// Square metres on the ground, water excluded.
    pub(super) area: f64,
    pub(super) middle: P,
    pub(super) zone: u8,
    pub(super) pocket: bool,
    pub(super) bank: bool,
    pub(super) key: u64,
}

/// A block that becomes a park, wholly or at one end.
struct Site {
    block: usize,
    pocket: bool,
}

/// Takes land for `wanted` parks from the blocks and returns the parks, in the order of their blocks.
pub(super) fn lay_out(
    blocks: &mut Vec<Block>,
    wanted: usize,
    there: &[Park],
    fields: &Fields,
    ground: Ground,
    seed: u64,
) -> Vec<Park> {
    let sites = choose(blocks, wanted, there, fields);
    let mut parks = Vec::with_capacity(sites.len());
    let mut rests = Vec::new();
    for (number, site) in sites.iter().enumerate() {
        let block = &mut blocks[site.block];
        let mut rng = Rng::new(block.key, 801, 0, 0);
        let outline = if site.pocket {
            pocket(block, number, &mut rng, &mut rests, ground)
        } else {
            whole(block, &mut rng, seed)
        };
        let Some((ring, water)) = outline else { continue };
        let size = if site.pocket { pocket_size(number, &mut rng) } else { f64::MAX };
        parks.push(placed(block, &ring, water.as_deref(), size, site.pocket, ground, &mut rng));
        if !site.pocket {
            block.usage = Use::Park;
        }
    }
    blocks.extend(rests);
    parks
}

/// The parks that take a whole cell each.
pub(super) fn great(blocks: &[Block], ground: Ground, seed: u64) -> Vec<Park> {
    let mut parks = Vec::with_capacity(blocks.len());
    for block in blocks {
        let mut rng = Rng::new(block.key, 801, 0, 0);
        let Some((ring, water)) = whole(block, &mut rng, seed) else { continue };
        parks.push(placed(block, &ring, water.as_deref(), f64::MAX, false, ground, &mut rng));
    }
    parks
}

fn placed(
    block: &Block,
    ring: &[P],
    water: Option<&[P]>,
    size: f64,
    pocket: bool,
    ground: Ground,
    rng: &mut Rng,
) -> Park {
    let mut ring: Vec<P> = ring.iter().map(|p| ground.place(*p)).collect();
    shrink_to(&mut ring, size);
    let water: Option<Vec<P>> = water.map(|w| w.iter().map(|p| ground.place(*p)).collect());
    Park {
        area: area(&ring) - water.as_deref().map_or(0.0, area),
        middle: centroid(&ring),
        ring: ring.iter().map(|p| to_fixed(*p)).collect(),
        hole: water.map(|w| w.iter().map(|p| to_fixed(*p)).collect()),
        zone: block.zone,
        pocket,
        bank: block.bank,
        key: rng.word(),
    }
}

/// The area a pocket park is given, m². Some fall just short of a tier, a few are too small to serve at all.
fn pocket_size(number: usize, rng: &mut Rng) -> f64 {
    match number % 23 {
        4 => 380.0,
        9 => 4_900.0,
        14 => rng.range(180.0, 360.0),
        19 => 4_985.0,
        _ => {
            let t = rng.unit();
            450.0 + 4_300.0 * t * t
        }
    }
}

/// Darts in random order; each keeps its distance, which is the larger the more neglected the place is. One factor on
/// all distances is bisected until the number comes out.
fn choose(blocks: &[Block], wanted: usize, there: &[Park], fields: &Fields) -> Vec<Site> {
    let mut darts: Vec<(u64, usize, f64, bool)> = Vec::new();
    for (k, block) in blocks.iter().enumerate() {
        let mut rng = Rng::new(block.key, 802, 0, 0);
        let size = block.land.inset().area();
        let likely = match block.usage {
            Use::Verge => 0.6,
            Use::Residential | Use::Vacant => 1.0,
            Use::Commercial | Use::Public => 0.35,
            Use::Village => 0.12,
            _ => 0.0,
        };
        if size < 2_500.0 || !rng.chance(likely) {
            continue;
        }
        let pocket = !block.bank && rng.chance(0.03 + 0.13 * block.urban) && block.land.area() > 5_500.0;
        let reach = fields.neglect(block.middle) * if block.bank { 0.8 } else { 1.0 } * if pocket { 0.72 } else { 1.0 };
        darts.push((rng.word(), k, reach * rng.range(0.75, 1.25), pocket));
    }
    darts.sort_unstable_by_key(|d| (d.0, d.1));
    let (mut low, mut high) = (10.0, 6_000.0);
    let mut best = Vec::new();
    for _ in 0..14 {
        let factor = f64::midpoint(low, high);
        let taken = throw(blocks, &darts, there, factor, wanted);
        if taken.len() >= wanted {
            low = factor;
            best = taken;
        } else {
            if taken.len() > best.len() {
                best = taken;
            }
            high = factor;
        }
    }
    best.sort_unstable();
    best.into_iter().map(|d| Site { block: darts[d].1, pocket: darts[d].3 }).collect::<Vec<_>>()
}

/// The darts that stick, at most `wanted`, as indices.
fn throw(
    blocks: &[Block],
    darts: &[(u64, usize, f64, bool)],
    there: &[Park],
    factor: f64,
    wanted: usize,
) -> Vec<usize> {
    let mut taken: Vec<usize> = Vec::new();
    let pitch = factor.max(100.0);
    let mut near: BTreeMap<(i64, i64), Vec<(P, f64)>> = BTreeMap::new();
    for park in there {
        let cell = ((park.middle.x / pitch).floor() as i64, (park.middle.y / pitch).floor() as i64);
        near.entry(cell).or_default().push((park.middle, 1.0));
    }
    for (d, &(_, block, reach, _)) in darts.iter().enumerate() {
        let at = blocks[block].middle;
        let keep = reach * factor;
        let (ci, cj) = ((at.x / pitch).floor() as i64, (at.y / pitch).floor() as i64);
        let span = (keep / pitch).ceil() as i64;
        let free = (ci - span..=ci + span)
            .flat_map(|i| (cj - span..=cj + span).map(move |j| (i, j)))
            .filter_map(|c| near.get(&c))
            .flatten()
            .all(|(p, other)| p.minus(at).length() > keep.min(other * factor * 1.6));
        if free {
            near.entry((ci, cj)).or_default().push((at, reach));
            taken.push(d);
            if taken.len() == wanted {
                break;
            }
        }
    }
    taken
}

type Outline = (Vec<P>, Option<Vec<P>>);

/// A whole block as a park: natural by the water and where it is large, else with rounded corners; some have a pond.
fn whole(block: &Block, rng: &mut Rng, seed: u64) -> Option<Outline> {
    let land = block.land.inset();
    if land.len() < 3 {
        return None;
    }
    let size = land.area();
    if block.bank {
        // A strip along the water; long ones end somewhere before the next bridge.
        let strip = shorten(&land, rng.range(0.55, 1.0), rng);
        return Some((strip_outline(&strip, seed, rng), None));
    }
    if size > 9_000.0 && rng.chance(0.75) {
        let outline = natural(&land, rng.range(0.1, 0.3), seed ^ block.key, 60.0);
        let hole = (size > 14_000.0 && rng.chance(0.5)).then(|| {
            let mut ring = pond(&outline, centroid(&land.points), rng.range(0.22, 0.46), seed ^ block.key);
            ring.dedup();
            ring
        });
        return Some((outline, hole));
    }
    Some((densify(&plot(&land, Corners::Round(4), rng), 60.0), None))
}

/// A strip's outline: gently uneven on both sides.
fn strip_outline(land: &Convex, seed: u64, rng: &mut Rng) -> Vec<P> {
    let middle = land.centre();
    let deep = rng.range(0.06, 0.22);
    let (a, b) = land.edge(land.longest());
    let along = b.minus(a).unit();
    densify(&plot(land, Corners::Round(3), rng), 35.0)
        .into_iter()
        .map(|p| {
            // Drawn in across the strip only: its length stays.
            let off = p.minus(middle).dot(along.left());
            let wave = 0.5 + 0.5 * super::rng::noise(seed, 303, p.x / 55.0, p.y / 55.0);
            p.plus(along.left(), -off * deep * 2.0 * wave)
        })
        .collect()
}

/// The part of a strip at one of its ends.
fn shorten(land: &Convex, share: f64, rng: &mut Rng) -> Convex {
    let (a, b) = land.edge(land.longest());
    let along = b.minus(a).unit();
    let (from, to, low, high) = land.extent(along);
    let at = along.scaled_to(from + (to - from) * share).plus(along.left(), f64::midpoint(low, high));
    let (left, right) = land.split(at, along.left(), 0.0);
    let pick = if share > 0.5 || rng.chance(0.5) { left } else { right };
    if pick.len() >= 3 && pick.area() > 1_200.0 { pick } else { land.clone() }
}

/// A pocket park at the corner of a block; the rest of the block keeps its use.
fn pocket(block: &mut Block, number: usize, rng: &mut Rng, rests: &mut Vec<Block>, ground: Ground) -> Option<Outline> {
    let land = &block.land;
    let (a, b) = land.edge(land.longest());
    let along = b.minus(a).unit();
    let (from, to, low, high) = land.extent(along);
    let margin = land.setback.iter().fold(0.0_f64, |m, s| m.max(*s));
    let wide = (to - from) * rng.range(0.22, 0.34) + margin;
    let at = along.scaled_to(to - wide).plus(along.left(), f64::midpoint(low, high));
    let (rest, end) = land.split(at, along.left(), 2.5);
    let (rest, end) = if rest.centre().dot(along) < end.centre().dot(along) { (rest, end) } else { (end, rest) };
    if rest.len() < 3 || end.len() < 3 {
        return None;
    }
    // Some take the whole end of the block; most leave a plot beside them.
    let (mine, other) = if rng.chance(0.25) || number % 23 == 9 || number % 23 == 19 {
        (end, None)
    } else {
        let share = rng.range(0.45, 0.62);
        let at = along.scaled_to(to).plus(along.left(), low + (high - low) * share);
        let (left, right) = end.split(at, along, 2.5);
        if rng.chance(0.5) { (left, Some(right)) } else { (right, Some(left)) }
    };
    let green = mine.inset();
    if green.len() < 3 || green.area() < 170.0 {
        return None;
    }
    if let Some(other) = other.filter(|o| o.len() >= 3) {
        rests.push(Block { middle: ground.place(other.centre()), land: other, key: rng.word(), ..block.clone() });
    }
    block.land = rest;
    let outline =
        if rng.chance(0.35) { natural(&green, 0.18, block.key, 18.0) } else { plot(&green, Corners::Round(3), rng) };
    Some((outline, None))
}
