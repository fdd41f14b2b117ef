//! Deciding what a question demands: its dockets in parallel, then those of findings, which rest on the first.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::engine::{EvalError, Limits};
use crate::lang::program::RelationId;
use crate::law::{Decided, Docket};

use super::World;
use super::ask::{Kept, Runs, class_names};
use super::derived;
use super::plan::Demand;

/// A row of a given relation that is made for findings, behind its project.
pub(super) type MadeRow = (i64, RelationId, Vec<i64>);

/// What was decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decisions {
    /// What each docket comes to, in the order of the dockets.
    pub(crate) parts: Vec<Decided>,
    /// Rows that were made of it.
    pub(crate) made: Vec<MadeRow>,
}

/// Projects and issues that can matter to them.
type Matters = BTreeSet<[i64; 2]>;

impl World {
    /// Decides what a question demands.
    pub(crate) fn decide(
        &mut self,
        demand: &Demand,
        limits: &Limits,
        mut kept: Option<&mut Kept>,
    ) -> Result<Decisions, EvalError> {
        let mut decisions = self.decide_first(demand, limits, kept.as_deref_mut())?;
        if !demand.findings.is_empty() {
            let made = &decisions.made;
            let findings = match self.decide_findings_derived(demand, made, limits)? {
                Some(findings) => findings,
                None => self.run(&finding_dockets(demand, made), false, kept, limits)?.0,
            };
            decisions.parts.extend(findings);
        }
        Ok(decisions)
    }

    /// Decides what findings rest on, or all of a question that asks for none.
    fn decide_first(
        &mut self,
        demand: &Demand,
        limits: &Limits,
        kept: Option<&mut Kept>,
    ) -> Result<Decisions, EvalError> {
        let watch = !demand.turning.is_empty() || !demand.turning_classes.is_empty();
        if !watch
            && kept.is_none()
            && let Some(parts) = self.decide_derived(demand, limits)?
        {
            return Ok(Decisions {
                parts,
                made: Vec::new(),
            });
        }
        let dockets = self.first_dockets(demand);
        let (parts, matters) = self.run(&dockets, watch, kept, limits)?;
        let mut made = self.turning(demand, &parts, &matters, limits)?;
        if !demand.findings.is_empty() {
            made.extend(self.verdict_rows(demand, &parts));
            made.extend(self.beside(&demand.findings, &parts, limits)?);
        }
        Ok(Decisions { parts, made })
    }

    /// All dockets of a question, those of findings last.
    pub(super) fn dockets(&mut self, demand: &Demand, limits: &Limits) -> Result<Vec<Docket>, EvalError> {
        let mut dockets = self.first_dockets(demand);
        if !demand.findings.is_empty() {
            let made = self.decide_first(demand, limits, None)?.made;
            dockets.extend(finding_dockets(demand, &made));
        }
        Ok(dockets)
    }

    /// The docket in which the findings of a project are decided.
    pub(super) fn finding_docket(&mut self, project: i64, limits: &Limits) -> Result<Docket, EvalError> {
        if let Some(known) = self.derived.as_ref().and_then(|derived| derived.finding(project)) {
            return Ok(known.clone());
        }
        let demand = self.demand_findings(project);
        let made = self.decide_first(&demand, limits, None)?.made;
        let docket = derived::finding_docket(project, &made);
        if let Some(derived) = &mut self.derived {
            derived.keep_finding(project, &docket);
        }
        Ok(docket)
    }

    /// Dockets of what is asked, then those of the classes.
    fn first_dockets(&mut self, demand: &Demand) -> Vec<Docket> {
        let mut dockets = demand.dockets();
        dockets.extend(demand.classes.iter().map(|project| self.class_docket(*project)));
        dockets
    }

    /// Runs dockets in parallel; `watch` collects which issues can matter, `kept` the runs of dockets of one project.
    pub(super) fn run(
        &mut self,
        dockets: &[Docket],
        watch: bool,
        kept: Option<&mut Kept>,
        limits: &Limits,
    ) -> Result<(Vec<Decided>, Matters), EvalError> {
        let (store, law, engine) = (self.store(), &self.law, self.engine);
        let keep = kept.is_some();
        let issues = law.ids.reading_matters.0 as usize;
        let run = |docket: &Docket| {
            let (mut matters, mut runs) = (Matters::new(), Runs::new());
            let keeps = keep && docket.projects.len() == 1;
            let decided = law.decide_seen(engine, &store, docket, limits, &mut |buffers, open| {
                if keeps {
                    runs.push((buffers.to_vec(), open));
                }
                if watch && let Some(rows) = buffers.get(issues) {
                    matters.extend(rows.as_chunks::<2>().0);
                }
                Ok(())
            })?;
            Ok((decided, matters, runs))
        };
        let results: Vec<(Decided, Matters, Runs)> =
            dockets.par_iter().map(run).collect::<Result<_, EvalError>>()?;
        let (mut parts, mut all) = (Vec::new(), Matters::new());
        let mut found = Vec::new();
        for (docket, (decided, matters, runs)) in dockets.iter().zip(results) {
            parts.push(decided);
            all.extend(matters);
            found.push((docket, runs));
        }
        if let Some(kept) = kept {
            let found = found.into_iter().filter(|(_, runs)| !runs.is_empty());
            kept.extend(found.map(|(docket, runs)| (docket.clone(), runs)));
        }
        Ok((parts, all))
    }

    /// The verdicts of participants in their own roles.
    fn verdict_rows(&self, demand: &Demand, parts: &[Decided]) -> Vec<MadeRow> {
        let participants: BTreeSet<[i64; 3]> = self
            .participants()
            .filter(|[_, project, _]| demand.findings.contains(project))
            .collect();
        let verdicts = parts.iter().flat_map(|part| &part.verdicts);
        verdicts
            .filter(|[firm, project, role, _]| participants.contains(&[*firm, *project, *role]))
            .map(|row| (row[1], self.law.ids.verdict, row.to_vec()))
            .collect()
    }

    /// On which issues the demanded triples and classes turn: their outcomes differ between options, each issue taken open
    /// beside the world's other readings. One that is set is opened where it can matter.
    fn turning(
        &mut self,
        demand: &Demand,
        parts: &[Decided],
        matters: &Matters,
        limits: &Limits,
    ) -> Result<Vec<MadeRow>, EvalError> {
        let law = std::sync::Arc::clone(&self.law);
        let set: BTreeSet<i64> = self
            .rows_of("Reading")
            .as_chunks::<2>()
            .0
            .iter()
            .map(|row| row[0])
            .collect();
        let mut turning: Vec<[i64; 4]> = parts.iter().flat_map(|part| part.turning.clone()).collect();
        let mut projects: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
        for [project, issue] in matters.iter().filter(|[_, issue]| set.contains(issue)) {
            projects.entry(*issue).or_default().insert(*project);
        }
        for (issue, projects) in projects {
            let mut dockets = self.first_dockets(&demand.turning_at(&projects));
            for docket in &mut dockets {
                docket.opened = Some(issue);
            }
            let (parts, _) = self.run(&dockets, false, None, limits)?;
            let found = parts.iter().flat_map(|part| &part.turning);
            turning.extend(found.filter(|row| row[3] == issue));
        }
        let classes = class_names(&mut self.symbols);
        let mut rows = BTreeSet::new();
        for [firm, project, role, issue] in turning {
            if let Some(class) = classes.get(&firm) {
                if demand.turning_classes.contains(&project) {
                    rows.insert((project, law.ids.class_turns_on, vec![project, *class, issue]));
                }
            } else if demand.turning.contains(&[firm, project, role]) {
                rows.insert((project, law.ids.turns_on, vec![firm, project, role, issue]));
            }
        }
        Ok(rows.into_iter().collect())
    }
}

/// Dockets of projects whose findings are asked for, with the rows that were made for them.
fn finding_dockets(demand: &Demand, made: &[MadeRow]) -> Vec<Docket> {
    let mut rows: BTreeMap<i64, Vec<MadeRow>> = BTreeMap::new();
    for row in made {
        rows.entry(row.0).or_default().push(row.clone());
    }
    let mut dockets = demand.findings_alone().dockets();
    for docket in &mut dockets {
        let of = |project: &i64| rows.get(project).cloned().unwrap_or_default();
        docket.made = docket.projects.iter().flat_map(of).collect();
    }
    dockets
}
