//! `tenderlog relations` and the other commands that list or describe: the words of the session, as a command each.

use std::io;

use super::arguments::LookupArguments;
use super::exit::Exit;
use super::open::open_under;
use super::terminal::Terminal;
use crate::render::Format;
use crate::repl::{Interrupt, Session, has_format};

/// Looks one thing up.
pub(crate) fn run(word: &str, arguments: &LookupArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    if word == "describe"
        && let Err(refusal) = has_format(word, arguments.format.into(), &[Format::Table])
    {
        terminal.error(&refusal.told(terminal.error_look))?;
        return Ok(Exit::Usage);
    }
    let world = match open_under(&arguments.facts, &arguments.suppositions, terminal)? {
        Ok(world) => world,
        Err(exit) => return Ok(exit),
    };
    let mut session = Session::new(world, terminal.look, Interrupt::default());
    session.set_format(arguments.format.into());
    match session.look_up(word, arguments.topic.as_deref()) {
        Ok(text) => {
            terminal.write(&text)?;
            Ok(Exit::Answered)
        }
        Err(refusal) => {
            terminal.error(&refusal.told(terminal.error_look))?;
            Ok(Exit::Usage)
        }
    }
}
