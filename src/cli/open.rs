//! Opening a world, or saying why it does not open.

use std::io;
use std::path::PathBuf;

use super::arguments::Suppositions;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::render::{failure, plain, reports};
use crate::world::{OpenError, World, WorldOptions};

/// The options of a world.
pub(crate) fn options(facts: &[PathBuf], suppositions: &Suppositions) -> WorldOptions {
    WorldOptions {
        facts: facts.to_vec(),
        built_in: false,
        revision: suppositions.rev.clone(),
        readings: suppositions.reading.clone(),
        assume: suppositions.assume.clone(),
        retract: suppositions.retract.clone(),
        rules: suppositions.rules.clone(),
    }
}

/// Opens a world; otherwise the errors are written and the exit code is returned.
pub(crate) fn open(options: &WorldOptions, terminal: &mut Terminal) -> io::Result<Result<World, Exit>> {
    match World::open(options) {
        Ok(world) => Ok(Ok(world)),
        Err(error) => refuse(&error, terminal).map(Err),
    }
}

/// Writes why a world does not open.
pub(crate) fn refuse(error: &OpenError, terminal: &mut Terminal) -> io::Result<Exit> {
    let (text, exit) = match error {
        OpenError::Facts { diagnostics, sources } => {
            (reports(diagnostics, sources, terminal.error_look), Exit::Invalid)
        }
        OpenError::Revision(error) => (
            format!(
                "error: {}\n  help: {}\n",
                plain(&error.message),
                plain(&error.help)
            ),
            Exit::Usage,
        ),
        OpenError::Unreadable { path, why } => (
            format!(
                "error: `{}` cannot be read: {}\n  help: name a rule file\n",
                plain(path),
                plain(why)
            ),
            Exit::Invalid,
        ),
        OpenError::World(error) => (failure(error, terminal.error_look), Exit::of_error(error)),
    };
    terminal.error(&text)?;
    Ok(exit)
}
