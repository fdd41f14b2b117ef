//! Answers: what a question comes to, as data.

use std::cmp::Ordering;

use super::World;
use super::uncertain::Uncertain;
use crate::facts::Commit;

/// A value of an answer, with what is needed to show it in any format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A text or a vocabulary word.
    Text(String),
    /// An entity: its id, and the name that people read.
    Entity {
        /// Id, as in fact files.
        id: String,
        /// Display name; the id where there is none.
        name: String,
    },
    /// A whole number or a calendar year.
    Int(i64),
    /// Whole won.
    Won(i64),
    /// Hundredths of a percent.
    Percent(i64),
    /// A day number, or `lang::date::OPEN`.
    Date(i64),
}

impl Value {
    fn key(&self) -> (i64, &str) {
        match self {
            Value::Text(text) => (0, text),
            Value::Entity { id, .. } => (0, id),
            Value::Int(number) | Value::Won(number) | Value::Percent(number) | Value::Date(number) => {
                (*number, "")
            }
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Texts and entities by their text (entities by id), numbers by size.
impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// The answer to a question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Names of the variables, in order of first appearance. None for a yes-or-no question.
    pub columns: Vec<String>,
    /// Distinct rows, sorted; a yes-or-no question has one empty row for yes and none for no.
    pub rows: Vec<Vec<Value>>,
    /// For each row, what its `undetermined` verdict turns on (keys of `Missing`), empty otherwise.
    pub turns_on: Vec<Vec<String>>,
    /// The question turns on what is not known: every verdict it asks for is `undetermined`, nothing is certain and
    /// something possible, or every answer rests on what is denied and possible.
    pub undetermined: bool,
    /// What is not certain beside the rows.
    pub uncertain: Uncertain,
    /// Variables that are most likely words or names without quotes.
    pub slips: Vec<String>,
    /// Announcement days whose law was applied, sorted, where there are at most three.
    pub law_days: Vec<i64>,
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
    /// The commit whose facts answered, if they come from one.
    pub revision: Option<Commit>,
}

/// What an answer holds under, besides the facts and the default readings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
    /// The commit whose facts answered, if they come from one.
    pub revision: Option<Commit>,
}

impl World {
    /// What answers hold under now.
    #[must_use]
    pub fn conditions(&self) -> Conditions {
        Conditions {
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
            revision: self.revision.clone(),
        }
    }
}

impl Answer {
    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
