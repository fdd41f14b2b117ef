//! The evaluator's semantics as a table of programs and answers, and its twin: a naive evaluator that stays.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod random_programs;

use std::collections::BTreeSet;

use proptest::prelude::*;
use random_programs::{RULES, naive, run, text_of};
use tenderlog::engine::{EvalError, Limits};
use tenderlog::lang::program::RelationId;

/// The rows of `Out` as text, sorted.
fn out(text: &str) -> Vec<String> {
    let (program, symbols, database) = run(text, &Limits::default()).unwrap();
    let id = program.relation_named("Out").unwrap();
    let columns = &program.relation(id).unwrap().columns;
    let mut rows: Vec<String> = database
        .relation(id)
        .unwrap()
        .tuples()
        .map(|tuple| {
            let shown = columns.iter().zip(tuple).map(|(column, word)| {
                if column.ty.is_text() {
                    symbols.text(*word).to_owned()
                } else {
                    word.to_string()
                }
            });
            shown.collect::<Vec<_>>().join(" ")
        })
        .collect();
    rows.sort();
    rows
}

const EDGES: &str = r#"
derived Edge(from: Text, to: Text)
Edge("a", "b"); Edge("b", "c"); Edge("c", "a"); Edge("d", "d");
"#;

#[test]
fn recursion_reaches_everything_once_also_in_circles() {
    let rules = r#"
derived Out(from: Text, to: Text)
Out(x, y) <- Edge(x, y);
Out(x, z) <- Out(x, y), Edge(y, z);
"#;
    let rows = out(&format!("{EDGES}{rules}"));
    assert_eq!(rows.len(), 10);
    assert!(rows.contains(&"a a".to_owned()) && rows.contains(&"d d".to_owned()));
    assert!(!rows.contains(&"a d".to_owned()));
}

#[test]
fn a_variable_that_stands_twice_in_an_atom_means_equality() {
    assert_eq!(
        out(&format!("{EDGES}derived Out(at: Text)\nOut(x) <- Edge(x, x);")),
        ["d"]
    );
}

#[test]
fn negation_sees_the_finished_relation() {
    let rules = "derived Out(at: Text)\nderived Into(at: Text)\nInto(y) <- Edge(x, y), (x != y);\n\
                 Out(x) <- Edge(x, _), !Into(x);";
    assert_eq!(out(&format!("{EDGES}{rules}")), ["d"]);
}

#[test]
fn an_aggregate_has_one_summand_for_each_match_of_its_whole_body() {
    let facts = r#"
derived Part(project: Text, part: Text, won: Won)
derived Project(project: Text)
Part("p", "one", 5bn); Part("p", "two", 5bn); Part("q", "one", 2bn);
Project("p"); Project("q"); Project("r");
"#;
    let fold = |head: &str, op: &str| {
        out(&format!(
            "{facts}derived Out(project: Text, value: {head})\nOut(p, v) <- Project(p), let v = {op};"
        ))
    };
    assert_eq!(
        fold("Won", "sum w : { Part(p, _, w) }"),
        ["p 10000000000", "q 2000000000", "r 0"]
    );
    assert_eq!(fold("Int", "count : { Part(p, _, _) }"), ["p 2", "q 1", "r 0"]);
    assert_eq!(
        fold("Won", "min w : { Part(p, _, w) }"),
        ["p 5000000000", "q 2000000000"]
    );
    assert_eq!(
        fold("Won", "max w : { Part(p, _, w), (w < 5bn) }"),
        ["q 2000000000"]
    );
}

#[test]
fn a_value_that_cannot_be_computed_is_an_error_with_its_rule_and_values() {
    let text = "derived In(n: Int)\nIn(0);\nderived Out(n: Int)\n@rule(\"quotient\")\nOut(x) <- In(n), let x = 7 / n;";
    match run(text, &Limits::default()) {
        Err(EvalError::Arithmetic { rule, values, .. }) => {
            assert_eq!(rule, "quotient");
            assert!(values.contains("n = 0"), "{values}");
        }
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[test]
fn limits_end_an_evaluation_with_a_typed_error() {
    let text = "derived Out(n: Int)\nOut(0);\nOut(m) <- Out(n), let m = n + 1;";
    let tuples = run(
        text,
        &Limits {
            tuples: 100,
            ..Limits::default()
        },
    )
    .map(|_| ());
    assert_eq!(tuples, Err(EvalError::TupleLimit(100)));
    let rounds = run(
        text,
        &Limits {
            rounds: 10,
            ..Limits::default()
        },
    )
    .map(|_| ());
    assert_eq!(rounds, Err(EvalError::RoundLimit(10)));
    let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let interrupted = run(
        text,
        &Limits {
            interrupt: Some(flag),
            ..Limits::default()
        },
    )
    .map(|_| ());
    assert_eq!(interrupted, Err(EvalError::Interrupted));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_evaluator_derives_what_its_naive_twin_derives(
        edges in proptest::collection::vec((0..5_i64, 0..5_i64), 0..10),
        rules in proptest::sample::subsequence(RULES.to_vec(), 1..=RULES.len()).prop_shuffle(),
    ) {
        let text = text_of(&edges, &rules);
        let (program, mut symbols, database) = run(&text, &Limits::default()).unwrap();
        let slow = naive(&program, &mut symbols);
        let nothing = BTreeSet::new();
        for index in 0..program.relations.len() {
            let id = RelationId(u32::try_from(index).unwrap());
            let fast: BTreeSet<Vec<i64>> = database.relation(id).unwrap().tuples().map(<[i64]>::to_vec).collect();
            prop_assert_eq!(&fast, slow.get(&id).unwrap_or(&nothing), "{}\n{}", &program.relations[index].name, &text);
        }
    }
}
