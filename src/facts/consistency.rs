//! What no rows of one load may say together, whichever files they come from.

use std::collections::BTreeMap;

use crate::lang::date;

use super::base::{Cell, FactBase, ReadingRecord, Row};
use super::error::{Diagnostic, FactError};
use super::records::GROUNDS;
use super::suggest::listed;

/// Relations whose intervals may not overlap for one value of the first column; the last two columns are the interval.
/// Those with one text here share their days.
const INTERVALS: [(&str, &str); 13] = [
    ("Sme", "SME status"),
    ("Midsize", "mid-sized status"),
    ("Nonprofit", "non-profit status"),
    ("Independent", "independence"),
    ("LargeParent", "known largest holder"),
    ("SmeGrace", "known grace"),
    ("Designated", "designation"),
    ("Floor", "floor"),
    ("InForce", "provision"),
    ("ParameterWon", "parameter"),
    ("ParameterNumber", "parameter"),
    ("ParameterPercent", "parameter"),
    ("Member", "membership"),
];

/// Relations with one row for each value of their first columns, and how many columns those are.
const SINGLE: [(&str, usize); 31] = [
    ("Amount", 1),
    ("Announced", 1),
    ("Assets", 2),
    ("Bundle", 1),
    ("ClassOf", 1),
    ("Closes", 1),
    ("ComponentAmount", 2),
    ("ComponentBelow", 2),
    ("ComponentKind", 2),
    ("ComponentLongTerm", 2),
    ("ComponentMonths", 2),
    ("ComponentVat", 2),
    ("FiscalYearEnd", 1),
    ("KindOf", 1),
    ("LeftSme", 1),
    ("LongTerm", 1),
    ("MainIndustry", 1),
    ("Months", 1),
    ("NewTechnologyScope", 1),
    ("NoAward", 1),
    ("OrderedBy", 1),
    ("Outgrew", 1),
    ("Parts", 1),
    ("RelatedSales", 2),
    ("ReorderOf", 1),
    ("Share", 3),
    ("Split", 1),
    ("Vat", 1),
    ("VatAmount", 1),
    ("ViaPps", 1),
    ("WorksOn", 3),
];

/// How many first columns of a relation make a key with one row only; `None` where many rows may stand.
#[must_use]
pub fn single_key(relation: &str) -> Option<usize> {
    SINGLE
        .iter()
        .find(|(name, _)| *name == relation)
        .map(|(_, key)| *key)
}

/// Relations that say no row of the other may exist for one firm or group.
const NEVER: [(&str, &str); 4] = [
    ("SmeNever", "Sme"),
    ("MidsizeNever", "Midsize"),
    ("NonprofitNever", "Nonprofit"),
    ("DesignatedNever", "Designated"),
];

/// Everything that the rows of a base may not say together.
pub(crate) fn contradictions(base: &FactBase) -> Vec<FactError> {
    let mut errors = Vec::new();
    overlaps(base, &mut errors);
    single(base, &mut errors);
    never(base, &mut errors);
    recognitions(base, &mut errors);
    floors(base, &mut errors);
    days(base, &mut errors);
    defaults(&base.readings, &mut errors);
    errors
}

/// Kinds of intervals that are figures of the law: one may be supposed beside that in force, and both count then.
const OF_LAW: [&str; 3] = ["floor", "provision", "parameter"];

/// Relations whose rows an assumed row of this one is judged beside, where they are about the same thing: its own
/// included.
pub(crate) fn judged_together(relation: &str) -> Vec<&'static str> {
    let what = |name: &str| {
        INTERVALS
            .iter()
            .find(|(other, _)| *other == name)
            .map(|(_, what)| *what)
    };
    let mut found: Vec<&'static str> = Vec::new();
    let of_kind = what(relation).filter(|what| !OF_LAW.contains(what));
    found.extend(
        INTERVALS
            .iter()
            .filter(|(_, what)| Some(*what) == of_kind)
            .map(|(name, _)| *name),
    );
    found.extend(
        NEVER
            .iter()
            .filter(|(never, _)| *never == relation)
            .map(|(_, other)| *other),
    );
    found.extend(
        NEVER
            .iter()
            .filter(|(_, other)| *other == relation)
            .map(|(never, _)| *never),
    );
    found
}

/// What a new row and others may not say together.
pub(crate) fn wrong_beside(new: Row, mut rows: Vec<Row>) -> Vec<FactError> {
    let span = new.origin.span;
    rows.push(new);
    rows.sort_by(|a, b| (&a.relation, &a.values).cmp(&(&b.relation, &b.values)));
    let base = FactBase {
        rows,
        ..FactBase::default()
    };
    let mut errors = contradictions(&base);
    errors.retain(|error| error.span == span || error.labels.iter().any(|(place, _)| *place == span));
    errors
}

/// The interval of a row: its last two columns.
pub(crate) fn interval(row: &Row) -> Option<(i64, i64)> {
    match row.values.as_slice() {
        [.., Cell::Number(from), Cell::Number(until)] => Some((*from, *until)),
        _ => None,
    }
}

/// Text of a column.
pub(crate) fn text(row: &Row, column: usize) -> &str {
    row.values.get(column).and_then(Cell::as_text).unwrap_or_default()
}

/// The later of two rows in the files, then the earlier.
pub(crate) fn later_first<'a>(a: &'a Row, b: &'a Row) -> (&'a Row, &'a Row) {
    if a.origin.span > b.origin.span {
        (a, b)
    } else {
        (b, a)
    }
}

/// Intervals of one thing that share a day.
fn overlaps(base: &FactBase, errors: &mut Vec<FactError>) {
    let mut lists: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    for (relation, what) in INTERVALS {
        for row in base.rows_of(relation) {
            lists.entry((what, text(row, 0))).or_default().push(row);
        }
    }
    for ((what, of), mut rows) in lists {
        rows.sort_by_key(|row| (interval(row), row.origin.span));
        let mut widest: Option<&Row> = None;
        for row in rows {
            let (Some((from, until)), Some(before)) = (interval(row), widest) else {
                widest = Some(row);
                continue;
            };
            let end = interval(before).map_or(from, |(_, end)| end);
            if from < end {
                errors.push(overlap(what, of, before, row, from));
            }
            if until > end {
                widest = Some(row);
            }
        }
    }
}

/// The error of two rows that share a day.
fn overlap(what: &str, of: &str, a: &Row, b: &Row, day: i64) -> FactError {
    let (later, first) = later_first(a, b);
    let day = date::format(day);
    let (group, other) = (text(first, 1), text(later, 1));
    let error = if what == "membership" && group != other {
        let message = format!("firm `{of}` is in two groups on {day}: `{group}` and `{other}`");
        Diagnostic::new("facts::two-groups", message, later.origin.span)
    } else {
        let message = format!("two intervals of the {what} of `{of}` share {day}");
        Diagnostic::new("facts::overlap", message, later.origin.span)
    };
    error
        .with_label(first.origin.span, "the other one")
        .with_help("end one before the other begins: `until` is the first day that is out")
}

/// Two values of what has one.
fn single(base: &FactBase, errors: &mut Vec<FactError>) {
    for (relation, columns) in SINGLE {
        let mut before: Option<&Row> = None;
        for row in base.rows_of(relation) {
            if let Some(before) = before
                && before.values.get(..columns) == row.values.get(..columns)
            {
                let (later, first) = later_first(before, row);
                let of = listed(row.values.iter().take(columns).filter_map(Cell::as_text));
                let message = format!("`{relation}` of {of} has two values");
                errors.push(
                    Diagnostic::new("facts::conflict", message, later.origin.span)
                        .with_label(first.origin.span, "the other one")
                        .with_help("keep one of the two"),
                );
            }
            before = Some(row);
        }
    }
}

/// An interval of what is known to be never.
fn never(base: &FactBase, errors: &mut Vec<FactError>) {
    for (never, relation) in NEVER {
        let mut known: BTreeMap<&str, &Row> = BTreeMap::new();
        for row in base.rows_of(relation) {
            known.entry(text(row, 0)).or_insert(row);
        }
        for row in base.rows_of(never) {
            let of = text(row, 0);
            if let Some(other) = known.get(of) {
                let (later, first) = later_first(row, other);
                let message = format!("`{of}` has a row of `{relation}` and one of `{never}`");
                errors.push(
                    Diagnostic::new("facts::conflict", message, later.origin.span)
                        .with_label(first.origin.span, "the other one")
                        .with_help("keep one of the two"),
                );
            }
        }
    }
}

/// Recognitions in bulk files follow the same rules as those in records.
fn recognitions(base: &FactBase, errors: &mut Vec<FactError>) {
    let scopes = [
        ("Recognition", 3),
        ("RecognitionUndated", 2),
        ("RecognisedFirm", 0),
        ("Listed", 0),
    ];
    for (relation, scope) in scopes {
        for row in base.rows_of(relation) {
            let provision = text(row, 1);
            let message = if !GROUNDS.contains(&provision) {
                format!("nothing is recognised under `{provision}`")
            } else if scope > 0 && text(row, scope) == "member_20" && provision != "spa-48-3-2" {
                format!("scope `member_20` stands on `{provision}`")
            } else if relation == "RecognisedFirm" && provision != "spa-48-3-5" {
                format!("a firm stands on `{provision}`")
            } else {
                continue;
            };
            errors.push(
                Diagnostic::new("facts::recognition", message, row.origin.span).with_help(
                    "the grounds are `spa-48-3-1` to `spa-48-3-5`; `member_20` is of the second, a firm of the fifth",
                ),
            );
        }
    }
}

/// A floor of the class that has none: it would bar small firms.
fn floors(base: &FactBase, errors: &mut Vec<FactError>) {
    for row in base.rows_of("Floor").filter(|row| text(row, 0) == "small") {
        errors.push(
            Diagnostic::new(
                "facts::floor",
                "a floor stands on the class `small`",
                row.origin.span,
            )
            .with_help("small firms have no floor: the classes with one are `grace`, `large`, `major`"),
        );
    }
}

/// Days of a project that cannot lie before its announcement.
fn days(base: &FactBase, errors: &mut Vec<FactError>) {
    let day = |row: &Row| row.values.get(1).and_then(Cell::as_number);
    let announced: BTreeMap<&str, &Row> = base.rows_of("Announced").map(|row| (text(row, 0), row)).collect();
    for (relation, what) in [
        ("Closes", "proposals are due"),
        ("NoAward", "the tender ended without a selection"),
    ] {
        for row in base.rows_of(relation) {
            let project = text(row, 0);
            let Some(first) = announced.get(project) else {
                continue;
            };
            if let (Some(begin), Some(end)) = (day(first), day(row))
                && end < begin
            {
                let message = format!(
                    "`{project}` was announced on {}, and {what} on {}",
                    date::format(begin),
                    date::format(end)
                );
                errors.push(
                    Diagnostic::new("facts::before-announcement", message, row.origin.span)
                        .with_label(first.origin.span, "the announcement")
                        .with_help("correct one of the two days"),
                );
            }
        }
    }
}

/// Two defaults of one issue. Readings are sorted by issue.
fn defaults(readings: &[ReadingRecord], errors: &mut Vec<FactError>) {
    let mut before: Option<&ReadingRecord> = None;
    for reading in readings.iter().filter(|reading| reading.default) {
        if let Some(first) = before
            && first.issue == reading.issue
        {
            let message = format!(
                "issue `{}` has two defaults: `{}` and `{}`",
                reading.issue, first.option, reading.option
            );
            errors.push(
                Diagnostic::new("facts::conflict", message, reading.origin.span)
                    .with_label(first.origin.span, "the first one")
                    .with_help("leave `default = true` on one option"),
            );
        }
        before = Some(reading);
    }
}

#[cfg(test)]
mod tests {
    use crate::facts::testing::{base_of, codes_of};

    fn floors(first_until: &str, second_from: &str) -> String {
        let floor = |amount: &str, from: &str, until: &str| {
            format!("[[floor]]\ntier = \"major\"\namount = \"{amount}\"\nfrom = {from}\nuntil = {until}\n")
        };
        floor("1bn", "2004-03-01", first_until) + &floor("2bn", second_from, "2009-04-01")
    }

    #[test]
    fn a_floor_may_begin_on_the_day_on_which_the_other_is_out() {
        assert_eq!(base_of(&floors("2007-09-10", "2007-09-10")).rows.len(), 2);
        assert_eq!(codes_of(&floors("2007-09-10", "2007-09-09")), ["facts::overlap"]);
    }

    #[test]
    fn a_firm_may_change_groups_and_is_in_one_a_day() {
        let groups = |until: &str| {
            format!(
                "[firm.f]\nname = \"F\"\n[group.g]\nname = \"G\"\nmember = [{{ firm = \"f\", from = 2020-01-01, until = {until} }}]\n[group.h]\nname = \"H\"\nmember = [{{ firm = \"f\", from = 2021-01-01 }}]\n"
            )
        };
        assert_eq!(base_of(&groups("2021-01-01")).rows.len(), 2);
        assert_eq!(codes_of(&groups("2021-01-02")), ["facts::two-groups"]);
    }
}
