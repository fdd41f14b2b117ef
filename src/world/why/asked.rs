//! What answers a question of one atom, and the rows it is answered from.

use crate::engine::{Database, EvalError, Limits, QueryPlan, word_of};
use crate::lang::program::{Literal, Program, Query, Term, Type};

use super::super::World;
use super::super::error::WorldError;
use super::Row;

impl World {
    /// The rows that answer an atom, in the order of the answers.
    pub(in crate::world) fn rows_asked(
        &mut self,
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Row>, WorldError> {
        let query = self.read_atom(text)?;
        self.rows_of_query(query, text, limits)
    }

    /// The rows that answer a query of one atom, in the order of the answers.
    pub(in crate::world) fn rows_of_query(
        &mut self,
        query: Query,
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Row>, WorldError> {
        Ok(self.rows_and_model(query, text, limits)?.0)
    }

    /// The same, and a database of all that the query reads.
    pub(super) fn rows_and_model(
        &mut self,
        mut query: Query,
        text: &str,
        limits: &Limits,
    ) -> Result<(Vec<Row>, Database), WorldError> {
        name_wildcards(&mut query, self.program());
        let (_, mut database) = self.answered(&query, text, limits)?;
        let rows = self.rows_in(&mut database, &query, limits);
        let rows = rows.map_err(|error| super::super::ask::eval_error(text, error))?;
        debug_assert!(
            self.derived.is_none() || rows == self.rows_by_engine(query, text, limits)?,
            "what is explained is what the engine of every question answers"
        );
        Ok((rows, database))
    }

    /// The rows that answer a query as the engine of every question finds them.
    fn rows_by_engine(&mut self, query: Query, text: &str, limits: &Limits) -> Result<Vec<Row>, WorldError> {
        let derived = self.derived.take();
        let rows = self.rows_of_query(query, text, limits);
        self.derived = derived;
        rows
    }

    /// The rows of a database that answer a query of one atom, in the order of the answers.
    fn rows_in(
        &mut self,
        database: &mut Database,
        query: &Query,
        limits: &Limits,
    ) -> Result<Vec<Row>, EvalError> {
        let answers = QueryPlan::new(query, &mut self.symbols).answers(database, limits)?;
        let mut rows: Vec<(Vec<super::super::Value>, Row)> = Vec::new();
        for answer in answers {
            let Some(Literal::Atom(atom)) = query.body.first() else {
                continue;
            };
            let row: Vec<i64> = atom
                .terms
                .iter()
                .map(|term| match term {
                    Term::Variable(id) => {
                        let at = query.columns.iter().position(|column| column == id);
                        at.and_then(|at| answer.get(at)).copied().unwrap_or_default()
                    }
                    Term::Constant(constant) => word_of(constant, &mut self.symbols),
                    Term::Wildcard => 0,
                })
                .collect();
            rows.push((self.values_of(query, &answer), (atom.relation, row)));
        }
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    /// A query of one positive atom.
    pub(in crate::world) fn read_atom(&self, text: &str) -> Result<Query, WorldError> {
        let query = self.read_query(text)?;
        if matches!(query.body.as_slice(), [Literal::Atom(_)]) {
            return Ok(query);
        }
        Err(WorldError::whole(
            "query::not-an-atom",
            text,
            "this can be asked of one atom only",
            "write one relation with its columns, such as `Verdict(firm, \"kotra-platform\", \"sole\", outcome)`",
        ))
    }
}

/// Puts a variable in place of each wildcard, so that every answer is a whole row.
fn name_wildcards(query: &mut Query, program: &Program) {
    let Some(Literal::Atom(atom)) = query.body.first_mut() else {
        return;
    };
    let columns = program
        .relation(atom.relation)
        .map_or(&[][..], |relation| &relation.columns);
    let made = atom.name_wildcards(&mut query.variables, |at| {
        let column = columns.get(at);
        let name = column.map_or("", |column| &column.name);
        (format!("_{name}"), column.map_or(Type::Int, |column| column.ty))
    });
    query.columns.extend(made);
}
