//! Which given rows a word comes from.

use rustc_hash::FxHashMap;

/// A set of given rows, by its number in [`Origins`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(u32);

/// Stands in a set for the row that is swept.
const SWEPT_ROW: u32 = u32::MAX;

/// Sets of given rows, each once.
#[derive(Clone, Debug)]
pub struct Origins {
    sets: Vec<Box<[u32]>>,
    ids: FxHashMap<Box<[u32]>, Origin>,
    unions: FxHashMap<(Origin, Origin), Origin>,
}

impl Default for Origins {
    fn default() -> Self {
        let none: Box<[u32]> = Box::default();
        Self {
            sets: vec![none.clone()],
            ids: FxHashMap::from_iter([(none, Origin(0))]),
            unions: FxHashMap::default(),
        }
    }
}

impl Origins {
    /// One given row, by a number that the caller chooses.
    pub fn row(&mut self, row: u32) -> Origin {
        self.id(Box::new([row]))
    }

    /// The swept value.
    pub fn swept(&mut self) -> Origin {
        self.id(Box::new([SWEPT_ROW]))
    }

    fn id(&mut self, set: Box<[u32]>) -> Origin {
        let next = Origin(u32::try_from(self.sets.len()).unwrap_or(u32::MAX));
        let id = *self.ids.entry(set.clone()).or_insert(next);
        if id == next {
            self.sets.push(set);
        }
        id
    }

    /// The rows of both.
    pub fn union(&mut self, one: Origin, other: Origin) -> Origin {
        if one == other || other == Origin(0) {
            return one;
        }
        if one == Origin(0) {
            return other;
        }
        let key = (one.min(other), one.max(other));
        if let Some(known) = self.unions.get(&key) {
            return *known;
        }
        let mut rows: Vec<u32> = self.set(one).iter().chain(self.set(other)).copied().collect();
        rows.sort_unstable();
        rows.dedup();
        let union = self.id(rows.into());
        self.unions.insert(key, union);
        union
    }

    fn set(&self, origin: Origin) -> &[u32] {
        self.sets.get(origin.0 as usize).map_or(&[], |set| set)
    }

    /// Whether the swept value is among them.
    #[must_use]
    pub fn moves(&self, origin: Origin) -> bool {
        self.set(origin).last() == Some(&SWEPT_ROW)
    }

    /// The numbers of the rows, ascending, without the swept one.
    pub fn rows(&self, origin: Origin) -> impl Iterator<Item = u32> + '_ {
        self.set(origin).iter().copied().filter(|row| *row != SWEPT_ROW)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_union_has_each_row_once_and_one_number() {
        let mut origins = Origins::default();
        let (one, two, swept) = (origins.row(1), origins.row(2), origins.swept());
        let both = origins.union(one, two);
        assert_eq!(origins.union(two, one), both);
        assert_eq!(origins.union(both, one), both);
        assert_eq!(origins.union(Origin::default(), one), one);
        let all = origins.union(both, swept);
        assert!(origins.moves(all) && !origins.moves(both));
        assert_eq!(origins.rows(all).collect::<Vec<_>>(), [1, 2]);
    }
}
