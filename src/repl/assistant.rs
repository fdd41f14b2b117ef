//! What the line editor asks while a line is typed: completion, hints, colours, and whether the input is whole.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Cmd, ConditionalEventHandler, Context, Event, EventContext, Helper, RepeatCount};

use super::complete::{hint, signature};
use super::highlight::highlight;
use super::listing::{Known, Seen, candidates};
use super::split::{Rest, rest};

/// Helps with the line being typed.
pub(super) struct Assistant {
    /// What can be completed.
    pub(super) known: Known,
    /// Where the hint is told that is shown.
    pub(super) seen: Seen,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        Ok(candidates(&self.known, line, pos))
    }
}

/// A hint: what → takes, and what is only shown.
pub(super) struct Hint {
    shown: String,
    taken: Option<String>,
}

impl rustyline::hint::Hint for Hint {
    fn display(&self) -> &str {
        &self.shown
    }

    fn completion(&self) -> Option<&str> {
        self.taken.as_deref()
    }
}

impl Hinter for Assistant {
    type Hint = Hint;

    /// The rest of the last line that begins so, with the columns of the open atom below it; without such a line the
    /// columns that are still to come.
    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<Hint> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let earlier = HistoryHinter::new().hint(line, pos, context);
        let taken = earlier.clone().or_else(|| hint(&known, line, pos));
        let mut shown = taken.clone().unwrap_or_default();
        let inline = earlier.is_none() && taken.is_some();
        if let Some(signature) = signature(&known, line, pos).filter(|_| !inline) {
            shown.push_str(&format!("\n  {signature}"));
        }
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .hint
            .clone_from(&shown);
        (!shown.is_empty()).then_some(Hint { shown, taken })
    }
}

impl Highlighter for Assistant {
    fn highlight<'l>(&self, line: &'l str, pos: usize) -> Cow<'l, str> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        Cow::Owned(highlight(&known, line, pos))
    }

    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        Cow::Owned(format!("\u{1b}[2m{hint}\u{1b}[0m"))
    }

    fn highlight_char(&self, _: &str, _: usize, _: CmdKind) -> bool {
        true
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

/// Ctrl-X Ctrl-E: leaves the line to the user's own editor.
#[derive(Clone, Default)]
pub(super) struct ToEditor(Arc<Mutex<Option<String>>>);

impl ToEditor {
    /// The line that is to be edited, if the keys were pressed.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Ctrl-C: takes the hint off the screen before the line is dropped; the editor itself would leave it there.
pub(super) struct Drop;

/// What clears a terminal from the cursor on.
const CLEAR: &[u8] = b"\x1b[J";

impl ConditionalEventHandler for Drop {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        // Behind a cursor that stands further left there is more than the hint.
        if context.pos() == context.line().len() {
            let mut out = io::stdout();
            // A hint that stays is no reason to keep the line.
            let _ = out.write_all(CLEAR).and_then(|()| out.flush());
        }
        Some(Cmd::Interrupt)
    }
}

impl ConditionalEventHandler for ToEditor {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let mut line = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *line = Some(context.line().to_owned());
        Some(Cmd::Interrupt)
    }
}
