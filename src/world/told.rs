//! How the states of swept answers are told: sentences in which what changes with the value is a range.

use std::collections::BTreeMap;

use crate::lang::program::{Rule, Sentence, SentencePart, Type};

use super::World;
use super::column::range_of;
use super::literal::type_of_variable;
use super::reason::{Phrase, Statement};
use super::state::{Part, State, Told};
use super::sweep::{GroundTold, Piece};
use super::tree::Goal;

/// The words that make a range of two values.
struct Joints {
    /// What stands before a range of days, behind "on"; whether it has no end.
    between: fn(bool) -> &'static str,
    to: &'static str,
    or: &'static str,
    /// Between what is so by what is supposed.
    or_else: &'static str,
    more: &'static str,
    less: &'static str,
    later: &'static str,
    /// A value in a sentence of the language.
    prose: fn(&World, Type, i64) -> Phrase,
}

const ENGLISH: Joints = Joints {
    between: |open| if open { "" } else { "any day from " },
    to: " to ",
    or: " or ",
    or_else: "; or, by what is supposed of what is not known, ",
    more: " or more",
    less: " or less",
    later: " or later",
    prose: World::prose,
};
const KOREAN: Joints = Joints {
    between: |_| "",
    to: "~",
    or: " 또는 ",
    or_else: "; 또는 알 수 없는 사항에 관한 가정에 따라, ",
    more: " 이상",
    less: " 이하",
    later: " 이후",
    prose: World::prose_korean,
};

/// Half-open intervals of days in which each provision is in force.
pub(super) type InForce = BTreeMap<String, Vec<(i64, i64)>>;

impl World {
    /// The outcome of a state in words.
    pub(super) fn outcome_text(&self, goal: &Goal, outcome: Option<i64>) -> String {
        match (goal, outcome) {
            (_, None) => "undetermined".to_owned(),
            (Goal::Outcome(_), Some(outcome)) => self.symbols.text(outcome).to_owned(),
            (Goal::Row(..), Some(1)) => "holds".to_owned(),
            (Goal::Row(..), Some(_)) => "does not hold".to_owned(),
        }
    }

    /// Texts of words, sorted.
    pub(super) fn texts(&self, words: &[i64]) -> Vec<String> {
        let mut texts: Vec<String> = words
            .iter()
            .map(|word| self.symbols.text(*word).to_owned())
            .collect();
        texts.sort();
        texts
    }

    /// The provisions that each ground cites and that are in force on a day; all of them if the day is not known.
    pub(super) fn cites(&self, state: &State, in_force: &InForce, day: Option<i64>) -> Vec<Vec<String>> {
        let holds = |id: &String| match (in_force.get(id), day) {
            (Some(spans), Some(day)) => spans.iter().any(|(from, until)| (*from..*until).contains(&day)),
            _ => true,
        };
        let of_ground = |told: &Told| {
            let mut cited = self.cited_by(told);
            cited.retain(holds);
            cited
        };
        state.grounds.iter().map(of_ground).collect()
    }

    /// Every provision that the rules of a ground cite, in their order.
    pub(super) fn cited_by(&self, told: &Told) -> Vec<String> {
        let mut cited: Vec<String> = Vec::new();
        for rule in told
            .rules
            .iter()
            .filter_map(|told| self.law.program.rules.get(told.rule))
        {
            for id in &rule.cites {
                if !cited.contains(id) {
                    cited.push(id.clone());
                }
            }
        }
        cited
    }

    /// The grounds of an interval, sorted by what they say; provisions are cited as on a day.
    pub(super) fn grounds_told(&self, piece: &Piece, day: Option<i64>) -> Vec<GroundTold> {
        let tell = |(told, cites): (&Told, &Vec<String>)| {
            let said = |sentence: fn(&Rule) -> Option<&Sentence>, joints: &Joints| {
                let by_rule = told.rules.iter().map(|told| {
                    let rule = self.law.program.rules.get(told.rule)?;
                    Some(self.ranged(rule, sentence(rule)?, told.parts.as_ref()?, joints))
                });
                let said: Vec<Statement> = by_rule.collect::<Option<_>>()?;
                // By what is supposed of what is not known, it is so by one rule or by another.
                let mut statement = Statement::default();
                for (number, one) in said.into_iter().enumerate() {
                    if number > 0 {
                        statement.push_text(joints.or_else);
                    }
                    statement = statement.and(if number > 0 { one.begun_small() } else { one });
                }
                (!statement.parts.is_empty()).then_some(statement)
            };
            // The outcome itself is no ground: there is none that all completions have.
            let apart = || match told.relation == self.law.ids.outcome {
                true => Statement::text(
                    "it is so whatever is supposed of what is not known, on grounds that differ with it",
                ),
                false => self.row_statement(told.relation, &told.words),
            };
            let apart_ko = || match told.relation == self.law.ids.outcome {
                true => Some(Statement::text(
                    "알 수 없는 사항을 어떻게 가정하더라도 그러하나, 그 근거는 가정에 따라 다르다",
                )),
                false => self.row_korean(told.relation, &told.words),
            };
            GroundTold {
                statement: said(|rule| rule.sentence.as_ref(), &ENGLISH).unwrap_or_else(apart),
                statement_ko: said(|rule| rule.sentence_ko.as_ref(), &KOREAN).or_else(apart_ko),
                rules: self.rule_names(told),
                provisions: cites.iter().map(|id| self.cite_on(id, day)).collect(),
            }
        };
        let mut grounds: Vec<GroundTold> = piece.state.grounds.iter().zip(&piece.cites).map(tell).collect();
        grounds.sort();
        grounds
    }

    fn rule_names(&self, told: &Told) -> Vec<String> {
        let rules = told
            .rules
            .iter()
            .filter_map(|told| self.law.program.rules.get(told.rule));
        rules.map(|rule| rule.id.clone()).collect()
    }

    /// A rule's sentence under a binding, in English and in Korean, with a range in place of one value.
    pub(super) fn over_range(
        &self,
        rule: &Rule,
        binding: &[i64],
        (slot, low, high): (usize, i64, i64),
    ) -> (Option<Statement>, Option<Statement>) {
        let mut parts: Vec<Part> = binding.iter().map(|word| Part::Word(*word)).collect();
        if let Some(part) = parts.get_mut(slot) {
            *part = Part::Range(low, high);
        }
        let said = |sentence: Option<&Sentence>, joints| {
            sentence.map(|sentence| self.ranged(rule, sentence, &parts, joints))
        };
        (
            said(rule.sentence.as_ref(), &ENGLISH),
            said(rule.sentence_ko.as_ref(), &KOREAN),
        )
    }

    /// A rule's sentence in which what changes is a range.
    fn ranged(&self, rule: &Rule, sentence: &Sentence, parts: &[Part], joints: &Joints) -> Statement {
        let mut statement = Statement::default();
        for part in &sentence.parts {
            match part {
                SentencePart::Text(text) => statement.push_text(text),
                SentencePart::Variable(id) => {
                    let ty = type_of_variable(rule, *id);
                    match parts.get(id.0 as usize) {
                        Some(Part::Word(word)) => statement.push((joints.prose)(self, ty, *word)),
                        Some(Part::Range(low, high)) => {
                            self.push_range(&mut statement, (ty, *low, *high), joints)
                        }
                        Some(Part::Either(words)) => {
                            for (index, word) in words.iter().enumerate() {
                                match index {
                                    0 => {}
                                    index if index + 1 == words.len() => statement.push_text(joints.or),
                                    _ => statement.push_text(", "),
                                }
                                statement.push((joints.prose)(self, ty, *word));
                            }
                        }
                        Some(Part::Unused) | None => {}
                    }
                }
            }
        }
        statement.end_without_stop();
        statement
    }

    fn push_range(&self, statement: &mut Statement, (ty, low, high): (Type, i64, i64), joints: &Joints) {
        if ty == Type::Date && high > low && statement.ends_in(" on ") {
            statement.push_text((joints.between)(high >= range_of(ty).to));
        }
        let range = range_of(ty);
        let (least, most) = (low <= range.from, high >= range.to);
        if least && !most && low < high && ty != Type::Date {
            statement.push_value(self.value(ty, high));
            statement.push_text(joints.less);
            return;
        }
        statement.push_value(self.value(ty, low));
        match (most, ty) {
            _ if low == high => {}
            (true, Type::Date) => statement.push_text(joints.later),
            (true, Type::Won | Type::Int) => statement.push_text(joints.more),
            _ => {
                statement.push_text(joints.to);
                statement.push_value(self.value(ty, high));
            }
        }
    }
}
