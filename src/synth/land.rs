//! The layers made of plots: homes, trade, industry, public buildings, fields, and land for proposals.

use super::city::City;
use super::feature::{Content, Geometry, Item, Value};
use super::names;
use super::plane::Fixed;
use super::plots::Plot;
use super::rng::{Rng, hash, unit};
use super::streets::Use;

/// People on a residential plot.
pub(super) fn population(plot: &Plot, seed: u64) -> i64 {
    let floors = floors(plot, seed);
    // Land × floor-area ratio ÷ floor space a person; the ratio grows with height but not in step with it.
    let per_m2 = match floors {
        ..=3 => 0.007,
        4..=7 => 0.025,
        8..=12 => 0.031,
        _ => 0.037,
    };
    let lived_in = 0.75 + 0.25 * unit(hash(seed, 1001, i64::from(plot.block), i64::from(plot.number)));
    (plot.area * per_m2 * lived_in + 0.5).floor() as i64
}

fn floors(plot: &Plot, seed: u64) -> i64 {
    let dice = unit(hash(seed, 1002, i64::from(plot.block), 0));
    if plot.usage == Use::Village || plot.urban < 0.24 {
        return 2 + i64::from(dice > 0.6);
    }
    match dice {
        d if d < 0.42 => 6,
        d if d < 0.55 => 5,
        d if d < 0.72 => 11,
        d if d < 0.9 => 18,
        _ => 26 + (dice * 70.0) as i64 % 7,
    }
}

/// A plot as a feature.
pub(super) fn plot_item(plot: &Plot, number: usize, prefix: char, seed: u64) -> Item {
    let mut rng = Rng::new(seed, 1003, i64::from(plot.block), i64::from(plot.number));
    let mut properties = Vec::with_capacity(5);
    let area = ("area_m2", Value::Tenths((plot.area * 10.0 + 0.5).floor() as i64));
    let block = plot.block as usize;
    match plot.usage {
        Use::Residential | Use::Village => {
            let stem =
                if plot.usage == Use::Village { names::village(block, seed) } else { names::estate(block, seed) };
            let part = if plot.usage == Use::Village { "组" } else { "区" };
            let name = format!("{stem}{}{part}", names::numeral(plot.number as usize + 1));
            properties.push(("name", Value::Text(name)));
            properties.push(area);
            properties.push(("population", Value::Int(population(plot, seed))));
            properties.push(("floors", Value::Int(floors(plot, seed))));
            let old = plot.urban > 0.6;
            let built = if old { rng.range(1981.0, 2012.0) } else { rng.range(1996.0, 2023.0) };
            properties.push(("built", Value::Int(built as i64)));
        }
        Use::Public => {
            let kind = ["小学", "中学", "医院", "幼儿园", "文化馆", "养老院", "机关", "体育馆"][rng.below(8)];
            let stem = names::park(block, seed ^ 3, "");
            properties.push(("name", Value::Text(format!("{stem}{kind}"))));
            properties.push(("class", Value::Text(kind.to_owned())));
            properties.push(area);
        }
        Use::Farmland | Use::Idle => {
            let class = if plot.usage == Use::Idle { "未利用地" } else { "农林用地" };
            properties.push(("class", Value::Text(class.to_owned())));
        }
        _ => properties.push(area),
    }
    Item { id: format!("{prefix}{:05}", number + 1), geometry: Geometry::Polygon(vec![plot.ring.clone()]), properties }
}

/// The plots of some uses as a layer's content.
pub(super) fn content(city: &City, uses: &[Use], prefix: char, faults: Vec<Item>) -> Content {
    let plots = city.plots.iter().filter(|p| uses.contains(&p.usage)).cloned().collect();
    Content::Plots { seed: city.seed, prefix, plots, faults }
}

/// Vacant plots of 1,000 to 6,000 m²: where a proposal may go.
pub(super) fn candidates(city: &City) -> Vec<Item> {
    let fits = |p: &&Plot| p.usage == Use::Vacant;
    let mut out = Vec::new();
    for (k, plot) in city.plots.iter().filter(fits).enumerate() {
        let mut rng = Rng::new(city.seed, 1004, i64::from(plot.block), i64::from(plot.number));
        let owner = ["区属", "街道", "国有平台", "待出让"][rng.below(4)];
        out.push(Item {
            id: format!("K{:04}", k + 1),
            geometry: Geometry::Polygon(vec![plot.ring.clone()]),
            properties: vec![
                ("name", Value::Text(format!("备选地块{}", k + 1))),
                ("area_m2", Value::Tenths((plot.area * 10.0 + 0.5).floor() as i64)),
                ("owner", Value::Text(owner.to_owned())),
            ],
        });
    }
    out
}

/// The deliberate faults of the sample, so that a loading report has something to tell: a plot drawn twice over a part, a
/// bow-tie, a missing geometry, a ring that runs clockwise and repeats a point, a ring that is not closed.
pub(super) fn faults(city: &City) -> Vec<Item> {
    let mut spare = city.plots.iter().filter(|p| p.usage == Use::Vacant && p.ring.len() == 4 && p.area > 1_500.0);
    let mut homes = city.plots.iter().filter(|p| p.usage == Use::Residential && p.ring.len() == 4 && p.urban > 0.7);
    let item = |n: usize, geometry: Geometry| Item {
        id: format!("RX{n}"),
        geometry,
        properties: vec![("name", Value::Text(format!("待核地块{n}"))), ("population", Value::Null)],
    };
    let closed = |mut ring: Vec<Fixed>| {
        ring.extend(ring.first().copied());
        ring
    };
    let mut out = Vec::new();
    if let Some(p) = homes.next() {
        // About 9 m to the east over its own neighbour.
        out.push(item(1, Geometry::Raw(closed(p.ring.iter().map(|c| [c[0] + 950, c[1]]).collect()))));
    }
    if let Some(p) = spare.next() {
        let r = &p.ring;
        out.push(item(2, Geometry::Raw(closed(vec![r[0], r[2], r[1], r[3]]))));
    }
    out.push(item(3, Geometry::Null));
    if let Some(p) = spare.next() {
        let r = &p.ring;
        out.push(item(4, Geometry::Raw(closed(vec![r[0], r[3], r[2], r[2], r[1]]))));
    }
    if let Some(p) = spare.next() {
        out.push(item(5, Geometry::Raw(p.ring.clone())));
    }
    out
}
