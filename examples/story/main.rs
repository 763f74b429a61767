//! Writes the project of the tutorial: `cargo run --release --example story -- story.gpkg`. Samples of what is handed in
//! are made of it with `fugai report story.gpkg --scenario 方案一 …`.
#![allow(clippy::print_stdout, reason = "it says what it has written")]

mod steps;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let path = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("story.gpkg"), PathBuf::from);
    match steps::tell(&path) {
        Ok(told) => {
            let per_cent: Vec<String> = told.rates.iter().map(|r| format!("{:.2} %", r * 100.0)).collect();
            println!("{}", per_cent.join(" → "));
            println!("方案一 {:.4} %", steps::rate(&told.first) * 100.0);
            println!("方案一 副本 {:.4} %", steps::rate(&told.second) * 100.0);
            println!("{}", path.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}
