//! Firms in projects, each with the verdict in its own role.

use crate::engine::Limits;
use crate::facts::EntityKind;

use super::super::World;
use super::super::answer::Value;
use super::super::error::WorldError;
use super::super::reason::Reason;
use super::super::ways::Comes;
use super::conclusions::quoted;

/// A firm in a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The firm.
    pub firm: Value,
    /// The project.
    pub project: Value,
    /// Its role.
    pub role: String,
    /// Its share in hundredths of a percent, if known.
    pub share: Option<i64>,
    /// It works on another part than software.
    pub other_part: bool,
    /// What its verdict comes to.
    pub comes: Comes,
    /// That it takes part, and where that is written.
    pub fact: Reason,
}

impl World {
    /// The participants of a project, or the projects of a firm, in the order of their places.
    pub(super) fn participations(
        &mut self,
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<Participation>, WorldError> {
        let (kind, id) = subject;
        let fault = |error| super::super::ask::eval_error(id, error);
        let facts = self.stated("Participant", subject, limits).map_err(fault)?;
        if facts.is_empty() {
            return Ok(Vec::new());
        }
        let (firm, project) = match kind {
            EntityKind::Firm => (quoted(id), "project".to_owned()),
            _ => ("firm".to_owned(), quoted(id)),
        };
        let question =
            format!("Participant({firm}, {project}, role), Verdict({firm}, {project}, role, outcome)");
        let concluded = self.conclude(&question, limits)?;
        let shares = self.stated("Share", subject, limits).map_err(fault)?;
        let parts = self.stated("WorksOn", subject, limits).map_err(fault)?;
        let mut found = Vec::new();
        for fact in facts {
            let values = fact.values().to_vec();
            let [Some(firm), Some(project), Some(Value::Text(role))] = values.as_slice() else {
                continue;
            };
            let (Value::Entity { id: firm_id, .. }, Value::Entity { id: project_id, .. }) = (firm, project)
            else {
                continue;
            };
            let triple = [firm_id.as_str(), project_id, role].map(|text| self.symbols.intern(text));
            let Some(comes) = self.comes(&concluded, &triple) else {
                continue;
            };
            let last = |facts: &[Reason]| {
                let row = facts.iter().find(|fact| fact.values().starts_with(&values));
                row.and_then(|fact| fact.values().last().cloned().flatten())
            };
            found.push(Participation {
                firm: firm.clone(),
                project: project.clone(),
                role: role.clone(),
                share: match last(&shares) {
                    Some(Value::Percent(share)) => Some(share),
                    _ => None,
                },
                other_part: last(&parts) == Some(Value::Text("other".to_owned())),
                comes,
                fact,
            });
        }
        Ok(found)
    }
}
