//! What was tried, in words, and for which values it comes to the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::{EvalError, Limits};
use crate::law::Others;

use super::super::World;
use super::super::ask::eval_error;
use super::super::candidate::{Candidate, Trials, What};
use super::super::column::{Found, range_of};
use super::super::declared::{Declared, Over};
use super::super::error::WorldError;
use super::super::goal::State;
use super::super::phrase::known;
use super::super::reason::Tuple;
use super::super::sweep::{Asked, Piece};
use super::super::tree::{Place, Tree};
use super::super::why::Row;
use super::{Searched, TriedChange};

/// Neighbouring values for which a set of changes comes to the same; both ends are in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    low: i64,
    high: i64,
}

/// Why there is no span.
pub(super) enum Fault {
    Stopped(EvalError),
    Wrong(WorldError),
}

impl From<EvalError> for Fault {
    fn from(error: EvalError) -> Self {
        Fault::Stopped(error)
    }
}

impl Fault {
    pub(super) fn told(self, text: &str) -> WorldError {
        match self {
            Fault::Stopped(error) => eval_error(text, error),
            Fault::Wrong(error) => error,
        }
    }
}

impl World {
    /// For each set that turns what is asked the values of its one change that has an `over` for which it comes to the same;
    /// nothing where no change has one, or several have.
    pub(super) fn spans_of(
        &self,
        search: &Searched<'_>,
        trials: &Trials,
        changes: &[Declared],
        found: &[(Vec<usize>, State)],
        limits: &Limits,
    ) -> Result<Vec<Option<Span>>, Fault> {
        let spans = found.par_iter().map(|(set, _)| {
            let chosen: Vec<&Candidate> = set
                .iter()
                .filter_map(|number| trials.candidates.get(*number))
                .collect();
            let mut over = chosen.iter().filter_map(|candidate| match &candidate.what {
                What::Declared(number, binding) => {
                    let change = changes.get(*number)?;
                    Some((change, change.over?, binding.as_slice()))
                }
                What::Without(_) => None,
            });
            match (over.next(), over.next()) {
                (Some(over), None) => self.span(search, &chosen, over, limits),
                _ => Ok(None),
            }
        });
        spans.collect()
    }

    /// The values around the one that was tried for which the changed world comes to the same on the same grounds.
    fn span(
        &self,
        search: &Searched<'_>,
        chosen: &[&Candidate],
        (change, over, binding): (&Declared, Over, &[i64]),
        limits: &Limits,
    ) -> Result<Option<Span>, Fault> {
        let law = Arc::clone(&self.law);
        let mut world = self.altered(chosen);
        let mut docket = search.docket.clone();
        if let Some(triple) = chosen.iter().find_map(|candidate| candidate.triple) {
            docket.triples = vec![triple];
        }
        let Some(effect) = change.add.get(over.row) else {
            return Ok(None);
        };
        let row: Vec<i64> = effect.pattern(binding).into_iter().flatten().collect();
        let mut buffers = world.store().gather(&law, &docket, &Others::default());
        if let Some(buffer) = buffers.get_mut(effect.relation.0 as usize) {
            let rows = buffer.chunks_exact(row.len().max(1));
            *buffer = rows.filter(|other| *other != row).flatten().copied().collect();
        }
        let (Some(value), Some(goal)) = (row.get(over.column).copied(), search.goal.swept(&docket)) else {
            return Ok(None);
        };
        let found = Found {
            place: Place {
                relation: effect.relation,
                row,
                column: over.column,
            },
            known: true,
            buffers,
        };
        let asked = Asked {
            conclusion: world.tuple(effect.relation, &[]),
            docket,
            goal,
        };
        let symbols = world.symbols.clone();
        let goal = (asked.goal.clone(), &asked.docket);
        let mut tree = Tree::new(&law, &symbols, limits, goal, found.place.clone(), &found.buffers);
        let mut range = range_of(over.ty);
        if let Some(bound) = over.below.and_then(|slot| binding.get(slot)) {
            range.to = range.to.min(bound - 1).max(value);
        }
        let pieces = world.pieces(&mut tree, range, &asked, &found, limits)?;
        let holds = |piece: &Piece| piece.window.from <= value && value <= piece.window.to;
        let Some(home) = pieces.iter().position(holds) else {
            return Ok(None);
        };
        let same = |piece: &&Piece| {
            let said = |piece: &Piece| {
                (
                    piece.state.outcome,
                    piece.state.turns_on.clone(),
                    piece.cites.concat(),
                )
            };
            pieces.get(home).is_some_and(|home| said(home) == said(piece))
        };
        let before = pieces.iter().take(home).rev().take_while(same).count();
        let after = pieces.iter().skip(home + 1).take_while(same).count();
        let (Some(first), Some(last)) = (pieces.get(home - before), pieces.get(home + after)) else {
            return Ok(None);
        };
        for (at, piece) in [(first.window.from, first), (last.window.to, last)] {
            let confirmed = world.confirm(&asked, &found, at, &piece.state, limits)?;
            confirmed.map_err(Fault::Wrong)?;
        }
        Ok(Some(Span {
            low: first.window.from,
            high: last.window.to,
        }))
    }

    /// A candidate in words.
    pub(super) fn tried(
        &mut self,
        candidate: &Candidate,
        changes: &[Declared],
        span: Option<Span>,
    ) -> TriedChange {
        let mut told = None;
        let (statement, statement_ko, id, origins) = match &candidate.what {
            What::Without((relation, row)) => {
                let pattern: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
                let statement = self.row_statement(*relation, &pattern);
                let korean = self.row_korean(*relation, &pattern);
                (statement, korean, None, self.places(*relation, row))
            }
            What::Declared(number, binding) => {
                let change = changes.get(*number);
                let rule = change.map(|change| &change.rule);
                let over = change.and_then(|change| change.over).zip(span);
                let say = |sentence| rule.and_then(|rule| self.rule_statement(rule, sentence, binding));
                let english = say(rule.and_then(|rule| rule.sentence.as_ref())).unwrap_or_default();
                let korean = rule.and_then(|rule| self.rule_korean(rule, &known(binding)));
                let ranged = over.zip(rule).map(|((over, span), rule)| {
                    told = Some((self.value(over.ty, span.low), self.value(over.ty, span.high)));
                    self.over_range(rule, binding, (over.slot, span.low, span.high))
                });
                let (english, korean) = match ranged {
                    Some((Some(ranged), ranged_ko)) => (ranged, ranged_ko),
                    _ => (english, korean),
                };
                (english, korean, rule.map(|rule| rule.id.clone()), Vec::new())
            }
        };
        let tuples = |rows: &BTreeSet<Row>| {
            let mut tuples: Vec<Tuple> = rows
                .iter()
                .map(|(relation, row)| {
                    let pattern: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
                    self.tuple(*relation, &pattern)
                })
                .collect();
            tuples.sort_by(|one, other| (&one.relation, &one.values).cmp(&(&other.relation, &other.values)));
            tuples
        };
        let mut added = tuples(&candidate.added);
        let asked = candidate.triple.map(|triple| triple.map(Some));
        added.extend(asked.map(|triple| self.tuple(self.law.ids.asked, &triple)));
        TriedChange {
            id,
            statement,
            statement_ko,
            removed: tuples(&candidate.removed),
            added,
            span: told,
            origins,
        }
    }
}
