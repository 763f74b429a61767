//! The names and texts of every feature, made ready for searching. Off the window's thread.

use std::sync::Arc;

use rayon::prelude::*;

use crate::analysis::{card, effects};
use crate::geom::Rect;
use crate::model::{LayerId, Project, Role, Value};
use crate::session::query::Stop;
use crate::ui::find::{Query, Rank, folded};

/// A thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its layer.
    pub(super) layer: LayerId,
    /// Its position in the layer's features.
    pub(super) feature: u32,
    /// The field it was found by, where that is not its name.
    pub(super) field: Option<u32>,
    /// The zone it lies in.
    pub(super) zone: Option<Arc<str>>,
}

/// The names and texts of every feature of a project.
pub(super) struct Index {
    things: Vec<Thing>,
    zones: Vec<Arc<str>>,
    bounds: Option<Rect>,
}

struct Thing {
    layer: LayerId,
    feature: u32,
    /// Facilities first, then zones and land, then the rest.
    weight: u8,
    /// The zone it lies in, by its position among the zones.
    zone: Option<u32>,
    name: Box<str>,
    /// The other texts, each with its field.
    texts: Box<[(u32, Box<str>)]>,
}

/// Up to so many things are searched within a frame.
const SHORT: usize = 3_000;

impl Index {
    /// Reads a project; `None` if it was stopped.
    pub(super) fn new(project: &Arc<Project>, stop: &Stop) -> Option<Self> {
        let mut things = Vec::new();
        let zones: Vec<Arc<str>> = effects::zone_names(project).into_iter().map(Arc::from).collect();
        for layer in &project.layers {
            if stop.wanted() {
                return None;
            }
            let names = card::name_columns(layer);
            let weight = weight(layer.role);
            // Of what is looked for by name, its place tells namesakes apart.
            let placed = !zones.is_empty() && layer.role != Role::Zone && layer.role != Role::Boundary;
            let lies = if placed { effects::zones_of_layer(project, layer.id) } else { Vec::new() };
            let read = layer.features.par_iter().enumerate().filter_map(|(i, feature)| {
                let at = names.iter().copied().find(|&at| feature.values.get(at).is_some_and(|v| !v.is_null()));
                let text = |v: &Value| match v {
                    Value::Text(t) if !t.trim().is_empty() => Some(folded(t.trim()).into_boxed_str()),
                    _ => None,
                };
                let name: Box<str> =
                    at.and_then(|at| feature.values.get(at)).map(|v| folded(&v.to_string()).into()).unwrap_or_default();
                let texts: Box<[(u32, Box<str>)]> = feature
                    .values
                    .iter()
                    .enumerate()
                    .filter(|(k, _)| Some(*k) != at)
                    .filter_map(|(k, v)| Some((k as u32, text(v)?)))
                    .collect();
                let nothing = name.is_empty() && texts.is_empty();
                (!nothing).then(|| Thing {
                    layer: layer.id,
                    feature: i as u32,
                    weight,
                    zone: lies.get(i).copied().flatten(),
                    name,
                    texts,
                })
            });
            things.par_extend(read);
        }
        let shapes = project.layers.iter().flat_map(|l| l.features.iter());
        let bounds = crate::geom::bounds::around_all(shapes.filter_map(|f| f.shape.bounds()));
        Some(Self { things, zones, bounds })
    }

    /// Where the project lies.
    pub(super) fn bounds(&self) -> Option<Rect> {
        self.bounds
    }

    /// Whether a search takes less than a frame.
    pub(super) fn is_short(&self) -> bool {
        self.things.len() <= SHORT
    }

    /// What answers, best first; `None` if it was stopped.
    pub(super) fn find(&self, text: &str, stop: &Stop) -> Option<Vec<Found>> {
        let query = Query::new(text);
        if query.is_empty() {
            return Some(Vec::new());
        }
        let mut found: Vec<(Rank, usize, u8, usize, Found)> = self
            .things
            .par_iter()
            .filter_map(|t| {
                if stop.wanted() {
                    return None;
                }
                let texts = std::iter::once(&*t.name).chain(t.texts.iter().map(|(_, text)| &**text));
                let (rank, which) = query.rank_of_all(&texts)?;
                let field = which.checked_sub(1).and_then(|i| t.texts.get(i)).map(|(field, _)| *field);
                let zone = t.zone.and_then(|z| self.zones.get(z as usize)).cloned();
                let one = Found { layer: t.layer, feature: t.feature, field, zone };
                // A name before any other text, and of names the shorter.
                Some((rank, usize::from(which > 0), t.weight, t.name.len(), one))
            })
            .collect();
        if stop.wanted() {
            return None;
        }
        found.par_sort_by_key(|(rank, other, weight, length, one)| {
            (*other, *rank, *weight, *length, one.layer, one.feature)
        });
        Some(found.into_iter().map(|(.., one)| one).collect())
    }
}

fn weight(role: Role) -> u8 {
    match role {
        _ if role.facility_kind().is_some() => 0,
        Role::Zone | Role::Boundary => 1,
        Role::Residential | Role::Candidate => 2,
        _ => 3,
    }
}
