//! What the map costs, held against what is wanted: a table in Markdown, with the load of the machine beside it.
//!
//! Runs without a screen, on software Vulkan where there is no card, and opens the real program under Xvfb where that
//! is there. `cargo bench --bench canvas [-- PARCELS] [map] [window] [process]`: all three parts unless some are named.
#![allow(clippy::print_stdout)]

mod city;
mod figures;
mod map;
mod process;
mod screen;
mod window;

use egui::{Vec2, vec2};
use figures::{Row, load};

/// The size of the window, in points.
const SIZE: Vec2 = vec2(1280.0, 800.0);
/// So many runs of each figure: the best of them is told, and the middle one.
const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let parcels = arguments.iter().find_map(|a| a.parse().ok()).unwrap_or(100_000);
    let named: Vec<&String> = arguments.iter().filter(|a| a.parse::<u32>().is_err()).collect();
    let wanted = |part: &str| named.is_empty() || named.iter().any(|n| *n == part);
    let profile = if cfg!(debug_assertions) { "development" } else { "release" };
    println!("{parcels} parcels, {} × {} points, {profile} profile\n", SIZE.x, SIZE.y);
    println!("| what | goal | measured | met |");
    println!("|---|---|---|---|");
    let mut begun = load();
    let mut part = |name: &str, rows: Vec<Row>| {
        for row in rows {
            println!("{}", row.line());
        }
        let now = load();
        println!("| *load of the machine, {name}* | | {begun} before, {now} after | |");
        begun = now;
    };
    if wanted("process") {
        part("the process", process::measure(parcels));
    }
    if wanted("window") {
        part("the whole window", window::measure(city::city(parcels, true)));
    }
    if wanted("map") {
        let snapshot = city::city(parcels, false);
        let mut rows = map::pictures(&snapshot);
        rows.extend(map::measure(&snapshot, false));
        rows.extend(map::measure(&snapshot, true));
        part("the map alone", rows);
    }
}
