//! Join plans: a body as steps over numbered slots, left to right as written.

use std::ops::Range;

use crate::lang::arith;
use crate::lang::program::{
    Aggregate, Atom, Expr, Function, Literal, RelationId, Term, Variable, VariableId,
};
use crate::lang::source::Span;
use crate::lang::syntax::{AggregateOp, CompareOp};

use super::database::Database;
use super::error::EvalError;
use super::limits::Limits;
use super::relation::{Mask, Relation};
use super::symbols::{Symbols, word_of};

/// A slot of a binding, or a fixed word.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Operand {
    Slot(usize),
    Word(i64),
}

/// A look-up of tuples in one relation.
#[derive(Clone, Debug)]
pub(crate) struct Scan {
    pub(crate) relation: usize,
    pub(crate) mask: Mask,
    /// Bound columns, ascending, with what they must equal.
    pub(crate) key: Vec<(usize, Operand)>,
    /// Free columns with the slot they bind.
    pub(crate) binds: Vec<(usize, usize)>,
    /// Columns that must equal an earlier column of the same tuple.
    pub(crate) same: Vec<(usize, usize)>,
}

/// One step of a body.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Scan(Scan),
    Absent(Scan),
    Compare {
        left: Code,
        op: CompareOp,
        right: Code,
        span: Span,
    },
    Let {
        slot: usize,
        value: Code,
        span: Span,
    },
    Fold(Fold, usize),
}

/// A fold over all matches of a body, for one binding of its group.
#[derive(Clone, Debug)]
pub struct Fold {
    pub(crate) op: AggregateOp,
    pub(crate) value: Option<Code>,
    pub(crate) steps: Vec<Step>,
    pub(crate) span: Span,
    slots: usize,
    /// Slots of the group variables, in order of id.
    group: Vec<usize>,
}

/// An expression over slots.
#[derive(Clone, Debug)]
pub(crate) enum Code {
    Operand(Operand),
    Apply(Function, Vec<Code>),
}

/// Turns a body into steps. `bound` says which variables are bound before it.
pub(crate) fn plan_body(body: &[Literal], bound: &mut Vec<bool>, symbols: &mut Symbols) -> Vec<Step> {
    body.iter()
        .map(|literal| plan_literal(literal, bound, symbols))
        .collect()
}

fn plan_literal(literal: &Literal, bound: &mut Vec<bool>, symbols: &mut Symbols) -> Step {
    match literal {
        Literal::Atom(atom) => Step::Scan(plan_atom(atom, bound, symbols)),
        Literal::Absent(atom) => Step::Absent(plan_atom(atom, bound, symbols)),
        Literal::Compare {
            left,
            op,
            right,
            span,
        } => Step::Compare {
            left: Code::new(left, symbols),
            op: *op,
            right: Code::new(right, symbols),
            span: *span,
        },
        Literal::Let {
            variable,
            value,
            span,
        } => {
            let value = Code::new(value, symbols);
            set(bound, *variable);
            Step::Let {
                slot: variable.0 as usize,
                value,
                span: *span,
            }
        }
        Literal::Aggregate(aggregate) => {
            let fold = plan_fold(aggregate, bound, symbols);
            set(bound, aggregate.variable);
            Step::Fold(fold, aggregate.variable.0 as usize)
        }
    }
}

fn plan_fold(aggregate: &Aggregate, bound: &[bool], symbols: &mut Symbols) -> Fold {
    let mut inner = bound.to_vec();
    let steps = plan_body(&aggregate.body, &mut inner, symbols);
    Fold {
        op: aggregate.op,
        value: aggregate.value.as_ref().map(|value| Code::new(value, symbols)),
        steps,
        span: aggregate.span,
        slots: bound.len(),
        group: aggregate.group.iter().map(|id| id.0 as usize).collect(),
    }
}

impl Fold {
    /// The plan of an aggregate whose group variables are bound from outside.
    #[must_use]
    pub fn new(aggregate: &Aggregate, variables: &[Variable], symbols: &mut Symbols) -> Self {
        let mut bound = vec![false; variables.len()];
        for id in &aggregate.group {
            set(&mut bound, *id);
        }
        plan_fold(aggregate, &bound, symbols)
    }

    /// The relations that the fold reads.
    #[must_use]
    pub fn relations(&self) -> Vec<RelationId> {
        let scans = self.steps.iter().filter_map(|step| match step {
            Step::Scan(scan) | Step::Absent(scan) => Some(scan.relation),
            Step::Compare { .. } | Step::Let { .. } | Step::Fold(..) => None,
        });
        scans
            .map(|index| RelationId(u32::try_from(index).unwrap_or(u32::MAX)))
            .collect()
    }

    /// The value for one group (words in the order of [`Aggregate::group`]): `None` for `min` and `max` of nothing.
    ///
    /// # Errors
    /// [`EvalError::Arithmetic`] if the value overflows.
    pub fn value(&self, database: &mut Database, group: &[i64]) -> Result<Option<i64>, EvalError> {
        index_for(&self.steps, database);
        let mut binding = vec![0; self.slots];
        for (slot, word) in self.group.iter().zip(group) {
            store(&mut binding, *slot, *word);
        }
        let limits = Limits::default();
        let run = Run {
            database,
            delta: None,
            limits: &limits,
            rule: "",
        };
        self.run(&run, &mut binding)
    }

    fn run(&self, run: &Run<'_>, binding: &mut Vec<i64>) -> Result<Option<i64>, EvalError> {
        let saved = binding.clone();
        let mut total: Option<i64> = match self.op {
            AggregateOp::Count | AggregateOp::Sum => Some(0),
            AggregateOp::Min | AggregateOp::Max => None,
        };
        let mut polled = 0;
        run.walk(&self.steps, 0, binding, &mut polled, &mut |binding| {
            let value = match &self.value {
                Some(code) => code.value(binding).ok_or_else(|| run.fault(self.span, binding))?,
                None => 1,
            };
            total = match (self.op, total) {
                (AggregateOp::Count | AggregateOp::Sum, sum) => {
                    Some(arith::add(sum, Some(value)).ok_or_else(|| run.fault(self.span, binding))?)
                }
                (_, None) => Some(value),
                (AggregateOp::Min, Some(least)) => Some(least.min(value)),
                (AggregateOp::Max, Some(most)) => Some(most.max(value)),
            };
            Ok(())
        })?;
        *binding = saved;
        Ok(total)
    }
}

fn plan_atom(atom: &Atom, bound: &mut Vec<bool>, symbols: &mut Symbols) -> Scan {
    let mut scan = Scan {
        relation: atom.relation.0 as usize,
        mask: 0,
        key: Vec::new(),
        binds: Vec::new(),
        same: Vec::new(),
    };
    let mut fresh: Vec<(VariableId, usize)> = Vec::new();
    for (column, term) in atom.terms.iter().enumerate() {
        match term {
            Term::Wildcard => {}
            Term::Constant(constant) => {
                scan.mask |= 1 << column;
                scan.key.push((column, Operand::Word(word_of(constant, symbols))));
            }
            Term::Variable(id) if is_set(bound, *id) => {
                scan.mask |= 1 << column;
                scan.key.push((column, Operand::Slot(id.0 as usize)));
            }
            Term::Variable(id) => match fresh.iter().find(|(known, _)| known == id) {
                Some((_, first)) => scan.same.push((column, *first)),
                None => {
                    fresh.push((*id, column));
                    scan.binds.push((column, id.0 as usize));
                }
            },
        }
    }
    for (id, _) in fresh {
        set(bound, id);
    }
    scan
}

fn set(bound: &mut Vec<bool>, id: VariableId) {
    let index = id.0 as usize;
    if bound.len() <= index {
        bound.resize(index + 1, false);
    }
    if let Some(flag) = bound.get_mut(index) {
        *flag = true;
    }
}

fn is_set(bound: &[bool], id: VariableId) -> bool {
    bound.get(id.0 as usize).copied().unwrap_or(false)
}

fn store(binding: &mut [i64], slot: usize, word: i64) {
    if let Some(place) = binding.get_mut(slot) {
        *place = word;
    }
}

fn load(binding: &[i64], slot: usize) -> i64 {
    binding.get(slot).copied().unwrap_or_default()
}

impl Operand {
    pub(crate) fn value(self, binding: &[i64]) -> i64 {
        match self {
            Operand::Slot(slot) => load(binding, slot),
            Operand::Word(word) => word,
        }
    }
}

impl Code {
    /// An expression with its texts as words.
    pub(crate) fn new(expr: &Expr, symbols: &mut Symbols) -> Self {
        match expr {
            Expr::Variable(id) => Code::Operand(Operand::Slot(id.0 as usize)),
            Expr::Constant(constant) => Code::Operand(Operand::Word(word_of(constant, symbols))),
            Expr::Apply { function, arguments } => Code::Apply(
                *function,
                arguments
                    .iter()
                    .map(|argument| Code::new(argument, symbols))
                    .collect(),
            ),
        }
    }

    /// The slots that the value is computed from; one may stand several times.
    pub(crate) fn slots(&self) -> Vec<usize> {
        match self {
            Code::Operand(Operand::Slot(slot)) => vec![*slot],
            Code::Operand(Operand::Word(_)) => Vec::new(),
            Code::Apply(_, arguments) => arguments.iter().flat_map(Code::slots).collect(),
        }
    }

    pub(crate) fn value(&self, binding: &[i64]) -> arith::Step {
        match self {
            Code::Operand(operand) => Some(operand.value(binding)),
            Code::Apply(function, arguments) => {
                let argument = |index: usize| arguments.get(index).and_then(|code| code.value(binding));
                apply(*function, argument(0), argument(1))
            }
        }
    }
}

/// A function of the language; one of a single argument does not read the second.
pub(crate) fn apply(function: Function, a: arith::Step, b: arith::Step) -> arith::Step {
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

/// The operands of the terms of a head; `_` stands in none.
pub(crate) fn plan_head(head: &Atom, symbols: &mut Symbols) -> Vec<Operand> {
    let operand = |term: &Term| match term {
        Term::Variable(id) => Operand::Slot(id.0 as usize),
        Term::Constant(constant) => Operand::Word(word_of(constant, symbols)),
        Term::Wildcard => Operand::Word(0),
    };
    head.terms.iter().map(operand).collect()
}

/// Whether a comparison holds.
pub(crate) fn holds(op: CompareOp, left: i64, right: i64) -> bool {
    match op {
        CompareOp::Equal => left == right,
        CompareOp::NotEqual => left != right,
        CompareOp::Less => left < right,
        CompareOp::LessOrEqual => left <= right,
        CompareOp::Greater => left > right,
        CompareOp::GreaterOrEqual => left >= right,
    }
}

/// Makes every index that the steps look into.
pub(crate) fn index_for(steps: &[Step], database: &mut Database) {
    for step in steps {
        match step {
            Step::Scan(scan) | Step::Absent(scan) => {
                let id = RelationId(u32::try_from(scan.relation).unwrap_or(u32::MAX));
                if let Some(relation) = database.relation_mut(id)
                    && scan.mask != 0
                    && scan.mask.count_ones() as usize != relation.arity()
                {
                    relation.index(scan.mask);
                }
            }
            Step::Fold(fold, _) => index_for(&fold.steps, database),
            Step::Compare { .. } | Step::Let { .. } => {}
        }
    }
}

/// One walk over the matches of some steps.
pub(crate) struct Run<'a> {
    pub(crate) database: &'a Database,
    /// Step that reads only the rows of a range (the delta of semi-naive evaluation).
    pub(crate) delta: Option<(usize, Range<usize>)>,
    pub(crate) limits: &'a Limits,
    pub(crate) rule: &'a str,
}

/// What is done with a match.
type OnMatch<'a> = dyn FnMut(&mut Vec<i64>) -> Result<(), EvalError> + 'a;

impl Run<'_> {
    pub(crate) fn fault(&self, span: Span, binding: &[i64]) -> EvalError {
        let values: Vec<String> = binding.iter().map(i64::to_string).collect();
        EvalError::Arithmetic {
            rule: self.rule.to_owned(),
            span,
            values: values.join(", "),
        }
    }

    /// Calls `on_match` for each match of `steps[at..]`, in order of insertion of the tuples.
    pub(crate) fn walk(
        &self,
        steps: &[Step],
        at: usize,
        binding: &mut Vec<i64>,
        polled: &mut u32,
        on_match: &mut OnMatch<'_>,
    ) -> Result<(), EvalError> {
        let Some(step) = steps.get(at) else {
            return on_match(binding);
        };
        *polled = polled.wrapping_add(1);
        if (*polled).is_multiple_of(4096) {
            self.limits.poll()?;
        }
        match step {
            Step::Scan(scan) => {
                let Some(relation) = self.database.relations().get(scan.relation) else {
                    return Ok(());
                };
                let range = match &self.delta {
                    Some((delta, range)) if *delta == at => range.clone(),
                    _ => 0..relation.len(),
                };
                scan.each(relation, range, binding, &mut |binding| {
                    self.walk(steps, at + 1, binding, polled, on_match)
                })
            }
            Step::Absent(scan) => {
                let found = self
                    .database
                    .relations()
                    .get(scan.relation)
                    .is_some_and(|relation| scan.any(relation, binding));
                if found {
                    Ok(())
                } else {
                    self.walk(steps, at + 1, binding, polled, on_match)
                }
            }
            Step::Compare {
                left,
                op,
                right,
                span,
            } => {
                let sides = left.value(binding).zip(right.value(binding));
                let (left, right) = sides.ok_or_else(|| self.fault(*span, binding))?;
                if holds(*op, left, right) {
                    self.walk(steps, at + 1, binding, polled, on_match)
                } else {
                    Ok(())
                }
            }
            Step::Let { slot, value, span } => {
                let value = value.value(binding).ok_or_else(|| self.fault(*span, binding))?;
                store(binding, *slot, value);
                self.walk(steps, at + 1, binding, polled, on_match)
            }
            Step::Fold(fold, slot) => {
                let inner = Run {
                    database: self.database,
                    delta: None,
                    limits: self.limits,
                    rule: self.rule,
                };
                match fold.run(&inner, binding)? {
                    Some(value) => {
                        store(binding, *slot, value);
                        self.walk(steps, at + 1, binding, polled, on_match)
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

impl Scan {
    fn matches(&self, tuple: &[i64], binding: &[i64]) -> bool {
        self.key
            .iter()
            .all(|(column, operand)| tuple.get(*column) == Some(&operand.value(binding)))
            && self
                .same
                .iter()
                .all(|(column, first)| tuple.get(*column) == tuple.get(*first))
    }

    fn key_words<'a>(&'a self, binding: &'a [i64]) -> impl Iterator<Item = i64> + 'a {
        self.key.iter().map(|(_, operand)| operand.value(binding))
    }

    /// All columns bound.
    fn is_ground(&self, relation: &Relation) -> bool {
        self.mask.count_ones() as usize == relation.arity()
    }

    fn each(
        &self,
        relation: &Relation,
        range: Range<usize>,
        binding: &mut Vec<i64>,
        then: &mut OnMatch<'_>,
    ) -> Result<(), EvalError> {
        let whole = range.start == 0 && range.end == relation.len();
        if whole && self.is_ground(relation) {
            let tuple: Vec<i64> = self.key_words(binding).collect();
            return if relation.contains(&tuple) {
                then(binding)
            } else {
                Ok(())
            };
        }
        let indexed = self.mask != 0 && !self.is_ground(relation);
        if indexed {
            let rows = relation.candidates(self.mask, self.key_words(binding));
            let first = rows.partition_point(|row| (*row as usize) < range.start);
            for row in rows
                .iter()
                .skip(first)
                .take_while(|row| (**row as usize) < range.end)
            {
                self.visit(relation.tuple(*row), binding, then)?;
            }
        } else {
            for row in range {
                self.visit(
                    relation.tuple(u32::try_from(row).unwrap_or(u32::MAX)),
                    binding,
                    then,
                )?;
            }
        }
        Ok(())
    }

    fn visit(&self, tuple: &[i64], binding: &mut Vec<i64>, then: &mut OnMatch<'_>) -> Result<(), EvalError> {
        if !self.matches(tuple, binding) {
            return Ok(());
        }
        for (column, slot) in &self.binds {
            store(binding, *slot, load(tuple, *column));
        }
        then(binding)
    }

    fn any(&self, relation: &Relation, binding: &[i64]) -> bool {
        if self.is_ground(relation) {
            let tuple: Vec<i64> = self.key_words(binding).collect();
            return relation.contains(&tuple);
        }
        if self.mask == 0 {
            return relation.tuples().any(|tuple| self.matches(tuple, binding));
        }
        let rows = relation.candidates(self.mask, self.key_words(binding));
        rows.iter().any(|row| self.matches(relation.tuple(*row), binding))
    }
}
