//! `tenderlog fmt`.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Args;

use super::exit::Exit;
use super::replace::{replace, unwritable};
use super::terminal::Terminal;
use crate::facts::{FoundFile, Schema, add_file, find_files, formatted};
use crate::lang::error::{Diagnostic, SyntaxError};
use crate::lang::printer;
use crate::lang::source::Sources;
use crate::law::Law;
use crate::render::{changed_lines, plain, reports};

/// Files that have a layout.
const ENDINGS: [&str; 3] = ["toml", "csv", "dl"];
/// Most changed lines of a file that are shown.
const MOST_LINES: usize = 12;

/// Arguments of `fmt`.
#[derive(Debug, Args)]
pub(crate) struct FmtArguments {
    /// Fact files (.toml, .csv), rule files (.dl), or directories of them.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Change nothing; show what would change, and fail if anything would.
    #[arg(long)]
    check: bool,
}

/// What was done so far.
#[derive(Default)]
struct Done {
    changed: usize,
    same: usize,
    links: usize,
    sources: Sources,
    wrong: Vec<Diagnostic>,
    unwritten: bool,
}

/// Puts files into their layout, or says which are not in it.
pub(crate) fn run(arguments: &FmtArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let law = match Law::load() {
        Ok((law, _)) => law,
        Err(error) => return Err(io::Error::other(error.to_string())),
    };
    let schema = Schema::from_program(&law.program);
    let mut files = find_files(&arguments.paths, &ENDINGS);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup();
    if files.is_empty() {
        terminal.refuse(
            "command::no-file",
            "there is no `.toml`, `.csv` or `.dl` file to put in order",
            "name a file, or a directory with fact files or rule files",
        )?;
        return Ok(Exit::Usage);
    }
    let mut done = Done::default();
    for file in files {
        one(file, &schema, arguments.check, &mut done, terminal)?;
    }
    report(&done, arguments.check, terminal)
}

/// Puts one file into its layout.
fn one(
    file: FoundFile,
    schema: &Schema,
    check: bool,
    done: &mut Done,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let path = file.path.clone();
    if fs::symlink_metadata(&path).is_ok_and(|data| data.is_symlink()) {
        done.links += 1;
        return Ok(());
    }
    let id = match add_file(file.read(), &mut done.sources) {
        Ok(id) => id,
        Err(error) => {
            done.wrong.push(error);
            return Ok(());
        }
    };
    let text = done.sources.file(id).map_or("", |file| file.text.as_str());
    let name = path.display().to_string();
    let result = if path.extension().is_some_and(|ending| ending == "dl") {
        printer::formatted(id, text)
            .map_err(|errors| errors.iter().map(SyntaxError::diagnostic).collect::<Vec<_>>())
    } else {
        formatted(id, &name, text, schema)
    };
    match result {
        Err(errors) => done.wrong.extend(errors),
        Ok(after) if after == text => done.same += 1,
        Ok(after) if check => {
            done.changed += 1;
            terminal.write(&format!("{}\n", plain(&name)))?;
            terminal.write(&changed_lines(text, &after, MOST_LINES, terminal.look))?;
        }
        Ok(after) => match replace(&path, &after) {
            Ok(()) => {
                done.changed += 1;
                terminal.write(&format!("formatted {}\n", plain(&name)))?;
            }
            Err(error) => {
                done.unwritten = true;
                terminal.error(&unwritable(&name, &error, terminal.error_look))?;
            }
        },
    }
    Ok(())
}

/// Writes what is wrong and what was done.
fn report(done: &Done, check: bool, terminal: &mut Terminal) -> io::Result<Exit> {
    let files = |count: usize| match count {
        1 => "1 file".to_owned(),
        count => format!("{count} files"),
    };
    let mut line = match check {
        true => format!("{} would change, {} in order", files(done.changed), done.same),
        false => format!("{} formatted, {} in order", files(done.changed), done.same),
    };
    if done.links > 0 {
        line.push_str(&format!(", {} passed over as symbolic links", done.links));
    }
    if !done.wrong.is_empty() {
        let mut wrong: Vec<u32> = done.wrong.iter().map(|error| error.span.file.0).collect();
        wrong.dedup();
        line.push_str(&format!(", {} cannot be read", wrong.len()));
    }
    terminal.write(&format!("{line}\n"))?;
    if !done.wrong.is_empty() {
        terminal.error(&reports(&done.wrong, &done.sources, terminal.error_look))?;
    }
    Ok(match check && done.changed > 0 {
        true => Exit::Failed,
        false if !done.wrong.is_empty() || done.unwritten => Exit::Invalid,
        false => Exit::Answered,
    })
}
