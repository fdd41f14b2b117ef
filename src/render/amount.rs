//! Amounts as Korean texts write them.

use crate::lang::value::format_won;

/// Units of four digits each, greatest first.
const UNITS: [(i64, &str); 3] = [(1_000_000_000_000, "조"), (100_000_000, "억"), (10_000, "만")];

/// An amount of won in 조, 억 and 만: `210억 원`, `4조 7,418억 원`, `1억 2,345만 6,789원`.
pub(crate) fn korean_won(won: i64) -> String {
    let mut parts = Vec::new();
    let mut rest = won.unsigned_abs();
    for (unit, name) in UNITS {
        let unit = unit.unsigned_abs();
        if rest >= unit {
            parts.push(format!("{}{name}", grouped(rest / unit)));
            rest %= unit;
        }
    }
    let sign = if won < 0 { "-" } else { "" };
    if rest > 0 || parts.is_empty() {
        parts.push(format!("{}원", grouped(rest)));
    } else {
        parts.push("원".to_owned());
    }
    format!("{sign}{}", parts.join(" "))
}

fn grouped(number: u64) -> String {
    format_won(i64::try_from(number).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_in_units_of_four_digits_and_exactly() {
        for (won, text) in [
            (0, "0원"),
            (7_000, "7,000원"),
            (10_000, "1만 원"),
            (123_456_789, "1억 2,345만 6,789원"),
            (7_999_999_999, "79억 9,999만 9,999원"),
            (8_000_000_000, "80억 원"),
            (21_000_000_000, "210억 원"),
            (4_741_800_000_000, "4조 7,418억 원"),
            (-10_000, "-1만 원"),
        ] {
            assert_eq!(korean_won(won), text);
        }
    }
}
