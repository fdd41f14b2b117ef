//! How an answer changed over the commits.

use std::collections::BTreeMap;

use super::super::answer::Conditions;
use super::super::error::{OpenError, WorldError};
use super::super::load::{WORKTREE, WorldOptions};
use super::super::reason::Tuple;
use super::conclusions::{conclusions, text_of};
use super::worlds::{Snapshot, Worlds, paths, plain_reason};
use super::{DiffError, Held, law_side};
use crate::engine::Limits;
use crate::facts::{Commit, Repository, RevisionError};

/// How an answer changed over the commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The commits at which it differs from the one before, oldest first.
    pub rows: Vec<HistoryRow>,
    /// The commit with which a shallow clone begins: what was before is not known.
    pub cut: Option<Commit>,
    /// What the answers hold under at every commit, besides the facts.
    pub conditions: Conditions,
}

/// An answer from one commit on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The commit.
    pub commit: Commit,
    /// The answers: each conclusion with the value that can change; or why there are none.
    pub answers: Result<Vec<(Tuple, Held)>, String>,
}

/// How the answer to a question changed over the commits that touched the facts, oldest first: only commits at which it
/// differs from the one before.
///
/// # Errors
/// The repository cannot be read, or the question or what is supposed is wrong at every commit.
pub fn log(options: &WorldOptions, question: &str, limits: &Limits) -> Result<History, DiffError> {
    let repository = Repository::of(&paths(options)).map_err(DiffError::Revision)?;
    let revision = options
        .revision
        .as_deref()
        .filter(|revision| *revision != WORKTREE)
        .unwrap_or("HEAD");
    let mut commits = repository.history(revision).map_err(DiffError::Revision)?;
    if commits.is_empty() {
        return Err(DiffError::Revision(RevisionError {
            message: format!(
                "no commit up to `{revision}` holds `{}`",
                repository.paths().join("`, `")
            ),
            help: "name the facts with `--facts PATH…`".to_owned(),
        }));
    }
    commits.reverse();
    let begins = repository.begins().map_err(DiffError::Revision)?;
    let cut = commits
        .first()
        .filter(|first| begins.contains(&first.hash))
        .cloned();
    let snapshots = repository
        .snapshots(BTreeMap::new(), &commits)
        .map_err(DiffError::Revision)?;
    let mut worlds = Worlds::new(&repository, options, limits).map_err(law_side)?;
    worlds.read(snapshots.iter()).map_err(DiffError::Revision)?;
    let mut rows: Vec<HistoryRow> = Vec::new();
    let (mut wrong, mut last) = (None, None);
    let mut right = false;
    let mut conditions = Conditions::default();
    let mut before: Option<&Snapshot> = None;
    for (commit, snapshot) in commits.into_iter().zip(&snapshots) {
        limits
            .poll()
            .map_err(|error| DiffError::Question(super::super::ask::eval_error(question, error)))?;
        // Files that are no facts lie among the facts too.
        if before.replace(snapshot) == Some(snapshot) {
            continue;
        }
        let answers = match worlds.of(commit.short(), Some(&commit), snapshot) {
            Ok(mut world) => match conclusions(&mut world, question, limits) {
                Ok(found) => {
                    right = true;
                    conditions = world.conditions();
                    Ok(found.into_values().collect())
                }
                Err(error @ WorldError::Text { .. }) => {
                    wrong = Some(error);
                    Ok(Vec::new())
                }
                Err(error) => return Err(DiffError::Question(error)),
            },
            // What is supposed may name what was not known yet.
            Err(OpenError::World(error @ WorldError::Text { .. })) => {
                wrong = Some(error);
                Ok(Vec::new())
            }
            Err(error) => Err(plain_reason(&error)),
        };
        // A new name of an entity is no new answer, and the first commit that cannot be read stands for those behind it.
        let told: Option<Vec<(Vec<String>, Held)>> = answers
            .as_ref()
            .ok()
            .map(|found| found.iter().map(by_ids).collect());
        if last.as_ref() != Some(&told) {
            last = Some(told);
            rows.push(HistoryRow { commit, answers });
        }
    }
    match wrong {
        Some(error) if !right => Err(DiffError::Question(error)),
        _ => Ok(History {
            rows,
            cut,
            conditions: Conditions {
                revision: None,
                ..conditions
            },
        }),
    }
}

/// A conclusion by the ids of its entities.
fn by_ids((tuple, held): &(Tuple, Held)) -> (Vec<String>, Held) {
    let values = tuple
        .values
        .iter()
        .map(|value| value.as_ref().map_or_else(String::new, text_of));
    (values.collect(), held.clone())
}
