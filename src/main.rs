//! Arguments → the window or the command line.

use std::process::ExitCode;

use clap::Parser as _;
use fugai::cli::{self, Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match &arguments.command {
        Some(Command::Report(report)) => cli::run_report(report),
        Some(Command::Synth(synth)) => cli::run_synth(synth),
        None => window(&arguments.view),
    }
}
