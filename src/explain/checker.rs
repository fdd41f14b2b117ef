//! An independent check of proofs. Knows the program and the finished model, and nothing of the search.

use crate::engine::{Database, Symbols};
use crate::lang::program::{Aggregate, Literal, Program, Rule, Term};
use crate::lang::syntax::RelationKind;

use super::proof::{Match, Node, NodeId, Proof};
use super::truth::{Matched, Truth, Verdict, compares, require};

/// What is wrong with a proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("step {node} of the proof: {what}")]
pub struct ProofFault {
    /// Index of the step.
    pub node: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Checks every step of a proof against the rules of a program and a finished model of it.
///
/// # Errors
/// The first step that does not follow.
pub fn check_proof(
    program: &Program,
    symbols: &Symbols,
    model: &Database,
    proof: &Proof,
) -> Result<(), ProofFault> {
    if proof.nodes.is_empty() {
        return Err(ProofFault {
            node: 0,
            what: "there is no step",
        });
    }
    let check = Check {
        program,
        truth: Truth { symbols, model },
        proof,
    };
    for node in 0..proof.nodes.len() {
        check.step(node).map_err(|what| ProofFault { node, what })?;
    }
    Ok(())
}

struct Check<'a> {
    program: &'a Program,
    truth: Truth<'a>,
    proof: &'a Proof,
}

impl Check<'_> {
    fn step(&self, index: usize) -> Verdict {
        let id = NodeId(u32::try_from(index).unwrap_or(u32::MAX));
        require(
            self.proof.premises(id).iter().all(|premise| *premise < id),
            "a premise that does not stand before",
        )?;
        match self.proof.nodes.get(index) {
            Some(Node::Fact { relation, tuple }) => {
                let declared = self.program.relation(*relation);
                require(
                    declared.is_some_and(|declared| declared.kind == RelationKind::Given),
                    "a fact of a relation that is concluded",
                )?;
                require(
                    self.truth.has(*relation, &whole(tuple)),
                    "a fact that is not there",
                )
            }
            Some(Node::Rule {
                rule,
                relation,
                tuple,
                binding,
                premises,
            }) => {
                let rule = self.program.rules.get(rule.0 as usize).ok_or("no such rule")?;
                require(rule.head.relation == *relation, "a rule for another relation")?;
                require(
                    self.truth.pattern(&rule.head, binding)? == whole(tuple),
                    "a head that is not the tuple",
                )?;
                require(
                    self.truth.has(*relation, &whole(tuple)),
                    "a tuple that does not hold",
                )?;
                require(premises.len() == rule.body.len(), "a premise too many or too few")?;
                let mut bound = vec![false; rule.variables.len()];
                for (literal, premise) in rule.body.iter().zip(premises) {
                    require(
                        (premise.0 as usize) < index,
                        "a premise that does not stand before",
                    )?;
                    self.literal(rule, literal, binding, &mut bound, *premise)?;
                }
                Ok(())
            }
            // These are checked where they serve.
            Some(
                Node::Absent { .. } | Node::Comparison { .. } | Node::Value { .. } | Node::Aggregate { .. },
            ) => Ok(()),
            None => Err("no such step"),
        }
    }

    fn literal(
        &self,
        rule: &Rule,
        literal: &Literal,
        binding: &[i64],
        bound: &mut [bool],
        premise: NodeId,
    ) -> Verdict {
        let node = self.proof.node(premise).ok_or("a premise that is not there")?;
        match (literal, node) {
            (Literal::Atom(atom), Node::Fact { relation, tuple } | Node::Rule { relation, tuple, .. }) => {
                require(atom.relation == *relation, "a premise of another relation")?;
                for (term, word) in atom.terms.iter().zip(tuple) {
                    let meant = self.truth.term(term, binding)?;
                    require(
                        meant.is_none_or(|meant| meant == *word),
                        "a premise that is another tuple",
                    )?;
                    if let Term::Variable(id) = term
                        && let Some(flag) = bound.get_mut(id.0 as usize)
                    {
                        *flag = true;
                    }
                }
                Ok(())
            }
            (Literal::Absent(atom), Node::Absent { relation, pattern }) => {
                require(atom.relation == *relation, "an absence in another relation")?;
                require(
                    self.truth.pattern(atom, binding)? == *pattern,
                    "an absence of something else",
                )?;
                require(!self.truth.has(*relation, pattern), "an absence of what is there")
            }
            (
                Literal::Compare { left, op, right, .. },
                Node::Comparison {
                    left: found_left,
                    op: found_op,
                    right: found_right,
                    ..
                },
            ) => {
                let left = self
                    .truth
                    .value(left, binding)
                    .ok_or("a value that cannot be computed")?;
                let right = self
                    .truth
                    .value(right, binding)
                    .ok_or("a value that cannot be computed")?;
                require(
                    (left, *op, right) == (*found_left, *found_op, *found_right),
                    "another comparison",
                )?;
                require(compares(*op, left, right), "a comparison that does not hold")
            }
            (Literal::Let { variable, value, .. }, Node::Value { value: found, .. }) => {
                let value = self
                    .truth
                    .value(value, binding)
                    .ok_or("a value that cannot be computed")?;
                let slot = variable.0 as usize;
                require(
                    value == *found && binding.get(slot) == Some(found),
                    "another value",
                )?;
                if let Some(flag) = bound.get_mut(slot) {
                    *flag = true;
                }
                Ok(())
            }
            (Literal::Aggregate(aggregate), Node::Aggregate { value, matches, .. }) => {
                self.aggregate(rule, aggregate, binding, bound, *value, matches)
            }
            _ => Err("a premise of another kind"),
        }
    }

    /// The tuple that a step shows.
    fn tuple_of(&self, id: NodeId) -> Option<Vec<i64>> {
        match self.proof.node(id)? {
            Node::Fact { tuple, .. } | Node::Rule { tuple, .. } => Some(tuple.clone()),
            _ => None,
        }
    }

    fn aggregate(
        &self,
        rule: &Rule,
        aggregate: &Aggregate,
        binding: &[i64],
        bound: &mut [bool],
        value: i64,
        matches: &[Match],
    ) -> Verdict {
        let mut expected = self.truth.matches_of(aggregate, binding)?;
        let taken = |one: &Match| one.premises.iter().filter_map(|id| self.tuple_of(*id)).collect();
        let mut found: Vec<Matched> = matches
            .iter()
            .map(|one| (one.binding.clone(), taken(one)))
            .collect();
        expected.sort();
        found.sort();
        require(expected == found, "a fold over other matches")?;
        for one in matches {
            require(
                one.premises.len() == aggregate.body.len(),
                "a premise too many or too few",
            )?;
            let mut inner = bound.to_vec();
            for (literal, premise) in aggregate.body.iter().zip(&one.premises) {
                self.literal(rule, literal, &one.binding, &mut inner, *premise)?;
            }
        }
        let total = self.truth.total(aggregate, &found)?;
        let slot = aggregate.variable.0 as usize;
        require(
            total == Some(value) && binding.get(slot) == Some(&value),
            "another total",
        )?;
        if let Some(flag) = bound.get_mut(slot) {
            *flag = true;
        }
        Ok(())
    }
}

fn whole(tuple: &[i64]) -> Vec<Option<i64>> {
    tuple.iter().map(|word| Some(*word)).collect()
}
