//! Two worlds of any kind compared: revisions, readings, assumptions, scenarios, files.

use super::super::World;
use super::super::load::{WORKTREE, WorldOptions};
use super::walk::{Open, Walk, Way};
use super::worlds::{Worlds, paths};
use super::{Diff, DiffError, Range, diff_revisions, law_side};
use crate::engine::Limits;
use crate::facts::{Commit, Repository};

/// What changes between two worlds. Where a side is a revision, the commit is named that did it.
///
/// # Errors
/// A side does not load, or the question is wrong.
pub fn diff_sides(
    [left, right]: [&WorldOptions; 2],
    question: Option<&str>,
    limits: &Limits,
) -> Result<Diff, DiffError> {
    let of_revision = left.revision.is_some() || right.revision.is_some();
    // A revision is one of `facts` where nothing is named, and so is what it is compared with.
    let [left, right] = [left, right].map(|options| WorldOptions {
        facts: if of_revision {
            paths(options)
        } else {
            options.facts.clone()
        },
        ..options.clone()
    });
    let (left, right) = (&left, &right);
    if let (Some(from), true) = (revision(left), without_revision(left) == without_revision(right)) {
        let range = Range {
            from: from.to_owned(),
            to: revision(right).map(str::to_owned),
            since_fork: false,
        };
        return diff_revisions(&without_revision(left), &range, question, limits);
    }
    let open = |name: &str, options| {
        World::open_within(options, limits).map_err(|error| DiffError::Side(name.to_owned(), error))
    };
    let (mut before, after) = DiffError::both(open("left", left), open("right", right))?;
    let mut after = before
        .sharing(&after)
        .map_err(|error| DiffError::Side("right".to_owned(), error))?;
    let mut diff = World::diff(&mut before, &mut after, question, limits).map_err(DiffError::Question)?;
    if of_revision && left.facts == right.facts {
        name_commits(&mut diff, [(left, before), (right, after)], question, limits)?;
    }
    Ok(diff)
}

/// The revision of a side that is none of the files as they stand.
fn revision(options: &WorldOptions) -> Option<&str> {
    options
        .revision
        .as_deref()
        .filter(|revision| *revision != WORKTREE)
}

fn without_revision(options: &WorldOptions) -> WorldOptions {
    WorldOptions {
        revision: None,
        ..options.clone()
    }
}

/// Names the commit of each change that facts brought about.
fn name_commits(
    diff: &mut Diff,
    [(left, before), (right, after)]: [(&WorldOptions, World); 2],
    question: Option<&str>,
    limits: &Limits,
) -> Result<(), DiffError> {
    let repository = Repository::of(&paths(left)).map_err(DiffError::Revision)?;
    let end = |world: World| -> Result<(Commit, Option<World>), DiffError> {
        match world.revision.clone() {
            Some(commit) => Ok((commit, None)),
            None => Ok((
                repository.commit("HEAD").map_err(DiffError::Revision)?,
                Some(world),
            )),
        }
    };
    let bare = before.bare();
    let ((from, uncommitted), (to, also_uncommitted)) = (end(before)?, end(after)?);
    let Ok(base) = repository.merge_base(&from, &to) else {
        return Ok(());
    };
    let mut open = Open::by_facts(diff, question);
    for (options, end, world, way) in [
        (right, &to, also_uncommitted, Way::Made),
        (left, &from, uncommitted, Way::Undone),
    ] {
        let mut worlds = Worlds::new(&repository, options, limits).map_err(law_side)?;
        worlds.law = bare.clone();
        Walk::new(&mut worlds, &base, end, world)?.back(diff, &mut open, way, limits)?;
    }
    Ok(())
}
