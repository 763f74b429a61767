//! How much of the demand lies within the service radius of the supply: exactly, with a bound, and incrementally.
//!
//! No buffer is built and no overlay is called. A service area is the union of the shape, a disc at each of its
//! vertices and a two-sided rectangle along each of its edges. Distance certificates settle most parcels; for the rest
//! the union is intersected with the parcel in windows small enough that few of those primitives matter, by a sweep
//! whose pieces are integrated in closed form. Arcs are arcs.
//!
//! Everything is a function of the set of parcels and the set of sites: neither the order of features, nor of rings,
//! nor the vertex at which a ring starts, nor the number of threads changes a bit of any value, and a model that was
//! edited equals one that was built anew.

mod alone;
mod arc;
mod demand;
mod edited;
mod frame;
mod levels;
mod lines;
mod model;
mod packed;
mod reaches;
mod site;
mod sums;
mod sweep;
mod why;
mod window;

pub use alone::coverage_of;
pub use demand::{Demand, ParcelEdit};
pub use model::{CoverageModel, CoverageOptions, PopulationCoverage, SiteKey};
pub use why::Near;

use super::{Region, Shape};

#[cfg(test)]
mod tests;

/// A parcel of demand.
#[derive(Debug, Clone, Copy)]
pub struct ParcelRef<'a> {
    /// Its land, in metres.
    pub region: &'a Region,
    /// How many people live there, spread evenly over its land; `None` where unknown.
    pub population: Option<f64>,
}

/// A facility that serves.
#[derive(Debug, Clone, Copy)]
pub struct SiteRef<'a> {
    /// Where it is, in metres. The inside of its areal part is served too.
    pub shape: &'a Shape,
    /// Service radius in metres, measured from the boundary (a point's location), finite and ≥ 0; 0 serves the shape
    /// itself. A site with any other radius, or with coordinates that are no numbers, serves nothing.
    pub radius: f64,
}

/// Covered demand, and how well it is known. All in m².
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// Demand that is served.
    pub covered_m2: f64,
    /// Demand, land drawn twice counted once.
    pub demand_m2: f64,
    /// |true covered area − `covered_m2`| is at most this.
    pub error_bound_m2: f64,
    /// |true demand − `demand_m2`| is at most this.
    pub demand_bound_m2: f64,
}

/// Lexicographic, in the total order of numbers.
fn compare(a: &[f64], b: &[f64]) -> std::cmp::Ordering {
    a.iter().zip(b).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}
