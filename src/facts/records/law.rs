//! The law's own records: sources, provisions, floors, parameters, readings.

use crate::facts::base::{Cell, ProvisionRecord, ReadingRecord, SourceRecord};
use crate::facts::record::{Record, Shape};

/// `[source.ID]`
pub(crate) fn source(record: &Record<'_>, id: &str) {
    let title = record.need("title", Shape::Text);
    let source = SourceRecord {
        id: id.to_owned(),
        title: title
            .and_then(|cell| cell.as_text().map(str::to_owned))
            .unwrap_or_default(),
        publisher: record.text("publisher"),
        date: record.number("date", Shape::Date),
        url: record.text("url"),
        origin: record.origin(record.span),
    };
    record.context.out.borrow_mut().sources.push(source);
}

/// `[provision.ID]`
pub(crate) fn provision(record: &Record<'_>, id: &str) {
    let need = |key| {
        record
            .need(key, Shape::Text)
            .and_then(|cell| cell.as_text().map(str::to_owned))
    };
    let (act, article) = (need("act"), need("article"));
    let (act_ko, article_ko) = (record.text("act_ko"), record.text("article_ko"));
    let (title, title_ko, url) = (record.text("title"), record.text("title_ko"), record.text("url"));
    record.written(true);
    let (Some(act), Some(article), Some((from, until))) = (act, article, record.interval()) else {
        return;
    };
    let (from_cell, until_cell) = (Cell::Number(from), Cell::Number(until));
    record.row("InForce", vec![Cell::text(id), from_cell, until_cell]);
    record.context.out.borrow_mut().provisions.push(ProvisionRecord {
        id: id.to_owned(),
        act,
        act_ko,
        article,
        article_ko,
        title,
        title_ko,
        from,
        until,
        url,
        origin: record.origin(record.span),
    });
}

/// `[[floor]]`
pub(crate) fn floor(record: &Record<'_>) {
    record.written(true);
    let tier = record.need("tier", Shape::Word("Tier"));
    let amount = record.need("amount", Shape::Won);
    let interval = record.interval();
    if let (Some(tier), Some(amount), Some((from, until))) = (tier, amount, interval) {
        record.row(
            "Floor",
            vec![tier, amount, Cell::Number(from), Cell::Number(until)],
        );
    }
}

/// `[[parameter]]`
pub(crate) fn parameter(record: &Record<'_>) {
    record.written(true);
    let Some(name) = record.need("name", Shape::Text) else {
        return;
    };
    let keys = [
        ("amount", "ParameterWon", Shape::Won),
        ("days", "ParameterNumber", Shape::Whole(0, 1_000_000)),
        ("months", "ParameterNumber", Shape::Whole(0, 12_000)),
        ("years", "ParameterNumber", Shape::Whole(0, 1_000)),
        ("percent", "ParameterPercent", Shape::Percent),
    ];
    let given: Vec<_> = keys.iter().filter(|(key, _, _)| record.has(key)).collect();
    let values: Vec<_> = keys
        .iter()
        .map(|(key, relation, shape)| (relation, record.value(key, *shape)))
        .collect();
    if given.len() != 1 {
        let message = format!("{} has {} values and needs one", record.label, given.len());
        let help = "write one of `amount`, `days`, `months`, `years`, `percent`".to_owned();
        record.error("facts::missing-key", message, record.span, Some(help));
    }
    let interval = record.interval();
    if let (Some((relation, Some(value))), Some((from, until))) =
        (values.into_iter().find(|(_, value)| value.is_some()), interval)
    {
        record.row(
            relation,
            vec![name, value, Cell::Number(from), Cell::Number(until)],
        );
    }
}

/// `[[reading]]`
pub(crate) fn reading(record: &Record<'_>) {
    record.written(true);
    let issue = record.need("issue", Shape::Word("Issue"));
    let option = record.need("option", Shape::Word("Option"));
    let default = record.flag("default").unwrap_or(false);
    let argument = record.text("argument");
    let (Some(issue), Some(option)) = (issue, option) else {
        return;
    };
    record.row("ReadingOption", vec![issue.clone(), option.clone()]);
    if default {
        record.row("Reading", vec![issue.clone(), option.clone()]);
    }
    let text = |cell: &Cell| cell.as_text().unwrap_or_default().to_owned();
    let reading = ReadingRecord {
        issue: text(&issue),
        option: text(&option),
        default,
        argument,
        origin: record.origin(record.span),
    };
    record.context.out.borrow_mut().readings.push(reading);
}

/// `[body.ID]`
pub(crate) fn body(record: &Record<'_>, id: &str) {
    record.written(true);
    super::named(record, crate::facts::ids::EntityKind::Body, id, None);
    record.plain(
        &[Cell::text(id)],
        &[("class", "ClassOf", Shape::Word("BodyClass"))],
    );
}
