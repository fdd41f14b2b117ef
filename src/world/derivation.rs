//! What the tuples of one finished run of the law rest on: every rule that concludes them, and so on downwards.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::engine::{Database, EvalError, Limits, QueryPlan, Symbols, word_of};
use crate::lang::program::{Atom, Literal, RelationId, Rule, Term, VariableId};
use crate::lang::syntax::RelationKind;
use crate::law::{Law, is_ask, without};

/// A column of an atom.
#[derive(Clone, Copy, Debug)]
enum Part {
    Slot(usize),
    Word(i64),
    Any,
}

/// An atom, ready to be filled with a binding.
#[derive(Clone, Debug)]
struct Premise {
    relation: RelationId,
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Step {
    Present(Premise),
    Absent(Premise),
    /// Slots of the group, and the positive atoms of the fold, with the plan of its matches.
    Fold(Vec<usize>, Vec<Premise>, QueryPlan),
    Other,
}

/// A rule of the law, ready to be looked for in a run.
#[derive(Clone, Debug)]
struct RulePlan {
    head: Premise,
    steps: Vec<Step>,
    /// Plans of the first 0, 1, … literals, with the slots that these bind.
    prefixes: Vec<(QueryPlan, Vec<usize>)>,
    /// How many literals must hold before the rule counts as tried.
    tried: usize,
    /// Plans of the body without one premise each.
    short: Vec<QueryPlan>,
}

/// The rules of the law, ready to be looked for in runs.
#[derive(Clone, Debug)]
pub(crate) struct RulePlans {
    rules: Vec<RulePlan>,
    derived: Vec<bool>,
}

/// A tuple or a pattern of tuples: a column is a word, or open.
pub(crate) type Pattern = (RelationId, Vec<Option<i64>>);

/// One run of the law with the matches of its rules so far looked at.
pub(crate) struct Derivation<'a> {
    plans: &'a RulePlans,
    limits: &'a Limits,
    database: Database,
    matches: BTreeMap<(usize, usize), Vec<Vec<i64>>>,
    cited: BTreeSet<usize>,
    seen: FxHashSet<(RelationId, Vec<i64>)>,
    missed: FxHashSet<Pattern>,
    todo: Vec<(RelationId, Vec<i64>)>,
}

impl RulePlans {
    /// Plans every rule of the law.
    pub(crate) fn new(law: &Law, symbols: &mut Symbols) -> Self {
        let asks = [law.ids.asked, law.ids.asked_project];
        Self {
            rules: law
                .program
                .rules
                .iter()
                .map(|rule| RulePlan::new(rule, asks, symbols))
                .collect(),
            derived: law
                .program
                .relations
                .iter()
                .map(|relation| relation.kind == RelationKind::Derived)
                .collect(),
        }
    }
}

impl RulePlan {
    fn new(rule: &Rule, asks: [RelationId; 2], symbols: &mut Symbols) -> Self {
        let all: Vec<VariableId> = (0_u32..)
            .zip(&rule.variables)
            .map(|(index, _)| VariableId(index))
            .collect();
        let plan = |body: &[Literal], symbols: &mut Symbols| {
            QueryPlan::of_body(body, &rule.variables, &all, symbols)
        };
        let mut bound: Vec<usize> = Vec::new();
        let mut prefixes = vec![(plan(&[], symbols), Vec::new())];
        let mut steps = Vec::new();
        for (index, literal) in rule.body.iter().enumerate() {
            let before = rule.body.get(..index).unwrap_or_default();
            steps.push(match literal {
                Literal::Atom(atom) => {
                    bound.extend(slots(atom));
                    Step::Present(premise(atom, symbols))
                }
                Literal::Absent(atom) => Step::Absent(premise(atom, symbols)),
                Literal::Let { variable, .. } => {
                    bound.push(variable.0 as usize);
                    Step::Other
                }
                Literal::Compare { .. } => Step::Other,
                Literal::Aggregate(aggregate) => {
                    bound.push(aggregate.variable.0 as usize);
                    let body = [before, &aggregate.body].concat();
                    let premises = aggregate.body.iter().filter_map(|literal| match literal {
                        Literal::Atom(atom) => Some(premise(atom, symbols)),
                        _ => None,
                    });
                    let premises = premises.collect();
                    let group = aggregate.group.iter().map(|id| id.0 as usize).collect();
                    Step::Fold(group, premises, plan(&body, symbols))
                }
            });
            let body = rule.body.get(..=index).unwrap_or_default();
            prefixes.push((plan(body, symbols), bound.clone()));
        }
        Self {
            head: premise(&rule.head, symbols),
            steps,
            prefixes,
            tried: tried(rule, asks),
            short: (0..rule.body.len())
                .filter(|index| {
                    rule.body
                        .get(*index)
                        .is_some_and(|literal| !is_ask(literal, asks))
                })
                .map(|index| {
                    QueryPlan::of_body(
                        &without(&rule.body, index, &BTreeSet::new()),
                        &rule.variables,
                        &[],
                        symbols,
                    )
                })
                .collect(),
        }
    }
}

/// How many literals must hold before a rule counts as tried: up to its first premise that does not only say what is
/// asked, unless the rule has no other premise.
fn tried(rule: &Rule, asks: [RelationId; 2]) -> usize {
    let asks = |literal: &Literal| is_ask(literal, asks);
    let first = rule
        .body
        .iter()
        .position(|literal| matches!(literal, Literal::Atom(_)) && !asks(literal));
    match first {
        Some(index) if index + 1 < rule.body.len() => index + 1,
        _ => rule.body.iter().take_while(|literal| asks(literal)).count(),
    }
}

fn slots(atom: &Atom) -> impl Iterator<Item = usize> {
    atom.terms.iter().filter_map(|term| match term {
        Term::Variable(id) => Some(id.0 as usize),
        Term::Constant(_) | Term::Wildcard => None,
    })
}

fn premise(atom: &Atom, symbols: &mut Symbols) -> Premise {
    Premise {
        relation: atom.relation,
        parts: atom
            .terms
            .iter()
            .map(|term| match term {
                Term::Variable(id) => Part::Slot(id.0 as usize),
                Term::Constant(constant) => Part::Word(word_of(constant, symbols)),
                Term::Wildcard => Part::Any,
            })
            .collect(),
    }
}

impl Premise {
    /// The tuples meant under a binding; a slot that is not bound is open.
    fn pattern(&self, binding: impl Fn(usize) -> Option<i64>) -> Pattern {
        let words = self.parts.iter().map(|part| match part {
            Part::Slot(slot) => binding(*slot),
            Part::Word(word) => Some(*word),
            Part::Any => None,
        });
        (self.relation, words.collect())
    }

    /// What the slots of a head are for tuples of a pattern; `None` if a constant stands in the way.
    fn unify(&self, pattern: &[Option<i64>]) -> Option<BTreeMap<usize, i64>> {
        let mut seed = BTreeMap::new();
        for (part, word) in self.parts.iter().zip(pattern) {
            let Some(word) = word else { continue };
            let clashes = match part {
                Part::Slot(slot) => seed.insert(*slot, *word).is_some_and(|old| old != *word),
                Part::Word(constant) => constant != word,
                Part::Any => false,
            };
            if clashes {
                return None;
            }
        }
        Some(seed)
    }
}

impl<'a> Derivation<'a> {
    /// A run by its rows, given and derived.
    pub(crate) fn new(law: &Law, plans: &'a RulePlans, limits: &'a Limits, buffers: &[Vec<i64>]) -> Self {
        let mut database = Database::new(&law.program);
        for (index, words) in (0_u32..).zip(buffers) {
            if let Some(relation) = database.relation_mut(RelationId(index)) {
                relation.extend_flat(words);
            }
        }
        Self {
            plans,
            limits,
            database,
            matches: BTreeMap::new(),
            cited: BTreeSet::new(),
            seen: FxHashSet::default(),
            missed: FxHashSet::default(),
            todo: Vec::new(),
        }
    }

    /// Whether a rule fires.
    pub(crate) fn fires(&mut self, rule: usize) -> Result<bool, EvalError> {
        let length = self.plans.rules.get(rule).map_or(0, |plan| plan.steps.len());
        Ok(!self.prefix(rule, length)?.is_empty())
    }

    /// Whether a rule that does not fire is tried: its first premise holds, or it is one premise short.
    pub(crate) fn is_tried(&mut self, rule: usize) -> Result<bool, EvalError> {
        let Some(plan) = self.plans.rules.get(rule) else {
            return Ok(false);
        };
        if !self.prefix(rule, plan.tried)?.is_empty() {
            return Ok(true);
        }
        for short in &plan.short {
            match short.answers(&mut self.database, self.limits) {
                Ok(found) if found.is_empty() => {}
                Ok(_) => return Ok(true),
                // The premise left out may be what kept a value computable.
                Err(EvalError::Arithmetic { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// The rules that conclude the tuples of some patterns, and what those rest on. Every derivation is followed, by its
    /// positive premises; what the rules of the patterns themselves find absent is followed to what stands in its way.
    pub(crate) fn rules_of(&mut self, goals: &[Pattern]) -> Result<BTreeSet<usize>, EvalError> {
        for (relation, pattern) in goals {
            for tuple in self.tuples(*relation, pattern) {
                self.follow(*relation, &tuple, true)?;
            }
        }
        while let Some((relation, tuple)) = self.todo.pop() {
            self.follow(relation, &tuple, false)?;
        }
        Ok(std::mem::take(&mut self.cited))
    }

    /// The rules that conclude the tuples of some patterns by their own heads.
    pub(crate) fn last_steps(&mut self, goals: &[Pattern]) -> Result<BTreeSet<usize>, EvalError> {
        for (relation, pattern) in goals {
            for tuple in self.tuples(*relation, pattern) {
                self.follow(*relation, &tuple, false)?;
            }
        }
        self.todo.clear();
        Ok(std::mem::take(&mut self.cited))
    }

    fn follow(&mut self, relation: RelationId, tuple: &[i64], with_absent: bool) -> Result<(), EvalError> {
        let pattern: Vec<Option<i64>> = tuple.iter().map(|word| Some(*word)).collect();
        let plans = self.plans;
        for (index, rule) in plans.rules.iter().enumerate() {
            if rule.head.relation != relation {
                continue;
            }
            let Some(seed) = rule.head.unify(&pattern) else {
                continue;
            };
            for binding in self.matching(index, rule.steps.len(), &seed)? {
                self.cited.insert(index);
                for step in &rule.steps {
                    self.support(step, &binding)?;
                    if let (true, Step::Absent(absent)) = (with_absent, step) {
                        self.missing(absent.pattern(|slot| binding.get(slot).copied()))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Takes note of the tuples that a premise rests on.
    fn support(&mut self, step: &Step, binding: &[i64]) -> Result<(), EvalError> {
        match step {
            Step::Present(premise) => {
                let (relation, pattern) = premise.pattern(|slot| binding.get(slot).copied());
                self.note(relation, &pattern);
            }
            Step::Fold(group, premises, plan) => {
                for inner in plan.answers(&mut self.database, self.limits)? {
                    if group.iter().all(|slot| inner.get(*slot) == binding.get(*slot)) {
                        for premise in premises {
                            let (relation, pattern) = premise.pattern(|slot| inner.get(slot).copied());
                            self.note(relation, &pattern);
                        }
                    }
                }
            }
            Step::Absent(_) | Step::Other => {}
        }
        Ok(())
    }

    /// Why nothing of a pattern is concluded: each of its rules is followed as far as it goes.
    fn missing(&mut self, pattern: Pattern) -> Result<(), EvalError> {
        let plans = self.plans;
        let mut todo = vec![pattern];
        while let Some(pattern) = todo.pop() {
            if !self.missed.insert(pattern.clone()) {
                continue;
            }
            for (index, rule) in plans.rules.iter().enumerate() {
                if rule.head.relation != pattern.0 {
                    continue;
                }
                let Some(seed) = rule.head.unify(&pattern.1) else {
                    continue;
                };
                let (length, bindings) = self.furthest(index, &seed)?;
                let given_only =
                    rule.steps.get(..length).unwrap_or_default().iter().all(
                        |step| !matches!(step, Step::Present(premise) if self.is_derived(premise.relation)),
                    );
                if length >= rule.tried && !given_only {
                    self.cited.insert(index);
                }
                let bound = rule.prefixes.get(length).map_or(&[][..], |(_, bound)| bound);
                for binding in bindings {
                    for step in rule.steps.get(..length).unwrap_or_default() {
                        self.support(step, &binding)?;
                    }
                    let word = |slot: usize| {
                        if bound.contains(&slot) {
                            binding.get(slot).copied()
                        } else {
                            seed.get(&slot).copied()
                        }
                    };
                    match rule.steps.get(length) {
                        Some(Step::Present(premise)) => todo.push(premise.pattern(word)),
                        Some(Step::Absent(premise)) => {
                            let (relation, pattern) = premise.pattern(word);
                            self.note(relation, &pattern);
                        }
                        Some(Step::Fold(..) | Step::Other) | None => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether a relation is concluded by rules.
    fn is_derived(&self, relation: RelationId) -> bool {
        self.plans
            .derived
            .get(relation.0 as usize)
            .copied()
            .unwrap_or(false)
    }

    /// The longest prefix of a rule that holds, with its bindings.
    fn furthest(
        &mut self,
        rule: usize,
        seed: &BTreeMap<usize, i64>,
    ) -> Result<(usize, Vec<Vec<i64>>), EvalError> {
        let mut best = (0, Vec::new());
        let count = self.plans.rules.get(rule).map_or(0, |plan| plan.prefixes.len());
        for length in 0..count {
            let found = self.matching(rule, length, seed)?;
            if found.is_empty() {
                break;
            }
            best = (length, found);
        }
        Ok(best)
    }

    /// The bindings of the first literals of a rule that agree with what is known of its head.
    fn matching(
        &mut self,
        rule: usize,
        length: usize,
        seed: &BTreeMap<usize, i64>,
    ) -> Result<Vec<Vec<i64>>, EvalError> {
        let plans = self.plans;
        let bound = plans
            .rules
            .get(rule)
            .and_then(|plan| plan.prefixes.get(length))
            .map_or(&[][..], |(_, bound)| bound);
        let agrees = |binding: &&Vec<i64>| {
            seed.iter()
                .all(|(slot, word)| !bound.contains(slot) || binding.get(*slot) == Some(word))
        };
        Ok(self
            .prefix(rule, length)?
            .iter()
            .filter(agrees)
            .cloned()
            .collect())
    }

    fn prefix(&mut self, rule: usize, length: usize) -> Result<&[Vec<i64>], EvalError> {
        if !self.matches.contains_key(&(rule, length)) {
            let plan = self
                .plans
                .rules
                .get(rule)
                .and_then(|plan| plan.prefixes.get(length));
            let found = match plan {
                Some((plan, _)) => plan.answers(&mut self.database, self.limits)?,
                None => BTreeSet::new(),
            };
            self.matches.insert((rule, length), found.into_iter().collect());
        }
        Ok(self.matches.get(&(rule, length)).map_or(&[][..], Vec::as_slice))
    }

    /// Puts the derived tuples of a pattern on the list, each once.
    fn note(&mut self, relation: RelationId, pattern: &[Option<i64>]) {
        if !self.is_derived(relation) {
            return;
        }
        for tuple in self.tuples(relation, pattern) {
            if self.seen.insert((relation, tuple.clone())) {
                self.todo.push((relation, tuple));
            }
        }
    }

    fn tuples(&self, relation: RelationId, pattern: &[Option<i64>]) -> Vec<Vec<i64>> {
        let fits = |tuple: &&[i64]| {
            tuple
                .iter()
                .zip(pattern)
                .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
        };
        self.database
            .relation(relation)
            .into_iter()
            .flat_map(|relation| relation.tuples().filter(fits).map(<[i64]>::to_vec))
            .collect()
    }
}
