//! What the holdings show, as given rows: `Controlled` and `Suspect`.

use rustc_hash::FxHashMap;

use crate::groups::{ControlShare, Found, Holder, Holding, ListedMember, Ownership, find_controlled};
use crate::lang::program::RelationId;

use super::World;

/// The relations that `Controlled` and `Suspect` rest on.
pub(super) const RESTS_ON: [&str; 9] = [
    "Designated",
    "FirmHolding",
    "Member",
    "ParameterPercent",
    "PersonHolding",
    "Related",
    "RelatedFirm",
    "SamePerson",
    "SamePersonFirm",
];

/// The parameter that says which share shows control.
pub(super) const CONTROL_SHARE: &str = "control-share";

/// Whether `Controlled` and `Suspect` rest on a relation.
pub(super) fn rests_on(relation: &str) -> bool {
    RESTS_ON.contains(&relation)
}

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
        for [name, percent, from, until] in self.tuples("ParameterPercent") {
            if text(name) == CONTROL_SHARE {
                ownership.shares.push(ControlShare {
                    percent: *percent,
                    from: *from,
                    until: *until,
                });
            }
        }
        ownership
    }

    /// The firms that the holdings place in a group whose list does not name them, with the holdings that show it.
    #[must_use]
    pub fn controlled(&self) -> Vec<Found> {
        find_controlled(&self.ownership())
    }

    /// The rows behind holdings, by their numbers in [`World::ownership`].
    pub(super) fn holding_rows(&self, numbers: &[usize]) -> Vec<(RelationId, Vec<i64>)> {
        let rows: Vec<(RelationId, &[i64; 5])> = ["FirmHolding", "PersonHolding"]
            .into_iter()
            .filter_map(|name| self.law.program.relation_named(name).map(|id| (id, name)))
            .flat_map(|(id, name)| self.tuples::<5>(name).map(move |row| (id, row)))
            .collect();
        numbers
            .iter()
            .filter_map(|number| rows.get(*number))
            .map(|(id, row)| (*id, row.to_vec()))
            .collect()
    }

    /// Works `Controlled` and `Suspect` out anew if a relation that they rest on has changed.
    pub(super) fn changed(&mut self, relation: &str) {
        if rests_on(relation) {
            self.place_by_holdings();
        }
    }

    /// Fills `Controlled`, and `Suspect` for groups designated, in whatever way, while the firm is found in them.
    pub(super) fn place_by_holdings(&mut self) {
        let mut designations: FxHashMap<i64, Vec<(i64, i64)>> = FxHashMap::default();
        for [group, _, from, until] in self.tuples("Designated") {
            designations.entry(*group).or_default().push((*from, *until));
        }
        let (mut controlled, mut suspects) = (Vec::new(), Vec::new());
        for found in self.controlled() {
            let (Some(firm), Some(group)) = (self.symbols.find(&found.firm), self.symbols.find(&found.group))
            else {
                continue;
            };
            controlled.extend([firm, group, found.from, found.until]);
            let designated = designations.get(&group).is_some_and(|times| {
                times
                    .iter()
                    .any(|(from, until)| *from < found.until && found.from < *until)
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
        self.forget();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::date;

    /// Group `g`, designated in the first half of 2020, lists `m`; `m` holds 25 % of `a` and 30 % of `b`, and `b`, under
    /// the number of another record, holds 30 % of `c` in 2021.
    const FACTS: &str = r#"
[source.s]
title = "S"
[firm]
m = { name = "M", source = "s" }
a = { name = "A", source = "s" }
b = { name = "B", source = "s", registration = "110111-0000001" }
b-again = { name = "B again", source = "s", registration = "110111-0000001" }
c = { name = "C", source = "s" }
[person.p]
name = "P"
source = "s"
[group.g]
name = "G"
source = "s"
same_person = "p"
designated = [{ kind = "disclosure", from = 2020-01-01, until = 2020-07-01 }]
member = [{ firm = "m", from = 2020-01-01 }]
[[holding]]
holder = "m"
firm = "a"
percent = "25%"
from = 2020-01-01
source = "s"
[[holding]]
holder = "m"
firm = "b"
percent = "30%"
from = 2020-01-01
source = "s"
[[holding]]
holder = "b-again"
firm = "c"
percent = "30%"
from = 2021-01-01
source = "s"
"#;

    fn world() -> World {
        World::of_texts(&[("facts.toml", FACTS)]).unwrap()
    }

    fn placed(world: &World) -> (Vec<&str>, Vec<&str>) {
        let text = |word: &i64| world.symbols.text(*word);
        let controlled = world.tuples("Controlled").map(|[firm, _, _, _]| text(firm));
        let suspects = world.tuples("Suspect").map(|[firm, _]| text(firm));
        (controlled.collect(), suspects.collect())
    }

    #[test]
    fn merged_firms_hold_as_one_and_a_suspect_is_found_while_the_group_is_designated() {
        assert_eq!(placed(&world()), (vec!["b", "c"], vec!["b"]));
    }

    #[test]
    fn an_assumed_holding_membership_or_designation_is_worked_in() {
        let mut world = world();
        world
            .assume(r#"PersonHolding("p", "a", 5%, 2020-03-01, open)"#)
            .unwrap();
        assert_eq!(placed(&world), (vec!["a", "b", "c"], vec!["a", "b"]));
        world
            .assume(r#"Designated("g", "restricted", 2021-01-01, open)"#)
            .unwrap();
        assert_eq!(placed(&world), (vec!["a", "b", "c"], vec!["a", "b", "c"]));
        world.assume(r#"Member("b", "g", 2020-01-01, open)"#).unwrap();
        assert_eq!(placed(&world), (vec!["a", "c"], vec!["a", "c"]));
    }

    #[test]
    fn the_share_that_shows_control_is_the_parameter_of_the_day() {
        let mut world = world();
        world
            .assume(r#"ParameterPercent("control-share", 25%, 2022-01-01, 2022-07-01)"#)
            .unwrap();
        let text = |word: &i64| world.symbols.text(*word);
        let days: Vec<(&str, String, String)> = world
            .tuples("Controlled")
            .map(|[firm, _, from, until]| (text(firm), date::format(*from), date::format(*until)))
            .collect();
        let row = |firm, from: &str, until: &str| (firm, from.to_owned(), until.to_owned());
        assert_eq!(
            days,
            [
                row("a", "2022-01-01", "2022-07-01"),
                row("b", "2020-01-01", "open"),
                row("c", "2021-01-01", "open"),
            ]
        );
    }

    #[test]
    fn what_the_program_works_out_cannot_be_assumed() {
        assert!(world().assume(r#"Suspect("a", "g")"#).is_err());
        assert!(
            world()
                .assume(r#"Controlled("a", "g", 2020-01-01, open)"#)
                .is_err()
        );
    }
}
