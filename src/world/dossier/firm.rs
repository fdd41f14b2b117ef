//! The dossier of a firm.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;

use super::super::World;
use super::super::answer::Value;
use super::super::error::WorldError;
use super::super::reason::Reason;
use super::participation::Participation;
use super::placement::Placement;
use super::source::SourceUse;
use super::tiers::TierSpan;

/// Facts of its size and standing, in the order of a dossier.
const STANDING: [&str; 12] = [
    "PublicInstitution",
    "FiscalYearEnd",
    "Sme",
    "SmeNever",
    "Nonprofit",
    "NonprofitNever",
    "Outgrew",
    "LeftSme",
    "Midsize",
    "MidsizeNever",
    "Independent",
    "RecognisedFirm",
];

/// A firm: what is on file, and what the law makes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirmDossier {
    /// Corporate registration numbers.
    pub registrations: Vec<String>,
    /// Certificates, fiscal year, independence, as far as they are stated.
    pub standing: Vec<Reason>,
    /// Times in groups by the regulator's lists, first ones first.
    pub memberships: Vec<MemberSpan>,
    /// Groups whose list does not name it though the holdings place it there.
    pub suspect: Vec<Reason>,
    /// Where the holdings alone would place it, list or no list.
    pub placements: Vec<Placement>,
    /// Holdings of its shares.
    pub holders: Vec<Reason>,
    /// Shares that it holds.
    pub holds: Vec<Reason>,
    /// Sales, latest year first.
    pub sales: Vec<Reason>,
    /// Its tier by announcement day; none if too much is unknown to tell.
    pub tiers: Option<Vec<TierSpan>>,
    /// Projects in which it takes part.
    pub projects: Vec<Participation>,
    /// What all this rests on.
    pub sources: Vec<SourceUse>,
}

/// A time in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSpan {
    /// The group.
    pub group: Value,
    /// First day.
    pub from: i64,
    /// First day no longer, or `lang::date::OPEN`.
    pub until: i64,
    /// How the group is designated in that time: kind, first day, first day no longer.
    pub designations: Vec<(String, i64, i64)>,
    /// That the list names it.
    pub fact: Reason,
}

impl World {
    pub(super) fn firm_dossier(&mut self, id: &str, limits: &Limits) -> Result<FirmDossier, WorldError> {
        let fault = |error| super::super::ask::eval_error(id, error);
        let subject = (EntityKind::Firm, id);
        let mut holders = self.stated_as("FirmHolding", "firm", id, limits).map_err(fault)?;
        holders.extend(
            self.stated_as("PersonHolding", "firm", id, limits)
                .map_err(fault)?,
        );
        let mut sales = self.stated("Sales", subject, limits).map_err(fault)?;
        sales.sort_by(|one, other| other.values().cmp(one.values()));
        let records = self
            .base
            .names
            .iter()
            .filter(|name| name.kind == EntityKind::Firm);
        let mut registrations: Vec<String> = records
            .filter(|name| self.entities.canonical(EntityKind::Firm, &name.id) == id)
            .filter_map(|name| name.registration.clone())
            .collect();
        registrations.sort();
        registrations.dedup();
        Ok(FirmDossier {
            registrations,
            standing: self.stated_of(&STANDING, subject, limits).map_err(fault)?,
            memberships: self.member_spans(subject, limits).map_err(fault)?,
            suspect: self.stated("Suspect", subject, limits).map_err(fault)?,
            placements: self.placed_by_holdings(id, limits).map_err(fault)?,
            holders,
            holds: self
                .stated_as("FirmHolding", "holder", id, limits)
                .map_err(fault)?,
            sales,
            tiers: self.tiers(id, limits).map_err(fault)?,
            projects: self.participations(subject, limits)?,
            sources: self.sources_of(EntityKind::Firm, id),
        })
    }

    /// Times on lists with the designations of the group in them, by first day.
    fn member_spans(
        &mut self,
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<MemberSpan>, EvalError> {
        let mut spans = Vec::new();
        for fact in self.stated("Member", subject, limits)? {
            let values = fact.values();
            let [_, Some(group), Some(Value::Date(from)), Some(Value::Date(until))] = values else {
                continue;
            };
            let Value::Entity { id, .. } = group else { continue };
            let (group, id, from, until) = (group.clone(), id.clone(), *from, *until);
            let mut designations = Vec::new();
            for row in self.stated("Designated", (EntityKind::Group, &id), limits)? {
                if let [
                    _,
                    Some(Value::Text(kind)),
                    Some(Value::Date(begins)),
                    Some(Value::Date(ends)),
                ] = row.values()
                {
                    let (begins, ends) = (from.max(*begins), until.min(*ends));
                    if begins < ends {
                        designations.push((kind.clone(), begins, ends));
                    }
                }
            }
            designations.sort_by_key(|(_, begins, _)| *begins);
            spans.push(MemberSpan {
                group,
                from,
                until,
                designations,
                fact,
            });
        }
        spans.sort_by_key(|span| span.from);
        Ok(spans)
    }
}
