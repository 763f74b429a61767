//! Geometry against GEOS and against other people's hard cases.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test says what it skips, and dies of what it lacks")]
#![allow(clippy::inconsistent_digit_grouping, reason = "metres read better with their fraction in one piece")]

use fugai::crs::{LayerCrs, Transformer, plane_from_epsg};
use fugai::geom::buffer::service_area;
use fugai::geom::gaps::uncovered;
use fugai::geom::overlay::{difference, intersection, union_all};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};
use geo::{Area as _, Polygon};
use serde_json::Value;

const SHARED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data");

/// The text of a file of the shared data; `None`, said aloud, where there is none. Continuous integration must have it.
fn shared(path: &str) -> Option<String> {
    let path = format!("{SHARED}/{path}");
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{path} is missing");
        println!("skipped: {path} is not here");
    }
    text
}

fn coords(ring: &Value) -> Vec<Coord> {
    let number = |v: &Value| v.as_f64().expect("a number");
    ring.as_array().expect("a ring").iter().map(|c| Coord { x: number(&c[0]), y: number(&c[1]) }).collect()
}

/// The polygons of a GeoJSON geometry; empty for other kinds.
fn polygons(geometry: &Value) -> Vec<Vec<Vec<Coord>>> {
    let polygon = |p: &Value| p.as_array().expect("a polygon").iter().map(coords).collect();
    match geometry["type"].as_str() {
        Some("Polygon") => vec![polygon(&geometry["coordinates"])],
        Some("MultiPolygon") => geometry["coordinates"].as_array().expect("polygons").iter().map(polygon).collect(),
        _ => Vec::new(),
    }
}

fn near(got: f64, want: f64, within: f64, what: &str) {
    assert!((got - want).abs() <= within, "{what}: {got} is not {want}, off by {:e}", got - want);
}

#[test]
fn geos_agrees() {
    let golden: Value = serde_json::from_str(include_str!("oracle/geom_golden.json")).unwrap();
    for (number, case) in golden["cases"].as_array().unwrap().iter().enumerate() {
        let regions: Vec<Region> =
            case["rings"].as_array().unwrap().iter().map(|r| normalise(vec![vec![coords(r)]]).0).collect();
        let (a, b) = (&regions[0], &regions[1]);
        let want = |key: &str| case[key].as_f64().unwrap();
        let what = |key: &str| format!("case {number} {key}");
        near(a.area(), case["valid"][0].as_f64().unwrap(), 1e-5, &what("first"));
        near(b.area(), case["valid"][1].as_f64().unwrap(), 1e-5, &what("second"));
        near(union_all(&[a, b]).area(), want("union"), 1e-5, &what("union"));
        near(intersection(a, b).area(), want("intersection"), 1e-5, &what("intersection"));
        near(difference(a, b).area(), want("difference"), 1e-5, &what("difference"));
        let within = service_area(&Shape::from_region(a.clone()), want("radius"), 1024).area();
        near(within, want("within"), 1e-8 * want("within"), &what("within"));
    }
    for (number, case) in golden["holed"].as_array().unwrap().iter().enumerate() {
        let rings = case["rings"].as_array().unwrap().iter().map(coords).collect();
        near(normalise(vec![rings]).0.area(), case["area"].as_f64().unwrap(), 1e-9, &format!("holed {number}"));
    }
}

/// What polygon-clipping takes to mean something else: there a hole that leaves its exterior is only subtracted, here it
/// is even-odd as in GEOS's linework.
const OTHER_MEANING: [&str; 1] = ["coincident-with-invalid-segments intersection"];

/// Everything that polygon-clipping has collected, degrees blown up to the size of a city.
#[test]
fn polygon_clipping_cases() {
    let root = format!("{SHARED}/torture/polygon-clipping/test/end-to-end");
    let Ok(entries) = std::fs::read_dir(&root) else {
        assert!(shared("torture/polygon-clipping").is_none());
        return;
    };
    let mut compared = 0;
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).filter(|n| !n.starts_with('.')).collect();
    names.sort();
    let mut wrong = Vec::new();
    for name in &names {
        let read = |file: &str| -> Option<Value> {
            let text = std::fs::read_to_string(format!("{root}/{name}/{file}.geojson")).ok()?;
            Some(serde_json::from_str(&text).unwrap())
        };
        let Some(args) = read("args") else { continue };
        let features = args["features"].as_array().unwrap();
        let largest = features
            .iter()
            .flat_map(|f| polygons(&f["geometry"]))
            .flatten()
            .flatten()
            .fold(0.0_f64, |m, c| m.max(c.x.abs()).max(c.y.abs()));
        // Some cases are in large numbers already.
        let by = if largest < 1e3 { 1e5 } else { 1.0 };
        let operands: Vec<Region> =
            args["features"].as_array().unwrap().iter().map(|f| normalise(blown_up(&f["geometry"], by)).0).collect();
        let Some((first, rest)) = operands.split_first() else { continue };
        let rest_union = union_all(&rest.iter().collect::<Vec<_>>());
        let union = union_all(&operands.iter().collect::<Vec<_>>());
        let both = rest.iter().fold(first.clone(), |so_far, next| intersection(&so_far, next));
        let only_first = difference(first, &rest_union);
        // Whatever comes out must be in normal form by its own standard.
        for result in [&union, &both, &only_first] {
            let raw = result
                .polygons()
                .iter()
                .map(|p| std::iter::once(p.exterior()).chain(p.interiors()).map(|r| r.0.clone()).collect())
                .collect();
            let area = normalise(raw).0.area();
            if (area - result.area()).abs() > 1e-6 * area.max(1e-9) {
                wrong.push(format!("{name}: not in normal form, {area} {}", result.area()));
            }
        }
        for (key, got) in [("union", &union), ("intersection", &both), ("difference", &only_first)] {
            let Some(expected) = read(key) else { continue };
            let want: f64 = blown_up(&expected["geometry"], by)
                .iter()
                .map(|rings| {
                    let line = |r: &Vec<Coord>| geo::LineString::new(r.clone());
                    Polygon::new(line(&rings[0]), rings[1..].iter().map(line).collect()).unsigned_area()
                })
                .sum();
            if OTHER_MEANING.contains(&format!("{name} {key}").as_str()) {
                continue;
            }
            compared += 1;
            if (got.area() - want).abs() > 1e-6 * union.area() + 1e-3 {
                wrong.push(format!("{name} {key}: {} is not {want}", got.area()));
            }
        }
    }
    for line in &wrong {
        println!("{line}");
    }
    println!("{} cases, {compared} results compared, {} differ", names.len(), wrong.len());
    assert!(compared > 60, "only {compared} results to compare");
    assert!(wrong.is_empty(), "{} of {compared} differ", wrong.len());
}

fn blown_up(geometry: &Value, by: f64) -> Vec<Vec<Vec<Coord>>> {
    let mut polygons = polygons(geometry);
    for c in polygons.iter_mut().flatten().flatten() {
        *c = *c * by;
    }
    polygons
}

/// Shapes of a layer of Malta on EPSG:32633.
fn malta(layer: &str) -> Option<Vec<Shape>> {
    let layer: Value = serde_json::from_str(&shared(&format!("malta/{layer}.geojson"))?).unwrap();
    let transformer = Transformer::new(&LayerCrs::Wgs84, &plane_from_epsg(32633).unwrap()).unwrap();
    let shapes = layer["features"].as_array().unwrap().iter().map(|feature| {
        let mut polygons = polygons(&feature["geometry"]);
        for ring in polygons.iter_mut().flatten() {
            transformer.to_plane(ring).unwrap();
        }
        Shape::from_region(normalise(polygons).0)
    });
    Some(shapes.collect())
}

#[test]
fn malta_by_whole_polygons() {
    let (Some(demand), Some(parks)) = (malta("residential"), malta("parks")) else { return };
    let parcels: Vec<&Region> = demand.iter().map(|s| &s.region).filter(|r| !r.is_empty()).collect();
    let clock = std::time::Instant::now();
    let total = union_all(&parcels).area();
    println!("union of {} parcels: {:?}", parcels.len(), clock.elapsed());
    near(total, 46_257_293.1946, 1e-3, "demand");
    for (tiers, used, share) in [
        (&[(5000.0, 500.0), (400.0, 300.0)], 629, 0.794_956_671_7),
        (&[(5000.0, 500.0), (2000.0, 300.0)], 200, 0.579_336_759),
    ] {
        let sites: Vec<(&Shape, f64)> =
            parks.iter().filter_map(|p| Some((p, tiers.iter().find(|t| p.region.area() >= t.0)?.1))).collect();
        assert_eq!(sites.len(), used);
        for n in [16, 64] {
            let clock = std::time::Instant::now();
            let areas: Vec<Region> = sites.iter().map(|(s, r)| service_area(s, *r, n)).collect();
            let built = clock.elapsed();
            let supply = union_all(&areas.iter().collect::<Vec<_>>());
            println!("{used} service areas at {n}: {built:?}, their union {:?}", clock.elapsed().checked_sub(built));
            let clock = std::time::Instant::now();
            let land = uncovered(&parcels, &sites, n, &()).unwrap();
            println!("gaps at {n}: {:?}, {} pieces", clock.elapsed(), land.uncovered.len());
            let covered: f64 = land.covered.iter().map(Polygon::unsigned_area).sum();
            let open: f64 = land.uncovered.iter().map(Polygon::unsigned_area).sum();
            println!("covered at {n}: {:.9}, off by {:e}", covered / total, covered / total - share);
            near(covered + open + land.slivers_m2, total, 1e-2, "the parts");
            near(covered / total, share, if n == 64 { 1e-6 } else { 2e-5 }, "covered");
            assert!(supply.area() > covered);
        }
    }
}
