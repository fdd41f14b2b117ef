//! Small programs, and a naive evaluator of them that stays as the measure of the real one.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, dead_code)] // each test uses its part

use std::collections::{BTreeMap, BTreeSet};

use tenderlog::engine::{Database, EvalError, Limits, Symbols, evaluate};
use tenderlog::lang::arith;
use tenderlog::lang::checker::check;
use tenderlog::lang::parser::parse_module;
use tenderlog::lang::program::{
    ConstantValue, Expr, Function, Literal, Program, RelationId, Term, VariableId,
};
use tenderlog::lang::source::FileId;
use tenderlog::lang::syntax::{AggregateOp, CompareOp};

pub(crate) fn program(text: &str) -> Program {
    let (module, errors) = parse_module(FileId(0), text);
    assert!(errors.is_empty(), "{errors:?}");
    check(None, &[module], false).unwrap_or_else(|errors| panic!("{errors:?}"))
}

pub(crate) fn run(text: &str, limits: &Limits) -> Result<(Program, Symbols, Database), EvalError> {
    let program = program(text);
    let mut symbols = Symbols::with_words(program.words.iter().map(String::as_str));
    let model = evaluate(&program, &mut symbols, Database::new(&program), limits)?;
    Ok((program, symbols, model.database))
}

pub(crate) type Sets = BTreeMap<RelationId, BTreeSet<Vec<i64>>>;
pub(crate) type Binding = BTreeMap<VariableId, i64>;

fn word(value: &ConstantValue, symbols: &mut Symbols) -> i64 {
    match value {
        ConstantValue::Text(text) => symbols.intern(text),
        ConstantValue::Number(number) => *number,
    }
}

pub(crate) fn value(expr: &Expr, binding: &Binding, symbols: &mut Symbols) -> i64 {
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

pub(crate) fn matches(
    body: &[Literal],
    binding: &Binding,
    sets: &Sets,
    symbols: &mut Symbols,
) -> Vec<Binding> {
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

/// The naive twin: every rule over every combination of tuples, stratum by stratum, until nothing is new.
pub(crate) fn naive(program: &Program, symbols: &mut Symbols) -> Sets {
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
pub(crate) const RULES: [&str; 14] = [
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

/// A program of some edges and some of [`RULES`].
pub(crate) fn text_of(edges: &[(i64, i64)], rules: &[&str]) -> String {
    let mut text = String::from(
        "derived E(x: Int, y: Int)\nderived A1(x: Int, y: Int)\nderived B1(x: Int)\n\
         derived A2(x: Int, y: Int)\nderived A3(x: Int)\n",
    );
    for (x, y) in edges {
        text += &format!("E({x}, {y});\n");
    }
    text + &rules.join("\n")
}

/// The least height of a derivation of each tuple of a finished model, by repeated passes over all derivations.
pub(crate) fn heights(
    program: &Program,
    sets: &Sets,
    symbols: &mut Symbols,
) -> BTreeMap<(RelationId, Vec<i64>), u32> {
    let mut heights: BTreeMap<(RelationId, Vec<i64>), u32> = BTreeMap::new();
    loop {
        let before = heights.clone();
        for rule in &program.rules {
            for binding in matches(&rule.body, &Binding::new(), sets, symbols) {
                let Some(highest) = highest(false, &rule.body, &binding, sets, &before, symbols) else {
                    continue;
                };
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
                let height = heights.entry((rule.head.relation, tuple)).or_insert(u32::MAX);
                *height = (*height).min(highest + 1);
            }
        }
        if heights == before {
            return heights;
        }
    }
}

/// The height of the highest premise of a body under a binding, if all of them have one yet. A fold has a match for each
/// tuple that an atom can take (`folded`); elsewhere the lowest does.
fn highest(
    folded: bool,
    body: &[Literal],
    binding: &Binding,
    sets: &Sets,
    heights: &BTreeMap<(RelationId, Vec<i64>), u32>,
    symbols: &mut Symbols,
) -> Option<u32> {
    let mut highest = 0;
    for literal in body {
        match literal {
            Literal::Atom(atom) => {
                let fits = |tuple: &&Vec<i64>, symbols: &mut Symbols| {
                    atom.terms
                        .iter()
                        .zip(tuple.iter())
                        .all(|(term, have)| match term {
                            Term::Wildcard => true,
                            Term::Constant(constant) => word(&constant.value, symbols) == *have,
                            Term::Variable(id) => binding[id] == *have,
                        })
                };
                let known: Vec<Option<u32>> = sets[&atom.relation]
                    .iter()
                    .filter(|tuple| fits(tuple, symbols))
                    .map(|tuple| heights.get(&(atom.relation, tuple.clone())).copied())
                    .collect();
                let needed = if folded {
                    known.into_iter().collect::<Option<Vec<u32>>>()?.into_iter().max()
                } else {
                    known.into_iter().flatten().min()
                };
                highest = highest.max(needed?);
            }
            Literal::Aggregate(aggregate) => {
                let mut group = binding.clone();
                group.retain(|id, _| aggregate.group.contains(id));
                for inner in matches(&aggregate.body, &group, sets, symbols) {
                    highest = highest
                        .max(1 + self::highest(true, &aggregate.body, &inner, sets, heights, symbols)?);
                }
            }
            Literal::Absent(_) | Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
    Some(highest)
}
