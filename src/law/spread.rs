//! The completions of one triple, one after another, for as long as somebody wants to see more.
//!
//! The same tree of suppositions as in `completion`, for a docket of one project and at most one triple whose given rows
//! are at hand: nothing is grouped, split or kept.

use crate::engine::{EvalError, Limits};

use super::choice::{Open, Pick};
use super::docket::Docket;
use super::program::{Engine, Law};

/// A run to be made: what is supposed, and whether the project's own choices are all made.
struct Branch {
    picks: Vec<Pick>,
    of_firm: bool,
}

impl Law {
    /// Shows the rows, given and derived, of each run for a docket of one project and at most one triple, and whether a
    /// choice is still open in it, until `seen` says by `false` that it has seen enough. The first run is the one in which
    /// nothing is supposed. `rows` are the given rows that concern the docket.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(crate) fn spread(
        &self,
        engine: Engine,
        rows: &[Vec<i64>],
        docket: &Docket,
        limits: &Limits,
        seen: &mut dyn FnMut(&[Vec<i64>], bool) -> bool,
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
            let mut buffers = rows.to_vec();
            self.suppose(docket, &branch.picks, &mut buffers);
            self.derive(engine, &mut buffers, limits)?;
            let mut open = Open::read(self, &buffers);
            let of_project = open.projects.remove(project).filter(|_| !branch.of_firm);
            let of_firm = of_project.is_none();
            let choice = of_project.or_else(|| open.firms.remove(&(*project, firm?)));
            if !seen(&buffers, choice.is_some()) {
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

    /// Adds what is asked and supposed to given rows.
    fn suppose(&self, docket: &Docket, picks: &[Pick], buffers: &mut [Vec<i64>]) {
        let ids = &self.ids;
        let triple = docket.triples.first();
        let mut put = |relation: crate::lang::program::RelationId, row: &[i64]| {
            if let Some(buffer) = buffers.get_mut(relation.0 as usize) {
                buffer.extend_from_slice(row);
            }
        };
        for project in docket.projects.iter().take(1) {
            put(ids.asked_project, &[*project]);
            for pick in picks {
                let (relation, row) = pick.row(ids, *project, triple.map(|triple| triple[0]));
                put(relation, &row);
            }
        }
        if let Some(triple) = triple {
            put(ids.asked, triple);
        }
        for preset in &docket.presets {
            put(ids.firm_supposed, preset);
        }
    }
}
