//! Every figure that Fugai is held to, as a table: `cargo bench --bench table`.
//!
//! Each is the median of seven runs after a warm-up. `cargo bench --bench table -- city move` measures the rows named,
//! `-- serve` waits for commands, so that `benches/peers/compare.py` can let a peer and Fugai run in turn: `prepare ROW`
//! answers what there is to run, `run ROW` one run's milliseconds, its value and a remark, separated by tabs.
#![allow(clippy::print_stdout, reason = "what was measured is printed")]

mod city;

use std::hint::black_box;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use city::file::{generate, peak_memory};
use city::{City, moved, moved_by};
use fugai::geom::Region;
use fugai::geom::coverage::{CoverageModel, Demand, ParcelEdit, ParcelRef, SiteKey, SiteRef};
use fugai::io::read::read_geojson;

/// A figure: its name on the command line, what it is, and what it is held to.
const ROWS: [(&str, &str, &str); 10] = [
    ("malta", "Malta, demand made disjoint and analysis", "20 × shapely"),
    ("city", "40,000 parcels, 3,000 parks, analysis", "30 × shapely"),
    ("city-demand", "40,000 parcels, 3,000 parks, demand and analysis", ""),
    ("hundred", "100,000 parcels, 10,000 parks, analysis", "≤ 120 ms"),
    ("million", "1,000,000 parcels, 50,000 parks, analysis", "≤ 1,800 ms, ≤ 1 KB a parcel"),
    ("move", "a park moved by 100 m at 100,000 and 10,000", "p95 ≤ 0.5 ms"),
    ("parcel", "one parcel changed at 100,000 parcels and 10,000 parks", "equal to a full recompute"),
    ("why", "why a parcel is not served, at 100,000 and 10,000", "< 10 ms"),
    ("load", "GeoJSON of 200 MB", "≥ 150 MB/s, 10 × pyogrio, ≤ 2 × the file"),
    ("report", "fugai report on the sample, as a process", "≤ 250 ms"),
];
/// Runs of a row after a warm-up.
const RUNS: usize = 7;

/// One run: milliseconds, a value that tells whether it was right, and what else is worth saying.
struct Run(f64, f64, String);

/// Something prepared, to be run again and again.
enum Bench {
    /// The demand is part of what is timed.
    Whole(City),
    Analysis(City, Arc<Demand>),
    Move(Box<(City, CoverageModel)>),
    Parcel(Box<(City, CoverageModel)>),
    Why(Box<(fugai::model::Project, fugai::analysis::Analysis)>),
    Load(PathBuf, u64),
    Report(tempfile::TempDir),
}

/// Where a generated file is kept; a folder of its own in the temporary one, or `FUGAI_BENCH_WORK`.
fn work() -> PathBuf {
    let folder =
        std::env::var_os("FUGAI_BENCH_WORK").map_or_else(|| std::env::temp_dir().join("fugai-bench"), PathBuf::from);
    std::fs::create_dir_all(&folder).expect("a folder to write to");
    folder
}

fn prepare(row: &str) -> Option<Bench> {
    let analysis = |city: City| {
        let demand = city.demand();
        Some(Bench::Analysis(city, demand))
    };
    match row {
        "malta" => {
            let city = City::malta()?;
            city.write(&work().join("malta")).expect("a folder to write to");
            Some(Bench::Whole(city))
        }
        "city" => {
            let city = City::new(40_000, 3_000);
            city.write(&work().join("city")).expect("a folder to write to");
            analysis(city)
        }
        "city-demand" => Some(Bench::Whole(City::new(40_000, 3_000))),
        "hundred" => analysis(City::new(100_000, 10_000)),
        "million" => analysis(City::new(1_000_000, 50_000)),
        "move" => {
            let city = City::new(100_000, 10_000);
            let model = city.model(&city.demand());
            Some(Bench::Move(Box::new((city, model))))
        }
        "parcel" => {
            let city = City::new(100_000, 10_000);
            let model = city.model(&city.demand());
            Some(Bench::Parcel(Box::new((city, model))))
        }
        "why" => Some(Bench::Why(Box::new(city::project(&City::new(100_000, 10_000))))),
        "load" => {
            let path = work().join("load.geojson");
            let megabytes = std::env::var("FUGAI_LOAD_MB").ok().and_then(|m| m.parse().ok()).unwrap_or(200_u64);
            generate(&path, megabytes * 1_000_000).expect("the file can be written");
            let bytes = std::fs::metadata(&path).expect("the file is there").len();
            Some(Bench::Load(path, bytes))
        }
        "report" => Some(Bench::Report(tempfile::tempdir().expect("a temporary folder can be made"))),
        _ => None,
    }
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

fn share(model: &CoverageModel) -> (f64, String) {
    let total = model.total();
    (total.covered_m2 / total.demand_m2, format!("bound {:.0e}", total.error_bound_m2 / total.demand_m2))
}

fn run(bench: &mut Bench) -> Run {
    match bench {
        Bench::Whole(city) => {
            let start = Instant::now();
            let model = city.model(&city.demand());
            let took = ms(start);
            let (value, remark) = share(&model);
            Run(took, value, remark)
        }
        Bench::Analysis(city, demand) => {
            let start = Instant::now();
            let model = city.model(demand);
            let took = ms(start);
            let (value, mut remark) = share(&model);
            if let (1_000_000.., Some(peak)) = (city.parcels.len(), peak_memory()) {
                remark = format!("{remark}, peak {} bytes a parcel", peak / city.parcels.len() as u64);
            }
            Run(took, value, remark)
        }
        Bench::Move(live) => moves(&live.0, &mut live.1),
        Bench::Parcel(live) => parcels(&live.0, &mut live.1),
        Bench::Why(asked) => whys(&asked.0, &asked.1),
        Bench::Load(path, bytes) => {
            let start = Instant::now();
            let raw = read_geojson(path, &()).expect("the file loads");
            let took = ms(start);
            let peak = peak_memory()
                .map_or(String::new(), |p| format!(", peak {:.2} times the file", p as f64 / *bytes as f64));
            Run(took, raw.features.len() as f64, format!("{:.0} MB/s{peak}", *bytes as f64 / 1e3 / took))
        }
        Bench::Report(folder) => {
            let start = Instant::now();
            let output =
                Command::new(env!("CARGO_BIN_EXE_fugai")).arg("report").arg("--out").arg(folder.path()).output();
            let took = ms(start);
            let done = output.expect("the binary starts").status.success();
            assert!(done, "the report fails");
            Run(took, 0.0, String::new())
        }
    }
}

/// Two hundred parks moved and moved back; the value is the 95th percentile, the time the median.
fn moves(city: &City, model: &mut CoverageModel) -> Run {
    let mut times: Vec<f64> = Vec::new();
    for i in 0..200 {
        let at = i * 7919 % city.parks.len();
        let (shape, radius) = &city.parks[at];
        let there = moved(shape);
        for shape in [&there, shape] {
            let start = Instant::now();
            model.replace(SiteKey(at as u32), &SiteRef { shape, radius: *radius });
            black_box((model.total(), model.zone(0)));
            times.push(ms(start));
        }
    }
    told(city, model, &city.model(model.demand()), times)
}

/// Two hundred parcels moved 15 m to the east, half across a neighbour's border, and back, among a hundred added and taken
/// away; the value is the 95th percentile, the time the median.
fn parcels(city: &City, model: &mut CoverageModel) -> Run {
    fn parcel(region: &Region) -> ParcelRef<'_> {
        ParcelRef { region, population: None }
    }
    let mut times: Vec<f64> = Vec::new();
    let mut edit = |model: &mut CoverageModel, edit: ParcelEdit<'_>| {
        let start = Instant::now();
        assert!(model.edit_parcels(&[edit]), "no new demand is needed");
        black_box((model.total(), model.zone(0)));
        times.push(ms(start));
    };
    let count = city.parcels.len();
    let inner = (0..200).map(|i| i * 7919 % count).filter(|at| (2..98).contains(&(at * 100 / count)));
    for (i, at) in inner.enumerate() {
        let here = &city.parcels[at];
        let there = moved_by(here, if i % 2 == 0 { 15.0 } else { 100.0 });
        edit(model, ParcelEdit::Replace(at, parcel(&there)));
        if i % 4 == 0 {
            edit(model, ParcelEdit::Append(parcel(&there)));
            edit(model, ParcelEdit::Remove(count));
        }
        edit(model, ParcelEdit::Replace(at, parcel(here)));
    }
    // What is compared in the end has an edit in it.
    let at = count / 2 + 1;
    let there = moved_by(&city.parcels[at], 15.0);
    edit(model, ParcelEdit::Replace(at, parcel(&there)));
    let mut parcels: Vec<_> = city.parcels.iter().map(parcel).collect();
    parcels[at] = parcel(&there);
    let zones: Vec<_> = city.zones.iter().collect();
    let anew = city.model(&Arc::new(Demand::new(&parcels, &zones, None, &()).expect("nobody cancels")));
    let run = told(city, model, &anew, times);
    assert!(model.edit_parcels(&[ParcelEdit::Replace(at, parcel(&city.parcels[at]))]), "no new demand is needed");
    run
}

/// Holds an edited model against one built anew, and sums up what its edits took in milliseconds.
fn told(city: &City, model: &CoverageModel, anew: &CoverageModel, mut times: Vec<f64>) -> Run {
    let same = |a: f64, b: f64| assert_eq!(a.to_bits(), b.to_bits(), "edited and built anew");
    same(model.total().covered_m2, anew.total().covered_m2);
    (0..city.zones.len()).for_each(|z| same(model.zone(z).covered_m2, anew.zone(z).covered_m2));
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[(share * (times.len() - 1) as f64) as usize];
    Run(at(0.5), at(0.95), format!("p95 {:.3} ms, equal to a full recompute to the bit", at(0.95)))
}

/// A hundred parcels asked about; the time is that of one.
fn whys(project: &fugai::model::Project, analysis: &fugai::analysis::Analysis) -> Run {
    use fugai::analysis::why::{Place, why};
    let layer = project.layers[0].id;
    let start = Instant::now();
    for i in 0..100 {
        let place = Place::Feature { layer, feature: i * 997 % project.layers[0].features.len() };
        black_box(why(project, analysis, fugai::analysis::IndicatorId::ParkCoverage, place))
            .expect("there is such a parcel");
    }
    Run(ms(start) / 100.0, 0.0, String::new())
}

fn serve() {
    let mut benches: Vec<(String, Bench)> = Vec::new();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        match line.split_once(' ') {
            Some(("prepare", row)) => {
                benches.retain(|(name, _)| name != row);
                let bench = prepare(row);
                println!("{}", if bench.is_some() { "ready" } else { "missing" });
                benches.extend(bench.map(|b| (row.to_owned(), b)));
            }
            Some(("run", row)) => match benches.iter_mut().find(|(name, _)| name == row) {
                Some((_, bench)) => {
                    let Run(took, value, remark) = run(bench);
                    println!("{took}\t{value:.12}\t{remark}");
                }
                None => println!("not prepared"),
            },
            Some(("drop", row)) => benches.retain(|(name, _)| name != row),
            _ => return,
        }
    }
}

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    if named.iter().any(|a| a == "serve") {
        return serve();
    }
    if named.len() != 1 {
        println!("| work | goal | median | remarks |\n|---|---|---|---|");
        // Each in a process of its own, so that its peak of memory is its own too.
        let this = std::env::current_exe().expect("a program knows where it is");
        for (row, ..) in ROWS.iter().filter(|(row, ..)| named.is_empty() || named.iter().any(|n| n == row)) {
            let status = Command::new(&this).arg(row).status().expect("the program starts again");
            assert!(status.success(), "{row} failed");
        }
        return;
    }
    for (row, what, goal) in ROWS.iter().filter(|(row, ..)| named[0] == *row) {
        let Some(mut bench) = prepare(row) else {
            println!("| {what} | {goal} | not measured: its layers are not at hand | |");
            continue;
        };
        let mut runs: Vec<Run> = (0..=RUNS).map(|_| run(&mut bench)).skip(1).collect();
        runs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let Run(median, _, remark) = &runs[RUNS / 2];
        println!("| {what} | {goal} | {median:.3} ms | {remark} |");
    }
}
