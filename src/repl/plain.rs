//! Lines without an editor: for pipes and files.

use std::io::{self, BufRead, Write};

use super::command::Refusal;
use super::session::Session;
use super::split::{Rest, rest};

/// Reads inputs of one or more lines: a line that goes on is joined with the next.
#[derive(Debug)]
pub struct CommandLines<R> {
    reader: R,
}

impl<R: BufRead> CommandLines<R> {
    /// Reads from `reader`.
    pub fn new(reader: R) -> Self {
        Self { reader }
    }

    /// The next input without its last line end; `None` at the end. Bytes that are no UTF-8 become `�`.
    ///
    /// # Errors
    /// The reader failed.
    pub fn next_input(&mut self) -> io::Result<Option<String>> {
        let mut input = String::new();
        loop {
            let mut bytes = Vec::new();
            if self.reader.read_until(b'\n', &mut bytes)? == 0 {
                return Ok((!input.is_empty()).then_some(input));
            }
            input.push_str(&String::from_utf8_lossy(&bytes));
            let whole = input.strip_suffix('\n').unwrap_or(&input);
            if rest(whole) != Rest::Continues {
                return Ok(Some(whole.to_owned()));
            }
        }
    }
}

/// Runs a session over plain lines, to the end or to `quit`.
///
/// # Errors
/// Reading or writing failed; [`io::ErrorKind::BrokenPipe`] when nobody reads any more.
pub fn piped(session: &mut Session, reader: impl BufRead, out: &mut dyn Write) -> io::Result<()> {
    let mut inputs = CommandLines::new(reader);
    while let Some(input) = inputs.next_input()? {
        let reply = session.handle(&input);
        out.write_all(reply.text.as_bytes())?;
        if reply.edit.is_some() {
            out.write_all(no_terminal().told(session.look()).as_bytes())?;
        }
        out.flush()?;
        if reply.leave {
            break;
        }
    }
    Ok(())
}

fn no_terminal() -> Refusal {
    Refusal {
        code: "command::editor",
        message: "`edit` needs a terminal".to_owned(),
        help: "write what is to be run in place of it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_goes_on_is_joined_with_the_next() {
        let text = b"A(a,\n b)\nB(\xff)\n\nC(c" as &[u8];
        let mut inputs = CommandLines::new(text);
        let mut found = Vec::new();
        while let Some(input) = inputs.next_input().unwrap() {
            found.push(input);
        }
        assert_eq!(found, ["A(a,\n b)", "B(\u{fffd})", "", "C(c"]);
    }
}
