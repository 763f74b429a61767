//! What nobody can know near the edge of the data: land that nothing serves as far as the layers tell, but that a
//! facility just outside them could.

use geo::Polygon;

use crate::geom::buffer::service_area;
use crate::geom::overlay::intersection;
use crate::geom::repair::normalise;
use crate::geom::{Region, Shape, bounds};
use crate::model::{Feature, Project, Role};

use super::outcome::{Analysis, IndicatorId};
use super::rating::tiers_of;
use super::scene::boundary_of;

/// Chords to a quarter circle in the outline of the doubtful strip; it is for drawing.
const SEGMENTS: usize = 16;

/// The part of the gaps of park coverage within one radius of the edge of the boundary, in metres: the largest radius
/// that the rule set has for a park, since nobody knows how large an unseen one is.
///
/// Empty where the data do not end at the boundary, because some park lies outside it, and where there is no boundary.
pub fn uncertain(project: &Project, analysis: &Analysis) -> Vec<Polygon<f64>> {
    if analysis.gaps.is_empty() {
        return Vec::new();
    }
    let Some(boundary) = boundary_of(project) else { return Vec::new() };
    let kinds = super::supply(IndicatorId::ParkCoverage);
    let radius = kinds.iter().flat_map(|&k| tiers_of(&project.rules, k)).map(|t| t.radius_m).fold(0.0, f64::max);
    if radius <= 0.0 || reaches_beyond(project, &boundary) {
        return Vec::new();
    }
    let edge = Shape {
        lines: boundary
            .polygons()
            .iter()
            .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()).cloned())
            .collect(),
        ..Shape::default()
    };
    let strip = service_area(&edge, radius, SEGMENTS);
    let pieces = analysis.gaps.iter().flat_map(|g| &g.polygons);
    let rings =
        |p: &Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(|r| r.0.clone()).collect::<Vec<_>>();
    let gaps = normalise(pieces.map(rings).collect()).0;
    intersection(&gaps, &strip).polygons().to_vec()
}

/// Whether some park lies outside the boundary: then the layers go on beyond it.
fn reaches_beyond(project: &Project, boundary: &Region) -> bool {
    let parks = [Role::Park, Role::PocketPark];
    let features = parks.iter().flat_map(|&r| project.layers_of(r)).flat_map(|l| l.features.iter());
    let outside = |f: &Feature| {
        let (Some(own), Some(all)) = (f.shape.bounds(), bounds_of(boundary)) else { return false };
        // A corner that juts out by a digitising error is no park of a neighbouring district.
        if !bounds::meet(&own, &all) {
            return true;
        }
        !f.shape.region.is_empty() && intersection(&f.shape.region, boundary).is_empty()
            || f.shape.points.first().is_some_and(|&p| !crate::geom::distance::contains(boundary, p))
    };
    features.filter(|f| !f.shape.is_empty()).any(outside)
}

fn bounds_of(region: &Region) -> Option<crate::geom::Rect> {
    Shape::from_region(region.clone()).bounds()
}

#[cfg(test)]
mod tests;
