//! The completions of one triple or project, with what is common to them.

use std::borrow::Borrow;
use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::engine::{Database, EvalError, Limits, Recall};
use crate::explain::{Node, Pattern, Proof, check_proof};
use crate::lang::program::{Program, RelationId};
use crate::law::{Docket, Law, Rows};

use super::World;
use super::ask::relations_of;
use super::candidate::fits;

/// One way of filling in everything that is not known.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// What is supposed, sorted.
    pub(super) picks: Vec<Pick>,
    /// The outcome of the triple, if one was asked.
    pub(super) outcome: Option<i64>,
    /// Which rows it has, given and derived: one version for each relation of the law.
    versions: Vec<u32>,
}

/// One supposition: a row of a relation whose last column is the option.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Pick {
    pub(super) relation: RelationId,
    /// The row without its last column; what is supposed stands last.
    pub(super) key: Vec<i64>,
    pub(super) option: i64,
}

/// All completions of a docket of one triple, or of one project. Rows that several share are kept once.
#[derive(Clone, Debug)]
pub(super) struct Leaves {
    /// In the order in which they are made; there is at least one.
    pub(super) all: Vec<Leaf>,
    law: Arc<Law>,
    recall: Recall,
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

    /// Every completion of a docket of one project and at most one triple; that of an explanation is kept to its end.
    pub(super) fn leaves(&mut self, docket: &Docket, limits: &Limits) -> Result<Arc<Leaves>, EvalError> {
        if let Some(known) = self.derived.as_ref().and_then(|derived| derived.leaves(docket)) {
            return Ok(known);
        }
        let leaves = Arc::new(self.derive_leaves(docket, limits)?);
        if let Some(derived) = &mut self.derived {
            derived.keep(docket, &leaves);
        }
        Ok(leaves)
    }

    fn derive_leaves(&mut self, docket: &Docket, limits: &Limits) -> Result<Leaves, EvalError> {
        let law = Arc::clone(&self.law);
        let supposed = self.supposed();
        let rows = self.store().gather_docket(&law, docket);
        let mut recall = law.recall(None);
        let given = Law::versions(&mut recall, &rows);
        let mut all = Vec::new();
        law.spread(&mut recall, &given, docket, limits, &mut |run, open| {
            if !open {
                all.push(Leaf {
                    picks: picks_of(&law.program, supposed, run),
                    outcome: docket
                        .triples
                        .first()
                        .and_then(|triple| outcome_of(triple, run.rows(law.ids.outcome))),
                    versions: run.versions().to_vec(),
                });
            }
            true
        })?;
        Ok(Leaves { all, law, recall })
    }

    /// What the law concludes in a completion, given rows included, in the order of what the rows say.
    pub(super) fn model(&self, leaves: &Leaves, leaf: &Leaf) -> Database {
        self.database_of(|id| leaves.rows(leaf, id))
    }

    /// The same in no order, to check what is told: nothing is chosen from it.
    pub(super) fn unordered_model(&self, leaves: &Leaves, leaf: &Leaf) -> Database {
        let mut model = Database::new(self.program());
        for index in 0..u32::try_from(self.program().relations.len()).unwrap_or(u32::MAX) {
            for row in leaves.rows(leaf, RelationId(index)) {
                model.insert(RelationId(index), row);
            }
        }
        model
    }

    /// The rows that some completions all have, and those that any of them has, in the order of what they say.
    pub(super) fn bounds(&self, leaves: &Leaves, among: &[&Leaf]) -> [Database; 2] {
        let common = |id| {
            let [common, _] = leaves.common_and_open(id, among);
            common
        };
        let any = |id| leaves.common_and_open(id, among).concat();
        [self.database_of(common), self.database_of(any)]
    }
}

/// What is supposed in a run, sorted.
pub(super) fn picks_of(
    program: &Program,
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

/// The outcome of a triple among those of a completion. Facts that contradict each other (a body of two classes) can
/// give it two: the smallest word stands for it, as in every decision.
fn outcome_of(triple: &[i64; 3], outcomes: &[i64]) -> Option<i64> {
    let of_triple = outcomes.as_chunks::<4>().0.iter();
    of_triple
        .filter(|row| row.starts_with(triple))
        .map(|row| row[3])
        .min()
}

impl Leaf {
    /// Whether it contradicts none of some suppositions.
    pub(super) fn agrees(&self, picks: &[&Pick]) -> bool {
        let contradicts = |own: &Pick, pick: &Pick| {
            (own.relation, &own.key) == (pick.relation, &pick.key) && own.option != pick.option
        };
        !picks
            .iter()
            .any(|pick| self.picks.iter().any(|own| contradicts(own, pick)))
    }
}

/// The days for which a supposed one stands beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Days {
    /// All before it.
    Before,
    /// Those behind it up to one.
    UpTo(i64),
    /// All behind it.
    After,
}

impl Leaves {
    /// Whether there is one completion alone: nothing that can matter is unknown.
    pub(super) fn is_settled(&self) -> bool {
        self.all.len() == 1
    }

    /// The rows of a relation in a completion that fit a pattern.
    pub(super) fn fitting(&self, leaf: &Leaf, (relation, pattern): &Pattern) -> Vec<Vec<i64>> {
        let rows = self.rows(leaf, *relation);
        rows.into_iter()
            .filter(|row| fits(row, pattern))
            .map(<[i64]>::to_vec)
            .collect()
    }

    /// The rows that all completions have and that fit a pattern.
    pub(super) fn certain(&self, (relation, pattern): &Pattern) -> Vec<Vec<i64>> {
        self.common(
            &(*relation, pattern.clone()),
            &self.all.iter().collect::<Vec<_>>(),
        )
    }

    /// The same of some completions.
    pub(super) fn common(&self, (relation, pattern): &Pattern, among: &[&Leaf]) -> Vec<Vec<i64>> {
        let [common, _] = self.common_and_open(*relation, among);
        let common = common.into_iter().filter(|row| fits(row, pattern));
        let mut rows: Vec<Vec<i64>> = common.map(<[i64]>::to_vec).collect();
        rows.sort_unstable();
        rows
    }

    /// Whether some completion has a row that fits a pattern.
    pub(super) fn is_possible(&self, (relation, pattern): &Pattern) -> bool {
        versions(*relation, &self.all)
            .into_iter()
            .any(|version| self.of_version(*relation, version).any(|row| fits(row, pattern)))
    }

    /// Whether a proof that holds in the completion `home` holds in another: all that it rests on does. What is folded is
    /// the same where the relations that it reads are.
    pub(super) fn shares(&self, world: &World, proof: &Proof, home: &Leaf, leaf: &Leaf) -> bool {
        let version = |leaf: &Leaf, id: RelationId| leaf.versions.get(id.0 as usize).copied();
        let folds_others = |node: &Node| {
            let Node::Aggregate { rule, literal, .. } = node else {
                return false;
            };
            let rule = self.law.program.rules.get(rule.0 as usize);
            let mut read = Vec::new();
            let folded = rule.and_then(|rule| rule.body.get(*literal));
            relations_of(folded.map_or(&[][..], std::slice::from_ref), &mut read);
            read.into_iter().any(|id| version(home, id) != version(leaf, id))
        };
        if proof.nodes.iter().any(folds_others) {
            let model = world.unordered_model(self, leaf);
            return check_proof(&self.law.program, &world.symbols, &model, proof).is_ok();
        }
        proof.nodes.iter().all(|node| match node {
            Node::Fact { relation, tuple } => self.rows(leaf, *relation).contains(&tuple.as_slice()),
            Node::Absent { relation, pattern } => {
                !self.rows(leaf, *relation).iter().any(|row| fits(row, pattern))
            }
            Node::Rule { .. } | Node::Comparison { .. } | Node::Value { .. } | Node::Aggregate { .. } => true,
        })
    }

    /// The fewest suppositions of a completion, as they are found by leaving out one after another, that are enough: every
    /// completion that contradicts none of them is good. Amounts are left out first, readings last, and `kept` after all.
    pub(super) fn enough<'l>(
        &self,
        leaf: &'l Leaf,
        kept: Option<&Pick>,
        good: impl Fn(&Leaf) -> bool,
    ) -> Vec<&'l Pick> {
        let ids = &self.law.ids;
        let order = [
            ids.amount_supposed,
            ids.firm_supposed,
            ids.project_supposed,
            ids.day_supposed,
        ];
        let rank = |pick: &Pick| {
            let kind = order.iter().position(|relation| *relation == pick.relation);
            (Some(pick) == kept, kind.unwrap_or(order.len()))
        };
        let bad: Vec<&Leaf> = self.all.iter().filter(|leaf| !good(leaf)).collect();
        let mut left: Vec<&Pick> = leaf.picks.iter().collect();
        left.sort_by_key(|pick| rank(pick));
        let mut at = 0;
        while at < left.len() {
            let pick = left.remove(at);
            if bad.iter().any(|leaf| leaf.agrees(&left)) {
                left.insert(at, pick);
                at += 1;
            }
        }
        left.reverse();
        left
    }

    /// The last of the amounts that one supposed amount stands for: those below the next that is supposed beside the same
    /// other suppositions. Nothing for what is no amount, and for the greatest, which stands for itself.
    pub(super) fn last_alike(&self, leaf: &Leaf, pick: &Pick) -> Option<i64> {
        if pick.relation != self.law.ids.amount_supposed {
            return None;
        }
        let others: Vec<&Pick> = leaf.picks.iter().filter(|own| *own != pick).collect();
        let beside = self.all.iter().filter(|other| other.agrees(&others));
        let amounts = beside.flat_map(|other| &other.picks).filter(|other| {
            (other.relation, &other.key) == (pick.relation, &pick.key) && other.option > pick.option
        });
        amounts.map(|other| other.option - 1).min()
    }

    /// The days that one supposed day stands for beside itself: between two at which an answer can turn it turns at none. A day
    /// of announcement on which no law sets floors stands for all before it. Nothing for what is no day, and for a day that
    /// stands for itself.
    pub(super) fn days_alike(&self, pick: &Pick, before_law: bool) -> Option<Days> {
        if pick.relation != self.law.ids.day_supposed {
            return None;
        }
        let picks = self.all.iter().flat_map(|leaf| &leaf.picks);
        let days = picks.filter(|other| (other.relation, &other.key) == (pick.relation, &pick.key));
        let days: Vec<i64> = days.map(|other| other.option).collect();
        if before_law && days.iter().all(|day| *day >= pick.option) {
            return Some(Days::Before);
        }
        match days.into_iter().filter(|day| *day > pick.option).min() {
            None => Some(Days::After),
            Some(next) => Some(Days::UpTo(next - 1)).filter(|_| next - 1 > pick.option),
        }
    }

    /// Suppositions of a completion with those on which a supposed amount among them rests: it is supposed beside no other
    /// option of theirs.
    pub(super) fn with_bounds<'l>(&self, leaf: &'l Leaf, picks: Vec<&'l Pick>) -> Vec<&'l Pick> {
        let amounts: Vec<&Pick> = picks
            .iter()
            .copied()
            .filter(|pick| pick.relation == self.law.ids.amount_supposed)
            .collect();
        let option = |other: &Leaf, pick: &Pick| {
            let twin = |twin: &&Pick| (twin.relation, &twin.key) == (pick.relation, &pick.key);
            other.picks.iter().find(twin).map(|twin| twin.option)
        };
        let bounds = |pick: &&Pick| {
            let others = self
                .all
                .iter()
                .filter(|other| option(other, pick).is_some_and(|own| own != pick.option));
            let others: Vec<&Leaf> = others.collect();
            let supposed = |amount: &&Pick| others.iter().any(|other| other.picks.contains(amount));
            pick.relation == self.law.ids.project_supposed
                && !others.is_empty()
                && !amounts.iter().all(supposed)
        };
        let missing: Vec<&Pick> = leaf
            .picks
            .iter()
            .filter(|pick| !picks.contains(pick))
            .filter(bounds)
            .collect();
        picks.into_iter().chain(missing).collect()
    }

    /// The rows of a relation that all completions have, and those that only some have.
    pub(super) fn certain_and_open(&self, relation: RelationId) -> [Vec<&[i64]>; 2] {
        self.common_and_open(relation, &self.all)
    }

    /// The same of some completions.
    fn common_and_open<L: Borrow<Leaf>>(&self, relation: RelationId, among: &[L]) -> [Vec<&[i64]>; 2] {
        let versions = versions(relation, among);
        let all = versions.len();
        let counted = self.counted(relation, versions).into_iter();
        let (common, open): (Vec<_>, Vec<_>) = counted.partition(|(_, count)| *count == all);
        [common, open].map(|rows| rows.into_iter().map(|(row, _)| row).collect())
    }

    /// The outcomes, each once.
    pub(super) fn outcomes(&self) -> BTreeSet<i64> {
        self.all.iter().filter_map(|leaf| leaf.outcome).collect()
    }

    fn rows(&self, leaf: &Leaf, relation: RelationId) -> Vec<&[i64]> {
        let version = leaf.versions.get(relation.0 as usize).copied();
        self.of_version(relation, version.unwrap_or_default()).collect()
    }

    fn of_version(&self, relation: RelationId, version: u32) -> impl Iterator<Item = &[i64]> {
        let arity = self
            .law
            .program
            .relation(relation)
            .map_or(1, |declared| declared.columns.len());
        let rows = self.recall.rows(relation, version);
        // A relation without columns that holds has one word.
        rows.chunks_exact(arity.max(1))
            .map(move |row| if arity == 0 { &[] } else { row })
    }

    /// Rows with how many versions have each.
    fn counted(&self, relation: RelationId, versions: BTreeSet<u32>) -> FxHashMap<&[i64], usize> {
        let mut counted: FxHashMap<&[i64], usize> = FxHashMap::default();
        for version in versions {
            for row in self.of_version(relation, version) {
                *counted.entry(row).or_default() += 1;
            }
        }
        counted
    }
}

/// The different versions of a relation in some completions.
fn versions<L: Borrow<Leaf>>(relation: RelationId, among: &[L]) -> BTreeSet<u32> {
    let version = |leaf: &L| leaf.borrow().versions.get(relation.0 as usize).copied();
    among.iter().filter_map(version).collect()
}
