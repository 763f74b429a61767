//! The engine against what others computed: collected hard cases of overlays, chords made ever finer, and itself on
//! another number of threads.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that fails says where, and one that is skipped says so"
)]

#[allow(unreachable_pub)]
#[path = "../benches/city/mod.rs"]
mod city;
#[allow(dead_code)]
mod engine_scenes;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine_scenes::{RawSite, Scene};
use fugai::geom::coverage::{Coverage, CoverageModel, CoverageOptions, Demand, ParcelRef, SiteRef};
use fugai::geom::overlay::{difference, intersection, union_all};
use fugai::geom::repair::normalise;
use fugai::geom::{Coord, Region, Shape};
use geo::{Area as _, LineString, Polygon};
use serde_json::Value;

fn demand(parcels: &[&Region], zones: &[&Region]) -> Arc<Demand> {
    let parcels: Vec<_> = parcels.iter().map(|region| ParcelRef { region, population: None }).collect();
    Arc::new(Demand::new(&parcels, zones, None, &()).expect("nobody cancels"))
}

fn model(demand: &Arc<Demand>, sites: &[(Shape, f64)]) -> CoverageModel {
    let sites: Vec<_> = sites.iter().map(|(shape, radius)| SiteRef { shape, radius: *radius }).collect();
    CoverageModel::with_options(Arc::clone(demand), &sites, CoverageOptions { depth: true }, &())
        .expect("nobody cancels")
}

/// The polygons of a GeoJSON geometry, blown up; empty for other kinds.
fn polygons(geometry: &Value, by: f64) -> Vec<Vec<Vec<Coord>>> {
    let place = |c: &Value| Coord { x: by * c[0].as_f64().unwrap(), y: by * c[1].as_f64().unwrap() };
    let ring = |r: &Value| r.as_array().unwrap().iter().map(place).collect();
    let polygon = |p: &Value| p.as_array().unwrap().iter().map(ring).collect();
    match geometry["type"].as_str() {
        Some("Polygon") => vec![polygon(&geometry["coordinates"])],
        Some("MultiPolygon") => geometry["coordinates"].as_array().unwrap().iter().map(polygon).collect(),
        _ => Vec::new(),
    }
}

/// The cases of polygon-clipping; `None`, said aloud, where they are not at hand.
fn collection() -> Option<PathBuf> {
    let root =
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/torture/polygon-clipping/test/end-to-end"));
    if root.exists() {
        return Some(root.to_owned());
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing", root.display());
    println!("skipped: {} is not here", root.display());
    None
}

/// What a case is about, in normal form, and by what it was blown up: degrees become the size of a city; some cases are in
/// large numbers already.
fn operands(root: &Path, name: &str) -> Option<(Vec<Region>, f64)> {
    let text = std::fs::read_to_string(root.join(name).join("args.geojson")).ok()?;
    let args: Value = serde_json::from_str(&text).unwrap();
    let features = args["features"].as_array().unwrap();
    let raw = |by: f64| features.iter().map(move |f| polygons(&f["geometry"], by));
    let largest = raw(1.0).flatten().flatten().flatten().fold(0.0_f64, |m, c| m.max(c.x.abs()).max(c.y.abs()));
    let by = if largest < 1e3 { 1e5 } else { 1.0 };
    Some((raw(by).map(|p| normalise(p).0).collect(), by))
}

/// Cases in which rings of one polygon run along one another: GEOS's linework keeps one of two equal edges, while by the
/// even-odd rule they cancel.
const DOUBLED_EDGES: [&str; 3] = [
    "clean-poly-with-interior-ring-overlapping-exterior",
    "clean-poly-with-interior-ring-splitting-exterior",
    "clean-poly-with-interior-rings-overlapping",
];
/// Cases at which GEOS itself fails, as the golden file says.
const BEYOND_GEOS: [&str; 1] = ["broken-issue-93"];

/// What polygon-clipping takes to mean something else. Fugai mends by the even-odd rule, as GEOS does with linework: there
/// rings that cross themselves wind, holes that overlap are one hole, and what a hole has outside its exterior is nothing.
const OTHER_MEANING: [&str; 8] = [
    "clean-poly-with-interior-ring-overlapping-exterior",
    "clean-poly-with-interior-ring-splitting-exterior",
    "clean-poly-with-interior-ring-touching-exterior",
    "clean-poly-with-interior-rings-overlapping",
    "coincident-with-invalid-segments intersection",
    "coincident-with-invalid-segments xor",
    "multipoly-with-self-crossing-rings",
    "non-zero-rule-not-even-odd",
];

/// Sites of radius 0 serve their own land, so coverage is an overlay, and every result of an overlay is a test of it.
#[test]
fn radius_zero_is_an_overlay() {
    let Some(root) = collection() else { return };
    let mut names: Vec<String> =
        std::fs::read_dir(&root).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let (mut compared, mut wrong, mut most) = (0, Vec::new(), 0.0_f64);
    for name in &names {
        let read = |file: &str| -> Option<Value> {
            let text = std::fs::read_to_string(root.join(name).join(format!("{file}.geojson"))).ok()?;
            Some(serde_json::from_str(&text).unwrap())
        };
        let Some((operands, by)) = operands(&root, name) else { continue };
        let Some((first, rest)) = operands.split_first() else { continue };
        let union = demand(&operands.iter().collect::<Vec<_>>(), &[]).area();
        let sites: Vec<(Shape, f64)> = rest.iter().map(|r| (Shape::from_region(r.clone()), 0.0)).collect();
        let result = model(&demand(&[first], &[]), &sites);
        let Coverage { covered_m2, demand_m2, error_bound_m2, demand_bound_m2 } = result.total();
        assert!((0.0..=demand_m2).contains(&covered_m2), "{name}: {covered_m2} of {demand_m2}");
        let bound = error_bound_m2 + demand_bound_m2;
        assert!(bound <= 1e-9 * union + 1e-6, "{name}: bound {bound:e} of {union}");

        let mut values = vec![("union", union), ("difference", demand_m2 - covered_m2)];
        let depths = result.depths().unwrap();
        match rest.len() {
            0 => values.extend([("intersection", demand_m2), ("xor", demand_m2)]),
            // In the first and in each of the others: as deep as there are others.
            n @ 1..=3 => values.push(("intersection", depths[n - 1])),
            _ => {}
        }
        if let [only] = rest {
            values.push(("xor", demand_m2 + demand(&[only], &[]).area() - 2.0 * covered_m2));
        }
        for (key, got) in values {
            let Some(expected) = read(key).or_else(|| read("all")) else { continue };
            let case = format!("{name} {key}");
            if OTHER_MEANING.contains(&case.as_str()) || OTHER_MEANING.contains(&name.as_str()) {
                continue;
            }
            let line = |r: &Vec<Coord>| LineString::new(r.clone());
            let want: f64 = polygons(&expected["geometry"], by)
                .iter()
                .map(|p| Polygon::new(line(&p[0]), p[1..].iter().map(line).collect()).unsigned_area())
                .sum();
            compared += 1;
            let off = (got - want).abs();
            most = most.max((off - bound) / union.max(1.0));
            // Mending rounds vertices to a grid, and the expected vertices are rounded ones too.
            if off > bound + 1e-9 * union + 1e-4 {
                wrong.push(format!("{case}: {got} is not {want}, off by {off:e} of {union}"));
            }
        }
    }
    println!("{compared} results, at most {most:e} off");
    assert!(compared > 100, "only {compared} results to compare");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every case of polygon-clipping against the areas that GEOS finds, `oracle/torture_golden.py`: the operands as mended, and
/// of them the union, the intersection, the first less the others, and what lies in an odd number of them; by the overlay,
/// and where it tells them by the engine.
#[test]
fn geos_agrees_on_the_cases_of_polygon_clipping() {
    let golden: Value = serde_json::from_str(include_str!("oracle/torture_golden.json")).unwrap();
    let Some(root) = collection() else { return };
    let (mut compared, mut wrong, mut most) = (0, Vec::new(), 0.0_f64);
    let mut beyond_geos = Vec::new();
    for (name, case) in golden["cases"].as_object().unwrap() {
        if let Some(complaint) = case["geos_fails"].as_str() {
            println!("{name}: GEOS itself fails, {complaint}");
            beyond_geos.push(name.as_str());
            continue;
        }
        if DOUBLED_EDGES.contains(&name.as_str()) {
            continue;
        }
        let (operands, _) = operands(&root, name).unwrap();
        let (first, rest) = operands.split_first().unwrap();
        let all: Vec<&Region> = operands.iter().collect();
        let union = union_all(&all).area();
        let xor = rest
            .iter()
            .fold(first.clone(), |so_far, next| union_all(&[&difference(&so_far, next), &difference(next, &so_far)]));
        let both = rest.iter().fold(first.clone(), |so_far, next| intersection(&so_far, next));
        let less = difference(first, &union_all(&rest.iter().collect::<Vec<_>>()));
        let sites: Vec<(Shape, f64)> = rest.iter().map(|r| (Shape::from_region(r.clone()), 0.0)).collect();
        let total = model(&demand(&[first], &[]), &sites).total();
        let mut values = vec![
            ("union", union),
            ("union", demand(&all, &[]).area()),
            ("intersection", both.area()),
            ("difference", less.area()),
            ("difference", total.demand_m2 - total.covered_m2),
            ("xor", xor.area()),
        ];
        if rest.len() == 1 {
            values.push(("intersection", total.covered_m2));
        }
        let wanted = values.iter().map(|(key, got)| (*key, *got, case[*key].as_f64().unwrap()));
        let mended = operands.iter().zip(case["operands"].as_array().unwrap());
        let mended = mended.map(|(region, want)| ("operand", region.area(), want.as_f64().unwrap()));
        for (key, got, want) in wanted.chain(mended) {
            compared += 1;
            let off = (got - want).abs();
            most = most.max(off / union.max(1.0));
            if off > 1e-9 * union + 1e-4 {
                wrong.push(format!("{name} {key}: {got} is not {want}, off by {off:e} of {union}"));
            }
        }
    }
    println!("{compared} areas, at most {most:e} of the union off");
    assert_eq!(beyond_geos, BEYOND_GEOS);
    assert!(compared > 700, "only {compared} areas to compare");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A convex polygon inscribed in what a radius around a segment reaches, its ends with `n` chords each.
fn capsule(a: Coord, b: Coord, r: f64, n: u32) -> Region {
    let angle = if a == b { 0.0 } else { (b.y - a.y).atan2(b.x - a.x) };
    let end = |c: Coord, from: f64| {
        (0..=n).map(move |i| {
            let t = from + std::f64::consts::PI * f64::from(i) / f64::from(n);
            Coord { x: c.x + r * t.cos(), y: c.y + r * t.sin() }
        })
    };
    let ring = end(b, angle - std::f64::consts::FRAC_PI_2).chain(end(a, angle + std::f64::consts::FRAC_PI_2));
    normalise(vec![vec![ring.collect()]]).0
}

fn segments(site: &RawSite) -> Vec<(Coord, Coord)> {
    let shape = site.shape();
    let rings = shape.region.polygons().iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let paths = rings.chain(shape.lines.iter()).flat_map(LineString::lines).map(|l| (l.start, l.end));
    paths.chain(shape.points.iter().map(|&p| (p, p))).collect()
}

/// Covered area with each half circle cut into `n` chords, in m².
fn chords(scene: &Scene, land: &Region, n: u32) -> f64 {
    let mut pieces: Vec<Region> = Vec::new();
    for site in &scene.sites {
        pieces.push(site.shape().region);
        if site.radius > 0.0 {
            pieces.extend(segments(site).into_iter().map(|(a, b)| capsule(a, b, site.radius, n)));
        }
    }
    intersection(land, &union_all(&pieces.iter().collect::<Vec<_>>())).area()
}

/// Chords lie inside their arcs and miss area that falls with the square of their number: the true value lies above
/// each of them, below what circumscribed chords could add, and near the extrapolation of both.
#[test]
fn chords_converge_to_the_arcs() {
    let (mut compared, mut sharpest) = (0, f64::INFINITY);
    for seed in 0..70 {
        let scene = Scene::new(1_000 + seed, seed % 2 == 0);
        let count: usize = scene.sites.iter().map(|s| segments(s).len()).sum();
        if count == 0 || count > 40 || scene.boundary.is_some() {
            continue;
        }
        let parcels: Vec<Region> = scene.parcels.iter().map(|(raw, _)| normalise(raw.clone()).0).collect();
        let land = union_all(&parcels.iter().collect::<Vec<_>>());
        let total = scene.model(false).total();
        let got = total.covered_m2;
        let values = [256, 512, 1024].map(|n| chords(&scene, &land, n));
        let [coarse, fine] = [0, 1].map(|i| values[i + 1] + (values[i + 1] - values[i]) / 3.0);
        // The overlay works on a grid of some 1e-6 m, which moves every outline by as much.
        let outlines: f64 = scene.sites.iter().map(|s| 7.0 * s.radius * segments(s).len() as f64 + 4e3).sum();
        let grid = 1e-7 * outlines + 1e-6 * land.area().sqrt();
        let estimate = (fine - coarse).abs();
        let off = (got - fine).abs();
        assert!(
            off <= total.error_bound_m2 + 2.0 * estimate + grid,
            "seed {seed}: {got} against {fine}, off by {off:e}, estimate {estimate:e}, grid {grid:e}"
        );
        // Of chords and arcs neither is on the wrong side of the other.
        assert!(got >= values[2] - total.error_bound_m2 - grid, "seed {seed}: {got} below {}", values[2]);
        let gap: f64 = scene
            .sites
            .iter()
            .map(|s| {
                let turn = std::f64::consts::PI / 2048.0;
                let ring = std::f64::consts::TAU * s.radius * s.radius * (1.0 / turn.cos() - turn.cos());
                ring * segments(s).len() as f64
            })
            .sum();
        assert!(got <= values[2] + gap + total.error_bound_m2 + grid, "seed {seed}: {got} above {}", values[2]);
        compared += 1;
        if values[2] > 0.0 && estimate > 0.0 {
            sharpest = sharpest.min((2.0 * estimate + grid) / land.area());
        }
        println!(
            "seed {seed}: off {off:.2e}, estimate {estimate:.2e}, grid {grid:.2e}, chords miss {:.2e}",
            got - values[2]
        );
    }
    println!("{compared} scenes, the sharpest to {sharpest:e}");
    assert!(compared >= 25, "only {compared} scenes");
}

fn all_bits(model: &CoverageModel, parcels: usize, zones: usize) -> Vec<u64> {
    let every = (0..zones).map(|z| model.zone(z)).chain(model.unzoned()).chain([model.total()]);
    let values = every.chain((0..parcels).map(|p| model.parcel(p)));
    values
        .flat_map(|c| [c.covered_m2, c.demand_m2, c.error_bound_m2, c.demand_bound_m2].map(f64::to_bits))
        .chain(model.depths().unwrap().map(f64::to_bits))
        .chain([model.demand().area().to_bits()])
        .collect()
}

/// A city of enough blocks for threads to share, with land drawn twice and zones that overlap.
#[test]
fn threads_do_not_matter() {
    use geo::Translate as _;
    let city = city::City::new(2_500, 220);
    let shifted = |region: &Region, by: f64| {
        let ring = region.polygons()[0].translate(by, 0.3 * by).exterior().0.clone();
        normalise(vec![vec![ring]]).0
    };
    let twice: Vec<Region> = city.parcels.iter().step_by(3).map(|p| shifted(p, 37.0)).collect();
    let parcels: Vec<&Region> = city.parcels.iter().chain(&twice).collect();
    let more: Vec<Region> = city.zones.iter().step_by(5).map(|z| shifted(z, 111.0)).collect();
    let zones: Vec<&Region> = city.zones.iter().chain(&more).collect();
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let demand = demand(&parcels, &zones);
            let mut live = model(&demand, &city.parks);
            let first = all_bits(&live, parcels.len(), zones.len());
            for (k, (shape, radius)) in city.parks.iter().enumerate().step_by(20) {
                live.replace(fugai::geom::coverage::SiteKey(k as u32), &SiteRef { shape, radius: 0.7 * radius });
            }
            (first, all_bits(&live, parcels.len(), zones.len()))
        })
    };
    let one = run(1);
    assert!(one.0 != one.1, "the edits change something");
    for threads in [2, 5] {
        assert!(run(threads) == one, "{threads} threads");
    }
}
