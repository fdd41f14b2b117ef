//! The generated program.

use crate::engine::{Database, EvalError, Fold, Symbols};
use crate::lang::program::Program;

use super::fault;
use super::stages::{Stages, stages};

#[allow(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    clippy::all,
    clippy::indexing_slicing
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/law.rs"));
}

/// The compiled law with the folds that run between its stages.
#[derive(Debug)]
pub(crate) struct Compiled {
    stages: Stages,
    folds: Vec<Fold>,
    relations: usize,
}

impl Compiled {
    /// Makes the folds of a program ready. The program must be the one that the build compiled.
    pub(crate) fn new(program: &Program, symbols: &mut Symbols) -> Self {
        let stages = stages(program);
        let folds = stages
            .folds
            .iter()
            .filter_map(|site| {
                let rule = program.rules.get(site.rule.0 as usize)?;
                Some(Fold::new(site.aggregate(program)?, &rule.variables, symbols))
            })
            .collect();
        Self {
            stages,
            folds,
            relations: program.relations.len(),
        }
    }

    /// Derives everything from the given rows in `buffers` (one buffer of words for each relation of the program).
    /// `None` if a value could not be computed: then the buffers are incomplete.
    pub(crate) fn run(&self, program: &Program, buffers: &mut Vec<Vec<i64>>) -> Option<()> {
        fault::take();
        buffers.resize(self.relations + 2 * self.folds.len(), Vec::new());
        for stage in 0..self.stages.count {
            generated::run_stage(stage, buffers);
            self.fold(program, stage, buffers).ok()?;
        }
        buffers.truncate(self.relations);
        if fault::take() { None } else { Some(()) }
    }

    /// Computes the aggregates that are ready after a stage.
    fn fold(&self, program: &Program, stage: u32, buffers: &mut [Vec<i64>]) -> Result<(), EvalError> {
        for (number, (site, fold)) in self.stages.folds.iter().zip(&self.folds).enumerate() {
            let groups_at = self.relations + 2 * number;
            let groups = std::mem::take(buffers.get_mut(groups_at).unwrap_or(&mut Vec::new()));
            if site.stage != stage || groups.is_empty() {
                continue;
            }
            let width = site
                .aggregate(program)
                .map_or(1, |aggregate| aggregate.group.len() + 1);
            let mut database = Database::new(program);
            for id in fold.relations() {
                if let (Some(relation), Some(words)) = (database.relation_mut(id), buffers.get(id.0 as usize))
                {
                    relation.extend_flat(words);
                }
            }
            let mut values = Vec::new();
            for group in groups.chunks_exact(width) {
                if let Some(value) = fold.value(&mut database, group.get(1..).unwrap_or_default())? {
                    values.extend_from_slice(group);
                    values.push(value);
                }
            }
            if let Some(buffer) = buffers.get_mut(groups_at + 1) {
                *buffer = values;
            }
        }
        Ok(())
    }
}
