//! Queries over a finished model.

use std::collections::BTreeSet;

use crate::lang::program::{Literal, Query, Variable, VariableId};

use super::database::Database;
use super::error::EvalError;
use super::limits::Limits;
use super::plan::{Run, Step, index_for, plan_body};
use super::symbols::Symbols;

/// A query made ready to run.
#[derive(Clone, Debug)]
pub struct QueryPlan {
    steps: Vec<Step>,
    slots: usize,
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
        let slots = variables.len();
        Self {
            steps: plan_body(body, &mut vec![false; slots], symbols),
            slots,
            columns: columns.iter().map(|id| id.0 as usize).collect(),
        }
    }

    /// The distinct answers, as rows of words in column order; sorted by word, which means nothing to a reader.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub fn answers(&self, database: &mut Database, limits: &Limits) -> Result<BTreeSet<Vec<i64>>, EvalError> {
        index_for(&self.steps, database);
        let mut answers = BTreeSet::new();
        let run = Run {
            database,
            delta: None,
            limits,
            rule: "",
        };
        run.walk(&self.steps, 0, &mut vec![0; self.slots], &mut 0, &mut |binding| {
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
