//! An independent check of proofs. Knows the program and the finished model, and nothing of the search.

use crate::engine::{Database, Symbols};
use crate::lang::arith;
use crate::lang::program::{
    Aggregate, Atom, Constant, ConstantValue, Expr, Function, Literal, Program, Rule, Term,
};
use crate::lang::syntax::{AggregateOp, CompareOp, RelationKind};

use super::proof::{Match, Node, NodeId, Proof};

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
        symbols,
        model,
        proof,
    };
    for node in 0..proof.nodes.len() {
        check.step(node).map_err(|what| ProofFault { node, what })?;
    }
    Ok(())
}

struct Check<'a> {
    program: &'a Program,
    symbols: &'a Symbols,
    model: &'a Database,
    proof: &'a Proof,
}

type Verdict = Result<(), &'static str>;

fn require(holds: bool, what: &'static str) -> Verdict {
    if holds { Ok(()) } else { Err(what) }
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
                require(self.has(*relation, &whole(tuple)), "a fact that is not there")
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
                    self.pattern(&rule.head, binding)? == whole(tuple),
                    "a head that is not the tuple",
                )?;
                require(self.has(*relation, &whole(tuple)), "a tuple that does not hold")?;
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
                    let meant = self.term(term, binding)?;
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
                    self.pattern(atom, binding)? == *pattern,
                    "an absence of something else",
                )?;
                require(!self.has(*relation, pattern), "an absence of what is there")
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
                    .value(left, binding)
                    .ok_or("a value that cannot be computed")?;
                let right = self
                    .value(right, binding)
                    .ok_or("a value that cannot be computed")?;
                require(
                    (left, *op, right) == (*found_left, *found_op, *found_right),
                    "another comparison",
                )?;
                let holds = match op {
                    CompareOp::Equal => left == right,
                    CompareOp::NotEqual => left != right,
                    CompareOp::Less => left < right,
                    CompareOp::LessOrEqual => left <= right,
                    CompareOp::Greater => left > right,
                    CompareOp::GreaterOrEqual => left >= right,
                };
                require(holds, "a comparison that does not hold")
            }
            (Literal::Let { variable, value, .. }, Node::Value { value: found, .. }) => {
                let value = self
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

    fn aggregate(
        &self,
        rule: &Rule,
        aggregate: &Aggregate,
        binding: &[i64],
        bound: &mut [bool],
        value: i64,
        matches: &[Match],
    ) -> Verdict {
        let (mut start, mut group) = (vec![0; binding.len()], vec![false; binding.len()]);
        for id in &aggregate.group {
            let slot = id.0 as usize;
            if let (Some(place), Some(flag), Some(word)) =
                (start.get_mut(slot), group.get_mut(slot), binding.get(slot))
            {
                (*place, *flag) = (*word, true);
            }
        }
        let mut expected = Vec::new();
        self.enumerate(&aggregate.body, start, group, &mut expected)?;
        let mut found: Vec<Vec<i64>> = matches.iter().map(|one| one.binding.clone()).collect();
        expected.sort();
        found.sort();
        require(expected == found, "a fold over other matches")?;
        let mut total: Option<i64> = match aggregate.op {
            AggregateOp::Count | AggregateOp::Sum => Some(0),
            AggregateOp::Min | AggregateOp::Max => None,
        };
        for one in matches {
            require(
                one.premises.len() == aggregate.body.len(),
                "a premise too many or too few",
            )?;
            let mut inner = bound.to_vec();
            for (literal, premise) in aggregate.body.iter().zip(&one.premises) {
                self.literal(rule, literal, &one.binding, &mut inner, *premise)?;
            }
            let word = match &aggregate.value {
                Some(expr) => self
                    .value(expr, &one.binding)
                    .ok_or("a value that cannot be computed")?,
                None => 1,
            };
            total = match (aggregate.op, total) {
                (AggregateOp::Count | AggregateOp::Sum, sum) => {
                    Some(arith::add(sum, Some(word)).ok_or("a value that cannot be computed")?)
                }
                (AggregateOp::Min, least) => Some(least.map_or(word, |least| least.min(word))),
                (AggregateOp::Max, most) => Some(most.map_or(word, |most| most.max(word))),
            };
        }
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

    /// Every match of a body by plain enumeration of the model.
    fn enumerate(
        &self,
        body: &[Literal],
        binding: Vec<i64>,
        bound: Vec<bool>,
        found: &mut Vec<Vec<i64>>,
    ) -> Verdict {
        let Some((literal, rest)) = body.split_first() else {
            found.push(binding);
            return Ok(());
        };
        match literal {
            Literal::Atom(atom) => {
                let Some(relation) = self.model.relation(atom.relation) else {
                    return Ok(());
                };
                for tuple in relation.tuples() {
                    let (mut next, mut known) = (binding.clone(), bound.clone());
                    let mut fits = true;
                    for (term, word) in atom.terms.iter().zip(tuple) {
                        match term {
                            Term::Variable(id) => {
                                let slot = id.0 as usize;
                                if known.get(slot) == Some(&true) {
                                    fits &= next.get(slot) == Some(word);
                                } else if let (Some(place), Some(flag)) =
                                    (next.get_mut(slot), known.get_mut(slot))
                                {
                                    (*place, *flag) = (*word, true);
                                }
                            }
                            Term::Constant(constant) => fits &= self.word(constant) == Some(*word),
                            Term::Wildcard => {}
                        }
                    }
                    if fits {
                        self.enumerate(rest, next, known, found)?;
                    }
                }
                Ok(())
            }
            Literal::Absent(atom) => {
                if self.has(atom.relation, &self.pattern(atom, &binding)?) {
                    Ok(())
                } else {
                    self.enumerate(rest, binding, bound, found)
                }
            }
            Literal::Compare { left, op, right, .. } => {
                let sides = self.value(left, &binding).zip(self.value(right, &binding));
                let (left, right) = sides.ok_or("a value that cannot be computed")?;
                let order = left.cmp(&right);
                let holds = match op {
                    CompareOp::Equal => order.is_eq(),
                    CompareOp::NotEqual => order.is_ne(),
                    CompareOp::Less => order.is_lt(),
                    CompareOp::LessOrEqual => order.is_le(),
                    CompareOp::Greater => order.is_gt(),
                    CompareOp::GreaterOrEqual => order.is_ge(),
                };
                if holds {
                    self.enumerate(rest, binding, bound, found)
                } else {
                    Ok(())
                }
            }
            Literal::Let { variable, value, .. } => {
                let value = self
                    .value(value, &binding)
                    .ok_or("a value that cannot be computed")?;
                let (mut next, mut known) = (binding, bound);
                if let (Some(place), Some(flag)) = (
                    next.get_mut(variable.0 as usize),
                    known.get_mut(variable.0 as usize),
                ) {
                    (*place, *flag) = (value, true);
                }
                self.enumerate(rest, next, known, found)
            }
            Literal::Aggregate(_) => Err("a fold within a fold"),
        }
    }

    fn has(&self, relation: crate::lang::program::RelationId, pattern: &[Option<i64>]) -> bool {
        self.model.relation(relation).is_some_and(|relation| {
            relation.tuples().any(|tuple| {
                tuple
                    .iter()
                    .zip(pattern)
                    .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
            })
        })
    }

    fn pattern(&self, atom: &Atom, binding: &[i64]) -> Result<Vec<Option<i64>>, &'static str> {
        atom.terms.iter().map(|term| self.term(term, binding)).collect()
    }

    fn term(&self, term: &Term, binding: &[i64]) -> Result<Option<i64>, &'static str> {
        match term {
            Term::Variable(id) => binding
                .get(id.0 as usize)
                .copied()
                .map(Some)
                .ok_or("a variable without a value"),
            Term::Constant(constant) => self.word(constant).map(Some).ok_or("a text that is not known"),
            Term::Wildcard => Ok(None),
        }
    }

    fn word(&self, constant: &Constant) -> Option<i64> {
        match &constant.value {
            ConstantValue::Text(text) => self.symbols.find(text),
            ConstantValue::Number(number) => Some(*number),
        }
    }

    fn value(&self, expr: &Expr, binding: &[i64]) -> Option<i64> {
        match expr {
            Expr::Variable(id) => binding.get(id.0 as usize).copied(),
            Expr::Constant(constant) => self.word(constant),
            Expr::Apply { function, arguments } => {
                let argument = |index: usize| self.value(arguments.get(index)?, binding);
                let (a, b) = (argument(0), argument(1));
                match function {
                    Function::Add => arith::add(a, b),
                    Function::Subtract => arith::sub(a, b),
                    Function::Multiply => arith::mul(a, b),
                    Function::Divide => arith::div(a, b),
                    Function::PercentOf => arith::percent_of(a, b),
                    Function::AddDays => arith::add_days(a, b),
                    Function::DaysBetween => arith::days_between(a, b),
                    Function::AddMonths => arith::add_months(a, b),
                    Function::AddYears => arith::add_years(a, b),
                    Function::Year => arith::year(a),
                    Function::Min => arith::min(a, b),
                    Function::Max => arith::max(a, b),
                }
            }
        }
    }
}

fn whole(tuple: &[i64]) -> Vec<Option<i64>> {
    tuple.iter().map(|word| Some(*word)).collect()
}
