//! What the text of the law says of itself: sentences for proofs, provisions, figures, readings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::collections::BTreeSet;

use tenderlog::lang::program::{
    Atom, Constant, ConstantValue, Literal, Program, RelationId, Rule, SentencePart, Term, VariableId,
};
use tenderlog::world::World;

/// Words of the program's own workshop, which no lawyer must read.
const WORKSHOP: [&str; 12] = [
    "docket",
    "completion",
    "tuple",
    "relation",
    "choice point",
    "rule",
    "derived",
    "reads(",
    "null",
    "_ ",
    "()",
    "row of",
];

fn world() -> World {
    World::of_texts(&[]).expect("the built-in law loads")
}

/// The plain text of a rule's sentence, and the variables that it names.
fn sentence(rule: &Rule) -> (String, BTreeSet<VariableId>) {
    let mut named = BTreeSet::new();
    let text = rule
        .sentence
        .as_ref()
        .unwrap()
        .parts
        .iter()
        .map(|part| match part {
            SentencePart::Text(text) => text.clone(),
            SentencePart::Variable(id) => {
                named.insert(*id);
                "X".to_owned()
            }
        });
    (text.collect(), named)
}

fn problem(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if !text.ends_with('.') || text.ends_with("..") {
        return Some("does not end with a full stop");
    }
    if text.contains("  ") || text.contains(" ,") || text.contains(" .") {
        return Some("has a gap");
    }
    if words.len() < 3 {
        return Some("is no sentence");
    }
    let lower = text.to_lowercase();
    if WORKSHOP.iter().any(|word| lower.contains(word)) {
        return Some("speaks of the workshop");
    }
    None
}

#[test]
fn every_rule_has_a_whole_sentence_that_names_what_it_concludes() {
    let world = world();
    let program = &world.law().program;
    let mut wrong = Vec::new();
    for rule in &program.rules {
        let (text, named) = sentence(rule);
        if let Some(problem) = problem(&text) {
            wrong.push(format!("{}: {problem}: {text}", rule.id));
        }
        for relation in &program.relations {
            if text
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| word == relation.name)
                && relation.name.chars().filter(|c| c.is_uppercase()).count() > 1
            {
                wrong.push(format!("{}: names the relation {}", rule.id, relation.name));
            }
        }
        for term in &rule.head.terms {
            if let Term::Variable(id) = term
                && !named.contains(id)
            {
                let name = &rule.variables[id.0 as usize].name;
                wrong.push(format!("{}: does not name {name}: {text}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_relation_has_a_whole_sentence_that_names_its_columns() {
    let world = world();
    let mut wrong = Vec::new();
    for relation in &world.law().program.relations {
        if let Some(problem) = problem(&relation.doc) {
            wrong.push(format!("{}: {problem}: {}", relation.name, relation.doc));
        }
        for column in &relation.columns {
            if !relation.doc.contains(&format!("{{{}}}", column.name)) {
                wrong.push(format!(
                    "{}: does not name {}: {}",
                    relation.name, column.name, relation.doc
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_provision_that_a_rule_cites_is_in_the_files_of_the_law() {
    let world = world();
    let known: BTreeSet<&str> = world.facts().provisions.keys().map(String::as_str).collect();
    for rule in &world.law().program.rules {
        assert!(!rule.cites.is_empty(), "{}", rule.id);
        for cite in &rule.cites {
            assert!(known.contains(cite.as_str()), "{} cites {cite}", rule.id);
        }
    }
}

fn atoms(body: &[Literal]) -> Vec<&Atom> {
    body.iter()
        .flat_map(|literal| match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => vec![atom],
            Literal::Aggregate(aggregate) => atoms(&aggregate.body),
            Literal::Compare { .. } | Literal::Let { .. } => Vec::new(),
        })
        .collect()
}

fn name(program: &Program, id: RelationId) -> &str {
    &program.relation(id).unwrap().name
}

/// The text that a column of an atom must have.
fn constant(atom: &Atom, column: usize) -> Option<&str> {
    match &atom.terms[column] {
        Term::Constant(Constant {
            value: ConstantValue::Text(text),
            ..
        }) => Some(text),
        _ => None,
    }
}

#[test]
fn every_figure_that_a_rule_reads_is_in_the_files_of_the_law_and_every_one_there_is_read() {
    let world = world();
    let program = &world.law().program;
    let of_parameters = |relation: &str| relation.starts_with("Parameter");
    let read: BTreeSet<&str> = program
        .rules
        .iter()
        .flat_map(|rule| atoms(&rule.body))
        .filter(|atom| of_parameters(name(program, atom.relation)))
        .filter_map(|atom| constant(atom, 0))
        // Read where the holdings are added up.
        .chain(["control-share"])
        .collect();
    let given: BTreeSet<&str> = world
        .facts()
        .rows
        .iter()
        .filter(|row| of_parameters(&row.relation))
        .filter_map(|row| row.values[0].as_text())
        .collect();
    assert_eq!(read, given);
}

#[test]
fn every_issue_is_read_by_a_rule_of_its_own() {
    let world = world();
    let program = &world.law().program;
    let issues = program.named_type(program.type_named("Issue").unwrap()).unwrap();
    let of = |relation: &str, column: usize| -> Vec<&str> {
        let rules = program
            .rules
            .iter()
            .filter(|rule| name(program, rule.head.relation) == relation);
        rules
            .map(|rule| constant(&rule.head, column).unwrap_or_else(|| panic!("{}", rule.id)))
            .collect()
    };
    let (read, matters) = (of("Reads", 1), of("ReadingMatters", 1));
    for issue in issues.words.as_ref().unwrap() {
        // As set, and as supposed where it is open.
        assert_eq!(read.iter().filter(|of| *of == issue).count(), 2, "{issue}");
        assert!(matters.contains(&issue.as_str()), "{issue}");
    }
}

/// Whether an issue can matter must not turn on how it is read: then it is known without reading it either way.
#[test]
fn whether_an_issue_matters_does_not_rest_on_its_own_reading() {
    let world = world();
    let program = &world.law().program;
    for rule in &program.rules {
        if name(program, rule.head.relation) != "ReadingMatters" {
            continue;
        }
        let issue = constant(&rule.head, 1).unwrap();
        let mut seen: BTreeSet<RelationId> = BTreeSet::new();
        let mut todo: Vec<&Rule> = vec![rule];
        while let Some(rule) = todo.pop() {
            for atom in atoms(&rule.body) {
                if name(program, atom.relation) == "Reads" {
                    assert_ne!(constant(atom, 1), Some(issue), "{} for {issue}", rule.id);
                    continue;
                }
                if seen.insert(atom.relation) {
                    todo.extend(
                        program
                            .rules
                            .iter()
                            .filter(|rule| rule.head.relation == atom.relation),
                    );
                }
            }
        }
    }
}
