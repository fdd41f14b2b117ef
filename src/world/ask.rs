//! Answering a question: what it demands is decided by dockets, and its body is matched against facts and certain rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits, QueryPlan, Symbols};
use crate::lang::checker::{CheckError, check_query};
use crate::lang::error::SyntaxError;
use crate::lang::parser::parse_query;
use crate::lang::program::{Literal, Query, RelationId, Type};
use crate::lang::source::Sources;
use crate::lang::value::WON_LIMIT;
use crate::law::{Docket, Store};

use super::World;
use super::answer::{Answer, Value};
use super::concluded::missing_of;
use super::decide::Decisions;
use super::error::WorldError;
use super::load::entity_kind;
use super::plan::{Demand, MOST_TRIPLES, MOST_UNDATED};
use super::uncertain::Uncertain;

/// Classes of firms, with what is supposed of a firm of the class.
pub(super) const CLASSES: [(&str, &[(&str, &str)]); 5] = [
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

/// The rows of each run of a docket, and whether a choice was still open in it.
pub(super) type Runs = Vec<(Vec<Vec<i64>>, bool)>;
/// The runs of dockets that were decided, to be looked at again.
pub(super) type Kept = BTreeMap<Docket, Runs>;

impl World {
    /// Answers a question in the rule language.
    ///
    /// # Errors
    /// The question is wrong, reaches too much, or its evaluation does not finish.
    pub fn ask(&mut self, text: &str, limits: &Limits) -> Result<Answer, WorldError> {
        self.ask_keeping(text, limits, None)
    }

    /// The same, and keeps the runs of its small dockets.
    pub(super) fn ask_keeping(
        &mut self,
        text: &str,
        limits: &Limits,
        kept: Option<&mut Kept>,
    ) -> Result<Answer, WorldError> {
        let query = self.read_query(text)?;
        let (demand, decided) = self.decide_query(&query, text, limits, kept)?;
        let mut database = self.database(&query, &decided);
        let mut read = Vec::new();
        relations_of(&query.body, &mut read);
        // What the analyst's rules conclude is read by themselves and by questions only.
        if read.iter().any(|relation| self.is_own(*relation)) {
            self.run_own(&mut database, limits)
                .map_err(|error| self.unfinished(text, &query, error))?;
        }
        let answers = QueryPlan::new(&query, &mut self.symbols)
            .answers(&mut database, limits)
            .map_err(|error| self.unfinished(text, &query, error))?;
        let uncertain = self
            .uncertain(&query, &decided, &database, &answers, limits)
            .map_err(|error| self.unfinished(text, &query, error))?;
        Ok(self.answer(&query, &demand, &decided, answers, uncertain))
    }

    /// Decides what a query demands, unless it reaches too much, and keeps the runs of its small dockets.
    pub(super) fn decide_query(
        &mut self,
        query: &Query,
        text: &str,
        limits: &Limits,
        kept: Option<&mut Kept>,
    ) -> Result<(Demand, Decisions), WorldError> {
        let demand = self
            .demand(query, limits)
            .map_err(|error| self.unfinished(text, query, error))?;
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
                slips: self.slips(query),
            });
        }
        let undated = demand.undated();
        if undated > MOST_UNDATED {
            return Err(WorldError::TooLarge {
                triples: undated,
                limit: MOST_UNDATED,
                undated: true,
                slips: self.slips(query),
            });
        }
        let decided = self
            .decide(&demand, limits, kept)
            .map_err(|error| self.unfinished(text, query, error))?;
        Ok((demand, decided))
    }

    pub(super) fn read_query(&self, text: &str) -> Result<Query, WorldError> {
        self.read_query_of("question", text)
    }

    /// Reads a text as a query, with what it is.
    pub(super) fn read_query_of(&self, what: &str, text: &str) -> Result<Query, WorldError> {
        let mut sources = Sources::default();
        let file = sources.add(what, text);
        let parsed = match parse_query(file, text) {
            Ok(query) => query,
            Err(_) if self.is_name(text) => {
                let name = text.trim();
                let message = format!("`{name}` is a name, and no question");
                let help = format!(
                    "`show {name}` tells what is on file; a question asks a relation, such as `Verdict(…)`"
                );
                return Err(WorldError::whole_of(
                    what,
                    "query::name-alone",
                    text,
                    message,
                    help,
                ));
            }
            Err(errors) => {
                let diagnostics = errors.iter().map(SyntaxError::diagnostic).collect();
                return Err(WorldError::Text { diagnostics, sources });
            }
        };
        let mut query = match check_query(self.program(), &parsed) {
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

    /// The given rows, ready for dockets.
    pub(super) fn store(&mut self) -> Arc<Store> {
        let (law, given) = (&self.law, &self.given);
        let store = self.store.get_or_insert_with(|| Arc::new(Store::new(law, given)));
        Arc::clone(store)
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
    pub(super) fn database(&mut self, query: &Query, decisions: &Decisions) -> Database {
        let decided = decisions.parts.as_slice();
        let law = Arc::clone(&self.law);
        let mut database = Database::new(self.program());
        let mut read = Vec::new();
        relations_of(&query.body, &mut read);
        if read.iter().any(|id| self.is_own(*id)) {
            self.own_reads(&mut read);
        }
        for id in &read {
            self.fill(&mut database, *id);
        }
        let classes = class_names(&mut self.symbols);
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
        for (_, id, row) in &decisions.made {
            // Verdicts stand there already.
            if read.contains(id) && *id != law.ids.verdict {
                database.insert(*id, row);
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

    fn answer(
        &mut self,
        query: &Query,
        demand: &Demand,
        decisions: &Decisions,
        answers: BTreeSet<Vec<i64>>,
        uncertain: Uncertain,
    ) -> Answer {
        let decided = decisions.parts.as_slice();
        let concluded = self.concluded(query);
        let missing = missing_of(decided);
        let mut rows: Vec<(Vec<Value>, Vec<String>)> = answers
            .iter()
            .map(|row| {
                let keys = concluded
                    .as_ref()
                    .and_then(|concluded| concluded.triple(query, row))
                    .and_then(|triple| missing.get(&triple));
                let mut turns_on: Vec<String> = keys
                    .into_iter()
                    .flatten()
                    .map(|key| self.symbols.text(*key).to_owned())
                    .collect();
                turns_on.sort();
                (self.values_of(query, row), turns_on)
            })
            .collect();
        rows.sort();
        let open = self.symbols.intern("undetermined");
        let undetermined = concluded
            .is_some_and(|concluded| concluded.is_undetermined(query, &answers, open))
            || (answers.is_empty() && !uncertain.more.is_empty())
            || (!answers.is_empty() && uncertain.resting == answers.len());
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
            uncertain,
            slips: self.slips(query),
            law_days: self.law_days(demand),
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
            revision: self.revision.clone(),
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
                match entity_kind(self.program(), ty) {
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

/// The class of each made-up firm.
pub(super) fn class_names(symbols: &mut Symbols) -> BTreeMap<i64, i64> {
    let names = CLASSES
        .iter()
        .map(|(class, _)| (symbols.intern(&class_firm(class)), symbols.intern(class)));
    names.collect()
}

pub(super) fn class_firm(class: &str) -> String {
    format!("(a firm of the class {class})")
}

/// An evaluation of a question that did not finish.
pub(super) fn eval_error(text: &str, error: EvalError) -> WorldError {
    let error = match error {
        // Words of the engine are no values to be read.
        EvalError::Arithmetic { rule, span, .. } => EvalError::Arithmetic {
            rule,
            span,
            values: String::new(),
        },
        other => other,
    };
    WorldError::Eval {
        error,
        sources: question_sources(text),
    }
}

pub(super) fn question_sources(text: &str) -> Sources {
    let mut sources = Sources::default();
    sources.add("question", text);
    sources
}

pub(super) fn relations_of(body: &[Literal], read: &mut Vec<RelationId>) {
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
