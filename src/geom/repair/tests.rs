use proptest::prelude::*;

use super::*;

fn ring(points: &[(f64, f64)]) -> Vec<Coord> {
    points.iter().map(|&(x, y)| Coord { x, y }).collect()
}

fn square(x: f64, y: f64, side: f64) -> Vec<Coord> {
    ring(&[(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)])
}

fn keys(repairs: Repairs) -> Vec<&'static str> {
    repairs.keys().collect()
}

fn one(rings: Vec<Vec<Coord>>) -> (Region, Vec<&'static str>) {
    let (region, repairs) = normalise(vec![rings]);
    (region, keys(repairs))
}

/// Feeds a region back as raw polygons.
fn raw(region: &Region) -> Vec<Vec<Vec<Coord>>> {
    region.polygons().iter().map(|p| crate::geom::grid::rings(p).map(<[Coord]>::to_vec).collect()).collect()
}

/// Area of the points that an odd number of times lie in `rings`: strips between all events in y, each integrated by
/// its middle. Shares nothing with the code under test.
fn even_odd_area(rings: &[Vec<Coord>]) -> f64 {
    let mut edges = Vec::new();
    for ring in rings {
        for i in 0..ring.len() {
            edges.push((ring[i], ring[(i + 1) % ring.len()]));
        }
    }
    let mut ys: Vec<f64> = rings.iter().flatten().map(|c| c.y).collect();
    for (i, &(a, b)) in edges.iter().enumerate() {
        for &(c, d) in &edges[..i] {
            let (u, v, w) = (b - a, d - c, c - a);
            let det = u.x * v.y - u.y * v.x;
            if det != 0.0 {
                let t = (w.x * v.y - w.y * v.x) / det;
                let s = (w.x * u.y - w.y * u.x) / det;
                if (-1e-9..=1.0 + 1e-9).contains(&t) && (-1e-9..=1.0 + 1e-9).contains(&s) {
                    ys.push(a.y + t * u.y);
                }
            }
        }
    }
    ys.sort_by(f64::total_cmp);
    let mut area = 0.0;
    for pair in ys.windows(2) {
        let (y, height) = (pair[0].midpoint(pair[1]), pair[1] - pair[0]);
        if height <= 0.0 {
            continue;
        }
        let mut xs: Vec<f64> = edges
            .iter()
            .filter(|(a, b)| (a.y > y) != (b.y > y))
            .map(|(a, b)| a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x))
            .collect();
        xs.sort_by(f64::total_cmp);
        area += height * xs.chunks_exact(2).map(|x| x[1] - x[0]).sum::<f64>();
    }
    area
}

#[test]
fn valid_polygons_pass_vertex_for_vertex() {
    // Coordinates that no grid would keep: thirds of a metre.
    let exterior = ring(&[(0.1 / 3.0, 0.0), (100.0 / 3.0, 1.0 / 3.0), (101.0 / 3.0, 77.0 / 3.0), (0.0, 30.0 / 7.0)]);
    let mut closed = exterior.clone();
    closed.push(closed[0]);
    let (region, keys) = one(vec![closed.clone()]);
    assert_eq!(region.polygons()[0].exterior().0, closed);
    assert!(keys.is_empty());

    let (region, keys) = one(vec![exterior]);
    assert_eq!(region.polygons()[0].exterior().0, closed);
    assert_eq!(keys, ["unclosed"]);

    let mut clockwise = closed.clone();
    clockwise.reverse();
    let (region, keys) = one(vec![clockwise]);
    assert_eq!(region.polygons()[0].exterior().0, closed);
    assert_eq!(keys, ["winding"]);
}

#[test]
fn holes_are_turned_and_kept() {
    let (region, keys) = one(vec![square(0.0, 0.0, 10.0), square(2.0, 2.0, 3.0), square(6.0, 6.0, 2.0)]);
    assert!(keys.is_empty());
    assert_eq!(region.area(), 100.0 - 9.0 - 4.0);
    assert_eq!(region.polygons()[0].interiors().len(), 2);
    assert!(doubled_area(&region.polygons()[0].interiors()[0].0) < 0.0);
}

#[test]
fn a_hole_may_touch_its_exterior_in_a_point() {
    let hole = ring(&[(0.0, 5.0), (4.0, 3.0), (4.0, 7.0), (0.0, 5.0)]);
    let (region, keys) = one(vec![square(0.0, 0.0, 10.0), hole]);
    assert!(keys.is_empty());
    assert_eq!(region.area(), 92.0);
}

#[test]
fn bow_tie_and_figure_eight() {
    let (region, keys) = one(vec![ring(&[(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0), (0.0, 0.0)])]);
    assert_eq!(keys, ["self_crossing"]);
    assert_eq!(region.polygons().len(), 2);
    assert_eq!(region.area(), 50.0);
    // The crossing given as a vertex, twice: no two edges cross, the ring touches itself.
    let eight = ring(&[(0.0, 0.0), (5.0, 5.0), (10.0, 10.0), (10.0, 0.0), (5.0, 5.0), (0.0, 10.0), (0.0, 0.0)]);
    let (region, keys) = one(vec![eight]);
    assert_eq!(keys, ["self_crossing"]);
    assert_eq!(region.area(), 50.0);
}

#[test]
fn spikes_go_without_touching_the_rest() {
    let spiky = ring(&[(0.0, 0.0), (1.0 / 3.0, 0.0), (1.0 / 3.0, 1.0), (1.0 / 3.0, 9.0), (1.0 / 3.0, 1.0), (0.0, 1.0)]);
    let mut spiky = spiky;
    spiky.push(spiky[0]);
    let (region, keys) = one(vec![spiky]);
    assert_eq!(keys, ["spike"]);
    assert!((region.area() - 1.0 / 3.0).abs() < 1e-15);
    // A spike at the seam.
    let seam = ring(&[(-5.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0), (-5.0, 0.0)]);
    let (region, keys) = one(vec![seam]);
    assert_eq!(keys, ["spike"]);
    assert_eq!(region.area(), 1.0);
}

#[test]
fn degenerate_rings_are_named_and_left_out() {
    for (points, key) in [
        (vec![], "too_few_points"),
        (vec![(1.0, 1.0)], "too_few_points"),
        (vec![(1.0, 1.0); 7], "too_few_points"),
        (vec![(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)], "too_few_points"),
        (vec![(0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (0.0, 0.0)], "zero_area"),
        (vec![(0.0, 0.0), (1.0, 1.0), (3.0, 3.0), (2.0, 2.0), (0.0, 0.0)], "zero_area"),
    ] {
        let (region, keys) = one(vec![ring(&points)]);
        assert!(region.is_empty(), "{points:?}");
        assert!(keys.contains(&key), "{points:?} {keys:?}");
    }
    assert!(normalise(Vec::new()).0.is_empty());
    assert!(one(Vec::new()).0.is_empty());
}

#[test]
fn bad_coordinates_cost_their_polygon_alone() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1.1e9] {
        let mut spoiled = square(50.0, 0.0, 4.0);
        spoiled[2].y = bad;
        let (region, repairs) = normalise(vec![vec![square(0.0, 0.0, 2.0)], vec![spoiled]]);
        assert_eq!(region.area(), 4.0);
        assert_eq!(keys(repairs), ["bad_coordinates"]);
    }
}

#[test]
fn holes_outside_across_or_repeated() {
    let (region, keys) = one(vec![square(0.0, 0.0, 10.0), square(20.0, 0.0, 2.0)]);
    assert_eq!((region.area(), keys), (104.0, vec!["hole_outside"]));
    let (region, keys) = one(vec![square(0.0, 0.0, 10.0), square(8.0, 4.0, 4.0)]);
    assert_eq!((region.area(), keys), (100.0, vec!["hole_outside"]));
    let (region, _) = one(vec![square(0.0, 0.0, 10.0), square(2.0, 2.0, 4.0), square(2.0, 2.0, 4.0)]);
    assert_eq!(region.area(), 84.0);
    // A hole in a hole is an island.
    let (region, keys) = one(vec![square(0.0, 0.0, 10.0), square(2.0, 2.0, 6.0), square(4.0, 4.0, 2.0)]);
    assert_eq!((region.area(), keys), (68.0, vec!["hole_outside"]));
}

#[test]
fn members_are_united_only_where_they_meddle() {
    let (region, repairs) =
        normalise(vec![vec![square(0.0, 0.0, 4.0)], vec![square(100.0 / 3.0, 0.0, 1.0)], vec![square(2.0, 2.0, 4.0)]]);
    assert_eq!(keys(repairs), ["overlapping_members"]);
    assert!((region.area() - 29.0).abs() < 1e-12);
    assert_eq!(region.polygons()[1].exterior().0, square(100.0 / 3.0, 0.0, 1.0));

    // The same one twice, and one within another.
    let (region, repairs) = normalise(vec![vec![square(0.0, 0.0, 4.0)], vec![square(0.0, 0.0, 4.0)]]);
    assert_eq!((region.area(), keys(repairs)), (16.0, vec!["overlapping_members"]));
    let (region, repairs) = normalise(vec![vec![square(0.0, 0.0, 4.0)], vec![square(1.0, 1.0, 1.0)]]);
    assert_eq!((region.area(), keys(repairs)), (16.0, vec!["overlapping_members"]));
    // An island in a hole overlaps nothing, a shared edge neither.
    let (region, repairs) =
        normalise(vec![vec![square(0.0, 0.0, 9.0), square(2.0, 2.0, 5.0)], vec![square(3.0, 3.0, 1.0)]]);
    assert_eq!((region.area(), keys(repairs)), (57.0, vec![]));
    let (region, repairs) = normalise(vec![vec![square(0.0, 0.0, 4.0)], vec![square(4.0, 0.0, 4.0)]]);
    assert_eq!((region.area(), keys(repairs)), (32.0, vec![]));
    // Clockwise and counter-clockwise: direction must not cancel anything.
    let mut turned = square(2.0, 2.0, 4.0);
    turned.reverse();
    let (region, _) = normalise(vec![vec![square(0.0, 0.0, 4.0)], vec![turned]]);
    assert_eq!(region.area(), 28.0);
}

#[test]
fn ten_thousand_vertices_are_quick() {
    let n = 10_000;
    let star: Vec<Coord> = (0..=n)
        .map(|i| {
            let t = f64::from(i % n) / f64::from(n) * std::f64::consts::TAU;
            let r = if i % 2 == 0 { 1000.0 } else { 990.0 };
            Coord { x: 5e5 + r * t.cos(), y: 3.5e6 + r * t.sin() }
        })
        .collect();
    let (region, repairs) = normalise(vec![vec![star.clone()]]);
    assert!(repairs.is_empty());
    assert_eq!(region.polygons()[0].exterior().0, star);
}

prop_compose! {
    /// Rings on a coarse lattice: every degeneracy there is turns up all the time.
    fn lattice_ring()(points in prop::collection::vec((0_i32..9, 0_i32..9), 0..12)) -> Vec<Coord> {
        points.into_iter().map(|(x, y)| Coord { x: f64::from(x), y: f64::from(y) }).collect()
    }
}

prop_compose! {
    fn free_ring()(points in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..14)) -> Vec<Coord> {
        points.into_iter().map(|(x, y)| Coord { x: 5e5 + x, y: 3.5e6 + y }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn area_is_that_of_even_odd(ring in prop_oneof![lattice_ring(), free_ring()]) {
        let (region, _) = normalise(vec![vec![ring.clone()]]);
        prop_assert!((region.area() - even_odd_area(&[ring])).abs() < 1e-5);
    }

    #[test]
    fn again_changes_nothing(
        polygons in prop::collection::vec(prop::collection::vec(prop_oneof![lattice_ring(), free_ring()], 1..4), 1..5)
    ) {
        let (region, _) = normalise(polygons);
        let (again, repairs) = normalise(raw(&region));
        prop_assert_eq!(keys(repairs), Vec::<&str>::new());
        prop_assert_eq!(again, region);
    }

    #[test]
    fn union_of_members_is_between_its_bounds(
        polygons in prop::collection::vec(prop::collection::vec(lattice_ring(), 1..2), 1..6)
    ) {
        let each: Vec<f64> = polygons.iter().map(|p| normalise(vec![p.clone()]).0.area()).collect();
        let (region, repairs) = normalise(polygons);
        let (sum, most) = (each.iter().sum::<f64>(), each.iter().copied().fold(0.0, f64::max));
        prop_assert!(region.area() >= most - 1e-6 && region.area() <= sum + 1e-6);
        if repairs.contains(Repairs::OVERLAPPING_MEMBERS) {
            prop_assert!(region.area() < sum);
        } else {
            prop_assert!((region.area() - sum).abs() < 1e-5);
        }
    }

    #[test]
    fn nothing_panics(
        numbers in prop::collection::vec((any::<f64>(), any::<f64>()), 0..20),
        cut in 0_usize..20
    ) {
        let points: Vec<Coord> = numbers.into_iter().map(|(x, y)| Coord { x, y }).collect();
        let cut = cut.min(points.len());
        let (region, _) = normalise(vec![vec![points[..cut].to_vec(), points[cut..].to_vec()]]);
        prop_assert!(region.area().is_finite());
    }
}
