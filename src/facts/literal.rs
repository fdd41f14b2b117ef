//! Literals as fact files write them: dates, money, percentages, counts, from TOML values and from CSV fields.

use toml::de::DeValue;

use crate::lang::date;
use crate::lang::value::{WON_LIMIT, parse_percent, parse_won};

/// Why a literal cannot be read: stable code, message, advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Wrong {
    /// Without advice.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Wrong {
        Wrong {
            code,
            message: message.into(),
            help: None,
        }
    }

    /// With advice.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Wrong {
        self.help = Some(help.into());
        self
    }
}

/// A value of another type than the key wants.
pub(crate) fn wrong_type(expected: &str, value: &DeValue<'_>) -> Wrong {
    Wrong::new(
        "facts::wrong-type",
        format!("expected {expected}, found {}", described(value)),
    )
}

/// A value of TOML with its article.
fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A day number from a local date.
pub(crate) fn toml_date(value: &DeValue<'_>) -> Result<i64, Wrong> {
    let DeValue::Datetime(found) = value else {
        let wrong = wrong_type("a date", value);
        return Err(match value {
            DeValue::String(text) if date::parse(text).is_some() => {
                wrong.with_help(format!("write it without quotes: {text}"))
            }
            _ => wrong.with_help("write it as YYYY-MM-DD, without quotes"),
        });
    };
    match (found.date, found.time, found.offset) {
        (Some(day), None, None) => date::day_number(day.year.into(), day.month.into(), day.day.into())
            .ok_or_else(|| Wrong::new("facts::bad-date", format!("there is no day {day}"))),
        (Some(day), ..) => Err(Wrong::new(
            "facts::bad-date",
            "expected a date, found a date with a time of day",
        )
        .with_help(format!("write {day}"))),
        (None, ..) => Err(Wrong::new(
            "facts::bad-date",
            "expected a date, found a time of day",
        )),
    }
}

/// A day number from `YYYY-MM-DD`.
pub(crate) fn text_date(text: &str) -> Result<i64, Wrong> {
    date::parse(text).ok_or_else(|| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if text.len() == 10 && digits == 8 && text.matches('-').count() == 2 {
            return Wrong::new("facts::bad-date", format!("there is no day {text}"));
        }
        Wrong::new("facts::bad-date", format!("`{text}` is not a date")).with_help("write it as YYYY-MM-DD")
    })
}

/// A whole number of any base.
pub(crate) fn toml_integer(value: &DeValue<'_>) -> Result<i64, Wrong> {
    let DeValue::Integer(integer) = value else {
        return Err(wrong_type("a whole number", value));
    };
    i64::from_str_radix(integer.as_str(), integer.radix()).map_err(|_| {
        Wrong::new(
            "facts::out-of-range",
            format!("`{integer}` is too large a number"),
        )
    })
}

/// Won from text or a whole number.
pub(crate) fn toml_won(value: &DeValue<'_>, literal: &str) -> Result<i64, Wrong> {
    match value {
        DeValue::String(text) => text_won(text),
        DeValue::Integer(integer) => match i128::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(won) if won < 0 => Err(Wrong::new(
                "facts::bad-amount",
                format!("`{literal}` is less than nothing"),
            )),
            Ok(won) if won < i128::from(WON_LIMIT) => i64::try_from(won)
                .map_err(|_| Wrong::new("facts::bad-amount", format!("`{literal}` is 10^16 won or more"))),
            _ => Err(Wrong::new(
                "facts::bad-amount",
                format!("`{literal}` is 10^16 won or more"),
            )),
        },
        DeValue::Float(_) => Err(Wrong::new(
            "facts::bad-amount",
            format!("`{literal}` is not a whole number of won"),
        )
        .with_help("write whole won, or text such as \"1.5bn\"")),
        _ => Err(wrong_type("an amount of won", value)
            .with_help("write text such as \"21bn\" or \"210억\", or a whole number of won")),
    }
}

/// Won from text.
pub(crate) fn text_won(text: &str) -> Result<i64, Wrong> {
    parse_won(text).map_err(|message| {
        let negative = text.trim().starts_with('-');
        if negative {
            Wrong::new("facts::bad-amount", format!("`{text}` is less than nothing"))
        } else {
            Wrong::new("facts::bad-amount", message)
                .with_help("write \"21bn\", \"210억\", \"1조 2,000억\" or whole won")
        }
    })
}

/// Hundredths of a percent, from text or from the digits of a number as written.
pub(crate) fn toml_percent(value: &DeValue<'_>, literal: &str) -> Result<i64, Wrong> {
    match value {
        DeValue::String(text) => text_percent(text),
        DeValue::Integer(_) | DeValue::Float(_) => text_percent(literal),
        _ => Err(wrong_type("a percentage", value).with_help("write \"22.58%\" or 22.58")),
    }
}

/// Hundredths of a percent, from text; at most 100 %.
pub(crate) fn text_percent(text: &str) -> Result<i64, Wrong> {
    match parse_percent(text) {
        Ok(percent) if percent <= 10_000 => Ok(percent),
        Ok(_) => Err(Wrong::new(
            "facts::bad-percent",
            format!("`{text}` is more than 100 %"),
        )),
        Err(message) => Err(Wrong::new("facts::bad-percent", message)
            .with_help("write \"22.58%\" or 22.58: at most two decimals")),
    }
}

/// A whole number within bounds.
pub(crate) fn within(number: i64, first: i64, last: i64) -> Result<i64, Wrong> {
    if (first..=last).contains(&number) {
        Ok(number)
    } else {
        Err(Wrong::new(
            "facts::out-of-range",
            format!("`{number}` is not between {first} and {last}"),
        ))
    }
}

/// The day of the leap year 2000 that `MM-DD` names; the end of February is 29 February.
pub(crate) fn fiscal_year_end(text: &str) -> Result<i64, Wrong> {
    let text = text.trim();
    let day = if text == "02-28" { "02-29" } else { text };
    date::parse(&format!("2000-{day}")).ok_or_else(|| {
        Wrong::new("facts::bad-date", format!("`{text}` is not a month and a day"))
            .with_help("write it as MM-DD: \"12-31\"")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_february_is_one_day() {
        assert_eq!(fiscal_year_end("02-28"), Ok(11_016));
        assert_eq!(fiscal_year_end("02-29"), Ok(11_016));
        assert_eq!(fiscal_year_end("02-30").unwrap_err().code, "facts::bad-date");
    }

    #[test]
    fn a_percentage_is_at_most_the_whole() {
        assert_eq!(text_percent("100%"), Ok(10_000));
        assert_eq!(text_percent("100.01%").unwrap_err().code, "facts::bad-percent");
        assert_eq!(text_percent("1e1").unwrap_err().code, "facts::bad-percent");
    }
}
