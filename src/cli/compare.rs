//! `tenderlog diff`, `log` and `blame`: conclusions over revisions.

use std::io;

use super::arguments::{DiffArguments, DiffFormat, InquiryArguments, ToldFormat};
use super::exit::Exit;
use super::open::{exit_of, options, refuse};
use super::terminal::Terminal;
use crate::render::{
    blame_json, blame_text, diff_failure, diff_json, diff_markdown, diff_text, log_json, log_text,
};
use crate::repl::{Comparison, Interrupt, Refusal};
use crate::world::{Diff, DiffError, blame, log};

/// Compares conclusions. [`Exit::Failed`] if any differs, [`Exit::Invalid`] if a side could not be read.
pub(crate) fn diff(arguments: &DiffArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let sides = [arguments.left.clone(), arguments.right.clone()];
    let comparison = match Comparison::new(&arguments.words, arguments.merge, sides) {
        Ok(comparison) => comparison,
        Err(refusal) => return misused(&refusal, terminal),
    };
    let interrupt = Interrupt::listen();
    let options = match options(&arguments.facts, &arguments.suppositions) {
        Ok(options) => options,
        Err(error) => return refuse(&error, terminal),
    };
    match interrupt.watch(|limits| comparison.answer(&options, limits)) {
        Ok(diff) => {
            terminal.write(&written(&diff, arguments.format, terminal))?;
            Ok(if !diff.stand_ins.is_empty() {
                Exit::Invalid
            } else if diff.changes.is_empty() && diff.by_tool.is_empty() {
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
        DiffFormat::Markdown => diff_markdown(diff, terminal.look),
    }
}

/// How an answer changed over the commits.
pub(crate) fn history(arguments: &InquiryArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let (question, facts) = arguments.words_and_facts();
    let options = match options(facts, &arguments.suppositions) {
        Ok(options) => options,
        Err(error) => return refuse(&error, terminal),
    };
    match interrupt.watch(|limits| log(&options, &question, limits)) {
        Ok(history) => {
            let text = match arguments.format {
                ToldFormat::Json => log_json(&history),
                ToldFormat::Table => log_text(&history, terminal.look),
            };
            terminal.write(&text)?;
            // What cannot be read up to the last commit leaves open what the answer is now.
            Ok(match history.rows.last() {
                None => Exit::NoAnswer,
                Some(row) if row.answers.is_err() => Exit::Invalid,
                Some(_) => Exit::Answered,
            })
        }
        Err(error) => refused(&error, terminal),
    }
}

/// Who wrote the facts of a proof.
pub(crate) fn authors(arguments: &InquiryArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let (atom, facts) = arguments.words_and_facts();
    let options = match options(facts, &arguments.suppositions) {
        Ok(options) => options,
        Err(error) => return refuse(&error, terminal),
    };
    match interrupt.watch(|limits| blame(&options, &atom, limits)) {
        Ok(found) => {
            let text = match arguments.format {
                ToldFormat::Json => blame_json(&found),
                ToldFormat::Table => blame_text(&found, terminal.look),
            };
            terminal.write(&text)?;
            Ok(if found.facts.is_empty() {
                Exit::NoAnswer
            } else {
                Exit::Answered
            })
        }
        Err(error) => refused(&error, terminal),
    }
}

fn misused(refusal: &Refusal, terminal: &mut Terminal) -> io::Result<Exit> {
    terminal.error(&refusal.told(terminal.error_look))?;
    Ok(Exit::Usage)
}

fn refused(error: &DiffError, terminal: &mut Terminal) -> io::Result<Exit> {
    terminal.error(&diff_failure(error, terminal.error_look))?;
    Ok(exit_of_sides(error))
}

fn exit_of_sides(error: &DiffError) -> Exit {
    match error {
        DiffError::Side(_, error) => exit_of(error),
        DiffError::Revision(_) => Exit::Usage,
        DiffError::Question(error) => Exit::of_error(error),
        DiffError::Both(errors) => {
            let [left, _] = errors.as_ref();
            exit_of_sides(left)
        }
    }
}
