//! One TOML file: which records it holds, and which mapping each kind of record goes through.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::lang::source::Span;

use super::case;
use super::collect::Context;
use super::error::{Diagnostic, FactError};
use super::ids::{EntityKind, Ids};
use super::record::{Record, span};
use super::records::{firms, groups, law, projects};
use super::suggest::{did_you_mean, listed};

type MapNamed = fn(&Record<'_>, &str);
type MapListed = fn(&Record<'_>);

/// Records with ids: `[kind.ID]`.
const NAMED: [(EntityKind, MapNamed); 7] = [
    (EntityKind::Source, law::source),
    (EntityKind::Provision, law::provision),
    (EntityKind::Body, law::body),
    (EntityKind::Firm, firms::firm),
    (EntityKind::Person, firms::person),
    (EntityKind::Group, groups::group),
    (EntityKind::Project, projects::project),
];

/// Records without ids: `[[kind]]`.
const LISTED: [(&str, MapListed); 5] = [
    ("floor", law::floor),
    ("parameter", law::parameter),
    ("reading", law::reading),
    ("holding", firms::holding),
    ("case", case::map),
];

/// A parsed file.
pub(crate) struct Parsed<'a> {
    pub(crate) table: DeTable<'a>,
    /// Errors of syntax with their byte ranges.
    pub(crate) errors: Vec<FactError>,
}

/// Parses a text; whatever can be read of it is there, with every error of syntax.
pub(crate) fn parse(text: &str, file: crate::lang::source::FileId) -> Parsed<'_> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let errors = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or(0..0);
            let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let place = Span {
                file,
                start: byte(range.start),
                end: byte(range.end),
            };
            let message = error.message().trim().lines().collect::<Vec<_>>().join(", ");
            Diagnostic::new("facts::syntax", message, place)
                .with_help("fact files are TOML: `key = value` lines under `[kind.id]` headers")
        })
        .collect();
    Parsed {
        table: table.into_inner(),
        errors,
    }
}

/// Notes the ids that a file declares and the readings it offers; an id declared before with other content is an error.
pub(crate) fn declare(
    table: &DeTable<'_>,
    file: crate::lang::source::FileId,
    ids: &mut Ids,
    seen: &mut Seen,
) -> Vec<FactError> {
    let mut errors = Vec::new();
    for (kind, _) in NAMED {
        let Some(DeValue::Table(records)) = table.get(kind.word()).map(Spanned::get_ref) else {
            continue;
        };
        for (id, value) in records {
            let id_text: &str = id.get_ref();
            let range = id.span();
            let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let place = Span {
                file,
                start: byte(range.start),
                end: byte(range.end),
            };
            ids.declare(kind, id_text, place);
            let content = content(value.get_ref());
            match seen
                .iter()
                .find(|(known, name, _, _)| *known == kind && name == id_text)
            {
                Some((_, _, before, first)) if *before != content => errors.push(
                    Diagnostic::new(
                        "facts::two-records",
                        format!("the {} `{id_text}` is written twice, differently", kind.word()),
                        place,
                    )
                    .with_label(*first, "it is also here")
                    .with_help("keep one of the two, or give one another id"),
                ),
                Some(_) => {}
                None => seen.push((kind, id_text.to_owned(), content, place)),
            }
        }
    }
    if let Some(DeValue::Array(readings)) = table.get("reading").map(Spanned::get_ref) {
        for reading in readings {
            let text = |key: &str| {
                reading
                    .get_ref()
                    .as_table()?
                    .get(key)?
                    .get_ref()
                    .as_str()
                    .map(str::to_owned)
            };
            if let (Some(issue), Some(option)) = (text("issue"), text("option")) {
                ids.offer(&issue, &option);
            }
        }
    }
    errors
}

/// Records seen so far: kind, id, content without places, first place.
pub(crate) type Seen = Vec<(EntityKind, String, String, Span)>;

/// The content of a value without its places.
fn content(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Table(table) => {
            let mut entries: Vec<String> = table
                .iter()
                .map(|(key, value)| format!("{}={}", key.get_ref(), content(value.get_ref())))
                .collect();
            entries.sort();
            format!("{{{}}}", entries.join(";"))
        }
        DeValue::Array(entries) => {
            let mut entries: Vec<String> = entries.iter().map(|entry| content(entry.get_ref())).collect();
            entries.sort();
            format!("[{}]", entries.join(";"))
        }
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(date) => date.to_string(),
    }
}

/// Maps every record of a file.
pub(crate) fn map<'a>(context: &'a Context<'a>, table: &'a DeTable<'a>) {
    for (key, value) in table {
        let name: &str = key.get_ref();
        let place = span(context, key.span());
        if let Some((kind, map)) = NAMED.iter().find(|(kind, _)| kind.word() == name) {
            let DeValue::Table(records) = value.get_ref() else {
                let help = format!("write `[{name}.ID]`");
                context.error(
                    Diagnostic::new("facts::wrong-type", format!("`{name}` needs an id"), place)
                        .with_help(help),
                );
                continue;
            };
            for (id, record) in records {
                map_named(context, *kind, *map, id, record);
            }
        } else if let Some((_, map)) = LISTED.iter().find(|(known, _)| *known == name) {
            let DeValue::Array(records) = value.get_ref() else {
                let help = format!("write `[[{name}]]`");
                let message = format!("`{name}` is a list of records");
                context.error(Diagnostic::new("facts::wrong-type", message, place).with_help(help));
                continue;
            };
            for record in records {
                if let DeValue::Table(fields) = record.get_ref() {
                    let record = Record::open(context, fields, record.span(), format!("`[[{name}]]`"));
                    map(&record);
                    record.finish();
                }
            }
        } else {
            let known: Vec<&str> = NAMED
                .iter()
                .map(|(kind, _)| kind.word())
                .chain(LISTED.iter().map(|(name, _)| *name))
                .collect();
            let help = did_you_mean(name, known.iter().copied())
                .unwrap_or_else(|| format!("the kinds of records are {}", listed(known.iter().copied())));
            let message = format!("there is no kind of record `{name}`");
            context.error(Diagnostic::new("facts::unknown-record", message, place).with_help(help));
        }
    }
}

fn map_named<'a>(
    context: &'a Context<'a>,
    kind: EntityKind,
    map: MapNamed,
    id: &'a Spanned<toml::de::DeString<'a>>,
    record: &'a Spanned<DeValue<'a>>,
) {
    let id_text: &str = id.get_ref();
    let place = span(context, id.span());
    if id_text.trim().is_empty() {
        context.error(Diagnostic::new("facts::empty-text", "the id is empty", place));
        return;
    }
    match record.get_ref() {
        DeValue::Table(fields) => {
            let label = format!("`[{}.{id_text}]`", kind.word());
            let record = Record::open(context, fields, record.span(), label);
            map(&record, id_text);
            record.finish();
        }
        _ => context.error(
            Diagnostic::new("facts::wrong-type", format!("`{id_text}` is not a record"), place)
                .with_help(format!("write `[{}.{id_text}]` and its keys below", kind.word())),
        ),
    }
}
