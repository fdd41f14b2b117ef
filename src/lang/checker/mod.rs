//! Tree to program: resolves names, types every variable, and refuses what is unsafe or not stratified.
//!
//! Every error of every module is reported in one run. A name or type that could not be resolved counts as
//! unknown from there on and causes no further errors.

mod declare;
mod error;
mod expression;
mod rule;
mod scope;
mod strata;

use self::declare::Declared;
pub use self::error::{CheckError, Named};
use self::scope::{Place, Scope};
use super::program::{Atom, Program, Query};
use super::source::Span;
use super::syntax::{self, Item, Module, RelationKind};
use std::collections::BTreeSet;

/// Checks modules, in the order given, on top of an optional base program.
///
/// With `law`, every rule needs an id, a provision and a sentence, and a recursive rule computes no new values.
/// With a base, the new declarations and rules are added to a copy of it; its relations get no further rules.
///
/// # Errors
/// All errors, in text order.
pub fn check(base: Option<&Program>, modules: &[Module], law: bool) -> Result<Program, Vec<CheckError>> {
    let mut errors = Vec::new();
    let mut declared = Declared::new(base);
    declared.declare(modules, &mut errors);
    let rules: Vec<&syntax::Rule> = modules
        .iter()
        .flat_map(|module| &module.items)
        .filter_map(|item| match item {
            Item::Rule(rule) => Some(rule),
            Item::Type(_) | Item::Relation(_) | Item::Remark(_) => None,
        })
        .collect();
    let (checked, mut words) = rule::check_rules(&declared, &rules, law, &mut errors);
    let mut program = declared.program.into_owned();
    let first_new = program.rules.len();
    program.rules.extend(checked);
    strata::stratify(&mut program, &mut errors);
    if law {
        strata::refuse_growing_recursion(&program, first_new, &mut errors);
    }
    words.extend(program.words.iter().cloned());
    words.extend(
        program
            .types
            .iter()
            .flat_map(|ty| ty.words.iter().flatten().cloned()),
    );
    program.words = words.into_iter().collect();
    finish(program, errors)
}

/// Checks a question against a program.
///
/// # Errors
/// All errors, in text order.
pub fn check_query(program: &Program, query: &syntax::Query) -> Result<Query, Vec<CheckError>> {
    let mut errors = Vec::new();
    let mut words = BTreeSet::new();
    let declared = Declared::new(Some(program));
    let mut scope = Scope::new(&declared, &query.body, &mut words, &mut errors).asked();
    let body = scope.body(&query.body);
    let (variables, columns) = scope.into_query();
    finish(
        Query {
            body,
            variables,
            columns,
        },
        errors,
    )
}

/// Checks a fact: a given relation, and a value of its type in every column.
///
/// # Errors
/// All errors, in text order.
pub fn check_fact(program: &Program, atom: &syntax::Atom) -> Result<Atom, Vec<CheckError>> {
    let mut errors = Vec::new();
    let mut words = BTreeSet::new();
    let declared = Declared::new(Some(program));
    let open = atom.terms.iter().filter_map(|term| match term {
        syntax::Term::Variable(name) => Some((name.text.clone(), name.span)),
        syntax::Term::Wildcard(span) => Some(("_".to_owned(), *span)),
        syntax::Term::Value(..) => None,
    });
    let (names, spans): (Vec<String>, Vec<Span>) = open.unzip();
    let known = program.relation_named(&atom.relation.text).is_some();
    if let (true, Some(first), Some(last)) = (known, spans.first(), spans.last()) {
        let span = first.to(*last);
        errors.push(CheckError::NotGround { names, span });
    }
    if let Some(relation) = program
        .relation_named(&atom.relation.text)
        .and_then(|id| program.relation(id))
        && relation.kind == RelationKind::Derived
    {
        errors.push(CheckError::FactOfDerived {
            relation: relation.name.clone(),
            span: atom.span,
            declared: relation.span,
        });
    }
    let mut scope = Scope::new(&declared, &[], &mut words, &mut errors).asked();
    match scope.atom(atom, Place::Body) {
        Some(resolved) => finish(resolved, errors),
        None => Err(errors),
    }
}

fn finish<T>(checked: T, mut errors: Vec<CheckError>) -> Result<T, Vec<CheckError>> {
    if errors.is_empty() {
        return Ok(checked);
    }
    errors.sort_by_key(|error| (error.span().file, error.span().start));
    Err(errors)
}

#[cfg(test)]
mod tests;
