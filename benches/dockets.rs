//! Decides 100,000 triples over 30,000 generated projects by dockets and prints triples per second.
//!
//! `cargo bench --bench dockets`. Made-up data with a fixed pattern: every firm's size, group and sales are known, a
//! tenth of the projects are bundles or maintenance, and one in fifty firms has no known sales.

use std::time::{Duration, Instant};

use rayon::prelude::*;
use tenderlog::engine::{Limits, Symbols};
use tenderlog::lang::date;
use tenderlog::law::{Docket, Engine, Law, Store};
use tenderlog::world::World;

const PROJECTS: i64 = 30_000;
const FIRMS: i64 = 3_000;
const TRIPLES: i64 = 100_000;

fn main() {
    let Ok((law, mut symbols)) = Law::load() else {
        return;
    };
    let Some(buffers) = generate(&law, &mut symbols) else {
        return;
    };
    let store = Store::new(&law, &buffers);
    let dockets = dockets(&mut symbols);
    let triples: usize = dockets.iter().map(|docket| docket.triples.len()).sum();
    println!(
        "{triples} triples, {PROJECTS} projects, {} dockets",
        dockets.len()
    );

    let one = |engine: Engine, dockets: &[Docket]| {
        let start = Instant::now();
        let verdicts: usize = dockets
            .iter()
            .map(|docket| verdicts(&law, engine, &store, docket))
            .sum();
        (start.elapsed(), verdicts)
    };
    let (time, decided) = one(Engine::Compiled, &dockets);
    report("crepe, 1 thread", time, decided);
    let start = Instant::now();
    let decided: usize = dockets
        .par_iter()
        .map(|docket| verdicts(&law, Engine::Compiled, &store, docket))
        .sum();
    report("crepe, all threads", start.elapsed(), decided);
    let tenth = dockets.get(..dockets.len() / 10).unwrap_or_default();
    let (slow, decided) = one(Engine::Evaluator, tenth);
    report("evaluator, 1 thread (a tenth)", slow, decided);
    let (fast, _) = one(Engine::Compiled, tenth);
    println!(
        "evaluator / crepe on that tenth: {:.1}",
        slow.as_secs_f64() / fast.as_secs_f64()
    );
}

fn verdicts(law: &Law, engine: Engine, store: &Store, docket: &Docket) -> usize {
    law.decide(engine, store, docket, &Limits::default())
        .map_or(0, |decided| decided.verdicts.len())
}

fn report(what: &str, time: Duration, decided: usize) {
    #[allow(clippy::cast_precision_loss)]
    let each = time.as_secs_f64() * 1e6 / decided.max(1) as f64;
    println!(
        "{what}: {decided} verdicts in {time:.2?}, {each:.2} µs each, {:.0} a second",
        1e6 / each
    );
}

fn dockets(symbols: &mut Symbols) -> Vec<Docket> {
    let roles = ["sole", "member", "subcontractor"].map(|role| symbols.intern(role));
    let mut triples: Vec<[i64; 3]> = (0..TRIPLES)
        .map(|index| {
            let project = symbols.intern(&format!("p{}", index % PROJECTS));
            let firm = symbols.intern(&format!("f{}", (index * 7_919 + index / PROJECTS) % FIRMS));
            let role = roles
                .get(usize::try_from(index / PROJECTS % 3).unwrap_or(0))
                .copied()
                .unwrap_or_default();
            [firm, project, role]
        })
        .collect();
    triples.sort_by_key(|[firm, project, role]| (*project, *firm, *role));
    let mut dockets = vec![Docket::default()];
    for triple in triples {
        let full = dockets.last().is_some_and(|docket| {
            docket.triples.len() >= 256
                || (docket.projects.len() >= 64 && !docket.projects.contains(&triple[1]))
        });
        if full {
            dockets.push(Docket::default());
        }
        if let Some(docket) = dockets.last_mut() {
            if docket.projects.last() != Some(&triple[1]) {
                docket.projects.push(triple[1]);
            }
            docket.triples.push(triple);
        }
    }
    dockets
}

/// Given rows: the built-in figures and generated bodies, firms, groups and projects.
fn generate(law: &Law, symbols: &mut Symbols) -> Option<Vec<Vec<i64>>> {
    let world = World::of_texts(&[]).ok()?;
    let mut buffers = vec![Vec::new(); law.program.relations.len()];
    let mut put = |name: &str, row: &[i64]| {
        let buffer = law
            .program
            .relation_named(name)
            .and_then(|id| buffers.get_mut(id.0 as usize));
        if let Some(buffer) = buffer {
            buffer.extend_from_slice(row);
        }
    };
    for row in &world.facts().rows {
        let words: Vec<i64> = row
            .values
            .iter()
            .map(|cell| match cell {
                tenderlog::facts::Cell::Number(number) => *number,
                tenderlog::facts::Cell::Text(text) => symbols.intern(text),
            })
            .collect();
        put(&row.relation, &words);
    }
    let mut word = |text: &str| symbols.intern(text);
    let day = |year, month, day| date::day_number(year, month, day).unwrap_or_default();
    for issue in ["bundle", "subcontract"] {
        let option = if issue == "bundle" {
            "integrated"
        } else {
            "bidding"
        };
        put("Reading", &[word(issue), word(option)]);
    }
    for body in 0..500 {
        put("ClassOf", &[word(&format!("b{body}")), word("state")]);
    }
    for group in 0..90 {
        let kind = word(if group % 2 == 0 {
            "restricted"
        } else {
            "disclosure"
        });
        put(
            "Designated",
            &[word(&format!("g{group}")), kind, day(2016, 5, 1), date::OPEN],
        );
    }
    for number in 0..FIRMS {
        let firm = word(&format!("f{number}"));
        if number % 10 < 6 {
            put("Sme", &[firm, day(2010, 4, 1), date::OPEN]);
            continue;
        }
        put("SmeNever", &[firm]);
        put("MidsizeNever", &[firm]);
        if number % 10 == 9 {
            put(
                "Member",
                &[
                    firm,
                    word(&format!("g{}", number % 90)),
                    day(2016, 5, 1),
                    date::OPEN,
                ],
            );
        } else {
            put("Independent", &[firm, day(2010, 1, 1), date::OPEN]);
        }
        if number % 50 != 7 {
            for year in 2015..2026 {
                let sales = 100_000_000_000 + number * 1_000_000_000;
                put("Sales", &[firm, day(year, 12, 31), sales, word("separate")]);
            }
        }
    }
    for number in 0..PROJECTS {
        let project = word(&format!("p{number}"));
        put("OrderedBy", &[project, word(&format!("b{}", number % 500))]);
        put("Announced", &[project, day(2017, 1, 2) + number % 3_300]);
        put("Amount", &[project, 500_000_000 + number * 700_001]);
        put(
            "Vat",
            &[
                project,
                word(if number % 3 == 0 { "excluded" } else { "included" }),
            ],
        );
        let kind = if number % 10 == 0 { "maintenance" } else { "build" };
        put("KindOf", &[project, word(kind)]);
        put("Months", &[project, 6 + number % 36]);
        put("LongTerm", &[project, word("yes")]);
        if number % 20 == 5 {
            put("Parts", &[project, 2]);
            put("Bundle", &[project, word("yes")]);
            for part in ["first", "second"] {
                put("ComponentOf", &[project, word(part)]);
                put(
                    "ComponentAmount",
                    &[project, word(part), 250_000_000 + number * 300_000],
                );
            }
        }
    }
    Some(buffers)
}
