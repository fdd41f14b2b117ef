//! Verdicts over what is not known: a tree of suppositions for each project and each firm.
//!
//! The rules themselves say what is open in a completion (`ProjectChoice`, `FirmChoice`, …), given what is supposed so
//! far. A docket is run, the first open choice of each project and firm is branched on, and so on until nothing is open:
//! a leaf is a completion, and a choice that the rules do not reach is never made. A tuple is certain if it holds in
//! every completion (certain answers; Imieliński and Lipski, "Incomplete Information in Relational Databases", 1984).
//! Amounts in an interval are supposed at its ends and at every floor between: outcomes change nowhere else.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::{EvalError, Limits};
use crate::lang::program::RelationId;

use super::choice::{Kind, Open, Pick};
use super::docket::{Decided, Docket};
use super::program::{Engine, Law};
use super::store::{Others, Store};

type Assignment = Vec<Pick>;
type Rows = FxHashSet<(u32, Box<[i64]>)>;

/// Rows over the completions so far.
#[derive(Default)]
struct Met {
    /// Those of every completion; `None` before the first one.
    certain: Option<Rows>,
    /// Those of some completions and not of others.
    open: Rows,
}

struct FirmState {
    firm: i64,
    roles: Vec<i64>,
    todo: Vec<Assignment>,
    /// The assignment of the run under way.
    now: Option<Assignment>,
    leaves: Vec<(Assignment, Vec<i64>)>,
    met: Met,
    tiers: Vec<i64>,
}

struct ProjectState {
    project: i64,
    todo: Vec<Assignment>,
    now: Assignment,
    /// The assignment of this run has not been run before.
    fresh: bool,
    firms: Vec<FirmState>,
    met: Met,
    counted: Option<(i64, i64)>,
    leaves: usize,
}

impl Law {
    /// Decides a docket.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub fn decide(
        &self,
        engine: Engine,
        store: &Store,
        docket: &Docket,
        limits: &Limits,
    ) -> Result<Decided, EvalError> {
        self.decide_seen(engine, store, docket, limits, &mut |_, _| Ok(()))
    }

    /// Decides a docket and shows the rows of each run, given and derived, with whether a choice is still open in it.
    ///
    /// # Errors
    /// As [`Law::decide`], or what `seen` says.
    pub(crate) fn decide_seen(
        &self,
        engine: Engine,
        store: &Store,
        docket: &Docket,
        limits: &Limits,
        seen: &mut Seen<'_>,
    ) -> Result<Decided, EvalError> {
        let mut run = Completion::new(self, engine, store, docket, limits);
        while run.step(seen)? {}
        Ok(run.finish())
    }
}

/// Is shown the rows of each run, and whether a choice is still open in it.
pub(crate) type Seen<'a> = dyn FnMut(&[Vec<i64>], bool) -> Result<(), EvalError> + 'a;

struct Completion<'a> {
    law: &'a Law,
    engine: Engine,
    store: &'a Store,
    docket: &'a Docket,
    /// Projects that the docket's made rows set beside its own.
    others: Others,
    limits: &'a Limits,
    projects: Vec<ProjectState>,
    /// Column of the project and of the firm in each derived relation.
    columns: Vec<(RelationId, Option<usize>, Option<usize>, usize)>,
    decided: Decided,
}

impl<'a> Completion<'a> {
    fn new(law: &'a Law, engine: Engine, store: &'a Store, docket: &'a Docket, limits: &'a Limits) -> Self {
        let mut by_project: FxHashMap<i64, usize> = FxHashMap::default();
        let mut projects: Vec<ProjectState> = Vec::new();
        let mut names: Vec<i64> = docket.projects.clone();
        names.extend(docket.triples.iter().map(|triple| triple[1]));
        for project in names {
            by_project.entry(project).or_insert_with(|| {
                projects.push(ProjectState {
                    project,
                    todo: vec![Vec::new()],
                    now: Vec::new(),
                    fresh: false,
                    firms: Vec::new(),
                    met: Met::default(),
                    counted: None,
                    leaves: 0,
                });
                projects.len() - 1
            });
        }
        let mut by_firm: FxHashMap<(i64, i64), usize> = FxHashMap::default();
        for [firm, project, role] in &docket.triples {
            let Some(state) = by_project.get(project).and_then(|index| projects.get_mut(*index)) else {
                continue;
            };
            let index = *by_firm.entry((*project, *firm)).or_insert_with(|| {
                state.firms.push(FirmState {
                    firm: *firm,
                    roles: Vec::new(),
                    todo: Vec::new(),
                    now: None,
                    leaves: Vec::new(),
                    met: Met::default(),
                    tiers: Vec::new(),
                });
                state.firms.len() - 1
            });
            if let Some(firm) = state.firms.get_mut(index)
                && !firm.roles.contains(role)
            {
                firm.roles.push(*role);
            }
        }
        let columns = law
            .derived()
            .iter()
            .map(|id| {
                let arity = law
                    .program
                    .relation(*id)
                    .map_or(0, |relation| relation.columns.len());
                (
                    *id,
                    law.column_of(*id, "Project"),
                    law.column_of(*id, "Firm"),
                    arity,
                )
            })
            .collect();
        let decided = Decided {
            certain: vec![Vec::new(); law.program.relations.len()],
            open: vec![Vec::new(); law.program.relations.len()],
            ..Decided::default()
        };
        Self {
            law,
            engine,
            store,
            docket,
            others: Others::of(law, docket),
            limits,
            projects,
            columns,
            decided,
        }
    }

    /// One run of the law for all projects that are not finished; false if there are none.
    fn step(&mut self, seen: &mut Seen<'_>) -> Result<bool, EvalError> {
        self.limits.poll()?;
        let mut asked = Docket::default();
        let mut supposed: Vec<(RelationId, Vec<i64>)> = Vec::new();
        let ids = &self.law.ids;
        for state in &mut self.projects {
            if !state.prepare() {
                continue;
            }
            asked.projects.push(state.project);
            supposed.extend(state.now.iter().map(|pick| pick.row(ids, state.project, None)));
            for firm in &state.firms {
                let Some(now) = &firm.now else { continue };
                asked
                    .triples
                    .extend(firm.roles.iter().map(|role| [firm.firm, state.project, *role]));
                supposed.extend(
                    now.iter()
                        .map(|pick| pick.row(ids, state.project, Some(firm.firm))),
                );
            }
        }
        if asked.projects.is_empty() {
            return Ok(false);
        }
        for preset in &self.docket.presets {
            supposed.push((ids.firm_supposed, preset.to_vec()));
        }
        let mut buffers = self.store.gather(self.law, &asked, &self.others);
        self.docket.put_in(self.law, &mut buffers);
        if let Some(buffer) = buffers.get_mut(ids.asked.0 as usize) {
            *buffer = asked.triples.concat();
        }
        for (relation, row) in supposed {
            if let Some(buffer) = buffers.get_mut(relation.0 as usize) {
                buffer.extend(row);
            }
        }
        self.law.derive(self.engine, &mut buffers, self.limits)?;
        self.decided.runs += 1;
        let open = Open::read(self.law, buffers.as_slice());
        seen(&buffers, !open.unsettled().is_empty())?;
        if self.decided.runs == 1 {
            let unsettled = open.unsettled();
            self.settle(&mut buffers, &unsettled);
            self.projects.retain(|state| unsettled.contains(&state.project));
        }
        if !self.projects.is_empty() {
            self.branch(open, &buffers)?;
        }
        Ok(true)
    }

    /// Projects where nothing is open after the first run: that run was their one completion, and its rows are the
    /// certain ones. They are moved out of the buffers; the rows of unsettled projects stay.
    fn settle(&mut self, buffers: &mut [Vec<i64>], unsettled: &FxHashSet<i64>) {
        for (id, project, _, arity) in &self.columns {
            let Some(buffer) = buffers.get_mut(id.0 as usize) else {
                continue;
            };
            let Some(certain) = self.decided.certain.get_mut(id.0 as usize) else {
                continue;
            };
            let rows = std::mem::take(buffer);
            let Some(project) = project.filter(|_| !unsettled.is_empty()) else {
                *certain = rows;
                continue;
            };
            for row in rows.chunks_exact((*arity).max(1)) {
                let settled = row
                    .get(project)
                    .is_none_or(|project| !unsettled.contains(project));
                if settled { &mut *certain } else { &mut *buffer }.extend_from_slice(row);
            }
        }
        let ids = &self.law.ids;
        let rows = |id: RelationId| {
            self.decided
                .certain
                .get(id.0 as usize)
                .map_or(&[][..], Vec::as_slice)
        };
        let mut verdicts: Vec<[i64; 4]> = outcomes(rows(ids.outcome))
            .into_iter()
            .map(|([firm, project, role], outcome)| [firm, project, role, outcome])
            .collect();
        verdicts.sort_unstable();
        let tiers = rows(ids.tier_of).as_chunks::<3>().0.to_vec();
        let counted = rows(ids.counted)
            .as_chunks::<2>()
            .0
            .iter()
            .map(|[project, won]| [*project, *won, *won]);
        self.decided.counted = counted.collect();
        self.decided.verdicts = verdicts;
        self.decided.possible_tiers = tiers;
    }

    /// Reads a run: branches where something is open, keeps the rows where nothing is.
    fn branch(&mut self, mut open: Open, buffers: &[Vec<i64>]) -> Result<(), EvalError> {
        let mut rows = self.split(buffers);
        let outcomes = outcomes(
            buffers
                .get(self.law.ids.outcome.0 as usize)
                .map_or(&[][..], Vec::as_slice),
        );
        let tier_of = self.law.ids.tier_of.0;
        let counted = self.law.ids.counted.0;
        for state in &mut self.projects {
            let fresh = std::mem::take(&mut state.fresh);
            if fresh {
                if let Some(picks) = open.projects.remove(&state.project) {
                    state.todo.extend(branches(&state.now, picks, self.limits)?);
                    state.firms.iter_mut().for_each(|firm| firm.now = None);
                    continue;
                }
                state.leaves += 1;
                let found = rows.remove(&(state.project, None)).unwrap_or_default();
                for (relation, row) in &found {
                    if let (true, [_, won]) = (*relation == counted, row.as_ref()) {
                        let (low, high) = state.counted.unwrap_or((*won, *won));
                        state.counted = Some((low.min(*won), high.max(*won)));
                    }
                }
                state.met.meet(found);
            }
            for firm in &mut state.firms {
                let Some(now) = firm.now.take() else { continue };
                if let Some(picks) = open.firms.remove(&(state.project, firm.firm)) {
                    firm.todo.extend(branches(&now, picks, self.limits)?);
                    continue;
                }
                let found = rows.remove(&(state.project, Some(firm.firm))).unwrap_or_default();
                for (relation, row) in &found {
                    if let (true, [_, _, tier]) = (*relation == tier_of, row.as_ref())
                        && !firm.tiers.contains(tier)
                    {
                        firm.tiers.push(*tier);
                    }
                }
                firm.met.meet(found);
                let mut picks = state.now.clone();
                picks.extend(now);
                picks.sort_unstable();
                let outcome = |role: &i64| {
                    outcomes
                        .get(&[firm.firm, state.project, *role])
                        .copied()
                        .unwrap_or_default()
                };
                firm.leaves
                    .push((picks, firm.roles.iter().map(outcome).collect()));
                if firm.leaves.len() > self.limits.completions {
                    return Err(EvalError::CompletionLimit(self.limits.completions));
                }
            }
            if state.leaves > self.limits.completions {
                return Err(EvalError::CompletionLimit(self.limits.completions));
            }
        }
        Ok(())
    }

    /// The derived rows by project, and by project and firm.
    fn split(&self, buffers: &[Vec<i64>]) -> FxHashMap<(i64, Option<i64>), Rows> {
        let mut split: FxHashMap<(i64, Option<i64>), Rows> = FxHashMap::default();
        for (id, project, firm, arity) in &self.columns {
            let words = buffers.get(id.0 as usize).map_or(&[][..], Vec::as_slice);
            let Some(project) = project else { continue };
            for row in words.chunks_exact((*arity).max(1)) {
                let key = (
                    row.get(*project).copied().unwrap_or_default(),
                    firm.and_then(|firm| row.get(firm).copied()),
                );
                split.entry(key).or_default().insert((id.0, row.into()));
            }
        }
        split
    }

    fn finish(mut self) -> Decided {
        for state in std::mem::take(&mut self.projects) {
            self.keep(state.met);
            if let Some((low, high)) = state.counted {
                self.decided.counted.push([state.project, low, high]);
            }
            for firm in state.firms {
                self.keep(firm.met);
                for tier in &firm.tiers {
                    self.decided
                        .possible_tiers
                        .push([firm.firm, state.project, *tier]);
                }
                for (index, role) in firm.roles.iter().enumerate() {
                    let at = [firm.firm, state.project, *role];
                    self.judge(at, index, &firm.leaves);
                }
            }
        }
        self.decided
    }

    fn keep(&mut self, met: Met) {
        let put = |rows: Rows, into: &mut [Vec<i64>]| {
            for (relation, row) in rows {
                if let Some(words) = into.get_mut(relation as usize) {
                    words.extend_from_slice(&row);
                }
            }
        };
        put(met.certain.unwrap_or_default(), &mut self.decided.certain);
        put(met.open, &mut self.decided.open);
    }

    /// The verdict on one triple, and what it turns on: a key in which alone two completions of different outcome differ.
    fn judge(&mut self, [firm, project, role]: [i64; 3], index: usize, leaves: &[(Assignment, Vec<i64>)]) {
        let outcome = |leaf: &(Assignment, Vec<i64>)| leaf.1.get(index).copied().unwrap_or_default();
        let Some(first) = leaves.first().map(outcome) else {
            return;
        };
        if leaves.iter().all(|leaf| outcome(leaf) == first) {
            self.decided.verdicts.push([firm, project, role, first]);
            return;
        }
        let ids = &self.law.ids;
        self.decided
            .verdicts
            .push([firm, project, role, ids.undetermined]);
        let mut keys: Vec<i64> = Vec::new();
        for (number, one) in leaves.iter().enumerate() {
            for other in leaves.iter().skip(number + 1) {
                if outcome(one) != outcome(other)
                    && let Some((kind, key)) = only_difference(&one.0, &other.0)
                {
                    let key = if kind == Kind::Reading {
                        ids.reading_key.get(&key).copied().unwrap_or(key)
                    } else {
                        key
                    };
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
            }
        }
        self.decided
            .missing
            .extend(keys.into_iter().map(|key| [firm, project, role, key]));
        let turning = turning(leaves, outcome).into_iter();
        self.decided
            .turning
            .extend(turning.map(|issue| [firm, project, role, issue]));
    }
}

/// The issues of which two options come to different outcomes, each taken over all completions that it leaves.
fn turning(leaves: &[(Assignment, Vec<i64>)], outcome: impl Fn(&(Assignment, Vec<i64>)) -> i64) -> Vec<i64> {
    let option = |leaf: &(Assignment, Vec<i64>), issue: i64| {
        let mut picks = leaf.0.iter();
        let pick = picks.find(|pick| (pick.kind, pick.key) == (Kind::Reading, issue));
        pick.map(|pick| pick.value)
    };
    let picks = leaves.iter().flat_map(|leaf| &leaf.0);
    let mut read: Vec<[i64; 2]> = picks
        .filter(|pick| pick.kind == Kind::Reading)
        .map(|pick| [pick.key, pick.value])
        .collect();
    read.sort_unstable();
    read.dedup();
    // What a way that does not reach the issue comes to counts under every option.
    let under = |issue: i64, value: i64| {
        let of_option = leaves
            .iter()
            .filter(|leaf| option(leaf, issue).is_none_or(|own| own == value));
        let outcomes: FxHashSet<i64> = of_option.map(&outcome).collect();
        let mut outcomes = outcomes.into_iter();
        outcomes.next().filter(|_| outcomes.next().is_none())
    };
    let by_issue = read.chunk_by(|one, other| one[0] == other[0]);
    by_issue
        .filter_map(|options| {
            let mut comes = options.iter().map(|[issue, value]| under(*issue, *value));
            let first = comes.next()?;
            let differs = comes.any(|other| other != first);
            differs
                .then(|| options.first().map(|[issue, _]| *issue))
                .flatten()
        })
        .collect()
}

impl ProjectState {
    /// Chooses what the next run asks of this project; false if nothing is left.
    fn prepare(&mut self) -> bool {
        if self.firms.iter().all(|firm| firm.todo.is_empty()) {
            let Some(next) = self.todo.pop() else { return false };
            self.now = next;
            self.fresh = true;
            for firm in &mut self.firms {
                firm.todo.push(Vec::new());
            }
        }
        for firm in &mut self.firms {
            firm.now = firm.todo.pop();
        }
        true
    }
}

/// The outcome of each triple in one completion. Facts that contradict each other (a body of two classes) can give a
/// triple two: the smallest word stands for it, so that the order in which an engine derives rows decides nothing.
fn outcomes(rows: &[i64]) -> FxHashMap<[i64; 3], i64> {
    let mut outcomes: FxHashMap<[i64; 3], i64> = FxHashMap::default();
    for [firm, project, role, outcome] in rows.as_chunks::<4>().0 {
        let known = outcomes.entry([*firm, *project, *role]).or_insert(*outcome);
        *known = (*known).min(*outcome);
    }
    outcomes
}

/// The assignment with each of the picks, the first one last. Rules that leave a choice open after it is made would
/// have it made for ever.
fn branches(now: &Assignment, picks: Vec<Pick>, limits: &Limits) -> Result<Vec<Assignment>, EvalError> {
    let made = |pick: &Pick| {
        now.iter()
            .any(|made| (made.kind, made.key) == (pick.kind, pick.key))
    };
    if picks.iter().any(made) {
        return Err(EvalError::CompletionLimit(limits.completions));
    }
    let next = |pick: Pick| now.iter().copied().chain([pick]).collect();
    Ok(picks.into_iter().rev().map(next).collect())
}

impl Met {
    /// Takes the rows of one more completion in.
    fn meet(&mut self, found: Rows) {
        let Some(certain) = &mut self.certain else {
            self.certain = Some(found);
            return;
        };
        self.open.extend(certain.extract_if(|row| !found.contains(row)));
        self.open
            .extend(found.into_iter().filter(|row| !certain.contains(row)));
    }
}

/// The key in which two completions differ, if they agree in every other key that both suppose.
fn only_difference(one: &[Pick], other: &[Pick]) -> Option<(Kind, i64)> {
    let mut difference = None;
    for pick in one {
        let twin = other
            .iter()
            .find(|twin| twin.kind == pick.kind && twin.key == pick.key);
        if twin.is_some_and(|twin| twin.value != pick.value) {
            if difference.is_some() {
                return None;
            }
            difference = Some((pick.kind, pick.key));
        }
    }
    difference
}
