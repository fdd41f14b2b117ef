//! Completions beside each other: what is in the way in each, and what tells them apart.

use super::super::leaves::{Leaf, Pick};
use super::super::why::Row;

/// A rule with its missed literals and what blocks each.
pub(super) type Met = (u32, Vec<(usize, Vec<Row>)>);

/// A completion, and what is in the way in it.
pub(super) struct View<'l> {
    pub(super) leaf: &'l Leaf,
    /// How many things are in the way at the top, over all rules.
    pub(super) weight: usize,
    pub(super) met: Vec<Met>,
}

/// What blocks in the second besides everything that blocks in the first; nothing if other conditions are missed.
pub(super) fn more_blockers(one: &[Met], other: &[Met]) -> Vec<Row> {
    let conditions = |met: &[Met]| -> Vec<(u32, Vec<usize>)> {
        met.iter()
            .map(|(rule, misses)| (*rule, misses.iter().map(|(literal, _)| *literal).collect()))
            .collect()
    };
    let blockers = |met: &[Met]| -> Vec<Row> {
        let misses = met.iter().flat_map(|(_, misses)| misses);
        misses.flat_map(|(_, blockers)| blockers.clone()).collect()
    };
    let (before, mut after) = (blockers(one), blockers(other));
    if conditions(one) != conditions(other) || before.iter().any(|row| !after.contains(row)) {
        return Vec::new();
    }
    after.retain(|row| !before.contains(row));
    after
}

/// What the second supposes otherwise than the first.
pub(super) fn different<'p>(one: &[Pick], other: &'p [Pick]) -> Vec<&'p Pick> {
    let same = |pick: &Pick| one.contains(pick);
    let against: Vec<&Pick> = other
        .iter()
        .filter(|pick| {
            one.iter().any(|twin| {
                (twin.relation, &twin.key) == (pick.relation, &pick.key) && twin.option != pick.option
            })
        })
        .collect();
    if against.is_empty() {
        other.iter().filter(|pick| !same(pick)).collect()
    } else {
        against
    }
}
