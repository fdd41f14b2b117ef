//! Dossiers: everything that is on file about a project, a firm, a group, a body, a person, a provision or a source, with
//! what the law concludes from it. Data only; the sentences are those of the law's rules and relations.

mod budget;
mod conclusions;
mod counting;
mod find;
mod firm;
mod group;
mod lifting;
mod participation;
mod people;
mod placement;
mod project;
mod provision;
mod source;
mod stated;
mod tiers;

use crate::engine::Limits;
use crate::facts::{Commit, EntityKind};

pub use budget::{BudgetDossier, BudgetShare};
pub use counting::{Bound, Counting};
pub use firm::{FirmDossier, MemberSpan};
pub use group::{GroupDossier, OwnershipLine, OwnershipTree};
pub use lifting::{Act, ClaimLine, Lifting, Recorded, Whom};
pub use participation::Participation;
pub use people::{BodyDossier, OrderedProject, PersonDossier};
pub use placement::{Placement, PlacementSum};
pub use project::{ClassOutcome, ComponentLine, ProjectDossier, WarningLine};
pub use provision::{CaseLine, ProvisionDossier, RuleLine};
pub use source::{SourceDossier, SourceUse};
pub use stated::File;
pub use tiers::{GroupBar, TierSpan};

use super::World;
use super::error::WorldError;
use super::reason::Place;

/// What something is: its kind, its id, and the name that people read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Kind.
    pub kind: EntityKind,
    /// Id.
    pub id: String,
    /// Display name; the title of a source; act and article of a provision.
    pub name: String,
}

/// The head of a dossier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// What it is about.
    pub subject: Subject,
    /// Other names, in the order of the files.
    pub aliases: Vec<String>,
    /// Where its records begin; several where records were merged, none if nothing is written.
    pub places: Vec<Place>,
}

/// What is known about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dossier {
    /// A project.
    Project(Box<ProjectDossier>),
    /// A firm.
    Firm(Box<FirmDossier>),
    /// A group.
    Group(Box<GroupDossier>),
    /// A body.
    Body(Box<BodyDossier>),
    /// A person.
    Person(Box<PersonDossier>),
    /// A provision.
    Provision(Box<ProvisionDossier>),
    /// A source.
    Source(Box<SourceDossier>),
}

/// A dossier with what it was asked under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Names and places.
    pub head: Head,
    /// What else bears the name, best first.
    pub others: Vec<Subject>,
    /// What is known.
    pub dossier: Dossier,
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
    /// The commit whose facts these are, if they come from one.
    pub revision: Option<Commit>,
}

impl World {
    /// The dossier of what a text names: an id, a name or an alias, a kind before it if need be (`group samsung`), and
    /// behind a group the day of its ownership (`samsung 2026-05-15`).
    ///
    /// # Errors
    /// Nothing or several things of one kind are called so, or an evaluation does not finish.
    pub fn show(&mut self, text: &str, limits: &Limits) -> Result<Shown, WorldError> {
        let wanted = self.find(text)?;
        let subject = wanted.subject;
        let fault = |error| super::ask::eval_error(text, error);
        let id = subject.id.as_str();
        let dossier = match subject.kind {
            EntityKind::Project => Dossier::Project(Box::new(self.project_dossier(id, limits)?)),
            EntityKind::Firm => Dossier::Firm(Box::new(self.firm_dossier(id, limits)?)),
            EntityKind::Group => Dossier::Group(Box::new(
                self.group_dossier(id, wanted.day, limits).map_err(fault)?,
            )),
            EntityKind::Body => Dossier::Body(Box::new(self.body_dossier(id, limits).map_err(fault)?)),
            EntityKind::Person => Dossier::Person(Box::new(self.person_dossier(id, limits).map_err(fault)?)),
            EntityKind::Provision => {
                Dossier::Provision(Box::new(self.provision_dossier(id, limits).map_err(fault)?))
            }
            EntityKind::Source => Dossier::Source(Box::new(self.source_dossier(id))),
        };
        Ok(Shown {
            head: self.head(subject),
            others: wanted.others,
            dossier,
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
            revision: self.revision.clone(),
        })
    }
}
