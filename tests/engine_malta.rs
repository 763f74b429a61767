//! A real city against values computed by another program, in another way.
//!
//! Reference: true arcs by GEOS overlays of shape, discs and rectangles, extrapolated; see the data's own notes.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

use std::path::PathBuf;
use std::sync::Arc;

use fugai::geom::coverage::{CoverageModel, Demand, ParcelRef, SiteRef};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};

fn data(file: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/malta")).join(file);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", path.display());
    println!("skipped: {} is not here", path.display());
    None
}

/// The areal features of a layer in EPSG:32633.
fn regions(file: &str) -> Option<Vec<Region>> {
    let text = std::fs::read_to_string(data(file)?).expect("readable");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let utm = proj::Proj::new_known_crs("OGC:CRS84", "EPSG:32633", None).expect("a known projection");
    let ring = |ring: &serde_json::Value| -> Vec<Coord> {
        let vertices = ring.as_array().expect("a ring").iter().map(|c| {
            let (lon, lat) = (c[0].as_f64().expect("lon"), c[1].as_f64().expect("lat"));
            let (x, y) = utm.convert((lon, lat)).expect("projects");
            Coord { x, y }
        });
        vertices.collect()
    };
    let polygon =
        |rings: &serde_json::Value| -> Vec<Vec<Coord>> { rings.as_array().expect("rings").iter().map(ring).collect() };
    let features = json["features"].as_array().expect("features").iter();
    let areal = features.filter_map(|f| {
        let (kind, coordinates) = (f["geometry"]["type"].as_str()?, &f["geometry"]["coordinates"]);
        match kind {
            "Polygon" => Some(vec![polygon(coordinates)]),
            "MultiPolygon" => Some(coordinates.as_array()?.iter().map(polygon).collect()),
            _ => None,
        }
    });
    Some(areal.map(|polygons| normalise(polygons).0).collect())
}

fn parks(smallest: f64) -> Option<Vec<(Shape, f64)>> {
    let tier = |region: Region| {
        let area = region.area();
        let radius = if area >= 5000.0 { 500.0 } else { 300.0 };
        (area >= smallest).then(|| (Shape::from_region(region), radius))
    };
    Some(regions("parks.geojson")?.into_iter().filter_map(tier).collect())
}

fn evaluate(demand: &Arc<Demand>, parks: &[(Shape, f64)]) -> CoverageModel {
    let sites: Vec<_> = parks.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
    CoverageModel::new(Arc::clone(demand), &sites, &()).expect("nobody cancels")
}

fn demand(parcels: &[Region], zones: &[Region]) -> Arc<Demand> {
    let parcels: Vec<_> = parcels.iter().map(|region| ParcelRef { region, population: None }).collect();
    let zones: Vec<_> = zones.iter().collect();
    Arc::new(Demand::new(&parcels, &zones, None, &()).expect("nobody cancels"))
}

#[test]
fn malta_equals_the_reference() {
    let Some(parcels) = regions("residential.geojson") else { return };
    let demand = demand(&parcels, &[]);
    let area = demand.area();
    assert!((area / 46_257_293.194_6 - 1.0).abs() < 1e-8, "{area}");
    for (smallest, used, rate) in [(400.0, 629, 0.794_956_671_7), (2000.0, 200, 0.579_336_759_0)] {
        let parks = parks(smallest).expect("the layers come together");
        assert_eq!(parks.len(), used);
        let model = evaluate(&demand, &parks);
        let total = model.total();
        let value = total.covered_m2 / total.demand_m2;
        assert!((value - rate).abs() < 1e-10, "{value} against {rate}");
        assert!((value / rate - 1.0).abs() < 1e-8);
        assert!(total.error_bound_m2 / total.demand_m2 < 1e-10, "{:e}", total.error_bound_m2);
        // The parcels add up to the whole.
        let sum: f64 = (0..parcels.len()).map(|i| model.parcel(i).covered_m2).sum();
        assert!((sum / total.covered_m2 - 1.0).abs() < 1e-13);
    }
}

/// Parks that serve nothing but themselves are an overlay of two layers.
#[test]
fn radius_zero_is_an_overlay_of_malta() {
    use fugai::geom::overlay::{intersection, union_all};
    let Some(parcels) = regions("residential.geojson") else { return };
    let parks = regions("parks.geojson").expect("the layers come together");
    let united = |regions: &[Region]| union_all(&regions.iter().collect::<Vec<_>>());
    let (land, green) = (united(&parcels), united(&parks));
    let sites: Vec<(Shape, f64)> = parks.into_iter().map(|p| (Shape::from_region(p), 0.0)).collect();
    let total = evaluate(&demand(&parcels, &[]), &sites).total();
    // The overlay rounds its vertices to a grid, so it may be off by some square decimetres over all these outlines.
    let want = intersection(&land, &green).area();
    assert!(want > 1e5, "{want}");
    assert!((total.covered_m2 - want).abs() < 0.1, "{} against {want}", total.covered_m2);
    assert!((total.demand_m2 - land.area()).abs() < 0.1, "{} against {}", total.demand_m2, land.area());
}

#[test]
fn zones_of_malta_add_up() {
    let Some(parcels) = regions("residential.geojson") else { return };
    let zones = regions("zones.geojson").expect("the layers come together");
    let parks = parks(400.0).expect("the layers come together");
    let whole = evaluate(&demand(&parcels, &[]), &parks).total();
    let model = evaluate(&demand(&parcels, &zones), &parks);
    let total = model.total();
    assert!((total.covered_m2 / whole.covered_m2 - 1.0).abs() < 1e-12);
    assert!((total.demand_m2 / whole.demand_m2 - 1.0).abs() < 1e-12);
    let unzoned = model.unzoned().expect("there are zones");
    let (mut covered, mut land) = (unzoned.covered_m2, unzoned.demand_m2);
    for zone in 0..zones.len() {
        let z = model.zone(zone);
        assert!(z.covered_m2 >= 0.0 && z.covered_m2 <= z.demand_m2, "{zone}: {z:?}");
        covered += z.covered_m2;
        land += z.demand_m2;
    }
    assert!((unzoned.demand_m2 - 757e3).abs() < 1e3, "{}", unzoned.demand_m2);
    let (c, d) = (covered / total.covered_m2 - 1.0, land / total.demand_m2 - 1.0);
    assert!(c.abs() < 1e-9 && d.abs() < 1e-9, "covered {c:e}, demand {d:e}");
}
