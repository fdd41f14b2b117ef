//! What a swept answer is over a window: its outcome, and what that rests on.

use std::collections::BTreeSet;

use crate::explain::sweep::{Ground, View};
use crate::lang::program::{RelationId, SentencePart};

use super::tree::{Leaf, LeafGround, Pick, Tree};

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
    pub(super) rules: Vec<ToldBy>,
}

/// A rule that concludes a ground in some completions.
#[derive(Clone, Debug)]
pub(super) struct ToldBy {
    pub(super) rule: usize,
    /// One part a variable of the rule, if it tells the same in each of these completions.
    pub(super) parts: Option<Vec<Part>>,
}

/// What a variable of a sentence is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The sentence does not have it.
    Unused,
    /// The same for every value and completion.
    Word(i64),
    /// One of these, by completion.
    Either(BTreeSet<i64>),
    /// Different with the value: from the least to the greatest.
    Range(i64, i64),
}

impl Tree<'_> {
    /// What the completions come to together.
    pub(super) fn state(&self, leaves: &[Leaf], view: View) -> State {
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
            let told_by = |rule: usize| {
                let of_rule = found.iter().copied().filter(|ground| ground.rule == rule);
                ToldBy {
                    rule,
                    parts: self.parts(rule, &of_rule.collect::<Vec<_>>(), view),
                }
            };
            grounds.push(Told {
                relation: ground.relation,
                words: ground.words.clone(),
                rules: rules.into_iter().map(told_by).collect(),
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

    /// What the variables of a rule's sentences are over its matches in the completions; `None` if these differ in more
    /// than numbers.
    fn parts(&self, rule: usize, found: &[&Ground], view: View) -> Option<Vec<Part>> {
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
                (false, false) if moves => Some(Part::Range(low, high)),
                (false, false) => Some(Part::Either(values)),
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
            let parts = |told: &'_ ToldBy| told.parts.iter().flatten().cloned().collect::<Vec<Part>>();
            let others: Vec<Part> = other.rules.iter().flat_map(parts).collect();
            let ones = one
                .rules
                .iter_mut()
                .flat_map(|told| told.parts.iter_mut().flatten());
            for (one, other) in ones.zip(&others) {
                match (one, other) {
                    (Part::Range(low, high), Part::Range(other_low, other_high)) => {
                        *low = (*low).min(*other_low);
                        *high = (*high).max(*other_high);
                    }
                    (Part::Either(words), Part::Either(others)) => words.extend(others),
                    _ => {}
                }
            }
        }
    }
}

impl Told {
    fn agrees<'t>(&'t self, other: &'t Told) -> bool {
        let same = |(one, other): (&Part, &Part)| match (one, other) {
            (Part::Range(..), Part::Range(..)) | (Part::Either(_), Part::Either(_)) => true,
            _ => one == other,
        };
        let parts = |(one, other): (&ToldBy, &ToldBy)| match (&one.parts, &other.parts) {
            (Some(one), Some(other)) => one.len() == other.len() && one.iter().zip(other).all(same),
            (None, None) => true,
            _ => false,
        };
        let rules = |told: &Told| told.rules.iter().map(|told| told.rule).collect::<Vec<_>>();
        let key = |told: &'t Told| (told.relation, &told.words, rules(told));
        key(self) == key(other) && self.rules.iter().zip(&other.rules).all(parts)
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
