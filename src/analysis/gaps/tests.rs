use geo::polygon;

use super::*;
use crate::geom::distance::shape_to_shape;

fn square(x: f64, y: f64, side: f64) -> Polygon<f64> {
    polygon![(x: x, y: y), (x: x + side, y: y), (x: x + side, y: y + side), (x: x, y: y + side)]
}

/// Lower left corners and sides of the pieces of each group, groups in any order.
fn places(groups: &[Vec<Polygon<f64>>]) -> Vec<Vec<(f64, f64)>> {
    let mut places: Vec<Vec<(f64, f64)>> =
        groups.iter().map(|g| g.iter().map(|p| (p.exterior().0[0].x, p.exterior().0[0].y)).collect()).collect();
    places.sort_by(|a, b| a[0].partial_cmp(&b[0]).unwrap());
    places
}

#[test]
fn pieces_across_a_street_are_one_gap_and_those_across_a_river_two() {
    let pieces = vec![
        square(0.0, 0.0, 100.0),
        square(140.0, 0.0, 200.0),  // 40 m to the right: the reach itself still counts
        square(380.1, 0.0, 50.0),   // 40.1 m on: another gap
        square(-30.0, 124.0, 6.0),  // 24 down and 24 across to the first piece, by their corners
        square(-30.0, 1000.0, 6.0), // alone
    ];
    let groups = grouped(pieces, 40.0);
    assert_eq!(
        places(&groups),
        [vec![(-30.0, 1000.0)], vec![(140.0, 0.0), (0.0, 0.0), (-30.0, 124.0)], vec![(380.1, 0.0)]]
    );
}

#[test]
fn a_piece_in_the_middle_of_a_ring_belongs_to_it_only_where_it_is_near() {
    let hole = square(100.0, 100.0, 200.0).exterior().clone();
    let ring = Polygon::new(square(0.0, 0.0, 400.0).exterior().clone(), vec![hole]);
    let near = grouped(vec![square(110.0, 110.0, 50.0), ring.clone()], 15.0);
    assert_eq!(places(&near), [vec![(0.0, 0.0), (110.0, 110.0)]]);
    assert_eq!(grouped(vec![square(150.0, 150.0, 50.0), ring], 15.0).len(), 2);
}

#[test]
fn groups_are_those_of_comparing_all_with_all_in_any_order() {
    // Sides, distances and turns as a small generator gives them.
    let mut state = 7_u64;
    let mut next = |below: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31) * below
    };
    let pieces: Vec<Polygon<f64>> = (0..400)
        .map(|i| {
            let (x, y) = (f64::from(i % 20) * 80.0 + next(40.0), f64::from(i / 20) * 80.0 + next(40.0));
            let (a, b, c) = (5.0 + next(30.0), 5.0 + next(30.0), next(8.0));
            polygon![(x: x, y: y), (x: x + a, y: y + c), (x: x + a - c, y: y + b), (x: x - c, y: y + b)]
        })
        .collect();
    let shapes: Vec<Shape> =
        pieces.iter().map(|p| Shape::from_region(normalise(vec![vec![p.exterior().0.clone()]]).0)).collect();
    let mut names: Vec<usize> = (0..pieces.len()).collect();
    for i in 0..pieces.len() {
        for j in 0..i {
            if names[i] != names[j] && shape_to_shape(&shapes[i], &shapes[j]) <= 40.0 {
                let (from, to) = (names[i], names[j]);
                names.iter_mut().filter(|n| **n == from).for_each(|n| *n = to);
            }
        }
    }
    let expected: std::collections::BTreeSet<usize> = names.iter().copied().collect();
    let groups = grouped(pieces.clone(), 40.0);
    assert!((10..300).contains(&expected.len()), "{} groups say little", expected.len());
    assert_eq!(groups.len(), expected.len());
    for group in &groups {
        let of = |p: &Polygon<f64>| names[pieces.iter().position(|q| q == p).unwrap()];
        assert!(group.iter().all(|p| of(p) == of(&group[0])));
        assert!(group.windows(2).all(|w| w[0].unsigned_area() >= w[1].unsigned_area()));
    }
    let turned = grouped(pieces.into_iter().rev().collect(), 40.0);
    assert_eq!(places(&turned), places(&groups));
}

#[test]
fn a_hundred_thousand_pieces_take_no_time() {
    let pieces: Vec<Polygon<f64>> =
        (0..100_000).map(|i| square(f64::from(i % 400) * 100.0, f64::from(i / 400) * 145.0, 80.0)).collect();
    let started = std::time::Instant::now();
    let groups = grouped(pieces, 40.0);
    let took = started.elapsed();
    // 20 m between neighbours in a row, 65 m between rows.
    assert_eq!(groups.len(), 250);
    assert!(took.as_secs_f64() < 10.0, "{took:?}");
}
