//! `tenderlog why` and the other commands that answer one atom: the words of the session, as a command each.

use std::io;

use super::arguments::InquiryArguments;
use super::exit::Exit;
use super::open::open_under;
use super::terminal::Terminal;
use crate::render::failure;
use crate::repl::{Inquiry, Interrupt, Status};

/// Answers one inquiry.
pub(crate) fn run(word: &str, arguments: &InquiryArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let (words, facts) = arguments.words_and_facts();
    let inquiry = match Inquiry::read(word, &words) {
        Some(Ok(inquiry)) => inquiry,
        Some(Err(refusal)) => {
            terminal.error(&refusal.told(terminal.error_look))?;
            return Ok(Exit::Usage);
        }
        None => return Ok(Exit::Internal),
    };
    let format = arguments.format.into();
    let interrupt = Interrupt::listen();
    let mut world = match open_under(facts, &arguments.suppositions, terminal)? {
        Ok(world) => world,
        Err(exit) => return Ok(exit),
    };
    let look = terminal.look;
    match interrupt.watch(|limits| inquiry.answer(&mut world, format, look, limits)) {
        Ok((text, status)) => {
            terminal.write(&text)?;
            Ok(match status {
                Status::Answered => Exit::Answered,
                Status::NoAnswer => Exit::NoAnswer,
                Status::Undetermined => Exit::Undetermined,
            })
        }
        Err(error) => {
            terminal.error(&failure(&error, terminal.error_look))?;
            Ok(Exit::of_error(&error))
        }
    }
}
