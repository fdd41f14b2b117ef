//! Words and names without quotes: a variable that stands at one place, and would be a word of its column, or the name of
//! a thing, were it in quotes.

use crate::lang::program::{Aggregate, Atom, Expr, Literal, Query, Term, Type, VariableId};

use super::World;
use super::load::entity_kind;

/// Shorter variables are shorter than any name one would write.
const SHORTEST: usize = 3;

impl World {
    /// The variables of a query that are most likely words or names without quotes.
    pub(super) fn slips(&self, query: &Query) -> Vec<String> {
        let mut used = Vec::new();
        variables(&query.body, &mut used);
        let once = query
            .columns
            .iter()
            .filter(|id| used.iter().filter(|other| other == id).count() == 1);
        let once = once.filter_map(|id| query.variables.get(id.0 as usize));
        once.filter(|variable| {
            variable.name.chars().count() >= SHORTEST && self.is_meant(variable.ty, &variable.name)
        })
        .map(|variable| variable.name.clone())
        .collect()
    }

    /// Whether a text is a word of a vocabulary, or a name of a kind of things.
    fn is_meant(&self, ty: Type, text: &str) -> bool {
        let Type::Named(id) = ty else { return false };
        let words = self.program().named_type(id).and_then(|ty| ty.words.as_ref());
        let is_word = words.is_some_and(|words| words.iter().any(|word| word == text));
        let is_name = entity_kind(self.program(), ty)
            .is_some_and(|kind| !self.entities.resolve(&self.base.names, kind, text).is_empty());
        is_word || is_name
    }
}

/// Every place of a variable in a body.
fn variables(body: &[Literal], used: &mut Vec<VariableId>) {
    for literal in body {
        match literal {
            Literal::Atom(Atom { terms, .. }) | Literal::Absent(Atom { terms, .. }) => {
                used.extend(terms.iter().filter_map(|term| match term {
                    Term::Variable(id) => Some(*id),
                    Term::Constant(_) | Term::Wildcard => None,
                }));
            }
            Literal::Compare { left, right, .. } => {
                of_expr(left, used);
                of_expr(right, used);
            }
            Literal::Let { variable, value, .. } => {
                used.push(*variable);
                of_expr(value, used);
            }
            Literal::Aggregate(Aggregate {
                variable,
                value,
                body,
                ..
            }) => {
                used.push(*variable);
                value.iter().for_each(|value| of_expr(value, used));
                variables(body, used);
            }
        }
    }
}

fn of_expr(expr: &Expr, used: &mut Vec<VariableId>) {
    match expr {
        Expr::Variable(id) => used.push(*id),
        Expr::Constant(_) => {}
        Expr::Apply { arguments, .. } => arguments.iter().for_each(|argument| of_expr(argument, used)),
    }
}
