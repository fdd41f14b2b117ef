//! The completions of one triple over a window of a swept value.
//!
//! What `law::completion` does for one docket, done for all values of a window at once: the law is run, the first open
//! choice is branched on, and so on until nothing is open. What is in doubt within the window and matters cuts it.

use std::sync::Arc;

use crate::engine::{EvalError, Limits, Symbols};
use crate::explain::sweep::{
    Cell, Ground, Held, Notes, Quantity, Row, SWEPT, Stop, Sweep, Table, Truth, View, Window,
};
use crate::lang::program::RelationId;
use crate::lang::syntax::CompareOp;
use crate::law::{Docket, Law};

use super::state::State;

/// What is asked over the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The outcome of a triple.
    Outcome([i64; 3]),
    /// Whether a row is concluded.
    Row(RelationId, Vec<i64>),
}

/// A column of a given row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) relation: RelationId,
    /// The row; its word in the column does not matter.
    pub(super) row: Vec<i64>,
    pub(super) column: usize,
}

/// A supposition.
#[derive(Clone, Debug)]
pub(super) struct Pick {
    pub(super) relation: RelationId,
    pub(super) key: Vec<i64>,
    pub(super) option: Cell,
}

pub(super) struct Leaf {
    pub(super) picks: Vec<Pick>,
    pub(super) outcome: i64,
    /// The outcome's own tuple, or the row that is concluded.
    pub(super) own: Vec<LeafGround>,
    /// What the outcome rests on.
    pub(super) grounds: Vec<LeafGround>,
}

/// A tuple that an outcome rests on in one completion.
pub(super) struct LeafGround {
    pub(super) relation: RelationId,
    pub(super) words: Vec<Option<i64>>,
    /// The match that is told.
    pub(super) told: Option<Ground>,
}

/// A triple and the given rows that concern it, ready to be decided over windows.
pub(super) struct Tree<'a> {
    pub(super) law: &'a Law,
    symbols: &'a Symbols,
    limits: &'a Limits,
    goal: Goal,
    swept: Place,
    pub(super) sweep: Sweep<'a>,
    /// Tables of the given rows; the swept one is not among them.
    base: Vec<Arc<Table>>,
    /// The given rows by their number as origins.
    pub(super) rows: Vec<(RelationId, Vec<i64>)>,
    pub(super) grounds: Grounds,
}

/// The relations that outcomes are grounded on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grounds {
    barred: Option<RelationId>,
    excepted: Option<RelationId>,
}

impl<'a> Tree<'a> {
    /// `buffers` are the given rows of the docket, without the swept one.
    pub(super) fn new(
        law: &'a Law,
        symbols: &'a Symbols,
        limits: &'a Limits,
        (goal, docket): (Goal, &Docket),
        swept: Place,
        buffers: &[Vec<i64>],
    ) -> Self {
        let named = |name: &str| law.program.relation_named(name);
        let grounds = Grounds {
            barred: named("Barred"),
            excepted: named("Excepted"),
        };
        let ids = &law.ids;
        let mut noted = vec![ids.outcome];
        noted.extend(grounds.barred);
        noted.extend(grounds.excepted);
        if let Goal::Row(relation, _) = &goal {
            noted.push(*relation);
        }
        let mut goals = noted.clone();
        goals.extend([
            ids.day_choice,
            ids.project_choice,
            ids.reading_choice,
            ids.amount_choice,
            ids.firm_choice,
        ]);
        let sweep = Sweep::new(&law.program, &law.evaluator, &goals, &noted, limits);
        let mut tree = Self {
            law,
            symbols,
            limits,
            goal,
            swept,
            sweep,
            base: vec![Arc::default(); law.program.relations.len()],
            rows: Vec::new(),
            grounds,
        };
        tree.fill(docket, buffers);
        tree
    }

    fn fill(&mut self, docket: &Docket, buffers: &[Vec<i64>]) {
        let law = self.law;
        for ((id, declared), words) in (0_u32..).zip(&law.program.relations).zip(buffers) {
            let id = RelationId(id);
            if self.sweep.needs(id) {
                for row in words.chunks_exact(declared.columns.len().max(1)) {
                    let number = u32::try_from(self.rows.len()).unwrap_or(u32::MAX - 1);
                    let origin = self.sweep.origins.row(number);
                    self.rows.push((id, row.to_vec()));
                    let cells = row.iter().zip(&declared.columns).map(|(word, column)| Cell {
                        origin: if column.ty.is_text() {
                            Cell::fixed(0).origin
                        } else {
                            origin
                        },
                        ..Cell::fixed(*word)
                    });
                    let cells = cells.collect();
                    self.put(id, cells);
                }
            }
        }
        for triple in &docket.triples {
            self.put(
                law.ids.asked,
                triple.iter().map(|word| Cell::fixed(*word)).collect(),
            );
        }
        for preset in &docket.presets {
            self.put(
                law.ids.firm_supposed,
                preset.iter().map(|word| Cell::fixed(*word)).collect(),
            );
        }
    }

    fn put(&mut self, relation: RelationId, cells: Box<[Cell]>) {
        let view = View {
            window: Window { from: 0, to: 0 },
            at: None,
        };
        insert(&mut self.base, relation, cells, &mut self.sweep, view);
    }

    /// What holds over a window; `held` comparisons are looked at elsewhere than the rest.
    ///
    /// Matches that are noted bear the number of their completion; behind them `notes` has how many there are.
    ///
    /// # Errors
    /// The window must be cut, or the evaluation does not finish.
    pub(super) fn look(&mut self, view: View, held: Option<&Held>, notes: &mut Notes) -> Result<State, Stop> {
        let base = self.base_for(view);
        let mut todo: Vec<Vec<Pick>> = vec![Vec::new()];
        let mut leaves = Vec::new();
        while let Some(picks) = todo.pop() {
            let mut tables = base.clone();
            for pick in &picks {
                let cells = pick
                    .key
                    .iter()
                    .map(|word| Cell::fixed(*word))
                    .chain([pick.option]);
                insert(&mut tables, pick.relation, cells.collect(), &mut self.sweep, view);
            }
            let passed = notes.passed.len();
            self.sweep.run(&mut tables, view, held, notes)?;
            let options = self.open(&tables)?;
            if options.is_empty() {
                notes.run += 1;
                leaves.push(self.leaf(picks, &tables, view)?);
                if leaves.len() > self.limits.completions {
                    return Err(EvalError::CompletionLimit(self.limits.completions).into());
                }
                continue;
            }
            // What passes before all is supposed passes again behind it.
            notes.passed.truncate(passed);
            for option in options.into_iter().rev() {
                let mut next = picks.clone();
                next.push(option);
                todo.push(next);
            }
        }
        Ok(self.state(&leaves, view))
    }

    /// The tables of the given rows with the swept one among them.
    fn base_for(&mut self, view: View) -> Vec<Arc<Table>> {
        let mut tables = self.base.clone();
        let origin = self.sweep.origins.swept();
        let Window { from, to } = view.window;
        let quantity = if from == to { Quantity::Fixed(from) } else { SWEPT };
        let cells = self.swept.row.iter().enumerate().map(|(column, word)| {
            if column == self.swept.column {
                Cell { quantity, origin }
            } else {
                Cell::fixed(*word)
            }
        });
        let cells = cells.collect();
        insert(&mut tables, self.swept.relation, cells, &mut self.sweep, view);
        tables
    }

    /// The first open choice, of the project or else of the firm, with its options.
    fn open(&self, tables: &[Arc<Table>]) -> Result<Vec<Pick>, Stop> {
        let ids = &self.law.ids;
        let projects = [
            (ids.day_choice, ids.day_supposed),
            (ids.project_choice, ids.project_supposed),
            (ids.reading_choice, ids.reading_supposed),
            (ids.amount_choice, ids.amount_supposed),
        ];
        let firms = [(ids.firm_choice, ids.firm_supposed)];
        for (choice, supposed) in projects.into_iter().chain(firms) {
            let mut options = Vec::new();
            for row in rows(tables, choice) {
                if let Some(at) = row.doubt {
                    return Err(Stop::Cut(at));
                }
                if let Some((option, key)) = row.cells.split_last() {
                    options.push(Pick {
                        relation: supposed,
                        key: key.iter().map(word).collect(),
                        option: *option,
                    });
                }
            }
            let rank = |pick: &Pick| pick.key.last().and_then(|key| ids.rank.get(key)).copied();
            let first = options.iter().map(|pick| rank(pick).unwrap_or(usize::MAX)).min();
            options.retain(|pick| Some(rank(pick).unwrap_or(usize::MAX)) == first);
            if !options.is_empty() {
                return Ok(options);
            }
        }
        Ok(Vec::new())
    }

    fn leaf(&mut self, picks: Vec<Pick>, tables: &[Arc<Table>], view: View) -> Result<Leaf, Stop> {
        let (outcome, own, grounds) = match self.goal.clone() {
            Goal::Outcome(triple) => {
                let own = self.law.ids.outcome;
                let found = certain(tables, own, &triple)?;
                let outcome = found.first().and_then(|row| row.cells.last()).map_or(0, word);
                let found = found.into_iter().map(|row| self.ground(own, row)).collect();
                (outcome, found, self.grounds_of(outcome, &triple, tables)?)
            }
            Goal::Row(relation, wanted) => match self.concluded(relation, &wanted, tables, view)? {
                Some(row) => (1, vec![self.ground(relation, row)], Vec::new()),
                None => (0, Vec::new(), Vec::new()),
            },
        };
        Ok(Leaf {
            picks,
            outcome,
            own,
            grounds,
        })
    }

    /// What an outcome is grounded on where that is more than its own rule says: the bars, or what lifts them.
    fn grounds_of(
        &self,
        outcome: i64,
        triple: &[i64; 3],
        tables: &[Arc<Table>],
    ) -> Result<Vec<LeafGround>, Stop> {
        let relation = match self.symbols.text(outcome) {
            "barred" => self.grounds.barred,
            "allowed" => self.grounds.excepted,
            _ => None,
        };
        let Some(relation) = relation else {
            return Ok(Vec::new());
        };
        let found = certain(tables, relation, triple)?;
        Ok(found.into_iter().map(|row| self.ground(relation, row)).collect())
    }

    /// The row that is wanted, if it is concluded.
    fn concluded<'t>(
        &mut self,
        relation: RelationId,
        wanted: &[i64],
        tables: &'t [Arc<Table>],
        view: View,
    ) -> Result<Option<&'t Row>, Stop> {
        let mut cut = None;
        for row in rows(tables, relation) {
            let mut turn = row.doubt;
            let mut apart = false;
            for (cell, wanted) in row.cells.iter().zip(wanted) {
                let wanted = Quantity::Fixed(*wanted);
                match view.compare(&mut self.sweep.curves, CompareOp::Equal, cell.quantity, wanted) {
                    Truth::Always(same) => apart |= !same,
                    Truth::Turns(at) => turn = turn.or(Some(at)),
                }
            }
            match (apart, turn) {
                (true, _) => {}
                (false, None) => return Ok(Some(row)),
                (false, turn) => cut = cut.or(turn),
            }
        }
        cut.map_or(Ok(None), |at| Err(Stop::Cut(at)))
    }

    /// A tuple as a ground, told by the first of the matches that conclude it: by rule, then by what it says.
    fn ground(&self, relation: RelationId, row: &Row) -> LeafGround {
        let sure = row.grounds.iter().filter(|ground| ground.doubt.is_none());
        let told = sure.min_by_key(|ground| {
            let rule = self.law.program.rules.get(ground.rule);
            let variables = rule.map_or(&[][..], |rule| &rule.variables);
            let said: Vec<(String, i64)> = ground
                .binding
                .iter()
                .zip(variables)
                .map(|(cell, variable)| match (cell.quantity, variable.ty.is_text()) {
                    (Quantity::Fixed(word), true) => (self.symbols.text(word).to_owned(), 0),
                    (Quantity::Fixed(word), false) => (String::new(), word),
                    (Quantity::Moving(_), _) => (String::new(), 0),
                })
                .collect();
            (ground.rule, said)
        });
        let fixed = |cell: &Cell| match cell.quantity {
            Quantity::Fixed(word) if !self.sweep.origins.moves(cell.origin) => Some(word),
            _ => None,
        };
        LeafGround {
            relation,
            words: row.cells.iter().map(fixed).collect(),
            told: told.cloned(),
        }
    }
}

fn insert(
    tables: &mut [Arc<Table>],
    relation: RelationId,
    cells: Box<[Cell]>,
    sweep: &mut Sweep<'_>,
    view: View,
) {
    let row = Row {
        cells,
        doubt: None,
        grounds: Vec::new(),
    };
    if let Some(table) = tables.get_mut(relation.0 as usize) {
        Arc::make_mut(table).insert(row, &mut sweep.curves, view);
    }
}

fn rows(tables: &[Arc<Table>], relation: RelationId) -> &[Row] {
    tables.get(relation.0 as usize).map_or(&[], |table| &table.rows)
}

/// The rows that begin with some words; none may be in doubt.
fn certain<'t>(tables: &'t [Arc<Table>], relation: RelationId, first: &[i64]) -> Result<Vec<&'t Row>, Stop> {
    let mut found = Vec::new();
    for row in rows(tables, relation) {
        if row
            .cells
            .iter()
            .zip(first)
            .all(|(cell, wanted)| word(cell) == *wanted)
        {
            if let Some(at) = row.doubt {
                return Err(Stop::Cut(at));
            }
            found.push(row);
        }
    }
    Ok(found)
}

/// The word of a cell that holds a text.
fn word(cell: &Cell) -> i64 {
    match cell.quantity {
        Quantity::Fixed(word) => word,
        Quantity::Moving(_) => 0,
    }
}
