//! What an answer is for every value of one column: intervals with their edges, exactly.
//!
//! The values fall into windows over which nothing that matters turns (`explain::sweep`); neighbours that say the same
//! are one interval. Both ends of every interval are decided once more by the engine that answers questions.

use std::sync::Arc;

use crate::engine::{EvalError, Limits, word_of};
use crate::explain::sweep::{Notes, Stop, View, Window, pieces};
use crate::lang::program::{Literal, RelationId, Term};
use crate::law::{Docket, Store};

use super::World;
use super::answer::Value;
use super::ask::eval_error;
use super::column::{Found, Target, range_of};
use super::error::WorldError;
use super::reason::{Cited, Place, Statement, Tuple};
use super::state::State;
use super::told::InForce;
use super::tree::{Goal, Tree};
use super::why::Row;

/// Most answers of one question that are swept.
const MOST_SWEPT: usize = 10;

/// What the answers to an atom are over the values of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// One for each answer, in the order of the answers.
    pub courses: Vec<Course>,
    /// How many answers there are; more than are swept if there are many.
    pub answers: usize,
    /// Answers that cannot be swept, since they rest on other answers; in their order.
    pub left_out: Vec<Tuple>,
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
}

/// One answer over the values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// What is asked; a verdict without its outcome.
    pub conclusion: Tuple,
    /// The row whose value is swept; `None` for the value itself.
    pub over: Tuple,
    /// Name of the swept column.
    pub column: String,
    /// What the row says as the facts have it, and where that is written; nothing if there is no such row.
    pub known: Option<FactTold>,
    /// The least and the greatest value that were looked at.
    pub range: (Value, Value),
    /// All values, in order.
    pub intervals: Vec<Interval>,
}

/// Neighbouring values of one answer on one ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first value.
    pub from: Value,
    /// The last value.
    pub to: Value,
    /// It ends where the range ends.
    pub last: bool,
    /// The value that the facts have is in it.
    pub present: bool,
    /// `allowed`, `barred`, `out_of_scope` or `undetermined`; for a row that rules conclude `holds`, `does not hold` or
    /// `undetermined`.
    pub outcome: String,
    /// Keys of `Missing`, sorted; empty unless undetermined.
    pub turns_on: Vec<String>,
    /// What it rests on, however what is not known is filled in; nothing where it is undetermined.
    pub grounds: Vec<GroundTold>,
    /// Why it begins where the one before ends; told by `timeline` only.
    pub causes: Vec<Cause>,
}

/// What an outcome rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroundTold {
    /// The sentence of the rule, or of the relation.
    pub statement: Statement,
    /// The same in Korean, where the law has it.
    pub statement_ko: Option<Statement>,
    /// Ids of the rules that conclude it.
    pub rules: Vec<String>,
    /// The provisions that they cite and that are in force.
    pub provisions: Vec<Cited>,
}

/// Why an answer changes on a day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    /// It holds from this day on; otherwise it held up to the day before.
    pub begins: bool,
    /// What holds, or held.
    pub statement: Statement,
    /// The same in Korean, where the law has it.
    pub statement_ko: Option<Statement>,
    /// The provisions of the rule that says so, in force on its day.
    pub provisions: Vec<Cited>,
    /// The given rows that it rests on; sorted.
    pub facts: Vec<FactTold>,
}

/// A given row in words, with where it is written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactTold {
    /// What it says.
    pub statement: Statement,
    /// The same in Korean, where the law has it.
    pub statement_ko: Option<Statement>,
    /// Where it is written.
    pub places: Vec<Place>,
}

/// One answer to be swept.
pub(super) struct Asked {
    pub(super) conclusion: Tuple,
    pub(super) docket: Docket,
    pub(super) goal: Goal,
}

/// An interval before it is told.
pub(super) struct Piece {
    pub(super) window: Window,
    pub(super) state: State,
    /// Provisions that its grounds cite and that are in force, if they change with the swept value.
    pub(super) cites: Vec<Vec<String>>,
}

impl World {
    /// What each answer to an atom is for every value of a column: `Relation.column`, an atom of the relation with
    /// `.column` behind it, or a short form. A row that there is not yet is added.
    ///
    /// # Errors
    /// The atom or the column is wrong, several rows could be meant, too much is reached, or an evaluation does not
    /// finish.
    pub fn sweep(&mut self, atom: &str, over: &str, limits: &Limits) -> Result<Swept, WorldError> {
        let target = self.read_target(over)?;
        self.swept(atom, &target, false, limits)
    }

    /// The same for the day of the announcement, with why the answer changes where it does.
    ///
    /// # Errors
    /// As [`World::sweep`].
    pub fn timeline(&mut self, atom: &str, limits: &Limits) -> Result<Swept, WorldError> {
        let target = self.read_target("announced")?;
        self.swept(atom, &target, true, limits)
    }

    fn swept(
        &mut self,
        atom: &str,
        target: &Target,
        causes: bool,
        limits: &Limits,
    ) -> Result<Swept, WorldError> {
        let (asked, left_out) = self.asked(atom, limits)?;
        let answers = asked.len();
        let mut courses = Vec::new();
        for asked in asked.into_iter().take(MOST_SWEPT) {
            courses.push(self.course(atom, &asked, target, causes, limits)?);
        }
        Ok(Swept {
            courses,
            answers,
            left_out,
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
        })
    }

    /// The answers to an atom: triples for a verdict, whatever its outcome; else the rows that hold, or the one row that
    /// is asked for. Those that rest on other answers are told apart: moving a value would have to move these too.
    fn asked(&mut self, text: &str, limits: &Limits) -> Result<(Vec<Asked>, Vec<Tuple>), WorldError> {
        let mut query = self.read_atom(text)?;
        let (Some(Literal::Atom(atom)), ids) = (query.body.first_mut(), self.law.ids.clone()) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let name = self.relation_name(atom.relation).to_owned();
        let example = "`Verdict(\"Samsung SDS\", \"kotra-platform\", \"sole\", outcome)`";
        if self.law.program.relation(atom.relation).is_none() {
            return Err(WorldError::whole(
                "sweep::atom",
                text,
                format!("`{name}` is concluded by rules of your own, which are not swept"),
                format!("ask for what they read of the law, such as {example}"),
            ));
        }
        let verdict = matches!(name.as_str(), "Verdict" | "OpenTo" | "Outcome");
        let (relation, arity) = (atom.relation, atom.terms.len());
        if verdict {
            if name == "Outcome" {
                atom.relation = self.law.program.relation_named("Verdict").unwrap_or(relation);
            }
            if let Some(outcome) = atom.terms.last_mut() {
                *outcome = Term::Wildcard;
            }
        } else if !self.law.derived().contains(&relation) || relation == ids.outcome {
            return Err(WorldError::whole(
                "sweep::atom",
                text,
                format!("`{name}` is not concluded by rules"),
                format!("ask for a verdict, such as {example}, or a row that the law derives"),
            ));
        }
        let ground: Option<Vec<i64>> = atom
            .terms
            .iter()
            .map(|term| match term {
                Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                Term::Variable(_) | Term::Wildcard => None,
            })
            .collect();
        let relation = atom.relation;
        let mut rows: Vec<Row> = match ground {
            Some(row) if !verdict => vec![(relation, row)],
            _ => self.explaining(|world| world.rows_of_query(query, text, limits))?,
        };
        rows.dedup();
        let law = Arc::clone(&self.law);
        let (mut asked, mut left_out) = (Vec::new(), Vec::new());
        for (relation, row) in rows {
            if !verdict && law.rests_on_answers(relation, &row, &mut self.symbols) {
                let pattern: Vec<Option<i64>> = row.iter().copied().map(Some).collect();
                left_out.push(self.tuple(relation, &pattern));
                continue;
            }
            let Some(docket) = self.docket_of(relation, &row) else {
                continue;
            };
            let mut pattern: Vec<Option<i64>> = row.iter().copied().map(Some).collect();
            let triple = docket.triples.first().copied();
            let goal = match triple.filter(|_| verdict) {
                Some(triple) => {
                    if let Some(outcome) = pattern.get_mut(arity - 1) {
                        *outcome = None;
                    }
                    Goal::Outcome(triple)
                }
                None => Goal::Row(relation, row),
            };
            asked.push(Asked {
                conclusion: self.tuple(relation, &pattern),
                docket,
                goal,
            });
        }
        if asked.is_empty() && !left_out.is_empty() {
            return Err(WorldError::whole(
                "sweep::atom",
                text,
                "what is asked rests on verdicts, on readings or on other projects, and cannot be swept",
                format!("sweep a verdict that it rests on, such as {example}"),
            ));
        }
        Ok((asked, left_out))
    }

    fn course(
        &mut self,
        text: &str,
        asked: &Asked,
        target: &Target,
        causes: bool,
        limits: &Limits,
    ) -> Result<Course, WorldError> {
        let fault = |error| eval_error(text, error);
        let found = self.find_target(target, &asked.docket, limits)?;
        let range = range_of(target.ty);
        let law = Arc::clone(&self.law);
        let symbols = self.symbols.clone();
        let goal = (asked.goal.clone(), &asked.docket);
        let mut tree = Tree::new(&law, &symbols, limits, goal, found.place.clone(), &found.buffers);
        let pieces = self
            .pieces(&mut tree, range, asked, &found, limits)
            .map_err(fault)?;
        for piece in &pieces {
            for at in [piece.window.from, piece.window.to] {
                self.confirm(asked, &found, at, &piece.state, limits)
                    .map_err(fault)??;
            }
        }
        let present = found
            .place
            .row
            .get(found.place.column)
            .copied()
            .filter(|_| found.known);
        let by_day = self.relation_name(target.relation) == "Announced";
        let day = asked
            .docket
            .projects
            .first()
            .and_then(|project| self.day_of(*project));
        let mut intervals = Vec::new();
        for (number, piece) in pieces.iter().enumerate() {
            let before = number.checked_sub(1).and_then(|before| pieces.get(before));
            let causes = match before.filter(|_| causes) {
                Some(before) => self.causes(&mut tree, before, piece).map_err(fault)?,
                None => Vec::new(),
            };
            intervals.push(Interval {
                from: self.value(target.ty, piece.window.from),
                to: self.value(target.ty, piece.window.to),
                last: piece.window.to == range.to,
                present: present.is_some_and(|at| piece.window.from <= at && at <= piece.window.to),
                outcome: self.outcome_text(&asked.goal, piece.state.outcome),
                turns_on: self.texts(&piece.state.turns_on),
                grounds: self.grounds_told(piece, if by_day { Some(piece.window.from) } else { day }),
                causes,
            });
        }
        let mut pattern: Vec<Option<i64>> = found.place.row.iter().copied().map(Some).collect();
        let known = present.map(|_| self.fact_told(target.relation, &found.place.row));
        if let Some(place) = pattern.get_mut(target.column) {
            *place = None;
        }
        let over = self.tuple(target.relation, &pattern);
        Ok(Course {
            conclusion: asked.conclusion.clone(),
            column: over.columns.get(target.column).cloned().unwrap_or_default(),
            over,
            known,
            range: (self.value(target.ty, range.from), self.value(target.ty, range.to)),
            intervals,
        })
    }

    /// A given row in words.
    pub(super) fn fact_told(&mut self, relation: RelationId, row: &[i64]) -> FactTold {
        let pattern: Vec<Option<i64>> = row.iter().copied().map(Some).collect();
        FactTold {
            statement: self.row_statement(relation, &pattern),
            statement_ko: self.row_korean(relation, &pattern),
            places: self.places(relation, row),
        }
    }

    /// The intervals of a range, neighbours that say the same together.
    pub(super) fn pieces(
        &self,
        tree: &mut Tree<'_>,
        range: Window,
        asked: &Asked,
        found: &Found,
        limits: &Limits,
    ) -> Result<Vec<Piece>, EvalError> {
        let in_force = self.in_force();
        let by_day = self.relation_name(found.place.relation) == "Announced";
        let project = asked.docket.projects.first();
        let day = project.and_then(|project| self.day_of(*project));
        let mut look = |window| {
            limits.poll()?;
            tree.look(View { window, at: None }, None, &mut Notes::default())
        };
        let mut found: Vec<(Window, State)> = pieces(range, &mut look)?;
        if by_day {
            found = self.cut_at_provisions(found, &in_force, &mut look)?;
        }
        let mut joined: Vec<Piece> = Vec::new();
        for (window, state) in found {
            let cites = self.cites(&state, &in_force, if by_day { Some(window.from) } else { day });
            match joined.last_mut() {
                Some(last) if last.state.agrees(&state) && last.cites == cites => {
                    last.window.to = window.to;
                    last.state.join(&state);
                }
                _ => joined.push(Piece { window, state, cites }),
            }
        }
        Ok(joined)
    }

    /// Cuts windows of days where a provision that they cite begins or ceases to be in force.
    fn cut_at_provisions(
        &self,
        windows: Vec<(Window, State)>,
        in_force: &InForce,
        look: &mut dyn FnMut(Window) -> Result<State, Stop>,
    ) -> Result<Vec<(Window, State)>, EvalError> {
        let mut cut = Vec::new();
        for (window, state) in windows {
            let mut days: Vec<i64> = self
                .cites(&state, in_force, None)
                .iter()
                .flatten()
                .filter_map(|id| in_force.get(id))
                .flatten()
                .flat_map(|(from, until)| [*from, *until])
                .filter(|day| window.from < *day && *day <= window.to)
                .collect();
            days.sort_unstable();
            days.dedup();
            if days.is_empty() {
                cut.push((window, state));
                continue;
            }
            let mut from = window.from;
            for next in days.into_iter().chain([window.to + 1]) {
                cut.extend(pieces(Window { from, to: next - 1 }, &mut *look)?);
                from = next;
            }
        }
        Ok(cut)
    }

    /// Decides one value anew by the engine that answers questions.
    pub(super) fn confirm(
        &self,
        asked: &Asked,
        found: &Found,
        at: i64,
        state: &State,
        limits: &Limits,
    ) -> Result<Result<(), WorldError>, EvalError> {
        let mut buffers = found.buffers.clone();
        let mut row = found.place.row.clone();
        if let Some(place) = row.get_mut(found.place.column) {
            *place = at;
        }
        if let Some(buffer) = buffers.get_mut(found.place.relation.0 as usize) {
            buffer.extend(row);
        }
        let store = Store::new(&self.law, &buffers);
        let decided = self.law.decide(self.engine, &store, &asked.docket, limits)?;
        let agrees = match &asked.goal {
            Goal::Outcome(triple) => {
                let verdict = decided
                    .verdicts
                    .iter()
                    .find(|row| row.get(..3) == Some(triple.as_slice()));
                let outcome = verdict
                    .map(|row| row[3])
                    .filter(|outcome| *outcome != self.law.ids.undetermined);
                let mut missing: Vec<i64> = decided.missing.iter().map(|row| row[3]).collect();
                missing.sort_unstable();
                outcome == state.outcome && missing == state.turns_on
            }
            Goal::Row(relation, row) => {
                let certain = decided
                    .certain
                    .get(relation.0 as usize)
                    .map_or(&[][..], Vec::as_slice);
                let holds = certain
                    .chunks_exact(row.len().max(1))
                    .any(|known| known == row.as_slice());
                holds == (state.outcome == Some(1))
            }
        };
        Ok(if agrees {
            Ok(())
        } else {
            Err(WorldError::Internal(format!(
                "a swept answer is not confirmed at {at}"
            )))
        })
    }
}
