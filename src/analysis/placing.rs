//! Where a facility may be placed: the user's rules and the setbacks of the rule set, as warnings.

use crate::geom::distance::{contains, shape_to_shape};
use crate::geom::index::BoxIndex;
use crate::geom::overlay::intersection;
use crate::geom::{Region, Shape, bounds};
use crate::model::plan::PlacementRules;
use crate::model::{FacilityKind, LayerId, Project, Role};

use super::fields;
use super::rating::rate;
use super::scene::areal;

/// Something that speaks against a place. Lengths in metres.
#[derive(Debug, Clone, PartialEq)]
pub enum Warning {
    /// It does not lie on candidate land, or not with all of its area.
    NotOnCandidate,
    /// It lies on land of this layer, on which nothing is to be placed.
    OnForbidden(LayerId),
    /// It is nearer to a facility of the same kind than the user allows.
    TooClose {
        /// The facility's name.
        name: String,
        /// How far it is.
        distance_m: f64,
        /// How far it is to be.
        required_m: f64,
    },
    /// It is nearer to residential land than the user, or the rule set for stations, allows.
    NearHomes {
        /// How far it is.
        distance_m: f64,
        /// How far it is to be.
        required_m: f64,
    },
    /// The rule set gives it no service radius: `below_smallest_tier`, `no_area`, …
    ServesNothing(&'static str),
}

/// What places are held against, prepared once.
pub struct PlacementScene<'a> {
    rules: PlacementRules,
    least_station_setback: Option<f64>,
    candidates: Option<Land<'a>>,
    forbidden: Vec<(LayerId, Land<'a>)>,
    homes: Land<'a>,
    facilities: Vec<Neighbour<'a>>,
    facility_index: BoxIndex,
}

struct Neighbour<'a> {
    kind: FacilityKind,
    layer: LayerId,
    feature: usize,
    name: String,
    shape: &'a Shape,
}

/// Shapes with an index over their boxes.
struct Land<'a> {
    shapes: Vec<&'a Shape>,
    index: BoxIndex,
}

impl<'a> Land<'a> {
    fn new(shapes: Vec<&'a Shape>) -> Self {
        let index = BoxIndex::new(shapes.iter().enumerate().filter_map(|(i, s)| Some((s.bounds()?, i as u32))));
        Self { shapes, index }
    }

    fn near(&self, shape: &Shape, within: f64) -> Vec<&'a Shape> {
        let Some(around) = shape.bounds().map(|b| bounds::widened(&b, within)) else { return Vec::new() };
        let mut found: Vec<u32> = self.index.query(&around).collect();
        found.sort_unstable();
        found.into_iter().map(|i| self.shapes[i as usize]).collect()
    }

    /// Whether a shape shares land with it: more than a touch.
    fn meets(&self, shape: &Shape) -> bool {
        self.near(shape, 0.0)
            .iter()
            .any(|s| shape.points.iter().any(|p| contains(&s.region, *p)) || common(&shape.region, &s.region) > 1e-6)
    }

    /// Whether all of a shape lies on it.
    fn holds(&self, shape: &Shape) -> bool {
        let near = self.near(shape, 0.0);
        let points = shape.points.iter().all(|p| near.iter().any(|s| contains(&s.region, *p)));
        let area = shape.region.area();
        let on: f64 = near.iter().map(|s| common(&shape.region, &s.region)).sum();
        points && on >= area * (1.0 - 1e-6)
    }
}

fn common(a: &Region, b: &Region) -> f64 {
    if a.is_empty() || b.is_empty() { 0.0 } else { intersection(a, b).area() }
}

/// What is placed.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// Its kind.
    pub kind: FacilityKind,
    /// Where it is.
    pub shape: &'a Shape,
    /// The facility that it is already, which is not held against itself: layer and position in it.
    pub itself: Option<(LayerId, usize)>,
}

impl<'a> PlacementScene<'a> {
    /// Gathers what the rules speak of.
    pub fn new(project: &'a Project, rules: &PlacementRules) -> Self {
        let of = |role: Role| Land::new(areal(project, role).map(|(_, f)| &f.shape).collect());
        let candidates = of(Role::Candidate);
        let forbidden = rules.forbidden.iter().filter_map(|id| {
            let layer = project.layers.iter().find(|l| l.id == *id)?;
            Some((*id, Land::new(layer.features.iter().map(|f| &f.shape).filter(|s| !s.region.is_empty()).collect())))
        });
        let rated = rate(project);
        let facilities: Vec<Neighbour<'a>> = rated
            .facilities
            .into_iter()
            .zip(rated.shapes)
            .filter(|(f, _)| !matches!(f.reason, Some("closed" | "no_geometry")))
            .map(|(f, shape)| Neighbour { kind: f.kind, layer: f.layer, feature: f.feature, name: f.name, shape })
            .collect();
        let boxes = facilities.iter().enumerate().filter_map(|(i, n)| Some((n.shape.bounds()?, i as u32)));
        Self {
            rules: rules.clone(),
            least_station_setback: project.rules.transfer_station.least_setback().map(|s| s.metres),
            candidates: (!candidates.shapes.is_empty()).then_some(candidates),
            forbidden: forbidden.collect(),
            homes: of(Role::Residential),
            facility_index: BoxIndex::new(boxes),
            facilities,
        }
    }

    /// What speaks against a place; nothing for an empty shape.
    pub fn warnings(&self, site: &Site<'_>) -> Vec<Warning> {
        let mut out = Vec::new();
        if site.shape.is_empty() {
            return out;
        }
        if self.rules.on_candidates && self.candidates.as_ref().is_some_and(|land| !land.holds(site.shape)) {
            out.push(Warning::NotOnCandidate);
        }
        out.extend(
            self.forbidden.iter().filter(|(_, land)| land.meets(site.shape)).map(|(id, _)| Warning::OnForbidden(*id)),
        );
        if let Some(&required_m) = self.rules.spacing_m.get(&site.kind)
            && let Some((distance_m, name)) = self.nearest_of_kind(site, required_m)
        {
            out.push(Warning::TooClose { name, distance_m, required_m });
        }
        let own = self.rules.setback_m.get(&site.kind).copied();
        let standard = self.least_station_setback.filter(|_| site.kind == FacilityKind::TransferStation);
        if let Some(required_m) = own.into_iter().chain(standard).reduce(f64::max) {
            let near = self.homes.near(site.shape, required_m);
            let distance = near.iter().map(|s| shape_to_shape(site.shape, s)).reduce(f64::min);
            if let Some(distance_m) = distance.filter(|d| *d < required_m) {
                out.push(Warning::NearHomes { distance_m, required_m });
            }
        }
        out
    }

    fn nearest_of_kind(&self, site: &Site<'_>, within: f64) -> Option<(f64, String)> {
        let around = bounds::widened(&site.shape.bounds()?, within);
        let mut found: Vec<u32> = self.facility_index.query(&around).collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|i| &self.facilities[i as usize])
            .filter(|n| n.kind == site.kind && site.itself != Some((n.layer, n.feature)))
            .map(|n| (shape_to_shape(site.shape, n.shape), n))
            .filter(|(d, _)| *d < within)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(d, n)| (d, n.name.clone()))
    }
}

/// The number of parking spaces that a layer of one feature gives.
pub(super) fn spaces_of(layer: &crate::model::Layer) -> Option<f64> {
    let columns = fields::Columns::of(layer, fields::SPACES);
    layer.features.first().and_then(|f| columns.number(f))
}
