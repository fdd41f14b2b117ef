//! What must be known before a verdict can be given, ranked by how much it decides.

use crate::engine::Limits;
use crate::lang::program::RelationId;
use crate::law::Docket;

use super::World;
use super::answer::Value;
use super::error::WorldError;
use super::leaves::Pick;
use super::reason::Tuple;
use super::ways::{Comes, Way};

/// What one verdict turns on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingTable {
    /// The verdict.
    pub conclusion: Tuple,
    /// What is not known, that which settles most first. Empty if the verdict is given.
    pub unknowns: Vec<Unknown>,
}

/// Something that is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its key.
    pub key: String,
    /// Whether the verdict turns on it alone in some completion: a row of `Missing`.
    pub missing: bool,
    /// How many of its answers settle the verdict.
    pub settles: usize,
    /// What each answer comes to; amounts and days that come to the same stand together, from the least on.
    pub answers: Vec<(Answered, Comes)>,
}

/// An answer to what is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// An option.
    Option(String),
    /// Amounts or days from one on, up to the next answer.
    From(Value),
}

impl World {
    /// What each verdict that answers an atom turns on.
    ///
    /// # Errors
    /// The text is no verdict, reaches too much, or its evaluation does not finish.
    pub fn missing(&mut self, text: &str, limits: &Limits) -> Result<Vec<MissingTable>, WorldError> {
        self.explaining(|world| world.missing_within(text, limits))
    }

    fn missing_within(&mut self, text: &str, limits: &Limits) -> Result<Vec<MissingTable>, WorldError> {
        let asked = self.verdicts_asked(text, limits)?;
        let mut tables = Vec::new();
        for asked in asked.into_iter().take(super::why::MOST_EXPLAINED) {
            let ways = self
                .ways(&asked.docket, limits)
                .map_err(|error| super::ask::eval_error(text, error))?;
            let whole = self.comes_to(&asked.docket, &ways.iter().collect::<Vec<_>>());
            let mut unknowns = Vec::new();
            if ways
                .iter()
                .zip(ways.iter().skip(1))
                .any(|(one, next)| one.outcome != next.outcome)
            {
                for (relation, key) in keys(&ways) {
                    unknowns.push(self.unknown(&asked.docket, (relation, &key), &ways, &whole));
                }
            }
            unknowns.retain(|unknown| unknown.missing || unknown.settles > 0);
            // What settles more comes first; then what leaves less to be known; then by key.
            unknowns.sort_by(|one, other| {
                let of_thousand =
                    |count: usize, unknown: &Unknown| count * 1_000 / unknown.answers.len().max(1);
                let settled = |unknown: &Unknown| of_thousand(unknown.settles, unknown);
                let left = |unknown: &Unknown| {
                    let keys = unknown.answers.iter().map(|(_, comes)| comes.turns_on.len());
                    of_thousand(keys.sum(), unknown)
                };
                (settled(other), other.missing, left(one), &one.key).cmp(&(
                    settled(one),
                    one.missing,
                    left(other),
                    &other.key,
                ))
            });
            tables.push(MissingTable {
                conclusion: asked.tuple,
                unknowns,
            });
        }
        Ok(tables)
    }

    fn unknown(
        &self,
        docket: &Docket,
        (relation, key): (RelationId, &[i64]),
        ways: &[Way],
        whole: &Comes,
    ) -> Unknown {
        let supposes = |way: &Way| {
            way.picks
                .iter()
                .find(|pick| pick.relation == relation && pick.key == key)
                .map(|pick| pick.option)
        };
        let mut options: Vec<i64> = ways.iter().filter_map(supposes).collect();
        options.sort_unstable();
        options.dedup();
        let ids = &self.law.ids;
        let numbers = relation == ids.amount_supposed || relation == ids.day_supposed;
        let mut answers: Vec<(Answered, Comes)> = Vec::new();
        for option in options {
            let fit: Vec<&Way> = ways
                .iter()
                .filter(|way| supposes(way).is_none_or(|supposed| supposed == option))
                .collect();
            let comes = self.comes_to(docket, &fit);
            if numbers && answers.last().is_some_and(|(_, last)| *last == comes) {
                continue;
            }
            let answer = if relation == ids.amount_supposed {
                Answered::From(Value::Won(option))
            } else if relation == ids.day_supposed {
                Answered::From(Value::Date(option))
            } else {
                Answered::Option(self.symbols.text(option).to_owned())
            };
            answers.push((answer, comes));
        }
        if !numbers {
            answers.sort_by_key(|(answer, _)| option_order(answer));
        }
        let name = self.key_of(&Pick {
            relation,
            key: key.to_vec(),
            option: 0,
        });
        Unknown {
            missing: whole.turns_on.contains(&name),
            settles: answers
                .iter()
                .filter(|(_, comes)| comes.outcome != "undetermined")
                .count(),
            key: name,
            answers,
        }
    }
}

/// Percentages by their size, words by their letters.
fn option_order(answer: &Answered) -> (Option<i64>, String) {
    match answer {
        Answered::Option(text) => {
            let percent = text.strip_suffix('%').and_then(|number| number.parse().ok());
            (percent, text.clone())
        }
        Answered::From(_) => (None, String::new()),
    }
}

/// Every supposition that some completion makes, without its option, sorted.
fn keys(ways: &[Way]) -> Vec<(RelationId, Vec<i64>)> {
    let mut keys: Vec<(RelationId, Vec<i64>)> = ways
        .iter()
        .flat_map(|way| way.picks.iter().map(|pick| (pick.relation, pick.key.clone())))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
