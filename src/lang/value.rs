//! Amounts and percentages as people write them, read exactly.
//!
//! Money is whole won below 10^16; a percentage is exact in hundredths of a percent.

/// One more than the largest amount of won that can be written.
pub const WON_LIMIT: i64 = 10_000_000_000_000_000;

/// Units of money: spelling and won.
const UNITS: [(&str, i64); 6] = [
    ("조", 1_000_000_000_000),
    ("억", 100_000_000),
    ("만", 10_000),
    ("trn", 1_000_000_000_000),
    ("bn", 1_000_000_000),
    ("m", 1_000_000),
];

/// Reads an amount of won: `21bn`, `210억`, `8,000억`, `1조 2,000억`, `5,166.839bn`, `8_000_000_000`.
///
/// # Errors
/// Says in one sentence what is wrong: not an amount, a part of a won, or 10^16 and more.
pub fn parse_won(text: &str) -> Result<i64, String> {
    let trimmed = text.trim();
    let trimmed = trimmed
        .strip_suffix("won")
        .or_else(|| trimmed.strip_suffix('원'))
        .unwrap_or(trimmed)
        .trim_end();
    let not_money = || format!("`{text}` is not an amount of won");
    let mut rest = trimmed;
    let mut total: i128 = 0;
    let mut last_unit = i128::MAX;
    if rest.is_empty() {
        return Err(not_money());
    }
    while !rest.is_empty() {
        let length = rest
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '_' | '.')))
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(length);
        let after = after.trim_start();
        let (unit, next) = match UNITS
            .iter()
            .find_map(|(name, won)| after.strip_prefix(name).map(|next| (i128::from(*won), next)))
        {
            Some((unit, next)) => (unit, next.trim_start()),
            None if after.is_empty() => (1, after),
            None => return Err(not_money()),
        };
        if unit >= last_unit {
            return Err(not_money());
        }
        last_unit = unit;
        total += scaled(number, unit)
            .ok_or_else(not_money)?
            .map_err(|()| format!("`{text}` is not a whole number of won"))?;
        if total >= i128::from(WON_LIMIT) {
            return Err(format!("`{text}` is 10^16 won or more"));
        }
        rest = next;
    }
    i64::try_from(total).map_err(|_| not_money())
}

/// Reads a percentage exactly, as hundredths of a percent: `22.58%`, `20`, `0.5%`.
///
/// # Errors
/// Says in one sentence what is wrong: not a percentage, or more than two decimals.
pub fn parse_percent(text: &str) -> Result<i64, String> {
    let not_percent = || format!("`{text}` is not a percentage");
    let number = text.trim();
    let number = number.strip_suffix('%').unwrap_or(number).trim_end();
    match scaled(number, 100) {
        None => Err(not_percent()),
        Some(Err(())) => Err(format!("`{text}` has more than two decimals")),
        Some(Ok(value)) => i64::try_from(value).map_err(|_| not_percent()),
    }
}

/// `number * unit`: `None` if it is not a number, `Err` if the product is not whole.
fn scaled(number: &str, unit: i128) -> Option<Result<i128, ()>> {
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
        Some(_) => return None,
        None => (number, ""),
    };
    if !grouped(whole) || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || digits.len() > 18 || decimals.len() > 15 {
        return None;
    }
    let scale = 10_i128.checked_pow(u32::try_from(decimals.len()).ok()?)?;
    let fraction: i128 = if decimals.is_empty() {
        0
    } else {
        decimals.parse().ok()?
    };
    let product = (digits.parse::<i128>().ok()? * scale + fraction).checked_mul(unit)?;
    Some(if product % scale == 0 {
        Ok(product / scale)
    } else {
        Err(())
    })
}

/// Digits, with `_` between digits or `,` before groups of three.
fn grouped(whole: &str) -> bool {
    if whole.contains(',') {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
        (1..=3).contains(&first.len())
            && digits(first)
            && groups.all(|group| group.len() == 3 && digits(group))
    } else {
        whole
            .split('_')
            .all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()))
    }
}

/// An amount with thousands separators: `21,000,000,000`.
#[must_use]
pub fn format_won(won: i64) -> String {
    let digits = won.unsigned_abs().to_string();
    let mut out = String::new();
    if won < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A percentage without needless zeros: `22.58%`, `20%`.
#[must_use]
pub fn format_percent(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    match rest {
        0 => format!("{sign}{whole}%"),
        r if r % 10 == 0 => format!("{sign}{whole}.{}%", r / 10),
        r => format!("{sign}{whole}.{r:02}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        for (text, won) in [
            ("21bn", 21_000_000_000),
            ("210억", 21_000_000_000),
            ("8,000억", 800_000_000_000),
            ("1조 2,000억", 1_200_000_000_000),
            ("5,166.839bn", 5_166_839_000_000),
            ("8_000_000_000", 8_000_000_000),
            ("7,999,999,999", 7_999_999_999),
            ("0", 0),
            ("1.5억 원", 150_000_000),
        ] {
            assert_eq!(parse_won(text), Ok(won), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            "bn",
            "21 apples",
            "-1",
            "1e9",
            "8,00억",
            "1..2bn",
            "1.bn",
            "2억 1조",
            "_1",
            "0.5",
        ] {
            assert!(parse_won(text).is_err(), "{text}");
        }
        assert!(parse_won("1조조").is_err());
        assert!(parse_won("10_000_000_000_000_000").unwrap_err().contains("10^16"));
        assert_eq!(parse_won("9_999_999_999_999_999"), Ok(WON_LIMIT - 1));
    }

    #[test]
    fn percentages_are_exact_to_two_decimals() {
        assert_eq!(parse_percent("22.58%"), Ok(2258));
        assert_eq!(parse_percent("20"), Ok(2000));
        assert_eq!(parse_percent("0.5 %"), Ok(50));
        assert_eq!(parse_percent("20.00%"), Ok(2000));
        assert!(parse_percent("22.581%").unwrap_err().contains("two decimals"));
        assert!(parse_percent("a%").is_err());
        assert_eq!(format_percent(2258), "22.58%");
        assert_eq!(format_percent(2050), "20.5%");
        assert_eq!(format_percent(2000), "20%");
    }

    #[test]
    fn won_is_printed_with_separators() {
        assert_eq!(format_won(21_000_000_000), "21,000,000,000");
        assert_eq!(format_won(999), "999");
        assert_eq!(format_won(-1_000), "-1,000");
    }
}
