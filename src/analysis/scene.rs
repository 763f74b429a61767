//! What every indicator looks at: demand, zones, boundary, people and the rated facilities, gathered once.

use std::sync::Arc;

use rayon::prelude::*;

use crate::geom::coverage::{Demand, ParcelRef};
use crate::geom::overlay::union_all;
use crate::geom::repair::normalise;
use crate::geom::{Cancelled, Progress, Region, Shape};
use crate::model::{Feature, Layer, Project, Role};

use super::fields::{self, Columns};
use super::outcome::ZoneInfo;
use super::places::Places;
use super::rating::{Rated, rate};

/// A residential parcel.
pub(super) struct Parcel<'a> {
    pub(super) shape: &'a Shape,
    pub(super) population: Option<f64>,
}

/// What every indicator looks at.
pub(super) struct Scene<'a> {
    pub(super) project: &'a Project,
    pub(super) rated: Rated<'a>,
    pub(super) parcels: Vec<Parcel<'a>>,
    /// `None` where there is no residential land.
    pub(super) demand: Option<Arc<Demand>>,
    pub(super) zones: Vec<ZoneInfo>,
    pub(super) zone_regions: Vec<&'a Region>,
    pub(super) places: Places<'a>,
    /// The union of the boundary layer; `None` without one.
    pub(super) boundary: Option<Region>,
    /// The zones each facility lies in.
    pub(super) facility_zones: Vec<Vec<usize>>,
    /// Whether each facility lies within the boundary; all do where there is none.
    pub(super) inside: Vec<bool>,
}

/// The land that demand is clipped to, on the project's plane in metres: the union of all boundary features, closed lines
/// among them; `None` where there is none.
pub(super) fn boundary_of(project: &Project) -> Option<Region> {
    let closed: Vec<Region> = project
        .layers_of(Role::Boundary)
        .flat_map(|l| l.features.iter())
        .filter(|f| f.shape.region.is_empty())
        .filter_map(|f| enclosed(&f.shape))
        .collect();
    let boundaries: Vec<&Region> =
        areal(project, Role::Boundary).map(|(_, f)| &f.shape.region).chain(&closed).collect();
    (!boundaries.is_empty()).then(|| union_all(&boundaries))
}

impl<'a> Scene<'a> {
    pub(super) fn new(project: &'a Project, progress: &dyn Progress) -> Result<Self, Cancelled> {
        let stop = |at: f32| {
            progress.at(at);
            if progress.cancelled() { Err(Cancelled) } else { Ok(()) }
        };
        stop(0.0)?;
        let rated = rate(project);
        let (zones, zone_regions) = zones_of(project);
        let places = Places::new(zone_regions.clone());
        stop(0.1)?;
        let boundary = boundary_of(project);
        let parcels = parcels_of(project);
        let refs: Vec<ParcelRef<'_>> =
            parcels.iter().map(|p| ParcelRef { region: &p.shape.region, population: p.population }).collect();
        let demand = Demand::new(&refs, &zone_regions, boundary.as_ref(), progress)?;
        stop(0.5)?;
        let demand = (demand.area() > 0.0).then(|| Arc::new(demand));
        let facility_zones = rated.shapes.par_iter().map(|s| places.locate(s)).collect();
        let inside = match &boundary {
            None => vec![true; rated.shapes.len()],
            Some(region) => {
                let within = Places::new(vec![region]);
                rated.shapes.par_iter().map(|s| !within.locate(s).is_empty()).collect()
            }
        };
        stop(1.0)?;
        Ok(Self { project, rated, parcels, demand, zones, zone_regions, places, boundary, facility_zones, inside })
    }

    /// Whether a shape lies within the boundary; all do where there is none.
    pub(super) fn is_inside(&self, shape: &Shape) -> bool {
        self.boundary.as_ref().is_none_or(|region| !Places::new(vec![region]).locate(shape).is_empty())
    }

    /// Whether the project has a layer in any of these roles.
    pub(super) fn has(&self, roles: &[Role]) -> bool {
        self.project.layers.iter().any(|l| roles.contains(&l.role))
    }

    /// Why there is no demand: no layer of it, none of its features has an area, or all lies outside the boundary.
    pub(super) fn why_no_demand(&self) -> &'static str {
        if !self.parcels.is_empty() && self.boundary.is_some() {
            "demand_outside_boundary"
        } else if self.has(&[Role::Residential]) {
            "demand_without_area"
        } else {
            "no_demand"
        }
    }

    /// Whether there is a layer for the boundary that encloses nothing, so that nothing was clipped.
    pub(super) fn boundary_without_area(&self) -> bool {
        self.boundary.is_none() && self.has(&[Role::Boundary])
    }

    /// The land that densities are taken over: its name for `per`, its outline where it has one, and its area in m².
    /// The boundary, else the union of the zones, else the demand; `None` where there is none of them.
    pub(super) fn land(&self) -> Option<Land> {
        if let Some(boundary) = &self.boundary {
            return Some(Land { per: "boundary", area_m2: boundary.area() });
        }
        if !self.zone_regions.is_empty() {
            let area_m2 = if self.places.overlaps().is_empty() {
                self.zone_regions.iter().map(|r| r.area()).sum()
            } else {
                union_all(&self.zone_regions).area()
            };
            return Some(Land { per: "zones", area_m2 });
        }
        self.demand.as_ref().map(|d| Land { per: "demand", area_m2: d.area() })
    }
}

/// What closed lines enclose, for a boundary that was drawn as a line; `None` where none is closed.
pub(super) fn enclosed(shape: &Shape) -> Option<Region> {
    let rings: Vec<_> =
        shape.lines.iter().filter(|l| l.is_closed() && l.0.len() > 3).map(|l| vec![l.0.clone()]).collect();
    if rings.is_empty() {
        return None;
    }
    Some(normalise(rings).0).filter(|r| r.area() > 0.0)
}

/// The land that densities are taken over.
pub(super) struct Land {
    pub(super) per: &'static str,
    pub(super) area_m2: f64,
}

/// Features with area in a role, in the order of the layers.
pub(super) fn areal(project: &Project, role: Role) -> impl Iterator<Item = (&Layer, &Feature)> {
    project
        .layers_of(role)
        .flat_map(|layer| layer.features.iter().map(move |f| (&**layer, f)))
        .filter(|(_, f)| !f.shape.region.is_empty())
}

pub(super) fn zones_of(project: &Project) -> (Vec<ZoneInfo>, Vec<&Region>) {
    let mut infos = Vec::new();
    let mut regions = Vec::new();
    for layer in project.layers_of(Role::Zone) {
        let names = Columns::of(layer, fields::NAME);
        let people = Columns::of(layer, fields::POPULATION);
        for (i, feature) in layer.features.iter().enumerate().filter(|(_, f)| !f.shape.region.is_empty()) {
            let id = fields::zone_id(layer, feature);
            infos.push(ZoneInfo {
                name: fields::name_of(&names, feature).unwrap_or_else(|| id.clone()),
                id,
                layer: layer.id,
                feature: i,
                area_m2: feature.shape.region.area(),
                population: people.number(feature),
            });
            regions.push(&feature.shape.region);
        }
    }
    (infos, regions)
}

fn parcels_of(project: &Project) -> Vec<Parcel<'_>> {
    let mut parcels = Vec::new();
    for layer in project.layers_of(Role::Residential) {
        let people = Columns::of(layer, fields::POPULATION);
        let areal = layer.features.iter().filter(|f| !f.shape.region.is_empty());
        parcels.extend(areal.map(|f| Parcel { shape: &f.shape, population: people.number(f) }));
    }
    parcels
}
