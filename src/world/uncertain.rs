//! What of an answer is not certain: rows of the law count where they hold however what is not known turns out. Where
//! others hold in some ways of filling it in, a question could have more answers, and what it denies could be so.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Database, EvalError, Limits, QueryPlan, word_of};
use crate::lang::program::{Atom, Literal, Query, RelationId, Term};

use super::World;
use super::ask::{class_names, relations_of};
use super::decide::Decisions;

/// What of an answer is not certain, by names of relations of the law, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncertain {
    /// Those of which more rows would give more answers, and hold in some ways of filling in what is not known.
    pub more: Vec<String>,
    /// Those that the question denies, and of which a denied row holds in some ways.
    pub denied: Vec<String>,
    /// How many answers rest on what is so denied.
    pub resting: usize,
    /// Those that an aggregate, or a rule of the analyst's own, takes as far as they are certain.
    pub folded: Vec<String>,
}

impl Uncertain {
    /// Every relation named, sorted.
    #[must_use]
    pub fn relations(&self) -> Vec<&str> {
        let all = self.more.iter().chain(&self.denied).chain(&self.folded);
        let all: BTreeSet<&str> = all.map(String::as_str).collect();
        all.into_iter().collect()
    }
}

/// Rows that hold in some ways of filling in what is not known and not in others.
type OpenRows = BTreeMap<RelationId, Vec<Vec<i64>>>;

impl World {
    /// What of the answers to a query is not certain.
    ///
    /// # Errors
    /// The time is up, or Ctrl-C was pressed.
    pub(super) fn uncertain(
        &mut self,
        query: &Query,
        decisions: &Decisions,
        database: &Database,
        answers: &BTreeSet<Vec<i64>>,
        limits: &Limits,
    ) -> Result<Uncertain, EvalError> {
        let open = self.open_rows(decisions);
        if open.is_empty() {
            return Ok(Uncertain::default());
        }
        let (denied, resting) = self.denied(query, &open, answers);
        let more = if self.has_more(query, &open, database, answers, limits)? {
            let asked = query.body.iter().filter_map(asserted);
            self.names(asked.map(|atom| atom.relation), &open)
        } else {
            Vec::new()
        };
        let mut folded = Vec::new();
        for literal in &query.body {
            if let Literal::Aggregate(aggregate) = literal {
                relations_of(&aggregate.body, &mut folded);
            }
        }
        let mut read = Vec::new();
        relations_of(&query.body, &mut read);
        if read.iter().any(|id| self.is_own(*id)) {
            self.own_reads(&mut folded);
        }
        let folded = self.names(folded.into_iter(), &open);
        Ok(Uncertain {
            more,
            denied,
            resting,
            folded,
        })
    }

    /// The open rows of what was decided, those of `Verdict` and `OpenTo` from the outcomes.
    fn open_rows(&mut self, decisions: &Decisions) -> OpenRows {
        let law = std::sync::Arc::clone(&self.law);
        let (classes, sole) = (class_names(&mut self.symbols), self.symbols.intern("sole"));
        let open_to = law.program.relation_named("OpenTo");
        let mut open = OpenRows::new();
        for part in &decisions.parts {
            for (id, words) in (0_u32..).map(RelationId).zip(&part.open) {
                let arity = law
                    .program
                    .relation(id)
                    .map_or(0, |relation| relation.columns.len());
                let firm_at = law.column_of(id, "Firm");
                for row in words.chunks_exact(arity.max(1)) {
                    let class = firm_at.and_then(|at| classes.get(row.get(at)?));
                    match (class, row) {
                        (None, _) => open.entry(id).or_default().push(row.to_vec()),
                        (Some(class), [_, project, role, outcome])
                            if id == law.ids.outcome && *role == sole =>
                        {
                            if let Some(id) = open_to {
                                let row = vec![*project, *class, *outcome];
                                open.entry(id).or_default().push(row);
                            }
                        }
                        _ => {}
                    }
                }
            }
        }
        if let Some(outcomes) = open.get(&law.ids.outcome).cloned() {
            open.insert(law.ids.verdict, outcomes);
        }
        open
    }

    /// The relations whose absence is not certain, and how many answers rest on it.
    fn denied(
        &mut self,
        query: &Query,
        open: &OpenRows,
        answers: &BTreeSet<Vec<i64>>,
    ) -> (Vec<String>, usize) {
        let (mut denied, mut resting) = (BTreeSet::new(), BTreeSet::new());
        for atom in query.body.iter().filter_map(absent) {
            for row in open.get(&atom.relation).into_iter().flatten() {
                let fits = answers
                    .iter()
                    .filter(|answer| self.fits(query, atom, answer, row));
                let before = resting.len();
                resting.extend(fits.cloned());
                if resting.len() > before {
                    denied.insert(atom.relation);
                }
            }
        }
        (self.names(denied.into_iter(), open), resting.len())
    }

    /// Whether the question has answers beside the certain ones in some way of filling in what is not known.
    fn has_more(
        &mut self,
        query: &Query,
        open: &OpenRows,
        certain: &Database,
        answers: &BTreeSet<Vec<i64>>,
        limits: &Limits,
    ) -> Result<bool, EvalError> {
        let mut all = certain.clone();
        let asserted: BTreeSet<RelationId> = query
            .body
            .iter()
            .filter_map(asserted)
            .map(|atom| atom.relation)
            .collect();
        let mut added = false;
        for (id, rows) in open.iter().filter(|(id, _)| asserted.contains(id)) {
            for row in rows {
                added |= all.insert(*id, row);
            }
        }
        if !added {
            return Ok(false);
        }
        // What is denied is looked for among the certain rows alone.
        let is_denied =
            |literal: &&Literal| absent(literal).is_some_and(|atom| asserted.contains(&atom.relation));
        let denied: Vec<&Atom> = query.body.iter().filter(is_denied).filter_map(absent).collect();
        let body: Vec<Literal> = query
            .body
            .iter()
            .filter(|literal| !is_denied(literal))
            .cloned()
            .collect();
        let plan = QueryPlan::of_body(&body, &query.variables, &query.columns, &mut self.symbols);
        let found = match plan.answers(&mut all, limits) {
            Ok(found) => found,
            Err(error @ (EvalError::Interrupted | EvalError::TimeLimit)) => return Err(error),
            Err(_) => return Ok(true),
        };
        let outcomes = self.outcome_columns(query);
        let undetermined = self.law.ids.undetermined;
        let told = |row: &[i64]| {
            answers.iter().any(|answer| {
                let columns = answer.iter().zip(row).enumerate();
                columns
                    .into_iter()
                    .all(|(at, (own, word))| own == word || (*own == undetermined && outcomes.contains(&at)))
            })
        };
        let more: Vec<&Vec<i64>> = found
            .iter()
            .filter(|row| !answers.contains(*row) && !told(row))
            .collect();
        Ok(more.into_iter().any(|answer| {
            !denied.iter().any(|atom| {
                let rows = certain
                    .relation(atom.relation)
                    .into_iter()
                    .flat_map(|rows| rows.tuples());
                rows.into_iter().any(|row| self.fits(query, atom, answer, row))
            })
        }))
    }

    /// The columns of an answer that are outcomes: an undetermined one is told in the row itself.
    fn outcome_columns(&self, query: &Query) -> BTreeSet<usize> {
        let concluded = [
            Some(self.law.ids.verdict),
            self.law.program.relation_named("OpenTo"),
        ];
        let atoms = query.body.iter().filter_map(asserted);
        let atoms = atoms.filter(|atom| concluded.contains(&Some(atom.relation)));
        atoms
            .filter_map(|atom| match atom.terms.last() {
                Some(Term::Variable(id)) => query.columns.iter().position(|column| column == id),
                _ => None,
            })
            .collect()
    }

    /// Whether an atom, its variables as in an answer, means a row.
    fn fits(&mut self, query: &Query, atom: &Atom, answer: &[i64], row: &[i64]) -> bool {
        let symbols = &mut self.symbols;
        atom.terms.iter().zip(row).all(|(term, word)| match term {
            Term::Constant(constant) => word_of(constant, symbols) == *word,
            Term::Variable(id) => {
                let column = query.columns.iter().position(|column| column == id);
                column.is_none_or(|at| answer.get(at) == Some(word))
            }
            Term::Wildcard => true,
        })
    }

    /// Names of the relations that have open rows, sorted.
    fn names(&self, ids: impl Iterator<Item = RelationId>, open: &OpenRows) -> Vec<String> {
        let open = ids.filter(|id| open.contains_key(id));
        let names: BTreeSet<String> = open.map(|id| self.relation_name(id).to_owned()).collect();
        names.into_iter().collect()
    }
}

/// The atom that a literal asserts.
fn asserted(literal: &Literal) -> Option<&Atom> {
    match literal {
        Literal::Atom(atom) => Some(atom),
        _ => None,
    }
}

/// The atom that a literal denies.
fn absent(literal: &Literal) -> Option<&Atom> {
    match literal {
        Literal::Absent(atom) => Some(atom),
        _ => None,
    }
}
