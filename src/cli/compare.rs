//! `tenderlog diff`, `log` and `blame`: conclusions over revisions.

use std::io;
use std::path::PathBuf;

use super::arguments::{DiffArguments, DiffFormat, InquiryArguments};
use super::exit::Exit;
use super::open::{options, refuse};
use super::terminal::Terminal;
use crate::render::{
    Format, blame_json, blame_text, diff_json, diff_markdown, diff_text, failure, log_json, log_text, plain,
};
use crate::repl::Interrupt;
use crate::world::{Diff, DiffError, Range, World, WorldOptions, blame, diff_merge, diff_revisions, log};

/// Compares conclusions. [`Exit::Failed`] if any differs.
pub(crate) fn diff(arguments: &DiffArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let options = options(&arguments.facts, &arguments.suppositions);
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    let sides = !arguments.left.is_empty() || !arguments.right.is_empty();
    let found = match (words.as_slice(), arguments.merge, sides) {
        ([base, one, other], true, false) => {
            interrupt.watch(|limits| diff_merge(&options, [base, one, other], None, limits))
        }
        ([base, one, other, question], true, false) => {
            interrupt.watch(|limits| diff_merge(&options, [base, one, other], Some(question), limits))
        }
        ([] | [_], false, true) => {
            let question = words.first().copied();
            interrupt.watch(|limits| {
                let mut before = side("left", &options, &arguments.left)?;
                let after = side("right", &options, &arguments.right)?;
                let mut after = before
                    .sharing(&after)
                    .map_err(|error| DiffError::Side("right".to_owned(), error))?;
                World::diff(&mut before, &mut after, question, limits).map_err(DiffError::Question)
            })
        }
        ([], false, false) => {
            interrupt.watch(|limits| diff_revisions(&options, &Range::read("HEAD"), None, limits))
        }
        ([range], false, false) => {
            interrupt.watch(|limits| diff_revisions(&options, &Range::read(range), None, limits))
        }
        ([range, question], false, false) => {
            interrupt.watch(|limits| diff_revisions(&options, &Range::read(range), Some(question), limits))
        }
        _ => {
            terminal.error(
                "error: these words do not compare anything\n  help: `diff A..B [QUESTION]`, `diff --merge BASE A B`, or \
                 `diff --left … --right … [QUESTION]`\n",
            )?;
            return Ok(Exit::Usage);
        }
    };
    match found {
        Ok(diff) => {
            terminal.write(&written(&diff, arguments.format, terminal))?;
            Ok(if diff.changes.is_empty() {
                Exit::Answered
            } else {
                Exit::Failed
            })
        }
        Err(error) => refused(&error, terminal),
    }
}

fn written(diff: &Diff, format: DiffFormat, terminal: &Terminal) -> String {
    match format {
        DiffFormat::Table => diff_text(diff, terminal.look),
        DiffFormat::Json => diff_json(diff),
        DiffFormat::Markdown => diff_markdown(diff),
    }
}

/// One side of a comparison: what both have, and what its own words say.
fn side(name: &str, options: &WorldOptions, words: &[String]) -> Result<World, DiffError> {
    let mut options = options.clone();
    let mut facts: Vec<PathBuf> = Vec::new();
    for word in words {
        if let Some(revision) = word.strip_prefix("rev:") {
            options.revision = Some(revision.to_owned());
        } else if let Some(fact) = word.strip_prefix('!') {
            options.retract.push(fact.to_owned());
        } else if word.contains('(') {
            options.assume.push(word.clone());
        } else if word.ends_with(".dl") {
            options.rules.push(PathBuf::from(word));
        } else if word.contains('=') {
            options.readings.push(word.clone());
        } else {
            facts.push(PathBuf::from(word));
        }
    }
    if !facts.is_empty() {
        options.facts = facts;
    }
    World::open(&options).map_err(|error| DiffError::Side(name.to_owned(), error))
}

/// How an answer changed over the commits.
pub(crate) fn history(arguments: &InquiryArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let (question, facts) = arguments.words_and_facts();
    let options = options(facts, &arguments.suppositions);
    match interrupt.watch(|limits| log(&options, &question, limits)) {
        Ok(rows) => {
            let text = match Format::from(arguments.format) {
                Format::Json => log_json(&rows),
                _ => log_text(&rows, terminal.look),
            };
            terminal.write(&text)?;
            Ok(if rows.is_empty() {
                Exit::NoAnswer
            } else {
                Exit::Answered
            })
        }
        Err(error) => refused(&error, terminal),
    }
}

/// Who wrote the facts of a proof.
pub(crate) fn authors(arguments: &InquiryArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let (atom, facts) = arguments.words_and_facts();
    let options = options(facts, &arguments.suppositions);
    match interrupt.watch(|limits| blame(&options, &atom, limits)) {
        Ok(found) if found.is_empty() => {
            terminal.write("no fact of these files supports it\n")?;
            Ok(Exit::NoAnswer)
        }
        Ok(found) => {
            let text = match Format::from(arguments.format) {
                Format::Json => blame_json(&found),
                _ => blame_text(&found, terminal.look),
            };
            terminal.write(&text)?;
            Ok(Exit::Answered)
        }
        Err(error) => refused(&error, terminal),
    }
}

fn refused(error: &DiffError, terminal: &mut Terminal) -> io::Result<Exit> {
    match error {
        DiffError::Side(name, error) => {
            terminal.error(&format!("{} does not load:\n", plain(name)))?;
            refuse(error, terminal)
        }
        DiffError::Revision(error) => {
            terminal.error(&format!(
                "error: {}\n  help: {}\n",
                plain(&error.message),
                plain(&error.help)
            ))?;
            Ok(Exit::Usage)
        }
        DiffError::Question(error) => {
            terminal.error(&failure(error, terminal.error_look))?;
            Ok(Exit::of_error(error))
        }
    }
}
