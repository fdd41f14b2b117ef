//! The dossier of a project.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;

use super::super::World;
use super::super::answer::Value;
use super::super::error::WorldError;
use super::super::reason::Reason;
use super::super::ways::Comes;
use super::budget::BudgetDossier;
use super::conclusions::{Conclusions, quoted};
use super::counting::Counting;
use super::lifting::{ClaimLine, Lifting, Recorded};
use super::participation::Participation;
use super::source::SourceUse;

/// Plain facts of a project, in the order of a dossier.
const PLAIN: [&str; 11] = [
    "OrderedBy",
    "Announced",
    "Closes",
    "NotSoftware",
    "KindOf",
    "Months",
    "LongTerm",
    "ViaPps",
    "ReorderOf",
    "NoAward",
    "Secret",
];
/// Facts of its amount.
const AMOUNTS: [&str; 5] = ["Amount", "Vat", "VatAmount", "Split", "Bundle"];
/// Facts of its components, their names first.
const COMPONENTS: [&str; 7] = [
    "ComponentOf",
    "ComponentAmount",
    "ComponentBelow",
    "ComponentVat",
    "ComponentKind",
    "ComponentMonths",
    "ComponentLongTerm",
];
/// A project: what is on file, and what the law concludes from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectDossier {
    /// Body and its class, days, kind, length, how it is ordered.
    pub facts: Vec<Reason>,
    /// Estimate, value-added tax, software part, finding of a bundle.
    pub amounts: Vec<Reason>,
    /// The amount that is tested, for each way of reading what is open; empty where art. 48 does not reach.
    pub countings: Vec<Counting>,
    /// How many components there are, if that is stated.
    pub parts: Option<Reason>,
    /// The components that are listed, in the order of their places.
    pub components: Vec<ComponentLine>,
    /// The project by class of firms, as sole bidder.
    pub classes: Vec<ClassOutcome>,
    /// Classes that are shut out of every component alone and let in to the whole, sorted.
    pub opened_by_bundling: Vec<String>,
    /// What is claimed: no fact of law.
    pub claims: Vec<ClaimLine>,
    /// Recognitions and departures on file, whatever their effect.
    pub recorded: Vec<Recorded>,
    /// What is shown to lift the bars, in every completion.
    pub liftings: Vec<Lifting>,
    /// Those who take part, with the verdict on each in its own role.
    pub participants: Vec<Participation>,
    /// Its budget, if any is on file.
    pub budget: Option<BudgetDossier>,
    /// Neighbouring duties that arise.
    pub duties: Vec<Reason>,
    /// Duties that are shown to be broken.
    pub breaches: Vec<Reason>,
    /// What an analyst should look at, by key.
    pub warnings: Vec<WarningLine>,
    /// What all this rests on.
    pub sources: Vec<SourceUse>,
}

/// A component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentLine {
    /// Its name.
    pub name: String,
    /// That it is a component, and its amount, bound, kind and length, as far as they are stated.
    pub facts: Vec<Reason>,
}

/// What a class of firms may do at a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassOutcome {
    /// `small`, `grace`, `large`, `major`, or `restricted`.
    pub class: String,
    /// Its floor in won; none for small firms, and where it is not the same in every completion.
    pub floor: Option<i64>,
    /// What it comes to.
    pub comes: Comes,
}

/// A finding with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarningLine {
    /// Key, as in `Warning`.
    pub key: String,
    /// What shows it.
    pub reason: Reason,
}

/// Rows of a relation with what shows each.
type Shown = Vec<(Vec<i64>, Reason)>;

impl World {
    pub(super) fn project_dossier(
        &mut self,
        id: &str,
        limits: &Limits,
    ) -> Result<ProjectDossier, WorldError> {
        let fault = |error| super::super::ask::eval_error(id, error);
        let name = quoted(id);
        let question = format!(
            "OpenTo({name}, class, outcome), Duty({name}, duty), Breach({name}, breach), Warning({name}, key), \
             OpenedByBundling({name}, tier), RiskOnContractor({name}), PartialShown({name}, partial), \
             EmergencyShown({name})"
        );
        let concluded = self.conclude(&question, limits)?;
        let project = self.symbols.intern(id);
        let subject = (EntityKind::Project, id);
        let risk = reasons(
            self.shown(&concluded, "RiskOnContractor", limits)
                .map_err(fault)?,
        )
        .pop();
        let mut facts = self.stated_of(&PLAIN, subject, limits).map_err(fault)?;
        facts.extend(self.class_of_body(project, limits).map_err(fault)?);
        Ok(ProjectDossier {
            facts,
            amounts: self.stated_of(&AMOUNTS, subject, limits).map_err(fault)?,
            countings: self.countings(project, limits).map_err(fault)?,
            parts: self.stated("Parts", subject, limits).map_err(fault)?.pop(),
            components: self.components(subject, limits).map_err(fault)?,
            classes: self.classes(project, &concluded),
            opened_by_bundling: self.last_words(&self.rows_read(&concluded, "OpenedByBundling")),
            claims: self.claims(subject, limits).map_err(fault)?,
            recorded: self.recorded(subject, limits).map_err(fault)?,
            liftings: self.liftings(id, &concluded, limits)?,
            participants: self.participations(subject, limits)?,
            budget: self.budget(subject, &concluded, risk, limits).map_err(fault)?,
            duties: reasons(self.shown(&concluded, "Duty", limits).map_err(fault)?),
            breaches: reasons(self.shown(&concluded, "Breach", limits).map_err(fault)?),
            warnings: self.warnings(&concluded, limits).map_err(fault)?,
            sources: self.sources_of(EntityKind::Project, id),
        })
    }

    /// The rows of a relation that a question reads, with what shows each.
    pub(super) fn shown(
        &mut self,
        concluded: &Conclusions,
        relation: &str,
        limits: &Limits,
    ) -> Result<Shown, EvalError> {
        let mut shown = Vec::new();
        if let Some(id) = self.law.program.relation_named(relation) {
            for row in self.rows_read(concluded, relation) {
                let reason = self.reason_of(id, &row, limits)?;
                shown.extend(reason.map(|reason| (row, reason)));
            }
        }
        shown.sort_by(|one, other| one.1.values().cmp(other.1.values()));
        Ok(shown)
    }

    /// The rows of several relations, relation by relation.
    pub(super) fn stated_of(
        &mut self,
        relations: &[&str],
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<Reason>, EvalError> {
        let mut facts = Vec::new();
        for relation in relations {
            facts.extend(self.stated(relation, subject, limits)?);
        }
        Ok(facts)
    }

    /// The class of the body that orders a project.
    fn class_of_body(&mut self, project: i64, limits: &Limits) -> Result<Vec<Reason>, EvalError> {
        let rows = self.rows_of("OrderedBy").as_chunks::<2>().0;
        let body = rows.iter().find(|row| row[0] == project).map(|row| row[1]);
        match body.map(|body| self.symbols.text(body).to_owned()) {
            Some(body) => self.stated("ClassOf", (EntityKind::Body, &body), limits),
            None => Ok(Vec::new()),
        }
    }

    fn components(
        &mut self,
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<ComponentLine>, EvalError> {
        let mut lines: Vec<ComponentLine> = Vec::new();
        for fact in self.stated_of(&COMPONENTS, subject, limits)? {
            let Some(Some(Value::Text(name))) = fact.values().get(1) else {
                continue;
            };
            match lines.iter_mut().find(|line| line.name == *name) {
                Some(line) => line.facts.push(fact),
                None => lines.push(ComponentLine {
                    name: name.clone(),
                    facts: vec![fact],
                }),
            }
        }
        Ok(lines)
    }

    fn classes(&mut self, project: i64, concluded: &Conclusions) -> Vec<ClassOutcome> {
        let sole = self.symbols.intern("sole");
        let floors = self.certain_rows(concluded, "FloorFor");
        let classes = self.class_firms();
        classes
            .into_iter()
            .filter_map(|(class, firm)| {
                let floor = floors.iter().find(|row| row.starts_with(&[firm, project]));
                Some(ClassOutcome {
                    class: class.to_owned(),
                    floor: floor.and_then(|row| row.last()).copied(),
                    comes: self.comes(concluded, &[firm, project, sole])?,
                })
            })
            .collect()
    }

    fn warnings(&mut self, concluded: &Conclusions, limits: &Limits) -> Result<Vec<WarningLine>, EvalError> {
        let mut lines: Vec<WarningLine> = self
            .shown(concluded, "Warning", limits)?
            .into_iter()
            .filter_map(|(row, reason)| {
                let key = self.symbols.text(*row.last()?).to_owned();
                Some(WarningLine { key, reason })
            })
            .collect();
        lines.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(lines)
    }

    /// The words in the last columns of rows, sorted.
    fn last_words(&self, rows: &[Vec<i64>]) -> Vec<String> {
        let words = rows.iter().filter_map(|row| row.last());
        let mut words: Vec<String> = words.map(|word| self.symbols.text(*word).to_owned()).collect();
        words.sort();
        words
    }
}

pub(super) fn reasons(shown: Shown) -> Vec<Reason> {
    shown.into_iter().map(|(_, reason)| reason).collect()
}
