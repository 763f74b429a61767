//! The command line: arguments, and the session driven without a window.

mod args;
mod opening;
mod report;
mod text;

pub use args::{
    Arguments, Command, FormatArgument, LayerArgument, ReportArguments, SynthArguments, TemplatesArguments,
    VerifyArguments, ViewArguments,
};
pub use opening::opening;
pub use report::report;
pub use text::Lang;

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

/// Exit status where the input is at fault.
pub const INPUT_AT_FAULT: u8 = 1;

/// Runs `fugai report`. A message about bad input goes to stderr.
pub fn run_report(arguments: &ReportArguments) -> ExitCode {
    finish(report(arguments), arguments.common.lang)
}

/// Runs `fugai verify`: exit status 0 where everything agrees, [`INPUT_AT_FAULT`] where it does not.
pub fn run_verify(arguments: &VerifyArguments) -> ExitCode {
    match report::verified(arguments) {
        Ok((text, true)) => finish(Ok(text), arguments.lang),
        Ok((text, false)) => {
            finish(Ok(text), arguments.lang);
            ExitCode::from(INPUT_AT_FAULT)
        }
        Err(error) => fail(&error, arguments.lang),
    }
}

/// Runs `fugai templates`: writes the bundled templates of reports out.
pub fn run_templates(arguments: &TemplatesArguments) -> ExitCode {
    finish(report::templates(arguments), arguments.lang)
}

/// Runs `fugai synth`: writes a synthetic city.
pub fn run_synth(arguments: &SynthArguments) -> ExitCode {
    finish(report::synth(arguments), arguments.lang)
}

fn finish(result: Result<String, crate::session::SessionError>, lang: Lang) -> ExitCode {
    match result {
        Ok(text) => match writeln!(std::io::stdout(), "{}", text.trim_end()) {
            // A reader that went away (`| head`) has what it wanted.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => complain(&error.to_string()),
            _ => ExitCode::SUCCESS,
        },
        Err(error) => fail(&error, lang),
    }
}

/// Says what is wrong with the input.
pub fn fail(error: &crate::session::SessionError, lang: Lang) -> ExitCode {
    complain(&text::sentence(error, lang))
}

/// Says that the window cannot be opened, and what works without one.
pub fn no_window(reason: &str, lang: Lang) -> ExitCode {
    complain(&lang.pick(
        format!("无法打开窗口（{reason}）；没有显示器时请用 fugai report --out 文件夹"),
        format!("the window cannot be opened ({reason}); without a display use: fugai report --out DIR"),
    ))
}

#[expect(clippy::print_stderr, reason = "this is the command line")]
fn complain(sentence: &str) -> ExitCode {
    eprintln!("fugai: {}", sentence.replace('\n', " "));
    ExitCode::from(INPUT_AT_FAULT)
}
