//! `tenderlog ask`.

use std::io;

use super::arguments::AskArguments;
use super::exit::Exit;
use super::open::open_under;
use super::refused::ARGUMENTS;
use super::terminal::Terminal;
use crate::render::{Format, answer, failure, uncertain_lines};
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
        return ask(&mut world, &query, None, format, &interrupt, terminal);
    }
    let mut worst = Exit::Answered;
    let mut inputs = CommandLines::new(io::stdin().lock());
    let mut read = String::new();
    while let Some(input) = inputs.next_input()? {
        for question in commands(&input) {
            let at = read.len() + (question.as_ptr() as usize).saturating_sub(input.as_ptr() as usize);
            let place = Place {
                whole: &format!("{read}{input}"),
                at,
            };
            worst = worst.max(ask(
                &mut world,
                question,
                Some(place),
                format,
                &interrupt,
                terminal,
            )?);
            terminal.flush()?;
        }
        // Only the lines count: what stood on them has been answered.
        read.push_str(&"\n".repeat(input.lines().count().max(1)));
    }
    Ok(worst)
}

/// Where a question stands in standard input.
struct Place<'a> {
    /// What was read so far, answered lines left empty.
    whole: &'a str,
    /// Its first byte.
    at: usize,
}

fn ask(
    world: &mut World,
    question: &str,
    place: Option<Place<'_>>,
    format: Format,
    interrupt: &Interrupt,
    terminal: &mut Terminal,
) -> io::Result<Exit> {
    match interrupt.watch(|limits| world.ask(question, limits)) {
        Ok(found) => {
            terminal.write(&answer(&found, format, terminal.look))?;
            // A table of values has no place for it.
            if format == Format::Csv {
                terminal.error(&uncertain_lines(&found, terminal.error_look))?;
            }
            Ok(Exit::of_answer(&found))
        }
        Err(error) => {
            let error = match place {
                Some(Place { whole, at }) => error.placed(question, "standard input", whole, at),
                None => error,
            };
            terminal.error(&failure(&error, terminal.error_look))?;
            Ok(Exit::of_error(&error))
        }
    }
}
