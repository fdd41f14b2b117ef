//! Membership by the regulator's lists as of a day (Fair Trade Act art. 31).

use crate::facts::{Cell, FactBase};

/// A firm's place in a group on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The group.
    pub group: String,
    /// How the group is designated that day: `restricted`, `disclosure`, or not.
    pub designation: Option<String>,
}

/// The groups that list a firm on a day, sorted. At most one in a base that `check` passes.
#[must_use]
pub fn memberships(base: &FactBase, firm: &str, day: i64) -> Vec<Membership> {
    let mut found: Vec<Membership> = base
        .rows_of("Member")
        .filter_map(|row| match row.values.as_slice() {
            [
                Cell::Text(member),
                Cell::Text(group),
                Cell::Number(from),
                Cell::Number(until),
            ] if member == firm && *from <= day && day < *until => Some(Membership {
                group: group.clone(),
                designation: designation(base, group, day),
            }),
            _ => None,
        })
        .collect();
    found.sort_by(|a, b| a.group.cmp(&b.group));
    found
}

fn designation(base: &FactBase, group: &str, day: i64) -> Option<String> {
    base.rows_of("Designated")
        .find_map(|row| match row.values.as_slice() {
            [
                Cell::Text(designated),
                Cell::Text(kind),
                Cell::Number(from),
                Cell::Number(until),
            ] if designated == group && *from <= day && day < *until => Some(kind.clone()),
            _ => None,
        })
}
