//! Bulk rows: a CSV file named after a given relation, its header the names of the columns.

use crate::lang::date;
use crate::lang::source::{FileId, Span};

use super::base::{Cell, Origin, Row};
use super::collect::Output;
use super::error::Diagnostic;
use super::ids::{EntityKind, Ids};
use super::literal::{self, Wrong};
use super::record::known_word;
use super::schema::{ColumnType, GivenRelation, Schema};
use super::suggest::{did_you_mean, listed};

/// Reads a CSV file; a wrong row is an error and the rest is read.
pub(crate) fn read(name: &str, text: &str, file: FileId, schema: &Schema, ids: &Ids) -> Output {
    let mut out = Output::default();
    let head_end = text.find('\n').unwrap_or(text.len());
    let head = Span {
        file,
        start: 0,
        end: u32::try_from(head_end).unwrap_or(u32::MAX),
    };
    let stem = name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(name)
        .trim_end_matches(".csv");
    let Some(relation) = schema.relation(stem) else {
        let help = did_you_mean(stem, schema.relation_names())
            .unwrap_or_else(|| "name the file after a given relation, such as `Amount.csv`".to_owned());
        let message = format!("there is no given relation `{stem}` to fill");
        out.errors
            .push(Diagnostic::new("facts::unknown-relation", message, head).with_help(help));
        return out;
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_owned).collect(),
        Err(error) => {
            out.errors
                .push(Diagnostic::new("facts::syntax", error.to_string(), head));
            return out;
        }
    };
    let Some(order) = columns(relation, &header, head, &mut out) else {
        return out;
    };
    let source_at = header.iter().position(|column| column == "source");
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let at = error.position().map_or(0, |position| position.byte());
                let place = line_at(text, file, at);
                out.errors.push(
                    Diagnostic::new("facts::syntax", "the row cannot be read", place)
                        .with_help(error.to_string()),
                );
                continue;
            }
        };
        let place = line_at(text, file, record.position().map_or(0, csv::Position::byte));
        if record.len() != header.len() {
            let message = format!(
                "the row has {} fields and the header {}",
                record.len(),
                header.len()
            );
            out.errors.push(
                Diagnostic::new("facts::bad-row", message, place).with_help("put text with commas in quotes"),
            );
            continue;
        }
        let mut values = Vec::new();
        for ((column, ty), at) in relation.columns.iter().zip(&order) {
            match cell(record.get(*at).unwrap_or_default(), column, ty, schema, ids) {
                Ok(cell) => values.push(cell),
                Err(wrong) => {
                    let mut error =
                        Diagnostic::new(wrong.code, format!("`{column}`: {}", wrong.message), place);
                    error.help = wrong.help;
                    out.errors.push(error);
                }
            }
        }
        let source = source_at.and_then(|at| record.get(at)).unwrap_or_default();
        let source: Vec<String> = source
            .split(';')
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        for id in source.iter().filter(|id| !ids.knows(EntityKind::Source, id)) {
            let advice = ids.advice(&[EntityKind::Source], id);
            out.errors.push(
                Diagnostic::new("facts::unknown-id", format!("there is no source `{id}`"), place)
                    .with_help(advice),
            );
        }
        if let (Some(from), Some(until)) = (position(relation, "from"), position(relation, "until"))
            && let (Some(Cell::Number(from)), Some(Cell::Number(until))) =
                (values.get(from), values.get(until))
            && until <= from
        {
            out.errors.push(
                Diagnostic::new("facts::bad-interval", "the interval ends before it begins", place)
                    .with_help("`until` is the first day that is out: it must be later than `from`"),
            );
            continue;
        }
        if values.len() == relation.columns.len() {
            let origin = Origin {
                span: place,
                source,
                grade: None,
                note: None,
            };
            out.rows.push(Row {
                relation: relation.name.clone(),
                values,
                origin,
            });
        }
    }
    out
}

/// The field of each column of the relation; `None` if one is missing.
fn columns(relation: &GivenRelation, header: &[String], head: Span, out: &mut Output) -> Option<Vec<usize>> {
    let names: Vec<&str> = relation.columns.iter().map(|(name, _)| name.as_str()).collect();
    for column in header
        .iter()
        .filter(|column| *column != "source" && !names.contains(&column.as_str()))
    {
        let help = did_you_mean(column, names.iter().copied())
            .unwrap_or_else(|| format!("its columns are {}", listed(names.iter().copied())));
        let message = format!("`{}` has no column `{column}`", relation.name);
        out.errors
            .push(Diagnostic::new("facts::unknown-column", message, head).with_help(help));
    }
    let order: Vec<Option<usize>> = names
        .iter()
        .map(|name| header.iter().position(|column| column == name))
        .collect();
    for (name, place) in names.iter().zip(&order) {
        if place.is_none() {
            let message = format!("the header has no column `{name}`");
            let help = format!(
                "the columns of `{}` are {}",
                relation.name,
                listed(names.iter().copied())
            );
            out.errors
                .push(Diagnostic::new("facts::missing-column", message, head).with_help(help));
        }
    }
    order.into_iter().collect()
}

fn position(relation: &GivenRelation, name: &str) -> Option<usize> {
    relation.columns.iter().position(|(column, _)| column == name)
}

/// A field as a cell of a column.
fn cell(field: &str, column: &str, ty: &ColumnType, schema: &Schema, ids: &Ids) -> Result<Cell, Wrong> {
    if field.is_empty() {
        return if column == "until" && *ty == ColumnType::Date {
            Ok(Cell::Number(date::OPEN))
        } else {
            Err(Wrong::new("facts::empty-text", "the field is empty"))
        };
    }
    let whole = || {
        field
            .parse::<i64>()
            .map_err(|_| Wrong::new("facts::wrong-type", format!("`{field}` is not a whole number")))
    };
    Ok(match ty {
        ColumnType::Text => Cell::text(field),
        ColumnType::Int => Cell::Number(literal::within(whole()?, 0, 1_000_000_000)?),
        ColumnType::Year => Cell::Number(literal::within(whole()?, 1, 9999)?),
        ColumnType::Won => Cell::Number(literal::text_won(field)?),
        ColumnType::Percent => Cell::Number(literal::text_percent(field)?),
        ColumnType::Date if field == "open" && column == "until" => Cell::Number(date::OPEN),
        ColumnType::Date => Cell::Number(literal::text_date(field)?),
        ColumnType::Words(vocabulary) => {
            known_word(field, schema.words(vocabulary))?;
            Cell::text(field)
        }
        ColumnType::Entity(kind) => {
            if !ids.knows(*kind, field) {
                let message = format!("there is no {} `{field}`", kind.word());
                return Err(Wrong::new("facts::unknown-id", message).with_help(ids.advice(&[*kind], field)));
            }
            Cell::text(field)
        }
    })
}

/// The line that begins at a byte.
fn line_at(text: &str, file: FileId, byte: u64) -> Span {
    let start = usize::try_from(byte).unwrap_or(text.len()).min(text.len());
    let rest = text.get(start..).unwrap_or_default();
    let skipped = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
    let line = rest.get(skipped..).unwrap_or_default();
    let length = line.find('\n').unwrap_or(line.len());
    let at = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    Span {
        file,
        start: at(start + skipped),
        end: at(start + skipped + length),
    }
}
