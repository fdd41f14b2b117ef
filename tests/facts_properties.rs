//! Any bytes can be loaded, and the order of files changes nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use proptest::prelude::*;
use tenderlog::facts::{FactBase, InputFile, check, load};

mod facts_support;

/// A record of each kind, to be broken.
const SAMPLE: &str = r#"
[source.s]
title = "S"
[body.b]
name = "B"
class = "state"
[firm.a]
name = "A"
names = ["가"]
sme = [{ from = 2020-04-01, until = 2021-04-01 }]
sales = [{ year_end = 2023-12-31, amount = "5,166.839bn", basis = "separate" }]
source = "s"
[group.g]
name = "G"
designated = [{ kind = "restricted", from = 2025-05-01 }]
member = [{ firm = "a", from = 2017-05-01 }]
[project.p]
name = "P"
body = "b"
announced = 2026-05-15
amount = "210억"
[[project.p.component]]
name = "c"
below = 4_000_000_000
[[holding]]
holder = "a"
firm = "a"
percent = 22.58
from = 2022-12-31
[[case]]
name = "c"
ask = 'Verdict(f, p, r, o)'
rows = [{ o = "allowed" }]
"#;

/// A table that fits the sample.
const TABLE: &str = "project,won,source\np,210억,s\np,\"21,000,000,000\",s\n";

/// Loads files of bytes, and looks at everything that was read.
fn load_bytes(files: Vec<(&str, Vec<u8>)>) -> FactBase {
    let files = files.into_iter().map(|(name, bytes)| InputFile {
        name: name.to_owned(),
        content: Ok(bytes),
    });
    let (base, errors) = load(&[], files.collect(), &facts_support::schema());
    for error in &errors {
        assert!(!error.plain(&base.sources_text).is_empty());
    }
    let _ = check(&base);
    base
}

/// Replaces a few bytes of a text.
fn broken(text: &str, edits: &[(usize, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, with) in edits {
        let at = at % bytes.len().max(1);
        let end = (at + with.len() / 2).min(bytes.len());
        bytes.splice(at.min(end)..end, with.iter().copied());
    }
    bytes
}

/// The rows of a base as text.
fn rows(base: &FactBase) -> Vec<String> {
    let row =
        |row: &tenderlog::facts::Row| format!("{} {:?} {:?}", row.relation, row.values, row.origin.source);
    base.rows.iter().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_answered_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]\"'{}=,.#a-f0-9 \n-]{0,120}") {
        load_bytes(vec![("a.toml", bytes.clone()), ("Amount.csv", bytes)]);
        load_bytes(vec![("a.toml", text.clone().into_bytes()), ("Member.csv", text.into_bytes())]);
    }

    #[test]
    fn broken_records_and_tables_are_answered_without_a_panic(
        edits in prop::collection::vec((any::<usize>(), prop::collection::vec(any::<u8>(), 0..6)), 1..4),
        texts in prop::collection::vec((any::<usize>(), "[\\[\\]\"{}=,a-d0-9\n가-]{0,4}".prop_map(String::into_bytes)), 1..4),
    ) {
        for edits in [edits, texts] {
            load_bytes(vec![("a.toml", broken(SAMPLE, &edits)), ("Amount.csv", broken(TABLE, &edits))]);
        }
    }

    #[test]
    fn the_order_of_files_changes_nothing(order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle()) {
        let parts = |order: &[usize]| {
            let mut blocks: Vec<&str> = SAMPLE.splitn(6, "\n[").collect();
            blocks.rotate_left(1);
            let files = order.iter().filter_map(|n| {
                let block = blocks.get(*n)?;
                Some((["c.toml", "a.toml", "e.toml", "b.toml", "d.toml"][*n], format!("[{block}").into_bytes()))
            });
            load_bytes(files.collect())
        };
        let (base, shuffled) = (parts(&[0, 1, 2, 3, 4]), parts(&order));
        prop_assert!(base.rows.len() > 5);
        prop_assert_eq!(rows(&base), rows(&shuffled));
        prop_assert_eq!(base.names, shuffled.names);
    }
}

#[test]
fn the_sample_itself_is_read() {
    let base = load_bytes(vec![("a.toml", SAMPLE.into()), ("Amount.csv", TABLE.into())]);
    assert_eq!(base.rows.len(), 12);
    assert_eq!(base.cases.len(), 1);
}

#[test]
fn deep_nesting_is_answered_without_a_panic() {
    load_bytes(vec![(
        "a.toml",
        format!("a = {}", "[".repeat(100_000)).into_bytes(),
    )]);
    load_bytes(vec![(
        "a.toml",
        format!("a{} = 1", ".a".repeat(2_000)).into_bytes(),
    )]);
}
