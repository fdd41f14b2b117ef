//! `tenderlog [FACTS…]`: a session at a terminal, or over the lines of a pipe.

use std::io::{self, IsTerminal};

use super::arguments::SessionArguments;
use super::exit::Exit;
use super::open::open_under;
use super::terminal::Terminal;
use crate::repl::{Interrupt, Session, interactive, piped};

/// Runs a session to its end.
pub(crate) fn run(arguments: &SessionArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let world = match open_under(&arguments.facts, &arguments.suppositions, terminal)? {
        Ok(world) => world,
        Err(exit) => return Ok(exit),
    };
    let mut session = Session::new(world, terminal.look, interrupt);
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        interactive(&mut session, terminal.out())?;
    } else {
        piped(&mut session, io::stdin().lock(), terminal.out())?;
    }
    Ok(Exit::Answered)
}
