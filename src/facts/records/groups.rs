//! Business groups, their members and people, and holdings of shares.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Record, Shape};

use super::day;

/// Maps a `[group.ID]` block.
pub(super) fn group(id: &str, record: &Record<'_>) {
    super::name(EntityKind::Group, id, record);
    let group = Cell::text(id);
    for (key, of_person, of_firm) in [
        ("same_person", "SamePerson", "SamePersonFirm"),
        ("related", "Related", "RelatedFirm"),
    ] {
        for (holder, kind) in record.ids(key, &[EntityKind::Person, EntityKind::Firm]) {
            let relation = if kind == EntityKind::Person {
                of_person
            } else {
                of_firm
            };
            record.row_at(
                relation,
                record.span_of(key),
                vec![group.clone(), Cell::text(holder)],
            );
        }
    }
    for entry in record.history("designated", "DesignatedNever", std::slice::from_ref(&group)) {
        let kind = entry.need("kind", Shape::Word("Designation"));
        let interval = entry.interval();
        if let (Some(kind), Some((from, until))) = (kind, interval) {
            entry.row("Designated", vec![group.clone(), kind, day(from), day(until)]);
        }
        entry.finish();
    }
    for entry in record.blocks("member") {
        let firm = entry.need("firm", Shape::Id(EntityKind::Firm));
        let interval = entry.interval();
        if let (Some(firm), Some((from, until))) = (firm, interval) {
            entry.row("Member", vec![firm, group.clone(), day(from), day(until)]);
        }
        entry.finish();
    }
}

/// Maps a `[[holding]]` block.
pub(crate) fn holding(record: &Record<'_>) {
    if !record.has("holder") {
        record.need("holder", Shape::Text);
    }
    let holder = record.ids("holder", &[EntityKind::Firm, EntityKind::Person]);
    let firm = record.need("firm", Shape::Id(EntityKind::Firm));
    let percent = record.need("percent", Shape::Percent);
    let interval = record.interval();
    if let ([(holder, kind)], Some(firm), Some(percent), Some((from, until))) =
        (holder.as_slice(), firm, percent, interval)
    {
        let relation = match kind {
            EntityKind::Person => "PersonHolding",
            _ => "FirmHolding",
        };
        record.row(
            relation,
            vec![Cell::text(holder), firm, percent, day(from), day(until)],
        );
    } else if holder.len() > 1 {
        record.error(
            "facts::wrong-type",
            "`holder`: expected one id, found a list",
            record.span_of("holder"),
            Some("write one `[[holding]]` for each holder".to_owned()),
        );
    }
    record.written(true);
    record.finish();
}
