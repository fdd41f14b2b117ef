//! What answers rest on: the provisions that a question's answer cites, and the rules that cases touch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{EvalError, Limits, QueryPlan, word_of};
use crate::lang::program::{Literal, Query, RelationId, Term};
use crate::lang::source::Sources;
use crate::law::{Docket, Store};

use super::World;
use super::ask::class_firm;
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
/// choice is still open, only rules that lead to the choice count. Rules without premises are left out.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// With whether the rule has premises.
    rules: Vec<(bool, CoverageRow)>,
    provisions: BTreeMap<String, Touched>,
}

impl Coverage {
    /// The rules of the law that have premises, in source order.
    #[must_use]
    pub fn rules(&self) -> Vec<CoverageRow> {
        let rows = self.rules.iter().filter(|(premises, _)| *premises);
        rows.map(|(_, row)| row.clone()).collect()
    }

    /// The provisions that rules cite, by id.
    #[must_use]
    pub fn provisions(&self) -> Vec<CoverageRow> {
        let rows = self.provisions.iter().map(|(id, touched)| CoverageRow {
            id: id.clone(),
            relation: String::new(),
            touched: *touched,
        });
        rows.collect()
    }

    /// Puts every rule of a world's law in place.
    pub(crate) fn begin(&mut self, world: &World) {
        let program = &world.law.program;
        if !self.rules.is_empty() {
            return;
        }
        for rule in &program.rules {
            let row = CoverageRow {
                id: rule.id.clone(),
                relation: program
                    .relation(rule.head.relation)
                    .map_or_else(String::new, |relation| relation.name.clone()),
                touched: Touched::default(),
            };
            self.rules.push((!rule.body.is_empty(), row));
            for provision in &rule.cites {
                self.provisions.entry(provision.clone()).or_default();
            }
        }
    }
}

impl Touched {
    fn add(&mut self, fired: bool, other_side: bool) {
        self.fired |= fired;
        self.other_side |= other_side;
    }
}

/// Is shown the project and the rows of each run, and whether a choice is still open in it.
type Seen<'a> = dyn FnMut(i64, &[Vec<i64>], bool) -> Result<(), EvalError> + 'a;

impl World {
    /// The provisions, in force on the day of the project, that the answer to a question rests on.
    pub(crate) fn cited(&mut self, text: &str, limits: &Limits) -> Result<BTreeSet<String>, WorldError> {
        let query = self.read_query(text)?;
        let fault = |error| fault(text, error);
        let demand = self.demand(&query, limits).map_err(fault)?;
        let goals = self.goals(&query, &demand, limits).map_err(fault)?;
        let law = Arc::clone(&self.law);
        let plans = RulePlans::new(&law, &mut self.symbols);
        let mut cited = BTreeSet::new();
        let days = self.days();
        let in_force = self.in_force();
        self.runs(&demand, limits, &mut |project, buffers, open| {
            if open {
                return Ok(());
            }
            let rules = Derivation::new(&law, &plans, limits, buffers).rules_of(&goals)?;
            for rule in rules.into_iter().filter_map(|rule| law.program.rules.get(rule)) {
                let day = days.get(&project).copied();
                cited.extend(rule.cites.iter().filter(|id| holds(&in_force, id, day)).cloned());
            }
            Ok(())
        })
        .map_err(fault)?;
        Ok(cited)
    }

    /// Adds what a question's completions touch.
    pub(crate) fn cover(
        &mut self,
        text: &str,
        coverage: &mut Coverage,
        limits: &Limits,
    ) -> Result<(), WorldError> {
        let query = self.read_query(text)?;
        let fault = |error| fault(text, error);
        let demand = self.demand(&query, limits).map_err(fault)?;
        let law = Arc::clone(&self.law);
        let ids = &law.ids;
        let plans = RulePlans::new(&law, &mut self.symbols);
        let choices: Vec<Pattern> = [
            (ids.project_choice, 3),
            (ids.amount_choice, 3),
            (ids.day_choice, 3),
            (ids.reading_choice, 3),
            (ids.firm_choice, 4),
        ]
        .map(|(id, arity)| (id, vec![None; arity]))
        .to_vec();
        let days = self.days();
        let in_force = self.in_force();
        self.runs(&demand, limits, &mut |project, buffers, open| {
            let mut derivation = Derivation::new(&law, &plans, limits, buffers);
            let leading = if open {
                derivation.rules_of(&choices)?
            } else {
                BTreeSet::new()
            };
            for (index, (rule, (_, row))) in law.program.rules.iter().zip(&mut coverage.rules).enumerate() {
                let fires = if open {
                    leading.contains(&index)
                } else {
                    derivation.fires(index)?
                };
                let other_side = !open && !fires && derivation.is_tried(index)?;
                row.touched.add(fires, other_side);
                let day = days.get(&project).copied();
                for id in rule.cites.iter().filter(|id| holds(&in_force, id, day)) {
                    if let Some(touched) = coverage.provisions.get_mut(id) {
                        touched.add(fires, other_side);
                    }
                }
            }
            Ok(())
        })
        .map_err(fault)
    }

    /// Runs what a question demands, one triple or project at a time.
    fn runs(&mut self, demand: &Demand, limits: &Limits, seen: &mut Seen<'_>) -> Result<(), EvalError> {
        let dockets = self.dockets(demand, limits)?;
        let law = Arc::clone(&self.law);
        let given = &self.given;
        let store: &Store = self.store.get_or_insert_with(|| Store::new(&law, given));
        for docket in dockets.iter().flat_map(apart) {
            let project = docket.projects.first().copied().unwrap_or_default();
            law.decide_seen(self.engine, store, &docket, limits, &mut |buffers, open| {
                seen(project, buffers, open)
            })?;
        }
        Ok(())
    }

    /// The tuples of the law that the answers of a question stand for.
    fn goals(&mut self, query: &Query, demand: &Demand, limits: &Limits) -> Result<Vec<Pattern>, EvalError> {
        let decided = self.decide(demand, limits)?;
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

fn fault(text: &str, error: EvalError) -> WorldError {
    let mut sources = Sources::default();
    sources.add("question", text);
    WorldError::Eval { error, sources }
}
