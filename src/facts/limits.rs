//! What the values of one row may be, whoever writes it: a record, a table or an assumption.

use crate::lang::date;
use crate::lang::source::Span;
use crate::lang::value::WON_LIMIT;

use super::base::Cell;
use super::error::{Diagnostic, FactError};
use super::literal::{Wrong, within};
use super::record::{INTERVAL_HELP, interval_message};
use super::schema::{ColumnType, GivenRelation};

/// Whether a number may stand in a column of a name and a type.
pub(crate) fn number(name: &str, ty: &ColumnType, number: i64) -> Result<(), Wrong> {
    match ty {
        ColumnType::Won if number < 0 => {
            Err(Wrong::new("facts::bad-amount", "the amount is less than nothing"))
        }
        ColumnType::Won if number >= WON_LIMIT => {
            Err(Wrong::new("facts::bad-amount", "the amount is 10^16 won or more"))
        }
        ColumnType::Percent if number < 0 => {
            Err(Wrong::new("facts::bad-percent", "the share is less than nothing"))
        }
        ColumnType::Percent if number > 10_000 => {
            Err(Wrong::new("facts::bad-percent", "the share is more than 100 %"))
        }
        ColumnType::Date if number == date::OPEN && name != "until" => {
            Err(Wrong::new("facts::bad-date", "the day is `open`")
                .with_help("only an interval ends in `open`"))
        }
        ColumnType::Year => within(number, 1, 9999).map(drop),
        ColumnType::Int if name == "months" => within(number, 1, 1200).map(drop),
        ColumnType::Int if name == "count" => within(number, 1, 1_000_000).map(drop),
        ColumnType::Int => within(number, 0, 1_000_000).map(drop),
        _ => Ok(()),
    }
}

/// What is wrong with the columns that bound an interval, and the index of the later one.
pub(crate) fn interval(relation: &GivenRelation, values: &[Cell]) -> Option<(usize, Wrong)> {
    for (first, last, strict) in [("from", "until", true), ("first_year", "last_year", false)] {
        let at = |name| relation.columns.iter().position(|(column, _)| column == name);
        let (Some(first), Some(last)) = (at(first), at(last)) else {
            continue;
        };
        let number = |column: usize| values.get(column).and_then(Cell::as_number).unwrap_or_default();
        let (from, until) = (number(first), number(last));
        if until < from || (strict && until == from) {
            let wrong = if strict {
                Wrong::new("facts::bad-interval", interval_message(from, until)).with_help(INTERVAL_HELP)
            } else {
                let message = format!("the last year {until} is before the first {from}");
                Wrong::new("facts::bad-interval", message).with_help("write the earlier year first")
            };
            return Some((last, wrong));
        }
    }
    None
}

/// Everything wrong with the values of a row that is written as one text, with the place of each value.
pub(crate) fn wrong_row(relation: &GivenRelation, values: &[Cell], places: &[Span]) -> Vec<FactError> {
    let mut wrong: Vec<(usize, Wrong)> = relation
        .columns
        .iter()
        .zip(values)
        .enumerate()
        .filter_map(|(at, ((name, ty), value))| Some((at, number(name, ty, value.as_number()?).err()?)))
        .collect();
    if wrong.is_empty() {
        wrong.extend(interval(relation, values));
    }
    wrong
        .into_iter()
        .filter_map(|(at, wrong)| {
            let (name, _) = relation.columns.get(at)?;
            let message = format!("`{name}`: {}", wrong.message);
            let mut error = Diagnostic::new(wrong.code, message, *places.get(at)?);
            error.help = wrong.help;
            Some(error)
        })
        .collect()
}
