//! The outcome under every combination of readings, collapsed to those that decide.

use std::collections::BTreeMap;

use crate::engine::Limits;

use super::World;
use super::diff::{Compared, Held};
use super::error::WorldError;
use super::reason::Tuple;
use super::ways::{Asked, Comes, Way};

/// Most combinations of readings that are told apart.
const MOST_COMBINATIONS: usize = 4_096;

/// The outcomes of one verdict under every reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingTable {
    /// The verdict under the readings of the world.
    pub conclusion: Tuple,
    /// Issues that change the outcome, its ground, or what is missing: those of the rows, in the order of the readings.
    pub decisive: Vec<String>,
    /// Those of them that change no outcome, but the provisions on which it is given.
    pub grounds_alone: Vec<String>,
    /// Those of them that change no outcome, but what an undetermined one turns on.
    pub missing_alone: Vec<String>,
    /// Issues that are reached and change nothing.
    pub idle: Vec<String>,
    /// Issues that this verdict does not reach.
    pub unreached: Vec<String>,
    /// Rows that together are every combination once.
    pub rows: Vec<ReadingRow>,
}

impl ReadingTable {
    /// Whether the outcome is the same under every reading.
    #[must_use]
    pub fn is_robust(&self) -> bool {
        self.decisive.len() == self.grounds_alone.len() + self.missing_alone.len()
    }
}

/// Some readings and what they come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingRow {
    /// One option for each decisive issue; `None` where every option comes to the same.
    pub options: Vec<Option<String>>,
    /// What it comes to.
    pub comes: Comes,
    /// Whether the world's own readings lie in this row.
    pub current: bool,
}

/// One option for each issue that is reached.
type Combination = BTreeMap<i64, i64>;

impl World {
    /// The outcomes of each verdict that answers an atom, under every combination of readings.
    ///
    /// # Errors
    /// The text is no verdict, reaches too much, or its evaluation does not finish.
    pub fn readings(&mut self, text: &str, limits: &Limits) -> Result<Vec<ReadingTable>, WorldError> {
        let asked = self.explaining(|world| world.verdicts_asked(text, limits))?;
        let mut open = self.clone();
        open.open_readings();
        let mut tables = Vec::new();
        for asked in asked.into_iter().take(super::why::MOST_EXPLAINED) {
            let ways = open
                .ways(&asked.docket, limits)
                .map_err(|error| super::ask::eval_error(text, error))?;
            let table = self.reading_table(&asked, &ways).ok_or_else(|| {
                WorldError::whole(
                    "query::too-many-readings",
                    text,
                    format!("more than {MOST_COMBINATIONS} combinations of readings are reached"),
                    "set some readings with `--reading issue=option`, and ask again",
                )
            })?;
            self.confirm_rows(&table, limits)?;
            tables.push(table);
        }
        Ok(tables)
    }

    /// Asks in the world of each row, as worlds are asked that are compared.
    fn confirm_rows(&self, table: &ReadingTable, limits: &Limits) -> Result<(), WorldError> {
        let asked = Compared::of_value(&table.conclusion);
        for row in &table.rows {
            let mut under = self.clone();
            let read = table.decisive.iter().zip(&row.options);
            let read = read.map(|(issue, option)| (issue, option.as_deref()));
            // What changes nothing may be read in any way.
            let others = table
                .idle
                .iter()
                .chain(&table.unreached)
                .map(|issue| (issue, None));
            for (issue, option) in read.chain(others) {
                under.set_reading(&format!("{issue}={}", option.unwrap_or("open")))?;
            }
            if asked.held(&mut under, limits)? != Held::As(row.comes.outcome.clone()) {
                return Err(WorldError::Internal(format!(
                    "an answer is not confirmed under the readings {:?}",
                    row.options
                )));
            }
        }
        Ok(())
    }

    /// Leaves every issue open.
    fn open_readings(&mut self) {
        if let Some(buffer) = self
            .law
            .program
            .relation_named("Reading")
            .and_then(|id| self.given.get_mut(id.0 as usize))
        {
            buffer.clear();
        }
        self.forget();
    }

    fn reading_table(&self, asked: &Asked, ways: &[Way]) -> Option<ReadingTable> {
        let reading = self.law.ids.reading_supposed;
        let of_way: Vec<Combination> = ways
            .iter()
            .map(|way| {
                let picks = way.picks.iter().filter(|pick| pick.relation == reading);
                picks.map(|pick| (pick.name(), pick.option)).collect()
            })
            .collect();
        let issues = self.issues();
        let reached: Vec<&(i64, Vec<i64>)> = issues
            .iter()
            .filter(|(issue, _)| of_way.iter().any(|way| way.contains_key(issue)))
            .collect();
        let mut combinations: Vec<Combination> = vec![Combination::new()];
        for (issue, options) in &reached {
            combinations = combinations
                .iter()
                .flat_map(|known| {
                    options.iter().map(|option| {
                        let mut next = known.clone();
                        next.insert(*issue, *option);
                        next
                    })
                })
                .collect();
            if combinations.len() > MOST_COMBINATIONS {
                return None;
            }
        }
        let comes: Vec<Comes> = combinations
            .iter()
            .map(|combination| {
                let fit: Vec<&Way> = ways
                    .iter()
                    .zip(&of_way)
                    .filter(|(_, way)| {
                        way.iter()
                            .all(|(issue, option)| combination.get(issue) == Some(option))
                    })
                    .map(|(way, _)| way)
                    .collect();
                self.comes_to(&asked.docket, &fit)
            })
            .collect();
        let all: Vec<(&Combination, &Comes)> = combinations.iter().zip(&comes).collect();
        let same_outcome = |one: &Comes, other: &Comes| one.outcome == other.outcome;
        let same_missing = |one: &Comes, other: &Comes| one.turns_on == other.turns_on;
        let (decisive, idle): (Vec<_>, Vec<_>) = reached
            .iter()
            .copied()
            .partition(|(issue, _)| differs(&all, *issue, Comes::eq));
        let (missing_alone, grounds_alone): (Vec<_>, Vec<_>) = decisive
            .iter()
            .copied()
            .filter(|(issue, _)| !differs(&all, *issue, same_outcome))
            .partition(|(issue, _)| differs(&all, *issue, same_missing));
        let text = |issue: i64| self.symbols.text(issue).to_owned();
        let mut table = ReadingTable {
            conclusion: asked.tuple.clone(),
            decisive: decisive.iter().map(|(issue, _)| text(*issue)).collect(),
            grounds_alone: grounds_alone.iter().map(|(issue, _)| text(*issue)).collect(),
            missing_alone: missing_alone.iter().map(|(issue, _)| text(*issue)).collect(),
            idle: idle.iter().map(|(issue, _)| text(*issue)).collect(),
            unreached: issues
                .iter()
                .filter(|(issue, _)| reached.iter().all(|(known, _)| known != issue))
                .map(|(issue, _)| text(*issue))
                .collect(),
            rows: Vec::new(),
        };
        self.split(
            &all,
            &decisive,
            &mut vec![None; decisive.len()],
            0,
            &mut table.rows,
        );
        Some(table)
    }

    /// Splits combinations by the next issue that decides among them, until all of a part come to the same.
    fn split(
        &self,
        part: &[(&Combination, &Comes)],
        decisive: &[&(i64, Vec<i64>)],
        options: &mut Vec<Option<i64>>,
        next: usize,
        rows: &mut Vec<ReadingRow>,
    ) {
        let Some((_, first)) = part.first() else { return };
        let same = part.iter().all(|(_, comes)| *comes == *first);
        let Some((issue, values)) = decisive.get(next).filter(|_| !same) else {
            let option = |word: &Option<i64>| word.map(|word| self.symbols.text(word).to_owned());
            rows.push(ReadingRow {
                options: options.iter().map(option).collect(),
                comes: (*first).clone(),
                current: part.iter().any(|(combination, _)| self.is_current(combination)),
            });
            return;
        };
        if !differs(part, *issue, Comes::eq) {
            self.split(part, decisive, options, next + 1, rows);
            return;
        }
        for value in values {
            let chosen: Vec<(&Combination, &Comes)> = part
                .iter()
                .copied()
                .filter(|(combination, _)| combination.get(issue) == Some(value))
                .collect();
            if let Some(place) = options.get_mut(next) {
                *place = Some(*value);
            }
            self.split(&chosen, decisive, options, next + 1, rows);
            if let Some(place) = options.get_mut(next) {
                *place = None;
            }
        }
    }

    /// Whether the world's readings agree with a combination; an open issue agrees with every option.
    fn is_current(&self, combination: &Combination) -> bool {
        let rows = self.rows_of("Reading").as_chunks::<2>().0;
        combination
            .iter()
            .all(|(issue, option)| rows.iter().all(|row| row[0] != *issue || row[1] == *option))
    }

    /// Every issue with its options, in the order of the fact files.
    pub(super) fn issues(&self) -> Vec<(i64, Vec<i64>)> {
        let mut issues: Vec<(i64, Vec<i64>)> = Vec::new();
        for reading in &self.base.readings {
            let words = self
                .symbols
                .find(&reading.issue)
                .zip(self.symbols.find(&reading.option));
            let Some((issue, option)) = words else { continue };
            match issues.iter_mut().find(|(known, _)| *known == issue) {
                Some((_, options)) => options.push(option),
                None => issues.push((issue, vec![option])),
            }
        }
        issues
    }
}

/// Whether two combinations that differ in one issue alone come to what is not the same.
fn differs(
    combinations: &[(&Combination, &Comes)],
    issue: i64,
    same: impl Fn(&Comes, &Comes) -> bool,
) -> bool {
    let mut seen: BTreeMap<Combination, &Comes> = BTreeMap::new();
    combinations.iter().any(|(combination, comes)| {
        let mut others = (*combination).clone();
        others.remove(&issue);
        !same(seen.entry(others).or_insert(comes), comes)
    })
}
