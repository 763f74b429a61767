//! Streets, water, green verges, sub-districts and the boundary as features.

use super::city::City;
use super::convex::area;
use super::feature::{Geometry, Item, Value};
use super::fields::ZONES;
use super::land::population;
use super::lattice::{Band, Class, Lattice, OUTSIDE};
use super::names;
use super::plane::{Fixed, Ground, P, to_fixed};
use super::rng::noise;
use super::shapes::{between, natural};
use super::streets::Use;

fn fixed(ground: Ground, points: impl IntoIterator<Item = P>) -> Vec<Fixed> {
    points.into_iter().map(|p| to_fixed(ground.place(p))).collect()
}

/// The name of the street along a lattice line; columns and rows share no name.
pub(super) fn street_name(city: &City, line: usize, column: bool) -> String {
    let (index, axis) = if column { (line * 2, &city.lattice.columns) } else { (line * 2 + 1, &city.lattice.rows) };
    let stem = names::street(index, city.seed);
    match axis.class[line.min(axis.class.len() - 1)] {
        Class::Express => format!("{stem}高架"),
        Class::Arterial => format!("{stem}{}", if column { "北路" } else { "大道" }),
        Class::Shore => format!("{stem}滨河路"),
        _ => format!("{stem}路"),
    }
}

/// Every street: lattice lines first, then the side streets.
pub(super) fn roads(city: &City) -> Vec<Item> {
    let mut out = Vec::new();
    let lattice = &city.lattice;
    let item = |k: usize, class: Class, name: Value, line: Vec<Fixed>| Item {
        id: format!("L{:05}", k + 1),
        geometry: Geometry::Line(line),
        properties: [
            ("class", Value::Text(class.name().to_owned())),
            ("width_m", Value::Int((2.0 * class.half_width()) as i64)),
        ]
        .into_iter()
        .chain((!matches!(name, Value::Null)).then_some(("name", name)))
        .collect(),
    };
    for column in [true, false] {
        let (across, along) =
            if column { (&lattice.columns, &lattice.rows) } else { (&lattice.rows, &lattice.columns) };
        for line in 0..across.at.len() {
            let mut run: Vec<P> = Vec::new();
            for band in 0..=along.bands() {
                let built = band < along.bands() && lattice.has_street(line, band, column);
                if built {
                    let node = |b: usize| lattice.node(if column { (line, b) } else { (b, line) });
                    if run.is_empty() {
                        run.push(node(band));
                    }
                    run.extend(between(node(band), node(band + 1), 105.0).skip(1));
                    run.push(node(band + 1));
                } else if !run.is_empty() {
                    let name = Value::Text(street_name(city, line, column));
                    let class = across.class[line];
                    out.push(item(out.len(), class, name, fixed(lattice.ground, run.drain(..))));
                }
            }
        }
    }
    let mut local = 0;
    for street in &city.streets {
        let name = if street.class == Class::Local {
            local += 1;
            Value::Text(format!("{}巷", names::park(local, city.seed ^ 0x11, "")))
        } else {
            Value::Null
        };
        let points = between(street.from, street.to, 120.0).chain([street.to]);
        out.push(item(out.len(), street.class, name, fixed(lattice.ground, points)));
    }
    out
}

/// Canals and ponds.
pub(super) fn water(city: &City) -> Vec<Item> {
    let lattice = &city.lattice;
    let mut out: Vec<Item> = Vec::new();
    let mut canals = 0;
    for column in [false, true] {
        let (across, along) =
            if column { (&lattice.columns, &lattice.rows) } else { (&lattice.rows, &lattice.columns) };
        for strip in 0..across.bands() {
            let Band::Water { main } = across.band[strip] else { continue };
            let wet = |b: usize| {
                let (i, j) = if column { (strip, b) } else { (b, strip) };
                let side = if column { lattice.zone(i.wrapping_sub(2), j) } else { lattice.zone(i, j.wrapping_sub(2)) };
                lattice.zone(i, j) != OUTSIDE || side != OUTSIDE
            };
            let name = if main { "运河".to_owned() } else { names::canal(canals, city.seed) };
            canals += 1;
            let mut start = 0;
            while start < along.bands() {
                if !wet(start) {
                    start += 1;
                    continue;
                }
                let end = (start..along.bands()).find(|&b| !wet(b)).unwrap_or(along.bands());
                let ring = canal(lattice, column, strip, along.at[start], along.at[end]);
                out.push(Item {
                    id: format!("S{:04}", out.len() + 1),
                    geometry: Geometry::Polygon(vec![fixed(lattice.ground, ring)]),
                    properties: vec![("name", Value::Text(name.clone())), ("class", Value::Text("河道".to_owned()))],
                });
                start = end;
            }
        }
    }
    let ponds = city.blocks.iter().filter(|b| b.usage == Use::Pond).filter_map(|b| {
        let land = b.land.inset();
        let ring = if land.len() < 3 { return None } else { natural(&land, 0.42, b.key, 90.0) };
        Some(fixed(lattice.ground, ring))
    });
    let holes = city.parks.iter().filter_map(|p| p.hole.clone());
    for ring in ponds.chain(holes) {
        out.push(Item {
            id: format!("S{:04}", out.len() + 1),
            geometry: Geometry::Polygon(vec![ring]),
            properties: vec![("name", Value::Null), ("class", Value::Text("湖塘".to_owned()))],
        });
    }
    out
}

/// The water of a canal between two places along it: its banks wander a little inwards.
fn canal(lattice: &Lattice, column: bool, strip: usize, from: f64, to: f64) -> Vec<P> {
    let at = if column { &lattice.columns.at } else { &lattice.rows.at };
    let (low, high) = (at[strip], at[strip + 1]);
    let side = |across: f64, inward: f64, tag: u64| {
        let steps = ((to - from) / 45.0).ceil().max(1.0);
        (0..=steps as usize).map(move |k| {
            let along = from + (to - from) * k as f64 / steps;
            let wave = 0.5 + 0.5 * noise(lattice.seed, tag, along / 260.0, across / 1_000.0);
            let across = across + inward * (high - low) * 0.13 * wave;
            if column { P::new(across, along) } else { P::new(along, across) }
        })
    };
    let ring: Vec<P> = side(low, 1.0, 411).chain(side(high, -1.0, 412).collect::<Vec<_>>().into_iter().rev()).collect();
    if area(&ring) < 0.0 { ring.into_iter().rev().collect() } else { ring }
}

/// Green strips by the water that are no parks.
pub(super) fn verges(city: &City) -> Vec<Item> {
    let mut out = Vec::new();
    for block in city.blocks.iter().filter(|b| b.usage == Use::Verge) {
        let land = block.land.inset();
        if land.len() < 3 || land.area() < 400.0 {
            continue;
        }
        let ring = super::shapes::densify(&land.points, 60.0);
        out.push(Item {
            id: format!("F{:04}", out.len() + 1),
            geometry: Geometry::Polygon(vec![fixed(city.lattice.ground, ring)]),
            properties: vec![("class", Value::Text("防护绿地".to_owned()))],
        });
    }
    out
}

/// A ring's rank among the rings of one outline: the outer one first.
fn outline(lattice: &Lattice, mut rings: Vec<Vec<P>>) -> Vec<Vec<Fixed>> {
    rings.sort_by(|a, b| area(b).total_cmp(&area(a)));
    rings.into_iter().map(|r| fixed(lattice.ground, r)).collect()
}

/// The sub-districts with their people.
pub(super) fn zones(city: &City) -> Vec<Item> {
    let mut people = [0_i64; ZONES.len()];
    for plot in city.plots.iter().filter(|p| matches!(p.usage, Use::Residential | Use::Village)) {
        people[plot.zone as usize] += population(plot, city.seed);
    }
    let lattice = &city.lattice;
    ZONES
        .iter()
        .enumerate()
        .filter_map(|(k, zone)| {
            let rings = lattice.rings(|i, j| lattice.zone(i, j) == k as u8, true);
            if rings.is_empty() {
                return None;
            }
            let ground: f64 =
                rings.iter().map(|r| area(&r.iter().map(|p| lattice.ground.place(*p)).collect::<Vec<_>>())).sum();
            Some(Item {
                id: format!("JD{:02}", k + 1),
                geometry: Geometry::Polygon(outline(lattice, rings)),
                properties: vec![
                    ("name", Value::Text(zone.name.to_owned())),
                    ("population", Value::Int(people[k])),
                    ("area_m2", Value::Tenths((ground * 10.0 + 0.5).floor() as i64)),
                ],
            })
        })
        .collect()
}

/// The outline of the district.
pub(super) fn boundary(city: &City) -> Vec<Item> {
    let lattice = &city.lattice;
    let rings = lattice.rings(|i, j| lattice.zone(i, j) != OUTSIDE, true);
    vec![Item {
        id: "QJ01".to_owned(),
        geometry: Geometry::Polygon(outline(lattice, rings)),
        properties: vec![("name", Value::Text("天宁区（示例）".to_owned()))],
    }]
}
