//! From layer files to layers on one plane: reading, settling the datum, projecting, and what looks doubtful.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::action::OpenRequest;
use super::error::SessionError;
use crate::crs;
use crate::geom::{Abreast, Coord, Progress, Rect, Stretch, bounds};
use crate::io::import::{self, ChosenCrs, Settled};
use crate::io::{IoError, RawLayer, open, read};
use crate::model::{Layer, LayerId, Plane, Role};
use crate::synth::sample::{self, SampleFile};

/// The share of the progress bar that reading takes; the rest is projecting and mending.
const READ_SHARE: f32 = 0.5;

/// Files of no more than so many bytes in all are read, projected and mended side by side. A larger one keeps all cores
/// busy by itself, and two at once would take the memory of both.
const SIDE_BY_SIDE: u64 = 64 << 20;

/// A file read and its datum settled, but not yet on any plane.
pub(super) struct Settling {
    raw: RawLayer,
    role: Role,
    pub(super) settled: Settled,
}

/// What opening brought: the layers that could be read, and what went wrong with the others.
#[derive(Debug, Default)]
pub struct Opened {
    /// The new layers, in the order of the requests.
    pub layers: Vec<Layer>,
    /// The plane they are on.
    pub plane: Option<Plane>,
    /// What could not be opened, with the request it belongs to.
    pub failed: Vec<(OpenRequest, SessionError)>,
    /// Files in opened folders that are no layer files.
    pub ignored: Vec<PathBuf>,
}

/// Reads the requested files and puts them on `plane`, or on one chosen for them if it is `None`.
///
/// Ids of the new layers count up from `first_id`. A file that cannot be read is reported in
/// [`Opened::failed`] and does not keep the others from loading.
///
/// # Errors
/// Only [`SessionError::Cancelled`]; everything else belongs to one file.
pub fn open_layers(
    requests: &[OpenRequest],
    plane: Option<&Plane>,
    first_id: u32,
    progress: &dyn Progress,
) -> Result<Opened, SessionError> {
    let mut opened = Opened::default();
    let mut files = Vec::new();
    for request in requests {
        match open::expand(&request.path) {
            Ok(found) => {
                opened.ignored.extend(found.ignored);
                files.extend(found.files.into_iter().map(|path| OpenRequest { path, ..request.clone() }));
            }
            Err(error) => opened.failed.push((request.clone(), error.into())),
        }
    }
    let part = Stretch::new(progress, 0.0, READ_SHARE);
    let all = Abreast::new(&part, files.len());
    let read = |(i, request): (usize, &OpenRequest)| {
        let raw = read::read_geojson(&request.path, &all.piece(i)).map_err(SessionError::from);
        raw.and_then(|raw| settle(raw, request))
    };
    let bytes: u64 = files.iter().filter_map(|f| f.path.metadata().ok()).map(|m| m.len()).sum();
    let each = in_order(files.iter().collect(), bytes, read);
    let mut settling = Vec::with_capacity(files.len());
    for (request, done) in files.into_iter().zip(each) {
        match done {
            Ok(done) => settling.push(done),
            Err(SessionError::Cancelled) => return Err(SessionError::Cancelled),
            Err(error) => opened.failed.push((request, error)),
        }
    }
    project_all(settling, plane, first_id, progress, &mut opened)?;
    Ok(opened)
}

/// Reads the built-in sample district.
///
/// # Errors
/// [`SessionError::Cancelled`], or that of a built-in file, which a test excludes.
pub fn open_sample(plane: Option<&Plane>, first_id: u32, progress: &dyn Progress) -> Result<Opened, SessionError> {
    let files = sample::files();
    let mut opened = Opened::default();
    let part = Stretch::new(progress, 0.0, READ_SHARE);
    let all = Abreast::new(&part, files.len());
    let read = files.par_iter().enumerate().map(|(i, file)| settle_sample_file(file, None, &all.piece(i)));
    let settling = read.collect::<Result<Vec<_>, _>>()?;
    project_all(settling, plane, first_id, progress, &mut opened)?;
    Ok(opened)
}

/// Reads one file of the built-in sample again, under another datum.
///
/// # Errors
/// As [`open_sample`], and where the datum does not fit the file.
pub fn open_sample_file(
    request: &OpenRequest,
    plane: Option<&Plane>,
    first_id: u32,
    progress: &dyn Progress,
) -> Result<Opened, SessionError> {
    let mut opened = Opened::default();
    let mut settling = Vec::new();
    for file in sample::files().iter().filter(|file| Path::new(file.file_name) == request.path) {
        settling.push(settle_sample_file(file, request.crs.clone(), progress)?);
    }
    project_all(settling, plane, first_id, progress, &mut opened)?;
    Ok(opened)
}

/// A layer file held in memory, as an evidence pack has it.
pub(super) struct HeldFile<'a> {
    /// What stands for the path in errors.
    pub(super) name: &'a str,
    pub(super) bytes: &'a [u8],
    /// The path it was read from at the time, its role and its datum.
    pub(super) request: OpenRequest,
}

/// Reads files held in memory onto a plane. The first that cannot be read is an error.
pub(super) fn open_held(
    files: &[HeldFile<'_>],
    plane: &Plane,
    progress: &dyn Progress,
) -> Result<Vec<Layer>, SessionError> {
    let part = Stretch::new(progress, 0.0, READ_SHARE);
    let all = Abreast::new(&part, files.len());
    let mut opened = Opened::default();
    let mut settling = Vec::with_capacity(files.len());
    for (i, file) in files.iter().enumerate() {
        let mut raw = read::read_geojson_bytes(file.name, file.bytes, &all.piece(i))?;
        raw.path.clone_from(&file.request.path);
        settling.push(settle(raw, &file.request)?);
    }
    project_all(settling, Some(plane), 1, progress, &mut opened)?;
    match opened.failed.into_iter().next() {
        Some((_, error)) => Err(error),
        None => Ok(opened.layers),
    }
}

fn settle_sample_file(
    file: &SampleFile,
    crs: Option<String>,
    progress: &dyn Progress,
) -> Result<Settling, SessionError> {
    let mut raw = read::read_geojson_bytes(file.file_name, file.bytes, progress)?;
    raw.path = file.file_name.into();
    file.title.clone_into(&mut raw.name);
    settle(raw, &OpenRequest { path: PathBuf::new(), role: Some(file.role), crs })
}

pub(super) fn settle(raw: RawLayer, request: &OpenRequest) -> Result<Settling, SessionError> {
    let chosen = match &request.crs {
        Some(text) => Some(text.parse::<ChosenCrs>().map_err(|e| SessionError::from_crs(text, &e))?),
        None => None,
    };
    let role = request.role.or_else(|| import::guess_role(&raw)).unwrap_or(Role::Context);
    let settled = import::settle_crs(&raw, chosen.as_ref())?;
    Ok(Settling { raw, role, settled })
}

/// What `work` makes of each item, in their order: side by side where all of them together have few `bytes`.
fn in_order<T: Send, R: Send>(items: Vec<T>, bytes: u64, work: impl Fn((usize, T)) -> R + Send + Sync) -> Vec<R> {
    if bytes <= SIDE_BY_SIDE {
        items.into_par_iter().enumerate().map(work).collect()
    } else {
        items.into_iter().enumerate().map(work).collect()
    }
}

pub(super) fn project_all(
    settling: Vec<Settling>,
    plane: Option<&Plane>,
    first_id: u32,
    progress: &dyn Progress,
    opened: &mut Opened,
) -> Result<(), SessionError> {
    let centre = centre_of_demand(&settling)?;
    let Some(plane) = plane.cloned().or_else(|| centre.map(|c| crs::plane_for(c.x, c.y))) else {
        opened.failed.extend(settling.into_iter().map(|layer| {
            let path = layer.raw.path.clone();
            (OpenRequest { path: path.clone(), role: Some(layer.role), crs: None }, SessionError::NoGeometry { path })
        }));
        return Ok(());
    };
    if let Some(centre) = centre {
        check_plane(&plane, centre)?;
    }
    let part = Stretch::new(progress, READ_SHARE, 1.0 - READ_SHARE);
    let all = Abreast::new(&part, settling.len());
    let one = |(i, layer): (usize, Settling)| {
        let id = LayerId(first_id + i as u32);
        let request = OpenRequest { path: layer.raw.path.clone(), role: Some(layer.role), crs: None };
        import::to_layer(layer.raw, layer.role, &layer.settled, &plane, id, &all.piece(i))
            .map_err(|e| Box::new((request, e)))
    };
    let bytes = settling.iter().map(|s| s.raw.bytes).sum();
    let each = in_order(settling, bytes, one);
    for done in each {
        match done {
            Ok(layer) => opened.layers.push(layer),
            Err(failed) if matches!(failed.1, IoError::Cancelled) => return Err(SessionError::Cancelled),
            Err(failed) => opened.failed.push((failed.0, failed.1.into())),
        }
    }
    opened.plane = Some(plane);
    Ok(())
}

/// Lengths on a plane may be off by this much at the data: UTM at the edge of its zone is off by a tenth of it.
const PLANE_TOLERANCE: f64 = 0.005;

/// Refuses a plane on which the data would be measured wrongly.
fn check_plane(plane: &Plane, centre: Coord) -> Result<(), SessionError> {
    let error = crs::scale_error(plane, centre.x, centre.y);
    if error.is_some_and(|e| e <= PLANE_TOLERANCE) {
        return Ok(());
    }
    let better = crs::plane_for(centre.x, centre.y).epsg;
    Err(SessionError::PlaneMisfit { plane: plane.name(), error, better, lon: centre.x, lat: centre.y })
}

/// Notes what looks doubtful about layers beside one another: another datum, another place. Nothing is noted twice.
pub fn note_doubts(layers: &mut [Arc<Layer>], plane: &Plane) {
    let found = {
        let all: Vec<&Layer> = layers.iter().map(|l| &**l).collect();
        let mut found = import::check_datums(&all, plane);
        found.extend(import::check_place(&all));
        found
    };
    for (id, note) in found {
        for layer in layers.iter_mut().filter(|l| l.id == id && l.import.notes.iter().all(|n| n.key != note.key)) {
            Arc::make_mut(layer).import.notes.push(note.clone());
        }
    }
}

/// The middle of the demand where there is any, else of everything, in degrees; `None` where nothing has a position.
fn centre_of_demand(settling: &[Settling]) -> Result<Option<Coord>, SessionError> {
    let demand = centre_of(settling.iter().filter(|s| s.role == Role::Residential))?;
    if demand.is_some() { Ok(demand) } else { centre_of(settling.iter()) }
}

/// The middle of the extent of these layers, in degrees.
fn centre_of<'a>(layers: impl Iterator<Item = &'a Settling>) -> Result<Option<Coord>, SessionError> {
    let mut extent: Option<Rect> = None;
    for layer in layers {
        let Some(one) = import::extent_degrees(&layer.raw, &layer.settled)? else { continue };
        extent = Some(extent.map_or(one, |all| bounds::around(&all, &one)));
    }
    Ok(extent.map(Rect::center))
}
