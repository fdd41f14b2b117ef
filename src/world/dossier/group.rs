//! The dossier of a group, with who holds what on one day.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;
use crate::groups::{Holder, Twig, ownership_tree};
use crate::lang::date;

use super::super::World;
use super::super::answer::Value;
use super::super::reason::Reason;
use super::placement::Placement;
use super::source::SourceUse;

/// A group: its members, its designations, and what the holdings show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupDossier {
    /// The same person, a person or a company, and those related.
    pub persons: Vec<Reason>,
    /// Designations, first ones first, or that it was never designated.
    pub designations: Vec<Reason>,
    /// Times on the regulator's list, first ones first.
    pub members: Vec<Reason>,
    /// Firms that the holdings place in the group and its list does not name.
    pub unlisted: Vec<Placement>,
    /// Who holds what; none where no holding around the group is on file.
    pub ownership: Option<OwnershipTree>,
    /// What all this rests on.
    pub sources: Vec<SourceUse>,
}

/// Who holds what on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnershipTree {
    /// The day.
    pub day: i64,
    /// Whether the day was asked for; else it is the last on which something around the group begins or ends.
    pub asked: bool,
    /// Holders, each before what it holds; empty if no holding is known for the day.
    pub lines: Vec<OwnershipLine>,
}

/// One holder or firm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnershipLine {
    /// Its name.
    pub name: String,
    /// Its place, share and standing.
    pub twig: Twig,
}

impl World {
    pub(super) fn group_dossier(
        &mut self,
        id: &str,
        day: Option<i64>,
        limits: &Limits,
    ) -> Result<GroupDossier, EvalError> {
        let subject = (EntityKind::Group, id);
        let persons = ["SamePerson", "SamePersonFirm", "Related", "RelatedFirm"];
        let mut designations = self.stated_of(&["Designated", "DesignatedNever"], subject, limits)?;
        designations.sort_by_key(first_day);
        let mut members = self.stated("Member", subject, limits)?;
        members.sort_by(|one, other| (first_day(one), one.values()).cmp(&(first_day(other), other.values())));
        Ok(GroupDossier {
            persons: self.stated_of(&persons, subject, limits)?,
            designations,
            members,
            unlisted: self.unlisted(id, limits)?,
            ownership: self.ownership_of(id, day),
            sources: self.sources_of(EntityKind::Group, id),
        })
    }

    fn ownership_of(&self, group: &str, day: Option<i64>) -> Option<OwnershipTree> {
        let (ownership, found) = (self.ownership(), self.controlled());
        let related = |holder: Holder<'_>| {
            let mut listed = ownership.members.iter().filter(|member| member.group == group);
            let mut placed = found.iter().filter(|found| found.group == group);
            ownership.related.contains(&(group, holder))
                || listed.any(|member| Holder::Firm(member.firm) == holder)
                || placed.any(|found| Holder::Firm(&found.firm) == holder)
        };
        let around: Vec<_> = ownership
            .holdings
            .iter()
            .filter(|holding| related(holding.holder) || related(Holder::Firm(holding.firm)))
            .collect();
        let spans = around.iter().map(|holding| (holding.from, holding.until)).chain(
            ownership
                .members
                .iter()
                .filter(|member| member.group == group)
                .map(|member| (member.from, member.until)),
        );
        let last = spans
            .flat_map(|(from, until)| [from, until])
            .filter(|day| *day != date::OPEN)
            .max()?;
        if around.is_empty() {
            return None;
        }
        let at = day.unwrap_or(last);
        let lines = ownership_tree(&ownership, &found, group, at);
        Some(OwnershipTree {
            day: at,
            asked: day.is_some(),
            lines: lines.into_iter().map(|twig| self.line(twig)).collect(),
        })
    }

    fn line(&self, twig: Twig) -> OwnershipLine {
        let kind = if twig.person {
            EntityKind::Person
        } else {
            EntityKind::Firm
        };
        OwnershipLine {
            name: self.subject(kind, &twig.id).name,
            twig,
        }
    }
}

fn first_day(fact: &Reason) -> i64 {
    let days = fact.values().iter().flatten().filter_map(|value| match value {
        Value::Date(day) => Some(*day),
        _ => None,
    });
    days.min().unwrap_or(date::FIRST)
}
