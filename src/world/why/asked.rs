//! What answers a question of one atom, and the completions that decide it.

use crate::engine::{Database, EvalError, Limits, QueryPlan, word_of};
use crate::lang::program::{
    Atom, Column, Constant, ConstantValue, Literal, Program, Query, RelationId, Term, Variable, VariableId,
};
use crate::lang::source::{FileId, Span};
use crate::law::Docket;

use super::super::World;
use super::super::error::WorldError;
use super::super::leaves::Leaves;
use super::Row;

/// The rows that answer an atom, and the completions of the docket that decides them.
pub(super) struct Alone {
    pub(super) rows: Vec<Row>,
    pub(super) docket: Docket,
    pub(super) leaves: Leaves,
}

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
        mut query: Query,
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Row>, WorldError> {
        name_wildcards(&mut query, self.program());
        let fault = |error| super::super::ask::eval_error(text, error);
        let (_, decided) = self.decide_query(&query, text, limits, None)?;
        let mut database = self.database(&query, &decided);
        self.run_own(&mut database, limits).map_err(fault)?;
        self.rows_in(&mut database, &query, limits).map_err(fault)
    }

    /// What an atom about one firm in one role, or about one project, comes to, with the completions that decide it: they
    /// are needed for its proofs, and need not be derived twice. Nothing for an atom that several dockets decide, or rows
    /// made above the law.
    pub(super) fn decided_alone(
        &mut self,
        query: &Query,
        limits: &Limits,
    ) -> Result<Option<Alone>, EvalError> {
        let Some(Literal::Atom(atom)) = query.body.first() else {
            return Ok(None);
        };
        let relation = atom.relation;
        let has_outcome = matches!(self.relation_name(relation), "Verdict" | "OpenTo");
        let of_law = self.law.derived().contains(&relation) && !self.law.is_finding(relation);
        if self.is_own(relation) || !(has_outcome || of_law) {
            return Ok(None);
        }
        let pattern: Vec<Option<i64>> = atom
            .terms
            .iter()
            .map(|term| match term {
                Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                Term::Variable(_) | Term::Wildcard => None,
            })
            .collect();
        let is_open = |column: &str| {
            let at = self.law.column_of(relation, column);
            at.is_some_and(|at| pattern.get(at).copied().flatten().is_none())
        };
        if ["Firm", "Project", "Role", "Class"].into_iter().any(is_open) {
            return Ok(None);
        }
        let Some(docket) = self.docket_for(relation, &pattern) else {
            return Ok(None);
        };
        let leaves = self.leaves(&docket, limits)?;
        let mut database = Database::new(self.program());
        if has_outcome {
            let outcomes = leaves.outcomes();
            let outcome = outcomes.first().filter(|_| outcomes.len() == 1);
            let row = pattern.iter().flatten().copied().take(atom.terms.len() - 1);
            let row: Vec<i64> = row
                .chain([outcome.copied().unwrap_or(self.law.ids.undetermined)])
                .collect();
            database.insert(relation, &row);
        } else {
            for row in leaves.certain(&(relation, pattern)) {
                database.insert(relation, &row);
            }
        }
        let mut query = query.clone();
        name_wildcards(&mut query, self.program());
        let rows = self.rows_in(&mut database, &query, limits)?;
        Ok(Some(Alone { rows, docket, leaves }))
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

    /// Facts, certain rows and what the analyst's own rules conclude, as far as they concern one row of these.
    pub(super) fn own_model(
        &mut self,
        relation: RelationId,
        row: &[i64],
        limits: &Limits,
    ) -> Result<Database, EvalError> {
        let columns = self
            .program()
            .relation(relation)
            .map_or_else(Vec::new, |declared| declared.columns.clone());
        let span = Span {
            file: FileId(0),
            start: 0,
            end: 0,
        };
        let constant = |(column, word): (&Column, &i64)| {
            let value = if column.ty.is_text() {
                ConstantValue::Text(self.symbols.text(*word).to_owned())
            } else {
                ConstantValue::Number(*word)
            };
            Term::Constant(Constant {
                ty: column.ty,
                value,
                span,
            })
        };
        let query = Query {
            body: vec![Literal::Atom(Atom {
                relation,
                terms: columns.iter().zip(row).map(constant).collect(),
                span,
            })],
            variables: Vec::new(),
            columns: Vec::new(),
        };
        let demand = self.demand(&query, limits)?;
        let decided = self.decide(&demand, limits, None)?;
        let mut database = self.database(&query, &decided);
        self.run_own(&mut database, limits)?;
        Ok(database)
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
    for (term, column) in atom.terms.iter_mut().zip(columns) {
        if *term == Term::Wildcard {
            let id = VariableId(u32::try_from(query.variables.len()).unwrap_or(u32::MAX));
            query.variables.push(Variable {
                name: format!("_{}", column.name),
                ty: column.ty,
                span: atom.span,
            });
            query.columns.push(id);
            *term = Term::Variable(id);
        }
    }
}
