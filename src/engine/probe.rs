//! One rule held against a finished model: what it concludes there, and how far it gets.

use std::collections::BTreeSet;

use crate::lang::program::Rule;

use super::database::Database;
use super::error::EvalError;
use super::limits::Limits;
use super::plan::{Operand, Run, Step, index_for, plan_body, plan_head};
use super::symbols::Symbols;

/// A rule made ready to be held against models.
#[derive(Clone, Debug)]
pub struct Probe {
    steps: Vec<Step>,
    terms: Vec<Operand>,
    slots: usize,
}

impl Probe {
    /// Plans a rule. Text constants are interned in `symbols`.
    #[must_use]
    pub fn new(rule: &Rule, symbols: &mut Symbols) -> Self {
        let slots = rule.variables.len();
        Self {
            steps: plan_body(&rule.body, &mut vec![false; slots], symbols),
            terms: plan_head(&rule.head, symbols),
            slots,
        }
    }

    /// The tuples of the head, one for each distinct match of the body.
    ///
    /// # Errors
    /// A value cannot be computed, or a limit was reached.
    pub fn conclusions(
        &self,
        database: &mut Database,
        limits: &Limits,
    ) -> Result<BTreeSet<Vec<i64>>, EvalError> {
        let mut found = BTreeSet::new();
        self.matches(self.steps.len(), database, limits, &mut |binding| {
            found.insert(self.terms.iter().map(|term| term.value(binding)).collect());
        })?;
        Ok(found)
    }

    /// The most literals, from the left, that hold together.
    ///
    /// # Errors
    /// A value cannot be computed, or a limit was reached.
    pub fn reach(&self, database: &mut Database, limits: &Limits) -> Result<usize, EvalError> {
        for length in 1..=self.steps.len() {
            let mut found = false;
            self.matches(length, database, limits, &mut |_| found = true)?;
            if !found {
                return Ok(length - 1);
            }
        }
        Ok(self.steps.len())
    }

    fn matches(
        &self,
        length: usize,
        database: &mut Database,
        limits: &Limits,
        seen: &mut dyn FnMut(&[i64]),
    ) -> Result<(), EvalError> {
        let steps = self.steps.get(..length).unwrap_or_default();
        index_for(steps, database);
        let run = Run {
            database,
            delta: None,
            limits,
            rule: "",
        };
        run.walk(steps, 0, &mut vec![0; self.slots], &mut 0, &mut |binding| {
            seen(binding);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::checker::check;
    use crate::lang::parser::parse_module;
    use crate::lang::source::FileId;

    const PROGRAM: &str = "given Edge(a: Int, b: Int)\nderived Long(a: Int)\n\
        Long(a) <- Edge(a, b), Edge(b, c), (c > 2), !Edge(c, a);";

    fn look(edges: &[[i64; 2]]) -> (BTreeSet<Vec<i64>>, usize) {
        let (module, _) = parse_module(FileId(0), PROGRAM);
        let program = check(None, &[module], false).unwrap();
        let probe = Probe::new(&program.rules[0], &mut Symbols::default());
        let mut database = Database::new(&program);
        let edge = program.relation_named("Edge").unwrap();
        for tuple in edges {
            database.insert(edge, tuple);
        }
        let limits = Limits::default();
        let conclusions = probe.conclusions(&mut database, &limits).unwrap();
        (conclusions, probe.reach(&mut database, &limits).unwrap())
    }

    #[test]
    fn a_rule_concludes_each_tuple_once() {
        let edges = [[1, 2], [2, 3], [2, 4]];
        assert_eq!(look(&edges), (BTreeSet::from([vec![1]]), 4));
    }

    #[test]
    fn the_reach_counts_the_literals_that_hold_together() {
        assert_eq!(look(&[]), (BTreeSet::new(), 0));
        assert_eq!(look(&[[1, 2]]), (BTreeSet::new(), 1));
        assert_eq!(look(&[[1, 2], [2, 1]]), (BTreeSet::new(), 2));
        assert_eq!(look(&[[1, 2], [2, 3], [3, 1]]), (BTreeSet::new(), 3));
    }
}
