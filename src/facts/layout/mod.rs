//! Fact files in one order and layout, so that the changes of a review are changes of facts.
//!
//! Keys stand in the order of their kind of record and source, grade and note last; records stay where they are, since
//! a file has the order in which its author thinks. Remarks stay with the key, the record or the paragraph they stand
//! at, and every value keeps its spelling but for the quotes round a text.

mod order;
mod table;
mod tree;
mod write;

#[cfg(test)]
mod tests;

pub use write::quoted;

use crate::lang::source::FileId;

use super::error::FactError;
use super::schema::Schema;
use super::toml_file::TomlFile;

/// A fact file in its layout: a table if its name ends in `.csv`, else TOML. Line ends and a byte-order mark stay as
/// they are; the first line end counts for all.
///
/// # Errors
/// The text cannot be read, or is no fact file: its layout is not known then.
pub fn formatted(file: FileId, name: &str, text: &str, schema: &Schema) -> Result<String, Vec<FactError>> {
    let (mark, body) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let newline = match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    };
    let out = if name.ends_with(".csv") {
        table::formatted(file, name, text, newline, schema)?
    } else {
        let errors = TomlFile::parse(file, text, false).unreadable();
        if !errors.is_empty() {
            return Err(errors);
        }
        write::write(tree::read(body), newline)
    };
    Ok(format!("{mark}{out}"))
}

/// A key with its value, as it stands in the layout of a record `[[kind]]`; lines end in `newline`.
#[must_use]
pub fn formatted_entry(kind: &str, entry: &str, newline: &str) -> String {
    let block = format!("[[{kind}]]\n{entry}\n");
    let text = write::write(tree::read(&block), newline);
    let entry = text.split_once(newline).map_or("", |(_, entry)| entry);
    entry.trim_end().to_owned()
}
