use std::f64::consts::PI;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;
use crate::geom::buffer::service_area;
use crate::geom::overlay::{difference, intersection};
use crate::geom::repair::normalise;

fn at(x: f64, y: f64) -> Coord {
    Coord { x: 5e5 + x, y: 3.5e6 + y }
}

fn rect(x: f64, y: f64, w: f64, h: f64) -> Region {
    normalise(vec![vec![vec![at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h), at(x, y)]]]).0
}

fn area(polygons: &[Polygon<f64>]) -> f64 {
    polygons.iter().map(Polygon::unsigned_area).sum()
}

fn go(parcels: &[Region], sites: &[(Shape, f64)], n: usize) -> Land {
    let parcels: Vec<&Region> = parcels.iter().collect();
    let sites: Vec<(&Shape, f64)> = sites.iter().map(|(s, r)| (s, *r)).collect();
    uncovered(&parcels, &sites, n, &()).unwrap()
}

#[test]
fn half_a_disc() {
    let land = go(&[rect(0.0, -500.0, 1000.0, 1000.0)], &[(Shape::from_point(at(0.0, 0.0)), 300.0)], 64);
    let half = PI * 9e4 / 2.0;
    assert!((area(&land.covered) / half - 1.0).abs() < 1e-6, "{}", area(&land.covered) / half - 1.0);
    assert!((area(&land.uncovered) + area(&land.covered) - 1e6).abs() < 1e-5);
    assert_eq!(land.uncovered.len(), 1);
}

#[test]
fn wholly_covered_wholly_out_of_reach_and_within_a_site() {
    let parcels = [rect(0.0, 0.0, 50.0, 50.0), rect(1000.0, 0.0, 50.0, 50.0), rect(3000.0, 3000.0, 20.0, 20.0)];
    let park = Shape::from_region(rect(2500.0, 2500.0, 1000.0, 1000.0));
    let land = go(&parcels, &[(Shape::from_point(at(0.0, 0.0)), 300.0), (park, 300.0)], 16);
    assert_eq!(land.uncovered, parcels[1].polygons());
    assert_eq!(area(&land.covered), 2500.0 + 400.0);
    // Nothing at all on either side.
    assert_eq!(go(&[], &[], 16), Land::default());
    assert_eq!(go(&parcels[..1], &[], 16).uncovered, parcels[0].polygons());
    for radius in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(go(&parcels[..1], &[(Shape::from_point(at(0.0, 0.0)), radius)], 16).uncovered.len(), 1);
    }
    assert_eq!(area(&go(&parcels[..1], &[(Shape::from_region(rect(0.0, 0.0, 50.0, 20.0)), 0.0)], 16).covered), 1000.0);
}

#[test]
fn a_gap_across_two_parcels_is_one() {
    let parcels = [rect(0.0, 0.0, 100.0, 100.0), rect(100.0, 0.0, 100.0, 100.0), rect(150.0, 50.0, 100.0, 100.0)];
    let land = go(&parcels, &[(Shape::from_point(at(100.0, -20.0)), 60.0)], 64);
    assert_eq!(land.uncovered.len(), 1);
    // The last two overlap by 2,500 m², which count once.
    assert!((area(&land.uncovered) + area(&land.covered) - 27_500.0).abs() < 1e-5);
}

#[test]
fn slivers_are_counted_not_listed() {
    // A strip of half a square metre beyond a park's reach.
    let park = Shape::from_region(rect(0.0, 0.0, 100.0, 100.0));
    let land = go(&[rect(20.0, 100.0, 10.0, 50.05)], &[(park, 50.0)], 64);
    assert!(land.uncovered.is_empty());
    assert!((land.slivers_m2 - 0.5).abs() < 1e-6);
}

#[test]
fn cancelling_stops() {
    struct Never(AtomicBool);
    impl Progress for Never {
        fn at(&self, _done: f32) {
            self.0.store(true, Ordering::Relaxed);
        }
        fn cancelled(&self) -> bool {
            true
        }
    }
    let never = Never(AtomicBool::new(false));
    assert_eq!(uncovered(&[], &[], 8, &never), Err(Cancelled));
    assert!(never.0.load(Ordering::Relaxed));
}

prop_compose! {
    fn shape()(
        points in prop::collection::vec((-300.0..500.0_f64, -300.0..500.0_f64), 1..7), kind in 0..3_usize
    ) -> Shape {
        let points: Vec<Coord> = points.into_iter().map(|(x, y)| at(x, y)).collect();
        match kind {
            0 => Shape::from_point(points[0]),
            1 if points.len() > 1 => Shape { lines: Box::new([geo::LineString::new(points)]), ..Shape::default() },
            _ => Shape::from_region(normalise(vec![vec![points]]).0),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Against the plain way: union of whole service areas, then difference and intersection.
    #[test]
    fn agrees_with_whole_service_areas(
        sites in prop::collection::vec((shape(), 0.0..300.0_f64), 0..6),
        corners in prop::collection::vec((0.0..200.0_f64, 0.0..200.0_f64, 1.0..120.0_f64, 1.0..120.0_f64), 1..5)
    ) {
        let parcels: Vec<Region> = corners.iter().map(|&(x, y, w, h)| rect(x, y, w, h)).collect();
        let land = go(&parcels, &sites, 16);
        let demand = union_all(&parcels.iter().collect::<Vec<_>>());
        let areas: Vec<Region> = sites.iter().map(|(s, r)| service_area(s, *r, 16)).collect();
        let supply = union_all(&areas.iter().collect::<Vec<_>>());
        let (inside, outside) = (intersection(&demand, &supply).area(), difference(&demand, &supply).area());
        prop_assert!((area(&land.covered) - inside).abs() < 1e-3, "{} {}", area(&land.covered), inside);
        prop_assert!((area(&land.uncovered) + land.slivers_m2 - outside).abs() < 1e-3);

        let mut turned = parcels.clone();
        turned.reverse();
        let mut other: Vec<_> = sites.clone();
        other.reverse();
        let again = go(&turned, &other, 16);
        prop_assert!((area(&again.covered) - area(&land.covered)).abs() < 1e-6);
    }
}
