//! Why a place is served or not: what reaches it, how near each tier comes, and what would reach it if little changed.
//!
//! Everything is measured between outlines (a point's location), straight, in metres on the project's plane, as the
//! coverage is. It takes a few hundred microseconds among ten thousand facilities, on the caller's thread alone.

use crate::geom::coverage::{SiteRef, coverage_of};
use crate::geom::distance::shortest_line;
use crate::geom::{Coord, Rect, Shape, bounds};
use crate::model::rules::{Quarter, RuleSet};
use crate::model::{FacilityKind, Layer, LayerId, Project};

use super::outcome::{Analysis, IndicatorId, Quantity, RatedFacility};
use super::rating::{Reach, tiers_of};

/// Facilities listed for a tier.
const NEAREST: usize = 3;
/// Facilities listed that do not serve the place but almost would.
const ALMOST: usize = 8;

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Place {
    /// A position in metres.
    At(Coord),
    /// A feature, a residential parcel say.
    Feature {
        /// Its layer.
        layer: LayerId,
        /// Its position in that layer's `features`.
        feature: usize,
    },
}

/// How much of a place is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// All of it.
    Whole,
    /// Some of it. Of a place that is neither a point nor has an area: its nearest point at least.
    Part,
    /// None of it.
    Not,
}

/// The answer for one place and one kind of coverage.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    /// The coverage that was asked about.
    pub indicator: IndicatorId,
    /// How much of the place is served.
    pub served: Served,
    /// Of a place with an area: served m² over its m². It is the outline as drawn, whatever the boundary or an outline
    /// that overlaps it takes away. `None` for points and lines.
    pub land: Option<Quantity>,
    /// The facilities that reach the place, the one that reaches farthest beyond its near edge first.
    pub by: Vec<Near>,
    /// Every tier of the rule set (for what has none: every radius), whether any facility is in it or not. Parks in the
    /// order of the rule set, others by radius.
    pub tiers: Vec<TierAnswer>,
    /// Facilities that do not reach the place as they are but would with little change, the nearest first, no more than
    /// eight.
    pub almost: Vec<Almost>,
}

/// A facility as it lies to the place.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Which facility: an index into [`Analysis::facilities`].
    pub facility: usize,
    /// Its name, or `#` and its number in the file (from 1) where it has none.
    pub name: String,
    /// Straight distance from boundary to boundary in metres; 0 where one lies in the other.
    pub distance_m: f64,
    /// Metres missing until its service area reaches the place; 0 or less where it does.
    pub short_m: f64,
    /// The ends of a shortest line, in metres, for drawing: on the place, on the facility.
    pub line: [Coord; 2],
}

/// How near one tier comes to the place.
#[derive(Debug, Clone, PartialEq)]
pub struct TierAnswer {
    /// The kinds of facilities it is for.
    pub kinds: Vec<FacilityKind>,
    /// The area in m² the tier begins at, inclusive; `None` where area does not matter.
    pub min_area_m2: Option<f64>,
    /// The area in m² the tier ends at, exclusive; `None` for no end.
    pub max_area_m2: Option<f64>,
    /// Only for facilities in such a quarter; `None` for everywhere.
    pub only_in: Option<Quarter>,
    /// Its service radius in metres.
    pub radius_m: f64,
    /// How many facilities of the project have their radius from it.
    pub facilities: usize,
    /// The nearest of them, three at most, by distance; none where there is no such facility.
    pub nearest: Vec<Near>,
}

impl TierAnswer {
    /// Whether a facility of the tier reaches the place.
    pub fn reaches(&self) -> bool {
        self.nearest.first().is_some_and(|n| n.short_m <= 0.0)
    }
}

/// A facility that would reach the place if something small were otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Almost {
    /// Which facility: an index into [`Analysis::facilities`].
    pub facility: usize,
    /// Its name, or `#` and its number in the file (from 1) where it has none.
    pub name: String,
    /// Straight distance from boundary to boundary in metres; 0 where one lies in the other.
    pub distance_m: f64,
    /// The service radius it would have, in metres.
    pub radius_m: f64,
    /// The ends of a shortest line, in metres: on the place, on the facility.
    pub line: [Coord; 2],
    /// What it lacks.
    pub lack: Lack,
}

/// What a facility lacks to serve as far as a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lack {
    /// A little area until the next tier, a tenth of what that begins at or less.
    Area {
        /// The area the tier begins at, in m².
        needed_m2: f64,
        /// How much is missing, in m².
        short_m2: f64,
    },
    /// Its area is not known, so it is in no tier; the radius is that of the widest tier it could be in.
    AreaUnknown,
    /// It is closed.
    Closed,
    /// It is not built yet.
    NotBuilt,
}

/// Tells why a place is served or not under one coverage. `analysis` is that of this very project.
///
/// `None` where the indicator is no coverage, and where the place is no feature of the project or has no geometry. A
/// parcel counts as wholly served, or not at all, within the bound of its covered area.
pub fn why(project: &Project, analysis: &Analysis, indicator: IndicatorId, place: Place) -> Option<Why> {
    let kinds = super::supply(indicator);
    if kinds.is_empty() {
        return None;
    }
    let point;
    let shape = match place {
        Place::At(at) => {
            point = Shape::from_point(at);
            &point
        }
        Place::Feature { layer, feature } => &layer_of(project, layer)?.features.get(feature)?.shape,
    };
    let mut around = Around::new(project, analysis, kinds, shape)?;

    let mut by: Vec<Near> = (0..around.candidates.len()).filter_map(|i| around.serving_near(i)).collect();
    by.sort_by(|a, b| a.short_m.total_cmp(&b.short_m).then(a.facility.cmp(&b.facility)));

    let mut tiers = tiers(&project.rules, kinds, &around.candidates);
    // Each facility belongs to one tier, so each candidate is looked at once.
    let mut in_tier: Vec<Vec<usize>> = vec![Vec::new(); tiers.len()];
    for (i, candidate) in around.candidates.iter().enumerate() {
        if let Some(tier) = tiers.iter().position(|t| t.holds(candidate.facility)) {
            in_tier[tier].push(i);
        }
    }
    for (tier, members) in tiers.iter_mut().zip(in_tier) {
        tier.facilities = members.len();
        tier.nearest = around.nearest(&members);
    }
    let almost = around.almost(project, analysis);

    let (served, land) = if shape.region.is_empty() {
        let alone = shape.points.len() == 1 && shape.lines.is_empty();
        (
            if by.is_empty() {
                Served::Not
            } else if alone {
                Served::Whole
            } else {
                Served::Part
            },
            None,
        )
    } else {
        let sites: Vec<SiteRef<'_>> = by.iter().filter_map(|near| around.site(near.facility)).collect();
        let land = coverage_of(&shape.region, &sites);
        let bound = land.error_bound_m2 + land.demand_bound_m2;
        let served = if land.covered_m2 <= bound {
            Served::Not
        } else if land.demand_m2 - land.covered_m2 <= bound {
            Served::Whole
        } else {
            Served::Part
        };
        (served, Some(Quantity { numerator: land.covered_m2, denominator: land.demand_m2 }))
    };
    Some(Why { indicator, served, land, by, tiers, almost })
}

fn layer_of(project: &Project, id: LayerId) -> Option<&Layer> {
    project.layers.iter().find(|l| l.id == id).map(|l| &**l)
}

/// The tiers that facilities of these kinds are rated by; for kinds without tiers, the usual radius and every other one
/// that some facility has.
fn tiers(rules: &RuleSet, kinds: &[FacilityKind], candidates: &[Candidate<'_>]) -> Vec<TierAnswer> {
    let mut tiers: Vec<TierAnswer> = Vec::new();
    let mut add = |kind: FacilityKind, min_area_m2, max_area_m2, only_in, radius_m| {
        let same = tiers.iter_mut().find(|t| {
            (t.min_area_m2, t.max_area_m2, t.only_in, t.radius_m) == (min_area_m2, max_area_m2, only_in, radius_m)
        });
        match same {
            Some(tier) if tier.kinds.contains(&kind) => {}
            Some(tier) => tier.kinds.push(kind),
            None => tiers.push(TierAnswer {
                kinds: vec![kind],
                min_area_m2,
                max_area_m2,
                only_in,
                radius_m,
                facilities: 0,
                nearest: Vec::new(),
            }),
        }
    };
    for &kind in kinds {
        let usual = match kind {
            FacilityKind::Toilet => Some(rules.toilet.radius.metres),
            FacilityKind::Parking => Some(rules.parking.radius.metres),
            FacilityKind::TransferStation => rules.transfer_station.default_vehicle().and_then(|v| v.radius_m),
            FacilityKind::Park | FacilityKind::PocketPark | FacilityKind::BeautifulZone => None,
        };
        for tier in tiers_of(rules, kind) {
            add(kind, Some(tier.min_area_m2), tier.max_area_m2, tier.only_in, tier.radius_m);
        }
        if tiers_of(rules, kind).is_empty() {
            let of_kind = candidates.iter().filter(|c| c.facility.kind == kind);
            let mut radii: Vec<f64> = usual.into_iter().chain(of_kind.filter_map(|c| c.facility.radius_m)).collect();
            radii.sort_by(f64::total_cmp);
            radii.dedup();
            radii.into_iter().for_each(|radius| add(kind, None, None, None, radius));
        }
    }
    tiers
}

impl TierAnswer {
    /// Whether a facility has its radius from this tier.
    fn holds(&self, facility: &RatedFacility) -> bool {
        let by_area = match (self.min_area_m2, facility.area_m2) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(min), Some(area)) => area >= min && self.max_area_m2.is_none_or(|max| area < max),
        };
        by_area && facility.radius_m == Some(self.radius_m) && self.kinds.contains(&facility.kind)
    }
}

/// A facility with geometry.
struct Candidate<'a> {
    index: usize,
    facility: &'a RatedFacility,
    layer: &'a Layer,
    shape: &'a Shape,
    /// It is no nearer to the place than this, in metres.
    floor: f64,
    /// The shortest line to the place, once it was measured.
    measured: Option<(f64, [Coord; 2])>,
}

/// The facilities of some kinds around a place.
struct Around<'a> {
    place: &'a Shape,
    candidates: Vec<Candidate<'a>>,
}

impl<'a> Around<'a> {
    /// `None` if the place has no geometry.
    fn new(project: &'a Project, analysis: &'a Analysis, kinds: &[FacilityKind], place: &'a Shape) -> Option<Self> {
        let around = place.bounds().filter(is_finite)?;
        let mut layer: Option<&Layer> = None;
        let mut candidates = Vec::new();
        for (index, facility) in analysis.facilities.iter().enumerate() {
            if !kinds.contains(&facility.kind) {
                continue;
            }
            if layer.is_none_or(|l| l.id != facility.layer) {
                layer = layer_of(project, facility.layer);
            }
            let Some((layer, feature)) = layer.and_then(|l| Some((l, l.features.get(facility.feature)?))) else {
                continue;
            };
            let Some(rect) = feature.shape.bounds() else { continue };
            // A hair less, because rounding may make the distance between boxes a bit too long.
            let floor = bounds::distance(&around, &rect) * (1.0 - 1e-12);
            candidates.push(Candidate { index, facility, layer, shape: &feature.shape, floor, measured: None });
        }
        Some(Self { place, candidates })
    }

    fn measure(&mut self, i: usize) -> (f64, [Coord; 2]) {
        let candidate = &mut self.candidates[i];
        let place = self.place;
        *candidate.measured.get_or_insert_with(|| {
            shortest_line(place, candidate.shape).unwrap_or((f64::INFINITY, [Coord::default(); 2]))
        })
    }

    /// A candidate as it lies to the place; `None` if it serves no distance.
    fn near(&mut self, i: usize) -> Option<Near> {
        let radius = self.candidates[i].facility.radius_m?;
        let (distance_m, line) = self.measure(i);
        let Candidate { index, facility, .. } = self.candidates[i];
        Some(Near { facility: index, name: facility.name.clone(), distance_m, short_m: distance_m - radius, line })
    }

    /// The same, if it serves the place.
    fn serving_near(&mut self, i: usize) -> Option<Near> {
        let candidate = &self.candidates[i];
        if candidate.facility.radius_m.is_none_or(|radius| candidate.floor > radius) {
            return None;
        }
        self.near(i).filter(|near| near.short_m <= 0.0)
    }

    /// The nearest of some candidates, by distance, then by their order.
    fn nearest(&mut self, members: &[usize]) -> Vec<Near> {
        let mut order = members.to_vec();
        order.sort_by(|&a, &b| self.candidates[a].floor.total_cmp(&self.candidates[b].floor));
        let mut best: Vec<(f64, usize)> = Vec::new();
        for i in order {
            if best.len() == NEAREST && self.candidates[i].floor > best[NEAREST - 1].0 {
                break;
            }
            let entry = (self.measure(i).0, i);
            let at = best.partition_point(|b| b.0.total_cmp(&entry.0).then(b.1.cmp(&i)).is_lt());
            best.insert(at, entry);
            best.truncate(NEAREST);
        }
        best.into_iter().filter_map(|(_, i)| self.near(i)).collect()
    }

    /// What would reach the place if it had a little more area, a known area, or were in use.
    fn almost(&mut self, project: &'a Project, analysis: &Analysis) -> Vec<Almost> {
        let mut found: Vec<(usize, f64, Lack)> = Vec::new();
        for miss in &analysis.near_misses {
            let at = self.candidates.binary_search_by_key(&miss.facility, |c| c.index);
            found.extend(
                at.ok().map(|i| (i, miss.radius_m, Lack::Area { needed_m2: miss.needed_m2, short_m2: miss.short_m2 })),
            );
        }
        let mut reach: Option<(LayerId, Reach<'_>)> = None;
        for (i, candidate) in self.candidates.iter().enumerate() {
            let lack = match candidate.facility.reason {
                Some("closed") => Lack::Closed,
                Some("not_built") => Lack::NotBuilt,
                Some("no_area") => Lack::AreaUnknown,
                _ => continue,
            };
            let layer = candidate.layer;
            if reach.as_ref().is_none_or(|(id, _)| *id != layer.id) {
                reach = Some((layer.id, Reach::of(&project.rules, layer, candidate.facility.kind)));
            }
            let Some((_, rules)) = &reach else { continue };
            let feature = &layer.features[candidate.facility.feature];
            let radius = if lack == Lack::AreaUnknown {
                let open = rules.tiers().iter().filter(|t| t.only_in.is_none_or(|q| rules.is_in(feature, q)));
                open.map(|t| t.radius_m).reduce(f64::max)
            } else {
                rules.radius(feature, candidate.facility.area_m2).ok().flatten()
            };
            found.extend(radius.map(|r| (i, r, lack)));
        }
        let mut almost = Vec::new();
        for (i, radius_m, lack) in found {
            if self.candidates[i].floor > radius_m {
                continue;
            }
            let (distance_m, line) = self.measure(i);
            let Candidate { index, facility, .. } = self.candidates[i];
            if distance_m <= radius_m && facility.radius_m.is_none_or(|now| distance_m > now) {
                let name = facility.name.clone();
                almost.push(Almost { facility: index, name, distance_m, radius_m, line, lack });
            }
        }
        almost.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m).then(a.facility.cmp(&b.facility)));
        almost.truncate(ALMOST);
        almost
    }

    fn site(&self, facility: usize) -> Option<SiteRef<'a>> {
        let at = self.candidates.binary_search_by_key(&facility, |c| c.index).ok()?;
        let candidate = &self.candidates[at];
        Some(SiteRef { shape: candidate.shape, radius: candidate.facility.radius_m? })
    }
}

fn is_finite(rect: &Rect) -> bool {
    [rect.min().x, rect.min().y, rect.max().x, rect.max().y].iter().all(|v| v.is_finite())
}

#[cfg(test)]
mod tests;
