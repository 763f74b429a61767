//! A made-up city of as many parcels as are asked for, a quarter as many streets and half as many points.

use std::sync::Arc;

use fugai::analysis::analyse;
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Shape};
use fugai::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source};
use fugai::session::Snapshot;

/// A number from 0 to 1 that only depends on `n`.
pub(crate) fn chance(n: u32) -> f64 {
    let mut h = n.wrapping_mul(0x9E37_79B1) ^ 0x85EB_CA77;
    h ^= h >> 15;
    h = h.wrapping_mul(0x2C1B_3C6D);
    h ^= h >> 12;
    f64::from(h >> 8) / f64::from(1 << 24)
}

fn layer(id: u32, role: Role, shapes: Vec<Shape>) -> Arc<Layer> {
    let feature = |(i, shape)| Feature { index: i as u32, shape, ..Feature::default() };
    Arc::new(Layer {
        id: LayerId(id),
        role,
        name: String::new(),
        source: Source::default(),
        fields: Arc::default(),
        features: shapes.into_iter().enumerate().map(feature).collect::<Vec<_>>().into(),
        import: Import::default(),
    })
}

/// The city; `analysed` adds a tenth as many parks, and what they serve.
pub(crate) fn city(parcels: u32, analysed: bool) -> Snapshot {
    let side = f64::from(parcels).sqrt().ceil() as u32;
    let warp = |x: f64, y: f64| Coord {
        x: 500_000.0 + 80.0 * x + 60.0 * (y * 0.11).sin(),
        y: 3_520_000.0 + 80.0 * y + 60.0 * (x * 0.13).sin(),
    };
    let parcel = |n: u32| {
        let (x, y) = (f64::from(n % side), f64::from(n / side));
        let ring = (0..=16)
            .map(|k| {
                let angle = f64::from(k % 16) / 16.0 * std::f64::consts::TAU;
                let reach = 0.36 + 0.08 * chance(n * 16 + k % 16);
                warp(x + 0.5 + reach * angle.cos(), y + 0.5 + reach * angle.sin())
            })
            .collect();
        Shape::from_region(normalise(vec![vec![ring]]).0)
    };
    let street = |n: u32| {
        let (x, y) = (f64::from(n % side), f64::from(n / side % side));
        let at = |t: f64| if n.is_multiple_of(2) { warp(x + t, y.floor()) } else { warp(x.floor(), y + t) };
        Shape { lines: Box::new([(0..6).map(|k| at(f64::from(k) * 0.4)).collect()]), ..Shape::default() }
    };
    let spread = f64::from(side);
    let point = |n: u32| Shape::from_point(warp(chance(n * 2) * spread, chance(n * 2 + 1) * spread));
    let park = |n: u32| {
        let at = |dx: f64, dy: f64| warp(chance(n * 2 + 900_001) * spread + dx, chance(n * 2 + 900_002) * spread + dy);
        let size = 0.3 + 0.9 * chance(n + 77);
        let ring = vec![at(0.0, 0.0), at(size, 0.0), at(size, size), at(0.0, size), at(0.0, 0.0)];
        Shape::from_region(normalise(vec![vec![ring]]).0)
    };
    let mut layers = vec![
        layer(0, Role::Road, (0..parcels / 4).map(|n| street(n * 4 + n % 3)).collect()),
        layer(1, Role::Residential, (0..parcels).map(parcel).collect()),
        layer(2, Role::Parking, (0..parcels / 2).map(point).collect()),
    ];
    if analysed {
        layers.push(layer(3, Role::Park, (0..parcels / 10).map(park).collect()));
    }
    let project = Project {
        name: "bench".to_owned(),
        synthetic: true,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers,
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    };
    let analysis = analysed.then(|| Arc::new(analyse(&project, &()).expect("nobody cancels")));
    Snapshot { revision: 1, project: Some(Arc::new(project)), analysis, ..Snapshot::default() }
}
