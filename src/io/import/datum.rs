//! Whether a layer of assumed datum looks shifted against its neighbours.

use std::collections::HashSet;

use crate::crs::{LayerCrs, Transformer, bd09_to_gcj02, gcj02_to_wgs84};
use crate::geom::Coord;
use crate::model::{CrsOrigin, Layer, LayerId, Note, Plane};

/// Vertices nearer than about this, in metres, are taken as the same corner.
const SAME_CORNER: f64 = 10.0;
/// At most this many vertices of a layer are looked at.
const SAMPLE: usize = 4_000;
/// Fewer vertices than this tell nothing.
const FEWEST: usize = 20;

/// Finds layers whose datum was only assumed and that fit their neighbours far better as GCJ-02 or BD-09.
///
/// Layers of one district share corners: sub-districts and parcels, parcels and roads. Where at least half the corners
/// of a layer meet corners of layers whose datum is known once it is shifted back by what GCJ-02 (about 500 m) or BD-09
/// (about 1,150 m) add there, and less than half as many do as it stands, it gets the note `datum_shift_suspected` with
/// the datum's name, which is also the choice that mends it. Layers of points, and layers that share no corners with
/// others, cannot be told.
pub fn check_datums(layers: &[&Layer], plane: &Plane) -> Vec<(LayerId, Note)> {
    let known: HashSet<(i64, i64)> = layers
        .iter()
        .filter(|l| l.source.crs_origin != CrsOrigin::Assumed)
        .flat_map(|l| corners(l).into_iter().map(cell))
        .collect();
    let Ok(transformer) = Transformer::new(&LayerCrs::Wgs84, plane) else { return Vec::new() };
    let mut found = Vec::new();
    for layer in layers.iter().filter(|l| l.source.crs_origin == CrsOrigin::Assumed) {
        let all = corners(layer);
        let sample: Vec<Coord> = all.iter().copied().step_by(all.len() / SAMPLE + 1).collect();
        if sample.len() < FEWEST || known.is_empty() {
            continue;
        }
        let as_it_stands = hits(&sample, &known);
        for (crs, back) in [
            (LayerCrs::Gcj02, gcj02_to_wgs84 as fn(Coord) -> Coord),
            (LayerCrs::Bd09, |c| gcj02_to_wgs84(bd09_to_gcj02(c))),
        ] {
            let mut shifted = sample.clone();
            if transformer.to_source(&mut shifted).is_err() {
                continue;
            }
            for c in &mut shifted {
                *c = back(*c);
            }
            if transformer.to_plane(&mut shifted).is_err() {
                continue;
            }
            let hits = hits(&shifted, &known);
            if 2 * hits >= sample.len() && 2 * as_it_stands < hits {
                found.push((layer.id, Note { key: "datum_shift_suspected", detail: crs.to_string() }));
                break;
            }
        }
    }
    found
}

/// The vertices of a layer's areas and lines, on the plane.
fn corners(layer: &Layer) -> Vec<Coord> {
    let mut out = Vec::new();
    for feature in &*layer.features {
        for polygon in feature.shape.region.polygons() {
            out.extend(polygon.exterior().coords().skip(1));
        }
        for line in &*feature.shape.lines {
            out.extend(line.coords());
        }
    }
    out
}

fn cell(c: Coord) -> (i64, i64) {
    ((c.x / SAME_CORNER).floor() as i64, (c.y / SAME_CORNER).floor() as i64)
}

/// How many of these lie in or beside a cell with a known corner.
fn hits(sample: &[Coord], known: &HashSet<(i64, i64)>) -> usize {
    let near = |c: &&Coord| {
        let (x, y) = cell(**c);
        (-1..=1).any(|i| (-1..=1).any(|j| known.contains(&(x + i, y + j))))
    };
    sample.iter().filter(near).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{gcj02_to_bd09, plane_from_epsg, wgs84_to_gcj02};
    use crate::io::import::{settle_crs, to_layer};
    use crate::io::read::read_geojson_bytes;
    use crate::model::Role;

    /// Irregular blocks around Tianning, moved by `shift`, with or without a declaration.
    fn layer(id: u32, declared: bool, shift: fn(Coord) -> Coord) -> Layer {
        let mut features = Vec::new();
        for i in 0..8 {
            for j in 0..8 {
                let (x, y) =
                    (119.95 + 0.011 * f64::from(i) + 0.0007 * f64::from(j * j % 5), 31.75 + 0.009 * f64::from(j));
                let ring: Vec<String> = [(0.0, 0.0), (0.006, 0.001), (0.007, 0.006), (0.001, 0.005), (0.0, 0.0)]
                    .map(|(dx, dy)| shift(Coord { x: x + dx, y: y + dy }))
                    .map(|c| format!("[{},{}]", c.x, c.y))
                    .to_vec();
                features.push(format!(
                    r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
                    ring.join(",")
                ));
            }
        }
        let crs = if declared { r#""crs":{"type":"name","properties":{"name":"EPSG:4490"}},"# } else { "" };
        let text = format!(r#"{{"type":"FeatureCollection",{crs}"features":[{}]}}"#, features.join(","));
        let raw = read_geojson_bytes("blocks", text.as_bytes(), &()).unwrap();
        let settled = settle_crs(&raw, None).unwrap();
        to_layer(raw, Role::Zone, &settled, &plane_from_epsg(4549).unwrap(), LayerId(id), &()).unwrap()
    }

    #[test]
    fn shifted_layers_are_noticed_and_others_are_not() {
        let plane = plane_from_epsg(4549).unwrap();
        let known = layer(1, true, |c| c);
        let same = layer(2, false, |c| c);
        let gcj = layer(3, false, wgs84_to_gcj02);
        let bd = layer(4, false, |c| gcj02_to_bd09(wgs84_to_gcj02(c)));
        let found = check_datums(&[&known, &same, &gcj, &bd], &plane);
        let found: Vec<_> = found.iter().map(|(id, note)| (id.0, note.key, note.detail.as_str())).collect();
        assert_eq!(found, [(3, "datum_shift_suspected", "gcj02"), (4, "datum_shift_suspected", "bd09")]);
        assert!(check_datums(&[&gcj], &plane).is_empty());
    }
}
