//! The law's own records: sources, provisions, floors, parameters, readings.

use crate::facts::base::{Cell, Earlier, ProvisionRecord, ReadingRecord, SourceRecord};
use crate::facts::record::{Record, Shape};
use crate::facts::suggest::{did_you_mean, listed};
use crate::lang::date;

use super::day;

/// Maps a `[source.ID]` block.
pub(super) fn source(id: &str, record: &Record<'_>) {
    let title = record.need("title", Shape::Text);
    let source = SourceRecord {
        id: id.to_owned(),
        title: title.as_ref().and_then(Cell::as_text).unwrap_or(id).to_owned(),
        publisher: record.text("publisher"),
        date: record.number("date", Shape::Date),
        url: record.text("url"),
        origin: record.origin(record.span),
    };
    record.context.out.borrow_mut().sources.push(source);
}

/// Maps a `[provision.ID]` block.
pub(super) fn provision(id: &str, record: &Record<'_>) {
    let needed = |key| {
        let cell = record.need(key, Shape::Text);
        cell.as_ref()
            .and_then(Cell::as_text)
            .unwrap_or_default()
            .to_owned()
    };
    let (act, article) = (needed("act"), needed("article"));
    let interval = record.interval();
    if let Some((from, until)) = interval {
        record.row("InForce", vec![Cell::text(id), day(from), day(until)]);
    }
    let named = (
        record.number("earlier_until", Shape::Date),
        record.text("earlier"),
        record.text("earlier_ko"),
    );
    let earlier = match named {
        (Some(until), Some(name), name_ko) => Some(Earlier { until, name, name_ko }),
        _ => None,
    };
    let (from, until) = interval.unwrap_or((date::FIRST, date::OPEN));
    let provision = ProvisionRecord {
        id: id.to_owned(),
        act,
        act_ko: record.text("act_ko"),
        article,
        article_ko: record.text("article_ko"),
        title: record.text("title"),
        title_ko: record.text("title_ko"),
        earlier,
        from,
        until,
        url: record.text("url"),
        origin: record.origin(record.span),
    };
    record.context.out.borrow_mut().provisions.push(provision);
}

/// Maps a `[[floor]]` block.
pub(crate) fn floor(record: &Record<'_>) {
    let tier = record.need("tier", Shape::Word("Tier"));
    let amount = record.need("amount", Shape::Won);
    if let (Some(tier), Some(amount), Some((from, until))) = (tier, amount, record.interval()) {
        record.row("Floor", vec![tier, amount, day(from), day(until)]);
    }
    record.written(true);
    record.finish();
}

/// Keys of a parameter's value.
const VALUES: [(&str, &str, Shape); 5] = [
    ("amount", "ParameterWon", Shape::Won),
    ("days", "ParameterNumber", Shape::Whole(0, 1_000_000)),
    ("months", "ParameterNumber", Shape::Whole(0, 100_000)),
    ("years", "ParameterNumber", Shape::Whole(0, 10_000)),
    ("percent", "ParameterPercent", Shape::Percent),
];

/// Maps a `[[parameter]]` block.
pub(crate) fn parameter(record: &Record<'_>) {
    let name = record.need("name", Shape::Text);
    let interval = record.interval();
    let given = VALUES.iter().filter(|(key, ..)| record.has(key)).count();
    let values = VALUES.map(|(key, relation, shape)| (relation, record.value(key, shape)));
    if given == 1 {
        for (relation, value) in values {
            if let (Some(name), Some(value), Some((from, until))) = (&name, value, interval) {
                record.row(relation, vec![name.clone(), value, day(from), day(until)]);
            }
        }
    } else {
        record.error(
            "facts::parameter-value",
            if given == 0 {
                format!("{} has no value", record.label)
            } else {
                format!("{} has {given} values", record.label)
            },
            record.span,
            Some("give exactly one of `amount`, `days`, `months`, `years`, `percent`".to_owned()),
        );
    }
    record.written(true);
    record.finish();
}

/// Maps a `[[reading]]` block.
pub(crate) fn reading(record: &Record<'_>) {
    let issue = record.need("issue", Shape::Word("Issue"));
    let option = record.need("option", Shape::Word("Option"));
    let default = record.flag("default").unwrap_or(false);
    let argument = record.text("argument");
    if let (Some(Cell::Text(issue)), Some(Cell::Text(option))) = (issue, option)
        && offered(record, &issue, &option)
    {
        let row = vec![Cell::text(&issue), Cell::text(&option)];
        record.row("ReadingOption", row.clone());
        if default {
            record.row("Reading", row);
        }
        let reading = ReadingRecord {
            issue,
            option,
            default,
            argument,
            origin: record.origin(record.span),
        };
        record.context.out.borrow_mut().readings.push(reading);
    }
    record.written(false);
    record.finish();
}

/// Whether the law offers the option; outside the law's own files no other may be added.
fn offered(record: &Record<'_>, issue: &str, option: &str) -> bool {
    let options = record.context.ids.options(issue);
    if record.context.law || options.is_empty() || options.iter().any(|known| known == option) {
        return true;
    }
    let known = || options.iter().map(String::as_str);
    let help =
        did_you_mean(option, known()).unwrap_or_else(|| format!("its readings are {}", listed(known())));
    record.error(
        "facts::unknown-reading",
        format!("`{option}` is not a reading of `{issue}`"),
        record.span_of("option"),
        Some(help),
    );
    false
}
