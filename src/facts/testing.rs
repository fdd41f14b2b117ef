//! Short ways to load a text in tests.

use std::sync::LazyLock;

use crate::law::Law;

use super::base::{Cell, FactBase, Row};
use super::error::FactError;
use super::load::load_texts;
use super::schema::Schema;

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::from_program(&Law::load().unwrap().0.program));

/// What files may fill.
pub(crate) fn schema() -> Schema {
    SCHEMA.clone()
}

/// Loads files of a name and a text.
pub(crate) fn load_files(files: &[(&str, &str)]) -> (FactBase, Vec<FactError>) {
    load_texts(&[], files, &SCHEMA)
}

/// Loads a text that has no mistake.
pub(crate) fn base_of(text: &str) -> FactBase {
    let (base, errors) = load_files(&[("facts.toml", text)]);
    assert_eq!(errors, [], "{text}");
    base
}

/// Codes of the errors of a text.
pub(crate) fn codes_of(text: &str) -> Vec<&'static str> {
    let (_, errors) = load_files(&[("facts.toml", text)]);
    errors.iter().map(|error| error.code).collect()
}

/// A row as `Relation a 1`.
pub(crate) fn shown(row: &Row) -> String {
    let values = row.values.iter().map(|cell| match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(crate::lang::date::OPEN) => "open".to_owned(),
        Cell::Number(number) => number.to_string(),
    });
    [row.relation.to_string()]
        .into_iter()
        .chain(values)
        .collect::<Vec<String>>()
        .join(" ")
}
