//! What each facility serves alone: the residential land that nobody would serve if it were not there.
//!
//! For each facility that serves, the covered land with it less the covered land without it, under the coverage
//! indicator its kind belongs to (parks and pocket parks serve together). Both are values of the engine by true arcs, so
//! the difference lies within the sum of their bounds, 1e-9 of the demand. Land that two serve is alone to neither, so
//! these areas add up to no more than the covered land.

use std::sync::Arc;

use crate::geom::coverage::{CoverageModel, SiteRef};
use crate::geom::{Cancelled, Coord, Progress, Rect, Stretch};
use crate::model::{FacilityKind, Project};

use super::scene::Scene;

/// Kinds that serve together, as the coverage indicators count them.
const GROUPS: [&[FacilityKind]; 4] = [
    &[FacilityKind::Park, FacilityKind::PocketPark],
    &[FacilityKind::Toilet],
    &[FacilityKind::TransferStation],
    &[FacilityKind::Parking],
];

/// What an answer says of a facility beside its rating.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FacilityDetail {
    /// The residential land in m² that it serves and no other facility of its indicator does; `None` where it serves
    /// nothing or there is no residential land.
    pub alone_m2: Option<f64>,
    /// The zones it lies in, as indices into [`Analysis::zones`](super::Analysis), ascending.
    pub zones: Vec<usize>,
    /// Whether it lies within the boundary; all do where there is none.
    pub inside: bool,
    /// The middle of its extent in metres on the plane; `None` where it has no geometry.
    pub place: Option<Coord>,
}

/// By facility, in the order of [`Analysis::facilities`](super::Analysis), what it serves alone and where it lies.
///
/// The result does not depend on the number of threads.
///
/// # Errors
/// [`Cancelled`] as soon as `progress` says so.
pub fn facility_details(project: &Project, progress: &dyn Progress) -> Result<Vec<FacilityDetail>, Cancelled> {
    let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.3))?;
    let alone = served_alone(&scene, progress)?;
    let places = scene.facility_zones.iter().zip(&scene.inside).zip(&scene.rated.shapes);
    let details = alone.into_iter().zip(places).map(|(alone_m2, ((zones, &inside), shape))| FacilityDetail {
        alone_m2,
        zones: zones.clone(),
        inside,
        place: shape.bounds().map(Rect::center),
    });
    let details = details.collect();
    progress.at(1.0);
    Ok(details)
}

fn served_alone(scene: &Scene<'_>, progress: &dyn Progress) -> Result<Vec<Option<f64>>, Cancelled> {
    let mut alone = vec![None; scene.rated.facilities.len()];
    let Some(demand) = &scene.demand else { return Ok(alone) };
    for (at, kinds) in GROUPS.iter().enumerate() {
        let part = Stretch::new(progress, 0.3 + 0.175 * at as f32, 0.175);
        let serving = scene.rated.serving(kinds);
        let sites: Vec<SiteRef<'_>> = serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
        let model = CoverageModel::new(Arc::clone(demand), &sites, &Stretch::new(&part, 0.0, 0.5))?;
        let areas = model.served_alone(&Stretch::new(&part, 0.5, 0.5))?;
        for (&(facility, ..), area) in serving.iter().zip(areas) {
            alone[facility] = Some(area);
        }
    }
    Ok(alone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{IndicatorId, analyse};
    use crate::geom::Shape;
    use crate::model::{Feature, Layer, LayerId, Plane, Role, RuleSet};

    fn square(x: f64, y: f64, size: f64) -> Shape {
        let corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)];
        let ring: Vec<Coord> = corners.iter().map(|&(x, y)| Coord { x, y }).collect();
        Shape::from_region(crate::geom::repair::normalise(vec![vec![ring]]).0)
    }

    fn layer(id: u32, role: Role, shapes: Vec<Shape>) -> Arc<Layer> {
        let features =
            shapes.into_iter().enumerate().map(|(i, shape)| Feature { index: i as u32, shape, ..Feature::default() });
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: crate::model::layer::Source::default(),
            fields: Arc::new([]),
            features: features.collect(),
            import: crate::model::layer::Import::default(),
        })
    }

    fn alone(project: &Project) -> Vec<Option<f64>> {
        facility_details(project, &()).unwrap().into_iter().map(|d| d.alone_m2).collect()
    }

    fn project(parks: Vec<Shape>) -> Project {
        let homes = vec![square(0.0, 0.0, 100.0), square(5_000.0, 0.0, 100.0), square(0.0, 5_000.0, 50.0)];
        Project {
            name: "试".to_owned(),
            synthetic: false,
            plane: Plane { epsg: Some(4549), definition: String::new() },
            layers: vec![layer(1, Role::Residential, homes), layer(2, Role::Park, parks)],
            rules: Arc::new(RuleSet::builtin("garden-city-2022").unwrap()),
            targets: None,
        }
    }

    #[test]
    fn what_two_serve_is_alone_to_neither() {
        // The first two serve the estate at the origin, the third alone the one to the east, the fourth nothing at all
        // and the last is too small to serve.
        let parks = vec![
            square(150.0, 0.0, 80.0),
            square(-150.0, 0.0, 80.0),
            square(5_050.0, 120.0, 80.0),
            square(9_000.0, 9_000.0, 80.0),
            square(0.0, 5_060.0, 10.0),
        ];
        let project = project(parks);
        assert_eq!(alone(&project), [Some(0.0), Some(0.0), Some(10_000.0), Some(0.0), None]);
    }

    #[test]
    fn it_is_the_coverage_lost_when_the_facility_is_taken_away() {
        let parks: Vec<Shape> = (0..9)
            .map(|i| square(f64::from(i % 3) * 260.0 - 300.0, f64::from(i / 3) * 240.0 - 250.0, 22.0))
            .chain([square(4_700.0, 90.0, 30.0)])
            .collect();
        let whole = project(parks.clone());
        let covered = |p: &Project| {
            analyse(p, &()).unwrap().indicator(IndicatorId::ParkCoverage).unwrap().quantity.unwrap().numerator
        };
        let with = covered(&whole);
        let alone = alone(&whole);
        for (i, alone) in alone.iter().enumerate() {
            let mut rest = parks.clone();
            rest.remove(i);
            let lost = with - covered(&project(rest));
            assert!((alone.unwrap() - lost).abs() < 1e-6, "{i}: {alone:?} against {lost}");
        }
        assert!(alone.iter().any(|a| a.unwrap() > 1.0), "some serve something alone: {alone:?}");
    }

    #[test]
    fn without_residential_land_there_is_nothing_to_serve() {
        let mut project = project(vec![square(0.0, 0.0, 80.0)]);
        project.layers.remove(0);
        assert_eq!(alone(&project), [None]);
    }
}
