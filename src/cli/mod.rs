//! The command line: arguments to a world, one command, an exit code.

mod arguments;
mod ask;
mod check;
mod compare;
mod examples;
mod exit;
mod fmt;
mod guard;
mod help;
mod init;
mod inquire;
mod lookup;
mod manual;
mod mutants;
mod open;
mod refused;
mod replace;
mod session;
mod terminal;
mod test;
mod wrapped;

use std::ffi::OsString;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::FromArgMatches;

use crate::facts::file_trouble;
use crate::render::{Language, refusal};
use arguments::{Arguments, Color, Command};
pub use exit::Exit;
use refused::{misplaced, refused};
use terminal::Terminal;

/// Runs the program with its arguments, the program's own name first.
///
/// Output that nobody reads any more ends it quietly. A fault of the program itself is [`Exit::Internal`].
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match read(arguments) {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    let mut terminal = Terminal::new(arguments.color, arguments.lang.into());
    std::panic::set_hook(Box::new(|fault| {
        // The message goes where it can; the exit code tells the rest.
        let _ = write!(io::stderr(), "{}", internal(&fault.to_string()));
    }));
    match catch_unwind(AssertUnwindSafe(|| run(arguments, &mut terminal))) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Answered,
        Ok(Err(error)) => {
            let look = terminal.error_look;
            let message = format!("the answer cannot be written: {}", file_trouble(&error));
            let help = "what was written so far is not the whole answer: make room, or write it elsewhere";
            let _ = terminal.error(&refusal("command::output", &message, help, look));
            Exit::Limit
        }
        Err(_) => Exit::Internal,
    }
}

/// The arguments; without any that are understood what is to be said is written, and the exit code returned.
fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Exit> {
    let found = examples::command().try_get_matches_from(arguments);
    let read = found.and_then(|found| Ok((Arguments::from_arg_matches(&found)?, found)));
    let mut plainly = Terminal::new(Color::Auto, Language::English);
    let (said, exit) = match read {
        Err(error) if error.use_stderr() => (refused(&error, plainly.error_look), Exit::Usage),
        // The help or the version, which were asked for.
        Err(error) => {
            // Nothing is left to be done where even this cannot be written.
            let text = error.render();
            let text = if plainly.look.color {
                text.ansi().to_string()
            } else {
                text.to_string()
            };
            let _ = plainly.write(&wrapped::wrapped(&text, plainly.look.width));
            let _ = plainly.flush();
            return Err(Exit::Answered);
        }
        Ok((arguments, found)) => match misplaced(&found, plainly.error_look) {
            None => return Ok(arguments),
            Some(said) => (said, Exit::Usage),
        },
    };
    let _ = plainly.error(&said);
    Err(exit)
}

fn run(arguments: Arguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let Arguments { command, session, .. } = arguments;
    let exit = match command {
        None => session::run(&session, terminal),
        Some(Command::Ask(ask)) => ask::run(&ask, terminal),
        Some(Command::Check(check)) => check::run(&check, terminal),
        Some(Command::Test(test)) if test.mutants => mutants::run(&test, terminal),
        Some(Command::Why(words)) => inquire::run("why", &words, terminal),
        Some(Command::WhyNot(words)) => inquire::run("whynot", &words, terminal),
        Some(Command::Readings(words)) => inquire::run("readings", &words, terminal),
        Some(Command::Missing(words)) => inquire::run("missing", &words, terminal),
        Some(Command::Flip(words)) => inquire::run("flip", &words, terminal),
        Some(Command::Sweep(words)) => inquire::run("sweep", &words, terminal),
        Some(Command::Timeline(words)) => inquire::run("timeline", &words, terminal),
        Some(Command::Show(words)) => inquire::run("show", &words, terminal),
        Some(Command::Relations(list)) => lookup::run("relations", &list, terminal),
        Some(Command::Describe(list)) => lookup::run("describe", &list, terminal),
        Some(Command::Rules(list)) => lookup::run("rules", &list, terminal),
        Some(Command::Sources(list)) => lookup::run("sources", &list, terminal),
        Some(Command::Diff(arguments)) => compare::diff(&arguments, terminal),
        Some(Command::Log(arguments)) => compare::history(&arguments, terminal),
        Some(Command::Blame(arguments)) => compare::authors(&arguments, terminal),
        Some(Command::Test(test)) => test::run(&test, terminal),
        Some(Command::Fmt(fmt)) => fmt::run(&fmt, terminal),
        Some(Command::Init(init)) => init::run(&init, terminal),
        Some(Command::Guard(guard)) => guard::run(&guard, terminal),
        Some(Command::Completions(shell)) => manual::completions(&shell, terminal),
        Some(Command::Man(page)) => manual::page(&page, terminal),
        Some(Command::Help(topic)) => help::run(&topic, terminal),
    }?;
    terminal.flush()?;
    Ok(exit)
}

fn internal(message: &str) -> String {
    format!(
        "internal error: {message}\n  help: this is a fault of tenderlog itself; please report it with the command\n"
    )
}
