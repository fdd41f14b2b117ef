//! What is read off the completions of a question that changes are tried on.

use crate::engine::Symbols;
use crate::lang::program::RelationId;
use crate::law::{Docket, Law, Rows};

use super::leaves::picks_of;
use super::tree;
use super::ways::Way;
use super::why::Row;

/// What is read off each completion.
#[derive(Clone, Debug)]
pub(super) enum Goal {
    /// The outcome of what is asked.
    Outcome,
    /// Whether a row holds. Its column of this number is the role that is asked about.
    Holds(Row, Option<usize>),
}

/// What the completions come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// All to one word: an outcome, or [`HOLDS`] or [`FAILS`].
    Same(i64),
    /// Not all to the same.
    Open,
}

const FAILS: i64 = 0;
const HOLDS: i64 = 1;

impl Goal {
    /// The goal behind a row of the law.
    pub(super) fn new(law: &Law, row: &Row) -> Self {
        if row.0 == law.ids.outcome {
            Goal::Outcome
        } else {
            Goal::Holds(row.clone(), law.column_of(row.0, "Role"))
        }
    }

    /// The row that is proved in every completion, if one is.
    pub(super) fn proved(&self, now: State, row: &Row) -> Option<Row> {
        match (self, now) {
            (Goal::Outcome, State::Same(outcome)) => {
                let mut proved = row.clone();
                *proved.1.last_mut()? = outcome;
                Some(proved)
            }
            (Goal::Holds(row, _), State::Same(HOLDS)) => Some(row.clone()),
            _ => None,
        }
    }

    /// The goal as it is swept for what a docket asks.
    pub(super) fn swept(&self, docket: &Docket) -> Option<tree::Goal> {
        let triple = docket.triples.first().copied();
        Some(match self {
            Goal::Outcome => tree::Goal::Outcome(triple?),
            Goal::Holds((relation, row), role) => {
                let mut row = row.clone();
                if let Some((place, triple)) = role.and_then(|at| row.get_mut(at)).zip(triple) {
                    *place = triple[2];
                }
                tree::Goal::Row(*relation, row)
            }
        })
    }

    /// What a completion comes to.
    pub(super) fn read(&self, law: &Law, docket: &Docket, run: &(impl Rows + ?Sized)) -> i64 {
        let triple = docket.triples.first();
        match self {
            Goal::Outcome => {
                let mut rows = run.rows(law.ids.outcome).as_chunks::<4>().0.iter();
                let found = rows.find(|row| triple.is_some_and(|triple| row.starts_with(triple)));
                found.map_or(-1, |row| row[3])
            }
            Goal::Holds((relation, row), role) => {
                let mut row = row.clone();
                let asked = role.and_then(|at| row.get_mut(at)).zip(triple);
                if let Some((place, triple)) = asked {
                    *place = triple[2];
                }
                let holds = run
                    .rows(*relation)
                    .chunks_exact(row.len().max(1))
                    .any(|known| known == row);
                if holds { HOLDS } else { FAILS }
            }
        }
    }

    /// A completion with what is supposed in it; none in which nothing is concluded.
    pub(super) fn way(
        &self,
        law: &Law,
        docket: &Docket,
        supposed: [RelationId; 5],
        run: &(impl Rows + ?Sized),
    ) -> Option<Way> {
        match self {
            Goal::Outcome => Way::read(law, supposed, docket.triples.first()?, run),
            Goal::Holds(..) => Some(Way {
                picks: picks_of(&law.program, supposed, run),
                outcome: self.read(law, docket, run),
                barred: Vec::new(),
                excepted: Vec::new(),
                allowed: Vec::new(),
            }),
        }
    }

    /// The state that is looked for where the last column of what is asked is `last`.
    pub(super) fn wanted(&self, law: &Law, last: Option<i64>) -> State {
        match (self, last) {
            (Goal::Holds(..), _) => State::Same(HOLDS),
            (Goal::Outcome, Some(outcome)) if outcome != law.ids.undetermined => State::Same(outcome),
            (Goal::Outcome, _) => State::Open,
        }
    }

    /// A state in one word.
    pub(super) fn told<'a>(&self, symbols: &'a Symbols, state: State) -> &'a str {
        match (self, state) {
            (_, State::Open) => "undetermined",
            (Goal::Outcome, State::Same(outcome)) => symbols.text(outcome),
            (Goal::Holds(..), State::Same(HOLDS)) => "holds",
            (Goal::Holds(..), State::Same(_)) => "fails",
        }
    }
}
