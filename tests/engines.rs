//! The compiled law and the evaluator give the same tuples, and verdicts over unknown facts are those of the facts.
//!
//! `TENDERLOG_WORLDS=20000 cargo test --release --test engines` runs any number of random worlds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tenderlog::engine::{Limits, Symbols};
use tenderlog::lang::date;
use tenderlog::lang::program::{Column, Type};
use tenderlog::lang::syntax::RelationKind;
use tenderlog::law::{Decided, Docket, Engine, Law, Store};

/// Amounts at the edges of floors and of the sales line.
const WON: [i64; 22] = [
    0,
    1,
    499_999_999,
    500_000_000,
    999_999_999,
    1_000_000_000,
    1_999_999_999,
    2_000_000_000,
    2_000_000_001,
    3_999_999_999,
    4_000_000_000,
    4_000_000_001,
    7_272_727_272,
    7_999_999_999,
    8_000_000_000,
    8_000_000_001,
    21_000_000_000,
    23_999_999_999,
    799_999_999_999,
    800_000_000_000,
    800_000_000_001,
    9_999_999_999_999_999,
];
const NUMBERS: [i64; 10] = [0, 1, 2, 3, 4, 11, 12, 13, 30, 36];
const PERCENT: [i64; 10] = [0, 1, 999, 1000, 1001, 1500, 1999, 2000, 2001, 10_000];
/// Days at the edges of the law and of fiscal years, each with its neighbours.
const DAYS: [&str; 16] = [
    "2004-03-01",
    "2007-09-10",
    "2009-04-01",
    "2012-01-01",
    "2012-04-26",
    "2013-01-01",
    "2015-11-26",
    "2020-02-29",
    "2020-12-10",
    "2021-12-30",
    "2025-03-01",
    "2025-12-31",
    "2026-01-01",
    "2026-04-30",
    "2026-05-01",
    "2026-05-15",
];

fn worlds() -> u32 {
    std::env::var("TENDERLOG_WORLDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000)
}

/// Words for a column of a type, for a small universe of entities.
struct Pools {
    symbols: Symbols,
    days: Vec<i64>,
}

impl Pools {
    fn new(symbols: Symbols) -> Self {
        let days: Vec<i64> = DAYS
            .iter()
            .flat_map(|day| {
                let day = date::parse(day).unwrap();
                [day - 1, day, day + 1]
            })
            .collect();
        Self { symbols, days }
    }

    fn word(&mut self, law: &Law, column: &Column, byte: u8) -> i64 {
        let pick = |pool: &[i64]| pool[usize::from(byte) % pool.len()];
        match column.ty {
            Type::Date if column.name == "until" && byte.is_multiple_of(2) => date::OPEN,
            Type::Won => pick(&WON),
            Type::Int => pick(&NUMBERS),
            Type::Percent => pick(&PERCENT),
            Type::Date => pick(&self.days),
            Type::Year => 2024 + i64::from(byte % 5),
            Type::Text => self
                .symbols
                .intern(["sales-line", "grace-years", "claim"][usize::from(byte) % 3]),
            Type::Named(id) => {
                let named = law.program.named_type(id).unwrap();
                match &named.words {
                    Some(words) => {
                        let word = words[usize::from(byte) % words.len()].clone();
                        self.symbols.intern(&word)
                    }
                    None if named.name == "Provision" => {
                        let ids = [
                            "spa-48-3-1",
                            "spa-48-3-2",
                            "spa-48-3-3",
                            "spa-48-3-4",
                            "spa-48-3-5",
                            "spa-48-4",
                        ];
                        self.symbols.intern(ids[usize::from(byte) % ids.len()])
                    }
                    None => self.symbols.intern(&format!("{}-{}", named.name, byte % 2)),
                }
            }
        }
    }
}

/// The law's own figures from the built-in files, as words.
fn figures(law: &Law, pools: &mut Pools) -> Vec<Vec<i64>> {
    let world = tenderlog::world::World::of_texts(&[]).expect("the built-in law loads");
    let mut buffers = vec![Vec::new(); law.program.relations.len()];
    for row in &world.facts().rows {
        let id = law.program.relation_named(&row.relation).unwrap();
        for cell in &row.values {
            buffers[id.0 as usize].push(match cell {
                tenderlog::facts::Cell::Number(number) => *number,
                tenderlog::facts::Cell::Text(text) => pools.symbols.intern(text),
            });
        }
    }
    buffers
}

type Seeds = Vec<(u16, [u8; 8])>;

/// A random world: the law's figures, two projects of public bodies with an announcement, and random rows of every
/// given relation.
fn world(law: &Law, pools: &mut Pools, figures: &[Vec<i64>], seeds: &Seeds, head: [u8; 8]) -> Vec<Vec<i64>> {
    let mut buffers = figures.to_vec();
    let given: Vec<usize> = (0..law.program.relations.len())
        .filter(|index| {
            let relation = &law.program.relations[*index];
            let law_figure = ["InForce", "Floor", "ReadingOption"].contains(&relation.name.as_str())
                || relation.name.starts_with("Parameter");
            relation.kind == RelationKind::Given && !law_figure
        })
        .collect();
    let mut add = |name: &str, bytes: &[u8], pools: &mut Pools| {
        let id = law.program.relation_named(name).unwrap();
        let row: Vec<i64> = law.program.relations[id.0 as usize]
            .columns
            .iter()
            .zip(bytes)
            .map(|(column, byte)| pools.word(law, column, *byte))
            .collect();
        buffers[id.0 as usize].extend(row);
    };
    for project in 0..2_u8 {
        add("AskedProject", &[project], pools);
        add("OrderedBy", &[project, 0], pools);
        let (day, won) = (head[usize::from(project)], head[2 + usize::from(project)]);
        add("Announced", &[project, day], pools);
        add("Amount", &[project, won], pools);
        for firm in 0..2 {
            for role in 0..5 {
                add("Asked", &[firm, project, role], pools);
            }
        }
    }
    add("ClassOf", &[0, head[4] % 8], pools);
    // Often enough is known for a bar: one bit of the head decides about each.
    let known: [(&str, &[u8]); 8] = [
        ("Vat", &[0, head[5] % 2]),
        ("Vat", &[1, head[5] % 2]),
        ("SmeNever", &[0]),
        ("MidsizeNever", &[0]),
        ("Independent", &[0, 0, 0]),
        ("Member", &[1, 0, 0, 0]),
        ("Designated", &[0, head[7] % 2, 0, 0]),
        ("ReadingSupposed", &[0, 0, head[5] % 2]),
    ];
    for (index, (name, bytes)) in known.into_iter().enumerate() {
        if head[6] >> index & 1 == 0 {
            add(name, bytes, pools);
        }
    }
    for (relation, bytes) in seeds {
        let index = given[usize::from(*relation) % given.len()];
        let name = law.program.relations[index].name.clone();
        add(&name, bytes, pools);
    }
    let sales = law.program.relation_named("Sales").unwrap().0 as usize;
    let firm = pools.symbols.intern("Firm-0");
    let unstated = pools.symbols.intern("unstated");
    for year in 2000..2026 {
        let line = WON[18 + usize::from(head[7] % 3)];
        buffers[sales].extend([firm, date::day_number(year, 12, 31).unwrap(), line, unstated]);
    }
    buffers
}

fn rows(words: &[i64], arity: usize) -> Vec<Vec<i64>> {
    let mut rows: Vec<Vec<i64>> = words.chunks_exact(arity).map(<[i64]>::to_vec).collect();
    rows.sort();
    rows.dedup();
    rows
}

/// Every triple that a world asks about.
fn docket(law: &Law, given: &[Vec<i64>]) -> Docket {
    let asked = law.program.relation_named("Asked").unwrap().0 as usize;
    let triples = rows(&given[asked], 3);
    Docket {
        triples: triples.iter().map(|row| [row[0], row[1], row[2]]).collect(),
        ..Docket::default()
    }
}

/// What is decided of a docket, sorted.
fn decide(law: &Law, engine: Engine, given: &[Vec<i64>], docket: &Docket) -> Decided {
    let limits = Limits {
        completions: 100_000,
        ..Limits::default()
    };
    let store = Store::new(law, given);
    let mut decided = law.decide(engine, &store, docket, &limits).unwrap();
    decided.verdicts.sort_unstable();
    decided.missing.sort_unstable();
    decided
}

#[test]
fn the_compiled_law_and_the_evaluator_derive_the_same_tuples() {
    let (law, symbols) = Law::load().unwrap();
    let pools = std::cell::RefCell::new(Pools::new(symbols));
    let figures = figures(&law, &mut pools.borrow_mut());
    let derived_something = std::cell::Cell::new(0_usize);
    let strategy = (
        proptest::collection::vec((any::<u16>(), any::<[u8; 8]>()), 0..70),
        any::<[u8; 8]>(),
    );
    let mut runner = TestRunner::new(Config {
        cases: worlds(),
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&strategy, |(seeds, head)| {
            let given = world(&law, &mut pools.borrow_mut(), &figures, &seeds, head);
            let (mut fast, mut slow) = (given.clone(), given);
            law.derive(Engine::Compiled, &mut fast, &Limits::default())
                .unwrap();
            law.derive(Engine::Evaluator, &mut slow, &Limits::default())
                .unwrap();
            for id in law.derived() {
                let relation = law.program.relation(*id).unwrap();
                let arity = relation.columns.len();
                let (fast, slow) = (
                    rows(&fast[id.0 as usize], arity),
                    rows(&slow[id.0 as usize], arity),
                );
                prop_assert_eq!(&fast, &slow, "{}", relation.name);
                if relation.name == "Barred" && !fast.is_empty() {
                    derived_something.set(derived_something.get() + 1);
                }
            }
            Ok(())
        })
        .unwrap();
    let worlds = worlds() as usize;
    assert!(
        derived_something.get() > worlds / 20,
        "bars in only {} of {worlds} worlds",
        derived_something.get()
    );
}

#[test]
fn each_asked_triple_has_exactly_one_verdict_whichever_engine_decides() {
    let (law, symbols) = Law::load().unwrap();
    let pools = std::cell::RefCell::new(Pools::new(symbols));
    let figures = figures(&law, &mut pools.borrow_mut());
    let supposed = [
        "ProjectSupposed",
        "AmountSupposed",
        "DaySupposed",
        "ReadingSupposed",
        "FirmSupposed",
    ];
    let outcomes = ["allowed", "barred", "out_of_scope", "undetermined"]
        .map(|word| pools.borrow_mut().symbols.intern(word));
    let strategy = (
        proptest::collection::vec((any::<u16>(), any::<[u8; 8]>()), 0..50),
        any::<[u8; 8]>(),
    );
    let mut runner = TestRunner::new(Config {
        cases: worlds() / 20,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&strategy, |(seeds, head)| {
            let mut given = world(&law, &mut pools.borrow_mut(), &figures, &seeds, head);
            for name in supposed {
                given[law.program.relation_named(name).unwrap().0 as usize].clear();
            }
            let docket = docket(&law, &given);
            let decided = decide(&law, Engine::Compiled, &given, &docket);
            let triples: Vec<[i64; 3]> = decided
                .verdicts
                .iter()
                .map(|row| [row[0], row[1], row[2]])
                .collect();
            let mut asked = docket.triples.clone();
            asked.sort_unstable();
            prop_assert_eq!(triples, asked);
            for [.., outcome] in &decided.verdicts {
                prop_assert!(outcomes.contains(outcome));
            }
            let slow = decide(&law, Engine::Evaluator, &given, &docket);
            prop_assert_eq!(&decided.verdicts, &slow.verdicts);
            prop_assert_eq!(&decided.missing, &slow.missing);
            Ok(())
        })
        .unwrap();
}

#[test]
fn contradictory_facts_give_one_verdict_whichever_engine_decides() {
    let (law, symbols) = Law::load().unwrap();
    let pools = std::cell::RefCell::new(Pools::new(symbols));
    let figures = figures(&law, &mut pools.borrow_mut());
    // The body of both projects has two classes: one is a public body, the other is not.
    for head in [[1, 48, 0, 0, 7, 0, 76, 0], [30, 48, 0, 0, 7, 0, 0, 0]] {
        let mut given = world(&law, &mut pools.borrow_mut(), &figures, &Vec::new(), head);
        let id = law.program.relation_named("ClassOf").unwrap().0 as usize;
        let body = pools.borrow_mut().symbols.intern("Body-0");
        let state = pools.borrow_mut().symbols.intern("state");
        given[id].extend([body, state]);
        let docket = docket(&law, &given);
        let fast = decide(&law, Engine::Compiled, &given, &docket);
        let slow = decide(&law, Engine::Evaluator, &given, &docket);
        assert_eq!(fast.verdicts.len(), docket.triples.len());
        assert_eq!(fast.verdicts, slow.verdicts);
        assert_eq!(fast.missing, slow.missing);
    }
}
