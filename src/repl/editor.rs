//! The line editor round a session: history, completion, hints, input of several lines.

use std::borrow::Cow;
use std::io::{self, Write};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{ColorMode, CompletionType, Config, Context, Editor, Helper};

use super::complete::{complete, hint};
use super::history::history_file;
use super::session::Session;
use super::split::{Rest, rest};
use crate::world::Completions;

const PROMPT: &str = "> ";

/// Runs a session at a terminal, until `quit` or Ctrl-D. Ctrl-C drops the line being typed.
///
/// # Errors
/// The terminal cannot be read or written.
pub fn interactive(session: &mut Session, out: &mut dyn Write) -> io::Result<()> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .color_mode(if session.look().color {
            ColorMode::Enabled
        } else {
            ColorMode::Disabled
        })
        .build();
    let mut editor: Editor<Assistant, FileHistory> = Editor::with_config(config).map_err(io_error)?;
    editor.set_helper(Some(Assistant {
        known: session.completions().clone(),
    }));
    // A history that is there and cannot be read is left as it is: this session keeps none.
    let history = history_file().filter(|path| editor.load_history(path).is_ok() || !path.exists());
    out.write_all(session.first_screen().as_bytes())?;
    loop {
        out.flush()?;
        let line = match editor.readline(PROMPT) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(io_error(error)),
        };
        if line.trim().is_empty() {
            continue;
        }
        if editor.add_history_entry(line.trim_end()).unwrap_or(false)
            && let Some(path) = &history
        {
            let _ = editor.append_history(path);
        }
        if let Some((columns, _)) = editor.dimensions() {
            session.set_width(usize::from(columns).max(40));
        }
        let reply = session.handle(&line);
        out.write_all(reply.text.as_bytes())?;
        if reply.leave {
            return Ok(());
        }
        if let Some(assistant) = editor.helper_mut() {
            assistant.known.clone_from(session.completions());
        }
    }
}

fn io_error(error: ReadlineError) -> io::Error {
    match error {
        ReadlineError::Io(error) => error,
        other => io::Error::other(other.to_string()),
    }
}

/// What the editor asks while a line is typed.
struct Assistant {
    known: Completions,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (from, candidates) = complete(&self.known, line, pos);
        let pairs = candidates
            .into_iter()
            .map(|candidate| Pair {
                display: candidate.shown,
                replacement: candidate.inserted,
            })
            .collect();
        Ok((from, pairs))
    }
}

impl Hinter for Assistant {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        hint(&self.known, line, pos).or_else(|| HistoryHinter::new().hint(line, pos, context))
    }
}

impl Highlighter for Assistant {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m"))
    }
}

impl Validator for Assistant {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match rest(context.input()) {
            Rest::Complete => ValidationResult::Valid(None),
            Rest::Continues => ValidationResult::Incomplete,
            Rest::OpenText => ValidationResult::Invalid(Some("   this text has no closing `\"`".to_owned())),
        })
    }
}

impl Helper for Assistant {}
