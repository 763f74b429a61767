//! Tests of the engine that need to build regions directly.

mod closed_forms;
mod over;
mod why;

use std::sync::Arc;

use geo::{LineString, Polygon};

use super::{CoverageModel, CoverageOptions, Demand, ParcelRef, SiteRef};
use crate::geom::{Coord, Region, Shape};

/// A polygon from rings of vertices; the first is the exterior.
pub(super) fn polygon(rings: &[&[[f64; 2]]]) -> Polygon<f64> {
    let mut rings = rings.iter().map(|r| LineString::from(r.iter().map(|&[x, y]| (x, y)).collect::<Vec<_>>()));
    Polygon::new(rings.next().expect("an exterior"), rings.collect())
}

pub(super) fn region(rings: &[&[[f64; 2]]]) -> Region {
    Region::from_normal(vec![polygon(rings)])
}

pub(super) fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> Region {
    region(&[&[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]])
}

pub(super) fn point(x: f64, y: f64) -> Shape {
    Shape::from_point(Coord { x, y })
}

pub(super) fn demand(parcels: &[Region]) -> Arc<Demand> {
    let refs: Vec<_> = parcels.iter().map(|region| ParcelRef { region, population: None }).collect();
    Arc::new(Demand::new(&refs, &[], None, &()).expect("nobody cancels"))
}

pub(super) fn model(demand: &Arc<Demand>, sites: &[(Shape, f64)]) -> CoverageModel {
    let refs: Vec<_> = sites.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
    CoverageModel::new(Arc::clone(demand), &refs, &()).expect("nobody cancels")
}

pub(super) fn deep_model(demand: &Arc<Demand>, sites: &[(Shape, f64)]) -> CoverageModel {
    let refs: Vec<_> = sites.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
    let options = CoverageOptions { depth: true };
    CoverageModel::with_options(Arc::clone(demand), &refs, options, &()).expect("nobody cancels")
}

/// The covered area of one scene must be `exact` to 1e-12 of it and within its own bound.
pub(super) fn expect(parcels: &[Region], sites: &[(Shape, f64)], exact: f64) {
    let demand = demand(parcels);
    for model in [model(&demand, sites), deep_model(&demand, sites)] {
        let total = model.total();
        let off = (total.covered_m2 - exact).abs();
        let scale = total.demand_m2.max(1.0);
        assert!(off <= 1e-12 * scale, "{} against {exact}: off by {off:e} of {scale}", total.covered_m2);
        assert!(
            off <= total.error_bound_m2 + 4.0 * f64::EPSILON * exact,
            "{} against {exact}: {off:e} beyond {:e}",
            total.covered_m2,
            total.error_bound_m2
        );
        assert!(total.error_bound_m2 <= 1e-9 * scale, "bound {:e}", total.error_bound_m2);
    }
}
