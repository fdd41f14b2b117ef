//! Opening a world, or saying why it does not open.

use std::io;
use std::path::PathBuf;

use super::arguments::Suppositions;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::render::{failure, reports};
use crate::world::{OpenError, World, WorldOptions};

/// The options of a world.
pub(crate) fn options(facts: &[PathBuf], suppositions: &Suppositions) -> WorldOptions {
    WorldOptions {
        facts: facts.to_vec(),
        readings: suppositions.reading.clone(),
        assume: suppositions.assume.clone(),
    }
}

/// Opens a world; otherwise the errors are written and the exit code is returned.
pub(crate) fn open(options: &WorldOptions, terminal: &mut Terminal) -> io::Result<Result<World, Exit>> {
    let (text, exit) = match World::open(options) {
        Ok(world) => return Ok(Ok(world)),
        Err(OpenError::Facts { diagnostics, sources }) => (
            reports(&diagnostics, &sources, terminal.error_look),
            Exit::Invalid,
        ),
        Err(OpenError::World(error)) => (failure(&error, terminal.error_look), Exit::of_error(&error)),
    };
    terminal.error(&text)?;
    Ok(Err(exit))
}
