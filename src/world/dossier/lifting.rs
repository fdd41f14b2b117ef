//! What lifts the bars at a project, what the ministry did or was told, and, kept apart, what is claimed.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;

use super::super::World;
use super::super::answer::Value;
use super::super::error::WorldError;
use super::super::reason::{Cited, Reason};
use super::conclusions::{Conclusions, quoted};

/// What the ministry did, or was told, as it is on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What it is.
    pub act: Act,
    /// Where it is printed.
    pub notices: Vec<String>,
    /// The facts that say so.
    pub facts: Vec<Reason>,
}

/// A recognition or a departure. Where only the day of a listing is known it stands for the day before it, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A recognition under art. 48(3).
    Recognition {
        /// Its ground.
        provision: Cited,
        /// `full` or `member_20`.
        scope: String,
        /// Day of the decision, if any day is known.
        decided: Option<i64>,
        /// Day of the notice, if known.
        listed: Option<i64>,
        /// The institution that it names.
        firm: Option<Value>,
    },
    /// A departure under art. 48(5).
    Departure {
        /// `new_technology` or `emergency`.
        reason: String,
        /// Day on which the ministry was told, if any day is known.
        notified: Option<i64>,
        /// Day of the listing, if known.
        listed: Option<i64>,
        /// `fit`, `unfit` or `pending`.
        assessed: String,
        /// Found fit for members other than the lead only.
        in_part: bool,
    },
}

/// What somebody says of a project: no fact of law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    /// Who says it: the name of a body or a firm, or as written.
    pub by: String,
    /// The words.
    pub claim: String,
    /// The day, if known.
    pub date: Option<i64>,
    /// The fact that it is said.
    pub fact: Reason,
}

/// An exception or a departure that is shown in every completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifting {
    /// Its ground.
    pub provision: Cited,
    /// For whom.
    pub whom: Whom,
    /// What shows it.
    pub reason: Reason,
}

/// For whom the bars are lifted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Every firm in every role.
    Everyone,
    /// Members other than the lead, up to a share in hundredths of a percent.
    Members(Option<i64>),
    /// Subcontractors, up to such a share.
    Subcontractors(Option<i64>),
    /// One firm alone.
    Firm(Value),
}

impl World {
    /// Recognitions and departures on file, by place.
    pub(super) fn recorded(
        &mut self,
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<Recorded>, EvalError> {
        let mut recorded = Vec::new();
        let listed = self.stated("Listed", subject, limits)?;
        let firms = self.stated("RecognisedFirm", subject, limits)?;
        let printed = self.stated("RecognitionNotice", subject, limits)?;
        for fact in self.stated_of(&["Recognition", "RecognitionUndated"], subject, limits)? {
            let values = fact.values();
            let (Some(Some(Value::Entity { id, .. })), Some(Some(Value::Text(scope)))) =
                (values.get(1), values.last())
            else {
                continue;
            };
            let decided = day(values.get(2));
            // A recognition is told from another of its ground by the day of its decision.
            let ours = |rows: &[Reason], width: usize| -> Vec<Reason> {
                let rows = rows
                    .iter()
                    .filter(|row| row.values().get(..width) == values.get(..width));
                rows.cloned().collect()
            };
            let dated = if decided.is_some() {
                ours(&listed, 3)
            } else {
                Vec::new()
            };
            let named = if decided.is_some() {
                ours(&firms, 3)
            } else {
                Vec::new()
            };
            let notices = ours(&printed, 2);
            recorded.push(Recorded {
                act: Act::Recognition {
                    provision: self.cite(id),
                    scope: scope.clone(),
                    decided,
                    listed: dated.first().and_then(|row| day(row.values().last())),
                    firm: named
                        .first()
                        .and_then(|row| row.values().last().cloned().flatten()),
                },
                notices: texts(&notices),
                facts: [vec![fact.clone()], dated, named, notices].concat(),
            });
        }
        recorded.extend(self.departures(subject, limits)?);
        Ok(recorded)
    }

    fn departures(
        &mut self,
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<Recorded>, EvalError> {
        let mut recorded = Vec::new();
        let assessed = self.stated("Assessed", subject, limits)?;
        let listed = self.stated("DepartureListed", subject, limits)?;
        let printed = self.stated("DepartureNotice", subject, limits)?;
        let scopes = self.stated("NewTechnologyScope", subject, limits)?;
        for fact in self.stated_of(&["Departure", "DepartureUndated"], subject, limits)? {
            let values = fact.values();
            let Some(Some(Value::Text(reason))) = values.get(1) else {
                continue;
            };
            let notified = day(values.get(2));
            let ours = |rows: &[Reason], width: usize| -> Vec<Reason> {
                let rows = rows
                    .iter()
                    .filter(|row| row.values().get(..width) == values.get(..width));
                rows.cloned().collect()
            };
            let (found, dated) = match notified {
                Some(_) => (ours(&assessed, 3), ours(&listed, 3)),
                None => (vec![fact.clone()], Vec::new()),
            };
            let scopes = if reason == "new_technology" {
                scopes.clone()
            } else {
                Vec::new()
            };
            let notices = ours(&printed, 2);
            recorded.push(Recorded {
                act: Act::Departure {
                    reason: reason.clone(),
                    notified,
                    listed: dated.first().and_then(|row| day(row.values().last())),
                    assessed: texts(&found).pop().unwrap_or_else(|| "pending".to_owned()),
                    in_part: texts(&scopes).iter().any(|scope| scope == "member_20"),
                },
                notices: texts(&notices),
                facts: match notified {
                    Some(_) => [vec![fact.clone()], found, dated, scopes, notices].concat(),
                    None => [vec![fact.clone()], scopes, notices].concat(),
                },
            });
        }
        Ok(recorded)
    }

    /// What is claimed, each once, with its day where it has one.
    pub(super) fn claims(
        &mut self,
        subject: (EntityKind, &str),
        limits: &Limits,
    ) -> Result<Vec<ClaimLine>, EvalError> {
        let mut lines: Vec<ClaimLine> = Vec::new();
        for fact in self.stated_of(&["ClaimedOn", "Claim"], subject, limits)? {
            let (by, claim, date) = match fact.values() {
                [_, Some(Value::Text(by)), Some(Value::Text(claim))] => (by, claim, None),
                [
                    _,
                    Some(Value::Text(by)),
                    Some(Value::Text(claim)),
                    Some(Value::Date(date)),
                ] => (by, claim, Some(*date)),
                _ => continue,
            };
            let by = [EntityKind::Body, EntityKind::Firm]
                .into_iter()
                .find_map(|kind| self.base.name(kind, by))
                .map_or_else(|| by.clone(), |name| name.display.clone());
            if date.is_some() || !lines.iter().any(|line| line.by == by && line.claim == *claim) {
                lines.push(ClaimLine {
                    by,
                    claim: claim.clone(),
                    date,
                    fact,
                });
            }
        }
        Ok(lines)
    }

    /// What is shown to lift the bars.
    pub(super) fn liftings(
        &mut self,
        id: &str,
        concluded: &Conclusions,
        limits: &Limits,
    ) -> Result<Vec<Lifting>, WorldError> {
        let fault = |error| super::super::ask::eval_error(id, error);
        let mut liftings = self.for_everyone(concluded, limits).map_err(fault)?;
        let cap = |world: &World, relation: &str| {
            let rows = world.certain_rows(concluded, relation);
            rows.first().and_then(|row| row.last()).copied()
        };
        for (row, reason) in self.shown(concluded, "PartialShown", limits).map_err(fault)? {
            let Some(provision) = row.last() else { continue };
            liftings.push(Lifting {
                provision: self.cite(self.symbols.text(*provision)),
                whom: Whom::Members(cap(self, "PartialCap")),
                reason,
            });
        }
        for (_, reason) in self.shown(concluded, "EmergencyShown", limits).map_err(fault)? {
            liftings.push(Lifting {
                provision: self.cite("spa-48-5"),
                whom: Whom::Subcontractors(cap(self, "EmergencyCap")),
                reason,
            });
        }
        liftings.extend(self.for_institutions(id, limits)?);
        Ok(liftings)
    }

    /// What lifts the bars for a member of a restricted group as sole bidder, and so for everyone.
    fn for_everyone(&mut self, concluded: &Conclusions, limits: &Limits) -> Result<Vec<Lifting>, EvalError> {
        let mut liftings = Vec::new();
        let classes = self.class_firms();
        let restricted = classes.iter().find(|(class, _)| *class == "restricted");
        let excepted = self.law.program.relation_named("Excepted");
        if let (Some((_, firm)), Some(excepted)) = (restricted, excepted) {
            for row in self.certain_rows(concluded, "Excepted") {
                if row.first() != Some(firm) {
                    continue;
                }
                let reason = self.reason_of(excepted, &row, limits)?;
                if let (Some(reason), Some(provision)) = (reason, row.last()) {
                    liftings.push(Lifting {
                        provision: self.cite(self.symbols.text(*provision)),
                        whom: Whom::Everyone,
                        reason,
                    });
                }
            }
        }
        Ok(liftings)
    }

    /// What lifts the bars for listed public institutions alone.
    fn for_institutions(&mut self, id: &str, limits: &Limits) -> Result<Vec<Lifting>, WorldError> {
        let fault = |error| super::super::ask::eval_error(id, error);
        let named = self
            .stated("RecognisedFirm", (EntityKind::Project, id), limits)
            .map_err(fault)?;
        let mut liftings: Vec<Lifting> = Vec::new();
        for fact in named {
            let Some(Some(firm @ Value::Entity { id: firm_id, .. })) = fact.values().last() else {
                continue;
            };
            let question = format!(
                "Excepted({}, {}, \"sole\", \"spa-48-3-5\")",
                quoted(firm_id),
                quoted(id)
            );
            let concluded = self.conclude(&question, limits)?;
            for (row, reason) in self.shown(&concluded, "Excepted", limits).map_err(fault)? {
                let whom = Whom::Firm(firm.clone());
                let institution = row
                    .last()
                    .is_some_and(|word| self.symbols.text(*word) == "spa-48-3-5");
                if institution && !liftings.iter().any(|known| known.whom == whom) {
                    liftings.push(Lifting {
                        provision: self.cite("spa-48-3-5"),
                        whom,
                        reason,
                    });
                }
            }
        }
        Ok(liftings)
    }
}

fn day(value: Option<&Option<Value>>) -> Option<i64> {
    match value {
        Some(Some(Value::Date(day))) => Some(*day),
        _ => None,
    }
}

/// The texts in the last columns of rows.
fn texts(rows: &[Reason]) -> Vec<String> {
    let values = rows.iter().filter_map(|row| row.values().last()?.as_ref());
    values
        .filter_map(|value| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}
