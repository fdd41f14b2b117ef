//! Rules: annotations, ids, heads and sentences around a checked body.

use super::super::program::{Program, Rule, Sentence, SentencePart, VariableId};
use super::super::source::Span;
use super::super::suggest::nearest;
use super::super::syntax::{self, Ident, RelationKind};
use super::declare::Declared;
use super::error::{CheckError, Named};
use super::scope::{Place, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// The annotations and how they are written.
const ANNOTATIONS: [(&str, &str); 3] = [
    ("rule", "@rule(\"id\")"),
    ("cite", "@cite(\"provision\", …)"),
    ("ko", "@ko(\"sentence\")"),
];

/// The rules that could be resolved, and all text constants.
pub(super) fn check_rules(
    declared: &Declared,
    rules: &[&syntax::Rule],
    law: bool,
    errors: &mut Vec<CheckError>,
) -> (Vec<Rule>, BTreeSet<String>) {
    let mut words = BTreeSet::new();
    let mut ids = explicit_ids(&declared.program, rules, errors);
    let mut numbers = rule_numbers(&declared.program);
    let mut checked = Vec::new();
    for rule in rules {
        let notes = Annotations::read(rule, errors);
        if law {
            notes.refuse_uncited(rule, errors);
        }
        let id = notes.id.clone().unwrap_or_else(|| {
            let name = rule.head.relation.text.to_lowercase();
            let number = numbers.entry(name.clone()).or_default();
            free_id(&name, number, &mut ids)
        });
        if notes.id.is_some() {
            *numbers.entry(rule.head.relation.text.to_lowercase()).or_default() += 1;
        }
        refuse_head(declared, rule, errors);
        let mut scope = Scope::new(declared, &rule.body, &mut words, errors);
        let body = scope.body(&rule.body);
        let head = scope.atom(&rule.head, Place::Head);
        let read = |scope: &mut Scope<'_>, text: &Ident| sentence(scope, text);
        let english = rule.sentence.as_ref().map(|text| read(&mut scope, text));
        let korean = notes.korean.as_ref().map(|text| read(&mut scope, text));
        let variables = scope.into_rule_variables();
        checked.extend(head.map(|head| Rule {
            id,
            cites: notes.cites,
            sentence: english,
            sentence_ko: korean,
            head,
            body,
            variables,
            span: rule.span,
        }));
    }
    (checked, words)
}

/// What the annotations of a rule say.
#[derive(Default)]
struct Annotations {
    id: Option<String>,
    cites: Vec<String>,
    korean: Option<Ident>,
}

impl Annotations {
    fn read(rule: &syntax::Rule, errors: &mut Vec<CheckError>) -> Self {
        let mut notes = Annotations::default();
        let mut seen = BTreeSet::new();
        for annotation in &rule.annotations {
            let name = annotation.name.text.as_str();
            let Some((_, usage)) = ANNOTATIONS.iter().find(|(known, _)| *known == name) else {
                errors.push(CheckError::Unknown {
                    what: Named::Annotation,
                    name: name.to_owned(),
                    suggestion: nearest(name, ANNOTATIONS.iter().map(|(known, _)| *known)),
                    span: annotation.name.span,
                });
                continue;
            };
            let one = name == "cite" || annotation.arguments.len() == 1;
            let filled = annotation
                .arguments
                .iter()
                .all(|argument| !argument.text.trim().is_empty());
            if !one || !filled || !seen.insert(name) {
                let span = annotation.span;
                errors.push(CheckError::BadAnnotation { usage, span });
            }
            let mut arguments = annotation.arguments.iter();
            match name {
                "rule" => notes.id = arguments.next().map(|id| id.text.clone()),
                "ko" => notes.korean = arguments.next().cloned(),
                _ => notes.cites.extend(arguments.map(|cite| cite.text.clone())),
            }
        }
        notes
    }

    fn refuse_uncited(&self, rule: &syntax::Rule, errors: &mut Vec<CheckError>) {
        let wanted = [
            (self.id.is_none(), "id (`@rule(\"…\")`)"),
            (self.cites.is_empty(), "provision (`@cite(\"…\")`)"),
            (rule.sentence.is_none(), "sentence (`/// …`)"),
        ];
        for (_, missing) in wanted.into_iter().filter(|(is_missing, _)| *is_missing) {
            let span = rule.head.span;
            errors.push(CheckError::Uncited { missing, span });
        }
    }
}

/// All ids in use; an id that is given twice is reported.
fn explicit_ids(
    program: &Program,
    rules: &[&syntax::Rule],
    errors: &mut Vec<CheckError>,
) -> BTreeSet<String> {
    let known = program.rules.iter().map(|rule| (rule.id.clone(), rule.span));
    let mut ids: BTreeMap<String, Span> = known.collect();
    let given = rules.iter().flat_map(|rule| &rule.annotations);
    for id in given
        .filter(|note| note.name.text == "rule")
        .filter_map(|note| note.arguments.first())
    {
        if let Some(first) = ids.get(&id.text) {
            errors.push(CheckError::Duplicate {
                what: Named::RuleId,
                name: id.text.clone(),
                span: id.span,
                first: Some(*first),
            });
        } else {
            ids.insert(id.text.clone(), id.span);
        }
    }
    ids.into_keys().collect()
}

/// Number of rules by relation name in lower case.
fn rule_numbers(program: &Program) -> BTreeMap<String, u32> {
    let mut numbers = BTreeMap::new();
    for rule in &program.rules {
        if let Some(relation) = program.relation(rule.head.relation) {
            *numbers.entry(relation.name.to_lowercase()).or_default() += 1;
        }
    }
    numbers
}

/// `relation-n`, with the next number that is free.
fn free_id(name: &str, number: &mut u32, ids: &mut BTreeSet<String>) -> String {
    loop {
        *number += 1;
        let id = format!("{name}-{number}");
        if ids.insert(id.clone()) {
            return id;
        }
    }
}

fn refuse_head(declared: &Declared, rule: &syntax::Rule, errors: &mut Vec<CheckError>) {
    let name = &rule.head.relation;
    let Some(id) = declared.program.relation_named(&name.text) else {
        return;
    };
    let Some(relation) = declared.program.relation(id) else {
        return;
    };
    let (name, span, place) = (relation.name.clone(), rule.head.span, relation.span);
    if relation.kind == RelationKind::Given {
        errors.push(CheckError::HeadIsGiven {
            relation: name,
            span,
            declared: place,
        });
    } else if declared.is_of_base(id) {
        errors.push(CheckError::RuleForLawRelation {
            relation: name,
            span,
            declared: place,
        });
    }
}

/// A sentence with its variables resolved; naming a variable there is a use of it.
fn sentence(scope: &mut Scope<'_>, text: &Ident) -> Sentence {
    let line = text.text.replace('\n', " ");
    let mut parts = Vec::new();
    for piece in pieces(&line) {
        match piece {
            Piece::Text(plain) => parts.push(SentencePart::Text(plain.to_owned())),
            Piece::Name(name) => match scope.lookup(name) {
                Some(id) => {
                    scope.use_variable(id);
                    parts.push(SentencePart::Variable(id));
                }
                None => {
                    let suggestion = nearest(name, scope.visible_names());
                    scope.errors.push(CheckError::UnknownInSentence {
                        name: name.to_owned(),
                        suggestion,
                        span: text.span,
                    });
                    parts.push(SentencePart::Variable(VariableId(0)));
                }
            },
        }
    }
    Sentence { parts }
}

enum Piece<'t> {
    Text(&'t str),
    Name(&'t str),
}

/// Plain text and `{names}` in order. A `{` without `}` is plain text.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, from)| {
        let (name, after) = from.split_once('}')?;
        Some((before, name, after))
    }) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Name(name.trim()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// The names in braces in a sentence.
pub(super) fn sentence_names(text: &str) -> Vec<&str> {
    let name = |piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    };
    pieces(text).into_iter().filter_map(name).collect()
}
