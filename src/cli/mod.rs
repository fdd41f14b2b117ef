//! The command line: arguments to a world, one command, an exit code.

mod arguments;
mod ask;
mod check;
mod exit;
mod open;
mod session;
mod terminal;
mod test;

use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Parser;

use arguments::{Arguments, Command};
pub use exit::Exit;
use terminal::Terminal;

/// Runs the program with its arguments, the program's own name first.
///
/// Output that nobody reads any more ends it quietly. A fault of the program itself is [`Exit::Internal`].
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing is left to be done where even this cannot be written.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Answered
            };
        }
    };
    let mut terminal = Terminal::new(arguments.color);
    std::panic::set_hook(Box::new(|_| {}));
    match catch_unwind(AssertUnwindSafe(|| run(arguments, &mut terminal))) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Answered,
        Ok(Err(error)) => internal(&mut terminal, &error.to_string()),
        Err(fault) => {
            let text = fault
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| fault.downcast_ref::<&str>().copied())
                .unwrap_or("no message");
            internal(&mut terminal, text)
        }
    }
}

fn run(arguments: Arguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let Arguments { command, session, .. } = arguments;
    let exit = match command {
        None => session::run(&session, terminal),
        Some(Command::Ask(ask)) => ask::run(&ask, terminal),
        Some(Command::Check(check)) => check::run(&check, terminal),
        Some(Command::Test(test)) => test::run(&test, terminal),
    }?;
    terminal.flush()?;
    Ok(exit)
}

fn internal(terminal: &mut Terminal, message: &str) -> Exit {
    let _ = terminal.error(&format!(
        "internal error: {message}\n  help: this is a fault of tenderlog itself; please report it with the command\n"
    ));
    Exit::Internal
}
