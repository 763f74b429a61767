//! Arguments → the window or the command line.

use std::process::ExitCode;

use clap::Parser as _;
use fugai::cli::{self, Arguments, Command};

/// Gives memory back when layers and analyses are let go, where the system's keeps it, and is quicker with many small
/// things on several threads: a window with 100,000 parcels takes a tenth less. Of its two generations the elder is taken;
/// the younger holds more at the peak.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match &arguments.command {
        Some(Command::Report(report)) => cli::run_report(report),
        Some(Command::Verify(verify)) => cli::run_verify(verify),
        Some(Command::Templates(templates)) => cli::run_templates(templates),
        Some(Command::Synth(synth)) => cli::run_synth(synth),
        None => window(&arguments.view),
    }
}

/// Opens the window; without a display or a driver it says so.
#[cfg(feature = "gui")]
fn window(view: &cli::ViewArguments) -> ExitCode {
    use fugai::session::Place;
    use fugai::ui::{self, Lang, Options, RunOptions};

    let lang = view.common.lang;
    // A picture for a document is of what was asked for, and leaves nothing behind.
    let place = if view.screenshot.is_some() { Place::Memory } else { Place::of_user() };
    let (start, actions) = match cli::opening(view, &place) {
        Ok(opening) => opening,
        Err(error) => return cli::fail(&error, lang),
    };
    let look = Options { lang: lang.pick(Lang::Zh, Lang::En), dark: Some(false).filter(|_| view.screenshot.is_some()) };
    // A picture is of the window as it first opens, whoever takes it.
    let remember = if view.screenshot.is_some() { None } else { ui::settings::user_file() };
    let lang_told = std::env::args().any(|a| a == "--lang" || a.starts_with("--lang="));
    match ui::run(RunOptions { start, actions, look, remember, lang_told, screenshot: view.screenshot.clone() }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::no_window(&error.to_string(), lang),
    }
}

/// Says that this build has no window.
#[cfg(not(feature = "gui"))]
fn window(view: &cli::ViewArguments) -> ExitCode {
    cli::no_window("built without the feature `gui`", view.common.lang)
}
