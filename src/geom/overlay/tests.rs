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

prop_compose! {
    fn region()(points in prop::collection::vec((0.0..100.0_f64, 0.0..100.0_f64), 3..10)) -> Region {
        let ring = points.into_iter().map(|(x, y)| Coord { x: 5e5 + x, y: 3.5e6 + y }).collect();
        normalise(vec![vec![ring]]).0
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn areas_add_up(a in region(), b in region()) {
        let (union, both) = (union_all(&[&a, &b]).area(), intersection(&a, &b).area());
        prop_assert!((a.area() + b.area() - union - both).abs() < 1e-5);
        prop_assert!((difference(&a, &b).area() - (a.area() - both)).abs() < 1e-5);
        prop_assert!((union_all(&[&b, &a]).area() - union).abs() < 1e-9);
    }
}
