use geo::LineString;
use proptest::prelude::*;

use super::*;
use crate::geom::exact::{Place, place_in_ring};
use crate::geom::repair::normalise;

const O: Coord = Coord { x: 5e5, y: 3.5e6 };

fn path(points: &[(f64, f64)]) -> Vec<Coord> {
    points.iter().map(|&(x, y)| O + Coord { x, y }).collect()
}

fn polygon(rings: &[&[(f64, f64)]]) -> Shape {
    Shape::from_region(normalise(vec![rings.iter().map(|r| path(r)).collect()]).0)
}

fn line(points: &[(f64, f64)]) -> Shape {
    Shape { lines: Box::new([LineString::new(path(points))]), ..Shape::default() }
}

fn near(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} is not {b}: off by {}", (a - b).abs());
}

const SQUARE: &[(f64, f64)] = &[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)];

#[test]
fn discs_and_rounded_shapes_have_their_true_area() {
    for n in [1, 2, 8, 64] {
        near(service_area(&Shape::from_point(O), 300.0, n).area(), PI * 9e4, 1e-5);
        near(service_area(&polygon(&[SQUARE]), 50.0, n).area(), 1e4 + 2e4 + PI * 2500.0, 1e-5);
        near(service_area(&line(&[(0.0, 0.0), (100.0, 0.0)]), 50.0, n).area(), 1e4 + PI * 2500.0, 1e-5);
        // A bend: the inner side overlaps itself, the outer is rounded.
        let bent = service_area(&line(&[(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)]), 20.0, n).area();
        near(bent, 2.0 * 100.0 * 40.0 + PI * 400.0 * 1.25 - 400.0, 1e-5);
    }
}

#[test]
fn holes_shrink_and_vanish() {
    let ring: &[(f64, f64)] = &[(-500.0, -500.0), (500.0, -500.0), (500.0, 500.0), (-500.0, 500.0)];
    let hole: &[(f64, f64)] = &[(-100.0, -100.0), (100.0, -100.0), (100.0, 100.0), (-100.0, 100.0)];
    let outer = |r: f64| 1e6 + 4000.0 * r + PI * r * r;
    let shape = polygon(&[ring, hole]);
    near(service_area(&shape, 30.0, 16).area(), outer(30.0) - 140.0 * 140.0, 1e-5);
    for r in [100.0, 101.0, 150.0, 400.0, 2000.0] {
        let area = service_area(&shape, r, 16);
        near(area.area(), outer(r), 1e-4);
        assert!(area.polygons()[0].interiors().is_empty());
    }
}

#[test]
fn a_notch_is_filled_as_far_as_the_radius_reaches() {
    // A slot 40 wide and 80 deep in the top of a square, radius 10: 20 wide, and its bottom 10 higher.
    let slot: &[(f64, f64)] = &[
        (0.0, 0.0),
        (100.0, 0.0),
        (100.0, 100.0),
        (70.0, 100.0),
        (70.0, 20.0),
        (30.0, 20.0),
        (30.0, 100.0),
        (0.0, 100.0),
    ];
    let r = 10.0;
    let square = 1e4 + 400.0 * r + PI * r * r;
    // Above the slot's rim the two discs at its upper corners leave a bay between them.
    let bay = 40.0 * r - 2.0 * PI * r * r / 4.0;
    near(service_area(&polygon(&[slot]), r, 64).area(), square - bay - 20.0 * 70.0, 1e-4);
}

#[test]
fn nothing_degenerate_panics() {
    let empty = Shape::default();
    assert!(service_area(&empty, 100.0, 8).is_empty());
    for r in [f64::NAN, f64::INFINITY, -1.0] {
        assert!(service_area(&Shape::from_point(O), r, 8).is_empty());
    }
    assert!(service_area(&Shape::from_point(O), 0.0, 8).is_empty());
    assert_eq!(service_area(&polygon(&[SQUARE]), 0.0, 8), polygon(&[SQUARE]).region);
    for points in [&[][..], &[(0.0, 0.0)], &[(0.0, 0.0), (0.0, 0.0)], &[(f64::NAN, 0.0), (0.0, 0.0)], &[(1e300, 0.0)]] {
        let area = service_area(&line(points), 10.0, 8).area();
        assert!(area == 0.0 || (area - PI * 100.0).abs() < 1e-6);
    }
    assert!(service_area(&Shape::from_point(Coord { x: f64::NAN, y: 0.0 }), 10.0, 8).is_empty());
    near(service_area(&Shape::from_point(O), 10.0, 0).area(), PI * 100.0, 1e-6);
    // Out and straight back over the same ground.
    near(service_area(&line(&[(0.0, 0.0), (9.0, 0.0), (0.0, 0.0)]), 1.0, 8).area(), 18.0 + PI, 1e-6);
}

fn distance_to_path(ring: &[Coord], p: Coord) -> f64 {
    ring.windows(2)
        .map(|e| {
            let (d, v) = (e[1] - e[0], p - e[0]);
            let t = ((v.x * d.x + v.y * d.y) / (d.x * d.x + d.y * d.y)).clamp(0.0, 1.0);
            (v.x - t * d.x).hypot(v.y - t * d.y)
        })
        .fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any tangle of a line, any place: in the area exactly when it is near enough.
    #[test]
    fn holds_what_is_near_and_nothing_else(
        points in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 2..9),
        radius in 1.0..60.0_f64,
        places in prop::collection::vec((-50.0..150.0_f64, -50.0..150.0_f64), 40)
    ) {
        let shape = line(&points);
        let area = service_area(&shape, radius, 32);
        for place in path(&places) {
            let distance = distance_to_path(&shape.lines[0].0, place);
            if (distance - radius).abs() < radius * 1e-3 {
                continue;
            }
            let inside = area.polygons().iter().any(|p| {
                place_in_ring(&p.exterior().0, place) == Place::Inside
                    && p.interiors().iter().all(|h| place_in_ring(&h.0, place) == Place::Outside)
            });
            prop_assert_eq!(inside, distance < radius, "{:?} {} {}", place, distance, radius);
        }
    }

    /// The same for polygons with whatever holes come of crossing rings.
    #[test]
    fn polygons_with_holes_too(
        points in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..12),
        radius in 1.0..60.0_f64,
        places in prop::collection::vec((-50.0..150.0_f64, -50.0..150.0_f64), 40)
    ) {
        let (region, _) = normalise(vec![vec![path(&points)]]);
        let area = service_area(&Shape::from_region(region.clone()), radius, 32);
        let holds = |region: &Region, place| region.polygons().iter().any(|p| {
            place_in_ring(&p.exterior().0, place) == Place::Inside
                && p.interiors().iter().all(|h| place_in_ring(&h.0, place) == Place::Outside)
        });
        for place in path(&places) {
            let distance = if holds(&region, place) { 0.0 } else {
                region.polygons().iter().flat_map(rings).map(|r| distance_to_path(r, place)).fold(f64::INFINITY, f64::min)
            };
            if (distance - radius).abs() < radius * 1e-3 {
                continue;
            }
            prop_assert_eq!(holds(&area, place), distance < radius, "{:?} {} {}", place, distance, radius);
        }
    }
}
