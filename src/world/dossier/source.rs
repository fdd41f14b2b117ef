//! Sources, and what rests on them.

use std::collections::BTreeSet;

use crate::lang::program::RelationId;

use super::super::World;
use super::super::load::each_row;
use super::super::reason::{Place, Reason, ReasonKind};
use super::Subject;
use super::stated::File;
use crate::facts::EntityKind;

/// A source: what it is, and everything that rests on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDossier {
    /// Publisher, day and address.
    pub record: SourceUse,
    /// Note on it, if any.
    pub note: Option<String>,
    /// The facts that rest on it, in the order of their places.
    pub facts: Vec<Reason>,
    /// Names, provisions and readings whose records rest on it, likewise.
    pub records: Vec<(Subject, Place)>,
}

/// A source with the lines that rest on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceUse {
    /// Id.
    pub id: String,
    /// Title, if the source is declared.
    pub title: Option<String>,
    /// Publisher, if known.
    pub publisher: Option<String>,
    /// Day, if known.
    pub date: Option<i64>,
    /// Address, if known.
    pub url: Option<String>,
    /// The lines, by file.
    pub files: Vec<File>,
}

impl World {
    /// Every source with the lines that rest on it, by id.
    #[must_use]
    pub fn sources(&self) -> Vec<SourceUse> {
        let mut lines: std::collections::BTreeMap<&str, BTreeSet<(String, u32)>> = self
            .base
            .sources
            .keys()
            .map(|id| (id.as_str(), BTreeSet::new()))
            .collect();
        let rows = self.base.rows.iter().map(|row| &row.origin);
        for origin in rows.chain(self.origins().map(|(_, origin)| origin)) {
            let place = self.place(origin);
            for source in &origin.source {
                let of = lines.entry(source).or_default();
                of.insert((place.file.clone(), place.line));
            }
        }
        let sources = lines.into_iter();
        sources.map(|(id, lines)| self.source_use(id, &lines)).collect()
    }

    pub(super) fn source_use(&self, id: &str, lines: &BTreeSet<(String, u32)>) -> SourceUse {
        let record = self.base.sources.get(id);
        let mut files: Vec<File> = Vec::new();
        for (name, line) in lines {
            match files.last_mut() {
                Some(last) if last.name == *name => last.lines.push(*line),
                _ => files.push(File {
                    name: name.clone(),
                    lines: vec![*line],
                }),
            }
        }
        SourceUse {
            id: id.to_owned(),
            title: record.map(|record| record.title.clone()),
            publisher: record.and_then(|record| record.publisher.clone()),
            date: record.and_then(|record| record.date),
            url: record.and_then(|record| record.url.clone()),
            files,
        }
    }

    pub(super) fn source_dossier(&mut self, id: &str) -> SourceDossier {
        let facts = self.facts_of(id);
        let records: Vec<(Subject, Place)> = self
            .origins()
            .filter(|(_, origin)| origin.source.iter().any(|source| source == id))
            .map(|(subject, origin)| (subject, self.place(origin)))
            .collect();
        let mut lines: BTreeSet<(String, u32)> = BTreeSet::new();
        let places = facts.iter().flat_map(|fact| &fact.origins);
        for place in places.chain(records.iter().map(|(_, place)| place)) {
            lines.insert((place.file.clone(), place.line));
        }
        let note = self
            .base
            .sources
            .get(id)
            .and_then(|record| record.origin.note.clone());
        SourceDossier {
            record: self.source_use(id, &lines),
            note,
            facts,
            records,
        }
    }

    /// The facts that rest on a source, as they were loaded, by place.
    fn facts_of(&mut self, id: &str) -> Vec<Reason> {
        let mut rows: Vec<(usize, RelationId, Vec<i64>)> = Vec::new();
        let (law, base, entities) = (&self.law, &self.base, &self.entities);
        each_row(
            &law.program,
            &mut self.symbols,
            base,
            entities,
            &mut |number, relation, words| {
                rows.push((number, relation, words));
            },
        );
        let mut facts: Vec<Reason> = Vec::new();
        for (number, relation, words) in rows {
            let Some(row) = self.base.rows.get(number) else {
                continue;
            };
            if !row.origin.source.iter().any(|source| source == id) {
                continue;
            }
            let whole: Vec<Option<i64>> = words.iter().map(|word| Some(*word)).collect();
            facts.push(Reason {
                kind: ReasonKind::Fact,
                tuple: Some(self.tuple(relation, &whole)),
                statement: self.row_statement(relation, &whole),
                statement_ko: self.row_korean(relation, &whole),
                rule: None,
                rule_place: None,
                provisions: Vec::new(),
                origins: vec![self.place(&row.origin)],
                premises: Vec::new(),
                lacks: Vec::new(),
                conditions: None,
            });
        }
        facts.sort_by(|one, other| {
            let place = |fact: &Reason| fact.origins.first().map(|place| (place.file.clone(), place.line));
            (place(one), one.values()).cmp(&(place(other), other.values()))
        });
        facts
    }

    /// The records that are no rows, with where they are written, by place.
    fn origins(&self) -> impl Iterator<Item = (Subject, &crate::facts::Origin)> {
        let names = self.base.names.iter().map(|name| {
            let subject = self.subject(name.kind, &name.id);
            (subject, &name.origin)
        });
        let provisions = self.base.provisions.values();
        names.chain(provisions.map(|provision| {
            let subject = self.subject(EntityKind::Provision, &provision.id);
            (subject, &provision.origin)
        }))
    }
}
