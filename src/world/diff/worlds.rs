//! Worlds of commits, in which no file is read twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::super::World;
use super::super::ask::eval_error;
use super::super::error::{OpenError, WorldError};
use super::super::load::WorldOptions;
use super::DiffError;
use crate::engine::Limits;
use crate::facts::{Commit, InputFile, Loaded, Repository, RevisionError};

/// The object of each fact file of a commit, by path.
pub(super) type Snapshot = BTreeMap<String, String>;

/// The paths of facts that options name; `facts` without any.
pub(super) fn paths(options: &WorldOptions) -> Vec<PathBuf> {
    if options.facts.is_empty() {
        vec![PathBuf::from("facts")]
    } else {
        options.facts.clone()
    }
}

/// Worlds of the commits of a repository.
pub(crate) struct Worlds<'a> {
    pub(super) repository: &'a Repository,
    options: &'a WorldOptions,
    limits: &'a Limits,
    /// The world whose texts the next one shares.
    pub(super) law: World,
    contents: BTreeMap<String, Vec<u8>>,
    loaded: Loaded,
}

impl<'a> Worlds<'a> {
    /// # Errors
    /// The law does not load, which cannot be.
    pub(crate) fn new(
        repository: &'a Repository,
        options: &'a WorldOptions,
        limits: &'a Limits,
    ) -> Result<Self, OpenError> {
        Ok(Self {
            repository,
            options,
            limits,
            law: World::of_texts(&[])?,
            contents: BTreeMap::new(),
            loaded: Loaded::default(),
        })
    }

    /// Reads the contents of objects ahead, all at once.
    pub(super) fn read<'b>(
        &mut self,
        snapshots: impl Iterator<Item = &'b Snapshot>,
    ) -> Result<(), RevisionError> {
        let wanted: BTreeSet<String> = snapshots
            .flat_map(BTreeMap::values)
            .filter(|object| !self.contents.contains_key(*object))
            .cloned()
            .collect();
        if !wanted.is_empty() {
            self.contents.extend(self.repository.contents(wanted.iter())?);
        }
        Ok(())
    }

    /// The world of a commit whose contents were read, without what was asked for on top.
    pub(super) fn bare(&mut self, name: &str, snapshot: &Snapshot) -> Result<World, OpenError> {
        let files = snapshot
            .iter()
            .map(|(path, object)| InputFile {
                name: format!("{name}:{path}"),
                content: self.contents.get(object).cloned().ok_or_else(|| {
                    "its content is not in this clone; `git fetch --unshallow` brings it".to_owned()
                }),
            })
            .collect();
        self.law
            .with_files_again(files, name.to_owned(), &mut self.loaded)
    }

    /// The world of a commit whose contents were read.
    pub(super) fn of(
        &mut self,
        name: &str,
        commit: Option<&Commit>,
        snapshot: &Snapshot,
    ) -> Result<World, OpenError> {
        let mut world = self.bare(name, snapshot)?;
        world.revision = commit.cloned();
        self.change(world)
    }

    /// A world with the readings, assumptions and rules that were asked for.
    pub(super) fn change(&self, mut world: World) -> Result<World, OpenError> {
        world.change_by(self.options)?;
        Ok(world)
    }

    /// The world of a commit; where its facts do not load, the error names the commit that broke them.
    pub(crate) fn at(&mut self, commit: &Commit) -> Result<World, OpenError> {
        let snapshot = self.repository.blobs(commit).map_err(OpenError::Revision)?;
        self.read([&snapshot].into_iter()).map_err(OpenError::Revision)?;
        let mut found = self.of(commit.short(), Some(commit), &snapshot);
        if let Err(OpenError::Facts { breakage, .. }) = &mut found {
            *breakage = self.breakage(commit)?.map(Box::new);
        }
        found
    }

    /// Whether to go on.
    pub(super) fn poll(&self) -> Result<(), OpenError> {
        let polled = self.limits.poll();
        polled.map_err(|error| OpenError::World(eval_error("", error)))
    }

    /// The same as a side of a comparison.
    pub(super) fn side(&mut self, commit: &Commit) -> Result<World, DiffError> {
        self.at(commit).map_err(|error| match error {
            OpenError::Revision(error) => DiffError::Revision(error),
            OpenError::World(error @ WorldError::Eval { .. }) => DiffError::Question(error),
            error => DiffError::Side(format!("{} ({})", commit.short(), commit.date), error),
        })
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
