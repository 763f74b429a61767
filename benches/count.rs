//! Small fixed pieces of the engine's work on one thread, to be counted by `benches/count.sh`, which tells callgrind to
//! look at [`counted`] alone.
//!
//! `count ROW [TIMES]` runs a row and says what came out, so that a count is never of work that was not done; several
//! times and with the milliseconds of each when asked for.
#![allow(clippy::print_stdout, reason = "what was counted is printed")]

mod city;

use std::hint::black_box;
use std::time::Instant;

use city::{City, moved};
use fugai::geom::coverage::{SiteKey, SiteRef};
use fugai::io::read::read_geojson_bytes;

/// Everything that counts happens in here.
#[inline(never)]
fn counted<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

/// Prepares a row and hands back what runs it once and tells its value; `None` for an unknown row or one whose layers
/// are not at hand.
fn prepare(row: &str) -> Option<Box<dyn FnMut() -> f64>> {
    let small = || City::new(4_000, 400);
    Some(match row {
        "malta" => {
            let city = City::malta()?;
            Box::new(move || counted(|| city.model(&city.demand())).total().covered_m2)
        }
        "malta-demand" => {
            let city = City::malta()?;
            Box::new(move || counted(|| city.demand()).area())
        }
        "demand" => {
            let city = small();
            Box::new(move || counted(|| city.demand()).area())
        }
        "analysis" => {
            let city = small();
            let demand = city.demand();
            Box::new(move || counted(|| city.model(&demand)).total().covered_m2)
        }
        "move" => {
            let city = small();
            let mut model = city.model(&city.demand());
            Box::new(move || {
                for at in (0..city.parks.len()).step_by(20) {
                    let (shape, radius) = &city.parks[at];
                    for shape in [&moved(shape), shape] {
                        counted(|| model.replace(SiteKey(at as u32), &SiteRef { shape, radius: *radius }));
                    }
                }
                model.total().covered_m2
            })
        }
        "load" => {
            let path = std::env::temp_dir().join(format!("fugai-count-{}.geojson", std::process::id()));
            city::file::generate(&path, 1_000_000).ok()?;
            let bytes = std::fs::read(&path).ok()?;
            std::fs::remove_file(&path).ok()?;
            Box::new(move || {
                let raw = counted(|| read_geojson_bytes("count.geojson", &bytes, &())).expect("the text is sound");
                raw.features.len() as f64
            })
        }
        _ => return None,
    })
}

fn main() {
    // cargo adds flags of its own.
    let mut args = std::env::args().skip(1).filter(|a| !a.starts_with('-'));
    let Some(row) = args.next() else { return };
    let times = args.next().and_then(|n| n.parse().ok()).unwrap_or(1_usize);
    let threads = std::env::var("RAYON_NUM_THREADS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).use_current_thread().build().expect("a thread");
    pool.install(|| {
        let Some(mut run) = prepare(&row) else { return println!("missing") };
        let mut took: Vec<f64> = Vec::with_capacity(times);
        let mut value = 0.0;
        for _ in 0..times {
            let start = Instant::now();
            value = run();
            took.push(start.elapsed().as_secs_f64() * 1e3);
        }
        if times > 1 {
            took.sort_by(f64::total_cmp);
            println!("{row} {value} median {:.3} ms, least {:.3} ms", took[times / 2], took[0]);
        } else {
            println!("{row} {value}");
        }
    });
}
