//! Business groups: designations, members, the same person and related persons.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Record, Shape};

use super::named;

/// `[group.ID]`
pub(crate) fn group(record: &Record<'_>, id: &str) {
    record.written(true);
    named(record, EntityKind::Group, id, None);
    let cell = Cell::text(id);
    for entry in record.history("designated", "DesignatedNever", std::slice::from_ref(&cell)) {
        let kind = entry.need("kind", Shape::Word("Designation"));
        if let (Some(kind), Some((from, until))) = (kind, entry.interval()) {
            entry.row(
                "Designated",
                vec![cell.clone(), kind, Cell::Number(from), Cell::Number(until)],
            );
        }
        entry.finish();
    }
    for entry in record.blocks("member") {
        let firm = entry.need("firm", Shape::Id(EntityKind::Firm));
        if let (Some(firm), Some((from, until))) = (firm, entry.interval()) {
            entry.row(
                "Member",
                vec![firm, cell.clone(), Cell::Number(from), Cell::Number(until)],
            );
        }
        entry.finish();
    }
    let holders = [EntityKind::Person, EntityKind::Firm];
    for (key, person, firm) in [
        ("same_person", "SamePerson", "SamePersonFirm"),
        ("related", "Related", "RelatedFirm"),
    ] {
        for (holder, kind) in record.ids(key, &holders) {
            let relation = if kind == EntityKind::Person { person } else { firm };
            record.row_at(
                relation,
                record.span_of(key),
                vec![cell.clone(), Cell::Text(holder)],
            );
        }
    }
}
