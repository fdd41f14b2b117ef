//! Why a guard no longer holds: facts that changed behind the commit that wrote it, or the tool that answers.
//!
//! The guard is asked again on the facts of that commit. Where it holds there, the facts changed since are the cause. Where
//! it does not, and another tenderlog gave its answer, no fact explains the difference: the tool does.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::World;
use super::cases::CaseOutcome;
use super::diff::Worlds;
use super::load::WorldOptions;
use super::tool::tool;
use crate::engine::Limits;
use crate::facts::{Case, Commit, Repository};
use crate::lang::source::Span;

/// Why the answer of a guard is another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuardCause {
    /// It holds on the facts of a commit, the one that wrote it or with which a shallow clone begins: what changed since did it.
    Facts(Commit),
    /// It does not hold on them either, and the answer was given by another tenderlog.
    Tool {
        /// The commit that wrote it.
        commit: Commit,
        /// The tenderlog that gave the answer.
        recorded: String,
    },
    /// It does not hold on them either, and no other tenderlog is known to have given the answer.
    Never(Commit),
}

/// An answer that is another one because of the tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByTool {
    /// The guard.
    pub guard: Case,
    /// The file that it is written in, and the line.
    pub place: (String, u32),
    /// The commit that wrote it.
    pub commit: Commit,
    /// The tenderlog that gave the answer.
    pub recorded: String,
    /// Expected and missing.
    pub missing: Vec<String>,
    /// Given and not expected.
    pub unexpected: Vec<String>,
}

impl World {
    /// Why a guard that does not hold does not; none where no commit is known whose facts it was written for.
    pub(super) fn guard_cause(&self, guard: &Case, limits: &Limits) -> Option<GuardCause> {
        let opened = &self.opened().facts;
        let paths = match opened.as_slice() {
            [] => vec![PathBuf::from("facts")],
            paths => paths.to_vec(),
        };
        let repository = Repository::of(&paths).ok()?;
        let commit = self.written_in(guard, &repository)?;
        let or_earlier = repository.begins().ok()?.contains(&commit.hash);
        let options = WorldOptions::default();
        let mut then = Worlds::new(&repository, &options, limits)
            .ok()?
            .at(&commit)
            .ok()?;
        // Lines of several commits may never have stood together before a merge.
        if !then.base.guards.iter().any(|other| same(other, guard)) {
            return None;
        }
        Some(match then.run_case(guard, limits, None).ok()? {
            CaseOutcome::Passed => GuardCause::Facts(commit),
            CaseOutcome::Broken(_) => return None,
            // It may have been written for facts that are not in this clone.
            CaseOutcome::Failed { .. } if or_earlier => return None,
            CaseOutcome::Failed { .. } => match &guard.tool {
                Some(recorded) if recorded != tool() => GuardCause::Tool {
                    commit,
                    recorded: recorded.clone(),
                },
                _ => GuardCause::Never(commit),
            },
        })
    }

    /// The commit that last wrote a guard; none for one that is not committed.
    fn written_in(&self, guard: &Case, repository: &Repository) -> Option<Commit> {
        let sources = &self.base.sources_text;
        let file = sources.file(guard.span.file)?;
        let path = match file.name.split_once(':') {
            Some((_, path)) if self.revision.is_some() => path.to_owned(),
            _ => Repository::of(&[PathBuf::from(&file.name)])
                .ok()?
                .paths()
                .first()?
                .clone(),
        };
        let blamed = repository.blame(self.revision.as_ref(), &path).ok()?;
        let places = &guard.places;
        let parts = [Some(places.ask), places.rows, places.reason, places.tool];
        let mut hashes = BTreeSet::new();
        for part in parts.into_iter().flatten() {
            let end = Span {
                start: part.end.saturating_sub(1).max(part.start),
                ..part
            };
            let (first, last) = (sources.place(part).0, sources.place(end).0);
            for line in first..=last {
                hashes.insert(blamed.get((line as usize).checked_sub(1)?)?.hash.clone());
            }
        }
        repository.newest(&hashes).ok()
    }

    /// Guards that do not hold because another tenderlog gave their answers.
    pub(super) fn guards_by_tool(&self, limits: &Limits) -> Vec<ByTool> {
        let by_other = |guard: &&Case| guard.tool.as_deref().is_some_and(|recorded| recorded != tool());
        let guards: Vec<Case> = self.base.guards.iter().filter(by_other).cloned().collect();
        let results = self.run_these_guards(&guards, limits);
        guards
            .into_iter()
            .zip(results)
            .filter_map(|(guard, result)| match (result.outcome, result.cause) {
                (
                    CaseOutcome::Failed { missing, unexpected },
                    Some(GuardCause::Tool { commit, recorded }),
                ) => {
                    let sources = &self.base.sources_text;
                    let file = sources.file(guard.span.file).map_or("", |file| &file.name);
                    Some(ByTool {
                        place: (file.to_owned(), sources.place(guard.span).0),
                        guard,
                        commit,
                        recorded,
                        missing,
                        unexpected,
                    })
                }
                _ => None,
            })
            .collect()
    }
}

/// Whether two guards ask the same and expect the same.
fn same(one: &Case, other: &Case) -> bool {
    (&one.ask, &one.rows, &one.cites) == (&other.ask, &other.rows, &other.cites)
        && (&one.readings, &one.assume) == (&other.readings, &other.assume)
}
