//! Whether a layer of assumed datum looks shifted, by its neighbours or by its name.

use std::collections::HashSet;

use crate::crs::{LayerCrs, Transformer, bd09_to_gcj02, gcj02_to_wgs84};
use crate::geom::{Coord, Rect};
use crate::io::raw::RawLayer;
use crate::model::{CrsOrigin, Layer, LayerId, Note, Plane};

/// Vertices nearer than about this, in metres, are taken as the same corner.
const SAME_CORNER: f64 = 10.0;
/// At most this many vertices of a layer are looked at.
const SAMPLE: usize = 4_000;
/// Fewer vertices than this tell nothing.
const FEWEST: usize = 20;
/// The note's key.
const SUSPECTED: &str = "datum_shift_suspected";

/// Names that go with a shifted datum: parts of a word, or the whole of one.
const NAMES: &[(LayerCrs, &[&str], &[&str])] = &[
    (LayerCrs::Bd09, &["bd09", "bd-09", "bd_09", "百度", "baidu"], &[]),
    (LayerCrs::Gcj02, &["gcj", "火星", "高德", "gaode", "腾讯", "tencent"], &["amap"]),
];

/// The datum that the name of a file speaks of, if it is a shifted one and the file lies where that datum is in use.
///
/// `extent` is in degrees.
pub(super) fn datum_by_name(raw: &RawLayer, extent: Rect) -> Option<LayerCrs> {
    let (min, max) = (extent.min(), extent.max());
    if !(min.x >= 73.0 && max.x <= 136.0 && min.y >= 3.0 && max.y <= 54.0) {
        return None;
    }
    let file = raw.path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let name = format!("{} {file}", raw.name).to_lowercase();
    let whole = |word: &str| name.split(|c: char| !c.is_ascii_alphabetic()).any(|w| w == word);
    NAMES
        .iter()
        .find(|(_, parts, words)| parts.iter().any(|p| name.contains(p)) || words.iter().any(|w| whole(w)))
        .map(|(crs, ..)| *crs)
}

/// The note that says so.
pub(super) fn suspicion(crs: LayerCrs) -> Note {
    Note { key: SUSPECTED, detail: crs.to_string() }
}

/// Finds layers whose datum was only assumed and that fit their neighbours far better as GCJ-02 or BD-09.
///
/// Layers of one district share corners: sub-districts and parcels, parcels and roads. Where at least half the corners
/// of a layer meet corners of layers whose datum is known once it is shifted back by what GCJ-02 (about 500 m) or BD-09
/// (about 1,150 m) add there, and less than half as many do as it stands, it gets the note `datum_shift_suspected` with
/// the datum's name, which is also the choice that mends it. Layers of points, and layers that share no corners with
/// others, cannot be told.
///
/// Layers opened before may be among those given: one that has the note already gets none again, and one that was
/// assumed may get it from what a newer one declares.
pub fn check_datums(layers: &[&Layer], plane: &Plane) -> Vec<(LayerId, Note)> {
    let known: HashSet<(i64, i64)> = layers
        .iter()
        .filter(|l| l.source.crs_origin != CrsOrigin::Assumed)
        .flat_map(|l| corners(l).into_iter().map(cell))
        .collect();
    let Ok(transformer) = Transformer::new(&LayerCrs::Wgs84, plane) else { return Vec::new() };
    let mut found = Vec::new();
    let told = |l: &Layer| l.import.notes.iter().any(|n| n.key == SUSPECTED);
    for layer in layers.iter().filter(|l| l.source.crs_origin == CrsOrigin::Assumed && !told(l)) {
        if let Some(crs) = shift(&corners(layer), &known, &transformer) {
            found.push((layer.id, suspicion(crs)));
        }
    }
    found
}

/// Tells whether a newer file of a layer fits the older one far better as GCJ-02 or BD-09, as [`check_datums`] tells of
/// neighbours. Here points count as well: of one facility the position is the same in both files.
///
/// `None` too where somebody chose the datum of the newer file, or where it has the note already.
pub fn check_newer(older: &Layer, newer: &Layer, plane: &Plane) -> Option<Note> {
    if newer.source.crs_origin == CrsOrigin::Chosen || newer.import.notes.iter().any(|n| n.key == SUSPECTED) {
        return None;
    }
    let all = |layer: &Layer| {
        let mut all = corners(layer);
        all.extend(layer.features.iter().flat_map(|f| f.shape.points.iter().copied()));
        all
    };
    let known = all(older).into_iter().map(cell).collect();
    let transformer = Transformer::new(&LayerCrs::Wgs84, plane).ok()?;
    shift(&all(newer), &known, &transformer).map(suspicion)
}

/// The datum under which these positions meet known ones, where as they stand they do not.
fn shift(all: &[Coord], known: &HashSet<(i64, i64)>, transformer: &Transformer) -> Option<LayerCrs> {
    let sample: Vec<Coord> = all.iter().copied().step_by(all.len() / SAMPLE + 1).collect();
    if sample.len() < FEWEST || known.is_empty() {
        return None;
    }
    let as_it_stands = hits(&sample, known);
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
        let hits = hits(&shifted, known);
        if 2 * hits >= sample.len() && 2 * as_it_stands < hits {
            return Some(crs);
        }
    }
    None
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
        // One opened before, the other now, in either order; and not twice.
        assert_eq!(check_datums(&[&known, &gcj], &plane).len(), 1);
        let mut found = check_datums(&[&gcj, &known], &plane);
        let mut gcj = gcj;
        gcj.import.notes.push(found.remove(0).1);
        assert!(check_datums(&[&known, &gcj], &plane).is_empty());
    }

    #[test]
    fn a_name_raises_suspicion_where_nothing_is_declared() {
        let suspected = |name: &str, crs: &str, lon: f64| {
            let text = format!(
                r#"{{{crs}"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[{lon},31.8]}}}}]}}"#
            );
            let raw = read_geojson_bytes(name, text.as_bytes(), &()).unwrap();
            let notes = settle_crs(&raw, None).unwrap().notes;
            notes.into_iter().find(|n| n.key == "datum_shift_suspected").map(|n| n.detail)
        };
        for (name, datum) in [
            ("公厕_GCJ02", Some("gcj02")),
            ("parksGCJ02", Some("gcj02")),
            ("高德POI", Some("gcj02")),
            ("火星坐标公园", Some("gcj02")),
            ("AMap_toilets", Some("gcj02")),
            ("腾讯地图", Some("gcj02")),
            ("toilets_bd09", Some("bd09")),
            ("百度公厕", Some("bd09")),
            ("Baidu-parks", Some("bd09")),
            ("datamap", None),
            ("公厕", None),
        ] {
            assert_eq!(suspected(name, "", 119.97).as_deref(), datum, "{name}");
        }
        let declared = r#""crs":{"type":"name","properties":{"name":"EPSG:4490"}},"#;
        assert_eq!(suspected("公厕_GCJ02", declared, 119.97), None);
        assert_eq!(suspected("baidu", "", 14.4), None);
    }
}
