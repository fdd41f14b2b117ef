//! Smallest sets of changes on random small programs, against every set there is.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod random_programs;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use random_programs::{RULES, naive, program, text_of};
use tenderlog::engine::{EvalError, Limits, Symbols, evaluate};
use tenderlog::explain::{FlipSearch, Flips};
use tenderlog::lang::program::{Program, RelationId};

type Edges = BTreeSet<(i64, i64)>;

/// Whether a tuple holds in the program of some edges, by the evaluator.
fn holds(edges: &Edges, rules: &[&str], goal: &(&str, Vec<i64>)) -> bool {
    let program = with(edges, rules);
    let mut symbols = Symbols::default();
    let database = tenderlog::engine::Database::new(&program);
    let model = evaluate(&program, &mut symbols, database, &Limits::default()).unwrap();
    let id = relation(&program, goal.0);
    model.database.relation(id).unwrap().contains(&goal.1)
}

/// The same by the naive twin.
fn holds_naively(edges: &Edges, rules: &[&str], goal: &(&str, Vec<i64>)) -> bool {
    let program = with(edges, rules);
    let sets = naive(&program, &mut Symbols::default());
    sets.get(&relation(&program, goal.0))
        .is_some_and(|tuples| tuples.contains(&goal.1))
}

fn with(edges: &Edges, rules: &[&str]) -> Program {
    let edges: Vec<(i64, i64)> = edges.iter().copied().collect();
    program(&text_of(&edges, rules))
}

fn relation(program: &Program, name: &str) -> RelationId {
    program.relation_named(name).unwrap()
}

/// Takes away the edges of some changes that are there, and puts those that are not.
fn changed(edges: &Edges, changes: &[(i64, i64)], set: &[usize]) -> Edges {
    let toggled: Edges = set.iter().map(|index| changes[*index]).collect();
    edges.symmetric_difference(&toggled).copied().collect()
}

/// Every minimal set up to a size, by trying all of them and comparing each with all its subsets.
fn brute(
    count: usize,
    size: usize,
    together: &dyn Fn(usize, usize) -> bool,
    turns: &dyn Fn(&[usize]) -> bool,
) -> Vec<Vec<usize>> {
    let members = |mask: u32| {
        (0..count)
            .filter(|index| mask >> index & 1 == 1)
            .collect::<Vec<_>>()
    };
    let possible = |set: &[usize]| {
        set.iter()
            .enumerate()
            .all(|(at, one)| set[at + 1..].iter().all(|other| together(*one, *other)))
    };
    let turning: Vec<u32> = (1..1_u32 << count)
        .filter(|mask| mask.count_ones() as usize <= size)
        .filter(|mask| possible(&members(*mask)) && turns(&members(*mask)))
        .collect();
    let mut minimal: Vec<Vec<usize>> = turning
        .iter()
        .filter(|mask| {
            !turning
                .iter()
                .any(|other| other != *mask && other & **mask == *other)
        })
        .map(|mask| members(*mask))
        .collect();
    minimal.sort_by_key(|set| (set.len(), set.clone()));
    minimal
}

/// Whether a set of changes turns the answer.
type Turns<'a> = &'a (dyn Fn(&[usize]) -> Result<Option<()>, EvalError> + Sync);

fn search(
    changes: usize,
    size: usize,
    together: &(dyn Fn(usize, usize) -> bool + Sync),
    turns: Turns<'_>,
) -> Flips<()> {
    FlipSearch {
        changes,
        size,
        together,
        limits: &Limits::default(),
    }
    .run(turns)
}

fn sets(flips: &Flips<()>) -> Vec<Vec<usize>> {
    flips.found.iter().map(|(set, ())| set.clone()).collect()
}

#[test]
fn a_set_with_a_found_one_in_it_is_not_tried() {
    let turns = |set: &[usize]| Ok((set == [1] || set == [0, 2] || set.len() == 3).then_some(()));
    let flips = search(4, 3, &|_, _| true, &turns);
    assert_eq!(sets(&flips), [vec![1], vec![0, 2]]);
    // Four alone; of the pairs without 1 all three; no three without 1 and without 0 and 2 together.
    assert_eq!((flips.tried, flips.whole), (4 + 3, 3));
}

#[test]
fn changes_that_cannot_be_made_together_are_not() {
    let flips = search(3, 2, &|one, other| (one, other) != (0, 1), &|set| {
        Ok((set.len() == 2).then_some(()))
    });
    assert_eq!(sets(&flips), [vec![0, 2], vec![1, 2]]);
}

#[test]
fn a_set_that_cannot_be_decided_is_told_and_nothing_is_built_on_it() {
    let flips = search(3, 2, &|_, _| true, &|set| match set {
        [0] => Err(EvalError::CompletionLimit(1)),
        _ => Ok((set.len() == 2).then_some(())),
    });
    assert_eq!(sets(&flips), [vec![1, 2]]);
    assert_eq!(flips.undecided, [vec![0]]);
    assert_eq!((flips.tried, flips.stopped), (2 + 1, None));
}

#[test]
fn an_interrupt_ends_the_search_with_what_was_found() {
    let flag = Arc::new(AtomicBool::new(false));
    let limits = Limits {
        interrupt: Some(Arc::clone(&flag)),
        ..Limits::default()
    };
    let flips = FlipSearch {
        changes: 5,
        size: 2,
        together: &|_, _| true,
        limits: &limits,
    }
    .run(&|set: &[usize]| {
        flag.store(true, Ordering::Relaxed);
        Ok((set == [3]).then_some(()))
    });
    assert_eq!(sets(&flips), [vec![3]]);
    assert_eq!((flips.whole, flips.stopped), (1, Some(EvalError::Interrupted)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_every_minimal_set_and_nothing_else(
        edges in proptest::collection::btree_set((0..4_i64, 0..4_i64), 0..6),
        changes in proptest::collection::btree_set((0..4_i64, 0..4_i64), 1..7),
        rules in proptest::sample::subsequence(RULES.to_vec(), 2..=RULES.len()),
        goal in prop_oneof![
            (0..4_i64, 0..4_i64).prop_map(|(x, y)| ("A1", vec![x, y])),
            (0..4_i64).prop_map(|x| ("B1", vec![x])),
            (0..4_i64, 0..4_i64).prop_map(|(x, y)| ("A2", vec![x, y])),
            (0..4_i64).prop_map(|x| ("A3", vec![x])),
        ],
        apart in proptest::collection::btree_set((0..7_usize, 0..7_usize), 0..3),
    ) {
        let changes: Vec<(i64, i64)> = changes.into_iter().collect();
        let together = |one: usize, other: usize| !apart.contains(&(one, other));
        let now = holds(&edges, &rules, &goal);
        let flips = search(changes.len(), 3, &together, &|set| {
            Ok((holds(&changed(&edges, &changes, set), &rules, &goal) != now).then_some(()))
        });
        let turns = |set: &[usize]| holds_naively(&changed(&edges, &changes, set), &rules, &goal) != now;
        prop_assert_eq!(sets(&flips), brute(changes.len(), 3, &together, &turns));
        prop_assert!(flips.undecided.is_empty() && flips.stopped.is_none() && flips.whole == 3);
    }
}
