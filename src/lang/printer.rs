//! Trees and checked programs back to text, in one canonical layout.

use super::date;
use super::syntax::Value;

/// A value as written in a rule.
#[must_use]
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(number) => number.to_string(),
        Value::Won(won) => won_text(*won),
        Value::Percent(percent) => super::value::format_percent(*percent),
        Value::Date(day) => date::format(*day),
    }
}

/// An amount with the largest unit that divides it: `8bn`, `1m`; without a unit it would be a plain number.
fn won_text(won: i64) -> String {
    let sign = if won < 0 { "-" } else { "" };
    let size = won.unsigned_abs();
    for (unit, name) in [(1_000_000_000, "bn"), (1_000_000, "m"), (10_000, "만")] {
        if size % unit == 0 {
            return format!("{sign}{}{name}", grouped(size / unit));
        }
    }
    // An amount that is no whole 만 is written in decimals of a million, which it divides exactly.
    let decimals = format!("{:06}", size % 1_000_000);
    format!("{sign}{}.{}m", size / 1_000_000, decimals.trim_end_matches('0'))
}

/// Digits with `_` between groups of three.
fn grouped(number: u64) -> String {
    super::value::format_won(i64::try_from(number).unwrap_or(i64::MAX)).replace(',', "_")
}

fn quoted(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n");
    format!("\"{escaped}\"")
}
