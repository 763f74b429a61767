//! Cells of the lattice cut into blocks by side streets, and what each block is used for.

use super::convex::Convex;
use super::fields::Fields;
use super::lattice::{Band, Class, Lattice, OUTSIDE};
use super::plane::P;
use super::rng::{Rng, hash, unit};

/// What a block or a plot is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Residential,
    Village,
    Commercial,
    Industrial,
    Public,
    Farmland,
    /// Empty: a candidate for a proposal.
    Vacant,
    /// Empty, but too small or too large to propose.
    Idle,
    /// Green land by the water, not a park.
    Verge,
    Pond,
    Park,
    Parking,
}

/// A side street on the board.
#[derive(Debug, Clone, Copy)]
pub(super) struct Street {
    pub(super) from: P,
    pub(super) to: P,
    pub(super) class: Class,
}

/// A piece of land between streets.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// On the board, to the middle of the streets around it.
    pub(super) land: Convex,
    pub(super) usage: Use,
    pub(super) zone: u8,
    /// The middle on the ground, metres.
    pub(super) middle: P,
    pub(super) urban: f64,
    /// Whether it lies along a canal.
    pub(super) bank: bool,
    /// The cell of the lattice it was cut from.
    pub(super) cell: (usize, usize),
    /// A word of its own, from which everything random about it follows.
    pub(super) key: u64,
}

/// The side streets and blocks of one cell.
#[derive(Debug, Default)]
pub(super) struct Cell {
    pub(super) streets: Vec<Street>,
    pub(super) blocks: Vec<Block>,
}

/// Cuts one cell. Water and what lies outside of the district give nothing.
pub(super) fn cut_cell(lattice: &Lattice, fields: &Fields, i: usize, j: usize) -> Cell {
    let mut out = Cell::default();
    let zone = lattice.zone(i, j);
    let (column, row) = lattice.bands(i, j);
    if zone == OUTSIDE || matches!(column, Band::Water { .. }) || matches!(row, Band::Water { .. }) {
        return out;
    }
    let land = frame(lattice, i, j);
    let mut cutter = Cutter {
        lattice,
        fields,
        zone,
        cell: (i, j),
        rng: Rng::new(lattice.seed, 601, i as i64, j as i64),
        out: &mut out,
    };
    if column == Band::Bank || row == Band::Bank {
        cutter.bank(land);
    } else {
        cutter.cut(land, 0);
    }
    out
}

/// A cell as a rectangle with the setbacks of the streets on its four sides.
pub(super) fn frame(lattice: &Lattice, i: usize, j: usize) -> Convex {
    let corner = |a: usize, b: usize| lattice.node((i + a, j + b));
    let (c, r) = (&lattice.columns.class, &lattice.rows.class);
    Convex::new(
        vec![corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)],
        vec![r[j].setback(), c[i + 1].setback(), r[j + 1].setback(), c[i].setback()],
    )
}

struct Cutter<'a> {
    lattice: &'a Lattice,
    fields: &'a Fields,
    zone: u8,
    cell: (usize, usize),
    rng: Rng,
    out: &'a mut Cell,
}

impl Cutter<'_> {
    fn cut(&mut self, land: Convex, depth: usize) {
        let urban = self.fields.urban(self.lattice.ground.place(land.centre()));
        let rural = urban < 0.2;
        let largest = if rural { 120_000.0 } else { 19_000.0 + 44_000.0 * (1.0 - urban) * (1.0 - urban) };
        let (a, b) = land.edge(land.longest());
        let along = b.minus(a).unit();
        let (from, to, low, high) = land.extent(along);
        let slim = (to - from) > 2.6 * (high - low);
        let enough = land.area() < largest * self.rng.range(0.75, 1.35) && !slim;
        if depth > 7 || enough || to - from < 150.0 {
            self.leaf(land, urban);
            return;
        }
        let (i, j) = self.cell;
        // The first streets of a cell go on through its neighbours; later ones are the cell's own.
        let share = if depth == 0 {
            let upright = along.x.abs() > 0.5;
            let (line, group) = if upright { (i, j / 4) } else { (j, i / 4) };
            0.4 + 0.2 * unit(hash(self.lattice.seed, 602 + u64::from(upright), line as i64, group as i64))
        } else {
            self.rng.range(0.4, 0.6)
        };
        let lean = if depth == 0 { 0.0 } else { self.rng.range(-0.045, 0.045) };
        let class = if depth < 2 { Class::Local } else { Class::Lane };
        let at = along.scaled_to(from + (to - from) * share).plus(along.left(), f64::midpoint(low, high));
        let direction = along.left().plus(along, lean).unit();
        let (left, right) = land.split(at, direction, class.setback());
        if left.len() < 3 || right.len() < 3 {
            self.leaf(land, urban);
            return;
        }
        let ends = chord(&land, at, direction);
        // Field tracks are not streets.
        if let Some((from, to)) = ends
            && !(rural && depth > 0)
        {
            self.out.streets.push(Street { from, to, class });
        }
        self.cut(left, depth + 1);
        self.cut(right, depth + 1);
    }

    fn leaf(&mut self, land: Convex, urban: f64) {
        let middle = self.lattice.ground.place(land.centre());
        let usage = self.usage(&land, middle, urban);
        if usage == Use::Village {
            // Houses along one side, fields behind them.
            let (a, b) = land.edge(self.rng.below(land.len()));
            let d = b.minus(a).unit();
            let deep = 22.0 + self.rng.range(45.0, 105.0);
            let (fields, houses) = land.split(a.plus(d.left(), deep), d, 4.0);
            self.push(houses, Use::Village, urban);
            self.push(fields, Use::Farmland, urban);
        } else {
            self.push(land, usage, urban);
        }
    }

    fn push(&mut self, land: Convex, usage: Use, urban: f64) {
        if land.len() < 3 {
            return;
        }
        let middle = self.lattice.ground.place(land.centre());
        let key = self.rng.word();
        self.out.blocks.push(Block { land, usage, zone: self.zone, middle, urban, bank: false, cell: self.cell, key });
    }

    fn bank(&mut self, land: Convex) {
        let middle = self.lattice.ground.place(land.centre());
        let urban = self.fields.urban(middle);
        let key = self.rng.word();
        self.out.blocks.push(Block {
            land,
            usage: Use::Verge,
            zone: self.zone,
            middle,
            urban,
            bank: true,
            cell: self.cell,
            key,
        });
    }

    fn usage(&mut self, land: &Convex, middle: P, urban: f64) -> Use {
        let dice = self.rng.unit();
        if urban < 0.2 {
            return match dice {
                d if self.fields.village(middle) && d < 0.85 => Use::Village,
                d if d > 0.965 => Use::Industrial,
                d if d > 0.925 => Use::Pond,
                _ => Use::Farmland,
            };
        }
        let industry = self.fields.industry(middle);
        let trade = 0.04 + 0.42 * self.fields.trade(middle);
        let public = if land.area() > 9_000.0 { 0.085 } else { 0.04 };
        let vacant = 0.015 + 0.10 * (1.0 - urban) * (1.0 - urban);
        let farm = if urban < 0.34 { (0.34 - urban) * 3.2 } else { 0.0 };
        let mut sum = 0.0;
        for (share, usage) in [
            (industry, Use::Industrial),
            (trade, Use::Commercial),
            (public, Use::Public),
            (vacant, Use::Vacant),
            (farm, Use::Farmland),
        ] {
            sum += share;
            if dice < sum {
                return usage;
            }
        }
        Use::Residential
    }
}

/// Where the line through `at` along `direction` enters and leaves a convex piece of land.
fn chord(land: &Convex, at: P, direction: P) -> Option<(P, P)> {
    let normal = direction.left();
    let mut hits = Vec::new();
    for i in 0..land.len() {
        let (a, b) = land.edge(i);
        let (da, db) = (a.minus(at).dot(normal), b.minus(at).dot(normal));
        if (da >= 0.0) != (db >= 0.0) {
            hits.push(a.lerp(b, da / (da - db)));
        }
    }
    match hits[..] {
        [a, b] => Some((a, b)),
        _ => None,
    }
}

impl P {
    /// This direction at another length.
    pub(super) fn scaled_to(self, length: f64) -> Self {
        Self::new(self.x * length, self.y * length)
    }
}
