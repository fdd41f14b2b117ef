//! A relation: a set of tuples in one flat vector of words, in order of insertion, with hash indexes.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};

/// Which columns a look-up binds: bit `i` for column `i`.
pub(crate) type Mask = u64;

/// A set of tuples of one arity.
#[derive(Clone, Debug, Default)]
pub struct Relation {
    arity: usize,
    count: usize,
    words: Vec<i64>,
    rows: HashTable<u32>,
    indexes: FxHashMap<Mask, Index>,
}

/// Rows by the hash of their bound columns; covers rows `0..covered`.
#[derive(Clone, Debug, Default)]
struct Index {
    covered: usize,
    rows: FxHashMap<u64, Vec<u32>>,
}

impl Relation {
    /// An empty relation with `arity` columns.
    #[must_use]
    pub fn new(arity: usize) -> Self {
        Self {
            arity,
            ..Self::default()
        }
    }

    /// Number of columns.
    #[must_use]
    pub fn arity(&self) -> usize {
        self.arity
    }

    /// Number of tuples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are no tuples.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The words of all tuples, row after row.
    #[must_use]
    pub fn words(&self) -> &[i64] {
        &self.words
    }

    /// Adds a tuple; false if it was there (or has the wrong number of words).
    pub fn insert(&mut self, tuple: &[i64]) -> bool {
        if tuple.len() != self.arity {
            return false;
        }
        let Ok(row) = u32::try_from(self.count) else {
            return false;
        };
        let (words, arity) = (&self.words, self.arity);
        let hash = hash_words(tuple.iter().copied());
        let entry = self.rows.entry(
            hash,
            |known| tuple_at(words, arity, *known) == tuple,
            |known| hash_words(tuple_at(words, arity, *known).iter().copied()),
        );
        match entry {
            hashbrown::hash_table::Entry::Occupied(_) => false,
            hashbrown::hash_table::Entry::Vacant(vacant) => {
                vacant.insert(row);
                self.words.extend_from_slice(tuple);
                self.count += 1;
                true
            }
        }
    }

    /// Adds the tuples of a flat vector of words.
    pub fn extend_flat(&mut self, words: &[i64]) {
        if self.arity == 0 {
            return;
        }
        for tuple in words.chunks_exact(self.arity) {
            self.insert(tuple);
        }
    }

    /// Whether a tuple is in the set.
    #[must_use]
    pub fn contains(&self, tuple: &[i64]) -> bool {
        tuple.len() == self.arity
            && self
                .rows
                .find(hash_words(tuple.iter().copied()), |known| {
                    tuple_at(&self.words, self.arity, *known) == tuple
                })
                .is_some()
    }

    /// The tuple of a row, in order of insertion.
    #[must_use]
    pub fn tuple(&self, row: u32) -> &[i64] {
        tuple_at(&self.words, self.arity, row)
    }

    /// All tuples in order of insertion.
    pub fn tuples(&self) -> impl Iterator<Item = &[i64]> {
        (0..self.count).map(|row| tuple_at(&self.words, self.arity, u32::try_from(row).unwrap_or(u32::MAX)))
    }

    /// Brings the index of `mask` up to date, so that [`Relation::candidates`] sees every row.
    pub(crate) fn index(&mut self, mask: Mask) {
        let index = self.indexes.entry(mask).or_default();
        for row in index.covered..self.count {
            let Ok(row) = u32::try_from(row) else { break };
            let tuple = tuple_at(&self.words, self.arity, row);
            let hash = hash_words(masked(tuple, mask));
            index.rows.entry(hash).or_default().push(row);
        }
        index.covered = self.count;
    }

    /// Rows whose bound columns may equal the key (same hash; the caller compares), ascending.
    pub(crate) fn candidates(&self, mask: Mask, key: impl Iterator<Item = i64>) -> &[u32] {
        self.indexes
            .get(&mask)
            .and_then(|index| index.rows.get(&hash_words(key)))
            .map_or(&[], Vec::as_slice)
    }
}

fn tuple_at(words: &[i64], arity: usize, row: u32) -> &[i64] {
    let start = row as usize * arity;
    words.get(start..start + arity).unwrap_or_default()
}

fn masked(tuple: &[i64], mask: Mask) -> impl Iterator<Item = i64> {
    tuple
        .iter()
        .enumerate()
        .filter(move |(column, _)| mask >> column & 1 == 1)
        .map(|(_, word)| *word)
}

fn hash_words(words: impl Iterator<Item = i64>) -> u64 {
    let mut hasher = FxHasher::default();
    for word in words {
        hasher.write_i64(word);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuple_is_in_the_set_once() {
        let mut relation = Relation::new(2);
        assert!(relation.insert(&[1, 2]));
        assert!(!relation.insert(&[1, 2]));
        assert!(relation.insert(&[2, 1]));
        assert_eq!(relation.len(), 2);
        assert!(relation.contains(&[2, 1]) && !relation.contains(&[2, 2]));
        assert_eq!(relation.words(), [1, 2, 2, 1]);
    }

    #[test]
    fn an_index_finds_rows_added_before_and_after_it_was_made() {
        let mut relation = Relation::new(2);
        relation.insert(&[1, 2]);
        relation.index(0b01);
        relation.insert(&[1, 3]);
        relation.insert(&[2, 3]);
        relation.index(0b01);
        assert_eq!(relation.candidates(0b01, [1].into_iter()), [0, 1]);
        assert_eq!(relation.candidates(0b01, [9].into_iter()), [0_u32; 0]);
    }

    #[test]
    fn a_relation_without_columns_holds_at_most_one_tuple() {
        let mut relation = Relation::new(0);
        assert!(relation.insert(&[]));
        assert!(!relation.insert(&[]));
        assert_eq!(relation.tuples().count(), 1);
    }
}
