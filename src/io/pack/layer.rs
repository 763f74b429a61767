//! A layer as the program holds it, as GeoJSON: for layers that have no file of their own any more.

use geo::Polygon;
use serde_json::{Map, Value as Json, json};

use crate::crs::{LayerCrs, Transformer};
use crate::geom::Coord;
use crate::io::IoError;
use crate::model::{Feature, Layer, Plane, Value};

/// The layer as GeoJSON, and the system its coordinates are in: those of the plane as they are where it has a code,
/// else degrees of WGS 84. Numbers keep every digit. Features that were skipped on loading have no geometry, so that the
/// others keep their numbers.
///
/// # Errors
/// [`IoError::Transformation`] where the plane cannot be brought to degrees.
pub(super) fn geojson(layer: &Layer, plane: &Plane) -> Result<(Vec<u8>, String), IoError> {
    let failed = |problem: String| IoError::Transformation { path: layer.source.path.clone(), problem };
    let (crs, degrees) = if let Some(code) = plane.epsg {
        (LayerCrs::from_epsg(code).to_string(), None)
    } else {
        let transformer = Transformer::new(&LayerCrs::Wgs84, plane).map_err(|e| failed(e.to_string()))?;
        (LayerCrs::Wgs84.to_string(), Some(transformer))
    };
    let place = |coords: &[Coord]| -> Result<Vec<[f64; 2]>, IoError> {
        let mut coords = coords.to_vec();
        if let Some(transformer) = &degrees {
            transformer.to_source(&mut coords).map_err(|e| failed(e.to_string()))?;
        }
        Ok(coords.iter().map(|c| [c.x, c.y]).collect())
    };
    let mut lines = Vec::with_capacity(layer.features.len());
    let mut next = 0;
    for feature in layer.features.iter() {
        while next < feature.index {
            lines.push(r#"{"type":"Feature","properties":null,"geometry":null}"#.to_owned());
            next += 1;
        }
        next = feature.index + 1;
        lines.push(one(layer, feature, &place)?.to_string());
    }
    let text = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n"));
    Ok((text.into_bytes(), crs))
}

fn one(
    layer: &Layer,
    feature: &Feature,
    place: &impl Fn(&[Coord]) -> Result<Vec<[f64; 2]>, IoError>,
) -> Result<Json, IoError> {
    let shape = &feature.shape;
    let mut members = Vec::new();
    match &*shape.points {
        [] => {}
        [one] => members.push(json!({"type": "Point", "coordinates": place(&[*one])?[0]})),
        many => members.push(json!({"type": "MultiPoint", "coordinates": place(many)?})),
    }
    if !shape.lines.is_empty() {
        let lines = shape.lines.iter().map(|l| place(&l.0)).collect::<Result<Vec<_>, _>>()?;
        members.push(json!({"type": "MultiLineString", "coordinates": lines}));
    }
    if !shape.region.is_empty() {
        let rings = |p: &Polygon<f64>| {
            std::iter::once(p.exterior()).chain(p.interiors()).map(|r| place(&r.0)).collect::<Result<Vec<_>, _>>()
        };
        let polygons = shape.region.polygons().iter().map(rings).collect::<Result<Vec<_>, _>>()?;
        members.push(json!({"type": "MultiPolygon", "coordinates": polygons}));
    }
    let geometry = match members.len() {
        0 => Json::Null,
        1 => members.remove(0),
        _ => json!({"type": "GeometryCollection", "geometries": members}),
    };
    let mut properties = Map::new();
    for (field, value) in layer.fields.iter().zip(feature.values.iter()) {
        let value = match value {
            Value::Null => continue,
            Value::Bool(b) => Json::from(*b),
            Value::Number(n) => Json::from(*n),
            Value::Text(t) => Json::from(&**t),
        };
        properties.insert(field.to_string(), value);
    }
    let mut out = json!({"type": "Feature", "properties": properties, "geometry": geometry});
    if let Some(id) = &feature.id {
        out["id"] = Json::from(&**id);
    }
    Ok(out)
}
