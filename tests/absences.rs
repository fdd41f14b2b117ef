//! Why nothing fits a goal: what is told of each literal is true of the model, and no match of a rule misses fewer.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod random_programs;

use std::collections::BTreeSet;

use proptest::prelude::*;
use random_programs::{Binding, RULES, Sets, matches, program, value};
use tenderlog::engine::{Database, Limits, Symbols, evaluate};
use tenderlog::explain::{Absences, Goal, Obstacle, Rules, Search, check_absences, check_proof};
use tenderlog::lang::program::{Literal, Program, RelationId, Rule, Term, VariableId};
use tenderlog::lang::syntax::RelationKind;

/// What is given, and what is derived from it beside [`RULES`].
const DECLARED: &str = "given E(x: Int, y: Int)\ngiven F(x: Int, y: Int)\nderived A1(x: Int, y: Int)\n\
                        derived B1(x: Int)\nderived A2(x: Int, y: Int)\nderived A3(x: Int)\n";

const MORE: [&str; 11] = [
    "A1(x, y) <- A1(y, x);",
    "A1(x, z) <- F(x, y), (y > 1), E(y, z), B1(z);",
    "B1(y) <- F(_, y), E(y, y);",
    "A2(x, z) <- F(x, y), F(y, z), !E(x, z);",
    "A2(x, n) <- F(x, y), let n = x + y, E(n, _);",
    "A2(n, y) <- E(_, y), let n = y - 1, F(n, y), (n < y), A1(y, n);",
    "A2(x, y) <- E(x, y), F(y, x), (x != 3), let n = sum z : { A1(x, z) }, (n > 4);",
    "A2(x, 3) <- B1(x);",
    "A3(z) <- A2(x, y), (x < y), F(y, z), !A2(z, x);",
    "A3(x) <- F(x, x), !A2(_, x);",
    "A3(n) <- F(x, y), let n = min z : { A2(z, x), (z < y) };",
];

struct Known {
    program: Program,
    symbols: Symbols,
    model: Database,
    rules: Rules,
    sets: Sets,
}

type Edges = [(i64, i64)];

fn known(rules: &[&str], e: &Edges, f: &Edges) -> Known {
    let text = format!("{DECLARED}{}", rules.join("\n"));
    let program = program(&text);
    let mut symbols = Symbols::with_words(program.words.iter().map(String::as_str));
    let mut given = Database::new(&program);
    for (name, rows) in [("E", e), ("F", f)] {
        let id = program.relation_named(name).unwrap();
        for (x, y) in rows {
            given.insert(id, &[*x, *y]);
        }
    }
    let model = evaluate(&program, &mut symbols, given, &Limits::default())
        .unwrap()
        .database;
    let sets = (0_u32..)
        .zip(model.relations())
        .map(|(id, relation)| (RelationId(id), relation.tuples().map(<[i64]>::to_vec).collect()))
        .collect();
    let rules = Rules::new(&program, &mut symbols);
    Known {
        program,
        symbols,
        model,
        rules,
        sets,
    }
}

/// The goals that explain why nothing fits a pattern, checked; the last one is the pattern's own.
fn explained(known: &Known, relation: &str, pattern: &[Option<i64>]) -> Vec<Goal> {
    let id = known.program.relation_named(relation).unwrap();
    let limits = Limits::default();
    let mut absences = Absences::new(&known.program, &known.rules, known.model.clone(), &limits);
    let obstacle = absences.explain((id, pattern.to_vec())).unwrap();
    assert!(matches!(obstacle, Obstacle::Underivable(_)), "{obstacle:?}");
    check_absences(&known.program, &known.symbols, &known.model, absences.goals()).unwrap();
    absences.goals().to_vec()
}

/// The obstacles of the nearest match of the first attempt at the last goal.
fn first(goals: &[Goal]) -> Vec<Obstacle> {
    let misses = &goals.last().unwrap().attempts[0].misses;
    misses.iter().map(|miss| miss.obstacle.clone()).collect()
}

/// The fewest literals of a rule that fail under any binding, by trial of every binding: each variable has one of the values
/// or none, and what has a value is in the goal, in an atom that holds, or computed by a literal that holds.
fn least(known: &Known, rule: &Rule, goal: &[Option<i64>], values: &[i64]) -> usize {
    let mut symbols = known.symbols.clone();
    let mut head = Binding::new();
    for (term, wanted) in rule.head.terms.iter().zip(goal) {
        if let (Term::Variable(id), Some(word)) = (term, wanted) {
            head.insert(*id, *word);
        }
    }
    let mut outer: BTreeSet<VariableId> = BTreeSet::new();
    for literal in &rule.body {
        match literal {
            Literal::Atom(atom) => outer.extend(variables(&atom.terms)),
            Literal::Let { variable, .. } => _ = outer.insert(*variable),
            Literal::Aggregate(aggregate) => _ = outer.insert(aggregate.variable),
            Literal::Absent(_) | Literal::Compare { .. } => {}
        }
    }
    let free: Vec<VariableId> = outer.into_iter().filter(|id| !head.contains_key(id)).collect();
    let mut best = rule.body.len();
    let mut choice = vec![0; free.len()];
    loop {
        let mut binding = head.clone();
        for (id, at) in free.iter().zip(&choice) {
            if let Some(word) = values.get(*at) {
                binding.insert(*id, *word);
            }
        }
        if let Some(missed) = missed(known, rule, &head, &binding, &mut symbols) {
            best = best.min(missed);
        }
        let Some(next) = choice.iter().position(|at| *at < values.len()) else {
            return best;
        };
        choice[..next].fill(0);
        choice[next] += 1;
    }
}

/// How many literals fail under a binding, without those that it gives too little to test; nothing if some value has nothing to speak for it.
fn missed(
    known: &Known,
    rule: &Rule,
    head: &Binding,
    binding: &Binding,
    symbols: &mut Symbols,
) -> Option<usize> {
    let mut backed: BTreeSet<VariableId> = head.keys().copied().collect();
    let mut missed = 0;
    for literal in &rule.body {
        let (mut reads, binds) = match literal {
            Literal::Atom(atom) => (variables(&atom.terms), variables(&atom.terms)),
            Literal::Absent(atom) => (variables(&atom.terms), Vec::new()),
            Literal::Compare { left, right, .. } => {
                let mut reads = Vec::new();
                for expr in [left, right] {
                    reads.extend(read_by(expr));
                }
                (reads, Vec::new())
            }
            Literal::Let { variable, value, .. } => (read_by(value), vec![*variable]),
            Literal::Aggregate(aggregate) => (aggregate.group.clone(), vec![aggregate.variable]),
        };
        // What an atom fits is not missing.
        let open = matches!(literal, Literal::Atom(_)) && !reads.iter().all(|id| binding.contains_key(id));
        if open && !matches(std::slice::from_ref(literal), binding, &known.sets, symbols).is_empty() {
            return None;
        }
        let testable = matches!(literal, Literal::Atom(_)) || reads.iter().all(|id| binding.contains_key(id));
        reads.extend(&binds);
        let holds = reads.iter().all(|id| binding.contains_key(id)) && {
            let found = matches(std::slice::from_ref(literal), binding, &known.sets, symbols);
            // What is computed must be what the binding has.
            match literal {
                Literal::Let {
                    variable,
                    value: expr,
                    ..
                } => value(expr, binding, symbols) == binding[variable],
                Literal::Aggregate(aggregate) => found
                    .iter()
                    .any(|found| found[&aggregate.variable] == binding[&aggregate.variable]),
                _ => !found.is_empty(),
            }
        };
        if holds {
            backed.extend(binds);
        } else {
            missed += usize::from(testable);
        }
    }
    binding.keys().all(|id| backed.contains(id)).then_some(missed)
}

fn variables(terms: &[Term]) -> Vec<VariableId> {
    let ids = terms.iter().filter_map(|term| match term {
        Term::Variable(id) => Some(*id),
        _ => None,
    });
    ids.collect()
}

fn read_by(expr: &tenderlog::lang::program::Expr) -> Vec<VariableId> {
    use tenderlog::lang::program::Expr;
    match expr {
        Expr::Variable(id) => vec![*id],
        Expr::Constant(_) => Vec::new(),
        Expr::Apply { arguments, .. } => arguments.iter().flat_map(read_by).collect(),
    }
}

#[test]
fn a_row_that_is_missing_is_named_with_the_values_that_the_rest_of_the_body_gives_it() {
    let known = known(&["A1(x, z) <- E(x, y), F(y, z);"], &[], &[(2, 3)]);
    let goals = explained(&known, "A1", &[Some(1), Some(3)]);
    let e = known.program.relation_named("E").unwrap();
    assert_eq!(first(&goals), [Obstacle::Missing((e, vec![Some(1), Some(2)]))]);
}

#[test]
fn a_comparison_that_fails_shows_both_values_and_one_without_values_is_not_tested() {
    let known = known(&["A1(x, y) <- E(x, y), (y > 4);"], &[(1, 2)], &[]);
    let goals = explained(&known, "A1", &[Some(1), None]);
    let [
        Obstacle::False {
            left: 2, right: 4, ..
        },
    ] = first(&goals)[..]
    else {
        panic!("{goals:?}")
    };
    let goals = explained(&known, "A1", &[Some(3), None]);
    let [Obstacle::Missing(_), Obstacle::Untestable(unknown)] = &first(&goals)[..] else {
        panic!("{goals:?}")
    };
    assert_eq!(unknown.len(), 1);
}

#[test]
fn a_negation_is_blocked_by_tuples_that_have_proofs() {
    let known = known(
        &["B1(x) <- E(x, x);", "A2(x, y) <- E(x, y), !B1(x);"],
        &[(1, 1), (1, 2)],
        &[],
    );
    let goals = explained(&known, "A2", &[Some(1), Some(2)]);
    let Obstacle::Blocked { pattern, blockers } = &first(&goals)[0] else {
        panic!("{goals:?}")
    };
    assert_eq!(*blockers, [vec![1]]);
    let limits = Limits::default();
    let mut models = [known.model.clone()];
    let proof = Search::new(&known.program, &known.rules, &mut models, &limits)
        .prove(pattern.0, &blockers[0])
        .unwrap()
        .unwrap();
    check_proof(&known.program, &known.symbols, &known.model, &proof).unwrap();
}

#[test]
fn a_fold_and_a_value_are_set_against_what_is_needed() {
    let rules = [
        "A2(x, n) <- E(x, _), let n = count : { E(x, _) };",
        "A2(x, n) <- F(x, y), let n = x + y;",
    ];
    let known = known(&rules, &[(1, 2), (1, 3)], &[(1, 4)]);
    let goals = explained(&known, "A2", &[Some(1), Some(7)]);
    let differs: Vec<Obstacle> = goals[0]
        .attempts
        .iter()
        .map(|one| one.misses[0].obstacle.clone())
        .collect();
    let of = |value| Obstacle::Differs {
        value: Some(value),
        needed: Some(7),
    };
    assert_eq!(differs, [of(2), of(5)]);
}

#[test]
fn what_rests_on_nothing_but_itself_is_circular() {
    let known = known(&["A1(x, y) <- A1(y, x);", "B1(x) <- A1(x, x);"], &[], &[]);
    let goals = explained(&known, "B1", &[Some(1)]);
    let a1 = known.program.relation_named("A1").unwrap();
    let circular = Obstacle::Circular((a1, vec![Some(1), Some(1)]));
    assert_eq!(goals[0].attempts[0].misses[0].obstacle, circular);
}

#[test]
fn rules_for_other_tuples_are_told_apart() {
    let known = known(
        &["A2(x, 3) <- B1(x);", "A2(x, x) <- B1(x);", "A2(x, 4) <- E(x, _);"],
        &[],
        &[],
    );
    let goals = explained(&known, "A2", &[Some(1), Some(4)]);
    let goal = goals.last().unwrap();
    assert_eq!(goal.attempts.len(), 1);
    let columns: Vec<Option<(usize, i64)>> = goal.others.iter().map(|other| other.column).collect();
    assert_eq!(columns, [Some((1, 3)), None]);
}

#[test]
fn an_atom_whose_columns_must_be_equal_is_not_told_to_be_missing() {
    let known = known(&["B1(x) <- E(y, y), F(x, y);"], &[(1, 2)], &[]);
    let goals = explained(&known, "B1", &[Some(1)]);
    assert!(matches!(first(&goals)[0], Obstacle::Unequal(_)), "{goals:?}");
}

#[test]
fn a_chain_of_goals_without_an_end_is_cut() {
    let known = known(&["B1(x) <- E(x, _), let y = x + 1, B1(y);"], &[], &[]);
    let goals = explained(&known, "B1", &[Some(1)]);
    let cut = |goal: &Goal| {
        let obstacles = goal.attempts[0].misses.iter().map(|miss| &miss.obstacle);
        obstacles
            .filter(|obstacle| matches!(obstacle, Obstacle::Unsearched(_)))
            .count()
    };
    assert_eq!(goals.iter().map(cut).sum::<usize>(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_leaf_is_true_and_in_no_match_fewer_literals_fail(
        e in proptest::collection::vec((0..4_i64, 0..4_i64), 0..6),
        f in proptest::collection::vec((0..4_i64, 0..4_i64), 0..5),
        rules in proptest::sample::subsequence([&RULES[..], &MORE[..]].concat(), 1..=6).prop_shuffle(),
        wanted in (proptest::option::of(0..6_i64), proptest::option::of(0..6_i64)),
    ) {
        let known = known(&rules, &e, &f);
        let mut values: Vec<i64> = (-1..=6).collect();
        values.extend(known.sets.values().flatten().flatten());
        values.sort_unstable();
        values.dedup();
        for (index, relation) in (0_u32..).zip(&known.program.relations) {
            let id = RelationId(index);
            let pattern: Vec<Option<i64>> = [wanted.0, wanted.1][..relation.columns.len()].to_vec();
            let fits = known.sets[&id].iter().any(|tuple| {
                tuple.iter().zip(&pattern).all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
            });
            if fits || relation.kind == RelationKind::Given {
                continue;
            }
            let goals = explained(&known, &relation.name, &pattern);
            for goal in &goals {
                for attempt in &goal.attempts {
                    let rule = &known.program.rules[attempt.rule.0 as usize];
                    prop_assert!(attempt.least);
                    prop_assert_eq!(
                        attempt.failed(),
                        least(&known, rule, &goal.pattern.1, &values),
                        "{} for {:?}\n{}\nE {:?} F {:?}", rule.id, goal.pattern, rules.join("\n"), e, f
                    );
                }
            }
        }
    }
}
