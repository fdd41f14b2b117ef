//! `tenderlog [FACTS…]`: a session at a terminal, or over the lines of a pipe.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use super::arguments::SessionArguments;
use super::examples::command;
use super::exit::Exit;
use super::open::open_under;
use super::refused::ARGUMENTS;
use super::terminal::Terminal;
use crate::lang::suggest::nearest;
use crate::render::plain;
use crate::repl::{Interrupt, Session, interactive, piped};

/// Runs a session to its end.
pub(crate) fn run(arguments: &SessionArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    if let Some((word, near)) = mistyped(&arguments.facts) {
        let message = format!(
            "`{}` is neither a command nor a file or a directory",
            plain(&word)
        );
        let help = format!("did you mean `tenderlog {near}`?");
        terminal.refuse(ARGUMENTS, &message, &help)?;
        return Ok(Exit::Usage);
    }
    let interrupt = Interrupt::listen();
    let world = match open_under(&arguments.facts, &arguments.suppositions, terminal)? {
        Ok(world) => world,
        Err(exit) => return Ok(exit),
    };
    let keeping = interrupt.clone();
    let mut session = Session::new(world, terminal.look, interrupt);
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        keeping.keep();
        interactive(&mut session, terminal.out())?;
    } else {
        piped(&mut session, io::stdin().lock(), terminal.out())?;
    }
    Ok(Exit::Answered)
}

/// The first word where no such file is there and a command is called nearly so, with that command.
fn mistyped(facts: &[PathBuf]) -> Option<(String, String)> {
    let first = facts.first().filter(|path| !path.exists())?;
    let word = first.to_str()?.to_owned();
    let program = command();
    let near = nearest(&word, program.get_subcommands().map(clap::Command::get_name))?;
    Some((word, near.to_owned()))
}
