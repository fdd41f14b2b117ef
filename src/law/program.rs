//! The checked law with both of its engines.

use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{Database, EvalError, Evaluator, Limits, Symbols, word_of};
use crate::lang::checker::check;
use crate::lang::parser::parse_module;
use crate::lang::program::{Program, RelationId, Term, Type};
use crate::lang::source::Sources;
use crate::lang::syntax::RelationKind;

use super::compiled::Compiled;
use super::files::law_texts;
use super::mutant::Mutant;
use super::reach::Reach;
use super::store::read_by;

/// Which engine derives the tuples of a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The crepe program that the build generated.
    Compiled,
    /// The evaluator.
    Evaluator,
}

/// The law as this program was built with it.
#[derive(Debug)]
pub struct Law {
    /// The checked program.
    pub program: Program,
    /// The texts of its files.
    pub sources: Arc<Sources>,
    pub(crate) ids: Ids,
    pub(crate) evaluator: Evaluator,
    /// None for a law that was changed after the build.
    compiled: Option<Compiled>,
    derived: Vec<RelationId>,
    reach: OnceLock<Reach>,
    /// Relations that rest on rows that are made for findings.
    findings: FxHashSet<RelationId>,
}

/// The law's text does not fit the program around it: a fault of the build, never of the user.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// The text does not parse or check.
    #[error("the built-in law does not check: {0}")]
    Text(String),
    /// A relation that the program relies on is not declared.
    #[error("the built-in law has no relation `{0}`")]
    Relation(&'static str),
}

/// The relations and words that the docket runner itself reads and writes.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) asked: RelationId,
    pub(crate) asked_project: RelationId,
    pub(crate) project_supposed: RelationId,
    pub(crate) amount_supposed: RelationId,
    pub(crate) day_supposed: RelationId,
    pub(crate) reading_supposed: RelationId,
    pub(crate) firm_supposed: RelationId,
    pub(crate) project_choice: RelationId,
    pub(crate) amount_choice: RelationId,
    pub(crate) day_choice: RelationId,
    pub(crate) reading_choice: RelationId,
    pub(crate) firm_choice: RelationId,
    pub(crate) outcome: RelationId,
    pub(crate) tier_of: RelationId,
    pub(crate) counted: RelationId,
    pub(crate) member: RelationId,
    pub(crate) controlled: RelationId,
    pub(crate) ordered_by: RelationId,
    pub(crate) reorder_of: RelationId,
    pub(crate) participant: RelationId,
    pub(crate) reading: RelationId,
    pub(crate) reading_matters: RelationId,
    pub(crate) verdict: RelationId,
    pub(crate) beside: RelationId,
    pub(crate) turns_on: RelationId,
    pub(crate) class_turns_on: RelationId,
    /// Rank of each word of the vocabularies `Key` and `Issue`: the order in which choices are made.
    pub(crate) rank: FxHashMap<i64, usize>,
    /// `reading:ISSUE` of each issue.
    pub(crate) reading_key: FxHashMap<i64, i64>,
    /// The word `undetermined`.
    pub(crate) undetermined: i64,
}

impl Law {
    /// Reads the built-in law and makes both engines ready.
    ///
    /// # Errors
    /// Only if the program was built wrongly.
    pub fn load() -> Result<(Self, Symbols), LawError> {
        let mut sources = Sources::default();
        let mut modules = Vec::new();
        for (name, text) in law_texts() {
            let file = sources.add(format!("law/{name}.dl"), text);
            let (module, errors) = parse_module(file, text);
            if let Some(error) = errors.first() {
                return Err(LawError::Text(error.diagnostic().message));
            }
            modules.push(module);
        }
        let program = check(None, &modules, true).map_err(|errors| {
            LawError::Text(
                errors
                    .first()
                    .map_or_else(String::new, |error| error.diagnostic().message),
            )
        })?;
        let mut symbols = Symbols::with_words(program.words.iter().map(String::as_str));
        let ids = Ids::new(&program, &mut symbols)?;
        let evaluator = Evaluator::new(&program, &mut symbols);
        let compiled = Compiled::new(&program, &mut symbols);
        let derived = (0_u32..)
            .zip(&program.relations)
            .filter(|(_, relation)| relation.kind == RelationKind::Derived)
            .map(|(index, _)| RelationId(index))
            .collect();
        let findings = findings(&program, &ids);
        Ok((
            Self {
                program,
                sources: Arc::new(sources),
                ids,
                evaluator,
                compiled: Some(compiled),
                derived,
                reach: OnceLock::new(),
                findings,
            },
            symbols,
        ))
    }

    /// The law with one rule in another form, or without it; only the evaluator derives its tuples.
    #[must_use]
    pub(crate) fn with(&self, mutant: &Mutant, symbols: &mut Symbols) -> Self {
        let index = mutant.rule.0 as usize;
        let mut program = self.program.clone();
        match (&mutant.changed, program.rules.get_mut(index)) {
            (Some(changed), Some(rule)) => rule.clone_from(changed),
            (None, Some(_)) => drop(program.rules.remove(index)),
            (_, None) => {}
        }
        Self {
            program,
            sources: Arc::clone(&self.sources),
            ids: self.ids.clone(),
            evaluator: self.evaluator.with_rule(index, mutant.changed.as_ref(), symbols),
            compiled: None,
            derived: self.derived.clone(),
            findings: self.findings.clone(),
            reach: OnceLock::new(),
        }
    }

    /// Adds the derived tuples to the given ones: one buffer of words for each relation of the program.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed; then the evaluator says where.
    pub fn derive(
        &self,
        engine: Engine,
        buffers: &mut Vec<Vec<i64>>,
        limits: &Limits,
    ) -> Result<(), EvalError> {
        buffers.resize(self.program.relations.len(), Vec::new());
        if engine == Engine::Compiled
            && let Some(compiled) = &self.compiled
            && compiled.run(&self.program, buffers).is_some()
        {
            return Ok(());
        }
        for id in &self.derived {
            if let Some(buffer) = buffers.get_mut(id.0 as usize) {
                buffer.clear();
            }
        }
        let mut database = Database::new(&self.program);
        for (index, words) in (0_u32..).zip(buffers.iter()) {
            if let Some(relation) = database.relation_mut(RelationId(index)) {
                relation.extend_flat(words);
            }
        }
        self.evaluator.run(&mut database, limits)?;
        for id in &self.derived {
            if let (Some(buffer), Some(relation)) = (buffers.get_mut(id.0 as usize), database.relation(*id)) {
                buffer.extend_from_slice(relation.words());
            }
        }
        Ok(())
    }

    /// The derived relations, in order of declaration.
    #[must_use]
    pub fn derived(&self) -> &[RelationId] {
        &self.derived
    }

    /// What suppositions can reach.
    pub(crate) fn reach(&self) -> &Reach {
        self.reach.get_or_init(|| Reach::new(self))
    }

    /// Whether a relation rests on verdicts, on what they turn on, or on other projects.
    pub(crate) fn is_finding(&self, relation: RelationId) -> bool {
        self.findings.contains(&relation)
    }

    /// Whether a row can be concluded by a rule that reads verdicts, what they turn on, or other projects.
    pub(crate) fn rests_on_answers(&self, relation: RelationId, row: &[i64], symbols: &mut Symbols) -> bool {
        let ids = &self.ids;
        let made = [ids.verdict, ids.beside, ids.turns_on, ids.class_turns_on];
        let rules = self.program.rules.iter();
        rules.filter(|rule| rule.head.relation == relation).any(|rule| {
            let fits = rule.head.terms.iter().zip(row).all(|(term, word)| match term {
                Term::Constant(constant) => word_of(constant, symbols) == *word,
                Term::Variable(_) | Term::Wildcard => true,
            });
            let mut read = FxHashSet::default();
            read_by(&rule.body, &mut read);
            fits && read.iter().any(|id| made.contains(id) || self.is_finding(*id))
        })
    }

    /// First column of a relation with the entity type `name`.
    #[must_use]
    pub fn column_of(&self, relation: RelationId, name: &str) -> Option<usize> {
        let ty = Type::Named(self.program.type_named(name)?);
        self.program
            .relation(relation)?
            .columns
            .iter()
            .position(|column| column.ty == ty)
    }
}

/// The relations that read rows made for findings, directly or through others.
fn findings(program: &Program, ids: &Ids) -> FxHashSet<RelationId> {
    let mut found = FxHashSet::from_iter([ids.verdict, ids.beside, ids.turns_on, ids.class_turns_on]);
    let made = found.clone();
    let mut before = 0;
    while found.len() > before {
        before = found.len();
        for rule in &program.rules {
            let mut read = FxHashSet::default();
            read_by(&rule.body, &mut read);
            if !read.is_disjoint(&found) {
                found.insert(rule.head.relation);
            }
        }
    }
    found.retain(|relation| !made.contains(relation));
    found
}

impl Ids {
    fn new(program: &Program, symbols: &mut Symbols) -> Result<Self, LawError> {
        let find = |name: &'static str| program.relation_named(name).ok_or(LawError::Relation(name));
        let words = |name: &str| -> Vec<String> {
            program
                .type_named(name)
                .and_then(|id| program.named_type(id))
                .and_then(|ty| ty.words.clone())
                .unwrap_or_default()
        };
        let mut rank = FxHashMap::default();
        for (index, word) in words("Key").iter().chain(&words("Issue")).enumerate() {
            rank.entry(symbols.intern(word)).or_insert(index);
        }
        let reading_key = words("Issue")
            .iter()
            .map(|issue| (symbols.intern(issue), symbols.intern(&format!("reading:{issue}"))))
            .collect();
        Ok(Self {
            asked: find("Asked")?,
            asked_project: find("AskedProject")?,
            project_supposed: find("ProjectSupposed")?,
            amount_supposed: find("AmountSupposed")?,
            day_supposed: find("DaySupposed")?,
            reading_supposed: find("ReadingSupposed")?,
            firm_supposed: find("FirmSupposed")?,
            project_choice: find("ProjectChoice")?,
            amount_choice: find("AmountChoice")?,
            day_choice: find("DayChoice")?,
            reading_choice: find("ReadingChoice")?,
            firm_choice: find("FirmChoice")?,
            outcome: find("Outcome")?,
            tier_of: find("TierOf")?,
            counted: find("Counted")?,
            member: find("Member")?,
            controlled: find("Controlled")?,
            ordered_by: find("OrderedBy")?,
            reorder_of: find("ReorderOf")?,
            participant: find("Participant")?,
            reading: find("Reading")?,
            reading_matters: find("ReadingMatters")?,
            verdict: find("Verdict")?,
            beside: find("Beside")?,
            turns_on: find("TurnsOn")?,
            class_turns_on: find("ClassTurnsOn")?,
            rank,
            reading_key,
            undetermined: symbols.intern("undetermined"),
        })
    }
}
