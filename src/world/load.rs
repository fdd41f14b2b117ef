//! Opening a world: the built-in law, the built-in facts or named ones, readings and assumptions.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{Limits, Symbols};
use crate::facts::{
    Cell, Commit, EntityKind, FactBase, InputFile, Loaded, Names, Repository, Schema, check, check_beside,
    load_again, load_paths,
};
use crate::groups::Entities;
use crate::lang::program::{Program, RelationId, Type};
use crate::lang::syntax::RelationKind;
use crate::law::{Engine, Law};

use super::change::Change;
use super::diff::Worlds;
use super::error::{OpenError, WorldError};
use super::scenario::Scenario;
use super::{FactIndex, World};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The name of the files as they stand, among revisions.
pub const WORKTREE: &str = "WORKTREE";

/// What the built-in facts are called.
pub const BUILT_IN: &str = "built in";

/// What to open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldOptions {
    /// Files and directories of facts; none for the built-in ones.
    pub facts: Vec<PathBuf>,
    /// Whether the built-in facts are loaded beside the files.
    pub built_in: bool,
    /// The revision whose facts are loaded; none for the files as they stand.
    pub revision: Option<String>,
    /// Readings, as `issue=option`.
    pub readings: Vec<String>,
    /// Facts to assume, in the rule language.
    pub assume: Vec<String>,
    /// Facts to leave out.
    pub retract: Vec<String>,
    /// Scenarios, made before everything else.
    pub scenarios: Vec<Scenario>,
}

/// What is loaded, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Rules of law.
    pub rules: usize,
    /// Given rows.
    pub facts: usize,
    /// Fact files.
    pub files: usize,
    /// `built in`, or the paths.
    pub origin: String,
}

impl World {
    /// Opens a world.
    ///
    /// # Errors
    /// Everything that is wrong with the files, or a wrong reading or assumption.
    pub fn open(options: &WorldOptions) -> Result<World, OpenError> {
        Self::open_within(options, &Limits::default())
    }

    /// The same; a search for the commit that broke a revision ends where a limit is reached.
    ///
    /// # Errors
    /// As [`World::open`], or a limit was reached.
    pub fn open_within(options: &WorldOptions, limits: &Limits) -> Result<World, OpenError> {
        let mut world = Self::open_facts(options, limits)?;
        world.opened = WorldOptions {
            readings: Vec::new(),
            assume: Vec::new(),
            retract: Vec::new(),
            scenarios: Vec::new(),
            ..options.clone()
        };
        world.change_by(options)?;
        Ok(world)
    }

    /// Makes the changes that options ask for: scenarios, readings, assumptions, retractions.
    pub(super) fn change_by(&mut self, options: &WorldOptions) -> Result<(), OpenError> {
        for scenario in &options.scenarios {
            self.play(scenario).map_err(OpenError::World)?;
        }
        let mut read: BTreeMap<&str, &str> = BTreeMap::new();
        for reading in &options.readings {
            let issue = reading.split('=').next().unwrap_or_default().trim();
            if let Some(before) = read.insert(issue, reading).filter(|before| before != reading) {
                let message = format!("`{issue}` is read in two ways: `{before}` and `{reading}`");
                let help = "keep one of them; `readings` answers under each reading";
                return Err(OpenError::World(WorldError::whole_of(
                    "reading",
                    "query::said-twice",
                    reading,
                    message,
                    help,
                )));
            }
            self.set_reading(reading).map_err(OpenError::World)?;
        }
        for fact in &options.retract {
            self.retract(fact).map_err(OpenError::World)?;
        }
        for (number, fact) in options.assume.iter().enumerate() {
            let told = self.assumptions_told();
            self.assume(fact).map_err(OpenError::World)?;
            let now = self.assumptions_told();
            let before = options.assume.iter().take(number).map(|fact| fact.trim());
            let mut replaced = before.filter(|before| {
                told.iter().any(|text| text == before) && !now.iter().any(|text| text == before)
            });
            if let Some(before) = replaced.next() {
                let message = format!("this takes the place of another assumption, `{before}`");
                let help = "there can be one such fact only: keep one of the two";
                return Err(OpenError::World(WorldError::whole_of(
                    "assumption",
                    "query::said-twice",
                    fact,
                    message,
                    help,
                )));
            }
        }
        Ok(())
    }

    fn open_facts(options: &WorldOptions, limits: &Limits) -> Result<World, OpenError> {
        if let Some(revision) = options
            .revision
            .as_deref()
            .filter(|revision| *revision != WORKTREE)
        {
            return Self::open_revision(&options.facts, revision, limits);
        }
        let mut files = load_paths(&options.facts);
        let mut origin: Vec<String> = options
            .facts
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        if options.facts.is_empty() || options.built_in {
            files.extend(built_in_files());
            origin.insert(0, BUILT_IN.to_owned());
        }
        Self::from_files(files, origin.join(", "))
    }

    /// Loads other facts, or the same ones as they stand now, and makes the changes of this world on top of them.
    /// Returns the new world with the changes that no longer apply.
    ///
    /// # Errors
    /// As [`World::open`]; this world stays as it is.
    pub fn reopen(
        &self,
        options: &WorldOptions,
        limits: &Limits,
    ) -> Result<(World, Vec<(Change, WorldError)>), OpenError> {
        let mut world = Self::open_within(options, limits)?;
        world.engine = self.engine;
        let refused = world.replay(&self.changes);
        Ok((world, refused))
    }

    /// What was opened, without readings and assumptions.
    #[must_use]
    pub fn opened(&self) -> &WorldOptions {
        &self.opened
    }

    /// A world of the facts that a repository holds at a revision; `facts` without any path.
    fn open_revision(paths: &[PathBuf], revision: &str, limits: &Limits) -> Result<World, OpenError> {
        let default = [PathBuf::from("facts")];
        let paths = if paths.is_empty() { &default[..] } else { paths };
        let repository = Repository::of(paths).map_err(OpenError::Revision)?;
        let commit = repository.commit(revision).map_err(OpenError::Revision)?;
        Self::at_commit(&repository, &commit, limits)
    }

    /// A world of the facts of a commit.
    ///
    /// # Errors
    /// The files cannot be read, or everything that is wrong with them, or a limit was reached.
    pub fn at_commit(repository: &Repository, commit: &Commit, limits: &Limits) -> Result<World, OpenError> {
        let none = WorldOptions::default();
        let mut world = Worlds::new(repository, &none, limits)?.at(commit)?;
        world.origin = format!(
            "{} of {} ({})",
            repository.paths().join(", "),
            commit.short(),
            commit.date
        );
        Ok(world)
    }

    /// A world of other files on the same law. Rows of both worlds can be compared word by word.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn with_files(&self, files: Vec<InputFile>, origin: String) -> Result<World, OpenError> {
        self.with_files_again(files, origin, &mut Loaded::default())
    }

    /// As [`World::with_files`], for one state of files after the other: what an earlier load of `loaded` has read
    /// and is as it was is not read again.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn with_files_again(
        &self,
        files: Vec<InputFile>,
        origin: String,
        loaded: &mut Loaded,
    ) -> Result<World, OpenError> {
        Self::on(Arc::clone(&self.law), self.symbols.clone(), files, origin, loaded)
    }

    /// A world of no facts that knows every text of this one.
    pub(super) fn bare(&self) -> World {
        let mut world = self.clone();
        world.own = None;
        world
    }

    /// The facts and changes of another world on the texts of this one, so that their rows can be compared.
    ///
    /// # Errors
    /// A change of the other world does not apply, which cannot be.
    pub fn sharing(&self, other: &World) -> Result<World, OpenError> {
        let mut world = Self::new(
            Arc::clone(&self.law),
            self.symbols.clone(),
            Arc::clone(&other.base),
            other.origin.clone(),
            other.files,
        );
        world.revision.clone_from(&other.revision);
        for change in &other.changes {
            world.change(change.clone()).map_err(OpenError::World)?;
        }
        Ok(world)
    }

    /// A world of one file of facts on the built-in law alone.
    ///
    /// # Errors
    /// Everything that is wrong with the file.
    pub fn of_file(file: InputFile) -> Result<World, OpenError> {
        let name = file.name.clone();
        Self::from_files(vec![file], name)
    }

    /// A world of fact texts on the built-in law alone, as case files are read.
    ///
    /// # Errors
    /// Everything that is wrong with the texts.
    pub fn of_texts(texts: &[(&str, &str)]) -> Result<World, OpenError> {
        let files = texts
            .iter()
            .map(|(name, text)| InputFile::text(*name, *text))
            .collect();
        Self::from_files(files, "texts".to_owned())
    }

    fn from_files(files: Vec<InputFile>, origin: String) -> Result<World, OpenError> {
        let (law, symbols) =
            Law::load().map_err(|error| OpenError::World(WorldError::Internal(error.to_string())))?;
        Self::on(Arc::new(law), symbols, files, origin, &mut Loaded::default())
    }

    fn on(
        law: Arc<Law>,
        symbols: Symbols,
        files: Vec<InputFile>,
        origin: String,
        loaded: &mut Loaded,
    ) -> Result<World, OpenError> {
        let schema = Schema::from_program(&law.program);
        let count = files.len();
        let (base, diagnostics) = load_again(&law_files(), files, &schema, loaded);
        if !diagnostics.is_empty() {
            return Err(OpenError::Facts {
                findings: check_beside(&base, &diagnostics),
                diagnostics,
                sources: base.sources_text.clone(),
                breakage: None,
            });
        }
        let mut world = Self::new(law, symbols, base, origin, count);
        // The law's own changes are checked by a test, and read when they are needed.
        if world.base.changes.iter().any(|change| !change.of_law) {
            world.declared().map_err(|diagnostics| OpenError::Facts {
                findings: check_beside(&world.base, &diagnostics),
                diagnostics,
                sources: world.base.sources_text.clone(),
                breakage: None,
            })?;
        }
        Ok(world)
    }

    fn new(law: Arc<Law>, mut symbols: Symbols, base: Arc<FactBase>, origin: String, files: usize) -> World {
        let entities = Entities::new(&base.names);
        let given = words_of(&law.program, &mut symbols, &base, &entities);
        let findings = check(&base);
        let mut world = World {
            law,
            symbols,
            base,
            entities: Arc::new(entities),
            given,
            store: None,
            findings,
            readings: BTreeMap::new(),
            assumptions: Vec::new(),
            changes: Vec::new(),
            rules: None,
            derived: None,
            declared: None,
            fact_index: None,
            engine: Engine::Compiled,
            opened: WorldOptions::default(),
            own: None,
            revision: None,
            origin,
            files,
        };
        world.place_by_holdings();
        world
    }

    /// Puts the world back as it was loaded.
    pub(super) fn as_loaded(&mut self) {
        self.given = words_of(&self.law.program, &mut self.symbols, &self.base, &self.entities);
        self.readings.clear();
        self.assumptions.clear();
        self.changes.clear();
        self.own = None;
        self.place_by_holdings();
    }

    /// How many facts were read from how many files, those of the law apart.
    #[must_use]
    pub fn facts_read(&self) -> (usize, usize) {
        let of_law = law_files().len();
        let rows = self.base.rows.iter();
        let own = rows.filter(|row| row.origin.span.file.0 as usize >= of_law);
        (own.count(), self.files)
    }

    /// Whether nothing is written beside the law itself.
    #[must_use]
    pub fn has_law_only(&self) -> bool {
        let of_law = law_files().len();
        !self
            .base
            .written
            .iter()
            .any(|record| record.span.file.0 as usize >= of_law)
    }

    /// What is loaded.
    #[must_use]
    pub fn summary(&self) -> Summary {
        Summary {
            rules: self.law.program.rules.len(),
            facts: self.base.rows.len(),
            files: self.files,
            origin: self.origin.clone(),
        }
    }
}

fn is_law(path: &str) -> bool {
    path.starts_with("facts/law/")
}

pub(super) fn law_files() -> Vec<(&'static str, &'static str)> {
    EMBEDDED
        .iter()
        .copied()
        .filter(|(path, _)| is_law(path))
        .collect()
}

fn built_in_files() -> Vec<InputFile> {
    EMBEDDED
        .iter()
        .filter(|(path, _)| !is_law(path))
        .map(|(path, text)| InputFile::text(*path, *text))
        .collect()
}

/// The kind of entity that a type names, if it is one with names.
pub(crate) fn entity_kind(program: &Program, ty: Type) -> Option<EntityKind> {
    let Type::Named(_) = ty else { return None };
    match program.type_name(ty) {
        "Body" => Some(EntityKind::Body),
        "Firm" => Some(EntityKind::Firm),
        "Group" => Some(EntityKind::Group),
        "Person" => Some(EntityKind::Person),
        "Project" => Some(EntityKind::Project),
        "Provision" => Some(EntityKind::Provision),
        _ => None,
    }
}

/// The rows of a base as words, one buffer for each relation, merged entities under one id.
fn words_of(program: &Program, symbols: &mut Symbols, base: &FactBase, entities: &Entities) -> Vec<Vec<i64>> {
    let mut given = vec![Vec::new(); program.relations.len()];
    each_row(program, symbols, base, entities, &mut |_, id, words| {
        if let Some(buffer) = given.get_mut(id.0 as usize) {
            buffer.extend(words);
        }
    });
    given
}

/// Shows each row of a base with its number, its relation and its words.
pub(super) fn each_row(
    program: &Program,
    symbols: &mut Symbols,
    base: &FactBase,
    entities: &Entities,
    show: &mut dyn FnMut(usize, RelationId, Vec<i64>),
) {
    let mut relation: Option<(&str, RelationId)> = None;
    for (number, row) in base.rows.iter().enumerate() {
        if relation.is_none_or(|(name, _)| name != &*row.relation) {
            relation = program
                .relation_named(&row.relation)
                .map(|id| (&*row.relation, id));
        }
        let Some((_, id)) = relation else { continue };
        let Some(declared) = program.relation(id) else {
            continue;
        };
        if declared.kind == RelationKind::Derived || declared.columns.len() != row.values.len() {
            continue;
        }
        let words: Vec<i64> = declared
            .columns
            .iter()
            .zip(&row.values)
            .map(|(column, cell)| match (cell, entity_kind(program, column.ty)) {
                (Cell::Number(number), _) => *number,
                (Cell::Text(text), Some(kind)) => symbols.intern(entities.canonical(kind, text)),
                (Cell::Text(text), None) => symbols.intern(text),
            })
            .collect();
        show(number, id, words);
    }
}

impl World {
    /// Rows of the base by relation and words; several rows that merged entities made equal stand together.
    pub(super) fn fact_index(&mut self) -> Arc<FactIndex> {
        if let Some(index) = &self.fact_index {
            return Arc::clone(index);
        }
        let mut index = FactIndex::default();
        each_row(
            &self.law.program,
            &mut self.symbols,
            &self.base,
            &self.entities,
            &mut |number, id, words| {
                let number = u32::try_from(number).unwrap_or(u32::MAX);
                index.entry((id.0, words.into())).or_default().push(number);
            },
        );
        let index = Arc::new(index);
        self.fact_index = Some(Arc::clone(&index));
        index
    }
}

/// All names of a kind, for suggestions.
pub(crate) fn names_of(names: &Names, kind: EntityKind) -> impl Iterator<Item = &str> {
    names
        .iter()
        .filter(move |name| name.kind == kind)
        .flat_map(|name| name.all())
}
