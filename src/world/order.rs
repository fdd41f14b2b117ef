//! Models whose tuples stand in the order of what they say: what is chosen among equals is the same however facts are
//! loaded, and whatever was asked before.

use std::cmp::Ordering;

use crate::engine::{Database, Relation};
use crate::lang::program::RelationId;

use super::World;

impl World {
    /// The tuples of a model in order.
    pub(super) fn in_order(&self, model: &Database) -> Database {
        self.database_of(|id| {
            model
                .relation(id)
                .into_iter()
                .flat_map(Relation::tuples)
                .collect()
        })
    }

    /// A database of the tuples of each relation, put in order.
    pub(super) fn database_of<'t>(&self, tuples: impl Fn(RelationId) -> Vec<&'t [i64]>) -> Database {
        let mut ordered = Database::new(self.program());
        for (index, declared) in (0_u32..).zip(&self.program().relations) {
            let id = RelationId(index);
            let texts: Vec<bool> = declared
                .columns
                .iter()
                .map(|column| column.ty.is_text())
                .collect();
            let mut tuples = tuples(id);
            tuples.sort_unstable_by(|one, other| self.compare(&texts, one, other));
            for tuple in tuples {
                ordered.insert(id, tuple);
            }
        }
        ordered
    }

    /// The order of two tuples of a relation whose columns are texts or numbers.
    fn compare(&self, texts: &[bool], one: &[i64], other: &[i64]) -> Ordering {
        let words = texts.iter().zip(one.iter().zip(other));
        let mut orders = words.map(|(text, (one, other))| match text {
            true if one != other => self.symbols.text(*one).cmp(self.symbols.text(*other)),
            _ => one.cmp(other),
        });
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}
