//! The whole city, put together.

use rayon::prelude::*;

use super::fields::Fields;
use super::lattice::{Axis, Band, Lattice, OUTSIDE, Plan};
use super::parks::{self, Park};
use super::plane::{Ground, P};
use super::plots::{Plot, Style, cut_block};
use super::rng::{Rng, hash, unit};
use super::shapes::Corners;
use super::streets::{Block, Street, Use, cut_cell, frame};
use super::{SAMPLE, SynthOptions};

/// Everything that is drawn, before it becomes layers.
#[derive(Debug)]
pub(super) struct City {
    pub(super) seed: u64,
    pub(super) lattice: Lattice,
    pub(super) fields: Fields,
    pub(super) streets: Vec<Street>,
    pub(super) parks: Vec<Park>,
    pub(super) plots: Vec<Plot>,
    pub(super) blocks: Vec<Block>,
}

/// Area of the district, m², and how much of it one residential plot goes with in the sample.
const DISTRICT: f64 = 155e6;

/// How many times larger than the district the city is, in length.
fn scale(parcels: usize) -> f64 {
    let n = parcels.max(1) as f64;
    let per_plot = DISTRICT / SAMPLE.parcels as f64;
    // Larger cities are denser: by the eighth root twice, i.e. about 10,000 m² of city a plot at 100,000 plots.
    let denser = (SAMPLE.parcels as f64 / n).sqrt().sqrt().sqrt();
    let land = if n > SAMPLE.parcels as f64 { (per_plot * denser * denser * denser).max(9_500.0) } else { per_plot };
    (n * land / DISTRICT).sqrt()
}

/// Draws the city of these options.
pub(super) fn draw(options: &SynthOptions) -> City {
    let seed = options.seed;
    let scale = scale(options.parcels);
    let fields = Fields::new(seed, scale);
    let ground = Ground { seed };
    let lattice = lay_lattice(&fields, ground, seed);
    let (m, n) = lattice.size();
    let great = great_parks(&lattice, &fields, (options.parks / 12).min(300));
    let cells: Vec<_> = (0..m * n)
        .into_par_iter()
        .map(|k| {
            let (i, j) = (k % m, k / m);
            if great.binary_search(&k).is_ok() { Err((i, j)) } else { Ok(cut_cell(&lattice, &fields, i, j)) }
        })
        .collect();
    let (mut streets, mut blocks, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for cell in cells {
        match cell {
            Ok(cell) => {
                streets.extend(cell.streets);
                blocks.extend(cell.blocks);
            }
            Err((i, j)) => fixed.push(whole_cell(&lattice, &fields, i, j)),
        }
    }
    let mut parks = parks::great(&fixed, ground, seed);
    let more = options.parks.saturating_sub(parks.len());
    parks.extend(parks::lay_out(&mut blocks, more, &parks, &fields, ground, seed));
    let plots = cut_plots(&blocks, options, ground);
    City { seed, lattice, fields, streets, parks, plots, blocks }
}

fn lay_lattice(fields: &Fields, ground: Ground, seed: u64) -> Lattice {
    let s = fields.scale;
    let extra = |from: f64, to: f64, every: f64, tag: u64| {
        // Side canals of a city that is larger than the district, one for about every `every` metres.
        let mut at = from + every;
        let mut out = Vec::new();
        let mut k = 0;
        while at < to - 900.0 {
            out.push((at + 700.0 * (unit(hash(seed, tag, k, 0)) - 0.5), 11.0, 24.0, false));
            at += every;
            k += 1;
        }
        out
    };
    let mut across =
        vec![(-3_350.0 * s, 10.0, 24.0, false), (1_180.0 * s, 11.0, 26.0, false), (5_600.0 * s, 14.0, 30.0, false)];
    let mut along = vec![
        (-2_500.0 * s, 12.0, 26.0, false),
        (-650.0 * s, 34.0, 48.0, true),
        (2_650.0 * s, 13.0, 28.0, false),
        (7_600.0 * s, 15.0, 30.0, false),
    ];
    let (from_u, to_u, from_v, to_v) = (-8_200.0 * s, 18_500.0 * s, -7_600.0 * s, 17_500.0 * s);
    if s > 1.6 {
        across = extra(from_u, to_u, 4_300.0, 901);
        along.retain(|c| c.3);
        let main = along[0];
        along.extend(extra(from_v, to_v, 4_900.0, 902).into_iter().filter(|c| (c.0 - main.0).abs() > 1_500.0));
        along.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    let columns = Plan {
        from: from_u,
        to: to_u,
        dense: (-200.0 * s, 3_600.0 * s),
        canals: &across,
        express: &[4_700.0 * s, -3_900.0 * s],
    };
    let rows =
        Plan { from: from_v, to: to_v, dense: (-200.0 * s, 3_300.0 * s), canals: &along, express: &[3_500.0 * s] };
    Lattice::new(Axis::new(&columns, seed, 911), Axis::new(&rows, seed, 912), fields, ground, seed)
}

fn whole_cell(lattice: &Lattice, fields: &Fields, i: usize, j: usize) -> Block {
    let land = frame(lattice, i, j);
    let middle = lattice.ground.place(land.centre());
    Block {
        land,
        usage: Use::Park,
        zone: lattice.zone(i, j),
        middle,
        urban: fields.urban(middle),
        bank: false,
        cell: (i, j),
        key: hash(lattice.seed, 921, i as i64, j as i64),
    }
}

/// Cells that are one great park each, far from one another, as sorted indices.
fn great_parks(lattice: &Lattice, fields: &Fields, wanted: usize) -> Vec<usize> {
    let (m, n) = lattice.size();
    let mut darts: Vec<(u64, usize, P)> = Vec::new();
    for k in 0..m * n {
        let (i, j) = (k % m, k / m);
        let at = lattice.ground.place(lattice.middle(i, j));
        let corner = lattice.node((i + 1, j + 1)).minus(lattice.node((i, j)));
        let fits = (5e4..2.6e5).contains(&(corner.x * corner.y));
        if lattice.zone(i, j) != OUTSIDE
            && lattice.bands(i, j) == (Band::Land, Band::Land)
            && fits
            && fields.urban(at) > 0.3
        {
            darts.push((hash(lattice.seed, 922, i as i64, j as i64), k, at));
        }
    }
    darts.sort_unstable_by_key(|d| (d.0, d.1));
    let mut apart = 1_900.0;
    let mut best: Vec<usize> = Vec::new();
    // Each round asks for less room; a round costs little because the number of great parks is small.
    for _ in 0..6 {
        let mut taken: Vec<(usize, P)> = Vec::new();
        for &(_, k, at) in &darts {
            if taken.len() < wanted && taken.iter().all(|(_, p)| p.minus(at).length() > apart) {
                taken.push((k, at));
            }
        }
        best = taken.into_iter().map(|t| t.0).collect();
        if best.len() >= wanted {
            break;
        }
        apart *= 0.8;
    }
    best.sort_unstable();
    best
}

/// Cuts all blocks so that the wanted number of residential plots comes out.
fn cut_plots(blocks: &[Block], options: &SynthOptions, ground: Ground) -> Vec<Plot> {
    let wanted = options.parcels;
    let homes = |u: Use| matches!(u, Use::Residential | Use::Village);
    let land: f64 =
        blocks.par_iter().filter(|b| homes(b.usage)).map(|b| b.land.inset().area()).collect::<Vec<_>>().iter().sum();
    let corners = if wanted > 4 * SAMPLE.parcels { Corners::Round(4) } else { Corners::Plots };
    // The typical plot comes out at about two thirds of the largest.
    let mut style = Style { largest: land / wanted.max(1) as f64 / 0.72, corners };
    let mut plots = Vec::new();
    for _ in 0..5 {
        plots = blocks
            .par_iter()
            .enumerate()
            .filter(|(_, b)| !matches!(b.usage, Use::Park | Use::Verge | Use::Pond))
            .flat_map_iter(|(k, b)| cut_block(b, k as u32, ground, style))
            .collect();
        let count = plots.iter().filter(|p: &&Plot| homes(p.usage)).count();
        if count >= wanted && count as f64 <= wanted as f64 * 1.06 + 4.0 {
            break;
        }
        style.largest *= count.max(1) as f64 / (wanted as f64 * 1.03);
    }
    // Plots beyond the number stand empty, spread over the city: land that a proposal may use.
    let mut order: Vec<(u64, usize)> = plots
        .iter()
        .enumerate()
        .filter(|(_, p)| homes(p.usage))
        .map(|(k, p)| (Rng::new(options.seed, 931, i64::from(p.block), i64::from(p.number)).word(), k))
        .collect();
    if order.len() > wanted {
        order.sort_unstable();
        for &(_, k) in &order[wanted..] {
            let fits = (1_000.0..=6_000.0).contains(&plots[k].area);
            plots[k].usage = if fits { Use::Vacant } else { Use::Idle };
        }
    }
    plots
}
