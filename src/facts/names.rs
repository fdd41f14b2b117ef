//! What entities are called: ids, display names, aliases, registration numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::base::Origin;
use super::ids::EntityKind;

/// An entity with everything it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Kind.
    pub kind: EntityKind,
    /// Id.
    pub id: String,
    /// The name to show.
    pub display: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Registration number of a firm.
    pub registration: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}

impl Name {
    /// Id, display name and aliases.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.display.as_str()]
            .into_iter()
            .chain(self.aliases.iter().map(String::as_str))
    }
}

/// Names by kind and id, and ids by kind and normalised name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    by_id: BTreeMap<(EntityKind, String), Name>,
    by_name: BTreeMap<(EntityKind, String), Vec<String>>,
}

impl Names {
    /// Takes entities out and adds others.
    pub(crate) fn exchange(&mut self, old: &[Name], new: Vec<Name>) {
        let called = |name: &Name| {
            (
                name.kind,
                name.id.clone(),
                name.all().map(str::to_owned).collect::<Vec<_>>(),
            )
        };
        let stay: BTreeSet<_> = new.iter().map(called).collect();
        // Where an entity is called as before, nothing but its record is another one.
        if old.iter().any(|name| !stay.contains(&called(name))) {
            for name in old {
                self.by_id.remove(&(name.kind, name.id.clone()));
            }
            let kept = std::mem::take(self).by_id;
            for name in kept.into_values() {
                self.add(name);
            }
        }
        for name in new {
            self.add(name);
        }
    }

    /// Adds an entity.
    fn add(&mut self, name: Name) {
        for text in name.all() {
            let ids = self.by_name.entry((name.kind, normalise(text))).or_default();
            if let Err(place) = ids.binary_search(&name.id) {
                ids.insert(place, name.id.clone());
            }
        }
        self.by_id.insert((name.kind, name.id.clone()), name);
    }

    /// The entity of an id.
    #[must_use]
    pub fn get(&self, kind: EntityKind, id: &str) -> Option<&Name> {
        self.by_id.get(&(kind, id.to_owned()))
    }

    /// The ids of a kind that bear a name, sorted. An id is always its own name: nothing else is then meant.
    #[must_use]
    pub fn resolve(&self, kind: EntityKind, text: &str) -> Vec<&str> {
        if let Some(name) = self.get(kind, text) {
            return vec![&name.id];
        }
        self.by_name
            .get(&(kind, normalise(text)))
            .map(|ids| ids.iter().map(String::as_str).collect())
            .unwrap_or_default()
    }

    /// All entities, by kind and id.
    pub fn iter(&self) -> impl Iterator<Item = &Name> {
        self.by_id.values()
    }

    /// Every normalised name that more than one entity of a kind bears, with their ids.
    pub fn ambiguous(&self) -> impl Iterator<Item = (EntityKind, &str, &[String])> {
        self.by_name
            .iter()
            .filter(|(_, ids)| ids.len() > 1)
            .map(|((kind, text), ids)| (*kind, text.as_str(), ids.as_slice()))
    }
}

/// A name as it is compared: trimmed, inner spaces collapsed, lower case.
#[must_use]
pub fn normalise(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case_and_extra_spaces() {
        assert_eq!(normalise("  Samsung   SDS "), normalise("samsung sds"));
        assert_ne!(normalise("삼성SDS"), normalise("삼성 SDS"));
    }
}
