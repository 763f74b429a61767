//! Which facility serves how far: every facility held against the rule set.
//!
//! - Parks and pocket parks: the largest radius of the tiers their area falls in. The area is the mapped one (see
//!   [`super::fields`]), else that of their own polygon. Without either they are not rated (`no_area`), never guessed.
//! - Toilets and parking: the radius of the rule set; a car park whose `profile` names a profile of the rule set takes
//!   that one's, and one whose `profile` names none of them is not rated (`unknown_profile`).
//! - Transfer stations: the radius of the collection vehicle their field names, else of the rule set's default vehicle.
//!   Where local conditions decide (medium vehicles) the station's own radius field counts, else it is not rated
//!   (`no_local_radius`).
//! - Closed facilities (`closed`) and those not built yet (`not_built`) serve nothing.

use crate::geom::Shape;
use crate::model::rules::{Quarter, RuleSet, Tier, Vehicle};
use crate::model::{FacilityKind, Feature, Layer, Project};

use super::fields::{self, AreaColumn, Columns, InUse, StatusColumns};
use super::outcome::{NearMiss, RatedFacility};

/// The facilities of a project, rated, beside their geometry.
pub(super) struct Rated<'a> {
    pub(super) facilities: Vec<RatedFacility>,
    pub(super) shapes: Vec<&'a Shape>,
    pub(super) features: Vec<&'a Feature>,
    /// Position in the project's layers, by facility.
    pub(super) layers: Vec<usize>,
    pub(super) near_misses: Vec<NearMiss>,
    /// Facilities whose mapped area differs from their polygon's by more than a factor of two, by facility kind.
    pub(super) area_differs: Vec<(FacilityKind, usize)>,
    /// Layers in which the unit of the area column was found by comparing: the layers' names.
    pub(super) guessed_units: Vec<(FacilityKind, String)>,
    /// Layers of parks whose area column names no unit and has no polygon to compare with: the layers' names.
    pub(super) assumed_units: Vec<(FacilityKind, String)>,
}

impl Rated<'_> {
    /// Facilities of these kinds that serve: index, shape and radius.
    pub(super) fn serving(&self, kinds: &[FacilityKind]) -> Vec<(usize, &Shape, f64)> {
        self.facilities
            .iter()
            .enumerate()
            .filter(|(_, f)| kinds.contains(&f.kind))
            .filter_map(|(i, f)| Some((i, self.shapes[i], f.radius_m?)))
            .collect()
    }

    /// Facilities of a kind that are in use, whether they serve or not.
    pub(super) fn in_use(&self, kind: FacilityKind) -> impl Iterator<Item = usize> + '_ {
        self.facilities
            .iter()
            .enumerate()
            .filter(move |(_, f)| f.kind == kind && !matches!(f.reason, Some("closed" | "not_built")))
            .map(|(i, _)| i)
    }

    /// How many facilities of these kinds are not counted for a reason, by reason in alphabetical order.
    pub(super) fn left_out(&self, kinds: &[FacilityKind]) -> Vec<(&'static str, usize)> {
        let mut counts = std::collections::BTreeMap::new();
        for facility in self.facilities.iter().filter(|f| kinds.contains(&f.kind)) {
            if let Some(reason) = facility.reason {
                *counts.entry(reason).or_insert(0) += 1;
            }
        }
        counts.into_iter().collect()
    }
}

/// Rates every facility of a project, in the order of the layers and of their features.
pub(super) fn rate(project: &Project) -> Rated<'_> {
    let mut rated = Rated {
        facilities: Vec::new(),
        shapes: Vec::new(),
        features: Vec::new(),
        layers: Vec::new(),
        near_misses: Vec::new(),
        area_differs: Vec::new(),
        guessed_units: Vec::new(),
        assumed_units: Vec::new(),
    };
    for (at, layer) in project.layers.iter().enumerate() {
        if let Some(kind) = layer.role.facility_kind() {
            rate_layer(&project.rules, layer, at, kind, &mut rated);
        }
    }
    rated
}

fn rate_layer<'a>(rules: &RuleSet, layer: &'a Layer, at: usize, kind: FacilityKind, out: &mut Rated<'a>) {
    let names = Columns::of(layer, fields::NAME);
    let status = StatusColumns::of(layer);
    let area_column = AreaColumn::of(layer);
    let reach = Reach::of(rules, layer, kind);
    let mut differ = 0;
    if area_column.is_some_and(|c| c.guessed_unit) {
        out.guessed_units.push((kind, layer.name.clone()));
    }
    let parks = matches!(kind, FacilityKind::Park | FacilityKind::PocketPark);
    if parks && area_column.is_some_and(|c| c.assumed_unit) {
        out.assumed_units.push((kind, layer.name.clone()));
    }
    for (i, feature) in layer.features.iter().enumerate() {
        let own = Some(feature.shape.region.area()).filter(|a| *a > 0.0);
        let mapped = area_column.and_then(|c| c.area(feature));
        if let (Some(mapped), Some(own)) = (mapped, own)
            && !fields::agree(mapped, own)
        {
            differ += 1;
        }
        let area = mapped.or(own);
        let verdict = match status.in_use(feature) {
            InUse::Closed => Err("closed"),
            InUse::NotBuilt => Err("not_built"),
            InUse::Yes if feature.shape.is_empty() => Err("no_geometry"),
            InUse::Yes => reach.radius(feature, area),
        };
        let facility = out.facilities.len();
        if let (Some(area), true) = (area, !matches!(verdict, Err("closed" | "not_built"))) {
            out.near_misses.extend(
                near_miss(reach.tiers(), area, |q| reach.is_in(feature, q), verdict.ok().flatten()).map(|t| NearMiss {
                    facility,
                    needed_m2: t.min_area_m2,
                    short_m2: t.min_area_m2 - area,
                    radius_m: t.radius_m,
                }),
            );
        }
        out.facilities.push(RatedFacility {
            kind,
            layer: layer.id,
            feature: i,
            name: fields::name_of(&names, feature).unwrap_or_else(|| format!("#{}", feature.index + 1)),
            area_m2: area,
            radius_m: verdict.ok().flatten(),
            reason: verdict.err(),
        });
        out.shapes.push(&feature.shape);
        out.features.push(feature);
        out.layers.push(at);
    }
    if differ > 0 {
        out.area_differs.push((kind, differ));
    }
}

fn by_tier(tiers: &[Tier], area: Option<f64>, is_in: impl Fn(Quarter) -> bool) -> Result<f64, &'static str> {
    let area = area.ok_or("no_area")?;
    tiers.iter().filter(|t| t.holds(area, &is_in)).map(|t| t.radius_m).reduce(f64::max).ok_or("below_smallest_tier")
}

/// The tier a park misses by no more than a tenth of the area it begins at, where that would serve further: the one
/// nearest above.
fn near_miss(tiers: &[Tier], area: f64, is_in: impl Fn(Quarter) -> bool, now: Option<f64>) -> Option<&Tier> {
    tiers
        .iter()
        .filter(|t| area < t.min_area_m2 && area >= 0.9 * t.min_area_m2 && t.only_in.is_none_or(&is_in))
        .filter(|t| now.is_none_or(|radius| t.radius_m > radius))
        .min_by(|a, b| a.min_area_m2.total_cmp(&b.min_area_m2))
}

/// How far the facilities of a layer serve, were they in use.
pub(super) struct Reach<'r> {
    rules: &'r RuleSet,
    kind: FacilityKind,
    vehicle: Columns,
    local: Columns,
    profile: Columns,
    historic: Columns,
    old_district: Columns,
}

impl<'r> Reach<'r> {
    pub(super) fn of(rules: &'r RuleSet, layer: &Layer, kind: FacilityKind) -> Self {
        Self {
            rules,
            kind,
            vehicle: Columns::of(layer, fields::VEHICLE),
            local: Columns::of(layer, fields::LOCAL_RADIUS),
            profile: Columns::of(layer, fields::PROFILE),
            historic: Columns::of(layer, fields::HISTORIC),
            old_district: Columns::of(layer, fields::OLD_DISTRICT),
        }
    }

    /// The service radius in metres of a facility of this area (m²); `None` for what serves no distance, and the reason
    /// where it does not qualify.
    pub(super) fn radius(&self, feature: &Feature, area: Option<f64>) -> Result<Option<f64>, &'static str> {
        match self.kind {
            FacilityKind::Park | FacilityKind::PocketPark => {
                by_tier(self.tiers(), area, |q| self.is_in(feature, q)).map(Some)
            }
            FacilityKind::Toilet => Ok(Some(self.rules.toilet.radius.metres)),
            FacilityKind::Parking => self.parking(feature).map(Some),
            FacilityKind::TransferStation => self.station(feature).map(Some),
            FacilityKind::BeautifulZone => Ok(None),
        }
    }

    /// The tiers that its parks are rated by; none for other kinds.
    pub(super) fn tiers(&self) -> &'r [Tier] {
        tiers_of(self.rules, self.kind)
    }

    /// Whether a facility lies in such a quarter.
    pub(super) fn is_in(&self, feature: &Feature, quarter: Quarter) -> bool {
        let columns = if quarter == Quarter::HistoricQuarter { &self.historic } else { &self.old_district };
        columns.truth(feature) == Some(true)
    }

    fn parking(&self, feature: &Feature) -> Result<f64, &'static str> {
        let parking = &self.rules.parking;
        let Some(named) = self.profile.text(feature) else { return Ok(parking.radius.metres) };
        let is_named = |name: &str| name.eq_ignore_ascii_case(&named);
        let profile =
            parking.profiles.iter().find(|p| [&p.id, &p.name.zh, &p.name.en].into_iter().any(|n| is_named(n)));
        profile.map(|p| p.radius_m).ok_or("unknown_profile")
    }

    fn station(&self, feature: &Feature) -> Result<f64, &'static str> {
        let station = &self.rules.transfer_station;
        let vehicle = match self.vehicle.text(feature) {
            None => station.default_vehicle(),
            Some(text) => Some(vehicle_of(&text).and_then(|v| station.vehicle(v)).ok_or("unknown_class")?),
        };
        let Some(vehicle) = vehicle else { return Err("unknown_class") };
        let local = self.local.number(feature).filter(|r| *r > 0.0);
        vehicle.radius_m.or(local).ok_or("no_local_radius")
    }
}

/// The tiers that facilities of a kind are rated by; none unless they are parks.
pub(super) fn tiers_of(rules: &RuleSet, kind: FacilityKind) -> &[Tier] {
    match kind {
        FacilityKind::Park => &rules.park.tiers,
        FacilityKind::PocketPark => rules.pocket_tiers(),
        _ => &[],
    }
}

fn vehicle_of(text: &str) -> Option<Vehicle> {
    let text = text.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if has(&["人力", "手推", "hand"]) {
        Some(Vehicle::HandCart)
    } else if has(&["小型", "small"]) {
        Some(Vehicle::SmallMotor)
    } else if has(&["中型", "medium"]) {
        Some(Vehicle::Medium)
    } else {
        None
    }
}
