//! What changed between two revisions, and which commit did it.

use super::super::World;
use super::super::error::OpenError;
use super::super::load::{WORKTREE, WorldOptions};
use super::walk::{Open, Walk, Way};
use super::worlds::{Worlds, paths};
use super::{AS_THEY_STAND, Diff, DiffError, StandIn, law_side};
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
    let commit = |name: &String| repository.commit(name).map_err(DiffError::Revision);
    let (from, to) = DiffError::both(commit(&range.from), range.to.as_ref().map(commit).transpose())?;
    let from = match (&to, range.since_fork) {
        (_, false) => from,
        (Some(to), true) => repository.merge_base(&from, to).map_err(DiffError::Revision)?,
        (None, true) => {
            let head = repository.commit("HEAD").map_err(DiffError::Revision)?;
            repository.merge_base(&from, &head).map_err(DiffError::Revision)?
        }
    };
    let mut worlds = Worlds::new(&repository, options, limits).map_err(law_side)?;
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
    let base = repository.merge_base(&from, &last).ok();
    diff.fork = base.clone().filter(|fork| fork.hash != from.hash);
    if let Some(base) = base {
        let mut open = Open::all(&diff, question);
        let made = Walk::new(&mut worlds, &base, &last, uncommitted)?;
        made.back(&mut diff, &mut open, Way::Made, limits)?;
        let undone = Walk::new(&mut worlds, &base, &from, None)?;
        undone.back(&mut diff, &mut open, Way::Undone, limits)?;
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
