//! Evaluation that remembers: one program on many databases that differ little from each other.
//!
//! The rows of a relation are kept once under a number, their version. A component of the program is evaluated once for
//! each combination of versions that it reads; whatever else asks for that combination is told the versions that came of it.
//! So only what a change reaches is worked out again, and what comes of it is the same rows as by [`Evaluator::run`].

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::lang::program::{Program, RelationId};

use super::database::Database;
use super::error::EvalError;
use super::evaluate::Evaluator;
use super::limits::Limits;
use super::relation::Relation;

/// No version: no rows were ever worked out.
const NONE: u32 = u32::MAX;

/// A program with everything that was derived by it so far.
#[derive(Clone, Debug)]
pub(crate) struct Recall {
    evaluator: Evaluator,
    arities: Vec<usize>,
    parts: Vec<Part>,
    /// The rows of each version of each relation, sorted, and the versions by their rows.
    rows: Vec<Vec<Arc<[i64]>>>,
    versions: Vec<FxHashMap<Arc<[i64]>, u32>>,
    /// What came of a part (the first number) on versions of what it reads.
    known: FxHashMap<Box<[u32]>, Box<[u32]>>,
    /// The rows that were last worked on, and which versions they are.
    database: Database,
    loaded: Vec<u32>,
    /// The versions that were last derived.
    last: Vec<u32>,
}

/// A component of the program.
#[derive(Clone, Debug)]
struct Part {
    component: usize,
    /// Relations of other components that it reads.
    reads: Vec<usize>,
    heads: Vec<usize>,
}

impl Recall {
    /// Nothing derived yet. Only the relations of `slice` are derived, where one is given; it must hold all that their
    /// rules read.
    pub(crate) fn new(
        program: &Program,
        evaluator: &Evaluator,
        slice: Option<&FxHashSet<RelationId>>,
    ) -> Self {
        let wanted = |relation: usize| {
            let id = RelationId(u32::try_from(relation).unwrap_or(u32::MAX));
            slice.is_none_or(|slice| slice.contains(&id))
        };
        let count = program.relations.len();
        let mut parts = Vec::new();
        for (component, (members, _)) in evaluator.components().iter().enumerate() {
            let plans = || members.iter().filter_map(|index| evaluator.plans().get(*index));
            let heads = distinct(plans().map(|plan| plan.head).collect());
            if !heads.iter().copied().any(wanted) {
                continue;
            }
            let mut reads = Vec::new();
            plans().for_each(|plan| plan.reads(&mut reads));
            reads.retain(|relation| !heads.contains(relation));
            parts.push(Part {
                component,
                reads: distinct(reads),
                heads,
            });
        }
        Self {
            evaluator: evaluator.clone(),
            arities: program
                .relations
                .iter()
                .map(|relation| relation.columns.len())
                .collect(),
            parts,
            rows: vec![vec![Arc::from([])]; count],
            versions: vec![FxHashMap::from_iter([(Arc::from([]), 0)]); count],
            known: FxHashMap::default(),
            database: Database::new(program),
            loaded: vec![NONE; count],
            last: vec![NONE; count],
        }
    }

    /// How much is remembered: combinations of versions.
    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    /// The version of some rows of a relation, in any order. Version 0 has none.
    pub(crate) fn version(&mut self, relation: RelationId, words: &[i64]) -> u32 {
        let at = relation.0 as usize;
        let arity = self.arities.get(at).copied().unwrap_or_default();
        let (Some(versions), Some(rows)) = (self.versions.get_mut(at), self.rows.get_mut(at)) else {
            return 0;
        };
        let sorted = sorted(words, arity);
        if let Some(version) = versions.get(sorted.as_slice()) {
            return *version;
        }
        let version = u32::try_from(rows.len()).unwrap_or(NONE);
        let sorted: Arc<[i64]> = sorted.into();
        rows.push(Arc::clone(&sorted));
        versions.insert(sorted, version);
        version
    }

    /// The rows of a version, sorted. A relation without columns that holds has one word.
    pub(crate) fn rows(&self, relation: RelationId, version: u32) -> &[i64] {
        let rows = self.rows.get(relation.0 as usize);
        rows.and_then(|rows| rows.get(version as usize))
            .map_or(&[], |rows| rows)
    }

    /// Fills in the versions of the derived relations, from those of the given ones: one version for each relation of the
    /// program.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(crate) fn derive(&mut self, versions: &mut [u32], limits: &Limits) -> Result<(), EvalError> {
        let mut key = Vec::new();
        let parts = std::mem::take(&mut self.parts);
        let mut derived = Ok(());
        for (number, part) in (0_u32..).zip(&parts) {
            let same = |relation: &usize| versions.get(*relation) == self.last.get(*relation);
            let known = part.heads.iter().all(|head| self.last.get(*head) != Some(&NONE));
            if known && part.reads.iter().all(same) {
                for head in &part.heads {
                    put(versions, *head, self.last.get(*head).copied());
                }
                continue;
            }
            key.clear();
            key.push(number);
            key.extend(
                part.reads
                    .iter()
                    .map(|relation| versions.get(*relation).copied().unwrap_or_default()),
            );
            if !self.known.contains_key(key.as_slice()) {
                match self.evaluate(part, versions, limits) {
                    Ok(found) => {
                        self.known.insert(key.as_slice().into(), found);
                    }
                    Err(error) => {
                        derived = Err(error);
                        break;
                    }
                }
            }
            let found = self.known.get(key.as_slice());
            for (head, version) in part.heads.iter().zip(found.into_iter().flatten()) {
                put(versions, *head, Some(*version));
            }
        }
        self.parts = parts;
        if derived.is_ok() {
            self.last.clear();
            self.last.extend_from_slice(versions);
        }
        derived
    }

    /// Evaluates one component on versions of what it reads: the versions of its heads.
    fn evaluate(&mut self, part: &Part, versions: &[u32], limits: &Limits) -> Result<Box<[u32]>, EvalError> {
        for relation in &part.reads {
            self.load(*relation, versions.get(*relation).copied().unwrap_or_default());
        }
        for head in &part.heads {
            self.load(*head, 0);
            // What is derived is not yet a version.
            put(&mut self.loaded, *head, Some(NONE));
        }
        let mut left = limits.tuples;
        self.evaluator
            .run_component(part.component, &mut self.database, limits, &mut left)?;
        let mut found = Vec::new();
        for head in &part.heads {
            let id = RelationId(u32::try_from(*head).unwrap_or(u32::MAX));
            let words = match self.database.relation(id) {
                Some(relation) if relation.arity() == 0 && !relation.is_empty() => vec![0],
                Some(relation) => relation.words().to_vec(),
                None => Vec::new(),
            };
            let version = self.version(id, &words);
            put(&mut self.loaded, *head, Some(version));
            found.push(version);
        }
        Ok(found.into())
    }

    /// Puts a version into the rows that are worked on.
    fn load(&mut self, relation: usize, version: u32) {
        if self.loaded.get(relation) == Some(&version) {
            return;
        }
        let id = RelationId(u32::try_from(relation).unwrap_or(u32::MAX));
        let arity = self.arities.get(relation).copied().unwrap_or_default();
        let mut loaded = Relation::new(arity);
        let rows = self.rows(id, version);
        if arity == 0 && !rows.is_empty() {
            loaded.insert(&[]);
        }
        loaded.extend_flat(rows);
        if let Some(place) = self.database.relation_mut(id) {
            *place = loaded;
        }
        put(&mut self.loaded, relation, Some(version));
    }
}

fn put(versions: &mut [u32], relation: usize, version: Option<u32>) {
    if let (Some(place), Some(version)) = (versions.get_mut(relation), version) {
        *place = version;
    }
}

/// Rows in order, each once.
fn sorted(words: &[i64], arity: usize) -> Vec<i64> {
    if arity == 0 {
        return words.iter().take(1).map(|_| 0).collect();
    }
    let mut rows: Vec<&[i64]> = words.chunks_exact(arity).collect();
    rows.sort_unstable();
    rows.dedup();
    rows.concat()
}

fn distinct(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Symbols;
    use crate::lang::checker::check;
    use crate::lang::parser::parse_module;
    use crate::lang::source::FileId;

    const PROGRAM: &str = "given Edge(a: Int, b: Int)\ngiven Blocked(a: Int)\nderived Path(a: Int, b: Int)\n\
        derived Free(a: Int)\nderived Count(a: Int, n: Int)\nderived Apart(a: Int)\n\
        Path(a, b) <- Edge(a, b);\nPath(a, c) <- Path(a, b), Edge(b, c);\n\
        Free(a) <- Edge(a, _), !Blocked(a);\n\
        Count(a, n) <- Edge(a, _), let n = count : { Path(a, _) };\n\
        Apart(a) <- Free(a), !Path(a, a), Count(a, n), (n > 1);\n";

    fn program() -> (Program, Evaluator) {
        let (module, errors) = parse_module(FileId(0), PROGRAM);
        assert_eq!(errors.len(), 0, "{errors:?}");
        let program = check(None, &[module], false).unwrap_or_else(|errors| panic!("{errors:?}"));
        let evaluator = Evaluator::new(&program, &mut Symbols::default());
        (program, evaluator)
    }

    fn id(program: &Program, name: &str) -> RelationId {
        program.relation_named(name).unwrap()
    }

    /// The derived rows of a program, sorted, as the evaluator alone finds them.
    fn at_once(program: &Program, evaluator: &Evaluator, edges: &[i64], blocked: &[i64]) -> Vec<Vec<i64>> {
        let mut database = Database::new(program);
        let given = [("Edge", edges), ("Blocked", blocked)];
        for (name, words) in given {
            database
                .relation_mut(id(program, name))
                .unwrap()
                .extend_flat(words);
        }
        evaluator.run(&mut database, &Limits::default()).unwrap();
        let relations = database.relations().iter();
        relations
            .map(|relation| sorted(relation.words(), relation.arity()))
            .collect()
    }

    #[test]
    fn what_is_remembered_is_what_the_evaluator_derives() {
        let (program, evaluator) = program();
        let mut recall = Recall::new(&program, &evaluator, None);
        // Every subset of some edges of a graph with cycles, with and without a block, there and back.
        let edges = [[1, 2], [2, 3], [3, 1], [2, 4], [4, 4]];
        let masks: Vec<u32> = (0..64).chain((0..64).rev()).collect();
        for mask in masks {
            let chosen: Vec<i64> = edges
                .iter()
                .enumerate()
                .filter(|(index, _)| mask >> index & 1 == 1)
                .flat_map(|(_, edge)| *edge)
                .collect();
            let blocked: &[i64] = if mask >> 5 & 1 == 1 { &[2] } else { &[] };
            let mut versions = vec![0; program.relations.len()];
            versions[id(&program, "Edge").0 as usize] = recall.version(id(&program, "Edge"), &chosen);
            versions[id(&program, "Blocked").0 as usize] = recall.version(id(&program, "Blocked"), blocked);
            recall.derive(&mut versions, &Limits::default()).unwrap();
            let expected = at_once(&program, &evaluator, &chosen, blocked);
            for (index, rows) in (0_u32..).zip(&expected) {
                let version = versions[index as usize];
                assert_eq!(
                    recall.rows(RelationId(index), version),
                    rows,
                    "{mask:b} relation {index}"
                );
            }
        }
    }

    #[test]
    fn a_combination_is_evaluated_once() {
        let (program, evaluator) = program();
        let mut recall = Recall::new(&program, &evaluator, None);
        let edge = id(&program, "Edge");
        let mut derive = |words: &[i64]| {
            let mut versions = vec![0; program.relations.len()];
            versions[edge.0 as usize] = recall.version(edge, words);
            recall.derive(&mut versions, &Limits::default()).unwrap();
            recall.len()
        };
        let first = derive(&[1, 2, 2, 3]);
        assert_eq!(derive(&[2, 3, 1, 2]), first);
        assert!(derive(&[1, 2]) > first);
    }

    #[test]
    fn only_a_slice_is_derived() {
        let (program, evaluator) = program();
        let slice = FxHashSet::from_iter(["Edge", "Blocked", "Free"].map(|name| id(&program, name)));
        let mut recall = Recall::new(&program, &evaluator, Some(&slice));
        let edge = id(&program, "Edge");
        let mut versions = vec![0; program.relations.len()];
        versions[edge.0 as usize] = recall.version(edge, &[1, 2]);
        recall.derive(&mut versions, &Limits::default()).unwrap();
        let rows = |name: &str| {
            let id = id(&program, name);
            recall.rows(id, versions[id.0 as usize]).to_vec()
        };
        assert_eq!((rows("Free"), rows("Path")), (vec![1], vec![]));
    }
}
