//! The smallest changes of facts that turn a conclusion, and the facts on which it rests alone.

mod spans;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::engine::{EvalError, Limits, word_of};
use crate::explain::{self, FlipSearch, Search};
use crate::facts::made_by_program;
use crate::lang::program::{Literal, RelationId, Term};
use crate::law::Docket;

use super::World;
use super::altered::{Afresh, Anew};
use super::answer::Value;
use super::ask::eval_error;
use super::candidate::{Candidate, Trials};
use super::error::WorldError;
use super::goal::{Goal, State};
use super::reason::{Place, Statement, Tuple};
use super::trial::{Standing, Trial};
use super::ways::Comes;
use super::why::Row;

/// Most completions of which each is asked for the facts that it cannot spare.
const MOST_SUPPORTED: usize = 64;

/// What turns a conclusion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flips {
    /// What is asked about, with the outcome that it has now if it has one.
    pub conclusion: Tuple,
    /// What it comes to now: an outcome; `holds` or `fails` of what has none; `undetermined` where that depends on how what
    /// is not known is filled in.
    pub now: Comes,
    /// The outcome that is looked for; none where any other than now will do.
    pub wanted: Option<String>,
    /// The outcome of a verdict was left open.
    pub open: bool,
    /// The minimal sets, by size, then in the order of the changes.
    pub found: Vec<Flip>,
    /// The facts on which every proof of what holds now rests, and without which it is not given, or not on the same
    /// grounds, by their places. None where nothing holds, or where it
    /// holds in too many ways to tell.
    pub single_points: Option<Vec<SinglePoint>>,
    /// How many changes were tried.
    pub changes: usize,
    /// How many of them touch each relation.
    pub relations: BTreeMap<String, usize>,
    /// Most changes in a set.
    pub size: usize,
    /// How many sets were tried.
    pub sets: usize,
    /// How many sets could not be decided within the limits; no set that contains one of them was tried.
    pub undecided: usize,
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
}

/// A set of changes that turns a conclusion, and of which none can be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// The changes.
    pub changes: Vec<TriedChange>,
    /// What the conclusion comes to after them.
    pub comes: Comes,
}

/// A change that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriedChange {
    /// Id of the declared change; none where a fact is taken away.
    pub id: Option<String>,
    /// What would have had to be, behind "if"; the fact itself where one is taken away.
    pub statement: Statement,
    /// The same in Korean, where it is known.
    pub statement_ko: Option<Statement>,
    /// Rows that go.
    pub removed: Vec<Tuple>,
    /// Rows that come.
    pub added: Vec<Tuple>,
    /// The first and the last value of the column that is told as a span, between which it comes to the same; one of them
    /// stands in the row that comes.
    pub span: Option<(Value, Value)>,
    /// Where the fact that is taken away is written.
    pub origins: Vec<Place>,
}

/// A fact on which every proof rests, and without which something else comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinglePoint {
    /// The row.
    pub fact: Tuple,
    /// What it says.
    pub statement: Statement,
    /// The same in Korean, where the law has it.
    pub statement_ko: Option<Statement>,
    /// Where it is written.
    pub origins: Vec<Place>,
    /// What the conclusion comes to without it.
    pub without: Comes,
}

/// Why a question comes to what it does.
#[derive(Default)]
struct Ground {
    standing: Option<Standing>,
    /// The facts on which every proof rests; none where nothing is proved, or in too many completions.
    needed: Option<Vec<Row>>,
}

/// What is searched for.
struct Searched<'a> {
    /// What is asked, as typed.
    text: &'a str,
    docket: &'a Docket,
    goal: &'a Goal,
    /// How many changes are tried.
    count: usize,
    size: usize,
    now: State,
    /// What is looked for; none where anything other than now will do.
    wanted: Option<State>,
    /// How many changes touch each relation.
    relations: BTreeMap<String, usize>,
}

impl Searched<'_> {
    fn turned(&self, state: State) -> bool {
        self.wanted.map_or(state != self.now, |wanted| state == wanted)
    }

    /// Refuses a set that does not come to the same anew, or of which a part would do.
    fn verify(
        &self,
        found: &[(Vec<usize>, State)],
        anew: &BTreeMap<Vec<usize>, Anew>,
    ) -> Result<(), WorldError> {
        for (set, state) in found {
            let stands = parts(set).into_iter().all(|part| {
                let anew = anew.get(&part).map(|anew| anew.state);
                if part == *set {
                    anew == Some(*state)
                } else {
                    anew.is_some_and(|anew| !self.turned(anew))
                }
            });
            if !stands {
                return Err(WorldError::Internal(format!(
                    "the changes {set:?} do not turn the answer in a world of their own, or not only together"
                )));
            }
        }
        Ok(())
    }
}

/// The sets with one or more members of a set, itself included.
fn parts(set: &[usize]) -> Vec<Vec<usize>> {
    let members = |mask: u32| {
        let chosen = set.iter().enumerate();
        chosen
            .filter(|(index, _)| mask >> index & 1 == 1)
            .map(|(_, member)| *member)
            .collect()
    };
    (1..1_u32 << set.len()).map(members).collect()
}

/// What a text asks about.
struct Asked {
    relation: RelationId,
    row: Vec<i64>,
    /// Any other outcome will do.
    any: bool,
}

impl World {
    /// The smallest sets, of up to `size` changes, that turn what one atom asks about: a verdict whose outcome is left
    /// open, or that holds, to another outcome; a row that does not hold, to one that does; one that does, to one that
    /// does not.
    ///
    /// # Errors
    /// The atom is wrong, means several rows or none, or is nothing that changes are tried on; a declared change is wrong;
    /// the conclusion itself cannot be decided; the search was interrupted or ran out of time; or a set that it found does
    /// not do the same in a world of its own.
    pub fn flip(&mut self, text: &str, size: usize, limits: &Limits) -> Result<Flips, WorldError> {
        let asked = self.row_to_flip(text, limits)?;
        let changes = self.declared().map_err(|diagnostics| WorldError::Text {
            diagnostics,
            sources: self.base.sources_text.clone(),
        })?;
        let Some(docket) = self.docket_of(asked.relation, &asked.row) else {
            return Err(not_for_flip(text));
        };
        let failed = |error| eval_error(text, error);
        let law_row = self.row_of_law(asked.relation, &asked.row, &docket);
        let goal = Goal::new(&self.law, &law_row);
        let now = Afresh::new(self, &docket, &goal, limits)
            .decide(&[])
            .map_err(failed)?;
        let trials = self
            .trials(&docket, law_row.0, &changes, limits)
            .map_err(failed)?;
        let count = trials.candidates.len();
        let ground = self
            .ground(&goal, now.state, &law_row, &docket, limits)
            .map_err(failed)?;
        let wanted = goal.wanted(&self.law, asked.row.last().copied());
        let mut search = Searched {
            text,
            docket: &docket,
            goal: &goal,
            count,
            size,
            now: now.state,
            wanted: Some(wanted).filter(|wanted| !asked.any && *wanted != now.state),
            relations: BTreeMap::new(),
        };
        let flips = self
            .search(&mut search, &trials, ground.standing, limits)
            .map_err(failed)?;
        let anew = self
            .decide_anew(&search, &trials, &flips.found, limits)
            .map_err(failed)?;
        search.verify(&flips.found, &anew)?;
        let mut single_points = ground
            .needed
            .map(|rows| self.single_points(&search, rows, limits))
            .transpose()
            .map_err(failed)?;
        // What comes about all the same without a fact does not fail with it.
        if let Some(points) = &mut single_points {
            points.retain(|point| point.without != now.comes);
        }
        let spans = self.spans_of(&search, &trials, &changes, &flips.found, limits)?;
        let mut found: Vec<Flip> = Vec::new();
        for ((set, _), span) in flips.found.iter().zip(spans) {
            let chosen = set.iter().filter_map(|number| trials.candidates.get(*number));
            let Some(anew) = anew.get(set) else { continue };
            let flip = Flip {
                changes: chosen
                    .map(|candidate| self.tried(candidate, &changes, span))
                    .collect(),
                comes: anew.comes.clone(),
            };
            // Several values that were tried may be of one span.
            if span.is_none() || found.iter().all(|other| !says_the_same(other, &flip)) {
                found.push(flip);
            }
        }
        Ok(Flips {
            found,
            conclusion: self.asked_about(&asked, &now.comes),
            now: now.comes,
            wanted: search
                .wanted
                .map(|wanted| goal.told(&self.symbols, wanted).to_owned()),
            open: asked.any,
            single_points,
            changes: count,
            relations: search.relations,
            size,
            sets: flips.tried,
            undecided: flips.undecided.len(),
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
        })
    }

    /// The minimal sets of changes that turn what is asked.
    fn search(
        &self,
        search: &mut Searched<'_>,
        trials: &Trials,
        standing: Option<Standing>,
        limits: &Limits,
    ) -> Result<explain::Flips<State>, EvalError> {
        let trial = Trial::new(self, search.docket, search.goal.clone(), trials, standing, limits);
        search.relations = trial.relations();
        let turns = |set: &[usize]| {
            let state = trial.state(set)?;
            Ok(search.turned(state).then_some(state))
        };
        let together = |one: usize, other: usize| {
            let pair = trials.candidates.get(one).zip(trials.candidates.get(other));
            pair.is_some_and(|(one, other)| one.goes_with(other, &self.law))
        };
        let flips = FlipSearch {
            changes: search.count,
            size: search.size,
            together: &together,
            limits,
        }
        .run(&turns);
        match flips.stopped {
            Some(error) => Err(error),
            None => Ok(flips),
        }
    }

    /// Decides what is asked anew after each set that was found and after each part of one.
    fn decide_anew(
        &self,
        search: &Searched<'_>,
        trials: &Trials,
        found: &[(Vec<usize>, State)],
        limits: &Limits,
    ) -> Result<BTreeMap<Vec<usize>, Anew>, EvalError> {
        let sets: BTreeSet<Vec<usize>> = found.iter().flat_map(|(set, _)| parts(set)).collect();
        let sets: Vec<Vec<usize>> = sets.into_iter().collect();
        let afresh = Afresh::new(self, search.docket, search.goal, limits);
        let anew = sets.into_par_iter().map(|set| {
            let chosen: Vec<&Candidate> = set
                .iter()
                .filter_map(|number| trials.candidates.get(*number))
                .collect();
            let anew = afresh.decide(&chosen)?;
            Ok((set, anew))
        });
        anew.collect()
    }

    /// The row that a text asks about.
    fn row_to_flip(&mut self, text: &str, limits: &Limits) -> Result<Asked, WorldError> {
        let query = self.read_atom(text)?;
        let Some(Literal::Atom(atom)) = query.body.first() else {
            return Err(not_for_flip(text));
        };
        let relation = atom.relation;
        let name = self.relation_name(relation);
        let has_outcome = matches!(name, "Verdict" | "OpenTo");
        let derived = self.law.derived().contains(&relation);
        let of_project = self.law.column_of(relation, "Project").is_some();
        let of_law = derived && of_project && !self.law.is_finding(relation);
        if !(has_outcome || of_law) {
            return Err(not_for_flip(text));
        }
        let words = atom.terms.iter().map(|term| match term {
            Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
            Term::Variable(_) | Term::Wildcard => None,
        });
        let words: Vec<Option<i64>> = words.collect();
        if let Some(row) = words.iter().copied().collect() {
            return Ok(Asked {
                relation,
                row,
                any: false,
            });
        }
        let any = has_outcome
            && words
                .split_last()
                .is_some_and(|(_, others)| others.iter().all(Option::is_some));
        let mut rows = self.explaining(|world| world.rows_asked(text, limits))?;
        match (rows.pop(), rows.len()) {
            (Some((relation, row)), 0) => Ok(Asked { relation, row, any }),
            (last, others) => Err(WorldError::whole(
                "query::not-one-row",
                text,
                format!("this means {} rows", others + usize::from(last.is_some())),
                "write a value in each column; the outcome of a verdict may be left open",
            )),
        }
    }

    /// What is asked about, with the outcome that it has now.
    fn asked_about(&mut self, asked: &Asked, now: &Comes) -> Tuple {
        let mut pattern: Vec<Option<i64>> = asked.row.iter().map(|word| Some(*word)).collect();
        let has_outcome = !self.law.derived().contains(&asked.relation);
        if let (true, Some(last)) = (has_outcome, pattern.last_mut()) {
            *last = Some(self.symbols.intern(&now.outcome));
        }
        self.tuple(asked.relation, &pattern)
    }

    /// Why the question comes to what it does now: a proof for all completions, and the facts on which every proof rests,
    /// which are those that some completion cannot spare.
    fn ground(
        &mut self,
        goal: &Goal,
        now: State,
        law_row: &Row,
        docket: &Docket,
        limits: &Limits,
    ) -> Result<Ground, EvalError> {
        let mut ground = Ground::default();
        let Some((relation, row)) = goal.proved(now, law_row) else {
            return Ok(ground);
        };
        let leaves = self.leaves(docket, limits)?;
        let (rules, law) = (self.rules(), std::sync::Arc::clone(&self.law));
        let all: Vec<_> = leaves.all.iter().collect();
        let mut bounds = self.bounds(&leaves, &all);
        let proof = Search::new(&law.program, &rules, &mut bounds, limits).prove(relation, &row)?;
        ground.standing = proof.map(|proof| Standing { state: now, proof });
        if leaves.all.len() > MOST_SUPPORTED {
            return Ok(ground);
        }
        let world = &*self;
        let supports = leaves.all.par_iter().map(|leaf| {
            let mut models = [world.model(&leaves, leaf)];
            Search::new(&law.program, &rules, &mut models, limits).supports(relation, &row)
        });
        let supports: Vec<_> = supports.collect::<Result<_, EvalError>>()?;
        let needed = supports.into_iter().flatten().filter(|(.., needed)| *needed);
        let mut rows: Vec<Row> = needed.map(|(relation, row, _)| (relation, row)).collect();
        rows.sort_unstable();
        rows.dedup();
        rows.retain(|(relation, _)| self.is_fact(*relation));
        ground.needed = Some(rows);
        Ok(ground)
    }

    /// Whether the rows of a relation are facts about a body, a firm, a group or a project, as files state them or as the
    /// holdings show.
    fn is_fact(&self, relation: RelationId) -> bool {
        let name = self.relation_name(relation);
        let about = ["Body", "Firm", "Group", "Project"];
        let of_facts = about
            .iter()
            .any(|name| self.law.column_of(relation, name).is_some());
        of_facts && (!made_by_program(name) || relation == self.law.ids.controlled)
    }

    /// Facts with what comes without each, by their places.
    fn single_points(
        &mut self,
        search: &Searched<'_>,
        rows: Vec<Row>,
        limits: &Limits,
    ) -> Result<Vec<SinglePoint>, EvalError> {
        let afresh = Afresh::new(self, search.docket, search.goal, limits);
        let without = rows.into_par_iter().map(|row| {
            let candidate = Candidate::without(row.clone());
            let anew = afresh.decide(&[&candidate])?;
            Ok((row, anew.comes))
        });
        let without: Vec<(Row, Comes)> = without.collect::<Result<_, EvalError>>()?;
        let mut points = Vec::new();
        for ((relation, row), without) in without {
            let pattern: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
            points.push(SinglePoint {
                fact: self.tuple(relation, &pattern),
                statement: self.row_statement(relation, &pattern),
                statement_ko: self.row_korean(relation, &pattern),
                origins: self.places(relation, &row),
                without,
            });
        }
        let place = |point: &SinglePoint| {
            let first = point.origins.first();
            first.map(|place| (place.file.clone(), place.line))
        };
        points.sort_by(|one, other| {
            let key = |point| (place(point), &point.fact.relation);
            (key)(one)
                .cmp(&(key)(other))
                .then_with(|| one.fact.values.cmp(&other.fact.values))
        });
        Ok(points)
    }
}

fn not_for_flip(text: &str) -> WorldError {
    WorldError::whole(
        "query::nothing-to-turn",
        text,
        "changes are tried on a verdict, or on what the law concludes of one project",
        "write `Verdict(firm, project, role, outcome)`, `OpenTo(project, tier, outcome)`, `Barred(…)` or `Excepted(…)`, \
         with a firm, a project and a role",
    )
}

/// Whether two flips are told in the same words.
fn says_the_same(one: &Flip, other: &Flip) -> bool {
    fn said(flip: &Flip) -> impl Iterator<Item = &Statement> {
        flip.changes.iter().map(|change| &change.statement)
    }
    one.comes == other.comes && said(one).eq(said(other))
}

#[cfg(test)]
mod tests;
