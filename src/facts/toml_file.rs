//! One TOML file: its span tree, the ids that it declares, and its records mapped one by one.

use std::cell::RefCell;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::lang::source::{FileId, Span, line_column};

use super::collect::{Context, Output};
use super::error::{Diagnostic, FactError};
use super::ids::{EntityKind, Ids, header};
use super::record::{Record, place, span};
use super::records;
use super::schema::Schema;
use super::suggest::{did_you_mean, listed};
use super::unread::{declare, declare_headers, unclosed};

/// A parsed file.
pub(crate) struct TomlFile<'a> {
    file: FileId,
    text: &'a str,
    law: bool,
    root: Spanned<DeTable<'a>>,
    syntax: Vec<FactError>,
    /// How far the file was read.
    end: usize,
}

/// A record with what it gave.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// What makes two records the same: kind and id. Records of lists have none, except readings and changes.
    pub(crate) key: Option<String>,
    /// What messages call it.
    pub(crate) label: String,
    pub(crate) span: Span,
    /// Whether anything in it is wrong.
    pub(crate) failed: bool,
    pub(crate) output: Output,
}

impl<'a> TomlFile<'a> {
    /// Parses a text; what is wrong in it is kept, and the rest can be read.
    pub(crate) fn parse(file: FileId, text: &'a str, law: bool) -> TomlFile<'a> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let whole = text.len();
        let range = |error: &toml::de::Error| error.span().unwrap_or(whole..whole);
        let stops = errors.iter().find(|error| says(error, &WITHOUT_VALUE));
        let swallows = errors.iter().any(|error| says(error, &NEVER_CLOSED));
        let unclosed = swallows.then(|| unclosed(text)).flatten();
        let end = stops.map(|error| range(error).start);
        let end = end.into_iter().chain(unclosed).min().unwrap_or(whole);
        let mut syntax: Vec<FactError> = errors
            .iter()
            .filter(|error| range(error).start < end || end == whole)
            .map(|error| syntax_error(error.message(), place(file, range(error))))
            .collect();
        if end < whole {
            let message = match unclosed == Some(end) {
                true => "what begins here is never closed",
                false => "this key has no `=` and no value",
            };
            syntax.push(
                Diagnostic::new("facts::syntax", message, place(file, end..end))
                    .with_help("what stands behind this place in the file is read once it is mended"),
            );
        }
        TomlFile {
            file,
            text,
            law,
            root,
            syntax: one_a_line(text, syntax),
            end,
        }
    }

    /// Notes the ids of the file's records, and the readings of the law.
    pub(crate) fn declare(&self, ids: &mut Ids) {
        let root = self.root.get_ref();
        declare(root, ids);
        declare_headers(self.text.get(self.end..).unwrap_or_default(), ids);
        let Some(DeValue::Array(readings)) = root.get("reading").map(Spanned::get_ref) else {
            return;
        };
        for reading in readings {
            let text = |key| {
                reading
                    .get_ref()
                    .get(key)
                    .and_then(|value| value.get_ref().as_str())
            };
            if let (true, Some(issue), Some(option)) = (self.law, text("issue"), text("option")) {
                ids.offer(issue, option);
            }
        }
    }

    /// Why the file cannot be taken for a file of records: its syntax errors, or what stands outside any record.
    pub(crate) fn unreadable(&self) -> Vec<FactError> {
        if !self.syntax.is_empty() {
            return self.syntax.clone();
        }
        let kinds = self.root.get_ref().iter();
        kinds
            .filter(|(key, _)| !is_kind(key.get_ref()))
            .map(|(key, value)| unknown_kind(key.get_ref(), value.get_ref(), place(self.file, key.span())))
            .collect()
    }

    /// Maps every record. Errors on the lines of syntax errors are left out: they follow from those.
    pub(crate) fn map(&self, schema: &Schema, ids: &Ids) -> (Vec<Unit>, Vec<FactError>) {
        let context = Context {
            schema,
            ids,
            file: self.file,
            text: self.text,
            law: self.law,
            out: RefCell::new(Output::default()),
        };
        let mut units = Vec::new();
        for (key, value) in self.root.get_ref() {
            let name: &str = key.get_ref();
            if let Some(kind) = EntityKind::ALL.into_iter().find(|kind| kind.word() == name) {
                entities(&context, kind, value, &mut units);
            } else if let Some((_, map)) = records::LISTED.into_iter().find(|(word, _)| *word == name) {
                list(&context, name, value, map, &mut units);
            } else {
                context.error(unknown_kind(name, value.get_ref(), span(&context, key.span())));
            }
        }
        let mut errors = context.out.take().errors;
        for unit in &mut units {
            errors.append(&mut unit.output.errors);
        }
        let line = |error: &FactError| line_column(self.text, error.span.start).0;
        let broken: Vec<u32> = self.syntax.iter().map(line).collect();
        let read = |error: &FactError| (error.span.start as usize) < self.end;
        errors.retain(|error| broken.is_empty() || read(error) && !broken.contains(&line(error)));
        // A key that is missing may be the one that cannot be read.
        errors.retain(|error| {
            if broken.is_empty() || error.code != "facts::missing-key" {
                return true;
            }
            let first = line(error);
            let rest = self.text.lines().skip(first as usize);
            let rows = rest.take_while(|row| !row.trim_start().starts_with('[')).count();
            let last = first.saturating_add(u32::try_from(rows).unwrap_or(u32::MAX));
            !broken.iter().any(|row| (first..=last).contains(row))
        });
        errors.extend(self.syntax.iter().cloned());
        (units, errors)
    }
}

/// How the parser begins what it says of a key behind which it reads nothing more.
const WITHOUT_VALUE: [&str; 2] = ["key with no value", "missing value for key"];
/// The same of what swallows the rest of the file.
const NEVER_CLOSED: [&str; 4] = [
    "unclosed array",
    "unclosed inline table",
    "invalid multi-line basic string",
    "invalid multi-line literal string",
];

fn says(error: &toml::de::Error, beginnings: &[&str]) -> bool {
    beginnings
        .iter()
        .any(|beginning| error.message().starts_with(beginning))
}

/// The first error of each line: what follows it there follows from it. What the last one says of the rest of the file
/// goes with it.
fn one_a_line(text: &str, errors: Vec<FactError>) -> Vec<FactError> {
    let mut kept: Vec<(u32, FactError)> = Vec::new();
    for error in errors {
        let line = line_column(text, error.span.start).0;
        let Some((_, first)) = kept.iter_mut().find(|(known, _)| *known == line) else {
            let written = text
                .lines()
                .nth(line.saturating_sub(1) as usize)
                .and_then(with_colon);
            let mut error = error;
            if let Some(key) = written {
                error.message = format!("`{key}:` does not give a value");
                error.help = Some(format!("write `{key} = …`, a text in quotes"));
            }
            kept.push((line, error));
            continue;
        };
        let more = error.help.filter(|help| first.help.as_ref() != Some(help));
        first.help = match (first.help.take(), more) {
            (Some(help), Some(more)) => Some(format!("{help}; {more}")),
            (help, more) => help.or(more),
        };
    }
    kept.into_iter().map(|(_, error)| error).collect()
}

/// The key of a line that is written with a colon, as in other formats.
fn with_colon(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(':')?;
    let key = key.trim();
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    (!key.is_empty() && key.chars().all(is_bare)).then_some(key)
}

/// The parser's message in our wording.
fn syntax_error(message: &str, place: Span) -> FactError {
    if message.starts_with("duplicate key") {
        return Diagnostic::new(
            "facts::syntax",
            "this key or block stands twice in the file",
            place,
        )
        .with_help("keep one of the two; blocks in lists are written `[[…]]`");
    }
    Diagnostic::new("facts::syntax", message.to_owned(), place)
}

/// Maps the records of a kind with ids.
fn entities<'a>(
    context: &'a Context<'a>,
    kind: EntityKind,
    value: &'a Spanned<DeValue<'a>>,
    units: &mut Vec<Unit>,
) {
    let word = kind.word();
    let form = format!("write `[{word}.ID]`");
    let DeValue::Table(table) = value.get_ref() else {
        let message = format!("a {word} is a block with an id");
        context.error(
            Diagnostic::new("facts::wrong-type", message, span(context, value.span())).with_help(form),
        );
        return;
    };
    for (key, value) in table {
        let id: &str = key.get_ref();
        let place = span(context, key.span());
        let DeValue::Table(fields) = value.get_ref() else {
            let message = format!("`{id}` stands under `{word}` and is not a block");
            context.error(Diagnostic::new("facts::wrong-type", message, place).with_help(form.clone()));
            continue;
        };
        if id.trim().is_empty() {
            context.error(Diagnostic::new(
                "facts::empty-text",
                format!("a {word} has an empty id"),
                place,
            ));
            continue;
        }
        let kept = context.out.take();
        let record = Record::open(context, fields, value.span(), format!("`{}`", header(kind, id)));
        records::map_entity(kind, id, &record);
        let output = context.out.replace(kept);
        units.push(Unit {
            key: Some(format!("{word} {id}")),
            label: record.label.clone(),
            span: record.span,
            failed: record.failed() || !output.errors.is_empty(),
            output,
        });
    }
}

/// Maps the records of a kind in a list.
fn list<'a>(
    context: &'a Context<'a>,
    name: &str,
    value: &'a Spanned<DeValue<'a>>,
    map: records::Map,
    units: &mut Vec<Unit>,
) {
    let wrong = |place| {
        Diagnostic::new(
            "facts::wrong-type",
            format!("`{name}` is a list of blocks"),
            place,
        )
        .with_help(format!("write `[[{name}]]`"))
    };
    let DeValue::Array(entries) = value.get_ref() else {
        context.error(wrong(span(context, value.span())));
        return;
    };
    for entry in entries {
        let DeValue::Table(fields) = entry.get_ref() else {
            context.error(wrong(span(context, entry.span())));
            continue;
        };
        let kept = context.out.take();
        let record = Record::open(context, fields, entry.span(), format!("`[[{name}]]`"));
        map(&record);
        let output = context.out.replace(kept);
        let (key, label) = match (output.readings.first(), output.changes.first()) {
            (Some(reading), _) => (
                Some(format!("reading {} {}", reading.issue, reading.option)),
                format!("reading `{}` of `{}`", reading.option, reading.issue),
            ),
            (None, Some(change)) => (
                Some(format!("change {}", change.id.text)),
                format!("change `{}`", change.id.text),
            ),
            (None, None) => (None, record.label.clone()),
        };
        units.push(Unit {
            key,
            label,
            span: record.span,
            failed: record.failed() || !output.errors.is_empty(),
            output,
        });
    }
}

/// Whether a top-level key is a kind of record.
fn is_kind(name: &str) -> bool {
    EntityKind::ALL.into_iter().any(|kind| kind.word() == name)
        || records::LISTED.into_iter().any(|(word, _)| word == name)
}

/// A top-level key that is no kind of record.
fn unknown_kind(name: &str, value: &DeValue<'_>, place: Span) -> FactError {
    let kinds = || {
        let listed = records::LISTED.into_iter().map(|(word, _)| word);
        EntityKind::ALL.into_iter().map(EntityKind::word).chain(listed)
    };
    let message = match value {
        DeValue::Table(_) | DeValue::Array(_) => format!("`{name}` is not a kind of record"),
        _ => format!("`{name}` stands outside any block"),
    };
    let help = did_you_mean(name, kinds()).unwrap_or_else(|| format!("the kinds are {}", listed(kinds())));
    Diagnostic::new("facts::unknown-key", message, place).with_help(help)
}
