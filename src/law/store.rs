//! Given rows, grouped once by the column that a docket selects on: project, else firm, else body.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::program::{Literal, RelationId};

use super::docket::Docket;
use super::program::Law;

/// What a docket selects the rows of a relation by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selector {
    Project(usize),
    Firm(usize),
    Body(usize),
    /// The law's own figures, and the designations of groups, of which a firm may be in any: every docket gets all rows.
    All,
    /// The law does not read it.
    Unread,
}

/// The rows of one relation, sorted by their selecting column.
#[derive(Clone, Debug)]
struct Grouped {
    selector: Selector,
    arity: usize,
    words: Vec<i64>,
    /// Byte range of `words` for each value of the selecting column.
    ranges: FxHashMap<i64, (usize, usize)>,
}

/// Entities whose rows are gathered beside those that a docket reaches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Others {
    pub(crate) projects: Vec<i64>,
    pub(crate) firms: Vec<i64>,
    pub(crate) bodies: Vec<i64>,
}

impl Others {
    /// The projects that a docket's made rows set beside its own.
    pub(crate) fn of(law: &Law, docket: &Docket) -> Self {
        let beside = docket
            .made
            .iter()
            .filter(|(_, relation, _)| *relation == law.ids.beside);
        Self {
            projects: beside.filter_map(|(_, _, row)| row.get(1).copied()).collect(),
            ..Self::default()
        }
    }
}

/// The given rows of a world, ready for dockets.
#[derive(Clone, Debug)]
pub struct Store {
    relations: Vec<Grouped>,
}

impl Store {
    /// Groups the given rows: one buffer of words for each relation of the law, derived ones empty.
    #[must_use]
    pub fn new(law: &Law, buffers: &[Vec<i64>]) -> Self {
        let read = relations_read(law);
        let relations = (0_u32..)
            .zip(&law.program.relations)
            .map(|(index, relation)| {
                let id = RelationId(index);
                let selector = if read.contains(&id) {
                    selector(law, id)
                } else {
                    Selector::Unread
                };
                let words = buffers.get(index as usize).map_or(&[][..], Vec::as_slice);
                Grouped::new(selector, relation.columns.len(), words)
            })
            .collect();
        Self { relations }
    }

    /// The given rows that concern a docket and the projects set beside it: one buffer for each relation of the law.
    pub(crate) fn gather(&self, law: &Law, docket: &Docket, others: &Others) -> Vec<Vec<i64>> {
        let mut projects: Vec<i64> = docket.projects.clone();
        projects.extend(docket.triples.iter().map(|[_, project, _]| *project));
        let mut buffers = self.gather_with(law, docket, others);
        if let Some(buffer) = buffers.get_mut(law.ids.asked_project.0 as usize) {
            *buffer = distinct(projects);
        }
        buffers
    }

    /// The given rows that concern a docket and hold in it, without what is asked.
    pub(crate) fn gather_docket(&self, law: &Law, docket: &Docket) -> Vec<Vec<i64>> {
        let mut buffers = self.gather_with(law, docket, &Others::of(law, docket));
        docket.put_in(law, &mut buffers);
        buffers
    }

    /// The given rows that concern a docket and what stands beside it, without what is asked.
    pub(crate) fn gather_with(&self, law: &Law, docket: &Docket, others: &Others) -> Vec<Vec<i64>> {
        let ids = &law.ids;
        let mut projects: Vec<i64> = docket.projects.clone();
        projects.extend(docket.triples.iter().map(|[_, project, _]| *project));
        let asked = distinct(projects);
        let projects = self.with_earlier(ids.reorder_of, asked.iter().chain(&others.projects));
        let mut firms: Vec<i64> = docket.triples.iter().map(|[firm, _, _]| *firm).collect();
        firms.extend(&others.firms);
        firms.extend(
            asked
                .iter()
                .flat_map(|project| self.column(ids.participant, *project, 0)),
        );
        let firms = distinct(firms);
        let bodies = distinct(
            asked
                .iter()
                .flat_map(|project| self.column(ids.ordered_by, *project, 1))
                .chain(others.bodies.iter().copied())
                .collect(),
        );
        self.relations
            .iter()
            .map(|relation| match relation.selector {
                Selector::Project(_) => relation.select(&projects),
                Selector::Firm(_) => relation.select(&firms),
                Selector::Body(_) => relation.select(&bodies),
                Selector::All => relation.words.clone(),
                Selector::Unread => Vec::new(),
            })
            .collect()
    }

    /// Projects with all that they order again, in one step or many.
    fn with_earlier<'p>(&self, reorder_of: RelationId, projects: impl Iterator<Item = &'p i64>) -> Vec<i64> {
        let mut all: FxHashSet<i64> = FxHashSet::default();
        let mut todo: Vec<i64> = projects.copied().collect();
        while let Some(project) = todo.pop() {
            if all.insert(project) {
                todo.extend(self.column(reorder_of, project, 1));
            }
        }
        distinct(all.into_iter().collect())
    }

    /// One column of the rows that a value selects.
    fn column(&self, id: RelationId, value: i64, column: usize) -> impl Iterator<Item = i64> + '_ {
        let relation = self.relations.get(id.0 as usize);
        relation.into_iter().flat_map(move |relation| {
            relation
                .rows(value)
                .chunks_exact(relation.arity)
                .filter_map(move |row| row.get(column).copied())
        })
    }
}

impl Grouped {
    fn new(selector: Selector, arity: usize, words: &[i64]) -> Self {
        let column = match selector {
            Selector::Project(column) | Selector::Firm(column) | Selector::Body(column) => column,
            Selector::All | Selector::Unread => {
                return Self {
                    selector,
                    arity,
                    words: words.to_vec(),
                    ranges: FxHashMap::default(),
                };
            }
        };
        let mut rows: Vec<&[i64]> = words.chunks_exact(arity.max(1)).collect();
        rows.sort_by_key(|row| row.get(column).copied());
        let mut ranges: FxHashMap<i64, (usize, usize)> = FxHashMap::default();
        for (index, row) in rows.iter().enumerate() {
            let value = row.get(column).copied().unwrap_or_default();
            ranges.entry(value).or_insert((index * arity, 0)).1 = (index + 1) * arity;
        }
        Self {
            selector,
            arity,
            words: rows.concat(),
            ranges,
        }
    }

    fn rows(&self, value: i64) -> &[i64] {
        let range = self.ranges.get(&value).map_or(0..0, |(start, end)| *start..*end);
        self.words.get(range).unwrap_or_default()
    }

    fn select(&self, values: &[i64]) -> Vec<i64> {
        if self.words.is_empty() {
            return Vec::new();
        }
        values
            .iter()
            .flat_map(|value| self.rows(*value))
            .copied()
            .collect()
    }
}

fn distinct(mut values: Vec<i64>) -> Vec<i64> {
    values.sort_unstable();
    values.dedup();
    values
}

fn selector(law: &Law, id: RelationId) -> Selector {
    let column = |name: &str| law.column_of(id, name);
    column("Project")
        .map(Selector::Project)
        .or_else(|| column("Firm").map(Selector::Firm))
        .or_else(|| column("Body").map(Selector::Body))
        .unwrap_or(Selector::All)
}

/// Every relation that a rule of the law reads.
fn relations_read(law: &Law) -> FxHashSet<RelationId> {
    let mut read = FxHashSet::default();
    for rule in &law.program.rules {
        read_by(&rule.body, &mut read);
    }
    read
}

/// Adds the relations that a body reads.
pub(super) fn read_by(body: &[Literal], read: &mut FxHashSet<RelationId>) {
    for literal in body {
        match literal {
            Literal::Atom(atom) | Literal::Absent(atom) => {
                read.insert(atom.relation);
            }
            Literal::Aggregate(aggregate) => read_by(&aggregate.body, read),
            Literal::Compare { .. } | Literal::Let { .. } => {}
        }
    }
}
