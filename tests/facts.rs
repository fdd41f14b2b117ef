//! The built-in facts load whole and pass every check, in whatever order their files come.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::path::Path;

use tenderlog::facts::{EntityKind, FactBase, FactError, InputFile, check, load, load_paths};

mod facts_support;

/// The files of `facts/`, the law's texts apart.
fn built_in() -> (Vec<(String, String)>, Vec<InputFile>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("facts");
    let (law, others): (Vec<InputFile>, Vec<InputFile>) = load_paths(&[root])
        .into_iter()
        .partition(|file| file.name.contains("/facts/law/"));
    let text = |file: InputFile| (file.name, String::from_utf8(file.content.unwrap()).unwrap());
    (law.into_iter().map(text).collect(), others)
}

/// Loads the law and other files.
fn load_all(law: &[(String, String)], files: Vec<InputFile>) -> (FactBase, Vec<FactError>) {
    let law: Vec<(&str, &str)> = law
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    load(&law, files, &facts_support::schema())
}

#[test]
fn all_built_in_facts_load_without_an_error_and_check_has_no_finding() {
    let (law, files) = built_in();
    assert!(law.len() >= 4 && files.len() >= 20);
    let (base, errors) = load_all(&law, files);
    let errors: Vec<String> = errors
        .iter()
        .map(|error| error.plain(&base.sources_text))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let findings: Vec<String> = check(&base)
        .iter()
        .map(|finding| finding.diagnostic.plain(&base.sources_text))
        .collect();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert_eq!(base.names.resolve(EntityKind::Firm, "삼성SDS"), ["samsung-sds"]);
    let orders = base.rows_of("OrderedBy");
    let of_kotra = |row: &&tenderlog::facts::Row| row.values[0].as_text() == Some("kotra-platform");
    assert_eq!(orders.filter(of_kotra).count(), 1);
}

#[test]
fn the_order_of_built_in_files_changes_nothing() {
    let (mut law, mut files) = built_in();
    let (first, _) = load_all(&law, files.clone());
    law.reverse();
    files.rotate_left(7);
    let (other, _) = load_all(&law, files);
    assert_eq!(first.rows, other.rows);
    assert_eq!(first.names, other.names);
    assert_eq!(first.readings, other.readings);
}
