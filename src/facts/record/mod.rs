//! A typed reader over one table of the span tree: every key that is read is noted, every wrong one is a located error.
//!
//! A getter gives `None` both for an absent key and for a wrong value; the error of a wrong value is already put down.

mod lists;

use std::cell::{Cell as Shared, RefCell};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::lang::date;
use crate::lang::source::{FileId, Span};

use crate::facts::base::{Cell, Grade, Origin, Row, Written};
use crate::facts::collect::Context;
use crate::facts::error::Diagnostic;
use crate::facts::ids::{EntityKind, words_of};
use crate::facts::literal::{self, Wrong, wrong_type};
use crate::facts::suggest::{did_you_mean, listed};

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Date,
    Won,
    Percent,
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A word of a vocabulary.
    Word(&'static str),
    /// The id of a record.
    Id(EntityKind),
    /// A month and a day.
    YearEnd,
    /// `true` or `false`, as `yes` or `no`.
    YesNo,
    /// `true` or `false`; a row without the value where it is this one.
    Flag(bool),
}

/// A key, the relation it fills, and what it holds.
pub(crate) type Plain = (&'static str, &'static str, Shape);

/// Keys of provenance that every record may carry.
const PROVENANCE: [&str; 3] = ["source", "grade", "note"];

/// One table: a block of a file, or an entry of a list.
pub(crate) struct Record<'a> {
    pub(crate) context: &'a Context<'a>,
    /// Where it begins: its header, or the whole inline table.
    pub(crate) span: Span,
    /// What messages call it.
    pub(crate) label: String,
    table: &'a DeTable<'a>,
    outer: Option<(String, Vec<&'static str>)>,
    seen: RefCell<Vec<&'static str>>,
    failed: Shared<bool>,
    source: Vec<String>,
    grade: Option<Grade>,
    note: Option<String>,
}

impl<'a> Record<'a> {
    /// Opens a block and reads its provenance.
    pub(crate) fn open(
        context: &'a Context<'a>,
        table: &'a DeTable<'a>,
        range: Range<usize>,
        label: String,
    ) -> Self {
        let mut record = Record {
            context,
            span: span(context, range),
            label,
            table,
            outer: None,
            seen: RefCell::new(PROVENANCE.to_vec()),
            failed: Shared::new(false),
            source: Vec::new(),
            grade: None,
            note: None,
        };
        record.source = record
            .ids("source", &[EntityKind::Source])
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        record.grade = record.grade();
        record.note = record.text("note");
        record
    }

    /// The `grade` key.
    fn grade(&self) -> Option<Grade> {
        let (text, span) = self.located_text("grade")?;
        match text.as_str() {
            "A" => Some(Grade::A),
            "B" => Some(Grade::B),
            "C" => Some(Grade::C),
            _ => {
                self.error(
                    "facts::unknown-word",
                    format!("`grade`: `{text}` is not one of `A`, `B`, `C`"),
                    span,
                    None,
                );
                None
            }
        }
    }

    /// Puts an error down and marks the record.
    pub(crate) fn error(
        &self,
        code: &'static str,
        message: impl Into<String>,
        span: Span,
        help: Option<String>,
    ) {
        self.failed.set(true);
        let mut error = Diagnostic::new(code, message, span);
        error.help = help;
        self.context.error(error);
    }

    /// Puts down what is wrong with the value of a key.
    fn wrong(&self, key: &str, wrong: Wrong, span: Span) {
        self.error(
            wrong.code,
            format!("`{key}`: {}", wrong.message),
            span,
            wrong.help,
        );
    }

    /// The value of a key, noted as seen.
    fn field(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let mut seen = self.seen.borrow_mut();
        if !seen.contains(&key) {
            seen.push(key);
        }
        self.table.get(key)
    }

    /// Whether the key is there at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// From the key to the end of its value, or the record itself.
    pub(crate) fn span_of(&self, key: &str) -> Span {
        self.table.get_key_value(key).map_or(self.span, |(name, value)| {
            let value = value.span();
            let start = name.span().start.min(value.start);
            span(self.context, start..value.end)
        })
    }

    /// The value of a key as a cell.
    pub(crate) fn value(&self, key: &'static str, shape: Shape) -> Option<Cell> {
        let field = self.field(key)?;
        let place = span(self.context, field.span());
        match self.read(key, field, shape) {
            Ok(cell) => Some(cell),
            Err(wrong) => {
                self.wrong(key, wrong, place);
                None
            }
        }
    }

    /// Reads a value of a shape.
    fn read(&self, key: &str, field: &Spanned<DeValue<'_>>, shape: Shape) -> Result<Cell, Wrong> {
        let value = field.get_ref();
        let text = || value.as_str().ok_or_else(|| wrong_type("text", value));
        let literal = self.context.text.get(field.span()).unwrap_or_default();
        Ok(match shape {
            Shape::Text => {
                let text = text()?;
                if text.trim().is_empty() {
                    return Err(Wrong::new("facts::empty-text", "the text is empty")
                        .with_help(format!("leave `{key}` out where it is not known")));
                }
                Cell::text(text)
            }
            Shape::Date => Cell::Number(literal::toml_date(value)?),
            Shape::Won => Cell::Number(literal::toml_won(value, literal)?),
            Shape::Percent => Cell::Number(literal::toml_percent(value, literal)?),
            Shape::Whole(first, last) => {
                Cell::Number(literal::within(literal::toml_integer(value)?, first, last)?)
            }
            Shape::YearEnd => Cell::Number(literal::fiscal_year_end(text()?)?),
            Shape::Word(vocabulary) => {
                let word = text()?;
                known_word(word, self.context.schema.words(vocabulary))?;
                Cell::text(word)
            }
            Shape::Id(kind) => {
                let id = text()?;
                self.known(id, &[kind])?;
                Cell::text(id)
            }
            Shape::YesNo | Shape::Flag(_) => {
                let answer = value
                    .as_bool()
                    .ok_or_else(|| wrong_type("true or false", value))?;
                Cell::text(if answer { "yes" } else { "no" })
            }
        })
    }

    /// Whether a record of one of these kinds declares the id.
    fn known(&self, id: &str, kinds: &[EntityKind]) -> Result<(), Wrong> {
        let ids = self.context.ids;
        if kinds.iter().any(|kind| ids.knows(*kind, id)) {
            return Ok(());
        }
        Err(Wrong::new(
            "facts::unknown-id",
            format!("there is no {} `{id}`", words_of(kinds)),
        )
        .with_help(ids.advice(kinds, id)))
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &'static str, shape: Shape) -> Option<Cell> {
        if !self.has(key) {
            self.field(key);
            let message = format!("{} has no `{key}`", self.label);
            let help = format!("add `{key} = …`");
            self.error("facts::missing-key", message, self.span, Some(help));
            return None;
        }
        self.value(key, shape)
    }

    /// Text of a key.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        self.located_text(key).map(|(text, _)| text)
    }

    /// Text of a key with its place.
    pub(crate) fn located_text(&self, key: &'static str) -> Option<(String, Span)> {
        match self.value(key, Shape::Text)? {
            Cell::Text(text) => Some((text, self.span_of(key))),
            Cell::Number(_) => None,
        }
    }

    /// Number of a key: date, won, percent, count.
    pub(crate) fn number(&self, key: &'static str, shape: Shape) -> Option<i64> {
        self.value(key, shape)?.as_number()
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, key: &'static str) -> Option<bool> {
        self.value(key, Shape::YesNo)
            .map(|cell| cell.as_text() == Some("yes"))
    }

    /// `from` and `until`, the end later than the beginning.
    pub(crate) fn interval(&self) -> Option<(i64, i64)> {
        let from = self.need("from", Shape::Date).and_then(|cell| cell.as_number());
        let until = if self.has("until") {
            self.number("until", Shape::Date)
        } else {
            self.field("until");
            Some(date::OPEN)
        };
        let (from, until) = (from?, until?);
        if until <= from {
            self.error(
                "facts::bad-interval",
                interval_message(from, until),
                self.span_of("until"),
                Some(INTERVAL_HELP.to_owned()),
            );
            return None;
        }
        Some((from, until))
    }

    /// Where this record comes from.
    pub(crate) fn origin(&self, span: Span) -> Origin {
        Origin {
            span,
            source: self.source.clone(),
            grade: self.grade,
            note: self.note.clone(),
        }
    }

    /// Puts a row down, written at the record itself.
    pub(crate) fn row(&self, relation: &'static str, values: Vec<Cell>) {
        self.row_at(relation, self.span, values);
    }

    /// Puts a row down.
    pub(crate) fn row_at(&self, relation: &'static str, span: Span, values: Vec<Cell>) {
        self.context.out.borrow_mut().rows.push(Row {
            relation: relation.into(),
            values,
            origin: self.origin(span),
        });
    }

    /// One row a key that is there: `prefix`, then the value.
    pub(crate) fn plain(&self, prefix: &[Cell], keys: &[Plain]) {
        for (key, relation, shape) in keys {
            let Some(cell) = self.value(key, *shape) else {
                continue;
            };
            let mut values = prefix.to_vec();
            match shape {
                Shape::Flag(wanted) if (cell.as_text() == Some("yes")) == *wanted => {}
                Shape::Flag(_) => continue,
                _ => values.push(cell),
            }
            self.row_at(relation, self.span_of(key), values);
        }
    }

    /// Notes the record for `check`.
    pub(crate) fn written(&self, needs_source: bool) {
        self.context.out.borrow_mut().written.push(Written {
            label: self.label.clone(),
            span: self.span,
            lacks_source: needs_source && self.source.is_empty(),
        });
    }

    /// Whether anything in it is wrong.
    pub(crate) fn failed(&self) -> bool {
        self.failed.get()
    }

    /// Puts an error down for every key that was not read.
    pub(crate) fn finish(&self) {
        let seen = self.seen.borrow();
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if seen.contains(&name) {
                continue;
            }
            let place = span(self.context, key.span());
            let message = format!("{} has no key `{name}`", self.label);
            let help = match &self.outer {
                Some((outer, keys)) if keys.contains(&name) => Some(format!(
                    "this key belongs to {outer}; write it above the first {}",
                    self.label
                )),
                _ => did_you_mean(name, seen.iter().copied())
                    .or_else(|| Some(format!("its keys are {}", listed(seen.iter().copied())))),
            };
            self.error("facts::unknown-key", message, place, help);
        }
    }
}

/// Advice on an interval without days.
pub(crate) const INTERVAL_HELP: &str = "`until` is the first day that is out: it must be later than `from`";

/// What is wrong with an interval without days.
pub(crate) fn interval_message(from: i64, until: i64) -> String {
    format!(
        "the interval ends on {} and begins on {}",
        date::format(until),
        date::format(from)
    )
}

/// A span of the file of a context.
pub(crate) fn span(context: &Context<'_>, range: Range<usize>) -> Span {
    place(context.file, range)
}

/// A span of a file.
pub(crate) fn place(file: FileId, range: Range<usize>) -> Span {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        file,
        start: byte(range.start),
        end: byte(range.end),
    }
}

/// Whether the word is of the vocabulary.
pub(crate) fn known_word(word: &str, words: &[String]) -> Result<(), Wrong> {
    if words.iter().any(|known| known == word) {
        return Ok(());
    }
    let message = format!(
        "`{word}` is not one of {}",
        listed(words.iter().map(String::as_str))
    );
    let mut wrong = Wrong::new("facts::unknown-word", message);
    wrong.help = did_you_mean(word, words.iter().map(String::as_str));
    Err(wrong)
}
