//! Scenes whose value is known in closed form.

use std::f64::consts::PI;

use super::{expect, point, polygon, rect, region};
use crate::geom::{Region, Shape};

/// Area of the part of a disc beyond a line at distance `d` from its centre.
fn cap(r: f64, d: f64) -> f64 {
    r * r * (d / r).acos() - d * (r * r - d * d).sqrt()
}

/// Area that two discs share.
fn lens(r: f64, s: f64, d: f64) -> f64 {
    let a = (d * d + r * r - s * s) / (2.0 * d);
    cap(r, a) + cap(s, d - a)
}

#[test]
fn disc_within_a_parcel() {
    expect(&[rect(-1000.0, -1000.0, 1000.0, 1000.0)], &[(point(3.0, -7.0), 300.0)], PI * 9e4);
    expect(&[rect(-1000.0, -1000.0, 1000.0, 1000.0)], &[(point(3.0, -7.0), 0.25)], PI * 0.0625);
}

#[test]
fn disc_and_half_plane() {
    for d in [-299.0, -150.0, -1e-3, 0.0, 20.0, 299.999] {
        let parcel = rect(d, -2000.0, 2000.0, 2000.0);
        expect(&[parcel], &[(point(0.0, 0.0), 300.0)], cap(300.0, d));
    }
}

#[test]
fn disc_and_square() {
    // A square whose corner is the centre; one that holds the disc; one within it; one whose sides cut it.
    expect(&[rect(0.0, 0.0, 500.0, 500.0)], &[(point(0.0, 0.0), 300.0)], PI * 9e4 / 4.0);
    expect(&[rect(-50.0, -50.0, 50.0, 50.0)], &[(point(0.0, 0.0), 300.0)], 1e4);
    let cut = PI * 9e4 - 4.0 * cap(300.0, 250.0);
    expect(&[rect(-250.0, -250.0, 250.0, 250.0)], &[(point(0.0, 0.0), 300.0)], cut);
}

#[test]
fn two_discs() {
    let parcel = [rect(-2000.0, -2000.0, 2000.0, 2000.0)];
    for (r, s, d) in [(300.0, 300.0, 350.0), (300.0, 500.0, 250.0), (300.0, 500.0, 799.99), (300.0, 299.0, 2.0)] {
        let both = PI * (r * r + s * s) - lens(r, s, d);
        for turn in [0.0_f64, 0.3, PI / 2.0, 2.0] {
            let other = point(d * turn.cos(), d * turn.sin());
            expect(&parcel, &[(point(0.0, 0.0), r), (other, s)], both);
        }
    }
    // Touching from outside and from inside.
    expect(&parcel, &[(point(0.0, 0.0), 300.0), (point(800.0, 0.0), 500.0)], PI * (9e4 + 25e4));
    expect(&parcel, &[(point(0.0, 0.0), 300.0), (point(0.0, 200.0), 500.0)], PI * 25e4);
}

#[test]
fn bands_along_lines() {
    let parcel = [rect(-2000.0, -2000.0, 2000.0, 2000.0)];
    let line = |points: &[(f64, f64)]| Shape { lines: Box::new([points.to_vec().into()]), ..Shape::default() };
    expect(&parcel, &[(line(&[(-400.0, -300.0), (400.0, 300.0)]), 100.0)], 1000.0 * 200.0 + PI * 1e4);
    // A right angle: two bands, three discs, less what they share inside the corner.
    let corner = line(&[(0.0, 400.0), (0.0, 0.0), (400.0, 0.0)]);
    let exact = 2.0 * 400.0 * 200.0 - 1e4 + PI * 1e4 * 1.25;
    expect(&parcel, &[(corner, 100.0)], exact);
}

#[test]
fn rounded_polygons() {
    let parcel = [rect(-3000.0, -3000.0, 3000.0, 3000.0)];
    // Convex: area + perimeter × r + π r². Larger and smaller than any window, radius large, small and nothing.
    for side in [10.0, 200.0, 2500.0] {
        for r in [0.0, 0.5, 30.0, 300.0] {
            let park = Shape::from_region(rect(0.0, 0.0, side, side));
            expect(&parcel, &[(park, r)], side * side + 4.0 * side * r + PI * r * r);
        }
    }
    let triangle = region(&[&[[0.0, 0.0], [300.0, 0.0], [0.0, 400.0]]]);
    expect(&parcel, &[(Shape::from_region(triangle), 250.0)], 60_000.0 + 1200.0 * 250.0 + PI * 62_500.0);
}

#[test]
fn reflex_corner() {
    // An L: at its reflex corner the two bands overlap in a square of side r.
    let l = region(&[&[[0.0, 0.0], [600.0, 0.0], [600.0, 200.0], [200.0, 200.0], [200.0, 600.0], [0.0, 600.0]]]);
    let r = 100.0;
    let exact = 200_000.0 + 2400.0 * r + 5.0 * PI * r * r / 4.0 - r * r;
    expect(&[rect(-900.0, -900.0, 900.0, 900.0)], &[(Shape::from_region(l), r)], exact);
}

#[test]
fn annulus() {
    // A park with a hole: the hole is served to r from its boundary, its middle is not.
    let park = |hole: f64| {
        let o = 500.0;
        region(&[&[[-o, -o], [o, -o], [o, o], [-o, o]], &[[-hole, -hole], [-hole, hole], [hole, hole], [hole, -hole]]])
    };
    let parcel = [rect(-2000.0, -2000.0, 2000.0, 2000.0)];
    let outer = 1e6 + 4000.0 * 50.0 + PI * 2500.0;
    expect(&parcel, &[(Shape::from_region(park(300.0)), 50.0)], outer - 500.0 * 500.0);
    expect(&parcel, &[(Shape::from_region(park(300.0)), 0.0)], 1e6 - 600.0 * 600.0);
    expect(&parcel, &[(Shape::from_region(park(40.0)), 50.0)], outer);
    // Demand that lies wholly within the hole.
    expect(&[rect(-250.0, -250.0, 250.0, 250.0)], &[(Shape::from_region(park(300.0)), 50.0)], 0.0);
    expect(&[rect(-270.0, -270.0, 270.0, 270.0)], &[(Shape::from_region(park(300.0)), 50.0)], 540.0_f64.powi(2) - 25e4);
}

#[test]
fn demand_with_holes_and_parts() {
    let ring = polygon(&[
        &[[-200.0, -200.0], [200.0, -200.0], [200.0, 200.0], [-200.0, 200.0]],
        &[[-100.0, -100.0], [-100.0, 100.0], [100.0, 100.0], [100.0, -100.0]],
    ]);
    let island = polygon(&[&[[-10.0, -10.0], [10.0, -10.0], [10.0, 10.0], [-10.0, 10.0]]]);
    let parcel = Region::from_normal(vec![ring, island]);
    let disc = PI * 150.0_f64.powi(2);
    expect(&[parcel], &[(point(0.0, 0.0), 150.0)], disc - 4e4 + 400.0);
}

#[test]
fn land_drawn_twice_counts_once() {
    let a = rect(0.0, 0.0, 100.0, 100.0);
    let b = rect(50.0, 0.0, 150.0, 100.0);
    let c = rect(0.0, 0.0, 100.0, 100.0);
    let d = super::demand(&[a.clone(), b.clone(), c.clone()]);
    assert_eq!(d.area(), 15_000.0);
    expect(&[a, b, c], &[(point(60.0, 50.0), 40.0)], PI * 1600.0);
}
