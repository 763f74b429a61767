//! The bound that comes with every value, held against areas that are known to some twenty-five digits.

#![allow(clippy::print_stdout, reason = "a test says how sharp it was")]

mod dd;
#[allow(dead_code)]
#[path = "../engine_scenes/mod.rs"]
mod engine_scenes;
mod reference;

use engine_scenes::Scene;
use fugai::geom::Coord;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use reference::{Reference, reference, size};

/// A scene of few enough curves to be swept all at once.
fn small(seed: u64, degenerate: bool) -> Scene {
    let mut scene = Scene::new(seed, degenerate);
    scene.zones.clear();
    scene.parcels.truncate(3);
    scene.sites.truncate(2);
    while size(&scene) > 110 && scene.sites.len() + scene.parcels.len() > 1 {
        if scene.sites.len() > 1 || scene.parcels.len() == 1 {
            scene.sites.pop();
        } else {
            scene.parcels.pop();
        }
    }
    if seed.is_multiple_of(3) {
        // A speck far away moves the middle of everything, about which coordinates are best taken.
        let at = scene.parcels[0].0[0][0][0];
        let far = if seed.is_multiple_of(2) { 40_000.0 } else { 400_000.0 };
        let corner = |dx: f64, dy: f64| Coord { x: at.x + far + dx, y: at.y + 0.75 * far + dy };
        let ring = vec![corner(0.0, 0.0), corner(1.0, 0.0), corner(0.0, 1.0)];
        scene.parcels.push((vec![vec![ring]], None));
    }
    scene
}

/// How far a value is from the truth, as a share of its bound and of what the truth is known to: covered land and demand.
/// Both must be at most 1.
fn shares(scene: &Scene) -> [f64; 2] {
    let Reference { demand, covered, rest, own_error } = reference(scene);
    [false, true].map(|depth| {
        let total = scene.model(depth).total();
        // It is the engine's bound that is tried, not the truth's.
        let bound = total.demand_bound_m2;
        assert!(own_error <= 1e-3 * bound || own_error < 1e-14, "{own_error:e} {bound:e}");
        let share = |value: f64, bound: f64, truth: f64, rest: f64| {
            let off = ((value - truth) - rest).abs();
            if off <= own_error { 0.0 } else { (off - own_error) / bound }
        };
        let of_demand = share(total.demand_m2, total.demand_bound_m2, demand, rest[0]);
        share(total.covered_m2, total.error_bound_m2, covered, rest[1]).max(of_demand)
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_truth_lies_within_the_bound(seed: u64, degenerate: bool) {
        let scene = small(seed, degenerate);
        let shares = shares(&scene);
        prop_assert!(shares.iter().all(|s| *s <= 1.0), "{shares:?} of the bound");
    }
}

/// The check bites: of some hundred scenes there is one in which a bound two hundred times smaller would not hold
/// (in one of 1,500 lone parcels with a speck 800 km away, one thirty times smaller).
///
/// Mostly the truth is far nearer, a thousandth of the bound: it takes every curve's rounding at its worst and all of them in
/// one direction, while in a scene they differ and cancel.
#[test]
fn a_bound_two_hundred_times_too_small_would_be_found() {
    let mut all: Vec<f64> = Vec::new();
    for seed in 0..240 {
        all.extend(shares(&small(seed, seed % 2 == 0)));
    }
    all.sort_by(f64::total_cmp);
    let (median, most) = (all[all.len() / 2], all[all.len() - 1]);
    println!("of the bound: median {median:.1e}, most {most:.4}");
    assert!(most > 0.005, "{most:e}");
    assert!(most <= 1.0, "{most:e}");
}
