//! Deciding one question anew after a set of changes to its given rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{EvalError, Limits, Recall};
use crate::explain::{Node, Proof};
use crate::lang::program::RelationId;
use crate::law::{Docket, Law, Rows, RunRows};

use super::World;
use super::candidate::{Candidate, Trials, fits};
use super::control::rests_on;
use super::goal::{Goal, State};
use super::why::Row;

/// Why the question comes to what it does now, whatever is supposed.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// What it comes to.
    pub(super) state: State,
    /// A proof of it.
    pub(super) proof: Proof,
}

impl Standing {
    /// Whether the proof holds in every completion of a run: its facts are there, what it finds absent is, and nothing that
    /// can still be supposed reaches that.
    fn holds(&self, law: &Law, run: &RunRows<'_>) -> bool {
        let rows = |relation: &RelationId, arity: usize| run.rows(*relation).chunks_exact(arity.max(1));
        let standing = self.proof.nodes.iter().all(|node| match node {
            Node::Fact { relation, tuple } => rows(relation, tuple.len()).any(|row| row == tuple),
            Node::Absent { relation, pattern } => {
                !rows(relation, pattern.len()).any(|row| fits(row, pattern))
            }
            Node::Rule { .. } | Node::Comparison { .. } | Node::Value { .. } => true,
            // What is folded would have to be folded anew.
            Node::Aggregate { .. } => false,
        });
        if !standing {
            return false;
        }
        let unsettled = law.reach().unsettled(run);
        self.proof
            .nodes
            .iter()
            .all(|node| !matches!(node, Node::Absent { relation, .. } if unsettled.contains(relation)))
    }
}

/// Is shown what is asked and the rows of a run, with whether a choice is still open in it; says whether to go on.
type Seen<'a> = dyn FnMut(&Docket, &RunRows<'_>, bool) -> bool + 'a;

/// Most combinations of rows that one memory holds; then a new one is begun.
const MOST_KNOWN: usize = 1_000_000;

/// What was derived for the sets tried so far, and the versions of the rows at hand.
struct Memory {
    recall: Recall,
    given: Vec<u32>,
}

/// One question with everything that sets of changes are decided on.
pub(super) struct Trial<'a> {
    world: &'a World,
    docket: &'a Docket,
    goal: Goal,
    trials: &'a Trials,
    standing: Option<Standing>,
    /// The candidates that change what the holdings show.
    of_control: Vec<bool>,
    limits: &'a Limits,
    placed: Mutex<Placed>,
    /// Memories that nobody is using.
    memories: Mutex<Vec<Memory>>,
}

/// The rows of `Controlled` after some changes, as far as they concern the docket.
type Shown = Vec<i64>;

/// What the holdings show, by the numbers of the changes to what that rests on.
#[derive(Default)]
struct Placed {
    /// A world to make the changes in.
    world: Option<World>,
    shown: FxHashMap<Vec<usize>, Arc<Shown>>,
}

impl<'a> Trial<'a> {
    pub(super) fn new(
        world: &'a World,
        docket: &'a Docket,
        goal: Goal,
        trials: &'a Trials,
        standing: Option<Standing>,
        limits: &'a Limits,
    ) -> Self {
        let of_control = trials
            .candidates
            .iter()
            .map(|one| one.relations().any(|id| rests_on(world.relation_name(id))))
            .collect();
        Self {
            world,
            docket,
            goal,
            trials,
            standing,
            of_control,
            limits,
            placed: Mutex::default(),
            memories: Mutex::default(),
        }
    }

    /// What the completions come to after a set of changes.
    pub(super) fn state(&self, set: &[usize]) -> Result<State, EvalError> {
        let law = &self.world.law;
        let (mut state, mut first) = (None, true);
        self.runs(set, &mut |docket, run, open| {
            if std::mem::take(&mut first)
                && open
                && let Some(standing) = &self.standing
                && standing.holds(law, run)
            {
                state = Some(standing.state);
                return false;
            }
            if open {
                return true;
            }
            let word = self.goal.read(law, docket, run);
            state = match state {
                None => Some(State::Same(word)),
                Some(State::Same(known)) if known == word => state,
                Some(_) => Some(State::Open),
            };
            state != Some(State::Open)
        })?;
        Ok(state.unwrap_or(State::Open))
    }

    /// Shows what is asked and the rows of each run after a set of changes, and whether a choice is open in it, until `seen`
    /// has seen enough.
    fn runs(&self, set: &[usize], seen: &mut Seen<'_>) -> Result<(), EvalError> {
        let law = &self.world.law;
        let chosen: Vec<&Candidate> = set
            .iter()
            .filter_map(|number| self.trials.candidates.get(*number))
            .collect();
        let mut docket = self.docket.clone();
        if let Some(triple) = chosen.iter().find_map(|candidate| candidate.triple) {
            docket.triples = vec![triple];
        }
        let idle = self
            .memories
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop()
            .filter(|memory| memory.recall.len() < MOST_KNOWN);
        let mut memory = idle.unwrap_or_else(|| {
            let mut recall = law.recall(Some(&self.trials.slice));
            let given = Law::versions(&mut recall, &self.trials.rows);
            Memory { recall, given }
        });
        let mut given = memory.given.clone();
        for (relation, words) in self.changed(set, &chosen) {
            if let Some(version) = given.get_mut(relation.0 as usize) {
                *version = memory.recall.version(relation, &words);
            }
        }
        let mut show = |run: &RunRows<'_>, open: bool| seen(&docket, run, open);
        let spread = law.spread(&mut memory.recall, &given, &docket, self.limits, &mut show);
        self.memories
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(memory);
        spread
    }

    /// The relations that a set of changes touches, each with all its rows at hand after them.
    fn changed(&self, set: &[usize], chosen: &[&Candidate]) -> BTreeMap<RelationId, Vec<i64>> {
        let at_hand = |id: RelationId| self.trials.rows.get(id.0 as usize).cloned().unwrap_or_default();
        let mut changed: BTreeMap<RelationId, Vec<i64>> = BTreeMap::new();
        if let Some(shown) = self.shown(set) {
            changed.insert(self.world.law.ids.controlled, shown.to_vec());
        }
        for id in chosen.iter().flat_map(|candidate| candidate.relations()) {
            changed.entry(id).or_insert_with(|| at_hand(id));
        }
        for (relation, rows) in &mut changed {
            chosen
                .iter()
                .for_each(|candidate| make_one(candidate, *relation, rows));
        }
        changed
    }

    /// What the holdings show after a set of changes; none if it changes nothing that that rests on.
    fn shown(&self, set: &[usize]) -> Option<Arc<Shown>> {
        let touches = |number: &usize| self.of_control.get(*number).copied().unwrap_or(false);
        let touching: Vec<usize> = set.iter().copied().filter(touches).collect();
        if touching.is_empty() {
            return None;
        }
        let mut placed = self.placed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shown) = placed.shown.get(&touching) {
            return Some(Arc::clone(shown));
        }
        let mut world = placed.world.take().unwrap_or_else(|| self.world.clone());
        let given = world.given.clone();
        for candidate in touching
            .iter()
            .filter_map(|number| self.trials.candidates.get(*number))
        {
            make(candidate, &mut world.given);
        }
        world.place_by_holdings();
        let shown = Arc::new(self.concerning(&world));
        world.given = given;
        placed.world = Some(world);
        placed.shown.insert(touching, Arc::clone(&shown));
        Some(shown)
    }

    /// What the holdings of a world show of the firms of the docket.
    fn concerning(&self, world: &World) -> Shown {
        let law = &self.world.law;
        let at_hand = |id: RelationId| self.trials.rows.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
        let asked = self.docket.triples.iter().map(|triple| triple[0]);
        let beside = at_hand(law.ids.participant)
            .as_chunks::<3>()
            .0
            .iter()
            .map(|row| row[0]);
        let firms: FxHashSet<i64> = asked.chain(beside).collect();
        let controlled = world.given.get(law.ids.controlled.0 as usize);
        let rows = controlled
            .map_or(&[][..], |words| words.as_chunks::<4>().0)
            .iter();
        let rows: Vec<&[i64; 4]> = rows.filter(|row| firms.contains(&row[0])).collect();
        rows.into_iter().flatten().copied().collect()
    }

    /// How many candidates touch each relation.
    pub(super) fn relations(&self) -> BTreeMap<String, usize> {
        let mut relations: BTreeMap<String, usize> = BTreeMap::new();
        for candidate in &self.trials.candidates {
            let mut touched: Vec<RelationId> = candidate.relations().collect();
            touched.extend(candidate.triple.map(|_| self.world.law.ids.asked));
            touched.sort_unstable();
            touched.dedup();
            for id in touched {
                *relations
                    .entry(self.world.relation_name(id).to_owned())
                    .or_default() += 1;
            }
        }
        relations
    }
}

/// Makes a change to rows.
fn make(candidate: &Candidate, rows: &mut [Vec<i64>]) {
    let touched: BTreeSet<RelationId> = candidate.relations().collect();
    for relation in touched {
        if let Some(buffer) = rows.get_mut(relation.0 as usize) {
            make_one(candidate, relation, buffer);
        }
    }
}

/// Makes a change to the rows of one relation.
fn make_one(candidate: &Candidate, relation: RelationId, buffer: &mut Vec<i64>) {
    let of = |(id, _): &&Row| *id == relation;
    let going: Vec<&Vec<i64>> = candidate.removed.iter().filter(of).map(|(_, row)| row).collect();
    if let Some(first) = going.first() {
        let kept = buffer
            .chunks_exact(first.len().max(1))
            .filter(|row| !going.iter().any(|gone| gone == row));
        *buffer = kept.flatten().copied().collect();
    }
    for (_, row) in candidate.added.iter().filter(of) {
        buffer.extend_from_slice(row);
    }
}
