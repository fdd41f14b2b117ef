//! Keys that hold lists: ids, numbers, entries that are records of their own, tables with free keys.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::lang::source::Span;

use super::{Record, Shape, span};
use crate::facts::base::Cell;
use crate::facts::ids::EntityKind;
use crate::facts::literal::wrong_type;

/// A key of a table whose keys are not fixed.
pub(crate) struct FreeKey<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a DeValue<'a>,
    /// The value as written.
    pub(crate) literal: &'a str,
    /// The place of the value.
    pub(crate) span: Span,
}

impl<'a> Record<'a> {
    /// A text or a list of texts, with places.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<(String, Span)> {
        let Some(field) = self.field(key) else {
            return Vec::new();
        };
        let entries = match field.get_ref() {
            DeValue::Array(entries) => &entries[..],
            _ => std::slice::from_ref(field),
        };
        let mut texts = Vec::new();
        for entry in entries {
            let place = span(self.context, entry.span());
            match self.read(key, entry, Shape::Text) {
                Ok(Cell::Text(text)) => texts.push((text, place)),
                Ok(Cell::Number(_)) => {}
                Err(wrong) => self.wrong(key, wrong, place),
            }
        }
        texts
    }

    /// A list of whole numbers within bounds.
    pub(crate) fn numbers(&self, key: &'static str, first: i64, last: i64) -> Option<Vec<i64>> {
        let field = self.field(key)?;
        let DeValue::Array(entries) = field.get_ref() else {
            let wrong = wrong_type("a list of whole numbers", field.get_ref());
            self.wrong(key, wrong, span(self.context, field.span()));
            return None;
        };
        let mut numbers = Vec::new();
        for entry in entries {
            match self.read(key, entry, Shape::Whole(first, last)) {
                Ok(cell) => numbers.extend(cell.as_number()),
                Err(wrong) => {
                    self.wrong(key, wrong, span(self.context, entry.span()));
                    return None;
                }
            }
        }
        Some(numbers)
    }

    /// An id or a list of ids of these kinds, with the kind of each. An id of two of them is an error.
    pub(crate) fn ids(&self, key: &'static str, kinds: &[EntityKind]) -> Vec<(String, EntityKind)> {
        let mut found = Vec::new();
        for (id, place) in self.texts(key) {
            if let Err(wrong) = self.known(&id, kinds) {
                self.wrong(key, wrong, place);
                continue;
            }
            let mut fitting = kinds.iter().filter(|kind| self.context.ids.knows(**kind, &id));
            match (fitting.next(), fitting.next()) {
                (Some(first), Some(second)) => self.error(
                    "facts::ambiguous-id",
                    format!("`{id}` is a {} and a {}", first.word(), second.word()),
                    place,
                    Some("give one of the two another id".to_owned()),
                ),
                (Some(kind), None) => found.push((id, *kind)),
                (None, _) => {}
            }
        }
        found
    }

    /// A list of tables, each opened as a record that inherits this one's provenance.
    pub(crate) fn blocks(&self, key: &'static str) -> Vec<Record<'a>> {
        let entries = self.entries(key);
        entries
            .into_iter()
            .map(|(table, range)| self.inner(key, table, range))
            .collect()
    }

    /// The tables of a list.
    fn entries(&self, key: &'static str) -> Vec<(&'a DeTable<'a>, Range<usize>)> {
        let Some(field) = self.field(key) else {
            return Vec::new();
        };
        let entries = match field.get_ref() {
            DeValue::Array(entries) => &entries[..],
            other => {
                let help = format!("write `{key} = [{{ … }}]`, or blocks `[[…]]`");
                let wrong = wrong_type("a list", other).with_help(help);
                self.wrong(key, wrong, span(self.context, field.span()));
                return Vec::new();
            }
        };
        let mut tables = Vec::new();
        for entry in entries {
            match entry.get_ref() {
                DeValue::Table(table) => tables.push((table, entry.span())),
                other => self.wrong(
                    key,
                    wrong_type("a table `{ … }`", other),
                    span(self.context, entry.span()),
                ),
            }
        }
        tables
    }

    /// Opens an entry of a list of this record.
    fn inner(&self, key: &str, table: &'a DeTable<'a>, range: Range<usize>) -> Record<'a> {
        let header = self
            .context
            .text
            .get(range.clone())
            .is_some_and(|text| text.starts_with('['));
        let name = self.label.trim_matches(['`', '[', ']']);
        let label = if header {
            format!("`[[{name}.{key}]]`")
        } else {
            format!("an entry of `{key}`")
        };
        let mut record = Record::open(self.context, table, range, label);
        if header {
            record.outer = Some((self.label.clone(), self.seen.borrow().clone()));
        }
        if !record.has("source") {
            record.source = self.source.clone();
        }
        record.grade = record.grade.or(self.grade);
        record.note = record.note.or_else(|| self.note.clone());
        record
    }

    /// A single table whose keys are not fixed.
    pub(crate) fn free_table(&self, key: &'static str) -> Vec<FreeKey<'a>> {
        let Some(field) = self.field(key) else {
            return Vec::new();
        };
        match field.get_ref() {
            DeValue::Table(table) => self.free_keys(table),
            other => {
                self.wrong(
                    key,
                    wrong_type("a table `{ … }`", other),
                    span(self.context, field.span()),
                );
                Vec::new()
            }
        }
    }

    /// A list of tables whose keys are not fixed.
    pub(crate) fn free_tables(&self, key: &'static str) -> Vec<Vec<FreeKey<'a>>> {
        self.entries(key)
            .into_iter()
            .map(|(table, _)| self.free_keys(table))
            .collect()
    }

    /// Every key of a table with its value and place.
    fn free_keys(&self, table: &'a DeTable<'a>) -> Vec<FreeKey<'a>> {
        let context = self.context;
        table
            .iter()
            .map(|(key, value)| FreeKey {
                name: key.get_ref(),
                value: value.get_ref(),
                literal: context.text.get(value.span()).unwrap_or_default(),
                span: span(context, value.span()),
            })
            .collect()
    }

    /// A list of intervals that is the whole history: the entries, or a row of `never` for `"never"` and `[]`.
    pub(crate) fn history(&self, key: &'static str, never: &'static str, prefix: &[Cell]) -> Vec<Record<'a>> {
        let Some(field) = self.field(key) else {
            return Vec::new();
        };
        let is_never = match field.get_ref() {
            DeValue::String(text) if text == "never" => true,
            DeValue::String(_) => {
                let wrong = wrong_type("a list of intervals", field.get_ref());
                let help = "write [{ from = YYYY-MM-DD }] or \"never\"";
                self.wrong(key, wrong.with_help(help), span(self.context, field.span()));
                return Vec::new();
            }
            DeValue::Array(entries) => entries.is_empty(),
            _ => false,
        };
        if is_never {
            self.row_at(never, self.span_of(key), prefix.to_vec());
            return Vec::new();
        }
        self.blocks(key)
    }
}
