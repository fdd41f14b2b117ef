//! Which differences brought a change about.

use super::super::World;
use super::super::error::WorldError;
use super::super::reason::Tuple;
use super::Held;
use super::conclusions::{conclusions, question_of};
use super::units::{CauseKind, Unit};
use crate::engine::Limits;

/// A smallest set of differences that turns a conclusion from what it was into what it is: all of it together does, and
/// no member can be spared.
pub(super) fn causes(
    before: &World,
    after: &World,
    units: &[Unit],
    tuple: &Tuple,
    (from, to): (&Held, &Held),
    limits: &Limits,
) -> Result<Vec<Unit>, WorldError> {
    if tuple.relation.is_empty() {
        return Ok(Vec::new());
    }
    let question = question_of(tuple);
    // The world that knows the names of the conclusion.
    let base = if *to == Held::No { before } else { after };
    let held = |chosen: &[usize]| -> Result<Held, WorldError> {
        limits
            .poll()
            .map_err(|error| super::super::ask::eval_error(&question, error))?;
        let mut world = between(base, before, after, units, chosen);
        match conclusions(&mut world, &question, limits) {
            Ok(found) => Ok(found.into_values().next().map_or(Held::No, |(_, held)| held)),
            Err(WorldError::Text { .. }) => Ok(Held::No),
            Err(error) => Err(error),
        }
    };
    let mut kept: Vec<usize> = (0..units.len()).collect();
    if held(&kept)? != *to || held(&[])? != *from {
        return Ok(Vec::new());
    }
    // Halves first, so that a thousand facts of other things go at once; at last one by one until none can go.
    let mut size = (kept.len() / 2).max(1);
    loop {
        let mut start = 0;
        let before = kept.len();
        while start < kept.len() {
            let end = (start + size).min(kept.len());
            let mut rest = kept.clone();
            rest.drain(start..end);
            if held(&rest)? == *to {
                kept = rest;
            } else {
                start = end;
            }
        }
        if size == 1 && kept.len() == before {
            break;
        }
        size = (size / 2).max(1);
    }
    Ok(kept
        .into_iter()
        .filter_map(|index| units.get(index).cloned())
        .collect())
}

/// The first world with some of the differences made.
fn between(base: &World, before: &World, after: &World, units: &[Unit], chosen: &[usize]) -> World {
    let mut world = base.clone();
    world.symbols = after.symbols.clone();
    world.given.clone_from(&before.given);
    let width = after.given.len().max(before.given.len());
    world.given.resize(width, Vec::new());
    let mut rules = false;
    for unit in chosen.iter().filter_map(|index| units.get(*index)) {
        rules |= unit.kind == CauseKind::Rules;
        let Some(buffer) = unit.relation.and_then(|id| world.given.get_mut(id.0 as usize)) else {
            continue;
        };
        for row in &unit.removed {
            let kept: Vec<i64> = buffer
                .chunks_exact(row.len().max(1))
                .filter(|known| *known != row.as_slice())
                .flatten()
                .copied()
                .collect();
            *buffer = kept;
        }
        for row in &unit.added {
            buffer.extend_from_slice(row);
        }
    }
    world.own = if rules {
        after.own.clone()
    } else {
        before.own.clone()
    };
    world.store = None;
    world.place_by_holdings();
    world
}
