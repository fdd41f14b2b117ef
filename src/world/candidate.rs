//! The changes that are tried for one question: matches of declared changes, and the taking away of single facts.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{Database, EvalError, Limits, Recall};
use crate::facts::{EntityKind, single_key};
use crate::lang::program::{Literal, RelationId};
use crate::law::{Docket, Law, Others, Rows, RunRows};

use super::World;
use super::answer::Value;
use super::control::rests_on;
use super::declared::{ASKED_RELATION, Declared, Effect};
use super::load::entity_kind;
use super::why::Row;

/// A row of which some columns may be anything.
type Pattern = (RelationId, Vec<Option<i64>>);

/// One change, as it is made to the rows at hand.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) what: What,
    /// Rows that are there and go.
    pub(super) removed: BTreeSet<Row>,
    /// Rows that are not there and come.
    pub(super) added: BTreeSet<Row>,
    /// What is asked in place of the question.
    pub(super) triple: Option<[i64; 3]>,
    /// What goes wherever it is.
    patterns: Vec<Pattern>,
}

/// Where a candidate comes from.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// A match of a declared change: its number and one word a variable.
    Declared(usize, Vec<i64>),
    /// A fact is taken away.
    Without(Row),
}

/// The rows that a question is decided on, and everything that is tried on them.
#[derive(Clone, Debug)]
pub(super) struct Trials {
    /// Given rows that concern the docket, without what is asked.
    pub(super) rows: Vec<Vec<i64>>,
    pub(super) candidates: Vec<Candidate>,
    /// The relations that what is asked can rest on, and those of choices.
    pub(super) slice: FxHashSet<RelationId>,
}

impl Candidate {
    /// The taking away of a fact.
    pub(super) fn without(row: Row) -> Self {
        Self {
            what: What::Without(row.clone()),
            patterns: vec![(row.0, row.1.iter().map(|word| Some(*word)).collect())],
            removed: BTreeSet::from([row]),
            added: BTreeSet::new(),
            triple: None,
        }
    }

    /// The relations that it changes.
    pub(super) fn relations(&self) -> impl Iterator<Item = RelationId> + '_ {
        self.removed
            .iter()
            .chain(&self.added)
            .map(|(relation, _)| *relation)
    }

    /// Whether two changes come to the same in either order, and neither is part of the other.
    pub(super) fn goes_with(&self, other: &Candidate, law: &Law) -> bool {
        let asks_apart = self.triple.is_some() && other.triple.is_some();
        let apart = self.undoes(other) || other.undoes(self) || self.clashes(other, law);
        !(asks_apart || apart || self.is_part_of(other) || other.is_part_of(self))
    }

    fn is_part_of(&self, other: &Candidate) -> bool {
        self.triple.is_none() && self.removed.is_subset(&other.removed) && self.added.is_subset(&other.added)
    }

    /// Whether it takes away what the other adds.
    fn undoes(&self, other: &Candidate) -> bool {
        let goes = |(relation, row): &Row| {
            self.patterns
                .iter()
                .any(|(of, pattern)| of == relation && fits(row, pattern))
        };
        other
            .added
            .iter()
            .any(|row| goes(row) && !self.added.contains(row))
    }

    /// Whether both add a row where there can be one only.
    fn clashes(&self, other: &Candidate, law: &Law) -> bool {
        self.added.iter().any(|(relation, row)| {
            let declared = law.program.relation(*relation);
            let key = declared.and_then(|declared| single_key(&declared.name));
            key.is_some_and(|key| {
                other
                    .added
                    .iter()
                    .any(|(of, twin)| of == relation && twin != row && twin.get(..key) == row.get(..key))
            })
        })
    }
}

/// Whether a row is one of a pattern.
pub(super) fn fits(row: &[i64], pattern: &[Option<i64>]) -> bool {
    row.iter()
        .zip(pattern)
        .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
}

impl World {
    /// What is tried for a docket of one project and at most one triple: declared changes in the order of their texts and
    /// of the values that they bind, then facts that are taken away. Only what the goal can rest on is touched.
    pub(super) fn trials(
        &mut self,
        docket: &Docket,
        goal: RelationId,
        changes: &[Declared],
        limits: &Limits,
    ) -> Result<Trials, EvalError> {
        let rows = self.gathered(docket, &Others::default());
        let mut found = Vec::new();
        let mut seen_by: FxHashMap<Vec<Pattern>, Database> = FxHashMap::default();
        let mut recall = self.law.recall(None);
        for (number, change) in changes.iter().enumerate() {
            limits.poll()?;
            let Some(seeds) = seeds(docket, change) else {
                continue;
            };
            let without: Vec<Pattern> = change
                .without
                .iter()
                .map(|effect| (effect.relation, effect.pattern(&seeds)))
                .collect();
            if !seen_by.contains_key(&without) {
                let database = self.certain(&mut recall, docket, &rows, &without, changes, limits)?;
                seen_by.insert(without.clone(), database);
            }
            let Some(database) = seen_by.get_mut(&without) else {
                continue;
            };
            for binding in self.bindings(change, database, &seeds, limits)? {
                found.push(self.made_of(number, change, binding, docket, &rows));
            }
        }
        found.extend(self.removals(docket, &rows));
        let slice = slice(&self.law, goal);
        let mut seen = FxHashSet::default();
        found.retain(|one| {
            let concerns = one.triple.is_some() || one.relations().any(|id| self.is_read(id, &slice));
            concerns && seen.insert((one.removed.clone(), one.added.clone(), one.triple))
        });
        let rows = self.gathered(docket, &self.brought_in(&found));
        Ok(Trials {
            rows,
            candidates: found,
            slice,
        })
    }

    /// Whether a relation is in a slice of the law, or what the holdings show rests on it and is.
    fn is_read(&self, id: RelationId, slice: &FxHashSet<RelationId>) -> bool {
        let by_control = rests_on(self.relation_name(id)) && slice.contains(&self.law.ids.controlled);
        slice.contains(&id) || by_control
    }

    /// The given rows that concern a docket and what stands beside it.
    pub(super) fn gathered(&mut self, docket: &Docket, others: &Others) -> Vec<Vec<i64>> {
        self.store().gather_with(&self.law, docket, others)
    }

    /// What the `when` of changes sees: given rows without some, and what is concluded from them whatever is supposed.
    fn certain(
        &self,
        recall: &mut Recall,
        docket: &Docket,
        rows: &[Vec<i64>],
        without: &[Pattern],
        changes: &[Declared],
        limits: &Limits,
    ) -> Result<Database, EvalError> {
        let law = &self.law;
        let derived: BTreeSet<RelationId> = changes
            .iter()
            .filter(|change| change.without.is_empty() == without.is_empty())
            .flat_map(|change| change.reads.iter().copied())
            .filter(|id| law.derived().contains(id))
            .collect();
        let mut rows = rows.to_vec();
        for (relation, pattern) in without {
            if let Some(buffer) = rows.get_mut(relation.0 as usize) {
                let kept = buffer.chunks_exact(pattern.len().max(1));
                *buffer = kept
                    .filter(|row| !fits(row, pattern))
                    .flatten()
                    .copied()
                    .collect();
            }
        }
        let arity = |id: RelationId| {
            law.program
                .relation(id)
                .map_or(1, |relation| relation.columns.len())
        };
        let of = |id: RelationId, run: &RunRows<'_>| -> FxHashSet<Vec<i64>> {
            let rows = run.rows(id).chunks_exact(arity(id).max(1));
            rows.map(<[i64]>::to_vec).collect()
        };
        let mut common: FxHashMap<RelationId, FxHashSet<Vec<i64>>> = FxHashMap::default();
        let mut first = true;
        let mut todo = derived;
        let given = Law::versions(recall, &rows);
        law.spread(recall, &given, docket, limits, &mut |run, open| {
            if std::mem::take(&mut first) {
                // What stays once it is concluded is known from the run in which nothing is supposed.
                let unsettled = law.reach().unsettled(run);
                todo.retain(|id| {
                    let stays = law.reach().stays(*id, &unsettled);
                    if stays {
                        common.insert(*id, of(*id, run));
                    }
                    !stays
                });
            }
            if !open {
                for id in &todo {
                    let found = of(*id, run);
                    common
                        .entry(*id)
                        .and_modify(|known| known.retain(|row| found.contains(row)))
                        .or_insert(found);
                }
            }
            !todo.is_empty()
        })?;
        let mut database = Database::new(&law.program);
        for (index, words) in (0_u32..).zip(&rows) {
            if let Some(relation) = database.relation_mut(RelationId(index)) {
                relation.extend_flat(words);
            }
        }
        for (id, known) in common {
            for row in known {
                database.insert(id, &row);
            }
        }
        Ok(database)
    }

    /// The distinct matches of a change, sorted by the values of its variables.
    fn bindings(
        &self,
        change: &Declared,
        database: &mut Database,
        seeds: &[i64],
        limits: &Limits,
    ) -> Result<Vec<Vec<i64>>, EvalError> {
        let mut found: BTreeSet<(Vec<Value>, Vec<i64>)> = BTreeSet::new();
        let variables = &change.rule.variables;
        let matched = change.plan.each_match(database, seeds, limits, &mut |binding| {
            let values = variables.iter().zip(binding);
            let values = values
                .map(|(variable, word)| self.value(variable.ty, *word))
                .collect();
            found.insert((values, binding.to_vec()));
            Ok(())
        });
        match matched {
            // A value beyond all dates or amounts is no fact that could have been.
            Ok(()) | Err(EvalError::Arithmetic { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(found.into_iter().map(|(_, binding)| binding).collect())
    }

    /// A declared change under a binding.
    fn made_of(
        &self,
        number: usize,
        change: &Declared,
        binding: Vec<i64>,
        docket: &Docket,
        rows: &[Vec<i64>],
    ) -> Candidate {
        let pattern = |effect: &Effect| (effect.relation, effect.pattern(&binding));
        let mut candidate = Candidate {
            patterns: change.remove.iter().map(pattern).collect(),
            removed: BTreeSet::new(),
            added: BTreeSet::new(),
            triple: None,
            what: What::Declared(number, binding.clone()),
        };
        for (relation, pattern) in &candidate.patterns {
            let present = self.present(*relation, rows).chunks_exact(pattern.len().max(1));
            let going = present.filter(|row| fits(row, pattern));
            candidate
                .removed
                .extend(going.map(|row| (*relation, row.to_vec())));
        }
        for (relation, pattern) in change.add.iter().map(pattern) {
            let row: Vec<i64> = pattern.into_iter().flatten().collect();
            if self.relation_name(relation) == ASKED_RELATION {
                candidate.triple = row
                    .try_into()
                    .ok()
                    .filter(|triple| docket.triples.first() != Some(triple));
                continue;
            }
            let key = (relation, row);
            let there = self
                .present(relation, rows)
                .chunks_exact(key.1.len().max(1))
                .any(|row| row == key.1);
            if !candidate.removed.remove(&key) && !there {
                candidate.added.insert(key);
            }
        }
        candidate
    }

    /// The rows of a relation that a change can take away: those that concern the docket, and all that control rests on.
    fn present<'a>(&'a self, relation: RelationId, rows: &'a [Vec<i64>]) -> &'a [i64] {
        let buffers = if rests_on(self.relation_name(relation)) {
            &self.given
        } else {
            rows
        };
        buffers.get(relation.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The entities that candidates bring in.
    fn brought_in(&self, candidates: &[Candidate]) -> Others {
        let mut others = Others::default();
        for (relation, row) in candidates.iter().flat_map(|candidate| &candidate.added) {
            let Some(relation) = self.law.program.relation(*relation) else {
                continue;
            };
            for (column, word) in relation.columns.iter().zip(row) {
                let words = match entity_kind(&self.law.program, column.ty) {
                    Some(EntityKind::Project) => &mut others.projects,
                    Some(EntityKind::Firm) => &mut others.firms,
                    Some(EntityKind::Body) => &mut others.bodies,
                    _ => continue,
                };
                words.push(*word);
            }
        }
        others
    }
}

/// The firm that is asked about; none where a class of firms is.
pub(super) fn asked_firm(docket: &Docket) -> Option<i64> {
    let triple = docket.triples.first().filter(|_| docket.presets.is_empty());
    triple.map(|triple| triple[0])
}

/// The words of firm, project and role; none where a change needs a firm and none is asked about.
fn seeds(docket: &Docket, change: &Declared) -> Option<Vec<i64>> {
    let project = *docket.projects.first()?;
    match (docket.triples.first(), asked_firm(docket)) {
        (Some([firm, _, role]), Some(_)) => Some(vec![*firm, project, *role]),
        _ if change.of_firm => None,
        _ => Some(vec![0, project, 0]),
    }
}

/// The relations that a goal can rest on, and those by which what is not known is filled in.
fn slice(law: &Law, goal: RelationId) -> FxHashSet<RelationId> {
    fn read(body: &[Literal], todo: &mut Vec<RelationId>) {
        for literal in body {
            match literal {
                Literal::Atom(atom) | Literal::Absent(atom) => todo.push(atom.relation),
                Literal::Aggregate(aggregate) => read(&aggregate.body, todo),
                Literal::Compare { .. } | Literal::Let { .. } => {}
            }
        }
    }
    let ids = &law.ids;
    let mut slice = FxHashSet::default();
    let mut todo = vec![
        goal,
        ids.day_choice,
        ids.project_choice,
        ids.reading_choice,
        ids.amount_choice,
        ids.firm_choice,
    ];
    while let Some(id) = todo.pop() {
        if slice.insert(id) {
            for rule in law.program.rules.iter().filter(|rule| rule.head.relation == id) {
                read(&rule.body, &mut todo);
            }
        }
    }
    slice
}
