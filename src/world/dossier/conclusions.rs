//! What the law concludes about a project or a firm, read off the dockets that decide it.

use std::collections::BTreeSet;

use crate::engine::{Database, Limits};
use crate::law::Decided;

use super::super::World;
use super::super::ask::{CLASSES, class_firm};
use super::super::decide::Decisions;
use super::super::error::WorldError;
use super::super::ways::Comes;

/// The dockets of one question, and what is made above them.
pub(super) struct Conclusions {
    decisions: Decisions,
    /// The certain rows of the relations that the question reads.
    database: Database,
}

impl Conclusions {
    fn decided(&self) -> &[Decided] {
        &self.decisions.parts
    }
}

impl World {
    /// Decides what a question demands.
    pub(super) fn conclude(&mut self, question: &str, limits: &Limits) -> Result<Conclusions, WorldError> {
        let query = self.read_query(question)?;
        let (_, decisions) = self.decide_query(&query, question, limits, None)?;
        let database = self.database(&query, &decisions);
        Ok(Conclusions { decisions, database })
    }

    /// The rows of a relation that the question reads, sorted.
    pub(super) fn rows_read(&self, conclusions: &Conclusions, relation: &str) -> Vec<Vec<i64>> {
        let id = self.law.program.relation_named(relation);
        let found = id.and_then(|id| conclusions.database.relation(id));
        let rows: BTreeSet<Vec<i64>> = found
            .into_iter()
            .flat_map(|rows| rows.tuples().map(<[i64]>::to_vec))
            .collect();
        rows.into_iter().collect()
    }

    /// The certain rows of a derived relation, those of classes of firms included, sorted.
    pub(super) fn certain_rows(&self, conclusions: &Conclusions, relation: &str) -> Vec<Vec<i64>> {
        let Some(id) = self.law.program.relation_named(relation) else {
            return Vec::new();
        };
        let arity = self.arity(id);
        let rows: BTreeSet<Vec<i64>> = conclusions
            .decided()
            .iter()
            .filter_map(|part| part.certain.get(id.0 as usize))
            .flat_map(|words| words.chunks_exact(arity).map(<[i64]>::to_vec))
            .collect();
        rows.into_iter().collect()
    }

    /// What the verdict of a triple comes to; none if it was not decided.
    pub(super) fn comes(&self, conclusions: &Conclusions, triple: &[i64]) -> Option<Comes> {
        let verdicts = conclusions.decided().iter().flat_map(|part| &part.verdicts);
        let [.., outcome] = *verdicts.into_iter().find(|row| row.starts_with(triple))?;
        let text = |word: i64| self.symbols.text(word).to_owned();
        let outcome = text(outcome);
        let relation = if outcome == "barred" { "Barred" } else { "Excepted" };
        let mut grounds: Vec<String> = self
            .certain_rows(conclusions, relation)
            .into_iter()
            .filter(|row| row.starts_with(triple))
            .filter_map(|row| row.last().copied().map(text))
            .collect();
        grounds.sort();
        let missing = conclusions.decided().iter().flat_map(|part| &part.missing);
        let mut turns_on: Vec<String> = missing
            .filter(|row| row.starts_with(triple))
            .map(|[.., key]| text(*key))
            .collect();
        turns_on.sort();
        turns_on.dedup();
        Some(Comes {
            outcome,
            grounds: grounds
                .iter()
                .map(|id| self.cite_on(id, triple.get(1).and_then(|project| self.day_of(*project))))
                .collect(),
            turns_on,
        })
    }

    /// Each class of firms with the made-up firm by which it is decided.
    pub(super) fn class_firms(&mut self) -> Vec<(&'static str, i64)> {
        CLASSES
            .iter()
            .map(|(class, _)| (*class, self.symbols.intern(&class_firm(class))))
            .collect()
    }
}

/// An id as it is written in a question.
pub(super) fn quoted(id: &str) -> String {
    format!(
        "\"{}\"",
        id.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
    )
}
