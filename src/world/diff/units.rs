//! The differences between two worlds, one by one.

use std::collections::BTreeSet;

use crate::facts::{made_by_program, single_key};
use crate::lang::program::RelationId;
use crate::lang::syntax::RelationKind;

use super::super::World;
use super::super::reason::{Place, Statement};

/// One difference: rows that go together, or the analyst's own rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What differs.
    pub kind: CauseKind,
    /// What was said before, with where it is written.
    pub before: Vec<Said>,
    /// What is said after.
    pub after: Vec<Said>,
    pub(super) relation: Option<RelationId>,
    pub(super) removed: Vec<Vec<i64>>,
    pub(super) added: Vec<Vec<i64>>,
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// In English.
    pub statement: Statement,
    /// In Korean, where there are words for it.
    pub statement_ko: Option<Statement>,
    /// Where it is written.
    pub places: Vec<Place>,
}

/// What differs between worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CauseKind {
    /// A fact of the fact files.
    Fact,
    /// A fact that is assumed or left out.
    Assumption,
    /// A reading.
    Reading,
    /// The analyst's own rules.
    Rules,
}

/// The differences, by relation and rows. An old and a new row are one difference where there can be one row only, or
/// where they differ in one column.
pub(super) fn units(before: &mut World, after: &mut World) -> Vec<Unit> {
    let mut units = Vec::new();
    let relations: Vec<(RelationId, String, usize)> = (0_u32..)
        .zip(&after.law.program.relations)
        .filter(|(_, relation)| relation.kind == RelationKind::Given && !made_by_program(&relation.name))
        .map(|(index, relation)| (RelationId(index), relation.name.clone(), relation.columns.len()))
        .collect();
    for (id, name, arity) in relations {
        let rows = |world: &World| -> BTreeSet<Vec<i64>> {
            let words = world.given.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
            words.chunks_exact(arity.max(1)).map(<[i64]>::to_vec).collect()
        };
        let (old, new) = (rows(before), rows(after));
        let mut removed: Vec<Vec<i64>> = old.difference(&new).cloned().collect();
        for row in new.difference(&old) {
            let key = single_key(&name).unwrap_or(arity);
            let same_key = |other: &Vec<i64>| key < arity && other.get(..key) == row.get(..key);
            let twin = removed
                .iter()
                .position(same_key)
                .or_else(|| removed.iter().position(|other| differ_in_one(other, row)));
            let gone: Vec<Vec<i64>> = twin.map(|at| removed.remove(at)).into_iter().collect();
            units.push(unit(id, &name, gone, vec![row.clone()], before, after));
        }
        for row in removed {
            units.push(unit(id, &name, vec![row], Vec::new(), before, after));
        }
    }
    if before.own_texts() != after.own_texts() {
        units.push(Unit {
            kind: CauseKind::Rules,
            before: Vec::new(),
            after: vec![Said {
                statement: Statement::text("rules of your own differ"),
                statement_ko: Some(Statement::text("사용자의 규칙이 서로 다르다")),
                places: Vec::new(),
            }],
            relation: None,
            removed: Vec::new(),
            added: Vec::new(),
        });
    }
    units
}

/// Whether two rows of several columns differ in exactly one.
fn differ_in_one(one: &[i64], other: &[i64]) -> bool {
    one.len() > 1 && one.iter().zip(other).filter(|(a, b)| a != b).count() == 1
}

fn unit(
    id: RelationId,
    name: &str,
    removed: Vec<Vec<i64>>,
    added: Vec<Vec<i64>>,
    before: &mut World,
    after: &mut World,
) -> Unit {
    let told = |world: &mut World, rows: &[Vec<i64>]| -> Vec<Said> {
        rows.iter()
            .map(|row| {
                let whole: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
                let (statement, statement_ko) = match row.as_slice() {
                    [issue, option] if name == "Reading" => {
                        let (issue, option) = (world.symbols.text(*issue), world.symbols.text(*option));
                        (Statement::text(format!("{issue}={option}")), None)
                    }
                    _ => (world.row_statement(id, &whole), world.row_korean(id, &whole)),
                };
                Said {
                    statement,
                    statement_ko,
                    places: world.places(id, row),
                }
            })
            .collect()
    };
    let (old, new) = (told(before, &removed), told(after, &added));
    let written = |rows: &[Said]| rows.iter().all(|said| !said.places.is_empty());
    let kind = if name == "Reading" {
        CauseKind::Reading
    } else if written(&old)
        && written(&new)
        && (added.is_empty() || written(&new))
        && !left_out(after, id, &removed)
    {
        CauseKind::Fact
    } else {
        CauseKind::Assumption
    };
    Unit {
        kind,
        before: old,
        after: new,
        relation: Some(id),
        removed,
        added,
    }
}

/// Whether the files of the second world still state the removed rows: they are left out by hand.
fn left_out(after: &mut World, id: RelationId, removed: &[Vec<i64>]) -> bool {
    !removed.is_empty() && removed.iter().all(|row| !after.places(id, row).is_empty())
}
