//! Which differences brought a change about.

use std::collections::BTreeMap;

use super::super::World;
use super::super::error::WorldError;
use super::conclusions::Asked;
use super::units::{CauseKind, Unit};
use super::{Conclusions, Held};
use crate::engine::Limits;

/// Most sets of differences that are tried for a smaller one than was found.
const MOST_TRIED: usize = 80;

/// Differences that bring a change about.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The differences.
    pub(super) units: Vec<Unit>,
    /// Whether every smaller set was tried: there is none that would do.
    pub(super) smallest: bool,
}

/// Most worlds that are kept.
const MOST_KEPT: usize = 128;

/// Worlds in which some of the differences are made, with what is concluded in them. Conclusions that change together try
/// the same sets, and none is decided twice.
pub(super) struct Trials<'w> {
    before: &'w World,
    after: &'w World,
    units: &'w [Unit],
    /// By whether the world knows the names of the second side, and the differences made.
    made: BTreeMap<(bool, Vec<usize>), Made>,
}

/// A world, and the answers to the questions that were asked in it.
struct Made {
    world: World,
    answers: BTreeMap<String, Conclusions>,
}

impl<'w> Trials<'w> {
    pub(super) fn new(before: &'w World, after: &'w World, units: &'w [Unit]) -> Self {
        Self {
            before,
            after,
            units,
            made: BTreeMap::new(),
        }
    }

    /// A set of differences that turns a conclusion from what it was into what it is: all of it together does, and no
    /// member can be spared. Smaller sets are preferred as far as they can be tried, single differences first. None if
    /// the differences do not.
    pub(super) fn causes(&mut self, asked: &Asked, to: &Held, limits: &Limits) -> Result<Found, WorldError> {
        let units = self.units;
        let mut does = |chosen: &[usize]| -> Result<bool, WorldError> {
            Ok(self.held(chosen, asked, *to != Held::No, limits)? == *to)
        };
        let all: Vec<usize> = (0..units.len()).collect();
        if !does(&all)? || does(&[])? {
            return Ok(Found::default());
        }
        let kept = thinned(all, &mut does)?;
        let (kept, smallest) = match smaller(units.len(), kept.len(), &mut does)? {
            Tried::Found(found) => (found, true),
            Tried::None => (kept, true),
            Tried::TooMany => (kept, false),
        };
        Ok(Found {
            units: kept
                .into_iter()
                .filter_map(|index| units.get(index).cloned())
                .collect(),
            smallest,
        })
    }

    /// Whether and how a conclusion holds where some of the differences are made. The world is made from the second side
    /// if that one knows the names of the conclusion.
    fn held(
        &mut self,
        chosen: &[usize],
        asked: &Asked,
        by_second: bool,
        limits: &Limits,
    ) -> Result<Held, WorldError> {
        limits
            .poll()
            .map_err(|error| super::super::ask::eval_error(asked.question(), error))?;
        let mut chosen = chosen.to_vec();
        chosen.sort_unstable();
        if self.made.len() >= MOST_KEPT {
            self.made.clear();
        }
        let (before, after, units) = (self.before, self.after, self.units);
        let made = self
            .made
            .entry((by_second, chosen))
            .or_insert_with_key(|(_, chosen)| {
                let base = if by_second { after } else { before };
                Made {
                    world: between(base, before, after, units, chosen),
                    answers: BTreeMap::new(),
                }
            });
        let answers = match made.answers.get(asked.question()) {
            Some(answers) => answers,
            None => {
                let answers = asked.answers(&mut made.world, limits)?;
                made.answers.entry(asked.question().to_owned()).or_insert(answers)
            }
        };
        Ok(asked.among(answers))
    }
}

/// A part of a set that does, of which nothing can be spared. Halves are tried first, so that a thousand facts of other
/// things go at once; at last one by one until none can go.
fn thinned(
    mut kept: Vec<usize>,
    does: &mut impl FnMut(&[usize]) -> Result<bool, WorldError>,
) -> Result<Vec<usize>, WorldError> {
    let mut size = (kept.len() / 2).max(1);
    loop {
        let mut start = 0;
        let before = kept.len();
        while start < kept.len() {
            let end = (start + size).min(kept.len());
            let mut rest = kept.clone();
            rest.drain(start..end);
            if does(&rest)? {
                kept = rest;
            } else {
                start = end;
            }
        }
        if size == 1 && kept.len() == before {
            return Ok(kept);
        }
        size = (size / 2).max(1);
    }
}

/// What came of trying smaller sets.
enum Tried {
    /// A smallest one.
    Found(Vec<usize>),
    /// There is none.
    None,
    /// There are too many to try.
    TooMany,
}

/// The first set of fewer than `found` of `count` differences that does, the smallest first.
fn smaller(
    count: usize,
    found: usize,
    does: &mut impl FnMut(&[usize]) -> Result<bool, WorldError>,
) -> Result<Tried, WorldError> {
    let mut left = MOST_TRIED;
    for size in 1..found {
        let mut chosen: Vec<usize> = (0..size).collect();
        loop {
            if left == 0 {
                return Ok(Tried::TooMany);
            }
            left -= 1;
            if does(&chosen)? {
                return Ok(Tried::Found(chosen));
            }
            if !advance(&mut chosen, count) {
                break;
            }
        }
    }
    Ok(Tried::None)
}

/// The next choice of as many numbers below `count`; false behind the last.
fn advance(chosen: &mut [usize], count: usize) -> bool {
    let size = chosen.len();
    let Some(at) = (0..size).rposition(|at| chosen.get(at).is_some_and(|number| *number < count - size + at))
    else {
        return false;
    };
    let Some(first) = chosen.get(at).map(|number| number + 1) else {
        return false;
    };
    for (number, place) in (first..).zip(chosen.iter_mut().skip(at)) {
        *place = number;
    }
    true
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
    world.forget();
    world.place_by_holdings();
    world
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_a_size_comes_once_in_order() {
        let mut chosen = vec![0, 1];
        let mut all = vec![chosen.clone()];
        while advance(&mut chosen, 4) {
            all.push(chosen.clone());
        }
        assert_eq!(all, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
    }

    #[test]
    fn a_smaller_set_is_found_where_thinning_kept_a_larger_one() {
        // 0 with 1 and 2 does, and so does 3 with 4: neither is a part of the other.
        let mut does = |chosen: &[usize]| {
            let has = |wanted: &[usize]| wanted.iter().all(|one| chosen.contains(one));
            Ok(has(&[0, 1, 2]) || has(&[3, 4]))
        };
        let kept = thinned(vec![4, 3, 0, 1, 2], &mut does).unwrap();
        assert_eq!(kept, [0, 1, 2]);
        assert!(matches!(smaller(5, 3, &mut does).unwrap(), Tried::Found(found) if found == [3, 4]));
        assert!(matches!(smaller(5, 2, &mut does).unwrap(), Tried::None));
        assert!(matches!(smaller(1_000, 2, &mut does).unwrap(), Tried::TooMany));
    }
}
