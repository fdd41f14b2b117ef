//! Provisions as they are cited, and where records stand.

use crate::lang::program::{RelationId, Rule};
use crate::lang::source::line_column;

use super::super::World;
use super::super::reason::{Cited, Place};

impl World {
    /// A provision as it is cited.
    pub(in crate::world) fn cite(&self, id: &str) -> Cited {
        let known = self.base.provisions.get(id);
        Cited {
            id: id.to_owned(),
            act: known.map_or_else(|| id.to_owned(), |provision| provision.act.clone()),
            article: known.map_or_else(String::new, |provision| provision.article.clone()),
            korean: known.and_then(|provision| provision.act_ko.clone().zip(provision.article_ko.clone())),
        }
    }

    /// What speaks for a reading, if the row is one.
    pub(super) fn argument_of(&self, relation: RelationId, row: &[i64]) -> Option<&str> {
        let name = self.relation_name(relation);
        if name != "Reading" && name != "ReadingSupposed" {
            return None;
        }
        let [.., issue, option] = row else { return None };
        let (issue, option) = (self.symbols.text(*issue), self.symbols.text(*option));
        let found = self
            .base
            .readings
            .iter()
            .find(|reading| reading.issue == issue && reading.option == option)?;
        found.argument.as_deref()
    }

    /// Where a rule stands: file and line.
    pub(in crate::world) fn rule_place(&self, rule: &Rule) -> Option<(String, u32)> {
        let sources = &self.law.sources;
        if let Some(file) = sources.file(rule.span.file) {
            return Some((file.name.clone(), sources.place(rule.span).0));
        }
        let number = (rule.span.file.0 as usize).checked_sub(sources.files().len())?;
        let (label, text) = self.own_inputs().get(number)?;
        Some((label.clone(), line_column(text, rule.span.start).0))
    }

    /// Where the records stand that state a row, in the order of the base; none for one that is assumed.
    pub(in crate::world) fn places(&mut self, relation: RelationId, row: &[i64]) -> Vec<Place> {
        let index = self.fact_index();
        let rows = index
            .get(&(relation.0, row.into()))
            .map_or(&[][..], Vec::as_slice);
        rows.iter()
            .filter_map(|at| self.base.rows.get(*at as usize))
            .map(|row| self.place(&row.origin))
            .collect()
    }

    /// Where something is written.
    pub(in crate::world) fn place(&self, origin: &crate::facts::Origin) -> Place {
        let file = self.base.sources_text.file(origin.span.file);
        let (line, _) = self.base.sources_text.place(origin.span);
        Place {
            file: file.map_or_else(String::new, |file| file.name.clone()),
            line,
            sources: origin.source.clone(),
            grade: origin.grade.map(|grade| match grade {
                crate::facts::Grade::A => "A",
                crate::facts::Grade::B => "B",
                crate::facts::Grade::C => "C",
            }),
            note: origin.note.clone(),
        }
    }
}
