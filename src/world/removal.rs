//! The facts that are taken away one by one to see whether an answer rests on them.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::facts::made_by_program;
use crate::groups::Holder;
use crate::lang::program::RelationId;
use crate::law::Docket;

use super::World;
use super::answer::Value;
use super::candidate::{Candidate, asked_firm};
use super::why::Row;

impl World {
    /// The taking away of each fact about the project (or the one that it orders again), its body, the firm that is asked
    /// about, its groups, and the holdings that place it in one.
    pub(super) fn removals(&self, docket: &Docket, rows: &[Vec<i64>]) -> Vec<Candidate> {
        let law = &self.law;
        let firm = asked_firm(docket);
        let groups = &self.groups_of(firm, rows);
        let mut facts: BTreeSet<(usize, Vec<Value>, Row)> = BTreeSet::new();
        for (index, (relation, words)) in law.program.relations.iter().zip(rows).enumerate() {
            let id = RelationId(u32::try_from(index).unwrap_or(u32::MAX));
            let column = |name: &str| law.column_of(id, name);
            let wanted: &dyn Fn(&[i64]) -> bool = match (column("Project"), column("Firm"), column("Group")) {
                (Some(_), ..) => &|_| true,
                (None, Some(at), _) => &move |row| firm.is_some() && row.get(at).copied() == firm,
                (None, None, Some(at)) => &move |row| row.get(at).is_some_and(|group| groups.contains(group)),
                (None, None, None) if column("Body").is_some() => &|_| true,
                _ => continue,
            };
            if made_by_program(&relation.name) {
                continue;
            }
            for row in words.chunks_exact(relation.columns.len().max(1)) {
                if wanted(row) {
                    facts.insert((index, self.values_of_row(id, row), (id, row.to_vec())));
                }
            }
        }
        let of_control = self.control_rows(firm, groups);
        let facts = facts.into_iter().map(|(.., row)| row).chain(of_control);
        facts.map(Candidate::without).collect()
    }

    /// The groups that list a firm, or in which its holdings place it.
    fn groups_of(&self, firm: Option<i64>, rows: &[Vec<i64>]) -> FxHashSet<i64> {
        let ids = &self.law.ids;
        [ids.member, ids.controlled]
            .iter()
            .flat_map(|id| {
                rows.get(id.0 as usize)
                    .map_or(&[][..], Vec::as_slice)
                    .as_chunks::<4>()
                    .0
            })
            .filter(|row| Some(row[0]) == firm)
            .map(|row| row[1])
            .collect()
    }

    /// The holdings that place a firm in a group, step by step from the listed firms on, the listings of those, and the
    /// people and firms that hold with the groups.
    fn control_rows(&self, firm: Option<i64>, groups: &FxHashSet<i64>) -> Vec<Row> {
        let ids = &self.law.ids;
        let placed = self.given_of(ids.controlled).as_chunks::<4>().0;
        let Some(firm) = firm.filter(|firm| placed.iter().any(|row| row[0] == *firm)) else {
            return Vec::new();
        };
        let (holdings, firms) = self.holders_behind(self.symbols.text(firm));
        let mut rows = self.holding_rows(&holdings);
        let listed = self.given_of(ids.member).as_chunks::<4>().0.iter();
        let listed =
            listed.filter(|row| groups.contains(&row[1]) && firms.contains(self.symbols.text(row[0])));
        rows.extend(listed.map(|row| (ids.member, row.to_vec())));
        for name in ["SamePerson", "SamePersonFirm", "Related", "RelatedFirm"] {
            let Some(id) = self.law.program.relation_named(name) else {
                continue;
            };
            let pairs = self.given_of(id).as_chunks::<2>().0.iter();
            let of_groups = pairs.filter(|row| groups.contains(&row[0]));
            rows.extend(of_groups.map(|row| (id, row.to_vec())));
        }
        rows.sort_by_cached_key(|(id, row)| (*id, self.values_of_row(*id, row)));
        rows
    }

    /// The holdings behind a firm's place in groups, sorted, with the firms that hold.
    fn holders_behind(&self, firm: &str) -> (Vec<usize>, BTreeSet<String>) {
        let (ownership, found) = (self.ownership(), self.controlled());
        let (mut holdings, mut firms) = (BTreeSet::new(), BTreeSet::from([firm.to_owned()]));
        let mut todo = vec![firm.to_owned()];
        while let Some(firm) = todo.pop() {
            let of_firm = found.iter().filter(|found| found.firm == firm);
            let sums = of_firm.flat_map(|found| &found.evidence);
            for number in sums.flat_map(|sum| &sum.holdings) {
                holdings.insert(*number);
                let holding = ownership.holdings.get(*number);
                if let Some(Holder::Firm(holder)) = holding.map(|holding| &holding.holder)
                    && firms.insert((*holder).to_owned())
                {
                    todo.push((*holder).to_owned());
                }
            }
        }
        (holdings.into_iter().collect(), firms)
    }

    fn given_of(&self, id: RelationId) -> &[i64] {
        self.given.get(id.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The values of a row.
    fn values_of_row(&self, relation: RelationId, row: &[i64]) -> Vec<Value> {
        let columns = self
            .law
            .program
            .relation(relation)
            .map_or(&[][..], |relation| &relation.columns);
        columns
            .iter()
            .zip(row)
            .map(|(column, word)| self.value(column.ty, *word))
            .collect()
    }
}
