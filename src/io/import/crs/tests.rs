use super::*;
use crate::io::read::read_geojson_bytes;

fn layer(declared: Option<&str>, points: &[(f64, f64)]) -> RawLayer {
    let features: Vec<String> = points
        .iter()
        .map(|(x, y)| {
            format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[{x},{y}]}}}}"#)
        })
        .collect();
    let crs =
        declared.map_or_else(String::new, |d| format!(r#""crs":{{"type":"name","properties":{{"name":"{d}"}}}},"#));
    let text = format!(r#"{{{crs}"type":"FeatureCollection","features":[{}]}}"#, features.join(","));
    read_geojson_bytes("居住用地", text.as_bytes(), &()).unwrap()
}

const DEGREES: &[(f64, f64)] = &[(119.97, 31.78), (119.99, 31.80), (120.09, 31.84)];
const SWAPPED: &[(f64, f64)] = &[(31.78, 119.97), (31.80, 119.99), (31.84, 120.09)];
const METRES: &[(f64, f64)] = &[(497_158.0, 3_517_458.0), (508_519.0, 3_524_114.0)];
const PREFIXED: &[(f64, f64)] = &[(40_497_158.0, 3_517_458.0), (40_508_519.0, 3_524_114.0)];
const METRES_SWAPPED: &[(f64, f64)] = &[(3_517_458.0, 497_158.0), (3_524_114.0, 508_519.0)];
const MERCATOR: &[(f64, f64)] = &[(13_354_998.0, 3_733_929.0), (13_368_000.0, 3_740_000.0)];

/// The name settled on, or the first suggestion after a `?`.
fn outcome(declared: Option<&str>, points: &[(f64, f64)], chosen: Option<&str>) -> String {
    let chosen = chosen.map(|c| c.parse::<ChosenCrs>().unwrap());
    match settle_crs(&layer(declared, points), chosen.as_ref()) {
        Ok(settled) => settled.name(),
        Err(error @ IoError::CrsDoubt { .. }) => {
            assert!(error.zh().contains("居住用地") && error.en().contains("居住用地"), "{error}");
            let IoError::CrsDoubt { suggestions, .. } = error else { unreachable!() };
            // What is suggested must itself be acceptable, or the fix leads nowhere.
            for s in &suggestions {
                let fix: ChosenCrs = s.crs.parse().unwrap();
                assert!(settle_crs(&layer(declared, points), Some(&fix)).is_ok(), "{}", s.crs);
                assert_eq!(fix.swap_axes, s.swap_axes);
            }
            format!("?{}", suggestions.first().map_or("", |s| &s.crs))
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn declared_chosen_or_assumed() {
    for (declared, points, chosen, expected) in [
        (None, DEGREES, None, "wgs84"),
        (Some("EPSG:4490"), DEGREES, None, "cgcs2000"),
        (Some("urn:ogc:def:crs:OGC:1.3:CRS84"), DEGREES, None, "wgs84"),
        (Some("Xian 80"), DEGREES, None, "wgs84"),
        (None, DEGREES, Some("gcj02"), "gcj02"),
        (Some("EPSG:4490"), DEGREES, Some("bd09"), "bd09"),
        (Some("EPSG:4549"), METRES, None, "EPSG:4549"),
        (Some("EPSG:4528"), PREFIXED, None, "EPSG:4528"),
        (None, METRES, Some("EPSG:4549"), "EPSG:4549"),
        (None, SWAPPED, Some("wgs84;swap"), "wgs84;swap"),
        (Some("EPSG:3857"), MERCATOR, None, "EPSG:3857"),
        (Some("EPSG:32650"), METRES, None, "EPSG:32650"),
        (Some("EPSG:32633"), &[(455_000.0, 3_972_000.0)], None, "EPSG:32633"),
        // Never silently:
        (None, SWAPPED, None, "?wgs84;swap"),
        (Some("EPSG:4490"), SWAPPED, None, "?cgcs2000;swap"),
        (None, METRES, None, "?EPSG:4549"),
        (None, PREFIXED, None, "?EPSG:4528"),
        (None, METRES_SWAPPED, None, "?EPSG:4549;swap"),
        (Some("EPSG:4490"), METRES, None, "?EPSG:4549"),
        (Some("EPSG:4490"), PREFIXED, None, "?EPSG:4528"),
        (Some("EPSG:4547"), METRES_SWAPPED, None, "?EPSG:4547;swap"),
        (Some("EPSG:4549"), PREFIXED, None, "?EPSG:4528"),
        (Some("EPSG:4528"), METRES, None, "?EPSG:4549"),
        (Some("EPSG:4549"), DEGREES, None, "?wgs84"),
        (Some("Xian 80"), METRES, None, "?EPSG:4549"),
        (None, MERCATOR, None, "?EPSG:3857"),
        (Some("EPSG:4326"), MERCATOR, None, "?EPSG:3857"),
        (None, METRES, Some("wgs84"), "?EPSG:4549"),
        (None, DEGREES, Some("EPSG:4549"), "?wgs84"),
        (None, SWAPPED, Some("wgs84"), "?wgs84;swap"),
        (None, &[(1e12, 1e12)], None, "?"),
    ] {
        assert_eq!(outcome(declared, points, chosen), expected, "{declared:?} {points:?} {chosen:?}");
    }
}

#[test]
fn one_stray_feature_does_not_speak_for_the_file() {
    let mut points = DEGREES.to_vec();
    points.extend([(0.0, 0.0), (40_497_158.0, 3_517_458.0)]);
    assert_eq!(outcome(None, &points, None), "wgs84");
    let raw = layer(None, &points);
    let extent = extent_degrees(&raw, &settle_crs(&raw, None).unwrap()).unwrap().unwrap();
    assert!(extent.min().x > 119.0 && extent.max().x < 121.0, "{extent:?}");
    // A stray in the same units, which is where the extent once went.
    let mut points: Vec<(f64, f64)> = (0..30).map(|i| (119.9 + f64::from(i) * 0.01, 31.7)).collect();
    points.extend([(0.1, 0.1), (-75.0, 40.0)]);
    let raw = layer(Some("EPSG:4490"), &points);
    let extent = extent_degrees(&raw, &settle_crs(&raw, None).unwrap()).unwrap().unwrap();
    assert!((extent.min().x - 119.9).abs() < 1e-9 && (extent.max().x - 120.19).abs() < 1e-9, "{extent:?}");
    let mut metres = METRES.repeat(6);
    metres.push((1.0, 1.0));
    let raw = layer(Some("EPSG:4549"), &metres);
    let extent = extent_degrees(&raw, &settle_crs(&raw, None).unwrap()).unwrap().unwrap();
    assert!((extent.min().x - 119.97).abs() < 0.01 && (extent.min().y - 31.78).abs() < 0.02, "{extent:?}");
}

#[test]
fn extents_in_degrees() {
    for (points, crs) in
        [(METRES, "EPSG:4549"), (PREFIXED, "EPSG:4528"), (METRES_SWAPPED, "EPSG:4549;swap"), (MERCATOR, "EPSG:3857")]
    {
        let raw = layer(None, points);
        let settled = settle_crs(&raw, Some(&crs.parse().unwrap())).unwrap();
        let extent = extent_degrees(&raw, &settled).unwrap().unwrap();
        assert!((extent.min().x - 119.97).abs() < 0.01 && (extent.min().y - 31.78).abs() < 0.02, "{crs}: {extent:?}");
    }
    let raw = layer(None, &[]);
    assert_eq!(extent_degrees(&raw, &settle_crs(&raw, None).unwrap()).unwrap(), None);
}

#[test]
fn the_syntax_of_a_choice() {
    for text in ["EPSG:4549;swap", "wgs84", "gcj02;swap"] {
        assert_eq!(text.parse::<ChosenCrs>().unwrap().to_string(), text);
    }
    for bad in ["", ";swap", "wgs84;flip", "EPSG:x"] {
        assert!(bad.parse::<ChosenCrs>().is_err(), "{bad}");
    }
}

#[test]
fn a_choice_as_people_write_it() {
    for text in ["EPSG4549;swap", "4549 ; SWAP", "epsg:4549；swap"] {
        assert_eq!(text.parse::<ChosenCrs>().unwrap().to_string(), "EPSG:4549;swap", "{text}");
    }
    assert_eq!("EPSG4326".parse::<ChosenCrs>().unwrap().crs, LayerCrs::Wgs84);
    let error = "wgs84;flip".parse::<ChosenCrs>().unwrap_err();
    assert!(error.to_string().contains(";swap") && error.zh().contains(";swap"), "{error}");
}

#[test]
fn doubt_is_told_in_few_words() {
    for (declared, points, chosen) in [
        (None, &[(1e300, -1e300)][..], None),
        (Some("EPSG:4490"), &[(1e12, 1e12), (-1e15, 4e20)], None),
        (Some("EPSG:4490"), METRES_SWAPPED, None),
        (None, METRES_SWAPPED, Some("wgs84;swap")),
        (None, METRES, None),
        (None, PREFIXED, Some("gcj02")),
        (Some("EPSG:4549"), SWAPPED, None),
        (None, MERCATOR, None),
    ] {
        let mut raw = layer(declared, points);
        raw.path = format!("/{}/居住用地.geojson", "很长的文件夹".repeat(40)).into();
        let chosen = chosen.map(|c| c.parse::<ChosenCrs>().unwrap());
        let error = settle_crs(&raw, chosen.as_ref()).unwrap_err();
        for text in [error.zh(), error.en()] {
            assert!(text.chars().count() <= 300 && text.contains("居住用地.geojson"), "{text}");
        }
    }
}
