//! Tab: what can stand at the cursor is put in, or listed above the line being typed.
//!
//! The line editor's own list would lose a row at the bottom of the screen, since it does not count the rows of a hint.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rustyline::completion::{Pair, longest_common_prefix};
use rustyline::{Cmd, ConditionalEventHandler, Event, EventContext, RepeatCount};
use unicode_width::UnicodeWidthStr;

use super::complete::complete;
use super::paths::{path_from, paths};
use crate::world::Completions;

/// What can be completed, as the session knows it now.
pub(super) type Known = Arc<RwLock<Completions>>;

/// What is on the screen besides the line being typed.
#[derive(Debug, Default)]
pub(super) struct Screen {
    /// Columns and rows of the terminal.
    pub(super) size: (usize, usize),
    /// The hint behind the line.
    pub(super) hint: String,
}

/// The same, as it is now.
pub(super) type Seen = Arc<Mutex<Screen>>;

/// Columns between two columns of a list.
const GAP: usize = 2;
/// Rows of the screen that a list leaves to the line being typed.
const LEFT: usize = 4;

/// What can stand at a place of a line: where it begins, and the candidates.
pub(super) fn candidates(known: &Known, line: &str, pos: usize) -> (usize, Vec<Pair>) {
    let before = line.get(..pos).unwrap_or(line);
    let (from, candidates) = match path_from(before) {
        Some(from) => (from, paths(before.get(from..).unwrap_or_default())),
        None => complete(&known.read().unwrap_or_else(PoisonError::into_inner), line, pos),
    };
    let pairs = candidates.into_iter().map(|candidate| Pair {
        display: candidate.shown,
        replacement: candidate.inserted,
    });
    (from, pairs.collect())
}

/// Lists candidates where Tab cannot put more in.
pub(super) struct Lister {
    pub(super) known: Known,
    pub(super) seen: Seen,
    /// Columns of the prompt.
    pub(super) prompt: usize,
}

impl ConditionalEventHandler for Lister {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let (line, pos) = (context.line(), context.pos());
        let (from, candidates) = candidates(&self.known, line, pos);
        let typed = line.get(from..pos).unwrap_or_default();
        let common = longest_common_prefix(&candidates).unwrap_or_default();
        if candidates.len() < 2 || common.len() > typed.len() {
            return Some(Cmd::Complete);
        }
        let screen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (columns, rows) = screen.size;
        let (before, after) = line.split_at_checked(pos).unwrap_or((line, ""));
        let hint = if context.has_hint() {
            screen.hint.as_str()
        } else {
            ""
        };
        let cursor = rows_of(self.prompt, before, columns);
        let below = rows_of(self.prompt, &format!("{line}{hint}"), columns).saturating_sub(cursor);
        let mut text = format!("{after}\x1b[J\r\n");
        for row in listed(&candidates, columns, rows.saturating_sub(LEFT)) {
            text.push_str(&row);
            text.push_str("\r\n");
        }
        // The editor takes the rows of the line and of its hint to be where the cursor is.
        text.push_str(&"\r\n".repeat(cursor + below));
        if below > 0 {
            text.push_str(&format!("\x1b[{below}A"));
        }
        let mut out = io::stdout();
        // Without a list the line can be typed on.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        Some(Cmd::Repaint)
    }
}

/// Rows of a text below its first one, as a terminal breaks it.
fn rows_of(prompt: usize, text: &str, columns: usize) -> usize {
    let mut rows = 0;
    for (number, line) in text.split('\n').enumerate() {
        let before = if number == 0 { prompt } else { 0 };
        rows += usize::from(number > 0) + (before + line.width()) / columns.max(1);
    }
    rows
}

/// Candidates in columns, down and then across; the last row says how many there is no room for.
fn listed(candidates: &[Pair], columns: usize, rows: usize) -> Vec<String> {
    let widest = candidates.iter().map(|candidate| candidate.display.width()).max();
    let width = widest.unwrap_or_default() + GAP;
    let across = ((columns + GAP) / width).max(1);
    let room = rows.max(2);
    let all = candidates.len().div_ceil(across) <= room;
    let told = if all {
        candidates.len()
    } else {
        across * (room - 1)
    };
    let shown = candidates.get(..told).unwrap_or(candidates);
    let down = shown.len().div_ceil(across);
    let mut lines: Vec<String> = (0..down)
        .map(|row| {
            let mut line = String::new();
            let cells = shown.iter().skip(row).step_by(down.max(1));
            for (number, cell) in cells.enumerate() {
                let gap = (number * width).saturating_sub(line.width());
                line.push_str(&" ".repeat(gap));
                line.push_str(&cell.display);
            }
            line
        })
        .collect();
    if !all {
        lines.push(format!("… and {} more", candidates.len() - shown.len()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(shown: &[&str]) -> Vec<Pair> {
        shown
            .iter()
            .map(|shown| Pair {
                display: (*shown).to_owned(),
                replacement: (*shown).to_owned(),
            })
            .collect()
    }

    #[test]
    fn candidates_stand_in_columns_that_hangul_does_not_shift() {
        let all = candidates(&["삼성", "KT", "한화", "LG", "SK"]);
        assert_eq!(listed(&all, 20, 10), ["삼성  한화  SK", "KT    LG"]);
        assert_eq!(listed(&all, 3, 10).len(), 5);
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let all = candidates(&["a", "b", "c", "d", "e", "f", "g"]);
        assert_eq!(listed(&all, 4, 3), ["a  c", "b  d", "… and 3 more"]);
        assert_eq!(listed(&all, 4, 4), ["a  e", "b  f", "c  g", "d"]);
    }

    #[test]
    fn the_rows_of_a_line_are_those_on_the_screen() {
        assert_eq!(rows_of(2, "", 10), 0);
        assert_eq!(rows_of(2, "1234567", 10), 0);
        assert_eq!(rows_of(2, "12345678", 10), 1, "the cursor is on the next row");
        assert_eq!(rows_of(2, "삼성\n  x", 10), 1);
    }
}
