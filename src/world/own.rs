//! An analyst's own rules, on top of the law: typed in a session or loaded from a file, evaluated over facts and certain
//! rows, listed and dropped.

use std::sync::Arc;

use crate::engine::{Database, EvalError, Evaluator, Limits};
use crate::explain::Rules;
use crate::lang::checker::{CheckError, check};
use crate::lang::error::{Diagnostic, SyntaxError};
use crate::lang::parser::parse_module;
use crate::lang::program::{Aggregate, Atom, Constant, Expr, Literal, Program, RelationId, Rule, Term};
use crate::lang::source::Sources;
use crate::lang::syntax::RelationKind;

use super::World;
use super::ask::relations_of;
use super::error::WorldError;
use super::undeclared::without_consequences;

/// Rules of an analyst, checked against the law.
#[derive(Clone, Debug)]
pub(super) struct Own {
    /// Label and text of each input.
    texts: Vec<(String, String)>,
    /// The law with the rules behind it; names in constants are ids.
    pub(super) program: Program,
    /// The rules alone: relations of the law count as given.
    pub(super) alone: Program,
    evaluator: Evaluator,
    pub(super) proofs: Arc<Rules>,
    /// Relations of the law come first.
    relations_of_law: usize,
    rules_of_law: usize,
}

/// A rule of an analyst, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnRule {
    /// Its id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Where it was loaded from; `typed` for one typed in.
    pub from: String,
}

impl World {
    /// Whether a relation is declared by the analyst.
    pub(super) fn is_own(&self, relation: RelationId) -> bool {
        self.own
            .as_ref()
            .is_some_and(|own| relation.0 as usize >= own.relations_of_law)
    }

    /// Adds rules and declarations.
    ///
    /// # Errors
    /// Everything that is wrong with the text; then nothing is added.
    pub(super) fn put_rules(&mut self, label: &str, text: &str) -> Result<(), WorldError> {
        let mut texts = self.own.as_ref().map_or_else(Vec::new, |own| own.texts.clone());
        texts.push((label.to_owned(), text.to_owned()));
        self.set_rules(texts)
    }

    /// Drops the rules of a relation, or the rule of an id, with the relation once it has no rules.
    ///
    /// # Errors
    /// There is no such rule, or another rule rests on it.
    pub(super) fn remove_rules(&mut self, name: &str) -> Result<(), WorldError> {
        let unknown = || {
            WorldError::whole(
                "query::unknown-rule",
                name,
                format!("no rule of yours is called `{name}`"),
                "`rules mine` lists them, with their ids",
            )
        };
        let Some(own) = &self.own else {
            return Err(unknown());
        };
        let id_of = |rule: &Rule| rule.id.clone();
        let drops: Vec<String> = own
            .alone
            .rules
            .iter()
            .filter(|rule| {
                rule.id == name
                    || own
                        .program
                        .relation(rule.head.relation)
                        .is_some_and(|relation| relation.name == name)
            })
            .map(id_of)
            .collect();
        if drops.is_empty() {
            return Err(unknown());
        }
        let mut spans: Vec<(usize, usize, usize)> = Vec::new();
        for (number, (_, text)) in own.texts.iter().enumerate() {
            let file = self.law.sources.files().len() + number;
            for rule in &own.alone.rules {
                let (at, start, end) = (
                    rule.span.file.0 as usize,
                    rule.span.start as usize,
                    rule.span.end as usize,
                );
                if at == file && drops.contains(&rule.id) && end <= text.len() {
                    spans.push((number, start, end));
                }
            }
        }
        let mut texts = own.texts.clone();
        spans.sort_unstable();
        for (number, start, end) in spans.into_iter().rev() {
            if let Some((_, text)) = texts.get_mut(number) {
                text.replace_range(start..end, "");
            }
        }
        texts.retain(|(_, text)| !text.trim().is_empty());
        self.set_rules(texts)
    }

    /// The analyst's own rules, in the order they were added.
    #[must_use]
    pub fn own_rules(&self) -> Vec<OwnRule> {
        let Some(own) = &self.own else { return Vec::new() };
        let files = self.law.sources.files().len();
        own.alone
            .rules
            .iter()
            .filter_map(|rule| {
                let (label, text) = own.texts.get((rule.span.file.0 as usize).checked_sub(files)?)?;
                Some(OwnRule {
                    id: rule.id.clone(),
                    text: text
                        .get(rule.span.start as usize..rule.span.end as usize)?
                        .to_owned(),
                    from: label.clone(),
                })
            })
            .collect()
    }

    /// The texts of the analyst's own rules, in the order they were added.
    #[must_use]
    pub fn own_texts(&self) -> Vec<&str> {
        self.own
            .iter()
            .flat_map(|own| own.texts.iter().map(|(_, text)| text.as_str()))
            .collect()
    }

    /// Label and text of each input of the analyst's rules.
    pub(super) fn own_inputs(&self) -> &[(String, String)] {
        self.own.as_ref().map_or(&[], |own| &own.texts)
    }

    /// Puts other rules in place of the analyst's own.
    pub(super) fn set_rules(&mut self, texts: Vec<(String, String)>) -> Result<(), WorldError> {
        if texts.is_empty() {
            self.own = None;
            return Ok(());
        }
        let mut sources = Sources::clone(&self.law.sources);
        let mut modules = Vec::new();
        let mut diagnostics: Vec<Diagnostic> = Vec::new();
        for (label, text) in &texts {
            let file = sources.add(label.clone(), text.clone());
            let (module, errors) = parse_module(file, text);
            diagnostics.extend(errors.iter().map(SyntaxError::diagnostic));
            modules.push(module);
        }
        if diagnostics.is_empty() {
            match check(Some(&self.law.program), &modules, false) {
                Ok(program) => return self.take(program, texts, sources),
                Err(errors) => {
                    let errors = without_consequences(errors, &modules, &self.law.program);
                    diagnostics.extend(errors.iter().map(CheckError::diagnostic));
                }
            }
        }
        Err(WorldError::Text { diagnostics, sources })
    }

    fn take(
        &mut self,
        mut program: Program,
        texts: Vec<(String, String)>,
        sources: Sources,
    ) -> Result<(), WorldError> {
        let rules_of_law = self.law.program.rules.len();
        let relations_of_law = self.law.program.relations.len();
        let mut diagnostics = Vec::new();
        for rule in program.rules.iter_mut().skip(rules_of_law) {
            self.resolve_body(&mut rule.body, &mut diagnostics);
            self.resolve_atom(&mut rule.head, &mut diagnostics);
        }
        if !diagnostics.is_empty() {
            return Err(WorldError::Text { diagnostics, sources });
        }
        let mut alone = program.clone();
        alone.rules.drain(..rules_of_law);
        for relation in alone.relations.iter_mut().take(relations_of_law) {
            relation.kind = RelationKind::Given;
        }
        self.given.resize(program.relations.len(), Vec::new());
        self.own = Some(Own {
            evaluator: Evaluator::new(&alone, &mut self.symbols),
            proofs: Arc::new(Rules::new(&alone, &mut self.symbols)),
            texts,
            program,
            alone,
            relations_of_law,
            rules_of_law,
        });
        Ok(())
    }

    /// Bodies of the analyst's rules that conclude an atom, with the atom's constants put in, and those that they read.
    pub(super) fn own_bodies(&self, atom: &Atom) -> Vec<Rule> {
        let mut found = Vec::new();
        let mut todo = vec![atom.clone()];
        let mut seen: Vec<Atom> = Vec::new();
        while let Some(mut atom) = todo.pop() {
            atom.span = rule_span(&atom);
            if seen.contains(&atom) {
                continue;
            }
            seen.push(atom.clone());
            for rule in self.own.iter().flat_map(|own| &own.alone.rules) {
                let Some(narrowed) = narrowed(rule, &atom) else {
                    continue;
                };
                let mut read = Vec::new();
                atoms(&narrowed.body, &mut read);
                todo.extend(read.into_iter().filter(|atom| self.is_own(atom.relation)));
                found.push(narrowed);
            }
        }
        found
    }

    /// Adds the relations that the analyst's own rules read.
    pub(super) fn own_reads(&self, read: &mut Vec<RelationId>) {
        for rule in self.own.iter().flat_map(|own| &own.alone.rules) {
            relations_of(&rule.body, read);
        }
    }

    /// Adds what the analyst's own rules conclude from the rows of a database.
    pub(super) fn run_own(&self, database: &mut Database, limits: &Limits) -> Result<(), EvalError> {
        match &self.own {
            Some(own) => own.evaluator.run(database, limits),
            None => Ok(()),
        }
    }

    /// Number of the analyst's own rules.
    #[must_use]
    pub fn own_rule_count(&self) -> usize {
        self.own
            .as_ref()
            .map_or(0, |own| own.program.rules.len() - own.rules_of_law)
    }
}

/// All spans alike, so that equal atoms of different places are equal.
fn rule_span(atom: &Atom) -> crate::lang::source::Span {
    crate::lang::source::Span {
        file: atom.span.file,
        start: 0,
        end: 0,
    }
}

/// A rule with the constants of an atom in place of its head's variables; nothing if the head cannot be the atom.
fn narrowed(rule: &Rule, atom: &Atom) -> Option<Rule> {
    if rule.head.relation != atom.relation {
        return None;
    }
    let mut constants: Vec<(crate::lang::program::VariableId, Constant)> = Vec::new();
    for (own, asked) in rule.head.terms.iter().zip(&atom.terms) {
        match (own, asked) {
            (Term::Constant(one), Term::Constant(other)) if one.value != other.value => return None,
            (Term::Variable(id), Term::Constant(constant)) => constants.push((*id, constant.clone())),
            _ => {}
        }
    }
    let mut rule = rule.clone();
    put(&mut rule.body, &constants);
    Some(rule)
}

/// Puts constants in place of variables in the atoms of a body.
fn put(body: &mut [Literal], constants: &[(crate::lang::program::VariableId, Constant)]) {
    for literal in body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => {
                for term in &mut atom.terms {
                    if let Term::Variable(id) = term
                        && let Some((_, constant)) = constants.iter().find(|(known, _)| known == id)
                    {
                        *term = Term::Constant(constant.clone());
                    }
                }
            }
            Literal::Aggregate(Aggregate { body, .. }) => put(body, constants),
            Literal::Compare { left, right, .. } => {
                for side in [left, right] {
                    put_expr(side, constants);
                }
            }
            Literal::Let { value, .. } => put_expr(value, constants),
        }
    }
}

fn put_expr(expr: &mut Expr, constants: &[(crate::lang::program::VariableId, Constant)]) {
    match expr {
        Expr::Variable(id) => {
            if let Some((_, constant)) = constants.iter().find(|(known, _)| known == id) {
                *expr = Expr::Constant(constant.clone());
            }
        }
        Expr::Constant(_) => {}
        Expr::Apply { arguments, .. } => arguments
            .iter_mut()
            .for_each(|argument| put_expr(argument, constants)),
    }
}

/// Every atom of a body, aggregate bodies included.
pub(super) fn atoms(body: &[Literal], found: &mut Vec<Atom>) {
    for literal in body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => found.push(atom.clone()),
            Literal::Aggregate(aggregate) => atoms(&aggregate.body, found),
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
}
