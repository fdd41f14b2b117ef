//! What one keystroke costs with 100,000 names loaded: completion of a name, of a word, of a relation.
//!
//! `cargo bench --bench completion`. Made-up firms in Hangul and Latin letters; relations and words are those of the law.

use std::sync::Arc;

use divan::{Bencher, black_box};
use tenderlog::facts::EntityKind;
use tenderlog::repl::complete;
use tenderlog::world::{Completions, NameIndex, World, WorldOptions};

const NAMES: u32 = 100_000;

fn main() {
    divan::main();
}

/// Three names a firm: an id, a name, a Korean name.
fn names() -> NameIndex {
    let firm = |number: u32| {
        let syllable = char::from_u32(0xac00 + number % 11_172).unwrap_or('가');
        [
            format!("firm-{number:05}"),
            format!("Firm {number:05} Co."),
            format!("{syllable}성{number}"),
        ]
    };
    let all = (0..NAMES / 3 + 1).flat_map(firm).take(NAMES as usize);
    NameIndex::new(all.map(|name| (EntityKind::Firm, name)))
}

fn known() -> Completions {
    let law = World::open(&WorldOptions::default()).map(|world| world.completions());
    Completions {
        names: Arc::new(names()),
        ..law.unwrap_or_default()
    }
}

#[divan::bench(args = [
    "Verdict(\"",
    "Verdict(\"f",
    "Verdict(\"Firm 0123",
    "Verdict(\"삼",
    "Verdict(f, p, \"s",
    "(firm == \"F",
    "show firm-",
    "Ver",
])]
fn keystroke(bencher: Bencher<'_, '_>, line: &str) {
    let known = known();
    bencher.bench_local(|| complete(black_box(&known), line, line.len()));
}

#[divan::bench]
fn index_of_all_names(bencher: Bencher<'_, '_>) {
    bencher.bench_local(names);
}
