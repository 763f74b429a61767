//! From source coordinates to features on the project's plane.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use geo::LineString;
use rayon::prelude::*;

use super::bulk::{Bulk, Strays};
use super::crs::{Settled, named_path};
use crate::crs::{CrsError, Transformer};
use crate::geom::repair::{Repairs, normalise};
use crate::geom::{Coord, Progress, Region, Shape};
use crate::io::error::IoError;
use crate::io::raw::{PartKind, RawFeature, RawGeometry, RawLayer};
use crate::io::write::Lang;
use crate::io::write::words::repair_name;
use crate::model::{Feature, Layer, LayerId, Note, Plane, Role, Skipped, Source, Text};

/// How many features one worker takes at a time.
const BATCH: usize = 512;

/// Brings a layer to the project's plane: transforms its coordinates, mends its polygons for measuring and counts what
/// was mended.
///
/// A feature with a coordinate that the transformation cannot take is skipped as `outside_projection`; one whose
/// polygons enclose nothing and that has nothing else is skipped as `no_area`. A few features far from all the others
/// (at (0, 0), say) are skipped as `far_from_the_rest`: fewer than one in twenty, farther than 3° or 300 km from the
/// middle of at least ten others.
///
/// A layer without features comes out as a layer without features.
///
/// # Errors
/// [`IoError::Projection`] where there is no way from the layer's system to the plane; [`IoError::Cancelled`].
pub fn to_layer(
    raw: RawLayer,
    role: Role,
    settled: &Settled,
    plane: &Plane,
    id: LayerId,
    progress: &dyn Progress,
) -> Result<Layer, IoError> {
    let path = named_path(&raw);
    let failed = |e: &CrsError| IoError::Projection { path: path.clone(), problem: e.clone() };
    Transformer::new(&settled.crs, plane).map_err(|e| failed(&e))?;

    let strays = Bulk::of(&raw, settled.crs.is_geographic()).and_then(|bulk| bulk.strays(&raw));
    let total = raw.features.len().max(1);
    let done = AtomicUsize::new(0);
    let batches: Vec<Batch> = raw
        .features
        .into_par_iter()
        .chunks(BATCH)
        .map_init(
            || Transformer::new(&settled.crs, plane),
            |transformer, features| {
                if progress.cancelled() {
                    return Err(IoError::Cancelled);
                }
                let transformer = transformer.as_ref().map_err(failed)?;
                let count = features.len();
                let batch = Batch::new(features, transformer, settled.swap_axes, strays).map_err(|e| failed(&e))?;
                let done = done.fetch_add(count, Ordering::Relaxed) + count;
                progress.at(done as f32 / total as f32);
                Ok(batch)
            },
        )
        .collect::<Result<_, _>>()?;

    let mut import = raw.import;
    import.notes.extend(settled.notes.iter().cloned());
    if settled.swap_axes {
        import.notes.push(Note { key: "axes_swapped", detail: settled.name() });
    }
    let mut features = Vec::with_capacity(batches.iter().map(|b| b.features.len()).sum());
    for batch in batches {
        features.extend(batch.features);
        import.skipped.extend(batch.skipped);
        for (key, count) in batch.repaired {
            *import.repaired.entry(key.to_owned()).or_default() += count;
        }
    }
    import.skipped.sort_by_key(|s| s.index);
    let crs = settled.name();
    let source = Source { path: raw.path, sha256: raw.sha256, bytes: raw.bytes, crs, crs_origin: settled.origin };
    Ok(Layer { id, role, name: raw.name, source, fields: raw.fields, features: features.into(), import })
}

/// What one worker made of consecutive features.
#[derive(Default)]
struct Batch {
    features: Vec<Feature>,
    skipped: Vec<Skipped>,
    repaired: BTreeMap<&'static str, usize>,
}

impl Batch {
    fn new(
        mut features: Vec<RawFeature>,
        transformer: &Transformer,
        swap: bool,
        strays: Option<Strays>,
    ) -> Result<Self, CrsError> {
        let mut batch = Self { features: Vec::with_capacity(features.len()), ..Self::default() };
        if let Some(strays) = strays {
            features.retain(|feature| match strays.found(&feature.geometry) {
                Some(detail) => {
                    batch.skip(feature, "far_from_the_rest", detail);
                    false
                }
                None => true,
            });
        }
        let mut all: Vec<Coord> = features.iter().flat_map(|f| f.geometry.coords.iter().copied()).collect();
        if swap {
            for c in &mut all {
                *c = Coord { x: c.y, y: c.x };
            }
        }
        // All at once is faster; one by one tells which are at fault.
        let at_once = match transformer.to_plane(&mut all) {
            Ok(()) => true,
            Err(CrsError::OutOfRange { .. }) => false,
            Err(error) => return Err(error),
        };
        let mut start = 0;
        for feature in &mut features {
            let end = start + feature.geometry.coords.len();
            let coords = &mut all[start..end];
            start = end;
            if !at_once {
                match transformer.to_plane(coords) {
                    Ok(()) => {}
                    Err(error @ CrsError::OutOfRange { .. }) => {
                        batch.skip(feature, "outside_projection", Text::new(error.zh(), error.to_string()));
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
            feature.geometry.coords.copy_from_slice(coords);
            batch.add(std::mem::take(feature));
        }
        Ok(batch)
    }

    fn skip(&mut self, feature: &RawFeature, reason: &'static str, detail: Text) {
        self.skipped.push(Skipped { index: feature.index as usize, reason, line: None, detail });
    }

    fn add(&mut self, raw: RawFeature) {
        let (shape, repairs) = shape(&raw.geometry);
        if shape.is_empty() {
            let found = |lang| repairs.keys().map(|k| repair_name(k, lang)).collect::<Vec<_>>();
            self.skip(&raw, "no_area", Text::new(found(Lang::Zh).join("、"), found(Lang::En).join(", ")));
            return;
        }
        for key in repairs.keys() {
            *self.repaired.entry(key).or_default() += 1;
        }
        self.features.push(Feature { index: raw.index, id: raw.id, shape, values: raw.values });
    }
}

/// The shape of a geometry on the plane, and what was mended.
fn shape(geometry: &RawGeometry) -> (Shape, Repairs) {
    let mut points: Vec<Coord> = Vec::new();
    let mut lines: Vec<LineString<f64>> = Vec::new();
    let mut polygons: Vec<Vec<Vec<Coord>>> = Vec::new();
    for (kind, run) in geometry.parts() {
        match kind {
            PartKind::Points => points.extend_from_slice(run),
            PartKind::Line => lines.push(LineString::new(run.to_vec())),
            PartKind::Exterior => polygons.push(vec![run.to_vec()]),
            PartKind::Hole => {
                if let Some(polygon) = polygons.last_mut() {
                    polygon.push(run.to_vec());
                }
            }
        }
    }
    let (region, repairs) =
        if polygons.is_empty() { (Region::default(), Repairs::default()) } else { normalise(polygons) };
    (Shape { points: points.into(), lines: lines.into(), region }, repairs)
}

#[cfg(test)]
mod tests;
