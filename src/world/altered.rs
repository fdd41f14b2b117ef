//! A question decided anew in a world of its own, in which some changes are made to the facts as if they were assumed and
//! retracted there.
//!
//! Nothing of the search is relied on: the changed world has its own store and group resolution, and the question goes the
//! way of every question.

use std::sync::Arc;

use crate::engine::{EvalError, Limits};
use crate::facts::single_key;
use crate::law::Docket;

use super::World;
use super::candidate::Candidate;
use super::control::rests_on;
use super::goal::{Goal, State};
use super::ways::{Comes, Way};

/// What a question comes to in a changed world.
#[derive(Clone, Debug)]
pub(super) struct Anew {
    pub(super) state: State,
    pub(super) comes: Comes,
}

impl World {
    /// Decides a question after some changes.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(super) fn anew(
        &self,
        docket: &Docket,
        goal: &Goal,
        chosen: &[&Candidate],
        limits: &Limits,
    ) -> Result<Anew, EvalError> {
        let mut world = self.altered(chosen);
        let mut docket = docket.clone();
        if let Some(triple) = chosen.iter().find_map(|candidate| candidate.triple) {
            docket.triples = vec![triple];
        }
        let (law, supposed, store) = (Arc::clone(&world.law), world.supposed(), world.store());
        let mut ways: Vec<Way> = Vec::new();
        law.decide_seen(world.engine, &store, &docket, limits, &mut |buffers, open| {
            if !open {
                ways.extend(goal.way(&law, &docket, supposed, buffers));
            }
            Ok(())
        })?;
        let first = ways.first().map(|way| way.outcome);
        let same = first.filter(|first| ways.iter().all(|way| way.outcome == *first));
        let state = same.map_or(State::Open, State::Same);
        let ways: Vec<&Way> = ways.iter().collect();
        let comes = Comes {
            outcome: goal.told(&world.symbols, state).to_owned(),
            ..world.comes_to(&ways)
        };
        Ok(Anew { state, comes })
    }

    /// A world with some changes made to its facts.
    fn altered(&self, chosen: &[&Candidate]) -> World {
        let mut world = self.clone();
        for (relation, row) in chosen.iter().flat_map(|candidate| &candidate.removed) {
            world.replace(*relation, row.len(), row, false);
        }
        for (relation, row) in chosen.iter().flat_map(|candidate| &candidate.added) {
            let key = single_key(self.relation_name(*relation)).unwrap_or(row.len());
            world.replace(*relation, key, row, true);
        }
        let mut touched = chosen.iter().flat_map(|candidate| candidate.relations());
        if touched.any(|id| rests_on(self.relation_name(id))) {
            world.place_by_holdings();
        }
        world
    }
}
