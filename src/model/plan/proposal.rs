//! A proposal: a facility that is not there yet, or a change of one that is.

use serde::{Deserialize, Serialize};

use super::shape_text;
use crate::geom::grid::MAX_COORDINATE;
use crate::geom::{Coord, Shape};
use crate::model::{FacilityKind, Feature, Layer, LayerId, Value};

/// Identifies a proposal within a project. Scenarios that were forked share the numbers of what they have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProposalId(pub u32);

/// An existing facility, named so that it is found again when its layer has been replaced by a newer file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FacilityRef {
    /// The layer.
    pub layer: LayerId,
    /// Its index in the file.
    pub index: u32,
    /// The `id` member of the feature, where it has one: it is looked for first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Box<str>>,
}

impl FacilityRef {
    /// The reference to a feature of a layer.
    pub fn to(layer: &Layer, feature: &Feature) -> Self {
        Self { layer: layer.id, index: feature.index, id: feature.id.clone() }
    }

    /// The position of the feature in a layer; `None` where the layer is another one or has no such feature.
    pub fn find(&self, layer: &Layer) -> Option<usize> {
        if layer.id != self.layer {
            return None;
        }
        // Features are in the order of the file, so the index is found by halving.
        let at = layer.features.binary_search_by_key(&self.index, |f| f.index).ok();
        let at = at.or_else(|| layer.features.iter().position(|f| f.index == self.index));
        match &self.id {
            Some(id) => at
                .filter(|&i| layer.features[i].id.as_ref() == Some(id))
                .or_else(|| layer.features.iter().position(|f| f.id.as_ref() == Some(id))),
            None => at,
        }
    }
}

/// What a proposal does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A facility where there is none.
    #[default]
    New,
    /// An existing facility is closed.
    Close(FacilityRef),
    /// An existing facility is enlarged, reshaped or changed otherwise: what the proposal leaves empty stays as it is.
    Change(FacilityRef),
}

/// A facility that is not there yet, or a change of one that is. The layers themselves are never changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its identity; 0 for one that the session is to number.
    pub id: ProposalId,
    /// What it does.
    #[serde(default)]
    pub what: What,
    /// Its name; may be empty.
    #[serde(default)]
    pub name: String,
    /// What is built or changed.
    pub kind: FacilityKind,
    /// Its class: of a station by size (小型, 中型, 大型), of a car park the profile of the rule set; may be empty.
    #[serde(default)]
    pub class: String,
    /// Where it is and how large, in metres; empty for a change that leaves both.
    #[serde(default, with = "shape_text")]
    pub shape: Shape,
    /// Its area in m²; `None` for that of its polygon.
    #[serde(default)]
    pub area_m2: Option<f64>,
    /// Its parking spaces.
    #[serde(default)]
    pub spaces: Option<f64>,
    /// Its cost, in 万元 (10,000 yuan).
    #[serde(default)]
    pub cost: Option<f64>,
    /// The year by whose end it is done.
    pub year: i32,
    /// Anything else to know.
    #[serde(default)]
    pub note: String,
    /// Other attributes to be set, by the name of the field.
    #[serde(default)]
    pub fields: Vec<(Box<str>, Value)>,
}

/// Why a proposal cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A new facility without a position.
    NoPosition,
    /// A coordinate that is no number, or beyond what can be measured.
    BadCoordinates,
    /// An area, a number of spaces or a cost that is no number, or below 0.
    BadFigure,
    /// A year outside 1900 to 2200.
    BadYear,
}

impl Proposal {
    /// A new facility with nothing but a kind, a place and a year.
    pub fn new(kind: FacilityKind, shape: Shape, year: i32) -> Self {
        Self {
            id: ProposalId(0),
            what: What::New,
            name: String::new(),
            kind,
            class: String::new(),
            shape,
            area_m2: None,
            spaces: None,
            cost: None,
            year,
            note: String::new(),
            fields: Vec::new(),
        }
    }

    /// The existing facility that it is about.
    pub fn facility(&self) -> Option<&FacilityRef> {
        match &self.what {
            What::New => None,
            What::Close(facility) | What::Change(facility) => Some(facility),
        }
    }

    /// Its area in m²: the given one, else that of its polygon; `None` for a point without.
    pub fn area(&self) -> Option<f64> {
        self.area_m2.or_else(|| Some(self.shape.region.area()).filter(|a| *a > 0.0))
    }

    /// A position to speak of it by: its point, else the middle of its extent; `None` where it has no shape of its own.
    pub fn position(&self) -> Option<Coord> {
        self.shape.points.first().copied().or_else(|| Some(self.shape.bounds()?.center()))
    }

    /// What is wrong with it; `None` where it can be taken.
    pub fn fault(&self) -> Option<Fault> {
        if self.what == What::New && self.shape.is_empty() {
            return Some(Fault::NoPosition);
        }
        let good = |c: &Coord| c.x.abs() <= MAX_COORDINATE && c.y.abs() <= MAX_COORDINATE;
        let points = self.shape.points.iter().all(good);
        let lines = self.shape.lines.iter().all(|l| l.0.iter().all(good));
        if !points || !lines {
            return Some(Fault::BadCoordinates);
        }
        let bad = |v: Option<f64>| v.is_some_and(|v| !(v.is_finite() && v >= 0.0));
        let bad_field = |v: &Value| matches!(v, Value::Number(n) if !n.is_finite());
        if [self.area_m2, self.spaces, self.cost].into_iter().any(bad) || self.fields.iter().any(|(_, v)| bad_field(v))
        {
            return Some(Fault::BadFigure);
        }
        (!(1900..=2200).contains(&self.year)).then_some(Fault::BadYear)
    }
}
