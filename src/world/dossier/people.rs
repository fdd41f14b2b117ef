//! The dossiers of a body and of a person.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;

use super::super::World;
use super::super::answer::Value;
use super::super::reason::Reason;
use super::source::SourceUse;

/// A body that orders projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyDossier {
    /// What it is under Decree art. 21, if stated.
    pub class: Vec<Reason>,
    /// Its projects, by announcement, those without one last.
    pub projects: Vec<OrderedProject>,
    /// What all this rests on.
    pub sources: Vec<SourceUse>,
}

/// A project of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedProject {
    /// The project.
    pub project: Value,
    /// Announcement day, if known.
    pub announced: Option<i64>,
    /// Estimate in won, if known.
    pub estimate: Option<i64>,
    /// That the body orders it.
    pub fact: Reason,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDossier {
    /// The groups whose same person he is, or to whose same person he is related.
    pub groups: Vec<Reason>,
    /// What he holds.
    pub holds: Vec<Reason>,
    /// What all this rests on.
    pub sources: Vec<SourceUse>,
}

impl World {
    pub(super) fn body_dossier(&mut self, id: &str, limits: &Limits) -> Result<BodyDossier, EvalError> {
        let subject = (EntityKind::Body, id);
        let mut projects = Vec::new();
        for fact in self.stated("OrderedBy", subject, limits)? {
            let Some(Some(project @ Value::Entity { id, .. })) = fact.values().first() else {
                continue;
            };
            let number = |relation: &str| {
                let word = self.symbols.find(id);
                let rows = self.rows_of(relation).as_chunks::<2>().0;
                rows.iter().find(|row| Some(row[0]) == word).map(|row| row[1])
            };
            projects.push(OrderedProject {
                project: project.clone(),
                announced: number("Announced"),
                estimate: number("Amount"),
                fact: fact.clone(),
            });
        }
        projects.sort_by(|one, other| {
            let key =
                |line: &OrderedProject| (line.announced.is_none(), line.announced, line.project.clone());
            key(one).cmp(&key(other))
        });
        Ok(BodyDossier {
            class: self.stated("ClassOf", subject, limits)?,
            projects,
            sources: self.sources_of(EntityKind::Body, id),
        })
    }

    pub(super) fn person_dossier(&mut self, id: &str, limits: &Limits) -> Result<PersonDossier, EvalError> {
        let subject = (EntityKind::Person, id);
        Ok(PersonDossier {
            groups: self.stated_of(&["SamePerson", "Related"], subject, limits)?,
            holds: self.stated("PersonHolding", subject, limits)?,
            sources: self.sources_of(EntityKind::Person, id),
        })
    }
}
