//! Why nothing in a finished model fits a goal: for each rule that could conclude it the match in which the fewest
//! literals fail, and for each literal missed what is in the way.
//!
//! A goal is a relation with a word or nothing for each column. A missed atom of a derived relation is a goal of its
//! own; each goal is looked at once. Since the model is finished, what no rule derives is unfounded, and a goal that can
//! be met only by way of itself is told as such.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{Database, EvalError, Limits};
use crate::lang::program::{Literal, Program, RelationId, RuleId, VariableId};
use crate::lang::syntax::CompareOp;

use super::forest::fits;
use super::nearest::{Nearest, OpenBinding, words};
use super::rules::{AtomForm, Column, LiteralForm, Rules};

/// Most goals that are looked at in one model; deeper ones are [`Obstacle::Unsearched`].
const MOST_GOALS: usize = 4_000;
/// Most goals that stand on each other.
const DEEPEST: usize = 200;
/// Most tuples that are named as standing in the way of one negation.
const MOST_BLOCKERS: usize = 8;

/// Index into the goals of an [`Absences`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoalId(pub(super) u32);

/// A relation with a word, or nothing, for each column.
pub type Pattern = (RelationId, Vec<Option<i64>>);

/// A goal of a derived relation that nothing in the model fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// What is not there.
    pub pattern: Pattern,
    /// One for each rule that could conclude it, nearest first: those in which fewer literals fail, then in rule order.
    pub attempts: Vec<Attempt>,
    /// The rules of the relation whose heads cannot be the goal, in rule order.
    pub others: Vec<OtherHead>,
}

/// A rule that could conclude a goal, with its nearest match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The rule.
    pub rule: RuleId,
    /// One word for each variable of the rule that has a value.
    pub binding: Vec<Option<i64>>,
    /// The literals that do not hold, in the order of the body; never none.
    pub misses: Vec<Miss>,
    /// Whether in no match of the rule fewer literals fail; false where not all could be looked at.
    pub least: bool,
}

impl Attempt {
    /// How many literals fail: those missed but for those that cannot be tested, which are missed with another.
    #[must_use]
    pub fn failed(&self) -> usize {
        let untestable = |miss: &&Miss| matches!(miss.obstacle, Obstacle::Untestable(_));
        self.misses.len() - self.misses.iter().filter(untestable).count()
    }
}

/// A literal that does not hold under the binding of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// Index into the body of the rule.
    pub literal: usize,
    /// What is in the way.
    pub obstacle: Obstacle,
}

/// Why a literal does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No row of a given relation fits.
    Missing(Pattern),
    /// No tuple of a derived relation fits; the goal says why.
    Underivable(GoalId),
    /// No tuple fits, and this goal itself serves to look for one: it would rest on nothing but itself.
    Circular(Pattern),
    /// No tuple of a derived relation fits; it was not looked into, for a limit was reached.
    Unsearched(Pattern),
    /// Tuples fit, but in none of them are the columns equal that one variable stands in.
    Unequal(Pattern),
    /// Tuples that a negation rules out are there.
    Blocked {
        /// What should not be there.
        pattern: Pattern,
        /// The tuples, in the order of the model; the first eight if there are more.
        blockers: Vec<Vec<i64>>,
    },
    /// A comparison of these values does not hold.
    False {
        /// Left value.
        left: i64,
        /// Operator.
        op: CompareOp,
        /// Right value.
        right: i64,
    },
    /// A computed value is another one than is needed.
    Differs {
        /// What it comes to; `None` for a fold of nothing and for a value that cannot be computed.
        value: Option<i64>,
        /// What is needed; `None` where any value would do.
        needed: Option<i64>,
    },
    /// Variables have no value, since nothing that they stand in holds.
    Untestable(Vec<VariableId>),
}

/// A rule of a relation whose head cannot be the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherHead {
    /// The rule.
    pub rule: RuleId,
    /// The column in which it differs, with the word that it concludes there; nothing where two columns of the head are
    /// one variable and differ in the goal.
    pub column: Option<(usize, i64)>,
}

/// Goals of one finished model, each looked at once.
pub struct Absences<'a> {
    program: &'a Program,
    rules: &'a Rules,
    model: Database,
    limits: &'a Limits,
    goals: Vec<Goal>,
    known: FxHashMap<Pattern, GoalId>,
    /// Goals under way, whose attempts are being looked for.
    open: FxHashSet<Pattern>,
    deepest: usize,
}

impl<'a> Absences<'a> {
    /// A search in a finished model: given rows and everything that follows from them.
    pub fn new(program: &'a Program, rules: &'a Rules, model: Database, limits: &'a Limits) -> Self {
        Self {
            program,
            rules,
            model,
            limits,
            goals: Vec::new(),
            known: FxHashMap::default(),
            open: FxHashSet::default(),
            deepest: DEEPEST,
        }
    }

    /// The same search with at most so many goals standing on each other; deeper ones are not looked into.
    #[must_use]
    pub fn down_to(self, deepest: usize) -> Self {
        Self { deepest, ..self }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Database {
        &self.model
    }

    /// The goals looked at so far; those that another rests on stand before it.
    #[must_use]
    pub fn goals(&self) -> &[Goal] {
        &self.goals
    }

    /// The goal of an id.
    #[must_use]
    pub fn goal(&self, id: GoalId) -> Option<&Goal> {
        self.goals.get(id.0 as usize)
    }

    /// The tuples that fit a pattern, in the order of the model.
    pub fn fitting<'p>(&'p self, (relation, pattern): &'p Pattern) -> impl Iterator<Item = &'p [i64]> {
        let relation = self.model.relation(*relation);
        let tuples = relation.into_iter().flat_map(|relation| relation.tuples());
        tuples.filter(move |tuple| fits(tuple, pattern))
    }

    /// What is in the way of a pattern that nothing fits: [`Obstacle::Missing`], [`Obstacle::Underivable`] or, where the
    /// limit is reached, [`Obstacle::Unsearched`].
    ///
    /// # Errors
    /// Interrupted, or out of time.
    pub fn explain(&mut self, pattern: Pattern) -> Result<Obstacle, EvalError> {
        if !self.rules.is_derived(pattern.0) {
            return Ok(Obstacle::Missing(pattern));
        }
        if let Some(id) = self.known.get(&pattern) {
            return Ok(Obstacle::Underivable(*id));
        }
        if self.open.contains(&pattern) {
            return Ok(Obstacle::Circular(pattern));
        }
        if self.goals.len() + self.open.len() >= MOST_GOALS || self.open.len() >= self.deepest {
            return Ok(Obstacle::Unsearched(pattern));
        }
        self.open.insert(pattern.clone());
        let (attempts, others) = self.attempts(&pattern)?;
        self.open.remove(&pattern);
        let id = GoalId(u32::try_from(self.goals.len()).unwrap_or(u32::MAX));
        self.known.insert(pattern.clone(), id);
        self.goals.push(Goal {
            pattern,
            attempts,
            others,
        });
        Ok(Obstacle::Underivable(id))
    }

    fn attempts(&mut self, goal: &Pattern) -> Result<(Vec<Attempt>, Vec<OtherHead>), EvalError> {
        let (mut attempts, mut others) = (Vec::new(), Vec::new());
        for index in self.rules.of(goal.0) {
            self.limits.poll()?;
            let rule = RuleId(u32::try_from(*index).unwrap_or(u32::MAX));
            let Some(form) = self.rules.rules.get(*index) else {
                continue;
            };
            match unify(&form.head, &goal.1) {
                Ok(head) => attempts.extend(self.attempt(rule, &head)?),
                Err(column) => others.push(OtherHead { rule, column }),
            }
        }
        attempts.sort_by_key(|attempt| (attempt.failed(), attempt.rule));
        Ok((attempts, others))
    }

    fn attempt(&mut self, rule: RuleId, head: &FxHashMap<usize, i64>) -> Result<Option<Attempt>, EvalError> {
        let (rules, program) = (self.rules, self.program);
        let index = rule.0 as usize;
        let (Some(form), Some(declared)) = (rules.rules.get(index), program.rules.get(index)) else {
            return Ok(None);
        };
        let nearest = Nearest::new(declared, form, &mut self.model, self.limits);
        let Some(near) = nearest.find(head)? else {
            return Ok(None);
        };
        let mut misses = Vec::new();
        for literal in near.misses {
            let obstacle = self.obstacle(rule, literal, &near.binding)?;
            misses.push(Miss { literal, obstacle });
        }
        Ok((!misses.is_empty()).then_some(Attempt {
            rule,
            binding: near.binding,
            misses,
            least: near.least,
        }))
    }

    /// What is in the way of a literal that does not hold.
    fn obstacle(
        &mut self,
        rule: RuleId,
        literal: usize,
        binding: &OpenBinding,
    ) -> Result<Obstacle, EvalError> {
        let (rules, program) = (self.rules, self.program);
        let index = rule.0 as usize;
        let (Some(form), Some(declared)) = (rules.rules.get(index), program.rules.get(index)) else {
            return Ok(untestable(&[]));
        };
        let mut nearest = Nearest::new(declared, form, &mut self.model, self.limits);
        let mut unknown = nearest.unknown(literal, binding);
        let target = nearest.target(literal);
        unknown.retain(|slot| Some(*slot) != target);
        match (form.body.get(literal), declared.body.get(literal)) {
            (Some(LiteralForm::Atom(atom)), _) => {
                let pattern = (atom.relation, atom.open_pattern(binding));
                if self.fitting(&pattern).next().is_some() {
                    return Ok(Obstacle::Unequal(pattern));
                }
                self.explain(pattern)
            }
            _ if !unknown.is_empty() => Ok(untestable(&unknown)),
            (Some(LiteralForm::Absent(atom)), _) => {
                let pattern = (atom.relation, atom.open_pattern(binding));
                let tuples = self.fitting(&pattern).take(MOST_BLOCKERS);
                let blockers = tuples.map(<[i64]>::to_vec).collect();
                Ok(Obstacle::Blocked { pattern, blockers })
            }
            (Some(LiteralForm::Compare(left, right)), Some(Literal::Compare { op, .. })) => {
                let words = words(binding);
                let sides = left.value(&words).zip(right.value(&words));
                Ok(sides.map_or(
                    Obstacle::Differs {
                        value: None,
                        needed: None,
                    },
                    |(left, right)| Obstacle::False { left, op: *op, right },
                ))
            }
            _ => Ok(Obstacle::Differs {
                value: nearest.value(literal, binding)?,
                needed: target.and_then(|slot| binding.get(slot).copied().flatten()),
            }),
        }
    }
}

fn untestable(unknown: &[usize]) -> Obstacle {
    let ids = unknown
        .iter()
        .map(|slot| VariableId(u32::try_from(*slot).unwrap_or(u32::MAX)));
    Obstacle::Untestable(ids.collect())
}

/// The variables of a head that a goal gives values to; else the column in which the head cannot be the goal.
fn unify(head: &AtomForm, goal: &[Option<i64>]) -> Result<FxHashMap<usize, i64>, Option<(usize, i64)>> {
    let mut values = FxHashMap::default();
    for (at, (column, wanted)) in head.columns.iter().zip(goal).enumerate() {
        let Some(wanted) = wanted else { continue };
        match column {
            Column::Slot(slot) => {
                if values.insert(*slot, *wanted).is_some_and(|old| old != *wanted) {
                    return Err(None);
                }
            }
            Column::Word(word) if word != wanted => return Err(Some((at, *word))),
            Column::Word(_) | Column::Any => {}
        }
    }
    Ok(values)
}
