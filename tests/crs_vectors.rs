//! Transformations against published vectors.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::needless_for_each, reason = "test code")]
#![allow(clippy::inconsistent_digit_grouping, reason = "metres read better with their fraction in one piece")]

use fugai::crs::{CrsError, LayerCrs, Transformer, plane_for, plane_from_epsg};
use fugai::geom::Coord;

fn at(x: f64, y: f64) -> Coord {
    Coord { x, y }
}

/// WGS 84, GCJ-02, BD-09, and easting and northing in EPSG:4549.
const PLACES: [[(f64, f64); 4]; 5] = [
    [
        (119.9700, 31.7800),
        (119.974_738_215_3, 31.777_953_114_7),
        (119.981_197_124_5, 31.784_036_812_7),
        (497_158.4578, 3_517_458.1508),
    ],
    [
        (119.9650, 31.7850),
        (119.969_727_933_9, 31.782_939_314_3),
        (119.976_214_228_9, 31.788_930_196_8),
        (496_685.0458, 3_518_012.7074),
    ],
    [
        (120.0900, 31.8400),
        (120.094_954_001_1, 31.838_215_445_5),
        (120.101_447_073_3, 31.844_312_513_9),
        (508_519.1194, 3_524_114.2982),
    ],
    [
        (120.0000, 31.8250),
        (120.004_817_217_5, 31.823_033_100_6),
        (120.011_242_828_4, 31.829_386_512_7),
        (500_000.0, 3_522_447.5102),
    ],
    [
        (119.8800, 31.8100),
        (119.884_717_119_9, 31.807_858_921_9),
        (119.891_132_323_7, 31.814_209_713_1),
        (488_637.4986, 3_520_790.5278),
    ],
];

#[test]
fn gcj02_and_bd09_forward() {
    for [wgs, gcj, bd, _] in PLACES {
        let g = fugai::crs::wgs84_to_gcj02(at(wgs.0, wgs.1));
        assert!((g.x - gcj.0).abs() < 1e-9 && (g.y - gcj.1).abs() < 1e-9, "{g:?} {gcj:?}");
        let b = fugai::crs::gcj02_to_bd09(g);
        assert!((b.x - bd.0).abs() < 1e-9 && (b.y - bd.1).abs() < 1e-9, "{b:?} {bd:?}");
    }
}

#[test]
fn every_datum_reaches_the_same_place_and_returns() {
    let plane = plane_from_epsg(4549).unwrap();
    for [wgs, gcj, bd, metres] in PLACES {
        for (crs, given) in
            [(LayerCrs::Wgs84, wgs), (LayerCrs::Cgcs2000, wgs), (LayerCrs::Gcj02, gcj), (LayerCrs::Bd09, bd)]
        {
            let transformer = Transformer::new(&crs, &plane).unwrap();
            let mut c = [at(given.0, given.1)];
            transformer.to_plane(&mut c).unwrap();
            assert!((c[0].x - metres.0).abs() < 1e-3 && (c[0].y - metres.1).abs() < 1e-3, "{crs} {c:?} {metres:?}");
            transformer.to_source(&mut c).unwrap();
            // 1 mm on the ground.
            assert!((c[0].x - given.0).abs() < 1e-8 && (c[0].y - given.1).abs() < 9e-9, "{crs} {c:?} {given:?}");
        }
    }
}

#[test]
fn zones_with_a_prefix_and_of_six_degrees() {
    let [wgs, _, _, metres] = PLACES[0];
    for (code, easting) in [(4528, 40e6 + metres.0), (4549, metres.0)] {
        let plane = plane_from_epsg(code).unwrap();
        let mut c = [at(wgs.0, wgs.1)];
        Transformer::new(&LayerCrs::Cgcs2000, &plane).unwrap().to_plane(&mut c).unwrap();
        assert!((c[0].x - easting).abs() < 1e-3 && (c[0].y - metres.1).abs() < 1e-3);
    }
    // As a source: the prefix comes off again.
    let mut c = [at(40e6 + metres.0, metres.1)];
    let plane = plane_from_epsg(4549).unwrap();
    Transformer::new(&LayerCrs::Epsg(4528), &plane).unwrap().to_plane(&mut c).unwrap();
    assert!((c[0].x - metres.0).abs() < 1e-6 && (c[0].y - metres.1).abs() < 1e-6);
}

/// The built-in definitions say what EPSG says.
#[test]
fn built_in_zones_agree_with_the_database() {
    for (code, lon, lat) in [
        (4491, 74.0, 40.0),
        (4501, 134.0, 45.0),
        (4502, 76.0, 40.0),
        (4512, 134.5, 48.0),
        (4513, 74.9, 39.0),
        (4528, 119.5, 31.0),
        (4533, 134.6, 48.0),
        (4534, 75.5, 39.0),
        (4543, 102.0, 24.0),
        (4549, 120.9, 31.0),
        (4554, 134.6, 48.0),
        (32633, 14.5, 35.9),
        (32650, 117.9, 31.0),
        (32733, 14.5, -35.9),
    ] {
        let plane = plane_from_epsg(code).unwrap();
        assert!(plane.definition.starts_with("+proj"), "{code} ought to need no database");
        let base = if code < 5000 { "EPSG:4490" } else { "EPSG:4326" };
        let proj = proj::Proj::new_known_crs(base, &format!("EPSG:{code}"), None).unwrap();
        let expected = proj.convert((lon, lat)).unwrap();
        let mut c = [at(lon, lat)];
        Transformer::new(&LayerCrs::Wgs84, &plane).unwrap().to_plane(&mut c).unwrap();
        assert!((c[0].x - expected.0).abs() < 1e-6 && (c[0].y - expected.1).abs() < 1e-6, "{code} {c:?} {expected:?}");
    }
}

#[test]
fn the_plane_of_a_place() {
    assert_eq!(plane_for(119.97, 31.78).epsg, Some(4549));
    assert_eq!(plane_for(116.4, 39.9).epsg, Some(4548));
    assert_eq!(plane_for(75.9, 39.5).epsg, Some(4534));
    assert_eq!(plane_for(134.7, 48.3).epsg, Some(4554));
    assert_eq!(plane_for(119.97, 31.78), plane_from_epsg(4549).unwrap());
    let malta = plane_for(14.3987, 35.9012);
    assert_eq!(malta.epsg, None);
    assert!(malta.definition.contains("+lon_0=14.4 ") && malta.definition.contains("+lat_0=35.9 "));
    let mut c = [at(14.4, 35.9), at(14.5, 35.95)];
    let transformer = Transformer::new(&LayerCrs::Wgs84, &malta).unwrap();
    transformer.to_plane(&mut c).unwrap();
    assert!(c[0].x.abs() < 1e-6 && c[0].y.abs() < 1e-6 && c[1].x > 9000.0 && c[1].y > 5500.0);
}

#[test]
fn codes_from_the_database() {
    // Belgian Lambert 2008, ETRS89 / Poland CS92: projected, metres, another datum's name.
    for (code, lon, lat) in [(3812, 4.5, 50.5), (2180, 19.0, 52.0)] {
        let plane = plane_from_epsg(code).unwrap();
        let transformer = Transformer::new(&LayerCrs::Wgs84, &plane).unwrap();
        let mut c = [at(lon, lat)];
        transformer.to_plane(&mut c).unwrap();
        assert!(c[0].x > 1e5 && c[0].y > 1e5, "{c:?}");
        transformer.to_source(&mut c).unwrap();
        assert!((c[0].x - lon).abs() < 1e-8 && (c[0].y - lat).abs() < 1e-8);
    }
    assert!(LayerCrs::Epsg(4258).is_geographic());
    assert!(!LayerCrs::Epsg(2180).is_geographic());
    assert!(!LayerCrs::Epsg(99_999).is_geographic());
    assert!(LayerCrs::Gcj02.is_geographic());
}

#[test]
fn web_mercator_is_a_source_but_no_plane() {
    let error = plane_from_epsg(3857).unwrap_err();
    assert_eq!(error, CrsError::Mercator(3857));
    assert!(error.to_string().contains("not metres on the ground"));
    assert_eq!(plane_from_epsg(3395).unwrap_err(), CrsError::Mercator(3395));
    let plane = plane_from_epsg(4549).unwrap();
    let r = 6_378_137.0_f64;
    let [wgs, _, _, metres] = PLACES[0];
    let mut c = [at(r * wgs.0.to_radians(), r * (std::f64::consts::FRAC_PI_4 + wgs.1.to_radians() / 2.0).tan().ln())];
    Transformer::new(&LayerCrs::Epsg(3857), &plane).unwrap().to_plane(&mut c).unwrap();
    assert!((c[0].x - metres.0).abs() < 1e-3 && (c[0].y - metres.1).abs() < 1e-3, "{c:?}");
}

#[test]
fn bad_codes_and_bad_places_are_sentences() {
    assert_eq!(plane_from_epsg(4326).unwrap_err(), CrsError::NotProjected(4326));
    assert_eq!(plane_from_epsg(4258).unwrap_err(), CrsError::NotProjected(4258));
    assert_eq!(plane_from_epsg(99_999).unwrap_err(), CrsError::UnknownCode(99_999));
    assert!(matches!(plane_from_epsg(2264).unwrap_err(), CrsError::NotMetric { code: 2264, .. }));
    let plane = plane_from_epsg(4549).unwrap();
    assert!(matches!(Transformer::new(&LayerCrs::Epsg(99_999), &plane), Err(CrsError::UnknownCode(99_999))));

    let transformer = Transformer::new(&LayerCrs::Wgs84, &plane).unwrap();
    for bad in [at(f64::NAN, 1.0), at(1.0, f64::INFINITY), at(119.9, 95.0), at(3_517_458.0, 497_158.0)] {
        let mut c = [at(119.97, 31.78), bad];
        let before = c;
        let error = transformer.to_plane(&mut c).unwrap_err();
        assert!(matches!(error, CrsError::OutOfRange { index: 1, .. }), "{error}");
        assert_eq!(c[0], before[0]);
    }
    transformer.to_plane(&mut []).unwrap();
}

#[test]
fn names_are_read_and_written() {
    for (text, crs) in [
        ("wgs84", LayerCrs::Wgs84),
        ("WGS 84", LayerCrs::Wgs84),
        ("EPSG:4326", LayerCrs::Wgs84),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", LayerCrs::Wgs84),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", LayerCrs::Wgs84),
        ("OGC:CRS84", LayerCrs::Wgs84),
        ("urn:ogc:def:crs:EPSG::4490", LayerCrs::Cgcs2000),
        ("CGCS2000", LayerCrs::Cgcs2000),
        ("gcj02", LayerCrs::Gcj02),
        ("GCJ-02", LayerCrs::Gcj02),
        ("bd09", LayerCrs::Bd09),
        ("BD-09", LayerCrs::Bd09),
        ("EPSG:4549", LayerCrs::Epsg(4549)),
        ("epsg:4549", LayerCrs::Epsg(4549)),
        ("4549", LayerCrs::Epsg(4549)),
        ("urn:ogc:def:crs:EPSG:9.9.1:4549", LayerCrs::Epsg(4549)),
        ("http://www.opengis.net/def/crs/EPSG/0/4549", LayerCrs::Epsg(4549)),
    ] {
        assert_eq!(text.parse::<LayerCrs>().unwrap(), crs, "{text}");
        assert_eq!(crs.to_string().parse::<LayerCrs>().unwrap(), crs);
    }
    for bad in ["", "EPSG:", "EPSG:x", "EPSG:-1", "mars", "urn:ogc:def:crs:EPSG::", "http://example.com/4549"] {
        let error = bad.parse::<LayerCrs>().unwrap_err().to_string();
        assert!(error.contains("wgs84") && error.contains("EPSG:4549"), "{bad}: {error}");
    }
}

/// The districts as web maps draw them, against the sub-districts in CGCS2000.
#[test]
fn a_web_map_boundary_gives_itself_away() {
    let read = |name: &str| -> Option<serde_json::Value> {
        let path = format!("{}/../shared/data/tianning/{name}", env!("CARGO_MANIFEST_DIR"));
        let Ok(text) = std::fs::read_to_string(&path) else {
            assert!(std::env::var_os("CI").is_none(), "{path} is missing");
            println!("skipped: {path} is not here");
            return None;
        };
        Some(serde_json::from_str(&text).unwrap())
    };
    let (Some(streets), Some(districts)) = (read("streets.geojson"), read("changzhou_districts_gcj02.geojson")) else {
        return;
    };
    let vertices = |feature: &serde_json::Value| {
        fn collect(value: &serde_json::Value, out: &mut Vec<Coord>) {
            let Some(array) = value.as_array() else { return };
            match (array.first().and_then(serde_json::Value::as_f64), array.get(1).and_then(serde_json::Value::as_f64))
            {
                (Some(x), Some(y)) => out.push(Coord { x, y }),
                _ => array.iter().for_each(|v| collect(v, out)),
            }
        }
        let mut out = Vec::new();
        collect(&feature["geometry"]["coordinates"], &mut out);
        out
    };
    let all: Vec<Coord> = streets["features"].as_array().unwrap().iter().flat_map(&vertices).collect();
    let tianning = districts["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["properties"].to_string().contains("天宁"))
        .expect("the district is in the file");
    // Within about 100 m of a vertex of a sub-district: 0.001 degrees.
    let near = |c: Coord| all.iter().any(|s| (s.x - c.x).abs() < 0.001 && (s.y - c.y).abs() < 0.0009);
    let fit = fugai::crs::plausible::fit(&vertices(tianning), near).unwrap();
    println!("{fit:?}");
    assert_eq!(fit.suspects(), Some(LayerCrs::Gcj02));
    let own = fugai::crs::plausible::fit(&all[..500], near).unwrap();
    assert_eq!(own.suspects(), None);
}
