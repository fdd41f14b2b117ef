//! One entity under several names: records that bear the same registration number are one firm.
//!
//! Records are the nodes of a graph, shared registration numbers its edges; a connected component is one entity, and
//! its smallest id stands for it. A shared name alone merges nothing: it makes a question ambiguous.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;

use crate::facts::{EntityKind, Names};

/// Which id stands for each id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entities {
    stands_for: BTreeMap<(EntityKind, String), String>,
}

impl Entities {
    /// Merges the entities of a load.
    #[must_use]
    pub fn new(names: &Names) -> Self {
        let all: Vec<_> = names.iter().collect();
        let mut sets: UnionFind<usize> = UnionFind::new(all.len());
        let mut first: BTreeMap<(EntityKind, &str), usize> = BTreeMap::new();
        for (index, name) in all.iter().enumerate() {
            if let Some(registration) = &name.registration {
                let holder = *first.entry((name.kind, registration)).or_insert(index);
                sets.union(holder, index);
            }
        }
        let mut smallest: BTreeMap<usize, &str> = BTreeMap::new();
        for (index, name) in all.iter().enumerate() {
            let id = smallest.entry(sets.find(index)).or_insert(&name.id);
            if name.id.as_str() < *id {
                *id = &name.id;
            }
        }
        let stands_for = all
            .iter()
            .enumerate()
            .filter_map(|(index, name)| {
                let id = smallest.get(&sets.find(index))?;
                (*id != name.id).then(|| ((name.kind, name.id.clone()), (*id).to_owned()))
            })
            .collect();
        Self { stands_for }
    }

    /// The id that stands for an entity.
    #[must_use]
    pub fn canonical<'a>(&'a self, kind: EntityKind, id: &'a str) -> &'a str {
        self.stands_for.get(&(kind, id.to_owned())).map_or(id, |id| id)
    }

    /// The entities of a kind that a name can mean, by canonical id, sorted: none if the name is not known.
    #[must_use]
    pub fn resolve<'a>(&'a self, names: &'a Names, kind: EntityKind, text: &str) -> Vec<&'a str> {
        let mut ids: Vec<&str> = names
            .resolve(kind, text)
            .into_iter()
            .map(|id| self.canonical(kind, id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}
