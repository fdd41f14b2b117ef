//! Checked arithmetic of the language, shared by the evaluator and the compiled law.
//!
//! Every function computes in 128 bits and narrows: `None` is overflow, division by zero or a date out of range.

use super::date;

/// A value of one computation step: a 64-bit word, or nothing.
pub type Step = Option<i64>;

fn narrow(value: i128) -> Step {
    i64::try_from(value).ok()
}

/// `a + b`. The end of an open interval stays open only in [`add_days`].
#[must_use]
pub fn add(a: Step, b: Step) -> Step {
    narrow(i128::from(a?) + i128::from(b?))
}

/// `a - b`.
#[must_use]
pub fn sub(a: Step, b: Step) -> Step {
    narrow(i128::from(a?) - i128::from(b?))
}

/// `a * b`.
#[must_use]
pub fn mul(a: Step, b: Step) -> Step {
    narrow(i128::from(a?) * i128::from(b?))
}

/// `a / b`, rounded down (towards negative infinity).
#[must_use]
pub fn div(a: Step, b: Step) -> Step {
    let (a, b) = (i128::from(a?), i128::from(b?));
    if b == 0 {
        return None;
    }
    let (quotient, remainder) = (a / b, a % b);
    narrow(if remainder != 0 && (remainder < 0) != (b < 0) {
        quotient - 1
    } else {
        quotient
    })
}

/// A percentage (hundredths of a percent) of an amount, rounded down.
#[must_use]
pub fn percent_of(percent: Step, amount: Step) -> Step {
    narrow((i128::from(percent?) * i128::from(amount?)).div_euclid(10_000))
}

/// The day `days` later; `open` stays `open`.
#[must_use]
pub fn add_days(day: Step, days: Step) -> Step {
    let (day, days) = (day?, days?);
    if day == date::OPEN {
        return Some(day);
    }
    day.checked_add(days).filter(|sum| date::civil(*sum).is_some())
}

/// Days from `b` to `a`; nothing if either is `open`.
#[must_use]
pub fn days_between(a: Step, b: Step) -> Step {
    let (a, b) = (a?, b?);
    if a == date::OPEN || b == date::OPEN {
        None
    } else {
        a.checked_sub(b)
    }
}

/// See [`date::add_months`].
#[must_use]
pub fn add_months(day: Step, months: Step) -> Step {
    date::add_months(day?, months?)
}

/// See [`date::add_years`].
#[must_use]
pub fn add_years(day: Step, years: Step) -> Step {
    date::add_years(day?, years?)
}

/// The calendar year of a day; nothing for `open`.
#[must_use]
pub fn year(day: Step) -> Step {
    date::civil(day?).map(|(year, _, _)| year)
}

/// The smaller of two.
#[must_use]
pub fn min(a: Step, b: Step) -> Step {
    Some(a?.min(b?))
}

/// The larger of two.
#[must_use]
pub fn max(a: Step, b: Step) -> Step {
    Some(a?.max(b?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn division_rounds_down_and_refuses_zero() {
        assert_eq!(div(Some(7), Some(2)), Some(3));
        assert_eq!(div(Some(-7), Some(2)), Some(-4));
        assert_eq!(div(Some(7), Some(-2)), Some(-4));
        assert_eq!(div(Some(7), Some(0)), None);
        assert_eq!(div(Some(i64::MIN), Some(-1)), None);
    }

    #[test]
    fn overflow_is_nothing_never_wraparound() {
        assert_eq!(add(Some(i64::MAX), Some(1)), None);
        assert_eq!(mul(Some(i64::MAX), Some(2)), None);
        assert_eq!(sub(None, Some(1)), None);
    }

    #[test]
    fn ten_percent_rounds_down() {
        assert_eq!(percent_of(Some(1000), Some(19)), Some(1));
        assert_eq!(percent_of(Some(2258), Some(10_000)), Some(2258));
    }

    #[test]
    fn open_days_stay_open() {
        assert_eq!(add_days(Some(date::OPEN), Some(1)), Some(date::OPEN));
        assert_eq!(add_years(Some(date::OPEN), Some(5)), Some(date::OPEN));
        assert_eq!(year(Some(date::OPEN)), None);
        assert_eq!(add_days(Some(date::LAST), Some(1)), None);
    }
}
