//! The frame of the city: main streets and canals as lines of a lattice, its cells, and which sub-district has each.

use std::collections::BTreeMap;

use super::fields::Fields;
use super::plane::{Ground, P};
use super::rng::{hash, noise, unit};
use super::shapes::between;

/// Classes of street. `Shore` is the edge of water, where no street runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Express,
    Arterial,
    Secondary,
    Local,
    Lane,
    Shore,
}

impl Class {
    /// Half of the street's width, kerb to middle, metres.
    pub(super) fn half_width(self) -> f64 {
        match self {
            Self::Express => 26.0,
            Self::Arterial => 20.0,
            Self::Secondary => 13.0,
            Self::Local => 7.5,
            Self::Lane => 4.0,
            Self::Shore => 0.0,
        }
    }

    /// How far plots keep back from its middle line, metres.
    pub(super) fn setback(self) -> f64 {
        match self {
            Self::Express => 46.0,
            Self::Arterial => 33.0,
            Self::Secondary => 21.5,
            Self::Local => 12.5,
            Self::Lane => 7.0,
            Self::Shore => 4.0,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Express => "快速路",
            Self::Arterial => "主干路",
            Self::Secondary => "次干路",
            Self::Local | Self::Lane | Self::Shore => "支路",
        }
    }
}

/// What lies between two neighbouring lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Band {
    /// Blocks.
    Land,
    /// Green land between street and water.
    Bank,
    /// A canal; `main` is the great one, which only main streets cross.
    Water { main: bool },
}

/// The lines of one direction and the bands between them.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    pub(super) at: Vec<f64>,
    pub(super) class: Vec<Class>,
    /// One fewer than lines.
    pub(super) band: Vec<Band>,
    /// For each band the land band whose sub-district it shares.
    home: Vec<usize>,
}

/// How one axis is laid out, metres on the board.
pub(super) struct Plan<'a> {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Middle and half-width of the densely built part.
    pub(super) dense: (f64, f64),
    /// Canals: middle line, half of the water's width, width of each bank, whether it is the main one.
    pub(super) canals: &'a [(f64, f64, f64, bool)],
    /// Where an expressway runs.
    pub(super) express: &'a [f64],
}

impl Axis {
    pub(super) fn new(plan: &Plan<'_>, seed: u64, tag: u64) -> Self {
        let mut axis = Self { at: Vec::new(), class: Vec::new(), band: Vec::new(), home: Vec::new() };
        let (mut at, mut k, mut canals) = (plan.from, 0_i64, plan.canals.iter().peekable());
        while at < plan.to {
            let off = ((at - plan.dense.0).abs() / plan.dense.1 - 1.0).clamp(0.0, 1.4);
            let step = (320.0 + 210.0 * off) * (0.8 + 0.45 * unit(hash(seed, tag, k, 0)));
            let class = if k % 3 == 0 { Class::Arterial } else { Class::Secondary };
            axis.line(at, class, Band::Land);
            k += 1;
            at += step;
            if let Some(&&(middle, half, bank, main)) = canals.peek()
                && at + 130.0 > middle - half - bank
            {
                canals.next();
                let class = if main { Class::Secondary } else { Class::Local };
                axis.line((middle - half - bank).max(at - step + 150.0), class, Band::Bank);
                axis.line(middle - half, Class::Shore, Band::Water { main });
                axis.line(middle + half, Class::Shore, Band::Bank);
                axis.line(middle + half + bank, class, Band::Land);
                at = middle + half + bank + 0.8 * step;
            }
        }
        axis.line(at, Class::Arterial, Band::Land);
        axis.band.pop();
        for &wanted in plan.express {
            let gap = |i: &usize| ((axis.at[*i] - wanted).abs() * 100.0) as i64;
            let nearest = (1..axis.at.len() - 1)
                .filter(|&i| axis.band[i] == Band::Land && axis.band[i - 1] == Band::Land)
                .min_by_key(gap);
            if let Some(i) = nearest {
                axis.class[i] = Class::Express;
            }
        }
        let mut home = 0;
        axis.home = vec![0; axis.band.len()];
        for i in (0..axis.band.len()).rev() {
            if axis.band[i] == Band::Land {
                home = i;
            }
            axis.home[i] = home;
        }
        axis
    }

    fn line(&mut self, at: f64, class: Class, after: Band) {
        self.at.push(at);
        self.class.push(class);
        self.band.push(after);
    }

    pub(super) fn bands(&self) -> usize {
        self.band.len()
    }
}

/// Outside of the district.
pub(super) const OUTSIDE: u8 = u8::MAX;

/// The lattice and the sub-district of each cell.
#[derive(Debug)]
pub(super) struct Lattice {
    pub(super) columns: Axis,
    pub(super) rows: Axis,
    pub(super) ground: Ground,
    pub(super) seed: u64,
    label: Vec<u8>,
}

type Node = (usize, usize);

impl Lattice {
    pub(super) fn new(columns: Axis, rows: Axis, fields: &Fields, ground: Ground, seed: u64) -> Self {
        let (m, n) = (columns.bands(), rows.bands());
        let mut out = Self { columns, rows, ground, seed, label: vec![OUTSIDE; m * n] };
        let lands = |a: &Axis| (0..a.bands()).filter(|&i| a.band[i] == Band::Land).collect::<Vec<_>>();
        let (is, js) = (lands(&out.columns), lands(&out.rows));
        let mut grid = Grid { m: is.len(), n: js.len(), label: Vec::with_capacity(is.len() * js.len()) };
        for &j in &js {
            for &i in &is {
                // The outermost cells stay outside, so that every outline closes within the lattice.
                let rim = i == 0 || j == 0 || i + 1 == m || j + 1 == n;
                grid.label.push(if rim { OUTSIDE } else { fields.zone(ground.place(out.middle(i, j))) });
            }
        }
        grid.settle(fields.zones());
        for j in 0..n {
            for i in 0..m {
                let find = |v: &[usize], x: usize| v.binary_search(&x).unwrap_or(0);
                let (a, b) = (find(&is, out.columns.home[i]), find(&js, out.rows.home[j]));
                // A canal goes with the land above or right of it; at the edge of the district, with what is inside.
                let (west, south) =
                    (if i < is[a] { a.saturating_sub(1) } else { a }, if j < js[b] { b.saturating_sub(1) } else { b });
                let choice = [(a, b), (a, south), (west, b), (west, south)].map(|(a, b)| grid.label[b * grid.m + a]);
                out.label[j * m + i] = choice.into_iter().find(|&l| l != OUTSIDE).unwrap_or(OUTSIDE);
            }
        }
        out
    }

    pub(super) fn size(&self) -> (usize, usize) {
        (self.columns.bands(), self.rows.bands())
    }

    /// The sub-district of a cell; [`OUTSIDE`] also for cells beyond the lattice.
    pub(super) fn zone(&self, i: usize, j: usize) -> u8 {
        let (m, n) = self.size();
        if i < m && j < n { self.label[j * m + i] } else { OUTSIDE }
    }

    pub(super) fn bands(&self, i: usize, j: usize) -> (Band, Band) {
        (self.columns.band[i], self.rows.band[j])
    }

    pub(super) fn node(&self, (i, j): Node) -> P {
        P::new(self.columns.at[i], self.rows.at[j])
    }

    /// The middle of a cell on the board.
    pub(super) fn middle(&self, i: usize, j: usize) -> P {
        self.node((i, j)).lerp(self.node((i + 1, j + 1)), 0.5)
    }

    /// The outlines of a set of cells, on the board: outer rings counter-clockwise, holes clockwise, not closed.
    /// With `outline`, parts that border on [`OUTSIDE`] swing out from the last street as a real boundary does.
    pub(super) fn rings(&self, inside: impl Fn(usize, usize) -> bool, outline: bool) -> Vec<Vec<P>> {
        let (m, n) = self.size();
        let mut next: BTreeMap<Node, Vec<Node>> = BTreeMap::new();
        for j in 0..n {
            for i in 0..m {
                if !inside(i, j) {
                    continue;
                }
                let mut edge = |a: Node, b: Node, open: bool| {
                    if open {
                        next.entry(a).or_default().push(b);
                    }
                };
                edge((i, j), (i + 1, j), j == 0 || !inside(i, j - 1));
                edge((i + 1, j), (i + 1, j + 1), i + 1 == m || !inside(i + 1, j));
                edge((i + 1, j + 1), (i, j + 1), j + 1 == n || !inside(i, j + 1));
                edge((i, j + 1), (i, j), i == 0 || !inside(i - 1, j));
            }
        }
        let mut rings = Vec::new();
        while let Some((&start, _)) = next.first_key_value() {
            let (mut ring, mut here, mut heading) = (Vec::new(), start, P::default());
            while let Some(exits) = next.get_mut(&here) {
                // Where two corners touch, turn left: it keeps to the same cell and the ring simple.
                let best = (0..exits.len()).max_by_key(|&k| {
                    let d = self.node(exits[k]).minus(self.node(here)).unit();
                    (heading.cross(d) * 10.0) as i64
                });
                let to = exits.swap_remove(best.unwrap_or(0));
                if exits.is_empty() {
                    next.remove(&here);
                }
                heading = self.node(to).minus(self.node(here)).unit();
                ring.extend(self.border(here, to, outline));
                here = to;
                if here == start {
                    break;
                }
            }
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            rings.push(ring);
        }
        rings
    }

    /// The border between two neighbouring nodes, both ends included; the same points in either direction.
    fn border(&self, a: Node, b: Node, outline: bool) -> Vec<P> {
        let forward = a < b;
        let (low, high) = if forward { (a, b) } else { (b, a) };
        let (p, q) = (self.node(low), self.node(high));
        let across =
            |d: usize| if low.0 == high.0 { (low.0.wrapping_sub(d), low.1) } else { (low.0, low.1.wrapping_sub(d)) };
        let (here, there) = (across(0), across(1));
        let open = outline && (self.zone(here.0, here.1) == OUTSIDE || self.zone(there.0, there.1) == OUTSIDE);
        let mut points: Vec<P> = if open {
            let side = if self.zone(here.0, here.1) == OUTSIDE { 1.0 } else { -1.0 };
            let normal = if low.0 == high.0 { P::new(side, 0.0) } else { P::new(0.0, side) };
            let (p, q) = (p.plus(self.swing(low), 1.0), q.plus(self.swing(high), 1.0));
            let length = q.minus(p).length();
            between(p, q, 60.0)
                .map(|r| {
                    let t = r.minus(p).length() / length.max(1.0);
                    let wave = 0.5 + 0.5 * noise(self.seed, 401, r.x / 170.0, r.y / 170.0);
                    // Rises by less than one in two, so that neighbours round a corner keep apart.
                    r.plus(normal, 4.0 * t * (1.0 - t) * wave * (0.12 * length).min(75.0))
                })
                .chain([q])
                .collect()
        } else {
            between(p, q, 75.0).chain([q]).collect()
        };
        if !forward {
            points.reverse();
        }
        points
    }

    /// How far the district's outline stands off a node, outwards.
    fn swing(&self, (i, j): Node) -> P {
        let mut out = P::default();
        for (di, dj) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            if self.zone(i.wrapping_sub(di), j.wrapping_sub(dj)) == OUTSIDE {
                out = out.plus(P::new(0.5 - di as f64, 0.5 - dj as f64), 1.0);
            }
        }
        // A parallel line: less than the narrowest band, so that the outline cannot fold at a corner.
        P::new(18.0 * sign(out.x), 18.0 * sign(out.y))
    }

    /// Whether a street of this class is built along the lattice edge from a node towards greater `i` or `j`.
    pub(super) fn has_street(&self, line: usize, band: usize, column: bool) -> bool {
        let (along, across) = if column { (&self.rows, &self.columns) } else { (&self.columns, &self.rows) };
        let class = across.class[line];
        if class == Class::Shore {
            return false;
        }
        let cell = |side: usize| if column { (line.wrapping_sub(side), band) } else { (band, line.wrapping_sub(side)) };
        let (a, b) = (cell(0), cell(1));
        if self.zone(a.0, a.1) == OUTSIDE && self.zone(b.0, b.1) == OUTSIDE {
            return false;
        }
        let near_main = (band.saturating_sub(1)..=(band + 1).min(along.bands() - 1))
            .any(|k| along.band[k] == Band::Water { main: true });
        let wet = along.band[band] != Band::Land && near_main;
        !wet || matches!(class, Class::Express | Class::Arterial)
    }
}

/// −1, 0 or 1.
fn sign(x: f64) -> f64 {
    if x.abs() < 0.1 { 0.0 } else { x.signum() }
}

/// The land cells alone, while their sub-districts are being settled.
struct Grid {
    m: usize,
    n: usize,
    label: Vec<u8>,
}

impl Grid {
    fn get(&self, i: usize, j: usize) -> u8 {
        self.label[j * self.m + i]
    }

    fn around(&self, k: usize) -> impl Iterator<Item = usize> + use<> {
        let (i, j, m, n) = (k % self.m, k / self.m, self.m, self.n);
        [(i > 0).then(|| k - 1), (i + 1 < m).then(|| k + 1), (j > 0).then(|| k - m), (j + 1 < n).then(|| k + m)]
            .into_iter()
            .flatten()
    }

    /// Makes every sub-district one piece without holes of "outside", and removes places where only corners touch.
    fn settle(&mut self, zones: usize) {
        for _ in 0..12 {
            let before = self.label.clone();
            self.fill_notches();
            for zone in (0..zones as u8).chain([OUTSIDE]) {
                self.keep_largest(zone);
            }
            for j in 0..self.n - 1 {
                for i in 0..self.m - 1 {
                    let (a, b, c, d) = (self.get(i, j), self.get(i + 1, j), self.get(i, j + 1), self.get(i + 1, j + 1));
                    if (a == d && b != a && c != a) || (b == c && a != b && d != b) {
                        let m = self.m;
                        self.label[j * m + i + 1] = if a == d { a } else { self.label[j * m + i + 1] };
                        self.label[j * m + i] = if a == d { a } else { b };
                    }
                }
            }
            if self.label == before {
                return;
            }
        }
    }

    /// Cells of the outside that are inside on three sides, or on two opposite ones, join the district.
    fn fill_notches(&mut self) {
        for k in 0..self.label.len() {
            if self.label[k] != OUTSIDE {
                continue;
            }
            let near: Vec<u8> = self.around(k).map(|o| self.label[o]).filter(|&l| l != OUTSIDE).collect();
            let (m, i) = (self.m, k % self.m);
            let inside = |o: usize| self.label[o] != OUTSIDE;
            let opposite = (i > 0 && i + 1 < m && inside(k - 1) && inside(k + 1))
                || (k >= m && k + m < self.label.len() && inside(k - m) && inside(k + m));
            if near.len() >= 3 || opposite {
                self.label[k] = near[0];
            }
        }
    }

    /// Gives all but the largest connected piece of a label to whichever other label borders it most.
    fn keep_largest(&mut self, label: u8) {
        let mut piece = vec![0_u32; self.label.len()];
        let mut pieces: Vec<Vec<usize>> = Vec::new();
        for start in 0..self.label.len() {
            if self.label[start] != label || piece[start] != 0 {
                continue;
            }
            let mut found = vec![start];
            piece[start] = pieces.len() as u32 + 1;
            let mut head = 0;
            while head < found.len() {
                for k in self.around(found[head]) {
                    if self.label[k] == label && piece[k] == 0 {
                        piece[k] = pieces.len() as u32 + 1;
                        found.push(k);
                    }
                }
                head += 1;
            }
            pieces.push(found);
        }
        let Some(largest) = (0..pieces.len()).max_by_key(|&p| (pieces[p].len(), usize::MAX - p)) else { return };
        for (p, cells) in pieces.iter().enumerate() {
            if p == largest {
                continue;
            }
            let mut votes: BTreeMap<u8, usize> = BTreeMap::new();
            for &k in cells {
                for other in self.around(k).map(|o| self.label[o]).filter(|&o| o != label) {
                    *votes.entry(other).or_default() += 1;
                }
            }
            let winner = votes.iter().max_by_key(|(l, v)| (**v, u8::MAX - **l)).map(|(l, _)| *l);
            for &k in cells {
                self.label[k] = winner.unwrap_or(label);
            }
        }
    }
}
