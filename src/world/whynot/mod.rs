//! Why a conclusion does not hold.
//!
//! Where it holds however little is known, there is nothing to explain. Where it holds in no completion, one completion
//! is told, that in which the least is in the way, and the others if other things are in the way there. Where it holds
//! in some, the completions are told apart by what decides.

mod partly;
mod telling;
#[cfg(test)]
mod tests;
mod views;

use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits, word_of};
use crate::explain::Pattern;
use crate::lang::program::{Literal, Query, RelationId, Term};
use crate::law::Docket;

use self::telling::Telling;
use super::World;
use super::absent::Absent;
use super::answer::Value;
use super::ask::eval_error;
use super::error::WorldError;
use super::plan::Demand;
use super::reason::{Explanation, Reason, ReasonKind, Tuple};
use super::why::{Builder, MOST_EXPLAINED, bare};

/// Explanations of what an atom asks for and does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyNot {
    /// One for each firm, project and role asked about for which nothing holds, in the order of their ids.
    pub explanations: Vec<Explanation>,
    /// How many there are; more than are explained if there are many.
    pub missed: usize,
    /// What does hold, in the order of the answers; the first ten if there are more.
    pub holding: Vec<Tuple>,
    /// How many of these there are.
    pub held: usize,
    /// Everything that is explained holds if what is not known is filled in the right way.
    pub undetermined: bool,
    /// Issues and options that differ from the defaults, and `open` issues, sorted.
    pub readings: Vec<(String, String)>,
    /// Facts assumed or retracted, as typed.
    pub assumptions: Vec<String>,
}

/// Why something does not hold, and whether it would if what is not known were filled in in some way.
struct Missed {
    explanation: Explanation,
    possible: bool,
}

/// What a conclusion comes to that a rule above the law looked for in vain.
pub(super) enum Conclusion {
    /// It is given, or asks for any firm, project or role.
    Unasked,
    /// It holds, and was not decided for the question at hand.
    Holds,
    /// It does not hold.
    Missed(Explanation),
}

/// A row with columns that are open.
type Open = Vec<Option<i64>>;

impl World {
    /// Explains why nothing answers an atom; of several firms, projects and roles, for each that has no answer.
    ///
    /// # Errors
    /// The question is no atom, reaches too much, or its evaluation does not finish.
    pub fn whynot(&mut self, text: &str, limits: &Limits) -> Result<WhyNot, WorldError> {
        self.explaining(|world| world.whynot_within(text, limits))
    }

    fn whynot_within(&mut self, text: &str, limits: &Limits) -> Result<WhyNot, WorldError> {
        let fault = |error| eval_error(text, error);
        let query = self.read_atom(text)?;
        let [Literal::Atom(atom)] = query.body.as_slice() else {
            return Ok(WhyNot::default());
        };
        let relation = atom.relation;
        self.refuse_repeated(text, &atom.terms)?;
        let asked: Vec<Option<i64>> = atom
            .terms
            .iter()
            .map(|term| match term {
                Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                Term::Variable(_) | Term::Wildcard => None,
            })
            .collect();
        let (database, patterns) = if self.is_made(relation) {
            self.patterns_asked(&query, text, (relation, asked), limits)?
        } else {
            let mut database = Database::new(self.program());
            self.fill(&mut database, relation);
            (database, vec![asked])
        };
        let mut whynot = WhyNot {
            undetermined: true,
            readings: self.readings_told(),
            assumptions: self.assumptions_told(),
            ..WhyNot::default()
        };
        let mut rows = Vec::new();
        for pattern in patterns {
            let goal = (relation, pattern);
            let fitting = rows_that_fit(&database, &goal);
            if !fitting.is_empty() {
                rows.extend(fitting);
                continue;
            }
            whynot.missed += 1;
            if whynot.explanations.len() < MOST_EXPLAINED {
                let missed = self.missed(&goal, &database, limits).map_err(fault)?;
                whynot.undetermined &= missed.possible;
                whynot.explanations.push(missed.explanation);
            }
        }
        whynot.undetermined &= whynot.missed > 0;
        whynot.held = rows.len();
        whynot.holding = self.tuples_in_order(relation, rows);
        Ok(whynot)
    }

    fn refuse_repeated(&self, text: &str, terms: &[Term]) -> Result<(), WorldError> {
        for (at, term) in terms.iter().enumerate() {
            if matches!(term, Term::Variable(_)) && terms.iter().take(at).any(|other| other == term) {
                return Err(WorldError::whole(
                    "query::repeated-variable",
                    text,
                    "a variable stands in two columns",
                    "`whynot` asks for each column on its own: write two names, or `_`",
                ));
            }
        }
        Ok(())
    }

    /// The rows of the first ten, in the order of what they say.
    fn tuples_in_order(&self, relation: RelationId, rows: Vec<Vec<i64>>) -> Vec<Tuple> {
        let whole = |row: Vec<i64>| -> Vec<Option<i64>> { row.into_iter().map(Some).collect() };
        let mut tuples: Vec<Tuple> = rows
            .into_iter()
            .map(|row| self.tuple(relation, &whole(row)))
            .collect();
        tuples.sort_by(|one, other| one.values.cmp(&other.values));
        tuples.truncate(MOST_EXPLAINED);
        tuples
    }

    /// What answers a conclusion, and its pattern for each firm, project and role that is asked about.
    fn patterns_asked(
        &mut self,
        query: &Query,
        text: &str,
        (relation, asked): Pattern,
        limits: &Limits,
    ) -> Result<(Database, Vec<Open>), WorldError> {
        let own = self.is_own(relation);
        if !own && self.law.column_of(relation, "Project").is_none() {
            return Err(WorldError::whole(
                "query::no-project",
                text,
                format!(
                    "`{}` is concluded only where a project is asked about",
                    self.relation_name(relation)
                ),
                "ask for a conclusion that names one, such as `Verdict(firm, \"kotra-platform\", \"sole\", outcome)`",
            ));
        }
        let (demand, database) = self.answered(query, text, limits)?;
        if own {
            return Ok((database, vec![asked]));
        }
        let mut patterns: Vec<(Vec<Option<Value>>, Open)> = self
            .filled_in(relation, &asked, &demand)
            .into_iter()
            .map(|pattern| (self.tuple(relation, &pattern).values, pattern))
            .collect();
        patterns.sort();
        patterns.dedup();
        Ok((
            database,
            patterns.into_iter().map(|(_, pattern)| pattern).collect(),
        ))
    }

    /// A pattern with every firm, project, role or class that is asked about.
    fn filled_in(
        &mut self,
        relation: RelationId,
        asked: &[Option<i64>],
        demand: &Demand,
    ) -> Vec<Vec<Option<i64>>> {
        let law = Arc::clone(&self.law);
        let with = |values: &[(&str, i64)]| -> Vec<Option<i64>> {
            let mut pattern = asked.to_vec();
            for (column, word) in values {
                let at = law.column_of(relation, column);
                if let Some(place) = at.and_then(|at| pattern.get_mut(at)) {
                    *place = Some(*word);
                }
            }
            pattern
        };
        if self.relation_name(relation) == "OpenTo" {
            let open = law
                .column_of(relation, "Class")
                .and_then(|at| asked.get(at))
                .copied()
                .flatten();
            let classes = match open {
                Some(class) => vec![class],
                None => self.words_of_type("Class"),
            };
            let projects = demand.classes.iter();
            return projects
                .flat_map(|project| {
                    classes
                        .iter()
                        .map(|class| with(&[("Project", *project), ("Class", *class)]))
                })
                .collect();
        }
        if law.column_of(relation, "Firm").is_none() {
            let projects = demand.projects.iter();
            return projects.map(|project| with(&[("Project", *project)])).collect();
        }
        let triples = demand.triples.iter();
        triples
            .map(|[firm, project, role]| with(&[("Firm", *firm), ("Project", *project), ("Role", *role)]))
            .collect()
    }

    fn words_of_type(&mut self, name: &str) -> Vec<i64> {
        let program = &self.law.program;
        let words = program.type_named(name).and_then(|id| program.named_type(id));
        let words = words.and_then(|ty| ty.words.clone()).unwrap_or_default();
        words.iter().map(|word| self.symbols.intern(word)).collect()
    }

    /// Explains a pattern that nothing fits. `database` holds what answers the question.
    fn missed(&mut self, goal: &Pattern, database: &Database, limits: &Limits) -> Result<Missed, EvalError> {
        if self.is_own(goal.0) {
            return self.missed_own(goal, database, limits);
        }
        let Some(docket) = self.docket_of_goal(goal, limits)? else {
            return self.missed_fact(goal, database, limits);
        };
        let (relation, pattern) = goal;
        let leaves = self.leaves(&docket, limits)?;
        let law_goal = self.goal_of_law(*relation, pattern, &docket);
        let day = self.day_of_goal(goal);
        let mut telling = Telling::new(goal, law_goal, &leaves, limits, Builder::new(self));
        telling.builder.day = day;
        let possible = telling.tell(database)?;
        Ok(Missed {
            explanation: telling.builder.finish(*relation, pattern),
            possible,
        })
    }

    /// The docket in which a conclusion of the law is decided; nothing for what is given, and for what is made for
    /// findings.
    fn docket_of_goal(
        &mut self,
        (relation, pattern): &Pattern,
        limits: &Limits,
    ) -> Result<Option<Docket>, EvalError> {
        let ids = &self.law.ids;
        let for_findings = [ids.beside, ids.turns_on, ids.class_turns_on].contains(relation);
        if for_findings || !self.is_made(*relation) {
            return Ok(None);
        }
        match pattern.first().copied().flatten() {
            Some(project) if self.law.is_finding(*relation) => {
                Ok(Some(self.finding_docket(project, limits)?))
            }
            _ => Ok(self.docket_for(*relation, pattern)),
        }
    }

    /// What a conclusion of the law comes to that is missing where it counts as given: in the rules of an analyst's own,
    /// and in those of findings.
    pub(super) fn conclusion(
        &mut self,
        goal: &Pattern,
        database: &Database,
        limits: &Limits,
    ) -> Result<Conclusion, EvalError> {
        let (relation, pattern) = goal;
        let is_open = |column: &str| {
            let at = self.law.column_of(*relation, column);
            at.is_some_and(|at| pattern.get(at).copied().flatten().is_none())
        };
        let open = ["Firm", "Project", "Role", "Class"].into_iter().any(is_open);
        if open || self.is_own(*relation) {
            return Ok(Conclusion::Unasked);
        }
        let Some(docket) = self.docket_of_goal(goal, limits)? else {
            return Ok(Conclusion::Unasked);
        };
        let leaves = self.leaves(&docket, limits)?;
        let law_goal = self.goal_of_law(*relation, pattern, &docket);
        if !leaves.certain(&law_goal).is_empty() {
            return Ok(Conclusion::Holds);
        }
        Ok(Conclusion::Missed(
            self.missed(goal, database, limits)?.explanation,
        ))
    }

    fn missed_fact(
        &mut self,
        goal: &Pattern,
        database: &Database,
        limits: &Limits,
    ) -> Result<Missed, EvalError> {
        let (rules, law) = (self.rules(), Arc::clone(&self.law));
        let database = self.in_order(database);
        let mut builder = Builder::new(self);
        let mut absent = Absent::new(&mut builder, &law.program, &rules, &database, limits);
        absent.tell(goal.clone())?;
        absent.checked();
        Ok(Missed {
            explanation: builder.finish(goal.0, &goal.1),
            possible: false,
        })
    }

    /// The same for what an analyst's own rules conclude from facts and certain rows.
    fn missed_own(
        &mut self,
        goal: &Pattern,
        database: &Database,
        limits: &Limits,
    ) -> Result<Missed, EvalError> {
        let Some(own) = self.own.clone() else {
            return self.missed_fact(goal, database, limits);
        };
        let database = self.in_order(database);
        let statement = self.unproved_statement(goal.0, &goal.1);
        let statement_ko = self.unproved_korean(goal.0, &goal.1);
        let tuple = self.tuple(goal.0, &goal.1);
        let mut builder = Builder::new(self);
        let mut absent = Absent::new(&mut builder, &own.alone, &own.proofs, &database, limits);
        let told = absent.tell(goal.clone())?;
        absent.checked();
        builder.push(Reason {
            tuple: Some(tuple),
            premises: told.below.premises,
            lacks: told.below.lacks,
            statement_ko,
            ..bare(ReasonKind::Underivable, statement)
        });
        Ok(Missed {
            explanation: builder.finish(goal.0, &goal.1),
            possible: false,
        })
    }
}

/// The rows of a database that fit a pattern, in its order.
pub(super) fn rows_that_fit(database: &Database, (relation, pattern): &Pattern) -> Vec<Vec<i64>> {
    let fits = |row: &&[i64]| {
        row.iter()
            .zip(pattern)
            .all(|(word, wanted)| wanted.is_none_or(|wanted| wanted == *word))
    };
    let rows = database.relation(*relation).into_iter();
    rows.flat_map(|rows| rows.tuples())
        .filter(fits)
        .map(<[i64]>::to_vec)
        .collect()
}
