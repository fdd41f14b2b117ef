//! The kinds of records, one file for kinds that belong together: each maps its keys to rows of given relations.

mod bodies;
mod changes;
mod components;
mod firms;
mod groups;
mod law;
mod procedure;
mod projects;
#[cfg(test)]
mod tests;

pub(crate) use procedure::GROUNDS;

use super::base::Cell;
use super::case;
use super::explained;
use super::ids::EntityKind;
use super::names::Name;
use super::record::{Record, Shape};

/// Maps a record of a list.
pub(crate) type Map = fn(&Record<'_>);

/// Kinds of records that stand in lists: `[[floor]]`.
pub(crate) const LISTED: [(&str, Map); 8] = [
    ("floor", law::floor),
    ("parameter", law::parameter),
    ("reading", law::reading),
    ("change", changes::change),
    ("holding", groups::holding),
    ("case", case::case),
    ("guard", case::guard),
    ("explained", explained::map),
];

/// Maps a record of a kind that has ids: `[firm.ID]`.
pub(crate) fn map_entity(kind: EntityKind, id: &str, record: &Record<'_>) {
    match kind {
        EntityKind::Body => bodies::body(id, record),
        EntityKind::Firm => firms::firm(id, record),
        EntityKind::Group => groups::group(id, record),
        EntityKind::Person => bodies::person(id, record),
        EntityKind::Project => projects::project(id, record),
        EntityKind::Source => law::source(id, record),
        EntityKind::Provision => law::provision(id, record),
    }
    record.written(!matches!(kind, EntityKind::Source | EntityKind::Provision));
    record.finish();
}

/// Reads `name`, `names` and `registration` of an entity.
fn name(kind: EntityKind, id: &str, record: &Record<'_>) {
    let display = record.need("name", Shape::Text);
    let registration = match kind {
        EntityKind::Firm => record.text("registration"),
        _ => None,
    };
    let name = Name {
        kind,
        id: id.to_owned(),
        display: display.as_ref().and_then(Cell::as_text).unwrap_or(id).to_owned(),
        aliases: record.texts("names").into_iter().map(|(text, _)| text).collect(),
        registration,
        origin: record.origin(record.span),
    };
    record.context.out.borrow_mut().names.push(name);
}

/// A day as a cell.
fn day(number: i64) -> Cell {
    Cell::Number(number)
}
