//! A small city made by arithmetic: a river, warped streets, parcels, parks, facilities, two rows of zones.

use std::sync::Arc;

use fugai::analysis::{Analysis, Gap};
use fugai::geom::buffer::service_area;
use fugai::geom::overlay::{difference, intersection, union_all};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};
use fugai::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source, Value};
use fugai::session::Snapshot;

pub(crate) const ORIGIN: Coord = Coord { x: 500_000.0, y: 3_520_000.0 };
const COLUMNS: i32 = 20;
const ROWS: i32 = 14;
const BLOCK: f64 = 260.0;

/// From grid coordinates (in blocks) to the plane.
fn warp(u: f64, v: f64) -> Coord {
    let (x, y) = (u * BLOCK, v * BLOCK);
    Coord {
        x: ORIGIN.x + x + 90.0 * (v * 0.55).sin() + 40.0 * (u * 0.9 + v * 0.3).sin(),
        y: ORIGIN.y + y + 80.0 * (u * 0.4).sin() + 30.0 * (v * 1.1 - u * 0.2).cos(),
    }
}

/// A number from 0 to 1 that only depends on its arguments.
fn chance(a: i32, b: i32, salt: u32) -> f64 {
    let mut h =
        (a as u32).wrapping_mul(0x9E37_79B1) ^ (b as u32).wrapping_mul(0x85EB_CA77) ^ salt.wrapping_mul(0xC2B2_AE3D);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2C1B_3C6D);
    h ^= h >> 12;
    h = h.wrapping_mul(0x297A_2D39);
    f64::from((h ^ (h >> 15)) >> 8) / f64::from(1 << 24)
}

fn region(rings: Vec<Vec<Coord>>) -> Region {
    normalise(vec![rings]).0
}

fn cell(u0: f64, v0: f64, u1: f64, v1: f64, steps: usize) -> Vec<Coord> {
    let mut ring = Vec::new();
    let mut side = |a: (f64, f64), b: (f64, f64)| {
        for i in 0..steps {
            let t = i as f64 / steps as f64;
            ring.push(warp(a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t));
        }
    };
    side((u0, v0), (u1, v0));
    side((u1, v0), (u1, v1));
    side((u1, v1), (u0, v1));
    side((u0, v1), (u0, v0));
    let first = ring[0];
    ring.push(first);
    ring
}

fn layer(id: u32, role: Role, name: &str, fields: &[&str], features: Vec<(Shape, Vec<Value>)>) -> Arc<Layer> {
    let features: Vec<Feature> = features
        .into_iter()
        .enumerate()
        .map(|(i, (shape, values))| Feature { index: i as u32, id: None, shape, values: values.into() })
        .collect();
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: name.to_owned(),
        source: Source::default(),
        fields: fields.iter().map(|f| (*f).into()).collect::<Vec<Box<str>>>().into(),
        features: features.into(),
        import: Import::default(),
    })
}

fn text(t: &str) -> Value {
    Value::Text(t.into())
}

fn in_river(u: f64, v: f64) -> bool {
    (v - 5.5 - 1.6 * (u * 0.33).sin()).abs() < 0.75
}

/// A project with every role that is drawn, and an analysis of it by overlay.
pub(crate) fn snapshot() -> Snapshot {
    let mut parcels = Vec::new();
    let mut context = Vec::new();
    let mut parks = Vec::new();
    let mut pocket = Vec::new();
    for i in 0..COLUMNS {
        for j in 0..ROWS {
            for (k, (a, b)) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)].into_iter().enumerate() {
                let (u, v) = (f64::from(i) + a, f64::from(j) + b);
                if in_river(u + 0.25, v + 0.25) {
                    continue;
                }
                let ring = cell(u + 0.04, v + 0.04, u + 0.46, v + 0.46, 2);
                let draw = chance(i, j, k as u32);
                let near_water = in_river(u + 0.25, v + 1.1) || in_river(u + 0.25, v - 0.6);
                if near_water && draw < 0.3 {
                    parks.push((Shape::from_region(region(vec![ring])), vec![text(&format!("滨河公园{i}"))]));
                } else if draw < 0.56 {
                    parcels.push((Shape::from_region(region(vec![ring])), vec![]));
                } else if draw < 0.578 {
                    let pond = cell(u + 0.2, v + 0.2, u + 0.3, v + 0.3, 2);
                    parks.push((Shape::from_region(region(vec![ring, pond])), vec![text("中心公园")]));
                } else if draw < 0.60 {
                    let small = cell(u + 0.1, v + 0.1, u + 0.3, v + 0.28, 1);
                    pocket.push((Shape::from_region(region(vec![small])), vec![text("口袋公园")]));
                } else {
                    let class = ["commercial", "industrial", "public", "farmland"][(draw * 977.0) as usize % 4];
                    context.push((Shape::from_region(region(vec![ring])), vec![text(class)]));
                }
            }
        }
    }
    let mut bank = Vec::new();
    for (side, way) in [(-0.62, false), (0.62, true)] {
        let mut points: Vec<Coord> = (-10..=COLUMNS * 10 + 10)
            .map(|i| {
                let u = f64::from(i) / 10.0;
                warp(u, 5.5 + 1.6 * (u * 0.33).sin() + side)
            })
            .collect();
        if way {
            points.reverse();
        }
        bank.extend(points);
    }
    bank.push(bank[0]);
    context.push((Shape::from_region(region(vec![bank])), vec![text("water")]));

    let mut roads = Vec::new();
    for (across, most, along) in [(true, ROWS, COLUMNS), (false, COLUMNS, ROWS)] {
        for n in 0..=most * 2 {
            let class = match n {
                n if n % 12 == 6 => "primary",
                n if n % 4 == 2 => "secondary",
                n if n % 2 == 0 => "tertiary",
                _ => "residential",
            };
            let at = f64::from(n) / 2.0;
            let points: Vec<Coord> = (0..=along * 5)
                .map(|i| f64::from(i) / 5.0)
                .map(|t| if across { warp(t, at) } else { warp(at, t) })
                .collect();
            let shape = Shape { lines: Box::new([geo::LineString::new(points)]), ..Shape::default() };
            roads.push((shape, vec![text(class)]));
        }
    }

    let points = |salt: u32, share: f64, word: &str| {
        let mut out = Vec::new();
        for i in 0..COLUMNS {
            for j in 0..ROWS {
                let (u, v) = (f64::from(i) + chance(i, j, salt + 1), f64::from(j) + chance(i, j, salt + 2));
                if chance(i, j, salt) < share && !in_river(u, v) {
                    out.push((Shape::from_point(warp(u, v)), vec![text(&format!("{word}{}", out.len() + 1))]));
                }
            }
        }
        out
    };
    let names = ["天宁街道", "兰陵街道", "茶山街道", "雕庄街道", "青龙街道", "红梅街道"];
    let zones = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let (i, j) = ((n % 3) as f64, (n / 3) as f64);
            let (w, h) = (f64::from(COLUMNS) / 3.0, f64::from(ROWS) / 2.0);
            let ring = cell(i * w, j * h, (i + 1.0) * w, (j + 1.0) * h, 40);
            (Shape::from_region(region(vec![ring])), vec![text(name), text(&format!("District {}", n + 1))])
        })
        .collect();

    let served: Vec<Region> = parks
        .iter()
        .map(|(shape, _)| service_area(shape, 430.0, 12))
        .chain(pocket.iter().map(|(shape, _)| service_area(shape, 240.0, 12)))
        .collect();
    let served = union_all(&served.iter().collect::<Vec<_>>());
    let housing = union_all(&parcels.iter().map(|(shape, _)| &shape.region).collect::<Vec<_>>());
    let mut gaps: Vec<Gap> = difference(&housing, &served)
        .polygons()
        .iter()
        .map(|polygon| {
            use geo::{Area as _, InteriorPoint as _};
            Gap {
                rank: 0,
                polygons: vec![polygon.clone()],
                area_m2: polygon.unsigned_area(),
                label_point: polygon.interior_point().expect("a gap has an inside").into(),
                zone: None,
                zone_index: None,
                nearest: None,
            }
        })
        .collect();
    gaps.sort_by(|a, b| b.area_m2.total_cmp(&a.area_m2));
    for (n, gap) in gaps.iter_mut().enumerate() {
        gap.rank = n + 1;
    }
    let analysis = Analysis {
        indicators: Vec::new(),
        facilities: Vec::new(),
        zones: Vec::new(),
        gaps,
        covered: intersection(&housing, &served).polygons().to_vec(),
        service_areas: served.polygons().to_vec(),
        overlapping_zones: Vec::new(),
        near_misses: Vec::new(),
        setback_conflicts: Vec::new(),
        layer_use: Vec::new(),
    };
    let project = Project {
        name: "City".to_owned(),
        synthetic: true,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers: vec![
            layer(0, Role::Context, "context", &["class"], context),
            layer(1, Role::Road, "roads", &["class"], roads),
            layer(2, Role::Residential, "housing", &[], parcels),
            layer(3, Role::Park, "parks", &["name"], parks),
            layer(4, Role::PocketPark, "pocket parks", &["name"], pocket),
            layer(5, Role::Zone, "zones", &["name", "name:en"], zones),
            layer(6, Role::Toilet, "toilets", &["name"], points(11, 0.09, "公厕")),
            layer(7, Role::Parking, "parking", &["name"], points(21, 0.13, "停车场")),
            layer(8, Role::TransferStation, "stations", &["name"], points(31, 0.035, "转运站")),
        ],
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    };
    Snapshot {
        revision: 1,
        project: Some(Arc::new(project)),
        analysis: Some(Arc::new(analysis)),
        ..Snapshot::default()
    }
}
