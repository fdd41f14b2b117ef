//! What changed between two revisions, and which commit did it.

use super::super::World;
use super::super::error::{OpenError, WorldError};
use super::super::load::{WORKTREE, WorldOptions};
use super::conclusions::Asked;
use super::worlds::{Snapshot, Worlds, paths, plain_reason};
use super::{AS_THEY_STAND, By, Changed, Diff, DiffError, Held, StandIn, cause, law_side, units};
use crate::engine::Limits;
use crate::facts::{Commit, Repository, load_paths};

/// Two revisions; none for the files as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Before.
    pub from: String,
    /// After.
    pub to: Option<String>,
    /// Whether it begins at the last commit that both follow from, in place of `from`.
    pub since_fork: bool,
}

impl Range {
    /// Reads `A..B`, `A..` and `A` (both up to the files as they stand), and `A...B`: what B changed since it left A.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (from, to) = text.split_once("..").unwrap_or((text, ""));
        let (to, since_fork) = match to.strip_prefix('.') {
            Some(to) => (to, true),
            None => (to, false),
        };
        let name = |text: &str| {
            if text.is_empty() {
                "HEAD".to_owned()
            } else {
                text.to_owned()
            }
        };
        Self {
            from: name(from),
            to: (!to.is_empty() && to != WORKTREE).then(|| to.to_owned()),
            since_fork,
        }
    }
}

/// What changed between two revisions, with the commit that did it. Where the facts of one do not load, the last revision
/// before it that does stands for it, and the result says so.
///
/// # Errors
/// A revision cannot be read, no revision can stand for a side that does not load, or the question is wrong.
pub fn diff_revisions(
    options: &WorldOptions,
    range: &Range,
    question: Option<&str>,
    limits: &Limits,
) -> Result<Diff, DiffError> {
    let paths = paths(options);
    let repository = Repository::of(&paths).map_err(DiffError::Revision)?;
    let from = repository.commit(&range.from).map_err(DiffError::Revision)?;
    let to = match &range.to {
        Some(to) => Some(repository.commit(to).map_err(DiffError::Revision)?),
        None => None,
    };
    let from = match (&to, range.since_fork) {
        (_, false) => from,
        (Some(to), true) => repository.merge_base(&from, to).map_err(DiffError::Revision)?,
        (None, true) => {
            let head = repository.commit("HEAD").map_err(DiffError::Revision)?;
            repository.merge_base(&from, &head).map_err(DiffError::Revision)?
        }
    };
    let mut worlds = Worlds::new(&repository, options).map_err(law_side)?;
    let mut stand_ins = Vec::new();
    let (from, mut before) = readable(&mut worlds, from, &mut stand_ins)?;
    worlds.law = before.bare();
    let (to, mut after) = match to {
        Some(to) => {
            let (to, world) = readable(&mut worlds, to, &mut stand_ins)?;
            (Some(to), world)
        }
        None => {
            let files = load_paths(&paths);
            let side = |error| DiffError::Side(AS_THEY_STAND.to_owned(), error);
            let world = before
                .bare()
                .with_files(files, AS_THEY_STAND.to_owned())
                .map_err(side)?;
            (None, worlds.change(world).map_err(side)?)
        }
    };
    let (mut diff, units) =
        World::compared(&mut before, &mut after, question, limits).map_err(DiffError::Question)?;
    diff.stand_ins = stand_ins;
    after.opened.facts.clone_from(&paths);
    diff.by_tool = after.guards_by_tool(limits);
    if diff.changes.is_empty() {
        return Ok(diff);
    }
    let uncommitted = to.is_none().then(|| after.clone());
    let last = match to {
        Some(to) => to,
        None => repository.commit("HEAD").map_err(DiffError::Revision)?,
    };
    diff.fork = repository
        .merge_base(&from, &last)
        .ok()
        .filter(|fork| fork.hash != from.hash);
    if let Some(chain) = Chain::new(&mut worlds, &from, &last)? {
        chain.attribute(&mut diff, uncommitted, question, limits)?;
    }
    // What no step between the two explains may rest on several of them.
    diff.explain([&before, &after], &units, question, limits)
        .map_err(DiffError::Question)?;
    Ok(diff)
}

/// The world of a commit, or of the last one before it whose facts load.
fn readable(
    worlds: &mut Worlds<'_>,
    commit: Commit,
    stand_ins: &mut Vec<StandIn>,
) -> Result<(Commit, World), DiffError> {
    match worlds.side(&commit) {
        Ok(world) => Ok((commit, world)),
        Err(DiffError::Side(
            name,
            OpenError::Facts {
                diagnostics,
                findings,
                sources,
                breakage: Some(breakage),
            },
        )) => {
            let Some(last) = breakage.last.clone() else {
                let error = OpenError::Facts {
                    diagnostics,
                    findings,
                    sources,
                    breakage: Some(breakage),
                };
                return Err(DiffError::Side(name, error));
            };
            let world = worlds.side(&last)?;
            stand_ins.push(StandIn {
                asked: commit,
                used: last.clone(),
                breakage: *breakage,
            });
            Ok((last, world))
        }
        Err(error) => Err(error),
    }
}

/// The states between two revisions.
struct Chain<'w, 'a> {
    worlds: &'w mut Worlds<'a>,
    /// Each commit with its files, oldest first.
    states: Vec<(Commit, Snapshot)>,
}

impl<'w, 'a> Chain<'w, 'a> {
    /// The states from one commit (or the last that both follow from) to another; `None` if they have nothing in common.
    fn new(worlds: &'w mut Worlds<'a>, from: &Commit, to: &Commit) -> Result<Option<Self>, DiffError> {
        let repository = worlds.repository;
        let Ok(base) = repository.merge_base(from, to) else {
            return Ok(None);
        };
        let mut commits = repository.between(&base, to).map_err(DiffError::Revision)?;
        commits.reverse();
        let first = repository.blobs(&base).unwrap_or_default();
        let snapshots = repository
            .snapshots(first.clone(), &commits)
            .map_err(DiffError::Revision)?;
        worlds
            .read(snapshots.iter().chain([&first]))
            .map_err(DiffError::Revision)?;
        let states = [(base, first)]
            .into_iter()
            .chain(commits.into_iter().zip(snapshots))
            .collect();
        Ok(Some(Self { worlds, states }))
    }

    /// Names for each change the commit behind which the conclusion stayed as it is now, and its own causes. The states are
    /// gone back through, two worlds at a time, for as long as a change has no commit.
    fn attribute(
        self,
        diff: &mut Diff,
        uncommitted: Option<World>,
        question: Option<&str>,
        limits: &Limits,
    ) -> Result<(), DiffError> {
        let Self { worlds, states } = self;
        let mut open: Vec<(usize, Asked)> = diff
            .changes
            .iter()
            .map(|changed| Asked::new(&changed.tuple, question))
            .enumerate()
            .collect();
        let mut newer = uncommitted.map(|world| (None, world));
        let mut passed_over: Vec<(Commit, String)> = Vec::new();
        for (commit, snapshot) in states.into_iter().rev() {
            if open.is_empty() {
                break;
            }
            let mut world = match worlds.of(commit.short(), Some(&commit), &snapshot) {
                Ok(world) => world,
                Err(error) => {
                    passed_over.push((commit, plain_reason(&error)));
                    continue;
                }
            };
            let (mut turned, mut rest) = (Vec::new(), Vec::new());
            for (at, asked) in open {
                let to = diff
                    .changes
                    .get(at)
                    .map_or(Held::No, |changed| changed.to.clone());
                let held = asked.held(&mut world, limits).map_err(DiffError::Question)?;
                if held == to {
                    rest.push((at, asked));
                } else {
                    turned.push((at, asked));
                }
            }
            open = rest;
            if let (Some((by, after)), false) = (&newer, turned.is_empty()) {
                let between: Vec<Commit> = passed_over.iter().map(|(commit, _)| commit.clone()).collect();
                let mut step = Step::new(&world, after)?;
                for (at, asked) in turned {
                    if let Some(changed) = diff.changes.get_mut(at) {
                        changed.by = by.clone().map_or(By::Uncommitted, By::Commit);
                        changed.or_in.clone_from(&between);
                        step.explain(changed, &asked, limits)
                            .map_err(DiffError::Question)?;
                    }
                }
            }
            diff.unreadable.append(&mut passed_over);
            newer = Some((Some(commit), world));
        }
        diff.unreadable.append(&mut passed_over);
        diff.unreadable.reverse();
        Ok(())
    }
}

/// Two states that follow each other.
struct Step {
    before: World,
    after: World,
    units: Vec<units::Unit>,
}

impl Step {
    fn new(before: &World, after: &World) -> Result<Self, DiffError> {
        let mut before = before.clone();
        // Words of both must mean the same: the later world is loaded on the earlier one's.
        let mut after = before
            .sharing(after)
            .map_err(|error| DiffError::Side("the later of two commits".to_owned(), error))?;
        let units = units::units(&mut before, &mut after);
        Ok(Self { before, after, units })
    }

    /// What of the step alone brought a change about, if that is enough.
    fn explain(&mut self, changed: &mut Changed, asked: &Asked, limits: &Limits) -> Result<(), WorldError> {
        let found = cause::causes(&self.before, &self.after, &self.units, asked, &changed.to, limits)?;
        changed.causes = found.units;
        changed.smallest = found.smallest;
        Ok(())
    }
}
