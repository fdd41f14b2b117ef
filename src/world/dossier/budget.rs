//! The budget behind a project, and how much of it is not approved.

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;

use super::super::World;
use super::super::answer::Value;
use super::super::reason::Reason;
use super::conclusions::Conclusions;

/// The budget behind a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetDossier {
    /// The rows, in the order of their years.
    pub rows: Vec<Reason>,
    /// What they come to, in won.
    pub total: i64,
    /// The estimate as it is stated, if it is.
    pub estimate: Option<i64>,
    /// What is approved.
    pub approved: BudgetShare,
    /// What is not.
    pub unfunded: BudgetShare,
    /// Who bears the risk of it, if the law says so.
    pub risk: Option<Reason>,
}

/// Part of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetShare {
    /// Won.
    pub won: i64,
    /// Of the rows together, in hundredths of a percent, rounded to the nearest tenth of a percent; none of nothing.
    pub of_rows: Option<i64>,
    /// Of the estimate, likewise.
    pub of_estimate: Option<i64>,
}

impl World {
    /// The budget of a project; none if no row is on file.
    pub(super) fn budget(
        &mut self,
        subject: (EntityKind, &str),
        concluded: &Conclusions,
        risk: Option<Reason>,
        limits: &Limits,
    ) -> Result<Option<BudgetDossier>, EvalError> {
        let mut rows = self.stated("Budget", subject, limits)?;
        if rows.is_empty() {
            return Ok(None);
        }
        rows.sort_by(|one, other| one.values().cmp(other.values()));
        let won = |relation: &str| {
            let found = self.certain_rows(concluded, relation);
            found
                .first()
                .and_then(|row| row.last())
                .copied()
                .unwrap_or_default()
        };
        let (total, approved, unfunded) = (won("BudgetTotal"), won("FundedTotal"), won("UnfundedTotal"));
        let estimate = self
            .stated("Amount", subject, limits)?
            .iter()
            .find_map(|fact| match fact.values() {
                [_, Some(Value::Won(won))] => Some(*won),
                _ => None,
            });
        let share = |won: i64| BudgetShare {
            won,
            of_rows: share(won, total),
            of_estimate: estimate.and_then(|estimate| share(won, estimate)),
        };
        Ok(Some(BudgetDossier {
            rows,
            total,
            estimate,
            approved: share(approved),
            unfunded: share(unfunded),
            risk,
        }))
    }
}

/// The share of one amount in another, in hundredths of a percent, rounded to the nearest tenth of a percent.
fn share(part: i64, whole: i64) -> Option<i64> {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let tenths = (part * 2_000 + whole).checked_div(whole * 2)?;
    i64::try_from(tenths * 10).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_to_the_nearest_tenth() {
        let bn = 1_000_000_000;
        assert_eq!(share(17_200_000_000, 21 * bn), Some(8_190));
        assert_eq!(share(3_900_000_000, 21 * bn), Some(1_860));
        assert_eq!(share(17_200_000_000, 21_100_000_000), Some(8_150));
        assert_eq!(share(1, 2_000), Some(10));
        assert_eq!(share(1, 2_001), Some(0));
        assert_eq!(share(5, 0), None);
    }
}
