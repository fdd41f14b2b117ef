//! `tenderlog test`.

use std::io;
use std::path::{Path, PathBuf};

use super::arguments::{TestArguments, ToldFormat};
use super::exit::Exit;
use super::open::refuse;
use super::terminal::Terminal;
use crate::engine::EvalError;
use crate::facts::{InputFile, load_paths};
use crate::render::{CaseLine, cases_json, cases_text, plain};
use crate::repl::Interrupt;
use crate::world::{CaseOutcome, Coverage, OpenError, World, WorldError};

/// Runs the cases of all paths and writes how they came out. The greatest exit code counts.
pub(crate) fn run(arguments: &TestArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let interrupt = Interrupt::listen();
    let mut cases: Vec<CaseLine> = Vec::new();
    let mut coverage = arguments.coverage.then(Coverage::default);
    let mut worst = Exit::Answered;
    let mut unread: Vec<OpenError> = Vec::new();
    for path in &arguments.paths {
        let before = cases.len();
        let mut wrong = false;
        for file in files(path) {
            match World::of_file(file) {
                Ok(world) => {
                    run_file(&world, &interrupt, coverage.as_mut(), &mut cases);
                    if interrupted(&cases) {
                        write(&cases, coverage.as_ref(), &unread, arguments, terminal)?;
                        return Ok(worst.max(Exit::Limit));
                    }
                }
                Err(error) => {
                    wrong = true;
                    worst = worst.max(refuse(&error, terminal)?);
                    unread.push(error);
                }
            }
        }
        if cases.len() == before && !wrong {
            worst = worst.max(no_case(path, terminal)?);
        }
    }
    write(&cases, coverage.as_ref(), &unread, arguments, terminal)?;
    if cases.iter().any(|case| !case.result.outcome.passed()) {
        worst = worst.max(Exit::Failed);
    }
    Ok(worst)
}

/// Says that there is nothing to run.
pub(super) fn no_case(path: &Path, terminal: &mut Terminal) -> io::Result<Exit> {
    let path = plain(&path.display().to_string());
    terminal.refuse(
        "command::no-case",
        &format!("there is no case in `{path}`"),
        "a case is a `[[case]]` block with `name`, `ask` and `rows` in a `.toml` file",
    )?;
    Ok(Exit::Usage)
}

/// The file of a path, or all `.toml` files with cases in and below a directory, sorted.
pub(super) fn files(path: &PathBuf) -> Vec<InputFile> {
    let mut files = load_paths(std::slice::from_ref(path));
    if path.is_dir() {
        files.retain(|file| match &file.content {
            Ok(bytes) => file.name.ends_with(".toml") && has_cases(&String::from_utf8_lossy(bytes)),
            Err(_) => true,
        });
        files.sort_by(|a, b| a.name.cmp(&b.name));
    }
    files
}

/// Whether a file holds cases, or explanations of mutants: a directory may have facts beside them.
fn has_cases(text: &str) -> bool {
    text.lines().any(|line| {
        let line: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        line.starts_with("[[case") || line.starts_with("[[explained")
    })
}

fn run_file(
    world: &World,
    interrupt: &Interrupt,
    coverage: Option<&mut Coverage>,
    cases: &mut Vec<CaseLine>,
) {
    let results = interrupt.watch(|limits| match coverage {
        Some(coverage) => world.run_cases_covered(coverage, limits),
        None => world.run_cases(limits),
    });
    cases.extend(results.into_iter().map(|result| CaseLine::of(world, result)));
}

fn interrupted(cases: &[CaseLine]) -> bool {
    cases.last().is_some_and(|case| {
        matches!(
            case.result.outcome,
            CaseOutcome::Broken(WorldError::Eval {
                error: EvalError::Interrupted,
                ..
            })
        )
    })
}

fn write(
    cases: &[CaseLine],
    coverage: Option<&Coverage>,
    unread: &[OpenError],
    arguments: &TestArguments,
    terminal: &mut Terminal,
) -> io::Result<()> {
    let text = match arguments.format {
        ToldFormat::Table => cases_text(cases, coverage, terminal.look),
        ToldFormat::Json => cases_json(cases, coverage, unread),
    };
    terminal.write(&text)
}
