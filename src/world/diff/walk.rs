//! Which commit did a change: the states of a branch are gone back through, the newest first.

use std::collections::BTreeMap;

use super::super::World;
use super::cause::Trials;
use super::conclusions::Asked;
use super::worlds::{Snapshot, Worlds, plain_reason};
use super::{By, CauseKind, Changed, Conclusions, Diff, DiffError, Held, law_side, units};
use crate::engine::Limits;
use crate::facts::Commit;

/// Which side a branch leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The second: its commits made the conclusion what it is now.
    Made,
    /// The first: its commits made the conclusion what it was, and the second side does not have them.
    Undone,
}

/// The changes that no commit is named for yet, by their numbers.
pub(super) struct Open {
    changes: Vec<(usize, Asked)>,
    /// Whether a step between two commits says what brought a change about; otherwise that is known.
    explains: bool,
}

impl Open {
    /// All changes; what brought them about is not known.
    pub(super) fn all(diff: &Diff, question: Option<&str>) -> Self {
        Self::of(diff, question, true, |_| true)
    }

    /// The changes that facts brought about, with other differences or without.
    pub(super) fn by_facts(diff: &Diff, question: Option<&str>) -> Self {
        Self::of(diff, question, false, |changed| {
            changed.causes.iter().any(|unit| unit.kind == CauseKind::Fact)
        })
    }

    fn of(diff: &Diff, question: Option<&str>, explains: bool, wanted: impl Fn(&Changed) -> bool) -> Self {
        let changes = diff
            .changes
            .iter()
            .enumerate()
            .filter(|(_, changed)| wanted(changed));
        Self {
            changes: changes
                .map(|(at, changed)| (at, Asked::new(&changed.tuple, question)))
                .collect(),
            explains,
        }
    }
}

/// The states of a branch.
pub(super) struct Walk<'w, 'a> {
    worlds: &'w mut Worlds<'a>,
    /// Each commit with its files, oldest first.
    states: Vec<(Commit, Snapshot)>,
    /// What is not committed behind the last one.
    uncommitted: Option<World>,
}

impl<'w, 'a> Walk<'w, 'a> {
    /// The states from one commit to another that follows from it.
    pub(super) fn new(
        worlds: &'w mut Worlds<'a>,
        base: &Commit,
        to: &Commit,
        uncommitted: Option<World>,
    ) -> Result<Self, DiffError> {
        let repository = worlds.repository;
        let mut commits = repository.between(base, to).map_err(DiffError::Revision)?;
        commits.reverse();
        let first = repository.blobs(base).unwrap_or_default();
        let snapshots = repository
            .snapshots(first.clone(), &commits)
            .map_err(DiffError::Revision)?;
        let states = [(base.clone(), first)]
            .into_iter()
            .chain(commits.into_iter().zip(snapshots))
            .collect();
        Ok(Self {
            worlds,
            states,
            uncommitted,
        })
    }

    /// Names for each open change the commit behind which the conclusion stayed as it is (or was, on the first side), and
    /// its own causes. The states are gone back through, two worlds at a time, for as long as a change is open.
    pub(super) fn back(
        self,
        diff: &mut Diff,
        open: &mut Open,
        way: Way,
        limits: &Limits,
    ) -> Result<(), DiffError> {
        let Self {
            worlds,
            mut states,
            uncommitted,
        } = self;
        if open.changes.is_empty() || (states.len() == 1 && uncommitted.is_none()) {
            return Ok(());
        }
        let mut newer = uncommitted.map(|world| (None, world));
        let mut passed_over: Vec<(Commit, String)> = Vec::new();
        let mut unreadable = Vec::new();
        let mut ahead = Vec::new();
        while let Some((commit, snapshot)) = next(worlds, &mut states, &mut ahead)? {
            if open.changes.is_empty() {
                break;
            }
            worlds.poll().map_err(law_side)?;
            let mut world = match worlds.of(commit.short(), Some(&commit), &snapshot) {
                Ok(world) => world,
                Err(error) => {
                    passed_over.push((commit, plain_reason(&error)));
                    continue;
                }
            };
            let mut turned = Vec::new();
            let mut answers: BTreeMap<String, Conclusions> = BTreeMap::new();
            for (at, asked) in std::mem::take(&mut open.changes) {
                let stays = diff.changes.get(at).map_or(&Held::No, |changed| match way {
                    Way::Made => &changed.to,
                    Way::Undone => &changed.from,
                });
                if !answers.contains_key(asked.question()) {
                    let found = asked.answers(&mut world, limits).map_err(DiffError::Question)?;
                    answers.insert(asked.question().to_owned(), found);
                }
                let found = answers.get(asked.question());
                let held = found.map_or(Held::No, |found| asked.among(found));
                if held == *stays {
                    open.changes.push((at, asked));
                } else {
                    turned.push((at, asked, held));
                }
            }
            if let (Some((by, after)), false) = (&newer, turned.is_empty()) {
                let between: Vec<Commit> = passed_over.iter().map(|(commit, _)| commit.clone()).collect();
                let mut explained = Vec::new();
                for (at, asked, held) in turned {
                    let Some(changed) = diff.changes.get_mut(at) else {
                        continue;
                    };
                    changed.by = match (by.clone(), way) {
                        (None, _) => By::Uncommitted,
                        (Some(commit), Way::Made) => By::Commit(commit),
                        (Some(commit), Way::Undone) => By::Undone(commit),
                    };
                    changed.or_in.clone_from(&between);
                    // Undoing it must lead to what the second side concludes.
                    if open.explains && (way == Way::Made || held == changed.to) {
                        explained.push((at, asked));
                    }
                }
                match way {
                    Way::Made => explain(diff, &explained, [&world, after], limits)?,
                    Way::Undone => explain(diff, &explained, [after, &world], limits)?,
                }
            }
            unreadable.append(&mut passed_over);
            newer = Some((Some(commit), world));
        }
        unreadable.append(&mut passed_over);
        unreadable.reverse();
        diff.unreadable.append(&mut unreadable);
        Ok(())
    }
}

/// How many states are looked at before the contents of more are fetched.
const AHEAD: usize = 64;

/// The newest state that was not looked at, with its contents read.
fn next(
    worlds: &mut Worlds<'_>,
    states: &mut Vec<(Commit, Snapshot)>,
    ahead: &mut Vec<(Commit, Snapshot)>,
) -> Result<Option<(Commit, Snapshot)>, DiffError> {
    if ahead.is_empty() {
        *ahead = states.split_off(states.len().saturating_sub(AHEAD));
        worlds
            .read(ahead.iter().map(|(_, snapshot)| snapshot))
            .map_err(DiffError::Revision)?;
    }
    Ok(ahead.pop())
}

/// Says what of a step alone brought changes about, where that is enough.
fn explain(
    diff: &mut Diff,
    changes: &[(usize, Asked)],
    [before, after]: [&World; 2],
    limits: &Limits,
) -> Result<(), DiffError> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut before = before.clone();
    // Words of both must mean the same: the one is loaded on the other's.
    let mut after = before
        .sharing(after)
        .map_err(|error| DiffError::Side("the later of two commits".to_owned(), error))?;
    let units = units::units(&mut before, &mut after);
    let mut trials = Trials::new(&before, &after, &units);
    for (at, asked) in changes {
        if let Some(changed) = diff.changes.get_mut(*at) {
            let found = trials.causes(asked, &changed.to, limits);
            let found = found.map_err(DiffError::Question)?;
            changed.causes = found.units;
            changed.smallest = found.smallest;
        }
    }
    Ok(())
}
