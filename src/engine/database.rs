//! A database: one relation for each relation of a program.

use crate::lang::program::{Program, RelationId};

use super::relation::Relation;

/// The relations of a program, in its order.
#[derive(Clone, Debug, Default)]
pub struct Database {
    relations: Vec<Relation>,
}

impl Database {
    /// Empty relations with the arities of a program.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        Self {
            relations: program
                .relations
                .iter()
                .map(|relation| Relation::new(relation.columns.len()))
                .collect(),
        }
    }

    /// The relation of an id, if the program has it.
    #[must_use]
    pub fn relation(&self, id: RelationId) -> Option<&Relation> {
        self.relations.get(id.0 as usize)
    }

    /// The same, to add tuples.
    pub fn relation_mut(&mut self, id: RelationId) -> Option<&mut Relation> {
        self.relations.get_mut(id.0 as usize)
    }

    /// Adds a tuple; false if it was there or does not fit.
    pub fn insert(&mut self, id: RelationId, tuple: &[i64]) -> bool {
        self.relation_mut(id)
            .is_some_and(|relation| relation.insert(tuple))
    }

    /// All relations, in the program's order.
    #[must_use]
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Number of tuples in all relations.
    #[must_use]
    pub fn tuples(&self) -> usize {
        self.relations.iter().map(Relation::len).sum()
    }
}
