use super::super::{ChosenCrs, settle_crs};
use super::*;
use crate::crs::plane_from_epsg;
use crate::io::read::read_geojson_bytes;

fn load(text: &str, crs: &str) -> Layer {
    let raw = read_geojson_bytes("layer", text.as_bytes(), &()).unwrap();
    let settled = settle_crs(&raw, Some(&crs.parse::<ChosenCrs>().unwrap())).unwrap();
    to_layer(raw, Role::Park, &settled, &plane_from_epsg(4549).unwrap(), LayerId(3), &()).unwrap()
}

fn points(coords: &[(f64, f64)]) -> String {
    let features: Vec<String> = coords
        .iter()
        .map(|(x, y)| {
            format!(
                r#"{{"type":"Feature","properties":{{"n":1}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#
            )
        })
        .collect();
    format!("[{}]", features.join(","))
}

#[test]
fn every_way_to_the_same_place() {
    let known = Coord { x: 497_158.457_8, y: 3_517_458.150_8 };
    for (coords, crs) in [
        ((119.97, 31.78), "wgs84"),
        ((119.97, 31.78), "cgcs2000"),
        ((31.78, 119.97), "cgcs2000;swap"),
        ((119.974_738_215_3, 31.777_953_114_7), "gcj02"),
        ((119.981_197_124_5, 31.784_036_812_7), "bd09"),
        ((497_158.457_8, 3_517_458.150_8), "EPSG:4549"),
        ((40_497_158.457_8, 3_517_458.150_8), "EPSG:4528"),
        ((3_517_458.150_8, 497_158.457_8), "EPSG:4549;swap"),
    ] {
        let layer = load(&points(&[coords]), crs);
        let got = layer.features[0].shape.points[0];
        assert!((got.x - known.x).hypot(got.y - known.y) < 2e-3, "{crs}: {got:?}");
        assert_eq!(layer.source.crs, crs);
        assert_eq!(layer.source.crs_origin, crate::model::CrsOrigin::Chosen);
        assert_eq!(layer.import.notes.iter().any(|n| n.key == "axes_swapped"), crs.ends_with("swap"));
    }
}

#[test]
fn a_feature_off_the_earth_costs_itself_alone() {
    let layer = load(&points(&[(119.97, 31.78), (500_000.0, 3_500_000.0), (119.98, 31.79), (120.0, 31.8)]), "wgs84");
    assert_eq!(layer.features.iter().map(|f| f.index).collect::<Vec<_>>(), [0, 2, 3]);
    assert_eq!(layer.import.skipped.len(), 1);
    assert_eq!((layer.import.skipped[0].index, layer.import.skipped[0].reason), (1, "outside_projection"));
    assert_eq!(layer.import.total, 4);
}

#[test]
fn polygons_are_mended_and_counted() {
    let ring = |coords: &str| {
        format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{coords}]]}}}}"#)
    };
    let text = format!(
        "[{},{},{},{},{}]",
        ring("[0,0],[100,0],[100,100],[0,100],[0,0]"),
        ring("[0,0],[0,100],[100,100],[100,0],[0,0]"),
        ring("[0,0],[100,0],[100,100],[0,100]"),
        ring("[0,0],[100,100],[100,0],[0,100],[0,0]"),
        ring("[0,0],[50,0],[100,0],[0,0]"),
    )
    .replace("[0,", "[500000,")
    .replace("[50,", "[500050,")
    .replace("[100,", "[500100,")
    .replace(",0]", ",3500000]")
    .replace(",100]", ",3500100]");
    let layer = load(&text, "EPSG:4549");
    let areas: Vec<f64> = layer.features.iter().map(|f| f.shape.region.area()).collect();
    assert_eq!(areas.len(), 4, "{:?}", layer.import);
    for (area, want) in areas.iter().zip([10_000.0, 10_000.0, 10_000.0, 5_000.0]) {
        assert!((area - want).abs() < 1e-3, "{areas:?}");
    }
    let repaired: Vec<_> = layer.import.repaired.iter().map(|(k, n)| (k.as_str(), *n)).collect();
    assert!(repaired.contains(&("self_crossing", 1)) && repaired.contains(&("unclosed", 1)), "{repaired:?}");
    assert!(repaired.contains(&("winding", 1)), "{repaired:?}");
    assert_eq!((layer.import.skipped[0].index, layer.import.skipped[0].reason), (4, "no_area"));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let coords: Vec<(f64, f64)> =
        (0..3_000).map(|i| if i % 700 == 5 { (999.0, 0.0) } else { (119.0 + f64::from(i) * 1e-4, 31.0) }).collect();
    let text = points(&coords);
    let load = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| load(&text, "gcj02"))
    };
    let (one, four) = (load(1), load(4));
    assert_eq!(one.import.skipped, four.import.skipped);
    assert_eq!(one.import.skipped.len(), 5);
    for (a, b) in one.features.iter().zip(four.features.iter()) {
        assert_eq!((a.index, &a.shape), (b.index, &b.shape));
    }
}

#[test]
fn a_few_strays_are_left_out_and_a_wide_layer_is_not_cut() {
    let mut coords: Vec<(f64, f64)> = (0..60).map(|i| (119.9 + f64::from(i) * 1e-3, 31.7)).collect();
    coords.insert(7, (0.0, 0.0));
    coords.push((87.6, 43.8));
    let layer = load(&points(&coords), "wgs84");
    assert_eq!((layer.features.len(), layer.import.total), (60, 62));
    let skipped: Vec<_> = layer.import.skipped.iter().map(|s| (s.index, s.reason)).collect();
    assert_eq!(skipped, [(7, "far_from_the_rest"), (61, "far_from_the_rest")]);
    let detail = &layer.import.skipped[0].detail;
    assert!(detail.en.contains("0.0000, 0.0000 is 1") && detail.zh.contains("0.0000, 0.0000 距其他要素"), "{detail:?}");

    // Three cities: no part of it is a stray.
    coords.truncate(30);
    coords.extend((0..20).map(|i| (116.4 + f64::from(i) * 1e-3, 39.9)));
    coords.remove(7);
    let layer = load(&points(&coords), "wgs84");
    assert_eq!((layer.features.len(), layer.import.skipped.len()), (49, 0));
    // Too few to tell.
    let layer = load(&points(&[(119.9, 31.7), (119.91, 31.7), (116.4, 39.9)]), "wgs84");
    assert_eq!((layer.features.len(), layer.import.skipped.len()), (3, 0));

    let mut metres: Vec<(f64, f64)> = (0..60).map(|i| (497_158.0 + f64::from(i), 3_517_458.0)).collect();
    metres.push((0.0, 0.0));
    let layer = load(&points(&metres), "EPSG:4549");
    assert_eq!((layer.features.len(), layer.import.skipped[0].reason), (60, "far_from_the_rest"));
}

#[test]
fn one_wild_corner_among_many_parcels_is_left_out() {
    let square = |x: f64, wild: &str| {
        let y = 31.7;
        let (e, n) = (x + 0.001, y + 0.001);
        format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[{x},{y}],[{e},{y}],{wild}[{e},{n}],[{x},{n}],[{x},{y}]]]}}}}"#
        )
    };
    let mut all: Vec<String> = (0..40).map(|i| square(119.9 + 0.002 * f64::from(i), "")).collect();
    all.push(square(120.1, "[0,0],"));
    let layer = load(&format!("[{}]", all.join(",")), "wgs84");
    assert_eq!(layer.features.len(), 40);
    assert_eq!((layer.import.skipped[0].index, layer.import.skipped[0].reason), (40, "far_from_the_rest"));
}

#[test]
fn a_layer_without_a_usable_feature_is_an_empty_layer() {
    let nothing = r#"{"type":"Feature","properties":{"n":1},"geometry":null}"#;
    let empty = r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[]}}"#;
    for (crs, declared) in [("", "wgs84"), (r#""crs":{"type":"name","properties":{"name":"EPSG:4549"}},"#, "EPSG:4549")]
    {
        let text = format!(r#"{{{crs}"type":"FeatureCollection","features":[{nothing},{empty}]}}"#);
        let raw = read_geojson_bytes("layer", text.as_bytes(), &()).unwrap();
        let settled = settle_crs(&raw, None).unwrap();
        assert_eq!(super::super::extent_degrees(&raw, &settled).unwrap(), None);
        let plane = plane_from_epsg(4549).unwrap();
        let layer = to_layer(raw, Role::Park, &settled, &plane, LayerId(1), &()).unwrap();
        assert_eq!((layer.features.len(), layer.source.crs.as_str()), (0, declared));
        let skipped: Vec<_> = layer.import.skipped.iter().map(|s| (s.index, s.reason)).collect();
        assert_eq!(skipped, [(0, "null_geometry"), (1, "empty_geometry")]);
        assert_eq!(layer.import.total, 2);
        assert!(layer.import.notes.iter().any(|n| n.key == "no_features"));
    }
}
