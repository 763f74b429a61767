//! Coverage: the share of residential land within the service radius of the supply.
//!
//! covered ÷ demand. Demand is the union of the residential polygons (land drawn twice counts once), clipped to the
//! boundary where there is one; covered is the part of it within the radius of a serving facility's boundary, a
//! point's location, by true arcs (GB/T 51346-2019 A.0.3). Facilities outside the boundary still serve. On the plane
//! of the project, in metres. Without residential land, or without any layer of the supply, there is no figure; with
//! layers of which nothing qualifies the figure is 0.

use std::sync::Arc;

use crate::geom::coverage::{Coverage, CoverageModel, PopulationCoverage, SiteRef};
use crate::geom::{Cancelled, Progress};
use crate::model::{FacilityKind, Role};

use super::outcome::{Indicator, IndicatorId, Quantity, Unit, ZoneValue};
use super::scene::Scene;

/// The coverage by some kinds of facilities.
pub(super) fn coverage(
    scene: &Scene<'_>,
    id: IndicatorId,
    kinds: &[FacilityKind],
    progress: &dyn Progress,
) -> Result<Indicator, Cancelled> {
    let mut indicator = super::blank(id, Unit::Ratio);
    for (reason, count) in scene.rated.left_out(kinds) {
        let key = match reason {
            "no_area" => "not_rated",
            other => other,
        };
        indicator.notes.push((key, count.to_string()));
    }
    for (_, count) in scene.rated.area_differs.iter().filter(|(k, _)| kinds.contains(k)) {
        indicator.notes.push(("area_differs", count.to_string()));
    }
    for (_, layer) in scene.rated.guessed_units.iter().filter(|(k, _)| kinds.contains(k)) {
        indicator.notes.push(("area_unit_guessed", layer.clone()));
    }
    for (_, layer) in scene.rated.assumed_units.iter().filter(|(k, _)| kinds.contains(k)) {
        indicator.notes.push(("area_unit_assumed", layer.clone()));
    }
    let roles = Role::ALL.into_iter().filter(|r| r.facility_kind().is_some_and(|k| kinds.contains(&k)));
    let roles: Vec<Role> = roles.collect();
    if !scene.has(&roles) {
        indicator.notes.extend(roles.first().map(|role| ("no_layer", role.id().to_owned())));
        return Ok(indicator);
    }
    let Some(demand) = &scene.demand else {
        indicator.notes.push((scene.why_no_demand(), String::new()));
        return Ok(indicator);
    };
    let serving = scene.rated.serving(kinds);
    if serving.is_empty() {
        indicator.notes.push(("nothing_serves", String::new()));
    }
    let sites: Vec<SiteRef<'_>> = serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
    let model = CoverageModel::new(Arc::clone(demand), &sites, progress)?;
    let total = model.total();
    indicator.quantity = Some(share(total));
    indicator.error_bound = Some(ratio_bound(total));
    indicator.zones = scene
        .zones
        .iter()
        .enumerate()
        .map(|(i, z)| ZoneValue {
            id: z.id.clone(),
            name: z.name.clone(),
            quantity: share(model.zone(i)),
            met: None,
            population: people(model.zone_population(i)),
        })
        .collect();
    indicator.unzoned = model.unzoned().map(share);
    indicator.population = people(model.population());
    Ok(indicator)
}

pub(super) fn share(c: Coverage) -> Quantity {
    Quantity { numerator: c.covered_m2, denominator: c.demand_m2 }
}

/// With the true covered area within e of c and the true demand within b of d, the true share lies within
/// (e + b·c/d) ÷ (d − b) of c/d.
fn ratio_bound(c: Coverage) -> f64 {
    if c.demand_m2 <= c.demand_bound_m2 {
        return 1.0;
    }
    (c.error_bound_m2 + c.demand_bound_m2 * c.covered_m2 / c.demand_m2) / (c.demand_m2 - c.demand_bound_m2)
}

/// People in served land over people, each parcel's people spread evenly over its land; `None` where no parcel with
/// land carries a population.
fn people(c: PopulationCoverage) -> Option<Quantity> {
    (c.people > 0.0).then_some(Quantity { numerator: c.covered, denominator: c.people })
}
