//! Who wrote the facts of a proof.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::World;
use super::super::answer::Conditions;
use super::super::error::OpenError;
use super::super::load::WorldOptions;
use super::super::reason::{Place, ReasonKind, Statement};
use super::worlds::paths;
use super::{AS_THEY_STAND, DiffError};
use crate::engine::Limits;
use crate::facts::{Blamed, Commit, Repository};

/// The facts on which the answers to an atom rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authors {
    /// What the answers hold under: the commit whose facts were asked among them.
    pub conditions: Conditions,
    /// Each fact with the commit that established it.
    pub facts: Vec<Blame>,
}

/// A fact of a proof with the commit that established it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blame {
    /// What the fact says.
    pub statement: Statement,
    /// The same in Korean, where there are words for it.
    pub statement_ko: Option<Statement>,
    /// Where it is written.
    pub place: Place,
    /// The commit; none for a line that is not committed.
    pub commit: Option<Commit>,
    /// Whether the clone is shallow and begins with the commit: the fact may be older.
    pub or_earlier: bool,
}

/// The commits that established each fact on which the answers to an atom rest.
///
/// # Errors
/// The facts do not come from a repository, or the atom is wrong.
pub fn blame(options: &WorldOptions, atom: &str, limits: &Limits) -> Result<Authors, DiffError> {
    let options = WorldOptions {
        facts: paths(options),
        ..options.clone()
    };
    let repository = Repository::of(&options.facts).map_err(DiffError::Revision)?;
    let mut world = World::open_within(&options, limits).map_err(|error| match error {
        OpenError::Revision(error) => DiffError::Revision(error),
        error => DiffError::Side(
            options
                .revision
                .clone()
                .unwrap_or_else(|| AS_THEY_STAND.to_owned()),
            error,
        ),
    })?;
    let why = world.why(atom, 0, limits).map_err(DiffError::Question)?;
    let begins = repository.begins().map_err(DiffError::Revision)?;
    let mut lines: BTreeMap<String, Vec<Blamed>> = BTreeMap::new();
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
                _ => match Repository::of(&[PathBuf::from(&place.file)]) {
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
                statement_ko: reason.statement_ko.clone(),
                place: place.clone(),
                commit,
                or_earlier: begins.contains(&line.hash),
            };
            if !found.contains(&blame) {
                found.push(blame);
            }
        }
    }
    Ok(Authors {
        conditions: world.conditions(),
        facts: found,
    })
}
