//! Civil days as day numbers: days since 1970-01-01 in the proleptic Gregorian calendar.
//!
//! Written here because `build.rs` needs it and may use no crate; a test compares every day with `jiff`.

/// The end of an interval that has none. Later than every day; `add_years(open, n)` is `open`.
pub const OPEN: i64 = i64::MAX;

/// First day that can be written: 0001-01-01.
pub const FIRST: i64 = -719_162;

/// Last day that can be written: 9999-12-31.
pub const LAST: i64 = 2_932_896;

/// Day number of a civil date, or `None` if there is no such day between 0001-01-01 and 9999-12-31.
///
/// The day count is the algorithm `days_from_civil` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
#[must_use]
pub fn day_number(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=9999).contains(&year)
        || !(1..=12).contains(&month)
        || day < 1
        || day > days_in_month(year, month)
    {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let shifted = (month + 9) % 12;
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Year, month and day of a day number, or `None` outside 0001-01-01 to 9999-12-31 (`OPEN` included).
#[must_use]
pub fn civil(number: i64) -> Option<(i64, i64, i64)> {
    if !(FIRST..=LAST).contains(&number) {
        return None;
    }
    let z = number + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some((year, month, day))
}

/// Number of days of a month (1 to 12).
#[must_use]
pub fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day `months` calendar months later. A sum that is not a calendar day moves to the first of the next month
/// (2024-02-29 and 12 months is 2025-03-01). `OPEN` stays `OPEN`; `None` if the result cannot be written.
#[must_use]
pub fn add_months(number: i64, months: i64) -> Option<i64> {
    if number == OPEN {
        return Some(OPEN);
    }
    let (year, month, day) = civil(number)?;
    let total = (year * 12 + month - 1).checked_add(months)?;
    let (y, m) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    if !(1..=9999).contains(&y) {
        return None;
    }
    if day <= days_in_month(y, m) {
        day_number(y, m, day)
    } else if m == 12 {
        day_number(y.checked_add(1)?, 1, 1)
    } else {
        day_number(y, m + 1, 1)
    }
}

/// The day `years` calendar years later; see [`add_months`].
#[must_use]
pub fn add_years(number: i64, years: i64) -> Option<i64> {
    if number == OPEN {
        return Some(OPEN);
    }
    add_months(number, years.checked_mul(12)?)
}

/// The day number of `YYYY-MM-DD`.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (y, m, d) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || !digits(y, 4) || !digits(m, 2) || !digits(d, 2) {
        return None;
    }
    day_number(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
}

/// `YYYY-MM-DD`, or `open`.
#[must_use]
pub fn format(number: i64) -> String {
    match civil(number) {
        Some((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
        None if number == OPEN => "open".to_owned(),
        None => format!("day {number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_from_1900_to_2200_is_the_day_that_jiff_says() {
        let epoch = jiff::civil::date(1970, 1, 1);
        let mut day = jiff::civil::date(1900, 1, 1);
        while day.year() < 2200 {
            let number = i64::from((day - epoch).get_days());
            let (y, m, d) = (
                i64::from(day.year()),
                i64::from(day.month()),
                i64::from(day.day()),
            );
            assert_eq!(day_number(y, m, d), Some(number));
            assert_eq!(civil(number), Some((y, m, d)));
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_first_and_last_day_that_can_be_written() {
        assert_eq!(day_number(1, 1, 1), Some(FIRST));
        assert_eq!(day_number(9999, 12, 31), Some(LAST));
        assert_eq!(civil(FIRST - 1), None);
        assert_eq!(civil(LAST + 1), None);
    }

    #[test]
    fn a_sum_that_is_no_calendar_day_moves_to_the_first_of_the_next_month() {
        let add = |text: &str, years| format(add_years(parse(text).unwrap(), years).unwrap());
        assert_eq!(add("2024-02-29", 5), "2029-03-01");
        assert_eq!(add("2020-02-29", 4), "2024-02-29");
        assert_eq!(
            format(add_months(parse("2026-10-31").unwrap(), 4).unwrap()),
            "2027-03-01"
        );
        assert_eq!(
            format(add_months(parse("2026-01-01").unwrap(), -1).unwrap()),
            "2025-12-01"
        );
    }

    #[test]
    fn open_stays_open_and_far_sums_are_refused() {
        assert_eq!(add_years(OPEN, 5), Some(OPEN));
        assert_eq!(add_years(parse("9998-01-01").unwrap(), 5), None);
        assert_eq!(add_years(0, i64::MAX), None);
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-30",
            "2026-13-01",
            "2026-1-01",
            "26-01-01",
            "2026-01-01x",
            "2026-01-01-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
