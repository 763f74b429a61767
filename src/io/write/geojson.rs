//! Gaps and covered land as GeoJSON after RFC 7946: longitude and latitude in WGS 84, exteriors counter-clockwise.
//!
//! CGCS2000 and WGS 84 count as one datum. Coordinates have nine decimals, a tenth of a millimetre.

use std::fmt::Write as _;
use std::path::Path;

use geo::Polygon;
use rayon::prelude::*;
use serde_json::{Value as Json, json};

use crate::analysis::{Analysis, Gap};
use crate::crs::{LayerCrs, Transformer};
use crate::geom::Coord;
use crate::io::IoError;
use crate::model::Project;

use super::words::{kind_name, synthetic_statement, unverified_statement};
use super::{FILES, Lang};

/// So many features one worker brings to degrees at a time.
const BLOCK: usize = 256;

/// The text of `gaps.geojson`.
pub(super) fn gaps(dir: &Path, project: &Project, analysis: &Analysis, lang: Lang) -> Result<String, IoError> {
    let features = analysis.gaps.par_chunks(BLOCK).map(|block| {
        let degrees = degrees(dir, FILES[3], project)?;
        block.iter().map(|gap| gap_feature(gap, analysis, &degrees, lang)).collect::<Result<Vec<_>, _>>()
    });
    Ok(collection(project, analysis, features.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(), lang))
}

/// The text of `covered.geojson`.
pub(super) fn covered(dir: &Path, project: &Project, analysis: &Analysis, lang: Lang) -> Result<String, IoError> {
    let features = analysis.covered.par_chunks(BLOCK).map(|block| {
        let degrees = degrees(dir, FILES[4], project)?;
        block
            .iter()
            .map(|polygon| {
                let properties = json!({"area_m2": geo::Area::unsigned_area(polygon)});
                feature(std::slice::from_ref(polygon), &properties, &degrees)
            })
            .collect::<Result<Vec<_>, _>>()
    });
    Ok(collection(project, analysis, features.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(), lang))
}

/// Brings positions on the plane to degrees, longitude and latitude in WGS 84.
pub(super) fn to_degrees(project: &Project, places: &mut [Coord]) -> Result<(), IoError> {
    if places.is_empty() { Ok(()) } else { degrees(Path::new(""), &project.name, project)?(places) }
}

type Degrees = Box<dyn Fn(&mut [Coord]) -> Result<(), IoError>>;

fn degrees(dir: &Path, name: &str, project: &Project) -> Result<Degrees, IoError> {
    let path = dir.join(name);
    let failed = |problem: String, path: &Path| IoError::Transformation { path: path.to_owned(), problem };
    let transformer = Transformer::new(&LayerCrs::Wgs84, &project.plane).map_err(|e| failed(e.to_string(), &path))?;
    Ok(Box::new(move |coords| transformer.to_source(coords).map_err(|e| failed(e.to_string(), &path))))
}

fn gap_feature(gap: &Gap, analysis: &Analysis, degrees: &Degrees, lang: Lang) -> Result<Option<String>, IoError> {
    let mut label = [gap.label_point];
    degrees(&mut label)?;
    let round = |v: f64| (v * 1e9).round() / 1e9;
    let zone = gap.zone_index.map(|z| &analysis.zones[z]);
    let nearest = gap.nearest.as_ref();
    let name = nearest.map(|n| match analysis.facilities.get(n.facility) {
        Some(f) if !f.named() => format!("{} {}", kind_name(f.kind, lang), n.name),
        _ => n.name.clone(),
    });
    let properties = json!({
        "rank": gap.rank,
        "area_m2": gap.area_m2,
        "pieces": gap.pieces(),
        "zone": gap.zone,
        "zone_id": zone.map(|z| &z.id),
        "nearest": name,
        "distance_m": nearest.map(|n| n.distance_m),
        "short_m": nearest.map(|n| n.short_m),
        "label_lon": round(label[0].x),
        "label_lat": round(label[0].y),
    });
    feature(&gap.polygons, &properties, degrees)
}

/// A feature as text, a Polygon or, of several pieces, a MultiPolygon; `None` where nothing is left at the precision of
/// the file.
fn feature(polygons: &[Polygon<f64>], properties: &Json, degrees: &Degrees) -> Result<Option<String>, IoError> {
    let mut written = Vec::with_capacity(polygons.len());
    for polygon in polygons {
        written.extend(polygon_text(polygon, degrees)?);
    }
    let (kind, coordinates) = match written.as_slice() {
        [] => return Ok(None),
        [one] => ("Polygon", one.clone()),
        many => ("MultiPolygon", format!("[{}]", many.join(","))),
    };
    Ok(Some(format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"{kind}","coordinates":{coordinates}}}}}"#
    )))
}

fn polygon_text(polygon: &Polygon<f64>, degrees: &Degrees) -> Result<Option<String>, IoError> {
    let mut rings = Vec::new();
    for (i, ring) in std::iter::once(polygon.exterior()).chain(polygon.interiors()).enumerate() {
        let mut coords = ring.0.clone();
        degrees(&mut coords)?;
        let mut texts: Vec<String> = coords.iter().map(|c| format!("[{:.9},{:.9}]", c.x, c.y)).collect();
        texts.dedup();
        if texts.len() < 4 {
            if i == 0 {
                return Ok(None);
            }
            continue;
        }
        rings.push(format!("[{}]", texts.join(",")));
    }
    Ok(Some(format!("[{}]", rings.join(","))))
}

fn collection(project: &Project, analysis: &Analysis, features: Vec<Option<String>>, lang: Lang) -> String {
    let mut out = String::from("{\"type\":\"FeatureCollection\",\n");
    let about = json!({
        "rules": project.rules.id,
        "unverified": unverified_statement(project, analysis, lang),
        "synthetic": project.synthetic,
        "remark": if project.synthetic { synthetic_statement(lang) } else { "" },
        "plane": project.plane.name(),
    });
    let _ = write!(out, "\"fugai\":{about},\n\"features\":[\n");
    let features: Vec<String> = features.into_iter().flatten().collect();
    out.push_str(&features.join(",\n"));
    out.push_str("\n]}\n");
    out
}
