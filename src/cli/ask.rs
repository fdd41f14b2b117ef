//! `tenderlog ask`.

use std::io;

use super::arguments::AskArguments;
use super::exit::Exit;
use super::open::open_under;
use super::refused::ARGUMENTS;
use super::terminal::Terminal;
use crate::render::{Format, answer, failure};
use crate::repl::{CommandLines, Interrupt, commands};
use crate::world::World;

/// Answers one question, or each one of standard input; then the greatest exit code counts.
pub(crate) fn run(arguments: &AskArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let Some((query, facts)) = arguments.question_and_facts() else {
        let help = "write it in front of the facts: `tenderlog ask QUESTION --facts PATH…`";
        terminal.refuse(ARGUMENTS, "there is no question", help)?;
        return Ok(Exit::Usage);
    };
    let mut world = match open_under(facts, &arguments.suppositions, terminal)? {
        Ok(world) => world,
        Err(exit) => return Ok(exit),
    };
    let format = arguments.format.into();
    if query != "-" {
        return ask(&mut world, &query, format, &interrupt, terminal);
    }
    let mut worst = Exit::Answered;
    let mut inputs = CommandLines::new(io::stdin().lock());
    while let Some(input) = inputs.next_input()? {
        for question in commands(&input) {
            worst = worst.max(ask(&mut world, question, format, &interrupt, terminal)?);
            terminal.flush()?;
        }
    }
    Ok(worst)
}

fn ask(
    world: &mut World,
    question: &str,
    format: Format,
    interrupt: &Interrupt,
    terminal: &mut Terminal,
) -> io::Result<Exit> {
    match interrupt.watch(|limits| world.ask(question, limits)) {
        Ok(found) => {
            terminal.write(&answer(&found, format, terminal.look))?;
            Ok(Exit::of_answer(&found))
        }
        Err(error) => {
            terminal.error(&failure(&error, terminal.error_look))?;
            Ok(Exit::of_error(&error))
        }
    }
}
