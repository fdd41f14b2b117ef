//! Files of changes: rules as they stand, and commands as remarks `//! COMMAND`, as `save` writes them.

use std::path::Path;

use super::command::{Command, parse};
use crate::facts::file_trouble;
use crate::lang::error::Diagnostic;
use crate::lang::source::{Sources, Span};
use crate::world::{Change, OpenError, Scenario, WorldError};

/// Begins a command.
pub(super) const COMMAND: &str = "//! ";

/// A part of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Rules and declarations, on the lines that they have in the file.
    Rules(String),
    /// A command, and its first byte.
    Command(&'a str, usize),
}

/// The parts of a file in order; remarks alone are none.
pub(super) fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rules = String::new();
    let mut start = 0;
    let flush = |rules: &mut String, parts: &mut Vec<Part<'_>>| {
        let is_remark = |line: &str| line.trim().is_empty() || line.starts_with("// ");
        let lines = rules.matches('\n').count();
        if !rules.lines().all(is_remark) {
            parts.push(Part::Rules(std::mem::take(rules)));
        }
        *rules = "\n".repeat(lines);
    };
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(COMMAND) {
            Some(command) => {
                flush(&mut rules, &mut parts);
                let blank = command.len() - command.trim_start().len();
                parts.push(Part::Command(command.trim(), start + COMMAND.len() + blank));
                rules.push('\n');
            }
            None => rules.push_str(line),
        }
        start += line.len();
    }
    flush(&mut rules, &mut parts);
    parts
}

/// The change that a command makes, with the first byte behind the command's own words.
pub(super) fn change_of(command: &Command<'_>, line: &str) -> Option<(Change, usize)> {
    let (change, said) = match command {
        Command::SetReading(text) => (Change::Reading((*text).to_owned()), *text),
        Command::Assume(text) => (Change::Assume((*text).to_owned()), *text),
        Command::Retract(text) => (Change::Retract((*text).to_owned()), *text),
        Command::Drop(text) => (Change::Drop((*text).to_owned()), *text),
        _ => return None,
    };
    Some((change, line.trim_end().len() - said.len()))
}

/// Reads a scenario. Questions of a saved session, and how it shows answers, are passed over.
///
/// # Errors
/// The file cannot be read, or a command in it is none or belongs to a session only.
pub fn scenario(path: &Path) -> Result<Scenario, OpenError> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| OpenError::Unreadable {
        path: name.clone(),
        why: file_trouble(&error),
    })?;
    let mut sources = Sources::default();
    let file = sources.add(name.clone(), text.clone());
    let mut diagnostics = Vec::new();
    let mut changes = Vec::new();
    for part in parts(&text) {
        let (line, at) = match part {
            Part::Rules(rules) => {
                changes.push((Change::Rules(name.clone(), rules), 0));
                continue;
            }
            Part::Command(line, at) => (line, at),
        };
        let wrong = match parse(line, &[]) {
            Ok(command) => match change_of(&command, line) {
                Some((change, behind)) => {
                    changes.push((change, at + behind));
                    continue;
                }
                None if !of_session(&command) => continue,
                None => (
                    "this command changes a session, not a scenario".to_owned(),
                    "a scenario has rules, `set reading`, `assume`, `retract` and `drop`; facts and revisions are \
                     named beside it"
                        .to_owned(),
                ),
            },
            Err(refusal) if line.starts_with("reading ") => {
                (refusal.message, format!("did you mean `set {line}`?"))
            }
            Err(refusal) => (refusal.message, refusal.help),
        };
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let span = Span {
            file,
            start: place(at),
            end: place(at + line.len()),
        };
        diagnostics.push(Diagnostic::new("scenario::command", wrong.0, span).with_help(wrong.1));
    }
    if diagnostics.is_empty() {
        Ok(Scenario { name, text, changes })
    } else {
        Err(OpenError::World(WorldError::Text { diagnostics, sources }))
    }
}

/// Whether a command would change what the questions of a session are asked of, in a way that a scenario cannot.
fn of_session(command: &Command<'_>) -> bool {
    matches!(
        command,
        Command::SetFacts(_)
            | Command::Load(_)
            | Command::Reload
            | Command::Revision(Some(_))
            | Command::Undo
            | Command::Reset
            | Command::Rule(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_keep_their_lines_and_commands_their_places() {
        let text = "// title\n//!  assume Secret(\"p\")\nA(x) <- B(x);\n\n//! drop A\n";
        assert_eq!(
            parts(text),
            [
                Part::Command("assume Secret(\"p\")", 14),
                Part::Rules("\n\nA(x) <- B(x);\n\n".to_owned()),
                Part::Command("drop A", 52),
            ]
        );
    }

    #[test]
    fn a_change_begins_behind_the_words_of_its_command() {
        for (line, behind) in [
            ("set  reading  bundle=bundle", "bundle=bundle"),
            ("assume Secret(\"p\")", "Secret(\"p\")"),
            ("retract Secret(_)", "Secret(_)"),
        ] {
            let command = parse(line, &[]).unwrap();
            let (_, at) = change_of(&command, line).unwrap();
            assert_eq!(line.get(at..), Some(behind));
        }
    }
}
