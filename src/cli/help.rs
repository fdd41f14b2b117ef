//! `tenderlog help TOPIC`: a command of the command line, then what `help` says in a session.

use std::io;

use clap::Args;

use super::examples::command;
use super::exit::Exit;
use super::open::open;
use super::terminal::Terminal;
use crate::render::code_help;
use crate::repl::{Interrupt, Session};
use crate::world::WorldOptions;

/// Arguments of `help`.
#[derive(Debug, Args)]
pub(crate) struct HelpArguments {
    /// A command, a relation, a kind of record such as `project`, or the code of a message, such as lang::used-once.
    #[arg(value_name = "TOPIC")]
    topic: Vec<String>,
}

/// Writes help on a topic, or on the program.
pub(crate) fn run(arguments: &HelpArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    if let Some(text) = on_command(&arguments.topic) {
        terminal.write(&text)?;
        return Ok(Exit::Answered);
    }
    let topic = arguments.topic.join(" ");
    // A word may name a command of a session and be the end of a code: the session knows which comes first.
    if let Some(text) = code_help(&topic).filter(|_| topic.contains("::")) {
        terminal.write(&text)?;
        return Ok(Exit::Answered);
    }
    let world = match open(&WorldOptions::default(), terminal)? {
        Ok(world) => world,
        Err(exit) => return Ok(exit),
    };
    match Session::new(world, terminal.look, Interrupt::default()).help_on(&topic) {
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

/// The help of the program, or of the command that the words name.
fn on_command(words: &[String]) -> Option<String> {
    let mut program = command();
    program.build();
    let mut found = &mut program;
    for word in words {
        found = found.find_subcommand_mut(word)?;
    }
    Some(found.render_long_help().to_string())
}
