//! A question decided anew in a world of its own, in which some changes are made to the facts as if they were assumed and
//! retracted there.
//!
//! Nothing of the search is relied on: the changed world has its own store and group resolution. Where all completions come
//! to the same, the world's engine decides every one of them, in the way of every question. Where they do not, two that
//! differ are enough: they are looked for with what was derived for other changed worlds, and the engine decides both.

use std::sync::{Arc, Mutex, PoisonError};

use crate::engine::{EvalError, Limits, Recall};
use crate::facts::single_key;
use crate::law::{Docket, Law, Others};

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

/// One question that is decided in many changed worlds.
pub(super) struct Afresh<'a> {
    pub(super) world: &'a World,
    pub(super) docket: &'a Docket,
    pub(super) goal: &'a Goal,
    pub(super) limits: &'a Limits,
    /// What was derived so far, where nobody is using it.
    recalls: Mutex<Vec<Recall>>,
}

impl<'a> Afresh<'a> {
    pub(super) fn new(world: &'a World, docket: &'a Docket, goal: &'a Goal, limits: &'a Limits) -> Self {
        Self {
            world,
            docket,
            goal,
            limits,
            recalls: Mutex::default(),
        }
    }

    /// What the question comes to after some changes.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(super) fn decide(&self, chosen: &[&Candidate]) -> Result<Anew, EvalError> {
        let mut world = self.world.altered(chosen);
        let docket = docket_after(self.docket, chosen);
        let ways = match self.differing(&mut world, &docket)? {
            Some(ways) => ways,
            None => self.all(&mut world, &docket)?,
        };
        let first = ways.first().map(|way| way.outcome);
        let same = first.filter(|first| ways.iter().all(|way| way.outcome == *first));
        let state = same.map_or(State::Open, State::Same);
        let ways: Vec<&Way> = ways.iter().collect();
        let comes = Comes {
            outcome: self.goal.told(&world.symbols, state).to_owned(),
            ..world.comes_to(&docket, &ways)
        };
        Ok(Anew { state, comes })
    }

    /// Every completion of a changed world, as the engine decides it.
    fn all(&self, world: &mut World, docket: &Docket) -> Result<Vec<Way>, EvalError> {
        let (law, supposed, store) = (Arc::clone(&world.law), world.supposed(), world.store());
        let mut ways: Vec<Way> = Vec::new();
        law.decide_seen(world.engine, &store, docket, self.limits, &mut |buffers, open| {
            if !open {
                ways.extend(self.goal.way(&law, docket, supposed, buffers));
            }
            Ok(())
        })?;
        Ok(ways)
    }

    /// Every completion, where they do not come to the same and the engine confirms two that differ.
    fn differing(&self, world: &mut World, docket: &Docket) -> Result<Option<Vec<Way>>, EvalError> {
        let (law, supposed) = (Arc::clone(&world.law), world.supposed());
        let rows = world.gathered(docket, &Others::default());
        let idle = self.recalls.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut recall = idle.unwrap_or_else(|| law.recall(None));
        let given = Law::versions(&mut recall, &rows);
        let mut ways: Vec<Way> = Vec::new();
        let spread = law.spread(&mut recall, &given, docket, self.limits, &mut |run, open| {
            if !open {
                ways.extend(self.goal.way(&law, docket, supposed, run));
            }
            true
        });
        self.recalls
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(recall);
        spread?;
        let Some(first) = ways.first() else {
            return Ok(None);
        };
        let Some(other) = ways.iter().find(|way| way.outcome != first.outcome) else {
            return Ok(None);
        };
        for way in [first, other] {
            let picks = way.picks.iter().map(|pick| (pick.relation, pick.row()));
            let run = law.completion(world.engine, &rows, docket, picks, self.limits)?;
            let confirmed = run.and_then(|run| self.goal.way(&law, docket, supposed, run.as_slice()));
            if confirmed.as_ref() != Some(way) {
                return Ok(None);
            }
        }
        Ok(Some(ways))
    }
}

/// What is asked after some changes: one of them may ask about another role.
pub(super) fn docket_after(docket: &Docket, chosen: &[&Candidate]) -> Docket {
    let mut docket = docket.clone();
    if let Some(triple) = chosen.iter().find_map(|candidate| candidate.triple) {
        docket.triples = vec![triple];
    }
    docket
}

impl World {
    /// A world with some changes made to its facts.
    pub(super) fn altered(&self, chosen: &[&Candidate]) -> World {
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
