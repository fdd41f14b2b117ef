//! What a load gives: rows of given relations with where they come from, names, sources, provisions, readings, cases.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::lang::source::{Sources, Span};

use super::case::Case;
use super::explained::Explained;
use super::ids::EntityKind;
use super::names::{Name, Names};

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cell {
    /// A text, an id, or a word of a vocabulary.
    Text(String),
    /// Won, hundredths of a percent, a day number (or `lang::date::OPEN`), a year or a whole number.
    Number(i64),
}

impl Cell {
    /// A text cell.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// The text of a text cell.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            Cell::Number(_) => None,
        }
    }

    /// The number of a number cell.
    #[must_use]
    pub fn as_number(&self) -> Option<i64> {
        match self {
            Cell::Number(number) => Some(*number),
            Cell::Text(_) => None,
        }
    }
}

/// How good a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// Primary text.
    A,
    /// Reliable report.
    B,
    /// Anything else.
    C,
}

/// Where a row or record comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where it is written.
    pub span: Span,
    /// Ids of its sources, in the order written.
    pub source: Vec<String>,
    /// Grade of the source, if given.
    pub grade: Option<Grade>,
    /// Note, if given.
    pub note: Option<String>,
}

/// A row of a given relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name of the relation.
    pub relation: Arc<str>,
    /// One value a column.
    pub values: Vec<Cell>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A `[source.ID]` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Publisher.
    pub publisher: Option<String>,
    /// Day of publication, as a day number.
    pub date: Option<i64>,
    /// Address.
    pub url: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// What a provision is called before the act that it is in today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// First day on which it is called as today.
    pub until: i64,
    /// Name, act and article in one.
    pub name: String,
    /// The same in Korean.
    pub name_ko: Option<String>,
}

/// A `[provision.ID]` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionRecord {
    /// Id, as rules cite it.
    pub id: String,
    /// Act.
    pub act: String,
    /// Act in Korean.
    pub act_ko: Option<String>,
    /// Article, such as `48(2)`.
    pub article: String,
    /// Article in Korean.
    pub article_ko: Option<String>,
    /// What it says, in a few words.
    pub title: Option<String>,
    /// The same in Korean.
    pub title_ko: Option<String>,
    /// What it is called on earlier days, when its rule stood elsewhere.
    pub earlier: Option<Earlier>,
    /// First day in force.
    pub from: i64,
    /// First day no longer in force, or `lang::date::OPEN`.
    pub until: i64,
    /// Address of its text.
    pub url: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// A `[[reading]]` block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRecord {
    /// The point where lawyers may differ.
    pub issue: String,
    /// One answer to it.
    pub option: String,
    /// Whether answers are given under it unless told otherwise.
    pub default: bool,
    /// What speaks for it.
    pub argument: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

/// A text in the rule language, with where it stands in its file, quotes included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedText {
    /// The text.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// A `[[change]]` block: facts that could have been otherwise. Its texts are read by [`crate::world`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Id.
    pub id: LocatedText,
    /// What would have had to be, behind "if", with variables in braces.
    pub sentence: LocatedText,
    /// The same in Korean.
    pub sentence_ko: Option<LocatedText>,
    /// Bodies that bind the variables, taken together.
    pub when: Vec<LocatedText>,
    /// Atoms of rows that `when` does not see.
    pub without: Vec<LocatedText>,
    /// Atoms of rows that go.
    pub remove: Vec<LocatedText>,
    /// Atoms of rows that come.
    pub add: Vec<LocatedText>,
    /// A variable of a row that comes: a change that turns an answer is told for all its values that come to the same.
    pub over: Option<LocatedText>,
    /// Whether it is one of the law's own.
    pub of_law: bool,
    /// Where it is written.
    pub span: Span,
}

/// A record as it stands in a file, for checks on how facts are documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Header of the record, or name of the CSV file.
    pub label: String,
    /// Where it is written.
    pub span: Span,
    /// Whether it must name a source and names none.
    pub lacks_source: bool,
}

/// Everything that a load gives.
#[derive(Clone, Debug, Default)]
pub struct FactBase {
    /// Sorted by relation and values, no row twice.
    pub rows: Vec<Row>,
    /// Names of bodies, firms, groups, people and projects.
    pub names: Names,
    /// Sources by id.
    pub sources: BTreeMap<String, SourceRecord>,
    /// Provisions by id.
    pub provisions: BTreeMap<String, ProvisionRecord>,
    /// Readings by issue, in file order within an issue.
    pub readings: Vec<ReadingRecord>,
    /// Changes of facts that can be tried, the law's own first, in file order.
    pub changes: Vec<ChangeRecord>,
    /// Cases in file order.
    pub cases: Vec<Case>,
    /// Guards in file order.
    pub guards: Vec<Case>,
    /// Explanations of mutants, in file order.
    pub explained: Vec<Explained>,
    /// Every record, in file order.
    pub written: Vec<Written>,
    /// The texts that spans point into: the law first, then files by name.
    pub sources_text: Sources,
}

impl FactBase {
    /// The rows of one relation.
    pub fn rows_of<'a>(&'a self, relation: &'a str) -> impl Iterator<Item = &'a Row> {
        let start = self.rows.partition_point(|row| &*row.relation < relation);
        self.rows
            .iter()
            .skip(start)
            .take_while(move |row| &*row.relation == relation)
    }

    /// The name of an entity.
    #[must_use]
    pub fn name(&self, kind: EntityKind, id: &str) -> Option<&Name> {
        self.names.get(kind, id)
    }
}
