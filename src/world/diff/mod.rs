//! Two worlds compared: conclusions gained, lost and changed, each with what caused it.
//!
//! The rows in which the worlds differ are the candidates. Of those that concern a conclusion a set is kept without
//! which it would not have changed: every member is needed, and all together suffice, found and verified by re-evaluation (delta debugging; Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002).

mod blame;
mod broken;
mod cause;
mod conclusions;
mod log;
mod merge;
mod revisions;
mod sides;
mod units;
mod walk;
mod worlds;

pub(super) use conclusions::Asked as Compared;

pub use blame::{Authors, Blame, blame};
pub use log::{History, HistoryRow, log};
pub use merge::diff_merge;
pub use revisions::{Range, diff_revisions};
pub use sides::diff_sides;
pub use units::{CauseKind, Said, Unit};
pub(crate) use worlds::Worlds;

use std::collections::BTreeMap;

use self::cause::Trials;
use super::World;
use super::change::Change;
use super::error::{Breakage, OpenError, WorldError};
use super::guard::ByTool;
use super::reason::Tuple;
use crate::engine::Limits;
use crate::facts::{Commit, RevisionError};

/// What changed between two worlds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// What the sides are.
    pub sides: [Side; 2],
    /// The commits whose facts they have; none for files as they stand, and for a merge.
    pub revisions: [Option<Commit>; 2],
    /// Changed conclusions by project, then by relation and columns.
    pub changes: Vec<Changed>,
    /// Revisions between the sides that could not be read, with why.
    pub unreadable: Vec<(Commit, String)>,
    /// The last commit that both sides follow from, where the second does not follow from the first: what the first has
    /// changed since then shows as undone.
    pub fork: Option<Commit>,
    /// Sides whose facts do not load, with what is compared in their place.
    pub stand_ins: Vec<StandIn>,
    /// Guards of the second side that do not hold since another tenderlog gave their answers.
    pub by_tool: Vec<ByTool>,
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
    /// A set of differences that brought it about: none of them can be spared. Empty where none was found.
    pub causes: Vec<Unit>,
    /// Whether no smaller set would have done; otherwise there were too many to try.
    pub smallest: bool,
    /// What did it.
    pub by: By,
    /// Commits just before it that cannot be read: one of them may have done it already.
    pub or_in: Vec<Commit>,
}

/// What did a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// No single commit, as far as is known.
    #[default]
    Unknown,
    /// A commit that the second side has.
    Commit(Commit),
    /// A commit of the first side: the second never had it.
    Undone(Commit),
    /// Files that are not committed.
    Uncommitted,
}

/// A side of a comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Its facts.
    pub facts: SideFacts,
    /// What is read, assumed and left out on top of them.
    pub changes: Vec<Change>,
}

/// The facts of a side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SideFacts {
    /// Those of a commit.
    Commit(Commit),
    /// Those of files: their paths, [`BUILT_IN`](super::BUILT_IN) or [`AS_THEY_STAND`].
    Files(String),
    /// Those of two commits, each by itself.
    EachAlone(Commit, Commit),
    /// Those of the merge of these.
    Merge,
}

impl Default for SideFacts {
    fn default() -> Self {
        Self::Files(String::new())
    }
}

/// A side that does not load, and what stands for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The revision that was asked for.
    pub asked: Commit,
    /// The last one before it that loads.
    pub used: Commit,
    /// Who broke it.
    pub breakage: Breakage,
}

/// What a side is called that is no revision.
pub const AS_THEY_STAND: &str = "the files as they stand";

/// Why there is no world to compare that is no fault of its facts.
fn law_side(error: OpenError) -> DiffError {
    match error {
        OpenError::World(error @ WorldError::Eval { .. }) => DiffError::Question(error),
        error => DiffError::Side("the law".to_owned(), error),
    }
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
    /// Both sides have something in the way.
    Both(Box<[DiffError; 2]>),
}

impl DiffError {
    /// Both sides, or what is in the way of each.
    ///
    /// # Errors
    /// One of them has an error, or both.
    pub(crate) fn both<L, R>(left: Result<L, Self>, right: Result<R, Self>) -> Result<(L, R), Self> {
        match (left, right) {
            (Ok(left), Ok(right)) => Ok((left, right)),
            (Err(left), Err(right)) => Err(Self::Both(Box::new([left, right]))),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

/// A conclusion without the value that can change, and that value.
type Conclusions = BTreeMap<Key, (Tuple, Held)>;

/// Orders and identifies conclusions: project, relation and values as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(String, String, Vec<String>);

impl Diff {
    /// Says what brought each change about for which that is not said yet.
    fn explain(
        &mut self,
        [before, after]: [&World; 2],
        units: &[Unit],
        question: Option<&str>,
        limits: &Limits,
    ) -> Result<(), WorldError> {
        let mut trials = Trials::new(before, after, units);
        for changed in self
            .changes
            .iter_mut()
            .filter(|changed| changed.causes.is_empty())
        {
            let asked = conclusions::Asked::new(&changed.tuple, question);
            let found = trials.causes(&asked, &changed.to, limits)?;
            changed.causes = found.units;
            changed.smallest = found.smallest;
        }
        Ok(())
    }
}

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
        let (mut diff, units) = Self::compared(before, after, question, limits)?;
        diff.explain([before, after], &units, question, limits)?;
        Ok(diff)
    }

    /// The conclusions that differ, without what brought them about, and the differences.
    fn compared(
        before: &mut World,
        after: &mut World,
        question: Option<&str>,
        limits: &Limits,
    ) -> Result<(Diff, Vec<Unit>), WorldError> {
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
            return Ok((Diff::default(), units));
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
            changes.push(Changed {
                project: conclusions::project_of(tuple, after)
                    .or_else(|| conclusions::project_of(tuple, before)),
                tuple: tuple.clone(),
                from,
                to,
                causes: Vec::new(),
                smallest: false,
                by: By::Unknown,
                or_in: Vec::new(),
            });
        }
        let diff = Diff {
            sides: [before.as_side(), after.as_side()],
            revisions: [before.revision.clone(), after.revision.clone()],
            changes,
            unreadable: Vec::new(),
            fork: None,
            stand_ins: Vec::new(),
            by_tool: Vec::new(),
            facts: units.len(),
            questions,
        };
        Ok((diff, units))
    }

    fn as_side(&self) -> Side {
        Side {
            facts: match &self.revision {
                Some(commit) => SideFacts::Commit(commit.clone()),
                None => SideFacts::Files(self.summary().origin),
            },
            changes: self.changes.clone(),
        }
    }
}
