//! Sweeping a value through random programs gives, for every value, what evaluating the program there gives.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod random_programs;

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use random_programs::{RULES, program};
use tenderlog::engine::{Database, Evaluator, Limits, Symbols};
use tenderlog::explain::sweep::{
    Cell, Notes, Origin, Quantity, Row, SWEPT, Stop, Sweep, Table, View, Window, pieces,
};
use tenderlog::lang::program::{Program, RelationId};

/// Rules that compute with what they read.
const COMPUTING: [&str; 9] = [
    "B1(z) <- E(x, y), let z = (x * 3 + y) / 2;",
    "B1(z) <- E(x, y), (x * 2 < y + 3), let z = max(x, y) - 1;",
    "A1(z, y) <- E(x, y), (x - y != 2), let z = x * 5 / 3;",
    "A1(x, z) <- E(x, y), (x / 2 >= y), let z = x - y;",
    "A2(x, z) <- A1(x, y), B1(z), (z == y + 1);",
    "A3(z) <- A1(x, y), !B1(y), let z = x / 2 + x;",
    "A3(x) <- B1(x), !A1(x, _);",
    "A2(n, n) <- B1(x), let n = count : { B1(y), (y <= x) };",
    "A3(n) <- A1(x, _), let n = sum y : { A1(x, y) };",
];

fn declared(rules: &[&str]) -> Program {
    let text = "given E(x: Int, y: Int)\nderived A1(x: Int, y: Int)\nderived B1(x: Int)\n\
                derived A2(x: Int, y: Int)\nderived A3(x: Int)\n";
    program(&(text.to_owned() + &rules.join("\n")))
}

type Model = BTreeSet<(u32, Vec<i64>)>;

/// Everything that holds where the last column of the last edge is `at`.
fn evaluated(program: &Program, evaluator: &Evaluator, edges: &[(i64, i64)], first: i64, at: i64) -> Model {
    let mut database = Database::new(program);
    for (x, y) in edges.iter().chain([&(first, at)]) {
        database.insert(RelationId(0), &[*x, *y]);
    }
    evaluator.run(&mut database, &Limits::default()).unwrap();
    let relations = (0_u32..).zip(database.relations());
    relations
        .flat_map(|(id, relation)| relation.tuples().map(move |tuple| (id, tuple.to_vec())))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_of_a_window_gives_the_tuples_that_the_sweep_gives_for_the_window(
        edges in proptest::collection::vec((0..5_i64, 0..5_i64), 0..6),
        first in 0..5_i64,
        // Programs that feed a relation its own sums would not end; these rules do not.
        rules in proptest::sample::subsequence(RULES.to_vec(), 0..=RULES.len()),
        computing in proptest::sample::subsequence(COMPUTING.to_vec(), 0..=3),
    ) {
        let all: Vec<&str> = rules.into_iter().chain(computing).collect();
        let program = declared(&all);
        let mut symbols = Symbols::with_words(program.words.iter().map(String::as_str));
        let evaluator = Evaluator::new(&program, &mut symbols);
        let limits = Limits::default();
        let goals: Vec<RelationId> = (0..5).map(RelationId).collect();
        let mut sweep = Sweep::new(&program, &evaluator, &goals, &[], &limits);
        let range = Window { from: -20, to: 40 };
        let windows = pieces(range, |window| {
            let view = View { window, at: None };
            let mut given = Table::default();
            let rows = edges.iter().map(|(x, y)| [Cell::fixed(*x), Cell::fixed(*y)]);
            let swept = Cell { quantity: SWEPT, origin: Origin::default() };
            for cells in rows.chain([[Cell::fixed(first), swept]]) {
                let row = Row { cells: cells.into(), doubt: None, grounds: Vec::new() };
                given.insert(row, &mut sweep.curves, view);
            }
            let mut tables: Vec<Arc<Table>> = vec![Arc::default(); 5];
            tables[0] = Arc::new(given);
            sweep.run(&mut tables, view, None, &mut Notes::default())?;
            let mut rows: Vec<(u32, Vec<Quantity>)> = Vec::new();
            for (id, table) in (0_u32..).zip(&tables) {
                for row in &table.rows {
                    if let Some(at) = row.doubt {
                        return Err(Stop::Cut(at));
                    }
                    rows.push((id, row.cells.iter().map(|cell| cell.quantity).collect()));
                }
            }
            Ok(rows)
        }).unwrap();
        prop_assert_eq!(windows[0].0.from, range.from);
        prop_assert_eq!(windows[windows.len() - 1].0.to, range.to);
        for (number, (window, rows)) in windows.iter().enumerate() {
            prop_assert!(number == 0 || windows[number - 1].0.to + 1 == window.from);
            for at in window.from..=window.to {
                let swept: Model = rows
                    .iter()
                    .map(|(id, row)| (*id, row.iter().map(|word| sweep.curves.value(*word, at).unwrap()).collect()))
                    .collect();
                prop_assert_eq!(&swept, &evaluated(&program, &evaluator, &edges, first, at), "{} at {}", all.join("\n"), at);
            }
        }
    }
}
