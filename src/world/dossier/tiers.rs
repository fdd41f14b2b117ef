//! The tier of a firm over time: what it is at a project of a public body of which nothing is known but that it was
//! announced on some day.
//!
//! The law itself says on which days the answer can turn (`TurningDay`), so a project without an announcement is decided
//! once for each of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{EvalError, Limits};
use crate::facts::EntityKind;
use crate::lang::date;
use crate::law::Docket;

use super::super::World;
use super::super::answer::Value;

/// Announcement days on which a firm is treated alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TierSpan {
    /// First day.
    pub from: i64,
    /// First day no longer, or `lang::date::OPEN`.
    pub until: i64,
    /// Every tier that is possible, sorted; one where it is known.
    pub tiers: Vec<String>,
    /// The floors of these tiers, in won, sorted.
    pub floors: Vec<i64>,
    /// How the bar of restricted groups concerns the firm.
    pub bar: GroupBar,
}

/// How the bar of restricted groups concerns a firm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupBar {
    /// It is not in force.
    NotInForce,
    /// The firm is in no restricted group.
    Outside,
    /// The firm is in these.
    Inside(Vec<Value>),
    /// Nothing settles it.
    Unknown,
}

/// What is found for one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Day {
    tiers: BTreeSet<String>,
    floors: BTreeSet<i64>,
    groups: BTreeSet<String>,
    inside: BTreeSet<bool>,
}

impl World {
    /// The tier of a firm by announcement day, from the first floors on; none if too much is unknown to tell.
    pub(super) fn tiers(&mut self, firm: &str, limits: &Limits) -> Result<Option<Vec<TierSpan>>, EvalError> {
        let mut world = self.clone();
        let [project, body, state, included, sole] = [
            "(a project of a public body)",
            "(a public body)",
            "state",
            "included",
            "sole",
        ]
        .map(|text| world.symbols.intern(text));
        let firm = world.symbols.intern(firm);
        world.put("OrderedBy", &[project, body]);
        world.put("ClassOf", &[body, state]);
        world.put("Amount", &[project, 0]);
        world.put("Vat", &[project, included]);
        world.forget();
        let docket = Docket {
            projects: vec![project],
            triples: vec![[firm, project, sole]],
            ..Docket::default()
        };
        let days = match world.announcement_days(&docket, limits) {
            Ok(days) => days,
            Err(EvalError::CompletionLimit(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(self.spans(days)))
    }

    /// Adds a given row.
    fn put(&mut self, relation: &str, row: &[i64]) {
        let id = self.law.program.relation_named(relation);
        if let Some(rows) = id.and_then(|id| self.given.get_mut(id.0 as usize)) {
            rows.extend_from_slice(row);
        }
    }

    fn announcement_days(
        &mut self,
        docket: &Docket,
        limits: &Limits,
    ) -> Result<BTreeMap<i64, Day>, EvalError> {
        let law = Arc::clone(&self.law);
        let store = self.store();
        let find = |name: &str| law.program.relation_named(name);
        let (tier, floor, restricted) = (find("TierOf"), find("FloorFor"), find("Restricted"));
        let (inside, bar) = (find("InRestrictedGroup"), find("GroupBarOn"));
        let mut days: BTreeMap<i64, Day> = BTreeMap::new();
        law.decide_seen(self.engine, &store, docket, limits, &mut |buffers, open| {
            let of = |id: Option<crate::lang::program::RelationId>| {
                let found = id.and_then(|id| buffers.get(id.0 as usize));
                found.map_or(&[][..], Vec::as_slice)
            };
            let supposed = of(Some(law.ids.day_supposed)).as_chunks::<3>().0;
            let announced = supposed
                .iter()
                .find(|[_, key, _]| self.symbols.text(*key) == "announced");
            if let (Some([.., day]), false) = (announced, open) {
                let day = days.entry(*day).or_default();
                let text = |word: i64| self.symbols.text(word).to_owned();
                let lasts =
                    |rows: &[i64]| -> Vec<i64> { rows.as_chunks::<3>().0.iter().map(|row| row[2]).collect() };
                day.tiers.extend(lasts(of(tier)).into_iter().map(text));
                day.floors.extend(lasts(of(floor)));
                day.groups.extend(lasts(of(restricted)).into_iter().map(text));
                if !of(bar).is_empty() {
                    day.inside.insert(!of(inside).is_empty());
                }
            }
            Ok(())
        })?;
        Ok(days)
    }

    fn spans(&self, days: BTreeMap<i64, Day>) -> Vec<TierSpan> {
        let mut spans: Vec<TierSpan> = Vec::new();
        let ends: Vec<i64> = days.keys().copied().skip(1).chain([date::OPEN]).collect();
        for ((from, day), until) in days.into_iter().zip(ends) {
            if day.tiers.is_empty() {
                continue;
            }
            let groups = day
                .groups
                .iter()
                .map(|group| self.entity(EntityKind::Group, group));
            let bar = match (day.inside.contains(&true), day.inside.contains(&false)) {
                (false, false) => GroupBar::NotInForce,
                (false, true) => GroupBar::Outside,
                (true, false) => GroupBar::Inside(groups.collect()),
                (true, true) => GroupBar::Unknown,
            };
            let span = TierSpan {
                from,
                until,
                tiers: day.tiers.into_iter().collect(),
                floors: day.floors.into_iter().collect(),
                bar,
            };
            match spans.last_mut() {
                Some(last)
                    if last.until == from
                        && (&last.tiers, &last.floors, &last.bar)
                            == (&span.tiers, &span.floors, &span.bar) =>
                {
                    last.until = until;
                }
                _ => spans.push(span),
            }
        }
        spans
    }
}
