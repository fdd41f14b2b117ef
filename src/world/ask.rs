//! Answering a question: what it demands is decided by dockets, and its body is matched against facts and certain rows.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::engine::{Database, EvalError, Limits, QueryPlan, word_of};
use crate::lang::checker::{CheckError, check_query};
use crate::lang::error::SyntaxError;
use crate::lang::parser::parse_query;
use crate::lang::program::{Literal, Query, RelationId, Term, Type};
use crate::lang::source::Sources;
use crate::lang::value::WON_LIMIT;
use crate::law::{Decided, Docket, Store};

use super::World;
use super::answer::{Answer, Value};
use super::error::WorldError;
use super::load::entity_kind;
use super::plan::{Demand, MOST_TRIPLES, MOST_UNDATED};

/// Classes of firms, with what is supposed of a firm of the class.
const CLASSES: [(&str, &[(&str, &str)]); 5] = [
    (
        "small",
        &[("group-status", "not-restricted"), ("sme-status", "sme")],
    ),
    (
        "grace",
        &[
            ("group-status", "not-restricted"),
            ("sme-status", "not-sme"),
            ("left-sme", "within"),
            ("midsize", "midsize"),
        ],
    ),
    (
        "large",
        &[
            ("group-status", "not-restricted"),
            ("sme-status", "not-sme"),
            ("left-sme", "not-within"),
            ("sales", "below"),
        ],
    ),
    (
        "major",
        &[
            ("group-status", "not-restricted"),
            ("sme-status", "not-sme"),
            ("left-sme", "not-within"),
            ("sales", "at-or-above"),
        ],
    ),
    ("restricted", &[("group-status", "restricted")]),
];

impl World {
    /// Answers a question in the rule language.
    ///
    /// # Errors
    /// The question is wrong, reaches too much, or its evaluation does not finish.
    pub fn ask(&mut self, text: &str, limits: &Limits) -> Result<Answer, WorldError> {
        let query = self.read_query(text)?;
        let (demand, decided) = self.decide_query(&query, text, limits)?;
        let mut database = self.database(&query, &decided);
        if demand.warnings {
            self.warn(&mut database, &decided);
        }
        let answers = QueryPlan::new(&query, &mut self.symbols)
            .answers(&mut database, limits)
            .map_err(|error| eval_error(text, error))?;
        Ok(self.answer(&query, &demand, &decided, answers))
    }

    /// Decides what a query demands, unless it reaches too much.
    pub(super) fn decide_query(
        &mut self,
        query: &Query,
        text: &str,
        limits: &Limits,
    ) -> Result<(Demand, Vec<Decided>), WorldError> {
        let demand = self
            .demand(query, limits)
            .map_err(|error| eval_error(text, error))?;
        let triples = demand.triples.len().max(if demand.reached > 4 * MOST_TRIPLES {
            demand.reached
        } else {
            0
        });
        if triples > MOST_TRIPLES {
            return Err(WorldError::TooLarge {
                triples,
                limit: MOST_TRIPLES,
                undated: false,
            });
        }
        let undated = demand.undated();
        if undated > MOST_UNDATED {
            return Err(WorldError::TooLarge {
                triples: undated,
                limit: MOST_UNDATED,
                undated: true,
            });
        }
        let decided = self
            .decide(&demand, limits)
            .map_err(|error| eval_error(text, error))?;
        Ok((demand, decided))
    }

    pub(super) fn read_query(&self, text: &str) -> Result<Query, WorldError> {
        let mut sources = Sources::default();
        let file = sources.add("question", text);
        let parsed = match parse_query(file, text) {
            Ok(query) => query,
            Err(errors) => {
                let diagnostics = errors.iter().map(SyntaxError::diagnostic).collect();
                return Err(WorldError::Text { diagnostics, sources });
            }
        };
        let mut query = match check_query(&self.law.program, &parsed) {
            Ok(query) => query,
            Err(errors) => {
                let diagnostics = errors.iter().map(CheckError::diagnostic).collect();
                return Err(WorldError::Text { diagnostics, sources });
            }
        };
        let mut diagnostics = Vec::new();
        self.resolve_body(&mut query.body, &mut diagnostics);
        if diagnostics.is_empty() {
            Ok(query)
        } else {
            Err(WorldError::Text { diagnostics, sources })
        }
    }

    /// Decides dockets in parallel; the order of the results is that of the dockets.
    pub(crate) fn decide(&mut self, demand: &Demand, limits: &Limits) -> Result<Vec<Decided>, EvalError> {
        let class_dockets: Vec<Docket> = demand
            .classes
            .iter()
            .map(|project| self.class_docket(*project))
            .collect();
        let dockets = demand.dockets();
        let law = std::sync::Arc::clone(&self.law);
        let engine = self.engine;
        let given = &self.given;
        let store: &Store = self.store.get_or_insert_with(|| Store::new(&law, given));
        let decide = |docket: &Docket| law.decide(engine, store, docket, limits);
        let mut decided: Vec<Decided> = dockets.par_iter().map(decide).collect::<Result<_, EvalError>>()?;
        let classes: Vec<Decided> = class_dockets
            .par_iter()
            .map(decide)
            .collect::<Result<_, EvalError>>()?;
        decided.extend(classes);
        Ok(decided)
    }

    /// A docket of one made-up firm for each class, told apart by their ids.
    pub(super) fn class_docket(&mut self, project: i64) -> Docket {
        let sole = self.symbols.intern("sole");
        let mut docket = Docket {
            projects: vec![project],
            ..Docket::default()
        };
        for (class, supposed) in CLASSES {
            let firm = self.symbols.intern(&class_firm(class));
            docket.triples.push([firm, project, sole]);
            for (key, option) in supposed {
                let (key, option) = (self.symbols.intern(key), self.symbols.intern(option));
                docket.presets.push([firm, project, key, option]);
            }
        }
        docket
    }

    /// Given rows that the question reads, certain rows, and what is made above them.
    pub(super) fn database(&mut self, query: &Query, decided: &[Decided]) -> Database {
        let law = std::sync::Arc::clone(&self.law);
        let mut database = Database::new(&law.program);
        let mut read = Vec::new();
        relations_of(&query.body, &mut read);
        for id in &read {
            self.fill(&mut database, *id);
        }
        let classes: BTreeMap<i64, i64> = CLASSES
            .iter()
            .map(|(class, _)| {
                (
                    self.symbols.intern(&class_firm(class)),
                    self.symbols.intern(class),
                )
            })
            .collect();
        let find = |name: &str| law.program.relation_named(name);
        let mut put = |name: &str, row: &[i64]| {
            if let Some(id) = find(name) {
                database.insert(id, row);
            }
        };
        for part in decided {
            for [firm, project, role, outcome] in &part.verdicts {
                match classes.get(firm) {
                    Some(class) => put("OpenTo", &[*project, *class, *outcome]),
                    None => put("Verdict", &[*firm, *project, *role, *outcome]),
                }
            }
            for row in part.missing.iter().filter(|row| !classes.contains_key(&row[0])) {
                put("Missing", row);
            }
            for row in part
                .possible_tiers
                .iter()
                .filter(|row| !classes.contains_key(&row[0]))
            {
                put("PossibleTier", row);
            }
            for [project, low, high] in &part.counted {
                if low != high {
                    put("CountedAtLeast", &[*project, *low]);
                    if *high != WON_LIMIT - 1 {
                        put("CountedAtMost", &[*project, *high]);
                    }
                }
            }
        }
        for id in &read {
            let Some(relation) = law.program.relation(*id) else {
                continue;
            };
            let firm_at = law.column_of(*id, "Firm");
            for part in decided {
                let words = part.certain.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
                for row in words.chunks_exact(relation.columns.len().max(1)) {
                    let made_up = firm_at
                        .and_then(|at| row.get(at))
                        .is_some_and(|firm| classes.contains_key(firm));
                    if !made_up {
                        database.insert(*id, row);
                    }
                }
            }
        }
        database
    }

    /// Findings that rest on verdicts: those of the participants in their own roles, and those of the classes.
    pub(super) fn warn(&mut self, database: &mut Database, decided: &[Decided]) {
        let Some(id) = self.law.program.relation_named("Warning") else {
            return;
        };
        let mut word = |text: &str| self.symbols.intern(text);
        let [barred, undetermined, lead, member] =
            ["barred", "undetermined", "lead", "member"].map(&mut word);
        let [by_member, open, by_reading] = [
            "consortium-member-barred",
            "participant-undetermined",
            "depends-on-reading",
        ]
        .map(&mut word);
        let classes: BTreeSet<i64> = CLASSES
            .iter()
            .map(|(class, _)| word(&class_firm(class)))
            .collect();
        let readings: BTreeSet<i64> = self.law.reading_keys().collect();
        let participants: BTreeSet<[i64; 3]> = self.participants().collect();
        for part in decided {
            for [firm, project, role, outcome] in &part.verdicts {
                if !participants.contains(&[*firm, *project, *role]) {
                    continue;
                }
                if *outcome == undetermined {
                    database.insert(id, &[*project, open]);
                }
                if *outcome == barred && (*role == lead || *role == member) {
                    database.insert(id, &[*project, by_member]);
                }
            }
            for [firm, project, role, key] in &part.missing {
                let concerned = classes.contains(firm) || participants.contains(&[*firm, *project, *role]);
                if concerned && readings.contains(key) {
                    database.insert(id, &[*project, by_reading]);
                }
            }
        }
    }

    fn answer(
        &mut self,
        query: &Query,
        demand: &Demand,
        decided: &[Decided],
        answers: BTreeSet<Vec<i64>>,
    ) -> Answer {
        let missing: BTreeMap<[i64; 3], Vec<i64>> = decided.iter().flat_map(|part| &part.missing).fold(
            BTreeMap::new(),
            |mut map: BTreeMap<[i64; 3], Vec<i64>>, [firm, project, role, key]| {
                map.entry([*firm, *project, *role]).or_default().push(*key);
                map
            },
        );
        let verdict = self.verdict_terms(query);
        let mut rows: Vec<(Vec<Value>, Vec<String>)> = answers
            .iter()
            .map(|row| {
                let triple = verdict.as_ref().and_then(|terms| triple_of(terms, query, row));
                let keys = triple
                    .and_then(|triple| missing.get(&triple))
                    .cloned()
                    .unwrap_or_default();
                let mut turns_on: Vec<String> = keys
                    .iter()
                    .map(|key| self.symbols.text(*key).to_owned())
                    .collect();
                turns_on.sort();
                (self.values_of(query, row), turns_on)
            })
            .collect();
        rows.sort();
        let undetermined = self.is_undetermined(query, decided, &answers);
        let (rows, turns_on) = rows.into_iter().unzip();
        Answer {
            columns: query
                .columns
                .iter()
                .filter_map(|id| query.variables.get(id.0 as usize))
                .map(|variable| variable.name.clone())
                .collect(),
            rows,
            turns_on,
            undetermined,
            law_days: self.law_days(demand),
            readings: self.readings_told(),
            assumptions: self.assumptions.clone(),
        }
    }

    pub(super) fn values_of(&self, query: &Query, row: &[i64]) -> Vec<Value> {
        let types = query
            .columns
            .iter()
            .filter_map(|id| query.variables.get(id.0 as usize))
            .map(|variable| variable.ty);
        types.zip(row).map(|(ty, word)| self.value(ty, *word)).collect()
    }

    /// A word as a value of its type.
    pub(crate) fn value(&self, ty: Type, word: i64) -> Value {
        match ty {
            Type::Int | Type::Year => Value::Int(word),
            Type::Won => Value::Won(word),
            Type::Percent => Value::Percent(word),
            Type::Date => Value::Date(word),
            Type::Text => Value::Text(self.symbols.text(word).to_owned()),
            Type::Named(_) => {
                let id = self.symbols.text(word).to_owned();
                match entity_kind(&self.law.program, ty) {
                    Some(kind) => {
                        let name = self
                            .base
                            .name(kind, &id)
                            .map_or_else(|| id.clone(), |name| name.display.clone());
                        Value::Entity { id, name }
                    }
                    None => Value::Text(id),
                }
            }
        }
    }

    /// The terms of the question's only `Verdict` atom.
    fn verdict_terms(&mut self, query: &Query) -> Option<Vec<Result<usize, i64>>> {
        let id = self.law.program.relation_named("Verdict")?;
        let mut atoms = query.body.iter().filter_map(|literal| match literal {
            Literal::Atom(atom) if atom.relation == id => Some(atom.clone()),
            _ => None,
        });
        let atom = atoms.next()?;
        if atoms.next().is_some() {
            return None;
        }
        atom.terms
            .iter()
            .map(|term| match term {
                Term::Variable(id) => Some(Ok(id.0 as usize)),
                Term::Constant(constant) => Some(Err(word_of(constant, &mut self.symbols))),
                Term::Wildcard => Some(Err(-1)),
            })
            .collect()
    }

    /// Whether the question asks for verdicts and every one that could answer it is undetermined.
    fn is_undetermined(&mut self, query: &Query, decided: &[Decided], answers: &BTreeSet<Vec<i64>>) -> bool {
        let undetermined = self.symbols.intern("undetermined");
        let Some(terms) = self.verdict_terms(query) else {
            return false;
        };
        match terms.get(3) {
            Some(Ok(outcome)) => {
                let column = query.columns.iter().position(|id| id.0 as usize == *outcome);
                let Some(column) = column else { return false };
                !answers.is_empty() && answers.iter().all(|row| row.get(column) == Some(&undetermined))
            }
            Some(Err(outcome)) if *outcome != undetermined && answers.is_empty() => {
                let fits = |verdict: &[i64; 4]| {
                    verdict
                        .iter()
                        .zip(&terms)
                        .take(3)
                        .all(|(word, term)| term.is_ok() || *term == Err(*word) || *term == Err(-1))
                };
                let verdicts: Vec<&[i64; 4]> = decided
                    .iter()
                    .flat_map(|part| &part.verdicts)
                    .filter(|verdict| fits(verdict))
                    .collect();
                !verdicts.is_empty() && verdicts.iter().all(|verdict| verdict[3] == undetermined)
            }
            _ => false,
        }
    }

    /// The announcement days of the projects that were decided, if there are at most three.
    fn law_days(&self, demand: &Demand) -> Vec<i64> {
        let projects: BTreeSet<i64> = demand
            .triples
            .iter()
            .map(|triple| triple[1])
            .chain(demand.projects.iter().copied())
            .chain(demand.classes.iter().copied())
            .collect();
        if projects.len() > 1_000 {
            return Vec::new();
        }
        let announced = self
            .law
            .program
            .relation_named("Announced")
            .and_then(|id| self.given.get(id.0 as usize));
        let days: BTreeSet<i64> = announced
            .map_or(&[][..], Vec::as_slice)
            .chunks_exact(2)
            .filter_map(|row| match *row {
                [project, day] if projects.contains(&project) => Some(day),
                _ => None,
            })
            .collect();
        if days.len() > 3 {
            Vec::new()
        } else {
            days.into_iter().collect()
        }
    }

    /// Readings that were set by hand, and issues that are open without a default.
    pub(super) fn readings_told(&self) -> Vec<(String, String)> {
        let mut told: BTreeMap<String, String> = BTreeMap::new();
        for reading in &self.base.readings {
            let has_default = self
                .base
                .readings
                .iter()
                .any(|other| other.issue == reading.issue && other.default);
            if !has_default {
                told.insert(reading.issue.clone(), "open".to_owned());
            }
        }
        told.extend(self.readings.clone());
        told.into_iter().collect()
    }
}

pub(super) fn class_firm(class: &str) -> String {
    format!("(a firm of the class {class})")
}

/// An evaluation of a question that did not finish.
pub(super) fn eval_error(text: &str, error: EvalError) -> WorldError {
    WorldError::Eval {
        error,
        sources: question_sources(text),
    }
}

fn question_sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add("question", text);
    sources
}

fn relations_of(body: &[Literal], read: &mut Vec<RelationId>) {
    for literal in body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => {
                if !read.contains(&atom.relation) {
                    read.push(atom.relation);
                }
            }
            Literal::Aggregate(aggregate) => relations_of(&aggregate.body, read),
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
}

fn triple_of(terms: &[Result<usize, i64>], query: &Query, row: &[i64]) -> Option<[i64; 3]> {
    let word = |index: usize| match terms.get(index)? {
        Ok(variable) => {
            let column = query.columns.iter().position(|id| id.0 as usize == *variable)?;
            row.get(column).copied()
        }
        Err(word) => Some(*word),
    };
    Some([word(0)?, word(1)?, word(2)?])
}
