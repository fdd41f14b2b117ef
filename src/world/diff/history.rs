//! Conclusions over the commits of a repository: what changed between two revisions and which commit did it, who wrote
//! the facts of a proof, and how an answer changed over time.

use std::collections::BTreeMap;

use super::conclusions::{conclusions, question_of, text_of};
use super::{Changed, Diff, DiffError, Held, cause, units};
use crate::engine::Limits;
use crate::facts::{Commit, InputFile, Repository};

use super::super::World;
use super::super::error::{OpenError, WorldError};
use super::super::load::{WORKTREE, WorldOptions};
use super::super::reason::{Place, ReasonKind, Statement, Tuple};

/// Two revisions; none for the files as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// Before.
    pub from: String,
    /// After.
    pub to: Option<String>,
}

/// A fact of a proof with the commit that established it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    /// What the fact says.
    pub statement: Statement,
    /// Where it is written.
    pub place: Place,
    /// The commit; none for a line that is not committed.
    pub commit: Option<Commit>,
}

/// An answer from one commit on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The commit.
    pub commit: Commit,
    /// The answers: each conclusion with the value that can change; or why there are none.
    pub answers: Result<Vec<(Tuple, Held)>, String>,
}

impl Range {
    /// Reads `A..B`, `A..` and `A` (both up to the files as they stand).
    #[must_use]
    pub fn read(text: &str) -> Self {
        let (from, to) = text.split_once("..").unwrap_or((text, ""));
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
        }
    }
}

/// Worlds of commits, each loaded once.
struct Worlds<'a> {
    repository: &'a Repository,
    options: &'a WorldOptions,
    law: World,
    contents: BTreeMap<String, Vec<u8>>,
}

/// A world of a commit, or why there is none.
type Loaded = Result<World, String>;

impl<'a> Worlds<'a> {
    fn new(repository: &'a Repository, options: &'a WorldOptions) -> Result<Self, DiffError> {
        let law = World::of_texts(&[]).map_err(|error| DiffError::Side("the law".to_owned(), error))?;
        Ok(Self {
            repository,
            options,
            law,
            contents: BTreeMap::new(),
        })
    }

    /// Reads the contents of objects ahead, all at once.
    fn read<'b>(
        &mut self,
        snapshots: impl Iterator<Item = &'b BTreeMap<String, String>>,
    ) -> Result<(), DiffError> {
        let wanted: std::collections::BTreeSet<String> = snapshots
            .flat_map(BTreeMap::values)
            .filter(|object| !self.contents.contains_key(*object))
            .cloned()
            .collect();
        if !wanted.is_empty() {
            let found = self
                .repository
                .contents(wanted.iter())
                .map_err(DiffError::Revision)?;
            self.contents.extend(found);
        }
        Ok(())
    }

    /// The world of a commit whose files are known.
    fn of(
        &self,
        name: &str,
        commit: Option<&Commit>,
        snapshot: &BTreeMap<String, String>,
    ) -> Result<World, OpenError> {
        let files = snapshot
            .iter()
            .map(|(path, object)| InputFile {
                name: format!("{name}:{path}"),
                content: self.contents.get(object).cloned().ok_or_else(|| {
                    "its content is not in this clone; `git fetch --unshallow` brings it".to_owned()
                }),
            })
            .collect();
        let mut world = self.law.with_files(files, name.to_owned())?;
        world.revision = commit.cloned();
        self.change(world)
    }

    /// A world with the readings, assumptions and rules that were asked for.
    fn change(&self, mut world: World) -> Result<World, OpenError> {
        world.change_by(self.options)?;
        Ok(world)
    }

    fn at(&mut self, commit: &Commit) -> Result<World, DiffError> {
        let snapshot = self.repository.blobs(commit).map_err(DiffError::Revision)?;
        self.read([&snapshot].into_iter())?;
        self.of(commit.short(), Some(commit), &snapshot)
            .map_err(|error| DiffError::Side(format!("{} ({})", commit.short(), commit.date), error))
    }
}

/// What changed between two revisions, with the commit that did it.
///
/// # Errors
/// A revision cannot be read, a side does not load, or the question is wrong.
pub fn diff_revisions(
    options: &WorldOptions,
    range: &Range,
    question: Option<&str>,
    limits: &Limits,
) -> Result<Diff, DiffError> {
    let default = [std::path::PathBuf::from("facts")];
    let paths = if options.facts.is_empty() {
        &default[..]
    } else {
        &options.facts
    };
    let repository = Repository::of(paths).map_err(DiffError::Revision)?;
    let from = repository.commit(&range.from).map_err(DiffError::Revision)?;
    let to = match &range.to {
        Some(to) => Some(repository.commit(to).map_err(DiffError::Revision)?),
        None => None,
    };
    let mut worlds = Worlds::new(&repository, options)?;
    let mut before = worlds.at(&from)?;
    let mut after = match &to {
        Some(to) => {
            let snapshot = repository.blobs(to).map_err(DiffError::Revision)?;
            worlds.read([&snapshot].into_iter())?;
            worlds.law = before.bare();
            worlds
                .of(to.short(), Some(to), &snapshot)
                .map_err(|error| DiffError::Side(format!("{} ({})", to.short(), to.date), error))?
        }
        None => {
            let files = crate::facts::load_paths(paths);
            let side = |error| DiffError::Side("the files as they stand".to_owned(), error);
            let world = before
                .bare()
                .with_files(files, "the files as they stand".to_owned())
                .map_err(side)?;
            worlds.change(world).map_err(side)?
        }
    };
    let mut diff = World::diff(&mut before, &mut after, question, limits).map_err(DiffError::Question)?;
    if diff.changes.is_empty() {
        return Ok(diff);
    }
    let last = match to {
        Some(to) => to,
        None => repository.commit("HEAD").map_err(DiffError::Revision)?,
    };
    let chain = Chain::new(&mut worlds, &from, &last, range.to.is_none().then_some(&after))?;
    let mut chain = match chain {
        Some(chain) => chain,
        None => return Ok(diff),
    };
    for changed in &mut diff.changes {
        chain.attribute(changed, limits).map_err(DiffError::Question)?;
    }
    diff.unreadable = chain.unreadable();
    Ok(diff)
}

/// The states between two revisions, oldest first.
struct Chain {
    /// The commit of each state (none for files as they stand), and its world.
    states: Vec<(Option<Commit>, Loaded)>,
}

impl Chain {
    /// The states from one commit (or the last that both follow from) to another; `None` if they have nothing in common.
    fn new(
        worlds: &mut Worlds<'_>,
        from: &Commit,
        to: &Commit,
        uncommitted: Option<&World>,
    ) -> Result<Option<Self>, DiffError> {
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
        worlds.read(snapshots.iter().chain([&first]))?;
        let mut states: Vec<(Option<Commit>, Loaded)> = Vec::new();
        let all = [(base, first)]
            .into_iter()
            .chain(commits.into_iter().zip(snapshots));
        for (commit, snapshot) in all {
            let world = worlds.of(commit.short(), Some(&commit), &snapshot);
            states.push((Some(commit), world.map_err(|error| plain_reason(&error))));
        }
        if let Some(world) = uncommitted {
            states.push((None, Ok(world.clone())));
        }
        Ok(Some(Self { states }))
    }

    /// The commit behind which a conclusion stayed as it is now, with its own causes.
    fn attribute(&mut self, changed: &mut Changed, limits: &Limits) -> Result<(), WorldError> {
        if changed.tuple.relation.is_empty() {
            return Ok(());
        }
        let question = question_of(&changed.tuple);
        let mut held = Vec::new();
        for (_, world) in &mut self.states {
            held.push(match world {
                Ok(world) => match conclusions(world, &question, limits) {
                    Ok(found) => Some(found.into_values().next().map_or(Held::No, |(_, held)| held)),
                    Err(WorldError::Text { .. }) => Some(Held::No),
                    Err(error) => return Err(error),
                },
                Err(_) => None,
            });
        }
        // The last state that did not hold what holds now; those that cannot be read are passed over.
        let Some(older) = held
            .iter()
            .rposition(|held| held.as_ref().is_some_and(|held| *held != changed.to))
        else {
            return Ok(());
        };
        let newer = (older + 1..held.len()).find(|at| held.get(*at).is_some_and(Option::is_some));
        let Some(newer) = newer else { return Ok(()) };
        changed.commit = self.states.get(newer).and_then(|(commit, _)| commit.clone());
        let pair = (self.states.get(older), self.states.get(newer), held.get(older));
        if let (Some((_, Ok(before))), Some((_, Ok(after))), Some(Some(from))) = pair {
            let (mut before, mut after) = (before.clone(), after.clone());
            // Words of both must mean the same: the later world is loaded on the earlier one's.
            if let Ok(shared) = before.sharing(&after) {
                after = shared;
                let units = units::units(&mut before, &mut after);
                let found = cause::causes(
                    &before,
                    &after,
                    &units,
                    &changed.tuple,
                    (from, &changed.to),
                    limits,
                )?;
                if !found.is_empty() {
                    changed.causes = found;
                }
            }
        }
        Ok(())
    }

    fn unreadable(self) -> Vec<(Commit, String)> {
        self.states
            .into_iter()
            .filter_map(|(commit, world)| commit.zip(world.err()))
            .collect()
    }
}

/// Why a side does not load, in a line.
pub(super) fn plain_reason(error: &OpenError) -> String {
    match error {
        OpenError::Facts {
            diagnostics, sources, ..
        } => diagnostics.first().map_or_else(String::new, |first| {
            first.plain(sources).lines().next().unwrap_or_default().to_owned()
        }),
        OpenError::Unreadable { path, why } => format!("{path}: {why}"),
        OpenError::Revision(error) => error.message.clone(),
        OpenError::World(error) => match error {
            WorldError::Text { diagnostics, sources } => {
                diagnostics.first().map_or_else(String::new, |first| {
                    first.plain(sources).lines().next().unwrap_or_default().to_owned()
                })
            }
            _ => "it cannot be evaluated".to_owned(),
        },
    }
}

/// How the answer to a question changed over the commits that touched the facts, oldest first: only commits at which it
/// differs from the one before.
///
/// # Errors
/// The repository cannot be read, or the question is wrong at every commit.
pub fn log(options: &WorldOptions, question: &str, limits: &Limits) -> Result<Vec<HistoryRow>, DiffError> {
    let default = [std::path::PathBuf::from("facts")];
    let paths = if options.facts.is_empty() {
        &default[..]
    } else {
        &options.facts
    };
    let repository = Repository::of(paths).map_err(DiffError::Revision)?;
    let revision = options
        .revision
        .as_deref()
        .filter(|revision| *revision != WORKTREE)
        .unwrap_or("HEAD");
    let mut commits = repository.history(revision).map_err(DiffError::Revision)?;
    commits.reverse();
    let snapshots = repository
        .snapshots(BTreeMap::new(), &commits)
        .map_err(DiffError::Revision)?;
    let mut worlds = Worlds::new(&repository, options)?;
    worlds.read(snapshots.iter())?;
    let mut rows: Vec<HistoryRow> = Vec::new();
    let (mut wrong, mut last) = (None, None);
    let mut right = false;
    for (commit, snapshot) in commits.into_iter().zip(&snapshots) {
        limits
            .poll()
            .map_err(|error| DiffError::Question(super::super::ask::eval_error(question, error)))?;
        let answers = match worlds.of(commit.short(), Some(&commit), snapshot) {
            Ok(mut world) => match conclusions(&mut world, question, limits) {
                Ok(found) => {
                    right = true;
                    Ok(found.into_values().collect())
                }
                Err(error @ WorldError::Text { .. }) => {
                    wrong = Some(error);
                    Ok(Vec::new())
                }
                Err(error) => return Err(DiffError::Question(error)),
            },
            Err(error) => Err(plain_reason(&error)),
        };
        // A new name of an entity is no new answer.
        let told: Result<Vec<(Vec<String>, Held)>, String> = answers
            .as_ref()
            .map(|found| found.iter().map(by_ids).collect())
            .map_err(String::clone);
        if last.as_ref() != Some(&told) {
            last = Some(told);
            rows.push(HistoryRow { commit, answers });
        }
    }
    match wrong {
        Some(error) if !right => Err(DiffError::Question(error)),
        _ => Ok(rows),
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

/// The commits that established each fact on which the answers to an atom rest.
///
/// # Errors
/// The facts do not come from a repository, or the atom is wrong.
pub fn blame(options: &WorldOptions, atom: &str, limits: &Limits) -> Result<Vec<Blame>, DiffError> {
    let default = [std::path::PathBuf::from("facts")];
    let mut options = options.clone();
    if options.facts.is_empty() {
        options.facts = default.to_vec();
    }
    let repository = Repository::of(&options.facts).map_err(DiffError::Revision)?;
    let mut world = World::open(&options).map_err(|error| DiffError::Side("the facts".to_owned(), error))?;
    let why = world.why(atom, 0, limits).map_err(DiffError::Question)?;
    let mut lines: BTreeMap<String, Vec<crate::facts::Blamed>> = BTreeMap::new();
    let mut commits: BTreeMap<String, Option<Commit>> = BTreeMap::new();
    let mut found: Vec<Blame> = Vec::new();
    for reason in why
        .explanations
        .iter()
        .flat_map(|explanation| &explanation.reasons)
    {
        if reason.kind != ReasonKind::Fact {
            continue;
        }
        for place in &reason.origins {
            let path = match place.file.split_once(':') {
                Some((_, path)) if world.revision.is_some() => path.to_owned(),
                _ => match Repository::of(&[std::path::PathBuf::from(&place.file)]) {
                    Ok(own) => own.paths().first().cloned().unwrap_or_default(),
                    // A figure of the law that is built in.
                    Err(_) => continue,
                },
            };
            if !lines.contains_key(&path) {
                let blamed = repository
                    .blame(world.revision.as_ref(), &path)
                    .map_err(DiffError::Revision)?;
                lines.insert(path.clone(), blamed);
            }
            let line = lines
                .get(&path)
                .and_then(|lines| lines.get((place.line as usize).checked_sub(1)?));
            let Some(line) = line else { continue };
            let commit = commits
                .entry(line.hash.clone())
                .or_insert_with(|| repository.commit_of_hash(&line.hash).ok())
                .clone();
            let blame = Blame {
                statement: reason.statement.clone(),
                place: place.clone(),
                commit,
            };
            if !found.contains(&blame) {
                found.push(blame);
            }
        }
    }
    Ok(found)
}

/// Conclusions that hold in the merge of two revisons and in neither of them.
///
/// # Errors
/// A revision cannot be read, the texts conflict, or a side does not load.
pub fn diff_merge(
    options: &WorldOptions,
    [base, one, other]: [&str; 3],
    question: Option<&str>,
    limits: &Limits,
) -> Result<Diff, DiffError> {
    let default = [std::path::PathBuf::from("facts")];
    let paths = if options.facts.is_empty() {
        &default[..]
    } else {
        &options.facts
    };
    let repository = Repository::of(paths).map_err(DiffError::Revision)?;
    let commit = |name: &str| repository.commit(name).map_err(DiffError::Revision);
    let (base, one, other) = (commit(base)?, commit(one)?, commit(other)?);
    let tree = repository
        .merged(&base, &one, &other)
        .map_err(DiffError::Revision)?;
    let merged = Commit {
        hash: tree,
        author: String::new(),
        date: String::new(),
        subject: String::new(),
    };
    let mut worlds = Worlds::new(&repository, options)?;
    let mut left = worlds.at(&one)?;
    worlds.law = left.bare();
    let mut right = worlds.at(&other)?;
    worlds.law = right.bare();
    let snapshot = repository.blobs(&merged).map_err(DiffError::Revision)?;
    worlds.read([&snapshot].into_iter())?;
    let mut merge = worlds
        .of("merge", None, &snapshot)
        .map_err(|error| DiffError::Side("the merge".to_owned(), error))?;
    let mut diff = World::diff(&mut left, &mut merge, question, limits).map_err(DiffError::Question)?;
    let mut kept = Vec::new();
    for changed in std::mem::take(&mut diff.changes) {
        // What the other side concludes too is no news of the merge.
        let held = if changed.tuple.relation.is_empty() {
            Held::No
        } else {
            match conclusions(&mut right, &question_of(&changed.tuple), limits) {
                Ok(found) => found.into_values().next().map_or(Held::No, |(_, held)| held),
                Err(_) => Held::No,
            }
        };
        if held != changed.to && changed.to != Held::No {
            kept.push(changed);
        }
    }
    diff.changes = kept;
    diff.sides = [
        format!("{} and {}, each by itself", one.short(), other.short()),
        "their merge".to_owned(),
    ];
    Ok(diff)
}
