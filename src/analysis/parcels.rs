//! How each residential parcel fares under one coverage: how much of it is served, by how many facilities at once, and
//! how much of it lies within so many metres of the nearest one.

use std::sync::Arc;

use rayon::prelude::*;

use crate::geom::coverage::{Coverage, CoverageModel, CoverageOptions, SiteRef};
use crate::geom::{Cancelled, Progress, Stretch};
use crate::model::{LayerId, Project, Role};

use super::outcome::IndicatorId;
use super::scene::Scene;

/// How one parcel fares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParcelFigure {
    /// Its layer.
    pub layer: LayerId,
    /// Its position in that layer's `features`.
    pub feature: usize,
    /// Its land in m², as the coverage counts it: within the boundary, without what an earlier parcel has.
    pub demand_m2: f64,
    /// How much of that, in m², lies within the service area of at least one, two and three facilities.
    pub served_m2: [f64; 3],
    /// How much of that, in m², lies within each of [`DISTANCES_M`] of the nearest facility that serves anything at all,
    /// whatever its own radius.
    pub within_m2: [f64; DISTANCES_M.len()],
}

/// The distances, in metres, that parcels are held against.
pub const DISTANCES_M: [f64; 4] = [100.0, 300.0, 500.0, 1000.0];

impl ParcelFigure {
    /// How many facilities serve at least half of its land, from 0 to 3 (three or more).
    pub fn depth(&self) -> u8 {
        self.served_m2.iter().take_while(|m2| **m2 > 0.0 && **m2 * 2.0 >= self.demand_m2).count() as u8
    }

    /// The first of [`DISTANCES_M`] within which at least half of its land lies, by its position; their number where
    /// none is far enough.
    pub fn distance(&self) -> u8 {
        let far_enough = |m2: &f64| *m2 > 0.0 && *m2 * 2.0 >= self.demand_m2;
        self.within_m2.iter().position(far_enough).unwrap_or(DISTANCES_M.len()) as u8
    }
}

/// Every residential parcel with an area, in the order of the layers and of their features; none where the indicator is
/// no coverage.
///
/// Costs about five times what the analysis of one coverage does.
///
/// # Errors
/// [`Cancelled`] as soon as `progress` says so.
pub fn parcels(
    project: &Project,
    indicator: IndicatorId,
    progress: &dyn Progress,
) -> Result<Vec<ParcelFigure>, Cancelled> {
    let kinds = super::supply(indicator);
    if kinds.is_empty() {
        return Ok(Vec::new());
    }
    let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.3))?;
    let places = places(project);
    let Some(demand) = &scene.demand else {
        return Ok(places
            .into_iter()
            .map(|(layer, feature)| ParcelFigure {
                layer,
                feature,
                demand_m2: 0.0,
                served_m2: [0.0; 3],
                within_m2: [0.0; DISTANCES_M.len()],
            })
            .collect());
    };
    let serving = scene.rated.serving(kinds);
    let sites: Vec<SiteRef<'_>> = serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
    let options = CoverageOptions { depth: true };
    let model = CoverageModel::with_options(Arc::clone(demand), &sites, options, &Stretch::new(progress, 0.3, 0.2))?;
    let mut within = Vec::new();
    for (radius, n) in DISTANCES_M.into_iter().zip(0_u8..) {
        let alike: Vec<SiteRef<'_>> = sites.iter().map(|s| SiteRef { radius, ..*s }).collect();
        let part = Stretch::new(progress, 0.5 + 0.1 * f32::from(n), 0.1);
        within.push(CoverageModel::new(Arc::clone(demand), &alike, &part)?);
    }
    places
        .into_par_iter()
        .enumerate()
        .map(|(i, (layer, feature))| {
            if progress.cancelled() {
                return Err(Cancelled);
            }
            Ok(ParcelFigure {
                layer,
                feature,
                demand_m2: model.parcel(i).demand_m2,
                served_m2: model.parcel_depths(i).unwrap_or_default(),
                within_m2: std::array::from_fn(|n| within[n].parcel(i).covered_m2),
            })
        })
        .collect()
}

/// A residential parcel with land that no facility of a coverage serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unserved {
    /// Its layer.
    pub layer: LayerId,
    /// Its position in that layer's `features`.
    pub feature: usize,
    /// The zones in which such land of it lies: indices into [`super::Analysis::zones`], ascending.
    pub zones: Vec<usize>,
}

/// Less land than this, in m², is a sliver that nobody misses.
const SLIVER_M2: f64 = 1.0;

/// The parcels behind a coverage that is not whole: those with land that nothing serves, a square metre or more and
/// beyond what the figures are uncertain by. What they lack together is, but for such slivers, what the indicator lacks,
/// and so by zone. In the order of the layers and of their features; `None` where the indicator is no coverage, and
/// where there is no demand.
///
/// # Errors
/// [`Cancelled`] as soon as `progress` says so.
pub fn unserved(
    project: &Project,
    indicator: IndicatorId,
    progress: &dyn Progress,
) -> Result<Option<Vec<Unserved>>, Cancelled> {
    let kinds = super::supply(indicator);
    let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.6))?;
    let Some(demand) = scene.demand.as_ref().filter(|_| !kinds.is_empty()) else { return Ok(None) };
    let serving = scene.rated.serving(kinds);
    let sites: Vec<SiteRef<'_>> = serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
    let model = CoverageModel::new(Arc::clone(demand), &sites, &Stretch::new(progress, 0.6, 0.4))?;
    let lacks = |c: Coverage| c.demand_m2 - c.covered_m2 > (c.error_bound_m2 + c.demand_bound_m2).max(SLIVER_M2);
    let one = |(i, (layer, feature)): (usize, (LayerId, usize))| {
        let count = scene.zones.len();
        let zones = || model.parcel_in_zones(i).filter(|(zone, c)| *zone < count && lacks(*c)).map(|(zone, _)| zone);
        lacks(model.parcel(i)).then(|| Unserved { layer, feature, zones: zones().collect() })
    };
    Ok(Some(places(project).into_par_iter().enumerate().filter_map(one).collect()))
}

/// Every residential feature with an area, in the order in which the demand has them.
fn places(project: &Project) -> Vec<(LayerId, usize)> {
    project
        .layers_of(Role::Residential)
        .flat_map(|layer| {
            let areal = layer.features.iter().enumerate().filter(|(_, f)| !f.shape.region.is_empty());
            areal.map(|(i, _)| (layer.id, i))
        })
        .collect()
}

#[cfg(test)]
mod tests;
