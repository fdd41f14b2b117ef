//! Queries over a finished model.

use std::collections::BTreeSet;

use crate::lang::program::{Literal, Query, Variable, VariableId};

use super::database::Database;
use super::error::EvalError;
use super::limits::Limits;
use super::plan::{Run, Step, index_for, plan_body};
use super::symbols::Symbols;

/// A body made ready to be matched, with values for some of its variables known beforehand.
#[derive(Clone, Debug)]
pub struct BodyPlan {
    steps: Vec<Step>,
    slots: usize,
    seeds: Vec<usize>,
}

impl BodyPlan {
    /// Plans a body. `seeds` are the variables whose values are given to [`BodyPlan::each_match`].
    #[must_use]
    pub fn new(
        body: &[Literal],
        variables: &[Variable],
        seeds: &[VariableId],
        symbols: &mut Symbols,
    ) -> Self {
        let slots = variables.len();
        let seeds: Vec<usize> = seeds.iter().map(|id| id.0 as usize).collect();
        let mut bound = vec![false; slots];
        for seed in &seeds {
            if let Some(flag) = bound.get_mut(*seed) {
                *flag = true;
            }
        }
        Self {
            steps: plan_body(body, &mut bound, symbols),
            slots,
            seeds,
        }
    }

    /// Shows every match as one word a variable, in order of the tuples; a wildcard may show one binding several times.
    /// Variables local to an aggregate are 0.
    ///
    /// # Errors
    /// A limit was reached, a value cannot be computed, or what `on_match` says.
    pub fn each_match(
        &self,
        database: &mut Database,
        seed: &[i64],
        limits: &Limits,
        on_match: &mut dyn FnMut(&[i64]) -> Result<(), EvalError>,
    ) -> Result<(), EvalError> {
        index_for(&self.steps, database);
        let run = Run {
            database,
            delta: None,
            limits,
            rule: "",
        };
        let mut binding = vec![0; self.slots];
        for (slot, word) in self.seeds.iter().zip(seed) {
            if let Some(place) = binding.get_mut(*slot) {
                *place = *word;
            }
        }
        run.walk(&self.steps, 0, &mut binding, &mut 0, &mut |binding| {
            on_match(binding)
        })
    }
}

/// A query made ready to run.
#[derive(Clone, Debug)]
pub struct QueryPlan {
    body: BodyPlan,
    columns: Vec<usize>,
}

impl QueryPlan {
    /// Plans a query. Text constants are interned in `symbols`.
    #[must_use]
    pub fn new(query: &Query, symbols: &mut Symbols) -> Self {
        Self::of_body(&query.body, &query.variables, &query.columns, symbols)
    }

    /// Plans a body with the given answer columns.
    #[must_use]
    pub fn of_body(
        body: &[Literal],
        variables: &[Variable],
        columns: &[VariableId],
        symbols: &mut Symbols,
    ) -> Self {
        Self {
            body: BodyPlan::new(body, variables, &[], symbols),
            columns: columns.iter().map(|id| id.0 as usize).collect(),
        }
    }

    /// The distinct answers, as rows of words in column order; sorted by word, which means nothing to a reader.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub fn answers(&self, database: &mut Database, limits: &Limits) -> Result<BTreeSet<Vec<i64>>, EvalError> {
        let mut answers = BTreeSet::new();
        self.body.each_match(database, &[], limits, &mut |binding| {
            answers.insert(
                self.columns
                    .iter()
                    .map(|slot| binding.get(*slot).copied().unwrap_or_default())
                    .collect(),
            );
            if answers.len() > limits.tuples {
                Err(EvalError::TupleLimit(limits.tuples))
            } else {
                Ok(())
            }
        })?;
        Ok(answers)
    }
}

/// The distinct values that `variables` take over the matches of a body.
///
/// # Errors
/// A limit was reached, or a value cannot be computed.
pub fn bind(
    body: &[Literal],
    all: &[Variable],
    variables: &[VariableId],
    database: &mut Database,
    symbols: &mut Symbols,
    limits: &Limits,
) -> Result<BTreeSet<Vec<i64>>, EvalError> {
    QueryPlan::of_body(body, all, variables, symbols).answers(database, limits)
}
