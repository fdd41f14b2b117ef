//! What the holdings show, as given rows: `Controlled` and `Suspect`.

use crate::groups::{CONTROL_SHARE, Found, Holder, Holding, ListedMember, Ownership, find_controlled};
use crate::lang::program::RelationId;

use super::World;

/// The relations that `Controlled` and `Suspect` rest on.
const RESTS_ON: [&str; 8] = [
    "Designated",
    "FirmHolding",
    "Member",
    "PersonHolding",
    "Related",
    "RelatedFirm",
    "SamePerson",
    "SamePersonFirm",
];

impl World {
    /// What control is worked out from, assumptions included: the rows of `FirmHolding`, then those of `PersonHolding`.
    #[must_use]
    pub fn ownership(&self) -> Ownership<'_> {
        let text = |word: &i64| self.symbols.text(*word);
        let mut ownership = Ownership::default();
        for (relation, kind) in [
            ("FirmHolding", Holder::Firm as fn(_) -> _),
            ("PersonHolding", Holder::Person),
        ] {
            for [holder, firm, percent, from, until] in self.tuples(relation) {
                ownership.holdings.push(Holding {
                    holder: kind(text(holder)),
                    firm: text(firm),
                    percent: *percent,
                    from: *from,
                    until: *until,
                });
            }
        }
        for [firm, group, from, until] in self.tuples("Member") {
            ownership.members.push(ListedMember {
                firm: text(firm),
                group: text(group),
                from: *from,
                until: *until,
            });
        }
        for (relation, kind) in [
            ("SamePerson", Holder::Person as fn(_) -> _),
            ("SamePersonFirm", Holder::Firm),
            ("Related", Holder::Person),
            ("RelatedFirm", Holder::Firm),
        ] {
            for [group, holder] in self.tuples(relation) {
                ownership.related.push((text(group), kind(text(holder))));
            }
        }
        ownership
    }

    /// The firms that the holdings place in a group whose list does not name them, with the holdings that show it.
    #[must_use]
    pub fn controlled(&self) -> Vec<Found> {
        find_controlled(&self.ownership(), CONTROL_SHARE)
    }

    /// Works `Controlled` and `Suspect` out anew if a relation that they rest on has changed.
    pub(super) fn changed(&mut self, relation: &str) {
        if RESTS_ON.contains(&relation) {
            self.place_by_holdings();
        }
    }

    /// Fills `Controlled` and `Suspect`.
    pub(super) fn place_by_holdings(&mut self) {
        let (mut controlled, mut suspects) = (Vec::new(), Vec::new());
        for found in self.controlled() {
            let (Some(firm), Some(group)) = (self.symbols.find(&found.firm), self.symbols.find(&found.group))
            else {
                continue;
            };
            controlled.extend([firm, group, found.from, found.until]);
            let designated = self.tuples("Designated").any(|[designated, _, from, until]| {
                *designated == group && *from < found.until && found.from < *until
            });
            // A firm's times in one group follow each other.
            if designated && !suspects.ends_with(&[firm, group]) {
                suspects.extend([firm, group]);
            }
        }
        for (relation, words) in [("Controlled", controlled), ("Suspect", suspects)] {
            if let Some(id) = self.law.program.relation_named(relation)
                && let Some(buffer) = self.given.get_mut(id.0 as usize)
            {
                *buffer = words;
            }
        }
        self.store = None;
    }

    /// The given rows of a relation of `N` columns.
    fn tuples<const N: usize>(&self, relation: &str) -> impl Iterator<Item = &[i64; N]> {
        self.law
            .program
            .relation_named(relation)
            .and_then(|RelationId(id)| self.given.get(id as usize))
            .map_or(&[][..], |words| words.as_chunks().0)
            .iter()
    }
}
