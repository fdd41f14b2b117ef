//! Literal values as written in rules.

use super::super::date;
use super::super::syntax::Value;
use super::super::value::{format_percent, format_won};

/// A value as written in a rule.
#[must_use]
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(number) => number_text(*number),
        Value::Won(won) => won_text(*won),
        Value::Percent(percent) => format_percent(*percent),
        Value::Date(day) => date::format(*day),
    }
}

pub(super) fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// An amount with the largest unit that divides it: `8bn`, `1m`; without a unit it would be a plain number.
fn won_text(won: i64) -> String {
    let sign = if won < 0 { "-" } else { "" };
    let size = won.unsigned_abs();
    for (unit, name) in [(1_000_000_000, "bn"), (1_000_000, "m"), (10_000, "만")] {
        if size.is_multiple_of(unit) {
            return format!("{sign}{}{name}", grouped(size / unit));
        }
    }
    // An amount that is no whole 만 is written in millions, which it divides exactly.
    let decimals = format!("{:06}", size % 1_000_000);
    format!(
        "{sign}{}.{}m",
        grouped(size / 1_000_000),
        decimals.trim_end_matches('0')
    )
}

/// Years stay whole; longer numbers are grouped.
fn number_text(number: i64) -> String {
    if number.unsigned_abs() < 10_000 {
        number.to_string()
    } else {
        format_won(number).replace(',', "_")
    }
}

/// Digits with `_` between groups of three.
fn grouped(number: u64) -> String {
    format_won(i64::try_from(number).unwrap_or(i64::MAX)).replace(',', "_")
}
