//! What an explanation derives, kept to its end: the completions that decide a question are those of its proofs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits};
use crate::lang::program::{Query, RelationId};
use crate::law::{Decided, Docket};

use super::World;
use super::ask::{eval_error, relations_of};
use super::decide::MadeRow;
use super::error::WorldError;
use super::leaves::Leaves;
use super::plan::Demand;
use super::ways::decisive;
use super::why::MOST_EXPLAINED;

/// Most dockets of one triple or one project that are derived to decide a question: of more, the engine decides, and only
/// what is explained is derived.
const MOST_DERIVED: usize = MOST_EXPLAINED;

/// Completions that were derived.
#[derive(Clone, Debug, Default)]
pub(super) struct Derived {
    leaves: Vec<(Docket, Arc<Leaves>)>,
    /// The dockets of findings, by project.
    findings: BTreeMap<i64, Docket>,
    /// The relations that the question reads.
    reads: Vec<RelationId>,
}

impl Derived {
    pub(super) fn leaves(&self, docket: &Docket) -> Option<Arc<Leaves>> {
        let known = self.leaves.iter().find(|(known, _)| known == docket);
        known.map(|(_, leaves)| Arc::clone(leaves))
    }

    pub(super) fn keep(&mut self, docket: &Docket, leaves: &Arc<Leaves>) {
        self.leaves.push((docket.clone(), Arc::clone(leaves)));
    }

    pub(super) fn finding(&self, project: i64) -> Option<&Docket> {
        self.findings.get(&project)
    }

    pub(super) fn keep_finding(&mut self, project: i64, docket: &Docket) {
        self.findings.insert(project, docket.clone());
    }
}

impl World {
    /// Explains something: what is derived meanwhile is derived once.
    pub(super) fn explaining<T>(&mut self, explain: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.derived.replace(Derived::default());
        let explained = explain(self);
        self.derived = outer;
        explained
    }

    /// Forgets what was made of the given rows, since they are others now.
    pub(super) fn forget(&mut self) {
        self.store = None;
        self.derived = None;
    }

    /// What a query demands, and a database of all that it reads and of what the analyst's own rules conclude from it.
    pub(super) fn answered(
        &mut self,
        query: &Query,
        text: &str,
        limits: &Limits,
    ) -> Result<(Demand, Database), WorldError> {
        if let Some(mut derived) = self.derived.take() {
            relations_of(&query.body, &mut derived.reads);
            if derived.reads.iter().any(|id| self.is_own(*id)) {
                self.own_reads(&mut derived.reads);
            }
            self.derived = Some(derived);
        }
        let (demand, decided) = self.decide_query(query, text, limits, None)?;
        let mut database = self.database(query, &decided);
        self.run_own(&mut database, limits)
            .map_err(|error| eval_error(text, error))?;
        Ok((demand, database))
    }

    /// Decides what a question demands by the completions that its explanation needs; nothing where there is no
    /// explanation, and where it demands too much.
    pub(super) fn decide_derived(
        &mut self,
        demand: &Demand,
        limits: &Limits,
    ) -> Result<Option<Vec<Decided>>, EvalError> {
        if self.derived.is_none() || demand.reached_singly() > MOST_DERIVED {
            return Ok(None);
        }
        let mut dockets: Vec<Docket> = demand
            .projects
            .iter()
            .map(|project| single(*project, None))
            .collect();
        dockets.extend(
            demand
                .triples
                .iter()
                .map(|triple| single(triple[1], Some(*triple))),
        );
        for project in &demand.classes {
            let classes = self.class_docket(*project);
            dockets.extend(classes.triples.iter().map(|triple| of_class(&classes, triple)));
        }
        self.derive_all(&dockets, limits).map(Some)
    }

    /// The same for findings, for which rows were made.
    pub(super) fn decide_findings_derived(
        &mut self,
        demand: &Demand,
        made: &[MadeRow],
        limits: &Limits,
    ) -> Result<Option<Vec<Decided>>, EvalError> {
        if self.derived.is_none() || demand.findings.len() > MOST_DERIVED {
            return Ok(None);
        }
        let mut dockets = Vec::new();
        for project in &demand.findings {
            let docket = finding_docket(*project, made);
            if let Some(derived) = &mut self.derived {
                derived.keep_finding(*project, &docket);
            }
            dockets.push(docket);
        }
        self.derive_all(&dockets, limits).map(Some)
    }

    fn derive_all(&mut self, dockets: &[Docket], limits: &Limits) -> Result<Vec<Decided>, EvalError> {
        let mut decided = Vec::new();
        for docket in dockets {
            let leaves = self.leaves(docket, limits)?;
            decided.push(self.decided_of(docket, &leaves));
        }
        Ok(decided)
    }

    /// What the completions of a docket come to, as far as the question reads it.
    fn decided_of(&self, docket: &Docket, leaves: &Leaves) -> Decided {
        let law = &self.law;
        let width = law.program.relations.len();
        let mut decided = Decided {
            certain: vec![Vec::new(); width],
            open: vec![Vec::new(); width],
            runs: leaves.all.len(),
            ..Decided::default()
        };
        let triple = docket.triples.first();
        if let Some([firm, project, role]) = triple {
            let outcomes = leaves.outcomes();
            let outcome = match outcomes.len() {
                1 => outcomes.first().copied(),
                _ => Some(law.ids.undetermined),
            };
            let row = outcome.map(|outcome| [*firm, *project, *role, outcome]);
            decided.verdicts.extend(row);
            let all: Vec<_> = leaves
                .all
                .iter()
                .map(|leaf| (leaf.picks.as_slice(), leaf.outcome.unwrap_or_default()))
                .collect();
            let keys: BTreeSet<i64> = decisive(&all).into_iter().map(|pick| law.key_of(pick)).collect();
            let missing = keys.into_iter().map(|key| [*firm, *project, *role, key]);
            decided.missing.extend(missing);
            let tiers = leaves.certain_and_open(law.ids.tier_of).concat();
            let tiers = tiers.into_iter().filter_map(|row| row.try_into().ok());
            decided
                .possible_tiers
                .extend(tiers.filter(|row: &[i64; 3]| row.starts_with(&[*firm, *project])));
        }
        for project in &docket.projects {
            let counted = leaves.certain_and_open(law.ids.counted).concat();
            let won = |row: &&[i64]| row.strip_prefix(&[*project]).and_then(<[i64]>::first).copied();
            let amounts: BTreeSet<i64> = counted.iter().filter_map(won).collect();
            let ends = amounts.first().zip(amounts.last());
            decided
                .counted
                .extend(ends.map(|(low, high)| [*project, *low, *high]));
        }
        let reads = self.derived.iter().flat_map(|derived| &derived.reads);
        for id in reads.filter(|id| law.derived().contains(id)) {
            let [project_at, firm_at] = ["Project", "Firm"].map(|column| law.column_of(*id, column));
            let of_docket = |row: &&[i64]| {
                let word = |at: Option<usize>| at.and_then(|at| row.get(at));
                word(project_at).is_none_or(|project| docket.projects.contains(project))
                    && (word(firm_at).zip(triple)).is_none_or(|(firm, triple)| *firm == triple[0])
            };
            let into = [&mut decided.certain, &mut decided.open];
            for (rows, into) in leaves.certain_and_open(*id).into_iter().zip(into) {
                if let Some(words) = into.get_mut(id.0 as usize) {
                    words.extend(rows.into_iter().filter(of_docket).flatten());
                }
            }
        }
        decided
    }
}

/// The docket of a project, or of one triple.
pub(super) fn single(project: i64, triple: Option<[i64; 3]>) -> Docket {
    Docket {
        projects: vec![project],
        triples: triple.into_iter().collect(),
        ..Docket::default()
    }
}

/// The docket of one of the classes of a docket of classes.
pub(super) fn of_class(classes: &Docket, triple: &[i64; 3]) -> Docket {
    let mut docket = classes.clone();
    docket.triples.retain(|known| known == triple);
    docket.presets.retain(|preset| preset[0] == triple[0]);
    docket
}

/// The docket in which the findings of a project are decided.
pub(super) fn finding_docket(project: i64, made: &[MadeRow]) -> Docket {
    Docket {
        made: made.iter().filter(|row| row.0 == project).cloned().collect(),
        ..single(project, None)
    }
}
