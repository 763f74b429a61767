//! What must hold for any demand and any supply.

#![allow(clippy::print_stdout)]

mod engine_scenes;

use std::time::{Duration, Instant};

use engine_scenes::{RawSite, Scene, Seeded, areas, model_of, site};
use fugai::geom::coverage::{Coverage, CoverageModel, ParcelEdit, ParcelRef, SiteKey, SiteRef};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

/// Every value a model has, as bits.
fn bits(model: &CoverageModel, parcels: usize, zones: usize) -> Vec<u64> {
    let of = |c: Coverage| [c.covered_m2, c.demand_m2, c.error_bound_m2, c.demand_bound_m2].map(f64::to_bits);
    let mut all = of(model.total()).to_vec();
    all.extend((0..parcels).flat_map(|i| of(model.parcel(i))));
    all.extend((0..zones).flat_map(|i| of(model.zone(i))));
    all.extend(model.unzoned().into_iter().flat_map(of));
    all.extend(model.depths().into_iter().flatten().map(f64::to_bits));
    let people = model.population();
    all.extend([people.covered.to_bits(), people.people.to_bits()]);
    all
}

/// The parts of a model that the order of parcels may not change.
fn sums(model: &CoverageModel, zones: usize) -> Vec<u64> {
    bits(model, 0, zones)
}

fn check_ranges(scene: &Scene) {
    let model = scene.model(false);
    let all = (0..scene.parcels.len()).map(|i| model.parcel(i));
    for c in all.chain((0..scene.zones.len()).map(|i| model.zone(i))).chain(model.unzoned()).chain([model.total()]) {
        assert!(c.covered_m2 >= 0.0 && c.covered_m2 <= c.demand_m2, "{c:?}");
        assert!(c.error_bound_m2 >= 0.0 && c.error_bound_m2 <= 1e-9 * c.demand_m2.max(1e3), "{c:?}");
    }
    let people = model.population();
    assert!(people.covered >= 0.0 && people.covered <= people.people);
}

/// One facility more never takes coverage away.
fn check_monotone(scene: &Scene) {
    let demand = scene.demand();
    let mut before = 0.0;
    for n in 0..=scene.sites.len() {
        let total = model_of(&demand, &scene.sites[..n], false).total();
        assert!(total.covered_m2 >= before - total.error_bound_m2, "{n}: {} after {before}", total.covered_m2);
        before = total.covered_m2;
    }
}

/// Order of features, parts, rings, vertices and their direction change nothing at all.
fn check_order(scene: &Scene, seed: u64) {
    let rng = &mut Seeded::new(seed);
    let demand = scene.demand();
    let reference = sums(&model_of(&demand, &scene.sites, true), scene.zones.len());
    let mut other = scene.clone();
    rng.shuffle(&mut other.parcels);
    rng.shuffle(&mut other.sites);
    // Normal form first: what is invalid may mean something else from another vertex on.
    let mut turn = |raw: &mut engine_scenes::Raw| {
        let region = normalise(std::mem::take(raw)).0;
        *raw = raw_of(&region);
        for rings in raw.iter_mut() {
            rings[1..].reverse();
            for ring in rings {
                ring.pop();
                let by = rng.below(ring.len() as u64) as usize;
                ring.rotate_left(by);
                if rng.below(2) == 0 {
                    ring.reverse();
                }
            }
        }
        rng.shuffle(raw);
    };
    other.parcels.iter_mut().for_each(|(raw, _)| turn(raw));
    other.zones.iter_mut().for_each(&mut turn);
    for site in &mut other.sites {
        turn(&mut site.areas);
        site.points.reverse();
        site.lines.iter_mut().for_each(|l| l.reverse());
    }
    let found = sums(&model_of(&other.demand(), &other.sites, true), scene.zones.len());
    assert_eq!(reference, found);
}

fn raw_of(region: &Region) -> engine_scenes::Raw {
    let rings = |p: &geo::Polygon<f64>| {
        std::iter::once(p.exterior()).chain(p.interiors()).map(|r| r.0.clone()).collect::<Vec<_>>()
    };
    region.polygons().iter().map(rings).collect()
}

/// The same scene from other sides: the values agree within their bounds and the rounding of the turned coordinates.
fn check_turned(scene: &Scene) {
    // Normal form first: a spike that is none any more after turning would serve what it reaches.
    let mut scene = scene.clone();
    let tidy = |raw: &mut engine_scenes::Raw| *raw = raw_of(&normalise(std::mem::take(raw)).0);
    scene.parcels.iter_mut().for_each(|(raw, _)| tidy(raw));
    scene.sites.iter_mut().for_each(|site| tidy(&mut site.areas));
    let before = scene.model(false).total();
    for angle in [std::f64::consts::FRAC_PI_2, 0.1, 1e-9, std::f64::consts::FRAC_PI_4, 2.0, -1e-5] {
        let scene = scene.turned(angle);
        let total = scene.model(false).total();
        let off = (total.covered_m2 - before.covered_m2).abs();
        // A vertex some hundred or some million metres out moves by its last place; the outline is kilometres long.
        let reach = scene.parcels.iter().flat_map(|(p, _)| p.iter().flatten().flatten());
        let reach = reach.fold(1000.0, |r: f64, c| r.max(c.x.abs()).max(c.y.abs()));
        let input = 40.0 * f64::EPSILON * reach * 1e4;
        assert!(
            off <= total.error_bound_m2 + before.error_bound_m2 + input,
            "{angle}: {} and {}, off by {off:e}, bounds {:e} {:e}, input {input:e}",
            total.covered_m2,
            before.covered_m2,
            total.error_bound_m2,
            before.error_bound_m2
        );
    }
}

/// Where zones do not overlap, they and what is in none of them add up to the whole.
fn check_zones(scene: &Scene) {
    let mut scene = scene.clone();
    // Strips that tile all there is, but for one that is left out.
    let at = scene.parcels[0].0[0][0][0];
    let strip = |k: f64, lean: f64| {
        let x = at.x + 90.0 * k;
        let corner = |x: f64, y: f64| Coord { x, y: at.y + y };
        vec![vec![vec![
            corner(x, -3000.0),
            corner(x + 90.0, -3000.0),
            corner(x + 90.0 + lean, 3000.0),
            corner(x + lean, 3000.0),
        ]]]
    };
    scene.zones = (-30..30).filter(|k| *k != 1).map(|k| strip(f64::from(k), 200.0)).collect();
    let model = scene.model(false);
    let total = model.total();
    let parts: Vec<_> = (0..scene.zones.len()).map(|k| model.zone(k)).chain(model.unzoned()).collect();
    let (covered, land): (f64, f64) =
        (parts.iter().map(|c| c.covered_m2).sum(), parts.iter().map(|c| c.demand_m2).sum());
    let bound = 2.0 * (total.error_bound_m2 + parts.iter().map(|c| c.error_bound_m2).sum::<f64>());
    assert!((covered - total.covered_m2).abs() <= bound.max(1e-9), "{covered} {}", total.covered_m2);
    let bound = 2.0 * (total.demand_bound_m2 + parts.iter().map(|c| c.demand_bound_m2).sum::<f64>());
    assert!((land - total.demand_m2).abs() <= bound.max(1e-9), "{land} {}", total.demand_m2);
}

/// After any edits every value equals that of a model built anew, to the last bit.
fn check_edits(scene: &Scene, seed: u64) {
    let rng = &mut Seeded::new(seed);
    let depth = rng.below(2) == 0;
    let demand = scene.demand();
    let mut model = model_of(&demand, &scene.sites, depth);
    let mut now: Vec<(SiteKey, RawSite)> =
        scene.sites.iter().enumerate().map(|(i, s)| (SiteKey(i as u32), s.clone())).collect();
    for _ in 0..12 {
        let pick = rng.below(now.len().max(1) as u64) as usize;
        match rng.below(5) {
            0 => {
                let new = site(rng, 0.0, Coord::default());
                let key = model.insert(&SiteRef { shape: &new.shape(), radius: new.radius });
                now.push((key, new));
            }
            1 if !now.is_empty() => {
                let (key, old) = now.swap_remove(pick);
                assert_eq!(model.remove(key), !old.shape().is_empty());
                assert!(!model.remove(key));
            }
            2 if !now.is_empty() => {
                let (key, old) = &mut now[pick];
                old.radius = rng.between(0.0, 600.0);
                assert!(model.replace(*key, &SiteRef { shape: &old.shape(), radius: old.radius }));
            }
            _ if !now.is_empty() => {
                let (key, old) = &mut now[pick];
                let (dx, dy) = (rng.between(-100.0, 100.0), rng.between(-100.0, 100.0));
                *old = old.mapped(&|c| Coord { x: c.x + dx, y: c.y + dy });
                assert!(model.replace(*key, &SiteRef { shape: &old.shape(), radius: old.radius }));
            }
            _ => {}
        }
        let sites: Vec<RawSite> = now.iter().map(|(_, s)| s.clone()).collect();
        let anew = model_of(&demand, &sites, depth);
        let (parcels, zones) = (scene.parcels.len(), scene.zones.len());
        assert_eq!(bits(&model, parcels, zones), bits(&anew, parcels, zones));
    }
    // What a site serves alone is what is lost when it goes, and asking leaves the model as it was.
    let alone = model.served_alone(&()).expect("nobody cancels");
    let total = model.total().covered_m2;
    for (key, _) in now {
        let mut without = model.clone();
        without.remove(key);
        let lost = (total - without.total().covered_m2).max(0.0);
        assert_eq!(alone[key.0 as usize].to_bits(), lost.to_bits(), "{key:?}");
    }
}

/// A change to a parcel as the test keeps it: the position it goes to, and the parcel, `None` for one that leaves.
type RawEdit = (usize, Option<(engine_scenes::Raw, Option<f64>)>);

/// Some changes to the parcels of a scene, no two of one place: redrawn, moved, made equal to another, with other people,
/// taken away, added.
fn parcel_edits(scene: &Scene, rng: &mut Seeded) -> Vec<RawEdit> {
    let n = scene.parcels.len();
    let grid = [0.0, 25.0, 100.0][rng.below(3) as usize];
    let x = scene.parcels[0].0[0][0][0].x;
    let far = if x > 1e5 { Coord { x: 500_000.0, y: 3_500_000.0 } } else { Coord::default() };
    let mut edits: Vec<RawEdit> = Vec::new();
    for _ in 0..=rng.below(3) {
        let people = (rng.below(2) == 0).then(|| rng.between(0.0, 500.0).round());
        // The first two hold the extents in most scenes.
        let from = if rng.below(40) == 0 { 0 } else { 2.min(n - 1) };
        let at = from + rng.below((n - from) as u64) as usize;
        let (raw, same) = scene.parcels[at].clone();
        let change = match rng.below(8) {
            0 => (at, None),
            1 => (usize::MAX, Some((areas(rng, grid, far), people))),
            2 => (usize::MAX, Some(scene.parcels[rng.below(n as u64) as usize].clone())),
            3 => (at, Some((raw, people))),
            4 => (at, Some(scene.parcels[rng.below(n as u64) as usize].clone())),
            5 | 6 => {
                let (dx, dy) = (rng.between(-30.0, 30.0), rng.between(-30.0, 30.0));
                let ring = |r: &Vec<Coord>| r.iter().map(|c| Coord { x: c.x + dx, y: c.y + dy }).collect();
                (at, Some((raw.iter().map(|rings| rings.iter().map(ring).collect()).collect(), same)))
            }
            _ => (at, Some((areas(rng, grid, far), people))),
        };
        if change.0 == usize::MAX || edits.iter().all(|e| e.0 != change.0) {
            edits.push(change);
        }
    }
    edits
}

/// Parcels edited among sites that change: every value equals that of a new model of a new demand, to the last bit. Tells
/// how many edits there were, and how many of them were done in place.
fn check_parcel_edits(scene: &Scene, seed: u64) -> (usize, usize) {
    let rng = &mut Seeded::new(seed ^ 0xED17);
    let depth = rng.below(2) == 0;
    let mut scene = scene.clone();
    if rng.below(8) > 0 {
        let at = scene.parcels[0].0[0][0][0];
        for (x, y) in [(-5000.0, -5000.0), (4900.0, 4900.0)] {
            let corner = |dx: f64, dy: f64| Coord { x: at.x + x + dx, y: at.y + y + dy };
            let ring = vec![corner(0.0, 0.0), corner(60.0, 0.0), corner(60.0, 60.0), corner(0.0, 60.0)];
            scene.parcels.insert(0, (vec![vec![ring]], None));
        }
    }
    let mut model = scene.model(depth);
    let (mut tried, mut done) = (0, 0);
    for _ in 0..8 {
        if rng.below(3) == 0 && !scene.sites.is_empty() {
            let at = rng.below(scene.sites.len() as u64) as usize;
            scene.sites[at].radius = rng.between(0.0, 600.0);
            let site = &scene.sites[at];
            model.replace(SiteKey(at as u32), &SiteRef { shape: &site.shape(), radius: site.radius });
        }
        let edits = parcel_edits(&scene, rng);
        let regions: Vec<Region> = edits.iter().flat_map(|(_, p)| p).map(|(raw, _)| normalise(raw.clone()).0).collect();
        let mut next = regions.iter();
        let changes: Vec<ParcelEdit<'_>> = edits
            .iter()
            .map(|(at, parcel)| match parcel {
                None => ParcelEdit::Remove(*at),
                Some((_, population)) => {
                    let region = next.next().expect("one for each");
                    let parcel = ParcelRef { region, population: *population };
                    if *at == usize::MAX { ParcelEdit::Append(parcel) } else { ParcelEdit::Replace(*at, parcel) }
                }
            })
            .collect();
        let mut stay: Vec<_> = scene.parcels.drain(..).map(Some).collect();
        for (at, parcel) in edits.iter().cloned() {
            if at == usize::MAX { stay.push(parcel) } else { stay[at] = parcel }
        }
        scene.parcels = stay.into_iter().flatten().collect();
        let (parcels, zones) = (scene.parcels.len(), scene.zones.len());
        let anew = scene.model(depth);
        let wanted = bits(&anew, parcels, zones);
        let derived = model.demand().edited(&changes);
        let there = derived.is_some();
        if let Some(demand) = derived {
            let over = model.over(std::sync::Arc::new(demand), &()).expect("nobody cancels").expect("one frame");
            assert_eq!(bits(&over, parcels, zones), wanted, "derived: {changes:?}");
        }
        assert_eq!(model.edit_parcels(&changes), there);
        if !there {
            model = anew;
        }
        assert_eq!(bits(&model, parcels, zones), wanted, "in place: {changes:?}");
        (tried, done) = (tried + 1, done + usize::from(there));
        if parcels < 3 {
            break;
        }
    }
    (tried, done)
}

/// Depths: the first is the coverage; a site given twice or thrice counts as many times.
fn check_depths(scene: &Scene) {
    let demand = scene.demand();
    let flat = model_of(&demand, &scene.sites, false).total();
    let deep = model_of(&demand, &scene.sites, true);
    let [one, two, three] = deep.depths().expect("asked for");
    let bound = flat.error_bound_m2 + deep.total().error_bound_m2;
    assert!((one - flat.covered_m2).abs() <= bound, "{one} {}", flat.covered_m2);
    assert!(one >= two - bound && two >= three - bound);
    let thrice: Vec<RawSite> = scene.sites.iter().flat_map(|s| [s.clone(), s.clone(), s.clone()]).collect();
    let deep = model_of(&demand, &thrice, true);
    for depth in deep.depths().expect("asked for") {
        assert!((depth - flat.covered_m2).abs() <= bound + deep.total().error_bound_m2);
    }
}

/// Covered length along many scan lines, found by brute force from distances alone.
fn check_scan_lines(scene: &Scene) {
    let total = scene.model(false).total();
    let regions: Vec<Region> = scene.parcels.iter().map(|(p, _)| normalise(p.clone()).0).collect();
    let boundary = scene.boundary.as_ref().map(|b| normalise(b.clone()).0);
    let shapes: Vec<_> = scene.sites.iter().map(|s| (s.shape(), s.radius)).collect();
    let inside = |region: &Region, p: Coord| {
        let rings = region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
        let crossings = rings.flat_map(geo::LineString::lines).filter(|l| {
            (l.start.y <= p.y) != (l.end.y <= p.y)
                && l.start.x + (p.y - l.start.y) * (l.end.x - l.start.x) / (l.end.y - l.start.y) > p.x
        });
        crossings.count() % 2 == 1
    };
    let apart = |a: Coord, b: Coord, p: Coord| {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let t = (((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let t = if t.is_nan() { 0.0 } else { t };
        (p.x - a.x - t * dx).hypot(p.y - a.y - t * dy)
    };
    let served = |p: Coord| {
        shapes.iter().any(|(shape, radius)| {
            let rings = shape.region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
            inside(&shape.region, p)
                || shape.points.iter().any(|&q| apart(q, q, p) <= *radius)
                || rings
                    .chain(shape.lines.iter())
                    .flat_map(geo::LineString::lines)
                    .any(|l| apart(l.start, l.end, p) <= *radius)
        })
    };
    let Some(bounds) = regions.iter().filter_map(Region::bounds).reduce(|a, b| {
        geo::Rect::new(
            Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
            Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
        )
    }) else {
        return;
    };
    let n = 70;
    let (w, h) = (bounds.width() / f64::from(n), bounds.height() / f64::from(n));
    let (mut land, mut hit) = (0.0, 0.0);
    for i in 0..n {
        for j in 0..n {
            let p =
                Coord { x: bounds.min().x + (f64::from(i) + 0.5) * w, y: bounds.min().y + (f64::from(j) + 0.5) * h };
            let here = regions.iter().any(|r| inside(r, p)) && boundary.as_ref().is_none_or(|b| inside(b, p));
            land += f64::from(u8::from(here)) * w * h;
            hit += f64::from(u8::from(here && served(p))) * w * h;
        }
    }
    // Of 4,900 cells those along the outlines may fall either way.
    let allowed = 0.02 * bounds.width() * bounds.height() + 40.0 * w * h;
    assert!((land - total.demand_m2).abs() < allowed, "demand {land} {}", total.demand_m2);
    assert!((hit - total.covered_m2).abs() < allowed, "covered {hit} {}", total.covered_m2);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        // Beside this file; what is usual looks for a library here.
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn values_lie_in_their_ranges(seed: u64, degenerate: bool) {
        check_ranges(&Scene::new(seed, degenerate));
    }

    #[test]
    fn one_more_facility_never_hurts(seed: u64, degenerate: bool) {
        check_monotone(&Scene::new(seed, degenerate));
    }

    #[test]
    fn order_does_not_matter(seed: u64, degenerate: bool) {
        check_order(&Scene::new(seed, degenerate), seed);
    }

    #[test]
    fn turning_the_scene_does_not_matter(seed: u64, degenerate: bool) {
        check_turned(&Scene::new(seed, degenerate));
    }

    #[test]
    fn zones_add_up(seed: u64, degenerate: bool) {
        check_zones(&Scene::new(seed, degenerate));
    }

    #[test]
    fn edited_equals_built_anew(seed: u64, degenerate: bool) {
        check_edits(&Scene::new(seed, degenerate), seed);
    }

    #[test]
    fn edited_parcels_equal_built_anew(seed: u64, degenerate: bool) {
        check_parcel_edits(&Scene::new(seed, degenerate), seed);
    }

    #[test]
    fn depths_count_sites(seed: u64, degenerate: bool) {
        check_depths(&Scene::new(seed, degenerate));
    }

    #[test]
    fn a_raster_of_distances_agrees(seed: u64, degenerate: bool) {
        check_scan_lines(&Scene::new(seed, degenerate));
    }
}

/// Most edits are done in place, so that what is held above is worth holding.
#[test]
fn most_parcel_edits_need_no_new_demand() {
    let (mut tried, mut done) = (0, 0);
    for seed in 0..60 {
        let of = check_parcel_edits(&Scene::new(seed, seed % 2 == 0), seed);
        (tried, done) = (tried + of.0, done + of.1);
    }
    println!("{done} of {tried} in place");
    assert!(4 * done > 3 * tried && done < tried, "{done} of {tried}");
}

/// All of the above on scene after scene, for as many seconds as FUGAI_FUZZ_SECONDS says (2 by default) from the seed
/// FUGAI_FUZZ_SEED on.
#[test]
fn fuzz() {
    let from = |name: &str| std::env::var(name).ok().and_then(|v| v.parse::<u64>().ok());
    let (span, first) = (from("FUGAI_FUZZ_SECONDS").unwrap_or(2), from("FUGAI_FUZZ_SEED").unwrap_or(1));
    let (start, mut seed, mut scenes) = (Instant::now(), first, 0_u64);
    while start.elapsed() < Duration::from_secs(span) {
        let scene = Scene::new(seed, seed % 4 != 0);
        let found = std::panic::catch_unwind(|| {
            check_ranges(&scene);
            check_turned(&scene);
            check_zones(&scene);
            check_edits(&scene, seed);
            check_parcel_edits(&scene, seed);
            check_order(&scene, seed);
            check_depths(&scene);
        });
        assert!(found.is_ok(), "seed {seed}: {scene:#?}");
        scenes += 1;
        seed = seed.wrapping_add(1);
    }
    let (last, took) = (seed.wrapping_sub(1), start.elapsed().as_secs_f64());
    println!("fuzz: {scenes} scenes, seeds {first} to {last}, {took:.1} s, nothing found");
}
