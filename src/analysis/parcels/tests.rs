use crate::analysis::{IndicatorId, analyse};
use crate::geom::repair::normalise;
use crate::geom::{Coord, Shape};
use crate::model::{Feature, Import, Layer, LayerId, Plane, Project, Role, RuleSet, Source};

use super::*;

fn square(x: f64, y: f64, side: f64) -> Shape {
    let at = |dx: f64, dy: f64| Coord { x: x + dx, y: y + dy };
    let ring = vec![at(0.0, 0.0), at(side, 0.0), at(side, side), at(0.0, side), at(0.0, 0.0)];
    Shape::from_region(normalise(vec![vec![ring]]).0)
}

fn project(layers: Vec<(Role, Vec<Shape>)>) -> Project {
    let layers = layers.into_iter().zip(0..).map(|((role, shapes), id)| {
        let feature = |(shape, index)| Feature { index, shape, ..Feature::default() };
        Arc::new(Layer {
            id: LayerId(id),
            role,
            name: role.id().to_owned(),
            source: Source::default(),
            fields: Arc::default(),
            features: shapes.into_iter().zip(0..).map(feature).collect::<Vec<_>>().into(),
            import: Import::default(),
        })
    });
    Project {
        name: String::new(),
        synthetic: true,
        plane: Plane { epsg: Some(4549), definition: String::new() },
        layers: layers.collect(),
        rules: Arc::new(RuleSet::builtin("garden-city-2022").expect("the built-in rule set")),
        targets: None,
    }
}

#[test]
fn parcels_know_their_depth_and_their_nearest_facility() {
    // Two parks of 500 m beside each other, one far off; homes beside both, beside one, and out of reach.
    let parks = vec![square(0.0, 0.0, 100.0), square(0.0, 200.0, 100.0), square(5000.0, 0.0, 100.0)];
    let homes = [square(200.0, 100.0, 50.0), square(5300.0, 0.0, 50.0), square(2000.0, 0.0, 50.0)];
    let project = project(vec![
        (Role::Road, Vec::new()),
        (Role::Residential, vec![homes[0].clone(), Shape::from_point(Coord { x: 0.0, y: 0.0 }), homes[1].clone()]),
        (Role::Residential, vec![homes[2].clone()]),
        (Role::Park, parks),
    ]);
    let all = parcels(&project, IndicatorId::ParkCoverage, &()).expect("nobody cancels");
    let places: Vec<(u32, usize)> = all.iter().map(|p| (p.layer.0, p.feature)).collect();
    assert_eq!(places, [(1, 0), (1, 2), (2, 0)], "points are no parcels");
    assert_eq!(all.iter().map(ParcelFigure::depth).collect::<Vec<_>>(), [2, 1, 0]);
    // From 100 m to 150 m and more; from 200 m to 250 m; from 1900 m.
    assert_eq!(all.iter().map(ParcelFigure::distance).collect::<Vec<_>>(), [1, 1, 4]);
    for parcel in &all {
        assert!((parcel.demand_m2 - 2500.0).abs() < 1e-6 && parcel.within_m2.is_sorted());
    }
    assert!(all[0].within_m2[0] < 1.0 && (all[0].within_m2[1] - 2500.0).abs() < 1e-6);
    // The same figures as the analysis.
    let analysis = analyse(&project, &()).expect("nobody cancels");
    let total = analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).expect("a figure");
    let served: f64 = all.iter().map(|p| p.served_m2[0]).sum();
    assert!((served - total.numerator).abs() < 1e-6);
    assert!(parcels(&project, IndicatorId::ParkingSpaces, &()).expect("nobody cancels").is_empty());
}

#[test]
fn what_unserved_parcels_lack_is_what_the_coverage_lacks_in_all_and_by_zone() {
    // Beside the park, across the edge of its reach and of two zones, out of reach in a zone, and in none.
    let homes =
        vec![square(150.0, 0.0, 50.0), square(550.0, 0.0, 100.0), square(900.0, 0.0, 50.0), square(3000.0, 0.0, 50.0)];
    let project = project(vec![
        (Role::Residential, homes),
        (Role::Park, vec![square(0.0, 0.0, 100.0)]),
        (Role::Zone, vec![square(-400.0, -500.0, 1000.0), square(600.0, -500.0, 1000.0)]),
    ]);
    let found = unserved(&project, IndicatorId::ParkCoverage, &()).expect("nobody cancels").expect("there is demand");
    let told: Vec<(usize, &[usize])> = found.iter().map(|u| (u.feature, u.zones.as_slice())).collect();
    // The park serves 500 m, to x = 600: the second home is served where it lies in the first zone.
    assert_eq!(told, [(1, &[1][..]), (2, &[1]), (3, &[])]);
    let all = parcels(&project, IndicatorId::ParkCoverage, &()).expect("nobody cancels");
    let lacking = |u: &Unserved| all[u.feature].demand_m2 - all[u.feature].served_m2[0];
    let analysis = analyse(&project, &()).expect("nobody cancels");
    let whole = analysis.indicator(IndicatorId::ParkCoverage).and_then(|i| i.quantity).expect("a figure");
    let sum: f64 = found.iter().map(lacking).sum();
    assert!((sum - (whole.denominator - whole.numerator)).abs() < 1e-3, "{sum}");
    assert!(unserved(&project, IndicatorId::ToiletDensity, &()).expect("nobody cancels").is_none());
}
