//! The completions of one triple over a window of a swept value.
//!
//! What `law::completion` does for one docket, done for all values of a window at once: the law is run, the first open
//! choice is branched on, and so on until nothing is open. What is in doubt within the window and matters cuts it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::{EvalError, Limits, Symbols};
use crate::explain::sweep::{
    Cell, Ground, Held, Notes, Quantity, Row, SWEPT, Stop, Sweep, Table, Truth, View, Window,
};
use crate::lang::program::{RelationId, SentencePart};
use crate::lang::syntax::CompareOp;
use crate::law::{Docket, Law};

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

/// What holds over a window.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// The outcome, or 1 or 0 for a row that is concluded or not; `None` if completions differ.
    pub(super) outcome: Option<i64>,
    /// Keys of `Missing` that completions of different outcome differ in alone, sorted.
    pub(super) turns_on: Vec<i64>,
    /// What the outcome rests on in every completion: bars or exceptions where these are common to all, else the outcome
    /// itself.
    pub(super) grounds: Vec<Told>,
}

/// A ground as it is told: the sentence of a rule with what its variables are.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) relation: RelationId,
    /// `None` for what moves.
    pub(super) words: Vec<Option<i64>>,
    /// The rules that conclude it in the completions.
    pub(super) rules: Vec<usize>,
    /// One part a variable of the rule, if that is one and tells the same in every completion, and if it tells more than
    /// what the tuple means.
    pub(super) parts: Option<Vec<Part>>,
}

/// What a variable of a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The sentence does not have it.
    Unused,
    /// The same for every value and completion.
    Word(i64),
    /// Different with the value or the completion: from the least to the greatest.
    Range(i64, i64),
}

/// A supposition.
#[derive(Clone, Debug)]
struct Pick {
    relation: RelationId,
    key: Vec<i64>,
    option: Cell,
}

struct Leaf {
    picks: Vec<Pick>,
    outcome: i64,
    /// The outcome's own tuple, or the row that is concluded.
    own: Vec<LeafGround>,
    /// What the outcome rests on.
    grounds: Vec<LeafGround>,
}

/// A tuple that an outcome rests on in one completion.
struct LeafGround {
    relation: RelationId,
    words: Vec<Option<i64>>,
    /// The match that is told.
    told: Option<Ground>,
}

/// A triple and the given rows that concern it, ready to be decided over windows.
pub(super) struct Tree<'a> {
    law: &'a Law,
    symbols: &'a Symbols,
    limits: &'a Limits,
    goal: Goal,
    swept: Place,
    pub(super) sweep: Sweep<'a>,
    /// Tables of the given rows; the swept one is not among them.
    base: Vec<Arc<Table>>,
    /// The given rows by their number as origins.
    pub(super) rows: Vec<(RelationId, Vec<i64>)>,
    grounds: Grounds,
}

/// The relations that outcomes are grounded on.
#[derive(Clone, Copy, Debug)]
struct Grounds {
    barred: Option<RelationId>,
    allowed: [Option<RelationId>; 4],
    /// A floor that is reached, told by what it means.
    floor: Option<RelationId>,
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
            allowed: ["Excepted", "OtherPart", "Small", "FloorFor"].map(named),
            floor: named("FloorFor"),
        };
        let ids = &law.ids;
        let mut noted = vec![ids.outcome];
        noted.extend(grounds.barred);
        noted.extend(grounds.allowed.iter().flatten());
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
            self.sweep.run(&mut tables, view, held, notes)?;
            let options = self.open(&tables)?;
            if options.is_empty() {
                leaves.push(self.leaf(picks, &tables, view)?);
                if leaves.len() > self.limits.completions {
                    return Err(EvalError::CompletionLimit(self.limits.completions).into());
                }
                continue;
            }
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

    /// What an outcome is grounded on: the bars, or what lifts them, frees from them, or is reached.
    fn grounds_of(
        &self,
        outcome: i64,
        triple: &[i64; 3],
        tables: &[Arc<Table>],
    ) -> Result<Vec<LeafGround>, Stop> {
        let [firm, project, _] = triple;
        let relations: &[Option<RelationId>] = match self.symbols.text(outcome) {
            "barred" => &[self.grounds.barred],
            "allowed" => &self.grounds.allowed,
            _ => &[],
        };
        for relation in relations.iter().flatten() {
            let by_role = self.law.column_of(*relation, "Role").is_some();
            let of_whom: &[i64] = if by_role { triple } else { &[*firm, *project] };
            let found = certain(tables, *relation, of_whom)?;
            if !found.is_empty() {
                return Ok(found.into_iter().map(|row| self.ground(*relation, row)).collect());
            }
        }
        Ok(Vec::new())
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

    /// What the completions come to together.
    fn state(&self, leaves: &[Leaf], view: View) -> State {
        let first = leaves.first().map(|leaf| leaf.outcome);
        let agreed = first.filter(|first| leaves.iter().all(|leaf| leaf.outcome == *first));
        if agreed.is_none() {
            return State {
                outcome: None,
                turns_on: self.turns_on(leaves),
                grounds: Vec::new(),
            };
        }
        let mut grounds = self.common(leaves, |leaf| &leaf.grounds, view);
        if grounds.is_empty() {
            grounds = self.common(leaves, |leaf| &leaf.own, view);
        }
        State {
            outcome: agreed,
            turns_on: Vec::new(),
            grounds,
        }
    }

    /// The grounds that every completion has, sorted.
    fn common(&self, leaves: &[Leaf], of: fn(&Leaf) -> &Vec<LeafGround>, view: View) -> Vec<Told> {
        let Some((first, others)) = leaves.split_first() else {
            return Vec::new();
        };
        let mut grounds = Vec::new();
        for ground in of(first) {
            let key = (ground.relation, &ground.words);
            let twin = |leaf| of(leaf).iter().find(|twin| (twin.relation, &twin.words) == key);
            let twins: Option<Vec<&LeafGround>> = others.iter().map(twin).collect();
            let Some(twins) = twins else { continue };
            let found: Vec<&Ground> = [ground]
                .into_iter()
                .chain(twins)
                .filter_map(|twin| twin.told.as_ref())
                .collect();
            let rules: BTreeSet<usize> = found.iter().map(|ground| ground.rule).collect();
            let told_by_meaning = Some(ground.relation) == self.grounds.floor;
            grounds.push(Told {
                relation: ground.relation,
                words: ground.words.clone(),
                rules: rules.into_iter().collect(),
                parts: self.parts(&found, view).filter(|_| !told_by_meaning),
            });
        }
        grounds.sort_by(|one, other| (one.relation, &one.words).cmp(&(other.relation, &other.words)));
        grounds
    }

    /// The keys in which alone two completions of different outcome differ.
    fn turns_on(&self, leaves: &[Leaf]) -> Vec<i64> {
        let ids = &self.law.ids;
        let mut keys = BTreeSet::new();
        for (number, one) in leaves.iter().enumerate() {
            for other in leaves.iter().skip(number + 1) {
                if one.outcome == other.outcome {
                    continue;
                }
                if let Some(pick) = only_difference(&one.picks, &other.picks) {
                    let key = pick.key.last().copied().unwrap_or_default();
                    let reading = ids
                        .reading_key
                        .get(&key)
                        .filter(|_| pick.relation == ids.reading_supposed);
                    keys.insert(*reading.unwrap_or(&key));
                }
            }
        }
        keys.into_iter().collect()
    }

    /// What the variables of a rule's sentences are over its matches in the completions; `None` if these are of several
    /// rules, or differ in more than numbers.
    fn parts(&self, found: &[&Ground], view: View) -> Option<Vec<Part>> {
        let rule = found.first()?.rule;
        if found.iter().any(|ground| ground.rule != rule) {
            return None;
        }
        let rule = self.law.program.rules.get(rule)?;
        let sentences = [&rule.sentence, &rule.sentence_ko];
        let used: BTreeSet<usize> = sentences
            .into_iter()
            .flatten()
            .flat_map(|sentence| &sentence.parts)
            .filter_map(|part| match part {
                SentencePart::Variable(id) => Some(id.0 as usize),
                SentencePart::Text(_) => None,
            })
            .collect();
        let part = |(slot, text): (usize, bool)| {
            if !used.contains(&slot) {
                return Some(Part::Unused);
            }
            let mut values = BTreeSet::new();
            let mut moves = false;
            for cell in found.iter().filter_map(|ground| ground.binding.get(slot)) {
                moves |= self.sweep.origins.moves(cell.origin);
                let ends = [
                    view.at.unwrap_or(view.window.from),
                    view.at.unwrap_or(view.window.to),
                ];
                values.extend(
                    ends.into_iter()
                        .filter_map(|at| self.sweep.curves.value(cell.quantity, at)),
                );
            }
            let (low, high) = (*values.first()?, *values.last()?);
            match (text, low == high && !moves) {
                (_, true) => Some(Part::Word(low)),
                (false, false) => Some(Part::Range(low, high)),
                (true, false) => None,
            }
        };
        let texts = rule.variables.iter().map(|variable| variable.ty.is_text());
        texts.enumerate().map(part).collect()
    }
}

impl State {
    /// Whether another says the same, whatever the ranges.
    pub(super) fn agrees(&self, other: &State) -> bool {
        (self.outcome, &self.turns_on) == (other.outcome, &other.turns_on)
            && self.grounds.len() == other.grounds.len()
            && self
                .grounds
                .iter()
                .zip(&other.grounds)
                .all(|(one, other)| one.agrees(other))
    }

    /// Takes in the ranges of a state that agrees.
    pub(super) fn join(&mut self, other: &State) {
        for (one, other) in self.grounds.iter_mut().zip(&other.grounds) {
            for (one, other) in one.parts.iter_mut().flatten().zip(other.parts.iter().flatten()) {
                if let (Part::Range(low, high), Part::Range(other_low, other_high)) = (one, other) {
                    *low = (*low).min(*other_low);
                    *high = (*high).max(*other_high);
                }
            }
        }
    }
}

impl Told {
    fn agrees<'t>(&'t self, other: &'t Told) -> bool {
        let same = |(one, other): (&Part, &Part)| match (one, other) {
            (Part::Range(..), Part::Range(..)) => true,
            _ => one == other,
        };
        let parts = match (&self.parts, &other.parts) {
            (Some(one), Some(other)) => one.len() == other.len() && one.iter().zip(other).all(same),
            (None, None) => true,
            _ => false,
        };
        let key = |told: &'t Told| (told.relation, &told.words, &told.rules);
        parts && key(self) == key(other)
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

/// The pick of the first in which alone two completions differ, if they agree in every other that both suppose.
fn only_difference<'p>(one: &'p [Pick], other: &[Pick]) -> Option<&'p Pick> {
    let mut difference = None;
    for pick in one {
        let twin = other
            .iter()
            .find(|twin| twin.relation == pick.relation && twin.key == pick.key);
        if twin.is_some_and(|twin| twin.option.quantity != pick.option.quantity) {
            if difference.is_some() {
                return None;
            }
            difference = Some(pick);
        }
    }
    difference
}
