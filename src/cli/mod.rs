//! The command line: arguments, and the session driven without a window.

mod args;
mod report;
mod text;

pub use args::{Arguments, Command, LayerArgument, ReportArguments, SynthArguments, ViewArguments};
pub use report::report;
pub use text::Lang;

use std::process::ExitCode;

/// Exit status where the input is at fault.
pub const INPUT_AT_FAULT: u8 = 1;

/// Runs `fugai report`. A message about bad input goes to stderr.
pub fn run_report(arguments: &ReportArguments) -> ExitCode {
    finish(report(arguments), arguments.common.lang)
}

/// Runs `fugai synth`: writes a synthetic city.
pub fn run_synth(arguments: &SynthArguments) -> ExitCode {
    finish(report::synth(arguments), arguments.lang)
}

#[expect(clippy::print_stderr, clippy::print_stdout, reason = "this is the command line")]
fn finish(result: Result<String, crate::session::SessionError>, lang: Lang) -> ExitCode {
    match result {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("fugai: {}", text::sentence(&error, lang));
            ExitCode::from(INPUT_AT_FAULT)
        }
    }
}
