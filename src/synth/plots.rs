//! Blocks cut into plots.

use super::convex::{Convex, area};
use super::plane::{Fixed, Ground, P, to_fixed};
use super::rng::Rng;
use super::shapes::{Corners, densify, plot};
use super::streets::{Block, Use};

/// A plot on the globe.
#[derive(Debug, Clone)]
pub(super) struct Plot {
    pub(super) usage: Use,
    pub(super) zone: u8,
    /// Counter-clockwise, not closed.
    pub(super) ring: Vec<Fixed>,
    /// Square metres on the ground.
    pub(super) area: f64,
    /// On the ground, metres.
    pub(super) middle: P,
    /// Which block of the city it is part of, and which plot of that block.
    pub(super) block: u32,
    pub(super) number: u16,
    pub(super) urban: f64,
}

/// How plots are cut.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Typical largest residential plot, m².
    pub(super) largest: f64,
    pub(super) corners: Corners,
}

/// How far a fence keeps two plots apart from its line, metres.
const FENCE: f64 = 1.25;
/// The longest straight edge, metres: longer ones bend with the ground.
const EDGE: f64 = 95.0;

/// The largest plot of a use, m², and the share of the typical size that the place asks for.
fn largest(block: &Block, style: Style) -> f64 {
    match block.usage {
        Use::Residential => style.largest * (0.8 + 0.75 * (1.0 - block.urban)),
        Use::Village => style.largest * 0.62,
        Use::Commercial => 7_500.0,
        Use::Public => 24_000.0,
        Use::Industrial => 30_000.0,
        Use::Vacant => 5_600.0,
        _ => f64::MAX,
    }
}

/// The plots of one block.
pub(super) fn cut_block(block: &Block, index: u32, ground: Ground, style: Style) -> Vec<Plot> {
    let mut cutter = Cutter { block, index, ground, style, rng: Rng::new(block.key, 701, 0, 0), out: Vec::new() };
    let land = block.land.clone();
    if block.usage == Use::Residential && block.urban > 0.3 {
        cutter.with_shops(land);
    } else {
        cutter.cut(land, block.usage, largest(block, style), 0);
    }
    cutter.out
}

struct Cutter<'a> {
    block: &'a Block,
    index: u32,
    ground: Ground,
    style: Style,
    rng: Rng,
    out: Vec<Plot>,
}

impl Cutter<'_> {
    /// A strip of shops along a main street, homes behind.
    fn with_shops(&mut self, land: Convex) {
        let size = largest(self.block, self.style);
        let main = (0..land.len()).find(|&i| (30.0..45.0).contains(&land.setback[i]));
        if let Some(i) = main
            && self.rng.chance(0.45)
        {
            let (a, b) = land.edge(i);
            let d = b.minus(a).unit();
            let deep = land.setback[i] + self.rng.range(28.0, 42.0);
            let (homes, shops) = land.split(a.plus(d.left(), deep), d, FENCE + 0.75);
            if homes.len() >= 3 && homes.area() > 3_000.0 {
                self.cut(shops, Use::Commercial, 4_200.0, 2);
                self.cut(homes, Use::Residential, size, 0);
                return;
            }
        }
        self.cut(land, Use::Residential, size, 0);
    }

    fn cut(&mut self, land: Convex, usage: Use, largest: f64, depth: usize) {
        if land.len() < 3 {
            return;
        }
        let (a, b) = land.edge(land.longest());
        let along = b.minus(a).unit();
        let (from, to, low, high) = land.extent(along);
        let limit = largest * self.rng.range(0.7, 1.4);
        let slim = (to - from) > 3.4 * (high - low);
        let size = land.inset().area();
        if depth > 16 || (size <= limit && !slim) || size < 320.0 {
            self.plot(&land, usage);
            return;
        }
        // A yard lane now and then between groups of plots; elsewhere only a fence.
        let lane = usage == Use::Residential && depth < 3 && size > 5.0 * limit && self.rng.chance(0.6);
        let lean = self.rng.range(-0.03, 0.03);
        let at = along
            .scaled_to(from + (to - from) * self.rng.range(0.42, 0.58))
            .plus(along.left(), f64::midpoint(low, high));
        let gap = match usage {
            Use::Village => 2.2,
            _ if lane => 4.0,
            _ => FENCE,
        };
        let (left, right) = land.split(at, along.left().plus(along, lean).unit(), gap);
        self.cut(left, usage, largest, depth + 1);
        self.cut(right, usage, largest, depth + 1);
    }

    fn plot(&mut self, land: &Convex, usage: Use) {
        let land = land.inset();
        if land.len() < 3 || land.area() < 160.0 {
            return;
        }
        let (a, b) = land.edge(land.longest());
        let (_, _, low, high) = land.extent(b.minus(a).unit());
        if high - low < 9.0 {
            return;
        }
        let outline = densify(
            &if usage == Use::Farmland { land.points.clone() } else { plot(&land, self.style.corners, &mut self.rng) },
            if usage == Use::Farmland { 2.0 * EDGE } else { EDGE },
        );
        let placed: Vec<P> = outline.iter().map(|p| self.ground.place(*p)).collect();
        let lot = usage == Use::Commercial && land.area() < 5_500.0 && self.rng.chance(0.05);
        let size = area(&placed);
        // Empty land is a candidate where its size suits a park or a car park, else it just lies there.
        let usage = if usage == Use::Vacant && !(1_000.0..=6_000.0).contains(&size) { Use::Idle } else { usage };
        self.out.push(Plot {
            usage: if lot { Use::Parking } else { usage },
            zone: self.block.zone,
            area: size,
            middle: self.ground.place(land.centre()),
            ring: placed.iter().map(|p| to_fixed(*p)).collect(),
            block: self.index,
            number: self.out.len() as u16,
            urban: self.block.urban,
        });
    }
}
