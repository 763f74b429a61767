//! The project as a scenario makes it by the end of a year: the base with what is proposed laid over it.
//!
//! The layers of the base are never changed. What is new stands in layers of its own, one a kind, after all others
//! (see [`proposal_layer`]); a facility that is closed or changed stands in a copy of its layer, at its place, so that
//! positions in a layer mean the same with and without the scenario. [`analyse`](super::analyse) runs on the result as
//! on any project.

use std::sync::Arc;

use crate::geom::Shape;
use crate::model::plan::{FacilityRef, Proposal, ProposalId, Scenario, What};
use crate::model::{FacilityKind, Feature, Import, Layer, LayerId, Project, Role, Source, Value};

use super::fields::{self, AreaColumn, Columns};

/// Layers of what is proposed are numbered from here on.
const FIRST_PROPOSAL_LAYER: u32 = u32::MAX - 16;

/// Every kind of facility, in the order of their layers.
const KINDS: [(FacilityKind, Role, &str); 6] = [
    (FacilityKind::Park, Role::Park, "拟建公园"),
    (FacilityKind::PocketPark, Role::PocketPark, "拟建口袋公园"),
    (FacilityKind::Toilet, Role::Toilet, "拟建公厕"),
    (FacilityKind::TransferStation, Role::TransferStation, "拟建转运站"),
    (FacilityKind::Parking, Role::Parking, "拟建停车场"),
    (FacilityKind::BeautifulZone, Role::BeautifulZone, "拟建美丽街区"),
];

/// The number of the layer in which new facilities of a kind stand once a scenario is applied.
pub fn proposal_layer(kind: FacilityKind) -> LayerId {
    let at = KINDS.iter().position(|(k, ..)| *k == kind).unwrap_or(0);
    LayerId(FIRST_PROPOSAL_LAYER + at as u32)
}

/// Whether a layer holds what a scenario proposes, and so belongs to no file.
pub fn is_proposal_layer(layer: LayerId) -> bool {
    layer.0 >= FIRST_PROPOSAL_LAYER
}

/// The proposal that a feature of a proposal layer is.
pub fn proposal_of(layer: &Layer, feature: &Feature) -> Option<ProposalId> {
    if !is_proposal_layer(layer.id) {
        return None;
    }
    feature.id.as_deref()?.parse().ok().map(ProposalId)
}

/// A proposal that could not be carried out: the facility that it closes or changes is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Orphan {
    /// The proposal.
    pub proposal: ProposalId,
    /// The facility that was looked for.
    pub facility: FacilityRef,
}

/// The base with all that a scenario proposes by the end of `year`, or with all of it for `None`; and what could not be
/// carried out because its facility is gone. Later proposals for one facility come over earlier ones.
pub fn apply(base: &Project, scenario: &Scenario, year: Option<i32>) -> (Project, Vec<Orphan>) {
    let mut project = base.clone();
    let mut orphans = Vec::new();
    for layer in &mut project.layers {
        let about = |p: &&Arc<Proposal>| p.facility().is_some_and(|f| f.layer == layer.id);
        let mut changer: Option<Changer> = None;
        for proposal in scenario.until(year).filter(about) {
            let Some(facility) = proposal.facility() else { continue };
            match facility.find(layer) {
                Some(at) => changer.get_or_insert_with(|| Changer::new(layer)).change(at, proposal),
                None => orphans.push(Orphan { proposal: proposal.id, facility: facility.clone() }),
            }
        }
        if let Some(changer) = changer {
            *layer = Arc::new(changer.finish());
        }
    }
    for proposal in scenario.until(year) {
        if let Some(facility) = proposal.facility()
            && base.layers.iter().all(|l| l.id != facility.layer)
        {
            orphans.push(Orphan { proposal: proposal.id, facility: facility.clone() });
        }
    }
    for (kind, ..) in KINDS {
        let new: Vec<&Arc<Proposal>> = scenario.until(year).filter(|p| p.what == What::New && p.kind == kind).collect();
        if !new.is_empty() {
            project.layers.push(Arc::new(layer_of(kind, new.into_iter().map(|p| &**p))));
        }
    }
    (project, orphans)
}

/// The layer of new facilities of a kind. Their attributes carry names that rating knows.
pub(super) fn layer_of<'a>(kind: FacilityKind, proposals: impl Iterator<Item = &'a Proposal>) -> Layer {
    let (_, role, name) = KINDS.iter().find(|(k, ..)| *k == kind).unwrap_or(&KINDS[0]);
    let class = if kind == FacilityKind::Parking { "profile" } else { "class" };
    let mut fields: Vec<Box<str>> =
        ["name", "area_m2", "spaces", class, "year", "cost", "note"].iter().map(|f| (*f).into()).collect();
    let mut features = Vec::new();
    for (index, proposal) in proposals.enumerate() {
        let text = |t: &str| if t.is_empty() { Value::Null } else { Value::Text(t.into()) };
        let number = |n: Option<f64>| n.map_or(Value::Null, Value::Number);
        let mut values = vec![
            text(&proposal.name),
            number(proposal.area_m2),
            number(proposal.spaces),
            text(&proposal.class),
            Value::Number(f64::from(proposal.year)),
            number(proposal.cost),
            text(&proposal.note),
        ];
        for (field, value) in &proposal.fields {
            set(&mut fields, &mut values, field, value.clone());
        }
        features.push(Feature {
            index: index as u32,
            id: Some(proposal.id.0.to_string().into()),
            shape: proposal.shape.clone(),
            values: values.into(),
        });
    }
    let total = features.len();
    Layer {
        id: proposal_layer(kind),
        role: *role,
        name: (*name).to_owned(),
        source: Source::default(),
        fields: fields.into(),
        features: features.into(),
        import: Import { total, ..Import::default() },
    }
}

/// Sets an attribute by the name of its field, which is added where it is not there.
fn set(fields: &mut Vec<Box<str>>, values: &mut Vec<Value>, field: &str, value: Value) {
    let at = fields.iter().position(|f| &**f == field).unwrap_or_else(|| {
        fields.push(field.into());
        fields.len() - 1
    });
    if values.len() <= at {
        values.resize(at + 1, Value::Null);
    }
    values[at] = value;
}

/// Changes single features of a layer, in the columns that rating reads.
struct Changer {
    layer: Layer,
    fields: Vec<Box<str>>,
    features: Vec<Feature>,
}

impl Changer {
    fn new(layer: &Layer) -> Self {
        Self { layer: layer.clone(), fields: layer.fields.to_vec(), features: layer.features.to_vec() }
    }

    fn change(&mut self, at: usize, proposal: &Proposal) {
        let mut values = std::mem::take(&mut self.features[at].values).into_vec();
        // Meanings are those of the layer as it was: what earlier proposals added does not count.
        let column = |names: &[&str]| Columns::of(&self.layer, names).first().map(|i| self.layer.fields[i].clone());
        if let What::Close(_) = proposal.what {
            let field = column(&["closed"]).unwrap_or_else(|| "closed".into());
            set(&mut self.fields, &mut values, &field, Value::Bool(true));
        } else {
            if !proposal.shape.is_empty() {
                self.features[at].shape = proposal.shape.clone();
            }
            let own = (!proposal.shape.is_empty()).then(|| proposal.area()).flatten();
            if let Some(area) = proposal.area_m2.or(own) {
                let (field, figure) = AreaColumn::of(&self.layer)
                    .and_then(|c| c.written(area))
                    .map_or_else(|| ("area_m2".into(), area), |(i, v)| (self.layer.fields[i].clone(), v));
                set(&mut self.fields, &mut values, &field, Value::Number(figure));
            }
            let class: &[&str] = match proposal.kind {
                FacilityKind::Parking => fields::PROFILE,
                FacilityKind::TransferStation => fields::STATION_CLASS,
                _ => &["class"],
            };
            let texts = [(&proposal.name, fields::NAME, "name"), (&proposal.class, class, class[0])];
            for (text, names, otherwise) in texts {
                if !text.is_empty() {
                    let field = column(names).unwrap_or_else(|| otherwise.into());
                    set(&mut self.fields, &mut values, &field, Value::Text(text.as_str().into()));
                }
            }
            if let Some(spaces) = proposal.spaces {
                let field = column(fields::SPACES).unwrap_or_else(|| "spaces".into());
                set(&mut self.fields, &mut values, &field, Value::Number(spaces));
            }
            for (field, value) in &proposal.fields {
                set(&mut self.fields, &mut values, field, value.clone());
            }
        }
        self.features[at].values = values.into();
    }

    fn finish(self) -> Layer {
        Layer { fields: self.fields.into(), features: self.features.into(), ..self.layer }
    }
}

/// A layer with the one feature that an existing facility becomes by a proposal, rated as the whole layer would rate it:
/// its area stands in m² in a column that comes before all others.
pub(super) fn changed_alone(layer: &Layer, at: usize, area_m2: Option<f64>, proposal: &Proposal) -> Layer {
    let single = Layer { features: Arc::new([layer.features[at].clone()]), ..layer.clone() };
    let mut changer = Changer::new(&single);
    let plain = Proposal { area_m2: None, shape: Shape::default(), ..proposal.clone() };
    changer.change(0, &plain);
    if !proposal.shape.is_empty() {
        changer.features[0].shape = proposal.shape.clone();
    }
    let own = (!proposal.shape.is_empty()).then(|| proposal.area()).flatten();
    // Written in the layer's own unit and read again, as it is when the proposal is applied.
    let asked = proposal.area_m2.or(own).map(|area| AreaColumn::of(layer).map_or(area, |c| c.read_back(area)));
    let mut values = std::mem::take(&mut changer.features[0].values).into_vec();
    let area = asked.or(area_m2).map_or(Value::Null, Value::Number);
    let field = Columns::of(layer, &["area_m2"]).first().map_or("area_m2".into(), |i| layer.fields[i].clone());
    set(&mut changer.fields, &mut values, &field, area);
    changer.features[0].values = values.into();
    changer.finish()
}
