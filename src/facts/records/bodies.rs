//! Bodies that order projects, and people.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Record, Shape};

/// Maps a `[body.ID]` block.
pub(super) fn body(id: &str, record: &Record<'_>) {
    super::name(EntityKind::Body, id, record);
    record.plain(
        &[Cell::text(id)],
        &[("class", "ClassOf", Shape::Word("BodyClass"))],
    );
}

/// Maps a `[person.ID]` block.
pub(super) fn person(id: &str, record: &Record<'_>) {
    super::name(EntityKind::Person, id, record);
}
