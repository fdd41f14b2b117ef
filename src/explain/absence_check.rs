//! An independent check of goals that nothing fits. Knows the program and the finished model, and nothing of the search;
//! that no match misses fewer literals is not checked here.

use crate::engine::{Database, Symbols};
use crate::lang::program::{Atom, Expr, Literal, Program, Term, VariableId};
use crate::lang::syntax::RelationKind;

use super::absence::{Attempt, Goal, Miss, Obstacle, OtherHead, Pattern};
use super::truth::{Truth, Verdict, compares, require};

/// What is wrong with a goal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("goal {goal}: {what}")]
pub struct AbsenceFault {
    /// Index of the goal.
    pub goal: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

/// Checks that nothing in a finished model fits the goals, that every rule is accounted for, and that what is told of
/// each literal is true.
///
/// # Errors
/// The first goal of which something is not true.
pub fn check_absences(
    program: &Program,
    symbols: &Symbols,
    model: &Database,
    goals: &[Goal],
) -> Result<(), AbsenceFault> {
    let check = Check {
        program,
        truth: Truth { symbols, model },
        goals,
    };
    for index in 0..goals.len() {
        check
            .goal(index)
            .map_err(|what| AbsenceFault { goal: index, what })?;
    }
    Ok(())
}

struct Check<'a> {
    program: &'a Program,
    truth: Truth<'a>,
    goals: &'a [Goal],
}

type Open = [Option<i64>];

impl Check<'_> {
    fn goal(&self, index: usize) -> Verdict {
        let goal = self.goals.get(index).ok_or("no such goal")?;
        let (relation, pattern) = &goal.pattern;
        require(
            !self.truth.has(*relation, pattern),
            "a goal that something in the model fits",
        )?;
        let mut told: Vec<usize> = goal
            .attempts
            .iter()
            .map(|attempt| attempt.rule.0 as usize)
            .chain(goal.others.iter().map(|other| other.rule.0 as usize))
            .collect();
        told.sort_unstable();
        let rules = self.program.rules.iter().enumerate();
        let all: Vec<usize> = rules
            .filter(|(_, rule)| rule.head.relation == *relation)
            .map(|(at, _)| at)
            .collect();
        require(told == all, "a rule that is not accounted for")?;
        require(
            goal.attempts.is_sorted_by_key(|one| (one.failed(), one.rule)),
            "an attempt before a nearer one",
        )?;
        for other in &goal.others {
            self.other(other, pattern)?;
        }
        for attempt in &goal.attempts {
            self.attempt(attempt, pattern, index)?;
        }
        Ok(())
    }

    fn other(&self, other: &OtherHead, pattern: &Open) -> Verdict {
        let rule = self
            .program
            .rules
            .get(other.rule.0 as usize)
            .ok_or("no such rule")?;
        let differs = match other.column {
            Some((at, word)) => {
                let Some(Term::Constant(constant)) = rule.head.terms.get(at) else {
                    return Err("another head without a word in its column");
                };
                self.truth.word(constant) == Some(word)
                    && pattern.get(at).is_some_and(|goal| *goal != Some(word))
            }
            None => !equal_where_one(&rule.head, pattern),
        };
        require(differs, "a rule that could be the goal is told to be another")
    }

    fn attempt(&self, attempt: &Attempt, pattern: &Open, index: usize) -> Verdict {
        let rule = self
            .program
            .rules
            .get(attempt.rule.0 as usize)
            .ok_or("no such rule")?;
        let binding = &attempt.binding;
        require(!attempt.misses.is_empty(), "an attempt that misses nothing")?;
        let mut backed: Vec<VariableId> = Vec::new();
        for (term, wanted) in rule.head.terms.iter().zip(pattern) {
            let Some(wanted) = wanted else { continue };
            require(
                self.open_term(term, binding) == Some(*wanted),
                "a head that is not the goal",
            )?;
            if let Term::Variable(id) = term {
                backed.push(*id);
            }
        }
        for (at, literal) in rule.body.iter().enumerate() {
            match attempt.misses.iter().find(|miss| miss.literal == at) {
                Some(miss) => self.miss(literal, miss, binding, index)?,
                None => {
                    require(self.holds(literal, binding)?, "a literal that is missed untold")?;
                    backed.extend(bound_by(literal));
                }
            }
        }
        let bound = (0_u32..).zip(binding).filter(|(_, word)| word.is_some());
        for (slot, _) in bound {
            require(
                backed.contains(&VariableId(slot)),
                "a value that nothing speaks for",
            )?;
        }
        Ok(())
    }

    /// Whether a literal is true of the model under a binding of some variables.
    fn holds(&self, literal: &Literal, binding: &Open) -> Result<bool, &'static str> {
        let known = unknown(literal, binding).is_empty();
        Ok(match literal {
            Literal::Atom(atom) => known && self.some(atom, binding),
            Literal::Absent(atom) => !self.some(atom, binding),
            Literal::Compare { left, op, right, .. } => {
                let words = words(binding);
                let sides = self
                    .truth
                    .value(left, &words)
                    .zip(self.truth.value(right, &words));
                known && sides.is_some_and(|(left, right)| compares(*op, left, right))
            }
            Literal::Let { .. } | Literal::Aggregate(_) => {
                known
                    && self
                        .computed(literal, binding)
                        .is_some_and(|(value, needed)| value == needed)
            }
        })
    }

    /// What a `let` or an aggregate comes to, and the value of its variable.
    fn computed(&self, literal: &Literal, binding: &Open) -> Option<(Option<i64>, Option<i64>)> {
        let words = words(binding);
        let (variable, value) = match literal {
            Literal::Let { variable, value, .. } => (variable, self.truth.value(value, &words)),
            Literal::Aggregate(aggregate) => {
                let matches = self.truth.matches_of(aggregate, &words).ok()?;
                (
                    &aggregate.variable,
                    self.truth.total(aggregate, &matches).ok().flatten(),
                )
            }
            _ => return None,
        };
        Some((value, binding.get(variable.0 as usize).copied().flatten()))
    }

    fn miss(&self, literal: &Literal, miss: &Miss, binding: &Open, index: usize) -> Verdict {
        require(
            !self.holds(literal, binding)?,
            "a literal that holds is told to be missed",
        )?;
        match (literal, &miss.obstacle) {
            (Literal::Atom(atom), obstacle) => self.atom(atom, obstacle, binding, index),
            (Literal::Absent(atom), Obstacle::Blocked { pattern, blockers }) => {
                require(
                    *pattern == self.open_pattern(atom, binding),
                    "a blocker of something else",
                )?;
                require(!blockers.is_empty(), "a negation that nothing blocks")?;
                let there =
                    |tuple: &Vec<i64>| self.truth.has(pattern.0, &whole(tuple)) && fits(tuple, &pattern.1);
                require(blockers.iter().all(there), "a blocker that is not there")
            }
            (
                Literal::Compare { left, op, right, .. },
                Obstacle::False {
                    left: one,
                    op: told,
                    right: other,
                },
            ) => {
                let words = words(binding);
                require(
                    (
                        self.truth.value(left, &words),
                        op,
                        self.truth.value(right, &words),
                    ) == (Some(*one), told, Some(*other)),
                    "another comparison",
                )
            }
            (
                Literal::Let { .. } | Literal::Aggregate(_) | Literal::Compare { .. },
                Obstacle::Differs { value, needed },
            ) => match self.computed(literal, binding) {
                Some(found) => require(found == (*value, *needed), "another value"),
                None => require((value, needed) == (&None, &None), "another value"),
            },
            (_, Obstacle::Untestable(told)) => {
                let target = bound_by(literal);
                let unknown: Vec<VariableId> = unknown(literal, binding)
                    .into_iter()
                    .filter(|id| !target.contains(id))
                    .collect();
                require(
                    !told.is_empty() && *told == unknown,
                    "a variable that has a value is told to have none",
                )
            }
            _ => Err("an obstacle of another kind"),
        }
    }

    fn atom(&self, atom: &Atom, obstacle: &Obstacle, binding: &Open, index: usize) -> Verdict {
        let wanted = self.open_pattern(atom, binding);
        let given =
            self.program.relation(atom.relation).map(|relation| relation.kind) == Some(RelationKind::Given);
        let absent = |pattern: &Pattern| {
            require(*pattern == wanted, "something else is told to be missing")?;
            require(
                !self.truth.has(pattern.0, &pattern.1),
                "what is there is told to be missing",
            )
        };
        match obstacle {
            Obstacle::Missing(pattern) => {
                require(given, "a row of a derived relation is told to be missing")?;
                absent(pattern)
            }
            Obstacle::Unsearched(pattern) => absent(pattern),
            Obstacle::Underivable(id) => {
                let goal = self.goals.get(id.0 as usize).ok_or("no such goal")?;
                require((id.0 as usize) < index, "a goal that does not stand before")?;
                absent(&goal.pattern)
            }
            Obstacle::Circular(pattern) => {
                absent(pattern)?;
                let at = self.goals.iter().position(|goal| goal.pattern == *pattern);
                let rests = at.is_some_and(|at| self.rests_on(at, index));
                require(rests, "a goal that is not circular")
            }
            Obstacle::Unequal(pattern) => {
                require(*pattern == wanted, "something else is told to be unequal")?;
                require(
                    self.truth.has(pattern.0, &pattern.1),
                    "what is unequal is not there",
                )
            }
            _ => Err("an obstacle of another kind"),
        }
    }

    /// Whether the attempts at a goal lead to another goal, or are at that goal.
    fn rests_on(&self, from: usize, to: usize) -> bool {
        let mut waiting = vec![from];
        let mut seen = vec![false; self.goals.len()];
        while let Some(at) = waiting.pop() {
            if at == to {
                return true;
            }
            let Some(flag) = seen.get_mut(at) else { continue };
            if std::mem::replace(flag, true) {
                continue;
            }
            let attempts = self.goals.get(at).map_or(&[][..], |goal| &goal.attempts);
            for miss in attempts.iter().flat_map(|attempt| &attempt.misses) {
                if let Obstacle::Underivable(id) = &miss.obstacle {
                    waiting.push(id.0 as usize);
                }
            }
        }
        false
    }

    /// Whether some tuple can be the atom, whatever the variables without a value are.
    fn some(&self, atom: &Atom, binding: &Open) -> bool {
        let (relation, pattern) = self.open_pattern(atom, binding);
        self.truth.model.relation(relation).is_some_and(|relation| {
            relation
                .tuples()
                .any(|tuple| fits(tuple, &pattern) && equal_where_one(atom, &whole(tuple)))
        })
    }

    fn open_pattern(&self, atom: &Atom, binding: &Open) -> Pattern {
        let words = atom.terms.iter().map(|term| self.open_term(term, binding));
        (atom.relation, words.collect())
    }

    fn open_term(&self, term: &Term, binding: &Open) -> Option<i64> {
        match term {
            Term::Variable(id) => binding.get(id.0 as usize).copied().flatten(),
            Term::Constant(constant) => self.truth.word(constant),
            Term::Wildcard => None,
        }
    }
}

/// Whether columns that one variable of the atom stands in are equal, as far as they are known.
fn equal_where_one(atom: &Atom, words: &Open) -> bool {
    let columns: Vec<(&Term, &Option<i64>)> = atom.terms.iter().zip(words).collect();
    columns.iter().all(|(term, word)| {
        !matches!(term, Term::Variable(_))
            || columns.iter().all(|(other, against)| {
                term != other || word.is_none() || against.is_none() || word == against
            })
    })
}

/// The variables that a literal gives values to.
fn bound_by(literal: &Literal) -> Vec<VariableId> {
    match literal {
        Literal::Atom(atom) => variables(&atom.terms),
        Literal::Let { variable, .. } => vec![*variable],
        Literal::Aggregate(aggregate) => vec![aggregate.variable],
        Literal::Absent(_) | Literal::Compare { .. } => Vec::new(),
    }
}

fn variables(terms: &[Term]) -> Vec<VariableId> {
    terms
        .iter()
        .filter_map(|term| match term {
            Term::Variable(id) => Some(*id),
            _ => None,
        })
        .collect()
}

/// The variables of a literal that have no value, each once, in the order in which they stand.
fn unknown(literal: &Literal, binding: &Open) -> Vec<VariableId> {
    let mut all = match literal {
        Literal::Atom(atom) | Literal::Absent(atom) => variables(&atom.terms),
        Literal::Compare { left, right, .. } => [read_by(left), read_by(right)].concat(),
        Literal::Let { variable, value, .. } => [read_by(value), vec![*variable]].concat(),
        Literal::Aggregate(aggregate) => [aggregate.group.clone(), vec![aggregate.variable]].concat(),
    };
    all.retain(|id| binding.get(id.0 as usize).copied().flatten().is_none());
    let mut once: Vec<VariableId> = Vec::new();
    for id in all {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    once
}

fn read_by(expr: &Expr) -> Vec<VariableId> {
    match expr {
        Expr::Variable(id) => vec![*id],
        Expr::Constant(_) => Vec::new(),
        Expr::Apply { arguments, .. } => arguments.iter().flat_map(read_by).collect(),
    }
}

fn words(binding: &Open) -> Vec<i64> {
    binding.iter().map(|word| word.unwrap_or_default()).collect()
}

fn whole(tuple: &[i64]) -> Vec<Option<i64>> {
    tuple.iter().map(|word| Some(*word)).collect()
}

fn fits(tuple: &[i64], pattern: &Open) -> bool {
    tuple
        .iter()
        .zip(pattern)
        .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
}
