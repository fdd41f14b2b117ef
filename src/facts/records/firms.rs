//! Firms, people and holdings.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Record, Shape};
use crate::lang::source::Span;

use super::{history, interval_row, named};

/// `[firm.ID]`
pub(crate) fn firm(record: &Record<'_>, id: &str) {
    record.written(true);
    let registration = record.text("registration");
    named(record, EntityKind::Firm, id, registration);
    let cell = Cell::text(id);
    let prefix = std::slice::from_ref(&cell);
    record.plain(
        prefix,
        &[
            ("fiscal_year_end", "FiscalYearEnd", Shape::YearEnd),
            ("left_sme", "LeftSme", Shape::Date),
            ("outgrew", "Outgrew", Shape::Date),
            ("public_institution", "PublicInstitution", Shape::Flag(true)),
        ],
    );
    history(record, "sme", "Sme", "SmeNever", &cell);
    history(record, "midsize", "Midsize", "MidsizeNever", &cell);
    history(record, "nonprofit", "Nonprofit", "NonprofitNever", &cell);
    for entry in record.blocks("independent") {
        interval_row(&entry, "Independent", vec![cell.clone()]);
        entry.finish();
    }
    for entry in record.blocks("sales") {
        let year_end = entry.need("year_end", Shape::Date);
        let amount = entry.need("amount", Shape::Won);
        let basis = entry
            .value("basis", Shape::Word("Basis"))
            .unwrap_or_else(|| Cell::text("unstated"));
        if let (Some(year_end), Some(amount)) = (year_end, amount) {
            entry.row("Sales", vec![cell.clone(), year_end, amount, basis]);
        }
        entry.finish();
    }
}

/// `[person.ID]`
pub(crate) fn person(record: &Record<'_>, id: &str) {
    record.written(true);
    named(record, EntityKind::Person, id, None);
}

/// `[[holding]]`
pub(crate) fn holding(record: &Record<'_>) {
    record.written(true);
    if !record.has("holder") {
        record.need("holder", Shape::Text);
    }
    let holder = record
        .ids("holder", &[EntityKind::Firm, EntityKind::Person])
        .into_iter()
        .next();
    let firm = record.need("firm", Shape::Id(EntityKind::Firm));
    let percent = record.need("percent", Shape::Percent);
    let interval: Option<(i64, i64)> = record.interval();
    let (Some((holder, kind)), Some(firm), Some(percent), Some((from, until))) =
        (holder, firm, percent, interval)
    else {
        return;
    };
    let relation = if kind == EntityKind::Person {
        "PersonHolding"
    } else {
        "FirmHolding"
    };
    let place: Span = record.span;
    record.row_at(
        relation,
        place,
        vec![
            Cell::Text(holder),
            firm,
            percent,
            Cell::Number(from),
            Cell::Number(until),
        ],
    );
}
