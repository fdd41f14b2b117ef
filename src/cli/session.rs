//! `tenderlog [FACTS…]`: a session at a terminal, or over the lines of a pipe.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Command;

use super::arguments::SessionArguments;
use super::examples::command;
use super::exit::Exit;
use super::open::open_under;
use super::terminal::Terminal;
use crate::lang::suggest::nearest;
use crate::repl::{Interrupt, Refusal, Session, interactive, is_command, piped};

/// What is wrong with words that would name facts and look like a command that there is not.
fn unknown_command(facts: &[PathBuf]) -> Option<Refusal> {
    let first = facts.first().filter(|path| !path.exists())?;
    let word = first.to_str()?;
    if !word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
        return None;
    }
    let program = command();
    let near = nearest(word, program.get_subcommands().map(Command::get_name));
    let help = match near {
        _ if is_command(word) => format!("`{word}` is a command of a session: `tenderlog` opens one"),
        Some(near) => format!("did you mean `tenderlog {near}`?"),
        None => {
            "`tenderlog --help` lists the commands; facts are named by a file or a directory that is there"
                .to_owned()
        }
    };
    Some(Refusal {
        code: "command::unknown",
        message: format!("there is no command, file or directory `{word}`"),
        help,
    })
}

/// Runs a session to its end.
pub(crate) fn run(arguments: &SessionArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    if let Some(refusal) = unknown_command(&arguments.facts) {
        terminal.error(&refusal.told(terminal.error_look))?;
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
