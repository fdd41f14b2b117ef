//! Lists that are no answers, such as those of relations, rules and sources, as CSV, markdown and JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Look;
use super::answer::revision_line;
use super::csv::{records_csv, remark};
use super::json::{VERSION, to_line_of};
use super::markdown::{escaped, table_markdown};
use crate::facts::Commit;

/// A list: what is listed, the titles of its columns, and one text a column for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// What is listed, such as `rules`: the key of the rows in JSON.
    pub name: &'static str,
    /// Titles of the columns.
    pub columns: Vec<&'static str>,
    /// Texts, one a column.
    pub rows: Vec<Vec<String>>,
    /// The commit whose facts are listed, if they are of one.
    pub revision: Option<Commit>,
}

impl Listing {
    /// The list as CSV with a header.
    #[must_use]
    pub fn csv(&self) -> String {
        let header: Vec<String> = self.columns.iter().map(|title| (*title).to_owned()).collect();
        let revision = remark(&self.revision_line());
        revision + &records_csv(std::iter::once(&header).chain(&self.rows))
    }

    /// The list as a markdown table.
    #[must_use]
    pub fn markdown(&self) -> String {
        let revision = match self.revision_line().trim_end() {
            "" => String::new(),
            line => format!("*{}*\n\n", escaped(line)),
        };
        revision + &table_markdown(&self.columns, &self.rows)
    }

    fn revision_line(&self) -> String {
        let revision = self.revision.as_ref();
        revision.map_or_else(String::new, |commit| revision_line(commit, Look::default()))
    }

    /// The list as one JSON document: `version`, and under its name one object a row.
    #[must_use]
    pub fn json(&self) -> String {
        to_line_of(&Document(self), self.revision.as_ref())
    }
}

struct Document<'a>(&'a Listing);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = self.0.rows.iter().map(|row| Row(&self.0.columns, row));
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("version", &VERSION)?;
        map.serialize_entry(self.0.name, &rows.collect::<Vec<_>>())?;
        map.end()
    }
}

struct Row<'a>(&'a [&'static str], &'a [String]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_with_its_titles() {
        let listing = Listing {
            name: "rules",
            columns: vec!["id", "cites"],
            rows: vec![vec!["a".to_owned(), "x, y".to_owned()]],
            revision: None,
        };
        assert_eq!(listing.csv(), "id,cites\na,\"x, y\"\n");
        assert_eq!(
            listing.json(),
            "{\"version\":1,\"rules\":[{\"id\":\"a\",\"cites\":\"x, y\"}]}\n"
        );
        assert_eq!(
            listing.markdown(),
            "| id | cites |\n| --- | --- |\n| a | x, y |\n"
        );
    }
}
