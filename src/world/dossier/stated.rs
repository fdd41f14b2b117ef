//! What the fact files state: given rows with their sentences and places, and the sources that they rest on.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;
use crate::lang::program::RelationId;
use crate::lang::syntax::RelationKind;

use super::super::World;
use super::super::answer::Value;
use super::super::load::entity_kind;
use super::super::reason::Reason;
use super::source::SourceUse;
use super::{Head, Subject};

/// Lines of a fact file, sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Path.
    pub name: String,
    /// Lines, from 1.
    pub lines: Vec<u32>,
}

impl World {
    /// The rows of a given relation that have something in a column of its kind, in the order of their places, then as
    /// sorted values.
    pub(super) fn stated(
        &mut self,
        relation: &str,
        (kind, id): (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<Reason>, EvalError> {
        let Some(relation) = self.law.program.relation_named(relation) else {
            return Ok(Vec::new());
        };
        let columns = self.columns_of(relation, kind);
        self.stated_at(relation, &columns, id, limits)
    }

    /// The same for one column, by its name.
    pub(super) fn stated_as(
        &mut self,
        relation: &str,
        column: &str,
        id: &str,
        limits: &Limits,
    ) -> Result<Vec<Reason>, EvalError> {
        let Some(relation) = self.law.program.relation_named(relation) else {
            return Ok(Vec::new());
        };
        let columns = self
            .law
            .program
            .relation(relation)
            .map_or(&[][..], |known| &known.columns);
        let at = columns.iter().position(|known| known.name == column);
        self.stated_at(relation, &at.into_iter().collect::<Vec<_>>(), id, limits)
    }

    fn stated_at(
        &mut self,
        relation: RelationId,
        columns: &[usize],
        id: &str,
        limits: &Limits,
    ) -> Result<Vec<Reason>, EvalError> {
        let Some(word) = self.symbols.find(id) else {
            return Ok(Vec::new());
        };
        let arity = self.arity(relation);
        let rows: BTreeSet<Vec<i64>> = self
            .given
            .get(relation.0 as usize)
            .map_or(&[][..], Vec::as_slice)
            .chunks_exact(arity)
            .filter(|row| columns.iter().any(|at| row.get(*at) == Some(&word)))
            .map(<[i64]>::to_vec)
            .collect();
        let mut stated = Vec::new();
        for row in rows {
            stated.extend(self.reason_of(relation, &row, limits)?);
        }
        stated.sort_by(|one, other| key(one).cmp(&key(other)));
        Ok(stated)
    }

    /// The statement of a row with what it cites and where it is written, without what it rests on; none if nothing
    /// shows it.
    pub(super) fn reason_of(
        &mut self,
        relation: RelationId,
        row: &[i64],
        limits: &Limits,
    ) -> Result<Option<Reason>, EvalError> {
        let explained = self.explain(relation, row, 0, limits)?;
        let root = explained.and_then(|mut explained| explained.reasons.pop());
        Ok(root.map(|root| Reason {
            premises: Vec::new(),
            ..root
        }))
    }

    pub(super) fn arity(&self, relation: RelationId) -> usize {
        self.law
            .program
            .relation(relation)
            .map_or(1, |declared| declared.columns.len().max(1))
    }

    /// The columns of a relation that name things of a kind.
    pub(super) fn columns_of(&self, relation: RelationId, kind: EntityKind) -> Vec<usize> {
        let columns = self
            .law
            .program
            .relation(relation)
            .map_or(&[][..], |known| &known.columns);
        (0..)
            .zip(columns)
            .filter(|(_, column)| entity_kind(&self.law.program, column.ty) == Some(kind))
            .map(|(at, _)| at)
            .collect()
    }

    /// Names and places of something.
    pub(super) fn head(&self, subject: Subject) -> Head {
        let records: Vec<_> = self
            .base
            .names
            .iter()
            .filter(|name| name.kind == subject.kind)
            .filter(|name| self.entities.canonical(name.kind, &name.id) == subject.id)
            .collect();
        let mut aliases: Vec<String> = Vec::new();
        for name in records.iter().flat_map(|name| name.all()) {
            if name != subject.id && name != subject.name && !aliases.iter().any(|known| known == name) {
                aliases.push(name.to_owned());
            }
        }
        let origin = match subject.kind {
            EntityKind::Provision => self.base.provisions.get(&subject.id).map(|known| &known.origin),
            EntityKind::Source => self.base.sources.get(&subject.id).map(|known| &known.origin),
            _ => None,
        };
        let origins = records.iter().map(|name| &name.origin).chain(origin);
        Head {
            places: origins.map(|origin| self.place(origin)).collect(),
            subject,
            aliases,
        }
    }

    /// The sources of everything that is on file about something, by id, with the lines that rest on each.
    pub(super) fn sources_of(&mut self, kind: EntityKind, id: &str) -> Vec<SourceUse> {
        let mut places = self.head(self.subject(kind, id)).places;
        for (relation, row) in self.rows_about(kind, id) {
            places.extend(self.places(relation, &row));
        }
        let mut lines: BTreeMap<String, BTreeSet<(String, u32)>> = BTreeMap::new();
        for place in places {
            for source in place.sources {
                let of = lines.entry(source).or_default();
                of.insert((place.file.clone(), place.line));
            }
        }
        let sources = lines.into_iter();
        sources.map(|(id, lines)| self.source_use(&id, &lines)).collect()
    }

    /// The given rows that name something.
    fn rows_about(&self, kind: EntityKind, id: &str) -> Vec<(RelationId, Vec<i64>)> {
        let Some(word) = self.symbols.find(id) else {
            return Vec::new();
        };
        let mut about = Vec::new();
        for (index, declared) in (0_u32..).zip(&self.law.program.relations) {
            let relation = RelationId(index);
            let columns = self.columns_of(relation, kind);
            if declared.kind == RelationKind::Given && !columns.is_empty() {
                let rows = self.given.get(index as usize).map_or(&[][..], Vec::as_slice);
                let rows = rows.chunks_exact(self.arity(relation));
                let named = rows.filter(|row| columns.iter().any(|at| row.get(*at) == Some(&word)));
                about.extend(named.map(|row| (relation, row.to_vec())));
            }
        }
        about
    }
}

/// What orders facts: where they are written, then what they say.
fn key(reason: &Reason) -> (Vec<(&str, u32)>, &[Option<Value>]) {
    let places = reason.origins.iter();
    let places = places.map(|place| (place.file.as_str(), place.line));
    (places.collect(), reason.values())
}
