//! Bulk tables: a CSV file named after a given relation, its header the relation's columns.

use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};

use crate::lang::date;
use crate::lang::source::{FileId, Span};

use super::base::{Cell, Origin, Row, Written};
use super::collect::Output;
use super::error::{Diagnostic, FactError};
use super::ids::{EntityKind, Ids};
use super::limits;
use super::literal::{self, Wrong};
use super::record::known_word;
use super::schema::{ColumnType, GivenRelation, Schema};
use super::suggest::{did_you_mean, listed};

/// A table being read.
struct Table<'a> {
    file: FileId,
    text: &'a str,
    relation: &'a GivenRelation,
    schema: &'a Schema,
    ids: &'a Ids,
    out: Output,
}

/// Where a column of the relation stands in the file, and `source`.
struct Header {
    columns: Vec<usize>,
    source: Option<usize>,
    width: usize,
}

/// Maps a table. Wrong rows are errors, and the others are read.
pub(crate) fn map(file: FileId, name: &str, text: &str, schema: &Schema, ids: &Ids) -> Output {
    let mut table = match Table::named(file, name, text, schema, ids) {
        Ok(table) => table,
        Err(error) => {
            return Output {
                errors: vec![error],
                ..Output::default()
            };
        }
    };
    table.each(&mut Table::row);
    table.out
}

/// The header and the rows of a table, columns in the order of the relation, `source` last. Values stay as written; of
/// those that are no text, the spaces around them go.
///
/// # Errors
/// The table is named after no relation, or has another header or shape.
pub(crate) fn arranged(
    file: FileId,
    name: &str,
    text: &str,
    schema: &Schema,
) -> Result<Vec<Vec<String>>, Vec<FactError>> {
    let ids = Ids::default();
    let mut table = Table::named(file, name, text, schema, &ids).map_err(|error| vec![error])?;
    let relation = table.relation;
    let columns = &relation.columns;
    let mut head: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    let mut rows = Vec::new();
    let header = table.each(&mut |table, header, record, span| {
        if table.fits(header, record, span) {
            let field = |index: &usize| record.get(*index).unwrap_or_default();
            let values = columns
                .iter()
                .zip(&header.columns)
                .map(|((_, ty), index)| match ty {
                    ColumnType::Text => field(index).to_owned(),
                    _ => field(index).trim().to_owned(),
                });
            let source = header.source.iter().map(|index| field(index).trim().to_owned());
            rows.push(values.chain(source).collect());
        }
    });
    if !table.out.errors.is_empty() {
        return Err(table.out.errors);
    }
    if header.is_some_and(|header| header.source.is_some()) {
        head.push("source".to_owned());
    }
    rows.insert(0, head);
    Ok(rows)
}

impl<'a> Table<'a> {
    /// The table that a file is named after.
    fn named(
        file: FileId,
        name: &str,
        text: &'a str,
        schema: &'a Schema,
        ids: &'a Ids,
    ) -> Result<Self, FactError> {
        let stem = name.rsplit(['/', '\\', ':']).next().unwrap_or(name);
        let stem = stem.strip_suffix(".csv").unwrap_or(stem);
        let Some(relation) = schema.relation(stem) else {
            let help = did_you_mean(stem, schema.relation_names())
                .unwrap_or_else(|| "name the file after a given relation, such as `Amount.csv`".to_owned());
            let message = format!("`{stem}` is not a given relation that files may fill");
            let error = Diagnostic::new("facts::unknown-relation", message, place(file, 0, 0));
            return Err(error.with_help(help));
        };
        Ok(Table {
            file,
            text,
            relation,
            schema,
            ids,
            out: Output::default(),
        })
    }

    /// Reads the header, shows each row, and returns the header if rows can be read under it. A byte-order mark is
    /// passed over by the reader.
    fn each(&mut self, show: &mut dyn FnMut(&mut Self, &Header, &StringRecord, Span)) -> Option<Header> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes());
        let mut record = StringRecord::new();
        let mut header: Option<Header> = None;
        loop {
            let start = byte(reader.position().byte());
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let span = self.line(start, byte(reader.position().byte()));
                    self.error(
                        "facts::csv",
                        format!("the row cannot be read: {error}"),
                        span,
                        None,
                    );
                    continue;
                }
            }
            let span = self.line(start, byte(reader.position().byte()));
            match &header {
                None => match self.header(&record, span) {
                    Some(found) => header = Some(found),
                    None => return None,
                },
                Some(header) => show(self, header, &record, span),
            }
        }
        if header.is_none() {
            let help = format!("the first line is {}", self.column_list());
            self.error(
                "facts::csv-header",
                format!("`{}.csv` is empty", self.relation.name),
                place(self.file, 0, 0),
                Some(help),
            );
        }
        header
    }

    /// Puts an error down.
    fn error(&mut self, code: &'static str, message: String, span: Span, help: Option<String>) {
        let mut error = Diagnostic::new(code, message, span);
        error.help = help;
        self.out.errors.push(error);
    }

    /// The columns of the relation, as a header.
    fn column_list(&self) -> String {
        let names: Vec<&str> = self
            .relation
            .columns
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        format!("`{}`", names.join(","))
    }

    /// Reads the header; `None` if rows cannot be read under it.
    fn header(&mut self, record: &StringRecord, span: Span) -> Option<Header> {
        let relation = self.relation;
        if let Some(separator) = self.other_separator(record) {
            let message = format!("the columns are separated by {separator}, and not by a comma");
            let help = format!(
                "separate them with commas here and in the rows: {}",
                self.column_list()
            );
            self.error("facts::csv-header", message, span, Some(help));
            return None;
        }
        let mut fine = true;
        let (mut seen, mut unknown): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for (index, field) in record.iter().enumerate() {
            let name = column_name(field);
            let known = position_of(relation, name).is_some() || name == "source";
            let problem = match (known, seen.contains(&name)) {
                (false, _) => Some(format!("`{}` has no column `{name}`", relation.name)),
                (true, true) => Some(format!("column `{name}` stands twice")),
                (true, false) => None,
            };
            seen.push(name);
            if let Some(message) = problem {
                let help = if known {
                    None
                } else {
                    Some(self.column_advice(name))
                };
                let place = self.field(span, index);
                self.error("facts::csv-header", message, place, help);
                fine = false;
            }
            if !known {
                unknown.push(name);
            }
        }
        let position = |name: &str| record.iter().position(|field| column_name(field) == name);
        let mut columns = Vec::new();
        let mut missing = Vec::new();
        for (name, _) in &relation.columns {
            match position(name) {
                Some(index) => columns.push(index),
                None => missing.push(name.as_str()),
            }
        }
        // A column that is misspelt is told where it stands.
        missing.retain(|missing| {
            !unknown
                .iter()
                .any(|name| did_you_mean(name, [*missing]).is_some())
        });
        if !missing.is_empty() {
            let message = format!("the header lacks {}", listed(missing));
            let help = format!("the columns are {}, in any order", self.column_list());
            self.error("facts::csv-header", message, span, Some(help));
            fine = false;
        }
        let source = position("source");
        self.out.written.push(Written {
            label: format!("`{}.csv`", relation.name),
            span,
            lacks_source: source.is_none(),
        });
        fine.then_some(Header {
            columns,
            source,
            width: record.len(),
        })
    }

    /// What else separates the columns of a header that a comma does not.
    fn other_separator(&self, record: &StringRecord) -> Option<&'static str> {
        let only = record.get(0).filter(|_| record.len() == 1)?;
        let separators = [(';', "`;`"), ('\t', "a tab"), ('|', "`|`")];
        let found = separators.into_iter().find(|(separator, _)| {
            let mut names = only.split(*separator).map(column_name);
            only.contains(*separator) && names.any(|name| position_of(self.relation, name).is_some())
        });
        found.map(|(_, told)| told)
    }

    /// What to say of an unknown column.
    fn column_advice(&self, name: &str) -> String {
        let known = self.relation.columns.iter().map(|(column, _)| column.as_str());
        did_you_mean(name, known.chain(["source"]))
            .unwrap_or_else(|| format!("the columns are {} and `source`", self.column_list()))
    }

    /// Whether a row has as many fields as the header.
    fn fits(&mut self, header: &Header, record: &StringRecord, span: Span) -> bool {
        let fits = record.len() == header.width;
        if !fits {
            let message = format!(
                "the row has {} fields, and the header {}",
                record.len(),
                header.width
            );
            let help = Some("put a field that has a comma in it between double quotes".to_owned());
            self.error("facts::csv", message, span, help);
        }
        fits
    }

    /// Reads a row: all its fields are looked at, and it is kept if all are right.
    fn row(&mut self, header: &Header, record: &StringRecord, span: Span) {
        if !self.fits(header, record, span) {
            return;
        }
        let relation = self.relation;
        let mut values = Vec::with_capacity(relation.columns.len());
        for ((name, ty), index) in relation.columns.iter().zip(&header.columns) {
            let field = record.get(*index).unwrap_or_default();
            match self.value(name, ty, field) {
                Ok(cell) => values.push(cell),
                Err(wrong) => {
                    let place = self.field(span, *index);
                    self.error(
                        wrong.code,
                        format!("`{name}`: {}", wrong.message),
                        place,
                        wrong.help,
                    );
                }
            }
        }
        let sources = header.source.map_or(Ok(Vec::new()), |index| {
            self.sources(record.get(index).unwrap_or_default())
                .map_err(|wrong| (index, wrong))
        });
        let source = match sources {
            Ok(source) => source,
            Err((index, wrong)) => {
                let place = self.field(span, index);
                self.error(
                    wrong.code,
                    format!("`source`: {}", wrong.message),
                    place,
                    wrong.help,
                );
                return;
            }
        };
        if values.len() == relation.columns.len() && self.in_order(&values, header, span) {
            self.out.rows.push(Row {
                relation: Arc::clone(&relation.name),
                values,
                origin: Origin {
                    span,
                    source,
                    grade: None,
                    note: None,
                },
            });
        }
    }

    /// Whether the pairs of columns that bound an interval are in order.
    fn in_order(&mut self, values: &[Cell], header: &Header, span: Span) -> bool {
        let Some((last, wrong)) = limits::interval(self.relation, values) else {
            return true;
        };
        let place = self.field(span, header.columns.get(last).copied().unwrap_or_default());
        self.error(wrong.code, wrong.message, place, wrong.help);
        false
    }

    /// Reads a field.
    fn value(&self, name: &str, ty: &ColumnType, field: &str) -> Result<Cell, Wrong> {
        if field.contains('\u{fffd}') {
            let wrong = Wrong::new("facts::not-utf8", "the field is not UTF-8");
            return Err(wrong.with_help("save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"));
        }
        let text = field.trim();
        if text.is_empty() {
            return match ty {
                ColumnType::Date if name == "until" => Ok(Cell::Number(date::OPEN)),
                _ => Err(Wrong::new("facts::empty-text", "the field is empty")),
            };
        }
        Ok(match ty {
            ColumnType::Text => Cell::text(field),
            ColumnType::Date if name == "until" && text == "open" => Cell::Number(date::OPEN),
            ColumnType::Date => Cell::Number(literal::text_date(text)?),
            ColumnType::Won => Cell::Number(literal::text_won(text)?),
            ColumnType::Percent => Cell::Number(literal::text_percent(text)?),
            ColumnType::Year | ColumnType::Int => {
                let number = whole(text)?;
                limits::number(name, ty, number)?;
                Cell::Number(number)
            }
            ColumnType::Entity(kind) => {
                self.known(*kind, text)?;
                Cell::text(text)
            }
            ColumnType::Words(vocabulary) => {
                known_word(text, self.schema.words(vocabulary))?;
                Cell::text(text)
            }
        })
    }

    /// Whether a record declares the id.
    fn known(&self, kind: EntityKind, id: &str) -> Result<(), Wrong> {
        if self.ids.knows(kind, id) {
            return Ok(());
        }
        let message = format!("there is no {} `{id}`", kind.word());
        Err(Wrong::new("facts::unknown-id", message).with_help(self.ids.advice(&[kind], id)))
    }

    /// The ids in the `source` column, apart by spaces or semicolons.
    fn sources(&self, field: &str) -> Result<Vec<String>, Wrong> {
        let ids: Vec<String> = field
            .split([';', ' '])
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect();
        for id in &ids {
            self.known(EntityKind::Source, id)?;
        }
        Ok(ids)
    }

    /// The span of a record without the line breaks around it.
    fn line(&self, start: usize, end: usize) -> Span {
        let raw = self.text.get(start..end).unwrap_or_default();
        let lead = raw.len() - raw.trim_start_matches(['\r', '\n', '\u{feff}']).len();
        let inner = raw.trim_matches(['\r', '\n', '\u{feff}']);
        place(self.file, start + lead, start + lead + inner.len())
    }

    /// The span of a field of a record; commas between double quotes are part of a field.
    fn field(&self, record: Span, index: usize) -> Span {
        let (start, end) = (record.start as usize, record.end as usize);
        let raw = self.text.get(start..end).unwrap_or_default();
        let (mut quoted, mut at, mut begin) = (false, 0, 0);
        for (offset, character) in raw.char_indices() {
            match character {
                '"' => quoted = !quoted,
                ',' if !quoted && at == index => return place(self.file, start + begin, start + offset),
                ',' if !quoted => {
                    at += 1;
                    begin = offset + 1;
                }
                _ => {}
            }
        }
        if at == index {
            place(self.file, start + begin, end)
        } else {
            record
        }
    }
}

/// Where a column stands in a relation.
fn position_of(relation: &GivenRelation, name: &str) -> Option<usize> {
    relation.columns.iter().position(|(column, _)| column == name)
}

/// A column name of a header.
fn column_name(field: &str) -> &str {
    field.trim_start_matches('\u{feff}').trim()
}

/// A whole number.
fn whole(text: &str) -> Result<i64, Wrong> {
    text.parse()
        .map_err(|_| Wrong::new("facts::wrong-type", format!("`{text}` is not a whole number")))
}

/// A span of a file.
fn place(file: FileId, start: usize, end: usize) -> Span {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span {
        file,
        start: byte(start),
        end: byte(end),
    }
}

/// A position of the reader.
fn byte(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use crate::facts::testing::{load_files, shown};

    const RECORDS: (&str, &str) = (
        "r.toml",
        "[firm]\nf = { name = \"F\" }\n[source]\ns = { title = \"S\" }\n",
    );

    #[test]
    fn columns_may_stand_in_any_order_and_an_empty_end_is_open() {
        let table = "\u{feff}until,source,firm,from\r\n,s,f,2020-01-01\r\n";
        let (base, errors) = load_files(&[("x/Sme.csv", table), RECORDS]);
        assert_eq!(errors, []);
        assert_eq!(
            base.rows.iter().map(shown).collect::<Vec<_>>(),
            ["Sme f 18262 open"]
        );
        assert_eq!(base.rows[0].origin.source, ["s"]);
    }

    #[test]
    fn relations_that_the_program_works_out_cannot_be_filled() {
        for name in [
            "Asked.csv",
            "Controlled.csv",
            "FirmSupposed.csv",
            "Nothing.csv",
            "Suspect.csv",
        ] {
            let (_, errors) = load_files(&[(name, "firm,project,role\n"), RECORDS]);
            assert_eq!(errors.len(), 1, "{name}");
            assert_eq!(errors[0].code, "facts::unknown-relation");
        }
    }

    #[test]
    fn the_rows_after_a_wrong_one_are_read() {
        let (base, errors) = load_files(&[
            ("Sme.csv", "firm,from,until\ng,2020-01-01,\nf,2020-01-01,\n"),
            RECORDS,
        ]);
        assert_eq!(
            errors.iter().map(|error| error.code).collect::<Vec<_>>(),
            ["facts::unknown-id"]
        );
        assert_eq!(base.rows.len(), 1);
    }
}
