//! The newer file of a layer: read under the datum that was chosen for the older one, and what looks doubtful about it.

use std::sync::Arc;

use super::action::OpenRequest;
use super::error::SessionError;
use super::load::{self, Opened, Settling};
use crate::geom::{Progress, Stretch};
use crate::io::import::{self, ChosenCrs};
use crate::io::{RawLayer, open, read};
use crate::model::{CrsOrigin, Layer, Note, Plane};

/// Reads the newer file of a layer, on the project's plane; of a folder, the first layer file in it.
///
/// Where the file declares no coordinate system and somebody chose one for the older file, it is read under the same:
/// next year's file comes from where this year's came from. A choice that goes with the request counts before that. What
/// looks doubtful beside the older file and the other layers of the project (`others`) is noted on the layer.
///
/// # Errors
/// Where the file is at fault, or holds no features.
pub(super) fn open_update(
    request: &OpenRequest,
    plane: &Plane,
    old: &Layer,
    others: &[Arc<Layer>],
    progress: &dyn Progress,
) -> Result<Layer, SessionError> {
    let nothing = || SessionError::NoGeometry { path: request.path.clone() };
    let path = open::expand(&request.path)?.files.into_iter().next().ok_or_else(nothing)?;
    let part = Stretch::new(progress, 0.0, 0.2);
    let raw = read::read_geojson(&path, &Stretch::new(&part, 0.0, 0.5))?;
    let request = OpenRequest { path, role: Some(old.role), ..request.clone() };
    let settling = settled(raw, &request, old)?;
    let mut opened = Opened::default();
    load::project_all(vec![settling], Some(plane), old.id.0, &Stretch::new(&part, 0.5, 0.5), &mut opened)?;
    if let Some((_, error)) = opened.failed.pop() {
        return Err(error);
    }
    let mut layer = opened.layers.pop().ok_or_else(nothing)?;
    note_doubts(&mut layer, old, others, plane);
    Ok(layer)
}

/// Settles the datum of the newer file. A choice that is taken over and cannot be (metres before, degrees now) gives way
/// to what the file itself suggests.
fn settled(raw: RawLayer, request: &OpenRequest, old: &Layer) -> Result<Settling, SessionError> {
    let declares = raw.declared.as_deref().is_some_and(|d| d.parse::<ChosenCrs>().is_ok());
    let chosen = (old.source.crs_origin == CrsOrigin::Chosen && request.crs.is_none() && !declares)
        .then(|| old.source.crs.parse::<ChosenCrs>().ok())
        .flatten();
    let Some(chosen) = chosen.filter(|c| import::settle_crs(&raw, Some(c)).is_ok()) else {
        return load::settle(raw, request);
    };
    let crs = chosen.to_string();
    let mut settling = load::settle(raw, &OpenRequest { crs: Some(crs.clone()), ..request.clone() })?;
    settling.settled.notes.push(Note { key: "crs_taken_over", detail: crs });
    Ok(settling)
}

fn note_doubts(layer: &mut Layer, old: &Layer, others: &[Arc<Layer>], plane: &Plane) {
    let found = {
        let newer = &*layer;
        let beside: Vec<&Layer> =
            others.iter().map(|l| &**l).filter(|l| l.id != old.id).chain(std::iter::once(newer)).collect();
        let mut found = import::check_datums(&beside, plane);
        found.extend(import::check_place(&beside));
        found.retain(|(id, _)| *id == newer.id);
        let mut found: Vec<Note> = found.into_iter().map(|(_, note)| note).collect();
        found.extend(import::check_newer(old, newer, plane));
        if newer.source.crs_origin != CrsOrigin::Chosen && !same_datum(&newer.source.crs, &old.source.crs) {
            found.push(Note { key: "crs_other_than_before", detail: old.source.crs.clone() });
        }
        found
    };
    for note in found {
        if layer.import.notes.iter().all(|n| n.key != note.key) {
            layer.import.notes.push(note);
        }
    }
}

/// Whether two systems have their coordinates where the other has: one system, or both WGS 84 or what is taken as one
/// with it, in degrees or projected. What cannot be read is no doubt.
fn same_datum(a: &str, b: &str) -> bool {
    let shifted = |text: &str| text.parse::<ChosenCrs>().ok().map(|c| c.crs.is_shifted().then_some(c.crs));
    match (shifted(a), shifted(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}
