//! Layer files as snapshots, for looking at the map of real shapes: read plainly, projected, analysed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fugai::analysis::analyse;
use fugai::crs::{LayerCrs, Transformer, plane_for, plane_from_epsg};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source, Value};
use fugai::session::Snapshot;
use serde_json::Value as Json;

/// The sample district.
pub(crate) fn sample() -> Option<Snapshot> {
    let files = [
        ("open_land", Role::Context),
        ("verges", Role::Context),
        ("commercial", Role::Context),
        ("industrial", Role::Context),
        ("public", Role::Context),
        ("water", Role::Context),
        ("roads", Role::Road),
        ("residential", Role::Residential),
        ("parks", Role::Park),
        ("pocket_parks", Role::PocketPark),
        ("beautiful_zones", Role::BeautifulZone),
        ("zones", Role::Zone),
        ("boundary", Role::Boundary),
        ("toilets", Role::Toilet),
        ("transfer_stations", Role::TransferStation),
        ("parking", Role::Parking),
    ];
    open(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample")), &files, &plane_for(120.0, 31.8))
}

/// A real island, where its data is there.
pub(crate) fn malta() -> Option<Snapshot> {
    let files = [
        ("buildings", Role::Building),
        ("streets", Role::Road),
        ("residential", Role::Residential),
        ("parks", Role::Park),
        ("zones", Role::Zone),
        ("toilets", Role::Toilet),
        ("waste", Role::TransferStation),
        ("parking", Role::Parking),
    ];
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/malta"));
    open(folder, &files, &plane_from_epsg(32633).expect("a metric plane"))
}

fn open(folder: &Path, files: &[(&str, Role)], plane: &Plane) -> Option<Snapshot> {
    let path = |name: &str| folder.join(name).with_extension("geojson");
    if !files.iter().all(|(name, _)| path(name).exists()) {
        println!("skipped: {} is not there", folder.display());
        return None;
    }
    let to = Transformer::new(&LayerCrs::Wgs84, plane).expect("degrees can be projected");
    let layers = files.iter().enumerate().map(|(i, (name, role))| read(&path(name), i as u32, *role, &to)).collect();
    let project = Project {
        name: "files".to_owned(),
        synthetic: false,
        plane: plane.clone(),
        layers,
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    };
    let analysis = analyse(&project, &()).expect("nobody cancels");
    Some(Snapshot {
        revision: 1,
        project: Some(Arc::new(project)),
        analysis: Some(Arc::new(analysis)),
        ..Snapshot::default()
    })
}

fn read(path: &PathBuf, id: u32, role: Role, to: &Transformer) -> Arc<Layer> {
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let file: Json = serde_json::from_str(&text).expect("the file is JSON");
    let mut fields: Vec<Box<str>> = Vec::new();
    let mut features = Vec::new();
    for (index, feature) in file["features"].as_array().expect("a collection").iter().enumerate() {
        let mut values = Vec::new();
        for (key, value) in feature["properties"].as_object().into_iter().flatten() {
            let at = fields.iter().position(|f| **f == **key).unwrap_or_else(|| {
                fields.push(key.as_str().into());
                fields.len() - 1
            });
            values.resize(values.len().max(at + 1), Value::Null);
            values[at] = match value {
                Json::String(s) => Value::Text(s.as_str().into()),
                Json::Number(n) => n.as_f64().map_or(Value::Null, Value::Number),
                _ => Value::Null,
            };
        }
        let shape = shape(&feature["geometry"], to);
        features.push(Feature { index: index as u32, id: None, shape, values: values.into() });
    }
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: path.file_stem().expect("a file has a name").to_string_lossy().into_owned(),
        source: Source::default(),
        fields: fields.into(),
        features: features.into(),
        import: Import::default(),
    })
}

fn shape(geometry: &Json, to: &Transformer) -> Shape {
    let place = |at: &Json| Coord { x: at[0].as_f64().expect("a number"), y: at[1].as_f64().expect("a number") };
    let list = |of: &Json| -> Vec<Coord> {
        let mut coords: Vec<Coord> = of.as_array().expect("a list").iter().map(place).collect();
        to.to_plane(&mut coords).expect("within the plane's reach");
        coords
    };
    let rings = |of: &Json| -> Vec<Vec<Coord>> { of.as_array().expect("rings").iter().map(list).collect() };
    let at = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Point") => Shape { points: list(&Json::Array(vec![at.clone()])).into(), ..Shape::default() },
        Some("MultiPoint") => Shape { points: list(at).into(), ..Shape::default() },
        Some("LineString") => Shape { lines: Box::new([geo::LineString::new(list(at))]), ..Shape::default() },
        Some("MultiLineString") => {
            Shape { lines: rings(at).into_iter().map(geo::LineString::new).collect(), ..Shape::default() }
        }
        Some("Polygon") => Shape::from_region(normalise(vec![rings(at)]).0),
        Some("MultiPolygon") => {
            Shape::from_region(normalise(at.as_array().expect("polygons").iter().map(rings).collect()).0)
        }
        _ => Shape::default(),
    }
}
