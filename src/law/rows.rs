//! The rows of a run, wherever they are kept.

use crate::lang::program::RelationId;

/// Rows by relation: words, row after row.
pub(crate) trait Rows {
    /// The rows of a relation.
    fn rows(&self, id: RelationId) -> &[i64];
}

impl Rows for [Vec<i64>] {
    fn rows(&self, id: RelationId) -> &[i64] {
        self.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }
}
