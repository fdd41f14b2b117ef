//! Relations that an analyst's rules conclude and nothing declares: their columns are told from a rule's body.

use std::collections::BTreeSet;

use crate::lang::checker::{CheckError, Named, check, check_query};
use crate::lang::parser::parse_module;
use crate::lang::program::Program;
use crate::lang::source::{Sources, Span};
use crate::lang::syntax::{self, Item};

use super::World;

impl World {
    /// A text with declarations of the relations that its rules conclude and nothing declares, as far as the columns of
    /// a head are variables of a body that can be checked so far.
    pub(super) fn with_declarations(&self, label: &str, text: &str) -> String {
        let mut sources = Sources::clone(&self.law.sources);
        let own = self.own_texts();
        let mut modules: Vec<syntax::Module> = Vec::new();
        for known in own {
            let file = sources.add("known", known);
            modules.push(parse_module(file, known).0);
        }
        let file = sources.add(label, text);
        let (module, errors) = parse_module(file, text);
        if !errors.is_empty() {
            return text.to_owned();
        }
        let mut declarations = String::new();
        for item in &module.items {
            let Item::Rule(rule) = item else { continue };
            // Rules are left out: only what is declared counts here.
            let mut known = modules.clone();
            let file = sources.add("declared", declarations.clone());
            known.push(parse_module(file, &declarations).0);
            known.push(module.clone());
            for module in &mut known {
                module.items.retain(|item| !matches!(item, Item::Rule(_)));
            }
            let Ok(program) = check(Some(&self.law.program), &known, false) else {
                return text.to_owned();
            };
            if let Some(declaration) = declaration(rule, &program) {
                declarations.push_str(&declaration);
                declarations.push('\n');
            }
        }
        // Behind the text, whose lines stay those of its file.
        match declarations.is_empty() {
            true => text.to_owned(),
            false => format!("{}\n{declarations}", text.trim_end()),
        }
    }
}

/// The declaration of the relation that a rule concludes, if it is not declared and its columns can be told.
fn declaration(rule: &syntax::Rule, program: &Program) -> Option<String> {
    let name = &rule.head.relation.text;
    if program.relation_named(name).is_some() || rule.body.is_empty() {
        return None;
    }
    let body = syntax::Query {
        body: rule.body.clone(),
        span: rule.span,
    };
    let query = check_query(program, &body).ok()?;
    let columns: Option<Vec<String>> = rule
        .head
        .terms
        .iter()
        .map(|term| {
            let syntax::Term::Variable(variable) = term else {
                return None;
            };
            let found = query.variables.iter().find(|known| known.name == variable.text)?;
            Some(format!("{}: {}", variable.text, program.type_name(found.ty)))
        })
        .collect();
    Some(format!("derived {name}({})", columns?.join(", ")))
}

/// The errors that would be left if every relation that rules conclude were declared. Where a body is wrong, the columns
/// of its head cannot be told, and that the head is then unknown, there and in other rules, is no mistake of its own.
pub(super) fn without_consequences(
    errors: Vec<CheckError>,
    modules: &[syntax::Module],
    law: &Program,
) -> Vec<CheckError> {
    let rules: Vec<&syntax::Rule> = modules
        .iter()
        .flat_map(|module| &module.items)
        .filter_map(|item| match item {
            Item::Rule(rule) if law.relation_named(&rule.head.relation.text).is_none() => Some(rule),
            _ => None,
        })
        .collect();
    let heads: BTreeSet<&str> = rules
        .iter()
        .map(|rule| rule.head.relation.text.as_str())
        .collect();
    let mut told = BTreeSet::new();
    loop {
        // A rule is wrong by itself, or reads what such a rule concludes.
        let wrong = |rule: &&&syntax::Rule| {
            errors.iter().any(|error| {
                within(error.span(), rule.span)
                    && !within(error.span(), rule.head.relation.span)
                    && unknown_relation(error).is_none_or(|name| !heads.contains(name) || told.contains(name))
            })
        };
        let found: BTreeSet<&str> = rules
            .iter()
            .filter(wrong)
            .map(|rule| rule.head.relation.text.as_str())
            .collect();
        if found.is_subset(&told) {
            break;
        }
        told.extend(found);
    }
    let follows = |error: &CheckError| unknown_relation(error).is_some_and(|name| told.contains(name));
    let keep: Vec<bool> = errors.iter().map(|error| !follows(error)).collect();
    errors
        .into_iter()
        .zip(keep)
        .filter_map(|(error, keep)| keep.then_some(error))
        .collect()
}

/// The relation that an error says is unknown.
fn unknown_relation(error: &CheckError) -> Option<&str> {
    match error {
        CheckError::Unknown {
            what: Named::Relation,
            name,
            ..
        } => Some(name),
        _ => None,
    }
}

fn within(inner: Span, outer: Span) -> bool {
    inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
}
