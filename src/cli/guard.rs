//! `tenderlog guard`.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::exit::Exit;
use super::open::open;
use super::replace::{replace, unwritable};
use super::terminal::Terminal;
use crate::facts::{Case, formatted_entry};
use crate::lang::source::{FileId, Sources, Span};
use crate::render::{Look, findings_text, guard_findings, plain, reason_entry, rows_entry};
use crate::repl::Interrupt;
use crate::world::{CaseOutcome, CaseResult, Renewed, World, WorldOptions};

/// Arguments of `guard`.
#[derive(Debug, Args)]
pub(crate) struct GuardArguments {
    #[command(subcommand)]
    command: GuardCommand,
}

/// What to do with guards.
#[derive(Debug, Subcommand)]
enum GuardCommand {
    /// Write the answers of today into the guards that expect others.
    Update {
        /// Fact files or directories, the guards among them.
        #[arg(value_name = "FACTS", required = true)]
        facts: Vec<PathBuf>,
    },
}

/// Keeps guards.
pub(crate) fn run(arguments: &GuardArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let GuardCommand::Update { facts } = &arguments.command;
    let options = WorldOptions {
        facts: facts.clone(),
        ..WorldOptions::default()
    };
    match open(&options, terminal)? {
        Ok(world) => update(&world, terminal),
        Err(exit) => Ok(exit),
    }
}

/// Text that takes the place of another.
struct Edit {
    place: Span,
    text: String,
}

/// Writes what the guards of a world give today into their files.
fn update(world: &World, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let base = world.facts();
    let mut edits: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    let mut results = Vec::new();
    let mut renewed = Vec::new();
    let mut worst = Exit::Answered;
    for guard in &base.guards {
        let outcome = match interrupt.watch(|limits| world.renew_guard(guard, limits)) {
            Ok(found) => {
                let of_guard = edits_of(guard, &found, &base.sources_text);
                if !of_guard.is_empty() {
                    renewed.push(guard);
                }
                edits.entry(guard.span.file).or_default().extend(of_guard);
                CaseOutcome::Passed
            }
            Err(error) => {
                worst = worst.max(Exit::of_error(&error).max(Exit::Invalid));
                CaseOutcome::Broken(error)
            }
        };
        results.push(CaseResult {
            name: guard.name.clone(),
            span: guard.span,
            outcome,
        });
    }
    for (file, edits) in edits.into_iter().filter(|(_, edits)| !edits.is_empty()) {
        if let Err(message) = write(&base.sources_text, file, edits, terminal.error_look) {
            terminal.error(&message)?;
            return Ok(Exit::Invalid);
        }
    }
    for guard in &renewed {
        let (line, _) = base.sources_text.place(guard.span);
        let file = base
            .sources_text
            .file(guard.span.file)
            .map_or("", |file| &file.name);
        terminal.write(&plain(&format!("updated {file}:{line}: {}", guard.name)))?;
        terminal.write("\n")?;
    }
    let count = format!("{} of {} guards updated\n", renewed.len(), base.guards.len());
    terminal.write(&count)?;
    let findings = guard_findings(base, &results);
    if !findings.is_empty() {
        let text = findings_text(&findings, &base.sources_text, terminal.error_look);
        terminal.error(&text)?;
    }
    Ok(worst)
}

/// The edits that make a guard expect what it gives.
fn edits_of(guard: &Case, found: &Renewed, sources: &Sources) -> Vec<Edit> {
    let newline = match sources.file(guard.span.file) {
        Some(file) if file.text.contains("\r\n") => "\r\n",
        _ => "\n",
    };
    let rows = found.rows.as_ref().map(rows_entry).zip(guard.places.rows);
    let reason = found.reason.as_ref().map(reason_entry).zip(guard.places.reason);
    rows.into_iter()
        .chain(reason)
        .map(|(entry, place)| Edit {
            place,
            text: formatted_entry("guard", &entry, newline),
        })
        .collect()
}

/// Puts the edits of a file into it.
fn write(sources: &Sources, file: FileId, mut edits: Vec<Edit>, look: Look) -> Result<(), String> {
    let Some(file) = sources.file(file) else {
        return Ok(());
    };
    edits.sort_by_key(|edit| edit.place.start);
    let mut text = file.text.clone();
    for edit in edits.iter().rev() {
        text.replace_range(edit.place.start as usize..edit.place.end as usize, &edit.text);
    }
    replace(Path::new(&file.name), &text).map_err(|error| unwritable(&file.name, &error, look))
}
