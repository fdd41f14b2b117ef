//! The rules of a program, ready to be matched from their heads.

use rustc_hash::FxHashMap;

use crate::engine::{BodyPlan, Code, Database, EvalError, Fold, Limits, Symbols, word_of};
use crate::lang::program::{Aggregate, Atom, Literal, Program, RelationId, Rule, Term, Type, VariableId};
use crate::lang::syntax::RelationKind;

/// The rules of a program by what they conclude. Made once for a program; serves any number of models.
#[derive(Clone, Debug)]
pub struct Rules {
    pub(super) rules: Vec<RuleForm>,
    by_head: FxHashMap<RelationId, Vec<usize>>,
    derived: Vec<bool>,
}

/// An atom whose texts are words.
#[derive(Clone, Debug)]
pub(super) struct AtomForm {
    pub(super) relation: RelationId,
    pub(super) columns: Vec<Column>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Column {
    Slot(usize),
    Word(i64),
    Any,
}

/// A literal of a body.
#[derive(Clone, Debug)]
pub(super) enum LiteralForm {
    Atom(AtomForm),
    Absent(AtomForm),
    Compare(Code, Code),
    Let(usize, Code),
    Aggregate(AggregateForm),
}

#[derive(Clone, Debug)]
pub(super) struct AggregateForm {
    pub(super) slot: usize,
    pub(super) body: Vec<LiteralForm>,
    pub(super) group: Vec<usize>,
    plan: BodyPlan,
    fold: Fold,
}

#[derive(Clone, Debug)]
pub(super) struct RuleForm {
    pub(super) head: AtomForm,
    pub(super) body: Vec<LiteralForm>,
    seeds: Vec<usize>,
    plan: BodyPlan,
}

impl Rules {
    /// Prepares the rules of a program. Text constants are interned in `symbols`.
    #[must_use]
    pub fn new(program: &Program, symbols: &mut Symbols) -> Self {
        let mut by_head: FxHashMap<RelationId, Vec<usize>> = FxHashMap::default();
        for (index, rule) in program.rules.iter().enumerate() {
            by_head.entry(rule.head.relation).or_default().push(index);
        }
        Self {
            rules: program
                .rules
                .iter()
                .map(|rule| RuleForm::new(rule, symbols))
                .collect(),
            by_head,
            derived: program
                .relations
                .iter()
                .map(|relation| relation.kind == RelationKind::Derived)
                .collect(),
        }
    }

    /// The rules that conclude a relation, in source order.
    pub(super) fn of(&self, relation: RelationId) -> &[usize] {
        self.by_head.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// Whether a relation is concluded by rules.
    pub(super) fn is_derived(&self, relation: RelationId) -> bool {
        self.derived.get(relation.0 as usize).copied().unwrap_or(false)
    }
}

impl RuleForm {
    fn new(rule: &Rule, symbols: &mut Symbols) -> Self {
        let mut seeds: Vec<VariableId> = Vec::new();
        for term in &rule.head.terms {
            if let Term::Variable(id) = term
                && !seeds.contains(id)
            {
                seeds.push(*id);
            }
        }
        Self {
            head: AtomForm::new(&rule.head, symbols),
            body: forms(&rule.body, rule, symbols),
            plan: BodyPlan::new(&rule.body, &rule.variables, &seeds, symbols),
            seeds: seeds.iter().map(|id| id.0 as usize).collect(),
        }
    }

    /// The distinct bindings under which the rule concludes a tuple, in order of the model's tuples.
    pub(super) fn bindings(
        &self,
        database: &mut Database,
        tuple: &[i64],
        limits: &Limits,
    ) -> Result<Vec<Vec<i64>>, EvalError> {
        let Some(values) = self.head.unify(tuple) else {
            return Ok(Vec::new());
        };
        let seed: Vec<i64> = self
            .seeds
            .iter()
            .map(|slot| values.get(slot).copied().unwrap_or_default())
            .collect();
        let mut found: Vec<Vec<i64>> = Vec::new();
        let mut known = rustc_hash::FxHashSet::default();
        self.plan.each_match(database, &seed, limits, &mut |binding| {
            // A `let` binds its variable anew, so what it comes to may not be the tuple.
            let fits = self
                .head
                .pattern(binding)
                .iter()
                .zip(tuple)
                .all(|(word, wanted)| word.is_none_or(|word| word == *wanted));
            if fits && known.insert(binding.to_vec()) {
                found.push(binding.to_vec());
            }
            Ok(())
        })?;
        Ok(found)
    }
}

impl AggregateForm {
    fn new(aggregate: &Aggregate, rule: &Rule, symbols: &mut Symbols) -> Self {
        let mut variables = rule.variables.clone();
        let mut body = aggregate.body.clone();
        for literal in &mut body {
            // What is denied stays open: a wildcard there stands for any value.
            if let Literal::Atom(atom) = literal {
                atom.name_wildcards(&mut variables, |_| ("_".to_owned(), Type::Int));
            }
        }
        Self {
            slot: aggregate.variable.0 as usize,
            body: forms(&body, rule, symbols),
            group: aggregate.group.iter().map(|id| id.0 as usize).collect(),
            plan: BodyPlan::new(&body, &variables, &aggregate.group, symbols),
            fold: Fold::new(aggregate, &rule.variables, symbols),
        }
    }

    /// The matches that are folded under a binding: one word a variable of the rule, then one a wildcard of the body, so
    /// that each match tells its own tuples.
    pub(super) fn matches(
        &self,
        database: &mut Database,
        binding: &[i64],
        limits: &Limits,
    ) -> Result<Vec<Vec<i64>>, EvalError> {
        let seed: Vec<i64> = self
            .group
            .iter()
            .map(|slot| binding.get(*slot).copied().unwrap_or_default())
            .collect();
        let mut found = Vec::new();
        self.plan.each_match(database, &seed, limits, &mut |binding| {
            found.push(binding.to_vec());
            Ok(())
        })?;
        Ok(found)
    }

    /// What the fold comes to for words of its group, in its order; `None` for `min` and `max` of nothing.
    pub(super) fn value(&self, database: &mut Database, group: &[i64]) -> Result<Option<i64>, EvalError> {
        self.fold.value(database, group)
    }
}

impl AtomForm {
    pub(super) fn new(atom: &Atom, symbols: &mut Symbols) -> Self {
        let column = |term: &Term| match term {
            Term::Variable(id) => Column::Slot(id.0 as usize),
            Term::Constant(constant) => Column::Word(word_of(constant, symbols)),
            Term::Wildcard => Column::Any,
        };
        Self {
            relation: atom.relation,
            columns: atom.terms.iter().map(column).collect(),
        }
    }

    /// One word a column under a binding; `None` for a wildcard.
    pub(super) fn pattern(&self, binding: &[i64]) -> Vec<Option<i64>> {
        self.columns
            .iter()
            .map(|column| match column {
                Column::Slot(slot) => binding.get(*slot).copied(),
                Column::Word(word) => Some(*word),
                Column::Any => None,
            })
            .collect()
    }

    /// The same under a binding of some variables; `None` also for a variable that is not bound.
    pub(super) fn open_pattern(&self, binding: &[Option<i64>]) -> Vec<Option<i64>> {
        self.columns
            .iter()
            .map(|column| match column {
                Column::Slot(slot) => binding.get(*slot).copied().flatten(),
                Column::Word(word) => Some(*word),
                Column::Any => None,
            })
            .collect()
    }

    /// The variables of the atom.
    pub(super) fn slots(&self) -> impl Iterator<Item = usize> + '_ {
        self.columns.iter().filter_map(|column| match column {
            Column::Slot(slot) => Some(*slot),
            Column::Word(_) | Column::Any => None,
        })
    }

    /// What the variables are if the atom is the tuple; `None` if it cannot be.
    pub(super) fn unify(&self, tuple: &[i64]) -> Option<FxHashMap<usize, i64>> {
        let mut values = FxHashMap::default();
        for (column, word) in self.columns.iter().zip(tuple) {
            let fits = match column {
                Column::Slot(slot) => values.insert(*slot, *word).is_none_or(|old| old == *word),
                Column::Word(constant) => constant == word,
                Column::Any => true,
            };
            if !fits {
                return None;
            }
        }
        Some(values)
    }
}

fn forms(body: &[Literal], rule: &Rule, symbols: &mut Symbols) -> Vec<LiteralForm> {
    body.iter()
        .map(|literal| match literal {
            Literal::Atom(atom) => LiteralForm::Atom(AtomForm::new(atom, symbols)),
            Literal::Absent(atom) => LiteralForm::Absent(AtomForm::new(atom, symbols)),
            Literal::Compare { left, right, .. } => {
                LiteralForm::Compare(Code::new(left, symbols), Code::new(right, symbols))
            }
            Literal::Let { variable, value, .. } => {
                LiteralForm::Let(variable.0 as usize, Code::new(value, symbols))
            }
            Literal::Aggregate(aggregate) => {
                LiteralForm::Aggregate(AggregateForm::new(aggregate, rule, symbols))
            }
        })
        .collect()
}
