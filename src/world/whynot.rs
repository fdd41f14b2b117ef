//! Why a conclusion does not hold.
//!
//! Where it holds however little is known, there is nothing to explain. Where it holds in no completion, one completion
//! is told, that in which the least is in the way, and the others if other things are in the way there. Where it holds
//! in some, the completions are told apart by what decides.

use std::sync::Arc;

use crate::engine::{Database, EvalError, Limits, word_of};
use crate::explain::{Absences, Obstacle, Pattern};
use crate::lang::program::{Literal, Query, RelationId, Term};

use super::World;
use super::absent::{Absent, Told};
use super::answer::Value;
use super::ask::eval_error;
use super::error::WorldError;
use super::leaves::{Leaf, Leaves, Pick, only_difference};
use super::plan::Demand;
use super::reason::{Explanation, Reason, ReasonKind, Statement, Tuple};
use super::why::{Builder, MOST_EXPLAINED, Row, bare};

/// Most groups of completions in which other things are in the way.
const MOST_OTHERS: usize = 4;

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

impl World {
    /// Explains why nothing answers an atom; of several firms, projects and roles, for each that has no answer.
    ///
    /// # Errors
    /// The question is no atom, reaches too much, or its evaluation does not finish.
    pub fn whynot(&mut self, text: &str, limits: &Limits) -> Result<WhyNot, WorldError> {
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
            let mut database = Database::new(&self.law.program);
            self.fill(&mut database, relation);
            (database, vec![asked])
        };
        let mut whynot = WhyNot {
            undetermined: true,
            readings: self.readings_told(),
            assumptions: self.assumptions.clone(),
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
    ) -> Result<(Database, Vec<Vec<Option<i64>>>), WorldError> {
        if self.law.column_of(relation, "Project").is_none() {
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
        let (demand, decided) = self.decide_query(query, text, limits)?;
        let mut database = self.database(query, &decided);
        if demand.warnings {
            self.warn(&mut database, &decided);
        }
        let mut patterns: Vec<(Vec<Option<Value>>, Vec<Option<i64>>)> = self
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
        let (relation, pattern) = goal;
        let made = self.is_made(*relation);
        let Some(docket) = self.docket_for(*relation, pattern).filter(|_| made) else {
            return self.missed_fact(goal, database, limits);
        };
        let leaves = self.leaves(&docket, limits)?;
        let mut telling = Telling {
            goal,
            law_goal: self.goal_of_law(*relation, pattern, &docket),
            leaves: &leaves,
            limits,
            builder: Builder::new(self),
        };
        telling.builder.day = docket
            .projects
            .first()
            .and_then(|project| telling.builder.world.day_of(*project));
        let possible = telling.tell(database)?;
        Ok(Missed {
            explanation: telling.builder.finish(*relation, pattern),
            possible,
        })
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
        Absent::new(&mut builder, &law.program, &rules, &database, limits).tell(goal.clone())?;
        Ok(Missed {
            explanation: builder.finish(goal.0, &goal.1),
            possible: false,
        })
    }
}

/// One explanation under way.
struct Telling<'a, 'w> {
    /// What was asked for.
    goal: &'a Pattern,
    /// What the law would conclude in a completion in which it holds.
    law_goal: Pattern,
    leaves: &'a Leaves,
    limits: &'a Limits,
    builder: Builder<'w>,
}

impl Telling<'_, '_> {
    /// Tells it, and whether it holds in some completion.
    fn tell(&mut self, database: &Database) -> Result<bool, EvalError> {
        let name = self.builder.world.relation_name(self.goal.0).to_owned();
        let undetermined = Some(Some(self.builder.world.law.ids.undetermined));
        match name.as_str() {
            "Verdict" | "OpenTo" if self.goal.1.last().copied() == undetermined => {
                let statement = self.decided();
                self.root(ReasonKind::Verdict, statement, Vec::new(), Vec::new());
                Ok(false)
            }
            "Missing" => {
                let statement = self.not_missing();
                self.root(ReasonKind::Verdict, statement, Vec::new(), Vec::new());
                Ok(false)
            }
            "CountedAtLeast" | "CountedAtMost" if self.counted(database) => Ok(false),
            _ if self
                .leaves
                .bounds
                .last()
                .is_some_and(|any| !rows_that_fit(any, &self.law_goal).is_empty()) =>
            {
                self.sometimes()?;
                Ok(true)
            }
            _ => {
                self.never()?;
                Ok(false)
            }
        }
    }

    fn root(&mut self, kind: ReasonKind, statement: Statement, premises: Vec<usize>, lacks: Vec<usize>) {
        let (relation, pattern) = self.goal;
        let tuple = self.builder.world.tuple(*relation, pattern);
        self.builder.push(Reason {
            tuple: Some(tuple),
            premises,
            lacks,
            ..bare(kind, statement)
        });
    }

    /// The outcomes of all completions, each once.
    fn outcomes(&self) -> Vec<i64> {
        let mut outcomes: Vec<i64> = self
            .leaves
            .outcomes
            .iter()
            .filter_map(|(_, outcome)| *outcome)
            .collect();
        outcomes.sort_unstable();
        outcomes.dedup();
        outcomes
    }

    /// The verdict as it is.
    fn verdict(&self) -> Statement {
        let world = &*self.builder.world;
        let outcome = match self.outcomes().as_slice() {
            [only] => *only,
            _ => world.law.ids.undetermined,
        };
        let (relation, mut pattern) = self.goal.clone();
        if let Some(last) = pattern.last_mut() {
            *last = Some(outcome);
        }
        world.row_statement(relation, &pattern)
    }

    /// That a verdict is given.
    fn decided(&self) -> Statement {
        let mut statement = self.verdict();
        statement.push_text(&match self.leaves.count {
            1 => ": nothing that could matter is unknown".to_owned(),
            count => format!(": it comes out the same in all {count} ways to fill in what is not known"),
        });
        statement
    }

    /// Why a verdict does not turn on something.
    fn not_missing(&self) -> Statement {
        let world = &*self.builder.world;
        let (mut row, key) = (self.goal.1.clone(), self.goal.1.last().copied().flatten());
        row.pop();
        if let ([only], Some(verdict)) = (
            self.outcomes().as_slice(),
            world.law.program.relation_named("Verdict"),
        ) {
            row.push(Some(*only));
            let mut statement = world.row_statement(verdict, &row);
            statement.push_text(", whatever is not known: nothing is missing");
            return statement;
        }
        let key = key.map_or_else(String::new, |key| world.symbols.text(key).to_owned());
        let supposed = self
            .leaves
            .outcomes
            .iter()
            .any(|(picks, _)| picks.iter().any(|pick| world.key_of(pick) == key));
        Statement::text(if supposed {
            format!(
                "{key} is not known, but no two ways to fill in what is not known that differ in it alone come to different outcomes"
            )
        } else {
            format!("{key} is known, or cannot matter here")
        })
    }

    /// Tells the amount that is known, or the bound that is another one; false where there is neither.
    fn counted(&mut self, database: &Database) -> bool {
        let world = &*self.builder.world;
        let project = self.goal.1.first().copied().flatten();
        let counted = (world.law.ids.counted, vec![project, None]);
        let bound = (self.goal.0, vec![project, None]);
        let exact = self
            .leaves
            .bounds
            .first()
            .map(|common| rows_that_fit(common, &counted));
        let found = exact
            .and_then(|rows| rows.into_iter().next().map(|row| (counted.0, row)))
            .or_else(|| Some((bound.0, rows_that_fit(database, &bound).into_iter().next()?)));
        let Some((relation, row)) = found else {
            return false;
        };
        let whole: Vec<Option<i64>> = row.into_iter().map(Some).collect();
        let statement = world.row_statement(relation, &whole);
        self.root(ReasonKind::Verdict, statement, Vec::new(), Vec::new());
        true
    }

    /// Tells what holds in no completion: that in which the least is in the way, and others where other things are.
    fn never(&mut self) -> Result<(), EvalError> {
        let mut views: Vec<View<'_>> = Vec::new();
        for leaf in &self.leaves.kept {
            views.push(self.view(leaf)?);
        }
        let nearest = views
            .iter()
            .enumerate()
            .min_by_key(|(at, view)| (view.weight, self.harder(view.leaf), *at));
        let Some((at, _)) = nearest else {
            let statement = self.absence();
            self.root(ReasonKind::Underivable, statement, Vec::new(), Vec::new());
            return Ok(());
        };
        let chosen = views.swap_remove(at);
        let told = self.absent(chosen.leaf)?;
        let mut premises = told.below.premises;
        premises.extend(self.others(&chosen, &views)?);
        if told.beside && self.builder.world.relation_name(self.goal.0) == "Warning" {
            let project = self.goal.1.first().copied().flatten().unwrap_or_default();
            premises.extend(
                self.builder
                    .participants(&[project], self.limits)?
                    .unwrap_or_default(),
            );
        }
        let statement = self.absence();
        let kind = match self.builder.world.relation_name(self.goal.0) {
            "Verdict" | "OpenTo" => ReasonKind::Verdict,
            _ => ReasonKind::Underivable,
        };
        self.root(kind, statement, premises, told.below.lacks);
        Ok(())
    }

    /// That it does not hold, and in how many ways.
    fn absence(&self) -> Statement {
        let world = &*self.builder.world;
        let (relation, pattern) = self.goal;
        let mut statement = match (world.relation_name(*relation), pattern.last()) {
            ("Verdict" | "OpenTo", Some(Some(outcome))) => {
                let mut statement = self.verdict();
                statement.push_text(&format!(", not {}", world.symbols.text(*outcome)));
                statement
            }
            _ => world.absent_statement(*relation, pattern),
        };
        if self.leaves.count > 1 {
            statement.push_text(&format!(
                ", in each of {} ways to fill in what is not known",
                self.leaves.count
            ));
        }
        statement
    }

    /// What is in the way in a completion, at the top.
    fn view<'l>(&mut self, leaf: &'l Leaf) -> Result<View<'l>, EvalError> {
        let (rules, law) = (self.builder.world.rules(), Arc::clone(&self.builder.world.law));
        let mut absences = Absences::new(&law.program, &rules, leaf.model.clone(), self.limits).down_to(1);
        let Obstacle::Underivable(id) = absences.explain(self.law_goal.clone())? else {
            return Ok(View {
                leaf,
                weight: (0, 0),
                met: Vec::new(),
            });
        };
        let attempts = absences.goal(id).map_or(&[][..], |goal| &goal.attempts);
        let blockers = |obstacle: &Obstacle| match obstacle {
            Obstacle::Blocked { pattern, blockers } => {
                let mut rows: Vec<Row> = blockers.iter().map(|row| (pattern.0, row.clone())).collect();
                rows.sort_unstable();
                rows
            }
            _ => Vec::new(),
        };
        let met: Vec<Met> = attempts
            .iter()
            .map(|attempt| {
                let misses = attempt.misses.iter();
                let misses = misses.map(|miss| (miss.literal, blockers(&miss.obstacle)));
                (attempt.rule.0, misses.collect())
            })
            .collect();
        let weight = met.first().map_or((0, 0), |(_, misses)| {
            let blockers = misses.iter().map(|(_, blockers)| blockers.len());
            (misses.len(), blockers.sum())
        });
        Ok(View { leaf, weight, met })
    }

    /// Of completions alike, that in which a bar stands at the highest amount, or none at the lowest, comes first.
    fn harder(&self, leaf: &Leaf) -> i64 {
        let world = &*self.builder.world;
        let amounts = leaf
            .picks
            .iter()
            .filter(|pick| pick.relation == world.law.ids.amount_supposed);
        let most = amounts.map(|pick| pick.option).max().unwrap_or_default();
        if leaf.outcome.is_some() && leaf.outcome == world.symbols.find("barred") {
            most.saturating_neg()
        } else {
            most
        }
    }

    fn absent(&mut self, leaf: &Leaf) -> Result<Told, EvalError> {
        let (rules, law) = (self.builder.world.rules(), Arc::clone(&self.builder.world.law));
        let model = self.builder.world.in_order(&leaf.model);
        let mut absent = Absent::new(&mut self.builder, &law.program, &rules, &model, self.limits);
        absent.tell(self.law_goal.clone())
    }

    /// Groups of completions in which other things are in the way than in the chosen one.
    fn others(&mut self, chosen: &View<'_>, views: &[View<'_>]) -> Result<Vec<usize>, EvalError> {
        let mut groups: Vec<Vec<&View<'_>>> = Vec::new();
        for view in views.iter().filter(|view| view.met != chosen.met) {
            match groups
                .iter_mut()
                .find(|group| group.iter().any(|other| other.met == view.met))
            {
                Some(group) => group.push(view),
                None => groups.push(vec![view]),
            }
        }
        let mut premises = Vec::new();
        for group in groups.iter().take(MOST_OTHERS) {
            let differing = |view: &View<'_>| different(&chosen.leaf.picks, &view.leaf.picks).len();
            let nearest = group
                .iter()
                .min_by_key(|view| (differing(view), self.harder(view.leaf)));
            let Some(view) = nearest else { continue };
            let count = if self.leaves.count > self.leaves.kept.len() {
                "some".to_owned()
            } else {
                group.len().to_string()
            };
            let more = more_blockers(&chosen.met, &view.met);
            let what = if more.is_empty() {
                "other things are"
            } else {
                "more is"
            };
            let mut statement =
                Statement::text(format!("in {count} of these ways {what} in the way, as where "));
            let picks = different(&chosen.leaf.picks, &view.leaf.picks);
            statement = statement.and(self.supposing(&picks));
            let world = &*self.builder.world;
            let mut more: Vec<(Tuple, Statement)> = more
                .into_iter()
                .map(|(relation, row)| {
                    let row: Vec<Option<i64>> = row.into_iter().map(Some).collect();
                    (world.tuple(relation, &row), world.row_statement(relation, &row))
                })
                .collect();
            more.sort_by(|(one, _), (other, _)| {
                (&one.relation, &one.values).cmp(&(&other.relation, &other.values))
            });
            for (_, sentence) in more {
                statement.push_text("; there, ");
                statement = statement.and(sentence.begun_small());
            }
            let told = self.absent(view.leaf)?;
            premises.push(self.builder.push(Reason {
                premises: told.below.premises,
                ..bare(ReasonKind::Elsewhere, statement)
            }));
        }
        Ok(premises)
    }

    /// Suppositions as one sentence.
    fn supposing(&self, picks: &[&Pick]) -> Statement {
        let world = &*self.builder.world;
        let mut statement = Statement::default();
        for pick in picks {
            if !statement.parts.is_empty() {
                statement.push_text("; ");
            }
            let row: Vec<Option<i64>> = pick.row().into_iter().map(Some).collect();
            statement = statement.and(world.row_statement(pick.relation, &row).begun_small());
        }
        if statement.parts.is_empty() {
            statement.push_text("something else is supposed");
        }
        statement
    }

    /// Tells what holds in some completions: one in which it does not, one in which it does, and what decides.
    fn sometimes(&mut self) -> Result<(), EvalError> {
        let holds = |leaf: &&Leaf| !rows_that_fit(&leaf.model, &self.law_goal).is_empty();
        let (mut with, mut without): (Vec<&Leaf>, Vec<&Leaf>) = self.leaves.kept.iter().partition(holds);
        with.sort_by_key(|leaf| self.harder(leaf));
        without.sort_by_key(|leaf| self.harder(leaf));
        let turns = self.turns_on(&with, &without);
        let statement = self.partly(with.len(), without.len(), &turns);
        let mut pairs = without
            .iter()
            .flat_map(|miss| with.iter().map(move |hit| (*miss, *hit)));
        let alone = pairs
            .clone()
            .find_map(|(miss, hit)| only_difference(&miss.picks, &hit.picks).map(|_| (miss, hit)));
        let mut premises = Vec::new();
        if let Some((miss, hit)) = alone.or_else(|| pairs.next()) {
            premises.push(self.miss_case(miss, hit)?);
            premises.push(self.hit_case(hit, miss));
        }
        self.root(ReasonKind::Verdict, statement, premises, Vec::new());
        Ok(())
    }

    /// The keys on which alone it turns in some completion, sorted.
    fn turns_on(&self, with: &[&Leaf], without: &[&Leaf]) -> Vec<String> {
        let mut keys: Vec<String> = without
            .iter()
            .flat_map(|miss| {
                with.iter()
                    .filter_map(|hit| only_difference(&miss.picks, &hit.picks))
            })
            .map(|pick| self.builder.world.key_of(pick))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }

    /// In how many ways it holds, and what decides.
    fn partly(&self, with: usize, without: usize, turns: &[String]) -> Statement {
        let world = &*self.builder.world;
        let (relation, pattern) = self.goal;
        let mut statement = match (world.relation_name(*relation), pattern.last()) {
            ("Verdict" | "OpenTo", Some(Some(outcome))) => {
                let mut statement = self.verdict();
                statement.push_text(&format!(": {}", world.symbols.text(*outcome)));
                statement
            }
            _ => {
                let mut statement = Statement::text("it is not certain that ");
                statement = statement.and(world.row_statement(*relation, pattern).begun_small());
                statement.push_text(": it holds");
                statement
            }
        };
        let count = self.leaves.count;
        statement.push_text(&if count > self.leaves.kept.len() {
            format!(" in some of {count} ways to fill in what is not known")
        } else if without == 0 {
            format!(" in each of {count} ways to fill in what is not known, but not the same in all")
        } else {
            format!(" in {with} of {count} ways to fill in what is not known")
        });
        if !turns.is_empty() {
            statement.push_text(&format!("; turns on: {}", turns.join(", ")));
        }
        statement
    }

    fn miss_case(&mut self, miss: &Leaf, hit: &Leaf) -> Result<usize, EvalError> {
        let statement = Statement::text("it does not hold if this is so: ");
        let statement = statement.and(self.supposing(&different(&hit.picks, &miss.picks)));
        let told = self.absent(miss)?;
        Ok(self.builder.push(Reason {
            premises: told.below.premises,
            lacks: told.below.lacks,
            ..bare(ReasonKind::Case, statement)
        }))
    }

    fn hit_case(&mut self, hit: &Leaf, miss: &Leaf) -> usize {
        let statement = Statement::text("it holds if this is so: ");
        let statement = statement.and(self.supposing(&different(&miss.picks, &hit.picks)));
        self.builder.push(bare(ReasonKind::Case, statement))
    }
}

/// A rule with its missed literals and what blocks each.
type Met = (u32, Vec<(usize, Vec<Row>)>);

/// A completion, and what is in the way in it.
struct View<'l> {
    leaf: &'l Leaf,
    /// How many conditions of the nearest rule are not met, and how many tuples block them.
    weight: (usize, usize),
    met: Vec<Met>,
}

/// What blocks in the second besides everything that blocks in the first; nothing if other conditions are missed.
fn more_blockers(one: &[Met], other: &[Met]) -> Vec<Row> {
    let conditions = |met: &[Met]| -> Vec<(u32, Vec<usize>)> {
        met.iter()
            .map(|(rule, misses)| (*rule, misses.iter().map(|(literal, _)| *literal).collect()))
            .collect()
    };
    let blockers = |met: &[Met]| -> Vec<Row> {
        let misses = met.iter().flat_map(|(_, misses)| misses);
        misses.flat_map(|(_, blockers)| blockers.clone()).collect()
    };
    let (before, mut after) = (blockers(one), blockers(other));
    if conditions(one) != conditions(other) || before.iter().any(|row| !after.contains(row)) {
        return Vec::new();
    }
    after.retain(|row| !before.contains(row));
    after
}

/// What the second supposes otherwise than the first.
fn different<'p>(one: &[Pick], other: &'p [Pick]) -> Vec<&'p Pick> {
    let same = |pick: &Pick| one.contains(pick);
    let against: Vec<&Pick> = other
        .iter()
        .filter(|pick| {
            one.iter().any(|twin| {
                (twin.relation, &twin.key) == (pick.relation, &pick.key) && twin.option != pick.option
            })
        })
        .collect();
    if against.is_empty() {
        other.iter().filter(|pick| !same(pick)).collect()
    } else {
        against
    }
}

/// The rows of a database that fit a pattern, in its order.
fn rows_that_fit(database: &Database, (relation, pattern): &Pattern) -> Vec<Vec<i64>> {
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
