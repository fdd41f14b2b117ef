//! Intervals that may not overlap: of one parameter, one certificate, one designation, one member.

use super::base::{FactBase, Row};
use super::error::{Diagnostic, FactError};

/// Relation, number of its first columns that make one history, column of `from`, what it is.
const HISTORIES: [(&str, &[usize], usize, &str); 10] = [
    ("Designated", &[0], 2, "designations of one group"),
    ("Floor", &[0], 2, "floors of one tier"),
    ("Independent", &[0], 1, "independence of one firm"),
    (
        "Member",
        &[0],
        2,
        "memberships of one firm: a firm is in one group a day",
    ),
    ("Midsize", &[0], 1, "mid-sized status of one firm"),
    ("Nonprofit", &[0], 1, "non-profit status of one firm"),
    ("ParameterNumber", &[0], 2, "values of one parameter"),
    ("ParameterPercent", &[0], 2, "values of one parameter"),
    ("ParameterWon", &[0], 2, "values of one parameter"),
    ("Sme", &[0], 1, "SME status of one firm"),
];

/// Every pair of neighbouring intervals of one history that overlap.
pub(crate) fn overlaps(base: &FactBase) -> Vec<FactError> {
    let mut errors = Vec::new();
    for (relation, key, from, what) in HISTORIES {
        let number = |row: &Row, column: usize| row.values.get(column).and_then(super::base::Cell::as_number);
        let owner = |row: &Row| {
            key.iter()
                .map(|column| row.values.get(*column).cloned())
                .collect::<Vec<_>>()
        };
        let mut rows: Vec<&Row> = base.rows_of(relation).collect();
        rows.sort_by_key(|row| (owner(row), number(row, from), row.origin.span));
        for pair in rows.windows(2) {
            let [before, after] = pair else { continue };
            if owner(before) == owner(after) && number(before, from + 1) > number(after, from) {
                errors.push(
                    Diagnostic::new("facts::overlap", format!("two intervals overlap in the {what}"), after.origin.span)
                        .with_label(before.origin.span, "the other interval")
                        .with_help("`until` is the first day that is out; end the earlier interval where the later begins"),
                );
            }
        }
    }
    errors
}
