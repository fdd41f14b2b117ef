//! What the holdings say of a firm's place in a group, with the holdings that add up to it.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;
use crate::groups::{Found, find_controlled};

use super::super::World;
use super::super::answer::Value;
use super::super::reason::Reason;

/// A time in which the holdings place a firm in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The firm.
    pub firm: Value,
    /// The group.
    pub group: Value,
    /// First day.
    pub from: i64,
    /// First day no longer, or `lang::date::OPEN`.
    pub until: i64,
    /// What shows it, without gaps.
    pub sums: Vec<PlacementSum>,
}

/// Holdings that add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacementSum {
    /// First day.
    pub from: i64,
    /// First day no longer, or `lang::date::OPEN`.
    pub until: i64,
    /// What they come to, in hundredths of a percent.
    pub percent: i64,
    /// The holdings.
    pub holdings: Vec<Reason>,
}

impl World {
    /// Where the holdings alone place a firm, as if the list of no group named it.
    pub(super) fn placed_by_holdings(
        &mut self,
        firm: &str,
        limits: &Limits,
    ) -> Result<Vec<Placement>, EvalError> {
        let mut ownership = self.ownership();
        ownership.members.retain(|member| member.firm != firm);
        let mut found = find_controlled(&ownership);
        found.retain(|found| found.firm == firm);
        self.placements(&found, limits)
    }

    /// The firms that the holdings place in a group and its list does not name.
    pub(super) fn unlisted(&mut self, group: &str, limits: &Limits) -> Result<Vec<Placement>, EvalError> {
        let mut found = self.controlled();
        found.retain(|found| found.group == group);
        self.placements(&found, limits)
    }

    fn placements(&mut self, found: &[Found], limits: &Limits) -> Result<Vec<Placement>, EvalError> {
        let mut placements = Vec::new();
        for found in found {
            let mut sums = Vec::new();
            for sum in &found.evidence {
                let mut holdings = Vec::new();
                for (relation, row) in self.holding_rows(&sum.holdings) {
                    holdings.extend(self.reason_of(relation, &row, limits)?);
                }
                sums.push(PlacementSum {
                    from: sum.from,
                    until: sum.until,
                    percent: sum.percent,
                    holdings,
                });
            }
            placements.push(Placement {
                firm: self.entity(EntityKind::Firm, &found.firm),
                group: self.entity(EntityKind::Group, &found.group),
                from: found.from,
                until: found.until,
                sums,
            });
        }
        Ok(placements)
    }

    /// Something by its kind and id, as a value.
    pub(super) fn entity(&self, kind: EntityKind, id: &str) -> Value {
        let subject = self.subject(kind, id);
        Value::Entity {
            id: subject.id,
            name: subject.name,
        }
    }
}
