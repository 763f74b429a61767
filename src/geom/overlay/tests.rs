use proptest::prelude::*;

use super::*;
use crate::geom::Coord;
use crate::geom::repair::normalise;

fn square(x: f64, y: f64, side: f64) -> Region {
    let at = |dx: f64, dy: f64| Coord { x: 5e5 + x + dx, y: 3.5e6 + y + dy };
    normalise(vec![vec![vec![at(0.0, 0.0), at(side, 0.0), at(side, side), at(0.0, side), at(0.0, 0.0)]]]).0
}

#[test]
fn squares() {
    let (a, b) = (square(0.0, 0.0, 4.0), square(2.0, 2.0, 4.0));
    assert_eq!(union_all(&[&a, &b]).area(), 28.0);
    assert_eq!(intersection(&a, &b).area(), 4.0);
    assert_eq!(difference(&a, &b).area(), 12.0);
    let far = square(100.0, 0.0, 1.0);
    assert!(intersection(&a, &far).is_empty());
    assert_eq!(difference(&a, &far), a);
    assert_eq!(union_all(&[&a, &far]).area(), 17.0);
    assert!(union_all(&[]).is_empty());
    assert!(union_all(&[&Region::default()]).is_empty());
    assert_eq!(difference(&a, &Region::default()), a);
    assert!(difference(&a, &a).is_empty());
    assert_eq!(intersection(&a, &a).area(), 16.0);
}

#[test]
fn neighbours_become_one_and_a_ring_keeps_its_hole() {
    let united = union_all(&[&square(0.0, 0.0, 4.0), &square(4.0, 0.0, 4.0)]);
    assert_eq!((united.polygons().len(), united.area()), (1, 32.0));
    let ring = difference(&square(0.0, 0.0, 10.0), &square(3.0, 3.0, 4.0));
    assert_eq!((ring.polygons()[0].interiors().len(), ring.area()), (1, 84.0));
    let island = square(4.0, 4.0, 1.0);
    assert_eq!(union_all(&[&ring, &island]).area(), 85.0);
}

#[test]
fn many_at_once_are_split_and_joined() {
    let discs: Vec<Region> = (0..400)
        .map(|i| {
            let centre = Coord { x: 5e5 + f64::from(i % 20) * 80.0, y: 3.5e6 + f64::from(i / 20) * 80.0 };
            crate::geom::buffer::service_area(&crate::geom::Shape::from_point(centre), 50.0, 64)
        })
        .collect();
    let all: Vec<&Region> = discs.iter().collect();
    let united = union_all(&all);
    let at_once: f64 = Region::from_normal(union_at_once(discs.iter().flat_map(Region::polygons))).area();
    assert!((united.area() - at_once).abs() < 1e-5);
}

/// GEOS: 3459.202427816171 m². Where triangles touch at corners, an island was given a hole of the land around it, which
/// made 130.8 m² more of it.
#[test]
#[allow(clippy::unreadable_literal, clippy::excessive_precision)]
fn triangles_that_touch_at_corners() {
    let region = |rings: Vec<Vec<(f64, f64)>>| {
        let polygons = rings.into_iter().map(|r| vec![r.into_iter().map(|(x, y)| Coord { x, y }).collect()]);
        normalise(polygons.collect()).0
    };
    let a = region(vec![
        vec![
            (500020.96585757285, 3500038.6442522965),
            (500000.0, 3500035.499465936),
            (500008.04126655497, 3500028.996782423),
            (500020.96585757285, 3500038.6442522965),
        ],
        vec![
            (500058.3463025782, 3500091.4843141595),
            (500000.0, 3500086.5611081244),
            (500050.25549332425, 3500060.5072944704),
            (500066.3616809333, 3500072.529644695),
            (500058.3463025782, 3500091.4843141595),
        ],
        vec![
            (500050.25549332425, 3500060.5072944704),
            (500020.96585757285, 3500038.6442522965),
            (500076.3912359895, 3500046.957815118),
            (500050.25549332425, 3500060.5072944704),
        ],
        vec![
            (500061.247332382, 3500091.7291003214),
            (500055.1019497691, 3500099.15652031),
            (500058.3463025782, 3500091.4843141595),
            (500061.247332382, 3500091.7291003214),
        ],
        vec![
            (500096.01289693825, 3500094.662585901),
            (500061.247332382, 3500091.7291003214),
            (500073.02037973236, 3500077.499983483),
            (500096.01289693825, 3500094.662585901),
        ],
        vec![
            (500073.02037973236, 3500077.499983483),
            (500066.3616809333, 3500072.529644695),
            (500077.1285000611, 3500047.068401484),
            (500095.87292750366, 3500049.879983102),
            (500073.02037973236, 3500077.499983483),
        ],
        vec![
            (500077.1285000611, 3500047.068401484),
            (500076.3912359895, 3500046.957815118),
            (500077.3954057107, 3500046.4372262424),
            (500077.1285000611, 3500047.068401484),
        ],
    ]);
    let b = region(vec![
        vec![
            (500076.76967488974, 3500020.9478908014),
            (500000.0, 3500077.1934470003),
            (500074.633969198, 3500000.0),
            (500076.76967488974, 3500020.9478908014),
        ],
        vec![
            (500082.629103031, 3500078.419602054),
            (500050.0920566553, 3500091.416712274),
            (500059.2116615884, 3500055.366392019),
            (500081.61160804704, 3500068.4395875363),
            (500082.629103031, 3500078.419602054),
        ],
        vec![
            (500081.61160804704, 3500068.4395875363),
            (500076.76967488974, 3500020.9478908014),
            (500077.02284057066, 3500020.762408128),
            (500089.89690861385, 3500097.6340161897),
            (500083.13107677735, 3500069.3263892895),
            (500081.61160804704, 3500068.4395875363),
        ],
    ]);
    assert!((union_all(&[&a, &b]).area() - 3_459.202_427_816).abs() < 1e-5);
}

prop_compose! {
    fn region()(points in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..10)) -> Region {
        let ring = points.into_iter().map(|(x, y)| Coord { x: 5e5 + x, y: 3.5e6 + y }).collect();
        normalise(vec![vec![ring]]).0
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Each operand is a union whose parts touch and hold islands, which one normalised ring seldom does.
    #[test]
    fn areas_add_up_over_unions_of_many(
        a in prop::collection::vec(region(), 2..5),
        b in prop::collection::vec(region(), 2..5),
    ) {
        let all: Vec<&Region> = a.iter().chain(&b).collect();
        let (a, b) = (union_all(&a.iter().collect::<Vec<_>>()), union_all(&b.iter().collect::<Vec<_>>()));
        let (union, both) = (union_all(&[&a, &b]).area(), intersection(&a, &b).area());
        prop_assert!((a.area() + b.area() - union - both).abs() < 1e-5, "{} {} {union} {both}", a.area(), b.area());
        prop_assert!((difference(&a, &b).area() - (a.area() - both)).abs() < 1e-5);
        prop_assert!((difference(&b, &a).area() - (b.area() - both)).abs() < 1e-5);
        prop_assert!((union_all(&all).area() - union).abs() < 1e-5);
    }

    #[test]
    fn areas_add_up(a in region(), b in region()) {
        let (union, both) = (union_all(&[&a, &b]).area(), intersection(&a, &b).area());
        prop_assert!((a.area() + b.area() - union - both).abs() < 1e-5, "{} {} {union} {both}", a.area(), b.area());
        prop_assert!((difference(&a, &b).area() - (a.area() - both)).abs() < 1e-5);
        prop_assert!((union_all(&[&b, &a]).area() - union).abs() < 1e-9);
    }
}
