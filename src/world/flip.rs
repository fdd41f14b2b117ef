//! The smallest changes of facts that turn a conclusion, and the facts on which it rests alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::engine::{EvalError, Limits, word_of};
use crate::explain::{FlipSearch, Search};
use crate::facts::made_by_program;
use crate::lang::program::{Literal, RelationId, Term};
use crate::law::Docket;

use super::World;
use super::candidate::{Candidate, What};
use super::declared::Declared;
use super::error::WorldError;
use super::reason::{Place, Statement, Tuple};
use super::trial::{Goal, Standing, State, Trial};
use super::ways::Comes;
use super::why::Row;

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
    /// The minimal sets, by size, then in the order of the changes.
    pub found: Vec<Flip>,
    /// The facts on which every proof of what holds now rests, by their places. None where nothing holds, or where it
    /// holds in too many ways to tell.
    pub single_points: Option<Vec<SinglePoint>>,
    /// How many changes were tried.
    pub changes: usize,
    /// How many of them touch each relation.
    pub relations: BTreeMap<String, usize>,
    /// Most changes in a set.
    pub size: usize,
    /// The largest size that was searched to its end.
    pub whole: usize,
    /// How many sets were tried.
    pub sets: usize,
    /// How many sets could not be decided within the limits; no set that contains one of them was tried.
    pub undecided: usize,
    /// Why the search ended early.
    pub stopped: Option<EvalError>,
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
    /// Where the fact that is taken away is written.
    pub origins: Vec<Place>,
}

/// A fact on which every proof rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinglePoint {
    /// The row.
    pub fact: Tuple,
    /// What it says.
    pub statement: Statement,
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
    /// or the conclusion itself cannot be decided.
    pub fn flip(&mut self, text: &str, size: usize, limits: &Limits) -> Result<Flips, WorldError> {
        let asked = self.row_to_flip(text, limits)?;
        let changes = self.declared().map_err(|diagnostics| WorldError::Text {
            diagnostics,
            sources: self.base.sources_text.clone(),
        })?;
        let Some(docket) = self.docket_of(asked.relation, &asked.row) else {
            return Err(not_for_flip(text));
        };
        let flips = self.search(&asked, &docket, &changes, size, limits);
        flips.map_err(|error| super::ask::eval_error(text, error))
    }

    fn search(
        &mut self,
        asked: &Asked,
        docket: &Docket,
        changes: &[Declared],
        size: usize,
        limits: &Limits,
    ) -> Result<Flips, EvalError> {
        let law_row = self.row_of_law(asked.relation, &asked.row, docket);
        let goal = Goal::new(&self.law, &law_row);
        let mut trials = self.trials(docket, law_row.0, changes, limits)?;
        let count = trials.candidates.len();
        let now = Trial::new(self, docket, goal.clone(), &trials, None, limits).state(&[])?;
        let ground = self.ground(&goal, now, &law_row, docket, limits)?;
        let points = ground.needed.map(|rows| trials.taking_away(rows));
        let trial = Trial::new(self, docket, goal, &trials, ground.standing, limits);
        let without = |number: &usize| Ok(trial.comes(&[*number], trial.state(&[*number])?));
        let alone: Option<Vec<Comes>> = points
            .as_ref()
            .map(|numbers| numbers.par_iter().map(without).collect::<Result<_, EvalError>>())
            .transpose()?;
        let wanted = trial.wanted(asked.row.last().copied());
        let away = asked.any || wanted == now;
        let (now_comes, wanted_word) = (trial.comes(&[], now), trial.told(wanted).to_owned());
        let turns = |set: &[usize]| {
            let state = trial.state(set)?;
            let turned = if away { state != now } else { state == wanted };
            Ok(turned.then_some(state))
        };
        let together = |one: usize, other: usize| {
            let pair = trials.candidates.get(one).zip(trials.candidates.get(other));
            pair.is_some_and(|(one, other)| one.goes_with(other, &trial.world.law))
        };
        let flips = FlipSearch {
            changes: count,
            size,
            together: &together,
            limits,
        }
        .run(&turns);
        let comes = |(set, state): &(Vec<usize>, State)| {
            let known = points.iter().flatten().zip(alone.iter().flatten());
            let known = known.into_iter().find(|(number, _)| *set == [**number]);
            known.map_or_else(|| trial.comes(set, *state), |(_, comes)| comes.clone())
        };
        let comes: Vec<Comes> = flips.found.par_iter().map(comes).collect();
        let relations = trial.relations(count);
        drop(trial);
        let found = flips.found.iter().zip(comes).map(|((set, _), comes)| {
            let chosen = set.iter().filter_map(|number| trials.candidates.get(*number));
            let changes = chosen.map(|candidate| self.tried(candidate, changes)).collect();
            Flip { changes, comes }
        });
        let found = found.collect();
        let single_points = points.zip(alone).map(|(numbers, alone)| {
            let chosen = numbers.iter().filter_map(|number| trials.candidates.get(*number));
            self.single_points(chosen.zip(alone))
        });
        Ok(Flips {
            conclusion: self.asked_about(asked, &now_comes),
            now: now_comes,
            wanted: (!away).then_some(wanted_word),
            found,
            single_points,
            changes: count,
            relations,
            size,
            whole: flips.whole,
            sets: flips.tried,
            undecided: flips.undecided.len(),
            stopped: flips.stopped,
            readings: self.readings_told(),
            assumptions: self.assumptions.clone(),
        })
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
        if !(has_outcome || derived && of_project && name != "Warning") {
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
        let mut rows = self.rows_asked(text, limits)?;
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
        let mut leaves = self.leaves(docket, limits)?;
        let (rules, law) = (self.rules(), std::sync::Arc::clone(&self.law));
        let proof = Search::new(&law.program, &rules, &mut leaves.bounds, limits).prove(relation, &row)?;
        ground.standing = proof.map(|proof| Standing { state: now, proof });
        if leaves.kept.len() < leaves.count {
            return Ok(ground);
        }
        let supports = leaves.kept.into_par_iter().map(|leaf| {
            let mut models = [leaf.model];
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
    fn single_points<'a>(&mut self, alone: impl Iterator<Item = (&'a Candidate, Comes)>) -> Vec<SinglePoint> {
        let mut points = Vec::new();
        for (candidate, without) in alone {
            let What::Without((relation, row)) = &candidate.what else {
                continue;
            };
            let pattern: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
            points.push(SinglePoint {
                fact: self.tuple(*relation, &pattern),
                statement: self.row_statement(*relation, &pattern),
                origins: self.places(*relation, row),
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
        points
    }

    /// A candidate in words.
    fn tried(&mut self, candidate: &Candidate, changes: &[Declared]) -> TriedChange {
        let (statement, statement_ko, id, origins) = match &candidate.what {
            What::Without((relation, row)) => {
                let pattern: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
                let statement = self.row_statement(*relation, &pattern);
                (statement, None, None, self.places(*relation, row))
            }
            What::Declared(number, binding) => {
                let rule = changes.get(*number).map(|change| &change.rule);
                let say = |sentence| rule.and_then(|rule| self.rule_statement(rule, sentence, binding));
                let english = say(rule.and_then(|rule| rule.sentence.as_ref())).unwrap_or_default();
                let korean = say(rule.and_then(|rule| rule.sentence_ko.as_ref()));
                (english, korean, rule.map(|rule| rule.id.clone()), Vec::new())
            }
        };
        let tuples = |rows: &BTreeSet<Row>| {
            let mut tuples: Vec<Tuple> = rows
                .iter()
                .map(|(relation, row)| {
                    let pattern: Vec<Option<i64>> = row.iter().map(|word| Some(*word)).collect();
                    self.tuple(*relation, &pattern)
                })
                .collect();
            tuples.sort_by(|one, other| (&one.relation, &one.values).cmp(&(&other.relation, &other.values)));
            tuples
        };
        let mut added = tuples(&candidate.added);
        let asked = candidate.triple.map(|triple| triple.map(Some));
        added.extend(asked.map(|triple| self.tuple(self.law.ids.asked, &triple)));
        TriedChange {
            id,
            statement,
            statement_ko,
            removed: tuples(&candidate.removed),
            added,
            origins,
        }
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

#[cfg(test)]
mod tests;
