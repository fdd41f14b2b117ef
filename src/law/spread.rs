//! The completions of one triple, one after another, for as long as somebody wants to see more.
//!
//! The same tree of suppositions as in `completion`, for a docket of one project and at most one triple whose given rows
//! are at hand: nothing is grouped, split or kept, and what was derived before is remembered.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::engine::{EvalError, Limits, Recall};
use crate::lang::program::RelationId;

use super::choice::{Open, Pick};
use super::docket::Docket;
use super::program::{Engine, Law};
use super::rows::Rows;

/// A run to be made: what is supposed, and whether the project's own choices are all made.
struct Branch {
    picks: Vec<Pick>,
    of_firm: bool,
}

/// The rows, given and derived, of one run.
pub(crate) struct RunRows<'a> {
    recall: &'a Recall,
    versions: &'a [u32],
}

impl Rows for RunRows<'_> {
    fn rows(&self, id: RelationId) -> &[i64] {
        let version = self.versions.get(id.0 as usize).copied();
        self.recall.rows(id, version.unwrap_or_default())
    }
}

impl RunRows<'_> {
    /// The versions of its rows: one for each relation of the law.
    pub(crate) fn versions(&self) -> &[u32] {
        self.versions
    }
}

/// Is shown the rows of each run, and whether a choice is still open in it; says whether to go on.
pub(crate) type Spread<'a> = dyn FnMut(&RunRows<'_>, bool) -> bool + 'a;

impl Law {
    /// The law with nothing derived yet. Only the relations of `slice` are derived, where one is given; it must hold all
    /// that their rules read, and the relations of choices.
    pub(crate) fn recall(&self, slice: Option<&FxHashSet<RelationId>>) -> Recall {
        Recall::new(&self.program, &self.evaluator, slice)
    }

    /// The versions of given rows: one buffer for each relation of the law, derived ones empty.
    pub(crate) fn versions(recall: &mut Recall, rows: &[Vec<i64>]) -> Vec<u32> {
        (0_u32..)
            .zip(rows)
            .map(|(index, words)| recall.version(RelationId(index), words))
            .collect()
    }

    /// Shows the rows of each run for a docket of one project and at most one triple, and whether a choice is still open in
    /// it, until `seen` says by `false` that it has seen enough. The first run is the one in which nothing is supposed.
    /// `given` are the versions of the given rows that concern the docket, one for each relation of the law.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(crate) fn spread(
        &self,
        recall: &mut Recall,
        given: &[u32],
        docket: &Docket,
        limits: &Limits,
        seen: &mut Spread<'_>,
    ) -> Result<(), EvalError> {
        let Some(project) = docket.projects.first() else {
            return Ok(());
        };
        let firm = docket.triples.first().map(|triple| triple[0]);
        let mut branches = vec![Branch {
            picks: Vec::new(),
            of_firm: false,
        }];
        let mut completions = 0;
        while let Some(branch) = branches.pop() {
            limits.poll()?;
            let mut versions = self.suppose(docket, &branch.picks, recall, given);
            recall.derive(&mut versions, limits)?;
            let rows = RunRows {
                recall,
                versions: &versions,
            };
            let mut open = Open::read(self, &rows);
            let of_project = open.projects.remove(project).filter(|_| !branch.of_firm);
            let of_firm = of_project.is_none();
            let choice = of_project.or_else(|| open.firms.remove(&(*project, firm?)));
            if !seen(&rows, choice.is_some()) {
                break;
            }
            if let Some(choice) = choice {
                branches.extend(choice.into_iter().rev().map(|pick| {
                    let mut picks = branch.picks.clone();
                    picks.push(pick);
                    Branch { picks, of_firm }
                }));
                continue;
            }
            completions += 1;
            if completions > limits.completions {
                return Err(EvalError::CompletionLimit(limits.completions));
            }
        }
        Ok(())
    }

    /// The rows of the completion of a docket in which some rows are supposed, as an engine derives them; none if something
    /// is still open in it. `given` are the given rows that concern the docket.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(crate) fn completion(
        &self,
        engine: Engine,
        given: &[Vec<i64>],
        docket: &Docket,
        supposed: impl IntoIterator<Item = (RelationId, Vec<i64>)>,
        limits: &Limits,
    ) -> Result<Option<Vec<Vec<i64>>>, EvalError> {
        let mut buffers = given.to_vec();
        let asked = docket
            .projects
            .iter()
            .map(|project| (self.ids.asked_project, vec![*project]));
        let triples = docket
            .triples
            .iter()
            .map(|triple| (self.ids.asked, triple.to_vec()));
        for (relation, row) in asked.chain(triples).chain(supposed) {
            if let Some(buffer) = buffers.get_mut(relation.0 as usize) {
                buffer.extend(row);
            }
        }
        self.derive(engine, &mut buffers, limits)?;
        let open = Open::read(self, buffers.as_slice());
        Ok(open.unsettled().is_empty().then_some(buffers))
    }

    /// The versions of given rows with what is asked and supposed.
    fn suppose(&self, docket: &Docket, picks: &[Pick], recall: &mut Recall, given: &[u32]) -> Vec<u32> {
        let ids = &self.ids;
        let triple = docket.triples.first();
        let mut put: BTreeMap<RelationId, Vec<i64>> = BTreeMap::new();
        let mut add = |relation: RelationId, row: &[i64]| put.entry(relation).or_default().extend(row);
        for project in docket.projects.iter().take(1) {
            add(ids.asked_project, &[*project]);
            for pick in picks {
                let (relation, row) = pick.row(ids, *project, triple.map(|triple| triple[0]));
                add(relation, &row);
            }
        }
        if let Some(triple) = triple {
            add(ids.asked, triple);
        }
        for preset in &docket.presets {
            add(ids.firm_supposed, preset);
        }
        let mut versions = given.to_vec();
        for (relation, mut words) in put {
            if let Some(version) = versions.get_mut(relation.0 as usize) {
                words.extend_from_slice(recall.rows(relation, *version));
                *version = recall.version(relation, &words);
            }
        }
        versions
    }
}
