//! What is true of a finished model, read off plainly: by enumeration of its tuples and by the arithmetic of the
//! language. The checkers rest on it, and not on the engine's plans.

use crate::engine::{Database, Symbols};
use crate::lang::arith;
use crate::lang::program::{
    Aggregate, Atom, Constant, ConstantValue, Expr, Function, Literal, RelationId, Term,
};
use crate::lang::syntax::{AggregateOp, CompareOp};

/// A finished model with the texts of its words.
#[derive(Clone, Copy)]
pub(super) struct Truth<'a> {
    pub(super) symbols: &'a Symbols,
    pub(super) model: &'a Database,
}

/// A match of a body: one word a variable, and one tuple an atom.
pub(super) type Matched = (Vec<i64>, Vec<Vec<i64>>);

/// What is wrong, if anything is.
pub(super) type Verdict = Result<(), &'static str>;

pub(super) fn require(holds: bool, what: &'static str) -> Verdict {
    if holds { Ok(()) } else { Err(what) }
}

/// Whether a comparison holds.
pub(super) fn compares(op: CompareOp, left: i64, right: i64) -> bool {
    let order = left.cmp(&right);
    match op {
        CompareOp::Equal => order.is_eq(),
        CompareOp::NotEqual => order.is_ne(),
        CompareOp::Less => order.is_lt(),
        CompareOp::LessOrEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterOrEqual => order.is_ge(),
    }
}

impl Truth<'_> {
    /// Every match of a body by plain enumeration of the model, with the tuples that its atoms take.
    fn enumerate(
        &self,
        body: &[Literal],
        (binding, tuples): Matched,
        bound: Vec<bool>,
        found: &mut Vec<Matched>,
    ) -> Verdict {
        let Some((literal, rest)) = body.split_first() else {
            found.push((binding, tuples));
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
                        let mut taken = tuples.clone();
                        taken.push(tuple.to_vec());
                        self.enumerate(rest, (next, taken), known, found)?;
                    }
                }
                Ok(())
            }
            Literal::Absent(atom) => {
                if self.has(atom.relation, &self.pattern(atom, &binding)?) {
                    Ok(())
                } else {
                    self.enumerate(rest, (binding, tuples), bound, found)
                }
            }
            Literal::Compare { left, op, right, .. } => {
                let sides = self.value(left, &binding).zip(self.value(right, &binding));
                let (left, right) = sides.ok_or("a value that cannot be computed")?;
                if compares(*op, left, right) {
                    self.enumerate(rest, (binding, tuples), bound, found)
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
                self.enumerate(rest, (next, tuples), known, found)
            }
            Literal::Aggregate(_) => Err("a fold within a fold"),
        }
    }

    pub(super) fn has(&self, relation: RelationId, pattern: &[Option<i64>]) -> bool {
        self.model.relation(relation).is_some_and(|relation| {
            relation.tuples().any(|tuple| {
                tuple
                    .iter()
                    .zip(pattern)
                    .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
            })
        })
    }

    pub(super) fn pattern(&self, atom: &Atom, binding: &[i64]) -> Result<Vec<Option<i64>>, &'static str> {
        atom.terms.iter().map(|term| self.term(term, binding)).collect()
    }

    pub(super) fn term(&self, term: &Term, binding: &[i64]) -> Result<Option<i64>, &'static str> {
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

    pub(super) fn word(&self, constant: &Constant) -> Option<i64> {
        match &constant.value {
            ConstantValue::Text(text) => self.symbols.find(text),
            ConstantValue::Number(number) => Some(*number),
        }
    }

    pub(super) fn value(&self, expr: &Expr, binding: &[i64]) -> Option<i64> {
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

    /// What an aggregate comes to over matches of its body; `None` for `min` and `max` of nothing.
    pub(super) fn total(
        &self,
        aggregate: &Aggregate,
        matches: &[Matched],
    ) -> Result<Option<i64>, &'static str> {
        let mut total: Option<i64> = match aggregate.op {
            AggregateOp::Count | AggregateOp::Sum => Some(0),
            AggregateOp::Min | AggregateOp::Max => None,
        };
        for (binding, _) in matches {
            let word = match &aggregate.value {
                Some(expr) => self
                    .value(expr, binding)
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
        Ok(total)
    }

    /// The matches of an aggregate's body under the values of its group, each with the tuples that its atoms take.
    pub(super) fn matches_of(
        &self,
        aggregate: &Aggregate,
        binding: &[i64],
    ) -> Result<Vec<Matched>, &'static str> {
        let (mut start, mut group) = (vec![0; binding.len()], vec![false; binding.len()]);
        for id in &aggregate.group {
            let slot = id.0 as usize;
            if let (Some(place), Some(flag), Some(word)) =
                (start.get_mut(slot), group.get_mut(slot), binding.get(slot))
            {
                (*place, *flag) = (*word, true);
            }
        }
        let mut found = Vec::new();
        self.enumerate(&aggregate.body, (start, Vec::new()), group, &mut found)?;
        Ok(found)
    }
}
