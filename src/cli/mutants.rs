//! `tenderlog test --mutants`.

use std::io;

use super::arguments::{TestArguments, ToldFormat};
use super::exit::Exit;
use super::open::refuse;
use super::terminal::Terminal;
use super::test::{files, no_case};
use crate::engine::{EvalError, Limits};
use crate::law::{Mutant, mutants};
use crate::render::{CaseLine, cases_text, mutants_json, mutants_text, plain, reports};
use crate::repl::Interrupt;
use crate::world::{Fate, MutantError, World, WorldError, explain, fits, try_mutants};

/// Tries the law with one mistake at a time on the cases of all paths, and writes which ones no case notices.
pub(crate) fn run(arguments: &TestArguments, terminal: &mut Terminal) -> io::Result<Exit> {
    let (mut worlds, mut worst) = (Vec::new(), Exit::Answered);
    for path in &arguments.paths {
        let before = worlds.len();
        for file in files(path) {
            match World::of_file(file) {
                Ok(world) => worlds.push(world),
                Err(error) => worst = worst.max(refuse(&error, terminal)?),
            }
        }
        let facts = || worlds.iter().skip(before).map(World::facts);
        if worst == Exit::Answered
            && facts().all(|facts| facts.cases.is_empty() && facts.explained.is_empty())
        {
            worst = worst.max(no_case(path, terminal)?);
        }
    }
    let Some(first) = worlds.first().filter(|_| worst == Exit::Answered) else {
        return Ok(worst);
    };
    let all = mutants(first.law());
    let chosen = chosen(&all, arguments);
    if chosen.is_empty() {
        let ids = plain(&arguments.of.join("`, `"));
        terminal.refuse(
            "command::no-mutant",
            &format!("the law has no mutant `{ids}`"),
            "an id is `RULE/PLACE/CHANGE`, such as `below-floor/4/<=`; `*` stands for any text",
        )?;
        return Ok(Exit::Usage);
    }
    match Interrupt::listen().watch(|limits| try_mutants(&worlds, &chosen, limits)) {
        Ok(fates) => report(&worlds, &all, chosen, fates, arguments, terminal),
        Err(MutantError::CaseFails(place)) => case_fails(&worlds, place, terminal),
        Err(MutantError::Eval(error)) => stopped(&error, terminal),
    }
}

/// The mutants that are to be tried.
fn chosen(all: &[Mutant], arguments: &TestArguments) -> Vec<Mutant> {
    let wanted = |mutant: &&Mutant| {
        arguments.of.is_empty() || arguments.of.iter().any(|pattern| fits(pattern, &mutant.id))
    };
    let found = all.iter().filter(wanted).step_by(arguments.every.get());
    found.cloned().collect()
}

fn report(
    worlds: &[World],
    all: &[Mutant],
    chosen: Vec<Mutant>,
    fates: Vec<Fate>,
    arguments: &TestArguments,
    terminal: &mut Terminal,
) -> io::Result<Exit> {
    let (tried, stale) = explain(worlds, all, chosen.into_iter().zip(fates).collect());
    let text = match arguments.format {
        ToldFormat::Table => mutants_text(worlds, &tried, terminal.look),
        ToldFormat::Json => mutants_json(worlds, &tried),
    };
    terminal.write(&text)?;
    for (world, of) in worlds.iter().enumerate() {
        let of_world = stale.iter().filter(|(number, _)| *number == world);
        let diagnostics: Vec<_> = of_world.map(|(_, diagnostic)| diagnostic.clone()).collect();
        if !diagnostics.is_empty() {
            terminal.error(&reports(&diagnostics, of.fact_sources(), terminal.error_look))?;
        }
    }
    let fails = !stale.is_empty() || tried.iter().any(|tried| tried.is_unexplained());
    Ok(if fails { Exit::Failed } else { Exit::Answered })
}

/// Shows a case that fails under the law as it is.
fn case_fails(worlds: &[World], (world, case): (usize, usize), terminal: &mut Terminal) -> io::Result<Exit> {
    let Some(world) = worlds.get(world) else {
        return Ok(Exit::Internal);
    };
    let results = world.run_cases(&Limits::default());
    let lines: Vec<CaseLine> = results
        .into_iter()
        .skip(case)
        .take(1)
        .map(|result| CaseLine::of(world, result))
        .collect();
    terminal.write(&cases_text(&lines, None, terminal.look))?;
    terminal.refuse(
        "command::case-fails",
        "this case fails already under the law as it is",
        "run `tenderlog test` until every case passes",
    )?;
    Ok(Exit::Failed)
}

/// Says why not every mutant was tried.
fn stopped(error: &EvalError, terminal: &mut Terminal) -> io::Result<Exit> {
    let error = WorldError::Eval {
        error: error.clone(),
        sources: Default::default(),
    };
    terminal.error(&crate::render::failure(&error, terminal.error_look))?;
    Ok(Exit::of_error(&error))
}
