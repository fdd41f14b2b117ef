//! The match of a rule in which the fewest literals fail.
//!
//! A binding gives values to some variables of the rule, and only to those that something speaks for: the goal, a tuple
//! that an atom of the body matches, or what a `let` or an aggregate comes to. A literal holds under it if its
//! variables have values and it is true of the model; every other literal is missed. One that cannot be tested, since an
//! atom that would give its variables values is missed, is missed with that atom and does not count. Found by branch and
//! bound: an atom takes one of the tuples that fit, or is missed and leaves its variables open; a literal is tested as soon
//! as its variables have values.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{Database, EvalError, Limits, holds};
use crate::lang::program::{Literal, Rule};

use super::forest::fits;
use super::rules::{AggregateForm, AtomForm, LiteralForm, RuleForm};

/// Most tuples and branches that are looked at for one rule. The first match found misses nothing that it could have
/// taken on its way, so a search that ends here still has a true answer.
const MOST_STEPS: usize = 1_000_000;

/// One word for each variable of a rule that has a value.
pub(super) type OpenBinding = Vec<Option<i64>>;

/// A match that misses some literals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NearMatch {
    pub(super) binding: OpenBinding,
    /// Indexes of the literals that it misses, in their order.
    pub(super) misses: Vec<usize>,
    /// How many of them fail: without those that cannot be tested.
    failed: usize,
    /// Whether fewer fail in no other match; false if the search ended before.
    pub(super) least: bool,
}

/// The search for one rule.
pub(super) struct Nearest<'a> {
    rule: &'a Rule,
    form: &'a RuleForm,
    model: &'a mut Database,
    limits: &'a Limits,
    folds: FxHashMap<(usize, Vec<i64>), Option<i64>>,
    steps: usize,
    best: Option<NearMatch>,
}

#[derive(Clone)]
struct State {
    binding: OpenBinding,
    /// Literals that are decided: matched, tested or given up.
    settled: Vec<bool>,
    missed: usize,
}

impl<'a> Nearest<'a> {
    pub(super) fn new(
        rule: &'a Rule,
        form: &'a RuleForm,
        model: &'a mut Database,
        limits: &'a Limits,
    ) -> Self {
        Self {
            rule,
            form,
            model,
            limits,
            folds: FxHashMap::default(),
            steps: 0,
            best: None,
        }
    }

    /// The nearest match with these values for variables of the head; of several the one that matches tuples first, in
    /// the order of the body and of the model.
    pub(super) fn find(mut self, head: &FxHashMap<usize, i64>) -> Result<Option<NearMatch>, EvalError> {
        let mut binding = vec![None; self.rule.variables.len()];
        for (slot, word) in head {
            set(&mut binding, *slot, Some(*word));
        }
        let state = State {
            binding,
            settled: vec![false; self.form.body.len()],
            missed: 0,
        };
        self.descend(state)?;
        let least = self.steps <= MOST_STEPS;
        Ok(self.best.map(|best| NearMatch { least, ..best }))
    }

    fn descend(&mut self, mut state: State) -> Result<(), EvalError> {
        self.step()?;
        self.test(&mut state)?;
        let bound = self.best.as_ref().map(|best| best.failed);
        if bound.is_some_and(|bound| state.missed >= bound || self.steps > MOST_STEPS) {
            return Ok(());
        }
        if let Some((index, slot, value)) = self.computed(&state)? {
            return self.compute(state, index, slot, value);
        }
        let form = self.form;
        let next = form
            .body
            .iter()
            .enumerate()
            .find_map(|(index, literal)| match literal {
                LiteralForm::Atom(atom) if !is(&state.settled, index) => Some((index, atom)),
                _ => None,
            });
        match next {
            Some((index, atom)) => self.branch(state, index, atom),
            None => self.finish(state.binding),
        }
    }

    fn step(&mut self) -> Result<(), EvalError> {
        self.steps += 1;
        if self.steps.is_multiple_of(4096) {
            self.limits.poll()?;
        }
        Ok(())
    }

    /// Tests every literal whose variables have values.
    fn test(&mut self, state: &mut State) -> Result<(), EvalError> {
        for index in 0..self.form.body.len() {
            if is(&state.settled, index) || matches!(self.form.body.get(index), Some(LiteralForm::Atom(_))) {
                continue;
            }
            if self.unknown(index, &state.binding).is_empty() {
                state.missed += usize::from(!self.holds(index, &state.binding)?);
                settle(state, index);
            }
        }
        Ok(())
    }

    /// A `let` or an aggregate that can be computed now, with its variable and its value.
    fn computed(&mut self, state: &State) -> Result<Option<(usize, usize, Option<i64>)>, EvalError> {
        for index in 0..self.form.body.len() {
            if is(&state.settled, index) {
                continue;
            }
            if let Some(slot) = self.target(index)
                && self.unknown(index, &state.binding) == [slot]
            {
                return Ok(Some((index, slot, self.value(index, &state.binding)?)));
            }
        }
        Ok(None)
    }

    /// Goes on with a computed value, and without it where an atom may give the variable another one.
    fn compute(
        &mut self,
        mut state: State,
        index: usize,
        slot: usize,
        value: Option<i64>,
    ) -> Result<(), EvalError> {
        settle(&mut state, index);
        if value.is_some() {
            let mut next = state.clone();
            set(&mut next.binding, slot, value);
            self.descend(next)?;
        }
        let elsewhere = self.form.body.iter().enumerate().any(|(at, literal)| {
            !is(&state.settled, at)
                && matches!(literal, LiteralForm::Atom(atom) if atom.slots().any(|other| other == slot))
        });
        if value.is_none() || elsewhere {
            state.missed += 1;
            self.descend(state)?;
        }
        Ok(())
    }

    /// Goes on with each tuple that an atom can mean, and without any.
    fn branch(&mut self, mut state: State, index: usize, atom: &AtomForm) -> Result<(), EvalError> {
        settle(&mut state, index);
        let pattern = atom.open_pattern(&state.binding);
        if atom
            .slots()
            .all(|slot| state.binding.get(slot).copied().flatten().is_some())
        {
            state.missed += usize::from(!fits_any(self.model, atom, &state.binding));
            return self.descend(state);
        }
        let tuples: Vec<Vec<i64>> = self
            .model
            .relation(atom.relation)
            .into_iter()
            .flat_map(|relation| relation.tuples())
            .filter(|tuple| fits(tuple, &pattern))
            .map(<[i64]>::to_vec)
            .collect();
        let mut known: FxHashSet<OpenBinding> = FxHashSet::default();
        for tuple in tuples {
            self.step()?;
            let Some(values) = atom.unify(&tuple) else {
                continue;
            };
            let mut next = state.clone();
            for (slot, word) in values {
                set(&mut next.binding, slot, Some(word));
            }
            if known.insert(next.binding.clone()) {
                self.descend(next)?;
            }
        }
        state.missed += 1;
        self.descend(state)
    }

    /// Keeps a match in which fewer literals fail than in any before.
    fn finish(&mut self, binding: OpenBinding) -> Result<(), EvalError> {
        let (mut misses, mut failed) = (Vec::new(), 0);
        for (index, literal) in self.form.body.iter().enumerate() {
            let unknown = self.unknown(index, &binding);
            let held = match literal {
                LiteralForm::Atom(atom) => {
                    let found = fits_any(self.model, atom, &binding);
                    if found && !unknown.is_empty() {
                        // What fits is not missing: another branch takes the tuple.
                        return Ok(());
                    }
                    found
                }
                LiteralForm::Absent(atom) => !fits_any(self.model, atom, &binding),
                _ => unknown.is_empty() && self.holds(index, &binding)?,
            };
            if !held {
                misses.push(index);
                let target = self.target(index);
                let testable = unknown.iter().all(|slot| Some(*slot) == target);
                failed += usize::from(testable || matches!(literal, LiteralForm::Atom(_)));
            }
        }
        if self.best.as_ref().is_none_or(|best| failed < best.failed) {
            self.best = Some(NearMatch {
                binding,
                misses,
                failed,
                least: true,
            });
        }
        Ok(())
    }

    /// Whether a literal whose variables have values is true of the model.
    fn holds(&mut self, index: usize, binding: &[Option<i64>]) -> Result<bool, EvalError> {
        Ok(match (self.form.body.get(index), self.rule.body.get(index)) {
            (Some(LiteralForm::Absent(atom)), _) => !fits_any(self.model, atom, binding),
            (Some(LiteralForm::Compare(left, right)), Some(Literal::Compare { op, .. })) => {
                let words = words(binding);
                left.value(&words)
                    .zip(right.value(&words))
                    .is_some_and(|(left, right)| holds(*op, left, right))
            }
            _ => match self.target(index) {
                Some(slot) => {
                    let value = self.value(index, binding)?;
                    value.is_some() && value == binding.get(slot).copied().flatten()
                }
                None => false,
            },
        })
    }

    /// What a `let` or an aggregate comes to; `None` where it cannot be computed.
    pub(super) fn value(&mut self, index: usize, binding: &[Option<i64>]) -> Result<Option<i64>, EvalError> {
        let form = self.form;
        match form.body.get(index) {
            Some(LiteralForm::Let(_, code)) => Ok(code.value(&words(binding))),
            Some(LiteralForm::Aggregate(aggregate)) => self.fold(index, aggregate, binding),
            _ => Ok(None),
        }
    }

    fn fold(
        &mut self,
        index: usize,
        aggregate: &AggregateForm,
        binding: &[Option<i64>],
    ) -> Result<Option<i64>, EvalError> {
        let group: Vec<i64> = aggregate
            .group
            .iter()
            .map(|slot| binding.get(*slot).copied().flatten().unwrap_or_default())
            .collect();
        if let Some(known) = self.folds.get(&(index, group.clone())) {
            return Ok(*known);
        }
        let value = match aggregate.value(self.model, &group) {
            Ok(value) => value,
            // Values that no rule of the model met may not add up.
            Err(EvalError::Arithmetic { .. }) => None,
            Err(error) => return Err(error),
        };
        self.folds.insert((index, group), value);
        Ok(value)
    }

    /// The variable that a `let` or an aggregate binds.
    pub(super) fn target(&self, index: usize) -> Option<usize> {
        match self.form.body.get(index)? {
            LiteralForm::Let(slot, _) => Some(*slot),
            LiteralForm::Aggregate(aggregate) => Some(aggregate.slot),
            _ => None,
        }
    }

    /// The variables of a literal that have no value, each once.
    pub(super) fn unknown(&self, index: usize, binding: &[Option<i64>]) -> Vec<usize> {
        let slots: Vec<usize> = match self.form.body.get(index) {
            Some(LiteralForm::Atom(atom) | LiteralForm::Absent(atom)) => atom.slots().collect(),
            Some(LiteralForm::Compare(left, right)) => [left.slots(), right.slots()].concat(),
            Some(LiteralForm::Let(slot, code)) => [code.slots(), vec![*slot]].concat(),
            Some(LiteralForm::Aggregate(aggregate)) => [&aggregate.group[..], &[aggregate.slot]].concat(),
            None => Vec::new(),
        };
        let mut unknown: Vec<usize> = Vec::new();
        for slot in slots {
            if binding.get(slot).copied().flatten().is_none() && !unknown.contains(&slot) {
                unknown.push(slot);
            }
        }
        unknown
    }
}

/// Whether some tuple can be the atom, whatever the variables are that have no value.
fn fits_any(model: &Database, atom: &AtomForm, binding: &[Option<i64>]) -> bool {
    let pattern = atom.open_pattern(binding);
    let Some(relation) = model.relation(atom.relation) else {
        return false;
    };
    match pattern.iter().copied().collect::<Option<Vec<i64>>>() {
        Some(tuple) => relation.contains(&tuple),
        None => relation
            .tuples()
            .any(|tuple| fits(tuple, &pattern) && atom.unify(tuple).is_some()),
    }
}

fn is(flags: &[bool], index: usize) -> bool {
    flags.get(index).copied().unwrap_or(false)
}

fn settle(state: &mut State, index: usize) {
    if let Some(flag) = state.settled.get_mut(index) {
        *flag = true;
    }
}

fn set(binding: &mut [Option<i64>], slot: usize, word: Option<i64>) {
    if let Some(place) = binding.get_mut(slot) {
        *place = word;
    }
}

/// The binding as it is read where every variable that counts has a value.
pub(super) fn words(binding: &[Option<i64>]) -> Vec<i64> {
    binding.iter().map(|word| word.unwrap_or_default()).collect()
}
