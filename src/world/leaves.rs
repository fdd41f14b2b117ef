//! The completions of one triple or project, with what is common to them.

use crate::engine::{Database, EvalError, Limits};
use crate::lang::program::RelationId;
use crate::law::{Docket, Engine, Rows};

use super::World;

/// Most completions whose models are kept whole; of more, what is common to all is known.
const MOST_KEPT: usize = 64;

/// One way of filling in everything that is not known.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// What is supposed, sorted.
    pub(super) picks: Vec<Pick>,
    /// What the law concludes from it, given rows included.
    pub(super) model: Database,
    /// The outcome of the triple, if one was asked.
    pub(super) outcome: Option<i64>,
}

/// One supposition: a row of a relation whose last column is the option.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pick {
    pub(super) relation: RelationId,
    /// The row without its last column; what is supposed stands last.
    pub(super) key: Vec<i64>,
    pub(super) option: i64,
}

/// All completions of a docket of one triple, or of one project.
#[derive(Clone, Debug, Default)]
pub(super) struct Leaves {
    /// The first of them.
    pub(super) kept: Vec<Leaf>,
    /// How many there are.
    pub(super) count: usize,
    /// Outcome and suppositions of every one.
    pub(super) outcomes: Vec<(Vec<Pick>, Option<i64>)>,
    /// The rows of all completions, and those of any.
    pub(super) bounds: [Database; 2],
}

impl Pick {
    /// The text of the key: `sales`, or the issue of a reading.
    pub(super) fn name(&self) -> i64 {
        self.key.last().copied().unwrap_or_default()
    }

    /// The row.
    pub(super) fn row(&self) -> Vec<i64> {
        let mut row = self.key.clone();
        row.push(self.option);
        row
    }
}

/// The pick of the first in which alone two completions differ, if they agree in every other that both suppose.
pub(super) fn only_difference<'a>(one: &'a [Pick], other: &[Pick]) -> Option<&'a Pick> {
    let mut difference = None;
    for pick in one {
        let twin = other
            .iter()
            .find(|twin| twin.relation == pick.relation && twin.key == pick.key);
        if twin.is_some_and(|twin| twin.option != pick.option) {
            if difference.is_some() {
                return None;
            }
            difference = Some(pick);
        }
    }
    difference
}

impl World {
    /// The relations whose rows are suppositions.
    pub(super) fn supposed(&self) -> [RelationId; 5] {
        let ids = &self.law.ids;
        [
            ids.day_supposed,
            ids.project_supposed,
            ids.reading_supposed,
            ids.amount_supposed,
            ids.firm_supposed,
        ]
    }

    /// Every completion of a docket of one project and at most one triple.
    pub(super) fn leaves(&mut self, docket: &Docket, limits: &Limits) -> Result<Leaves, EvalError> {
        let law = std::sync::Arc::clone(&self.law);
        let supposed = self.supposed();
        let store = self.store();
        let mut leaves = Leaves {
            bounds: [Database::new(&law.program), Database::new(&law.program)],
            ..Leaves::default()
        };
        // The evaluator derives rows in the order of the given ones; proofs of one height are chosen by it.
        law.decide_seen(Engine::Evaluator, &store, docket, limits, &mut |buffers, open| {
            if open {
                return Ok(());
            }
            let rows = |id: RelationId| buffers.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
            let picks = picks_of(&law.program, supposed, buffers);
            let outcome = docket.triples.first().and_then(|triple| {
                let mut outcomes = rows(law.ids.outcome).chunks_exact(4);
                outcomes
                    .find(|row| row.get(..3) == Some(triple.as_slice()))
                    .and_then(|row| row.get(3).copied())
            });
            let model = model(&law.program, buffers);
            leaves.add(&law.program, model, picks, outcome);
            Ok(())
        })?;
        Ok(leaves)
    }
}

/// What is supposed in a run, sorted.
pub(super) fn picks_of(
    program: &crate::lang::program::Program,
    supposed: [RelationId; 5],
    run: &(impl Rows + ?Sized),
) -> Vec<Pick> {
    let mut picks = Vec::new();
    for relation in supposed {
        let arity = program
            .relation(relation)
            .map_or(1, |relation| relation.columns.len());
        for row in run.rows(relation).chunks_exact(arity) {
            if let Some((option, key)) = row.split_last() {
                picks.push(Pick {
                    relation,
                    key: key.to_vec(),
                    option: *option,
                });
            }
        }
    }
    picks.sort_unstable();
    picks
}

impl Leaves {
    fn add(
        &mut self,
        program: &crate::lang::program::Program,
        model: Database,
        picks: Vec<Pick>,
        outcome: Option<i64>,
    ) {
        self.count += 1;
        self.outcomes.push((picks.clone(), outcome));
        let [common, any] = &mut self.bounds;
        let mut kept = Database::new(program);
        for (index, relation) in (0_u32..).zip(model.relations()) {
            let id = RelationId(index);
            for tuple in relation.tuples() {
                any.insert(id, tuple);
                let before = common.relation(id).is_some_and(|known| known.contains(tuple));
                if self.count == 1 || before {
                    kept.insert(id, tuple);
                }
            }
        }
        *common = kept;
        if self.kept.len() < MOST_KEPT {
            self.kept.push(Leaf {
                picks,
                model,
                outcome,
            });
        }
    }

    /// Whether a row holds in every completion.
    pub(super) fn is_certain(&self, relation: RelationId, tuple: &[i64]) -> bool {
        let [common, _] = &self.bounds;
        common
            .relation(relation)
            .is_some_and(|known| known.contains(tuple))
    }
}

/// The rows of a run as a database.
pub(super) fn model(program: &crate::lang::program::Program, buffers: &[Vec<i64>]) -> Database {
    let mut database = Database::new(program);
    for (index, words) in (0_u32..).zip(buffers) {
        if let Some(relation) = database.relation_mut(RelationId(index)) {
            relation.extend_flat(words);
        }
    }
    database
}
