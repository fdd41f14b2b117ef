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
use crate::render::{Look, findings_text, guard_findings, plain, reason_entry, rows_entry, tool_entry};
use crate::repl::Interrupt;
use crate::world::{CaseOutcome, CaseResult, Renewed, World, WorldOptions, tool};

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
            cause: None,
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
    let mut edits: Vec<Edit> = rows
        .into_iter()
        .chain(reason)
        .map(|(entry, place)| Edit {
            place,
            text: formatted_entry("guard", &entry, newline),
        })
        .collect();
    if !edits.is_empty() && guard.tool.as_deref() != Some(tool()) {
        edits.extend(tool_edit(guard, sources, newline));
    }
    edits
}

/// The edit that names this tenderlog as the one that gave the answer: in the place of the old one, or on a line of its own
/// behind what is expected.
fn tool_edit(guard: &Case, sources: &Sources, newline: &str) -> Option<Edit> {
    let entry = formatted_entry("guard", &tool_entry(), newline);
    if let Some(place) = guard.places.tool {
        return Some(Edit { place, text: entry });
    }
    let last = guard
        .places
        .rows
        .into_iter()
        .chain(guard.places.reason)
        .max_by_key(|place| place.end)?;
    let text = &sources.file(last.file)?.text;
    let behind = text.get(last.end as usize..)?;
    let line = behind.find(['\r', '\n']).unwrap_or(behind.len());
    let at = last.end + u32::try_from(line).ok()?;
    Some(Edit {
        place: Span {
            file: last.file,
            start: at,
            end: at,
        },
        text: format!("{newline}{entry}"),
    })
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
