//! Proofs: the checker accepts them, and no lower ones exist.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod random_programs;

use std::collections::BTreeSet;

use proptest::prelude::*;
use random_programs::{RULES, heights, naive, run, text_of};
use tenderlog::engine::{Database, Limits, Symbols};
use tenderlog::explain::{Node, NodeId, Proof, Rules, Search, check_proof};
use tenderlog::lang::program::{Program, RelationId};

fn prove(text: &str, relation: &str, tuple: &[i64], most: usize) -> (Program, Symbols, Database, Vec<Proof>) {
    let (program, mut symbols, database) = run(text, &Limits::default()).unwrap();
    let rules = Rules::new(&program, &mut symbols);
    let id = program.relation_named(relation).unwrap();
    let mut models = [database];
    let proofs = Search::new(&program, &rules, &mut models, &Limits::default())
        .proofs(id, tuple, most)
        .unwrap();
    let [database] = models;
    for proof in &proofs {
        check_proof(&program, &symbols, &database, proof).unwrap();
    }
    (program, symbols, database, proofs)
}

const CIRCLE: &str = "derived E(x: Int, y: Int)\nE(1, 2); E(2, 3); E(3, 1); E(1, 3);\n\
                      derived T(x: Int, y: Int)\nT(x, y) <- E(x, y);\nT(x, z) <- T(x, y), E(y, z);\n";

#[test]
fn a_shorter_way_is_a_lower_proof() {
    let (program, _, _, proofs) = prove(CIRCLE, "T", &[1, 3], 1);
    assert_eq!(proofs[0].height(), 2);
    let Some(Node::Rule { rule, .. }) = proofs[0].nodes.last() else {
        panic!("the last step concludes the tuple");
    };
    assert_eq!(program.rules[rule.0 as usize].id, "t-1");
}

#[test]
fn the_next_proof_is_another_one_and_there_is_an_end() {
    let (.., proofs) = prove(CIRCLE, "T", &[1, 3], 10);
    assert!(proofs.len() >= 2, "by the edge, and by way of 2");
    assert!(proofs.windows(2).all(|pair| pair[0].height() <= pair[1].height()));
    let (.., proofs) = prove(CIRCLE, "E", &[1, 3], 10);
    assert_eq!(proofs.len(), 1);
}

#[test]
fn a_tuple_that_does_not_hold_has_no_proof() {
    let (.., proofs) = prove(CIRCLE, "T", &[1, 9], 1);
    assert!(proofs.is_empty());
}

#[test]
fn every_literal_of_a_rule_stands_in_its_proof() {
    let text = "derived E(x: Int, y: Int)\nE(1, 2); E(1, 5);\nderived No(x: Int)\nNo(7);\nderived Out(x: Int, n: Int)\n\
                Out(x, m) <- E(x, y), (y < 3), let n = sum z : { E(x, z), (z > 0) }, let m = n + y, !No(x);";
    let (.., proofs) = prove(text, "Out", &[1, 9], 1);
    let Some(Node::Rule { premises, .. }) = proofs[0].nodes.last() else {
        panic!("the last step concludes the tuple");
    };
    let kinds: Vec<&str> = premises
        .iter()
        .map(|id| match proofs[0].node(*id).unwrap() {
            Node::Fact { .. } => "fact",
            Node::Rule { .. } => "rule",
            Node::Absent { .. } => "absence",
            Node::Comparison { .. } => "comparison",
            Node::Value { .. } => "value",
            Node::Aggregate { .. } => "aggregate",
        })
        .collect();
    assert_eq!(kinds, ["rule", "comparison", "aggregate", "value", "absence"]);
}

#[test]
fn a_fold_shows_each_tuple_though_they_agree_in_all_that_it_reads() {
    let text = "derived E(x: Int, y: Int)\nE(1, 4); E(2, 4); E(3, 4);\nderived Out(n: Int)\n\
                Out(n) <- let n = sum y : { E(_, y) };";
    let (program, symbols, database, proofs) = prove(text, "Out", &[12], 1);
    let facts = |proof: &Proof| {
        let mut facts: Vec<Vec<i64>> = proof
            .nodes
            .iter()
            .filter_map(|node| match node {
                Node::Rule { tuple, premises, .. } if premises.is_empty() => Some(tuple.clone()),
                _ => None,
            })
            .collect();
        facts.sort();
        facts
    };
    assert_eq!(facts(&proofs[0]), [[1, 4], [2, 4], [3, 4]]);
    // One tuple that stands for another is no proof.
    let mut bad = proofs[0].clone();
    for node in &mut bad.nodes {
        if let Node::Aggregate { matches, .. } = node {
            let first = matches[0].premises.clone();
            matches[1].premises = first;
        }
    }
    assert!(check_proof(&program, &symbols, &database, &bad).is_err());
}

#[test]
fn the_checker_refuses_a_proof_with_a_step_changed() {
    let (program, symbols, database, proofs) = prove(CIRCLE, "T", &[2, 1], 1);
    let good = proofs[0].clone();
    let refuse = |change: &dyn Fn(&mut Proof)| {
        let mut bad = good.clone();
        change(&mut bad);
        assert!(
            check_proof(&program, &symbols, &database, &bad).is_err(),
            "{bad:?}"
        );
    };
    refuse(&|proof| proof.nodes.clear());
    refuse(&|proof| {
        if let Some(Node::Rule { tuple, .. }) = proof.nodes.last_mut() {
            tuple[1] = 2;
        }
    });
    refuse(&|proof| {
        if let Some(Node::Rule { premises, .. }) = proof.nodes.last_mut() {
            premises.pop();
        }
    });
    refuse(&|proof| {
        let last = NodeId(u32::try_from(proof.nodes.len()).unwrap() - 1);
        if let Some(Node::Rule { premises, .. }) = proof.nodes.last_mut() {
            premises[0] = last;
        }
    });
    refuse(&|proof| {
        if let Some(Node::Rule { binding, .. }) = proof.nodes.last_mut() {
            binding[1] = 1;
        }
    });
}

#[test]
fn a_row_on_which_every_proof_rests_is_told_from_one_that_can_be_spared() {
    let text = "given E(x: Int, y: Int)\nderived T(x: Int, y: Int)\nT(x, y) <- E(x, y);\nT(x, z) <- T(x, y), E(y, z);\n";
    let program = random_programs::program(text);
    let mut symbols = Symbols::default();
    let edge = program.relation_named("E").unwrap();
    let mut given = Database::new(&program);
    for row in [[1, 2], [2, 3], [1, 3], [3, 4]] {
        given.insert(edge, &row);
    }
    let model = tenderlog::engine::evaluate(&program, &mut symbols, given, &Limits::default()).unwrap();
    let rules = Rules::new(&program, &mut symbols);
    let goal = program.relation_named("T").unwrap();
    let mut models = [model.database];
    let supports = Search::new(&program, &rules, &mut models, &Limits::default())
        .supports(goal, &[1, 4])
        .unwrap();
    let told: Vec<(Vec<i64>, bool)> = supports
        .into_iter()
        .map(|(_, row, needed)| (row, needed))
        .collect();
    assert_eq!(
        told,
        [
            (vec![1, 2], false),
            (vec![1, 3], false),
            (vec![2, 3], false),
            (vec![3, 4], true)
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_tuple_has_a_proof_of_the_least_height_and_nothing_else_has_one(
        edges in proptest::collection::vec((0..5_i64, 0..5_i64), 0..8),
        rules in proptest::sample::subsequence(RULES.to_vec(), 1..=RULES.len()).prop_shuffle(),
    ) {
        let text = text_of(&edges, &rules);
        let (program, mut symbols, database) = run(&text, &Limits::default()).unwrap();
        let sets = naive(&program, &mut symbols);
        let least = heights(&program, &sets, &mut symbols);
        let forms = Rules::new(&program, &mut symbols);
        let limits = Limits::default();
        let mut models = [database.clone()];
        for index in 0..program.relations.len() {
            let id = RelationId(u32::try_from(index).unwrap());
            let tuples: BTreeSet<Vec<i64>> =
                database.relation(id).unwrap().tuples().map(<[i64]>::to_vec).collect();
            for tuple in &tuples {
                let proof = Search::new(&program, &forms, &mut models, &limits).prove(id, tuple).unwrap();
                let proof = proof.expect("a tuple that holds has a proof");
                check_proof(&program, &symbols, &database, &proof).unwrap();
                prop_assert_eq!(proof.height(), least[&(id, tuple.clone())], "{:?}\n{}", tuple, &text);
            }
            let arity = program.relations[index].columns.len();
            let absent = vec![99; arity];
            prop_assert!(Search::new(&program, &forms, &mut models, &limits).prove(id, &absent).unwrap().is_none());
        }
    }

    #[test]
    fn what_is_proved_in_two_models_at_once_holds_in_both_by_the_same_steps(
        edges in proptest::collection::vec((0..4_i64, 0..4_i64), 0..7),
        more in proptest::collection::vec((0..4_i64, 0..4_i64), 0..3),
        rules in proptest::sample::subsequence(RULES.to_vec(), 1..=RULES.len()),
    ) {
        let (program, mut symbols, one) = run(&text_of(&edges, &rules), &Limits::default()).unwrap();
        // The second model has more edges, which no rule of the first concludes.
        let edge = program.relation_named("E").unwrap();
        let mut given = one.clone();
        for (x, y) in more {
            given.insert(edge, &[x, y]);
        }
        let two = tenderlog::engine::evaluate(&program, &mut symbols, given, &Limits::default()).unwrap().database;
        let forms = Rules::new(&program, &mut symbols);
        let limits = Limits::default();
        for index in 0..program.relations.len() {
            let id = RelationId(u32::try_from(index).unwrap());
            for tuple in one.relation(id).unwrap().tuples() {
                let mut models = [one.clone(), two.clone()];
                let proof = Search::new(&program, &forms, &mut models, &limits).prove(id, tuple).unwrap();
                if let Some(proof) = proof {
                    check_proof(&program, &symbols, &one, &proof).unwrap();
                    check_proof(&program, &symbols, &two, &proof).unwrap();
                }
            }
        }
    }
}
