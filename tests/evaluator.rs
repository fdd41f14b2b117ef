//! The evaluator's semantics as a table of programs and answers, and its twin: a naive evaluator that stays.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tenderlog::engine::{Database, EvalError, Limits, Symbols, evaluate};
use tenderlog::lang::arith;
use tenderlog::lang::checker::check;
use tenderlog::lang::parser::parse_module;
use tenderlog::lang::program::{
    ConstantValue, Expr, Function, Literal, Program, RelationId, Term, VariableId,
};
use tenderlog::lang::source::FileId;
use tenderlog::lang::syntax::{AggregateOp, CompareOp};

fn program(text: &str) -> Program {
    let (module, errors) = parse_module(FileId(0), text);
    assert!(errors.is_empty(), "{errors:?}");
    check(None, &[module], false).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn run(text: &str, limits: &Limits) -> Result<(Program, Symbols, Database), EvalError> {
    let program = program(text);
    let mut symbols = Symbols::with_words(program.words.iter().map(String::as_str));
    let model = evaluate(&program, &mut symbols, Database::new(&program), limits)?;
    Ok((program, symbols, model.database))
}

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

// The naive twin: every rule over every combination of tuples, stratum by stratum, until nothing is new.

type Sets = BTreeMap<RelationId, BTreeSet<Vec<i64>>>;
type Binding = BTreeMap<VariableId, i64>;

fn word(value: &ConstantValue, symbols: &mut Symbols) -> i64 {
    match value {
        ConstantValue::Text(text) => symbols.intern(text),
        ConstantValue::Number(number) => *number,
    }
}

fn value(expr: &Expr, binding: &Binding, symbols: &mut Symbols) -> i64 {
    match expr {
        Expr::Variable(id) => binding[id],
        Expr::Constant(constant) => word(&constant.value, symbols),
        Expr::Apply { function, arguments } => {
            let values: Vec<i64> = arguments
                .iter()
                .map(|argument| value(argument, binding, symbols))
                .collect();
            let (a, b) = (Some(values[0]), values.get(1).copied());
            match function {
                Function::Add => arith::add(a, b),
                Function::Subtract => arith::sub(a, b),
                Function::Min => arith::min(a, b),
                other => panic!("{other:?} is not in the random programs"),
            }
            .unwrap()
        }
    }
}

fn matches(body: &[Literal], binding: &Binding, sets: &Sets, symbols: &mut Symbols) -> Vec<Binding> {
    let Some((first, rest)) = body.split_first() else {
        return vec![binding.clone()];
    };
    let mut next: Vec<Binding> = Vec::new();
    let atom = |relation: RelationId, terms: &[Term], symbols: &mut Symbols| -> Vec<Binding> {
        let mut found = Vec::new();
        for tuple in sets.get(&relation).into_iter().flatten() {
            let mut grown = binding.clone();
            let fits = terms.iter().zip(tuple).all(|(term, have)| match term {
                Term::Wildcard => true,
                Term::Constant(constant) => word(&constant.value, symbols) == *have,
                Term::Variable(id) => *grown.entry(*id).or_insert(*have) == *have,
            });
            if fits {
                found.push(grown);
            }
        }
        found
    };
    match first {
        Literal::Atom(found) => next = atom(found.relation, &found.terms, symbols),
        Literal::Absent(found) => {
            if atom(found.relation, &found.terms, symbols).is_empty() {
                next.push(binding.clone());
            }
        }
        Literal::Compare { left, op, right, .. } => {
            let (left, right) = (value(left, binding, symbols), value(right, binding, symbols));
            let holds = match op {
                CompareOp::Equal => left == right,
                CompareOp::NotEqual => left != right,
                CompareOp::Less => left < right,
                CompareOp::LessOrEqual => left <= right,
                CompareOp::Greater => left > right,
                CompareOp::GreaterOrEqual => left >= right,
            };
            if holds {
                next.push(binding.clone());
            }
        }
        Literal::Let {
            variable,
            value: expr,
            ..
        } => {
            let mut grown = binding.clone();
            grown.insert(*variable, value(expr, binding, symbols));
            next.push(grown);
        }
        Literal::Aggregate(aggregate) => {
            let inner = matches(&aggregate.body, binding, sets, symbols);
            let values: Vec<i64> = inner
                .iter()
                .map(|found| {
                    aggregate
                        .value
                        .as_ref()
                        .map_or(1, |expr| value(expr, found, symbols))
                })
                .collect();
            let folded = match aggregate.op {
                AggregateOp::Count | AggregateOp::Sum => Some(values.iter().sum()),
                AggregateOp::Min => values.iter().copied().min(),
                AggregateOp::Max => values.iter().copied().max(),
            };
            if let Some(folded) = folded {
                let mut grown = binding.clone();
                grown.insert(aggregate.variable, folded);
                next.push(grown);
            }
        }
    }
    next.iter()
        .flat_map(|binding| matches(rest, binding, sets, symbols))
        .collect()
}

fn naive(program: &Program, symbols: &mut Symbols) -> Sets {
    let mut sets = Sets::new();
    let strata = program
        .relations
        .iter()
        .map(|relation| relation.stratum)
        .max()
        .unwrap_or_default();
    for stratum in 0..=strata {
        loop {
            let mut found = Vec::new();
            for rule in &program.rules {
                if program.relation(rule.head.relation).unwrap().stratum != stratum {
                    continue;
                }
                for binding in matches(&rule.body, &Binding::new(), &sets, symbols) {
                    let tuple: Vec<i64> = rule
                        .head
                        .terms
                        .iter()
                        .map(|term| match term {
                            Term::Variable(id) => binding[id],
                            Term::Constant(constant) => word(&constant.value, symbols),
                            Term::Wildcard => panic!("a wildcard in a head"),
                        })
                        .collect();
                    found.push((rule.head.relation, tuple));
                }
            }
            let before: usize = sets.values().map(BTreeSet::len).sum();
            for (relation, tuple) in found {
                sets.entry(relation).or_default().insert(tuple);
            }
            if sets.values().map(BTreeSet::len).sum::<usize>() == before {
                break;
            }
        }
    }
    sets
}

/// Bodies over three levels of relations; a level reads only lower ones under `!` and in aggregates.
const RULES: [&str; 14] = [
    "A1(x, y) <- E(x, y);",
    "A1(x, z) <- A1(x, y), E(y, z);",
    "A1(x, x) <- E(x, _), (x > 1);",
    "A1(y, x) <- E(x, y), (x < y);",
    "B1(x) <- E(x, x);",
    "B1(y) <- B1(x), A1(x, y);",
    "A2(x, y) <- A1(x, y), !B1(x);",
    "A2(x, n) <- B1(x), let n = count : { A1(x, _) };",
    "A2(x, n) <- E(x, _), let n = sum y : { A1(x, y), (y != x) };",
    "A2(x, z) <- A2(x, y), A2(y, z);",
    "A2(x, n) <- E(x, y), let n = min(x, y);",
    "A3(x) <- E(x, _), !A2(x, _);",
    "A3(n) <- E(x, _), let n = max y : { A2(x, y) };",
    "A3(y) <- A3(x), E(x, y), !B1(y);",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_evaluator_derives_what_its_naive_twin_derives(
        edges in proptest::collection::vec((0..5_i64, 0..5_i64), 0..10),
        rules in proptest::sample::subsequence(RULES.to_vec(), 1..=RULES.len()).prop_shuffle(),
    ) {
        let mut text = String::from(
            "derived E(x: Int, y: Int)\nderived A1(x: Int, y: Int)\nderived B1(x: Int)\n\
             derived A2(x: Int, y: Int)\nderived A3(x: Int)\n",
        );
        for (x, y) in edges {
            text += &format!("E({x}, {y});\n");
        }
        text += &rules.join("\n");
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
