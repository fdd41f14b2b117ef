//! What was tried, in words, and for which values it comes to the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::engine::Limits;
use crate::law::Others;

use super::super::World;
use super::super::altered::docket_after;
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
    ) -> Result<Vec<Option<Span>>, WorldError> {
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
    ) -> Result<Option<Span>, WorldError> {
        let fault = |error| eval_error(search.text, error);
        let law = Arc::clone(&self.law);
        let mut world = self.altered(chosen);
        let docket = docket_after(search.docket, chosen);
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
        let pieces = world
            .pieces(&mut tree, range, &asked, &found, limits)
            .map_err(fault)?;
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
            world
                .confirm(&asked, &found, at, &piece.state, limits)
                .map_err(fault)??;
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
                let (english, korean) = match (rule, over) {
                    (Some(rule), Some((over, Span { low, high }))) => {
                        told = Some((self.value(over.ty, low), self.value(over.ty, high)));
                        self.over_range(rule, binding, (over.slot, low, high))
                    }
                    (Some(rule), None) => (
                        self.rule_statement(rule, rule.sentence.as_ref(), binding),
                        self.rule_korean(rule, &known(binding)),
                    ),
                    (None, _) => (None, None),
                };
                let english = english.unwrap_or_default();
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
