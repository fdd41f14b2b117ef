//! The ids that records declare, per kind of record.

use std::collections::{BTreeMap, BTreeSet};

use super::suggest::did_you_mean;

/// A kind of record that has ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    /// A body that orders projects.
    Body,
    /// A firm.
    Firm,
    /// A business group.
    Group,
    /// A person.
    Person,
    /// A project.
    Project,
    /// A source of facts.
    Source,
    /// A provision.
    Provision,
}

impl EntityKind {
    /// Every kind.
    pub const ALL: [EntityKind; 7] = [
        EntityKind::Body,
        EntityKind::Firm,
        EntityKind::Group,
        EntityKind::Person,
        EntityKind::Project,
        EntityKind::Source,
        EntityKind::Provision,
    ];

    /// The word for it, which is also its table in fact files: `[firm.ID]`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            EntityKind::Body => "body",
            EntityKind::Firm => "firm",
            EntityKind::Group => "group",
            EntityKind::Person => "person",
            EntityKind::Project => "project",
            EntityKind::Source => "source",
            EntityKind::Provision => "provision",
        }
    }

    /// The kind whose records a column type of the rule language names: `Firm`.
    #[must_use]
    pub fn of_type(name: &str) -> Option<EntityKind> {
        EntityKind::ALL
            .into_iter()
            .find(|kind| *kind != EntityKind::Source && kind.word().eq_ignore_ascii_case(name))
    }
}

/// Every declared id, and the readings that the law offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ids {
    known: BTreeMap<EntityKind, BTreeSet<String>>,
    readings: BTreeMap<String, Vec<String>>,
}

impl Ids {
    /// Notes an id.
    pub(crate) fn declare(&mut self, kind: EntityKind, id: &str) {
        self.known.entry(kind).or_default().insert(id.to_owned());
    }

    /// Adds what another file declares.
    pub(crate) fn extend(&mut self, other: &Ids) {
        for (kind, ids) in &other.known {
            self.known.entry(*kind).or_default().extend(ids.iter().cloned());
        }
        for (issue, options) in &other.readings {
            for option in options {
                self.offer(issue, option);
            }
        }
    }

    /// Whether a record declares the id.
    pub(crate) fn knows(&self, kind: EntityKind, id: &str) -> bool {
        self.known.get(&kind).is_some_and(|ids| ids.contains(id))
    }

    /// Notes that the law offers a reading.
    pub(crate) fn offer(&mut self, issue: &str, option: &str) {
        let options = self.readings.entry(issue.to_owned()).or_default();
        if !options.iter().any(|known| known == option) {
            options.push(option.to_owned());
        }
    }

    /// The issues that the law's readings name.
    pub(crate) fn issues(&self) -> Vec<&str> {
        self.readings.keys().map(String::as_str).collect()
    }

    /// The options of an issue; empty if the law names none.
    pub(crate) fn options(&self, issue: &str) -> &[String] {
        self.readings.get(issue).map_or(&[], Vec::as_slice)
    }

    /// What to say of an id that no record of these kinds declares.
    pub(crate) fn advice(&self, kinds: &[EntityKind], id: &str) -> String {
        let known = kinds
            .iter()
            .filter_map(|kind| self.known.get(kind))
            .flat_map(|ids| ids.iter().map(String::as_str));
        did_you_mean(id, known).unwrap_or_else(|| {
            let headers: Vec<String> = kinds
                .iter()
                .map(|kind| format!("`{}`", header(*kind, id)))
                .collect();
            format!("declare it with a block {}", headers.join(" or "))
        })
    }
}

/// The header of a record: `[firm.samsung-sds]`, with quotes round ids that need them.
pub(crate) fn header(kind: EntityKind, id: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !id.is_empty() && id.chars().all(bare) {
        format!("[{}.{id}]", kind.word())
    } else {
        format!("[{}.{id:?}]", kind.word())
    }
}

/// The words for kinds, joined: `firm or person`.
pub(crate) fn words_of(kinds: &[EntityKind]) -> String {
    let words: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    words.join(" or ")
}
