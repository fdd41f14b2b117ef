//! Runs of a program over a window of the swept value.
//!
//! A run is of three values (Kleene): a tuple holds for every value of the window, or it may hold for some, or it holds
//! for none. A comparison whose truth turns within the window leaves what rests on it in doubt, together with the value
//! at which it turns; what is in doubt although it matters is settled by cutting the window there. So a comparison that
//! does not matter is never looked at more closely, and what is not in doubt holds for every value of the window.

use std::sync::Arc;

use crate::engine::{Code, EvalError, Evaluator, Fold, Limits, Operand, Scan, Step};
use crate::lang::program::{Function, Program, RelationId};
use crate::lang::source::Span;
use crate::lang::syntax::{AggregateOp, CompareOp};

use super::curve::{Curves, Quantity, Window};
use super::origin::{Origin, Origins};
use super::table::{Cell, Ground, Row, Table};
use super::truth::{Truth, View, middle};

/// Why a run ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The window must be cut before this value.
    Cut(i64),
    /// The evaluation does not finish.
    Fault(EvalError),
}

impl From<EvalError> for Stop {
    fn from(error: EvalError) -> Self {
        Stop::Fault(error)
    }
}

/// Comparisons of one rule with the same given rows behind their sides, the swept one among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Site {
    /// Index of the rule.
    pub rule: usize,
    /// The rows.
    pub origin: Origin,
}

/// Comparisons that are looked at elsewhere than the rest of a run.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Which; sorted.
    pub sites: Vec<Site>,
    /// The value at which they are looked at.
    pub at: i64,
}

/// A match of a rule that passed watched comparisons.
#[derive(Clone, Debug)]
pub struct Passed {
    /// The comparisons.
    pub sites: Vec<Site>,
    /// The match.
    pub ground: Ground,
    /// The number of the run, as whoever runs counts them.
    pub run: usize,
}

/// What a run is asked beside its tuples.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Whether to note where comparisons turn.
    pub turning: bool,
    /// Where a comparison turns within the window.
    pub turned: Vec<Site>,
    /// Comparisons to watch; sorted.
    pub watched: Vec<Site>,
    /// The matches that passed them.
    pub passed: Vec<Passed>,
    /// The number of the run under way.
    pub run: usize,
}

/// A program ready to run over windows, and the functions of the swept value that its runs come to.
pub struct Sweep<'a> {
    evaluator: &'a Evaluator,
    limits: &'a Limits,
    /// Relations that the goals rest on.
    needed: Vec<bool>,
    /// Relations whose grounds are kept.
    noted: Vec<bool>,
    /// The functions.
    pub curves: Curves,
    /// Where words come from.
    pub origins: Origins,
}

/// One run.
struct Run<'s> {
    evaluator: &'s Evaluator,
    limits: &'s Limits,
    curves: &'s mut Curves,
    origins: &'s mut Origins,
    tables: &'s [Arc<Table>],
    view: View,
    held: Option<&'s Held>,
    notes: &'s mut Notes,
    rule: usize,
    /// Watched comparisons on the way to the match.
    path: Vec<Site>,
    found: Vec<(Vec<Cell>, Option<i64>)>,
    polled: u32,
}

impl<'a> Sweep<'a> {
    /// Makes a program ready. Only what `goals` rest on is run; the grounds of the relations `noted` are kept.
    #[must_use]
    pub fn new(
        program: &Program,
        evaluator: &'a Evaluator,
        goals: &[RelationId],
        noted: &[RelationId],
        limits: &'a Limits,
    ) -> Self {
        let count = program.relations.len();
        let marked = |relations: &[RelationId]| {
            let mut marks = vec![false; count];
            for id in relations {
                if let Some(mark) = marks.get_mut(id.0 as usize) {
                    *mark = true;
                }
            }
            marks
        };
        let mut needed = marked(goals);
        let mut changed = true;
        while changed {
            changed = false;
            for plan in evaluator.plans() {
                if needed.get(plan.head).copied().unwrap_or(false) {
                    each_read(&plan.steps, &mut |relation| {
                        if let Some(mark) = needed.get_mut(relation) {
                            changed |= !*mark;
                            *mark = true;
                        }
                    });
                }
            }
        }
        Self {
            evaluator,
            limits,
            needed,
            noted: marked(noted),
            curves: Curves::default(),
            origins: Origins::default(),
        }
    }

    /// Whether the goals rest on a relation.
    #[must_use]
    pub fn needs(&self, relation: RelationId) -> bool {
        self.needed.get(relation.0 as usize).copied().unwrap_or(false)
    }

    /// Adds the derived tuples to tables of given ones, one a relation of the program.
    ///
    /// # Errors
    /// The window must be cut, or the evaluation does not finish.
    pub fn run(
        &mut self,
        tables: &mut [Arc<Table>],
        view: View,
        held: Option<&Held>,
        notes: &mut Notes,
    ) -> Result<(), Stop> {
        let mut left = self.limits.tuples;
        for (members, recursive) in self.evaluator.components() {
            self.limits.poll()?;
            let mut rounds = 0;
            loop {
                let mut grown = false;
                for rule in members {
                    grown |= self.apply(*rule, tables, view, held, notes, &mut left)?;
                }
                rounds += 1;
                if !grown || !recursive {
                    break;
                }
                if rounds > self.limits.rounds {
                    return Err(EvalError::RoundLimit(self.limits.rounds).into());
                }
            }
        }
        Ok(())
    }

    /// Adds what one rule concludes; whether that is more than before.
    fn apply(
        &mut self,
        rule: usize,
        tables: &mut [Arc<Table>],
        view: View,
        held: Option<&Held>,
        notes: &mut Notes,
        left: &mut usize,
    ) -> Result<bool, Stop> {
        let Some(plan) = self.evaluator.plans().get(rule) else {
            return Ok(false);
        };
        let flag = |flags: &[bool]| flags.get(plan.head).copied().unwrap_or(false);
        if !flag(&self.needed) {
            return Ok(false);
        }
        let mut run = Run {
            evaluator: self.evaluator,
            limits: self.limits,
            curves: &mut self.curves,
            origins: &mut self.origins,
            tables,
            view,
            held,
            notes,
            rule,
            path: Vec::new(),
            found: Vec::new(),
            polled: 0,
        };
        run.walk(&plan.steps, 0, &mut vec![Cell::fixed(0); plan.slots], None)?;
        let found = run.found;
        let mut grown = false;
        for (binding, doubt) in found {
            let cells = plan.terms.iter().map(|term| operand(*term, &binding)).collect();
            let grounds = if flag(&self.noted) {
                let binding = binding.into();
                vec![Ground { rule, binding, doubt }]
            } else {
                Vec::new()
            };
            let row = Row {
                cells,
                doubt,
                grounds,
            };
            let Some(table) = tables.get_mut(plan.head).map(Arc::make_mut) else {
                continue;
            };
            let before = table.rows.len();
            grown |= table.insert(row, &mut self.curves, view);
            *left = left
                .checked_sub(table.rows.len() - before)
                .ok_or(EvalError::TupleLimit(self.limits.tuples))?;
        }
        Ok(grown)
    }
}

/// Shows every relation that steps read.
fn each_read(steps: &[Step], show: &mut dyn FnMut(usize)) {
    for step in steps {
        match step {
            Step::Scan(scan) | Step::Absent(scan) => show(scan.relation),
            Step::Fold(fold, _) => each_read(&fold.steps, show),
            Step::Compare { .. } | Step::Let { .. } => {}
        }
    }
}

fn operand(operand: Operand, binding: &[Cell]) -> Cell {
    match operand {
        Operand::Slot(slot) => binding.get(slot).copied().unwrap_or(Cell::fixed(0)),
        Operand::Word(word) => Cell::fixed(word),
    }
}

fn store(binding: &mut [Cell], slot: usize, cell: Cell) {
    if let Some(place) = binding.get_mut(slot) {
        *place = cell;
    }
}

/// How far the columns of a tuple are what a look-up wants.
enum Fit {
    No,
    Yes(Option<i64>),
}

impl<'s> Run<'s> {
    /// Finds every match of `steps[at..]`, and whether it is in doubt.
    fn walk(
        &mut self,
        steps: &[Step],
        at: usize,
        binding: &mut Vec<Cell>,
        doubt: Option<i64>,
    ) -> Result<(), Stop> {
        let Some(step) = steps.get(at) else {
            self.matched(binding, doubt);
            return Ok(());
        };
        self.polled = self.polled.wrapping_add(1);
        if self.polled.is_multiple_of(4096) {
            self.limits.poll()?;
        }
        let depth = self.path.len();
        match step {
            Step::Scan(scan) => {
                let tables = self.tables;
                let rows = tables.get(scan.relation).map_or(&[][..], |table| &table.rows);
                for row in rows {
                    if let Fit::Yes(turn) = self.fits(scan, row, binding) {
                        for (column, slot) in &scan.binds {
                            store(binding, *slot, operand(Operand::Slot(*column), &row.cells));
                        }
                        self.walk(steps, at + 1, binding, doubt.or(row.doubt).or(turn))?;
                    }
                    self.path.truncate(depth);
                }
            }
            Step::Absent(scan) => {
                if let Fit::Yes(turn) = self.lacks(scan, binding) {
                    self.walk(steps, at + 1, binding, doubt.or(turn))?;
                }
            }
            Step::Compare {
                left,
                op,
                right,
                span,
            } => {
                let left = self.value(left, binding, *span, doubt)?;
                let right = self.value(right, binding, *span, doubt)?;
                if let Fit::Yes(turn) = self.compare(*op, left, right) {
                    self.walk(steps, at + 1, binding, doubt.or(turn))?;
                }
            }
            Step::Let { slot, value, span } => {
                let value = self.value(value, binding, *span, doubt)?;
                store(binding, *slot, value);
                self.walk(steps, at + 1, binding, doubt)?;
            }
            Step::Fold(fold, slot) => {
                if let Some(value) = self.fold(fold, binding, doubt)? {
                    store(binding, *slot, value);
                    self.walk(steps, at + 1, binding, doubt)?;
                }
            }
        }
        self.path.truncate(depth);
        Ok(())
    }

    fn matched(&mut self, binding: &[Cell], doubt: Option<i64>) {
        if !self.path.is_empty() {
            self.notes.passed.push(Passed {
                sites: self.path.clone(),
                ground: Ground {
                    rule: self.rule,
                    binding: binding.into(),
                    doubt,
                },
                run: self.notes.run,
            });
        }
        self.found.push((binding.to_vec(), doubt));
    }

    fn fits(&mut self, scan: &Scan, row: &Row, binding: &[Cell]) -> Fit {
        let mut doubt = None;
        let cell = |column: usize| operand(Operand::Slot(column), &row.cells);
        let keys = scan
            .key
            .iter()
            .map(|(column, wanted)| (*column, operand(*wanted, binding)));
        let same = scan.same.iter().map(|(column, first)| (*column, cell(*first)));
        for (column, wanted) in keys.chain(same) {
            match self.compare(CompareOp::Equal, cell(column), wanted) {
                Fit::No => return Fit::No,
                Fit::Yes(turn) => doubt = doubt.or(turn),
            }
        }
        Fit::Yes(doubt)
    }

    /// Whether no tuple is what a look-up wants.
    fn lacks(&mut self, scan: &Scan, binding: &[Cell]) -> Fit {
        let tables = self.tables;
        let rows = tables.get(scan.relation).map_or(&[][..], |table| &table.rows);
        let mut doubt = None;
        for row in rows {
            if let Fit::Yes(turn) = self.fits(scan, row, binding) {
                match row.doubt.or(turn) {
                    None => return Fit::No,
                    turn => doubt = doubt.or(turn),
                }
            }
        }
        Fit::Yes(doubt)
    }

    fn compare(&mut self, op: CompareOp, left: Cell, right: Cell) -> Fit {
        let mut view = self.view;
        let site = self.site(left, right);
        if let (Some(site), Some(held)) = (site, self.held)
            && held.sites.binary_search(&site).is_ok()
        {
            view.at = Some(held.at);
        }
        let truth = view.compare(self.curves, op, left.quantity, right.quantity);
        if let Some(site) = site {
            if self.notes.turning {
                let all = self
                    .curves
                    .compare(op, left.quantity, right.quantity, self.view.window);
                if matches!(all, Truth::Turns(_)) {
                    self.notes.turned.push(site);
                }
            }
            if self.notes.watched.binary_search(&site).is_ok() {
                self.path.push(site);
            }
        }
        match truth {
            Truth::Always(false) => Fit::No,
            Truth::Always(true) => Fit::Yes(None),
            Truth::Turns(at) => Fit::Yes(Some(at)),
        }
    }

    /// Where a comparison stands, if it can turn.
    fn site(&mut self, left: Cell, right: Cell) -> Option<Site> {
        if matches!(
            (left.quantity, right.quantity),
            (Quantity::Fixed(_), Quantity::Fixed(_))
        ) {
            return None;
        }
        Some(Site {
            rule: self.rule,
            origin: self.origins.union(left.origin, right.origin),
        })
    }

    /// The value of an expression over the window.
    fn value(&mut self, code: &Code, binding: &[Cell], span: Span, doubt: Option<i64>) -> Result<Cell, Stop> {
        match code {
            Code::Operand(of) => Ok(operand(*of, binding)),
            Code::Apply(function, arguments) => {
                let mut cells = [Cell::fixed(0); 2];
                for (cell, argument) in cells.iter_mut().zip(arguments) {
                    *cell = self.value(argument, binding, span, doubt)?;
                }
                let [a, b] = cells;
                self.apply(*function, a, b, binding, span, doubt)
            }
        }
    }

    fn apply(
        &mut self,
        function: Function,
        a: Cell,
        b: Cell,
        binding: &[Cell],
        span: Span,
        doubt: Option<i64>,
    ) -> Result<Cell, Stop> {
        let Window { from, to } = self.view.window;
        match self
            .curves
            .apply(function, a.quantity, b.quantity, self.view.window)
        {
            Some(quantity) => Ok(Cell {
                quantity,
                origin: self.origins.union(a.origin, b.origin),
            }),
            None => Err(match doubt {
                Some(at) => Stop::Cut(at),
                None if from < to => Stop::Cut(middle(self.view.window)),
                None => Stop::Fault(self.fault(binding, span)),
            }),
        }
    }

    fn fault(&self, binding: &[Cell], span: Span) -> EvalError {
        let words = binding
            .iter()
            .map(|cell| self.curves.value(cell.quantity, self.view.window.from));
        let words: Vec<i64> = words.map(Option::unwrap_or_default).collect();
        let plan = self.evaluator.plans().get(self.rule);
        plan.map_or(EvalError::Interrupted, |plan| plan.fault(span, &words))
    }

    /// The value of a fold; what it counts must not be in doubt.
    fn fold(&mut self, fold: &Fold, binding: &[Cell], doubt: Option<i64>) -> Result<Option<Cell>, Stop> {
        let mut blurred = None;
        each_read(&fold.steps, &mut |relation| {
            blurred = blurred.or(self.tables.get(relation).and_then(|table| table.blurred));
        });
        let outer = std::mem::take(&mut self.found);
        let path = std::mem::take(&mut self.path);
        let noted = self.notes.passed.len();
        let walked = self.walk(&fold.steps, 0, &mut binding.to_vec(), None);
        let found = std::mem::replace(&mut self.found, outer);
        self.path = path;
        self.notes.passed.truncate(noted);
        walked?;
        let in_doubt = found.iter().find_map(|(_, doubt)| *doubt);
        if let Some(at) = in_doubt.or(blurred.filter(|_| !found.is_empty())) {
            return Err(Stop::Cut(at));
        }
        let function = match fold.op {
            AggregateOp::Count | AggregateOp::Sum => Function::Add,
            AggregateOp::Min => Function::Min,
            AggregateOp::Max => Function::Max,
        };
        let mut total = match fold.op {
            AggregateOp::Count | AggregateOp::Sum => Some(Cell::fixed(0)),
            AggregateOp::Min | AggregateOp::Max => None,
        };
        for (inner, _) in &found {
            let value = match &fold.value {
                Some(code) => self.value(code, inner, fold.span, doubt)?,
                None => Cell::fixed(1),
            };
            total = Some(match total {
                Some(total) => self.apply(function, total, value, inner, fold.span, doubt)?,
                None => value,
            });
        }
        Ok(total)
    }
}
