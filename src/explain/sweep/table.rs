//! Tuples of a run over a window.

use rustc_hash::FxHashMap;

use crate::lang::syntax::CompareOp;

use super::curve::{Curves, Quantity};
use super::origin::Origin;
use super::truth::{Truth, View};

/// A word of a tuple, with the given rows that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// The word.
    pub quantity: Quantity,
    /// Where it comes from; texts come from nowhere.
    pub origin: Origin,
}

impl Cell {
    /// A word that comes from nowhere.
    #[must_use]
    pub fn fixed(word: i64) -> Self {
        Self {
            quantity: Quantity::Fixed(word),
            origin: Origin::default(),
        }
    }
}

/// A match of a rule that concludes a tuple.
#[derive(Clone, Debug)]
pub struct Ground {
    /// Index of the rule.
    pub rule: usize,
    /// One cell a variable of the rule.
    pub binding: Box<[Cell]>,
    /// As of the tuple.
    pub doubt: Option<i64>,
}

/// A tuple.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its words.
    pub cells: Box<[Cell]>,
    /// `None`: it holds for every value of the window. Otherwise it may hold for some, and this is a value behind the
    /// first of the window at which something turns that it rests on.
    pub doubt: Option<i64>,
    /// What concludes it, where that is asked for.
    pub grounds: Vec<Ground>,
}

/// A relation.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its tuples in order of finding, no two the same all over the window.
    pub rows: Vec<Row>,
    numbers: FxHashMap<Box<[Quantity]>, usize>,
    moving: bool,
    /// A value at which two tuples begin or cease to be the same: they cannot be counted over the window.
    pub blurred: Option<i64>,
}

impl Table {
    /// Adds a tuple, or what concludes a known one; whether the table now says more.
    pub fn insert(&mut self, row: Row, curves: &mut Curves, view: View) -> bool {
        let key: Box<[Quantity]> = row.cells.iter().map(|cell| cell.quantity).collect();
        let known = self.numbers.get(&key).copied();
        let known = known.or_else(|| self.same(&key, curves, view));
        if let Some(known) = known.and_then(|known| self.rows.get_mut(known)) {
            known.grounds.extend(row.grounds);
            let surer = known.doubt.is_some() && row.doubt.is_none();
            if surer {
                known.doubt = None;
                known.cells = row.cells;
            }
            return surer;
        }
        self.moving |= key.iter().any(|word| matches!(word, Quantity::Moving(_)));
        self.numbers.insert(key, self.rows.len());
        self.rows.push(row);
        true
    }

    /// The tuple that is the same all over the window though it is written in other words.
    fn same(&mut self, key: &[Quantity], curves: &mut Curves, view: View) -> Option<usize> {
        let moves = |word: &Quantity| matches!(word, Quantity::Moving(_));
        if !self.moving && !key.iter().any(moves) {
            return None;
        }
        for (number, row) in self.rows.iter().enumerate() {
            let mut turn = None;
            let mut apart = false;
            for (cell, word) in row.cells.iter().zip(key) {
                match view.compare(curves, CompareOp::Equal, cell.quantity, *word) {
                    Truth::Always(true) => {}
                    Truth::Always(false) => {
                        apart = true;
                        break;
                    }
                    Truth::Turns(at) => turn = turn.or(Some(at)),
                }
            }
            match (apart, turn) {
                (true, _) => {}
                (false, None) => return Some(number),
                (false, turn) => self.blurred = self.blurred.or(turn),
            }
        }
        None
    }
}
