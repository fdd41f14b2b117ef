//! Projects of one body that were announced near each other in time, with what they count: rows of `Beside`.
//!
//! A project can have thousands of others near it. Against one floor the other that counts most below it decides: if
//! it does not reach the floor together with the project, none does. So for each project and each floor one row is
//! made, found in one sweep over the days of the body. What follows from the rows is for the law to say.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::engine::{EvalError, Limits};
use crate::law::Decided;

use super::World;
use super::decide::MadeRow;
use super::plan::Demand;

/// The parameter that says how near is near.
const SPLIT_DAYS: &str = "split-days";

/// A project with its announcement day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Dated {
    day: i64,
    project: i64,
}

/// Least and greatest amount that counts for a project.
type Bounds = FxHashMap<i64, (i64, i64)>;

impl World {
    /// The rows of `Beside` for some projects. `parts` is what has been decided already.
    pub(super) fn beside(
        &mut self,
        projects: &BTreeSet<i64>,
        parts: &[Decided],
        limits: &Limits,
    ) -> Result<Vec<MadeRow>, EvalError> {
        let bodies = self.dated_by_body(projects);
        let spans = self.near();
        let mut bounds = Bounds::default();
        keep(&mut bounds, parts);
        let unknown = candidates(&bodies, projects, &spans)
            .into_iter()
            .filter(|project| !bounds.contains_key(project));
        let demand = Demand {
            projects: unknown.collect(),
            ..Demand::default()
        };
        let (decided, _) = self.run(&demand.dated_dockets(), false, None, limits)?;
        keep(&mut bounds, &decided);

        let earlier: FxHashMap<i64, i64> = self.pairs("ReorderOf").collect();
        let mut found: BTreeSet<[i64; 4]> = BTreeSet::new();
        for dated in bodies.values() {
            for (floor, from, until) in self.floors() {
                let sweep = Sweep {
                    world: self,
                    dated,
                    bounds: &bounds,
                    earlier: &earlier,
                };
                for (days, begins, ends) in &spans {
                    let span = from.max(*begins)..until.min(*ends);
                    let asked: Vec<Dated> = dated
                        .iter()
                        .filter(|one| span.contains(&one.day) && projects.contains(&one.project))
                        .copied()
                        .collect();
                    if !asked.is_empty() {
                        found.extend(sweep.rows(&asked, *days, floor));
                    }
                }
            }
        }
        let relation = self.law.ids.beside;
        Ok(found
            .into_iter()
            .map(|row| (row[0], relation, row.to_vec()))
            .collect())
    }

    /// The projects with a day of each body that orders one of these projects, sorted by day.
    fn dated_by_body(&self, projects: &BTreeSet<i64>) -> BTreeMap<i64, Vec<Dated>> {
        let days: FxHashMap<i64, i64> = self.pairs("Announced").collect();
        let mut bodies: BTreeMap<i64, Vec<Dated>> = BTreeMap::new();
        for (project, body) in self.pairs("OrderedBy") {
            if projects.contains(&project) {
                bodies.entry(body).or_default();
            }
        }
        for (project, body) in self.pairs("OrderedBy") {
            if let (Some(dated), Some(day)) = (bodies.get_mut(&body), days.get(&project)) {
                dated.push(Dated { day: *day, project });
            }
        }
        bodies.values_mut().for_each(|dated| dated.sort_unstable());
        bodies
    }

    /// How many days apart is near, with the days on which that holds.
    fn near(&self) -> Vec<(i64, i64, i64)> {
        let rows = self.rows_of("ParameterNumber").as_chunks::<4>().0.iter();
        rows.filter(|row| self.symbols.text(row[0]) == SPLIT_DAYS)
            .map(|row| (row[1], row[2], row[3]))
            .collect()
    }

    /// Every floor with the days on which it is in force, each once.
    fn floors(&self) -> BTreeSet<(i64, i64, i64)> {
        let rows = self.rows_of("Floor").as_chunks::<4>().0.iter();
        rows.map(|row| (row[1], row[2], row[3])).collect()
    }

    /// The rows of a relation of two columns.
    fn pairs(&self, relation: &str) -> impl Iterator<Item = (i64, i64)> {
        let rows = self.rows_of(relation).as_chunks::<2>().0.iter();
        rows.map(|row| (row[0], row[1]))
    }
}

/// Takes in what was decided.
fn keep(bounds: &mut Bounds, parts: &[Decided]) {
    let counted = parts.iter().flat_map(|part| &part.counted);
    bounds.extend(counted.map(|[project, least, most]| (*project, (*least, *most))));
}

/// Every project that is near one of those asked about, and these themselves.
fn candidates(
    bodies: &BTreeMap<i64, Vec<Dated>>,
    projects: &BTreeSet<i64>,
    spans: &[(i64, i64, i64)],
) -> BTreeSet<i64> {
    let Some(days) = spans.iter().map(|(days, ..)| *days).max() else {
        return BTreeSet::new();
    };
    let mut near = BTreeSet::new();
    for dated in bodies.values() {
        // Both sides are sorted by day, so each project is looked at once.
        let mut next = 0;
        for one in dated.iter().filter(|one| projects.contains(&one.project)) {
            let start = dated.partition_point(|other| other.day < one.day - days);
            let end = dated.partition_point(|other| other.day <= one.day + days);
            let fresh = dated.get(start.max(next)..end).unwrap_or_default();
            near.extend(fresh.iter().map(|other| other.project));
            next = next.max(end);
        }
    }
    near
}

/// A sweep over the projects of a body.
struct Sweep<'a> {
    world: &'a World,
    dated: &'a [Dated],
    bounds: &'a Bounds,
    earlier: &'a FxHashMap<i64, i64>,
}

impl<'a> Sweep<'a> {
    /// For each project asked about, sorted by day, the other that counts most below a floor among those at most so
    /// many days away: project, other, least, most. Of two that count the same the first by id is taken.
    fn rows(&self, asked: &[Dated], days: i64, floor: i64) -> Vec<[i64; 4]> {
        let below: Vec<(Dated, i64, i64)> = self
            .dated
            .iter()
            .filter_map(|one| {
                let (least, most) = self.bounds.get(&one.project)?;
                (*most < floor).then_some((*one, *least, *most))
            })
            .collect();
        let (mut start, mut end) = (0, 0);
        let mut near: BTreeSet<(i64, std::cmp::Reverse<&'a str>, usize)> = BTreeSet::new();
        let mut rows = Vec::new();
        let entry = |index: usize| {
            let (one, least, _) = below.get(index)?;
            let name = std::cmp::Reverse(self.world.symbols.text(one.project));
            Some((*least, name, index))
        };
        for one in asked {
            while below
                .get(end)
                .is_some_and(|(other, ..)| other.day <= one.day + days)
            {
                near.extend(entry(end));
                end += 1;
            }
            while below
                .get(start)
                .is_some_and(|(other, ..)| other.day < one.day - days)
            {
                if let Some(entry) = entry(start) {
                    near.remove(&entry);
                }
                start += 1;
            }
            let other = near
                .iter()
                .rev()
                .filter_map(|(.., index)| below.get(*index))
                .find(|(other, ..)| !self.same_order(one.project, other.project));
            rows.extend(other.map(|(other, least, most)| [one.project, other.project, *least, *most]));
        }
        rows
    }

    /// Whether two projects are one, or one orders the other again, in one step or several.
    fn same_order(&self, one: i64, other: i64) -> bool {
        self.orders(one, other) || self.orders(other, one)
    }

    /// Whether a project is another, or orders it again.
    fn orders(&self, project: i64, wanted: i64) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = Some(project);
        while let Some(project) = at.filter(|project| seen.insert(*project)) {
            if project == wanted {
                return true;
            }
            at = self.earlier.get(&project).copied();
        }
        false
    }
}
