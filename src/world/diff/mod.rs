//! Two worlds compared: conclusions gained, lost and changed, each with what caused it.
//!
//! The rows in which the worlds differ are the candidates. Of those that concern a conclusion a smallest set is kept
//! without which it would not have changed: every member is needed, and all together suffice, found and verified by
//! re-evaluation (delta debugging; Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).

mod cause;
mod conclusions;
mod history;
mod units;

pub use history::{Blame, HistoryRow, Range, blame, diff_merge, diff_revisions, log};
pub use units::{CauseKind, Unit};

use std::collections::BTreeMap;

use super::World;
use super::error::{OpenError, WorldError};
use super::reason::Tuple;
use crate::engine::Limits;
use crate::facts::{Commit, RevisionError};

/// What changed between two worlds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// What the sides are called.
    pub sides: [String; 2],
    /// Changed conclusions by project, then by relation and columns.
    pub changes: Vec<Changed>,
    /// Revisions between the sides that could not be read, with why.
    pub unreadable: Vec<(Commit, String)>,
    /// Facts that differ.
    pub facts: usize,
    /// What was asked.
    pub questions: Vec<String>,
}

/// One conclusion that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Id and name of the project, if it is about one.
    pub project: Option<(String, String)>,
    /// The conclusion; the value that changed is open.
    pub tuple: Tuple,
    /// Before and after: the value that changed, or whether it holds where there is none.
    pub from: Held,
    /// After.
    pub to: Held,
    /// A smallest set of differences that brought it about.
    pub causes: Vec<Unit>,
    /// The commit that did it.
    pub commit: Option<Commit>,
}

/// Whether and how a conclusion holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// It does not.
    No,
    /// It does.
    Yes,
    /// With this value.
    As(String),
}

/// Why worlds cannot be compared.
#[derive(Debug)]
pub enum DiffError {
    /// A side does not open: its name, and why.
    Side(String, OpenError),
    /// A revision cannot be read.
    Revision(RevisionError),
    /// The question cannot be answered on either side.
    Question(WorldError),
}

/// A conclusion without the value that can change, and that value.
type Conclusions = BTreeMap<Key, (Tuple, Held)>;

/// Orders and identifies conclusions: project, relation and values as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(String, String, Vec<String>);

impl World {
    /// Compares the conclusions of two worlds: the answers to a question, or what an analyst watches where there is none
    /// (verdicts, exceptions, warnings, duties, breaches and classes of all that the differing facts concern).
    ///
    /// The second world must have been made from the first ([`World::with_files`] or a clone).
    ///
    /// # Errors
    /// The question is wrong on both sides, or an evaluation does not finish.
    pub fn diff(
        before: &mut World,
        after: &mut World,
        question: Option<&str>,
        limits: &Limits,
    ) -> Result<Diff, WorldError> {
        let units = units::units(before, after);
        let questions = match question {
            Some(question) => vec![question.to_owned()],
            None => conclusions::questions(before, after, &units),
        };
        let mut sides: Vec<Conclusions> = Vec::new();
        let mut wrong = Vec::new();
        for world in [&mut *before, &mut *after] {
            let mut found = Conclusions::new();
            for question in &questions {
                match conclusions::conclusions(world, question, limits) {
                    Ok(rows) => found.extend(rows),
                    // A name that one side does not know concludes nothing there.
                    Err(error @ WorldError::Text { .. }) => wrong.push(error),
                    Err(error) => return Err(error),
                }
            }
            sides.push(found);
        }
        if question.is_some() && wrong.len() == 2 {
            return Err(wrong.remove(0));
        }
        let (Some(new), Some(old)) = (sides.pop(), sides.pop()) else {
            return Ok(Diff::default());
        };
        let mut changes = Vec::new();
        let keys: std::collections::BTreeSet<&Key> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let held = |side: &Conclusions| side.get(key).map_or(Held::No, |(_, held)| held.clone());
            let (from, to) = (held(&old), held(&new));
            if from == to {
                continue;
            }
            let Some((tuple, _)) = new.get(key).or_else(|| old.get(key)) else {
                continue;
            };
            let causes = cause::causes(before, after, &units, tuple, (&from, &to), limits)?;
            changes.push(Changed {
                project: conclusions::project_of(tuple, after)
                    .or_else(|| conclusions::project_of(tuple, before)),
                tuple: tuple.clone(),
                from,
                to,
                causes,
                commit: None,
            });
        }
        Ok(Diff {
            sides: [before.side_name(), after.side_name()],
            changes,
            unreadable: Vec::new(),
            facts: units.len(),
            questions,
        })
    }

    /// What a side of a comparison is called.
    fn side_name(&self) -> String {
        let mut parts = vec![match &self.revision {
            Some(commit) => format!("{} ({})", commit.short(), commit.date),
            None => self.summary().origin,
        }];
        parts.extend(self.changes.iter().map(super::change::Change::describe));
        parts.join(" · ")
    }
}
