//! Firms: status in time, sales.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Plain, Record, Shape};

use super::day;

/// Keys with one value.
const PLAIN: [Plain; 4] = [
    ("left_sme", "LeftSme", Shape::Date),
    ("outgrew", "Outgrew", Shape::Date),
    ("fiscal_year_end", "FiscalYearEnd", Shape::YearEnd),
    ("public_institution", "PublicInstitution", Shape::Flag(true)),
];

/// Keys whose list is the whole history: key, relation, relation of never.
const HISTORIES: [(&str, &str, &str); 3] = [
    ("sme", "Sme", "SmeNever"),
    ("midsize", "Midsize", "MidsizeNever"),
    ("nonprofit", "Nonprofit", "NonprofitNever"),
];

/// Maps a `[firm.ID]` block.
pub(super) fn firm(id: &str, record: &Record<'_>) {
    super::name(EntityKind::Firm, id, record);
    let firm = Cell::text(id);
    record.plain(std::slice::from_ref(&firm), &PLAIN);
    for (key, relation, never) in HISTORIES {
        let entries = record.history(key, never, std::slice::from_ref(&firm));
        intervals(&firm, relation, &entries);
    }
    intervals(&firm, "Independent", &record.blocks("independent"));
    for entry in record.blocks("sales") {
        sales(&firm, &entry);
    }
}

/// One row an entry: the firm and the interval.
fn intervals(firm: &Cell, relation: &'static str, entries: &[Record<'_>]) {
    for entry in entries {
        if let Some((from, until)) = entry.interval() {
            entry.row(relation, vec![firm.clone(), day(from), day(until)]);
        }
        entry.finish();
    }
}

/// An entry of `sales`.
fn sales(firm: &Cell, entry: &Record<'_>) {
    let year_end = entry.need("year_end", Shape::Date);
    let amount = entry.need("amount", Shape::Won);
    let basis = if entry.has("basis") {
        entry.value("basis", Shape::Word("Basis"))
    } else {
        entry.value("basis", Shape::Text);
        Some(Cell::text("unstated"))
    };
    if let (Some(year_end), Some(amount), Some(basis)) = (year_end, amount, basis) {
        entry.row("Sales", vec![firm.clone(), year_end, amount, basis]);
    }
    entry.finish();
}
