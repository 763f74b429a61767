//! What a single facility does for a coverage indicator, and how coverage grows with distance: from the same exact
//! engine as the indicators themselves, so that the figures agree with them to the last bit.

use std::sync::Arc;

use rayon::prelude::*;

use crate::geom::coverage::{Coverage, CoverageModel, Demand, PopulationCoverage, SiteKey, SiteRef};
use crate::geom::{Cancelled, Progress, Stretch};
use crate::model::{FacilityKind, LayerId, Project, Role};

use super::outcome::IndicatorId;
use super::places::Places;
use super::scene::{self, Scene};

/// The kinds of facilities that count for a coverage indicator; `None` for any other indicator.
pub fn kinds_of(indicator: IndicatorId) -> Option<&'static [FacilityKind]> {
    Some(match indicator {
        IndicatorId::ParkCoverage => &[FacilityKind::Park, FacilityKind::PocketPark],
        IndicatorId::ToiletCoverage => &[FacilityKind::Toilet],
        IndicatorId::TransferStationCoverage => &[FacilityKind::TransferStation],
        IndicatorId::ParkingCoverage => &[FacilityKind::Parking],
        _ => return None,
    })
}

/// The coverage indicator a kind of facility counts for; `None` for beautiful-street zones.
pub fn coverage_of(kind: FacilityKind) -> Option<IndicatorId> {
    Some(match kind {
        FacilityKind::Park | FacilityKind::PocketPark => IndicatorId::ParkCoverage,
        FacilityKind::Toilet => IndicatorId::ToiletCoverage,
        FacilityKind::TransferStation => IndicatorId::TransferStationCoverage,
        FacilityKind::Parking => IndicatorId::ParkingCoverage,
        FacilityKind::BeautifulZone => return None,
    })
}

/// What a facility does for its coverage indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Residential land within its service area, whoever else serves it, in m².
    pub served: Coverage,
    /// People there; `None` where no parcel carries a population.
    pub people_served: Option<f64>,
    /// Land that nothing else serves: what would be lost without it, in m².
    pub lost_m2: f64,
    /// The true loss lies within this of `lost_m2`, in m².
    pub lost_bound_m2: f64,
    /// People there; `None` where no parcel carries a population.
    pub people_lost: Option<f64>,
    /// The parcels that would lose service on some of their land: layer and position in its `features`.
    pub parcels_lost: Vec<(LayerId, usize)>,
    /// How many parcels its service area reaches.
    pub parcels_served: usize,
    /// Coverage of the whole with it and without it.
    pub with: Coverage,
    /// See `with`.
    pub without: Coverage,
    /// The zones whose coverage would fall: index into [`super::Analysis::zones`], with it and without it.
    pub zones: Vec<(usize, Coverage, Coverage)>,
}

/// The facilities of one coverage indicator with the land they serve, ready to be asked about each of them.
///
/// Holds its own copy of everything, so that it outlives the project it was made from.
pub struct Effects {
    demand: Arc<Demand>,
    model: CoverageModel,
    /// By index into `Analysis::facilities`: its key in the model.
    keys: Vec<Option<SiteKey>>,
    parcels: Vec<(LayerId, usize)>,
    zones: usize,
}

impl Effects {
    /// Gathers the land and the facilities of an indicator; `None` for an indicator that is no coverage, and where
    /// there is no demand.
    ///
    /// # Errors
    /// [`Cancelled`] as soon as `progress` says so.
    pub fn new(project: &Project, indicator: IndicatorId, progress: &dyn Progress) -> Result<Option<Self>, Cancelled> {
        let Some(kinds) = kinds_of(indicator) else { return Ok(None) };
        let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.6))?;
        let Some(demand) = &scene.demand else { return Ok(None) };
        let serving = scene.rated.serving(kinds);
        let sites: Vec<SiteRef<'_>> = serving.iter().map(|&(_, shape, radius)| SiteRef { shape, radius }).collect();
        let model = CoverageModel::new(Arc::clone(demand), &sites, &Stretch::new(progress, 0.6, 0.4))?;
        let mut keys = vec![None; scene.rated.facilities.len()];
        for (key, (facility, ..)) in serving.iter().enumerate() {
            keys[*facility] = Some(SiteKey(key as u32));
        }
        Ok(Some(Self {
            demand: Arc::clone(demand),
            model,
            keys,
            parcels: parcels_of(project),
            zones: scene.zones.len(),
        }))
    }

    /// What one facility does, by its index into `Analysis::facilities`; `None` for one that serves nothing. `project`
    /// is the one this was made from.
    ///
    /// # Errors
    /// [`Cancelled`] as soon as `progress` says so.
    pub fn of(
        &self,
        project: &Project,
        facility: (LayerId, usize),
        index: usize,
        radius_m: f64,
        progress: &dyn Progress,
    ) -> Result<Option<Effect>, Cancelled> {
        let Some(key) = self.keys.get(index).copied().flatten() else { return Ok(None) };
        let layer = project.layers.iter().find(|l| l.id == facility.0);
        let Some(feature) = layer.and_then(|l| l.features.get(facility.1)) else { return Ok(None) };
        let alone = CoverageModel::new(
            Arc::clone(&self.demand),
            &[SiteRef { shape: &feature.shape, radius: radius_m }],
            &Stretch::new(progress, 0.0, 0.8),
        )?;
        let mut without = self.model.clone();
        without.remove(key);
        let (before, after) = (self.model.total(), without.total());
        let touched: Vec<usize> =
            (0..self.parcels.len()).into_par_iter().filter(|&i| alone.parcel(i).covered_m2 > 0.0).collect();
        // A parcel loses when more is gone than the two figures are uncertain by.
        let loses = |&i: &usize| {
            let (a, b) = (self.model.parcel(i), without.parcel(i));
            a.covered_m2 - b.covered_m2 > (a.error_bound_m2 + b.error_bound_m2).max(1e-6)
        };
        let mut parcels_lost: Vec<(LayerId, usize)> =
            touched.iter().copied().filter(loses).map(|i| self.parcels[i]).collect();
        parcels_lost.sort_unstable();
        let peopled = |p: PopulationCoverage| (p.people > 0.0).then_some(p.covered);
        let zones = (0..self.zones)
            .map(|z| (z, self.model.zone(z), without.zone(z)))
            .filter(|(_, a, b)| a.covered_m2 - b.covered_m2 > (a.error_bound_m2 + b.error_bound_m2).max(1e-6))
            .collect();
        Ok(Some(Effect {
            served: alone.total(),
            people_served: peopled(alone.population()),
            lost_m2: (before.covered_m2 - after.covered_m2).max(0.0),
            lost_bound_m2: before.error_bound_m2 + after.error_bound_m2,
            people_lost: peopled(self.model.population()).map(|p| (p - without.population().covered).max(0.0)),
            parcels_lost,
            parcels_served: touched.len(),
            with: before,
            without: after,
            zones,
        }))
    }

    /// Coverage of every residential parcel: layer, position in its `features`, and how much of it is served.
    pub fn parcels(&self) -> impl Iterator<Item = (LayerId, usize, Coverage)> + '_ {
        self.parcels.iter().enumerate().map(|(i, &(layer, feature))| (layer, feature, self.model.parcel(i)))
    }
}

/// The residential parcels, in the order in which the demand has them.
fn parcels_of(project: &Project) -> Vec<(LayerId, usize)> {
    let layers = project.layers_of(Role::Residential);
    let features = layers.flat_map(|l| l.features.iter().enumerate().map(|(i, f)| (l.id, i, f)));
    features.filter(|(.., f)| !f.shape.region.is_empty()).map(|(layer, i, _)| (layer, i)).collect()
}

/// Residential land by its distance to the nearest facility that serves, whatever its own radius.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ByDistance {
    /// For each distance in metres the coverage there would be if every facility served that far.
    pub curve: Vec<(f64, Coverage)>,
    /// Every parcel with land: layer, position in its `features`, and the first distance within which at least half of
    /// its land lies, by its position in `curve`; the length of `curve` where none is far enough.
    pub parcels: Vec<(LayerId, usize, u16)>,
}

impl ByDistance {
    /// The parcels within the distance at a position of the curve, or those beyond it: each is one or the other.
    pub fn parcels(&self, at: usize, within: bool) -> impl Iterator<Item = (LayerId, usize)> + '_ {
        let chosen = self.parcels.iter().filter(move |(.., first)| (usize::from(*first) <= at) == within);
        chosen.map(|&(layer, feature, _)| (layer, feature))
    }
}

/// Residential land and its parcels by the distance to the nearest facility that serves, at some distances in metres,
/// ascending. `None` as in [`Effects::new`], and where nothing serves.
///
/// # Errors
/// [`Cancelled`] as soon as `progress` says so.
pub fn by_distance(
    project: &Project,
    indicator: IndicatorId,
    distances: &[f64],
    progress: &dyn Progress,
) -> Result<Option<ByDistance>, Cancelled> {
    let Some(kinds) = kinds_of(indicator) else { return Ok(None) };
    let scene = Scene::new(project, &Stretch::new(progress, 0.0, 0.2))?;
    let Some(demand) = &scene.demand else { return Ok(None) };
    let serving = scene.rated.serving(kinds);
    if serving.is_empty() {
        return Ok(None);
    }
    let mut curve = Vec::with_capacity(distances.len());
    let all = parcels_of(project);
    let mut first = vec![distances.len() as u16; all.len()];
    for (i, &distance) in distances.iter().enumerate() {
        let sites: Vec<SiteRef<'_>> =
            serving.iter().map(|&(_, shape, _)| SiteRef { shape, radius: distance }).collect();
        let share = 0.8 / distances.len() as f32;
        let stretch = Stretch::new(progress, 0.2 + share * i as f32, share);
        let model = CoverageModel::new(Arc::clone(demand), &sites, &stretch)?;
        curve.push((distance, model.total()));
        first.par_iter_mut().enumerate().filter(|(_, first)| usize::from(**first) > i).for_each(|(parcel, first)| {
            let c = model.parcel(parcel);
            if c.covered_m2 > 0.0 && c.covered_m2 * 2.0 >= c.demand_m2 {
                *first = i as u16;
            }
        });
    }
    let land = CoverageModel::new(Arc::clone(demand), &[], &())?;
    let with_land = all.into_iter().zip(first).enumerate().filter(|(i, _)| land.parcel(*i).demand_m2 > 0.0);
    let parcels = with_land.map(|(_, ((layer, feature), first))| (layer, feature, first)).collect();
    Ok(Some(ByDistance { curve, parcels }))
}

/// The zone each feature of a layer lies in, as an index into [`super::Analysis::zones`]; the first where zones
/// overlap, `None` where it lies in none.
pub fn zones_of_layer(project: &Project, layer: LayerId) -> Vec<Option<u32>> {
    let regions = scene::areal(project, Role::Zone).map(|(_, f)| &f.shape.region).collect();
    let places = Places::new(regions);
    let Some(layer) = project.layers.iter().find(|l| l.id == layer) else { return Vec::new() };
    layer.features.par_iter().map(|f| places.locate(&f.shape).first().map(|&z| z as u32)).collect()
}

/// The names of the zones, in the order of [`super::Analysis::zones`].
pub fn zone_names(project: &Project) -> Vec<String> {
    scene::zones_of(project).0.into_iter().map(|z| z.name).collect()
}

/// The zones one feature lies in, as indices into [`super::Analysis::zones`], ascending.
pub fn zones_of_feature(project: &Project, layer: LayerId, feature: usize) -> Vec<usize> {
    let regions = scene::areal(project, Role::Zone).map(|(_, f)| &f.shape.region).collect();
    let feature = project.layers.iter().find(|l| l.id == layer).and_then(|l| l.features.get(feature));
    feature.map_or_else(Vec::new, |f| Places::new(regions).locate(&f.shape))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyse;
    use crate::geom::repair::normalise;
    use crate::geom::{Coord, Shape};
    use crate::model::{Feature, Import, Layer, Plane, RuleSet, Source, Value};

    fn square(x: f64, y: f64, side: f64) -> Shape {
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
        let ring = ring.map(|(a, b)| Coord { x: x + a * side, y: y + b * side }).to_vec();
        Shape::from_region(normalise(vec![vec![ring]]).0)
    }

    fn layer(id: u32, role: Role, shapes: Vec<Shape>, people: Option<f64>) -> Arc<Layer> {
        let value = people.map_or(Value::Null, Value::Number);
        let feature = |(i, shape)| Feature { index: i as u32, id: None, shape, values: [value.clone()].into() };
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: ["population".into()].into(),
            import: Import::default(),
            features: shapes.into_iter().enumerate().map(feature).collect(),
        })
    }

    /// A row of ten parcels of 200 m with 100 people each, and two parks of a hectare whose service areas overlap.
    fn two_parks() -> Project {
        Project {
            name: String::new(),
            synthetic: false,
            plane: Plane { epsg: Some(4549), definition: String::new() },
            layers: vec![
                layer(
                    1,
                    Role::Residential,
                    (0..10).map(|i| square(f64::from(i) * 210.0, 0.0, 200.0)).collect(),
                    Some(100.0),
                ),
                layer(2, Role::Park, vec![square(300.0, 250.0, 100.0), square(1100.0, 250.0, 100.0)], None),
            ],
            rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("built in")),
            targets: None,
        }
    }

    #[test]
    fn a_facility_alone_and_what_is_lost_without_it() {
        let project = two_parks();
        let analysis = analyse(&project, &()).expect("nobody cancels");
        let effects =
            Effects::new(&project, IndicatorId::ParkCoverage, &()).expect("nobody cancels").expect("there is demand");
        let of = |i: usize| {
            let f = &analysis.facilities[i];
            let radius = f.radius_m.expect("it serves");
            effects.of(&project, (f.layer, f.feature), i, radius, &()).expect("nobody cancels").expect("it serves")
        };
        let total = analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).expect("a figure");
        let (a, b) = (of(0), of(1));
        assert_eq!(a.with.covered_m2, total.numerator);
        // Without the one, what the other serves is left, and the other way round.
        assert!((a.without.covered_m2 - b.served.covered_m2).abs() < 1e-6, "{a:?} {b:?}");
        assert!((b.without.covered_m2 - a.served.covered_m2).abs() < 1e-6);
        // Served by both: inclusion and exclusion.
        let both = a.served.covered_m2 + b.served.covered_m2 - total.numerator;
        assert!((a.served.covered_m2 - a.lost_m2 - both).abs() < 1e-6 && both > 1.0, "{both}");
        assert!(a.parcels_served >= a.parcels_lost.len() && !a.parcels_lost.is_empty());
        assert!(a.people_lost.is_some_and(|p| p > 0.0));
    }

    #[test]
    fn the_curve_rises_to_everything() {
        let project = two_parks();
        let distances = [0.0, 100.0, 300.0, 500.0, 5_000.0];
        let curve = by_distance(&project, IndicatorId::ParkCoverage, &distances, &()).expect("nobody cancels");
        let found = curve.expect("there is demand");
        let curve = &found.curve;
        assert!(curve.windows(2).all(|w| w[0].1.covered_m2 <= w[1].1.covered_m2), "{curve:?}");
        let last = curve[4].1;
        assert!((last.covered_m2 - last.demand_m2).abs() < 1e-6);
        // Nothing lies within nought, everything within 5 km; between, each parcel is on one side.
        let count = |at, within| found.parcels(at, within).count();
        assert_eq!((count(0, true), count(0, false), count(4, true), count(4, false)), (0, 10, 10, 0));
        assert!((0..5).all(|at| count(at, true) + count(at, false) == 10));
        let within: Vec<usize> = found.parcels(2, true).map(|(_, feature)| feature).collect();
        let figures = super::super::parcels::parcels(&project, IndicatorId::ParkCoverage, &()).expect("not cancelled");
        let told = figures.iter().filter(|p| p.distance() <= 1).map(|p| p.feature);
        assert_eq!(within, told.collect::<Vec<_>>(), "the same parcels as the map's view of distances");
        assert!(!within.is_empty() && within.len() < 10);
        assert!(by_distance(&project, IndicatorId::ToiletDensity, &distances, &()).expect("not cancelled").is_none());
    }
}
