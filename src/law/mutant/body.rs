//! Bodies without one of their literals.

use std::collections::BTreeSet;

use crate::lang::program::{Atom, Expr, Literal, RelationId, Term, VariableId};

/// Whether a literal says only what is asked (`asks` are the relations that do): a role by its name says more.
pub(crate) fn is_ask(literal: &Literal, asks: [RelationId; 2]) -> bool {
    let constant = |term: &Term| matches!(term, Term::Constant(_));
    matches!(literal, Literal::Atom(atom) if asks.contains(&atom.relation) && !atom.terms.iter().any(constant))
}

/// A body without one of its literals, and without those that then read a variable that nothing binds. `outer` is what
/// is bound to the left of the whole body.
pub(crate) fn without(body: &[Literal], left_out: usize, outer: &BTreeSet<VariableId>) -> Vec<Literal> {
    let mut bound = outer.clone();
    let mut kept = Vec::new();
    for (index, literal) in body.iter().enumerate() {
        if index == left_out || reads(literal).any(|id| !bound.contains(&id)) {
            continue;
        }
        bound.extend(binds(literal));
        kept.push(literal.clone());
    }
    kept
}

/// The variables that a literal binds where nothing to its left does.
pub(crate) fn binds(literal: &Literal) -> Vec<VariableId> {
    match literal {
        Literal::Atom(atom) => variables(atom).collect(),
        Literal::Let { variable, .. } => vec![*variable],
        Literal::Aggregate(aggregate) => vec![aggregate.variable],
        Literal::Absent(_) | Literal::Compare { .. } => Vec::new(),
    }
}

/// The variables that must be bound to the left of a literal.
fn reads(literal: &Literal) -> impl Iterator<Item = VariableId> {
    let mut read = Vec::new();
    match literal {
        Literal::Atom(_) => {}
        Literal::Absent(atom) => read.extend(variables(atom)),
        Literal::Compare { left, right, .. } => {
            of_expr(left, &mut read);
            of_expr(right, &mut read);
        }
        Literal::Let { value, .. } => of_expr(value, &mut read),
        Literal::Aggregate(aggregate) => read.extend(&aggregate.group),
    }
    read.into_iter()
}

/// The variables of an atom, in order of its columns.
pub(crate) fn variables(atom: &Atom) -> impl Iterator<Item = VariableId> {
    atom.terms.iter().filter_map(|term| match term {
        Term::Variable(id) => Some(*id),
        Term::Constant(_) | Term::Wildcard => None,
    })
}

/// Adds the variables of an expression.
pub(crate) fn of_expr(expr: &Expr, read: &mut Vec<VariableId>) {
    match expr {
        Expr::Variable(id) => read.push(*id),
        Expr::Constant(_) => {}
        Expr::Apply { arguments, .. } => arguments.iter().for_each(|argument| of_expr(argument, read)),
    }
}
