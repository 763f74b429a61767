use proptest::prelude::*;

use super::feature::MAX_FIELDS;
use super::*;
use crate::geom::Coord;
use crate::io::raw::PartKind;
use crate::model::{Skipped, Text, Value};

fn load(text: &str) -> RawLayer {
    read_geojson_bytes("t", text.as_bytes(), &()).unwrap()
}

fn reasons(raw: &RawLayer) -> Vec<(usize, &'static str)> {
    raw.import.skipped.iter().map(|s| (s.index, s.reason)).collect()
}

fn note(raw: &RawLayer, key: &str) -> Option<String> {
    raw.import.notes.iter().find(|n| n.key == key).map(|n| n.detail.clone())
}

fn point(i: usize) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"n":{i},"name":"公园 {i}"}},"geometry":{{"type":"Point","coordinates":[{i},0.5]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}", features.join(",\n"))
}

#[test]
fn every_outer_form() {
    let (a, b) = (point(1), point(2));
    for (what, text) in [
        ("collection", collection(&[a.clone(), b.clone()])),
        ("members behind", format!(r#"{{"features":[{a},{b}],"x":[1,{{}}],"type":"FeatureCollection"}}"#)),
        ("array", format!("[{a},{b}]")),
        ("lines", format!("{a}\n{b}\n")),
        ("windows lines", format!("{a}\r\n{b}\r\n")),
        ("records", format!("\u{1e}{a}\n\u{1e}{b}\n")),
        ("mark", format!("\u{feff}{}", collection(&[a.clone(), b.clone()]))),
        (
            "two collections",
            format!("{}\n{}", collection(std::slice::from_ref(&a)), collection(std::slice::from_ref(&b))),
        ),
        ("no comma", format!(r#"{{"type":"FeatureCollection","features":[{a} {b}]}}"#)),
        ("last comma", format!(r#"{{"type":"FeatureCollection","features":[{a},{b},]}}"#)),
    ] {
        let raw = load(&text);
        assert_eq!(raw.features.len(), 2, "{what}");
        assert_eq!(raw.import.total, 2, "{what}");
        assert_eq!(raw.features[1].index, 1, "{what}");
        assert_eq!(raw.features[1].geometry.coords[0], Coord { x: 2.0, y: 0.5 }, "{what}");
        assert_eq!(raw.features[0].values[1], Value::Text("公园 1".into()), "{what}");
        assert!(raw.import.skipped.is_empty(), "{what}: {:?}", raw.import.skipped);
    }
    assert_eq!(load(&a).features.len(), 1);
    let bare = load(r#"{"type":"MultiPoint","coordinates":[[1,2,3],[4,5,null]]}"#);
    assert_eq!(&*bare.features[0].geometry.coords, [Coord { x: 1.0, y: 2.0 }, Coord { x: 4.0, y: 5.0 }]);
    let lines = load("{\"type\":\"Point\",\"coordinates\":[1,2]}\n{\"type\":\"Point\",\"coordinates\":[3,4]}\n");
    assert_eq!(lines.features.len(), 2);
}

#[test]
fn polygons_with_holes_in_any_order_of_members() {
    let raw = load(
        r#"{"geometry":{"coordinates":[[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]],[[[9,9],[10,9],[10,10],[9,9]]]],
        "type":"MultiPolygon"},"type":"Feature","id":7}"#,
    );
    let parts: Vec<_> = raw.features[0].geometry.parts().map(|(k, run)| (k, run.len(), run[0].x)).collect();
    assert_eq!(parts, [(PartKind::Exterior, 4, 0.0), (PartKind::Hole, 4, 1.0), (PartKind::Exterior, 4, 9.0)]);
    assert_eq!(raw.features[0].id.as_deref(), Some("7"));
}

#[test]
fn collections_of_geometries_mix_and_nest() {
    let raw = load(
        r#"{"geometries":[{"type":"Point","coordinates":[1,2]},{"type":"GeometryCollection","geometries":
        [{"coordinates":[[0,0],[1,1]],"type":"LineString"}]},{"type":"Point","coordinates":[5,6]}],"type":"GeometryCollection"}"#,
    );
    let parts: Vec<_> = raw.features[0].geometry.parts().map(|(k, run)| (k, run.len())).collect();
    assert_eq!(parts, [(PartKind::Points, 1), (PartKind::Line, 2), (PartKind::Points, 1)]);
    assert_eq!((raw.kinds.points, raw.kinds.lines, raw.kinds.polygons), (1, 1, 0));
}

#[test]
fn attributes_of_every_kind_and_fields_in_order_of_appearance() {
    let raw = load(
        r#"[{"type":"Feature","properties":{"a":1,"b":null},"geometry":{"type":"Point","coordinates":[0,0]}},
        {"type":"Feature","properties":{"c":[1, {"x":2}],"a":"A\n\u4e2d","d":true,"e":12345678901234567890,"f":NaN,"g":1e999},
        "geometry":{"type":"Point","coordinates":[0,0]}}]"#,
    );
    assert_eq!(raw.fields.iter().map(|f| &**f).collect::<Vec<_>>(), ["a", "b", "c", "d", "e", "f", "g"]);
    assert_eq!(*raw.features[0].values, [Value::Number(1.0)]);
    let text = |t: &str| Value::Text(t.into());
    assert_eq!(
        *raw.features[1].values,
        [
            text("A\n中"),
            Value::Null,
            text("[1, {\"x\":2}]"),
            Value::Bool(true),
            text("12345678901234567890"),
            Value::Null,
            text("1e999")
        ]
    );
}

/// What can be wrong with one feature: its text, and the reason it is skipped for.
const BROKEN: &[(&str, &str)] = &[
    (r#"{"type":"Feature","properties":{},"geometry":null}"#, "null_geometry"),
    (r#"{"type":"Feature","properties":{}}"#, "null_geometry"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[]}}"#, "empty_geometry"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Pont","coordinates":[1,2]}}"#, "unknown_geometry_type"),
    (r#"{"type":"Feature","properties":{},"geometry":{"coordinates":[1,2]}}"#, "unknown_geometry_type"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point"}}"#, "missing_coordinates"),
    (r#"{"type":"Feature","properties":{},"geometry":[1,2]}"#, "bad_geometry"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[1,2]}}"#, "bad_nesting"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2],3]}}"#, "bad_nesting"),
    (
        r#"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2]]}}"#,
        "too_few_positions",
    ),
    (
        r#"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}}"#,
        "too_few_positions",
    ),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1]}}"#, "too_few_numbers"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":["1",2]}}"#, "not_a_number"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[null,2]}}"#, "not_a_number"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,2]}}"#, "non_finite"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-Infinity,2]}}"#, "non_finite"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e999,2]}}"#, "non_finite"),
    (r#"{"type":"Featre","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}"#, "unknown_type"),
    (r#"{"properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}"#, "unknown_type"),
    ("null", "not_an_object"),
    ("17", "not_an_object"),
    ("[1,2]", "not_an_object"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2}}"#, "bad_json"),
    (r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1 2]}}"#, "bad_json"),
    (r#"{"type":"Feature","properties":{,"geometry":{"type":"Point","coordinates":[1,2]}}"#, "bad_json"),
    (r#"{"type":"Feature","properties":{"a":1,"geometry":{"type":"Point","coordinates":[1,2]}}"#, "bad_json"),
    (r#"{"type":"Feature","properties":{"a":"open},"geometry":{"type":"Point","coordinates":[1,2]}}"#, "bad_json"),
    (r#"{"type":"Feature","properties":{"a":tru},"geometry":{"type":"Point","coordinates":[1,2]}}"#, "bad_json"),
    (r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2"#, "bad_json"),
    (r#"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}"#, "bad_json"),
];

const FORMAT: &[&str] =
    &["Feature", "GeometryCollection", "geometries", "type", "JSON", "GeoJSON", "coordinates", "NaN"];

#[test]
fn one_bad_feature_costs_itself_alone() {
    for (broken, reason) in BROKEN {
        let text = collection(&[point(0), (*broken).to_owned(), point(2), point(3)]);
        let raw = load(&text);
        assert_eq!(reasons(&raw), [(1, *reason)], "{broken}");
        assert!(raw.import.skipped[0].line == Some(3) || *reason == "bad_json", "{:?}", raw.import.skipped);
        // What is in Chinese is Chinese but for the words of the format.
        let zh = &raw.import.skipped[0].detail.zh;
        let words = zh.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty());
        let english: Vec<&str> = words.filter(|w| !broken.contains(w) && !FORMAT.contains(w)).collect();
        assert!(!zh.is_empty() && english.is_empty(), "{broken}: {zh}");
        assert_eq!(raw.features.iter().map(|f| f.index).collect::<Vec<_>>(), [0, 2, 3], "{broken}");
        assert_eq!(raw.features[1].geometry.coords[0].x, 2.0, "{broken}");
        assert_eq!(raw.fields.len(), if broken.contains("\"a\"") { raw.fields.len() } else { 2 }, "{broken}");
    }
}

#[test]
fn one_bad_line_costs_itself_alone() {
    for (broken, reason) in BROKEN.iter().filter(|b| b.0.starts_with('{')) {
        let bare_is_fine = *reason == "unknown_type";
        let raw = load(&format!("{}\n{broken}\n{}\n{}\n", point(0), point(2), point(3)));
        assert_eq!(raw.features.len(), 3, "{broken}");
        assert_eq!(reasons(&raw), [(1, *reason)], "{broken} {bare_is_fine}");
    }
}

#[test]
fn a_truncated_file_keeps_what_is_whole() {
    let text = collection(&[point(0), point(1), point(2)]);
    let third = text.find(&point(2)).unwrap();
    for end in [third + 5, third + 20, third + 60, text.len() - 5] {
        let raw = load(&text[..end]);
        assert_eq!(raw.features.len(), 2, "cut at {end}");
        assert_eq!(reasons(&raw), [(2, "truncated")], "cut at {end}");
        assert_eq!(note(&raw, "truncated").as_deref(), Some("4"));
    }
    for end in [third - 1, text.len() - 2, text.len() - 1] {
        let raw = load(&text[..end]);
        assert_eq!(raw.features.len(), if end < third { 2 } else { 3 });
        assert!(note(&raw, "truncated").is_some(), "cut at {end}");
    }
}

#[test]
fn old_crs_members() {
    let text = collection(&[point(0)]).replacen(
        '{',
        r#"{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"#,
        1,
    );
    assert_eq!(load(&text).declared.as_deref(), Some("urn:ogc:def:crs:EPSG::4490"));
    let text = collection(&[point(0)]);
    let behind = format!(r#"{},"crs":{{"type":"EPSG","properties":{{"code":4528}}}}}}"#, &text[..text.len() - 1]);
    assert_eq!(load(&behind).declared.as_deref(), Some("EPSG:4528"));
}

#[test]
fn other_encodings() {
    let text = collection(&[point(0), point(1)]);
    let (gbk, _, _) = encoding_rs::GB18030.encode(&text);
    let raw = read_geojson_bytes("t", &gbk, &()).unwrap();
    assert_eq!(raw.features[1].values[1], Value::Text("公园 1".into()));
    assert_eq!(note(&raw, "encoding").as_deref(), Some("GB18030"));
    for mark in [true, false] {
        let mut utf16: Vec<u8> = if mark { vec![0xff, 0xfe] } else { Vec::new() };
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let raw = read_geojson_bytes("t", &utf16, &()).unwrap();
        assert_eq!(raw.features[1].values[1], Value::Text("公园 1".into()));
    }
    let mut damaged = text.into_bytes();
    let at = damaged.iter().position(|c| *c > 0x80).unwrap();
    damaged[at] = b'x';
    damaged.extend("公园公园公园公园公园".bytes());
    let raw = read_geojson_bytes("t", &damaged, &()).unwrap();
    assert_eq!(raw.features[1].values[1], Value::Text("公园 1".into()));
    assert_eq!(note(&raw, "encoding").as_deref(), Some("damaged UTF-8"));
}

#[test]
fn what_is_no_layer_is_refused_with_a_place() {
    for (text, place) in [
        ("", None),
        (" \n", None),
        ("null", Some((1, 1))),
        ("{}", Some((1, 1))),
        ("hello", Some((1, 1))),
        ("{\n\"type\":\"FeatureCollection\"}", Some((1, 1))),
        (r#"{"type":"Topology","objects":{}}"#, Some((1, 1))),
        (
            r#"{"geometryType":"esriGeometryPolygon","features":[{"attributes":{},"geometry":{"rings":[]}}]}"#,
            Some((1, 1)),
        ),
        ("{\"type\":\"Point\"\n\"coordinates\":[1,2]}", Some((2, 1))),
        ("<html><body>404</body></html>", None),
        ("PK\x03\x04xx", None),
    ] {
        let error = read_geojson_bytes("x.json", text.as_bytes(), &()).unwrap_err();
        if let (Some(place), IoError::NotGeoJson { line, column, .. } | IoError::NothingUsable { line, column, .. }) =
            (place, &error)
        {
            assert_eq!((*line, *column), place, "{text}");
        } else {
            assert_eq!(place, None, "{text}: {error}");
        }
        assert!(error.zh().contains("x.json") && error.en().contains("x.json"), "{text}: {error}");
    }
    assert!(note(&load(r#"{"type":"FeatureCollection","features":[]}"#), "no_features").is_some());
}

#[test]
fn deep_nesting_neither_overflows_nor_costs_the_file() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
    for broken in [
        format!(
            r#"{{"type":"Feature","properties":{{"a":{}}},"geometry":{{"type":"Point","coordinates":[1,2]}}}}"#,
            deep("[", "]")
        ),
        format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":{}}}}}"#,
            deep("[", "]")
        ),
        format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{}}}"#,
            deep(r#"{"type":"GeometryCollection","geometries":["#, "]}")
        ),
    ] {
        let raw = load(&collection(&[point(0), broken, point(2)]));
        assert_eq!(raw.features.len(), 2);
        assert_eq!(raw.import.skipped.len(), 1);
    }
    assert!(read_geojson_bytes("x", deep("[", "]").as_bytes(), &()).is_err());
    assert!(read_geojson_bytes("x", deep("{\"a\":", "}").as_bytes(), &()).is_err());
    let _ = read_geojson_bytes("x", "[{\"properties\":{\"a\":".repeat(20_000).as_bytes(), &());
    let _ = read_geojson_bytes("x", "{\"type\":\"Feature\",".repeat(50_000).as_bytes(), &());
}

#[test]
fn a_million_different_keys_do_not_make_a_million_columns() {
    let features: Vec<String> = (0..5_000)
        .map(|i| {
            format!(
                r#"{{"type":"Feature","properties":{{"k{i}":1}},"geometry":{{"type":"Point","coordinates":[0,0]}}}}"#
            )
        })
        .collect();
    let raw = load(&collection(&features));
    assert_eq!(raw.features.len(), 5_000);
    assert_eq!(raw.fields.len(), MAX_FIELDS);
    assert!(note(&raw, "too_many_fields").is_some());
}

#[test]
fn runs_join_as_if_there_were_one() {
    // Several megabytes, so that there are several runs; later runs see their fields in another order.
    let features: Vec<String> = (0..30_000)
        .map(|i| {
            let keys = if i < 20_000 { r#""a":1,"b":2"# } else { r#""c":3,"b":2,"a":1"# };
            let geometry = if i % 1000 == 7 { "null" } else { r#"{"type":"Point","coordinates":[119.97,31.78]}"# };
            format!(r#"{{"type":"Feature","properties":{{{keys},"pad":"{}"}},"geometry":{geometry}}}"#, "x".repeat(100))
        })
        .collect();
    let raw = load(&collection(&features));
    assert_eq!(raw.fields.iter().map(|f| &**f).collect::<Vec<_>>(), ["a", "b", "pad", "c"]);
    assert_eq!(raw.features.len(), 30_000 - 30);
    assert_eq!(
        raw.import.skipped[25],
        Skipped {
            index: 25_007,
            reason: "null_geometry",
            line: Some(25_009),
            detail: Text::new("没有几何", "the geometry is null"),
        }
    );
    let last = raw.features.last().unwrap();
    assert_eq!((last.index, &last.values[0], &last.values[3]), (29_999, &Value::Number(1.0), &Value::Number(3.0)));
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let again = alone.install(|| load(&collection(&features)));
    assert_eq!(raw.features, again.features);
    assert_eq!(raw.import.skipped, again.import.skipped);
}

#[test]
fn cancelled() {
    struct Impatient;
    impl Progress for Impatient {
        fn at(&self, _: f32) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    assert_eq!(read_geojson_bytes("t", point(0).as_bytes(), &Impatient).unwrap_err(), IoError::Cancelled);
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_geojson_bytes("t", &bytes, &());
    }

    #[test]
    fn arbitrary_tokens_never_panic(tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..60)) {
        let _ = read_geojson_bytes("t", tokens.concat().as_bytes(), &());
    }

    #[test]
    fn damaged_files_never_panic(at in prop::collection::vec((0usize..2_000, any::<u8>()), 1..6), cut in 0usize..2_000) {
        let mut bytes = collection(&(0..12).map(point).collect::<Vec<_>>()).into_bytes();
        for (i, byte) in at {
            let len = bytes.len();
            bytes[i % len] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 300));
        if let Ok(raw) = read_geojson_bytes("t", &bytes, &()) {
            prop_assert_eq!(raw.features.len() + raw.import.skipped.len(), raw.import.total);
        }
    }

    #[test]
    fn of_n_features_k_broken_ones_leave_n_minus_k(picks in prop::collection::vec(prop::option::weighted(0.3, 0..BROKEN.len()), 1..40)) {
        // What is not even an object cannot be counted when a broken neighbour has swallowed it.
        let picks: Vec<_> = picks.into_iter().map(|p| p.filter(|b| BROKEN[*b].0.starts_with('{'))).collect();
        let features: Vec<String> =
            picks.iter().enumerate().map(|(i, pick)| pick.map_or_else(|| point(i), |b| BROKEN[b].0.to_owned())).collect();
        let good: Vec<u32> = (0..picks.len()).filter(|i| picks[*i].is_none()).map(|i| i as u32).collect();
        match read_geojson_bytes("t", collection(&features).as_bytes(), &()) {
            Ok(raw) => {
                prop_assert_eq!(raw.features.iter().map(|f| f.index).collect::<Vec<_>>(), good);
                prop_assert_eq!(raw.import.total, picks.len());
            }
            Err(error) => prop_assert!(good.is_empty(), "{}", error),
        }
    }

    #[test]
    fn what_is_written_reads_back(features in prop::collection::vec((prop::collection::vec((-1e7..1e7f64, -1e7..1e7f64), 3..9), any::<String>(), any::<f64>()), 1..20)) {
        let json: Vec<serde_json::Value> = features
            .iter()
            .map(|(ring, name, n)| {
                let mut ring: Vec<_> = ring.iter().map(|p| [p.0, p.1]).collect();
                ring.push(ring[0]);
                serde_json::json!({"type": "Feature", "properties": {"name": name, "n": n},
                    "geometry": {"type": "Polygon", "coordinates": [ring]}})
            })
            .collect();
        let text = serde_json::json!({"type": "FeatureCollection", "features": json}).to_string();
        let raw = load(&text);
        prop_assert_eq!(raw.features.len(), features.len());
        let (name, n) = (raw.field("name").unwrap(), raw.field("n").unwrap());
        for (got, want) in raw.features.iter().zip(&features) {
            prop_assert_eq!(&got.values[name], &Value::Text(want.1.as_str().into()));
            if want.2.is_finite() {
                prop_assert_eq!(got.values[n].as_f64().unwrap().to_bits(), want.2.to_bits());
            }
            let coords: Vec<_> = got.geometry.coords.iter().map(|c| (c.x, c.y)).collect();
            prop_assert_eq!(&coords[..coords.len() - 1], &want.0[..]);
        }
    }
}

const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\n",
    "\u{1e}",
    "null",
    "NaN",
    "1",
    "-1.5e3",
    "\"type\"",
    "\"Feature\"",
    "\"FeatureCollection\"",
    "\"features\"",
    "\"geometry\"",
    "\"properties\"",
    "\"coordinates\"",
    "\"geometries\"",
    "\"Point\"",
    "\"Polygon\"",
    "\"GeometryCollection\"",
    "\"id\"",
    "\"crs\"",
    "\"bbox\"",
    "{\"type\":\"Feature\",",
    "\"type\":\"Polygon\",",
    "\"coordinates\":[[[",
    "公",
    "{\"type\":\"FeatureCollection\",\"features\":[",
];

#[test]
fn broken_syntax_is_told_in_chinese() {
    for text in ["{\"a\" 1}", "x", "{\"a", "{\"a\":1 2}", "{"] {
        let Err(IoError::NotGeoJson { zh, .. }) = read_geojson_bytes("a", text.as_bytes(), &()) else {
            panic!("{text} was read")
        };
        for word in ["expected", "found", "value", "string", "end of", "feature"] {
            assert!(!zh.contains(word), "{text}: {zh}");
        }
    }
}
