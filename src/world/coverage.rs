//! What answers rest on: the provisions that a question's answer cites, and the rules that cases touch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{EvalError, Limits, QueryPlan, word_of};
use crate::lang::program::{Literal, Query, RelationId, Term};
use crate::law::{Docket, Law};

use super::World;
use super::ask::{Kept, class_firm, eval_error};
use super::derivation::{Derivation, Pattern, RulePlans};
use super::error::WorldError;
use super::plan::Demand;

/// How far passing cases touch one rule or one provision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// A rule fired.
    pub fired: bool,
    /// A rule was tried and did not fire.
    pub other_side: bool,
}

/// A line of a coverage: a rule with the relation it concludes, or a provision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageRow {
    /// Id of the rule or the provision.
    pub id: String,
    /// The relation that the rule concludes; empty for a provision.
    pub relation: String,
    /// How far it is touched.
    pub touched: Touched,
}

/// What cases touch of the law, over any number of worlds on the same law.
///
/// A rule fires in a completion if its body has a match there. It is shown on its other side if it has none although
/// its first premise holds (the first that does not only say what is asked), or all of its premises but one. While a
/// choice is still open, only rules that lead to the choice count. Rules without premises are left out. A question that
/// reaches several projects at a time touches nothing: one of them would hide what another does not do.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    rules: Vec<CoveredRule>,
    /// The provisions that rules cite, by id.
    provisions: Vec<CoverageRow>,
    /// Made once: the law's own words have the same ids in every world.
    plans: Option<Arc<RulePlans>>,
    /// What was looked at in the world under way: readings, assumptions, docket.
    seen: BTreeSet<(BTreeMap<String, String>, Vec<String>, Docket)>,
}

#[derive(Clone, Debug)]
struct CoveredRule {
    premises: bool,
    row: CoverageRow,
    /// Indexes of its provisions.
    cites: Vec<usize>,
}

impl Coverage {
    /// The rules of the law that have premises, in source order.
    #[must_use]
    pub fn rules(&self) -> Vec<CoverageRow> {
        let rules = self.rules.iter().filter(|rule| rule.premises);
        rules.map(|rule| rule.row.clone()).collect()
    }

    /// The provisions that rules cite, by id.
    #[must_use]
    pub fn provisions(&self) -> Vec<CoverageRow> {
        self.provisions.clone()
    }

    /// Makes ready for the cases of a world.
    pub(crate) fn begin(&mut self, world: &World) {
        self.seen.clear();
        if self.plans.is_some() {
            return;
        }
        self.plans = Some(Arc::new(RulePlans::new(&world.law, &mut world.symbols.clone())));
        let program = &world.law.program;
        let ids: BTreeSet<&String> = program.rules.iter().flat_map(|rule| &rule.cites).collect();
        let row = |id: &str, relation: &str| CoverageRow {
            id: id.to_owned(),
            relation: relation.to_owned(),
            touched: Touched::default(),
        };
        self.rules = program
            .rules
            .iter()
            .map(|rule| CoveredRule {
                premises: !rule.body.is_empty(),
                row: row(
                    &rule.id,
                    program
                        .relation(rule.head.relation)
                        .map_or("", |relation| &relation.name),
                ),
                cites: rule
                    .cites
                    .iter()
                    .filter_map(|id| ids.iter().position(|known| *known == id))
                    .collect(),
            })
            .collect();
        self.provisions = ids.into_iter().map(|id| row(id, "")).collect();
    }

    /// The sides from which a rule, or a provision of it that can be cited, is not touched yet.
    fn wanted(&self, rule: usize, citable: &[bool]) -> Touched {
        let Some(rule) = self.rules.get(rule) else {
            return Touched::default();
        };
        let cited = rule.cites.iter().filter(|index| is_set(citable, **index));
        let rows = cited.filter_map(|index| self.provisions.get(*index));
        let mut wanted = Touched::default();
        for row in rows.chain([&rule.row]) {
            wanted.fired |= !row.touched.fired;
            wanted.other_side |= !row.touched.other_side;
        }
        wanted
    }

    fn touch(&mut self, rule: usize, citable: &[bool], side: impl Fn(&mut Touched)) {
        let Some(rule) = self.rules.get_mut(rule) else {
            return;
        };
        side(&mut rule.row.touched);
        for index in rule.cites.iter().filter(|index| is_set(citable, **index)) {
            if let Some(row) = self.provisions.get_mut(*index) {
                side(&mut row.touched);
            }
        }
    }

    /// Adds what one run touches. `citable` says of each provision whether it can be cited in it, `open` whether a choice
    /// is still open, by one of `choices`.
    fn add(
        &mut self,
        mut run: Derivation<'_>,
        citable: &[bool],
        open: bool,
        choices: &[Pattern],
    ) -> Result<(), EvalError> {
        let mut fired = Vec::new();
        for rule in 0..self.rules.len() {
            let wanted = self.wanted(rule, citable);
            if !(wanted.fired || wanted.other_side && !open) {
                continue;
            }
            if run.fires(rule)? {
                fired.push(rule);
            } else if !open && wanted.other_side && run.is_tried(rule)? {
                self.touch(rule, citable, |touched| touched.other_side = true);
            }
        }
        if open && !fired.is_empty() {
            let leading = run.rules_of(choices)?;
            fired.retain(|rule| leading.contains(rule));
        }
        for rule in fired {
            self.touch(rule, citable, |touched| touched.fired = true);
        }
        Ok(())
    }
}

fn is_set(flags: &[bool], index: usize) -> bool {
    flags.get(index).copied().unwrap_or(false)
}

/// Where in its proofs an answer cites a provision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Citing {
    /// In any step.
    AnyStep,
    /// In a last step, as the ground on which the answer is concluded.
    LastStep,
}

/// Is shown the project and the rows of each run, and whether a choice is still open in it.
pub(super) type Seen<'a> = dyn FnMut(i64, &[Vec<i64>], bool) -> Result<(), EvalError> + 'a;

impl World {
    /// The provisions, in force on the day of the project, that the answer to a question rests on.
    pub(super) fn cited(
        &mut self,
        text: &str,
        which: Citing,
        limits: &Limits,
    ) -> Result<BTreeSet<String>, WorldError> {
        let query = self.read_query(text)?;
        let fault = |error| eval_error(text, error);
        let demand = self.demand(&query, limits).map_err(fault)?;
        let goals = self.goals(&query, &demand, limits).map_err(fault)?;
        let law = Arc::clone(&self.law);
        let plans = RulePlans::new(&law, &mut self.symbols);
        let mut cited = BTreeSet::new();
        let days = self.days();
        let in_force = self.in_force();
        let dockets = self.dockets(&demand, limits).map_err(fault)?;
        let store = self.store();
        for docket in dockets.iter().flat_map(apart) {
            let project = docket.projects.first().copied().unwrap_or_default();
            let day = days.get(&project).copied();
            law.decide_seen(self.engine, &store, &docket, limits, &mut |buffers, open| {
                if open {
                    return Ok(());
                }
                let mut run = Derivation::new(&law, &plans, limits, buffers);
                let rules = match which {
                    Citing::AnyStep => run.rules_of(&goals)?,
                    Citing::LastStep => run.last_steps(&goals)?,
                };
                for rule in rules.into_iter().filter_map(|rule| law.program.rules.get(rule)) {
                    cited.extend(rule.cites.iter().filter(|id| holds(&in_force, id, day)).cloned());
                }
                Ok(())
            })
            .map_err(fault)?;
        }
        Ok(cited)
    }

    /// Shows every run that a question needs.
    pub(super) fn each_run(
        &mut self,
        text: &str,
        limits: &Limits,
        seen: &mut Seen<'_>,
    ) -> Result<(), WorldError> {
        let query = self.read_query(text)?;
        let fault = |error| eval_error(text, error);
        let demand = self.demand(&query, limits).map_err(fault)?;
        let dockets = self.dockets(&demand, limits).map_err(fault)?;
        let (store, law) = (self.store(), Arc::clone(&self.law));
        for docket in &dockets {
            let project = docket.projects.first().copied().unwrap_or_default();
            law.decide_seen(self.engine, &store, docket, limits, &mut |buffers, open| {
                seen(project, buffers, open)
            })
            .map_err(fault)?;
        }
        Ok(())
    }

    /// Adds what the completions of a question touch that were kept when it was answered.
    ///
    /// # Errors
    /// A limit was reached, or a value cannot be computed.
    pub(crate) fn cover(
        &self,
        kept: &Kept,
        coverage: &mut Coverage,
        limits: &Limits,
    ) -> Result<(), EvalError> {
        let Some(plans) = coverage.plans.clone() else {
            return Ok(());
        };
        let choices = choices(&self.law);
        let days = self.days();
        let in_force = self.in_force();
        for (docket, runs) in kept {
            let situation = (self.readings.clone(), self.assumptions_told(), docket.clone());
            if !coverage.seen.insert(situation) {
                continue;
            }
            let project = docket.projects.first().copied().unwrap_or_default();
            let day = days.get(&project).copied();
            let provisions = coverage.provisions.iter();
            let citable: Vec<bool> = provisions.map(|row| holds(&in_force, &row.id, day)).collect();
            for (buffers, open) in runs {
                let run = Derivation::new(&self.law, &plans, limits, buffers);
                coverage.add(run, &citable, *open, &choices)?;
            }
        }
        Ok(())
    }

    /// The tuples of the law that the answers of a question stand for.
    fn goals(&mut self, query: &Query, demand: &Demand, limits: &Limits) -> Result<Vec<Pattern>, EvalError> {
        let decided = self.decide(demand, limits, None)?;
        let mut database = self.database(query, &decided);
        let answers = QueryPlan::new(query, &mut self.symbols).answers(&mut database, limits)?;
        let mut goals = Vec::new();
        for literal in &query.body {
            let Literal::Atom(atom) = literal else { continue };
            for answer in &answers {
                let pattern: Vec<Option<i64>> = atom
                    .terms
                    .iter()
                    .map(|term| match term {
                        Term::Variable(id) => {
                            let at = query.columns.iter().position(|column| column == id)?;
                            answer.get(at).copied()
                        }
                        Term::Constant(constant) => Some(word_of(constant, &mut self.symbols)),
                        Term::Wildcard => None,
                    })
                    .collect();
                let goal = self.goal(atom.relation, &pattern);
                if !goals.contains(&goal) {
                    goals.push(goal);
                }
            }
        }
        Ok(goals)
    }

    /// The tuples of the law behind those of a relation that is made above it.
    fn goal(&mut self, relation: RelationId, pattern: &[Option<i64>]) -> Pattern {
        let ids = &self.law.ids;
        let name = self
            .law
            .program
            .relation(relation)
            .map_or("", |relation| relation.name.as_str());
        let known = |outcome: &Option<i64>| outcome.filter(|word| *word != ids.undetermined);
        match (name, pattern) {
            ("Verdict", [firm, project, role, outcome]) => {
                (ids.outcome, vec![*firm, *project, *role, known(outcome)])
            }
            ("Missing", [firm, project, role, _]) => (ids.outcome, vec![*firm, *project, *role, None]),
            ("PossibleTier", _) => (ids.tier_of, pattern.to_vec()),
            ("CountedAtLeast" | "CountedAtMost", [project, _]) => (ids.counted, vec![*project, None]),
            ("OpenTo", [project, class, outcome]) => {
                let (id, outcome) = (ids.outcome, known(outcome));
                let firm = class.map(|class| class_firm(self.symbols.text(class)));
                let firm = firm.map(|firm| self.symbols.intern(&firm));
                (id, vec![firm, *project, None, outcome])
            }
            _ => (relation, pattern.to_vec()),
        }
    }

    /// Announcement days by project.
    fn days(&self) -> BTreeMap<i64, i64> {
        let rows = self.rows_of("Announced").chunks_exact(2);
        rows.filter_map(|row| match *row {
            [project, day] => Some((project, day)),
            _ => None,
        })
        .collect()
    }

    /// When each provision is in force, half-open.
    pub(super) fn in_force(&self) -> BTreeMap<String, Vec<(i64, i64)>> {
        let mut spans: BTreeMap<String, Vec<(i64, i64)>> = BTreeMap::new();
        for row in self.rows_of("InForce").chunks_exact(3) {
            if let [provision, from, until] = *row {
                let id = self.symbols.text(provision).to_owned();
                spans.entry(id).or_default().push((from, until));
            }
        }
        spans
    }

    pub(super) fn rows_of(&self, name: &str) -> &[i64] {
        let id = self.law.program.relation_named(name);
        id.and_then(|id| self.given.get(id.0 as usize))
            .map_or(&[][..], Vec::as_slice)
    }
}

/// Every choice that is open in a run.
fn choices(law: &Law) -> Vec<Pattern> {
    let ids = &law.ids;
    let relations = [
        (ids.project_choice, 3),
        (ids.amount_choice, 3),
        (ids.day_choice, 3),
        (ids.reading_choice, 3),
        (ids.firm_choice, 4),
    ];
    relations.map(|(id, arity)| (id, vec![None; arity])).to_vec()
}

/// Whether a provision can be cited on a day; on a day that is not known every one can.
fn holds(in_force: &BTreeMap<String, Vec<(i64, i64)>>, id: &str, day: Option<i64>) -> bool {
    match (in_force.get(id), day) {
        (Some(spans), Some(day)) => spans.iter().any(|(from, until)| (*from..*until).contains(&day)),
        _ => true,
    }
}

/// A docket for each triple, or for each project where there is none.
fn apart(docket: &Docket) -> Vec<Docket> {
    let triples = docket.triples.iter().map(|triple| Docket {
        projects: vec![triple[1]],
        triples: vec![*triple],
        presets: docket
            .presets
            .iter()
            .filter(|preset| preset[0] == triple[0])
            .copied()
            .collect(),
        ..Docket::default()
    });
    let asked: BTreeSet<i64> = docket.triples.iter().map(|triple| triple[1]).collect();
    let projects = docket.projects.iter().filter(|project| !asked.contains(project));
    triples
        .chain(projects.map(|project| {
            Docket {
                projects: vec![*project],
                made: docket
                    .made
                    .iter()
                    .filter(|row| row.0 == *project)
                    .cloned()
                    .collect(),
                ..Docket::default()
            }
        }))
        .collect()
}
