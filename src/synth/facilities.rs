//! Parks, toilets, transfer stations, parking and beautiful-street zones as features.

use std::collections::BTreeSet;

use super::city::City;
use super::convex::area;
use super::feature::{Geometry, Item, Value};
use super::fields::ZONES;
use super::frame::street_name;
use super::lattice::{Lattice, OUTSIDE};
use super::names;
use super::near::Near;
use super::parks::Park;
use super::plane::{P, to_fixed};
use super::plots::Plot;
use super::rng::Rng;
use super::shapes::shrink_to;
use super::streets::Use;

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn tenths(value: f64) -> Value {
    Value::Tenths((value * 10.0 + 0.5).floor() as i64)
}

/// The parks or the pocket parks.
pub(super) fn parks(city: &City, pocket: bool) -> Vec<Item> {
    city.parks.iter().filter(|p| p.pocket == pocket).enumerate().map(|(k, park)| park_item(city, park, k)).collect()
}

fn park_item(city: &City, park: &Park, k: usize) -> Item {
    let mut rng = Rng::new(park.key, 1101, 0, 0);
    let (class, tail) = match park.area {
        _ if park.pocket => ("游园", "口袋公园"),
        a if a >= 80_000.0 => ("综合公园", "公园"),
        _ if park.bank => ("专类公园", "滨河公园"),
        _ if rng.chance(0.12) => ("专类公园", ["植物园", "文化公园", "体育公园", "儿童公园"][rng.below(4)]),
        a if a >= 10_000.0 => ("社区公园", "公园"),
        _ => ("游园", "游园"),
    };
    let zone = ZONES[park.zone as usize].name;
    let unit = match class {
        "综合公园" => "区园林绿化管理中心".to_owned(),
        _ if park.bank => "区河道管理所".to_owned(),
        "专类公园" => "区园林绿化管理中心".to_owned(),
        _ => format!("{zone}办事处"),
    };
    // Pocket parks count on from the parks, so that no two names are alike.
    let index = k + if park.pocket { city.parks.len() } else { 0 };
    let stars = if park.area >= 10_000.0 && !park.pocket { Value::Int(3 + rng.below(3) as i64) } else { Value::Null };
    let opened = if park.pocket { rng.range(2016.0, 2024.0) } else { rng.range(1985.0, 2023.0) };
    let mut rings = vec![park.ring.clone()];
    if let Some(hole) = &park.hole {
        let mut hole = hole.clone();
        hole.reverse();
        rings.push(hole);
    }
    Item {
        id: format!("{}{:04}", if park.pocket { "KD" } else { "GY" }, k + 1),
        geometry: Geometry::Polygon(rings),
        properties: vec![
            ("name", Value::Text(names::park(index, city.seed, tail))),
            ("area_m2", tenths(park.area)),
            ("class", text(class)),
            ("rating", stars),
            ("managing_unit", Value::Text(unit)),
            ("opened", Value::Int(opened as i64)),
            ("street", text(zone)),
        ],
    }
}

/// A place in the street space in front of a plot.
fn kerb(plot: &Plot, rng: &mut Rng) -> P {
    let corner = super::plane::from_degrees(f64::from(plot.ring[0][0]) / 1e7, f64::from(plot.ring[0][1]) / 1e7);
    let next = &plot.ring[1 % plot.ring.len()];
    let next = super::plane::from_degrees(f64::from(next[0]) / 1e7, f64::from(next[1]) / 1e7);
    let along = next.minus(corner).unit();
    // Outer rings run counter-clockwise: outside is to the right.
    corner.lerp(next, rng.range(0.2, 0.8)).plus(along.left(), -2.0)
}

/// An address on a main street beside the plot; `used` keeps any two apart.
fn address(city: &City, plot: &Plot, rng: &mut Rng, used: &mut BTreeSet<String>) -> String {
    let (i, j) = city.blocks[plot.block as usize].cell;
    let upright = rng.chance(0.5);
    let street = street_name(city, if upright { i } else { j }, upright);
    let mut number = 2 + rng.below(180);
    loop {
        let address = format!("{street}{number}号");
        if used.insert(address.clone()) {
            return address;
        }
        number += 2;
    }
}

/// Plots picked in random order, each at its distance from those before; at most `wanted`, in the order of the plots.
fn spread(
    city: &City,
    tag: u64,
    wanted: usize,
    likely: impl Fn(&Plot) -> f64,
    apart: impl Fn(&Plot) -> f64,
) -> Vec<&Plot> {
    let mut darts: Vec<(u64, usize)> = Vec::new();
    for (k, plot) in city.plots.iter().enumerate() {
        let mut rng = Rng::new(city.seed, tag, i64::from(plot.block), i64::from(plot.number));
        if rng.chance(likely(plot)) {
            darts.push((rng.word(), k));
        }
    }
    darts.sort_unstable();
    let mut near = Near::new(300.0);
    let mut taken = Vec::new();
    for (_, k) in darts {
        if taken.len() >= wanted {
            break;
        }
        let plot = &city.plots[k];
        if near.within(plot.middle, apart(plot)).next().is_none() {
            near.add(plot.middle, 0.0);
            taken.push(k);
        }
    }
    taken.sort_unstable();
    taken.into_iter().map(|k| &city.plots[k]).collect()
}

/// Public toilets: points in the street space, closest together where people shop.
pub(super) fn toilets(city: &City, parcels: usize) -> Vec<Item> {
    let likely = |p: &Plot| match p.usage {
        Use::Commercial => 0.7,
        Use::Public => 0.5,
        Use::Residential => 0.12,
        Use::Village => 0.16,
        _ => 0.0,
    };
    let apart = |p: &Plot| 290.0 + 420.0 * (1.0 - p.urban) - 120.0 * city.fields.trade(p.middle).max(0.0);
    let mut used = BTreeSet::new();
    spread(city, 1111, parcels / 16, likely, apart)
        .into_iter()
        .enumerate()
        .map(|(k, plot)| {
            let mut rng = Rng::new(city.seed, 1112, i64::from(plot.block), i64::from(plot.number));
            let class = match plot.usage {
                Use::Village => ["二类", "三类", "三类"][rng.below(3)],
                _ if plot.urban > 0.7 => ["一类", "二类", "二类"][rng.below(3)],
                _ => ["二类", "二类", "三类"][rng.below(3)],
            };
            let alliance = plot.usage == Use::Commercial && rng.chance(0.3);
            let place = to_fixed(kerb(plot, &mut rng));
            let address = address(city, plot, &mut rng, &mut used);
            let name = format!("{address}{}", if alliance { "厕所开放联盟点" } else { "公厕" });
            Item {
                id: format!("GC{:04}", k + 1),
                geometry: Geometry::Point(place),
                properties: vec![
                    ("name", Value::Text(name)),
                    ("class", text(class)),
                    ("address", Value::Text(address)),
                    ("open_24h", Value::Bool(rng.chance(0.35))),
                    ("alliance", Value::Bool(alliance)),
                ],
            }
        })
        .collect()
}

/// Refuse transfer stations: about half as small polygons, half as points, away from homes where there is room.
pub(super) fn transfer_stations(city: &City, parcels: usize) -> Vec<Item> {
    let likely = |p: &Plot| match p.usage {
        Use::Industrial => 0.9,
        Use::Vacant => 0.6,
        Use::Public | Use::Commercial => 0.1,
        _ => 0.0,
    };
    let apart = |p: &Plot| 1_250.0 + 1_500.0 * (1.0 - p.urban);
    let mut used = BTreeSet::new();
    spread(city, 1121, (parcels / 330).max(4), likely, apart)
        .into_iter()
        .enumerate()
        .map(|(k, plot)| {
            let mut rng = Rng::new(city.seed, 1122, i64::from(plot.block), i64::from(plot.number));
            let medium = rng.chance(0.3);
            let capacity = if medium { 160 + 10 * rng.below(20) } else { 30 + 5 * rng.below(20) };
            let geometry = if rng.chance(0.5) {
                let mut ring = on_ground(plot);
                shrink_to(&mut ring, if medium { 4_200.0 } else { rng.range(700.0, 1_800.0) });
                Geometry::Polygon(vec![ring.iter().map(|p| to_fixed(*p)).collect()])
            } else {
                Geometry::Point(to_fixed(plot.middle))
            };
            Item {
                id: format!("ZY{:03}", k + 1),
                geometry,
                properties: vec![
                    ("name", Value::Text(format!("{}垃圾转运站", names::park(k + 3_000, city.seed, "")))),
                    ("class", text(if medium { "中型" } else { "小型" })),
                    ("capacity_t_per_day", Value::Int(capacity as i64)),
                    ("vehicle", text("small_motor")),
                    ("address", Value::Text(address(city, plot, &mut rng, &mut used))),
                ],
            }
        })
        .collect()
}

fn on_ground(plot: &Plot) -> Vec<P> {
    plot.ring.iter().map(|c| super::plane::from_degrees(f64::from(c[0]) / 1e7, f64::from(c[1]) / 1e7)).collect()
}

/// Public parking: surface lots as polygons, garages as points.
pub(super) fn parking(city: &City, parcels: usize) -> Vec<Item> {
    let likely = |p: &Plot| match p.usage {
        Use::Parking => 1.0,
        Use::Commercial => 0.35,
        Use::Public => 0.3,
        Use::Residential => 0.02,
        _ => 0.0,
    };
    let apart = |p: &Plot| if p.usage == Use::Parking { 60.0 } else { 330.0 + 500.0 * (1.0 - p.urban) };
    let mut used = BTreeSet::new();
    spread(city, 1131, parcels / 26, likely, apart)
        .into_iter()
        .enumerate()
        .map(|(k, plot)| {
            let mut rng = Rng::new(city.seed, 1132, i64::from(plot.block), i64::from(plot.number));
            let lot = plot.usage == Use::Parking;
            let spaces = if lot { plot.area / rng.range(28.0, 36.0) } else { rng.range(40.0, 420.0) };
            let geometry = if lot {
                Geometry::Polygon(vec![plot.ring.clone()])
            } else {
                Geometry::Point(to_fixed(kerb(plot, &mut rng)))
            };
            let address = address(city, plot, &mut rng, &mut used);
            let name = format!("{address}{}", if lot { "停车场" } else { "停车库" });
            Item {
                id: format!("TC{:04}", k + 1),
                geometry,
                properties: vec![
                    ("name", Value::Text(name)),
                    ("spaces", Value::Int(spaces as i64)),
                    ("connected", Value::Bool(rng.chance(0.42))),
                    ("class", text(if lot { "地面" } else { "地下" })),
                    ("address", Value::Text(address)),
                ],
            }
        })
        .collect()
}

/// The beautiful-street zones: groups of whole cells in the two busiest sub-districts, about 1 and 0.6 km².
pub(super) fn beautiful_zones(city: &City) -> Vec<Item> {
    let specs = [(0_usize, 0.95e6, "迎春步行街", 2023_i64), (1, 0.55e6, "红梅新村街区", 2023)];
    specs
        .iter()
        .enumerate()
        .filter_map(|(k, (zone, size, name, year))| {
            let scale = city.fields.scale;
            let ring = around(&city.lattice, city.fields.centre(*zone), size * scale.min(1.6))?;
            let placed: Vec<P> = ring.iter().map(|p| city.lattice.ground.place(*p)).collect();
            Some(Item {
                id: format!("MJ{:02}", k + 1),
                geometry: Geometry::Polygon(vec![placed.iter().map(|p| to_fixed(*p)).collect()]),
                properties: vec![
                    ("name", text(name)),
                    ("area_m2", tenths(area(&placed))),
                    ("year", Value::Int(*year)),
                    ("street", text(ZONES[*zone].name)),
                ],
            })
        })
        .collect()
}

/// The outline of a rectangle of cells around a place, on the board, of at least this area unless the district ends.
fn around(lattice: &Lattice, place: P, size: f64) -> Option<Vec<P>> {
    let (m, n) = lattice.size();
    let far = |k: &usize| (lattice.ground.place(lattice.middle(k % m, k / m)).minus(place).length() * 10.0) as i64;
    let start = (0..m * n).min_by_key(far)?;
    let (mut west, mut south, mut east, mut north) = (start % m, start / m, start % m, start / m);
    let inside = |w: usize, s: usize, e: usize, t: usize| {
        e < m && t < n && (w..=e).all(|i| (s..=t).all(|j| lattice.zone(i, j) != OUTSIDE))
    };
    for round in 0..64 {
        let span = lattice.node((east + 1, north + 1)).minus(lattice.node((west, south)));
        if span.x * span.y >= size {
            break;
        }
        // Grow on the shorter sides first, so that the zone stays compact.
        let wide = span.x > span.y;
        match (wide, round % 2) {
            (true, 0) if inside(west, south, east, north + 1) => north += 1,
            (true, _) if south > 0 && inside(west, south - 1, east, north) => south -= 1,
            (false, 0) if inside(west, south, east + 1, north) => east += 1,
            (false, _) if west > 0 && inside(west - 1, south, east, north) => west -= 1,
            _ => {}
        }
    }
    lattice.rings(|i, j| (west..=east).contains(&i) && (south..=north).contains(&j), false).into_iter().next()
}
