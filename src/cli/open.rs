//! Opening a world, or saying why it does not open.

use std::io;
use std::path::PathBuf;

use super::arguments::Suppositions;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::render::{Look, open_failure, warning};
use crate::repl::scenario;
use crate::world::{OpenError, World, WorldOptions};

/// The options of a world.
///
/// # Errors
/// A scenario cannot be read.
pub(crate) fn options(facts: &[PathBuf], suppositions: &Suppositions) -> Result<WorldOptions, OpenError> {
    Ok(WorldOptions {
        facts: facts.to_vec(),
        built_in: false,
        revision: suppositions.rev.clone(),
        readings: suppositions.reading.clone(),
        assume: suppositions.assume.clone(),
        retract: suppositions.retract.clone(),
        scenarios: suppositions
            .scenario
            .iter()
            .map(|path| scenario(path))
            .collect::<Result<_, _>>()?,
    })
}

/// Opens a world under what is supposed; otherwise the errors are written and the exit code is returned.
pub(crate) fn open_under(
    facts: &[PathBuf],
    suppositions: &Suppositions,
    terminal: &mut Terminal,
) -> io::Result<Result<World, Exit>> {
    match options(facts, suppositions) {
        Ok(options) => open(&options, terminal),
        Err(error) => refuse(&error, terminal).map(Err),
    }
}

/// Opens a world; otherwise the errors are written and the exit code is returned.
pub(crate) fn open(options: &WorldOptions, terminal: &mut Terminal) -> io::Result<Result<World, Exit>> {
    match World::open(options) {
        Ok(world) => {
            let look = terminal.error_look;
            for warning in no_facts(&world, look)
                .into_iter()
                .chain(cases_among_facts(&world, look))
            {
                terminal.error(&warning)?;
            }
            Ok(Ok(world))
        }
        Err(error) => refuse(&error, terminal).map(Err),
    }
}

/// Says that the paths that were opened hold no fact, if they hold none.
pub(crate) fn no_facts(world: &World, look: Look) -> Option<String> {
    let paths = &world.opened().facts;
    let empty = !paths.is_empty() && world.has_law_only();
    empty.then(|| {
        let paths: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
        warning(
            "facts::none",
            &format!("there is no fact in {}", paths.join(", ")),
            "facts are `.toml` records and `.csv` tables: name a file, or a directory that holds some",
            look,
        )
    })
}

/// Says that there are cases among the facts, if there are.
fn cases_among_facts(world: &World, look: Look) -> Option<String> {
    let case = world.facts().cases.first()?;
    let file = world.fact_sources().file(case.span.file)?;
    Some(warning(
        "facts::case-among-facts",
        &format!(
            "`{}` holds cases, and its firms and projects are taken for facts",
            file.name
        ),
        "name the directory of the facts alone; `tenderlog test` runs cases",
        look,
    ))
}

/// Writes why a world does not open.
pub(crate) fn refuse(error: &OpenError, terminal: &mut Terminal) -> io::Result<Exit> {
    terminal.error(&open_failure(error, terminal.error_look))?;
    Ok(exit_of(error))
}

/// The code of a world that does not open.
pub(crate) fn exit_of(error: &OpenError) -> Exit {
    match error {
        OpenError::Facts { .. } | OpenError::Unreadable { .. } => Exit::Invalid,
        OpenError::Revision(_) => Exit::Usage,
        OpenError::World(error) => Exit::of_error(error),
    }
}
