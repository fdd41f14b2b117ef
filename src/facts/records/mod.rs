//! Records to rows, one file for each kind of record.

pub(crate) mod firms;
pub(crate) mod groups;
pub(crate) mod law;
pub(crate) mod projects;

use super::base::Cell;
use super::ids::EntityKind;
use super::names::Name;
use super::record::{Record, Shape};

/// Notes what an entity is called: `name`, which is required, and `names`.
fn named(record: &Record<'_>, kind: EntityKind, id: &str, registration: Option<String>) {
    let display = record.need("name", Shape::Text);
    let aliases = record.texts("names").into_iter().map(|(text, _)| text).collect();
    let display = display
        .and_then(|cell| cell.as_text().map(str::to_owned))
        .unwrap_or_else(|| id.to_owned());
    let name = Name {
        kind,
        id: id.to_owned(),
        display,
        aliases,
        registration,
        origin: record.origin(record.span),
    };
    record.context.out.borrow_mut().names.push(name);
}

/// A row for each interval of a list that is the whole history, or a row of `never`.
fn history(record: &Record<'_>, key: &'static str, relation: &'static str, never: &'static str, id: &Cell) {
    for entry in record.history(key, never, std::slice::from_ref(id)) {
        interval_row(&entry, relation, vec![id.clone()]);
        entry.finish();
    }
}

/// A row of `prefix` and an interval.
fn interval_row(entry: &Record<'_>, relation: &'static str, mut prefix: Vec<Cell>) {
    if let Some((from, until)) = entry.interval() {
        prefix.extend([Cell::Number(from), Cell::Number(until)]);
        entry.row(relation, prefix);
    }
}
