//! Which sites come nearest to serving a place.

use super::{SiteRef, demand, model, point, rect};
use crate::geom::coverage::SiteKey;
use crate::geom::{Coord, Shape};

#[test]
fn nearest_sites_of_a_point() {
    let demand = demand(&[rect(0.0, 0.0, 10.0, 10.0)]);
    let park = Shape::from_region(rect(500.0, -50.0, 600.0, 50.0));
    let sites = [(point(400.0, 0.0), 300.0), (park, 500.0), (point(0.0, 1000.0), 300.0)];
    let model = model(&demand, &sites);
    let found = model.nearest_to_point(Coord { x: -100.0, y: 0.0 }, 2);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].site, found[0].distance_m, found[0].short_m), (SiteKey(1), 600.0, 100.0));
    assert_eq!((found[1].site, found[1].distance_m, found[1].short_m), (SiteKey(0), 500.0, 200.0));
    // Inside the park.
    let found = model.nearest_to_point(Coord { x: 510.0, y: 0.0 }, 9);
    assert_eq!(found.len(), 3);
    assert_eq!((found[0].site, found[0].distance_m, found[0].short_m), (SiteKey(1), 0.0, -500.0));
}

#[test]
fn nearest_sites_of_a_parcel() {
    let demand = demand(&[rect(0.0, 0.0, 10.0, 10.0), rect(490.0, 0.0, 510.0, 10.0), rect(0.0, -9.0, 0.0, -9.0)]);
    let park = Shape::from_region(rect(500.0, -50.0, 600.0, 50.0));
    let mut model = model(&demand, &[(park, 300.0)]);
    let found = model.nearest_to_parcel(0, 3);
    assert_eq!((found[0].distance_m, found[0].short_m), (490.0, 190.0));
    assert_eq!(model.nearest_to_parcel(1, 3)[0].distance_m, 0.0);
    let key = model.insert(&SiteRef { shape: &point(5.0, 110.0), radius: 40.0 });
    let found = model.nearest_to_parcel(0, 3);
    assert_eq!((found[0].site, found[0].distance_m, found[0].short_m), (key, 100.0, 60.0));
    // A site that crosses the parcel without a vertex of either in the other.
    let key = model.insert(&SiteRef {
        shape: &Shape { lines: Box::new([vec![(-50.0, 5.0), (50.0, 5.0)].into()]), ..Shape::default() },
        radius: 1.0,
    });
    assert_eq!((model.nearest_to_parcel(0, 1)[0].site, model.nearest_to_parcel(0, 1)[0].distance_m), (key, 0.0));
}

#[test]
fn ranking_equals_brute_force() {
    let demand = demand(&[rect(0.0, 0.0, 10.0, 10.0)]);
    let at = |i: u32| (f64::from(i * 7919 % 1000) * 3.0, f64::from(i * 104_729 % 1000) * 3.0);
    let sites: Vec<_> = (0..300).map(|i| (point(at(i).0, at(i).1), f64::from(i % 5) * 100.0)).collect();
    let model = model(&demand, &sites);
    for k in 0..50 {
        let p = Coord { x: f64::from(k) * 61.0, y: f64::from(k * k % 50) * 60.0 };
        let mut all: Vec<(f64, u32)> =
            (0..300).map(|i| ((at(i).0 - p.x).hypot(at(i).1 - p.y) - f64::from(i % 5) * 100.0, i)).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let found = model.nearest_to_point(p, 7);
        for (near, (short, _)) in found.iter().zip(&all) {
            assert!((near.short_m - short).abs() < 1e-9, "{near:?} {short}");
        }
        assert_eq!(found.len(), 7);
    }
}
