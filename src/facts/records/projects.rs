//! Projects: what is ordered, when, for how much, and who takes part.

use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::record::{Plain, Record, Shape};

use super::{components, procedure};

/// Months that a contract may run.
pub(super) const MONTHS: Shape = Shape::Whole(1, 1200);

/// Keys with one value.
const PLAIN: [Plain; 16] = [
    ("body", "OrderedBy", Shape::Id(EntityKind::Body)),
    ("announced", "Announced", Shape::Date),
    ("closes", "Closes", Shape::Date),
    ("software", "NotSoftware", Shape::Flag(false)),
    ("kind", "KindOf", Shape::Word("Kind")),
    ("months", "Months", MONTHS),
    ("long_term", "LongTerm", Shape::YesNo),
    ("amount", "Amount", Shape::Won),
    ("vat", "Vat", Shape::Word("VatTreatment")),
    ("vat_amount", "VatAmount", Shape::Won),
    ("split", "Split", Shape::Won),
    ("bundle", "Bundle", Shape::YesNo),
    ("via_pps", "ViaPps", Shape::YesNo),
    ("reorder_of", "ReorderOf", Shape::Id(EntityKind::Project)),
    ("no_award", "NoAward", Shape::Date),
    ("secret", "Secret", Shape::Flag(true)),
];

/// Maps a `[project.ID]` block. Keys come before blocks, so that blocks know the project's keys.
pub(super) fn project(id: &str, record: &Record<'_>) {
    super::name(EntityKind::Project, id, record);
    let project = Cell::text(id);
    record.plain(std::slice::from_ref(&project), &PLAIN);
    vat_fits(record);
    let count = record.number("components", Shape::Whole(1, 1_000_000));
    components::components(&project, count, record);
    for entry in record.blocks("claim") {
        claim(&project, &entry);
    }
    let mut decisions = Vec::new();
    for entry in record.blocks("recognition") {
        procedure::recognition(&project, &entry, &mut decisions);
    }
    for entry in record.blocks("departure") {
        procedure::departure(&project, &entry);
    }
    for entry in record.blocks("budget") {
        budget(&project, &entry);
    }
    let mut participants = Vec::new();
    for entry in record.blocks("participant") {
        participant(&project, &entry, &mut participants);
    }
}

/// An amount of tax beside `vat = "included"` contradicts it.
fn vat_fits(record: &Record<'_>) {
    let included = record
        .value("vat", Shape::Text)
        .is_some_and(|vat| vat.as_text() == Some("included"));
    if included && record.has("vat_amount") {
        record.error(
            "facts::vat",
            "`vat_amount` stands beside `vat = \"included\"`",
            record.span_of("vat_amount"),
            Some("leave out `vat_amount`, or write `vat = \"excluded\"`: it is the tax that is not in the amount".to_owned()),
        );
    }
}

/// A `claim` block.
fn claim(project: &Cell, entry: &Record<'_>) {
    let by = entry.need("by", Shape::Text);
    let claim = entry.need("claim", Shape::Text);
    let date = entry.value("date", Shape::Date);
    if let (Some(by), Some(claim)) = (by, claim) {
        let mut values = vec![project.clone(), by, claim];
        entry.row("Claim", values.clone());
        if let Some(date) = date {
            values.push(date);
            entry.row("ClaimedOn", values);
        }
    }
    entry.finish();
}

/// A `budget` block.
fn budget(project: &Cell, entry: &Record<'_>) {
    let years = budget_years(entry);
    let amount = entry.need("amount", Shape::Won);
    let status = entry.need("status", Shape::Word("BudgetStatus"));
    if let (Some((first, last)), Some(amount), Some(status)) = (years, amount, status) {
        let (first, last) = (Cell::Number(first), Cell::Number(last));
        entry.row("Budget", vec![project.clone(), first, last, amount, status]);
    }
    entry.finish();
}

/// First and last year of a budget block.
fn budget_years(entry: &Record<'_>) -> Option<(i64, i64)> {
    match (entry.has("year"), entry.has("years")) {
        (true, false) => {
            let year = entry.number("year", Shape::Whole(1, 9999));
            entry.numbers("years", 1, 9999);
            year.map(|year| (year, year))
        }
        (false, true) => {
            entry.number("year", Shape::Whole(1, 9999));
            match entry.numbers("years", 1, 9999)?.as_slice() {
                [first, .., last] if first <= last => Some((*first, *last)),
                _ => {
                    entry.error(
                        "facts::bad-interval",
                        "`years`: expected a first and a last year, in order",
                        entry.span_of("years"),
                        Some("write `years = [2027, 2028]`, or `year = 2027` for one year".to_owned()),
                    );
                    None
                }
            }
        }
        (both, _) => {
            entry.number("year", Shape::Whole(1, 9999));
            entry.numbers("years", 1, 9999);
            let found = if both {
                "both `year` and `years`"
            } else {
                "neither `year` nor `years`"
            };
            entry.error(
                "facts::budget-years",
                format!("{} has {found}", entry.label),
                entry.span,
                Some("give one of the two".to_owned()),
            );
            None
        }
    }
}

/// Firm and role of a participant, with its share and its part.
type Participant = ([Cell; 2], [Option<Cell>; 2]);

/// A `participant` block. `before` are those above it: a firm in one role has one share and one part.
fn participant(project: &Cell, entry: &Record<'_>, before: &mut Vec<Participant>) {
    let firm = entry.need("firm", Shape::Id(EntityKind::Firm));
    let role = entry.need("role", Shape::Word("Role"));
    let share = entry.value("share", Shape::Percent);
    let part = entry.value("part", Shape::Word("Part"));
    if let (Some(firm), Some(role)) = (firm, role) {
        let (who, what) = ([firm.clone(), role.clone()], [share.clone(), part.clone()]);
        if before.iter().any(|(other, said)| *other == who && *said != what) {
            let [firm, role] = who.each_ref().map(|cell| cell.as_text().unwrap_or_default());
            entry.error(
                "facts::conflict",
                format!("`{firm}` stands twice as `{role}`, with another share or part"),
                entry.span_of("firm"),
                Some("keep one of the two blocks, with its share and its part".to_owned()),
            );
        }
        before.push((who, what));
        let values = vec![firm, project.clone(), role];
        for (relation, key, value) in [("Share", "share", share), ("WorksOn", "part", part)] {
            if let Some(value) = value {
                let values = values.iter().cloned().chain([value]).collect();
                entry.row_at(relation, entry.span_of(key), values);
            }
        }
        entry.row("Participant", values);
    }
    entry.finish();
}
