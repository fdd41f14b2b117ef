//! A table in its layout: columns in the order of their relation, `source` last, quotes only where they are needed.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::facts::csv_file;
use crate::facts::error::FactError;
use crate::facts::schema::Schema;
use crate::lang::source::FileId;

/// Writes a table; see [`super::formatted`].
pub(super) fn formatted(
    file: FileId,
    name: &str,
    text: &str,
    newline: &str,
    schema: &Schema,
) -> Result<String, Vec<FactError>> {
    let rows = csv_file::arranged(file, name, text, schema)?;
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(if newline == "\n" {
            Terminator::Any(b'\n')
        } else {
            Terminator::CRLF
        })
        .from_writer(Vec::new());
    for row in rows {
        // Rows of one width cannot fail to be written into memory.
        let _ = writer.write_record(&row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Ok(String::from_utf8(bytes).unwrap_or_default())
}
